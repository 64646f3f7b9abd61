//! What Windows answered, as it answered: rows of WMI classes and keys of the registry, each an object of JSON. The mapping to
//! facts works on these alone, so that it is tested anywhere with rows written by hand or saved on a real machine by
//! `Get-CimInstance CLASS | ConvertTo-Json`.

use model::Timestamp;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Most rows kept of one class.
pub const MAX_ROWS: usize = 4096;

/// The rows of all classes that answered, by the name of the class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows(BTreeMap<String, Vec<Row>>);

/// One row: values by the name of the property.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row(pub Map<String, Value>);

impl Rows {
    /// Notes the answer of a class; an empty one is an answer too.
    pub fn put(&mut self, class: &str, mut rows: Vec<Row>) {
        rows.truncate(MAX_ROWS);
        self.0.insert(class.to_owned(), rows);
    }

    /// Takes the answer of a class out.
    pub fn take(&mut self, class: &str) -> Vec<Row> {
        self.0.remove(class).unwrap_or_default()
    }

    /// The rows of a class.
    pub fn of(&self, class: &str) -> &[Row] {
        self.0.get(class).map(Vec::as_slice).unwrap_or_default()
    }

    /// The first row of a class.
    pub fn first(&self, class: &str) -> Option<&Row> {
        self.of(class).first()
    }

    /// True when the class answered, with rows or without.
    pub fn answered(&self, class: &str) -> bool {
        self.0.contains_key(class)
    }

    /// Rows written as `{"CLASS": [{"PROPERTY": VALUE}]}`; anything else is left out.
    pub fn parse(json: &str) -> Self {
        let classes: BTreeMap<String, Vec<Map<String, Value>>> = serde_json::from_str(json).unwrap_or_default();
        Self(classes.into_iter().map(|(class, rows)| (class, rows.into_iter().map(Row).collect())).collect())
    }
}

impl Row {
    /// Names of properties are the same in capitals and small letters (DSP0004, 5.1).
    fn value(&self, name: &str) -> Option<&Value> {
        let same = || self.0.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        self.0.get(name).or_else(same)
    }

    /// A text; blank ones are absent.
    pub fn text(&self, name: &str) -> Option<String> {
        model::text::clean(self.value(name)?.as_str()?.as_bytes())
    }

    /// A text that is no placeholder such as `To be filled by O.E.M.`
    pub fn fact(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !model::identity::is_junk(text))
    }

    /// A whole number ≥ 0; WMI gives 64-bit ones as texts.
    pub fn number(&self, name: &str) -> Option<u64> {
        let value = self.value(name)?;
        value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
    }

    /// The same where it fits 32 bits.
    pub fn small(&self, name: &str) -> Option<u32> {
        self.number(name).and_then(|number| u32::try_from(number).ok())
    }

    /// Yes or no; 1 and 0 as well.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.value(name)? {
            Value::Bool(flag) => Some(*flag),
            value => value.as_u64().filter(|number| *number <= 1).map(|number| number == 1),
        }
    }

    /// A list of numbers.
    pub fn numbers(&self, name: &str) -> Vec<u64> {
        let list = self.value(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_u64).collect()
    }

    /// A list of octets.
    pub fn octets(&self, name: &str) -> Vec<u8> {
        self.numbers(name).into_iter().filter_map(|number| u8::try_from(number).ok()).collect()
    }

    /// A text given as a list of UTF-16 units that ends with zero (`WmiMonitorID`).
    pub fn units(&self, name: &str) -> Option<String> {
        let units = self.numbers(name).into_iter().take_while(|unit| *unit != 0);
        let units: Vec<u16> = units.filter_map(|unit| u16::try_from(unit).ok()).collect();
        model::text::clean(String::from_utf16_lossy(&units).as_bytes())
    }

    /// The texts of a list.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let list = self.value(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(|text| model::text::clean(text.as_str()?.as_bytes())).collect()
    }

    /// The first text of a list.
    pub fn first_text(&self, name: &str) -> Option<String> {
        model::text::clean(self.value(name)?.as_array()?.first()?.as_str()?.as_bytes())
    }

    /// A moment in the form of WMI.
    pub fn moment(&self, name: &str) -> Option<Timestamp> {
        moment(self.value(name)?.as_str()?)
    }
}

/// `20260301040506.123456+480`: local time and its distance from UTC in minutes (CIM_DATETIME, DMTF DSP0004, 5.2.4).
pub fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let part = |from: usize, to: usize| text.get(from..to).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let zone = text.get(21..25)?.parse::<i64>().ok()?;
    let (date, time) = (part(0, 8)?, part(8, 14)?);
    let written =
        format!("{}-{}-{}T{}:{}:{}Z", &date[..4], &date[4..6], &date[6..8], &time[..2], &time[2..4], &time[4..6]);
    Some(Timestamp::parse(&written).ok()?.plus_seconds(-zone * 60))
}

/// The day of a moment, `2026-03-01`.
pub fn day(at: Timestamp) -> String {
    at.rfc3339().chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_of_every_kind() {
        let rows = Rows::parse(
            r#"{"X": [{"T": "  Dell ", "Junk": "To be filled by O.E.M.", "N": "16106127360", "M": 7, "Neg": -1, "Null": null,
                "F": true, "One": 1, "Two": 2, "L": [68, 101, 108, 0, 120], "S": ["id-ID", "en-US"], "E": ""}], "Y": []}"#,
        );
        let row = rows.first("X").unwrap();
        assert_eq!((row.text("t").as_deref(), row.fact("Junk"), row.text("E")), (Some("Dell"), None, None));
        assert_eq!((row.number("N"), row.small("N"), row.small("M")), (Some(16_106_127_360), None, Some(7)));
        assert_eq!((row.number("Neg"), row.number("Null"), row.text("Null")), (None, None, None));
        assert_eq!((row.flag("F"), row.flag("One"), row.flag("Two")), (Some(true), Some(true), None));
        assert_eq!((row.units("L").as_deref(), row.first_text("S").as_deref()), (Some("Del"), Some("id-ID")));
        assert!(rows.answered("Y") && rows.of("Y").is_empty() && !rows.answered("Z"));
    }

    #[test]
    fn moments() {
        for (text, expected) in [
            ("20260301040506.123456+480", Some("2026-02-28T20:05:06Z")),
            ("20260301040506.000000-000", Some("2026-03-01T04:05:06Z")),
            ("20260301040506.000000+000", Some("2026-03-01T04:05:06Z")),
            ("20261301040506.000000+000", None),
            ("20260301", None),
            ("", None),
        ] {
            assert_eq!(moment(text).map(Timestamp::rfc3339).as_deref(), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), near in "[0-9]{14}[.][0-9]{6}[+-][0-9é]{3}") {
            moment(&text);
            moment(&near);
            Rows::parse(&text);
        }
    }
}
