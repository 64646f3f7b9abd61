//! Everything the program says, both languages side by side.

model::messages! {
    help {
        id: "\
pantau-agent: mengamati komputer ini dan melaporkannya kepada kolektor pantau

Pemakaian: pantau-agent PERINTAH [PILIHAN]

Perintah:
  run                  amati terus-menerus
      --interval DETIK   selang pengamatan, 1 sampai 86400 (bawaan 60)
      --connect URL      kolektor, misalnya http://127.0.0.1:7688
  once [--json]        amati sekali dan tampilkan
  inventory [--json]   tampilkan inventaris lengkap
  status [--json]      keadaan agen yang berjalan: 0 baik, 1 terlambat atau kolektor tidak terjangkau, 2 tidak berjalan

Pilihan:
  --data DIREKTORI     tempat data agen
  --no-users           jangan laporkan siapa yang masuk log
  --lang id|en         bahasa (bawaan id)
  -q, -v               lebih diam, lebih banyak cerita
  --help, --version",
        en: "\
pantau-agent: observes this computer and reports it to a pantau collector

Usage: pantau-agent COMMAND [OPTIONS]

Commands:
  run                  observe on and on
      --interval SECONDS interval of observations, 1 to 86400 (default 60)
      --connect URL      the collector, for example http://127.0.0.1:7688
  once [--json]        observe once and show it
  inventory [--json]   show the whole inventory
  status [--json]      how the running agent is: 0 fine, 1 late or collector not reached, 2 not running

Options:
  --data DIRECTORY     where the agent keeps its data
  --no-users           do not tell who is logged in
  --lang id|en         language (default id)
  -q, -v               say less, say more
  --help, --version",
    }
    fault(place) {
        id: "kesalahan di dalam program ({place}); mohon dilaporkan",
        en: "a fault inside the program ({place}); please report it",
    }
    no_command {
        id: "sebutkan perintah: run, once, inventory atau status (lihat --help)",
        en: "name a command: run, once, inventory or status (see --help)",
    }
    unknown_command(word) {
        id: "perintah '{word}' tidak dikenal: run, once, inventory atau status (lihat --help)",
        en: "unknown command '{word}': run, once, inventory or status (see --help)",
    }
    unknown_option(word) { id: "pilihan '{word}' tidak dikenal (lihat --help)", en: "unknown option '{word}' (see --help)" }
    not_here(option, command) {
        id: "pilihan '{option}' tidak berlaku untuk '{command}' (lihat --help)",
        en: "option '{option}' does not go with '{command}' (see --help)",
    }
    surplus(word) { id: "'{word}' berlebih (lihat --help)", en: "'{word}' is too much (see --help)" }
    no_value(option) { id: "pilihan '{option}' memerlukan nilai", en: "option '{option}' needs a value" }
    surplus_value(option) { id: "pilihan '{option}' tidak memerlukan nilai", en: "option '{option}' takes no value" }
    bad_lang(word) { id: "--lang '{word}': pilih id atau en", en: "--lang '{word}': choose id or en" }
    bad_interval(word) {
        id: "--interval '{word}': detik bulat, 1 sampai 86400",
        en: "--interval '{word}': whole seconds, 1 to 86400",
    }
    bad_url(word) {
        id: "--connect '{word}': tulis http://ALAMAT:PORT, misalnya http://127.0.0.1:7688",
        en: "--connect '{word}': write http://ADDRESS:PORT, for example http://127.0.0.1:7688",
    }
    not_loopback(word) {
        id: "--connect '{word}': versi ini hanya menghubungi kolektor di komputer ini (127.0.0.1, [::1], localhost); pendaftaran lewat TLS hadir di versi berikutnya",
        en: "--connect '{word}': this version only connects to a collector on this computer (127.0.0.1, [::1], localhost); enrolment over TLS comes with a later version",
    }
    data_unusable(path, reason) {
        id: "direktori data {path} tidak dapat dipakai: {reason}",
        en: "the data directory {path} cannot be used: {reason}",
    }
    already_running(path) {
        id: "agen lain sudah berjalan dengan data {path}; pilih --data lain atau hentikan yang itu",
        en: "another agent is running on {path}; choose another --data or stop that one",
    }
    no_thread(reason) { id: "tidak ada utas baru: {reason}", en: "no further thread: {reason}" }
    started(seconds, path) {
        id: "mengamati setiap {seconds} detik; keadaan di {path}",
        en: "observing every {seconds} seconds; state in {path}",
    }
    observed(samples, queued) { id: "diamati: {samples} nilai; antrean {queued}", en: "observed: {samples} values; queue {queued}" }
    with_inventory { id: " dan inventaris", en: " and the inventory" }
    dropped(count) {
        id: "antrean penuh: {count} laporan terlama dibuang sejak mulai",
        en: "the queue is full: {count} oldest reports dropped since the start",
    }
    refused(count) {
        id: "kolektor menolak laporan: {count} dibuang sejak mulai",
        en: "the collector refuses reports: {count} dropped since the start",
    }
    unreached(url, reason) { id: "kolektor {url} tidak terjangkau: {reason}", en: "collector {url} is not reached: {reason}" }
    reached(url) { id: "kolektor {url} terjangkau", en: "collector {url} is reached" }
    ended { id: "selesai", en: "ended" }

    /// Status.
    not_running(path) { id: "tidak ada agen yang berjalan dengan data {path}", en: "no agent is running on {path}" }
    not_yours(path) {
        id: "keadaan agen di {path} hanya dapat dibaca pemiliknya; jalankan sebagai root",
        en: "the agent's state in {path} can be read by its owner only; run this as root",
    }
    stopped_since(duration) { id: "berhenti {duration} lalu", en: "stopped {duration} ago" }
    running(pid, duration) { id: "agen berjalan (pid {pid}) sejak {duration}", en: "the agent is running (pid {pid}) for {duration}" }
    last_seen(duration, interval) {
        id: "pengamatan terakhir {duration} lalu, selang {interval}",
        en: "last observation {duration} ago, interval {interval}",
    }
    late { id: "TERLAMBAT", en: "LATE" }
    collector_at(url, duration) { id: "kolektor {url}: terjangkau {duration} lalu", en: "collector {url}: reached {duration} ago" }
    collector_never(url) { id: "kolektor {url}: belum pernah terjangkau", en: "collector {url}: never reached yet" }
    queue(queued, dropped, refused) {
        id: "antrean {queued}, dibuang {dropped}, ditolak {refused}",
        en: "queue {queued}, dropped {dropped}, refused {refused}",
    }
    failure(reason) { id: "gagal: {reason}", en: "failing: {reason}" }
    no_collector { id: "tanpa kolektor (hanya diamati di sini)", en: "no collector (observed here only)" }

    /// Labels of the summary.
    name { id: "Nama", en: "Name" }
    system { id: "Sistem", en: "System" }
    model { id: "Model", en: "Model" }
    serial { id: "Nomor seri", en: "Serial" }
    processor { id: "Prosesor", en: "Processor" }
    memory { id: "Memori", en: "Memory" }
    swap { id: "Swap", en: "Swap" }
    uptime { id: "Nyala", en: "Up" }
    volume { id: "Volume", en: "Volume" }
    port { id: "Antarmuka", en: "Interface" }
    gateway { id: "Gerbang", en: "Gateway" }
    temperature { id: "Suhu", en: "Temperature" }
    disk { id: "Disk", en: "Disk" }
    board { id: "Papan induk", en: "Board" }
    firmware { id: "Firmware", en: "Firmware" }
    agent_id { id: "Agen", en: "Agent" }
    memory_slot { id: "Slot memori", en: "Memory slot" }
    slot_empty { id: "kosong", en: "empty" }
    graphics { id: "Grafik", en: "Graphics" }
    monitor { id: "Layar", en: "Screen" }
    battery { id: "Baterai", en: "Battery" }
    of_design(percent) { id: "{percent} dari kapasitas asal", en: "{percent} of its first capacity" }
    cycles(count) { id: "{count} siklus", en: "{count} cycles" }
    security { id: "Pengaman", en: "Protection" }
    tpm_none { id: "tanpa TPM", en: "no TPM" }
    encrypted(volume, word) { id: "enkripsi {volume} {word}", en: "encryption {volume} {word}" }
    is_on { id: "aktif", en: "on" }
    is_off { id: "mati", en: "off" }
    updates { id: "Pembaruan", en: "Updates" }
    pending(count) { id: "{count} menunggu", en: "{count} waiting" }
    last_installed(day) { id: "terakhir {day}", en: "last {day}" }
    needs_reboot { id: "perlu mulai ulang", en: "needs a reboot" }
    software { id: "Perangkat lunak", en: "Software" }
    packages(count) { id: "{count} terpasang", en: "{count} installed" }
    services { id: "Layanan", en: "Services" }
    services_of(running, stopped) { id: "{running} berjalan, {stopped} berhenti", en: "{running} running, {stopped} stopped" }
    users { id: "Masuk log", en: "Logged in" }
    printer { id: "Pencetak", en: "Printer" }
    neighbours { id: "Tetangga", en: "Neighbours" }
    cores(cores, threads) { id: "{cores} inti, {threads} utas", en: "{cores} cores, {threads} threads" }
    threads(threads) { id: "{threads} utas", en: "{threads} threads" }
    in_use(percent) { id: "{percent} terpakai", en: "{percent} in use" }
    of(used, total, percent) { id: "{used} dari {total} ({percent})", en: "{used} of {total} ({percent})" }
    load(load, processes) { id: "beban {load}, {processes} proses", en: "load {load}, {processes} processes" }
    addresses_known(count) { id: "{count} alamat", en: "{count} addresses" }
}
