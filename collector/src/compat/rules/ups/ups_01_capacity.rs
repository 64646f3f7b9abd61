//! UPS-01: does it carry its load, and long enough?

use super::loads;
use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "UPS-01",
    title: ["Kapasitas UPS", "UPS capacity"],
    classes: &[Class::Ups],
    grade: Grade::V,
    safety: true,
    note_only: false,
    basis: ["panduan ukuran UPS (cadangan 20–25 %)", "UPS sizing guides (20–25 % margin)"],
    text: [
        "Kapasitas W dan VA harus melebihi jumlah beban dengan cadangan; waktu cadangan harus mencapai yang diinginkan.",
        "Its W and VA must exceed the load with a margin, and its runtime reach what is wanted.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let rated_w: Option<f64> = case.attr("rated_w");
    let rated_va: Option<f64> = case.attr("rated_va");
    let minutes = case.spec().target.runtime_minutes;
    if let Some(wanted) = case.maybe_typed("target", "runtime_minutes", minutes)
        && let Some(own) = case.attr::<f64>("runtime_minutes")
        && own < wanted
    {
        case.warn(
            say!(
                |lang| "Waktu cadangan {o} menit < {w} menit yang diinginkan.", "Runtime {o} minutes < {w} minutes wanted.";
                o = amount(lang, own), w = amount(lang, wanted)
            ),
            say!("Tambah baterai.", "Add batteries."),
        );
    }
    let loads = loads(case)?;
    let factor = case.thresholds().assumed_power_factor;
    let (mut watts, mut apparent, mut known) = (0.0, 0.0, true);
    for load in loads {
        match case.declared(load, "w", load.w) {
            Some(w) => {
                watts += w;
                apparent += case.maybe_declared(load, "va", load.va).unwrap_or(w / factor);
            }
            None => known = false,
        }
    }
    case.reckoned("load_w", watts);
    case.reckoned("load_va", apparent);
    let margin = case.thresholds().ups_capacity;
    // Loads that are not known only add: what is too small already stays too small.
    for (own, load, unit) in [(rated_w, watts, "W"), (rated_va, apparent, "VA")] {
        if let Some(own) = own
            && own < margin * load - 1e-9
        {
            case.fail(
                say!(
                    |lang| "Kapasitas {o} {unit} < {p} % beban {s} {unit}.", "Capacity {o} {unit} < {p} % of the load {s} {unit}.";
                    o = amount(lang, own), p = amount(lang, margin * 100.0), s = amount(lang, load)
                ),
                say!("Pilih UPS yang lebih besar.", "Choose a larger UPS."),
            );
        }
    }
    if known {
        case.pass(say!(|lang| "beban {w} W dan {va} VA tertutup", "the load of {w} W and {va} VA is covered"; w = amount(lang, watts), va = amount(lang, apparent)));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn capacity_and_runtime() {
        let judge = |attr: &str, target: &str, load: &str| {
            Given::class("ups")
                .attr(attr)
                .target(&format!("protects = [\"A\", \"B\"]\n{target}"))
                .site(&format!("[[load]]\ndevice = \"A\"\nw = 400\nva = 400\n[[load]]\ndevice = \"B\"\n{load}"))
                .outcome("UPS-01")
        };
        const B: &str = "w = 360";
        // 760 W × 1.25 = 950 W; 400 + 360 / 0.9 = 800 VA × 1.25 = 1000 VA.
        for (attr, target, load, outcome) in [
            ("rated_w = 950\nrated_va = 1000", "", B, Outcome::Pass),
            ("rated_w = 949\nrated_va = 1000", "", B, Outcome::Fail),
            ("rated_w = 950\nrated_va = 999", "", B, Outcome::Fail),
            ("rated_w = 950", "", B, Outcome::Unknown),
            ("rated_w = 950\nrated_va = 1000", "", "", Outcome::Unknown),
            ("rated_w = 100\nrated_va = 1000", "", "", Outcome::Fail),
            ("rated_w = 950\nrated_va = 1000\nruntime_minutes = 5", "runtime_minutes = 10", B, Outcome::Warn),
            ("rated_w = 950\nrated_va = 1000", "runtime_minutes = 10", B, Outcome::Unknown),
        ] {
            assert_eq!(judge(attr, target, load), outcome, "{attr} {target} {load}");
        }
        let ups = Given::class("ups").attr("rated_w = 950\nrated_va = 1000");
        assert_eq!(ups.clone().outcome("UPS-01"), Outcome::Unknown);
        assert_eq!(ups.target("protects = [\"A\"]").outcome("UPS-01"), Outcome::Unknown);
    }
}
