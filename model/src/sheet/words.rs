//! Words of the sheet, in both languages.

crate::messages! {
    title_device { id: "Perangkat", en: "Device" }
    title_machine { id: "Mesin", en: "Machine" }
    title_load { id: "Beban", en: "Load" }
    title_volumes { id: "Penyimpanan", en: "Storage" }
    title_sensors { id: "Sensor", en: "Sensors" }
    title_wireless { id: "Nirkabel", en: "Wireless" }
    title_power { id: "Daya", en: "Power" }
    title_poe { id: "Daya lewat Ethernet (PoE)", en: "Power over Ethernet" }
    source(index) { id: "Sumber {index}", en: "Source {index}" }
    class(class) { id: "kelas {class}", en: "class {class}" }
    title_supplies { id: "Pencetak", en: "Printer" }
    title_parts { id: "Bagian", en: "Parts" }
    title_transceivers { id: "Modul optik", en: "Transceivers" }
    title_vlans { id: "VLAN", en: "VLANs" }
    title_aggregates { id: "Agregasi tautan", en: "Link aggregation" }
    without(ports) { id: "(putus: {ports})", en: "(down: {ports})" }
    title_stp { id: "Spanning tree", en: "Spanning tree" }
    common_tree { id: "Pohon bersama", en: "Common tree" }
    root_here { id: "akar: perangkat ini", en: "root: this device" }
    root(mac) { id: "akar {mac}", en: "root {mac}" }
    by_port(port) { id: "lewat {port}", en: "by {port}" }
    cost(cost) { id: "biaya {cost}", en: "cost {cost}" }
    held_shut { id: "Ditutup", en: "Held shut" }
    broken_ports { id: "Rusak", en: "Broken" }
    title_addresses { id: "Alamat", en: "Addresses" }
    name { id: "Nama", en: "Name" }
    model { id: "Model", en: "Model" }
    serial { id: "Nomor seri", en: "Serial" }
    system { id: "Sistem operasi", en: "Operating system" }
    description { id: "Keterangan", en: "Description" }
    contact { id: "Kontak", en: "Contact" }
    location { id: "Lokasi", en: "Location" }
    features { id: "Fitur", en: "Features" }
    chassis { id: "Sasis", en: "Chassis" }
    board { id: "Papan utama", en: "Board" }
    cpu_use { id: "CPU terpakai", en: "CPU use" }
    load { id: "Beban 1 5 15 mnt", en: "Load 1 5 15 min" }
    processes { id: "Proses", en: "Processes" }
    memory { id: "RAM", en: "Memory" }
    disk { id: "Disk", en: "Disk" }
    agent { id: "Agen", en: "Agent" }
    incomplete { id: "Tidak lengkap", en: "Incomplete" }
    cores(cores, threads) { id: "{cores} inti {threads} utas", en: "{cores} cores {threads} threads" }
    supply { id: "Keadaan", en: "State" }
    battery { id: "Baterai", en: "Battery" }
    load_of_supply { id: "Beban", en: "Load" }
    input { id: "Masukan", en: "Input" }
    output { id: "Keluaran", en: "Output" }
    lasts(minutes) { id: "cukup {minutes} mnt", en: "lasts {minutes} min" }
    status { id: "Keadaan", en: "State" }
    errors { id: "Masalah", en: "Trouble" }
    pages { id: "Halaman tercetak", en: "Pages printed" }
    alert { id: "Peringatan", en: "Alert" }
    display { id: "Layar", en: "Display" }
    carried(untagged, tagged) { id: "{untagged} antarmuka tanpa tag, {tagged} dengan tag", en: "{untagged} interfaces untagged, {tagged} tagged" }
    unavailable { id: "tidak tersedia", en: "not available" }
    title_health { id: "Mesin ini", en: "This machine" }
    up_for(time) { id: "nyala {time}", en: "up {time}" }
    temperature { id: "Suhu", en: "Temperature" }
    holds(share) { id: "menampung {share}", en: "holds {share}" }
    wear(share) { id: "aus {share}", en: "worn {share}" }
    moved(count) { id: "{count} sektor dipindah", en: "{count} sectors moved" }
    updates { id: "Pembaruan", en: "Updates" }
    pending(count) { id: "{count} menunggu", en: "{count} waiting" }
    of_security(count) { id: "{count} keamanan", en: "{count} for security" }
    needs_reboot { id: "perlu mulai ulang", en: "needs a restart" }
    of_total(used, total) { id: "{used} dari {total}", en: "{used} of {total}" }
}

/// What a supply does, for people; a word that is not known stays as it is.
pub(super) fn supply_status(lang: crate::Lang, word: &str) -> &str {
    let (id, en) = match word {
        "on_line" => ("dari PLN", "on mains"),
        "on_battery" => ("DARI BATERAI", "ON BATTERY"),
        "on_bypass" => ("pintas (bypass)", "bypass"),
        "boosting" => ("menaikkan tegangan", "boosting"),
        "trimming" => ("menurunkan tegangan", "trimming"),
        "off" => ("mati", "off"),
        "other" => ("lain", "other"),
        other => return other,
    };
    match lang {
        crate::Lang::Id => id,
        crate::Lang::En => en,
    }
}

/// What a printer says of a level that it cannot measure.
pub(super) fn level_state(lang: crate::Lang, word: &str) -> &str {
    let (id, en) = match word {
        "some_remaining" => ("masih ada", "some left"),
        "unrestricted" => ("tidak dibatasi", "unrestricted"),
        "unknown" => ("tidak diketahui", "not known"),
        other => return other,
    };
    match lang {
        crate::Lang::Id => id,
        crate::Lang::En => en,
    }
}

/// What a port does about power, for people; a word that is not known stays as it is.
pub(super) fn poe_status(lang: crate::Lang, word: &str) -> &str {
    let (id, en) = match word {
        "deliveringPower" => ("memberi daya", "delivering"),
        "fault" | "otherFault" => ("gangguan", "fault"),
        other => return other,
    };
    lang.pick(id, en)
}

/// What a battery does, for people; a word that is not known stays as it is.
pub(super) fn charging(lang: crate::Lang, word: &str) -> &str {
    let (id, en) = match word {
        "charging" => ("diisi", "charging"),
        "discharging" => ("dipakai", "discharging"),
        "full" => ("penuh", "full"),
        "idle" => ("tidak diisi", "not charging"),
        other => return other,
    };
    lang.pick(id, en)
}

/// What a disk says of its health, for people; a word that is not known stays as it is.
pub(super) fn smart(lang: crate::Lang, word: &str) -> &str {
    let (id, en) = match word {
        "passed" => ("sehat", "healthy"),
        "failed" => ("GAGAL", "FAILED"),
        other => return other,
    };
    lang.pick(id, en)
}
