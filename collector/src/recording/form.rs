//! The written form of a recording: reading it, and writing it so that reading gives back every octet.

use super::{Element, Recording};
use crate::snmp::{
    Oid, Value,
    ber::{Reader, Writer},
};
use model::{Lang, text::shown};
use std::{fmt::Write as _, net::Ipv4Addr};

/// Opens every recording of ours.
const TITLE: &str = "# pantau walk 1";
/// Columns of a faulty line in a message.
const LINE_SHOWN: usize = 80;

model::messages! {
    no_object(line, text) { id: "baris {line}: bukan objek: {text}", en: "line {line}: no object: {text}" }
    no_value(line, text) { id: "baris {line}: nilainya tidak dapat dibaca: {text}", en: "line {line}: its value cannot be read: {text}" }
}

/// A line that is no object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingFault {
    /// Its number, from 1.
    pub line: usize,
    /// The line.
    pub text: String,
    /// It names an object, but its value cannot be read.
    pub names_object: bool,
}

impl RecordingFault {
    /// One line for a person.
    pub fn message(&self, lang: Lang) -> String {
        let text = shown(&self.text, LINE_SHOWN);
        if self.names_object { no_value(lang, self.line, text) } else { no_object(lang, self.line, text) }
    }
}

/// Writes a recording.
pub fn write(recording: &Recording) -> String {
    let mut out = format!("{TITLE}\n");
    for (name, element) in &recording.objects {
        // Writing to a String cannot fail.
        let _ = writeln!(out, ".{name} = {}", printed(element));
    }
    let count = recording.objects.len();
    match &recording.incomplete {
        Some(reason) => out.push_str(&format!("# incomplete: {reason}: {count} objects\n")),
        None => out.push_str(&format!("# complete: {count} objects\n")),
    }
    out
}

/// The value in words that tell it to the octet.
fn printed(element: &Element) -> String {
    let words = match element.value() {
        Value::Integer(number) => format!("INTEGER: {number}"),
        Value::Counter32(number) => format!("Counter32: {number}"),
        Value::Gauge32(number) => format!("Gauge32: {number}"),
        Value::Counter64(number) => format!("Counter64: {number}"),
        Value::TimeTicks(ticks) => format!("Timeticks: ({ticks}) {}", clock(ticks)),
        Value::Oid(content) => format!("OID: .{}", crate::snmp::oid::dotted(content)),
        Value::IpAddress(octets) => format!("IpAddress: {}", Ipv4Addr::from(octets)),
        Value::Opaque(octets) => format!("OPAQUE: {}", hex(octets)),
        Value::Octets(octets) if octets.iter().all(|octet| is_plain(*octet)) => {
            format!("STRING: \"{}\"", String::from_utf8_lossy(octets))
        }
        Value::Octets(octets) => format!("Hex-STRING: {}", hex(octets)),
        Value::Absent | Value::EndOfMibView | Value::Invalid => String::new(),
    };
    if value(&words).as_ref() == Some(element) {
        return words;
    }
    format!("BER: {:02X}: {}", element.tag, hex(&element.content))
}

const fn is_plain(octet: u8) -> bool {
    matches!(octet, b' '..=b'~') && octet != b'"' && octet != b'\\'
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect::<Vec<_>>().join(" ")
}

/// Days, hours, minutes, seconds and hundredths, as net-snmp shows them.
fn clock(ticks: u32) -> String {
    let (seconds, hundredths) = (ticks / 100, ticks % 100);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let time = format!("{hours}:{minutes:02}:{:02}.{hundredths:02}", seconds % 60);
    match days {
        0 => time,
        1 => format!("1 day, {time}"),
        _ => format!("{days} days, {time}"),
    }
}

