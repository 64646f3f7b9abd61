//! Which sections, rows and fields of a device record last: the table by which inventories are compared.

use Told::{Clearable, Plain, Quiet, Recognised, Refilled};
use model::inventory::DEVICE;

/// When a difference of a field is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// When it is another one, and when it appears.
    Plain,
    /// Also when it disappears: being empty is what the source says.
    Clearable,
    /// Only when it is another one: it may be stated for a part of the time only.
    Quiet,
    /// Only between readings of one version of the reader: it is recognised, and a newer reader recognises more.
    Recognised,
    /// Only when a level rises as it does when a supply is replaced.
    Refilled,
}

/// One section of a record.
#[derive(Debug)]
pub(super) struct Section {
    /// Key of the record; [`DEVICE`] for its plain fields.
    pub name: &'static str,
    /// What tells a row from the others, the best first; empty: the section is one object.
    pub keys: &'static [&'static str],
    /// Field by which a row is found again under another key.
    pub anchor: &'static str,
    /// Rows of equal content under other keys are the same rows, for their keys may be numbers.
    pub renumbered: bool,
    /// What a row that comes or goes is told by.
    pub title: &'static [&'static str],
    /// What is compared.
    pub fields: &'static [(&'static str, Told)],
}

const ONE: Section = Section { name: "", keys: &[], anchor: "", renumbered: false, title: &[], fields: &[] };
/// A part with a maker's plate.
const PART: Section = Section { anchor: "serial", renumbered: true, title: &["vendor", "model", "serial"], ..ONE };

/// Every section that is compared, in the order of telling.
pub(super) const SECTIONS: &[Section] = &[
    Section {
        name: DEVICE,
        fields: &[
            ("sys_object_id", Plain),
            ("sys_name", Plain),
            ("fqdn", Plain),
            ("domain", Plain),
            ("sys_contact", Plain),
            ("location", Plain),
            ("uuid", Plain),
            ("serial", Plain),
            ("vendor", Recognised),
            ("hardware", Recognised),
            ("os", Recognised),
            ("version", Recognised),
            ("features", Recognised),
            ("device_class", Recognised),
            ("sys_descr", Quiet),
            ("base_mac", Plain),
            ("snmp_engine_id", Plain),
            ("secure_boot", Plain),
        ],
        ..ONE
    },
    Section {
        name: "chassis",
        fields: &[("vendor", Plain), ("model", Plain), ("serial", Plain), ("asset_tag", Plain)],
        ..ONE
    },
    Section { name: "baseboard", fields: &[("vendor", Plain), ("model", Plain), ("serial", Plain)], ..ONE },
    Section { name: "bios", fields: &[("vendor", Plain), ("version", Plain), ("released_on", Plain)], ..ONE },
    Section { name: "tpm", fields: &[("version", Plain)], ..ONE },
    Section {
        name: "operating_system",
        fields: &[("name", Plain), ("edition", Plain), ("version", Plain), ("build", Plain), ("kernel", Plain)],
        ..ONE
    },
    Section { name: "agent", fields: &[("version", Plain)], ..ONE },
    Section {
        name: "cpus",
        keys: &["socket"],
        renumbered: true,
        title: &["name"],
        fields: &[("name", Plain), ("cores", Plain)],
        ..ONE
    },
    Section {
        name: "memory_slots",
        keys: &["slot", "bank"],
        title: &["size_bytes", "vendor", "part_number", "serial"],
        fields: &[("size_bytes", Plain), ("vendor", Plain), ("part_number", Plain), ("serial", Plain)],
        ..PART
    },
    Section {
        name: "disks",
        keys: &["serial", "name"],
        title: &["vendor", "model", "size_bytes"],
        fields: &[("firmware", Plain), ("size_bytes", Quiet)],
        ..ONE
    },
    Section { name: "gpus", keys: &["pci_id", "name"], renumbered: true, title: &["vendor", "name"], ..ONE },
    Section { name: "monitors", keys: &["serial", "model"], title: &["vendor", "model"], ..ONE },
    Section {
        name: "batteries",
        keys: &["name"],
        fields: &[("vendor", Plain), ("model", Plain), ("serial", Plain)],
        ..PART
    },
    Section {
        name: "entities",
        keys: &["name", "index"],
        title: &["descr", "vendor", "model", "serial"],
        fields: &[
            ("model", Plain),
            ("serial", Plain),
            ("vendor", Plain),
            ("hw", Plain),
            ("fw", Plain),
            ("sw", Plain),
            ("asset_id", Plain),
        ],
        ..PART
    },
    Section {
        name: "transceivers",
        keys: &["port", "index"],
        title: &["vendor", "model", "serial"],
        fields: &[("vendor", Plain), ("model", Plain), ("serial", Plain), ("type", Quiet)],
        ..PART
    },
    Section {
        name: "printer_supplies",
        keys: &["descr", "index"],
        renumbered: true,
        fields: &[("level_percent", Refilled), ("part_number", Plain)],
        ..ONE
    },
    Section {
        name: "wireless_aps",
        keys: &["mac"],
        anchor: "serial",
        title: &["name", "model", "serial"],
        fields: &[("name", Plain), ("model", Plain), ("serial", Plain), ("version", Plain)],
        ..ONE
    },
    Section {
        name: "ports",
        keys: &["key"],
        anchor: "mac",
        title: &["descr"],
        fields: &[
            ("alias", Clearable),
            ("speed_bps", Quiet),
            ("duplex", Quiet),
            ("vlan", Plain),
            ("admin", Plain),
            ("lag", Clearable),
            ("poe_admin", Quiet),
            ("mtu", Quiet),
            ("type", Quiet),
            ("mac", Quiet),
        ],
        ..ONE
    },
    Section { name: "poe_groups", keys: &["index"], fields: &[("budget_w", Quiet), ("status", Quiet)], ..ONE },
    Section { name: "vlans", keys: &["vlan"], title: &["name"], fields: &[("name", Plain)], ..ONE },
    Section {
        name: "ipv4",
        keys: &["address"],
        title: &["address"],
        fields: &[("prefix", Quiet), ("port", Quiet)],
        ..ONE
    },
    Section {
        name: "ipv6",
        keys: &["address"],
        title: &["address"],
        fields: &[("prefix", Quiet), ("port", Quiet)],
        ..ONE
    },
    Section {
        name: "neighbours",
        keys: &["slot"],
        renumbered: true,
        title: &["remote"],
        fields: &[("remote", Plain)],
        ..ONE
    },
    Section { name: "encryption", keys: &["volume"], fields: &[("status", Plain)], ..ONE },
    Section { name: "antivirus", keys: &["name"], fields: &[("enabled", Plain), ("up_to_date", Plain)], ..ONE },
    Section { name: "host_firewall", keys: &["name"], fields: &[("enabled", Plain)], ..ONE },
    Section { name: "printers", keys: &["name"], title: &["model"], fields: &[("port", Quiet)], ..ONE },
    Section { name: "software", keys: &["name"], title: &["version"], fields: &[("version", Plain)], ..ONE },
    Section { name: "virtual_machines", keys: &["name", "uuid"], anchor: "uuid", title: &["name"], ..ONE },
];

/// A section by its key.
pub(super) fn section(name: &str) -> Option<&'static Section> {
    SECTIONS.iter().find(|section| section.name == name)
}

/// The table's own word for a field of a section; a row itself is `""`.
pub(super) fn field(section: &'static Section, name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("");
    }
    section.fields.iter().map(|(field, _)| *field).find(|field| *field == name)
}
