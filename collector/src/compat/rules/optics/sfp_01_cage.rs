//! SFP-01: does the module go into the cage, and does the cage run at its rate?

use super::cage;
use crate::compat::{
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
    table::port::speed_mbps,
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "SFP-01",
    title: ["Modul dan slot", "Module and cage"],
    classes: &[Class::Transceiver],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: [
        "catatan pemasok tentang 1G di slot SFP+, dokumen produk",
        "vendor notes on 1G in SFP+ cages, product documents",
    ],
    text: [
        "Keluarga modul dan slot harus sama (SFP atau QSFP), laju modul tidak melebihi slot; laju lebih rendah hanya bila perangkat mendukungnya.",
        "Module and cage must be of one family (SFP or QSFP), the rate not above the cage's; a lower rate only where the host supports it.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let form: Option<&str> = case.attr("form_factor");
    let rate: Option<f64> = case.attr("rate_mbps");
    let host = cage::host(case)?;
    let kind = cage::kind(case, &host)?;
    let choose = || say!("Pilih modul yang sesuai slot.", "Choose a module that suits the cage.");
    let module = form.unwrap_or("?");
    let told = |id: &str, en: &str| {
        [format!("Modul {module} pada slot {kind}: {id}."), format!("Module {module} in cage {kind}: {en}.")]
    };
    let Some(wide) = cage::is_wide(&kind) else {
        case.fail(told("bukan slot modul", "no cage for modules"), choose());
        return Some(());
    };
    let (form, rate) = (form?, rate?);
    let most = speed_mbps(&kind);
    if form.starts_with("qsfp") != wide {
        case.fail(told("bentuk berbeda", "another form"), choose());
    } else if rate > most {
        case.fail(told("modul lebih cepat daripada slot", "the module is faster than the cage"), choose());
    } else if rate < most {
        let rates = host.device.and_then(|device| device.cage_rates_mbps.as_ref());
        match (rates, case.device_table(host.reference, host.seen.as_deref())) {
            (Some(rates), Some(device)) => {
                let words: Vec<String> = rates.iter().map(|rate| rate.to_string()).collect();
                case.maybe_declared(device, "cage_rates_mbps", Some(words));
                if !rates.contains(&rate) {
                    case.fail(
                        told("slot tidak mendukung laju modul", "the cage does not support the module's rate"),
                        choose(),
                    );
                }
            }
            _ => {
                let name = host.name();
                case.warn(
                    told("laju lebih rendah daripada slot", "its rate is below the cage's"),
                    say!("Pastikan {name} mendukung laju itu.", "Make sure that {name} supports that rate."),
                );
            }
        }
    }
    case.pass(say!(|lang| "modul {form} {r} Mbps pada slot {kind}", "module {form} at {r} Mbps in cage {kind}"; r = amount(lang, rate)));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn family_and_rate() {
        let judge = |form: &str, rate: u32, device: &str| {
            Given::class("transceiver")
                .attr(&format!("form_factor = \"{form}\"\nrate_mbps = {rate}"))
                .target("host = { device = \"SW\", port = 25 }")
                .site(&format!("[[device]]\nref = \"SW\"\n{device}"))
                .outcome("SFP-01")
        };
        let plus = "ports = [\"25-28=10gbase-x-sfpp\"]";
        for (form, rate, device, outcome) in [
            ("sfp+", 10_000, plus, Outcome::Pass),
            ("sfp", 1000, plus, Outcome::Warn),
            ("sfp", 1000, "ports = [\"25=10gbase-x-sfpp\"]\ncage_rates_mbps = [1000, 10000]", Outcome::Pass),
            ("sfp", 1000, "ports = [\"25=10gbase-x-sfpp\"]\ncage_rates_mbps = [10000]", Outcome::Fail),
            ("sfp+", 10_000, "ports = [\"25=1000base-x-sfp\"]", Outcome::Fail),
            ("sfp+", 10_000, "ports = [\"25=40gbase-x-qsfpp\"]", Outcome::Fail),
            ("sfp+", 10_000, "ports = [\"25=1000base-t\"]", Outcome::Fail),
            ("sfp+", 10_000, "", Outcome::Unknown),
        ] {
            assert_eq!(judge(form, rate, device), outcome, "{form} {rate} {device}");
        }
        let seen = Given::class("transceiver")
            .attr("form_factor = \"sfp\"\nrate_mbps = 1000")
            .target("host = { device = \"SW\", port = \"sfp1\" }")
            .record(r#""sys_name":"SW","ports":[{"if_index":9,"name":"sfp1","form_factor":"sfp"}]"#);
        assert_eq!(seen.outcome("SFP-01"), Outcome::Pass);
    }
}
