//! The pretend device families: what each says of itself and which ports it has. Facts of common equipment only.

mod endpoint;
mod network;

pub(crate) use endpoint::*;
pub(crate) use network::*;

/// One family of equipment.
#[derive(Debug)]
pub struct Family {
    /// First part of the system name: `rt`, `sw`, `ap`, …
    pub(crate) word: &'static str,
    /// Class word of the device record.
    pub(crate) class: &'static str,
    /// Third octet of its addresses inside the agency's /16; ten of them belong to each kind.
    pub(crate) block: u8,
    /// Name of the model.
    pub(crate) model: &'static str,
    /// Name of the maker as ENTITY-MIB states it.
    pub(crate) maker: &'static str,
    /// Version of the firmware.
    pub(crate) version: &'static str,
    /// sysObjectID.
    pub(crate) object_id: &'static [u32],
    /// sysDescr; `{name}`, `{serial}` stand for the device's own.
    pub(crate) descr: &'static str,
    /// Serial number; every `#` is a digit or capital letter.
    pub(crate) serial: &'static str,
    /// First three octets of its MAC addresses.
    pub(crate) oui: [u8; 3],
    /// Its ports, by ifIndex.
    pub(crate) ports: &'static [Group],
    /// What it answers besides the interfaces.
    pub(crate) parts: &'static [Part],
    /// Volumes of hrStorageTable.
    pub(crate) volumes: &'static [Volume],
    /// Processors of hrProcessorTable, and the hrDeviceIndex of the first.
    pub(crate) processors: (u16, u32),
}

/// A run of ports alike.
#[derive(Debug)]
pub(crate) struct Group {
    /// ifName before the number.
    pub name: &'static str,
    /// ifDescr before the number.
    pub descr: &'static str,
    /// Number of the first one; none: the name has no number.
    pub first: Option<u16>,
    /// How many; 0: as many as the plan gives the device.
    pub count: u16,
    /// ifIndex of the first one.
    pub if_index: u32,
    /// IANAifType: 6 ethernetCsmacd, 24 softwareLoopback, 71 ieee80211, 53 propVirtual, 135 l2vlan.
    pub kind: u8,
    /// Speed, Mbit/s.
    pub mbps: u32,
    /// What runs over it.
    pub role: Role,
}

/// What runs over a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Towards the internet: what all agencies use together.
    Isp,
    /// One agency each, seen from the core; the n-th port belongs to the n-th agency.
    Core,
    /// The agency's link, seen from the agency.
    Wan,
    /// The agency's link, seen from inside: directions swapped.
    Lan,
    /// From a switch towards the router: a share of the agency's traffic.
    Up,
    /// The only port of an end device; of `n` per mille of its speed at most.
    Own(u16),
    /// A socket in the wall: some are plugged in.
    Access,
    /// A loopback: up, and quiet.
    Loop,
}

/// What a device answers besides system group and interfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Always there.
    Base,
    /// ifXTable with 64-bit counters; without it a device has 32 bits only.
    Wide,
    /// SNMP-FRAMEWORK-MIB snmpEngine.
    Engine,
    /// ENTITY-MIB, one chassis.
    Entity,
    /// HOST-RESOURCES-MIB: system, storage, processors.
    Host,
    /// UCD-SNMP-MIB: memory, load.
    Ucd,
    /// Printer-MIB.
    Printer,
    /// UPS-MIB.
    Ups,
    /// MIKROTIK-MIB: version, serial, board.
    RouterOs,
    /// PowerNet-MIB: identity.
    PowerNet,
    /// SYNOLOGY-SYSTEM-MIB: identity.
    Synology,
    /// CISCO-PROCESS-MIB: load.
    CiscoProcess,
    /// LLDP-MIB: who is plugged into it.
    Lldp,
}

