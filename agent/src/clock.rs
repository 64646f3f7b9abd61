//! The one place of the agent that reads clocks: the wall clock, and the time since this boot.
#![allow(clippy::disallowed_methods)]

use model::Timestamp;
#[cfg(target_os = "linux")]
use nix::time::{ClockId, clock_gettime};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now, by the wall clock of this machine.
pub fn now() -> Timestamp {
    let milliseconds = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
    };
    Timestamp(milliseconds)
}

/// Milliseconds since this machine booted, sleep counted (`CLOCK_BOOTTIME`); 0 where it cannot be told.
#[cfg(target_os = "linux")]
pub fn mono_ms() -> u64 {
    let since = clock_gettime(ClockId::CLOCK_BOOTTIME).map(std::time::Duration::from);
    since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// Id of this boot, as the kernel gives it.
#[cfg(target_os = "linux")]
pub fn boot_id(_data: &Path) -> String {
    crate::read::word(Path::new("/proc/sys/kernel/random/boot_id")).unwrap_or_else(|| "unknown".into())
}

/// Milliseconds since this machine booted, whole seconds; 0 where it cannot be told.
#[cfg(not(target_os = "linux"))]
pub fn mono_ms() -> u64 {
    sysinfo::System::uptime().map_or(0, |seconds| seconds.saturating_mul(1000))
}

/// Id of this boot. The system gives none, so one is made and kept in the data directory for as long as the machine says that
/// it booted at the same time, within ten minutes: that time is reckoned back from a wall clock which is set now and then.
#[cfg(not(target_os = "linux"))]
pub fn boot_id(data: &Path) -> String {
    const FILE: &str = "boot";
    let booted = sysinfo::System::boot_time().unwrap_or_default();
    let kept = crate::read::text(&data.join(FILE));
    let kept = kept.as_deref().and_then(|line| line.trim().split_once(' '));
    let same = kept.and_then(|(id, then)| Some((id, then.parse::<u64>().ok()?)));
    if let Some((id, _)) = same.filter(|(_, then)| then.abs_diff(booted) <= 600) {
        return id.to_owned();
    }
    let id = model::text::hex(&crate::installation::random());
    // One that cannot be kept serves this once.
    let _ = crate::installation::write_durably(data, FILE, format!("{id} {booted}\n").as_bytes());
    id
}
