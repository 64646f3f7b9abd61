//! Every text of the screen, both languages side by side; a missing language does not compile.

mod collector;
mod compat;
mod local;
mod topology;

pub use collector::*;
pub use compat::*;
pub use local::*;
pub use topology::*;

// Views and their places in the frame.
model::messages! {
    view_overview { id: "Ringkasan", en: "Overview" }
    view_devices { id: "Perangkat", en: "Devices" }
    view_device { id: "rincian", en: "detail" }
    view_problems { id: "Gangguan", en: "Alerts" }
    view_compat { id: "Kompatibilitas", en: "Compatibility" }
    view_candidate { id: "hasil uji", en: "result" }
    tab_compat_short { id: "Kompat", en: "Compat" }
    tab_overview_short { id: "Ringkas", en: "Overview" }
    tab_problems_short { id: "Ggn", en: "Alerts" }
    tab_ports { id: "Antarmuka", en: "Interfaces" }
    tab_hardware { id: "Perangkat keras", en: "Hardware" }
    tab_neighbours { id: "Tetangga", en: "Neighbours" }
    tab_changes { id: "Perubahan", en: "Changes" }
    tab_alerts { id: "Gangguan", en: "Alerts" }
    all_opd { id: "Semua OPD", en: "All agencies" }
    without_opd { id: "(tanpa OPD)", en: "(no agency)" }
    help_of(name) { id: "Bantuan: {name}", en: "Help: {name}" }
}

// State of the data.
model::messages! {
    loading { id: "memuat …", en: "loading …" }
    no_data_yet { id: "belum ada data", en: "no data yet" }
    data_fresh(age) { id: "data {age}", en: "data {age}" }
    data_stale(age) { id: "data {age} USANG", en: "data {age} STALE" }
    stale_short(age) { id: "{age} USANG", en: "{age} STALE" }
    cut_long(lasting) { id: "PUTUS {lasting}, mencoba lagi", en: "CUT OFF {lasting}, trying again" }
    cut_short(lasting) { id: "PUTUS {lasting}", en: "CUT OFF {lasting}" }
    cut_word { id: "PUTUS", en: "CUT OFF" }
    collector_trouble(what) { id: "KOLEKTOR: {what}", en: "COLLECTOR: {what}" }
    mark_low_bandwidth { id: "HEMAT", en: "LOW BW" }
    mark_read_only { id: "BACA SAJA", en: "READ ONLY" }
    echo_simulated { id: "DEMO: gema ICMP disimulasikan, tidak ada paket keluar; semua ini pura-pura", en: "DEMO: ICMP echoes are simulated, no packet leaves; nothing here is real" }
    demo_note { id: "DEMO: jaringan pura-pura; tidak satu pun di sini nyata", en: "DEMO: a pretend network; nothing here is real" }
    echo_not_permitted { id: "ICMP tidak diizinkan: status dari SNMP atau TCP", en: "ICMP is not permitted: state comes from SNMP or TCP" }
    echo_grant(command) { id: "tanpa ICMP; beri hak: {command}", en: "no ICMP; grant it: {command}" }
}

// Overview.
model::messages! {
    devices_count(count) { id: "{count} perangkat", en: "{count} devices" }
    rule_opds(count) { id: "OPD {count}: terburuk dulu", en: "Agencies {count}: worst first" }
    rule_links { id: "Tautan tersibuk", en: "Busiest links" }
    rule_alerts_none { id: "Gangguan", en: "Alerts" }
    rule_alerts(roots) { id: "Gangguan: {roots} akar", en: "Alerts: {roots} roots" }
    rule_alerts_folded(roots, folded) { id: "Gangguan: {roots} akar, {folded} terdampak dilipat", en: "Alerts: {roots} roots, {folded} affected folded" }
    unhandled_count(count) { id: "{count} belum ditangani", en: "{count} unhandled" }
    no_alerts { id: "tidak ada gangguan", en: "no alerts" }
    saturated { id: "jenuh", en: "full" }
    more(count) { id: "… {count} lagi", en: "… {count} more" }
}