/// Reads a recording.
pub(super) fn read(text: &str) -> Result<Recording, RecordingFault> {
    let mut recording = Recording::default();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((place, line)) = lines.next() {
        if let Some(remark) = line.strip_prefix('#') {
            if let Some(reason) = remark.trim().strip_prefix("incomplete:") {
                recording.incomplete = reason.trim().split(':').next().map(str::to_owned);
            }
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let fault = |names_object| RecordingFault { line: place + 1, text: line.to_owned(), names_object };
        let (name, first) =
            line.split_once(" = ").or_else(|| Some((line.strip_suffix(" =")?, ""))).ok_or(fault(false))?;
        let name: Oid = name.trim().parse().map_err(|_| fault(false))?;
        // A text or a list of octets may go on in further lines.
        let mut whole = first.to_owned();
        while goes_on(&whole) || lines.peek().is_some_and(|(_, next)| is_octets(&whole, next)) {
            let Some((_, next)) = lines.next() else { break };
            whole.push('\n');
            whole.push_str(next);
        }
        if first.starts_with("No Such ") || first.starts_with("No more variables") || first == "NULL" {
            continue;
        }
        recording.objects.insert(name, value(&whole).ok_or(fault(true))?);
    }
    Ok(recording)
}

/// A quoted text whose end has not come.
fn goes_on(printed: &str) -> bool {
    let Some(quoted) = printed.strip_prefix("STRING: \"") else { return false };
    let mut escaped = false;
    !quoted.chars().any(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })
}

/// Octets of the hex string that `printed` begins.
fn is_octets(printed: &str, next: &str) -> bool {
    let pairs =
        |text: &str| text.split_whitespace().all(|pair| pair.len() == 2 && u8::from_str_radix(pair, 16).is_ok());
    printed.starts_with("Hex-STRING:") && !next.trim().is_empty() && pairs(next)
}

/// The element of a printed value.
fn value(printed: &str) -> Option<Element> {
    if printed.trim() == "\"\"" {
        return Some(element(Value::Octets(b"")));
    }
    // net-snmp's word where the MIB expects another type; what follows is what the device sent.
    let printed = match printed.strip_prefix("Wrong Type (should be ") {
        Some(behind) => behind.split_once("): ")?.1,
        None => printed,
    };
    let (kind, text) = printed.split_once(':')?;
    let (raw, text) = (text.strip_prefix(' ').unwrap_or(text), text.trim());
    let number = || text.parse::<u64>().ok();
    let narrow = || number().and_then(|number| u32::try_from(number).ok());
    Some(match kind {
        "STRING" => element(Value::Octets(&unquoted(raw))),
        "Hex-STRING" => element(Value::Octets(&octets(text)?)),
        "OPAQUE" => element(Value::Opaque(&octets(text)?)),
        "OID" => element(Value::Oid(text.parse::<Oid>().ok()?.as_ber())),
        "INTEGER" => element(Value::Integer(in_brackets(text).unwrap_or(text).parse().ok()?)),
        "Counter32" => element(Value::Counter32(narrow()?)),
        "Gauge32" | "Unsigned32" => element(Value::Gauge32(narrow()?)),
        "Counter64" => element(Value::Counter64(number()?)),
        "Timeticks" => element(Value::TimeTicks(in_brackets(text).unwrap_or(text).parse().ok()?)),
        "IpAddress" | "Network Address" => element(Value::IpAddress(address(text)?)),
        "BER" => {
            let (tag, content) = text.split_once(':')?;
            Element { tag: u8::from_str_radix(tag, 16).ok()?, content: octets(content)?.into() }
        }
        _ => return None,
    })
}

fn element(value: Value<'_>) -> Element {
    let mut writer = Writer::new();
    value.write(&mut writer);
    let bytes = writer.finish();
    // What was just written is one element.
    let (tag, content) = Reader::new(&bytes).element().unwrap_or_default();
    Element { tag, content: content.into() }
}

/// `up(1)`, `(4711) 0:00:47.11`.
fn in_brackets(text: &str) -> Option<&str> {
    Some(text.split_once('(')?.1.split_once(')')?.0)
}

