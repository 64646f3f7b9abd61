//! Tables for the reading of SMBIOS texts.

use super::*;
use proptest::prelude::*;

fn facts(texts: &[(&'static str, &str)], signs: Signs) -> Facts {
    let mut facts = Facts::default();
    state(&texts.iter().map(|(name, text)| (*name, (*text).to_owned())).collect(), signs, &mut facts);
    facts
}

#[test]
fn classes() {
    let check = |texts: &[(&'static str, &str)], signs: Signs, kind: Option<&str>, class: Option<&str>| {
        let facts = facts(texts, signs);
        let got = facts.chassis.as_ref().and_then(|chassis| chassis.kind.as_deref());
        assert_eq!((got, facts.device_class.as_deref()), (kind, class), "{texts:?} {signs:?}");
    };
    let none = Signs::default();
    let battery = Signs { battery: true, ..none };
    let hypervisor = Signs { hypervisor: true, ..none };
    check(&[("chassis_type", "3")], none, Some("desktop"), Some("pc"));
    check(&[("chassis_type", "10")], none, Some("laptop"), Some("laptop"));
    check(&[("chassis_type", "23")], none, Some("rack_server"), Some("server"));
    check(&[("chassis_type", "35")], none, Some("mini_pc"), Some("pc"));
    check(&[("chassis_type", "131")], none, Some("desktop"), Some("pc"));
    check(&[("chassis_type", "2")], none, None, None);
    check(&[("chassis_type", "1")], battery, None, Some("laptop"));
    check(&[], hypervisor, Some("virtual"), Some("server"));
    check(&[("sys_vendor", "QEMU"), ("chassis_type", "1")], none, Some("virtual"), Some("server"));
    check(&[("product_name", "Virtual Machine"), ("chassis_type", "3")], none, Some("virtual"), Some("server"));
    check(&[("chassis_type", "x")], none, None, None);
    check(&[], none, None, None);
}

#[test]
fn a_laptop() {
    let facts = facts(
        &[
            ("sys_vendor", "LENOVO"),
            ("product_name", "21C1S00X00"),
            ("product_version", "ThinkPad L14 Gen 3"),
            ("product_serial", "PF3XYZ12"),
            ("product_uuid", "5C0AD2C1-1111-4A3B-9B1E-2F6A7C001122"),
            ("chassis_type", "10"),
            ("bios_vendor", "LENOVO"),
            ("bios_version", "R1WET58W"),
            ("bios_date", "05/20/2024"),
            ("board_name", "21C1S00X00"),
        ],
        Signs { uefi: true, battery: true, hypervisor: false },
    );
    assert_eq!((facts.vendor.as_deref(), facts.hardware.as_deref()), (Some("Lenovo"), Some("ThinkPad L14 Gen 3")));
    assert_eq!(facts.serial.as_deref(), Some("PF3XYZ12"));
    assert_eq!(facts.uuid.as_deref(), Some("5c0ad2c1-1111-4a3b-9b1e-2f6a7c001122"));
    let bios = facts.bios.unwrap();
    assert_eq!((bios.released_on.as_deref(), bios.firmware.as_deref()), (Some("2024-05-20"), Some("uefi")));
    assert_eq!(facts.baseboard.unwrap().model.as_deref(), Some("21C1S00X00"));
}

#[test]
fn nothing_known_states_nothing() {
    assert_eq!(facts(&[], Signs::default()), Facts::default());
}

#[test]
fn placeholders_are_absent_and_credentials_fill_in() {
    let directory = tempfile::tempdir().unwrap();
    let mut roots = Roots::under(directory.path());
    let id = roots.sys.join("class/dmi/id");
    let credentials = directory.path().join("credentials");
    std::fs::create_dir_all(&id).unwrap();
    std::fs::create_dir_all(&credentials).unwrap();
    std::fs::write(id.join("product_name"), "To be filled by O.E.M.\n").unwrap();
    std::fs::write(id.join("sys_vendor"), "Dell Inc.\n").unwrap();
    std::fs::write(credentials.join("product_serial"), "ABC1234\n").unwrap();
    roots.credentials = Some(credentials);
    let mut facts = Facts::default();
    read(&roots, false, &mut facts);
    assert_eq!((facts.hardware, facts.vendor.as_deref()), (None, Some("Dell")));
    assert_eq!(facts.serial.as_deref(), Some("ABC1234"));
}

#[test]
fn a_board_with_a_device_tree() {
    let directory = tempfile::tempdir().unwrap();
    let roots = Roots::under(directory.path());
    std::fs::create_dir_all(roots.proc.join("device-tree")).unwrap();
    std::fs::write(roots.proc.join("device-tree/model"), b"Raspberry Pi 4 Model B Rev 1.4\0").unwrap();
    let mut facts = Facts::default();
    read(&roots, false, &mut facts);
    assert_eq!(facts.hardware.as_deref(), Some("Raspberry Pi 4 Model B Rev 1.4"));
    assert_eq!((facts.chassis, facts.bios, facts.device_class), (None, None, None));
}

#[test]
fn a_battery_of_a_mouse_makes_no_laptop() {
    let directory = tempfile::tempdir().unwrap();
    let roots = Roots::under(directory.path());
    let supply = |name: &str, scope: &str| {
        let path = roots.sys.join("class/power_supply").join(name);
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("type"), "Battery\n").unwrap();
        std::fs::write(path.join("scope"), scope).unwrap();
    };
    supply("hidpp_battery_0", "Device\n");
    assert!(!has_battery(&roots));
    supply("BAT0", "System\n");
    assert!(has_battery(&roots));
}

#[test]
fn trade_names() {
    for (vendor, expected) in [
        ("Dell Inc.", "Dell"),
        ("LENOVO", "Lenovo"),
        ("Hewlett-Packard", "HP"),
        ("HP", "HP"),
        ("Hewlett Packard Enterprise", "HPE"),
        ("ASUSTeK COMPUTER INC.", "ASUS"),
        ("Micro-Star International Co., Ltd.", "MSI"),
        ("Microsoft Corporation", "Microsoft"),
        ("Axioo International", "Axioo"),
        ("Zyrex", "Zyrex"),
        ("Inc.", "Inc."),
        ("Dellwood Ltd", "Dellwood"),
    ] {
        assert_eq!(trade_name(vendor), expected, "{vendor}");
    }
}

#[test]
fn uuids_and_dates() {
    for (text, expected) in [
        ("5C0AD2C1-1111-4A3B-9B1E-2F6A7C001122", Some("5c0ad2c1-1111-4a3b-9b1e-2f6a7c001122")),
        ("00000000-0000-0000-0000-000000000000", None),
        ("03000200-0400-0500-0006-000700080009", None),
        ("5C0AD2C1-1111-4A3B-9B1E", None),
    ] {
        assert_eq!(uuid(text).as_deref(), expected, "{text}");
    }
    for (text, expected) in [
        ("05/20/2024", Some("2024-05-20")),
        ("5/2/99", Some("1999-05-02")),
        ("13/01/2024", None),
        ("2024-05-20", None),
        ("05/20", None),
    ] {
        assert_eq!(date(text).as_deref(), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_survived(text in any::<String>(), near in "[0-9]{0,3}/[0-9]{0,3}/[0-9]{0,5}", number in any::<u8>()) {
        prop_assert!(date(&text).is_none());
        date(&near);
        uuid(&text);
        trade_name(&text);
        chassis_kind(number);
    }
}
