//! The plan of a pretend kabupaten: which agencies there are and which devices each has. It follows from a seed alone.

mod book;
mod wiring;

use crate::agency::{self, Agency, MAX_OPDS};
use crate::chance;
use crate::family::{self, Family};
use std::collections::HashMap;
use std::net::Ipv4Addr;
pub(crate) use wiring::Link;

/// Most devices of one plan: addresses and MACs are numbered for this many.
pub const MAX_DEVICES: usize = 100_000;
/// Most devices an agency has on average: each kind has ten third octets of the agency's /16.
pub const MAX_DEVICES_PER_OPD: usize = 1500;
/// The community that every pretend device expects unless told otherwise.
pub const COMMUNITY: &str = "pantau-demo";

/// A pretend kabupaten: its agencies and their devices.
#[derive(Clone, Debug)]
pub struct Kabupaten {
    pub(crate) seed: u64,
    pub(crate) agencies: Vec<Agency>,
    pub(crate) devices: Vec<Planned>,
    /// UDP port on which its devices answer.
    pub(crate) snmp_port: u16,
    /// The community they expect.
    pub(crate) community: String,
    by_address: HashMap<Ipv4Addr, u32>,
    /// Both ends of every cable, by device and row.
    links: Vec<Link>,
}

/// One device of the plan.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub family: &'static Family,
    /// Index of its agency.
    pub agency: u16,
    /// It is the n-th of its kind there, from 1.
    pub number: u16,
    pub address: Ipv4Addr,
    /// Index of the device through which it is reached.
    pub parent: Option<u32>,
    /// Ports of its elastic group.
    pub elastic: u16,
    /// Number of its first port among all ports of the plan.
    pub first_port: u32,
    /// Contracted rate of its uplink, bit/s.
    pub contracted_bps: Option<u64>,
}

impl Planned {
    /// Ports it has.
    pub(crate) fn port_count(&self) -> usize {
        self.family.port_count(self.elastic)
    }
}

/// What an agency gets after its router, over and over until its share is spent.
const DINAS: &[&Family] = &[
    &family::CORE_SWITCH,
    &family::SERVER,
    &family::SERVER,
    &family::UPS,
    &family::WINDOWS_SERVER,
    &family::NAS,
    &family::SERVER,
    &family::ACCESS_POINT,
    &family::CORE_SWITCH,
    &family::SERVER,
    &family::CAMERA,
    &family::SERVER,
    &family::PRINTER,
    &family::SERVER,
];
const OFFICE: &[&Family] = &[
    &family::CORE_SWITCH,
    &family::ACCESS_POINT,
    &family::PRINTER,
    &family::UPS,
    &family::SWITCH,
    &family::ACCESS_POINT,
    &family::DESK_PRINTER,
    &family::ACCESS_POINT,
    &family::SMART_SWITCH,
    &family::CAMERA,
    &family::DESK_PRINTER,
    &family::ACCESS_POINT,
    &family::NAS,
    &family::SWITCH,
    &family::PRINTER,
    &family::WINDOWS_SERVER,
];
const OUTPOST: &[&Family] = &[
    &family::SMART_SWITCH,
    &family::CEILING_POINT,
    &family::DESK_PRINTER,
    &family::UPS,
    &family::CEILING_POINT,
    &family::OLD_SWITCH,
    &family::DESK_PRINTER,
    &family::CAMERA,
];
/// An agency with at most this weight is an outpost: a small router and little behind it.
const OUTPOST_WEIGHT: u32 = 8;
/// Standing of the contract with the provider against the sum of what the agencies were promised.
const OVERBOOKING: f64 = 0.45;

impl Kabupaten {
    /// The kabupaten of this seed. At least one and at most [`MAX_OPDS`] agencies, at least one device for each and at
    /// most [`MAX_DEVICES`] and [`MAX_DEVICES_PER_OPD`]; a number outside is taken as the nearest inside.
    pub fn plan(opds: usize, devices: usize, seed: u64) -> Self {
        let mut agencies = agency::agencies(opds.clamp(1, MAX_OPDS));
        let most = MAX_DEVICES.min(agencies.len() * MAX_DEVICES_PER_OPD);
        let shares = agency::shares(&agencies, devices.min(most));
        let promised: u32 = agencies.iter().skip(1).map(|a| a.contracted_mbps).sum();
        agencies[0].contracted_mbps =
            ((f64::from(promised) * OVERBOOKING / 100.0).ceil() as u32 * 100).clamp(200, 10_000);
        let mut kabupaten = Self::empty(seed, agencies);
        for (agency, share) in shares.into_iter().enumerate() {
            kabupaten.settle(agency, share);
        }
        kabupaten.wire();
        kabupaten.number_ports();
        kabupaten.index_addresses();
        kabupaten
    }

