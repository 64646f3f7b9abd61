//! What the book of the Dinas says about the pretend agencies and devices: the form in which the collector takes them.

use super::{Kabupaten, Planned};
use crate::chance;
use crate::family::{Group, Role};
use model::device::{Condition, Manager, SnmpAccess, Target};
use model::opd::{Opd, OpdCode, Uplink};
use model::{Device, DeviceId};

/// What the servers of the data centre are for.
const SERVICES: &[&str] =
    &["web", "mail", "dns", "sipd", "srikandi", "absensi", "backup", "portal", "siks", "arsip", "gis", "vpn"];
const ROOMS: &[&str] =
    &["R. Sekretariat", "R. Keuangan", "R. Umum", "R. Kepala", "R. Rapat", "R. Pelayanan", "R. Arsip", "R. Program"];

impl Kabupaten {
    /// The agencies as the collector's store takes them.
    pub fn opds(&self) -> Vec<Opd> {
        self.agencies
            .iter()
            .enumerate()
            .map(|(index, agency)| {
                let gateway = self.devices.iter().position(|d| usize::from(d.agency) == index);
                let network = gateway.map(|g| self.devices[g].address.octets());
                Opd {
                    code: OpdCode(agency.code.clone()),
                    name: agency.name.clone(),
                    contracted_bps: Some(u64::from(agency.contracted_mbps) * 1_000_000),
                    address_plan: network.map(|[a, b, ..]| format!("{a}.{b}.0.0/16")).into_iter().collect(),
                    uplink: gateway
                        .and_then(|g| Some(Uplink { device: DeviceId(g as u32 + 1), port: self.uplink_port(g)? })),
                }
            })
            .collect()
    }

    /// The devices as the collector's store takes them; ids follow their order, from 1.
    pub fn devices(&self) -> Vec<Device> {
        (0..self.devices.len()).map(|index| self.device(index)).collect()
    }

    fn device(&self, index: usize) -> Device {
        let planned = &self.devices[index];
        let is_dinas = planned.agency == 0 || planned.contracted_bps.is_some();
        Device {
            id: DeviceId(index as u32 + 1),
            target: Some(Target {
                address: planned.address.to_string(),
                port: self.snmp_port,
                snmp: Some(SnmpAccess::V2c { community: self.community.clone() }),
                any_source: false,
                no_snmp: false,
            }),
            opd: Some(OpdCode(self.agencies[usize::from(planned.agency)].code.clone())),
            manager: Some(if is_dinas { Manager::Dinas } else { Manager::Opd }),
            location: Some(self.location(index)),
            asset_code: Some(self.asset_code(index)),
            condition: Some(match chance::below(self.chance(index, 11), 20) {
                0 => Condition::LightlyDamaged,
                _ => Condition::Good,
            }),
            contracted_bps: planned.contracted_bps,
            uplink_port: planned.contracted_bps.and_then(|_| self.uplink_port(index)),
            parents: planned.parent.map(|parent| DeviceId(parent + 1)).into_iter().collect(),
            class: Some(planned.family.class.into()),
            ..Device::default()
        }
    }

    /// sysName.
    pub(crate) fn name(&self, index: usize) -> String {
        let Planned { family, agency, number, .. } = self.devices[index];
        if family.word == "rt-core" {
            return format!("rt-core-{number:02}");
        }
        let service = usize::from(number - 1) % SERVICES.len();
        let round = usize::from(number - 1) / SERVICES.len() + 1;
        if agency == 0 && family.word == "srv" {
            return format!("srv-{}-{round:02}", SERVICES[service]);
        }
        let short = self.short_code(usize::from(agency));
        format!("{}-{short}-{number:02}", family.word)
    }

