//! What each machine says at each step: a function of their numbers, so that nobody need remember what was sent.

use model::{Batch, Identity, Metric, Sample, Source, Timestamp, Value};

/// Machines, ports of each.
pub const MACHINES: u32 = 4;
pub const PORTS: u32 = 48;
/// Time between two steps, milliseconds.
pub const STEP_MS: i64 = 300_000;
/// Midnight, so that days end where days do.
pub const BEGIN: Timestamp = Timestamp(1_767_225_600_000);

const COUNTED: [Metric; 6] =
    [Metric::InOctets, Metric::OutOctets, Metric::InErrors, Metric::OutErrors, Metric::InDiscards, Metric::OutDiscards];

/// Series of a port, and of the machine itself.
pub const OF_PORT: usize = COUNTED.len();
pub const OF_MACHINE: [Metric; 1] = [Metric::CpuUse];
/// Samples of one batch.
pub const SAMPLES: u64 = (PORTS as usize * OF_PORT + OF_MACHINE.len()) as u64;

/// When a step is, the first is 1.
pub const fn moment(step: u64) -> Timestamp {
    Timestamp(BEGIN.0 + step.cast_signed() * STEP_MS)
}

/// Life of a machine's spool.
pub fn epoch(machine: u32) -> String {
    format!("{:032x}", 0xc0_ffee_0000 + u64::from(machine))
}

/// Names of a machine's instances, with the metrics of each.
pub fn instances() -> impl Iterator<Item = (String, u32, &'static [Metric])> {
    let ports = (1..=PORTS).map(|port| (format!("ether{port}"), port, &COUNTED[..]));
    std::iter::once((String::new(), 0, &OF_MACHINE[..])).chain(ports)
}

/// The value of one series at a step.
pub fn value(machine: u32, port: u32, metric: Metric, step: u64) -> Value {
    let noise = mixed(u64::from(machine) << 40 ^ u64::from(port) << 32 ^ u64::from(metric.id()) << 48 ^ step);
    match metric {
        Metric::CpuUse => Value::Level((noise % 1000) as f64 / 10.0),
        Metric::InOctets | Metric::OutOctets => Value::Count(step * 9_000_000 + noise % 9_000_000),
        _ => Value::Count(step / (40 + u64::from(port))),
    }
}

/// What a machine says at a step.
pub fn batch(machine: u32, step: u64) -> Batch {
    let samples = instances().flat_map(|(instance, port, metrics)| {
        let of = move |metric: &Metric| Sample {
            metric: *metric,
            instance: instance.clone(),
            value: value(machine, port, *metric, step),
        };
        metrics.iter().map(of).collect::<Vec<_>>()
    });
    let samples: Vec<Sample> = samples.collect();
    let device = Identity {
        agent_id: Some(format!("machine-{machine}")),
        name: Some(format!("machine-{machine}")),
        ..Identity::default()
    };
    let at = moment(step);
    Batch { source: Source::Agent, device, at, heard: Vec::new(), samples, inventory: None, issues: Vec::new() }
}

/// splitmix64 (Steele, Lea and Flood 2014).
const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}