// First start.
model::messages! {
    first_nothing { id: "Belum ada perangkat yang dipantau.", en: "No device is watched yet." }
    first_only_this { id: "Baru mesin ini yang dipantau.", en: "Only this machine is watched so far." }
    first_add { id: "Tambahkan perangkat dari terminal lain (alamat dan community SNMP-nya):", en: "Add a device from another terminal (its address and SNMP community):" }
    first_proposals { id: "Terlihat atau ditemukan; dapat ditambahkan (:tambah NO atau ALAMAT)", en: "Seen or found; may be added (:add NO or ADDRESS)" }
    evidence_gateway { id: "gerbang mesin ini", en: "gateway of this machine" }
    evidence_neighbour { id: "tetangga mesin ini", en: "neighbour of this machine" }
    no_proposal(word) { id: "usulan '{word}' tidak ada", en: "there is no proposal '{word}'" }
    proposals_added(names) { id: "ditambahkan: {names}", en: "added: {names}" }
    proposals_not_added(why) { id: "tidak ditambahkan: {why}", en: "not added: {why}" }
    appeared(what) { id: "perangkat tak dikenal muncul: {what}", en: "an unknown device appeared: {what}" }
}

// Lists.
model::messages! {
    shown_of(shown, all) { id: "{shown} dari {all}", en: "{shown} of {all}" }
    sorted_by { id: "urut:", en: "sort:" }
    sort_by { id: "Urut:", en: "Sort by:" }
    sort_add_by { id: "Lalu urut:", en: "Then sort by:" }
    held { id: "(ditahan 5dtk)", en: "(held 5s)" }
    only_problems { id: "! hanya masalah", en: "! problems only" }
    esc_clears { id: "Esc hapus saringan", en: "Esc clears the filter" }
    nothing_matches(filter) { id: "tidak ada yang cocok dengan: {filter}", en: "nothing matches: {filter}" }
    no_problems { id: "tidak ada masalah", en: "no problems" }
    at_root { id: "↑akar", en: "↑root" }
    head_status { id: "STATUS", en: "STATUS" }
    head_name { id: "NAMA", en: "NAME" }
    head_address { id: "ALAMAT", en: "ADDRESS" }
    head_opd { id: "OPD", en: "AGENCY" }
    head_class { id: "JENIS", en: "CLASS" }
    head_in { id: "MASUK", en: "IN" }
    head_out { id: "KELUAR", en: "OUT" }
    head_trend { id: "TREN", en: "TREND" }
    head_trend_in { id: "TREN ↓", en: "TREND ↓" }
    head_trend_out { id: "TREN ↑", en: "TREND ↑" }
    head_use { id: "PAKAI", en: "USE" }
    head_uptime { id: "NYALA", en: "UP" }
    head_hardware { id: "MODEL", en: "MODEL" }
    head_location { id: "LOKASI", en: "LOCATION" }
    head_loss { id: "HILANG", en: "LOSS" }
    head_serial { id: "SN", en: "SERIAL" }
    head_asset_code { id: "KODE BARANG", en: "ASSET CODE" }
    head_version { id: "VERSI", en: "VERSION" }
    head_severity { id: "TINGKAT", en: "SEVERITY" }
    head_severity_short { id: "TGKT", en: "SEV" }
    head_start { id: "MULAI", en: "START" }
    head_age { id: "LAMA", en: "FOR" }
    head_object { id: "OBJEK", en: "OBJECT" }
    head_text { id: "URAIAN", en: "WHAT" }
    head_behind { id: "DAMPAK", en: "BEHIND" }
    head_owner { id: "PETUGAS", en: "OWNER" }
    head_port { id: "ANTARMUKA", en: "INTERFACE" }
    head_state { id: "STATUS", en: "STATE" }
    head_speed { id: "LAJU", en: "SPEED" }
    head_errors { id: "GALAT/d", en: "ERR/s" }
    head_discards { id: "BUANG/d", en: "DISC/s" }
    head_neighbour { id: "TETANGGA", en: "NEIGHBOUR" }
    head_remote_port { id: "PORT DI SANA", en: "ITS PORT" }
    head_protocol { id: "PROTOKOL", en: "PROTOCOL" }
    rule_addresses_seen { id: "Alamat terlihat di tiap antarmuka", en: "Addresses seen on each interface" }
    head_alias { id: "KE", en: "TO" }
}

