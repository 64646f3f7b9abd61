//! How rows of a table become facts: by name of a Rust function, or plainly field by field; and what of it is measured.

/// How rows of a table become facts: by name of a Rust function, or plainly field by field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assembly {
    /// Each row an object, each column a field of it, the index in `index`.
    #[default]
    Rows,
    /// Each column is a fact of the device itself: the first row that has a value tells it.
    First,
    /// Interfaces (`decode/port.rs`).
    Ports,
    /// IPv4 addresses by ipAddrTable, whose index is the address.
    Ipv4,
    /// Addresses by ipAddressTable, whose index holds type, length and address.
    Addresses,
    /// Processor use.
    Processors,
    /// hrStorageTable: memory and volumes.
    Storage,
    /// Objects of sensors (`decode/sensor.rs`).
    Sensors,
    /// entPhysicalTable (`decode/entity.rs`).
    Entities,
    /// A vendor's table of transceivers by ifIndex (`decode/transceiver.rs`).
    PortTransceivers,
    /// One by entPhysicalIndex.
    EntityTransceivers,
    /// prtMarkerColorantTable (`decode/printer.rs`).
    Colorants,
    /// prtMarkerSuppliesTable.
    Supplies,
    /// prtInputTable.
    Trays,
    /// prtAlertTable.
    PrinterAlerts,
    /// hrPrinterTable.
    PrinterStatus,
    /// prtConsoleDisplayBufferTable.
    Console,
    /// dot1dBasePortTable (`decode/bridge.rs`).
    BasePorts,
    /// dot1qPortVlanTable.
    Pvids,
    /// The untagged VLAN by ifIndex.
    Memberships,
    /// dot1qVlanStaticTable.
    Vlans,
    /// dot1qVlanCurrentTable.
    CurrentVlans,
    /// VLANs by domain, with names.
    DomainVlans,
    /// dot1qTpFdbTable.
    VlanForwarding,
    /// dot1dTpFdbTable.
    PlainForwarding,
    /// lldpLocPortTable (`decode/neighbour.rs`).
    LldpPorts,
    /// lldpRemManAddrTable.
    LldpAddresses,
    /// lldpRemTable.
    Lldp,
    /// cdpCacheTable.
    Cdp,
    /// mtxrNeighborTable.
    Mndp,
    /// ipNetToPhysicalTable (`decode/address.rs`).
    NetToPhysical,
    /// ipNetToMediaTable.
    NetToMedia,
    /// ipv6AddrTable.
    Ipv6,
    /// Sensors that state their own class and scale, as in ENTITY-SENSOR-MIB (`decode/entity.rs`).
    EntitySensors,
    /// entAliasMappingTable: which entity is which port.
    EntityPorts,
    /// inetCidrRouteTable (`decode/route.rs`).
    InetRoutes,
    /// ipCidrRouteTable.
    CidrRoutes,
    /// ipRouteTable.
    PlainRoutes,
    /// dot3StatsTable (`decode/media.rs`).
    Duplex,
    /// ifJackTable.
    Jacks,
    /// ifMauTable.
    Maus,
    /// ifStackTable (`decode/stack.rs`).
    Layers,
    /// dot3adAggPortTable.
    Members,
    /// The single objects of dot1dStp (`decode/spanning.rs`).
    SpanningTree,
    /// A vendor's objects on the mode of it.
    SpanningMode,
    /// dot1dStpPortTable.
    SpanningPorts,
    /// dot1dBasePortTable of each VLAN, where an agent keeps a bridge for each (`poll/contexts.rs`): the index begins with the VLAN.
    ContextPorts,
    /// dot1dTpFdbTable of each VLAN.
    ContextForwarding,
    /// The single objects of dot1dStp of each VLAN.
    ContextTree,
    /// dot1dStpPortTable of each VLAN.
    ContextTreePorts,
    /// pethPsePortTable (`decode/poe.rs`), by group and port of it.
    PoePorts,
    /// What a vendor adds to it, by the same index.
    PoeDetails,
    /// Power over Ethernet by ifIndex, behind a unit or not.
    PoeByPort,
    /// pethMainPseTable, or a vendor's, by group.
    PoeGroups,
    /// What a vendor adds to it.
    PoeGroupDetails,
}

