//! SFP-04: does the host accept the module and bear its power?

use super::cage;
use crate::compat::{
    case::{Case, amount, list},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "SFP-04",
    title: ["Kebijakan pemasok optik", "Vendor coding and power"],
    classes: &[Class::Transceiver],
    grade: Grade::V,
    safety: false,
    note_only: true,
    basis: ["panduan modul HPE Aruba; SFF-8472", "HPE Aruba transceiver guide; SFF-8472"],
    text: [
        "Perangkat yang hanya menerima modul terdaftar memerlukan modul dengan kode pemasoknya; daya modul tidak boleh melebihi slot.",
        "A host that accepts listed modules only needs one coded for its vendor; the module's power must not exceed the cage's.",
    ],
    judge,
};

/// Vendors known to watch over what is plugged in.
const STRICT: [&str; 3] = ["Cisco", "HPE", "Aruba"];

fn judge(case: &mut Case<'_>) -> Option<()> {
    if case.maybe::<bool>("ddm") == Some(false) {
        case.info(
            say!(
                "Modul tanpa DDM: daya optiknya tidak terpantau.",
                "The module has no DDM: its optical power stays unseen."
            ),
            say!("Pilih modul dengan DDM bila ada.", "Choose one with DDM where there is."),
        );
    }
    let power: Option<f64> = case.attr("power_max_w");
    let host = cage::host(case)?;
    let device = host.device;
    let most = device.and_then(|device| case.maybe_declared(device, "cage_power_w", device.cage_power_w));
    match (power, most) {
        (Some(power), Some(most)) if power > most => case.fail(
            say!(
                |lang| "Modul {p} W melebihi daya slot {m} W.", "The module's {p} W exceed the cage's {m} W.";
                p = amount(lang, power), m = amount(lang, most)
            ),
            say!("Pilih modul dengan daya lebih rendah.", "Choose a module of less power."),
        ),
        (_, None) => case.no_key("device", "cage_power_w", host.reference),
        _ => {}
    }
    let policy =
        device.and_then(|device| case.maybe_declared(device, "optics_policy", device.optics_policy.as_deref()));
    if policy == Some("any") {
        case.pass(say!("perangkat menerima modul apa pun", "the host accepts any module"));
        return Some(());
    }
    let vendor = host.seen.as_ref().and_then(|seen| case.observed(seen, "vendor", seen.facts.vendor.clone()));
    if host.seen.is_none() {
        case.seen(host.reference);
    }
    let vendor = vendor?;
    let strict = STRICT.iter().any(|strict| strict.eq_ignore_ascii_case(&vendor));
    let policy = match policy {
        Some(policy) => policy,
        None if strict => "listed_warn",
        None => {
            case.no_key("device", "optics_policy", host.reference);
            return None;
        }
    };
    let coded: &[String] = case.attr("coded_for")?;
    if !coded.iter().any(|coded| coded.eq_ignore_ascii_case(&vendor)) {
        let names = list(coded);
        let what = say!(
            "Switch {vendor} menolak/mengabaikan dukungan untuk modul pihak ketiga; modul ini berkode {names}.",
            "Switch {vendor} refuses third-party modules or drops their support; this module is coded for {names}."
        );
        let to_do = say!("Pesan modul dengan kode {vendor}.", "Order modules coded for {vendor}.");
        if policy == "listed_only" { case.fail(what, to_do) } else { case.warn(what, to_do) }
    }
    case.pass(say!("modul berkode {vendor}", "the module is coded for {vendor}"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn judge(own: &str, device: &str, vendor: &str) -> Outcome {
        Given::class("transceiver")
            .attr(&format!("power_max_w = 1\n{own}"))
            .target("host = { device = \"SW\", port = 1 }")
            .site(&format!("[[device]]\nref = \"SW\"\ncage_power_w = 1.5\n{device}"))
            .record(&format!(r#""sys_name":"SW","vendor":"{vendor}""#))
            .outcome("SFP-04")
    }

    #[test]
    fn coding_and_power() {
        for (own, device, vendor, outcome) in [
            ("", "optics_policy = \"any\"", "X", Outcome::Pass),
            ("ddm = false", "optics_policy = \"any\"", "X", Outcome::Info),
            ("coded_for = [\"cisco\"]", "", "Cisco", Outcome::Pass),
            ("coded_for = [\"generic\"]", "", "Cisco", Outcome::Warn),
            ("coded_for = [\"generic\"]", "optics_policy = \"listed_only\"", "X", Outcome::Fail),
            ("coded_for = [\"generic\"]", "", "MikroTik", Outcome::Unknown),
            ("", "optics_policy = \"listed_warn\"", "X", Outcome::Unknown),
        ] {
            assert_eq!(judge(own, device, vendor), outcome, "{own} {device} {vendor}");
        }
        let hot = Given::class("transceiver").attr("power_max_w = 2").target("host = { device = \"SW\" }");
        let hot = hot.site("[[device]]\nref = \"SW\"\ncage_power_w = 1.5\noptics_policy = \"any\"");
        assert_eq!(hot.outcome("SFP-04"), Outcome::Fail);
    }
}