// Devices.
model::messages! {
    preview_of(name) { id: "{name}: pratinjau", en: "{name}: preview" }
    preview_close { id: "v menutup", en: "v closes" }
    label_place { id: "Tempat", en: "Place" }
    label_cause { id: "Sebab", en: "Cause" }
    label_now { id: "Kini", en: "Now" }
    label_behind { id: "Dampak", en: "Behind" }
    label_changed { id: "Perubahan", en: "Changed" }
    label_loss { id: "hilang", en: "loss" }
    label_since { id: "Sejak", en: "Since" }
    label_device { id: "Perangkat", en: "Device" }
    label_seen { id: "Terlihat", en: "Seen" }
    label_handled { id: "Ditangani", en: "Handled" }
    label_note { id: "Catatan", en: "Note" }
    label_source { id: "Sumber", en: "Source" }
    managed_by(whom) { id: "kelola: {whom}", en: "managed by {whom}" }
    since(at, age) { id: "sejak {at} ({age})", en: "since {at} ({age})" }
    handled_by(by) { id: "ditangani {by}", en: "handled by {by}" }
    handled_until(by, at, until) { id: "{by} sejak {at}, s/d {until}", en: "{by} since {at}, until {until}" }
    unhandled { id: "belum", en: "no one" }
    sending { id: "mengirim …", en: "sending …" }
    cause_unreachable { id: "terdampak: yang di atasnya mati", en: "affected: something above it is down" }
    cause_unknown { id: "belum ada data dalam 3 poll", en: "no data within 3 polls" }
    cause_maintenance { id: "dalam pemeliharaan", en: "under maintenance" }
    behind_devices(count) { id: "{count} perangkat tak terjangkau", en: "{count} devices unreachable" }
    ago(age) { id: "{age} lalu", en: "{age} ago" }
    seen_ago(age) { id: "terlihat {age} lalu", en: "seen {age} ago" }
    without_echo { id: "tanpa ICMP", en: "without ICMP" }
    up_for(lasting) { id: "Nyala {lasting}", en: "Up {lasting}" }
    no_answer(why) { id: "tidak ada jawaban: {why}", en: "no answer: {why}" }
    nothing_heard_yet { id: "belum terdengar apa pun dari perangkat ini (p ping sekarang)", en: "nothing heard of this device yet (p probes now)" }
    device_gone { id: "perangkat sudah dihapus", en: "the device was removed" }
    rule_changes { id: "Perubahan terakhir", en: "Last changes" }
    rule_port(port, window) { id: "{port} ↓masuk ↑keluar, {window}", en: "{port} ↓in ↑out, {window}" }
    allocation(bps) { id: "jatah {bps}", en: "allocation {bps}" }
    peak(incoming, outgoing) { id: "puncak ↓{incoming} ↑{outgoing}", en: "peak ↓{incoming} ↑{outgoing}" }
    polls(count) { id: "{count} poll", en: "{count} polls" }
    now_word { id: "kini", en: "now" }
    port_up { id: "NYALA", en: "UP" }
    port_down { id: "MATI", en: "DOWN" }
    port_disabled { id: "DIMATIKAN", en: "DISABLED" }
    port_dormant { id: "TIDUR", en: "DORMANT" }
    port_unknown { id: "TNP DATA", en: "UNKNOWN" }
    rebooted { id: "mulai ulang", en: "rebooted" }
    uncertain_times(values) { id: "waktu {values} nilai agen tidak pasti (jamnya salah)", en: "times of {values} values of the agent are uncertain (its clock is wrong)" }
    missing(values) { id: "agen menyatakan {values} nilai hilang", en: "the agent stated {values} values as missing" }
    issue(name, count) { id: "anomali {name} ({count}×)", en: "anomaly {name} ({count}×)" }
    recovered_at(at) { id: "pulih {at}", en: "recovered {at}" }
    record_source(source, at) { id: "{source}, {at}", en: "{source}, {at}" }
}

