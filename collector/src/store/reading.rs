//! How the samples of one batch are packed into one blob: runs by metric, instances as steps, numbers as varints.
//!
//! About two octets for a value that is zero, six to nine for a busy counter; every bit of a counter is kept.

use model::batch::Value;
use serde::Deserialize;

/// One value: number of the metric, number of the instance in the device's dictionary, value.
pub type Packed = (u16, u32, Value);

#[derive(Deserialize)]
struct Run {
    metric: u16,
    /// Step to the instance number, value.
    counts: Vec<(u32, u64)>,
    levels: Vec<(u32, f64)>,
}

/// Packs samples; their order is not kept. The form is that which postcard gives a list of runs.
pub fn pack(mut samples: Vec<Packed>) -> Vec<u8> {
    // Nearly all of them come in this order: a stable sort finds that out in one pass.
    samples.sort_by_key(|(metric, instance, _)| (*metric, *instance));
    let runs = || samples.chunk_by(|a, b| a.0 == b.0);
    let mut blob = Vec::with_capacity(16 + samples.len() * 6);
    varint(&mut blob, runs().count() as u64);
    for run in runs() {
        varint(&mut blob, run.first().map_or(0, |(metric, ..)| u64::from(*metric)));
        let counts = run.iter().filter(|(.., value)| matches!(value, Value::Count(_))).count();
        for (is_counts, length) in [(true, counts), (false, run.len() - counts)] {
            varint(&mut blob, length as u64);
            let mut last = 0;
            for (_, instance, value) in run.iter().filter(|_| length > 0) {
                match value {
                    Value::Count(count) if is_counts => {
                        varint(&mut blob, u64::from(instance - last));
                        varint(&mut blob, *count);
                    }
                    Value::Level(level) if !is_counts => {
                        varint(&mut blob, u64::from(instance - last));
                        blob.extend_from_slice(&level.to_le_bytes());
                    }
                    _ => continue,
                }
                last = *instance;
            }
        }
    }
    blob
}

/// Seven bits an octet, the lowest first.
#[inline]
fn varint(blob: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        blob.push(number as u8 | 0x80);
        number >>= 7;
    }
    blob.push(number as u8);
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
