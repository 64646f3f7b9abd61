//! NET-06: can it be managed safely?

use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "NET-06",
    title: ["Pengamanan pengelolaan", "Secure management"],
    classes: &[Class::Switch, Class::Router, Class::Firewall, Class::AccessPoint, Class::Radio],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["Peraturan BSSN 4/2021 Pasal 33 ayat (2); RFC 8996", "BSSN Regulation 4/2021 Pasal 33(2); RFC 8996"],
    text: [
        "SSH atau HTTPS dengan TLS 1.2 ke atas; 802.1X bila kebijakan memintanya; layanan tak aman dapat dimatikan; syslog.",
        "SSH or HTTPS with TLS 1.2 or newer; 802.1X where the policy asks for it; unsafe services can be disabled; syslog.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let class = case.spec().item.class;
    if case.maybe::<&str>("switch_type") == Some("unmanaged") {
        return case.skip();
    }
    let failed = |id: &str, en: &str| {
        [
            format!("Tidak memenuhi Pasal 33 ayat (2) Peraturan BSSN 4/2021: {id}."),
            format!("Does not meet Pasal 33(2) of BSSN Regulation 4/2021: {en}."),
        ]
    };
    let choose = || say!("Pilih perangkat yang memenuhinya.", "Choose a device that does.");
    if let Some(protocols) = case.attr::<&[String]>("mgmt_protocols") {
        let has = |wanted: &str| protocols.iter().any(|protocol| protocol == wanted);
        if !has("ssh") && !has("https") {
            case.fail(failed("tidak ada SSH atau HTTPS", "neither SSH nor HTTPS"), choose());
        }
        if has("https") && case.attr::<&str>("tls_max").is_some_and(|tls| tls < "1.2") {
            case.fail(failed("TLS di bawah 1.2", "TLS below 1.2"), choose());
        }
    }
    let asked = case.policy("access_8021x", |policy| policy.access_8021x);
    if asked == Some(true)
        && matches!(class, Class::Switch | Class::AccessPoint)
        && case.attr::<bool>("dot1x") == Some(false)
    {
        case.fail(failed("tidak ada 802.1X", "no 802.1X"), choose());
    }
    let weak = || say!("Batasi akses pengelolaan dengan cara lain.", "Limit access to its management in another way.");
    if case.attr::<bool>("can_disable_services") == Some(false) {
        case.warn(failed("layanan tak aman tidak dapat dimatikan", "unsafe services cannot be disabled"), weak());
    }
    if case.attr::<bool>("syslog") == Some(false) {
        case.warn(failed("tidak ada syslog", "no syslog"), weak());
    }
    case.pass(say!("pengelolaan aman", "secure management"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn protocols_tls_and_policy() {
        let rest = "can_disable_services = true\nsyslog = true";
        let judge = |attr: &str, policy: bool| {
            let policy = format!("[policy]\naccess_8021x = {policy}");
            Given::class("switch").attr(&format!("{attr}\n{rest}")).site(&policy).outcome("NET-06")
        };
        assert_eq!(judge("mgmt_protocols = [\"ssh\"]", false), Outcome::Pass);
        assert_eq!(judge("mgmt_protocols = [\"https\"]\ntls_max = \"1.2\"", false), Outcome::Pass);
        assert_eq!(judge("mgmt_protocols = [\"https\"]\ntls_max = \"1.1\"", false), Outcome::Fail);
        assert_eq!(judge("mgmt_protocols = [\"https\"]", false), Outcome::Unknown);
        assert_eq!(judge("mgmt_protocols = [\"telnet\", \"http\"]", false), Outcome::Fail);
        assert_eq!(judge("mgmt_protocols = [\"ssh\"]", true), Outcome::Unknown);
        assert_eq!(judge("mgmt_protocols = [\"ssh\"]\ndot1x = false", true), Outcome::Fail);
        let weak = Given::class("router")
            .attr("mgmt_protocols = [\"ssh\"]\ncan_disable_services = false\nsyslog = true")
            .site("[policy]\naccess_8021x = true");
        assert_eq!(weak.outcome("NET-06"), Outcome::Warn);
        assert_eq!(
            Given::class("switch").attr("switch_type = \"unmanaged\"").outcome("NET-06"),
            Outcome::NotApplicable
        );
    }
}
