//! NET-09: is it fast enough for the internet that is paid for?

use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "NET-09",
    title: ["Kapasitas WAN", "WAN capacity"],
    classes: &[Class::Router, Class::Firewall],
    grade: Grade::E,
    safety: false,
    note_only: false,
    basis: ["rancangan pantau", "design of pantau"],
    text: [
        "Throughput dengan filter dan NAT harus menutup kontrak internet, dengan cadangan; VPN harus menutup pemakaian VPN.",
        "Throughput with filter and NAT must cover the internet contract, with headroom; VPN must cover the use of VPNs.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let through: Option<f64> = case.attr("throughput_imix_mbps");
    let opd = case.opd()?;
    let Some(contract) = case.site().contract.iter().find(|contract| contract.opd == opd) else {
        case.no_table("contract", opd);
        return None;
    };
    let mbps = case.declared(contract, "mbps", Some(contract.mbps))?;
    let headroom = case.thresholds().wan_headroom;
    if let Some(through) = through
        && through < headroom * mbps - 1e-9
    {
        let what = say!(
            |lang| "Throughput {x} Mbps < kontrak internet {y} Mbps × {h}.",
            "Throughput {x} Mbps < internet contract {y} Mbps × {h}.";
            x = amount(lang, through), y = amount(lang, mbps), h = amount(lang, if through < mbps { 1.0 } else { headroom })
        );
        if through < mbps {
            case.fail(what, say!("Pilih perangkat yang lebih cepat.", "Choose a faster device."));
        } else {
            case.warn(
                what,
                say!("Cadangan kurang untuk kontrak berikutnya.", "Little headroom for the next contract."),
            );
        }
    }
    let vpn = case.maybe_declared(contract, "vpn_p95_mbps", contract.vpn_p95_mbps).unwrap_or(0.0);
    if vpn > 0.0
        && let Some(own) = case.attr::<f64>("vpn_throughput_mbps")
        && own < headroom * vpn - 1e-9
    {
        case.warn(
            say!(
                |lang| "Throughput VPN {x} Mbps < pemakaian VPN {y} Mbps × {h}.",
                "VPN throughput {x} Mbps < use of VPNs {y} Mbps × {h}.";
                x = amount(lang, own), y = amount(lang, vpn), h = amount(lang, headroom)
            ),
            say!("Pilih perangkat dengan VPN lebih cepat.", "Choose a device with faster VPNs."),
        );
    }
    case.pass(say!(|lang| "throughput menutup kontrak {y} Mbps", "throughput covers the contract of {y} Mbps"; y = amount(lang, mbps)));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn contract_and_vpn() {
        for (attr, contract, outcome) in [
            ("throughput_imix_mbps = 130", "mbps = 100", Outcome::Pass),
            ("throughput_imix_mbps = 129", "mbps = 100", Outcome::Warn),
            ("throughput_imix_mbps = 99", "mbps = 100", Outcome::Fail),
            ("", "mbps = 100", Outcome::Unknown),
            ("throughput_imix_mbps = 500", "mbps = 100\nvpn_p95_mbps = 10", Outcome::Unknown),
            ("throughput_imix_mbps = 500\nvpn_throughput_mbps = 13", "mbps = 100\nvpn_p95_mbps = 10", Outcome::Pass),
            ("throughput_imix_mbps = 500\nvpn_throughput_mbps = 12", "mbps = 100\nvpn_p95_mbps = 10", Outcome::Warn),
        ] {
            let given = Given::class("router").attr(attr).site(&format!("[[contract]]\nopd = \"OPD\"\n{contract}"));
            assert_eq!(given.outcome("NET-09"), outcome, "{attr} {contract}");
        }
        assert_eq!(Given::class("router").attr("throughput_imix_mbps = 1").outcome("NET-09"), Outcome::Unknown);
    }
}
