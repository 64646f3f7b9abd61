//! SRV-02: is the rack deep and strong enough?

use super::rack;
use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "SRV-02",
    title: ["Kedalaman dan beban rak", "Rack depth and load"],
    classes: &[Class::Server, Class::Ups, Class::Nas],
    grade: Grade::P,
    safety: false,
    note_only: false,
    basis: ["tipe perangkat NetBox; rancangan pantau", "NetBox device types; design of pantau"],
    text: [
        "Perangkat ditambah ruang kabel harus muat dalam kedalaman rak, dan beratnya dalam daya dukung rak.",
        "The device and its cables must fit the depth of the rack, and its weight what the rack bears.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let rack = rack::here(case)?;
    let id = &rack.id;
    let own: Option<f64> = case.attr("depth_mm");
    let depth = case.declared(rack, "depth_mm", rack.depth_mm);
    let space = case.thresholds().cable_space_mm;
    if let (Some(own), Some(depth)) = (own, depth)
        && own + space > depth + 1e-9
    {
        case.fail(
            say!(
                |lang| "Kedalaman {d} mm ditambah ruang kabel {s} mm melebihi ruang {r} mm rak {id}.",
                "Depth {d} mm and {s} mm for cables exceed {r} mm of rack {id}.";
                d = amount(lang, own), s = amount(lang, space), r = amount(lang, depth)
            ),
            say!("Pilih rak yang lebih dalam.", "Choose a deeper rack."),
        );
    }
    let weight: Option<f64> = case.attr("weight_kg");
    let load = case.declared(rack, "load_kg", rack.load_kg);
    let most = case.declared(rack, "load_rating_kg", rack.load_rating_kg);
    let quantity = case.quantity();
    let before = rack::before(case, rack);
    let before = rack::sum(case, &before, "weight_kg");
    let (weight, load, most) = (weight?, load? + before, most?);
    let total = load + quantity * weight;
    case.reckoned("rack_load_kg", total);
    if total > most + 1e-9 {
        case.fail(
            say!(
                |lang| "Beban rak {id} menjadi {t} kg, melebihi {m} kg.", "The load of rack {id} becomes {t} kg, more than {m} kg.";
                t = amount(lang, total), m = amount(lang, most)
            ),
            say!("Pilih rak lain.", "Choose another rack."),
        );
    }
    case.pass(say!("rak {id} cukup dalam dan kuat", "rack {id} is deep and strong enough"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn depth_and_weight() {
        let judge = |attr: &str, rack: &str| {
            Given::class("server")
                .item("quantity = 2")
                .attr(attr)
                .target("rack = \"R1\"")
                .site(&format!("[[rack]]\nid = \"R1\"\n{rack}"))
                .outcome("SRV-02")
        };
        const RACK: &str = "depth_mm = 900\nload_kg = 100\nload_rating_kg = 160";
        for (attr, rack, outcome) in [
            ("depth_mm = 800\nweight_kg = 30", RACK, Outcome::Pass),
            ("depth_mm = 801\nweight_kg = 30", RACK, Outcome::Fail),
            ("depth_mm = 800\nweight_kg = 30.1", RACK, Outcome::Fail),
            ("depth_mm = 801", RACK, Outcome::Fail),
            ("weight_kg = 30", RACK, Outcome::Unknown),
            ("depth_mm = 700\nweight_kg = 30", "depth_mm = 900", Outcome::Unknown),
        ] {
            assert_eq!(judge(attr, rack), outcome, "{attr} {rack}");
        }
    }
}
