//! GEN-07: does the vendor support it as long as it will be used?

use crate::compat::{
    case::{Case, amount},
    class::Class,
    day::Day,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "GEN-07",
    title: ["Akhir dukungan", "End of support"],
    classes: &[
        Class::Switch,
        Class::Router,
        Class::Firewall,
        Class::AccessPoint,
        Class::Radio,
        Class::Pc,
        Class::Laptop,
        Class::Server,
        Class::Nas,
        Class::Printer,
        Class::Scanner,
        Class::Ups,
        Class::Camera,
        Class::Nvr,
        Class::Phone,
        Class::Projector,
        Class::Other,
    ],
    grade: Grade::V,
    safety: false,
    note_only: true,
    basis: ["pengumuman akhir dukungan pabrikan", "end-of-support notice of the vendor"],
    text: [
        "Dukungan keamanan pabrikan harus melewati tanggal pengadaan dan sebaiknya menutup umur manfaat.",
        "The vendor's security support must reach beyond the procurement and should cover the useful life.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let item = &case.spec().item;
    let until: Day = case.attr("support_until")?;
    let product = format!("{} {}", item.brand, item.model);
    let day = until.text();
    case.item("date", Some(item.date));
    if until <= item.date {
        case.fail(
            say!(
                "Dukungan keamanan {product} berakhir {day}, tidak sesudah pengadaan.",
                "Security support of {product} ends {day}, not after the procurement."
            ),
            say!("Pilih produk yang masih didukung.", "Choose a product that is still supported."),
        );
    }
    let years = case.item("useful_life_years", item.useful_life_years)?;
    if until > item.date && until < item.date.plus_months((years * 12.0).round() as i64) {
        case.warn(
            say!(
                |lang| "Dukungan keamanan {product} berakhir {day}; tidak menutup umur manfaat {n} tahun.",
                "Security support of {product} ends {day}; it does not cover a useful life of {n} years.";
                n = amount(lang, years)
            ),
            say!(
                "Rencanakan penggantian lebih awal atau pilih produk yang lebih baru.",
                "Plan for an earlier replacement, or choose a newer product."
            ),
        );
    }
    case.pass(say!("dukungan keamanan sampai {day}", "security support until {day}"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn support_must_outlast_the_purchase_and_should_cover_its_life() {
        for (until, life, outcome) in [
            ("2026-12-15", "useful_life_years = 5", Outcome::Fail),
            ("2026-12-16", "useful_life_years = 5", Outcome::Warn),
            ("2031-12-14", "useful_life_years = 5", Outcome::Warn),
            ("2031-12-15", "useful_life_years = 5", Outcome::Pass),
            ("2031-12-15", "", Outcome::Unknown),
            ("2026-01-01", "", Outcome::Fail),
        ] {
            let given = Given::class("router").item(life).attr(&format!("support_until = {until}"));
            assert_eq!(given.outcome("GEN-07"), outcome, "{until} {life}");
        }
        let unknown = Given::class("router").judge("GEN-07");
        assert!(unknown.result == Outcome::Unknown && unknown.note_only);
    }
}