impl Assembly {
    /// Whether its rows become samples, or name those that others become.
    pub const fn is_measured(self) -> bool {
        matches!(
            self,
            Self::Ports
                | Self::Processors
                | Self::Storage
                | Self::Sensors
                | Self::EntitySensors
                | Self::Entities
                | Self::EntityPorts
        ) || self.is_power()
    }

    /// Whether it is about power over Ethernet, whose samples need the ports themselves.
    pub const fn is_power(self) -> bool {
        matches!(
            self,
            Self::BasePorts
                | Self::PoePorts
                | Self::PoeDetails
                | Self::PoeByPort
                | Self::PoeGroups
                | Self::PoeGroupDetails
        )
    }

    /// Whether it is read once for each VLAN, in a context of its own.
    pub const fn is_by_vlan(self) -> bool {
        matches!(self, Self::ContextPorts | Self::ContextForwarding | Self::ContextTree | Self::ContextTreePorts)
    }

    /// Fields of its columns; none where the record itself tells which there are.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Ipv4 => &["if_index", "mask"],
            Self::Addresses => &["if_index", "prefix", "type"],
            Self::Ipv6 => &["prefix"],
            Self::NetToPhysical | Self::NetToMedia => &["mac", "type"],
            Self::Processors => &["usage_percent", "descr"],
            Self::Storage => &["type", "descr", "units", "size", "used"],
            Self::EntitySensors => &["type", "scale", "precision", "value", "status"],
            Self::EntityPorts | Self::BasePorts | Self::ContextPorts => &["if_index"],
            Self::PortTransceivers | Self::EntityTransceivers => {
                &["type", "vendor", "model", "serial", "distance_m", "wavelength_nm", "connector"]
            }
            Self::Colorants => &["colour"],
            Self::Supplies => &["colorant", "class", "type", "descr", "unit", "max_capacity", "level"],
            Self::Trays => &["type", "unit", "max_capacity", "level", "media", "name", "descr"],
            Self::PrinterAlerts => &["severity", "code", "descr"],
            Self::PrinterStatus => &["status", "errors"],
            Self::Console => &["line"],
            Self::Pvids => &["vlan"],
            Self::Memberships => &["vlan", "native"],
            Self::Vlans | Self::CurrentVlans => &["name", "egress", "untagged", "database"],
            Self::DomainVlans => &["name", "vlan"],
            Self::VlanForwarding | Self::PlainForwarding | Self::ContextForwarding => &["port", "status"],
            Self::LldpPorts => &["kind", "id", "descr"],
            Self::LldpAddresses => &["kind"],
            Self::Lldp => {
                &["chassis_kind", "chassis", "port_kind", "port", "port_descr", "name", "descr", "capabilities"]
            }
            Self::InetRoutes | Self::CidrRoutes => &["if_index", "type", "protocol"],
            Self::PlainRoutes => &["if_index", "next_hop", "type", "protocol", "mask"],
            Self::Duplex => &["duplex"],
            Self::Jacks | Self::Maus => &["jack"],
            Self::Layers => &["status"],
            Self::Members => &["attached"],
            Self::SpanningTree | Self::ContextTree => {
                &["version", "specification", "priority", "root", "root_cost", "root_port"]
            }
            Self::SpanningMode => &["protocol", "runs"],
            Self::SpanningPorts | Self::ContextTreePorts => &["state", "designated"],
            Self::PoePorts | Self::PoeDetails | Self::PoeByPort => &crate::decode::POE_FIELDS,
            Self::PoeGroups | Self::PoeGroupDetails => {
                &["budget_w", "used_w", "remaining_w", "status", "threshold_percent"]
            }
            Self::Mndp => &["address", "chassis", "version", "platform", "host", "if_index"],
            Self::Cdp => &["address", "version", "host", "port", "platform", "capabilities"],
            Self::Rows | Self::First | Self::Ports | Self::Entities | Self::Sensors => &[],
        }
    }
}
