//! Words of `pantau availability` and `pantau maintenance`.

model::messages! {
    title(whose, from, to, zone) { id: "Ketersediaan {whose}, {from} sampai {to} {zone}", en: "Availability of {whose}, {from} to {to} {zone}" }
    everything { id: "semua perangkat", en: "all devices" }
    all_devices { id: "SEMUA", en: "ALL" }
    without_opd { id: "(tanpa OPD)", en: "(no agency)" }
    own { id: "PERANGKAT", en: "DEVICE" }
    devices { id: "JUMLAH", en: "COUNT" }
    service { id: "LAYANAN", en: "SERVICE" }
    observed { id: "TERPANTAU", en: "OBSERVED" }
    reachable { id: "TERJANGKAU", en: "REACHABLE" }
    outages { id: "GANGGUAN", en: "OUTAGES" }
    longest { id: "TERLAMA", en: "LONGEST" }
    begins { id: "MULAI", en: "BEGAN" }
    ends { id: "SELESAI", en: "ENDED" }
    lasted { id: "LAMA", en: "LASTED" }
    cause { id: "SEBAB", en: "CAUSE" }
    goes_on { id: "belum selesai", en: "goes on" }
    no_outages { id: "Tidak ada gangguan yang tercatat.", en: "No outages are recorded." }
    left_out(count) { id: "… dan {count} gangguan lebih pendek", en: "… and {count} shorter outages" }
    device_line(percent) { id: "Perangkat {percent}: hidup ÷ (hidup + mati)", en: "Device {percent}: up ÷ (up + down)" }
    service_line(percent) { id: "Layanan {percent}: hidup ÷ (hidup + mati + terdampak)", en: "Service {percent}: up ÷ (up + down + unreachable)" }
    observed_line(percent) { id: "Terpantau {percent} dari periode; sisanya tidak dihitung", en: "Observed {percent} of the period; the rest is not counted" }
    reachable_line(percent, observed) { id: "OPD terjangkau {percent} (terpantau {observed}): salah satu gerbangnya hidup", en: "Agency reachable {percent} (observed {observed}): one of its gateways was up" }
    no_gateway { id: "Gerbang OPD ini tidak diketahui: nyatakan port uplink perangkatnya", en: "The gateway of this agency is not known: state the uplink port of its device" }
    counted(outages, failures) { id: "Gangguan {outages}, di antaranya mati {failures}", en: "Outages {outages}, of them down {failures}" }
    means(mtbf, mttr, longest) { id: "MTBF {mtbf}, MTTR {mttr}, terlama {longest}", en: "MTBF {mtbf}, MTTR {mttr}, longest {longest}" }
    foot { id: "PERANGKAT = hidup ÷ (hidup + mati)\nLAYANAN = hidup ÷ (hidup + mati + terdampak)\nPemeliharaan, dimatikan, tidak diketahui tidak dihitung: lihat TERPANTAU.", en: "DEVICE = up ÷ (up + down)\nSERVICE = up ÷ (up + down + unreachable)\nMaintenance, off and unknown are not counted: see OBSERVED." }
    not_both { id: "pantau: sebut satu perangkat, atau --opd, atau --all", en: "pantau: name one device, or --opd, or --all" }
    window_added(id, from, to) { id: "Pemeliharaan {id}: {from} sampai {to}; berakhir sendiri", en: "Maintenance {id}: {from} to {to}; it ends by itself" }
    window_ended(id) { id: "Pemeliharaan {id} berakhir", en: "Maintenance {id} has ended" }
    no_windows { id: "Tidak ada jendela pemeliharaan. Buat: pantau maintenance add PERANGKAT --to WAKTU --reason ALASAN", en: "No maintenance windows. Make one: pantau maintenance add DEVICE --to TIME --reason REASON" }
    for_what { id: "UNTUK", en: "FOR" }
    until { id: "SAMPAI", en: "UNTIL" }
    reason { id: "ALASAN", en: "REASON" }
    by { id: "OLEH", en: "BY" }
    to_come { id: "akan datang", en: "to come" }
    open { id: "berlangsung", en: "open" }
    over { id: "selesai", en: "over" }
}
