//! One device as its SNMP agent shows it: the value of every object, computed when it is asked for.

use crate::ber::{self, COUNTER32, COUNTER64, GAUGE32, IP_ADDRESS, OCTET_STRING, TIME_TICKS};
use crate::family::{Group, Part, Role, Store};
use crate::layout::{Index, Numbered};
use crate::mib::{self, Object, Rows};
use crate::plan::{Kabupaten, Planned};
use crate::world::World;

mod host;
mod identity;
mod neighbour;

/// Octets of an average packet, to make packet counters from octets.
const PACKET_OCTETS: u64 = 700;
/// snmpEngineMaxMessageSize.
const MAX_MESSAGE: i32 = 1500;

/// One device at one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub plan: &'a Kabupaten,
    pub world: &'a World,
    pub index: usize,
    pub now_ms: u64,
}

impl Numbered for View<'_> {
    fn count(&self, rows: Rows) -> usize {
        match rows {
            Rows::Ports | Rows::LldpPorts => self.planned().port_count(),
            Rows::Volumes => self.planned().family.volumes.len(),
            Rows::Processors => usize::from(self.planned().family.processors.0),
            Rows::Supplies => host::SUPPLIES.len(),
            Rows::Loads => 3,
            Rows::Neighbours | Rows::NeighbourAddresses => self.neighbours().count(),
            Rows::Scalar | Rows::Address | Rows::PrinterDevice | Rows::Marker | Rows::One | Rows::Chassis => 1,
        }
    }

    fn index(&self, rows: Rows, row: usize) -> Index {
        let family = self.planned().family;
        match rows {
            Rows::Scalar => Index::one(0),
            Rows::Ports => Index::one(self.if_index(row)),
            Rows::Address => Index::of(self.planned().address.octets().map(u32::from)),
            Rows::Volumes => Index::one(family.volumes.get(row).map_or(0, |volume| volume.index)),
            Rows::Processors => Index::one(family.processors.1 + row as u32),
            Rows::Supplies => Index::of([1, row as u32 + 1]),
            Rows::Marker => Index::of([1, 1]),
            Rows::Chassis => Index::one(if family.has(Part::CiscoProcess) { 1001 } else { 1 }),
            Rows::PrinterDevice => Index::one(1),
            Rows::One => Index::one(1),
            Rows::Loads | Rows::LldpPorts => Index::one(row as u32 + 1),
            Rows::Neighbours => self.neighbour_index(row),
            Rows::NeighbourAddresses => self.neighbour_address_index(row),
        }
    }
}

