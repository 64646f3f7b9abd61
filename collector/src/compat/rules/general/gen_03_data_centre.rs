//! GEN-03: servers stand in the data centre of the Dinas.

use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "GEN-03",
    title: ["Larangan pusat data di Perangkat Daerah", "No data centre outside the Dinas"],
    classes: &[Class::Server, Class::Nas, Class::Rack],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["Perbup HST 52/2017 Pasal 6 ayat (1)-(3)", "Perbup HST 52/2017 Pasal 6(1)-(3)"],
    text: [
        "Server dikonsolidasikan di pusat data Dinas; NAS dan rak di tempat lain hanya dengan catatan.",
        "Servers are consolidated in the data centre of the Dinas; a NAS or a rack elsewhere is a note.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    if case.of_location("is_data_centre", |location| location.is_data_centre)? {
        case.pass(say!("lokasi adalah pusat data Dinas", "the location is the data centre of the Dinas"));
        return Some(());
    }
    let place = case.spec().target.location.as_deref().unwrap_or_default();
    let what = say!(
        "Server harus dikonsolidasikan di pusat data Dinas (Pasal 6 ayat (2)-(3)); lokasi {place} bukan pusat data Dinas.",
        "Servers are consolidated in the data centre of the Dinas (Pasal 6(2)-(3)); {place} is not that data centre."
    );
    let to_do = say!("Tempatkan di pusat data Dinas.", "Place it in the data centre of the Dinas.");
    if case.spec().item.class == Class::Server {
        case.fail(what, to_do)
    } else {
        case.warn(what, to_do)
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn a_server_elsewhere_fails_a_nas_is_noted() {
        let place = |class: &str, keys: &str| {
            Given::class(class).site(&format!("[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\n{keys}")).outcome("GEN-03")
        };
        assert_eq!(place("server", "is_data_centre = true"), Outcome::Pass);
        assert_eq!(place("server", "is_data_centre = false"), Outcome::Fail);
        assert_eq!(place("rack", "is_data_centre = false"), Outcome::Warn);
        assert_eq!(place("nas", ""), Outcome::Unknown);
        assert_eq!(Given::class("server").outcome("GEN-03"), Outcome::Unknown);
        assert_eq!(place("pc", "is_data_centre = false"), Outcome::NotApplicable);
    }
}
