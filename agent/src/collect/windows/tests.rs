//! Rows of a made-up PC and laptop, in the form in which WMI gives them.

use super::{network::Counted, rows::Rows, *};
use crate::collect::{Seen, is_well_formed};
use model::{DeviceRecord, Source, Timestamp};
use proptest::prelude::*;

const LAPTOP: &str = include_str!("laptop.json");

fn seen(rows: &Rows) -> Seen {
    let mut seen = Seen::default();
    let counted = Counted {
        is_up: Some(true),
        mtu: Some(1500),
        speed_bps: Some(1_000_000_000),
        octets: (10, 20),
        errors: (0, 1),
        addresses: vec!["10.4.1.7".into()],
    };
    seen.facts.ipv4.push(model::record::Address { address: Some("10.4.1.7".into()), ..Default::default() });
    seen.require("ports", false);
    state(rows, &[("Ethernet".to_owned(), counted)].into(), true, &mut seen);
    seen
}

fn text(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

#[test]
fn the_system() {
    let facts = seen(&Rows::parse(LAPTOP)).facts;
    assert_eq!(text(&facts.os_text), "Microsoft Windows 11 Pro 23H2");
    assert_eq!((text(&facts.os), text(&facts.version)), ("windows", "10.0.22631.4317"));
    let system = facts.operating_system.unwrap();
    assert_eq!((text(&system.edition), text(&system.build)), ("Professional", "22631.4317"));
    assert_eq!((text(&system.arch), text(&system.language)), ("x86_64", "id-ID"));
    assert_eq!((text(&system.licence), system.domain_joined), ("activated", Some(true)));
    assert_eq!(text(&system.timezone), "Singapore Standard Time");
    assert_eq!(system.installed_at.map(Timestamp::rfc3339).as_deref(), Some("2025-03-02T01:15:00Z"));
    assert_eq!((text(&facts.sys_name), text(&facts.fqdn)), ("DISKOMINFO-07", "diskominfo-07.contoh.go.id"));
    assert_eq!((text(&facts.users[0].name), text(&facts.users[0].domain)), ("siti", "CONTOH"));
    assert_eq!((facts.cpus[0].cores, facts.cpus[0].threads, facts.cpus[0].max_mhz), (Some(10), Some(12), Some(1300)));
}

#[test]
fn nobody_is_named_where_it_is_switched_off() {
    let mut seen = Seen::default();
    state(&Rows::parse(LAPTOP), &Counters::new(), false, &mut seen);
    assert!(seen.facts.users.is_empty());
}

#[test]
fn disks_of_both_classes_are_one() {
    let disks = seen(&Rows::parse(LAPTOP)).facts.disks;
    assert_eq!(disks.len(), 3);
    let ssd = &disks[0];
    assert_eq!(
        (text(&ssd.name), text(&ssd.model), text(&ssd.serial)),
        ("PHYSICALDRIVE0", "SSD CONTOH 512", "0025_3858_A1B2_C3D4")
    );
    assert_eq!((text(&ssd.media), text(&ssd.interface), text(&ssd.smart)), ("ssd", "nvme", "passed"));
    assert_eq!((ssd.wear_percent, ssd.power_on_hours, ssd.temperature_c), (Some(3.0), Some(2112), Some(41.0)));
    assert_eq!((ssd.size_bytes, text(&ssd.firmware)), (Some(512_110_190_592), "FW01"));
    assert_eq!((text(&disks[1].media), text(&disks[1].interface), text(&disks[1].smart)), ("hdd", "sata", "failed"));
    assert_eq!((text(&disks[2].media), text(&disks[2].interface)), ("removable", "usb"));
}

#[test]
fn a_failure_that_the_driver_expects_is_told() {
    let healthy = LAPTOP.replace("\"HealthStatus\": 1, \"OperationalStatus\": [5]", "\"HealthStatus\": 0");
    assert_eq!(text(&seen(&Rows::parse(&healthy)).facts.disks[0].smart), "passed");
    let expects = healthy.replace("\"PredictFailure\": false", "\"PredictFailure\": true");
    assert_eq!(text(&seen(&Rows::parse(&expects)).facts.disks[0].smart), "failed");
}

#[test]
fn gateway_and_name_servers() {
    let facts = seen(&Rows::parse(LAPTOP)).facts;
    let routes: Vec<_> =
        facts.routes.iter().map(|row| (text(&row.destination), text(&row.next_hop), row.if_index)).collect();
    assert_eq!(routes, [("0.0.0.0", "10.20.3.1", Some(5)), ("::", "fe80::1", Some(5))]);
    assert_eq!(facts.name_servers, ["10.20.3.1", "10.1.1.53", "10.1.1.54"]);
}

#[test]
fn the_radio_network_and_how_well_it_is_heard() {
    let facts = seen(&Rows::parse(LAPTOP)).facts;
    let radios: Vec<_> =
        facts.wireless_radios.iter().map(|row| (row.if_index, text(&row.name), row.ssids.clone())).collect();
    assert_eq!(radios, [(Some(9), "Wi-Fi", vec!["KANTOR-5".to_owned()])]);
    assert_eq!(
        facts.wireless.iter().map(|row| (text(&row.class), row.value)).collect::<Vec<_>>(),
        [("quality", Some(80.0))]
    );
}

#[test]
fn protection() {
    let facts = seen(&Rows::parse(LAPTOP)).facts;
    let tpm = facts.tpm.unwrap();
    assert_eq!(
        (tpm.present, text(&tpm.version), text(&tpm.vendor), tpm.enabled),
        (Some(true), "2.0", "INTC", Some(true))
    );
    assert_eq!(facts.secure_boot, Some(true));
    let volumes: Vec<_> = facts.encryption.iter().map(|row| (text(&row.volume), text(&row.status))).collect();
    assert_eq!(volumes, [("C:", "on"), ("D:", "off"), ("E:", "partial")]);
    let scanners: Vec<_> = facts.antivirus.iter().map(|row| (text(&row.name), row.enabled, row.up_to_date)).collect();
    assert_eq!(
        scanners,
        [("Penangkal Contoh", Some(true), Some(false)), ("Windows Defender", Some(false), Some(true))]
    );
    assert_eq!(text(&facts.antivirus[1].definitions_on), "2026-11-28");
    assert_eq!(facts.host_firewall.iter().map(|row| row.enabled).collect::<Vec<_>>(), [Some(true), Some(false)]);
    // A class that answers without a row says that there is none; one that does not answer says nothing.
    assert_eq!(seen(&Rows::parse(r#"{"Win32_Tpm": []}"#)).facts.tpm.unwrap().present, Some(false));
    assert_eq!(seen(&Rows::default()).facts.tpm, None);
}

#[test]
fn what_is_attached() {
    let facts = seen(&Rows::parse(LAPTOP)).facts;
    assert_eq!(facts.gpus.len(), 1);
    assert_eq!((text(&facts.gpus[0].pci_id), facts.gpus[0].vram_bytes), ("8086:9a49", Some(1 << 30)));
    assert_eq!(facts.monitors.len(), 2);
    assert_eq!((text(&facts.monitors[0].vendor), text(&facts.monitors[0].model)), ("Dell", "P2422H"));
    assert_eq!((text(&facts.monitors[0].serial), facts.monitors[0].manufactured_year), ("SN-42", Some(2022)));
    // The second one has its EDID in the registry, which tells the picture as well.
    assert_eq!((text(&facts.monitors[1].vendor), facts.monitors[1].width_px), ("LG", Some(1920)));
    let battery = &facts.batteries[0];
    assert_eq!((battery.design_mwh, battery.full_mwh, battery.cycles), (Some(45_000), Some(31_500), Some(612)));
    assert_eq!((text(&battery.status), text(&battery.chemistry)), ("discharging", "Li-ion"));
    let printers: Vec<_> = facts.printers.iter().map(|row| (text(&row.name), text(&row.port))).collect();
    assert_eq!(printers, [("TU", "IP_10.4.1.50")]);
    assert_eq!(facts.usb_devices.len(), 2);
    assert_eq!((text(&facts.usb_devices[0].vendor_id), text(&facts.usb_devices[0].serial)), ("046d", ""));
    assert_eq!(text(&facts.usb_devices[1].serial), "AA00112233");
}

#[test]
fn upkeep() {
    let facts = seen(&Rows::parse(LAPTOP)).facts;
    let updates = facts.updates.unwrap();
    assert_eq!(updates.installed_at.map(Timestamp::rfc3339).as_deref(), Some("2026-11-14T00:00:00Z"));
    assert_eq!((updates.reboot_required, updates.pending), (Some(true), None));
    let services: Vec<_> =
        facts.services.iter().map(|row| (text(&row.name), text(&row.state), text(&row.start))).collect();
    assert_eq!(
        services,
        [("EventLog", "running", "auto"), ("MSSQLSERVER", "stopped", "auto"), ("Spooler", "running", "auto")]
    );
}

#[test]
fn programs_without_updates_and_parts_of_windows() {
    let mut rows = Rows::parse(LAPTOP);
    let all = software::parse(&rows.take(software::UNINSTALL));
    let told: Vec<_> =
        all.iter().map(|row| (text(&row.name), text(&row.format), text(&row.arch), text(&row.scope))).collect();
    assert_eq!(
        told,
        [
            ("Aplikasi Lama", "msi", "x86", "machine"),
            ("LibreOffice 7.6", "msi", "", "machine"),
            ("Peramban Contoh", "exe", "", "user"),
        ]
    );
    assert_eq!((text(&all[1].installed_on), all[1].size_bytes), ("2026-03-01", Some(706_560_000)));
    assert_eq!(all[0].installed_on, None);
}

#[test]
fn interfaces_and_identity() {
    let seen = seen(&Rows::parse(LAPTOP));
    let ports: Vec<_> =
        seen.facts.ports.iter().map(|port| (port.if_index, text(&port.name), text(&port.oper))).collect();
    assert_eq!(ports, [(Some(5), "Ethernet", "up"), (Some(9), "Wi-Fi", "down"), (Some(14), "vEthernet", "down")]);
    assert_eq!((seen.facts.ports[0].in_octets, seen.facts.ports[0].speed_bps), (Some(10), Some(1_000_000_000)));
    assert_eq!((seen.facts.ports[1].speed_bps, text(&seen.facts.ports[1].kind)), (None, "ieee80211"));
    assert_eq!(seen.identity.macs, ["02:fc:00:00:00:05", "02:fc:00:00:00:09"]);
    assert_eq!(seen.facts.ipv4[0].if_index, Some(5));
    assert!(seen.issues.is_empty(), "{:?}", seen.issues);
    assert_eq!(seen.identity.name.as_deref(), Some("DISKOMINFO-07"));
}

/// A structure of SMBIOS with its texts.
fn structure(kind: u8, length: usize, at: &[(usize, &[u8])], texts: &[&str]) -> Vec<u8> {
    let mut out = vec![0; length];
    out[0] = kind;
    out[1] = length as u8;
    for (place, octets) in at {
        out[*place..place + octets.len()].copy_from_slice(octets);
    }
    for text in texts {
        out.extend(text.as_bytes());
        out.push(0);
    }
    out.extend(if texts.is_empty() { &[0, 0][..] } else { &[0][..] });
    out
}

#[test]
fn the_table_of_the_firmware() {
    let uuid: Vec<u8> = (1..17).collect();
    let table = [
        structure(0, 0x18, &[(4, &[1]), (5, &[2]), (8, &[3])], &["LENOVO", "N3GET50W", "05/20/2024"]),
        structure(
            1,
            0x1b,
            &[(4, &[1]), (5, &[2]), (6, &[3]), (7, &[4]), (8, &uuid)],
            &["LENOVO", "21AH", "ThinkPad T14 Gen 3", "PF4ABCDE"],
        ),
        structure(3, 0x16, &[(4, &[1]), (5, &[10]), (7, &[2])], &["LENOVO", "PF4ABCDE"]),
        structure(4, 0x30, &[(4, &[1]), (0x14, &[0xa0, 0x0f]), (0x18, &[0x41])], &["U3E1"]),
        structure(17, 0x28, &[(0x10, &[1]), (0x0c, &[0, 0x20]), (0x12, &[0x1a])], &["Controller0"]),
        structure(17, 0x28, &[(0x10, &[1])], &["Controller1"]),
        structure(127, 4, &[], &[]),
    ]
    .concat();
    let mut rows = Rows::parse(LAPTOP);
    let json = serde_json::json!({"MSSmBios_RawSMBiosTables": [{"SMBiosData": table}]}).to_string();
    rows.put("MSSmBios_RawSMBiosTables", Rows::parse(&json).take("MSSmBios_RawSMBiosTables"));
    let seen = seen(&rows);
    let facts = &seen.facts;
    assert_eq!(
        (text(&facts.vendor), text(&facts.hardware), text(&facts.serial)),
        ("Lenovo", "ThinkPad T14 Gen 3", "PF4ABCDE")
    );
    assert_eq!(seen.identity.uuid.as_deref(), Some("04030201-0605-0807-090a-0b0c0d0e0f10"));
    let bios = facts.bios.as_ref().unwrap();
    assert_eq!(
        (text(&bios.version), text(&bios.released_on), text(&bios.firmware)),
        ("N3GET50W", "2024-05-20", "uefi")
    );
    assert_eq!((text(&facts.device_class), text(&facts.chassis.as_ref().unwrap().kind)), ("laptop", "laptop"));
    assert_eq!((facts.memory_slots.len(), facts.memory_slots[0].size_bytes), (2, Some(8 << 30)));
    assert_eq!((facts.memory_slots[1].empty, text(&facts.cpus[0].socket)), (Some(true), "U3E1"));
}

proptest! {
    /// Values of the wrong kind, anywhere, are absent and nothing else.
    #[test]
    fn any_values_are_survived(swap in any::<u64>(), word in any::<String>()) {
        let mut classes: serde_json::Value = serde_json::from_str(LAPTOP).unwrap();
        let mut number = swap;
        for rows in classes.as_object_mut().unwrap().values_mut() {
            for value in rows.as_array_mut().unwrap().iter_mut().flat_map(|row| row.as_object_mut().unwrap().values_mut()) {
                number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                match number >> 60 {
                    0 => *value = serde_json::Value::Null,
                    1 => *value = word.clone().into(),
                    2 => *value = number.into(),
                    3 => *value = serde_json::json!([word, number, null]),
                    _ => {}
                }
            }
        }
        let mut rows = Rows::parse(&classes.to_string());
        software::parse(&rows.take(software::UNINSTALL));
        let record = DeviceRecord { facts: seen(&rows).facts, ..DeviceRecord::new(Source::Agent, Timestamp(0)) };
        prop_assert!(is_well_formed(&record), "{record:?}");
    }
}
