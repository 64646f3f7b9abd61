//! The messages of the command line, both languages side by side.

pub mod availability;
pub mod bandwidth;

model::messages! {
    no_terminal {
        id: "pantau: layar perlu terminal; tanpa terminal pakai `pantau status` (sekilas) atau `pantau collector` (peladen)",
        en: "pantau: the screen needs a terminal; without one use `pantau status` (one look) or `pantau collector` (the server)"
    }
    no_terminal_tui {
        id: "pantau: layar perlu terminal; tanpa terminal pakai `pantau status` atau `pantau device ls`",
        en: "pantau: the screen needs a terminal; without one use `pantau status` or `pantau device ls`"
    }
    no_collector(data) {
        id: "pantau: tidak ada kolektor yang berjalan atas {data}; jalankan `pantau` atau `pantau collector`, atau sebut --connect URL",
        en: "pantau: no collector is running on {data}; start `pantau` or `pantau collector`, or name one with --connect URL"
    }
    already_running(pid, address) {
        id: "pantau: data ini sudah dipakai pantau lain (pid {pid}); lihat layarnya dengan `pantau tui --connect http://{address}`, atau pilih --data lain",
        en: "pantau: this data is in use by another pantau (pid {pid}); see its screen with `pantau tui --connect http://{address}`, or choose another --data"
    }
    already_open(pid) {
        id: "pantau: data ini sedang dipakai pantau lain (pid {pid}); tunggu sampai selesai, atau pilih --data lain",
        en: "pantau: this data is in use by another pantau (pid {pid}); wait until it has ended, or choose another --data"
    }
    data_unusable(path, cause) { id: "pantau: direktori data {path} tidak dapat dipakai: {cause}; pilih yang lain dengan --data", en: "pantau: the data directory {path} cannot be used: {cause}; choose another with --data" }
    data_remote(path) { id: "pantau: direktori data {path} ada di jaringan; basis data perlu disk lokal, pilih dengan --data", en: "pantau: the data directory {path} is on a network; the database needs a local disk, choose one with --data" }
    data_damaged(file, cause) { id: "pantau: {file} tidak dapat dipakai ({cause}); tidak ada yang ditulis ke sana. Pulihkan dari salinan, atau pilih --data lain", en: "pantau: {file} cannot be used ({cause}); nothing was written to it. Restore a copy, or choose another --data" }
    key_missing(file) { id: "pantau: {file} hilang atau bukan kunci dari data ini: kredensial SNMP tidak dapat dibuka. Pulihkan berkas itu dari salinan; tidak ada yang ditulis", en: "pantau: {file} is missing or not the key of this data: the SNMP credentials cannot be opened. Restore that file from a copy; nothing was written" }
    data_newer(path) { id: "pantau: data di {path} berasal dari versi pantau yang lebih baru; pakai versi itu", en: "pantau: the data in {path} was written by a newer pantau; use that version" }
    cannot_listen(address, cause) { id: "pantau: tidak dapat membuka {address}: {cause}; pilih port lain dengan --listen", en: "pantau: cannot listen on {address}: {cause}; choose another port with --listen" }
    cannot_listen_tls(address, cause) { id: "pantau: tidak dapat membuka {address} untuk TLS: {cause}; ubah listen_tls di berkas pengaturan", en: "pantau: cannot listen on {address} for TLS: {cause}; change listen_tls in the settings" }
    cannot_listen_for_traps(address, cause) { id: "pantau: tidak dapat mendengarkan trap di {address}: {cause}; port di bawah 1024 perlu CAP_NET_BIND_SERVICE, ubah [trap] listen bila perlu", en: "pantau: cannot listen for traps on {address}: {cause}; a port below 1024 needs CAP_NET_BIND_SERVICE, else change [trap] listen" }
    file_unreadable(file, cause) { id: "{file}: tidak dapat dibaca: {cause}", en: "{file}: cannot be read: {cause}" }
    config_unreadable(file, reason) { id: "pantau: {file} tidak dapat dibaca: {reason}", en: "pantau: {file} cannot be read: {reason}" }
    config_faults(count, file) { id: "pantau: {count} kesalahan dalam {file}", en: "pantau: {count} faults in {file}" }
    config_good(file) { id: "{file}: baik", en: "{file}: good" }
    config_none { id: "Tidak ada berkas konfigurasi; nilai bawaan dipakai.", en: "There is no configuration file; the defaults are used." }
    tls_failed(cause) { id: "pantau: TLS tidak dapat disediakan: {cause}; periksa [collector] names", en: "pantau: TLS cannot be offered: {cause}; look at [collector] names" }
    collector_ready_tls(address) { id: "pantau: untuk mesin lain: https://{address}", en: "pantau: for other machines: https://{address}" }
    collector_ready(address, data) { id: "pantau: kolektor siap di http://{address}, data di {data}", en: "pantau: collector ready at http://{address}, data in {data}" }
    demo_ready(address) { id: "pantau: demo siap di http://{address}; Ctrl-C mengakhiri", en: "pantau: demo ready at http://{address}; Ctrl-C ends it" }
    device_added(name, id) { id: "{name} ditambahkan, nomor {id}", en: "{name} added, number {id}" }
    device_removed(name) { id: "{name} dihapus dari daftar; hasil ukurnya tetap disimpan sampai waktunya habis", en: "{name} removed from the book; what was measured is kept until its time is over" }
    device_changed(name) { id: "{name} diubah", en: "{name} changed" }
    device_unknown(word) { id: "pantau: perangkat '{word}' tidak ada; lihat `pantau device ls`", en: "pantau: there is no device '{word}'; see `pantau device ls`" }
    device_ambiguous(word, ids) { id: "pantau: '{word}' cocok dengan beberapa perangkat; pakai nomornya: {ids}", en: "pantau: '{word}' fits several devices; use a number: {ids}" }
    not_watched_yet { id: "Belum ada kolektor yang berjalan: perangkat akan dipantau begitu `pantau` atau `pantau collector` dijalankan.", en: "No collector is running yet: the device will be watched as soon as `pantau` or `pantau collector` is started." }
    default_community { id: "Komunitas bawaan pabrik: siapa pun dapat membaca perangkat ini; gantilah.", en: "Factory-default community: anybody can read this device; change it." }
    bad_moment(word) { id: "pantau: '{word}' bukan waktu; contoh: -7d, 2026-10, 2026-10-01, '2026-10-01 12:30', now", en: "pantau: '{word}' is no moment; for example: -7d, 2026-10, 2026-10-01, '2026-10-01 12:30', now" }
    no_devices { id: "Belum ada perangkat. Tambah: pantau device add ALAMAT --community NAMA", en: "No devices yet. Add one: pantau device add ADDRESS --community NAME" }
    no_proposals { id: "Belum ada usulan. Cari: pantau discover CIDR", en: "No proposals yet. Search: pantau discover CIDR" }
    proposal_unknown(word) { id: "pantau: usulan '{word}' tidak ada; lihat `pantau discover`", en: "pantau: there is no proposal '{word}'; see `pantau discover`" }
    discovery_progress(bar, asked, addresses, found) { id: "{bar} {asked}/{addresses} alamat, {found} perangkat", en: "{bar} {asked}/{addresses} addresses, {found} devices" }
    discovery_interrupted(asked, addresses) {
        id: "pantau: terputus setelah {asked} dari {addresses} alamat; yang ditemukan tersimpan. Lanjutkan: pantau discover --resume",
        en: "pantau: interrupted after {asked} of {addresses} addresses; what was found is kept. Go on: pantau discover --resume"
    }
    discovery_done(addresses, found, known) {
        id: "{addresses} alamat ditanya, {found} ditemukan, {known} sudah ada dalam daftar.",
        en: "{addresses} addresses asked, {found} found, {known} in the book already."
    }
    discovery_how_to_add { id: "Tambahkan: pantau discover add NO…", en: "Add: pantau discover add NO…" }
    derived_parents(ids) { id: "{ids} (menurut topologi)", en: "{ids} (by the topology)" }
    no_changes { id: "Belum ada perubahan inventaris yang tercatat.", en: "No change of its inventory has been noted yet." }
    no_match { id: "Tidak ada yang cocok dengan saringan ini.", en: "Nothing matches this filter." }
    no_opds { id: "Belum ada Perangkat Daerah. Tambah: pantau opd add KODE --name NAMA", en: "No agencies yet. Add one: pantau opd add CODE --name NAME" }
    opd_added(code) { id: "Perangkat Daerah {code} ditambahkan", en: "Agency {code} added" }
    opd_changed(code) { id: "Perangkat Daerah {code} diubah", en: "Agency {code} changed" }
    without_opd { id: "(tanpa OPD)", en: "(no agency)" }
    bad_address(text) { id: "pantau: alamat '{text}' tidak dapat dibaca; tulis ALAMAT, ALAMAT:PORT, atau [IPv6]:PORT", en: "pantau: the address '{text}' cannot be read; write ADDRESS, ADDRESS:PORT or [IPv6]:PORT" }
    bad_rate(text) { id: "pantau: laju '{text}' tidak dapat dibaca; tulis misalnya 512k, 200M, 1G", en: "pantau: the rate '{text}' cannot be read; write for example 512k, 200M, 1G" }
    bad_interval(text) { id: "pantau: selang '{text}' tidak dapat dipakai; tulis misalnya 30s, 5m, 1h, dari 5 detik sampai 1 jam", en: "pantau: the interval '{text}' cannot be used; write for example 30s, 5m, 1h, from 5 seconds to 1 hour" }
    bad_timeout { id: "pantau: --timeout harus 0.1 sampai 86400 detik", en: "pantau: --timeout must be 0.1 to 86400 seconds" }
    bad_question(line) { id: "pantau: baris {line} bukan objek JSON dengan teks sys_object_id dan sys_descr", en: "pantau: line {line} is not a JSON object with texts sys_object_id and sys_descr" }
    bad_oid(text) { id: "pantau: '{text}' bukan nama objek; tulis angka-angka dengan titik di antaranya, misalnya 1.3.6", en: "pantau: '{text}' is not the name of an object; write numbers with dots between them, for example 1.3.6" }
    recording_unreadable(file, reason) { id: "pantau: {file} tidak dapat dibaca: {reason}", en: "pantau: {file} cannot be read: {reason}" }
    recording_says_nothing(file) { id: "pantau: {file}: rekaman ini tidak menyatakan apa pun tentang perangkatnya", en: "pantau: {file}: this recording says nothing about its device" }
    cannot_write(file, reason) { id: "pantau: {file} tidak dapat ditulis: {reason}", en: "pantau: {file} cannot be written: {reason}" }
    walk_progress(objects, rate) { id: "{objects} objek, {rate} per detik", en: "{objects} objects, {rate} a second" }
    walk_complete(objects, file) { id: "{objects} objek direkam ke {file}", en: "{objects} objects recorded into {file}" }
    walk_incomplete(objects, file, reason) { id: "{objects} objek direkam ke {file}, tetapi tidak lengkap ({reason})", en: "{objects} objects recorded into {file}, but not everything ({reason})" }
    walk_detours(count) { id: "Perangkat menolak, berputar atau diam di {count} tempat; tempat itu dilewati.", en: "The device refused, looped or fell silent in {count} places; these were passed over." }
    need_community { id: "pantau: sebut --community NAMA (atau PANTAU_COMMUNITY, atau --community-file), atau --v3-user NAMA; atau isi [[credential]] dalam konfigurasi", en: "pantau: name one with --community NAME (or PANTAU_COMMUNITY, or --community-file), or --v3-user NAME; or put a [[credential]] into the configuration" }
    secret_unreadable(file, reason) { id: "pantau: berkas rahasia {file} tidak dapat dibaca: {reason}", en: "pantau: the file of the secret {file} cannot be read: {reason}" }
    first_line_empty { id: "baris pertama kosong", en: "the first line is empty" }
    need_passphrase(option, variable) { id: "pantau: sandi kurang: sebut --{option} BERKAS atau isi {variable}", en: "pantau: a passphrase is missing: name --{option} FILE or set {variable}" }
    bad_community { id: "pantau: komunitas SNMP harus 1 sampai 255 oktet", en: "pantau: an SNMP community has 1 to 255 octets" }
    bad_user { id: "pantau: nama pengguna SNMPv3 harus 1 sampai 32 oktet, nama konteks paling banyak 32", en: "pantau: an SNMPv3 user name has 1 to 32 octets, a context name at most 32" }
    bad_passphrase { id: "pantau: sandi SNMPv3 harus 8 sampai 255 oktet", en: "pantau: an SNMPv3 passphrase has 8 to 255 octets" }
    privacy_alone { id: "pantau: enkripsi SNMPv3 memerlukan autentikasi: sebut juga --v3-auth", en: "pantau: SNMPv3 privacy needs authentication: name --v3-auth too" }
    hidden_secret { id: "pantau: \"***\" adalah pengganti rahasia, bukan isinya", en: "pantau: \"***\" stands for a secret and is not one" }
    all_fine { id: "Tidak ada gangguan.", en: "No alerts." }
    open_alerts(count, folded) { id: "Gangguan: {count} akar, {folded} terdampak dilipat", en: "Alerts: {count} roots, {folded} affected folded" }
    devices_total(count) { id: "{count} perangkat", en: "{count} devices" }
    since(duration) { id: "sejak {duration}", en: "for {duration}" }
    handled_by(name) { id: "ditangani {name}", en: "handled by {name}" }
    not_handled { id: "belum ditangani", en: "not handled" }
    panicked { id: "pantau: kesalahan di dalam program; rinciannya di berkas log", en: "pantau: a fault inside the program; the details are in the log file" }
    bad_opd_code(text) {
        id: "pantau: kode OPD '{text}' tidak dapat dipakai: huruf, angka, titik, - dan _, paling banyak 24",
        en: "pantau: the agency code '{text}' cannot be used: letters, digits, . - and _, at most 24"
    }
}

