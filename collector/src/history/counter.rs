//! How much a counter grew between two readings, judged by what was read around it (`reliability.md` 7).

use super::{
    Point,
    rollup::{self, Reading},
};
use model::{
    Metric, Value,
    batch::Source,
    rate::{self, Rate, Rule, Uptime, UptimeStep},
};

/// 2^32.
const WRAP_32: u64 = 1 << 32;
/// Octets of the smallest packet: a link carries no more packets than that allows.
const SMALLEST_PACKET: f64 = 64.0;

/// A 32-bit counter of which nobody knows how fast it can be is not followed over a longer gap, seconds.
const NARROW_GAP_S: f64 = 600.0;
/// Two readings of an uptime that are farther apart are judged as if they were this far, seconds.
const UPTIME_GAP_S: f64 = 3600.0;

/// An uptime may be off by so many seconds, or by this share of the time that passed.
const UPTIME_SLACK_S: f64 = 120.0;
const UPTIME_SLACK: f64 = 0.01;

/// What must be read beside a counter of a port to judge it.
pub const BESIDE: [Metric; 4] = [Metric::Speed, Metric::HighCapacity, Metric::CounterReset, Metric::IfIndex];

/// What stands around the counters of one instance.
#[derive(Clone, Debug)]
pub struct Judge<'a> {
    source: Source,
    /// No wire bounds it, so its speed is only a word.
    unbounded: bool,
    speed: Track<'a>,
    wide: Track<'a>,
    discontinuity: Track<'a>,
    index: Track<'a>,
    /// When the device was first seen after a reboot, milliseconds, rising.
    rebooted: &'a [i64],
}

impl<'a> Judge<'a> {
    /// From the series of an instance. `beside` gives those of [`BESIDE`], in the order of time.
    pub fn new(source: Source, instance: &str, beside: impl Fn(Metric) -> &'a [Point], rebooted: &'a [i64]) -> Self {
        let track = |metric| Track::of(beside(metric));
        Self {
            source,
            unbounded: is_loopback(instance),
            speed: track(Metric::Speed),
            wide: track(Metric::HighCapacity),
            discontinuity: track(Metric::CounterReset),
            index: track(Metric::IfIndex),
            rebooted,
        }
    }

    /// The rate between two readings, as it is told live: none where it cannot be known. `interval_s` is that of the polls.
    pub fn rate(&self, metric: Metric, old: Reading, new: Reading, interval_s: f64) -> Rate {
        self.rate_within(metric, old, new, interval_s)
    }

    /// By how much a counter grew. Unlike a rate this may bridge a gap of any length, if the counter cannot have wrapped
    /// unseen and nothing says that it was reset: what it counted meanwhile is true, only when is not known.
    pub fn grown(&self, metric: Metric, old: Reading, new: Reading) -> Option<u64> {
        let elapsed_s = (new.0 - old.0) as f64 / 1000.0;
        let found = self.rate_within(metric, old, new, elapsed_s);
        if elapsed_s > NARROW_GAP_S && !(self.is_wide(metric, old) && self.is_wide(metric, new)) {
            let is_known = self.limit_per_s(metric, new).is_some() && !found.uncertain;
            is_known.then_some(())?;
        }
        match found.rule {
            Rule::C6 => rollup::rise(old, new),
            Rule::C8 => (new.1 + WRAP_32).checked_sub(old.1),
            _ => None,
        }
    }

    /// What the link carries at most.
    fn limit_per_s(&self, metric: Metric, new: Reading) -> Option<f64> {
        let octets_per_s = self.speed.at(new.0).filter(|bps| *bps > 0.0 && !self.unbounded).map(|bps| bps / 8.0);
        match metric {
            Metric::InOctets | Metric::OutOctets => octets_per_s,
            _ => octets_per_s.map(|limit| limit / SMALLEST_PACKET),
        }
    }

    fn rate_within(&self, metric: Metric, old: Reading, new: Reading, interval_s: f64) -> Rate {
        let reading = |reading: Reading| rate::Reading {
            at_s: reading.0 as f64 / 1000.0,
            count: reading.1,
            wide: self.is_wide(metric, reading),
            discontinuity: self.discontinuity.at(reading.0).map(|ticks| ticks as u64),
        };
        let limit_per_s = self.limit_per_s(metric, new);
        let first = self.rebooted.partition_point(|at| *at <= old.0);
        let rebooted = self.rebooted.get(first).is_some_and(|at| *at <= new.0);
        // Rows that were renumbered may be another port's: that has no basis either.
        let renumbered = self.index.at(old.0) != self.index.at(new.0);
        rate::rate(
            Some(reading(old)).filter(|_| !renumbered),
            reading(new),
            rate::Around { rebooted, limit_per_s, interval_s },
        )
    }

