//! PRN-03: is its ink or toner in use already?

use crate::compat::{
    case::{Case, list},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "PRN-03",
    title: ["Bahan habis pakai", "Consumables"],
    classes: &[Class::Printer],
    grade: Grade::P,
    safety: false,
    note_only: true,
    basis: ["rancangan pantau", "design of pantau"],
    text: [
        "Tinta atau toner yang belum dipakai Perangkat Daerah menambah jenis persediaan.",
        "Ink or toner that the agency does not use yet adds a line to the stock.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let own: Option<&[String]> = case.attr("consumables");
    let opd = case.opd();
    let listed = &case.site().consumable;
    if listed.is_empty() && !case.is_complete("consumable") {
        case.no_table("consumable", "");
        return None;
    }
    let (own, opd) = (own?, opd?);
    let here = |table: &&crate::compat::site::Consumable| table.opd.is_none() || table.opd.as_deref() == Some(opd);
    let mut new = Vec::new();
    for code in own {
        match listed.iter().filter(here).find(|table| table.code.eq_ignore_ascii_case(code)) {
            Some(table) => {
                case.maybe_declared(table, "code", Some(table.code.as_str()));
            }
            None => new.push(code),
        }
    }
    if new.is_empty() {
        let codes = list(own);
        case.info(
            say!(
                "Memakai tinta/toner {codes} yang sudah dipakai di {opd}.",
                "Uses ink/toner {codes}, which {opd} uses already."
            ),
            say!("Tidak perlu jenis persediaan baru.", "No new line of stock is needed."),
        );
    } else {
        let codes = list(new);
        case.warn(
            say!(
                "Memakai tinta/toner {codes}; belum dipakai printer lain di {opd}.",
                "Uses ink/toner {codes}; no other printer of {opd} uses it."
            ),
            say!("Anggarkan persediaan baru.", "Budget for a new line of stock."),
        );
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn codes_in_use() {
        let printer =
            |site: &str| Given::class("printer").attr("consumables = [\"003-BK\"]").site(site).outcome("PRN-03");
        assert_eq!(printer("[[consumable]]\ncode = \"003-bk\""), Outcome::Info);
        assert_eq!(printer("[[consumable]]\ncode = \"003-BK\"\nopd = \"OPD\""), Outcome::Info);
        assert_eq!(printer("[[consumable]]\ncode = \"003-BK\"\nopd = \"LAIN\""), Outcome::Warn);
        assert_eq!(printer("complete = [\"consumable\"]"), Outcome::Warn);
        assert_eq!(printer(""), Outcome::Unknown);
    }
}