    /// Equal switches with `ports` ports each, one address after the other from `base`: what benchmarks poll.
    pub fn uniform(devices: usize, ports: u16, base: Ipv4Addr, seed: u64) -> Self {
        let agencies = agency::agencies(1);
        let devices = (0..devices.min(MAX_DEVICES) as u32)
            .map(|index| Planned {
                family: &family::BENCH_SWITCH,
                agency: 0,
                number: (index % 60_000 + 1) as u16,
                address: Ipv4Addr::from_bits(base.to_bits().wrapping_add(index)),
                parent: None,
                elastic: ports,
                first_port: 0,
                contracted_bps: None,
            })
            .collect();
        let mut kabupaten = Self { devices, ..Self::empty(seed, agencies) };
        kabupaten.number_ports();
        kabupaten.index_addresses();
        kabupaten
    }

    /// The same kabupaten in 127.0.0.0/8, its devices answering on this port.
    pub fn on_loopback(mut self, snmp_port: u16) -> Self {
        for device in &mut self.devices {
            let [_, b, c, d] = device.address.octets();
            device.address = Ipv4Addr::new(127, b, c, d);
        }
        self.snmp_port = snmp_port;
        self.index_addresses();
        self
    }

    /// The same kabupaten, its devices expecting this community.
    pub fn with_community(self, community: impl Into<String>) -> Self {
        Self { community: community.into(), ..self }
    }

    fn empty(seed: u64, agencies: Vec<Agency>) -> Self {
        let (devices, by_address, links) = (Vec::new(), HashMap::new(), Vec::new());
        Self { seed, agencies, devices, snmp_port: 161, community: COMMUNITY.into(), by_address, links }
    }

    /// How many devices there are.
    pub const fn len(&self) -> usize {
        self.devices.len()
    }

    /// True when there are none.
    pub const fn is_empty(&self) -> bool {
        self.devices.is_empty()
    }

    /// Every address, in the order of the devices.
    pub fn addresses(&self) -> impl Iterator<Item = Ipv4Addr> + '_ {
        self.devices.iter().map(|device| device.address)
    }

    /// Index of the device at this address.
    pub(crate) fn at(&self, address: Ipv4Addr) -> Option<usize> {
        self.by_address.get(&address).map(|index| *index as usize)
    }

    /// A number that belongs to this device and this purpose.
    pub(crate) const fn chance(&self, index: usize, purpose: u64) -> u64 {
        chance::of(self.seed, index as u64, purpose)
    }

    /// Ports of all devices together.
    pub(crate) fn port_total(&self) -> usize {
        self.devices.last().map_or(0, |last| last.first_port as usize + last.port_count())
    }

    fn settle(&mut self, agency: usize, share: usize) {
        let outpost = self.agencies[agency].weight <= OUTPOST_WEIGHT;
        let (router, others) = match agency {
            0 => (&family::CORE_ROUTER, DINAS),
            _ if outpost => (&family::SMALL_ROUTER, OUTPOST),
            _ => (&family::ROUTER, OFFICE),
        };
        let contracted = u64::from(self.agencies[agency].contracted_mbps) * 1_000_000;
        let elastic = if agency == 0 { self.agencies.len() as u16 - 1 } else { 0 };
        self.add(router, agency, elastic, Some(contracted));
        let mut behind: Vec<_> = others.iter().copied().cycle().take(share.saturating_sub(1)).collect();
        // What others hang on comes before them, for a book names only what stands in it already.
        behind.sort_by_key(|family| family.class != "switch");
        for family in behind {
            self.add(family, agency, 0, None);
        }
    }

    fn add(&mut self, family: &'static Family, agency: usize, elastic: u16, rate: Option<u64>) {
        let mine = self.devices.iter().rev().take_while(|d| usize::from(d.agency) == agency);
        let number = 1 + mine.filter(|d| d.family.block == family.block).count() as u16;
        let third = u16::from(family.block) + (number - 1) / 250;
        let fourth = (number - 1) % 250 + 1;
        self.devices.push(Planned {
            family,
            agency: agency as u16,
            number,
            address: Ipv4Addr::new(10, (20 + agency) as u8, third as u8, fourth as u8),
            parent: None,
            elastic,
            first_port: 0,
            contracted_bps: rate,
        });
    }

    fn number_ports(&mut self) {
        let mut next = 0;
        for device in &mut self.devices {
            device.first_port = next;
            next += device.port_count() as u32;
        }
    }

    fn index_addresses(&mut self) {
        self.by_address =
            self.devices.iter().enumerate().map(|(index, device)| (device.address, index as u32)).collect();
    }
}