    /// The agency's code as it stands in host names.
    pub(crate) fn short_code(&self, agency: usize) -> String {
        let letters = self.agencies[agency].code.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|c| c.to_ascii_lowercase()).collect()
    }

    /// sysLocation: the room.
    pub(crate) fn location(&self, index: usize) -> String {
        let planned = &self.devices[index];
        let scattered = self.chance(index, 12);
        let floor = 1 + scattered % 3;
        match planned.family.word {
            "rt-core" | "srv" | "nas" if planned.agency == 0 => "Pusat Data Lt. 1".into(),
            "rt" | "srv" | "nas" | "ups" => "R. Server Lt. 1".into(),
            "ap" => format!("Lorong Lt. {floor}"),
            "cam" => {
                if floor == 1 {
                    "Gerbang".into()
                } else {
                    format!("Lobi Lt. {}", floor - 1)
                }
            }
            _ => format!("{} Lt. {floor}", ROOMS[chance::below(scattered, ROOMS.len() as u64) as usize]),
        }
    }

    fn asset_code(&self, index: usize) -> String {
        let planned = &self.devices[index];
        format!("1.3.2.10.02.04.{:03}/{:04}", planned.family.block / 10 + 1, planned.number)
    }

    /// Serial number by the pattern of its maker.
    pub(crate) fn serial(&self, index: usize) -> String {
        let mut bits = self.chance(index, 13);
        let fill = |c: char| {
            if c != '#' {
                return c;
            }
            let digit = char::from_digit((bits & 15) as u32, 16).unwrap_or('0');
            bits >>= 4;
            digit.to_ascii_uppercase()
        };
        self.devices[index].family.serial.chars().map(fill).collect()
    }

    /// MAC address of the port in this row: the maker's prefix and a number no other port has.
    pub(crate) fn mac(&self, index: usize, row: usize) -> [u8; 6] {
        let planned = &self.devices[index];
        let [a, b, c] = planned.family.oui;
        let [_, d, e, f] = (planned.first_port + row as u32 + 1).to_be_bytes();
        [a, b, c, d, e, f]
    }

    /// The key of the uplink port as the model spells it: ifName, else ifDescr.
    pub(crate) fn uplink_port(&self, index: usize) -> Option<String> {
        let planned = &self.devices[index];
        let row = planned.family.uplink_row(planned.elastic)?;
        let (group, place) = planned.family.port(planned.elastic, row)?;
        let mut name = Vec::new();
        match planned.family.has(crate::family::Part::Wide) {
            true => group.write_name(place, &mut name),
            false => group.write_descr(place, &mut name),
        }
        String::from_utf8(name).ok()
    }

    /// ifAlias: what a careful technician wrote on the port; often nothing.
    pub(crate) fn write_alias(&self, index: usize, row: usize, group: &Group, place: u16, out: &mut Vec<u8>) {
        let planned = &self.devices[index];
        match group.role {
            Role::Isp => out.extend_from_slice(if place == 0 { b"ISP-A" } else { b"ISP-B" }),
            Role::Core => {
                if let Some(agency) = self.agencies.get(usize::from(place) + 1) {
                    out.extend_from_slice(agency.code.as_bytes());
                }
            }
            Role::Wan => out.extend_from_slice(b"WAN Diskominfo"),
            Role::Lan => out.extend_from_slice(b"LAN"),
            Role::Up => {
                out.extend_from_slice(b"ke ");
                if let Some(parent) = planned.parent {
                    out.extend_from_slice(self.name(parent as usize).as_bytes());
                }
            }
            Role::Access => {
                let scattered = self.chance(index, 1000 + row as u64);
                if scattered.is_multiple_of(5) {
                    let room = ROOMS[chance::below(scattered, ROOMS.len() as u64) as usize];
                    out.extend_from_slice(room.as_bytes());
                }
            }
            Role::Own(_) | Role::Loop => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::agency::DEFAULT_OPDS;
    use crate::plan::Kabupaten;
    use std::collections::BTreeSet;

    #[test]
    fn the_same_seed_is_the_same_kabupaten() {
        let [a, b, c] = [1, 1, 2].map(|seed| Kabupaten::plan(DEFAULT_OPDS, 300, seed));
        assert_eq!(a.devices(), b.devices());
        assert_eq!(a.opds(), b.opds());
        assert_ne!(a.serial(7), c.serial(7));
    }

    #[test]
    fn everything_has_its_own_name_address_and_mac() {
        for (opds, devices) in [(24, 300), (1, 1), (20, 3), (200, 10_000), (1, 1500), (50, 75_000)] {
            let plan = Kabupaten::plan(opds, devices, 7);
            let list = plan.devices();
            assert_eq!(list.len(), devices.max(opds));
            let names: BTreeSet<_> = (0..list.len()).map(|i| plan.name(i)).collect();
            let addresses: BTreeSet<_> = plan.addresses().collect();
            assert_eq!((names.len(), addresses.len()), (list.len(), list.len()), "{opds} {devices}");
            let mut ports = 0;
            for (index, planned) in plan.devices.iter().enumerate() {
                assert_eq!(planned.first_port, ports);
                ports += planned.port_count() as u32;
                assert_eq!(plan.at(planned.address), Some(index));
            }
        }
    }

    #[test]
    fn parents_lead_to_the_core_router() {
        let plan = Kabupaten::plan(DEFAULT_OPDS, 300, 1);
        let devices = plan.devices();
        assert_eq!(plan.name(0), "rt-core-01");
        assert_eq!(devices[0].parents, []);
        for device in &devices[1..] {
            let parent = &devices[device.parents[0].0 as usize - 1];
            let class = parent.class.as_deref();
            assert!(class == Some("switch") && parent.opd == device.opd || class == Some("router"));
            assert!(parent.id < device.id);
        }
    }

    #[test]
    fn an_agency_knows_its_link_and_its_addresses() {
        let plan = Kabupaten::plan(DEFAULT_OPDS, 300, 1);
        let devices = plan.devices();
        for opd in plan.opds() {
            let uplink = opd.uplink.unwrap();
            let router = &devices[uplink.device.0 as usize - 1];
            assert_eq!((router.opd.as_ref(), router.uplink_port.as_ref()), (Some(&opd.code), Some(&uplink.port)));
            assert_eq!(router.contracted_bps, opd.contracted_bps);
            let start = opd.address_plan[0].strip_suffix("0.0/16").unwrap();
            let mine = devices.iter().filter(|d| d.opd.as_ref() == Some(&opd.code));
            assert!(mine.clone().count() >= 5);
            assert!(mine.into_iter().all(|d| d.target.as_ref().unwrap().address.starts_with(start)));
        }
    }
}
