//! What stands on a sheet, and what does not.

use super::*;
use crate::record::{Address, Memory, Processor, Sensor};

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn nothing_known_is_an_empty_sheet() {
    assert_eq!(sheet(&Facts::default(), Lang::Id), []);
}

#[test]
fn what_is_known_stands_in_its_section() {
    let facts = Facts {
        vendor: text("MikroTik"),
        hardware: text("RB450G"),
        processors: vec![Processor { usage_percent: Some(23.0), ..Processor::default() }],
        memory: vec![Memory {
            descr: text("main memory"),
            total_bytes: Some(256 << 20),
            used_bytes: Some(64 << 20),
            ..Memory::default()
        }],
        sensors: vec![
            Sensor { class: text("voltage"), value: Some(23.7), unit: text("V"), ..Sensor::default() },
            Sensor { class: text("temperature"), descr: text("cpu"), ..Sensor::default() },
        ],
        ipv4: vec![Address { address: text("10.10.4.2"), prefix: Some(24), ..Address::default() }],
        ..Facts::default()
    };
    let printed = |lang| {
        let mut out = String::new();
        for section in sheet(&facts, lang) {
            out.push_str(section.title);
            for line in section.lines {
                let percent = line.percent.map(|percent| format!(" {percent:.0}%")).unwrap_or_default();
                out.push_str(&format!("|{}={}{percent}", line.label, line.value));
            }
            out.push('\n');
        }
        out
    };
    assert_eq!(
        printed(Lang::Id),
        "Perangkat|Model=MikroTik RB450G\nBeban|CPU terpakai=23%|main memory=64,0MiB dari 256MiB 25%\n\
         Sensor|voltage=23,7 V\nAlamat|IPv4=10.10.4.2/24\n"
    );
    assert!(printed(Lang::En).contains("|main memory=64.0MiB of 256MiB 25%\nSensors|voltage=23.7 V\n"));
}

#[test]
fn numbers_have_the_digits_they_need() {
    for (value, expected) in [(230.0, "230"), (-2.514, "-2,514"), (0.1, "0,1"), (-1e-9, "0"), (12.3456, "12,346")] {
        assert_eq!(number(Lang::Id, value), expected);
    }
}