// Alerts.
model::messages! {
    roots_count(roots) { id: "{roots} akar:", en: "{roots} roots:" }
    folded_count(count) { id: "{count} terdampak (dilipat)", en: "{count} affected (folded)" }
    handled_counts(unhandled, handled) { id: "belum {unhandled}  ditangani {handled}", en: "unhandled {unhandled}  handled {handled}" }
    acknowledge_prompt { id: "Tangani:", en: "Acknowledge:" }
    choice_hour { id: "1jam", en: "1h" }
    choice_four_hours { id: "4jam", en: "4h" }
    choice_recovered { id: "s/d pulih", en: "until recovered" }
    note { id: "catatan:", en: "note:" }
    note_needed { id: "perlu catatan:", en: "needs a note:" }
    until_recovered { id: "pulih", en: "recovered" }
    acknowledged(until) { id: "ditangani s/d {until}   u urungkan (10 dtk)", en: "handled until {until}   u undoes (10 s)" }
    not_acknowledged(why) { id: "tidak jadi ditangani: {why} (catatan disimpan)", en: "not acknowledged: {why} (the note is kept)" }
    undone { id: "diurungkan", en: "undone" }
    not_undone(why) { id: "tidak dapat diurungkan: {why}", en: "not undone: {why}" }
    probing(name) { id: "ping {name} …", en: "probing {name} …" }
    probed(name, status, rtt) { id: "{name}: {status}, RTT {rtt} md", en: "{name}: {status}, RTT {rtt} ms" }
    not_probed(why) { id: "ping gagal: {why}", en: "probe failed: {why}" }
    copied { id: "dikirim ke terminal (tidak dapat dipastikan)", en: "sent to the terminal (cannot be confirmed)" }
}

// Why not.
model::messages! {
    reason_read_only { id: "layar ini hanya baca", en: "this screen is read-only" }
    reason_no_alert { id: "tidak ada gangguan akar pada baris ini", en: "no root alert on this row" }
    reason_no_undo { id: "tidak ada yang dapat diurungkan", en: "nothing to undo" }
    reason_no_row { id: "tidak ada baris terpilih", en: "no row is selected" }
    reason_small { id: "perlu layar 80x24", en: "needs a window of 80x24" }
    reason_place(places) { id: "hanya di {places}", en: "only in {places}" }
    only_in(label, places) { id: "{label}: hanya di {places}", en: "{label}: only in {places}" }
    paste_where { id: "tempel di kolom isian: tekan / atau :", en: "paste into a field: press / or :" }
    quit_again { id: "Ctrl-c sekali lagi untuk keluar", en: "Ctrl-c once more to quit" }
    quit_unsaved { id: "Isian belum disimpan. Keluar dari pantau? y/t ", en: "The form was not saved. Quit pantau? y/n " }
    quit_question { id: "Keluar dari pantau? y/t ", en: "Quit pantau? y/n " }
    low_bandwidth_on { id: "hemat: gambar data paling cepat tiap 2 dtk (F2 mengembalikan)", en: "low bandwidth: data drawn every 2 s at most (F2 switches back)" }
    low_bandwidth_off { id: "hemat dimatikan", en: "low bandwidth off" }
    bell_on { id: "bel menyala", en: "bell on" }
    bell_off { id: "bel mati", en: "bell off" }
    info_unknown { id: "terminal belum dikenal", en: "the terminal is not known yet" }
    info_terminal(name, depth, tier, rtt, sent) { id: "{name}  warna {depth}  glif {tier}  bolak-balik {rtt} md  terkirim {sent}", en: "{name}  colours {depth}  glyphs {tier}  round trip {rtt} ms  sent {sent}" }
}