impl<'a> View<'a> {
    fn planned(&self) -> &'a Planned {
        &self.plan.devices[self.index]
    }

    fn if_index(&self, row: usize) -> u32 {
        let planned = self.planned();
        planned.family.port(planned.elastic, row).map_or(0, |(group, place)| group.if_index + u32::from(place))
    }

    /// True when only SNMP v2c can carry the value.
    pub(crate) const fn is_wide(object: Object) -> bool {
        matches!(
            object,
            Object::IfHcInOctets
                | Object::IfHcInUcastPkts
                | Object::IfHcInMcastPkts
                | Object::IfHcInBcastPkts
                | Object::IfHcOutOctets
                | Object::IfHcOutUcastPkts
                | Object::IfHcOutMcastPkts
                | Object::IfHcOutBcastPkts
        )
    }

    /// Writes the value of one object in one row.
    pub(crate) fn put(&self, object: Object, rows: Rows, row: usize, out: &mut Vec<u8>) {
        let planned = self.planned();
        match object {
            _ if rows == Rows::Ports => self.put_port(object, row, out),
            Object::IfNumber => ber::put_integer(out, planned.port_count() as i32),
            Object::IpAdEntAddr => ber::put(out, IP_ADDRESS, &planned.address.octets()),
            Object::IpAdEntNetMask => ber::put(out, IP_ADDRESS, &[255, 255, 0, 0]),
            Object::IpAdEntIfIndex => {
                let row = planned.family.address_row(planned.elastic).unwrap_or(0);
                ber::put_integer(out, self.if_index(row) as i32);
            }
            Object::SysUpTime => self.put_ticks(out),
            Object::EngineBoots => ber::put_integer(out, self.world.state(self.index).boots as i32),
            Object::EngineTime => {
                let running_s = (self.now_ms as i64 - self.world.state(self.index).booted_ms) / 1000;
                ber::put_integer(out, running_s as i32);
            }
            Object::EngineMaxMessage => ber::put_integer(out, MAX_MESSAGE),
            _ if self.put_identity(object, out)
                || self.put_host(object, row, out)
                || self.put_neighbour(object, row, out) => {}
            _ => ber::put(out, ber::NULL, &[]),
        }
    }

    fn put_ticks(&self, out: &mut Vec<u8>) {
        ber::put_unsigned(out, TIME_TICKS, u64::from(self.world.uptime_ticks(self.index, self.now_ms)));
    }

    /// Writes an object of a port.
    fn put_port(&self, object: Object, row: usize, out: &mut Vec<u8>) {
        let planned = self.planned();
        let (Some((group, place)), Some(port)) =
            (planned.family.port(planned.elastic, row), self.world.port(self.index, row))
        else {
            return ber::put(out, ber::NULL, &[]);
        };
        match object {
            Object::IfDescr | Object::IfName | Object::IfAlias => {
                let at = ber::open(out, OCTET_STRING);
                match object {
                    Object::IfDescr => group.write_descr(place, out),
                    Object::IfName => group.write_name(place, out),
                    _ => self.plan.write_alias(self.index, row, group, place, out),
                }
                ber::close(out, at);
            }
            Object::IfIndex => ber::put_integer(out, self.if_index(row) as i32),
            Object::IfType => ber::put_integer(out, i32::from(group.kind)),
            Object::IfMtu => ber::put_integer(out, if group.role == Role::Loop { 65536 } else { 1500 }),
            Object::IfSpeed => ber::put_unsigned(out, GAUGE32, group.speed_bps().min(u64::from(u32::MAX))),
            Object::IfHighSpeed => ber::put_unsigned(out, GAUGE32, u64::from(group.mbps)),
            Object::IfPhysAddress if group.role == Role::Loop => ber::put(out, OCTET_STRING, &[]),
            Object::IfPhysAddress => ber::put(out, OCTET_STRING, &self.plan.mac(self.index, row)),
            Object::IfAdminStatus => ber::put_integer(out, 1),
            Object::IfOperStatus => ber::put_integer(out, if port.up { 1 } else { 2 }),
            Object::IfConnector => ber::put_integer(out, if matches!(group.kind, 6) { 1 } else { 2 }),
            Object::IfLastChange => {
                let since_boot_ms = (port.changed_ms - self.world.state(self.index).booted_ms).max(0);
                ber::put_unsigned(out, TIME_TICKS, (since_boot_ms / 10) as u64 & u64::from(u32::MAX));
            }
            Object::IfDiscontinuity => ber::put_unsigned(out, TIME_TICKS, 0),
            _ => self.put_counter(object, row, group, out),
        }
    }

    /// Writes a counter of a port. Packets follow from octets, so that they stop and start with them.
    fn put_counter(&self, object: Object, row: usize, group: &Group, out: &mut Vec<u8>) {
        let (octets_in, octets_out) = self.world.octets(self.index, row, self.now_ms);
        let packets_in = || octets_in / PACKET_OCTETS;
        let packets_out = || octets_out / PACKET_OCTETS;
        let value = match object {
            Object::IfInOctets | Object::IfHcInOctets => octets_in,
            Object::IfOutOctets | Object::IfHcOutOctets => octets_out,
            Object::IfInUcastPkts | Object::IfHcInUcastPkts => packets_in(),
            Object::IfOutUcastPkts | Object::IfHcOutUcastPkts => packets_out(),
            Object::IfHcInMcastPkts => packets_in() / 210,
            Object::IfHcOutMcastPkts => packets_out() / 430,
            Object::IfHcInBcastPkts => packets_in() / 350,
            Object::IfHcOutBcastPkts => packets_out() / 800,
            // Every hundredth socket has a bad cable or plug.
            Object::IfInErrors if group.role == Role::Access && self.is_bad(row) => packets_in() / 900,
            Object::IfOutDiscards if matches!(group.role, Role::Wan | Role::Up) => octets_out / 500_000_000,
            _ => 0,
        };
        if Self::is_wide(object) {
            ber::put_unsigned(out, COUNTER64, value);
        } else {
            ber::put_unsigned(out, COUNTER32, value & u64::from(u32::MAX));
        }
    }

    fn is_bad(&self, row: usize) -> bool {
        self.plan.chance(self.index, 4000 + row as u64).is_multiple_of(100)
    }

    /// Writes a type of HOST-RESOURCES-MIB: the last arc under its registry.
    fn put_type(out: &mut Vec<u8>, registry: &[u32], last: u32) {
        let at = ber::open(out, ber::OBJECT_IDENTIFIER);
        ber::put_arcs(out, registry);
        ber::put_arc(out, last);
        ber::close(out, at);
    }
}

impl Store {
    /// Last arc of hrStorageType.
    const fn arc(self) -> u32 {
        match self {
            Self::Ram => 2,
            Self::Virtual => 3,
            Self::Fixed => 4,
        }
    }

    const fn registry() -> &'static [u32] {
        mib::STORAGE_TYPES
    }
}
