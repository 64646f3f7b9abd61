//! What the whole store costs: `cargo run --release -p pantau-collector --example store DIR [PORTS [DAYS]]`.
//!
//! Polls of switches with 48 ports each, a day or more of them, are committed as the collector does, synced; then they are
//! compacted and read back. Octets are those of the file after a checkpoint.

#[path = "../history/mix.rs"]
mod mix;

use collector::{
    history::{
        alone,
        block::{Series, Values},
        key::Level,
        query,
    },
    store::{self, Ask, Row, Store, StoredReading, reading},
};
use mix::{Manner, SERIES};
use model::{Device, DeviceId, Metric, Source, Timestamp, Value};
use std::{ops::Range, path::Path, time::Instant};

/// Ports of a device.
const PORTS: usize = 48;
/// Steps of a day.
const DAY: u64 = 1440;
/// Batches of one transaction.
const GROUP: usize = 100;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let mut words = std::env::args().skip(1);
    let dir = words.next().ok_or("say where: a directory that is not there yet")?;
    let number = |word: Option<String>, or: usize| word.and_then(|word| word.parse().ok()).unwrap_or(or);
    let devices = number(words.next(), 960) / PORTS;
    let days = number(words.next(), 2) as u64;
    let dir = Path::new(&dir);
    std::fs::create_dir(dir)?;
    let mut store = Store::open(dir)?;
    for device in 1..=devices as u32 {
        store.commit(&book(DeviceId(device)))?;
    }
    let manner = Manner { jitter_ms: 20, is_bursty: false };
    let samples = devices as u64 * (PORTS * SERIES) as u64 * DAY;
    let reader = store.reader()?;
    let mut total = [0; 3];
    for day in 0..days {
        let steps = day * DAY..(day + 1) * DAY;
        let (spent, longest) = commit(&mut store, devices, steps.clone(), manner)?;
        let tail = size(dir);
        let until = Timestamp(moment(steps.end) + 1);
        let (done, compaction) = timed(|| alone(&mut store, &reader, until));
        let done = done?;
        total = [total[0] + spent, total[1] + compaction, total[2] + samples];
        println!(
            "day {day}: commit {:.3} us, compaction {:.3} us a sample; longest commit {longest} ms, {} steps, longest \
             {:.0} ms in the writer; file {:.1} MB before, {:.1} MB after",
            spent as f64 / samples as f64 / 1000.0,
            compaction as f64 / samples as f64 / 1000.0,
            done.steps,
            done.longest.as_secs_f64() * 1000.0,
            tail as f64 / 1e6,
            size(dir) as f64 / 1e6,
        );
    }
    let all = total[2] as f64;
    println!("sample to durable and compacted: {:.3} us", (total[0] + total[1]) as f64 / all / 1000.0);
    for (level, octets, samples) in reader.history_octets()? {
        println!("{:14} {:9.2} MB, {:.3} B a value", level.name(), octets as f64 / 1e6, octets as f64 / samples as f64);
    }
    let used = reader.used_octets()?;
    println!("database without free pages {:.1} MB: {:.3} B a sample", used as f64 / 1e6, used as f64 / all);
    read(&store, devices, days)
}

fn book(device: DeviceId) -> Vec<Row> {
    let instances = (0..=PORTS as u32).map(|number| {
        let name = if number == 0 { String::new() } else { format!("ether{number}") };
        Row::Instance(device, number, name)
    });
    std::iter::once(Row::Device(Device { id: device, ..Device::default() })).chain(instances).collect()
}