// Keys.
model::messages! {
    group_move { id: "BERPINDAH", en: "MOVING" }
    group_find { id: "MENCARI", en: "SEARCHING" }
    group_look { id: "TAMPILAN", en: "VIEW" }
    group_act { id: "TINDAKAN", en: "ACTIONS" }
    group_system { id: "SISTEM", en: "SYSTEM" }
    key_down { id: "baris", en: "row" }
    key_up { id: "baris", en: "row" }
    key_first { id: "awal / akhir", en: "first / last" }
    key_last { id: "awal / akhir", en: "first / last" }
    key_page_down { id: "halaman", en: "page" }
    key_page_up { id: "halaman", en: "page" }
    key_left { id: "geser", en: "sideways" }
    key_right { id: "geser", en: "sideways" }
    key_open { id: "rinci", en: "open" }
    key_back { id: "keluar satu", en: "back" }
    key_next_panel { id: "panel", en: "panel" }
    key_previous_panel { id: "panel", en: "panel" }
    key_filter { id: "saring", en: "filter" }
    key_problems_only { id: "masalah", en: "problems" }
    key_command { id: "perintah", en: "command" }
    key_find { id: "cari objek", en: "find object" }
    key_sort { id: "urut", en: "sort" }
    key_sort_add { id: "urut kedua", en: "second sort" }
    key_reverse { id: "balik urutan", en: "reverse" }
    key_sort_left { id: "geser urutan", en: "move the sort" }
    key_sort_right { id: "geser urutan", en: "move the sort" }
    key_span { id: "rentang kurva", en: "curve range" }
    key_preview { id: "pratinjau", en: "preview" }
    key_acknowledge { id: "tangani", en: "acknowledge" }
    key_undo { id: "urungkan", en: "undo" }
    key_probe { id: "ping", en: "probe" }
    key_copy_name { id: "salin nama", en: "copy name" }
    key_copy_row { id: "salin baris", en: "copy row" }
    key_help { id: "bantuan", en: "help" }
    key_language { id: "English", en: "Indonesia" }
    key_low_bandwidth { id: "hemat", en: "low bandwidth" }
    key_glyphs { id: "ASCII", en: "ASCII" }
    key_repaint { id: "gambar ulang", en: "repaint" }
    key_suspend { id: "tunda", en: "suspend" }
    key_quit { id: "keluar", en: "quit" }
    key_quit_now { id: "2x: keluar", en: "twice: quit" }
    hint_keep { id: "pakai", en: "keep" }
    hint_clear { id: "hapus saringan", en: "clear" }
    hint_recall { id: "yang lalu", en: "recall" }
    hint_run { id: "jalankan", en: "run" }
    hint_complete { id: "lengkapi", en: "complete" }
    hint_close { id: "tutup", en: "close" }
    hint_yes { id: "ya", en: "yes" }
    hint_no { id: "tidak", en: "no" }
    hint_note { id: "catatan", en: "note" }
    hint_cancel { id: "batal", en: "cancel" }
}

// Help.
model::messages! {
    help_source { id: "Dibuat dari peta tombol yang aktif", en: "Made from the live key table" }
    help_examples { id: "CONTOH SARING", en: "FILTER EXAMPLES" }
    filter_examples { id: "opd:dinkes status:mati\nmasuk>100M pakai>=90%\nip:10.21.10.0/23\n!jenis:printer\n~dnks  (samar)\nnyala<1jam", en: "opd:dinkes status:down\nin>100M use>=90%\naddress:10.21.10.0/23\n!class:printer\n~dnks  (fuzzy)\nuptime<1h" }
    help_marks { id: "TANDA STATUS", en: "STATUS MARKS" }
    help_not_here { id: "TIDAK AKTIF DI SINI", en: "NOT ACTIVE HERE" }
}

