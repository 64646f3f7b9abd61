//! 10,000 switches of 48 ports, every port busy: the memory that they take, and what pages of `/metrics` cost.
//!
//! `cargo bench -p pantau-collector --bench scale [-- DEVICES]`. Times are processor time of the one thread.

#[path = "data/switches.rs"]
mod switches;

use collector::metrics::{Asked, Choice, Own, page};
use model::Timestamp;
use std::{cell::Cell, ops::Deref, time::Instant};
use switches::{START, fleet};

fn main() {
    let devices = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    let before = resident("VmRSS");
    let fleet = fleet(devices, 3);
    let own = Own::new("bench");
    println!("{devices} devices x {} ports: {} MiB resident", switches::PORTS, (resident("VmRSS") - before) / 1024);
    println!(
        "{:<34} {:>9} {:>9} {:>7} {:>8} {:>9} {:>11}",
        "page", "series", "dropped", "MB", "CPU ms", "more KiB", "held ms"
    );
    for query in
        ["", "", "ports=monitored", "ports=uplinks", "opd=OPD07", "opd=OPD07&opd=OPD08&ports=uplinks", "device=17"]
    {
        let Ok(choice) = Asked::parse(query).and_then(|asked| Choice::of(&fleet, &asked, None)) else {
            println!("{query}: refused");
            continue;
        };
        let written = |write: &mut dyn FnMut(String) -> bool| {
            let longest = Cell::new(0.0);
            let held = || Held { fleet: &fleet, since: Instant::now(), longest: &longest };
            page(&own, held, Timestamp(START + 125_000), &choice, write);
            longest.get()
        };
        let (mut series, mut dropped) = (0, String::new());
        written(&mut |piece| {
            series += piece.lines().filter(|line| !line.starts_with('#')).count();
            if let Some((_, rest)) = piece.split_once("\npantau_metrics_series_dropped ") {
                dropped = rest.lines().next().unwrap_or_default().to_owned();
            }
            true
        });
        // The peak is counted anew from here; where the system does not let us it stands at what it was.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        let (memory, cpu, mut octets) = (resident("VmRSS"), cpu_ns(), 0);
        let held_ms = written(&mut |piece| {
            octets += piece.len();
            true
        });
        println!(
            "{query:<34} {series:>9} {dropped:>9} {:>7.1} {:>8.1} {:>9} {held_ms:>11.2}",
            octets as f64 / 1e6,
            (cpu_ns() - cpu) as f64 / 1e6,
            resident("VmHWM").saturating_sub(memory),
        );
    }
}

/// The fleet as a page holds it: how long at most is noted.
struct Held<'a> {
    fleet: &'a collector::fleet::Fleet,
    since: Instant,
    longest: &'a Cell<f64>,
}

impl Deref for Held<'_> {
    type Target = collector::fleet::Fleet;

    fn deref(&self) -> &Self::Target {
        self.fleet
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.longest.set(self.longest.get().max(self.since.elapsed().as_secs_f64() * 1000.0));
    }
}

/// Processor time of this thread, nanoseconds.
fn cpu_ns() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or(0)
}

/// A figure of the memory of this process, KiB.
fn resident(field: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
