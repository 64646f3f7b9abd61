//! SRV-01: is there room in the rack, in one piece?

use super::rack;
use crate::compat::{
    attribute::range,
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
    spec::{Said, Spec},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "SRV-01",
    title: ["Ruang rak", "Rack space"],
    classes: &[Class::Server, Class::Switch, Class::Router, Class::Firewall, Class::Ups, Class::Nas, Class::Nvr],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["tipe perangkat NetBox; EIA-310", "NetBox device types; EIA-310"],
    text: [
        "Setiap unit memerlukan ruang kosong berurutan setinggi perangkatnya.",
        "Each unit needs free units in a row, as high as the device.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let rack = rack::here(case)?;
    let height: Option<f64> = case.attr("u_height");
    let free = case.declared(rack, "free_u", rack.free_u.as_ref());
    let (height, free) = (height?, free?);
    let half = case.maybe::<bool>("is_full_depth") == Some(false);
    let rear = rack.free_u_rear.as_ref().filter(|_| half);
    case.maybe_declared(rack, "free_u_rear", rear);
    let mut front: Vec<f64> = free.iter().filter_map(|range| units(range)).collect();
    let mut back: Vec<f64> = rack.free_u_rear.iter().flatten().filter_map(|range| units(range)).collect();
    for spec in rack::before(case, rack) {
        if case.earlier(spec, "u_height", spec.number("u_height")).is_some() {
            place(spec, &mut front, &mut back);
        }
    }
    let spaces = || front.iter().chain(back.iter().filter(|_| half));
    let room: f64 = spaces().map(|space| if height > 0.0 { (space / height + 1e-9).floor() } else { f64::MAX }).sum();
    let quantity = case.quantity();
    let longest = spaces().copied().fold(0.0, f64::max);
    let id = &rack.id;
    case.reckoned("rack_units_in_a_row", longest);
    if room < quantity {
        case.fail(
            say!(
                |lang| "Rak {id} hanya punya {u}U berurutan dan muat {n} unit; butuh {h}U untuk masing-masing dari {q} unit.",
                "Rack {id} has {u}U in a row only and takes {n} units; {h}U needed for each of {q} units.";
                u = amount(lang, longest), n = amount(lang, room), h = amount(lang, height), q = amount(lang, quantity)
            ),
            say!("Kosongkan ruang atau pilih rak lain.", "Make room, or choose another rack."),
        );
    }
    case.pass(say!("rak {id} punya ruang", "rack {id} has room"));
    Some(())
}

/// `5-12` is eight units, `7` is one.
fn units(text: &str) -> Option<f64> {
    range(text).map(|(low, high)| high - low + 1.0)
}

/// Takes the room of an earlier thing: of each unit the smallest space that holds it.
fn place(spec: &Spec, front: &mut [f64], back: &mut [f64]) {
    let Some(height) = spec.number("u_height") else { return };
    let half = spec.attributes.get("is_full_depth").is_some_and(|stated| stated.said == Said::Yes(false));
    for _ in 0..spec.item.quantity.min(1000) {
        let fitting = |space: &&mut f64| **space >= height;
        let smallest = |a: &&mut f64, b: &&mut f64| a.total_cmp(b);
        let found = front.iter_mut().filter(fitting).min_by(smallest);
        let found = found.or_else(|| back.iter_mut().filter(|_| half).filter(fitting).min_by(smallest));
        if let Some(space) = found {
            *space -= height;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn server(quantity: u32, attr: &str, rack: &str) -> Outcome {
        Given::class("server")
            .item(&format!("quantity = {quantity}"))
            .attr(attr)
            .target("rack = \"R1\"")
            .site(&format!("[[rack]]\nid = \"R1\"\n{rack}"))
            .outcome("SRV-01")
    }

    #[test]
    fn room_in_one_piece() {
        for (quantity, attr, rack, outcome) in [
            (1, "u_height = 2", "free_u = [\"5-6\"]", Outcome::Pass),
            (2, "u_height = 2", "free_u = [\"5-6\"]", Outcome::Fail),
            (2, "u_height = 2", "free_u = [\"5-7\", \"10-11\"]", Outcome::Pass),
            (1, "u_height = 2", "free_u = [\"5\", \"8\"]", Outcome::Fail),
            (3, "u_height = 0.5", "free_u = [\"5-6\"]", Outcome::Pass),
            (2, "u_height = 1\nis_full_depth = false", "free_u = [\"5\"]\nfree_u_rear = [\"9\"]", Outcome::Pass),
            (2, "u_height = 1", "free_u = [\"5\"]\nfree_u_rear = [\"9\"]", Outcome::Fail),
            (1, "u_height = 1", "free_u = []", Outcome::Fail),
            (1, "", "free_u = [\"5\"]", Outcome::Unknown),
            (1, "u_height = 1", "", Outcome::Unknown),
        ] {
            assert_eq!(server(quantity, attr, rack), outcome, "{quantity} {attr} {rack}");
        }
        assert_eq!(Given::class("server").outcome("SRV-01"), Outcome::NotApplicable);
        assert_eq!(Given::class("server").target("mount = \"rack\"").outcome("SRV-01"), Outcome::Unknown);
    }
}
