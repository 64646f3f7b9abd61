//! Roll-ups: windows add up to the whole, whichever way they are made, and come back from their blocks as they were.

mod first;

use super::*;
use proptest::prelude::*;

fn series(values: Values) -> Series {
    let times = (0..values.len() as i64).map(|n| 1_000_000_007 + n * 60_013).collect();
    Series { metric: 20, times, values }
}

/// Steps in time and growth of a counter: mostly a poll a minute, sometimes a gap, sometimes a reset.
fn readings() -> impl Strategy<Value = (Vec<i64>, Vec<u64>)> {
    let step = prop_oneof![8 => 59_980i64..60_020, 1 => 1i64..10_000_000];
    let grown = prop_oneof![5 => 0u64..1 << 36, 2 => Just(0), 1 => any::<u64>()];
    (proptest::collection::vec((step, grown), 0..400), -4_000_000i64..1 << 41).prop_map(|(steps, begin)| {
        let (mut at, mut count) = (begin, 7u64);
        steps
            .into_iter()
            .map(|(ms, by)| {
                at += ms;
                count = count.wrapping_add(by);
                (at, count)
            })
            .unzip()
    })
}

/// Small, great and extreme numbers.
fn odd() -> impl Strategy<Value = u64> {
    prop_oneof![3 => 0u64..10, 3 => 0u64..1 << 40, 1 => any::<u64>(), 1 => Just(u64::MAX)]
}

/// Rates as they are kept.
fn rate() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), 0f64..1e3, 0f64..1e18, Just(f64::MAX)].prop_map(rounded)
}

#[test]
fn a_window_of_a_level() {
    let rolled = spreads(&series(Values::Levels(vec![0.1, 0.3, 0.2])), HOUR_MS);
    let sum = 0.6;
    assert_eq!(rolled, [Spread { at: 997_200_000, count: 3, min: 0.1, max: 0.3, sum, last: 0.2 }]);
}

#[test]
fn growth_belongs_to_the_window_of_the_later_sample_and_a_fall_adds_nothing() {
    let times = [299_000, 300_000, 301_000, 600_000];
    let rolled = growths(&times, &[10, 14, 3, 5], Some((298_000, 4)), FIVE_MINUTES_MS, rise);
    let row = |at, count, known_ms, increase, last| (at, count, known_ms, increase, last);
    let told: Vec<_> = rolled.iter().map(|g| row(g.at, g.count, g.known_ms, g.increase, g.last)).collect();
    assert_eq!(told, [row(0, 1, 1000, 6, 10), row(300_000, 2, 1000, 4, 3), row(600_000, 1, 299_000, 2, 5)]);
    assert_eq!((rolled[0].slowest, rolled[0].fastest), (6.0, 6.0));
}

#[test]
fn rates_are_off_by_less_than_a_hundredth() {
    for per_second in [0.0, 1e-9, 1.0, 1.0078, 1.9999, 1234.567, 98_765_432.1, 1.8e19] {
        let kept = rounded(per_second);
        assert!((kept - per_second).abs() <= per_second / 128.0, "{per_second} {kept}");
        assert_eq!(rounded(kept), kept);
    }
}

