//! Device records that people bring: a file with one, a list, or one a line.

pub mod foreign;
pub mod table;

use super::seen::Seen;
use model::{record::SCHEMA, text::visible};
use serde_json::Value;

/// One thing that is wrong in a file of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line, from 1.
    pub line: usize,
    /// Which record of the file, from 1, where there are several.
    pub record: Option<usize>,
    /// What is wrong and what to do, in both languages.
    pub text: [String; 2],
}

/// Reads the records of a file. What is wrong with one keeps no other from being read.
pub fn read(text: &str) -> (Vec<Value>, Vec<Fault>) {
    let (mut good, mut faults) = (Vec::new(), Vec::new());
    let text = text.trim_start_matches('\u{feff}');
    let whole: Result<Value, _> = serde_json::from_str(text);
    let values: Vec<(usize, Value)> = match whole {
        Ok(Value::Array(items)) => items.into_iter().map(|item| (1, item)).collect(),
        Ok(one) => vec![(1, one)],
        Err(error)
            if text.trim_start().lines().next().is_some_and(|line| serde_json::from_str::<Value>(line).is_ok()) =>
        {
            let mut values = Vec::new();
            for (place, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                match serde_json::from_str(line) {
                    Ok(value) => values.push((place + 1, value)),
                    Err(error) => faults.push(not_json(place + 1, &error)),
                }
            }
            let _ = error;
            values
        }
        Err(error) => {
            faults.push(not_json(error.line(), &error));
            return (good, faults);
        }
    };
    let several = values.len() > 1;
    for (place, (line, value)) in values.into_iter().enumerate() {
        match check(&value) {
            Ok(()) => good.push(value),
            Err(text) => faults.push(Fault { line, record: several.then_some(place + 1), text }),
        }
    }
    (good, faults)
}

fn not_json(line: usize, error: &serde_json::Error) -> Fault {
    let reason = visible(&error.to_string());
    let text = [format!("bukan JSON: {reason}"), format!("not JSON: {reason}")];
    Fault { line: line.max(1), record: None, text }
}

/// Whether a value is a device record. Error: what is wrong, in both languages.
pub fn check(value: &Value) -> Result<(), [String; 2]> {
    let both = |id: &str, en: &str| [id.to_owned(), en.to_owned()];
    let Value::Object(map) = value else {
        return Err(both("bukan catatan perangkat (bukan objek JSON)", "no device record (not a JSON object)"));
    };
    match map.get("schema").and_then(Value::as_str) {
        Some(SCHEMA) => {}
        Some(other) => {
            let other = visible(other);
            return Err([
                format!("schema '{other}', harus '{SCHEMA}'"),
                format!("schema '{other}', must be '{SCHEMA}'"),
            ]);
        }
        None => return Err([format!("'schema' wajib: \"{SCHEMA}\""), format!("'schema' is required: \"{SCHEMA}\"")]),
    }
    // What rules read must be readable; the rest is kept as it came.
    if let Err(error) = serde_json::from_value::<Seen>(value.clone()) {
        let reason = visible(&error.to_string());
        return Err([
            format!("catatan perangkat tidak terbaca: {reason}"),
            format!("the device record cannot be read: {reason}"),
        ]);
    }
    const MARKS: [&str; 5] = ["device_id", "asset_code", "sys_name", "serial", "address"];
    let named =
        MARKS.iter().any(|mark| map.get(*mark).and_then(Value::as_str).is_some_and(|text| !text.trim().is_empty()));
    if !named {
        return Err(both(
            "tanpa nama: isi device_id, asset_code, sys_name, serial atau address",
            "nothing names the device: state device_id, asset_code, sys_name, serial or address",
        ));
    }
    Ok(())
}

/// States the agency of a record that names none.
pub fn belongs(record: &mut Value, opd: &model::OpdCode) {
    if let Value::Object(map) = record
        && map.get("opd").and_then(Value::as_str).is_none_or(|text| text.trim().is_empty())
    {
        map.insert("opd".into(), Value::String(opd.0.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str =
        r#"{"schema":"pantau-device/1","collected_at":"2026-11-01T00:00:00Z","source":"snmp","sys_name":"SW-1"}"#;

    #[test]
    fn one_a_list_or_one_a_line() {
        for (text, records, faults) in [
            (ONE.to_owned(), 1, 0),
            (format!("[{ONE},{ONE}]"), 2, 0),
            (format!("{ONE}\n\n{ONE}\n"), 2, 0),
            (format!("{ONE}\n{{broken\n{ONE}\n"), 2, 1),
            ("{".to_owned(), 0, 1),
            (format!("[{ONE},3]"), 1, 1),
            ("[]".to_owned(), 0, 0),
        ] {
            let (good, wrong) = read(&text);
            assert_eq!((good.len(), wrong.len()), (records, faults), "{text}: {wrong:?}");
        }
        assert_eq!(read(&format!("{ONE}\n{{broken\n")).1[0].line, 2);
        assert_eq!(read(&format!("[{ONE},3]")).1[0].record, Some(2));
    }

    #[test]
    fn an_agency_is_stated_where_none_is() {
        let opd = model::OpdCode("DISDIK".into());
        for (stated, expected) in [(None, "DISDIK"), (Some(" "), "DISDIK"), (Some("DINKES"), "DINKES")] {
            let mut record: Value = serde_json::from_str(ONE).unwrap();
            if let Some(stated) = stated {
                record["opd"] = stated.into();
            }
            belongs(&mut record, &opd);
            assert_eq!(record["opd"], expected);
        }
    }

    #[test]
    fn what_is_no_record_is_told() {
        for (from, to, word) in [
            ("pantau-device/1", "pantau-device/9", "schema"),
            ("\"snmp\"", "\"telepathy\"", "telepathy"),
            ("2026-11-01T00:00:00Z", "yesterday", "cannot be read"),
            ("sys_name", "x_name", "asset_code"),
        ] {
            let value = serde_json::from_str(&ONE.replace(from, to)).unwrap();
            let [_, en] = check(&value).unwrap_err();
            assert!(en.contains(word), "{en}");
        }
    }
}
