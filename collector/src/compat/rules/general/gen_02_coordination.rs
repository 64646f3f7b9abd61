//! GEN-02: has the Dinas been asked where the regulation says that it must be?

use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "GEN-02",
    title: ["Koordinasi dan kewenangan", "Coordination and competence"],
    classes: &[],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["Perbup HST 52/2017 Pasal 4 ayat (1), (6)-(9)", "Perbup HST 52/2017 Pasal 4(1), (6)-(9)"],
    text: [
        "Perangkat dari pusat, provinsi, hibah atau sumber lain wajib dikoordinasikan dengan Dinas; jaringan antar-Perangkat Daerah adalah kewenangan Dinas.",
        "Equipment from the central government, the province, a grant or elsewhere must be coordinated with the Dinas; networks between agencies are its competence.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let item = &case.spec().item;
    let origin = case.item("origin", item.origin.as_deref());
    if let Some(origin @ ("central" | "province" | "grant" | "other")) = origin {
        let number = item.coordination.number.as_deref().filter(|number| !number.trim().is_empty());
        match case.maybe_typed("item", "coordination.number", number) {
            Some(number) => {
                case.pass(say!("dikoordinasikan dengan nomor {number}", "coordinated under number {number}"))
            }
            None => {
                let [id, en] = source_of(origin);
                case.fail(
                    [
                        format!("Perangkat dari {id} wajib dikoordinasikan dengan Dinas (Pasal 4 ayat (6)); nomor koordinasi belum diisi."),
                        format!("Equipment from {en} must be coordinated with the Dinas (Pasal 4(6)); no coordination number given."),
                    ],
                    say!("Ajukan koordinasi dan isi coordination.number.", "Ask for coordination and fill in coordination.number."),
                );
            }
        }
    }
    if is_dinas(case) {
        case.pass(say!("Dinas membeli untuk dirinya sendiri", "the Dinas buys for itself"));
        return Some(());
    }
    let shared = matches!(item.class, Class::Router | Class::Firewall | Class::Radio);
    let scope = match item.scope.as_deref() {
        None if !shared => "local",
        scope => case.item("scope", scope)?,
    };
    if scope == "inter_opd" {
        case.warn(
            say!(
                "Jaringan antar-Perangkat Daerah adalah kewenangan Dinas (Pasal 4).",
                "Networks between agencies are the competence of the Dinas (Pasal 4)."
            ),
            say!("Serahkan pengadaan ini kepada Dinas.", "Hand this procurement to the Dinas."),
        );
    } else {
        case.pass(say!("perangkat lokal Perangkat Daerah", "local equipment of the agency"));
    }
    Some(())
}

fn source_of(origin: &str) -> [&'static str; 2] {
    match origin {
        "central" => ["pusat", "the central government"],
        "province" => ["provinsi", "the province"],
        "grant" => ["hibah", "a grant"],
        _ => ["sumber lain", "another source"],
    }
}

fn is_dinas(case: &mut Case<'_>) -> bool {
    let code = case.world.opd.or(case.spec().target.opd.as_deref());
    let Some(opd) = case.site().opd.iter().find(|opd| Some(opd.code.as_str()) == code) else { return false };
    case.maybe_declared(opd, "is_dinas", Some(opd.is_dinas)) == Some(true)
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn what_does_not_come_from_the_own_budget_is_coordinated() {
        for (item, outcome) in [
            ("origin = \"apbd\"", Outcome::Pass),
            ("origin = \"grant\"", Outcome::Fail),
            ("origin = \"grant\"\ncoordination = { number = \" \" }", Outcome::Fail),
            ("origin = \"central\"\ncoordination = { number = \"045/1\" }", Outcome::Pass),
            ("", Outcome::Unknown),
        ] {
            assert_eq!(Given::class("printer").item(item).outcome("GEN-02"), outcome, "{item}");
        }
    }

    #[test]
    fn networks_between_agencies_belong_to_the_dinas() {
        let router = Given::class("router").item("origin = \"apbd\"");
        assert_eq!(router.outcome("GEN-02"), Outcome::Unknown);
        assert_eq!(router.clone().item("scope = \"local\"").outcome("GEN-02"), Outcome::Pass);
        assert_eq!(router.clone().item("scope = \"inter_opd\"").outcome("GEN-02"), Outcome::Warn);
        let dinas = router.site("[[opd]]\ncode = \"OPD\"\nis_dinas = true");
        assert_eq!(dinas.outcome("GEN-02"), Outcome::Pass);
    }
}
