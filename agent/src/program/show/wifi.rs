//! The lines of Wi-Fi: which network, how strong, how fast.

use super::joined;
use model::{
    Lang,
    lang::{decimal, scaled},
    record::{Facts, Radio, RadioClient},
};

/// Adds one line for each radio that is in a network.
pub(super) fn lines(lang: Lang, facts: &Facts, rows: &mut Vec<(&'static str, String)>) {
    for radio in facts.wireless_radios.iter().filter(|radio| !radio.ssids.is_empty()) {
        let other = facts.wireless_clients.iter().find(|client| client.radio == radio.index);
        rows.extend(line(lang, radio, other).map(|value| ("Wi-Fi", value)));
    }
}

/// `wlan0  Dinas-Kominfo  -61 dBm  Wi-Fi 6 (802.11ax)  5 GHz  866M`
fn line(lang: Lang, radio: &Radio, other: Option<&RadioClient>) -> Option<String> {
    let band = radio.band.as_deref().and_then(|band| band.parse().ok());
    let digits = if radio.band.as_deref() == Some("2.4") { 1 } else { 0 };
    let parts = [
        radio.name.clone(),
        joined(radio.ssids.iter().cloned().map(Some), ", "),
        other.and_then(|other| other.rssi_dbm).map(|dbm| format!("{} dBm", decimal(lang, dbm, 0))),
        other.and_then(|other| other.generation.as_deref()).map(generation),
        band.map(|band| format!("{} GHz", decimal(lang, band, digits))),
        other.and_then(|other| other.tx_bps).map(|bps| format!("{}bit/s", scaled(lang, bps as f64))),
    ];
    joined(parts, "  ")
}

/// By the names that the box of an access point bears.
fn generation(word: &str) -> String {
    let number = match word {
        "n" => "4",
        "ac" => "5",
        "ax" => "6",
        "be" => "7",
        _ => return format!("802.11{word}"),
    };
    format!("Wi-Fi {number} (802.11{word})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(ssid: &str) -> Facts {
        Facts {
            wireless_radios: vec![Radio {
                index: Some("3".into()),
                name: Some("wlan0".into()),
                band: Some("2.4".into()),
                ssids: vec![ssid.into()],
                ..Radio::default()
            }],
            wireless_clients: vec![RadioClient {
                radio: Some("3".into()),
                rssi_dbm: Some(-61.0),
                tx_bps: Some(866_700_000),
                generation: Some("ax".into()),
                ..RadioClient::default()
            }],
            ..Facts::default()
        }
    }

    #[test]
    fn network_and_signal_are_shown() {
        let shown = super::super::record(Lang::Id, &facts("Dinas"), true);
        assert_eq!(shown, "Wi-Fi  wlan0  Dinas  -61 dBm  Wi-Fi 6 (802.11ax)  2,4 GHz  867Mbit/s\n");
        let shown = super::super::record(Lang::En, &facts("a\u{202e}b"), true);
        assert!(shown.contains("a\\u{202e}b") && shown.contains("2.4 GHz"), "{shown}");
    }

    #[test]
    fn a_radio_without_a_network_has_no_line() {
        let mut facts = facts("x");
        facts.wireless_radios[0].ssids.clear();
        assert_eq!(super::super::record(Lang::Id, &facts, true), "");
    }

    #[test]
    fn an_unknown_generation_is_told_by_its_letters() {
        assert_eq!((generation("be"), generation("bn")), ("Wi-Fi 7 (802.11be)".into(), "802.11bn".into()));
    }
}
