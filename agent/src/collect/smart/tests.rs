//! Files as smartd writes them, and what becomes of them.

use super::*;
use proptest::prelude::*;
use std::path::PathBuf;

const STATE: &str = "# smartd state file\ntemperature-min = 21\ntemperature-max = 44\nself-test-errors = 1\n\
    ata-error-count = 3\nata-smart-attribute.0.id = 5\nata-smart-attribute.0.val = 98\nata-smart-attribute.0.worst = 98\n\
    ata-smart-attribute.0.raw = 12\nata-smart-attribute.1.id = 9\nata-smart-attribute.1.val = 79\n\
    ata-smart-attribute.1.raw = 18446\nata-smart-attribute.2.id = 197\nata-smart-attribute.2.val = 100\n";
const LOG: &str = "2026-11-30 08:00:00;\t5;98;12;\t9;79;18446;\t194;62;38;\n\
    2026-11-30 08:30:00;\t5;98;13;\t9;79;18447;\t190;61;39;\t194;61;171799183399;\n2026-11-30 09:0";

fn disk(model: &str, serial: &str) -> Disk {
    Disk { model: Some(model.into()), serial: Some(serial.into()), ..Disk::default() }
}

fn put(path: PathBuf, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// What is stated of one disk by these files, seen so many seconds later.
fn stated(mut of: Disk, files: &[(&str, &str)], later: i64) -> Disk {
    let folder = tempfile::tempdir().unwrap();
    let roots = Roots::under(folder.path());
    let place = roots.var.join("lib/smartmontools");
    files.iter().for_each(|(name, text)| put(place.join(name), text));
    let written = files.first().and_then(|(name, _)| read::changed_at(&place.join(name))).unwrap();
    let now = Timestamp::from_seconds(written.seconds_since(Timestamp::from_seconds(0)) as i64 + later);
    state(&roots, now, std::slice::from_mut(&mut of));
    of
}

#[test]
fn whose_file_it_is() {
    let cut = disk("ST1000DM010-2EP1", "Z9A-1B");
    for (stem, expected) in [
        ("ST1000DM010_2EP102-Z9A_1B.ata", true),
        ("ST1000DM010_2EP102-Z9A_1C.ata", false),
        ("WDC_WD10EZEX-Z9A_1B.ata", false),
        ("SEAGATE-ST1000DM010_2EP1-Z9A_1B.scsi", true),
        ("Z9A_1B.ata", false),
        ("", false),
    ] {
        assert_eq!(is_of(stem, &cut), expected, "{stem}");
    }
    let nvme = disk("SAMSUNG MZVL2512HCJQ", "S675NX0R");
    assert!(is_of("SAMSUNG_MZVL2512HCJQ-S675NX0R.nvme", &nvme));
    assert!(is_of("SAMSUNG_MZVL2512HCJQ-S675NX0R-n1.nvme", &nvme));
    assert!(!is_of("SAMSUNG_MZVL2512HCJQ-S675NX0R-n1.ata", &nvme));
    let usb = Disk { interface: Some("usb".into()), ..disk("Elements 25A2", "WD-WX1") };
    assert!(is_of("WDC_WD20NMVW_11EDZS7-WD_WX1.ata", &usb));
    assert!(!is_of("A-B.ata", &Disk::default()));
}

#[test]
fn an_ata_disk() {
    let files = [
        ("smartd.ST1000DM010_2EP102-Z9A.ata.state", STATE),
        ("attrlog.ST1000DM010_2EP102-Z9A.ata.csv", LOG),
        ("smartd.ST1000DM010_2EP102-Z9A.ata.state~", "mail.1.count = 1\n"),
    ];
    let of = disk("ST1000DM010-2EP1", "Z9A");
    let told = stated(of.clone(), &files, 60);
    assert_eq!(
        (told.power_on_hours, told.reallocated_sectors, told.temperature_c),
        (Some(18447), Some(13), Some(39.0))
    );
    assert_eq!((told.smart.as_deref(), told.wear_percent), (None, None), "smartd keeps no good verdict of an ATA disk");
    let told = stated(of.clone(), &files[..1], 60);
    assert_eq!((told.power_on_hours, told.reallocated_sectors, told.temperature_c), (Some(18446), Some(12), None));
    let told = stated(of.clone(), &files, 86_400);
    assert_eq!((told.power_on_hours, told.temperature_c), (Some(18447), None));
    assert_eq!(stated(of.clone(), &files, 31 * 86_400), of, "smartd is gone");
    let failed = format!("{STATE}mail.1.count = 2\nmail.1.first-sent-time = 1700000000\n");
    let told = stated(of.clone(), &[(files[0].0, &failed), files[1]], 60);
    assert_eq!(told.smart.as_deref(), Some("failed"));
    assert_eq!(stated(disk("ST1000DM010-2EP1", "LAIN"), &files, 60).power_on_hours, None);
}

#[test]
fn an_nvme_disk() {
    let log = |warning: u8| {
        format!(
            "2026-11-30 08:30:00;\tcritical-warning;{warning};\ttemperature;41;\tavailable-spare;100;\
             \tpercentage-used;107;\tpower-on-hours;2112;\tmedia-errors;0;\n"
        )
    };
    let name = "smartd.SAMSUNG_MZVL2512HCJQ-S675NX0R.nvme.state";
    let of = disk("SAMSUNG MZVL2512HCJQ", "S675NX0R");
    for (warning, verdict) in [(0, "passed"), (4, "failed")] {
        let text = log(warning);
        let files = [(name, "nvme-err-log-entries = 2\n"), ("attrlog.SAMSUNG_MZVL2512HCJQ-S675NX0R.nvme.csv", &*text)];
        let told = stated(of.clone(), &files, 60);
        assert_eq!((told.smart.as_deref(), told.temperature_c), (Some(verdict), Some(41.0)));
        assert_eq!((told.power_on_hours, told.wear_percent), (Some(2112), Some(100.0)));
        assert_eq!(stated(of.clone(), &files, 86_400).smart, None, "a verdict of yesterday is none of now");
    }
    let (text, warned) = (log(0), "mail.1.count = 1\n");
    let files = [(name, warned), ("attrlog.SAMSUNG_MZVL2512HCJQ-S675NX0R.nvme.csv", &*text)];
    assert_eq!(stated(of.clone(), &files, 60).smart.as_deref(), Some("passed"), "what warned it is over");
    assert_eq!(stated(of.clone(), &files, 86_400).smart.as_deref(), Some("failed"));
    let told = stated(of, &[(name, "nvme-err-log-entries = 2\nnvme-percentage-used = 4\n")], 60);
    assert_eq!((told.smart, told.wear_percent, told.power_on_hours), (None, Some(4.0), None));
}

#[test]
fn what_is_believed() {
    let seen = |id, value, raw| Seen { attributes: vec![Attribute { id, value, raw }], ..Seen::default() };
    assert_eq!(seen(9, 79, 18_446).hours("FUJITSU MHV2080BH"), None);
    assert_eq!(seen(9, 79, 18_446).hours("SAMSUNG SP1604N"), None);
    assert_eq!(seen(9, 79, 18_446).hours("Samsung SSD 870 EVO 1TB"), Some(18_446));
    assert_eq!(seen(9, 79, (7 << 24) + 1000).hours("ST1000"), Some(1000));
    assert_eq!(seen(9, 79, 9_000_000).hours("ST1000"), None);
    assert_eq!(seen(194, 100, 350).celsius(), None, "tenths of a degree");
    assert_eq!(seen(194, 100, (45 << 32) + (21 << 16) + 38).celsius(), Some(38));
    assert_eq!(seen(177, 97, 60).wear(&disk("Samsung SSD 870", "S")), Some(3.0));
    assert_eq!(seen(233, 91, 0).wear(&disk("INTEL SSDSC2BB480G4", "S")), Some(9.0));
    assert_eq!(seen(177, 97, 60).wear(&disk("ST1000", "S")), None);
}

proptest! {
    #[test]
    fn any_text_is_survived(
        text in any::<String>(), stem in "[a-z0-9_.-]{0,20}",
        near in "(ata-smart-attribute\\.[0-9]{0,3}\\.?(id|val|raw)?|mail.1.count)? ?=? ?[0-9]{0,22}\n",
        line in "[0-9 :-]{0,5};?(\t[a-z0-9]{0,3};?[0-9]{0,21};?[0-9]{0,3};?){0,4}\n?",
    ) {
        let of = disk("Samsung SSD", &text);
        is_of(&stem, &of);
        is_of(&text, &of);
        for text in [&text, &near, &line] {
            for seen in [parse_state(text), parse_log(text)] {
                seen.hours("Samsung SSD");
                seen.celsius();
                prop_assert!(seen.wear(&of).is_none_or(|wear| (0.0..=100.0).contains(&wear)));
            }
        }
    }
}

#[test]
fn who_tells_what_first_and_failures_always() {
    let folder = tempfile::tempdir().unwrap();
    let roots = Roots::under(folder.path());
    let now = Timestamp::from_seconds(1_772_337_906 + 60);
    let printed = |passed: bool, serial: &str| {
        format!(
            r#"{{"local_time":{{"time_t":1772337906}},"serial_number":"{serial}","smart_status":{{"passed":{passed}}},
            "power_on_time":{{"hours":900}},"temperature":{{"current":33}}}}"#
        )
    };
    let of = |name: &str, serial: &str| Disk { name: Some(name.into()), ..disk("Cakram 240", serial) };
    put(roots.run.join("pantau-agent-smart/sda.json"), &printed(true, "S1"));
    put(roots.run.join("pantau-agent-smart/sdb.json"), &printed(true, "LAIN"));
    put(roots.run.join("pantau-agent-smart/sdc.json"), &printed(false, "S3"));
    put(roots.run.join("pantau-agent-smart/sdd.json"), "{");
    let known = Disk { smart: Some("passed".into()), power_on_hours: Some(7), ..of("sdc", "S3") };
    let mut disks = [of("sda", "S1"), of("sdb", "S2"), known, of("sdd", "S4")];
    state(&roots, now, &mut disks);
    let told = disks.each_ref().map(|disk| (disk.smart.as_deref(), disk.power_on_hours, disk.temperature_c));
    assert_eq!(told[0], (Some("passed"), Some(900), Some(33.0)));
    assert_eq!(told[1], (None, None, None), "a file of another disk");
    assert_eq!(told[2], (Some("failed"), Some(7), Some(33.0)), "the newest hours are those of before");
    assert_eq!(told[3], (None, None, None));
    // Two days later nobody has looked again.
    let mut later = [of("sda", "S1")];
    state(&roots, now.plus_seconds(2 * 86_400), &mut later);
    assert_eq!((later[0].smart.as_deref(), later[0].power_on_hours, later[0].temperature_c), (None, Some(900), None));
}
