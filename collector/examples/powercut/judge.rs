//! The judge: everything acknowledged is there, everything there was sent, nothing is there twice, and the file is sound.

use super::{
    load,
    truth::{self, MACHINES, SAMPLES, instances, moment},
};
use collector::{
    history::{key::Level, rollup::Windows},
    store::{Ask, Care, Reader, Store, inspect},
};
use model::{DeviceId, Metric, Source, Timestamp, Value};
use std::{fmt::Write, path::Path};

/// Looks at everything, says in one line what it found, and notes it for the next run; true: all is as promised.
pub fn check(data: &Path, outside: &Path) -> bool {
    let mut wrong = Vec::new();
    let acked = acknowledged(outside);
    let before = load::noted(outside);
    // Opened as a collector does, with the log that the cut left behind.
    let store = Store::open(data).expect("a database that opens");
    let reader = store.reader().expect("a reader");
    let mut found = Vec::new();
    for machine in 0..MACHINES {
        let place = machine as usize;
        let steps = machine_steps(&reader, machine, &mut wrong);
        if steps < acked[place] {
            wrong.push(format!("machine {machine}: {} acknowledged, {steps} there", acked[place]));
        }
        found.push(steps);
    }
    let (in_blocks, in_tail) = counted(&reader);
    let sent = found.iter().sum::<u64>() * SAMPLES;
    if in_blocks + in_tail != sent {
        wrong.push(format!("{in_blocks} samples in blocks and {in_tail} in readings, where {sent} were sent"));
    }
    let damaged = reader.take_damaged();
    if damaged > 0 {
        wrong.push(format!("{damaged} blocks are damaged"));
    }
    drop(store);
    let seen = inspect(data, Care::Whole, &[], |_, _| {}).expect("an inspection");
    if !seen.is_sound() {
        wrong.push(format!("unsound: {:?} {:?}", seen.faults, seen.audit_broken_at));
    }
    let text = found.iter().fold(String::new(), |mut text, steps| {
        let _ = write!(text, "{steps} ");
        text
    });
    std::fs::write(outside.join("found"), text).expect("a note");
    let news = (found.iter().sum::<u64>() - before.iter().sum::<u64>()) * SAMPLES;
    let acked = acked.iter().sum::<u64>() * SAMPLES;
    println!(
        "{}: {news} samples since the cut before; acknowledged {acked}, found {sent} ({in_blocks} in blocks, {in_tail} in readings)",
        if wrong.is_empty() { "sound" } else { "WRONG" },
    );
    wrong.iter().for_each(|line| println!("  {line}"));
    wrong.is_empty()
}

/// The highest step of each machine that was acknowledged. A torn last line never came to its end.
fn acknowledged(outside: &Path) -> Vec<u64> {
    let text = std::fs::read_to_string(outside.join("acknowledged")).unwrap_or_default();
    let mut acked = vec![0; MACHINES as usize];
    for line in text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')) {
        let (machine, step) = line.split_once(' ').expect("two numbers");
        let (machine, step): (usize, u64) = (machine.parse().expect("a machine"), step.parse().expect("a step"));
        acked[machine] = acked[machine].max(step);
    }
    acked
}

/// How many steps of a machine are there; every series has to have exactly these, each with its value.
fn machine_steps(reader: &Reader, machine: u32, wrong: &mut Vec<String>) -> u64 {
    let device = DeviceId(machine + 1);
    let (from, to) = (Timestamp(0), Timestamp(i64::MAX / 4));
    let mut steps = None;
    for (instance, port, metrics) in instances() {
        let ask = Ask { device, source: None, instance: &instance, metrics, from, to };
        let found = reader.history(&ask).expect("a history");
        for metric in metrics {
            let points = found.get(&(Source::Agent, *metric)).map(Vec::as_slice).unwrap_or_default();
            let expected = *steps.get_or_insert(points.len() as u64);
            let name = || format!("machine {machine} {instance} {}", metric.name());
            if points.len() as u64 != expected {
                wrong.push(format!("{}: {} values, its neighbours have {expected}", name(), points.len()));
            }
            let differs = (1..).zip(points).find(|(step, point)| {
                point.at != moment(*step) || point.value != truth::value(machine, port, *metric, *step)
            });
            if let Some((step, point)) = differs {
                wrong.push(format!("{}: at step {step} there is {point:?}", name()));
            }
            let told = rolled(reader, &Ask { metrics: &[*metric], ..ask }, points.last().map(|point| point.value));
            wrong.extend(told.into_iter().filter(|(count, _)| *count != expected).map(|(count, level)| {
                format!("{}: {} tell of {count} values, there are {expected}", name(), level.name())
            }));
        }
    }
    steps.unwrap_or(0)
}

/// How many values the windows of each level tell of; of a counter also that they grow by what it grew.
fn rolled(reader: &Reader, ask: &Ask<'_>, last: Option<Value>) -> Vec<(u64, Level)> {
    let count = |level| {
        let found = reader.rolled(ask, level).expect("roll-ups");
        let Some(windows) = found.into_values().next() else { return 0 };
        match windows {
            Windows::Spreads(spreads) => spreads.iter().map(|spread| u64::from(spread.count)).sum(),
            Windows::Growths(growths) => {
                let counted = growths.iter().map(|growth| u64::from(growth.count)).sum();
                let grown: u64 = growths.iter().map(|growth| growth.increase).sum();
                let is_octets = ask.metrics == [Metric::InOctets];
                let first = reader.history(&Ask { to: moment(2), ..*ask }).expect("a history");
                let first = first.into_values().flatten().next().map(|point| point.value);
                match (first, last) {
                    (Some(Value::Count(first)), Some(Value::Count(last))) if is_octets && grown != last - first => 0,
                    _ => counted,
                }
            }
        }
    };
    [Level::FiveMinutes, Level::Hours].map(|level| (count(level), level)).into()
}

/// Samples in blocks of raw values, and in readings that are not compacted yet: what lies in both is there twice.
fn counted(reader: &Reader) -> (u64, u64) {
    let sizes = reader.history_octets().expect("sizes");
    let in_blocks = sizes.iter().filter(|(level, ..)| matches!(level, Level::Window | Level::Day));
    let in_blocks = in_blocks.map(|(_, _, samples)| samples.unsigned_abs()).sum();
    let mut in_tail = 0;
    let each = |reading: collector::store::ReadBack| in_tail += reading.samples.len() as u64;
    reader.readings(Timestamp(0), u32::MAX, each).expect("readings");
    (in_blocks, in_tail)
}
