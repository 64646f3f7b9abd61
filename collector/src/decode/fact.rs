//! One value as its type allows it: text cleaned, enumerations named, units scaled (`reliability.md` 5.3, `device-record.md` 1).

use super::Trouble;
use crate::{
    profile::{Kind, Source},
    snmp::{Anomaly, Value as Raw, oid::dotted, session::Reason},
};
use model::{Metric, Value, metric::Kind as Series, text};
use serde_json::json;

/// A value that may be stated.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fact {
    Text(String),
    Whole(i128),
    Number(f64),
    Truth(bool),
}

impl Fact {
    pub(super) fn json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::Truth(truth) => json!(truth),
            Self::Whole(number) => match (u64::try_from(*number), i64::try_from(*number)) {
                (Ok(number), _) => json!(number),
                (_, Ok(number)) => json!(number),
                _ => serde_json::Value::Null,
            },
        }
    }

    pub(super) fn text(self) -> Option<String> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// A whole number that is not negative.
    pub(super) fn whole(&self) -> Option<u64> {
        if let Self::Whole(number) = self { u64::try_from(*number).ok() } else { None }
    }

    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Whole(number) => Some(*number as f64),
            Self::Number(number) => Some(*number),
            Self::Text(_) | Self::Truth(_) => None,
        }
    }

    /// As a value of a series.
    pub(super) fn value(&self, metric: Metric) -> Option<Value> {
        match metric.kind() {
            Series::Counter => self.whole().map(Value::Count),
            Series::Gauge => self.number().map(Value::Level),
        }
    }
}

/// The fact in a value. None: it is not there, or it is no value and was noted.
pub(super) fn fact(source: &Source, value: Raw<'_>, trouble: &mut Trouble) -> Option<Fact> {
    if matches!(value, Raw::Absent | Raw::EndOfMibView) {
        return None;
    }
    let octets = match (source.kind, value) {
        (Kind::Text | Kind::Hex | Kind::Mac | Kind::Date, Raw::Octets(octets)) => octets,
        _ => {
            let fact = plain(source.kind, value).map(|fact| finished(source, fact));
            if fact.is_none() {
                trouble.note(Anomaly::InvalidValue, source.key(), Reason::Decode);
            }
            return fact;
        }
    };
    match source.kind {
        Kind::Mac => mac(octets).map(Fact::Text),
        Kind::Date => day(octets).map(Fact::Text),
        Kind::Hex => (!octets.is_empty()).then(|| Fact::Text(hex(octets))),
        _ => {
            let (text, cut) = bounded(octets);
            if cut {
                trouble.note(Anomaly::TextTruncated, source.key(), Reason::TooMany);
            }
            text.map(Fact::Text)
        }
    }
}

/// Types that the object allows, with the two exceptions that devices need: INTEGER for Gauge32 and Counter32, and
/// Gauge32 for INTEGER.
pub(super) fn plain(kind: Kind, value: Raw<'_>) -> Option<Fact> {
    let whole = match (kind, value) {
        (Kind::Integer, Raw::Integer(number)) => i128::from(number),
        (Kind::Integer, Raw::Gauge32(number)) if i32::try_from(number).is_ok() => i128::from(number),
        (Kind::Unsigned, Raw::Integer(number)) => i128::from(number as u32),
        (Kind::Unsigned | Kind::Gauge, Raw::Gauge32(number)) | (Kind::Unsigned, Raw::Counter32(number)) => {
            i128::from(number)
        }
        (Kind::Counter, Raw::Counter32(number)) => i128::from(number),
        (Kind::Gauge | Kind::Counter, Raw::Integer(number)) if number >= 0 => i128::from(number),
        (Kind::Counter64, Raw::Counter64(number)) => i128::from(number),
        (Kind::Ticks, Raw::TimeTicks(number)) => i128::from(number),
        (Kind::Truth, Raw::Integer(1)) => return Some(Fact::Truth(true)),
        (Kind::Truth, Raw::Integer(2)) => return Some(Fact::Truth(false)),
        (Kind::Oid, Raw::Oid(content)) => return Some(Fact::Text(dotted(content))),
        (Kind::Address, Raw::IpAddress(octets)) => {
            return Some(Fact::Text(std::net::Ipv4Addr::from(octets).to_string()));
        }
        _ => return None,
    };
    Some(Fact::Whole(whole))
}

/// With its label or in its unit. A number without label is its decimals.
fn finished(source: &Source, fact: Fact) -> Fact {
    match (&source.labels, source.scale, fact) {
        (Some(labels), _, Fact::Whole(number)) => {
            let digits = number.to_string();
            Fact::Text(labels.get(&digits).cloned().unwrap_or(digits))
        }
        (Some(labels), _, Fact::Text(text)) => Fact::Text(labels.get(&text).cloned().unwrap_or(text)),
        (None, Some(scale), Fact::Whole(number)) => Fact::Number(six_digits(number as f64 * scale)),
        (_, _, fact) => fact,
    }
}

