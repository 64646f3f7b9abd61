//! What history costs: `cargo run --release -p pantau-collector --example history [PORTS]`.
//!
//! Octets a sample and CPU time of blocks, for the load of `mix.rs`, with polls on the second and as they really come.

mod mix;

use collector::history::{
    block::{self, Series},
    rollup::{self, FIVE_MINUTES_MS, HOUR_MS, Rollup, Windows},
};
use mix::Manner;
use model::Metric;

/// Steps of a day.
const DAY: u64 = 1440;

fn main() {
    let ports = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(1250);
    println!("{ports} ports, {} series, a day of polls a minute", ports * mix::SERIES);
    println!("{:34} {:>8} {:>8} {:>9} {:>9} {:>9}", "", "all", "octets", "encode", "decode", "one");
    println!("{:34} {:>8} {:>8} {:>9} {:>9} {:>9}", "load, samples of a series a block", "B", "B", "ns", "ns", "ns");
    let on_time = Manner { jitter_ms: 0, is_bursty: false };
    let late = Manner { jitter_ms: 20, is_bursty: false };
    for (name, manner) in
        [("on the second", on_time), ("20 ms off", late), ("20 ms off, bursts", Manner { is_bursty: true, ..late })]
    {
        for steps in [120, 720, DAY] {
            measure(name, ports, steps, manner);
        }
    }
    roll_ups(ports.min(100), late);
}

fn measure(name: &str, ports: usize, steps: u64, manner: Manner) {
    let (mut samples, mut octets, mut busy_samples, mut busy_octets) = (0, 0, 0, 0);
    let [mut encoding, mut decoding, mut picking] = [0; 3];
    let numbers: Vec<usize> = (0..ports).collect();
    // Many at a time, for the time that a thread has used is told in steps of milliseconds.
    for numbers in numbers.chunks(100) {
        let begin = numbers[0] as u64 * steps % DAY;
        let all: Vec<_> = numbers.iter().map(|number| mix::port(*number, begin..begin + steps, manner)).collect();
        let encode = |series: &Vec<Series>| block::encode(series).unwrap_or_default();
        let (blocks, spent) = timed(|| all.iter().map(encode).collect::<Vec<_>>());
        encoding += spent;
        let (back, spent) = timed(|| blocks.iter().map(|block| block::decode(block)).collect::<Result<Vec<_>, _>>());
        decoding += spent;
        assert!(back.is_ok_and(|back| back == all), "a block is not what went in");
        let one = |block: &Vec<u8>| block::decode_one(block, Metric::InOctets.id()).map(|series| series.len());
        picking += timed(|| blocks.iter().map(one).filter_map(Result::ok).sum::<usize>()).1;
        samples += (all.len() * mix::SERIES) as u64 * steps;
        octets += blocks.iter().map(Vec::len).sum::<usize>();
        for (_, series) in numbers.iter().zip(all).filter(|(number, _)| !number.is_multiple_of(3)) {
            busy_samples += 2 * steps;
            busy_octets += block::encode(&series[..2]).unwrap_or_default().len();
        }
    }
    let a_sample = |spent: u64| spent as f64 / samples as f64;
    println!(
        "{:34} {:8.3} {:8.3} {:9.1} {:9.1} {:9.1}",
        format!("{name}, {steps}"),
        octets as f64 / samples as f64,
        busy_octets as f64 / busy_samples as f64,
        a_sample(encoding),
        a_sample(decoding),
        a_sample(picking) * mix::SERIES as f64,
    );
}

/// Octets a window of roll-ups: five minutes by day, hours by month.
fn roll_ups(ports: usize, manner: Manner) {
    for (name, days, window_ms) in [("5 minutes by day", 1, FIVE_MINUTES_MS), ("hours by 30 days", 30, HOUR_MS)] {
        let (mut windows, mut octets) = (0, 0);
        for number in 0..ports {
            let series = mix::port(number, 0..days * DAY, manner);
            let rolled: Vec<Rollup> = series.iter().map(|one| roll(one, window_ms)).collect();
            let block = rollup::encode(&rolled).unwrap_or_default();
            assert!(rollup::decode(&block).is_ok_and(|back| back == rolled), "a roll-up is not what went in");
            windows += rolled.len() as i64 * days.cast_signed() * 86_400_000 / window_ms;
            octets += block.len();
        }
        println!("{:34} {:8.3} B a window", name, octets as f64 / windows as f64);
    }
}

fn roll(series: &Series, window_ms: i64) -> Rollup {
    let windows = match &series.values {
        block::Values::Counts(counts) => {
            Windows::Growths(rollup::growths(&series.times, counts, None, window_ms, rollup::rise))
        }
        block::Values::Levels(_) => Windows::Spreads(rollup::spreads(series, window_ms)),
    };
    Rollup { metric: series.metric, windows }
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
