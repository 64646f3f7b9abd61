//! What the use of many links over a month costs: `cargo run --release -p pantau-collector --example month DIR [DEVICES [PORTS
//! [DAYS]]]`. A directory that is there is only read.
//!
//! Roll-ups of the load of `../history/mix.rs` are put there, and read back as `pantau bandwidth` does: of all links, and of one
//! link a device.

#[path = "../history/mix.rs"]
mod mix;

use collector::{
    bandwidth::{Thing, usages},
    history::{
        block::{Series, Values},
        key::{Key, Level},
        rollup::{self, FIVE_MINUTES_MS, Rollup, Windows},
    },
    store::{Ask, Reader, Row, Store},
};
use mix::Manner;
use model::{Device, DeviceId, Metric, Source, Timestamp, Zone, availability::Period};
use std::{path::Path, time::Instant};

/// Steps of a day.
const DAY: u64 = 1440;
const DAY_MS: i64 = 86_400_000;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let mut words = std::env::args().skip(1);
    let dir = words.next().ok_or("say where: a directory that is not there yet, or one that this made")?;
    let mut number = |or: usize| words.next().and_then(|word| word.parse().ok()).unwrap_or(or);
    let (devices, ports, days) = (number(21), number(48), number(30));
    let dir = Path::new(&dir);
    if !dir.is_dir() {
        std::fs::create_dir(dir)?;
        make(&mut Store::open(dir)?, devices, ports, days as u64)?;
    }
    let store = Store::open(dir)?;
    let reader = store.reader()?;
    println!("{} series a link", mix::SERIES);
    let link = |device: usize, port: usize| (DeviceId(device as u32 + 1), name(port));
    let all: Vec<_> = (0..devices).flat_map(|device| (0..ports).map(move |port| link(device, port))).collect();
    let one: Vec<_> = (0..devices).map(|device| link(device, device % ports)).collect();
    for (which, links) in [("all links", &all), ("one link a device", &one)] {
        for time in ["first", "second"] {
            told(&reader, which, time, links, days as i64)?;
        }
    }
    single(&reader, days as i64)
}

fn name(port: usize) -> String {
    format!("ether{}", port + 1)
}

fn begin() -> i64 {
    mix::port(0, 0..1, Manner { jitter_ms: 0, is_bursty: false })[0].times[0]
}

fn make(store: &mut Store, devices: usize, ports: usize, days: u64) -> Outcome<()> {
    let manner = Manner { jitter_ms: 20, is_bursty: false };
    for device in 0..devices {
        let id = DeviceId(device as u32 + 1);
        let instances = (0..ports).map(|port| Row::Instance(id, port as u32 + 1, name(port)));
        let book = std::iter::once(Row::Device(Device { id, ..Device::default() })).chain(instances);
        store.commit(&book.collect::<Vec<_>>())?;
        let mut blocks = Vec::new();
        for port in 0..ports {
            let all = mix::port(device * ports + port, 0..days * DAY, manner);
            for day in 0..days {
                let stretch = Level::FiveMinutes.stretch(Timestamp(begin() + day as i64 * DAY_MS));
                let key = Key { stretch, device: id, instance: port as u32 + 1, source: Source::Snmp };
                let rolled = all.iter().map(|series| roll(series, (day * DAY) as usize)).collect::<Vec<Rollup>>();
                blocks.push((key, rolled));
            }
        }
        // Day by day, as closing them does.
        blocks.sort_by_key(|(key, _)| *key);
        for some in blocks.chunks(500) {
            store.put_rollups(Level::FiveMinutes, some)?;
        }
    }
    Ok(())
}

fn roll(series: &Series, begin: usize) -> Rollup {
    let range = begin..begin + DAY as usize;
    let times = &series.times[range.clone()];
    let windows = match &series.values {
        Values::Counts(counts) => {
            let before = begin.checked_sub(1).map(|place| (series.times[place], counts[place]));
            Windows::Growths(rollup::growths(times, &counts[range], before, FIVE_MINUTES_MS, rollup::rise))
        }
        Values::Levels(levels) => {
            let day = Series { times: times.to_vec(), values: Values::Levels(levels[range].to_vec()), ..*series };
            Windows::Spreads(rollup::spreads(&day, FIVE_MINUTES_MS))
        }
    };
    Rollup { metric: series.metric, windows }
}

fn told(reader: &Reader, which: &str, time: &str, links: &[(DeviceId, String)], days: i64) -> Outcome<()> {
    let thing = |link: &(DeviceId, String)| Thing { ports: vec![link.clone()], against_bps: Some(1_000_000_000) };
    let things: Vec<Thing> = links.iter().map(thing).collect();
    let period = Period { from: Timestamp(begin()), to: Timestamp(begin() + days * DAY_MS) };
    let (began, before) = (Instant::now(), cpu_s());
    let found = usages(reader, &things, period, Zone::Wita, false)?;
    let (took, spent) = (began.elapsed().as_secs_f64(), cpu_s() - before);
    let sum: f64 = found.iter().filter_map(|usage| usage.p95_bps).sum();
    println!(
        "95th percentile of {} links, both ways, {days} days ({which}), {time}: {took:.3} s, {spent:.3} s CPU",
        links.len()
    );
    println!(
        "  {sum:.4e} bit/s in all; {:.1} % measured",
        found.iter().map(|usage| usage.measured_percent).sum::<f64>() / found.len() as f64
    );
    Ok(())
}

/// One series alone.
fn single(reader: &Reader, days: i64) -> Outcome<()> {
    let (from, to) = (Timestamp(begin()), Timestamp(begin() + days * DAY_MS));
    let ask = Ask { device: DeviceId(1), source: None, instance: "ether2", metrics: &[Metric::InOctets], from, to };
    for time in ["first", "second"] {
        let began = Instant::now();
        let found = reader.rolled(&ask, Level::FiveMinutes)?;
        println!(
            "{} series in windows of five minutes, {time}: {:.2} ms",
            found.len(),
            began.elapsed().as_secs_f64() * 1000.0
        );
    }
    Ok(())
}

/// CPU time of this process, seconds.
fn cpu_s() -> f64 {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let words: Vec<&str> = told.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| words.get(place).and_then(|word| word.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) / 100.0
}
