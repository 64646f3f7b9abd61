//! The words of `pantau history`, both languages side by side.

use model::{Lang, api::Reading};

model::messages! {
    needs_both { id: "pantau: sebut perangkat dan ukuran, misalnya: pantau history rt-disdik-01 in_octets --instance ether1", en: "pantau: name a device and a metric, for example: pantau history rt-disdik-01 in_octets --instance ether1" }
    needs_metric { id: "pantau: sebut ukuran, misalnya: pantau history top in_octets", en: "pantau: name a metric, for example: pantau history top in_octets" }
    no_metric(word, near) { id: "pantau: ukuran '{word}' tidak dikenal; yang mirip: {near}", en: "pantau: there is no metric '{word}'; what is near: {near}" }
    forgotten(id) { id: "Riwayat perangkat {id} dihapus selangkah demi selangkah; tidak dapat dikembalikan", en: "The history of device {id} is being removed step by step; it cannot be brought back" }
    nothing { id: "Tidak ada yang diketahui tentang rentang ini.", en: "Nothing is known of this range." }
    hidden(listed, all) { id: "{listed} langkah terbaru dari {all}; semuanya: --json atau --csv", en: "the newest {listed} of {all} steps; all of them: --json or --csv" }
    step(length) { id: "langkah {length}", en: "steps of {length}" }
    of_raw { id: "dari semua nilai", en: "from every value" }
    of_five_minutes { id: "dari rangkuman 5 menit", en: "from roll-ups of 5 minutes" }
    of_hours { id: "dari rangkuman 1 jam", en: "from roll-ups of an hour" }
    of_series(count, reading) { id: "Terbesar dari {count} deret, {reading}", en: "The greatest of {count} series, {reading}" }
    since { id: "SEJAK", en: "SINCE" }
    value { id: "NILAI", en: "VALUE" }
    device { id: "PERANGKAT", en: "DEVICE" }
    instance { id: "BAGIAN", en: "PART" }
    known { id: "DIKETAHUI", en: "KNOWN" }
    mean { id: "Rata-rata", en: "Mean" }
    lowest { id: "Terendah", en: "Lowest" }
    highest { id: "Tertinggi", en: "Highest" }
    p95 { id: "Persentil 95 (per 5 menit)", en: "95th percentile (5 min)" }
    increase { id: "Kenaikan", en: "Increase" }
    second { id: "dtk", en: "s" }
    level { id: "YANG DISIMPAN", en: "WHAT IS KEPT" }
    values { id: "NILAI", en: "VALUES" }
    size { id: "UKURAN", en: "SIZE" }
    a_day { id: "SEHARI", en: "A DAY" }
    kept { id: "SELAMA", en: "FOR" }
    today { id: "nilai mentah, hari ini", en: "raw values, today" }
    raw { id: "nilai mentah", en: "raw values" }
    five_minutes { id: "rangkuman 5 menit", en: "roll-ups of 5 minutes" }
    hours { id: "rangkuman 1 jam", en: "roll-ups of an hour" }
    not_compacted { id: "Bacaan yang belum dipadatkan", en: "Readings not compacted yet" }
    database { id: "Basis data sekarang", en: "Database now" }
    settled { id: "Basis data kelak", en: "Database once settled" }
    free { id: "Ruang kosong", en: "Free room" }
    bound { id: "Batas dalam pengaturan", en: "Bound in the settings" }
    full_at { id: "Ruang habis", en: "Room used up" }
    never { id: "tidak, dengan yang disimpan sekarang", en: "not with what is kept now" }
    as_raw { id: "setiap nilai", en: "every value" }
    as_average { id: "rata-rata", en: "mean" }
    as_last { id: "nilai terakhir", en: "latest value" }
    as_lowest { id: "terendah", en: "lowest" }
    as_highest { id: "tertinggi", en: "highest" }
    as_increase { id: "kenaikan", en: "increase" }
    as_p95 { id: "persentil 95 dari rata-rata 5 menit", en: "95th percentile of means of 5 minutes" }
    as_p95_raw { id: "persentil 95 dari semua nilai", en: "95th percentile of all values" }
}

/// What is told of each step.
pub const fn reading(lang: Lang, reading: Reading) -> &'static str {
    match reading {
        Reading::Raw => as_raw(lang),
        Reading::Average => as_average(lang),
        Reading::Lowest => as_lowest(lang),
        Reading::Highest => as_highest(lang),
        Reading::Last => as_last(lang),
        Reading::Increase => as_increase(lang),
        Reading::P95 => as_p95(lang),
        Reading::P95Raw => as_p95_raw(lang),
    }
}
