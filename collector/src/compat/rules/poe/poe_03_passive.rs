//! POE-03: does passive power meet a device that expects it, and no other?

use super::demand::{self, CLASSES};
use crate::compat::{
    case::{Case, amount},
    rule::{Grade, Rule, say},
    table::poe::is_passive,
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "POE-03",
    title: ["PoE pasif", "Passive PoE"],
    classes: CLASSES,
    grade: Grade::V,
    safety: true,
    note_only: false,
    basis: [
        "catatan pabrikan dan pemasang tentang kerusakan PoE pasif",
        "vendor and installer notes on damage by passive PoE",
    ],
    text: [
        "PoE pasif memberi tegangan tanpa jabat tangan: perangkat pasif memerlukan sumber yang sama persis, perangkat lain dapat rusak.",
        "Passive PoE puts voltage on the wire without a handshake: a passive device needs exactly its source, any other may be damaged.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    case.attr::<&str>("power_input");
    let own: Option<&str> = case.attr("poe_kind");
    let source = demand::source(case);
    let (own, source) = (own?, source?);
    let (kind, name) = (source.kind.as_str(), source.name());
    let quantity = case.quantity();
    if is_passive(own) {
        if own != kind && !case.maybe("injector_included").unwrap_or(false) {
            case.remedy("injector", Some(own), quantity);
            case.fail(
                say!(
                    "PoE pasif {own} kandidat tidak cocok dengan {kind} pada {name}; risiko: perangkat tidak menyala atau rusak.",
                    "The candidate's passive PoE {own} does not match {kind} on {name}; risk: it does not start, or is damaged."
                ),
                say!(|lang| "Sediakan {q} injektor {own}.", "Provide {q} {own} injectors."; q = amount(lang, quantity)),
            );
        }
        case.pass(say!("PoE pasif {own} dari sumber yang sama", "passive PoE {own} from the right source"));
    } else {
        if is_passive(kind) {
            case.remedy("injector", None, quantity);
            case.fail(
                say!(
                    "{name} memberi PoE pasif {kind}; kandidat {own} tidak dibuat untuk itu; risiko: perangkat rusak.",
                    "{name} puts passive PoE {kind} on the wire; the candidate ({own}) is not made for it; risk: damage."
                ),
                say!("Matikan PoE pasif pada port itu, atau sediakan injektor.", "Switch passive PoE off on that port, or provide an injector."),
            );
        }
        case.pass(say!("tidak ada PoE pasif pada {name}", "no passive PoE on {name}"));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn passive_power_meets_its_like_only() {
        let judge = |own: &str, source: &str| {
            let site = format!(
                "[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\nupstream = \"SW\"\n[[device]]\nref = \"SW\"\n{source}"
            );
            Given::class("radio").attr(&format!("power_input = \"poe\"\n{own}")).site(&site).outcome("POE-03")
        };
        for (own, source, outcome) in [
            ("poe_kind = \"passive-24v\"", "poe_kind = \"passive-24v\"", Outcome::Pass),
            ("poe_kind = \"passive-24v\"", "poe_kind = \"passive-48v\"", Outcome::Fail),
            ("poe_kind = \"passive-24v\"", "poe_kind = \"active\"", Outcome::Fail),
            ("poe_kind = \"passive-24v\"\ninjector_included = true", "poe_kind = \"active\"", Outcome::Pass),
            ("poe_kind = \"active\"", "poe_kind = \"passive-24v\"", Outcome::Fail),
            ("poe_kind = \"active\"", "poe_kind = \"active\"", Outcome::Pass),
            ("poe_kind = \"active\"", "", Outcome::Unknown),
            ("", "poe_kind = \"active\"", Outcome::Unknown),
        ] {
            assert_eq!(judge(own, source), outcome, "{own} {source}");
        }
    }
}
