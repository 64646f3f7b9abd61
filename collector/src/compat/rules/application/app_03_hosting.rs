//! APP-03: where it runs, under which name, who signs people in, and whose it is.

use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "APP-03",
    title: ["Hosting, domain, SSO, hak cipta", "Hosting, domain, SSO, copyright"],
    classes: &[Class::Application],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: [
        "Perbup HST 52/2017 Pasal 6 ayat (5), 9 ayat (2), 10, 13 ayat (2) dan (4), 19",
        "Perbup HST 52/2017 Pasal 6(5), 9(2), 10, 13(2) and (4), 19",
    ],
    text: [
        "Aplikasi ditempatkan di Dinas, di bawah domain daerah, dengan hak cipta daerah; masuk tunggal dan rencana cadangan dianjurkan.",
        "An application runs at the Dinas, under the region's domain, and its copyright is the region's; single sign-on and a backup plan are advised.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    if let Some(hosting) = case.attr::<&str>("hosting")
        && hosting != "dinas"
    {
        case.fail(
            say!(
                "Tidak sesuai Pasal 6 ayat (5): hosting {hosting}, bukan di Dinas.",
                "Not in line with Pasal 6(5): hosted at {hosting}, not at the Dinas."
            ),
            say!("Tempatkan di pusat data Dinas.", "Host it in the data centre of the Dinas."),
        );
    }
    let domain: Option<&str> = case.attr("domain");
    let ours = case.policy("domain", |policy| policy.domain.as_deref());
    if let (Some(domain), Some(ours)) = (domain, ours)
        && !is_below(domain, ours)
    {
        case.fail(
            say!(
                "Tidak sesuai Pasal 10: domain {domain} bukan di bawah {ours}.",
                "Not in line with Pasal 10: domain {domain} is not below {ours}."
            ),
            say!("Pakai subdomain {ours}.", "Use a subdomain of {ours}."),
        );
    }
    if let Some(holder) = case.attr::<&str>("copyright_holder")
        && holder != "daerah"
    {
        case.fail(
            say!(
                "Tidak sesuai Pasal 13 ayat (4): hak cipta pada {holder}.",
                "Not in line with Pasal 13(4): the copyright is with {holder}."
            ),
            say!(
                "Alihkan hak cipta kepada daerah dalam kontrak.",
                "Assign the copyright to the region in the contract."
            ),
        );
    }
    if case.attr::<&[String]>("sso").is_some_and(<[String]>::is_empty) {
        case.warn(
            say!("Tanpa masuk tunggal (SSO).", "No single sign-on (SSO)."),
            say!("Minta OIDC, SAML atau LDAP.", "Ask for OIDC, SAML or LDAP."),
        );
    }
    if case.attr::<bool>("backup_plan") == Some(false) {
        case.warn(
            say!("Tanpa rencana cadangan (Pasal 19).", "No backup plan (Pasal 19)."),
            say!("Minta rencana cadangan.", "Ask for a backup plan."),
        );
    }
    case.pass(say!("hosting, domain dan hak cipta sesuai", "hosting, domain and copyright are in line"));
    Some(())
}

/// True for the domain itself or a name below it.
fn is_below(name: &str, domain: &str) -> bool {
    let (name, domain) = (name.trim_end_matches('.').to_lowercase(), domain.trim_end_matches('.').to_lowercase());
    name == domain || name.ends_with(&format!(".{domain}"))
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    const GOOD: &str = "hosting = \"dinas\"\ndomain = \"e-arsip.contoh.go.id\"\nsso = [\"oidc\"]\ncopyright_holder = \"daerah\"\nbackup_plan = true";

    #[test]
    fn each_point() {
        let judge = |from: &str, to: &str| {
            let site = "[policy]\ndomain = \"contoh.go.id\"";
            Given::class("application").attr(&GOOD.replace(from, to)).site(site).outcome("APP-03")
        };
        for (from, to, outcome) in [
            ("", "", Outcome::Pass),
            ("\"dinas\"", "\"other\"", Outcome::Fail),
            ("e-arsip.contoh.go.id", "contoh.go.id", Outcome::Pass),
            ("e-arsip.contoh.go.id", "palsucontoh.go.id", Outcome::Fail),
            ("\"daerah\"", "\"vendor\"", Outcome::Fail),
            ("[\"oidc\"]", "[]", Outcome::Warn),
            ("backup_plan = true", "backup_plan = false", Outcome::Warn),
            ("backup_plan = true", "", Outcome::Unknown),
        ] {
            assert_eq!(judge(from, to), outcome, "{from} → {to}");
        }
        assert_eq!(Given::class("application").attr(GOOD).outcome("APP-03"), Outcome::Unknown, "no domain declared");
    }
}
