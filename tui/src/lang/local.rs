//! Texts of the local view.

model::messages! {
    view_local { id: "Lokal", en: "Local" }
    local_age(age) { id: "mesin ini {age}", en: "this machine {age}" }
    local_stale(age) { id: "mesin ini {age} USANG", en: "this machine {age} STALE" }
    local_stopped { id: "AGEN BERHENTI", en: "AGENT STOPPED" }
    local_no_agent { id: "TANPA AGEN", en: "NO AGENT" }
    local_cut_since(at) { id: "Dinas PUTUS {at}", en: "Dinas CUT OFF {at}" }
    rule_way { id: "Jalur keluar", en: "The way out" }
    rule_agent { id: "Agen", en: "Agent" }
    way_measured(at) { id: "diukur {at}", en: "measured {at}" }
    way_old(age) { id: "pengukuran {age} lalu, USANG", en: "measured {age} ago, STALE" }
    way_soon { id: "Jalur keluar sedang diukur …", en: "The way out is being measured …" }
    way_hidden {
        id: "Agen berjalan tetapi tidak menjawab di soketnya: jalur keluar tidak diketahui, data di bawah dari berkasnya.",
        en: "The agent runs but does not answer on its socket: the way out is not known, the data below is from its file.",
    }
    says_no_agent { id: "Agen tidak berjalan; jalankan: pantau-agent run", en: "No agent is running; start one: pantau-agent run" }
    says_stopped(age) {
        id: "Agen berhenti {age} lalu; jalankan: pantau-agent run",
        en: "The agent stopped {age} ago; start it: pantau-agent run",
    }
    says_forbidden(path) {
        id: "Data agen di {path} milik pemilik dan grupnya; masuk ke grup itu, atau pakai sudo.",
        en: "The agent's data in {path} belongs to its owner and group; join that group, or use sudo.",
    }
    says_looked_in(path) { id: "Dicari di {path}.", en: "Looked in {path}." }
    label_agent { id: "Agen", en: "Agent" }
    label_sending { id: "Kolektor", en: "Collector" }
    label_contact { id: "Ke kolektor", en: "To the collector" }
    last_contact(at, age) { id: "terakhir {at} ({age} lalu)", en: "last {at} ({age} ago)" }
    agent_version(version, seconds) { id: "v{version}, mengamati setiap {seconds}", en: "v{version}, observes every {seconds}" }
    sends_nowhere { id: "tidak ada; data disimpan di mesin ini saja", en: "none; data stays on this machine" }
    batches_waiting(count, size) { id: "{count} laporan menunggu ({size})", en: "{count} reports waiting ({size})" }
    label_certificate { id: "Sertifikat", en: "Certificate" }
    until_day(day) { id: "sampai {day}", en: "until {day}" }
    batches_lost(count) { id: "{count} hilang", en: "{count} lost" }
    never_reached { id: "belum pernah terkirim", en: "nothing sent yet" }
    help_keys { id: "TOMBOL", en: "KEYS" }
    help_verdicts { id: "TANDA", en: "MARKS" }
    means_fine { id: "bekerja sebagaimana mestinya", en: "works as it should" }
    means_poor { id: "bekerja, tetapi lambat atau ada yang hilang", en: "works, but slowly or with losses" }
    means_broken { id: "tidak bekerja: di sinilah gangguannya", en: "does not work: the fault is here" }
    means_affected { id: "ikut terputus karena langkah sebelumnya", en: "cut off because of an earlier step" }
    means_unknown { id: "tidak dapat diukur dari mesin ini", en: "cannot be measured from this machine" }
    means_not_asked { id: "tidak diminta untuk diuji", en: "not asked for" }
}