fn octets(text: &str) -> Option<Vec<u8>> {
    text.split_whitespace().map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

/// Dotted decimals, or four octets in hex with colons as older net-snmp has it.
fn address(text: &str) -> Option<[u8; 4]> {
    let hex = || text.split(':').map(|pair| u8::from_str_radix(pair, 16).ok()).collect::<Option<Vec<u8>>>();
    match text.parse::<Ipv4Addr>() {
        Ok(address) => Some(address.octets()),
        Err(_) => hex()?.try_into().ok(),
    }
}

/// The octets of a text: with the quotes and escapes taken off where it is quoted.
fn unquoted(text: &str) -> Vec<u8> {
    let Some(inside) = text.trim_end().strip_prefix('"').and_then(|text| text.strip_suffix('"')) else {
        return text.as_bytes().to_vec();
    };
    let mut out = Vec::with_capacity(inside.len());
    let mut octets = inside.bytes();
    while let Some(octet) = octets.next() {
        out.extend(if octet == b'\\' { octets.next() } else { Some(octet) });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(lines: &str) -> Vec<(String, u8, Vec<u8>)> {
        let read = lines.parse::<Recording>().unwrap();
        read.objects.iter().map(|(name, e)| (name.to_string(), e.tag, e.content.to_vec())).collect()
    }

    #[test]
    fn what_net_snmp_prints_is_read() {
        for (printed, tag, content) in [
            ("STRING: \"a \\\"b\\\" \\\\c\"", 4, &b"a \"b\" \\c"[..]),
            ("STRING: \"two\nlines\"", 4, b"two\nlines"),
            ("STRING: RouterOS CRS326", 4, b"RouterOS CRS326"),
            ("\"\"", 4, b""),
            ("Hex-STRING: 00 FF \n0A ", 4, &[0, 255, 10]),
            ("INTEGER: up(1)", 2, &[1]),
            ("INTEGER: -2", 2, &[0xfe]),
            ("Wrong Type (should be Gauge32 or Unsigned32): INTEGER: 7", 2, &[7]),
            ("Timeticks: (300) 0:00:03.00", 0x43, &[1, 44]),
            ("Network Address: 0A:00:00:01", 0x40, &[10, 0, 0, 1]),
            ("OID: .1.3.6", 6, &[0x2b, 6]),
            ("BER: 47: 01 02", 0x47, &[1, 2]),
            ("OPAQUE: 9F 78 04", 0x44, &[0x9f, 0x78, 4]),
        ] {
            assert_eq!(
                of(&format!(".1.3.9 = {printed}\n.1.3.10 = INTEGER: 5\n"))[0],
                ("1.3.9".into(), tag, content.to_vec())
            );
        }
        assert_eq!(of(".1.3.9 = No Such Instance currently exists at this OID\n# x\n\n"), []);
    }

    #[test]
    fn a_fault_names_its_line() {
        for (text, line, names_object) in [
            ("# ok\n\nrubbish", 3, false),
            (".1.3.x = INTEGER: 1", 1, false),
            (".1.3.6 = INTEGER: one", 1, true),
            (".1.3.6 = Blob: 1", 1, true),
            (".1.3.6 = Counter32: 4294967296", 1, true),
        ] {
            let fault = text.parse::<Recording>().unwrap_err();
            assert_eq!((fault.line, fault.names_object), (line, names_object), "{text}");
            assert_ne!(fault.message(Lang::Id), fault.message(Lang::En));
        }
    }

    #[test]
    fn the_last_line_tells_whether_it_is_whole() {
        let mut recording = Recording { incomplete: Some("timeout".into()), ..Recording::default() };
        assert_eq!(write(&recording).parse::<Recording>().unwrap(), recording);
        recording.incomplete = None;
        assert!(write(&recording).ends_with("# complete: 0 objects\n"));
    }

    proptest! {
        #[test]
        fn every_octet_comes_back(rows in prop::collection::btree_map(
                prop::collection::vec(any::<u32>(), 1..8),
                (prop_oneof![Just(2u8), Just(4), Just(4), Just(6), Just(0x40), Just(0x41), Just(0x42), Just(0x43), Just(0x44), Just(0x46), Just(5), any::<u8>()], prop::collection::vec(any::<u8>(), 0..40)), 0..20)) {
            let root: Oid = "1.3.6".parse().unwrap();
            let objects = rows.iter().map(|(arcs, (tag, content))| (root.child(arcs), Element { tag: *tag, content: content.clone().into() }));
            let recording = Recording { objects: objects.collect(), incomplete: None };
            prop_assert_eq!(write(&recording).parse::<Recording>().unwrap(), recording);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "(\\.1\\.3\\.[0-9]{1,12} = [A-Za-z-]{3,10}: ?[ -~\n]{0,20}\n){0,5}") {
            let _ = text.parse::<Recording>();
        }
    }
}
