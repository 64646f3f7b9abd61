//! How the samples of one batch are packed into one blob: runs by metric, instances as steps, numbers as varints.
//!
//! About two octets for a value that is zero, six to nine for a busy counter; every bit of a counter is kept.

use model::batch::Value;
use serde::{Deserialize, Serialize};

/// One value: number of the metric, number of the instance in the device's dictionary, value.
pub type Packed = (u16, u32, Value);

#[derive(Serialize, Deserialize)]
struct Run {
    metric: u16,
    /// Step to the instance number, value.
    counts: Vec<(u32, u64)>,
    levels: Vec<(u32, f64)>,
}

/// Packs samples; their order is not kept.
pub fn pack(mut samples: Vec<Packed>) -> Vec<u8> {
    samples.sort_unstable_by_key(|(metric, instance, _)| (*metric, *instance));
    let mut runs: Vec<Run> = Vec::new();
    let mut last = (0, 0);
    for (metric, instance, value) in samples {
        if runs.last().is_none_or(|run| run.metric != metric) {
            runs.push(Run { metric, counts: Vec::new(), levels: Vec::new() });
            last = (0, 0);
        }
        let Some(run) = runs.last_mut() else { continue };
        match value {
            Value::Count(count) => {
                run.counts.push((instance - last.0, count));
                last.0 = instance;
            }
            Value::Level(level) => {
                run.levels.push((instance - last.1, level));
                last.1 = instance;
            }
        }
    }
    // Writing to a vector cannot fail; an empty blob unpacks to nothing.
    postcard::to_allocvec(&runs).unwrap_or_default()
}

/// Unpacks a blob; none when it is damaged.
pub fn unpack(blob: &[u8]) -> Option<Vec<Packed>> {
    let runs: Vec<Run> = postcard::from_bytes(blob).ok()?;
    let mut samples = Vec::with_capacity(runs.iter().map(|run| run.counts.len() + run.levels.len()).sum());
    for run in runs {
        let mut instance = 0u32;
        for (step, count) in run.counts {
            instance = instance.checked_add(step)?;
            samples.push((run.metric, instance, Value::Count(count)));
        }
        let mut instance = 0u32;
        for (step, level) in run.levels {
            instance = instance.checked_add(step)?;
            samples.push((run.metric, instance, Value::Level(level)));
        }
    }
    Some(samples)
}

/// FNV-1a over the octets: tells a batch that was sent again from another one, no more than that.
pub fn digest(octets: &[u8]) -> u64 {
    octets.iter().fold(0xcbf2_9ce4_8422_2325, |hash, octet| (hash ^ u64::from(*octet)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_back(samples in proptest::collection::vec(
            (0u16..60, 0u32..500, prop_oneof![
                any::<u64>().prop_map(Value::Count),
                any::<f64>().prop_filter("finite", |v| v.is_finite()).prop_map(Value::Level),
            ]), 0..300)) {
            let order = |mut list: Vec<Packed>| {
                list.sort_by_key(|(metric, instance, value)| (*metric, *instance, format!("{value:?}")));
                list
            };
            prop_assert_eq!(unpack(&pack(samples.clone())).map(order), Some(order(samples)));
        }

        #[test]
        fn noise_is_refused_or_read_but_never_fatal(blob in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&blob);
        }
    }

    #[test]
    fn forty_eight_ports_are_small() {
        let idle: Vec<Packed> = (0..48).flat_map(|port| (20..28).map(move |m| (m, port, Value::Count(0)))).collect();
        assert!(pack(idle).len() < 48 * 8 * 2 + 40);
    }
}
