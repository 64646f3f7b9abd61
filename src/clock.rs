//! The only place of this program that reads the wall clock and knows the zone of this machine.

use model::Timestamp;

/// Now, by the clock of this machine.
#[allow(clippy::disallowed_methods)]
pub fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Timestamp(since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)))
}

/// The zone of this machine.
pub fn zone() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::system()
}

/// A moment by this machine's zone: `2026-11-26 11:40`.
pub fn local(at: Timestamp) -> String {
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The name of this machine's zone at a moment: `WIB`, `+07`.
pub fn zone_name(at: Timestamp) -> String {
    let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.to_zoned(zone()).strftime("%Z").to_string()
}
