//! Blocks: exact for whatever is put in, small where little happens, and never wrong when damaged.

use super::*;
use proptest::{collection::vec, prelude::*};

fn counts(metric: u16, times: &[i64], counts: Vec<u64>) -> Series {
    Series { metric, times: times.to_vec(), values: Values::Counts(counts) }
}

fn levels(metric: u16, times: &[i64], levels: Vec<f64>) -> Series {
    Series { metric, times: times.to_vec(), values: Values::Levels(levels) }
}

/// To the last bit, for NaN is not equal to itself.
fn bits(series: &[Series]) -> Vec<(u16, Vec<i64>, bool, Vec<u64>)> {
    let of = |one: &Series| match &one.values {
        Values::Counts(counts) => (one.metric, one.times.clone(), false, counts.clone()),
        Values::Levels(levels) => (one.metric, one.times.clone(), true, levels.iter().map(|l| l.to_bits()).collect()),
    };
    series.iter().map(of).collect()
}

fn minutes(count: i64) -> Vec<i64> {
    (0..count).map(|n| 1_780_000_000_000 + n * 60_000).collect()
}

/// Whole numbers of every kind: still, slow, with wraps, with resets, noise of all sizes.
fn wholes(length: usize) -> impl Strategy<Value = Vec<u64>> {
    let sum = |steps: Vec<u64>| {
        let mut value = 0u64;
        steps
            .into_iter()
            .map(|step| {
                value = value.wrapping_add(step);
                value
            })
            .collect::<Vec<u64>>()
    };
    prop_oneof![
        any::<u64>().prop_map(move |value| vec![value; length]),
        vec(0u64..1000, length).prop_map(sum),
        vec(any::<u64>(), length).prop_map(sum),
        vec(prop_oneof![9 => Just(0u64), 1 => 1u64..5], length).prop_map(sum),
        (1u64..1 << 40, vec(0u64..50, length)).prop_map(|(by, v)| v.into_iter().map(|n| by.wrapping_mul(n)).collect()),
        vec((any::<u64>(), 0u32..64).prop_map(|(value, shift)| value >> shift), length),
        vec(
            prop_oneof![Just(0), Just(1), Just(u64::MAX), Just(1 << 63), Just((1 << 63) - 1), Just(u64::MAX - 1)],
            length
        ),
    ]
}

fn values(length: usize) -> impl Strategy<Value = Values> {
    prop_oneof![
        3 => wholes(length).prop_map(Values::Counts),
        1 => wholes(length).prop_map(|bits| Values::Levels(bits.into_iter().map(f64::from_bits).collect())),
        1 => vec(-1000i32..1000, length).prop_map(|v| Values::Levels(v.into_iter().map(|n| f64::from(n) / 100.0).collect())),
        1 => vec(prop_oneof![any::<f64>(), Just(-0.0), Just(0.1)], length).prop_map(Values::Levels),
    ]
}

/// Series of one poll, of which each lacks some values, and strangers with times of their own.
fn series() -> impl Strategy<Value = Vec<Series>> {
    let times = prop_oneof![
        (any::<i32>(), vec(59_980i64..60_020, 0..200)).prop_map(|(begin, steps)| {
            let mut at = i64::from(begin);
            steps
                .into_iter()
                .map(|step| {
                    at += step;
                    at
                })
                .collect::<Vec<i64>>()
        }),
        proptest::collection::btree_set(any::<i64>(), 0..40).prop_map(|set| set.into_iter().collect()),
    ];
    times.prop_flat_map(|times| {
        let lacks = prop_oneof![Just(0u64), any::<u64>()];
        let one = (0u16..200, lacks, prop_oneof![4 => Just(0i64), 1 => 1i64..9]).prop_flat_map(
            move |(metric, lacks, later)| {
                let kept = times.iter().enumerate().filter(|(place, _)| lacks >> (place % 64) & 1 == 0);
                let times: Vec<i64> = kept.map(|(_, at)| at.wrapping_add(later)).filter(|at| *at != i64::MIN).collect();
                let times: std::collections::BTreeSet<i64> = times.into_iter().collect();
                let times: Vec<i64> = times.into_iter().collect();
                values(times.len()).prop_map(move |values| Series { metric, times: times.clone(), values })
            },
        );
        vec(one, 0..8)
    })
}

