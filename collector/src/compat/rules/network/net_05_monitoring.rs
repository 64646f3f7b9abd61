//! NET-05: can it be watched?

use crate::compat::{
    case::{Case, list},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "NET-05",
    title: ["Dapat dipantau", "Can be monitored"],
    classes: &[
        Class::Switch,
        Class::Router,
        Class::Firewall,
        Class::AccessPoint,
        Class::Radio,
        Class::Server,
        Class::Nas,
        Class::Nvr,
        Class::Camera,
        Class::Printer,
        Class::Phone,
    ],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["Peraturan BSSN 4/2021 Pasal 33 ayat (1) huruf d", "BSSN Regulation 4/2021 Pasal 33(1)d"],
    text: [
        "Perangkat harus mendukung SNMP atau antarmuka pengelolaan lain; SNMPv3 lebih baik; switch dan AP sebaiknya mendukung LLDP.",
        "The device must speak SNMP or another management interface; SNMPv3 is better; switches and access points should speak LLDP.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let class = case.spec().item.class;
    let unmanaged = case.maybe::<&str>("switch_type") == Some("unmanaged");
    let none: &[String] = &[];
    let snmp: Option<&[String]> = case.maybe("snmp_versions").or(unmanaged.then_some(none));
    let api: Option<&[String]> = case.maybe("mgmt_api").or(unmanaged.then_some(none));
    let can = |way: Option<&[String]>| way.is_some_and(|way| !way.is_empty());
    if !can(snmp) && !can(api) {
        if snmp.is_none() || api.is_none() {
            // One of them is enough, so what is not stated is missed.
            let _: (Option<&[String]>, Option<&[String]>) =
                (snmp.or_else(|| case.attr("snmp_versions")), api.or_else(|| case.attr("mgmt_api")));
        } else {
            let what = say!(
                "Perangkat tidak dapat dipantau: SNMP dan API tidak didukung.",
                "The device cannot be monitored: SNMP and API not supported."
            );
            let to_do = say!("Pilih perangkat dengan SNMPv3.", "Choose a device with SNMPv3.");
            if matches!(class, Class::Printer | Class::Camera | Class::Nvr | Class::Phone) {
                case.warn(what, to_do);
            } else {
                case.fail(what, to_do);
            }
        }
    } else if let Some(versions) = snmp.filter(|versions| !versions.is_empty() && !versions.iter().any(|v| v == "3"))
        && !can(api)
    {
        let versions = list(versions);
        case.warn(
            say!("Hanya SNMPv{versions}: lemah.", "SNMP v{versions} only: weak."),
            say!(
                "Batasi akses SNMP ke kolektor, atau pilih perangkat dengan SNMPv3.",
                "Limit SNMP to the collector, or choose a device with SNMPv3."
            ),
        );
    }
    if matches!(class, Class::Switch | Class::AccessPoint) && case.attr::<bool>("lldp") == Some(false) {
        case.warn(
            say!("Tidak mendukung LLDP: tetangganya tidak terlihat.", "No LLDP: its neighbours stay unseen."),
            say!("Catat sambungannya dengan tangan.", "Write its connections down by hand."),
        );
    }
    case.pass(say!("dapat dipantau", "can be monitored"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    #[test]
    fn one_way_to_watch_it_is_enough() {
        for (class, attr, outcome) in [
            ("router", "snmp_versions = [\"2c\", \"3\"]", Outcome::Pass),
            ("router", "mgmt_api = [\"rest\"]", Outcome::Pass),
            ("router", "snmp_versions = [\"2c\"]", Outcome::Warn),
            ("router", "snmp_versions = [\"2c\"]\nmgmt_api = [\"rest\"]", Outcome::Pass),
            ("router", "snmp_versions = []\nmgmt_api = []", Outcome::Fail),
            ("printer", "snmp_versions = []\nmgmt_api = []", Outcome::Warn),
            ("router", "snmp_versions = []", Outcome::Unknown),
            ("router", "", Outcome::Unknown),
            ("switch", "snmp_versions = [\"3\"]", Outcome::Unknown),
            ("switch", "snmp_versions = [\"3\"]\nlldp = false", Outcome::Warn),
            ("switch", "switch_type = \"unmanaged\"", Outcome::Fail),
            ("ups", "", Outcome::NotApplicable),
        ] {
            assert_eq!(Given::class(class).attr(attr).outcome("NET-05"), outcome, "{class} {attr}");
        }
    }
}
