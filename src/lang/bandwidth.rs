//! Words of `pantau bandwidth`.

model::messages! {
    title(whose, from, to, zone) { id: "Pemakaian bandwidth {whose}, {from} sampai {to} {zone}", en: "Use of bandwidth of {whose}, {from} to {to} {zone}" }
    uplinks { id: "uplink Perangkat Daerah", en: "the uplinks of agencies" }
    ports(ports) { id: "Port: {ports}", en: "Ports: {ports}" }
    no_uplink { id: "Uplink OPD ini tidak diketahui: nyatakan dengan pantau device set PERANGKAT --uplink-port PORT", en: "The uplink of this agency is not known: state it with pantau device set DEVICE --uplink-port PORT" }
    now(incoming, outgoing) { id: "Sekarang  masuk {incoming}  keluar {outgoing} bit/dtk", en: "Now  in {incoming}  out {outgoing} bit/s" }
    incoming { id: "MASUK", en: "IN" }
    outgoing { id: "KELUAR", en: "OUT" }
    direction { id: "ARAH", en: "DIRECTION" }
    volume { id: "VOLUME", en: "VOLUME" }
    mean { id: "RATA2", en: "MEAN" }
    p95 { id: "P95", en: "P95" }
    peak { id: "PUNCAK", en: "PEAK" }
    measured { id: "TERUKUR", en: "MEASURED" }
    rate { id: "LAJU", en: "RATE" }
    share { id: "PAKAI", en: "USE" }
    day { id: "HARI", en: "DAY" }
    month { id: "BULAN", en: "MONTH" }
    full { id: "PENUH", en: "FULL" }
    counts(p95, percent, rate) { id: "Persentil ke-95 yang dihitung: {p95} bit/dtk, {percent} dari {rate} (arah yang lebih tinggi)", en: "95th percentile that counts: {p95} bit/s, {percent} of {rate} (the higher direction)" }
    counts_alone(p95) { id: "Persentil ke-95 yang dihitung: {p95} bit/dtk (arah yang lebih tinggi)", en: "95th percentile that counts: {p95} bit/s (the higher direction)" }
    contracted { id: "laju kontrak", en: "contracted rate" }
    speed { id: "laju port", en: "speed of the port" }
    against(rate, what) { id: "{rate} bit/dtk ({what})", en: "{rate} bit/s ({what})" }
    coverage(measured, counted) { id: "Terukur {measured} dari periode (rata-rata 5 menit, dasar persentil); tercacah {counted} (dasar volume)", en: "Measured {measured} of the period (5-minute means, for percentiles); counted {counted} (for volumes)" }
    busiest(day, hour, rate) { id: "Jam tersibuk: {day} {hour}, rata-rata {rate} bit/dtk", en: "Busiest hour: {day} {hour}, mean {rate} bit/s" }
    monday { id: "Senin", en: "Monday" }
    tuesday { id: "Selasa", en: "Tuesday" }
    wednesday { id: "Rabu", en: "Wednesday" }
    thursday { id: "Kamis", en: "Thursday" }
    friday { id: "Jumat", en: "Friday" }
    saturday { id: "Sabtu", en: "Saturday" }
    sunday { id: "Minggu", en: "Sunday" }
    too_little(days, needed) { id: "Perkiraan: data belum cukup ({days} dari {needed} hari terukur, setiap hari dalam minggu tiga kali)", en: "Forecast: not enough data ({days} of {needed} measured days, each weekday three times)" }
    no_trend(level) { id: "Perkiraan: tidak ada kecenderungan; hari biasa mencapai {level} bit/dtk", en: "Forecast: no trend; a usual day reaches {level} bit/s" }
    falling(level, daily) { id: "Perkiraan: menurun {daily} bit/dtk sehari; hari biasa mencapai {level} bit/dtk", en: "Forecast: falling by {daily} bit/s a day; a usual day reaches {level} bit/s" }
    rising(level, daily) { id: "Perkiraan: naik {daily} bit/dtk sehari; hari biasa mencapai {level} bit/dtk", en: "Forecast: rising by {daily} bit/s a day; a usual day reaches {level} bit/s" }
    full_on(day, earliest, latest) { id: "  hari biasa memenuhinya sekitar {day} (antara {earliest} dan {latest}, keyakinan 95%)", en: "  a usual day fills it around {day} (between {earliest} and {latest}, 95% confidence)" }
    not_in_sight { id: "  penuh tidak dalam lima tahun", en: "  not full within five years" }
    later { id: "lebih dari lima tahun", en: "more than five years" }
    is_full(level) { id: "Perkiraan: sudah penuh; hari biasa mencapai {level} bit/dtk", en: "Forecast: full already; a usual day reaches {level} bit/s" }
    foot { id: "P95: rata-rata 5 menit, 5% tertinggi dibuang, arah yang lebih tinggi.\nVOLUME termasuk yang tercacah selama celah.\nTERUKUR: bagian periode dengan rata-rata 5 menit.", en: "P95: 5-minute means, the highest 5% left out, the higher direction.\nVOLUME holds what was counted over gaps.\nMEASURED: share of the period with 5-minute means." }
    nothing { id: "Tidak ada port yang terukur.", en: "No port was measured." }
}