    /// Octets and unicast packets of SNMP are 64 bits wide where the port says so, or where they are past 32 bits; errors
    /// and discards never are. Other sources count in 64 bits.
    fn is_wide(&self, metric: Metric, reading: Reading) -> bool {
        let can_be = matches!(metric, Metric::InOctets | Metric::OutOctets | Metric::InUcast | Metric::OutUcast);
        match self.source {
            Source::Snmp => can_be && (reading.1 >= WRAP_32 || self.wide.at(reading.0).is_some_and(|one| one >= 1.0)),
            _ => true,
        }
    }
}

fn is_loopback(instance: &str) -> bool {
    let word = instance.trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase();
    word == "lo" || word == "loopback"
}

/// A point of a counter as a reading; none for a level.
pub fn reading(point: &Point) -> Option<Reading> {
    match point.value {
        Value::Count(count) => Some((point.at.0, count)),
        Value::Level(_) => None,
    }
}

/// When a device was first seen after each of its reboots, from its uptime in the order of time. What two readings say
/// does not depend on the others, so a part of a series says the same as the whole.
pub fn reboots(source: Source, uptime: &[Point]) -> Vec<i64> {
    let reading =
        |point: &Point| Uptime { at_s: point.at.0 as f64 / 1000.0, uptime_s: point.value.as_f64(), engine: None };
    let steps = uptime.iter().zip(uptime.iter().skip(1)).filter(|(old, new)| {
        let (old, new) = (reading(old), reading(new));
        let elapsed_s = new.at_s - old.at_s;
        // After a long gap the uptime can be more than before although it began anew meanwhile. That of a machine whose
        // agent tells it may stand still while it sleeps, and its counters go on.
        let began_later = source == Source::Snmp
            && new.uptime_s >= old.uptime_s
            && new.uptime_s + UPTIME_SLACK_S.max(elapsed_s * UPTIME_SLACK) < elapsed_s;
        began_later || rate::uptime_step(old, new, elapsed_s.min(UPTIME_GAP_S)) == UptimeStep::Rebooted
    });
    steps.map(|(_, new)| new.at.0).collect()
}

/// A series that is asked what it was at a moment.
#[derive(Clone, Copy, Debug)]
enum Track<'a> {
    None,
    Same(f64),
    Changing(&'a [Point]),
}

impl<'a> Track<'a> {
    fn of(points: &'a [Point]) -> Self {
        let Some(first) = points.first() else { return Self::None };
        let same = |value: Value| value.as_f64().to_bits() == first.value.as_f64().to_bits();
        if points.iter().all(|point| same(point.value)) {
            Self::Same(first.value.as_f64())
        } else {
            Self::Changing(points)
        }
    }

