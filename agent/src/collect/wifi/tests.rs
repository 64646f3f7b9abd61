//! Names of networks, channels, and what the record says.

use super::*;
use proptest::prelude::*;

#[test]
fn names_of_networks() {
    for (octets, expected) in [
        (&b"Dinas-Kominfo"[..], Some("Dinas-Kominfo")),
        ("Kantor Désa ☕".as_bytes(), Some("Kantor Désa ☕")),
        (b" tamu ", Some("\\x20tamu\\x20")),
        (b"   ", Some("\\x20\\x20\\x20")),
        (b"a\x1b[31m", Some("a\\x1b[31m")),
        (b"a\n\tb\0", Some("a\\x0a\\x09b\\x00")),
        (b"\xff\xfeabc", Some("\\xff\\xfeabc")),
        ("\u{85}".as_bytes(), Some("\\xc2\\x85")),
        (b"", None),
        (&[0; 8], None),
        (&[b'a'; 33], None),
    ] {
        assert_eq!(ssid(octets).as_deref(), expected, "{octets:?}");
    }
}

#[test]
fn channels() {
    for (mhz, expected) in [
        (2412, Some(("2.4", 1))),
        (2472, Some(("2.4", 13))),
        (2484, Some(("2.4", 14))),
        (5180, Some(("5", 36))),
        (5885, Some(("5", 177))),
        (5935, Some(("6", 2))),
        (5955, Some(("6", 1))),
        (7115, Some(("6", 233))),
        (58_320, Some(("60", 1))),
        (5181, None),
        (0, None),
        (u32::MAX, None),
    ] {
        assert_eq!(band_and_channel(mhz), expected, "{mhz}");
    }
}

fn machine() -> Facts {
    let port = |if_index, name: &str, kind: &str| Port {
        if_index: Some(if_index),
        name: Some(name.into()),
        kind: Some(kind.into()),
        ..Port::default()
    };
    Facts { ports: vec![port(2, "eth0", "ethernetCsmacd"), port(3, "wlan0", "ieee80211")], ..Facts::default() }
}

fn client() -> Adapter {
    Adapter {
        if_index: 3,
        role: Role::Client,
        ssid: Some("Dinas".into()),
        frequency_mhz: Some(5180),
        width_mhz: Some(80),
        stations: 1,
        peers: vec![Peer {
            mac: "aa:bb:cc:00:00:01".into(),
            signal_dbm: Some(-61),
            tx_bps: Some(866_700_000),
            rx_bps: None,
            generation: Some(Generation::Ax),
            connected_s: Some(360),
        }],
    }
}

#[test]
fn an_association_is_stated() {
    let mut facts = machine();
    assert!(is_due(&facts.ports) && !is_due(&facts.ports[..1]));
    state(&[client(), Adapter { if_index: 9, ..client() }], &mut facts);
    assert_eq!(facts.wireless_radios.len(), 1, "an interface that the record does not have is left out");
    let radio = &facts.wireless_radios[0];
    assert_eq!((radio.band.as_deref(), radio.channel, radio.clients), (Some("5"), Some(36), None));
    assert_eq!((radio.name.as_deref(), radio.ssids.as_slice()), (Some("wlan0"), &["Dinas".to_owned()][..]));
    let other = &facts.wireless_clients[0];
    assert_eq!((other.radio.as_deref(), other.ssid.as_deref()), (Some("3"), Some("Dinas")));
    assert_eq!((other.rssi_dbm, other.tx_bps, other.rx_bps), (Some(-61.0), Some(866_700_000), None));
    assert_eq!(other.generation.as_deref(), Some("ax"));
    let sensors: Vec<_> = facts.sensors.iter().map(|row| (row.class.as_deref().unwrap(), row.value.unwrap())).collect();
    assert_eq!(sensors, [("signal", -61.0), ("bitrate", 866_700_000.0)]);
    let made = crate::samples::samples(&facts).0;
    let said = |metric| made.iter().find(|sample| sample.metric == metric).map(|sample| sample.instance.as_str());
    assert_eq!(said(model::Metric::Signal), Some("Wi-Fi wlan0"));
    assert_eq!(said(model::Metric::BitRate), Some("Wi-Fi wlan0"));
}

#[test]
fn without_an_association_only_the_radio_is_stated() {
    let mut facts = machine();
    state(&[Adapter { if_index: 3, role: Role::Client, ..Adapter::default() }], &mut facts);
    assert_eq!((facts.wireless_radios.len(), facts.wireless_clients.len(), facts.sensors.len()), (1, 0, 0));
    assert!(facts.wireless_radios[0].ssids.is_empty());
}

#[test]
fn an_access_point_tells_how_many_it_has() {
    let mut facts = machine();
    let adapter = Adapter { role: Role::AccessPoint, stations: 4, peers: Vec::new(), ..client() };
    state(&[adapter], &mut facts);
    assert_eq!((facts.wireless_radios[0].clients, facts.sensors.len()), (Some(4), 0));
}

proptest! {
    #[test]
    fn a_name_without_controls_is_kept(name in "[^\\p{Cc} ]([^\\p{Cc}]{0,6}[^\\p{Cc} ])?") {
        prop_assert_eq!(ssid(name.as_bytes()), Some(name));
    }

    #[test]
    fn any_name_is_a_text_of_the_record(octets in proptest::collection::vec(any::<u8>(), 0..40)) {
        if let Some(name) = ssid(&octets) {
            prop_assert_eq!(model::text::clean(name.as_bytes()), Some(name.clone()));
            prop_assert!(!name.chars().any(char::is_control));
        }
    }

    #[test]
    fn any_frequency_is_survived(mhz in any::<u32>()) {
        band_and_channel(mhz);
    }
}

/// A machine made of files, with a radio by the kernel's files or without.
#[cfg(target_os = "linux")]
fn reading(has_radio: bool) -> crate::collect::Seen {
    let directory = tempfile::tempdir().unwrap();
    let wlan0 = directory.path().join("sys/class/net/wlan0");
    std::fs::create_dir_all(&wlan0).unwrap();
    std::fs::write(wlan0.join("ifindex"), "3\n").unwrap();
    if has_radio {
        std::fs::create_dir(wlan0.join("phy80211")).unwrap();
    }
    let roots = crate::Roots { wifi: || vec![client()], ..crate::Roots::under(directory.path()) };
    crate::collect::Reader::new(roots).read(true, model::Timestamp(0))
}

#[cfg(target_os = "linux")]
#[test]
fn a_reading_of_linux_has_the_radio() {
    let facts = reading(true).facts;
    assert_eq!((facts.wireless_radios.len(), facts.wireless_clients.len(), facts.sensors.len()), (1, 1, 2));
    let mut record = model::DeviceRecord::new(model::Source::Agent, model::Timestamp(0));
    record.facts = facts;
    assert!(crate::collect::is_well_formed(&record));
    assert!(reading(false).facts.wireless_radios.is_empty(), "the kernel is not asked without a radio");
}
