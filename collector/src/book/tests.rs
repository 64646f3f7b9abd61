//! The rules as a table.

use super::*;
use crate::fleet::Fleet;
use model::{Settings, api::Code, device::Target, opd::Uplink};

const NOW: Timestamp = Timestamp(1_772_337_906_000);

fn target(address: &str) -> Option<Target> {
    let snmp = Some(SnmpAccess::V2c { community: "rahasia".into() });
    Some(Target { address: address.into(), port: 161, snmp, any_source: false, no_snmp: false })
}

/// Devices 1 (10.0.0.1) ← 2 ← 3, and the agency DISDIK; LAMA is retired.
fn fleet() -> Fleet {
    let mut fleet = Fleet::new(Settings::default(), "test", false, NOW);
    fleet.put_opd(Opd { code: OpdCode("DISDIK".into()), name: "Dinas Pendidikan".into(), ..Opd::default() });
    fleet.retired_opds.insert(OpdCode("LAMA".into()));
    for (id, address, parent) in [(1, "10.0.0.1", 0), (2, "10.0.0.2", 1), (3, "10.0.0.3", 2)] {
        let parents = (parent > 0).then_some(DeviceId(parent)).into_iter().collect();
        fleet.put_device(Device { id: DeviceId(id), target: target(address), parents, ..Device::default() });
    }
    fleet
}

#[test]
fn what_may_be_added() {
    let check = |device: Device, expected: Result<(), (Code, &str)>| {
        let found = add_device(&fleet(), device, NOW).map(|device| assert_eq!(device.id, DeviceId(4)));
        match (found, expected) {
            (Ok(()), Ok(())) => {}
            (Err(error), Err((code, part))) => {
                assert_eq!(error.code, code, "{error:?}");
                assert!(error.message.contains(part), "{error:?}");
                assert!(!error.pesan.is_empty() && error.pesan != error.message);
            }
            (found, expected) => panic!("{found:?} {expected:?}"),
        }
    };
    let new = || Device { target: target("10.0.0.9"), ..Device::default() };
    let bad = |part| Err((Code::Invalid, part));
    check(new(), Ok(()));
    check(Device { name: Some("rak 3".into()), ..Device::default() }, Ok(()));
    check(Device::default(), bad("at least"));
    check(Device { target: target("10.0.0.1"), ..Device::default() }, Err((Code::Conflict, "device 1")));
    check(Device { target: target("10.0.0.999"), ..Device::default() }, bad("no address"));
    check(Device { target: target("a\u{1b}[2J"), ..Device::default() }, bad("\\u{1b}"));
    check(Device { opd: Some(OpdCode("disdik".into())), ..new() }, Ok(()));
    check(Device { opd: Some(OpdCode("TIADA".into())), ..new() }, bad("no OPD TIADA"));
    check(Device { opd: Some(OpdCode("LAMA".into())), ..new() }, bad("no OPD LAMA"));
    check(Device { name: Some("  ".into()), ..new() }, bad("name must not be empty"));
    check(Device { name: Some("x".repeat(256)), ..new() }, bad("255"));
    check(Device { name: Some("a\u{7}b".into()), ..new() }, bad("control"));
    check(Device { note: Some("satu\ndua".into()), ..new() }, Ok(()));
    check(Device { contracted_bps: Some(0), ..new() }, bad("above 0"));
    for (seconds, may) in [(5, true), (3600, true), (4, false), (3601, false), (0, false), (u32::MAX, false)] {
        let expected = if may { Ok(()) } else { bad("5 to 3600 seconds") };
        check(Device { interval_seconds: Some(seconds), ..new() }, expected);
    }
    check(Device { contracted_bps: Some(u64::MAX), ..new() }, bad("above 0"));
    check(Device { parents: vec![DeviceId(1), DeviceId(1)], ..new() }, Ok(()));
    check(Device { parents: vec![DeviceId(77)], ..new() }, bad("parent device 77"));
    check(Device { parents: vec![DeviceId(4)], ..new() }, bad("own parent"));
    let with = |community: &str| {
        let snmp = Some(SnmpAccess::V2c { community: community.into() });
        Device {
            target: Some(Target { address: "10.0.0.9".into(), port: 161, snmp, any_source: false, no_snmp: false }),
            ..new()
        }
    };
    check(with("***"), bad("stands for a secret"));
    check(with(""), bad("1 to 255"));
}

#[test]
fn what_may_be_changed() {
    let fleet = fleet();
    let set = |id, device: Device, clear: &[&str]| {
        let clear = clear.iter().map(|field| (*field).to_owned()).collect();
        set_device(&fleet, SetDevice { id: DeviceId(id), device, clear })
    };
    let community = |device: &Device| match device.target.as_ref().and_then(|target| target.snmp.as_ref()) {
        Some(SnmpAccess::V2c { community }) => community.clone(),
        _ => String::new(),
    };
    let named = set(2, Device { name: Some(" rt ".into()), ..Device::default() }, &[]).unwrap();
    assert_eq!((named.name.as_deref(), community(&named).as_str()), (Some("rt"), "rahasia"));
    assert_eq!(named.parents, [DeviceId(1)]);
    // Written back as it was read: the stars keep the secret.
    let mut back = crate::fleet::redacted(&named);
    back.id = DeviceId(99);
    let again = set(2, back, &[]).unwrap();
    assert_eq!((again.id, community(&again).as_str()), (DeviceId(2), "rahasia"));
    assert_eq!(community(&set(2, Device::default(), &["snmp"]).unwrap()), "");
    assert!(set(2, Device::default(), &["parents", "target"]).unwrap().target.is_none());
    assert_eq!(set(2, Device::default(), &["id"]).unwrap_err().code, Code::Invalid);
    assert_eq!(set(9, Device::default(), &[]).unwrap_err().code, Code::NotFound);
    let ring = set(1, Device { parents: vec![DeviceId(3)], ..Device::default() }, &[]).unwrap_err();
    assert!(ring.message.contains("ring"), "{ring:?}");
    assert_eq!(
        set(2, Device { target: target("10.0.0.3"), ..Device::default() }, &[]).unwrap_err().code,
        Code::Conflict
    );
}

#[test]
fn agencies() {
    let fleet = fleet();
    let opd = |code: &str| Opd { code: OpdCode(code.into()), ..Opd::default() };
    assert_eq!(add_opd(&fleet, opd("dinkes")).unwrap().code.0, "DINKES");
    for (asked, code) in [
        (opd("disdik"), Code::Conflict),
        (opd("lama"), Code::Conflict),
        (opd("a b"), Code::Invalid),
        (opd(""), Code::Invalid),
        (Opd { address_plan: vec!["10.0.0.0/40".into()], ..opd("X") }, Code::Invalid),
        (Opd { uplink: Some(Uplink { device: DeviceId(9), port: "e1".into() }), ..opd("X") }, Code::Invalid),
        (Opd { name: "  ".into(), ..opd("X") }, Code::Invalid),
    ] {
        assert_eq!(add_opd(&fleet, asked.clone()).unwrap_err().code, code, "{asked:?}");
    }
    let changed =
        set_opd(&fleet, &OpdCode("disdik".into()), Opd { contracted_bps: Some(5), ..Opd::default() }).unwrap();
    assert_eq!((changed.name.as_str(), changed.contracted_bps), ("Dinas Pendidikan", Some(5)));
    assert_eq!(set_opd(&fleet, &OpdCode("TIADA".into()), Opd::default()).unwrap_err().code, Code::NotFound);
}
