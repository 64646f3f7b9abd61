//! Canaries over a made-up device: nothing of them is left, and what a device is stays readable.

use super::*;

/// A made-up switch; every CANARY, address and serial number is private.
const DEVICE: &str = r#"
.1.3.6.1.2.1.1.1.0 = STRING: "RouterOS CRS326-24G-2S+ at 172.16.40.7, name sw-kanari"
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.14988.1
.1.3.6.1.2.1.1.4.0 = STRING: "Kanari Pertama 0812-5550-1234"
.1.3.6.1.2.1.1.5.0 = STRING: "sw-kanari.dinaskanari.example"
.1.3.6.1.2.1.1.6.0 = STRING: "Gedung Kanari lantai 2"
.1.3.6.1.2.1.2.2.1.2.1 = STRING: "ether1"
.1.3.6.1.2.1.2.2.1.6.1 = Hex-STRING: 4C 5E 0C 11 22 33
.1.3.6.1.2.1.31.1.1.1.18.1 = STRING: "ke Gedung Kanari lantai 2 (4c:5e:0c:11:22:33)"
.1.3.6.1.2.1.4.20.1.1.172.16.40.7 = IpAddress: 172.16.40.7
.1.3.6.1.2.1.4.20.1.3.172.16.40.7 = IpAddress: 255.255.255.0
.1.3.6.1.2.1.4.22.1.2.1.172.16.40.9 = Hex-STRING: 4C 5E 0C 44 55 66
.1.3.6.1.2.1.4.34.1.3.2.16.32.1.13.184.0.1.0.2.0.0.0.0.202.254.186.190 = INTEGER: 1
.1.3.6.1.2.1.17.7.1.2.2.1.2.7.76.94.12.119.136.153 = INTEGER: 3
.1.0.8802.1.1.2.1.4.1.1.5.0.1.1 = Hex-STRING: 05 01 AC 10 28 09
.1.0.8802.1.1.2.1.4.1.1.9.0.1.1 = STRING: "RT-KANARI"
.1.3.6.1.2.1.47.1.1.1.1.11.1 = STRING: "KANARI7Q2"
.1.3.6.1.4.1.99999.1.1.9.75.65.78.65.82.73.55.81.50.1 = INTEGER: 4
.1.3.6.1.4.1.99999.1.2.0 = STRING: "jaringan-kanari-tamu"
.1.3.6.1.4.1.99999.1.3.0 = Hex-STRING: 4B 00 41 00 4E 00 41 00 52 00 49 00 37 00 51 00 32 00
.1.3.6.1.4.1.99999.1.4.0 = Hex-STRING: 01 02 03 6B 61 6E 61 72 69 37 71 32 FF
.1.3.6.1.4.1.99999.1.5.0 = Hex-STRING: 00 01 4C 5E 0C 11 22 33 00
.1.3.6.1.4.1.99999.1.6.0 = Hex-STRING: C2 A9 20 4B 61 6E 61 72 69
.1.3.6.1.2.1.25.2.3.1.3.1 = STRING: "/data on 2001:db8:1:2::cafe:babe"
.1.3.6.1.2.1.25.3.2.1.3.1 = STRING: "controller SN XYZ9876543210"
.1.3.6.1.6.3.18.1.1.1.2.1 = STRING: "komunitas-kanari"
.1.3.6.1.6.3.10.2.1.1.0 = Hex-STRING: 80 00 3A 8C 03 4C 5E 0C 11 22 33
"#;

fn device() -> (Profiles, Recording) {
    (Profiles::load(None).unwrap(), DEVICE.parse().unwrap())
}

/// All octets of the recording: as written, and every content and every index as octets.
fn everything(recording: &Recording) -> Vec<Vec<u8>> {
    let mut all = vec![crate::recording::write(recording).into_bytes()];
    for (name, element) in &recording.objects {
        all.push(element.content.to_vec());
        all.push(element.content.iter().copied().filter(|octet| *octet != 0).collect());
        all.push(places::arcs_of(name).into_iter().map(|arc| u8::try_from(arc).unwrap_or(0)).collect());
    }
    all.iter().map(|octets| octets.to_ascii_lowercase()).collect()
}

#[test]
fn no_canary_is_left() {
    let (profiles, recording) = device();
    let out = everything(&pseudonymised(&profiles, &recording));
    let canaries: [&[u8]; 22] = [
        b"kanari",
        b"pertama",
        b"1234",
        b"gedung",
        b"dinas",
        b"tamu",
        b"komunitas",
        b"xyz9876543210",
        b"7q2",
        b"172.16.40",
        b"cafe:babe",
        b"4c:5e:0c:11:22:33",
        b"11 22 33",
        b"44 55 66",
        b"119.136.153",
        b"202.254.186.190",
        &[172, 16, 40, 7],
        &[172, 16, 40, 9],
        &[0x11, 0x22, 0x33],
        &[0x77, 0x88, 0x99],
        &[0xca, 0xfe, 0xba, 0xbe],
        b"ac 10 28 09",
    ];
    let left: Vec<String> = canaries
        .iter()
        .filter(|canary| out.iter().any(|octets| octets.windows(canary.len()).any(|window| window == **canary)))
        .map(|canary| String::from_utf8_lossy(canary).into_owned())
        .collect();
    assert!(left.is_empty(), "{left:?} in\n{}", crate::recording::write(&pseudonymised(&profiles, &recording)));
}

#[test]
fn what_the_device_is_stays() {
    let (profiles, recording) = device();
    let out = pseudonymised(&profiles, &recording);
    let text = crate::recording::write(&out);
    for kept in [
        "RouterOS CRS326-24G-2S+ at 10.",
        ".1.3.6.1.4.1.14988.1\n",
        "ether1",
        "255.255.255.0",
        "4C 5E 0C",
        "controller SN ",
    ] {
        assert!(text.contains(kept), "{kept} in\n{text}");
    }
    // The rows of one address are still rows of one address, and the value is still the index.
    let at = model::Timestamp(1_772_337_906_000);
    let (_, before) = crate::recording::replay(&profiles, &recording, at);
    let (_, after) = crate::recording::replay(&profiles, &out, at);
    let rows = |decoded: &crate::decode::Decoded| {
        let facts = &decoded.record.facts;
        (facts.device_class.clone(), facts.ports.len(), facts.ipv4.len(), facts.ipv4.first().and_then(|row| row.prefix))
    };
    assert_eq!(rows(&before), rows(&after));
    let name = |decoded: &crate::decode::Decoded| decoded.record.facts.sys_name.clone().unwrap();
    assert_eq!(name(&before).len(), name(&after).len());
    assert!(text.contains(name(&after).split('.').next().unwrap()), "sysDescr tells the new name too");
}

#[test]
fn two_runs_differ_and_one_run_agrees_with_itself() {
    let (profiles, recording) = device();
    let (one, two) = (pseudonymised(&profiles, &recording), pseudonymised(&profiles, &recording));
    assert_ne!(one, two);
    assert_eq!(one.objects.len(), recording.objects.len() - 1, "only the community's row is dropped");
}
