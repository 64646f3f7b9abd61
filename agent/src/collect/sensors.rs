//! Temperatures from `/sys/class/hwmon`, else from `/sys/class/thermal`.

use crate::{read, roots::Roots};
use model::record::Sensor;
use std::{collections::BTreeMap, path::Path};

/// A chip without its sensor connected tells values such as −128, −40 or 255 °C: outside these none is believed.
const LOWEST_C: f64 = -40.0;
const HIGHEST_C: f64 = 150.0;
/// Most temperatures stated.
pub const MAX_SENSORS: usize = 256;

/// All believable temperatures, by index.
pub fn read(roots: &Roots) -> Vec<Sensor> {
    let mut rows = hwmon(&roots.sys.join("class/hwmon"));
    // Most thermal zones stand in hwmon too, so they are asked only where that is empty.
    if rows.is_empty() {
        rows = thermal(&roots.sys.join("class/thermal"));
    }
    rows.truncate(MAX_SENSORS);
    distinguish(&mut rows);
    rows
}

fn hwmon(directory: &Path) -> Vec<Sensor> {
    let mut rows = Vec::new();
    for chip in read::names(directory) {
        let chip_path = directory.join(&chip);
        let name = read::word(&chip_path.join("name")).unwrap_or_else(|| chip.clone());
        for file in read::names(&chip_path) {
            let Some(number) = file.strip_prefix("temp").and_then(|rest| rest.strip_suffix("_input")) else {
                continue;
            };
            let part = |part: &str| chip_path.join(format!("temp{number}_{part}"));
            if read::number(&part("fault")).is_some_and(|fault| fault != 0) {
                continue;
            }
            let descr = match read::word(&part("label")) {
                Some(label) => format!("{name} {label}"),
                None => format!("{name} temp{number}"),
            };
            rows.extend(sensor(format!("{chip}/temp{number}"), descr, read::text(&part("input"))));
        }
    }
    rows
}

fn thermal(directory: &Path) -> Vec<Sensor> {
    let zones = read::names(directory).into_iter().filter(|name| name.starts_with("thermal_zone"));
    zones
        .filter_map(|zone| {
            let path = directory.join(&zone);
            let descr = read::word(&path.join("type")).unwrap_or_else(|| zone.clone());
            sensor(zone, descr, read::text(&path.join("temp")))
        })
        .collect()
}

fn sensor(index: String, descr: String, text: Option<String>) -> Option<Sensor> {
    Some(Sensor {
        class: Some("temperature".into()),
        value: Some(parse_millidegrees(&text?)?),
        unit: Some("°C".into()),
        descr: Some(descr),
        index: Some(index),
        ..Sensor::default()
    })
}

/// Thousandths of a degree to °C in steps of 0.1; values that no sensor of a machine can mean are none.
pub fn parse_millidegrees(text: &str) -> Option<f64> {
    let celsius = text.trim().parse::<i64>().ok()? as f64 / 1000.0;
    (celsius > LOWEST_C && celsius < HIGHEST_C).then(|| (celsius * 10.0).round() / 10.0)
}

/// Series are kept by description: where two sensors share it, their index is put behind it.
fn distinguish(rows: &mut [Sensor]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows.iter() {
        *count.entry(row.descr.clone().unwrap_or_default()).or_default() += 1;
    }
    for row in rows {
        if let (Some(descr), Some(index)) = (&mut row.descr, &row.index)
            && count.get(descr.as_str()).is_some_and(|count| *count > 1)
        {
            *descr = format!("{descr} ({index})");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn degrees() {
        for (text, expected) in [
            ("45000\n", Some(45.0)),
            ("45250", Some(45.3)),
            ("-5000", Some(-5.0)),
            ("0", Some(0.0)),
            ("-128000", None),
            ("255000", None),
            ("", None),
            ("warm", None),
        ] {
            assert_eq!(parse_millidegrees(text), expected, "{text}");
        }
    }

    #[test]
    fn chips_and_zones() {
        let directory = tempfile::tempdir().unwrap();
        let roots = Roots::under(directory.path());
        let put = |path: &str, content: &str| {
            let path = roots.sys.join("class").join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        };
        put("thermal/thermal_zone0/type", "x86_pkg_temp\n");
        put("thermal/thermal_zone0/temp", "51000\n");
        put("thermal/cooling_device0/type", "Processor\n");
        let rows = |rows: Vec<Sensor>| -> Vec<(String, f64)> {
            rows.into_iter().map(|row| (row.descr.unwrap(), row.value.unwrap())).collect()
        };
        assert_eq!(rows(read(&roots)), [("x86_pkg_temp".to_owned(), 51.0)]);

        put("hwmon/hwmon0/name", "coretemp\n");
        put("hwmon/hwmon0/temp1_input", "50000\n");
        put("hwmon/hwmon0/temp1_label", "Package id 0\n");
        put("hwmon/hwmon0/temp2_input", "-128000\n");
        for chip in ["hwmon1", "hwmon2"] {
            put(&format!("hwmon/{chip}/name"), "nvme\n");
            put(&format!("hwmon/{chip}/temp1_input"), "38850\n");
        }
        put("hwmon/hwmon2/temp3_input", "38000\n");
        put("hwmon/hwmon2/temp3_fault", "1\n");
        assert_eq!(
            rows(read(&roots)),
            [
                ("coretemp Package id 0".to_owned(), 50.0),
                ("nvme temp1 (hwmon1/temp1)".to_owned(), 38.9),
                ("nvme temp1 (hwmon2/temp1)".to_owned(), 38.9),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), number in any::<i64>()) {
            parse_millidegrees(&text);
            prop_assert!(parse_millidegrees(&number.to_string()).is_none_or(|c| c > LOWEST_C && c < HIGHEST_C));
        }
    }
}