// Commands.
model::messages! {
    palette_title { id: "Perintah", en: "Command" }
    palette_find { id: "Cari objek", en: "Find object" }
    palette_objects { id: "Objek", en: "Objects" }
    palette_recent { id: "Terakhir:", en: "Recent:" }
    palette_keys { id: "↑↓ pilih  Tab lengkapi  Enter jalankan  Ctrl-R riwayat  Esc", en: "↑↓ choose  Tab complete  Enter run  Ctrl-R history  Esc" }
    nothing_found { id: "tidak ada yang cocok", en: "nothing matches" }
    command_overview { id: "ringkasan", en: "overview" }
    command_device { id: "buka daftar", en: "open the list" }
    command_alert { id: "daftar gangguan", en: "list of alerts" }
    command_opd { id: "perangkat OPD", en: "its devices" }
    command_help { id: "bantuan", en: "help" }
    command_info { id: "keadaan terminal", en: "about the terminal" }
    command_language { id: "ganti bahasa: id, en", en: "switch language: id, en" }
    command_compat { id: "uji kompatibilitas, atau buka BERKAS", en: "compatibility checks, or open FILE" }
    command_add { id: "masukkan usulan", en: "add proposals" }
    command_bell { id: "bel: nyala, mati", en: "bell: on, off" }
    command_quit { id: "keluar dari pantau", en: "quit pantau" }
    unclear_empty { id: "ketik perintah, OPD, nama, atau alamat", en: "type a command, agency, name or address" }
    unclear_unknown(word) { id: "perintah tidak dikenal: {word}", en: "unknown command: {word}" }
    unclear_near(word, near) { id: "perintah tidak dikenal: {word}; maksudnya {near}?", en: "unknown command: {word}; did you mean {near}?" }
    unclear_column(word) { id: "tidak dapat diurutkan menurut: {word}", en: "cannot be sorted by: {word}" }
    unclear_time { id: "waktu lampau belum dapat ditampilkan", en: "the past cannot be shown yet" }
    unclear_argument(word) { id: "tidak dimengerti: {word}", en: "not understood: {word}" }
}

// Faults of a filter.
model::messages! {
    fault_at(column, what) { id: "kolom {column}: {what}", en: "column {column}: {what}" }
    expected_term { id: "perlu kata atau bidang:nilai", en: "expected a word or field:value" }
    expected_field(word) { id: "bidang tidak dikenal: {word}", en: "unknown field: {word}" }
    expected_field_near(word, near) { id: "bidang tidak dikenal: {word}; maksudnya {near}?", en: "unknown field: {word}; did you mean {near}?" }
    expected_value { id: "perlu nilai", en: "expected a value" }
    expected_quote { id: "tanda kutip belum ditutup", en: "the quote is not closed" }
    expected_bracket { id: "perlu )", en: "expected )" }
    expected_no_bracket { id: "tidak ada kurung yang terbuka", en: "no bracket is open" }
    expected_number { id: "perlu angka", en: "expected a number" }
    expected_unit(units) { id: "satuan tidak dikenal, pakai {units}", en: "unknown unit, use {units}" }
    expected_status { id: "perlu status: mati kritis waspada damp tdat rawat baik", en: "expected a status: down critical warning unreachable unknown maintenance ok" }
    expected_text_op { id: "bidang ini teks: pakai : = !=", en: "this field is text: use : = !=" }
    expected_subnet { id: "perlu subnet, misalnya 10.20.0.0/16", en: "expected a subnet such as 10.20.0.0/16" }
    expected_less_depth { id: "kurung terlalu dalam", en: "too many brackets inside one another" }
}

#[cfg(test)]
mod tests;