    /// The newest value at that moment, before the first one the first.
    fn at(self, at: i64) -> Option<f64> {
        match self {
            Self::None => None,
            Self::Same(value) => Some(value),
            Self::Changing(points) => {
                let after = points.partition_point(|point| point.at.0 <= at);
                points.get(after.saturating_sub(1)).map(|point| point.value.as_f64())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Timestamp;
    use proptest::prelude::*;

    fn points(values: &[(i64, u64)]) -> Vec<Point> {
        values.iter().map(|(s, count)| Point { at: Timestamp(s * 1000), value: Value::Count(*count) }).collect()
    }

    struct Port {
        speed: Vec<Point>,
        wide: Vec<Point>,
        reset: Vec<Point>,
        index: Vec<Point>,
    }

    fn port(wide: u64) -> Port {
        Port {
            speed: points(&[(0, 1_000_000_000)]),
            wide: points(&[(0, wide)]),
            reset: points(&[(0, 7)]),
            index: points(&[(0, 3)]),
        }
    }

    fn judge<'a>(port: &'a Port, rebooted: &'a [i64]) -> Judge<'a> {
        let beside = |metric| match metric {
            Metric::Speed => port.speed.as_slice(),
            Metric::HighCapacity => &port.wide,
            Metric::CounterReset => &port.reset,
            _ => &port.index,
        };
        Judge::new(Source::Snmp, "ether1", beside, rebooted)
    }

    fn grown(port: &Port, rebooted: &[i64], old: (i64, u64), new: (i64, u64)) -> Option<u64> {
        judge(port, rebooted).grown(Metric::InOctets, (old.0 * 1000, old.1), (new.0 * 1000, new.1))
    }

    #[test]
    fn growth_is_known_where_the_rules_say_so() {
        let wide = port(1);
        assert_eq!(grown(&wide, &[], (0, 10), (60, 610)), Some(600));
        assert_eq!(grown(&wide, &[], (0, 610), (60, 10)), None, "a reset");
        assert_eq!(grown(&wide, &[30_000], (0, 10), (60, 610)), None, "a reboot in between");
        assert_eq!(grown(&wide, &[0], (0, 10), (60, 610)), Some(600), "a reboot before");
        assert_eq!(grown(&wide, &[], (0, 0), (60, 60 * 200_000_000)), None, "faster than the link");
        assert_eq!(grown(&wide, &[], (0, 10), (86_400, 610)), Some(600), "a gap of a day is bridged");
        let narrow = port(0);
        assert_eq!(grown(&narrow, &[], (0, 4_294_967_290), (1, 5)), Some(11), "one wrap of 32 bits");
        assert_eq!(grown(&narrow, &[], (0, 10), (86_400, 610)), None, "32 bits wrap unseen in a gap");
        assert_eq!(grown(&narrow, &[], (0, 5_000_000_000), (86_400, 5_000_000_600)), Some(600), "plainly not 32 bits");
        let reset = Port { reset: points(&[(0, 7), (60, 8)]), ..port(1) };
        assert_eq!(grown(&reset, &[], (0, 10), (60, 610)), None, "the device says that it was reset");
        let moved = Port { index: points(&[(0, 3), (60, 4)]), ..port(1) };
        assert_eq!(grown(&moved, &[], (0, 10), (60, 610)), None, "another row");
        let unknown = Port { speed: Vec::new(), ..port(1) };
        assert_eq!(grown(&unknown, &[], (0, 0), (60, 1 << 50)), Some(1 << 50));
    }

    #[test]
    fn reboots_are_seen_in_the_uptime() {
        let uptime = points(&[(0, 1000), (60, 1060), (120, 5), (180, 65), (600, 10)]);
        assert_eq!(reboots(Source::Snmp, &uptime), [120_000, 600_000]);
        // 497.1 days after the start the counter of hundredths begins anew, and nothing was rebooted.
        assert!(reboots(Source::Snmp, &points(&[(0, 42_949_600), (60, 0)])).is_empty());
        // Two days of uptime after five: it began anew, unless it may have slept.
        let gap = points(&[(0, 600), (432_000, 172_800), (432_060, 172_860)]);
        assert_eq!(reboots(Source::Snmp, &gap), [432_000_000]);
        assert!(reboots(Source::Agent, &gap).is_empty());
        assert!(
            reboots(Source::Snmp, &points(&[(0, 600), (432_000, 432_500)])).is_empty(),
            "a clock that is a little off"
        );
    }

    #[test]
    fn a_loopback_is_known_by_its_name() {
        for (name, expected) in [("lo", true), ("lo0", true), ("Loopback12", true), ("lan1", false), ("local", false)] {
            assert_eq!(is_loopback(name), expected, "{name}");
        }
    }

    proptest! {
        /// What is added up over any parts of a series is what the whole comes to.
        #[test]
        fn any_split_grows_like_the_whole(
            steps in proptest::collection::vec((1i64..200, 0u64..1_000_000), 2..60),
            cut in 0usize..60,
        ) {
            let mut reading = (0i64, 0u64);
            let mut all = vec![reading];
            for (s, more) in steps {
                reading = (reading.0 + s * 1000, reading.1 + more);
                all.push(reading);
            }
            let wide = port(1);
            let judge = judge(&wide, &[]);
            let sum = |part: &[Reading]| {
                let pairs = part.iter().zip(part.iter().skip(1));
                pairs.filter_map(|(old, new)| judge.grown(Metric::InOctets, *old, *new)).sum::<u64>()
            };
            let cut = cut.min(all.len() - 1);
            prop_assert_eq!(sum(&all[..=cut]) + sum(&all[cut..]), sum(&all));
        }
    }
}
