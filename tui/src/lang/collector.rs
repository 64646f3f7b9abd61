//! Texts of the collector's own figures.

model::messages! {
    view_collector { id: "Kolektor", en: "Collector" }
    command_collector { id: "kesehatan kolektor sendiri", en: "how the collector itself is" }
    figures_polling { id: "Pembacaan", en: "Polling" }
    figures_targets { id: "perangkat yang ditanya", en: "devices asked" }
    figures_polls { id: "pembacaan penuh", en: "full polls" }
    figures_pulses { id: "denyut SNMP", en: "SNMP pulses" }
    figures_checks { id: "pemeriksaan gema atau TCP", en: "echo or TCP checks" }
    figures_failures { id: "tidak dijawab", en: "not answered" }
    figures_late { id: "terlambat", en: "late" }
    figures_requests { id: "permintaan", en: "requests" }
    figures_answers { id: "jawaban", en: "answers" }
    figures_behind { id: "terlambat, dua menit ini", en: "behind, last two minutes" }
    figures_timeouts { id: "tanpa jawaban", en: "without an answer" }
    figures_snmp_round_trip { id: "SNMP pulang pergi", en: "SNMP round trip" }
    figures_retries { id: "dikirim ulang", en: "sent again" }
    figures_anomalies { id: "keanehan jawaban", en: "oddities of answers" }
    figures_worst_anomaly { id: "keanehan tersering", en: "the most frequent one" }
    figures_durations { id: "Lama, ms: separuh, 95 %, 99 % di bawah", en: "Durations, ms: half, 95 %, 99 % below" }
    figures_poll_duration { id: "pembacaan", en: "poll" }
    figures_round_trip { id: "gema pulang pergi", en: "echo round trip" }
    figures_commit { id: "tulis ke basis data", en: "write to the database" }
    figures_store { id: "Simpanan", en: "Store" }
    figures_batches { id: "batch diterima", en: "batches taken in" }
    figures_queued { id: "batch mengantre", en: "batches queued" }
    figures_waits { id: "batch menunggu antrean penuh", en: "batches that met a full queue" }
    figures_commits { id: "transaksi", en: "transactions" }
    figures_rows { id: "baris ditulis", en: "rows written" }
    figures_commit_failures { id: "transaksi gagal", en: "transactions failed" }
    figures_refused { id: "batch ditolak", en: "batches refused" }
    figures_process { id: "Proses", en: "Process" }
    figures_memory { id: "memori", en: "memory" }
    figures_cpu { id: "CPU, dari satu inti", en: "CPU, of one core" }
    figures_streams { id: "layar terhubung", en: "screens connected" }
    figures_dropped { id: "deret /metrics ditinggalkan", en: "series left off /metrics" }
    figures_panics { id: "kesalahan program tertangkap", en: "faults of the program caught" }
}
