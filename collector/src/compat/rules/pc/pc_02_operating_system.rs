//! PC-02: does the operating system suit the fleet, and is it supported?

use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
    rules::ending::{self, Ending},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "PC-02",
    title: ["Sistem operasi", "Operating system"],
    classes: &[Class::Pc, Class::Laptop, Class::Server],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["endoflife.date", "endoflife.date"],
    text: [
        "Sistem operasi harus berlisensi, dapat bergabung ke domain bila Dinas memakainya, dan masih didukung.",
        "The operating system must be licensed, able to join the domain where the Dinas has one, and supported.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let product: &str = case.attr("os_product")?;
    if case.spec().item.class == Class::Server {
        if product == "none" {
            return case.skip();
        }
    } else {
        desktop(case, product);
    }
    if product == "none" {
        case.pass(say!("dibeli tanpa sistem operasi", "bought without an operating system"));
        return Some(());
    }
    let cycle: &str = case.attr("os_cycle")?;
    let os = format!("{product} {cycle}");
    match ending::of(case, product, cycle)? {
        Ending::Ended(day) => case.fail(
            say!(|_lang| "OS {os} berakhir dukungan {day}.", "Support of {os} ends {day}."; day = ending::told(day)),
            say!("Pilih versi yang masih didukung.", "Choose a version that is supported."),
        ),
        Ending::Soon(day) => case.warn(
            say!(|_lang| "OS {os} berakhir dukungan {day}.", "Support of {os} ends {day}."; day = day.text()),
            say!("Rencanakan pemutakhiran.", "Plan for an upgrade."),
        ),
        Ending::Lasting => case.pass(say!("{os} masih didukung", "{os} is supported")),
    }
    Some(())
}

fn desktop(case: &mut Case<'_>, product: &str) {
    let windows = product == "windows";
    let fleet = case.policy("fleet_os", |policy| policy.fleet_os.as_deref());
    if fleet == Some("windows") && product == "none" {
        case.fail(
            say!(
                "Perangkat tanpa sistem operasi; armada memakai Windows.",
                "Bought without an operating system; the fleet runs Windows."
            ),
            say!("Sertakan lisensi Windows.", "Include a Windows licence."),
        );
    }
    if windows && case.attr::<&str>("os_licence") == Some("none") {
        case.fail(
            say!("Windows tanpa lisensi.", "Windows without a licence."),
            say!("Sertakan lisensi OEM atau volume.", "Include an OEM or volume licence."),
        );
    }
    let directory = case.policy("directory", |policy| policy.directory.as_deref());
    if directory == Some("ad")
        && windows
        && let Some(edition) = case.attr::<&str>("os_edition")
        && edition == "home"
    {
        case.fail(
            say!("Edisi {edition} tidak dapat bergabung ke domain.", "Edition {edition} cannot join the domain."),
            say!("Pilih edisi Pro.", "Choose the Pro edition."),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    const POLICY: &str = "[policy]\nfleet_os = \"windows\"\ndirectory = \"ad\"";

    fn pc(attr: &str, site: &str) -> Outcome {
        Given::class("pc").attr(attr).site(site).outcome("PC-02")
    }

    #[test]
    fn licence_edition_and_support() {
        let own = |cycle: &str, edition: &str, licence: &str| {
            format!(
                "os_product = \"windows\"\nos_cycle = \"{cycle}\"\nos_edition = \"{edition}\"\nos_licence = \"{licence}\""
            )
        };
        for (cycle, edition, licence, outcome) in [
            ("10-22h2", "pro", "oem", Outcome::Fail),
            ("11-25h2-w", "pro", "oem", Outcome::Warn),
            ("11-25h2-e", "enterprise", "volume", Outcome::Warn),
            ("11-25h2-w", "home", "oem", Outcome::Fail),
            ("11-25h2-w", "pro", "none", Outcome::Fail),
            ("11-99h9", "pro", "oem", Outcome::Unknown),
        ] {
            let outcome_is = pc(&own(cycle, edition, licence), POLICY);
            // The day of the procurement is 2026-12-15; a version that ends later than a year from it is no note.
            let expected = if cycle == "11-25h2-e" { Outcome::Pass } else { outcome };
            assert_eq!(outcome_is, expected, "{cycle} {edition} {licence}");
        }
        assert_eq!(pc("os_product = \"none\"", POLICY), Outcome::Fail);
        assert_eq!(pc("os_product = \"none\"", "[policy]\nfleet_os = \"linux\"\ndirectory = \"none\""), Outcome::Pass);
        assert_eq!(pc("", POLICY), Outcome::Unknown);
        assert_eq!(pc(&own("11-25h2-w", "home", "oem"), "[policy]\ndirectory = \"ad\""), Outcome::Fail);
        assert_eq!(Given::class("server").attr("os_product = \"none\"").outcome("PC-02"), Outcome::NotApplicable);
    }
}
