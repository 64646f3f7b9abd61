//! Who is plugged into a device, as LLDP-MIB shows it: only who announces itself, and only while it is there.

use super::View;
use crate::ber::{self, OCTET_STRING};
use crate::layout::Index;
use crate::mib::Object;
use crate::plan::Link;

/// LldpChassisIdSubtype macAddress.
const MAC_ADDRESS: i32 = 4;
/// LldpPortIdSubtype interfaceName.
const INTERFACE_NAME: i32 = 5;
/// LldpManAddrIfSubtype ifIndex.
const IF_INDEX: i32 = 2;

impl<'a> View<'a> {
    /// Cables at whose other end somebody announces itself.
    pub(super) fn neighbours(&self) -> impl Iterator<Item = &'a Link> {
        let (plan, world) = (self.plan, self.world);
        let is_heard = move |link: &&Link| {
            let state = world.state(link.peer as usize);
            plan.devices[link.peer as usize].family.announces() && state.powered && state.plugged
        };
        plan.links(self.index).iter().filter(is_heard)
    }

    /// lldpRemTimeMark, lldpRemLocalPortNum and lldpRemIndex of the neighbour in this row.
    pub(super) fn neighbour_index(&self, row: usize) -> Index {
        Index::of(self.neighbours().nth(row).map_or([0; 3], place))
    }

    /// The same with lldpRemManAddrSubtype and lldpRemManAddr behind them.
    pub(super) fn neighbour_address_index(&self, row: usize) -> Index {
        let Some(link) = self.neighbours().nth(row) else { return Index::of([0; 9]) };
        let [time, port, number] = place(link);
        let [a, b, c, d] = self.plan.devices[link.peer as usize].address.octets().map(u32::from);
        Index::of([time, port, number, 1, 4, a, b, c, d])
    }

    /// Writes an object of LLDP-MIB. False: it is none.
    pub(super) fn put_neighbour(&self, object: Object, row: usize, out: &mut Vec<u8>) -> bool {
        match object {
            Object::LldpChassisKind => ber::put_integer(out, MAC_ADDRESS),
            Object::LldpChassis => ber::put(out, OCTET_STRING, &self.chassis()),
            Object::LldpName => ber::put(out, OCTET_STRING, self.plan.name(self.index).as_bytes()),
            Object::LldpDescr => ber::put(out, OCTET_STRING, self.description().as_bytes()),
            Object::LldpPortKind => ber::put_integer(out, INTERFACE_NAME),
            Object::LldpPort => self.put_port_name(row, out),
            Object::LldpPortDescr => self.put_port(Object::IfDescr, row, out),
            _ => match self.neighbours().nth(row) {
                Some(link) => return self.put_remote(object, link, out),
                None => return false,
            },
        }
        true
    }

    /// Writes what the device at the other end of a cable announces.
    fn put_remote(&self, object: Object, link: &Link, out: &mut Vec<u8>) -> bool {
        let remote = View { index: link.peer as usize, ..*self };
        match object {
            Object::LldpRemChassisKind => ber::put_integer(out, MAC_ADDRESS),
            Object::LldpRemPortKind => ber::put_integer(out, INTERFACE_NAME),
            Object::LldpRemManIfKind => ber::put_integer(out, IF_INDEX),
            Object::LldpRemEnabled => ber::put(out, OCTET_STRING, &[capabilities(remote.planned().family.class), 0]),
            Object::LldpRemChassis => ber::put(out, OCTET_STRING, &remote.chassis()),
            Object::LldpRemName => ber::put(out, OCTET_STRING, self.plan.name(remote.index).as_bytes()),
            Object::LldpRemDescr => ber::put(out, OCTET_STRING, remote.description().as_bytes()),
            Object::LldpRemPort => remote.put_port_name(usize::from(link.peer_row), out),
            Object::LldpRemPortDescr => remote.put_port(Object::IfDescr, usize::from(link.peer_row), out),
            _ => return false,
        }
        true
    }

    /// Writes what its own tables call the port in this row.
    fn put_port_name(&self, row: usize, out: &mut Vec<u8>) {
        let has_name = self.planned().family.has(crate::family::Part::Wide);
        self.put_port(if has_name { Object::IfName } else { Object::IfDescr }, row, out);
    }

    /// The MAC address by which the device is known: that of its uplink.
    fn chassis(&self) -> [u8; 6] {
        let planned = self.planned();
        self.plan.mac(self.index, planned.family.uplink_row(planned.elastic).unwrap_or_default())
    }
}

/// Each port hears one neighbour, from the beginning.
fn place(link: &Link) -> [u32; 3] {
    [0, u32::from(link.row) + 1, 1]
}

/// First octet of LldpSystemCapabilitiesMap: the highest bit is the first.
const fn capabilities(class: &str) -> u8 {
    match class.as_bytes() {
        b"router" => 0x28,
        b"switch" => 0x20,
        b"access_point" => 0x30,
        _ => 0x01,
    }
}
