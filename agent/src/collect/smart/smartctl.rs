//! What `smartctl --json` printed of a disk (smartmontools 7), which a service of the system writes once a day: the agent itself
//! starts nothing and may not ask disks.

use super::{Attribute, Seen, Told};
use crate::{read, roots::Roots};
use model::Timestamp;
use serde::Deserialize;
use std::path::Path;

/// Directory below `/run`, one file `NAME.json` a disk.
const FOLDER: &str = "pantau-agent-smart";
/// Longest file read, octets.
const LONGEST: u64 = 1 << 20;

/// Health of disks by their name.
pub fn read(roots: &Roots) -> Vec<(String, Told)> {
    let folder = roots.run.join(FOLDER);
    let names = read::names(&folder);
    let disks = names.iter().filter_map(|name| name.strip_suffix(".json")).take(super::MAX_DISKS);
    disks.filter_map(|disk| Some((disk.to_owned(), read_one(&folder.join(format!("{disk}.json")))?))).collect()
}

fn read_one(file: &Path) -> Option<Told> {
    parse(&read::head(file, LONGEST)?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Printed {
    local_time: Time,
    model_name: Option<String>,
    serial_number: Option<String>,
    smart_status: Option<Status>,
    temperature: Option<Temperature>,
    power_on_time: Option<PowerOn>,
    endurance_used: Option<Endurance>,
    ata_smart_attributes: Option<Table>,
    nvme_smart_health_information_log: Option<Log>,
    scsi_grown_defect_list: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Time {
    time_t: i64,
}

#[derive(Deserialize)]
struct Status {
    passed: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Temperature {
    current: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PowerOn {
    hours: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Endurance {
    current_percent: Option<f64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Table {
    table: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    id: u64,
    #[serde(default)]
    value: u64,
    raw: Raw,
}

#[derive(Deserialize)]
struct Raw {
    value: u64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Log {
    critical_warning: Option<u64>,
    percentage_used: Option<f64>,
}

/// What was printed; none: it is no such text, or says of no disk.
pub(super) fn parse(json: &[u8]) -> Option<Told> {
    let printed: Printed = serde_json::from_slice(json).ok()?;
    let attributes = printed.ata_smart_attributes.unwrap_or_default().table;
    let seen = Seen {
        attributes: attributes
            .iter()
            .map(|row| Attribute { id: row.id, value: row.value, raw: row.raw.value })
            .collect(),
        ..Seen::default()
    };
    let log = printed.nvme_smart_health_information_log.unwrap_or_default();
    let warns = log.critical_warning.map(|bits| bits != 0);
    let model = printed.model_name.unwrap_or_default();
    let wear = printed.endurance_used.and_then(|used| used.current_percent).or(log.percentage_used);
    let told = Told {
        at: Timestamp::from_seconds(printed.local_time.time_t),
        serial: printed.serial_number.and_then(|serial| model::text::clean(serial.as_bytes())),
        has_failed: printed.smart_status.map(|status| !status.passed).or(warns),
        hours: printed
            .power_on_time
            .and_then(|time| time.hours)
            .filter(|hours| (1..=super::MOST_HOURS).contains(hours)),
        reallocated: seen.attribute(5).map(|attribute| attribute.raw & 0xffff).or(printed.scsi_grown_defect_list),
        wear_percent: wear
            .or_else(|| seen.wear_by_maker(&model))
            .filter(|wear| *wear >= 0.0)
            .map(|wear| wear.min(100.0)),
        celsius: printed.temperature.and_then(|now| now.current).filter(|celsius| (1.0..120.0).contains(celsius)),
    };
    let says = Told { at: Timestamp::default(), serial: None, ..told.clone() } != Told::default();
    says.then_some(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ATA: &str = r#"{"json_format_version":[1,0],"smartctl":{"version":[7,3],"exit_status":0},
        "local_time":{"time_t":1772337906,"asctime":"Sun Mar  1 11:05:06 2026 WITA"},
        "device":{"name":"/dev/sda","type":"sat","protocol":"ATA"},"model_name":"Samsung SSD 870 EVO 250GB",
        "serial_number":"S6PENL0T","smart_status":{"passed":false},
        "ata_smart_attributes":{"revision":1,"table":[
            {"id":5,"name":"Reallocated_Sector_Ct","value":97,"raw":{"value":131,"string":"131"}},
            {"id":177,"name":"Wear_Leveling_Count","value":88,"raw":{"value":214,"string":"214"}}]},
        "power_on_time":{"hours":11802},"temperature":{"current":31}}"#;
    const NVME: &str = r#"{"local_time":{"time_t":1772337906},"serial_number":"S675NX0R","smart_status":{"passed":true,
        "nvme":{"value":0}},"nvme_smart_health_information_log":{"critical_warning":0,"temperature":41,"available_spare":100,
        "percentage_used":107,"power_on_hours":2112},"power_on_time":{"hours":2112},"temperature":{"current":41}}"#;

    #[test]
    fn both_kinds_of_disks() {
        let ata = parse(ATA.as_bytes()).unwrap();
        assert_eq!((ata.has_failed, ata.hours, ata.reallocated), (Some(true), Some(11_802), Some(131)));
        assert_eq!((ata.wear_percent, ata.celsius, ata.serial.as_deref()), (Some(12.0), Some(31.0), Some("S6PENL0T")));
        assert_eq!(ata.at, Timestamp::from_seconds(1_772_337_906));
        let nvme = parse(NVME.as_bytes()).unwrap();
        assert_eq!((nvme.has_failed, nvme.hours, nvme.wear_percent), (Some(false), Some(2112), Some(100.0)));
        let warns = NVME.replace("\"critical_warning\":0", "\"critical_warning\":4").replace("smart_status", "x");
        assert_eq!(parse(warns.as_bytes()).unwrap().has_failed, Some(true));
    }

    #[test]
    fn what_says_nothing() {
        // A disk that sleeps, or an adapter that passes nothing on.
        for text in
            ["", "{}", "[]", "{\"local_time\":{\"time_t\":1772337906},\"serial_number\":\"X\"}", "{\"smart_status\":3}"]
        {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(cut in 0usize..700, place in 0usize..700, octet in any::<u8>()) {
            let mut octets = ATA.as_bytes().to_vec();
            if let Some(at) = octets.get_mut(place) {
                *at = octet;
            }
            octets.truncate(cut.max(place));
            if let Some(told) = parse(&octets) {
                prop_assert!(told.wear_percent.is_none_or(|wear| (0.0..=100.0).contains(&wear)));
            }
        }
    }
}
