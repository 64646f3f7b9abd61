//! Words of the sheet, in both languages.

crate::messages! {
    title_device { id: "Perangkat", en: "Device" }
    title_machine { id: "Mesin", en: "Machine" }
    title_load { id: "Beban", en: "Load" }
    title_volumes { id: "Penyimpanan", en: "Storage" }
    title_sensors { id: "Sensor", en: "Sensors" }
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
    of_total(used, total) { id: "{used} dari {total}", en: "{used} of {total}" }
}
