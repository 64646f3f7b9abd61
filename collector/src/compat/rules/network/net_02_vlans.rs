//! NET-02: does it carry the VLANs of its place?

use crate::compat::{
    case::{Case, amount, list},
    class::Class,
    rule::{Grade, Rule, say},
};
use std::collections::BTreeSet;

/// The rule.
pub const RULE: Rule = Rule {
    id: "NET-02",
    title: ["VLAN", "VLANs"],
    classes: &[Class::Switch, Class::AccessPoint, Class::Router, Class::Phone],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["IEEE 802.1Q", "IEEE 802.1Q"],
    text: [
        "Bila lokasi (atau perangkat yang diganti) memakai VLAN, kandidat harus mendukung 802.1Q dan cukup banyak VLAN.",
        "Where the location (or a replaced device) uses VLANs, the candidate needs 802.1Q and room for enough VLANs.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let declared = case.maybe_of_location("vlans", |location| location.vlans.as_ref()).cloned();
    let mut vlans: BTreeSet<u16> = declared.iter().flatten().copied().collect();
    let mut known = declared.is_some();
    for reference in &case.spec().target.replaces {
        let Some(seen) = case.maybe_seen(reference) else { continue };
        let own: Vec<u16> = seen.facts.vlans.iter().filter_map(|vlan| vlan.id).filter(|id| *id != 1).collect();
        if !seen.facts.vlans.is_empty() {
            known = true;
            case.maybe_observed(&seen, "vlans", Some(own.clone()));
            vlans.extend(own);
        }
    }
    if !known {
        case.of_location("vlans", |location| location.vlans.as_ref());
    } else if vlans.is_empty() {
        case.pass(say!("lokasi ini tidak memakai VLAN", "this location uses no VLANs"));
        return Some(());
    }
    let tagged = if case.maybe::<&str>("switch_type") == Some("unmanaged") { false } else { case.attr("vlan_8021q")? };
    if !known {
        return None;
    }
    let names = list(vlans.iter().map(u16::to_string));
    if !tagged {
        case.fail(
            say!(
                "Lokasi ini memakai VLAN {names}; kandidat tidak mendukung 802.1Q.",
                "This location uses VLANs {names}; the candidate has no 802.1Q."
            ),
            say!("Pilih perangkat dengan VLAN 802.1Q.", "Choose a device with 802.1Q VLANs."),
        );
        return Some(());
    }
    if case.spec().item.class == Class::Phone {
        case.pass(say!("mendukung 802.1Q", "supports 802.1Q"));
        return Some(());
    }
    let most: f64 = case.attr("max_vlans")?;
    let count = vlans.len() as f64;
    let headroom = (count * case.thresholds().vlan_headroom - 1e-9).ceil();
    if most < headroom {
        let what = say!(
            |lang| "Lokasi ini memakai {n} VLAN ({names}); kandidat mendukung {most}.",
            "This location uses {n} VLANs ({names}); the candidate supports {most}.";
            n = amount(lang, count), most = amount(lang, most)
        );
        if most < count {
            case.fail(what, say!("Pilih perangkat dengan VLAN lebih banyak.", "Choose a device with more VLANs."));
        } else {
            case.warn(what, say!("Hampir tidak ada ruang untuk VLAN baru.", "There is hardly room for new VLANs."));
        }
    }
    case.pass(say!("mendukung VLAN {names}", "supports VLANs {names}"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn place(vlans: &str) -> Given {
        Given::class("switch").site(&format!("[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\nvlans = [{vlans}]"))
    }

    #[test]
    fn support_and_room() {
        let five = place("10, 20, 30, 40, 50");
        for (attr, outcome) in [
            ("vlan_8021q = true\nmax_vlans = 6", Outcome::Pass),
            ("vlan_8021q = true\nmax_vlans = 5", Outcome::Warn),
            ("vlan_8021q = true\nmax_vlans = 4", Outcome::Fail),
            ("vlan_8021q = true", Outcome::Unknown),
            ("vlan_8021q = false", Outcome::Fail),
            ("switch_type = \"unmanaged\"", Outcome::Fail),
            ("", Outcome::Unknown),
        ] {
            assert_eq!(five.clone().attr(attr).outcome("NET-02"), outcome, "{attr}");
        }
        assert_eq!(place("").outcome("NET-02"), Outcome::Pass);
        assert_eq!(Given::class("switch").attr("vlan_8021q = true").outcome("NET-02"), Outcome::Unknown);
    }

    #[test]
    fn what_a_replaced_device_carries_counts() {
        let given = Given::class("router").target("replaces = [\"OLD\"]").attr("vlan_8021q = false");
        let old = given.record(r#""sys_name":"OLD","vlans":[{"id":1},{"id":7}]"#);
        assert_eq!(old.outcome("NET-02"), Outcome::Fail);
    }
}