/// Words of `pantau agent`, `token`, `user` and `audit`.
pub mod trust {
    model::messages! {
        shown_once { id: "pantau: token ini hanya ditampilkan sekali; simpan di berkas yang hanya dapat dibaca pemakainya", en: "pantau: this token is shown only once; keep it in a file that only its user can read" }
        token_revoked(id) { id: "Token {id} dicabut; komputer yang sudah bergabung tetap agen", en: "Token {id} is taken back; machines that joined with it stay agents" }
        bad_duration(text) { id: "pantau: --expires '{text}' tidak dapat dibaca; tulis misalnya 12h, 7d, 52w", en: "pantau: --expires '{text}' cannot be read; write for example 12h, 7d, 52w" }
        no_tokens { id: "Belum ada token. Buat: pantau token create --opd KODE", en: "No tokens yet. Make one: pantau token create --opd CODE" }
        no_agents { id: "Belum ada agen. Buat token gabung: pantau token create --opd KODE, lalu di komputernya: pantau-agent enrol URL TOKEN", en: "No agents yet. Make a join token: pantau token create --opd CODE, then on the machine: pantau-agent enrol URL TOKEN" }
        no_people { id: "Belum ada orang. Tambah: pantau user set NAMA --role PERAN --password-file BERKAS", en: "No people yet. Add one: pantau user set NAME --role ROLE --password-file FILE" }
        no_agent(word) { id: "pantau: agen '{word}' tidak ada; lihat `pantau agent ls`", en: "pantau: there is no agent '{word}'; see `pantau agent ls`" }
        several_agents(word) { id: "pantau: '{word}' cocok dengan beberapa agen; sebut lebih panjang", en: "pantau: '{word}' fits several agents; name more of it" }
        approved(name) { id: "Agen {name} disetujui", en: "Agent {name} is let in" }
        agent_revoked(name) { id: "Agen {name} dicabut; permintaan berikutnya ditolak", en: "Agent {name} is revoked; its next request is refused" }
        person_set(name) { id: "Pengguna {name} disimpan", en: "User {name} is kept" }
        person_removed(name) { id: "Pengguna {name} dihapus", en: "User {name} is removed" }
        agent { id: "AGEN", en: "AGENT" }
        state { id: "KEADAAN", en: "STATE" }
        serial { id: "NOMOR SERI", en: "SERIAL" }
        heard { id: "TERDENGAR", en: "HEARD" }
        until { id: "BERLAKU SAMPAI", en: "HOLDS UNTIL" }
        pending { id: "menunggu", en: "waiting" }
        active { id: "aktif", en: "active" }
        is_cloned { id: "KEMBAR", en: "CLONED" }
        revoked { id: "dicabut", en: "revoked" }
        kind { id: "JENIS", en: "KIND" }
        join { id: "gabung", en: "join" }
        inventory { id: "inventaris", en: "inventory" }
        uses { id: "SISA", en: "USES" }
        used { id: "DIPAKAI", en: "USED" }
        made_by { id: "PEMBUAT", en: "MADE BY" }
        role { id: "PERAN", en: "ROLE" }
        since { id: "SEJAK", en: "SINCE" }
        remark { id: "CATATAN", en: "NOTE" }
        actor { id: "SIAPA", en: "WHO" }
        action { id: "TINDAKAN", en: "ACTION" }
        object { id: "TERHADAP", en: "OBJECT" }
    }
}

