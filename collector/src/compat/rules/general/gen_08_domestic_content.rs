//! GEN-08: is enough of it made in Indonesia?

use crate::compat::{
    case::{Case, amount},
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "GEN-08",
    title: ["Kandungan dalam negeri", "Domestic content"],
    classes: &[],
    grade: Grade::V,
    safety: false,
    note_only: true,
    basis: ["Perpres 46/2025 Pasal 66, Permenperin 35/2025", "Perpres 46/2025 Pasal 66, Permenperin 35/2025"],
    text: [
        "Pengadaan APBD/APBN dengan TKDN di bawah 25 % memerlukan justifikasi.",
        "A purchase from the regional or national budget with a domestic content below 25 % needs a justification.",
    ],
    judge,
};

/// Threshold of Pasal 66, percent.
const LEAST_PERCENT: f64 = 25.0;

fn judge(case: &mut Case<'_>) -> Option<()> {
    let item = &case.spec().item;
    match item.origin.as_deref() {
        Some(origin @ ("apbd" | "apbn")) => case.item("origin", Some(origin)),
        Some(_) => return case.skip(),
        None => return case.item("origin", None::<&str>).map(|_| ()),
    };
    let percent = case.item("tkdn.percent", item.tkdn.percent);
    let weight = case.maybe_typed("item", "tkdn.bmp_percent", item.tkdn.bmp_percent);
    case.maybe_typed("item", "tkdn.certificate", item.tkdn.certificate.as_deref());
    case.maybe_typed("item", "tkdn.competing_domestic", item.tkdn.competing_domestic);
    let percent = percent?;
    if percent < LEAST_PERCENT {
        case.warn(
            say!(
                |lang| "TKDN {x} % + BMP {y} %: di bawah ambang Pasal 66 Perpres 46/2025.",
                "Domestic content {x} % + benefit weight {y} %: below the threshold of Pasal 66 Perpres 46/2025.";
                x = amount(lang, percent), y = weight.map_or_else(|| "–".to_owned(), |weight| amount(lang, weight))
            ),
            say!("Lampirkan justifikasi.", "Attach a justification."),
        );
    } else {
        case.pass(say!(|lang| "TKDN {x} %", "domestic content {x} %"; x = amount(lang, percent)));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn a_quarter_is_enough_and_nothing_fails() {
        for (item, outcome) in [
            ("origin = \"apbd\"\ntkdn = { percent = 25 }", Outcome::Pass),
            ("origin = \"apbn\"\ntkdn = { percent = 24.9 }", Outcome::Warn),
            ("origin = \"apbd\"", Outcome::Unknown),
            ("origin = \"grant\"", Outcome::NotApplicable),
            ("", Outcome::Unknown),
        ] {
            assert_eq!(Given::class("pc").item(item).outcome("GEN-08"), outcome, "{item}");
        }
    }
}