proptest! {
    #[test]
    fn what_goes_in_comes_out(series in series()) {
        let block = encode(&series).unwrap();
        let back = decode(&block).unwrap();
        prop_assert_eq!(bits(&back), bits(&series));
        for metric in series.iter().map(|one| one.metric).chain([777]) {
            let these: Vec<Series> = series.iter().filter(|one| one.metric == metric).cloned().collect();
            prop_assert_eq!(bits(&decode_one(&block, metric).unwrap()), bits(&these));
        }
    }

    #[test]
    fn noise_with_a_good_checksum_is_refused_or_is_some_series(mut octets in vec(any::<u8>(), 0..200), from in series(), place in any::<prop::sample::Index>(), with in any::<u8>()) {
        octets.insert(0, VERSION);
        let mut good = encode(&from).unwrap();
        good.truncate(good.len() - 4);
        let place = place.index(good.len());
        good[place] ^= with;
        for mut content in [octets, good] {
            content.extend_from_slice(&crc32fast::hash(&content).to_le_bytes());
            if let Ok(series) = decode(&content) {
                for one in &series {
                    prop_assert_eq!(one.times.len(), one.values.len());
                    prop_assert!(one.times.is_sorted_by(|a, b| a < b));
                }
                // Whatever was read can be written, and is read again.
                prop_assert_eq!(bits(&decode(&encode(&series).unwrap()).unwrap()), bits(&series));
            }
        }
    }
}

#[test]
fn damage_is_noticed_at_every_octet() {
    let times = minutes(200);
    let busy = (0..200u64).map(|n| n * n * 7919 % 100_003 + n * 1_000_000).collect();
    let good = encode(&[counts(20, &times, busy), levels(4, &times[3..], vec![12.5; 197])]).unwrap();
    for length in 0..good.len() {
        assert_eq!(decode(&good[..length]), Err(Damaged), "cut to {length}");
        for flip in [1, 0x80, 0xff] {
            let mut bad = good.clone();
            bad[length] ^= flip;
            assert_eq!(decode(&bad), Err(Damaged), "octet {length} by {flip}");
            assert_eq!(decode_one(&bad, 20), Err(Damaged), "octet {length} by {flip}");
        }
    }
}

#[test]
fn an_idle_port_takes_three_octets_a_series() {
    let times = minutes(1440);
    let alone = encode(&[counts(20, &times, vec![0; 1440])]).unwrap().len();
    let metrics: Vec<Series> = (20..28).map(|metric| counts(metric, &times, vec![0; 1440])).collect();
    let all = encode(&metrics).unwrap().len();
    assert_eq!(all - alone, 7 * 3);
    assert!(alone <= 26, "{alone}");
    let up = encode(&[metrics[0].clone(), levels(30, &times, vec![1.0; 1440])]).unwrap().len();
    assert_eq!(up - alone, 3);
}

#[test]
fn few_words_for_what_is_regular() {
    let times = minutes(1440);
    let size = |values: Values| encode(&[Series { metric: 1, times: times.clone(), values }]).unwrap().len();
    let still = size(Values::Counts(vec![0; 1440]));
    let uptime = size(Values::Levels((0..1440).map(|n| 86_400.0 + f64::from(n) * 60.0).collect())) - still;
    assert!(uptime <= 8, "{uptime}");
    let errors = size(Values::Counts((0..1440).map(|n| n / 97).collect())) - still;
    assert!(errors <= 30, "{errors}");
    let tenths = size(Values::Levels((0..1440).map(|n| 20.0 + f64::from(n * 7919 % 31) / 10.0).collect())) - still;
    assert!(tenths <= 1440 * 7 / 10, "{tenths}");
    let pages = size(Values::Counts((0..1440u64).map(|n| (1 << 30) + 4096 * (n * 7919 % 31)).collect())) - still;
    assert!(pages <= 1440 * 7 / 10, "{pages}");
}

#[test]
fn what_comes_again_is_only_pointed_at() {
    let times = minutes(300);
    let noise: Vec<u64> = (0..300u64).map(|n| n * n * 7919 % 100_003).collect();
    let one = encode(&[counts(20, &times, noise.clone())]).unwrap().len();
    let some = encode(&[counts(20, &times, noise.clone()), counts(21, &times, noise)]).unwrap().len();
    assert_eq!(some - one, 3);
}

#[test]
fn what_is_no_series_is_refused() {
    assert_eq!(encode(&[counts(1, &[5, 5], vec![1, 2])]), Err(Unfit::Times));
    assert_eq!(encode(&[counts(1, &[5, 6], vec![1])]), Err(Unfit::Length));
    let many: Vec<Series> = (0..=MOST_SERIES).map(|_| counts(1, &[], Vec::new())).collect();
    assert_eq!(encode(&many), Err(Unfit::TooMuch));
    assert_eq!(decode(&[]), Err(Damaged));
    assert_eq!(decode(&encode(&[]).unwrap()), Ok(Vec::new()));
}
