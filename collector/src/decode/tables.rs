//! Tables by how their rows become facts; those that belong together meet here.

use super::{
    Trouble, address,
    bridge::Bridge,
    entity, first_values,
    host::Host,
    load,
    media::Media,
    neighbour, plain_rows,
    poe::Poe,
    printer, route,
    sensor::{self, Said},
    series,
    spanning::Spanning,
    stack::Stacks,
    transceiver::{self, By},
    wireless,
};
use crate::{
    profile::{Assembly, Profile},
    snmp::cells::Cell,
};
use model::{
    Sample,
    record::{Entity, Facts, Port},
};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What the tables of a device said so far.
#[derive(Debug, Default)]
pub(super) struct Tables {
    host: Host,
    bridge: Bridge,
    poe: Poe,
    spanning: Spanning,
    stacks: Stacks,
    media: Media,
    colours: HashMap<u64, String>,
    lldp_ports: neighbour::LocalPorts,
    lldp_addresses: HashMap<Vec<u64>, String>,
    /// Lists that no other table adds to.
    facts: Facts,
}

impl Tables {
    /// Begins with the single objects of the host.
    pub fn new(host: Host) -> Self {
        Self { host, ..Self::default() }
    }

    /// The entities found so far.
    pub fn entities(&self) -> &[Entity] {
        &self.facts.entities
    }

