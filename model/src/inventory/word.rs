//! Names of sections and fields of the record, for people.

use crate::lang::Lang;

crate::messages! {
    added { id: "ditambahkan", en: "added" }
    removed { id: "hilang", en: "removed" }
    left_out(count) {
        id: "{count} perubahan lain pada hari itu tidak disimpan satu per satu",
        en: "{count} more changes of that day were not kept one by one",
    }
}

/// Words by key of the record: key, Indonesian, English.
type Words = &'static [(&'static str, &'static str, &'static str)];

const SECTIONS: Words = &[
    ("ports", "port", "port"),
    ("entities", "bagian", "part"),
    ("transceivers", "modul optik", "transceiver"),
    ("disks", "disk", "disk"),
    ("memory_slots", "memori", "memory"),
    ("cpus", "prosesor", "processor"),
    ("gpus", "kartu grafis", "graphics card"),
    ("monitors", "monitor", "monitor"),
    ("batteries", "baterai", "battery"),
    ("printer_supplies", "bahan cetak", "supply"),
    ("wireless_aps", "titik akses", "access point"),
    ("neighbours", "tetangga", "neighbour"),
    ("ipv4", "alamat", "address"),
    ("ipv6", "alamat", "address"),
    ("vlans", "VLAN", "VLAN"),
    ("stp", "spanning tree", "spanning tree"),
    ("poe_groups", "sumber PoE", "PoE source"),
    ("virtual_machines", "mesin virtual", "virtual machine"),
    ("chassis", "sasis", "chassis"),
    ("bios", "firmware BIOS", "BIOS"),
    ("baseboard", "papan induk", "main board"),
    ("operating_system", "sistem operasi", "operating system"),
    ("agent", "agen", "agent"),
    ("tpm", "TPM", "TPM"),
];

const FIELDS: Words = &[
    ("alias", "keterangan", "alias"),
    ("descr", "uraian", "description"),
    ("type", "jenis", "type"),
    ("speed_bps", "laju", "speed"),
    ("duplex", "dupleks", "duplex"),
    ("vlan", "VLAN", "VLAN"),
    ("admin", "diaktifkan", "admin state"),
    ("root", "akar", "root"),
    ("protocol", "protokol", "protocol"),
    ("priority", "prioritas", "priority"),
    ("lag", "agregasi", "aggregate"),
    ("poe_admin", "PoE diaktifkan", "PoE enabled"),
    ("budget_w", "daya PoE, W", "PoE budget, W"),
    ("status", "keadaan", "state"),
    ("mtu", "MTU", "MTU"),
    ("mac", "MAC", "MAC"),
    ("sys_object_id", "sysObjectID", "sysObjectID"),
    ("sys_descr", "uraian sistem", "system description"),
    ("sys_name", "nama", "name"),
    ("sys_contact", "kontak", "contact"),
    ("location", "tempat", "location"),
    ("fqdn", "nama lengkap", "full name"),
    ("domain", "domain", "domain"),
    ("uuid", "UUID", "UUID"),
    ("os", "sistem operasi", "operating system"),
    ("vendor", "pembuat", "vendor"),
    ("device_class", "jenis", "class"),
    ("hardware", "model", "model"),
    ("version", "versi", "version"),
    ("serial", "nomor seri", "serial"),
    ("features", "lisensi", "features"),
    ("base_mac", "MAC dasar", "base MAC"),
    ("snmp_engine_id", "engine ID", "engine ID"),
    ("secure_boot", "secure boot", "secure boot"),
    ("name", "nama", "name"),
    ("model", "model", "model"),
    ("part_number", "nomor suku cadang", "part number"),
    ("hw", "revisi perangkat keras", "hardware revision"),
    ("fw", "firmware", "firmware"),
    ("sw", "perangkat lunak", "software"),
    ("firmware", "firmware", "firmware"),
    ("asset_id", "nomor aset", "asset id"),
    ("asset_tag", "label aset", "asset tag"),
    ("size_bytes", "ukuran", "size"),
    ("level_percent", "diganti, isi", "replaced, level"),
    ("remote", "ujung lain", "other end"),
    ("prefix", "prefiks", "prefix"),
    ("port", "port", "port"),
    ("cores", "inti", "cores"),
    ("build", "build", "build"),
    ("kernel", "kernel", "kernel"),
    ("edition", "edisi", "edition"),
    ("arch", "arsitektur", "architecture"),
    ("released_on", "tanggal rilis", "release date"),
];

/// A section's name; a key that is not known stays as it is.
pub(super) fn section(lang: Lang, key: &str) -> &str {
    find(SECTIONS, lang, key)
}

/// A field's name; a key that is not known stays as it is.
pub(super) fn field(lang: Lang, key: &str) -> &str {
    find(FIELDS, lang, key)
}

fn find(words: Words, lang: Lang, key: &str) -> &str {
    words.iter().find(|(known, ..)| *known == key).map_or(key, |(_, id, en)| lang.pick(id, en))
}
