//! WIF-04: is it of a generation worth buying?

use crate::compat::{
    attribute::ports,
    case::{Case, amount},
    class::Class,
    rule::{Grade, Rule, say},
    table::port::{declared, is_copper, speed_mbps},
};

/// The rule.
pub const RULE: Rule = Rule {
    id: "WIF-04",
    title: ["Generasi Wi-Fi", "Wi-Fi generation"],
    classes: &[Class::AccessPoint, Class::Laptop],
    grade: Grade::V,
    safety: false,
    note_only: true,
    basis: ["HPE Aruba, generasi Wi-Fi", "HPE Aruba, Wi-Fi generations"],
    text: [
        "Generasi Wi-Fi tidak di bawah batas; AP sebaiknya tidak di bawah armada dan tidak meninggalkan klien 2,4 GHz.",
        "The Wi-Fi generation must not be below the limit; an access point should not be below the fleet, nor leave 2.4 GHz clients behind.",
    ],
    judge,
};

fn judge(case: &mut Case<'_>) -> Option<()> {
    let is_ap = case.spec().item.class == Class::AccessPoint;
    if !is_ap && !case.is_on_wifi() {
        return case.skip();
    }
    if is_ap {
        surroundings(case);
    }
    let own: f64 = case.attr("wifi_generation")?;
    let least = case.thresholds().min_wifi_generation;
    let below = |than: f64| {
        say!(
            |lang| "Standar Wi-Fi {own} lebih rendah dari {y}.", "Standard Wi-Fi {own} is below {y}.";
            own = amount(lang, own), y = amount(lang, than)
        )
    };
    if own < least {
        case.fail(below(least), say!("Pilih generasi yang lebih baru.", "Choose a newer generation."));
    }
    if is_ap
        && let Some(fleet) = case.maybe_of_location("ap_generation", |place| place.ap_generation)
        && own < fleet
    {
        case.warn(
            below(fleet),
            say!(
                "Di bawah armada yang ada; pertimbangkan generasi yang sama.",
                "Below the fleet that is there; consider the same generation."
            ),
        );
    }
    case.pass(say!(|lang| "Wi-Fi {own}", "Wi-Fi {own}"; own = amount(lang, own)));
    Some(())
}

/// What clients and cables around an access point say.
fn surroundings(case: &mut Case<'_>) {
    let old = case.maybe_of_location("clients_24ghz_only", |place| place.clients_24ghz_only);
    if old.is_some_and(|old| old > 0.0) {
        let here = case.spec().target.location.as_deref().unwrap_or_default();
        let mut ssids =
            case.site().ssid.iter().filter(|ssid| ssid.locations.iter().any(|place| place == here)).peekable();
        if ssids.peek().is_some() && !ssids.any(|ssid| ssid.bands.iter().any(|band| band == "2.4")) {
            case.warn(
                say!(
                    "Ada klien yang hanya mengenal 2,4 GHz, tetapi tidak ada SSID di 2,4 GHz.",
                    "Some clients know 2.4 GHz only, but no SSID is on 2.4 GHz."
                ),
                say!("Siarkan satu SSID di 2,4 GHz.", "Broadcast one SSID on 2.4 GHz."),
            );
        }
    }
    let uplinks: &[String] = case.maybe("uplink_ports").unwrap_or_default();
    let fast = uplinks.iter().filter_map(|text| ports(text)).any(|(_, kind)| speed_mbps(kind) > 1000.0);
    let Some(reference) = fast.then(|| case.maybe_upstream()).flatten() else { return };
    let seen = case.maybe_seen(reference);
    let Some(device) = case.device_table(reference, seen.as_deref()) else { return };
    let Some(kinds) = case.maybe_declared(device, "ports", device.ports.as_ref()) else { return };
    if !declared(kinds).iter().any(|(_, kind)| is_copper(kind) && speed_mbps(kind) > 1000.0) {
        case.info(
            say!(
                "Port AP lebih cepat dari 1 Gbps, tetapi {reference} tidak punya port tembaga secepat itu.",
                "The access point's port is faster than 1 Gbps, but {reference} has no copper port as fast."
            ),
            say!("Kecepatan penuh memerlukan switch multigigabit.", "Full speed needs a multi-gigabit switch."),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::compat::given::Given;
    use model::compat::Outcome;

    fn ap(own: &str, place: &str) -> Given {
        Given::class("access_point")
            .attr(own)
            .site(&format!("[[location]]\nid = \"OPD/R\"\nopd = \"OPD\"\nupstream = \"SW\"\n{place}"))
    }

    #[test]
    fn limit_and_fleet() {
        assert_eq!(ap("wifi_generation = 5", "").outcome("WIF-04"), Outcome::Pass);
        assert_eq!(ap("wifi_generation = 4", "").outcome("WIF-04"), Outcome::Fail);
        assert_eq!(ap("wifi_generation = 5", "ap_generation = 6").outcome("WIF-04"), Outcome::Warn);
        assert_eq!(ap("", "").outcome("WIF-04"), Outcome::Unknown);
        assert_eq!(Given::class("laptop").attr("wifi_generation = 4").outcome("WIF-04"), Outcome::NotApplicable);
    }

    #[test]
    fn clients_and_cables_around_it() {
        let ssid = |bands: &str| {
            format!("[[ssid]]\nname = \"S\"\nlocations = [\"OPD/R\"]\nsecurity = \"open\"\nbands = [{bands}]")
        };
        let old = ap("wifi_generation = 6", "clients_24ghz_only = 3");
        assert_eq!(old.clone().site(&ssid("\"5\"")).outcome("WIF-04"), Outcome::Warn);
        assert_eq!(old.site(&ssid("\"2.4\", \"5\"")).outcome("WIF-04"), Outcome::Pass);
        let fast = ap("wifi_generation = 6\nuplink_ports = [\"1x2.5gbase-t\"]", "");
        let device = |kind: &str| format!("[[device]]\nref = \"SW\"\nports = [\"1-8={kind}\"]");
        assert_eq!(fast.clone().site(&device("1000base-t")).outcome("WIF-04"), Outcome::Info);
        assert_eq!(fast.site(&device("2.5gbase-t")).outcome("WIF-04"), Outcome::Pass);
    }
}
