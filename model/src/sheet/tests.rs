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

/// The lines of one section, as `label|value|percent|grade`.
fn lines(facts: &Facts, title: &str) -> Vec<String> {
    let section = sheet(facts, Lang::En).into_iter().find(|section| section.title == title).unwrap();
    let line = |line: Line| {
        let percent = line.percent.map(|percent| format!("{percent:.0}")).unwrap_or_default();
        format!("{}|{}|{percent}|{:?}", line.label, line.value, line.grade)
    };
    section.lines.into_iter().map(line).collect()
}

#[test]
fn a_supply_on_battery_is_critical() {
    let facts = Facts {
        ups: Some(crate::record::Ups {
            status: text("on_battery"),
            charge_percent: Some(42.0),
            runtime_minutes: Some(11.6),
            load_percent: Some(17.0),
            input_voltage_v: Some(0.0),
            ..Default::default()
        }),
        ..Facts::default()
    };
    assert_eq!(
        lines(&facts, "Power"),
        ["State|ON BATTERY||Critical", "Battery|lasts 12 min|42|Warning", "Load||17|Plain", "Input|0 V||Plain",]
    );
}

#[test]
fn a_printer_tells_what_runs_out() {
    let supply = |descr: &str, percent, state: Option<&str>| crate::record::Supply {
        descr: text(descr),
        level_percent: percent,
        level_state: state.map(str::to_owned),
        ..Default::default()
    };
    let facts = Facts {
        printer_errors: vec!["lowToner".into()],
        page_count: Some(31_877),
        printer_supplies: vec![
            supply("Black", Some(4.0), None),
            supply("Cyan", Some(60.0), None),
            supply("Drum", None, Some("some_remaining")),
        ],
        ..Facts::default()
    };
    assert_eq!(
        lines(&facts, "Printer"),
        [
            "Trouble|lowToner||Warning",
            "Pages printed|31,877||Plain",
            "Black||4|Critical",
            "Cyan||60|Plain",
            "Drum|some left||Plain",
        ]
    );
}

#[test]
fn sensors_are_graded_by_state_or_limit() {
    let sensor = |descr: &str| Sensor { descr: text(descr), ..Sensor::default() };
    let facts = Facts {
        sensors: vec![
            Sensor { state_text: text("failed"), state_severity: text("critical"), value: Some(2.0), ..sensor("fan") },
            Sensor { value: Some(71.0), unit: text("°C"), warn_high: Some(70.0), ..sensor("cpu") },
            Sensor { value: Some(90.0), limit_high: Some(85.0), ..sensor("board") },
            Sensor { status: text("unavailable"), ..sensor("aux") },
        ],
        ..Facts::default()
    };
    assert_eq!(
        lines(&facts, "Sensors"),
        ["fan|failed||Critical", "cpu|71 °C||Warning", "board|90||Critical", "aux|not available||Plain"]
    );
}

#[test]
fn networks_and_rates_of_radios_are_told() {
    let radio = |name: &str, ssids: &[&str]| crate::record::Radio {
        name: text(name),
        ssids: ssids.iter().map(|ssid| (*ssid).to_owned()).collect(),
        ..Default::default()
    };
    let facts = Facts {
        wireless_radios: vec![radio("wlan0", &["Dinas", "Tamu"]), radio("wlan1", &[])],
        sensors: vec![Sensor {
            value: Some(866.7e6),
            unit: text("bps"),
            descr: text("Wi-Fi wlan0"),
            ..Sensor::default()
        }],
        ..Facts::default()
    };
    let told = |section: Section| -> Vec<(String, String)> {
        section.lines.into_iter().map(|line| (line.label, line.value)).collect()
    };
    assert_eq!(told(wireless::wireless(&facts, Lang::Id)), [("wlan0".into(), "Dinas, Tamu".into())]);
    assert_eq!(told(sensor::sensors(&facts, Lang::Id)), [("Wi-Fi wlan0".into(), "867Mbps".into())]);
}
