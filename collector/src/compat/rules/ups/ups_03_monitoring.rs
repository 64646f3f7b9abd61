//! UPS-03: will anybody know when it runs on battery?

use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "UPS-03",
    title: ["Pemantauan UPS", "UPS monitoring"],
    classes: &[Class::Ups],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["networkupstools.org; RFC 9271", "networkupstools.org; RFC 9271"],
    text: [
        "UPS harus dapat dipantau; di pusat data lewat SNMP.",
        "A UPS must be monitorable; by SNMP in the data centre.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let ways: Option<&[String]> = case.attr("monitoring");
    let centre = case.of_location("is_data_centre", |location| location.is_data_centre);
    let (ways, centre) = (ways?, centre?);
    let quantity = case.quantity();
    if ways.is_empty() {
        let what = say!("UPS tidak dapat dipantau (tanpa SNMP/USB).", "The UPS cannot be monitored (no SNMP/USB).");
        case.remedy("management_card", Some("snmp"), quantity);
        let to_do = say!("Tambahkan kartu manajemen.", "Add a management card.");
        if centre { case.fail(what, to_do) } else { case.warn(what, to_do) }
    } else if !ways.iter().any(|way| way.starts_with("snmp-")) {
        let what = say!(
            "UPS dipantau lewat USB/serial: perlu komputer yang menjalankan agen atau NUT.",
            "The UPS is monitored by USB/serial: a computer with the agent or NUT is needed."
        );
        if centre {
            case.remedy("management_card", Some("snmp"), quantity);
            case.warn(what, say!("Tambahkan kartu SNMP.", "Add an SNMP card."));
        } else {
            case.info(
                what,
                say!("Hubungkan ke komputer yang selalu hidup.", "Connect it to a computer that is always on."),
            );
        }
    } else {
        case.pass(say!("dipantau lewat SNMP", "monitored by SNMP"));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn ways_to_watch_it() {
        let ups = |ways: &str, centre: bool| {
            let site = format!("[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\nis_data_centre = {centre}");
            Given::class("ups").attr(&format!("monitoring = [{ways}]")).site(&site)
        };
        for (ways, centre, outcome) in [
            ("\"snmp-rfc1628\"", true, Outcome::Pass),
            ("\"usb-hid\"", true, Outcome::Warn),
            ("\"usb-hid\"", false, Outcome::Info),
            ("", true, Outcome::Fail),
            ("", false, Outcome::Warn),
        ] {
            assert_eq!(ups(ways, centre).outcome("UPS-03"), outcome, "{ways} {centre}");
        }
        let card = ups("", true).spec("[[remedy]]\nkind = \"management_card\"\nquantity = 1");
        assert_eq!(card.outcome("UPS-03"), Outcome::Warn);
        assert_eq!(Given::class("ups").attr("monitoring = []").outcome("UPS-03"), Outcome::Unknown);
    }
}
