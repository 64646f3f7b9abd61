//! NET-11: does the cable in the wall carry its speed?

use crate::compat::{
    attribute::ports,
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
    table::{
        cable::{copper_reach_m, copper_speed},
        port::{is_copper, speed_mbps},
    },
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "NET-11",
    title: ["Kabel tembaga", "Copper run"],
    classes: &[
        Class::Switch,
        Class::Router,
        Class::Firewall,
        Class::AccessPoint,
        Class::Server,
        Class::Nas,
        Class::Camera,
        Class::Phone,
    ],
    grade: Grade::V,
    safety: false,
    note_only: true,
    basis: ["tabel kabel dua pabrikan", "cabling tables of two vendors"],
    text: [
        "Kabel tembaga paling panjang 100 m; kategori dan panjangnya membatasi kecepatan.",
        "A copper run has at most 100 m; its category and length limit the speed.",
    ],
    judge,
};

/// Longest copper run of Ethernet, m.
const LONGEST_M: f64 = 100.0;

fn judge(case: &mut Case<'_>) -> Option<()> {
    if case.is_on_wifi() {
        return case.skip();
    }
    let uplinks: &[String] = case.attr("uplink_ports")?;
    let copper = uplinks.iter().filter_map(|text| ports(text)).filter(|(_, kind)| is_copper(kind));
    let Some((_, kind)) = copper.max_by(|a, b| speed_mbps(a.1).total_cmp(&speed_mbps(b.1))) else { return case.skip() };
    let location = case.location()?;
    let Some(cable) = &location.cable else {
        case.declared(location, "cable", None::<f64>);
        return None;
    };
    let length = case.declared(location, "cable.length_m", cable.length_m);
    let category = case.declared(location, "cable.category", cable.category.as_deref());
    if let Some(length) = length.filter(|length| *length > LONGEST_M) {
        case.fail(
            say!(|lang| "Kabel {m} m melebihi 100 m.", "The cable of {m} m exceeds 100 m."; m = amount(lang, length)),
            say!("Pakai serat optik atau switch di tengah.", "Use fibre, or a switch in between."),
        );
    }
    let (length, category) = (length?, category?);
    if length <= LONGEST_M && copper_reach_m(category, speed_mbps(kind)).is_none_or(|reach| reach < length) {
        let good_for = copper_speed(category, length);
        case.warn(
            say!(
                |lang| "Kabel {category} {m} m hanya layak {speed}, bukan {kind}.",
                "Cable {category} over {m} m is good for {speed} only, not for {kind}.";
                m = amount(lang, length),
                speed = good_for.map_or_else(|| "–".to_owned(), |mbps| format!("{} Mbps", amount(lang, mbps)))
            ),
            say!(
                "Tautan akan turun kecepatannya; ganti kabel bila kecepatan penuh diperlukan.",
                "The link will train down; replace the cable where full speed is needed."
            ),
        );
    }
    case.pass(say!("kabel {category} menutup {kind}", "cable {category} carries {kind}"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn category_and_length_limit_the_speed() {
        let judge = |uplink: &str, cable: &str| {
            let place = format!("[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\ncable = {{ {cable} }}");
            Given::class("switch").attr(&format!("uplink_ports = [\"{uplink}\"]")).site(&place).outcome("NET-11")
        };
        for (uplink, cable, outcome) in [
            ("1x1000base-t", "category = \"cat5e\", length_m = 100", Outcome::Pass),
            ("1x1000base-t", "category = \"cat5\", length_m = 20", Outcome::Warn),
            ("1x10gbase-t", "category = \"cat6\", length_m = 55", Outcome::Pass),
            ("1x10gbase-t", "category = \"cat6\", length_m = 56", Outcome::Warn),
            ("1x1000base-t", "category = \"cat6\", length_m = 101", Outcome::Fail),
            ("1x1000base-t", "length_m = 101", Outcome::Fail),
            ("1x1000base-t", "length_m = 10", Outcome::Unknown),
            ("1x10gbase-x-sfpp", "category = \"cat5\", length_m = 10", Outcome::NotApplicable),
        ] {
            assert_eq!(judge(uplink, cable), outcome, "{uplink} {cable}");
        }
        assert_eq!(Given::class("phone").target("connection = \"wifi\"").outcome("NET-11"), Outcome::NotApplicable);
    }
}