/// Commits a day; CPU nanoseconds of packing and committing, and the longest transaction in milliseconds.
fn commit(store: &mut Store, devices: usize, steps: Range<u64>, manner: Manner) -> Outcome<(u64, u128)> {
    let (mut spent, mut longest) = (0, 0);
    // Some hours at a time, for all values of a day would not fit into memory.
    let mut begin = steps.start;
    while begin < steps.end {
        let part = begin..(begin + 240).min(steps.end);
        let all: Vec<Vec<Vec<Series>>> = (0..devices)
            .map(|device| (0..PORTS).map(|port| mix::port(device * PORTS + port, part.clone(), manner)).collect())
            .collect();
        let polls: Vec<(usize, usize)> = (0..part.end - part.start)
            .flat_map(|step| (0..devices).map(move |device| (step as usize, device)))
            .collect();
        for group in polls.chunks(GROUP) {
            let samples: Vec<_> = group.iter().map(|(step, device)| (*device, poll(&all[*device], *step))).collect();
            let began = Instant::now();
            let (done, took) = timed(|| {
                let rows: Vec<Row> =
                    samples.into_iter().map(|(device, (at, samples))| row(device, at, samples)).collect();
                store.commit(&rows)
            });
            done?;
            spent += took;
            longest = longest.max(began.elapsed().as_millis());
        }
        begin = part.end;
    }
    Ok((spent, longest))
}

fn poll(ports: &[Vec<Series>], step: usize) -> (i64, Vec<reading::Packed>) {
    let value = |values: &Values| match values {
        Values::Counts(counts) => Value::Count(counts[step]),
        Values::Levels(levels) => Value::Level(levels[step]),
    };
    let of_port = |(port, series): (usize, &Vec<Series>)| {
        let number = port as u32 + 1;
        series.iter().map(|one| (one.metric, number, value(&one.values))).collect::<Vec<_>>()
    };
    (ports[0][0].times[step], ports.iter().enumerate().flat_map(of_port).collect())
}

fn row(device: usize, at: i64, samples: Vec<reading::Packed>) -> Row {
    let device = DeviceId(device as u32 + 1);
    Row::Reading(StoredReading { device, source: Source::Agent, at: Timestamp(at), body: reading::pack(samples) })
}

fn moment(step: u64) -> i64 {
    mix::port(0, step..step + 1, Manner { jitter_ms: 0, is_bursty: false })[0].times[0]
}

/// Everything of one series, and the 95th percentile of many.
fn read(store: &Store, devices: usize, days: u64) -> Outcome<()> {
    let reader = store.reader()?;
    let range = Timestamp(moment(0) - 1000)..Timestamp(moment(days * DAY));
    for name in ["cold", "warm", "warm"] {
        let began = Instant::now();
        let points = reader.series(DeviceId(1), None, Metric::InOctets, "ether2", range.clone())?;
        println!("{} values of one series, {name}: {:.2} ms", points.len(), began.elapsed().as_secs_f64() * 1000.0);
    }
    let metrics = [Metric::InOctets, Metric::OutOctets];
    for name in ["first", "second"] {
        let (began, mut links, mut sum) = (Instant::now(), 0, 0.0);
        for device in 1..=devices as u32 {
            for port in 1..=PORTS {
                let instance = format!("ether{port}");
                let (from, to) = (range.start, range.end);
                let ask =
                    Ask { device: DeviceId(device), source: None, instance: &instance, metrics: &metrics, from, to };
                for ((_, metric), windows) in reader.rolled(&ask, Level::FiveMinutes)? {
                    let mut means: Vec<f64> =
                        query::means(metric, &windows).into_iter().map(|(_, mean)| mean).collect();
                    sum += query::percentile(&mut means, 95).unwrap_or_default();
                }
                links += 1;
            }
        }
        let took = began.elapsed().as_secs_f64();
        println!(
            "95th percentile of {links} links, both ways, {days} days, {name}: {took:.3} s ({sum:.3e} bit/s in all)"
        );
    }
    Ok(())
}

fn size(dir: &Path) -> u64 {
    let file = |name: String| std::fs::metadata(dir.join(name)).map_or(0, |found| found.len());
    file(store::FILE.to_owned()) + file(format!("{}-wal", store::FILE))
}

/// What something gives, and the CPU time that this thread took for it, nanoseconds.
fn timed<T>(run: impl FnOnce() -> T) -> (T, u64) {
    let before = cpu_ns();
    let given = run();
    (given, cpu_ns() - before)
}

fn cpu_ns() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or_default()
}
