//! SRV-05: does its air go the way of the aisle, and can its heat be taken away?

use super::rack;
use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "SRV-05",
    title: ["Arah udara dan panas", "Airflow and heat"],
    classes: &[Class::Server, Class::Switch, Class::Router, Class::Firewall, Class::Nas, Class::Nvr, Class::Ups],
    grade: Grade::P,
    safety: false,
    note_only: true,
    basis: ["tipe perangkat NetBox; rancangan pantau", "NetBox device types; design of pantau"],
    text: [
        "Arah udara perangkat harus sama dengan lorong rak, dan panasnya dapat dibuang pendinginnya.",
        "The air of the device must go the way of the rack's aisle, and its cooling must take the heat.",
    ],
    judge,
};

/// BTU/h of one watt.
const BTU_H_OF_A_WATT: f64 = 3.412;

fn judge(case: &mut Case<'_>) -> Option<()> {
    let rack = rack::here(case)?;
    let own: Option<&str> = case.attr("airflow");
    let aisle = case.declared(rack, "airflow", rack.airflow.as_deref());
    if let (Some("front-to-rear"), Some("rear-to-front")) | (Some("rear-to-front"), Some("front-to-rear")) =
        (own, aisle)
    {
        let (own, aisle) = (own?, aisle?);
        case.warn(
            say!(
                "Arah udara {own} berlawanan dengan lorong {aisle}.",
                "Airflow {own} is opposite to the aisle {aisle}."
            ),
            say!("Pesan kipas dengan arah lorong.", "Order fans of the aisle's direction."),
        );
    }
    if case.spec().item.class == Class::Ups {
        case.pass(say!("arah udara sesuai", "the air goes the same way"));
        return Some(());
    }
    let draw: Option<f64> = case.attr("power_max_w");
    let heat = case.declared(rack, "heat_w", rack.heat_w);
    let cooling = case.declared(rack, "cooling_btu_h", rack.cooling_btu_h);
    let quantity = case.quantity();
    let before = rack::before(case, rack);
    let before = rack::sum(case, &before, "power_max_w");
    let (draw, heat, cooling) = (draw?, heat? + before, cooling?);
    let total = (heat + quantity * draw) * BTU_H_OF_A_WATT;
    case.reckoned("heat_btu_h", total);
    let told = say!(
        |lang| "Beban panas menjadi {b} BTU/jam dari {c} BTU/jam.", "Heat load becomes {b} BTU/h of {c} BTU/h.";
        b = amount(lang, total), c = amount(lang, cooling)
    );
    if total > cooling + 1e-9 {
        case.fail(told, say!("Tambah pendingin.", "Add cooling."));
    } else if total > case.thresholds().cooling_warn * cooling + 1e-9 {
        case.warn(told, say!("Rencanakan pendingin tambahan.", "Plan for more cooling."));
    } else {
        case.pass(told);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn air_and_heat() {
        let judge = |class: &str, air: &str, watts: u32, rack: &str| {
            Given::class(class)
                .attr(&format!("airflow = \"{air}\"\npower_max_w = {watts}"))
                .target("rack = \"R1\"")
                .site(&format!("[[rack]]\nid = \"R1\"\nairflow = \"front-to-rear\"\n{rack}"))
                .outcome("SRV-05")
        };
        // 3412 BTU/h are 1000 W.
        const COOLING: &str = "heat_w = 500\ncooling_btu_h = 3412";
        for (class, air, watts, rack, outcome) in [
            ("server", "front-to-rear", 300, COOLING, Outcome::Pass),
            ("server", "front-to-rear", 301, COOLING, Outcome::Warn),
            ("server", "front-to-rear", 501, COOLING, Outcome::Fail),
            ("server", "rear-to-front", 300, COOLING, Outcome::Warn),
            ("server", "passive", 300, COOLING, Outcome::Pass),
            ("server", "front-to-rear", 300, "", Outcome::Unknown),
            ("ups", "front-to-rear", 300, "", Outcome::Pass),
        ] {
            assert_eq!(judge(class, air, watts, rack), outcome, "{class} {air} {watts} {rack}");
        }
    }
}
