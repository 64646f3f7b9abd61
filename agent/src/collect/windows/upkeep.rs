//! Updates and services: `Win32_QuickFixEngineering`, what the update agent leaves in the registry, `Win32_Service`.
//!
//! How many updates wait is known to the update agent alone, which answers through COM calls only: no safe binding of them builds
//! with the toolchain of Debian, so it is not stated.

use super::rows::{Row, Rows};
use crate::collect::services::MAX_SERVICES;
use model::{
    Timestamp,
    record::{Facts, Service, Updates},
};

/// Name under which the reader notes which of the keys exist that ask for a start: `RebootRequired` of the update agent,
/// `RebootPending` of the component store, each 0 or 1.
pub const REBOOT: &str = "registry reboot";
/// Names under which `LastSuccessTime` of the update agent's searches and installations is kept.
pub const DETECT: &str = "registry update search";
/// See [`DETECT`].
pub const INSTALL: &str = "registry update installation";

/// States both in `facts`.
pub fn state(rows: &Rows, facts: &mut Facts) {
    facts.updates = updates(rows);
    let mut all: Vec<Service> = rows.of("Win32_Service").iter().filter_map(service).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all.truncate(MAX_SERVICES);
    facts.services = all;
}

fn updates(rows: &Rows) -> Option<Updates> {
    let success = |name: &str| rows.first(name).and_then(|row| row.text("LastSuccessTime")).as_deref().and_then(spoken);
    let fixes = rows.of("Win32_QuickFixEngineering").iter().filter_map(|fix| fix.text("InstalledOn"));
    let newest = fixes.filter_map(|text| installed_on(&text)).max();
    let asks = rows
        .first(REBOOT)
        .map(|row| row.flag("RebootRequired") == Some(true) || row.flag("RebootPending") == Some(true));
    let updates = Updates {
        checked_at: success(DETECT),
        installed_at: newest.max(success(INSTALL)),
        reboot_required: asks,
        ..Updates::default()
    };
    (updates != Updates::default()).then_some(updates)
}

/// `InstalledOn`: `11/20/2026` (month first, whatever the language), `20261120`, or 16 hexadecimal digits of a FILETIME.
fn installed_on(text: &str) -> Option<Timestamp> {
    let day =
        |year: &str, month: &str, day: &str| Timestamp::parse(&format!("{year}-{month:0>2}-{day:0>2}T00:00:00Z")).ok();
    if let [month, date, year] = text.split('/').collect::<Vec<_>>()[..] {
        return day(year, month, date);
    }
    match text.len() {
        8 if text.is_ascii() => day(&text[..4], &text[4..6], &text[6..]),
        16 => i64::from_str_radix(text, 16).ok().and_then(filetime),
        _ => None,
    }
}

/// Tenths of microseconds since 1601 (FILETIME).
fn filetime(tenths: i64) -> Option<Timestamp> {
    const TO_1970_MS: i64 = 11_644_473_600_000;
    let at = (tenths / 10_000).checked_sub(TO_1970_MS)?;
    (at > 0).then_some(Timestamp(at))
}

/// `2026-11-20 03:04:05`, in UTC.
fn spoken(text: &str) -> Option<Timestamp> {
    Timestamp::parse(&format!("{}Z", text.trim().replace(' ', "T"))).ok()
}

/// Services that run or start with the machine. Those of one login have a name that ends with its number and are left out.
fn service(row: &Row) -> Option<Service> {
    let name = row.text("Name")?;
    let (state, start) = (row.text("State")?, row.text("StartMode"));
    let start = match start.as_deref() {
        Some("Auto") => Some("auto"),
        Some("Manual") => Some("manual"),
        Some("Disabled") => Some("disabled"),
        _ => None,
    };
    let state = state.to_lowercase().replace(' ', "_");
    if (state != "running" && start != Some("auto")) || is_of_one_login(&name) {
        return None;
    }
    Some(Service {
        name: Some(name),
        display_name: row.text("DisplayName"),
        state: Some(state),
        start: start.map(str::to_owned),
        ..Service::default()
    })
}

/// `CDPUserSvc_3f2a1`.
fn is_of_one_login(name: &str) -> bool {
    let number = name.rsplit_once('_').map(|(_, number)| number);
    number.is_some_and(|number| {
        (4..=8).contains(&number.len()) && number.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_of_fixes() {
        for (text, expected) in [
            ("11/20/2026", Some("2026-11-20T00:00:00Z")),
            ("1/2/2026", Some("2026-01-02T00:00:00Z")),
            ("20261120", Some("2026-11-20T00:00:00Z")),
            ("01d6a1b2c3d4e5f6", Some("2020-10-13T21:33:49Z")),
            ("20/11/2026", None),
            ("", None),
        ] {
            let told = installed_on(text).map(|at| at.rfc3339());
            assert_eq!(told.as_deref().map(|at| &at[..10]), expected.map(|at| &at[..10]), "{text}");
        }
        assert!(spoken("2026-11-20 03:04:05").is_some());
        assert!(is_of_one_login("CDPUserSvc_3f2a1") && !is_of_one_login("Spooler") && !is_of_one_login("my_service"));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            installed_on(&text);
            spoken(&text);
            is_of_one_login(&text);
        }
    }
}
