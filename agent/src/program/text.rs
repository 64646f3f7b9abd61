//! Everything the program says, both languages side by side.

model::messages! {
    help {
        id: "\
pantau-agent: mengamati komputer ini dan melaporkannya kepada kolektor pantau

Pemakaian: pantau-agent PERINTAH [PILIHAN]

Perintah:
  run                  amati terus-menerus
      --interval DETIK   selang pengamatan, 1 sampai 86400 (bawaan 60)
      --router ALAMAT    router OPD, bila bukan gerbangnya: ikut diuji
      --internet DAFTAR  alamat internet yang diuji, dipisah koma, atau off (bawaan 1.1.1.1,8.8.8.8,9.9.9.9)
      --connect URL      kolektor di komputer ini, misalnya http://127.0.0.1:7688 (tanpa ini: tempat mendaftar)
  enrol URL TOKEN      daftarkan komputer ini pada kolektor https://HOST[:7689]; tokennya dari `pantau token create`,
                       langsung, @BERKAS, atau - (dari stdin)
      --template         siapkan image untuk digandakan: setiap salinan mendaftar saat pertama dijalankan
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
      --router ADDRESS   the agency's router, where it is not the gateway: it is tested too
      --internet LIST    internet addresses to test, with commas, or off (default 1.1.1.1,8.8.8.8,9.9.9.9)
      --connect URL      a collector on this computer, for example http://127.0.0.1:7688 (without it: where it enrolled)
  enrol URL TOKEN      make this computer an agent of the collector https://HOST[:7689]; the token of `pantau token create`
                       as it is, as @FILE, or - (from stdin)
      --template         prepare an image to be cloned: every copy enrols when it first runs
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
        id: "sebutkan perintah: run, enrol, once, inventory atau status (lihat --help)",
        en: "name a command: run, enrol, once, inventory or status (see --help)",
    }
    unknown_command(word) {
        id: "perintah '{word}' tidak dikenal: run, enrol, once, inventory atau status (lihat --help)",
        en: "unknown command '{word}': run, enrol, once, inventory or status (see --help)",
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
        id: "--connect '{word}': hanya untuk kolektor di komputer ini (127.0.0.1, [::1], localhost); untuk yang lain daftarkan dengan enrol URL TOKEN",
        en: "--connect '{word}': only for a collector on this computer (127.0.0.1, [::1], localhost); for others enrol with enrol URL TOKEN",
    }
    enrol_needs {
        id: "tulis: pantau-agent enrol https://HOST[:PORT] TOKEN",
        en: "write: pantau-agent enrol https://HOST[:PORT] TOKEN",
    }
    bad_tls_url(word) {
        id: "alamat kolektor '{word}': tulis https://HOST[:PORT], misalnya https://pantau.kab.go.id:7689",
        en: "collector '{word}': write https://HOST[:PORT], for example https://pantau.kab.go.id:7689",
    }
    bad_token {
        id: "token tidak utuh: salin seluruhnya, pantau1.….….…, dari `pantau token create`",
        en: "the token is not whole: copy all of it, pantau1.….….…, from `pantau token create`",
    }
    token_unread(place, reason) { id: "token di {place} tidak dapat dibaca: {reason}", en: "the token in {place} cannot be read: {reason}" }
    no_key(reason) { id: "kunci tidak dapat dibuat atau dibaca: {reason}", en: "a key cannot be made or read: {reason}" }
    bad_answer(url) {
        id: "yang menjawab di {url} bukan kolektor dari token ini; periksa alamat dan token",
        en: "what answers at {url} is not the collector of this token; look at address and token",
    }
    join_refused(url, reason) {
        id: "kolektor {url} menolak: {reason}; minta token baru kepada NOC",
        en: "collector {url} refuses: {reason}; ask the NOC for a new token",
    }
    was_member(url) {
        id: "komputer ini sudah terdaftar pada {url}; didaftarkan lagi sebagai agen baru",
        en: "this computer was enrolled at {url} already; it is enrolled anew",
    }
    joined(url) {
        id: "terdaftar pada {url}; jalankan: pantau-agent run",
        en: "enrolled at {url}; now run: pantau-agent run",
    }
    joined_pending(url) {
        id: "terdaftar pada {url}, menunggu persetujuan (pantau agent approve); sementara itu data disimpan di komputer ini",
        en: "enrolled at {url}, waiting for approval (pantau agent approve); until then data is kept on this computer",
    }
    prepared(path) {
        id: "{path} siap digandakan: setiap salinan mendaftar sendiri saat pertama dijalankan; jangan jalankan agen sebelum itu",
        en: "{path} is ready to be cloned: every copy enrols by itself when it first runs; do not run the agent before",
    }
    data_unusable(path, reason) {
        id: "direktori data {path} tidak dapat dipakai: {reason}",
        en: "the data directory {path} cannot be used: {reason}",
    }
    no_socket(path, reason) {
        id: "soket untuk tampilan lokal tidak dapat dibuat di {path}: {reason}",
        en: "the socket for the local view cannot be made in {path}: {reason}",
    }
    bad_router(word) { id: "--router '{word}': tulis alamat IP", en: "--router '{word}': write an IP address" }
    bad_internet(word) {
        id: "--internet '{word}': tulis off, atau paling banyak empat ALAMAT atau ALAMAT:PORT dipisah koma",
        en: "--internet '{word}': write off, or up to four ADDRESS or ADDRESS:PORT with commas between them",
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
        id: "tempat simpan penuh: {count} laporan terlama dibuang",
        en: "the spool is full: {count} oldest reports dropped",
    }
    refused(count) {
        id: "kolektor menolak laporan: {count} dibuang",
        en: "the collector refuses reports: {count} dropped",
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
    member_of(opd) { id: "terdaftar untuk OPD {opd}", en: "enrolled for agency {opd}" }
    certificate_until(day) { id: "sertifikat berlaku sampai {day}", en: "certificate valid until {day}" }
    queue(queued, size, dropped, refused) {
        id: "menunggu dikirim {queued} laporan ({size} di disk), dibuang {dropped}, ditolak {refused}",
        en: "{queued} reports wait to be sent ({size} on disk), dropped {dropped}, refused {refused}",
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
