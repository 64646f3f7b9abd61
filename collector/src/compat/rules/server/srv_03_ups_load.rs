//! SRV-03: do the UPSs of the rack carry it, each of them alone?

use super::rack;
use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
    seen::Ups,
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "SRV-03",
    title: ["Beban UPS rak", "UPS load"],
    classes: &[Class::Server, Class::Switch, Class::Router, Class::Firewall, Class::Nas, Class::Nvr],
    grade: Grade::V,
    safety: true,
    note_only: false,
    basis: ["panduan ukuran UPS; RFC 1628", "UPS sizing guides; RFC 1628"],
    text: [
        "Beban sekarang ditambah daya terbesar semua unit harus dapat dipikul setiap UPS rak itu sendirian, dalam W dan VA.",
        "Today's load and the largest draw of all units must be borne by every UPS of the rack alone, in W and VA.",
    ],
    judge,
};

/// What one UPS can and does.
struct Supply {
    nominal_w: f64,
    nominal_va: f64,
    load_w: f64,
    load_va: f64,
}

fn judge(case: &mut Case<'_>) -> Option<()> {
    let rack = rack::here(case)?;
    let names = case.declared(rack, "ups", rack.ups.as_ref())?;
    if names.is_empty() {
        return case.skip();
    }
    let draw: Option<f64> = case.attr("power_max_w");
    let supplies: Vec<Option<Supply>> = names.iter().map(|name| supply(case, name)).collect();
    let supplies: Option<Vec<Supply>> = supplies.into_iter().collect();
    let assumed = case.thresholds().assumed_power_factor;
    let factor = case.maybe::<f64>("power_factor").filter(|factor| *factor > 0.0).unwrap_or(assumed);
    let quantity = case.quantity();
    let earlier = rack::before(case, rack);
    let earlier_w = rack::sum(case, &earlier, "power_max_w");
    let (draw, supplies) = (draw?, supplies?);
    let added_w = quantity * draw + earlier_w;
    let added_va = quantity * draw / factor + earlier_w / assumed;
    let watts = supplies.iter().map(|supply| supply.load_w).sum::<f64>() + added_w;
    let apparent = supplies.iter().map(|supply| supply.load_va).sum::<f64>() + added_va;
    let share = |supply: &Supply| (watts / supply.nominal_w).max(apparent / supply.nominal_va);
    let (smallest, most) = supplies.iter().map(|supply| (supply, share(supply))).max_by(|a, b| a.1.total_cmp(&b.1))?;
    case.reckoned("ups_load_after_w", watts);
    case.reckoned("ups_load_after_va", apparent);
    let (ups, warn) = (names.join(", "), case.thresholds().ups_load_warn);
    let told = say!(
        |lang| "Beban UPS {ups} menjadi {p} % ({w} W dari {n} W, {va} VA dari {nva} VA).",
        "UPS load of {ups} becomes {p} % ({w} W of {n} W, {va} VA of {nva} VA).";
        p = amount(lang, most * 100.0), w = amount(lang, watts), n = amount(lang, smallest.nominal_w),
        va = amount(lang, apparent), nva = amount(lang, smallest.nominal_va)
    );
    if most > 1.0 + 1e-9 {
        case.fail(told, say!("Tambah UPS atau pindahkan beban.", "Add a UPS, or move load."));
    } else if most > warn + 1e-9 {
        case.warn(told, say!("Jangan menambah beban lagi.", "Add no more load."));
    } else {
        case.pass(told);
    }
    Some(())
}

fn supply(case: &mut Case<'_>, reference: &str) -> Option<Supply> {
    let seen = case.seen(reference)?;
    let none = Ups::default();
    let ups = seen.facts.ups.as_ref().unwrap_or(&none);
    let nominal_w = case.observed(&seen, "ups.nominal_w", ups.nominal_w.filter(|w| *w > 0.0));
    let nominal_va = case.observed(&seen, "ups.nominal_va", ups.nominal_va.filter(|va| *va > 0.0));
    let percent = case.observed(&seen, "ups.load_percent", ups.load_percent);
    let outputs: Vec<f64> = ups.outputs.iter().filter_map(|output| output.power_w).collect();
    let measured = (!outputs.is_empty()).then(|| outputs.iter().sum::<f64>());
    case.maybe_observed(&seen, "ups.outputs.power_w", measured);
    let (nominal_w, nominal_va, share) = (nominal_w?, nominal_va?, percent? / 100.0);
    let load_w = measured.unwrap_or(share * nominal_w);
    Some(Supply { nominal_w, nominal_va, load_w, load_va: share * nominal_va })
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn server(watts: f64, ups: &str, records: &[&str]) -> Outcome {
        let mut given = Given::class("server")
            .attr(&format!("power_max_w = {watts}\npower_factor = 1"))
            .target("rack = \"R1\"")
            .site(&format!("[[rack]]\nid = \"R1\"\n{ups}"));
        for record in records {
            given = given.record(record);
        }
        given.outcome("SRV-03")
    }

    const A: &str = r#""sys_name":"UPS-A","ups":{"nominal_w":1000,"nominal_va":1000,"load_percent":30}"#;

    #[test]
    fn each_carries_everything() {
        const ONE: &str = "ups = [\"UPS-A\"]";
        for (watts, outcome) in
            [(500.0, Outcome::Pass), (500.1, Outcome::Warn), (700.0, Outcome::Warn), (700.1, Outcome::Fail)]
        {
            assert_eq!(server(watts, ONE, &[A]), outcome, "{watts}");
        }
        const B: &str = r#""sys_name":"UPS-B","ups":{"nominal_w":2000,"nominal_va":2000,"load_percent":10,"outputs":[{"power_w":200}]}"#;
        const TWO: &str = "ups = [\"UPS-A\", \"UPS-B\"]";
        assert_eq!(server(500.0, TWO, &[A, B]), Outcome::Warn, "300 + 200 + 500 of 1000 W");
        assert_eq!(server(500.1, TWO, &[A, B]), Outcome::Fail);
        assert_eq!(server(100.0, TWO, &[A]), Outcome::Unknown);
        assert_eq!(server(100.0, "ups = []", &[]), Outcome::NotApplicable);
        assert_eq!(server(100.0, "", &[]), Outcome::Unknown);
        let silent = r#""sys_name":"UPS-A","ups":{"nominal_w":1000,"load_percent":30}"#;
        assert_eq!(server(100.0, ONE, &[silent]), Outcome::Unknown);
    }
}