    /// Takes the cells of a table; plain facts go into `plain`. Tables come in the order of the family.
    pub fn take(
        &mut self,
        profile: &Profile,
        place: usize,
        cells: &[Cell<'_>],
        ports: &[Port],
        plain: &mut Map<String, Value>,
        trouble: &mut Trouble,
    ) {
        let Some(table) = profile.tables.get(place) else { return };
        let facts = &mut self.facts;
        match table.assembly {
            Assembly::Ports | Assembly::Sensors | Assembly::EntitySensors => {}
            Assembly::First => first_values(profile, cells, plain, trouble),
            Assembly::Rows => plain_rows(profile, &table.section, cells, plain, trouble),
            Assembly::Ipv4 => address::from_ip_addr_table(profile, cells, plain, trouble),
            Assembly::Addresses => address::from_ip_address_table(profile, cells, plain, trouble),
            Assembly::Ipv6 => address::from_ipv6_addr_table(profile, cells, plain, trouble),
            Assembly::NetToPhysical => facts.arp = address::net_to_physical(profile, cells, trouble),
            Assembly::NetToMedia if facts.arp.is_empty() => facts.arp = address::net_to_media(profile, cells, trouble),
            Assembly::NetToMedia => {}
            Assembly::Processors => self.host.processors(profile, cells, trouble),
            Assembly::Storage => self.host.storage(profile, cells, trouble),
            Assembly::Entities => facts.entities = entity::entities(profile, cells, trouble),
            Assembly::EntityPorts => entity::ports_of(&mut facts.entities, cells),
            Assembly::PortTransceivers => {
                facts.transceivers.extend(transceiver::table(profile, cells, By::Port, &[], trouble));
            }
            Assembly::EntityTransceivers => {
                let found = transceiver::table(profile, cells, By::Entity, &facts.entities, trouble);
                facts.transceivers.extend(found);
            }
            Assembly::Colorants => self.colours = printer::colorants(profile, cells, trouble),
            Assembly::Supplies => {
                facts.printer_supplies = printer::supplies(profile, cells, &self.colours, trouble);
            }
            Assembly::Trays => facts.printer_trays = printer::trays(profile, cells, trouble),
            Assembly::PrinterAlerts => facts.printer_alerts = printer::alerts(profile, cells, trouble),
            Assembly::PrinterStatus => {
                (facts.printer_status, facts.printer_errors) = printer::status(profile, cells, trouble);
            }
            Assembly::Console => facts.console_text = printer::console(profile, cells, trouble),
            Assembly::BasePorts => self.bridge.base_ports(profile, cells, trouble),
            Assembly::Pvids => self.bridge.pvids(profile, cells, trouble),
            Assembly::Memberships => self.bridge.memberships(profile, cells, trouble),
            Assembly::Vlans | Assembly::CurrentVlans => self.bridge.vlans(profile, cells, trouble),
            Assembly::DomainVlans => self.bridge.domain_vlans(profile, cells, trouble),
            Assembly::VlanForwarding => self.bridge.vlan_forwarding(profile, cells, trouble),
            Assembly::PlainForwarding => self.bridge.plain_forwarding(profile, cells, trouble),
            Assembly::InetRoutes => facts.routes = route::inet(profile, cells, trouble),
            Assembly::CidrRoutes if facts.routes.is_empty() => facts.routes = route::cidr(profile, cells, trouble),
            Assembly::PlainRoutes if facts.routes.is_empty() => facts.routes = route::plain(profile, cells, trouble),
            Assembly::CidrRoutes | Assembly::PlainRoutes => {}
            Assembly::Duplex => self.media.duplex(profile, cells, trouble),
            Assembly::Jacks | Assembly::Maus => self.media.jacks(profile, cells, trouble),
            Assembly::Layers => self.stacks.layers(profile, cells, trouble),
            Assembly::Members => self.stacks.members(profile, cells, trouble),
            Assembly::SpanningTree => self.spanning.tree(profile, cells, trouble),
            Assembly::SpanningMode => self.spanning.mode(profile, cells, trouble),
            Assembly::SpanningPorts => self.spanning.ports(profile, cells, trouble),
            Assembly::ContextPorts => self.bridge.context_ports(profile, cells, trouble),
            Assembly::ContextForwarding => self.bridge.context_forwarding(profile, cells, trouble),
            Assembly::ContextTree => self.spanning.context_tree(profile, cells, trouble),
            Assembly::ContextTreePorts => self.spanning.context_ports(profile, cells, trouble),
            Assembly::PoePorts | Assembly::PoeDetails => self.poe.by_group(profile, cells, trouble),
            Assembly::PoeByPort => self.poe.by_port(profile, cells, trouble),
            Assembly::PoeGroups | Assembly::PoeGroupDetails => self.poe.groups(profile, cells, trouble),
            Assembly::LldpPorts => self.lldp_ports = neighbour::LocalPorts::from(profile, cells, trouble),
            Assembly::LldpAddresses => self.lldp_addresses = neighbour::management(profile, cells),
            Assembly::Lldp => {
                let (local, addresses) = (&self.lldp_ports, &self.lldp_addresses);
                facts.neighbours.extend(neighbour::lldp(profile, cells, local, addresses, ports, trouble));
            }
            Assembly::Cdp => facts.neighbours.extend(neighbour::cdp(profile, cells, trouble)),
            Assembly::Mndp => facts.neighbours.extend(neighbour::mndp(profile, cells, trouble)),
        }
    }

    /// Puts everything into the record and adds the samples. `sensors` are the cells of sensor objects.
    pub fn finish(
        mut self,
        profile: &Profile,
        rows: &[Vec<Cell<'_>>],
        sensors: &[Cell<'_>],
        record: &mut Facts,
        samples: &mut Vec<Sample>,
    ) {
        let found = self.facts;
        record.transceivers = found.transceivers;
        if record.transceivers.is_empty() {
            record.transceivers = transceiver::among(&found.entities);
        }
        record.entities = found.entities;
        record.arp = found.arp;
        record.routes = found.routes;
        record.neighbours = found.neighbours;
        record.printer_supplies = found.printer_supplies;
        record.printer_trays = found.printer_trays;
        record.printer_alerts = found.printer_alerts;
        record.printer_status = found.printer_status;
        record.printer_errors = found.printer_errors;
        record.console_text = found.console_text;
        record.poe_groups = self.poe.finish(&mut record.ports, &record.entities, self.bridge.ports(), samples);
        self.stacks.finish(&mut record.ports);
        self.media.finish(&mut record.ports, &record.entities, &record.transceivers);
        let bridge = record.base_mac.as_deref();
        record.stp.extend(self.spanning.finish(&mut record.ports, self.bridge.ports(), bridge));
        (record.vlans, record.fdb) = self.bridge.finish(&mut record.ports);
        let owners = sensor::Owners { entities: &record.entities, ports: &record.ports };
        let said = Said::of(sensors);
        let mut measured = sensor::sensors(profile, &said, owners);
        let loads = load::loads(profile, &said, owners);
        let radio = wireless::metrics(profile, &said, owners);
        for (table, cells) in profile.tables.iter().zip(rows) {
            if table.assembly == Assembly::EntitySensors {
                sensor::add(&mut measured, entity::sensors(profile, cells, &record.entities));
            }
        }
        series::sensors(&measured, samples);
        record.sensors = measured;
        record.wireless = radio;
        self.host.add(loads);
        self.host.finish(record, samples);
    }
}