/// One row of hrStorageTable.
#[derive(Debug)]
pub(crate) struct Volume {
    /// hrStorageIndex.
    pub index: u32,
    /// Type.
    pub kind: Store,
    /// hrStorageDescr.
    pub descr: &'static str,
    /// hrStorageAllocationUnits, octets.
    pub unit_bytes: u32,
    /// hrStorageSize, units.
    pub size: u32,
    /// Usual use, percent.
    pub used_percent: u8,
}

/// hrStorageType.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Store {
    Ram,
    Fixed,
    Virtual,
}

const fn ether(name: &'static str, first: u16, count: u16, if_index: u32, mbps: u32, role: Role) -> Group {
    Group { name, descr: name, first: Some(first), count, if_index, kind: 6, mbps, role }
}

const fn single(name: &'static str, if_index: u32, kind: u8, mbps: u32, role: Role) -> Group {
    Group { name, descr: name, first: None, count: 1, if_index, kind, mbps, role }
}

const fn volume(index: u32, kind: Store, descr: &'static str, unit_bytes: u32, size: u32, used_percent: u8) -> Volume {
    Volume { index, kind, descr, unit_bytes, size, used_percent }
}

impl Family {
    /// True when it answers this part.
    pub(crate) fn has(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    /// True when its neighbours learn of it by LLDP. Access points and cameras announce themselves and keep no table.
    pub(crate) fn announces(&self) -> bool {
        self.has(Part::Lldp) || matches!(self.class, "access_point" | "camera")
    }

    /// Ports of a device of this family whose elastic group has `elastic` ports.
    pub(crate) fn port_count(&self, elastic: u16) -> usize {
        self.ports.iter().map(|group| usize::from(group.size(elastic))).sum()
    }

    /// The group of the port in this row, and its place in the group.
    pub(crate) fn port(&self, elastic: u16, row: usize) -> Option<(&'static Group, u16)> {
        let mut place = row;
        for group in self.ports {
            let size = usize::from(group.size(elastic));
            if place < size {
                return Some((group, place as u16));
            }
            place -= size;
        }
        None
    }

    /// The row of the port that leads towards the core, or of the only port.
    pub(crate) fn uplink_row(&self, elastic: u16) -> Option<usize> {
        self.row(elastic, |role| matches!(role, Role::Isp | Role::Wan | Role::Up | Role::Own(_)))
    }

    /// The row of the port that has the address: a router's inner one, of others the uplink.
    pub(crate) fn address_row(&self, elastic: u16) -> Option<usize> {
        self.row(elastic, |role| role == Role::Lan).or_else(|| self.uplink_row(elastic))
    }

    fn row(&self, elastic: u16, wanted: impl Fn(Role) -> bool) -> Option<usize> {
        (0..self.port_count(elastic)).find(|row| self.port(elastic, *row).is_some_and(|(group, _)| wanted(group.role)))
    }
}

impl Group {
    fn size(&self, elastic: u16) -> u16 {
        if self.count == 0 { elastic } else { self.count }
    }

    /// Writes ifName of the port at this place.
    pub(crate) fn write_name(&self, place: u16, out: &mut Vec<u8>) {
        self.write_numbered(self.name, place, out);
    }

    /// Writes ifDescr of the port at this place.
    pub(crate) fn write_descr(&self, place: u16, out: &mut Vec<u8>) {
        self.write_numbered(self.descr, place, out);
    }

    fn write_numbered(&self, stem: &str, place: u16, out: &mut Vec<u8>) {
        out.extend_from_slice(stem.as_bytes());
        if let Some(first) = self.first {
            let mut digits = [0u8; 5];
            let mut at = digits.len();
            let mut number = first + place;
            loop {
                at -= 1;
                digits[at] = b'0' + (number % 10) as u8;
                number /= 10;
                if number == 0 {
                    break;
                }
            }
            out.extend_from_slice(&digits[at..]);
        }
    }

    /// Speed, bit/s.
    pub(crate) const fn speed_bps(&self) -> u64 {
        self.mbps as u64 * 1_000_000
    }
}
