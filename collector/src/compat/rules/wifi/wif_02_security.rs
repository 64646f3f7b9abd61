//! WIF-02: does it speak the security of the networks at its place?

use super::networks::{here, modes};
use crate::compat::{
    case::{Case, list},
    class::Class,
    rule::{Grade, Rule, say},
    site::Ssid,
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "WIF-02",
    title: ["Keamanan SSID", "SSID security"],
    classes: &[],
    grade: Grade::V,
    safety: false,
    note_only: false,
    basis: ["HPE Aruba, generasi Wi-Fi; Mist tentang 6 GHz", "HPE Aruba, Wi-Fi generations; Mist on 6 GHz"],
    text: [
        "AP harus mendukung keamanan semua SSID lokasi; di 6 GHz hanya WPA3 atau OWE. Klien harus dapat masuk ke salah satunya.",
        "An access point must support the security of every SSID of the location; on 6 GHz WPA3 or OWE only. A client must be able to join one.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let is_ap = case.spec().item.class == Class::AccessPoint;
    if !is_ap && !case.is_on_wifi() {
        return case.skip();
    }
    let own: Option<&[String]> = case.attr("wifi_security");
    let ssids = here(case)?;
    if is_ap { access_point(case, own, &ssids) } else { client(case, own?, ssids) }
}

fn access_point(case: &mut Case<'_>, own: Option<&[String]>, ssids: &[&Ssid]) -> Option<()> {
    for ssid in ssids {
        let (name, mode) = (&ssid.name, &ssid.security);
        if ssid.bands.iter().any(|band| band == "6") && !(mode.starts_with("wpa3-") || mode == "owe") {
            case.fail(
                say!(
                    "SSID {name} di 6 GHz memakai {mode}; di 6 GHz wajib WPA3 atau OWE.",
                    "SSID {name} on 6 GHz uses {mode}; 6 GHz demands WPA3 or OWE."
                ),
                say!(
                    "Ubah keamanan SSID atau cabut dari 6 GHz.",
                    "Change the security of the SSID, or take it off 6 GHz."
                ),
            );
        }
        if let Some(own) = own
            && !modes(mode).iter().all(|mode| own.iter().any(|known| known == mode))
        {
            refused(case, name, mode, own);
        }
    }
    if let Some(planned) =
        case.maybe_typed("target", "planned_security", case.spec().target.planned_security.as_deref())
        && planned.starts_with("wpa3-")
        && case
            .of_location("wpa2_only_clients_percent", |place| place.wpa2_only_clients_percent)
            .is_some_and(|old| old > 0.0)
    {
        case.warn(
            say!(
                "Rencana {planned}: masih ada klien yang hanya mengenal WPA2.",
                "Plan {planned}: some clients know WPA2 only."
            ),
            say!(
                "Pakai mode transisi sampai klien lama diganti.",
                "Use transition mode until the old clients are replaced."
            ),
        );
    }
    own?;
    case.pass(say!("mendukung keamanan semua SSID lokasi", "supports the security of all SSIDs of the location"));
    Some(())
}

fn client(case: &mut Case<'_>, own: &[String], mut ssids: Vec<&Ssid>) -> Option<()> {
    if let Some(wanted) = case.maybe_typed("target", "ssid", case.spec().target.ssid.as_deref()) {
        ssids.retain(|ssid| ssid.name == wanted);
        if ssids.is_empty() {
            case.no_table("ssid", wanted);
        }
    }
    if ssids.is_empty() {
        case.no_table("ssid", "");
        return None;
    }
    let joins = |ssid: &&&Ssid| {
        let modes = modes(&ssid.security);
        modes.is_empty() || modes.iter().any(|mode| own.iter().any(|known| known == mode))
    };
    match ssids.iter().find(joins) {
        Some(ssid) => {
            let name = &ssid.name;
            case.pass(say!("dapat masuk ke SSID {name}", "can join SSID {name}"));
        }
        None => ssids.iter().for_each(|ssid| refused(case, &ssid.name, &ssid.security, own)),
    }
    Some(())
}

fn refused(case: &mut Case<'_>, name: &str, mode: &str, own: &[String]) {
    let own = list(own);
    case.fail(
        say!(
            "SSID {name} memakai {mode}; kandidat hanya {own}.",
            "SSID {name} uses {mode}; the candidate supports {own} only."
        ),
        say!("Pilih perangkat dengan keamanan itu.", "Choose a device with that security."),
    );
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn ssid(security: &str, bands: &str) -> String {
        format!(
            "[[ssid]]\nname = \"S-{security}\"\nlocations = [\"OPD/R\"]\nsecurity = \"{security}\"\nbands = [{bands}]\n"
        )
    }

    #[test]
    fn an_access_point_speaks_all_of_them() {
        let judge = |own: &str, site: &str| {
            Given::class("access_point").attr(&format!("wifi_security = [{own}]")).site(site).outcome("WIF-02")
        };
        let transition = ssid("wpa2-wpa3-personal", "\"5\"");
        assert_eq!(judge("\"wpa2-personal\", \"wpa3-personal\"", &transition), Outcome::Pass);
        assert_eq!(judge("\"wpa2-personal\"", &transition), Outcome::Fail);
        assert_eq!(judge("", &ssid("open", "\"5\"")), Outcome::Pass);
        assert_eq!(judge("\"wpa2-personal\"", &ssid("wpa2-personal", "\"5\", \"6\"")), Outcome::Fail);
        assert_eq!(judge("\"owe\"", &ssid("owe", "\"6\"")), Outcome::Pass);
        assert_eq!(judge("\"owe\"", ""), Outcome::Unknown);
        let planned = Given::class("access_point")
            .attr("wifi_security = [\"wpa3-personal\"]")
            .target("planned_security = \"wpa3-personal\"");
        let planned = planned.site(&ssid("wpa3-personal", "\"5\""));
        assert_eq!(planned.outcome("WIF-02"), Outcome::Unknown);
        let place = "[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\nwpa2_only_clients_percent = 3";
        assert_eq!(planned.site(place).outcome("WIF-02"), Outcome::Warn);
    }

    #[test]
    fn a_client_joins_one_of_them() {
        let judge = |own: &str, site: &str| {
            let laptop =
                Given::class("laptop").target("connection = \"wifi\"").attr(&format!("wifi_security = [{own}]"));
            laptop.site(site).outcome("WIF-02")
        };
        assert_eq!(judge("\"wpa2-personal\"", &ssid("wpa2-wpa3-personal", "\"5\"")), Outcome::Pass);
        assert_eq!(judge("\"wpa2-personal\"", &ssid("wpa3-personal", "\"5\"")), Outcome::Fail);
        assert_eq!(judge("\"wpa2-personal\"", "complete = [\"ssid\"]"), Outcome::Unknown);
        assert_eq!(Given::class("laptop").outcome("WIF-02"), Outcome::NotApplicable);
    }
}