/// A fraction has at most six digits behind the point.
pub(super) fn six_digits(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

/// Cleaned text of at most [`text::MAX_DEVICE_TEXT`] octets, and whether something was cut off.
pub(super) fn bounded(octets: &[u8]) -> (Option<String>, bool) {
    let kept = &octets[..octets.len().min(text::MAX_DEVICE_TEXT)];
    let Some(mut clean) = text::clean(kept) else { return (None, false) };
    let cut = octets.len() > kept.len() || clean.len() > text::MAX_DEVICE_TEXT;
    let end = (0..=clean.len().min(text::MAX_DEVICE_TEXT)).rev().find(|place| clean.is_char_boundary(*place));
    clean.truncate(end.unwrap_or_default());
    (Some(clean), cut)
}

/// A MAC of 6 or 8 octets; any other length, and all zero, is none.
pub(super) fn mac(octets: &[u8]) -> Option<String> {
    if !matches!(octets.len(), 6 | 8) || octets.iter().all(|octet| *octet == 0) {
        return None;
    }
    let mut out = String::with_capacity(octets.len() * 3);
    for (place, octet) in octets.iter().enumerate() {
        if place > 0 {
            out.push(':');
        }
        push_hex(&mut out, *octet);
    }
    Some(out)
}

/// The day of a DateAndTime; a year or month of 0 is how an agent says that it knows none.
fn day(octets: &[u8]) -> Option<String> {
    let [high, low, month, day, ..] = octets else { return None };
    let year = u16::from_be_bytes([*high, *low]);
    let known = (1970..=9999).contains(&year) && (1..=12).contains(month) && (1..=31).contains(day);
    known.then(|| format!("{year}-{month:02}-{day:02}"))
}

fn hex(octets: &[u8]) -> String {
    let mut out = String::with_capacity(octets.len() * 2);
    for octet in octets {
        push_hex(&mut out, *octet);
    }
    out
}

fn push_hex(out: &mut String, octet: u8) {
    for digit in [octet >> 4, octet & 15] {
        out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::Every;
    use std::sync::Arc;

    fn source(kind: Kind) -> Source {
        Source {
            oid: "1.3.6".parse().unwrap(),
            section: String::new(),
            field: "field".into(),
            kind,
            scale: None,
            labels: None,
            every: Every::Poll,
            metric: None,
            fallback: false,
            port: None,
            sensor: false,
            table: None,
        }
    }

    #[test]
    fn the_type_must_be_one_the_object_allows() {
        let check = |kind, value, expected: Option<Fact>| {
            let mut trouble = Trouble::default();
            assert_eq!(fact(&source(kind), value, &mut trouble), expected, "{kind:?} {value:?}");
            trouble.incomplete.iter().map(|(_, reason)| reason.word()).collect::<Vec<_>>()
        };
        let number = |n| Some(Fact::Whole(n));
        assert_eq!(check(Kind::Ticks, Raw::Octets(b"12345678"), None), ["decode"]);
        assert_eq!(check(Kind::Ticks, Raw::Invalid, None), ["decode"]);
        assert!(check(Kind::Ticks, Raw::Absent, None).is_empty());
        check(Kind::Ticks, Raw::TimeTicks(5), number(5));
        check(Kind::Gauge, Raw::Integer(5), number(5));
        check(Kind::Gauge, Raw::Integer(-5), None);
        check(Kind::Counter, Raw::Gauge32(5), None);
        check(Kind::Integer, Raw::Gauge32(5), number(5));
        check(Kind::Integer, Raw::Gauge32(u32::MAX), None);
        check(Kind::Unsigned, Raw::Integer(-1), number(4_294_967_295));
        check(Kind::Counter64, Raw::Counter64(u64::MAX), number(i128::from(u64::MAX)));
        check(Kind::Truth, Raw::Integer(3), None);
        check(Kind::Oid, Raw::IpAddress([1, 2, 3, 4]), None);
        check(Kind::Text, Raw::Octets(b" \0"), None);
        check(Kind::Text, Raw::Integer(1), None);
    }

    #[test]
    fn labels_and_units() {
        let labels = Arc::new([("6".to_owned(), "ethernetCsmacd".to_owned())].into());
        let named = Source { labels: Some(labels), ..source(Kind::Integer) };
        let scaled = Source { scale: Some(0.01), ..source(Kind::Ticks) };
        let mut trouble = Trouble::default();
        let mut check =
            |source: &Source, value, expected| assert_eq!(fact(source, value, &mut trouble), Some(expected));
        check(&named, Raw::Integer(6), Fact::Text("ethernetCsmacd".into()));
        check(&named, Raw::Integer(317), Fact::Text("317".into()));
        check(&scaled, Raw::TimeTicks(1234), Fact::Number(12.34));
    }

    #[test]
    fn macs_and_texts() {
        for (octets, expected) in [
            (&[0xd4, 0xca, 0x6d, 0xea, 0xfe, 0x90][..], Some("d4:ca:6d:ea:fe:90")),
            (&[1, 2, 3, 4, 5, 6, 7, 8], Some("01:02:03:04:05:06:07:08")),
            (&[0; 6], None),
            (&[1; 5], None),
            (&[], None),
        ] {
            assert_eq!(mac(octets).as_deref(), expected);
        }
        let (long, cut) = bounded(&[b'A'; 5000]);
        assert_eq!((long.unwrap().len(), cut), (4096, true));
        let (noise, cut) = bounded(&[0xe9; 4000]);
        assert!(noise.unwrap().len() <= 4096 && cut);
    }
}
