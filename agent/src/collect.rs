//! Reads what this machine is and how it fares, as facts of the device record: one file a collector.
//!
//! Each collector reads (from [`crate::Roots`]) apart from parsing (text to facts, pure); no parser fails: what it does
//! not understand is absent. On Linux the kernel's own files are read, on Windows
//! WMI and the registry besides `portable`, which alone serves other systems.

use model::{
    DeviceRecord, Identity, Issue,
    record::{Facts, Incomplete, Memory},
};
use std::net::{IpAddr, Ipv6Addr};

#[cfg(any(not(target_os = "linux"), test))]
pub mod portable;
#[cfg(any(windows, test))]
pub mod windows;

#[cfg(target_os = "linux")]
pub mod addresses;
#[cfg(target_os = "linux")]
pub mod arp;
#[cfg(any(target_os = "linux", windows))]
pub mod batteries;
#[cfg(target_os = "linux")]
pub mod bus;
#[cfg(target_os = "linux")]
pub mod cpu;
#[cfg(any(target_os = "linux", windows))]
pub mod disks;
#[cfg(any(target_os = "linux", windows))]
pub mod hardware;
#[cfg(target_os = "linux")]
pub mod linux;
#[cfg(target_os = "linux")]
pub mod load;
#[cfg(target_os = "linux")]
pub mod memory;
#[cfg(any(target_os = "linux", windows))]
pub mod monitors;
#[cfg(any(target_os = "linux", windows))]
pub mod peripherals;
#[cfg(target_os = "linux")]
pub mod ports;
#[cfg(target_os = "linux")]
pub mod protection;
#[cfg(target_os = "linux")]
pub mod routes;
#[cfg(target_os = "linux")]
pub mod sensors;
#[cfg(any(target_os = "linux", windows))]
pub mod services;
#[cfg(target_os = "linux")]
pub mod smart;
#[cfg(any(target_os = "linux", windows))]
pub mod smbios;
#[cfg(target_os = "linux")]
pub mod software;
#[cfg(target_os = "linux")]
pub mod system;
#[cfg(target_os = "linux")]
pub mod updates;
#[cfg(target_os = "linux")]
pub mod users;
#[cfg(target_os = "linux")]
pub mod volumes;
pub mod wifi;

#[cfg(target_os = "linux")]
pub use linux::Reader;
#[cfg(not(any(target_os = "linux", windows)))]
pub use portable::Reader;
#[cfg(windows)]
pub use windows::Reader;

/// Everything one reading found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// Facts of the record, counters and levels of the moment among them.
    pub facts: Facts,
    /// Marks that tell this machine from others; the agent's id is not among them.
    pub identity: Identity,
    /// What could not be read, and which limits were hit.
    pub issues: Vec<Issue>,
}

/// Name of the issue that a whole section could not be read.
pub const UNREADABLE: &str = "unreadable";
/// Name of the issue that a table was longer than its limit.
pub const ROW_CAP: &str = "walk-row-cap";

impl Seen {
    /// Keeps the first `limit` rows of a section and tells when there were more.
    pub fn cap<T>(&mut self, section: &str, limit: usize, rows: impl Fn(&mut Facts) -> &mut Vec<T>) {
        let found = rows(&mut self.facts);
        let Some(over) = found.len().checked_sub(limit).filter(|over| *over > 0) else {
            return;
        };
        found.truncate(limit);
        self.facts.incomplete.push(Incomplete {
            section: section.into(),
            reason: "too_many".into(),
            ..Incomplete::default()
        });
        let count = u32::try_from(over).unwrap_or(u32::MAX);
        self.issues.push(Issue { name: ROW_CAP.into(), section: section.into(), count });
    }

    /// Tells that a section which every machine has was not found.
    pub fn require(&mut self, section: &str, found: bool) {
        if !found {
            self.issues.push(Issue { name: UNREADABLE.into(), section: section.into(), count: 1 });
        }
    }
}

/// Used share in percent, in steps of 0.1; none of nothing.
pub fn percent(used: u64, total: u64) -> Option<f64> {
    (total > 0).then(|| (used as f64 / total as f64 * 1000.0).round().min(1000.0) / 10.0)
}

/// One pool of which `free` octets can still be had.
pub fn pool(class: &str, descr: &str, total: u64, free: Option<u64>) -> Memory {
    let free = free.map(|free| free.min(total));
    let used = free.map(|free| total - free);
    Memory {
        index: Some(class.into()),
        class: Some(class.into()),
        descr: Some(descr.into()),
        total_bytes: Some(total),
        used_bytes: used,
        free_bytes: free,
        percent: used.and_then(|used| percent(used, total)),
        ..Memory::default()
    }
}

