//! STO-01: does the NAS speak what the place uses, and safely?

use crate::compat::{
    case::{Case, list},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "STO-01",
    title: ["Protokol penyimpanan", "Storage protocols"],
    classes: &[Class::Nas],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["Microsoft tentang SMB1", "Microsoft on SMB1"],
    text: [
        "NAS harus mendukung SMB2 atau lebih baru bila memakai SMB, semua protokol yang dipakai di lokasi, dan domain bila ada.",
        "A NAS must speak SMB2 or newer where it speaks SMB, all protocols in use at the location, and join the domain where there is one.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let own: Option<&[String]> = case.attr("storage_protocols");
    let needed = case.of_location("storage_protocols", |location| location.storage_protocols.as_ref());
    let has = |wanted: &str| own.is_some_and(|own| own.iter().any(|word| word == wanted));
    if has("smb1") && !has("smb2") && !has("smb3") {
        case.fail(
            say!("Hanya mendukung SMB1; Windows 11 menonaktifkan SMB1.", "SMB1 only; Windows 11 disables SMB1."),
            say!("Pilih NAS dengan SMB2 atau SMB3.", "Choose one with SMB2 or SMB3."),
        );
    }
    if let (Some(_), Some(needed)) = (own, needed) {
        let met = |wanted: &String| has(wanted) || (wanted == "smb2" && has("smb3"));
        let missing: Vec<&String> = needed.iter().filter(|wanted| !met(wanted)).collect();
        if !missing.is_empty() {
            let p = list(missing);
            case.fail(
                say!("Protokol {p} tidak ada.", "Protocol {p} missing."),
                say!("Pilih NAS yang mendukungnya.", "Choose one that speaks it."),
            );
        }
    }
    let directory = case.policy("directory", |policy| policy.directory.as_deref());
    if directory == Some("ad") && case.attr::<bool>("ad_join") == Some(false) {
        case.warn(
            say!("NAS tidak dapat bergabung ke domain.", "The NAS cannot join the domain."),
            say!("Akun dikelola terpisah pada NAS.", "Accounts are kept on the NAS itself."),
        );
    }
    case.pass(say!("protokol sesuai", "the protocols fit"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn protocols_and_domain() {
        let judge = |own: &str, here: &str, policy: &str| {
            Given::class("nas")
                .attr(own)
                .site(&format!("[policy]\n{policy}\n[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\n{here}"))
                .outcome("STO-01")
        };
        const SMB3: &str = "storage_protocols = [\"smb3\"]";
        const USED: &str = "storage_protocols = [\"smb2\"]";
        const NONE: &str = "directory = \"none\"";
        for (own, here, policy, outcome) in [
            (SMB3, USED, NONE, Outcome::Pass),
            ("storage_protocols = [\"smb1\"]", "", NONE, Outcome::Fail),
            ("storage_protocols = [\"smb1\", \"smb2\"]", USED, NONE, Outcome::Pass),
            (SMB3, "storage_protocols = [\"nfs4\"]", NONE, Outcome::Fail),
            (SMB3, "", NONE, Outcome::Unknown),
            ("", USED, NONE, Outcome::Unknown),
            ("storage_protocols = [\"smb3\"]\nad_join = false", USED, "directory = \"ad\"", Outcome::Warn),
            (SMB3, USED, "directory = \"ad\"", Outcome::Unknown),
        ] {
            assert_eq!(judge(own, here, policy), outcome, "{own} {here} {policy}");
        }
    }
}
