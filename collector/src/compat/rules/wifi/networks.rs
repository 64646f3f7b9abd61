//! The wireless networks of a place, and what can join them.

use crate::compat::{case::Case, site::Ssid};

/// Those that are declared for the location. Missed where none is and the list is not said to be complete.
pub fn here<'w>(case: &mut Case<'w>) -> Option<Vec<&'w Ssid>> {
    let location = case.target("location", case.spec().target.location.as_deref())?;
    let here = |ssid: &&Ssid| ssid.locations.iter().any(|place| place == location);
    let found: Vec<&Ssid> = case.site().ssid.iter().filter(here).collect();
    if found.is_empty() && !case.is_complete("ssid") {
        case.no_table("ssid", location);
        return None;
    }
    for ssid in &found {
        case.maybe_declared(*ssid, "security", Some(ssid.security.as_str()));
    }
    Some(found)
}

/// Modes that a network asks for; of several any one lets a client in.
pub fn modes(security: &str) -> &[&str] {
    match security {
        "wpa2-wpa3-personal" => &["wpa2-personal", "wpa3-personal"],
        "wpa2-personal" => &["wpa2-personal"],
        "wpa2-enterprise" => &["wpa2-enterprise"],
        "wpa3-personal" => &["wpa3-personal"],
        "wpa3-enterprise" => &["wpa3-enterprise"],
        "owe" => &["owe"],
        _ => &[],
    }
}
