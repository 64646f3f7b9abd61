//! PRN-04: can it send scans where people want them?

use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
    table::version::numbers,
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "PRN-04",
    title: ["Tujuan pindai", "Scan targets"],
    classes: &[Class::Scanner, Class::Printer],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["Microsoft tentang SMB1", "Microsoft on SMB1"],
    text: [
        "Pindai ke folder memerlukan SMB sebaru kebijakan Dinas, ke surel memerlukan TLS sebaru kebijakan, ke PC memerlukan eSCL, WIA atau TWAIN.",
        "Scans to folders need SMB as new as the policy of the Dinas, to email TLS as new as the policy, to PCs eSCL, WIA or TWAIN.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    if case.spec().item.class == Class::Printer && !case.attr::<bool>("scan")? {
        return case.skip();
    }
    let own: Option<&[String]> = case.attr("scan_targets");
    let wanted = case.target("scan_to", case.spec().target.scan_to.as_ref());
    let own = own?;
    for target in wanted? {
        match target.as_str() {
            "smb" => folder(case, own),
            "email" => mail(case, own),
            _ => {
                if !own.iter().any(|way| matches!(way.as_str(), "escl" | "wia" | "twain")) {
                    case.warn(
                        say!(
                            "Tidak ada eSCL, WIA atau TWAIN untuk memindai ke PC.",
                            "No eSCL, WIA or TWAIN to scan to a PC."
                        ),
                        say!("Pakai program pabrikan.", "Use the maker's program."),
                    );
                }
            }
        }
    }
    case.pass(say!("tujuan pindai didukung", "the scan targets are supported"));
    Some(())
}

fn folder(case: &mut Case<'_>, own: &[String]) {
    let Some(least) = case.policy("smb_min", |policy| policy.smb_min) else { return };
    let versions: Vec<u64> = own.iter().filter_map(|way| way.strip_prefix("smb")?.parse().ok()).collect();
    if versions.iter().any(|version| *version >= least) {
        return;
    }
    let to_do = say!("Pilih perangkat dengan SMB{least}.", "Choose one with SMB{least}.");
    if versions == [1] {
        case.fail(
            say!(
                "Pindai ke folder gagal: perangkat hanya SMB1.",
                "Scan to folder will fail: the device speaks SMB1 only."
            ),
            to_do,
        );
    } else {
        case.fail(say!("Tidak ada SMB{least} untuk memindai ke folder.", "No SMB{least} to scan to a folder."), to_do);
    }
}

fn mail(case: &mut Case<'_>, own: &[String]) {
    let Some(least) = case.policy("mail_tls_min", |policy| policy.mail_tls_min.as_deref()) else { return };
    let enough = |way: &String| way.strip_prefix("smtp-tls").is_some_and(|tls| numbers(tls) >= numbers(least));
    if !own.iter().any(enough) {
        case.fail(
            say!("Tidak ada TLS {least} untuk memindai ke surel.", "No TLS {least} to scan to email."),
            say!("Pilih perangkat dengan SMTP TLS {least}.", "Choose one with SMTP over TLS {least}."),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn folders_mail_and_pcs() {
        let judge = |own: &str, wanted: &str, policy: &str| {
            Given::class("scanner")
                .attr(&format!("scan_targets = [{own}]"))
                .target(&format!("scan_to = [{wanted}]"))
                .site(&format!("[policy]\n{policy}"))
                .outcome("PRN-04")
        };
        const POLICY: &str = "smb_min = 2\nmail_tls_min = \"1.2\"";
        for (own, wanted, policy, outcome) in [
            ("\"smb3\"", "\"smb\"", POLICY, Outcome::Pass),
            ("\"smb1\"", "\"smb\"", POLICY, Outcome::Fail),
            ("\"ftp\"", "\"smb\"", POLICY, Outcome::Fail),
            ("\"smtp-tls1.3\"", "\"email\"", POLICY, Outcome::Pass),
            ("\"smtp-plain\"", "\"email\"", POLICY, Outcome::Fail),
            ("\"usb\"", "\"pc\"", POLICY, Outcome::Warn),
            ("\"escl\"", "\"pc\"", POLICY, Outcome::Pass),
            ("\"smb3\"", "\"smb\"", "", Outcome::Unknown),
        ] {
            assert_eq!(judge(own, wanted, policy), outcome, "{own} {wanted} {policy}");
        }
        assert_eq!(Given::class("printer").attr("scan = false").outcome("PRN-04"), Outcome::NotApplicable);
        assert_eq!(Given::class("printer").outcome("PRN-04"), Outcome::Unknown);
        assert_eq!(Given::class("scanner").attr("scan_targets = []").outcome("PRN-04"), Outcome::Unknown);
    }
}