proptest! {
    #[test]
    fn hours_from_five_minutes_are_hours_from_raw((times, counts) in readings(), had_before in any::<bool>()) {
        let before = had_before.then_some((-5_000_000, 3));
        let five = growths(&times, &counts, before, FIVE_MINUTES_MS, rise);
        let hours = growths(&times, &counts, before, HOUR_MS, rise);
        prop_assert_eq!(wider(&Windows::Growths(five), HOUR_MS), Windows::Growths(hours.clone()));
        let all = before.into_iter().chain(times.iter().copied().zip(counts.iter().copied()));
        let whole: Vec<Reading> = all.collect();
        let known: u128 = whole.windows(2).filter_map(|pair| rise(pair[0], pair[1])).map(u128::from).sum();
        let told: u128 = hours.iter().map(|row| u128::from(row.increase)).sum();
        prop_assert!(told == known || hours.iter().any(|row| row.increase == u64::MAX));
    }

    #[test]
    fn hours_of_decimals_are_exact(tenths in proptest::collection::vec(-10_000i32..10_000, 1..500)) {
        let levels = tenths.iter().map(|tenth| f64::from(*tenth) / 10.0).collect();
        let series = series(Values::Levels(levels));
        let five = Windows::Spreads(spreads(&series, FIVE_MINUTES_MS));
        prop_assert_eq!(wider(&five, HOUR_MS), Windows::Spreads(spreads(&series, HOUR_MS)));
        let whole: i64 = tenths.iter().map(|tenth| i64::from(*tenth)).sum();
        let Windows::Spreads(day) = wider(&five, 1 << 50) else { unreachable!() };
        prop_assert_eq!(day[0].sum, whole as f64 / 10.0);
    }

    #[test]
    fn hours_of_any_levels_agree(levels in proptest::collection::vec(-1e12f64..1e12, 1..300)) {
        let series = series(Values::Levels(levels));
        let Windows::Spreads(mut through) = wider(&Windows::Spreads(spreads(&series, FIVE_MINUTES_MS)), HOUR_MS) else { unreachable!() };
        let mut direct = spreads(&series, HOUR_MS);
        for (one, other) in through.iter_mut().zip(&mut direct) {
            // Sums near 1e14 have steps of 0.016.
            prop_assert!((one.sum - other.sum).abs() <= 1.0);
            one.sum = 0.0;
            other.sum = 0.0;
        }
        prop_assert_eq!(through, direct);
    }

    #[test]
    fn blocks_of_windows_come_back((times, counts) in readings(), levels in proptest::collection::vec(prop_oneof![Just(1.0), -1e6f64..1e6], 0..100)) {
        let rollups = vec![
            Rollup { metric: 20, windows: Windows::Growths(growths(&times, &counts, None, FIVE_MINUTES_MS, rise)) },
            Rollup { metric: 8191, windows: Windows::Growths(growths(&times, &vec![5; times.len()], None, HOUR_MS, rise)) },
            Rollup { metric: 20, windows: Windows::Spreads(spreads(&series(Values::Levels(levels)), FIVE_MINUTES_MS)) },
            Rollup { metric: 0, windows: Windows::Spreads(spreads(&series(Values::Counts(counts)), FIVE_MINUTES_MS)) },
            Rollup { metric: 3, windows: Windows::Spreads(spreads(&series(Values::Levels(vec![0.1; 50])), HOUR_MS)) },
        ];
        for block in [encode(&rollups).unwrap(), first::encode(&rollups).unwrap()] {
            prop_assert_eq!(decode_where(&block, |metric| metric == 20).unwrap(), vec![rollups[0].clone(), rollups[2].clone()]);
            let of: Vec<Carried> = rollups.iter().filter(|one| one.metric == 20).cloned().filter_map(Carried::of).collect();
            prop_assert_eq!(carried(&block, |metric| metric == 20).unwrap(), of);
            prop_assert_eq!(&decode(&block).unwrap(), &rollups);
        }
    }

    /// Windows that no counter ever made come back too: rates far from the mean, growth without time, any readings.
    #[test]
    fn blocks_of_any_windows_come_back(
        rows in proptest::collection::vec((any::<u32>(), odd(), odd(), rate(), rate(), odd()), 0..60),
        lacks in any::<u64>(),
    ) {
        let growth = |(place, (count, known_ms, increase, slowest, fastest, last)): (usize, &(u32, u64, u64, f64, f64, u64))| Growth {
            at: place as i64 * 7 - 100,
            count: *count,
            known_ms: *known_ms,
            increase: *increase,
            slowest: *slowest,
            fastest: *fastest,
            last: *last,
        };
        let growths: Vec<Growth> = rows.iter().enumerate().map(growth).collect();
        let some: Vec<Growth> = growths.iter().enumerate().filter(|(place, _)| lacks >> (place % 64) & 1 == 0).map(|(_, row)| *row).collect();
        let rollups: Vec<Rollup> = [growths.clone(), some.clone(), growths, some]
            .into_iter()
            .zip([1, 2, 3, u16::MAX])
            .map(|(rows, metric)| Rollup { metric, windows: Windows::Growths(rows) })
            .collect();
        prop_assert_eq!(decode(&encode(&rollups).unwrap()).unwrap(), rollups);
    }

    #[test]
    fn noise_is_refused_or_is_some_roll_up((times, counts) in readings(), mut octets in proptest::collection::vec(any::<u8>(), 0..200), place in any::<prop::sample::Index>(), with in any::<u8>()) {
        let rows = growths(&times, &counts, None, FIVE_MINUTES_MS, rise);
        let mut good = encode(&[Rollup { metric: 20, windows: Windows::Growths(rows) }]).unwrap();
        good.truncate(good.len() - 4);
        let place = place.index(good.len());
        good[place] ^= with;
        octets.insert(0, good[0]);
        for content in [octets, good] {
            let block = block::sealed(content);
            if let Ok(rollups) = decode(&block) {
                for rollup in &rollups {
                    prop_assert!(carried(&block, |metric| metric == rollup.metric).is_ok());
                }
                prop_assert_eq!(encode(&rollups).map(|block| decode(&block).is_ok()), Ok(true));
            }
        }
    }
}
