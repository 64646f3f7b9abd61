//! NET-07: does it speak IPv6 as far as the network will?

use crate::compat::{
    case::Case,
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "NET-07",
    title: ["IPv6", "IPv6"],
    classes: &[Class::Router, Class::Firewall, Class::Server, Class::Switch, Class::AccessPoint],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["RIPE-772", "RIPE-772"],
    text: [
        "Router dan firewall perlu IPv6 penuh, server paling sedikit sebagai host, bila kebijakan memakai atau merencanakan IPv6.",
        "Routers and firewalls need full IPv6, servers at least as a host, where the policy uses or plans IPv6.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let policy = case.policy("ipv6", |policy| policy.ipv6.as_deref())?;
    if policy == "none" {
        return case.skip();
    }
    let level: &str = case.attr("ipv6")?;
    let enough = match case.spec().item.class {
        Class::Router | Class::Firewall => level == "full",
        Class::Server => matches!(level, "host" | "full"),
        _ => {
            if level == "none" {
                case.info(
                    say!(
                        "Kandidat tidak mengenal IPv6; meneruskannya tetap bisa.",
                        "The candidate knows no IPv6; it still forwards it."
                    ),
                    say!("Pengelolaannya tetap lewat IPv4.", "It is managed by IPv4."),
                );
            }
            true
        }
    };
    if !enough {
        let what = say!(
            "Kandidat tidak memenuhi kebutuhan IPv6: dukungannya {level}, kebijakan {policy} (RIPE-772).",
            "Candidate does not meet the IPv6 requirement: it supports {level}, the policy is {policy} (RIPE-772)."
        );
        let to_do = say!("Pilih perangkat dengan IPv6 penuh.", "Choose a device with full IPv6.");
        if policy == "active" { case.fail(what, to_do) } else { case.warn(what, to_do) }
    }
    case.pass(say!("IPv6 {level}", "IPv6 {level}"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn policy_and_class_decide() {
        for (class, level, policy, outcome) in [
            ("router", "full", "active", Outcome::Pass),
            ("router", "host", "active", Outcome::Fail),
            ("router", "host", "planned", Outcome::Warn),
            ("server", "host", "active", Outcome::Pass),
            ("server", "mgmt", "active", Outcome::Fail),
            ("switch", "none", "active", Outcome::Info),
            ("switch", "mgmt", "active", Outcome::Pass),
            ("router", "none", "none", Outcome::NotApplicable),
        ] {
            let given = Given::class(class)
                .attr(&format!("ipv6 = \"{level}\""))
                .site(&format!("[policy]\nipv6 = \"{policy}\""));
            assert_eq!(given.outcome("NET-07"), outcome, "{class} {level} {policy}");
        }
        assert_eq!(Given::class("router").attr("ipv6 = \"full\"").outcome("NET-07"), Outcome::Unknown);
        assert_eq!(Given::class("router").site("[policy]\nipv6 = \"active\"").outcome("NET-07"), Outcome::Unknown);
    }
}
