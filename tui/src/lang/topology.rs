//! Texts of the topology.

model::messages! {
    view_topology { id: "Topologi", en: "Topology" }
    command_topology { id: "siapa tersambung ke siapa", en: "who is linked to whom" }
    key_fold { id: "lipat", en: "fold" }
    key_unfold { id: "buka", en: "unfold" }
    topology_root { id: "Simpul", en: "Node" }
    topology_evidence { id: "Bukti", en: "Evidence" }
    topology_sum(nodes, links, time) {
        id: "{nodes} simpul, {links} tautan, disusun {time}",
        en: "{nodes} nodes, {links} links, derived {time}"
    }
    topology_sure(both, one, inferred) {
        id: "kedua sisi {both}  satu sisi {one}  disimpulkan {inferred}",
        en: "both sides {both}  one side {one}  inferred {inferred}"
    }
    topology_empty { id: "Belum ada tautan yang diketahui.", en: "No link is known yet." }
    topology_how {
        id: "Tautan diambil dari LLDP/CDP, tabel MAC dan rute perangkat yang dibaca.",
        en: "Links come from LLDP/CDP, MAC tables and routes of the devices that are polled."
    }
    topology_ring { id: "cincin", en: "ring" }
    topology_alone { id: "tanpa tautan", en: "no link" }
    topology_segment { id: "(segmen bersama)", en: "(shared segment)" }
    topology_stranger { id: "belum didaftar", en: "not in the book" }
    topology_no_such(name) { id: "{name} tidak ada dalam topologi", en: "{name} is not in the topology" }
    topology_both_sides { id: "kedua sisi", en: "both sides" }
    topology_one_side { id: "satu sisi", en: "one side" }
    topology_inferred { id: "disimpulkan", en: "inferred" }
}
