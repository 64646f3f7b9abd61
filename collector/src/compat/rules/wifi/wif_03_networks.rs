//! WIF-03: can it carry all networks of its place, each on its VLAN?

use super::networks::here;
use crate::compat::{
    case::{Case, amount, list},
    class::Class,
    rule::{Grade, Rule, say},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "WIF-03",
    title: ["Jumlah SSID dan VLAN", "SSIDs and VLANs"],
    classes: &[Class::AccessPoint],
    grade: Grade::E,
    safety: false,
    note_only: false,
    basis: ["IEEE 802.1Q; rancangan pantau", "IEEE 802.1Q; design of pantau"],
    text: [
        "AP harus dapat menyiarkan semua SSID lokasi, masing-masing pada VLAN-nya; VLAN SSID harus ada di lokasi.",
        "The access point must broadcast all SSIDs of the location, each on its VLAN; the VLANs of SSIDs must exist at the location.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let most: Option<f64> = case.attr("max_ssids");
    let ssids = here(case)?;
    let count = ssids.len();
    let told = |id: &str, en: &str| {
        [
            format!("Lokasi menyiarkan {count} SSID; kandidat {id}."),
            format!("The location broadcasts {count} SSIDs; the candidate supports {en}."),
        ]
    };
    let choose = || say!("Pilih AP lain atau kurangi SSID.", "Choose another access point, or fewer SSIDs.");
    if let Some(most) = most.filter(|most| *most < count as f64) {
        let most = amount(model::Lang::En, most);
        case.fail(told(&format!("hanya {most}"), &format!("{most} only")), choose());
    }
    let vlans: Vec<u16> = ssids.iter().filter_map(|ssid| case.maybe_declared(*ssid, "vlan", ssid.vlan)).collect();
    if !vlans.is_empty() {
        if case.attr::<bool>("vlan_per_ssid") == Some(false) {
            case.fail(told("tidak mendukung VLAN per SSID", "no VLAN per SSID"), choose());
        }
        if let Some(known) = case.of_location("vlans", |location| location.vlans.as_ref()) {
            let strange: Vec<String> = vlans.iter().filter(|vlan| !known.contains(vlan)).map(u16::to_string).collect();
            if !strange.is_empty() {
                let names = list(strange);
                case.warn(
                    say!(
                        "VLAN {names} milik SSID belum ada di lokasi ini.",
                        "VLAN {names} of the SSIDs does not exist at this location yet."
                    ),
                    say!("Atur trunk ke AP.", "Configure the trunk to the access point."),
                );
            }
        }
    }
    case.pass(say!("dapat menyiarkan {count} SSID", "can broadcast {count} SSIDs"));
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn judge(own: &str, vlan: &str, vlans: &str) -> Outcome {
        let ssid = |name: &str, vlan: &str| {
            format!(
                "[[ssid]]\nname = \"{name}\"\nlocations = [\"OPD/R\"]\nsecurity = \"open\"\nbands = [\"5\"]\n{vlan}\n"
            )
        };
        let place = format!("[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\n{vlans}\n");
        Given::class("access_point").attr(own).site(&(ssid("A", vlan) + &ssid("B", "") + &place)).outcome("WIF-03")
    }

    #[test]
    fn number_and_vlans() {
        for (own, vlan, vlans, outcome) in [
            ("max_ssids = 2", "", "", Outcome::Pass),
            ("max_ssids = 1", "", "", Outcome::Fail),
            ("max_ssids = 4", "vlan = 30", "vlans = [30]", Outcome::Unknown),
            ("max_ssids = 4\nvlan_per_ssid = true", "vlan = 30", "vlans = [30]", Outcome::Pass),
            ("max_ssids = 4\nvlan_per_ssid = true", "vlan = 30", "vlans = [10]", Outcome::Warn),
            ("max_ssids = 4\nvlan_per_ssid = true", "vlan = 30", "", Outcome::Unknown),
            ("max_ssids = 4\nvlan_per_ssid = false", "vlan = 30", "vlans = [30]", Outcome::Fail),
            ("", "", "", Outcome::Unknown),
        ] {
            assert_eq!(judge(own, vlan, vlans), outcome, "{own} {vlan} {vlans}");
        }
        assert_eq!(Given::class("access_point").attr("max_ssids = 4").outcome("WIF-03"), Outcome::Unknown);
    }
}
