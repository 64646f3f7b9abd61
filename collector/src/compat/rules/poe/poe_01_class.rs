//! POE-01: do the ports give the class that it needs?

use super::demand::{self, CLASSES};
use crate::compat::{
    case::{Case, amount},
    rule::{Grade, Rule, say},
    table::poe::{is_passive, type_of, watts},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "POE-01",
    title: ["Kelas PoE", "PoE class"],
    classes: CLASSES,
    grade: Grade::V,
    safety: true,
    note_only: false,
    basis: ["Ethernet Alliance, ikhtisar 802.3bt (2018)", "Ethernet Alliance, Overview of 802.3bt (2018)"],
    text: [
        "Port PoE harus memberi kelas yang dibutuhkan; mode hemat yang terdokumentasi cukup, dengan catatan.",
        "The PoE ports must give the class that is needed; a documented reduced mode will do, with a note.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    demand::takes_power(case)?;
    let class = demand::class(case);
    let source = demand::source(case)?;
    let name = source.name().to_owned();
    let quantity = case.quantity();
    let injector = |case: &mut Case<'_>, class: u64| {
        case.remedy("injector", Some(type_of(class)), quantity);
        say!(|lang| "Tambahkan {q} injektor PoE atau pilih switch lain.", "Add {q} PoE injectors, or choose another switch."; q = amount(lang, quantity))
    };
    if source.kind == "none" {
        let to_do = injector(case, class.unwrap_or(4));
        case.fail(say!("{name} tidak memberi PoE.", "{name} gives no PoE."), to_do);
        return Some(());
    }
    if is_passive(&source.kind) {
        return case.skip();
    }
    let ports = demand::poe_ports(case, &source);
    let (class, ports) = (class?, ports?);
    let best = ports.iter().map(|(_, class)| *class).max().unwrap_or(0);
    if class > best {
        let what = say!(
            |lang| "Kandidat butuh kelas {class} ({w} W); port {name} hanya kelas {best}.",
            "Candidate needs class {class} ({w} W); the ports of {name} give class {best} only.";
            w = amount(lang, watts(class).unwrap_or_default())
        );
        if case.maybe::<f64>("poe_reduced_class").is_some_and(|reduced| reduced as u64 <= best) {
            case.warn(what, say!("Perangkat berjalan dalam mode hemat.", "The device runs in its reduced mode."));
        } else {
            let to_do = injector(case, class);
            case.fail(what, to_do);
        }
    }
    case.pass(say!(
        "port {name} memberi kelas {best}, kandidat butuh {class}",
        "ports of {name} give class {best}, the candidate needs {class}"
    ));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn ap(attr: &str, device: &str) -> Given {
        Given::class("access_point").attr(&format!("power_input = \"poe\"\npoe_kind = \"active\"\n{attr}")).site(
            &format!(
                "[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\nupstream = \"SW\"\n[[device]]\nref = \"SW\"\n{device}"
            ),
        )
    }

    #[test]
    fn the_port_must_give_the_class() {
        let at = "poe_kind = \"active\"\npoe_ports = [\"1-8=type2-ieee802.3at\"]";
        for (attr, device, outcome) in [
            ("poe_class = 4", at, Outcome::Pass),
            ("poe_class = 5", at, Outcome::Fail),
            ("poe_class = 5\npoe_reduced_class = 4", at, Outcome::Warn),
            ("poe_type = \"type3-ieee802.3bt\"", at, Outcome::Fail),
            ("poe_class = 0", "poe_kind = \"active\"\npoe_ports = [\"1-8=type1-ieee802.3af\"]", Outcome::Pass),
            ("", at, Outcome::Unknown),
            ("poe_class = 4", "poe_kind = \"active\"", Outcome::Unknown),
            ("poe_class = 4", "", Outcome::Unknown),
            ("poe_class = 4", "poe_kind = \"none\"", Outcome::Fail),
            ("poe_class = 4", "poe_kind = \"passive-24v\"", Outcome::NotApplicable),
            ("poe_class = 8\ninjector_included = true", at, Outcome::NotApplicable),
        ] {
            assert_eq!(ap(attr, device).outcome("POE-01"), outcome, "{attr} {device}");
        }
        let bought = ap("poe_class = 5", at).spec("[[remedy]]\nkind = \"injector\"\nquantity = 1");
        assert_eq!(bought.outcome("POE-01"), Outcome::Warn);
        assert_eq!(Given::class("phone").attr("power_input = \"ac\"").outcome("POE-01"), Outcome::NotApplicable);
    }
}
