//! Keys of `[target]` that forms ask for, and which of them concern a class.

use super::{attribute::SECURITY, class::Class, form::Kind};

/// One of them.
pub struct Target {
    /// `target.upstream`.
    pub key: &'static str,
    /// What may stand behind it.
    pub kind: Kind,
    /// What people call it, in both languages.
    pub title: [&'static str; 2],
}

const fn one(key: &'static str, kind: Kind, title: [&'static str; 2]) -> Target {
    Target { key, kind, title }
}

/// All of them.
const TARGETS: &[Target] = &[
    one("target.opd", Kind::Text, ["Perangkat Daerah (kode)", "Agency (code)"]),
    one("target.location", Kind::Text, ["Lokasi", "Location"]),
    one("target.replaces", Kind::Texts, ["Menggantikan (kode aset)", "Replaces (asset codes)"]),
    one("target.upstream", Kind::Text, ["Perangkat hulu", "Upstream device"]),
    one("target.pse", Kind::Text, ["Pemberi daya PoE", "PoE source"]),
    one("target.rack", Kind::Text, ["Rak", "Rack"]),
    one("target.mount", Kind::Word(&["rack", "desk", "wall", "ceiling"]), ["Pemasangan", "Mounting"]),
    one("target.join", Kind::Text, ["Bergabung ke tumpukan", "Joins the stack"]),
    one("target.connection", Kind::Word(&["wired", "wifi"]), ["Sambungan", "Connection"]),
    one("target.planned_security", Kind::Word(SECURITY), ["Keamanan Wi-Fi direncanakan", "Planned Wi-Fi security"]),
    one("target.pair", Kind::Yes, ["Dibeli sepasang", "Bought as a pair"]),
    one("target.host.device", Kind::Text, ["Perangkat tuan rumah", "Host device"]),
    one("target.host.port", Kind::Label, ["Port tuan rumah", "Host port"]),
    one("target.far_end.device", Kind::Text, ["Perangkat ujung jauh", "Far-end device"]),
    one("target.far_end.port", Kind::Label, ["Port ujung jauh", "Far-end port"]),
    one("target.route", Kind::Text, ["Rute serat", "Fibre route"]),
    one("target.monitors_per_pc", Kind::Count(0), ["Layar per komputer", "Monitors per PC"]),
    one("target.devices", Kind::Texts, ["Dipakai dengan perangkat", "Used with devices"]),
    one("target.replace_modules", Kind::Yes, ["Modul lama dilepas", "Old modules are taken out"]),
    one("target.cluster", Kind::Text, ["Klaster", "Cluster"]),
    one("target.dataset", Kind::Text, ["Kumpulan data", "Data set"]),
    one("target.scan_to", Kind::Words(&["smb", "email", "pc"]), ["Pindai ke", "Scans to"]),
    one("target.protects", Kind::Texts, ["Melindungi perangkat", "Protects devices"]),
    one("target.runtime_minutes", Kind::Number, ["Waktu cadangan (menit)", "Runtime (minutes)"]),
    one("target.nvr", Kind::Text, ["Perekam (NVR)", "Recorder (NVR)"]),
    one("target.pbx", Kind::Text, ["Sentral telepon (PBX)", "PBX"]),
    one("target.daisy_chain_pc", Kind::Yes, ["Komputer di belakang telepon", "PC behind the phone"]),
];

/// The one of this key.
pub fn target(key: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.key == key)
}

/// Keys that concern a class beside agency and location.
pub const fn targets(class: Class) -> &'static [&'static str] {
    match class {
        Class::Switch | Class::Router | Class::Firewall => {
            &["target.upstream", "target.rack", "target.replaces", "target.join"]
        }
        Class::AccessPoint => &["target.upstream", "target.pse", "target.planned_security", "target.replaces"],
        Class::Radio => &["target.far_end.device", "target.pair", "target.pse"],
        Class::Transceiver => {
            &["target.host.device", "target.host.port", "target.far_end.device", "target.far_end.port", "target.route"]
        }
        Class::Pc | Class::Laptop => &["target.connection", "target.monitors_per_pc", "target.replaces"],
        Class::Memory => &["target.devices", "target.replace_modules"],
        Class::Disk => &["target.host.device"],
        Class::Server => &["target.rack", "target.mount", "target.cluster", "target.upstream", "target.replaces"],
        Class::Nas => &["target.rack", "target.dataset", "target.upstream", "target.replaces"],
        Class::BackupMedia => &["target.dataset"],
        Class::Printer => &["target.devices", "target.scan_to", "target.connection", "target.replaces"],
        Class::Scanner => &["target.scan_to", "target.connection", "target.replaces"],
        Class::Ups => &["target.protects", "target.runtime_minutes", "target.rack", "target.replaces"],
        Class::Camera => &["target.nvr", "target.pse", "target.upstream", "target.replaces"],
        Class::Nvr => &["target.rack", "target.upstream", "target.replaces"],
        Class::Phone => &["target.pbx", "target.daisy_chain_pc", "target.pse", "target.replaces"],
        Class::Software => &["target.devices"],
        Class::Monitor | Class::Projector | Class::Rack | Class::Application | Class::Other => &[],
    }
}