/// Words of `pantau topology`.
pub mod topology {
    model::messages! {
        other_links { id: "Tautan lain:", en: "Other links:" }
        without_link(count, names) { id: "{count} perangkat tanpa tautan: {names}", en: "{count} devices without a link: {names}" }
        ring(names) { id: "Lingkaran induk diputus: {names}", en: "A ring of parents is cut: {names}" }
        segment { id: "(segmen bersama)", en: "(shared segment)" }
        both_sides { id: "kedua sisi", en: "both sides" }
        one_side { id: "satu sisi", en: "one side" }
        inferred { id: "disimpulkan", en: "inferred" }
    }
}

/// Column titles and field words of plain output.
pub mod word {
    model::messages! {
        status { id: "STATUS", en: "STATUS" }
        number { id: "NO", en: "NO" }
        name { id: "NAMA", en: "NAME" }
        address { id: "ALAMAT", en: "ADDRESS" }
        opd { id: "OPD", en: "AGENCY" }
        class { id: "JENIS", en: "CLASS" }
        incoming { id: "MASUK", en: "IN" }
        outgoing { id: "KELUAR", en: "OUT" }
        usage { id: "PAKAI", en: "USE" }
        rtt { id: "RTT", en: "RTT" }
        uptime { id: "NYALA", en: "UP" }
        maker { id: "PEMBUAT", en: "MAKER" }
        in_book { id: "DAFTAR", en: "BOOK" }
        evidence { id: "BUKTI", en: "EVIDENCE" }
        device_number(id) { id: "no. {id}", en: "nr. {id}" }
        devices { id: "PERANGKAT", en: "DEVICES" }
        trouble { id: "MASALAH", en: "TROUBLE" }
        contracted { id: "JATAH", en: "ALLOCATION" }
        time { id: "WAKTU", en: "TIME" }
        source { id: "SUMBER", en: "SOURCE" }
        change { id: "PERUBAHAN", en: "CHANGE" }
        port { id: "PORT", en: "PORT" }
        state { id: "KEADAAN", en: "STATE" }
        speed { id: "LAJU", en: "SPEED" }
        errors { id: "GALAT/dtk", en: "ERRORS/s" }
        place { id: "Tempat", en: "Place" }
        manager { id: "Pengelola", en: "Managed by" }
        asset { id: "Kode barang", en: "Asset code" }
        seen { id: "Terdengar", en: "Heard" }
        up_for { id: "Nyala", en: "Up" }
        alerts { id: "Gangguan", en: "Alerts" }
        findings { id: "Temuan", en: "Findings" }
        note { id: "Catatan", en: "Note" }
        credential { id: "Kredensial", en: "Credential" }
        interval { id: "Selang", en: "Interval" }
        parents { id: "Di bawah", en: "Behind" }
        memory { id: "Memori", en: "Memory" }
        processor { id: "Prosesor", en: "Processor" }
    }
}