/// A MAC address in the form of the record: 6 or 8 octets, not all zero.
pub fn mac(text: &str) -> Option<String> {
    let octets: Option<Vec<u8>> = text
        .trim()
        .split([':', '-'])
        .map(|part| u8::from_str_radix(part, 16).ok().filter(|_| part.len() == 2))
        .collect();
    let octets = octets?;
    let known = matches!(octets.len(), 6 | 8) && octets.iter().any(|octet| *octet != 0);
    known.then(|| octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(":"))
}

/// An IPv6 address of 32 hexadecimal digits, as the kernel's tables have it.
pub fn hex_ipv6(digits: &str) -> Option<Ipv6Addr> {
    let whole = digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    whole.then(|| u128::from_str_radix(digits, 16).ok()).flatten().map(Ipv6Addr::from_bits)
}

/// True for an address that tells a machine from others: not loopback, not link-local, not unspecified.
pub fn is_telling(address: &str) -> bool {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(v4)) => !(v4.is_loopback() || v4.is_link_local() || v4.is_unspecified()),
        Ok(IpAddr::V6(v6)) => !(v6.is_loopback() || v6.is_unicast_link_local() || v6.is_unspecified()),
        Err(_) => false,
    }
}

/// True when nothing in the record breaks rule 1 of the record's form: no null, no empty text, no number that is none.
pub fn is_well_formed(record: &DeviceRecord) -> bool {
    fn sound(value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::Null => false,
            // Trimmed as `model::text::clean` trims (rule 9): blanks of other scripts are part of a text.
            serde_json::Value::String(text) => {
                !text.is_empty() && text.trim_matches(['\0', ' ', '\t', '\r', '\n']) == text
            }
            serde_json::Value::Array(rows) => rows.iter().all(sound),
            serde_json::Value::Object(fields) => fields.values().all(sound),
            _ => true,
        }
    }
    // A level that is no number is written as null, so it is found here as well.
    serde_json::to_value(record).is_ok_and(|value| sound(&value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Source, Timestamp};
    use proptest::prelude::*;

    #[test]
    fn macs() {
        for (text, expected) in [
            ("02:FC:00:00:00:05", Some("02:fc:00:00:00:05")),
            ("02-fc-00-00-00-05", Some("02:fc:00:00:00:05")),
            ("00:11:22:33:44:55:66:77", Some("00:11:22:33:44:55:66:77")),
            ("00:00:00:00:00:00", None),
            ("80:00:02:08:fe:80:00:00:00:00:00:00:00:02:c9:03:00:00:00:01", None),
            ("2:fc:0:0:0:5", None),
            ("", None),
        ] {
            assert_eq!(mac(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn shares() {
        for (used, total, expected) in [
            (0, 0, None),
            (1, 3, Some(33.3)),
            (5, 5, Some(100.0)),
            (u64::MAX, u64::MAX, Some(100.0)),
            (9, 3, Some(100.0)),
        ] {
            assert_eq!(percent(used, total), expected);
        }
    }

    #[test]
    fn telling_addresses() {
        for (address, expected) in [
            ("10.1.1.1", true),
            ("127.0.0.1", false),
            ("169.254.1.1", false),
            ("fd00::1", true),
            ("fe80::1", false),
            ("x", false),
        ] {
            assert_eq!(is_telling(address), expected, "{address}");
        }
    }

    #[test]
    fn a_limit_is_told() {
        let mut seen = Seen::default();
        seen.facts.memory = vec![Memory::default(); 5];
        seen.cap("memory", 5, |facts| &mut facts.memory);
        assert!(seen.issues.is_empty());
        seen.cap("memory", 2, |facts| &mut facts.memory);
        assert_eq!((seen.facts.memory.len(), seen.issues[0].count, seen.facts.incomplete.len()), (2, 3, 1));
        assert_eq!(seen.issues[0].name, ROW_CAP);
    }

    #[test]
    fn the_form_is_checked() {
        let mut record = DeviceRecord::new(Source::Agent, Timestamp(0));
        assert!(is_well_formed(&record));
        record.facts.uptime_s = Some(f64::NAN);
        assert!(!is_well_formed(&record));
        record.facts.uptime_s = None;
        record.facts.vendor = Some(String::new());
        assert!(!is_well_formed(&record));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), near in "[0-9a-fA-F:é-]{0,40}") {
            for text in [text, near] {
                mac(&text);
                hex_ipv6(&text);
                is_telling(&text);
            }
        }
    }
}
