//! PRN-02: can it print without a driver, as Windows will want?

use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "PRN-02",
    title: ["Cetak tanpa driver", "Driverless printing"],
    classes: &[Class::Printer],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["CUPS; jadwal pencetakan Windows (sumber sekunder)", "CUPS; Windows printing timeline (secondary sources)"],
    text: [
        "Pencetak sebaiknya mendukung IPP Everywhere atau Mopria; wajib bila Dinas memakai mode cetak terlindung Windows.",
        "A printer should speak IPP Everywhere or Mopria; it must where the Dinas uses Windows protected print mode.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let standards: &[String] = case.attr("driverless_standards")?;
    if standards.iter().any(|standard| matches!(standard.as_str(), "mopria" | "ipp-everywhere")) {
        case.pass(say!("mencetak tanpa driver", "it prints without a driver"));
        return Some(());
    }
    let policy = &case.site().policy;
    let protected = policy.windows_protected_print;
    case.maybe_declared(policy, "windows_protected_print", Some(protected).filter(|on| *on));
    let what = say!(
        "Printer tidak mendukung pencetakan tanpa driver (IPP/Mopria); berisiko pada Windows 11 setelah Juli 2027.",
        "The printer has no driverless printing (IPP/Mopria); at risk on Windows 11 after July 2027."
    );
    let to_do = say!("Pilih pencetak dengan Mopria atau IPP Everywhere.", "Choose one with Mopria or IPP Everywhere.");
    if protected {
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
    fn standards_and_policy() {
        let printer = |standards: &str| Given::class("printer").attr(&format!("driverless_standards = [{standards}]"));
        assert_eq!(printer("\"mopria\"").outcome("PRN-02"), Outcome::Pass);
        assert_eq!(printer("\"airprint\"").outcome("PRN-02"), Outcome::Warn);
        assert_eq!(printer("").site("[policy]\nwindows_protected_print = true").outcome("PRN-02"), Outcome::Fail);
        assert_eq!(Given::class("printer").outcome("PRN-02"), Outcome::Unknown);
    }
}
