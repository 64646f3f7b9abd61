//! Rates from two readings of one counter, and reboots from two readings of an uptime (`reliability.md` 7).
//!
//! A rate that cannot be known is none, never 0: it is a hole in the curve.

use serde::{Deserialize, Serialize};

/// Rates above this multiple of the link's speed are not believed.
pub const PLAUSIBLE: f64 = 1.1;
/// 2^32: where a 32-bit counter wraps, and where sysUpTime does (497.1 days, in hundredths of a second).
const WRAP_32: f64 = 4_294_967_296.0;

/// One reading of a counter, with what is needed to judge it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Seconds on the collector's monotonic axis (only differences matter).
    pub at_s: f64,
    /// The counter.
    pub count: u64,
    /// True for a 64-bit counter.
    pub wide: bool,
    /// ifCounterDiscontinuityTime, hundredths of a second, where the device has it.
    pub discontinuity: Option<u64>,
}

/// What is known around two readings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Around {
    /// The device rebooted between them (C2).
    pub rebooted: bool,
    /// Highest plausible growth, counts per second (octets: speed ÷ 8; packets: speed ÷ 8 ÷ 64); none: speed unknown.
    pub limit_per_s: Option<f64>,
    /// Interval of the poll, seconds; readings more than ten of them apart give no rate (C1).
    pub interval_s: f64,
}

/// The rule that decided, as numbered in `reliability.md` 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// No basis: first reading, time did not pass, or too long ago.
    C1,
    /// The device rebooted.
    C2,
    /// The counter was reset.
    C3,
    /// The counter changed its width.
    C5,
    /// Normal growth.
    C6,
    /// Implausible growth.
    C7,
    /// One wrap of 32 bits.
    C8,
    /// 32 bits, reset or several wraps.
    C9,
    /// 64 bits fell: reset.
    C10,
}

/// A rate and how it was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Counts per second; none where it cannot be known.
    pub per_second: Option<f64>,
    /// More than one wrap of 32 bits was possible in between: shown, never alerted on.
    pub uncertain: bool,
    /// The rule that decided.
    pub rule: Rule,
}

/// The rate between two readings of one counter: the first rule that fits.
pub fn rate(old: Option<Reading>, new: Reading, around: Around) -> Rate {
    let none = |rule| Rate { per_second: None, uncertain: false, rule };
    let Some(old) = old else {
        return none(Rule::C1);
    };
    let elapsed = new.at_s - old.at_s;
    if elapsed <= 0.0 || elapsed > 10.0 * around.interval_s {
        return none(Rule::C1);
    }
    if around.rebooted {
        return none(Rule::C2);
    }
    if old.discontinuity != new.discontinuity {
        return none(Rule::C3);
    }
    if old.wide != new.wide {
        return none(Rule::C5);
    }
    let plausible = |per_second: f64| around.limit_per_s.is_none_or(|limit| per_second <= PLAUSIBLE * limit);
    let uncertain = !new.wide && around.limit_per_s.is_some_and(|limit| limit * elapsed >= WRAP_32);
    if new.count >= old.count {
        let per_second = (new.count - old.count) as f64 / elapsed;
        return if plausible(per_second) {
            Rate { per_second: Some(per_second), uncertain, rule: Rule::C6 }
        } else {
            none(Rule::C7)
        };
    }
    if new.wide {
        return none(Rule::C10);
    }
    let wrapped = (WRAP_32 - (old.count - new.count) as f64) / elapsed;
    if around.limit_per_s.is_some() && old.count < WRAP_32 as u64 && plausible(wrapped) {
        Rate { per_second: Some(wrapped), uncertain, rule: Rule::C8 }
    } else {
        none(Rule::C9)
    }
}

/// What two readings of an uptime say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UptimeStep {
    /// Went on, or wrapped at 497.1 days, or only the agent restarted.
    Running,
    /// The device rebooted.
    Rebooted,
    /// Jumped ahead by far more than the time that passed: the device's clock, no event.
    ClockJumped,
}

/// One reading of sysUpTime.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Uptime {
    /// Seconds on the collector's monotonic axis.
    pub at_s: f64,
    /// sysUpTime in seconds.
    pub uptime_s: f64,
    /// snmpEngineBoots and snmpEngineTime (seconds), where the device has them.
    pub engine: Option<(u64, f64)>,
}

/// Was there a reboot between two readings? Rules U1 to U6; `interval_s` is that of the poll.
pub fn uptime_step(old: Uptime, new: Uptime, interval_s: f64) -> UptimeStep {
    const WRAP_S: f64 = WRAP_32 / 100.0;
    let elapsed = new.at_s - old.at_s;
    let expected = old.uptime_s + elapsed;
    if new.uptime_s >= old.uptime_s {
        let ahead = new.uptime_s - expected;
        return if ahead > 0.1 * expected && ahead > 60.0 { UptimeStep::ClockJumped } else { UptimeStep::Running };
    }
    let margin = (2.0 * interval_s).max(300.0);
    if (expected - WRAP_S).abs() <= margin && new.uptime_s < margin {
        return UptimeStep::Running;
    }
    if let (Some((old_boots, old_time)), Some((new_boots, new_time))) = (old.engine, new.engine)
        && old_boots == new_boots
        && ((new_time - old_time) - elapsed).abs() <= 0.1 * elapsed
    {
        return UptimeStep::Running;
    }
    UptimeStep::Rebooted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GIGABIT: Around = Around { rebooted: false, limit_per_s: Some(125_000_000.0), interval_s: 60.0 };

    fn narrow(at_s: f64, count: u64) -> Reading {
        Reading { at_s, count, wide: false, discontinuity: None }
    }

    fn wide(at_s: f64, count: u64) -> Reading {
        Reading { wide: true, ..narrow(at_s, count) }
    }

    #[test]
    fn each_rule() {
        let slow = Around { limit_per_s: Some(1_250_000.0), ..GIGABIT };
        let check = |old: Option<Reading>, new: Reading, around: Around, rule: Rule, per_second: Option<f64>| {
            let found = rate(old, new, around);
            assert_eq!((found.rule, found.per_second), (rule, per_second), "{old:?} {new:?}");
        };
        check(None, wide(0.0, 5), GIGABIT, Rule::C1, None);
        check(Some(wide(60.0, 5)), wide(60.0, 6), GIGABIT, Rule::C1, None);
        check(Some(wide(0.0, 5)), wide(601.0, 6), GIGABIT, Rule::C1, None);
        check(Some(wide(0.0, 5)), wide(60.0, 6), Around { rebooted: true, ..GIGABIT }, Rule::C2, None);
        check(
            Some(Reading { discontinuity: Some(1), ..wide(0.0, 5) }),
            Reading { discontinuity: Some(2), ..wide(60.0, 6) },
            GIGABIT,
            Rule::C3,
            None,
        );
        check(Some(narrow(0.0, 5)), wide(60.0, 6), GIGABIT, Rule::C5, None);
        check(Some(wide(0.0, 0)), wide(60.0, 600), GIGABIT, Rule::C6, Some(10.0));
        check(Some(wide(0.0, 0)), wide(60.0, 60 * 200_000_000), GIGABIT, Rule::C7, None);
        check(Some(narrow(0.0, 4_294_967_290)), narrow(60.0, 5), slow, Rule::C8, Some(11.0 / 60.0));
        check(
            Some(narrow(0.0, 4_294_967_290)),
            narrow(60.0, 5),
            Around { limit_per_s: None, ..GIGABIT },
            Rule::C9,
            None,
        );
        check(Some(narrow(0.0, 2_000_000_000)), narrow(60.0, 5), slow, Rule::C9, None);
        check(Some(wide(0.0, 100)), wide(60.0, 5), GIGABIT, Rule::C10, None);
        check(Some(wide(0.0, u64::MAX - 60)), wide(60.0, u64::MAX), GIGABIT, Rule::C6, Some(1.0));
    }

    #[test]
    fn a_narrow_counter_of_a_fast_link_is_uncertain() {
        assert!(rate(Some(narrow(0.0, 0)), narrow(60.0, 600), GIGABIT).uncertain);
        assert!(!rate(Some(wide(0.0, 0)), wide(60.0, 600), GIGABIT).uncertain);
    }

    #[test]
    fn uptime_rules() {
        let at = |at_s: f64, ticks: f64| Uptime { at_s, uptime_s: ticks / 100.0, engine: None };
        let check = |old: Uptime, new: Uptime, step| assert_eq!(uptime_step(old, new, 60.0), step, "{old:?} {new:?}");
        check(at(0.0, 1000.0), at(60.0, 7000.0), UptimeStep::Running);
        check(at(0.0, 4_294_967_000.0), at(60.0, 300.0), UptimeStep::Running);
        check(at(0.0, 5_000_000.0), at(60.0, 300.0), UptimeStep::Rebooted);
        check(at(0.0, 5_000_000.0), at(60.0, 50_000_000.0), UptimeStep::ClockJumped);
        let engine = |boots, time| Some((boots, time));
        check(
            Uptime { engine: engine(3, 1000.0), ..at(0.0, 90_000.0) },
            Uptime { engine: engine(3, 1060.0), ..at(60.0, 100.0) },
            UptimeStep::Running,
        );
        check(
            Uptime { engine: engine(3, 1000.0), ..at(0.0, 90_000.0) },
            Uptime { engine: engine(4, 5.0), ..at(60.0, 100.0) },
            UptimeStep::Rebooted,
        );
    }

    proptest! {
        #[test]
        fn never_negative_and_never_above_the_link(old in any::<u64>(), new in any::<u64>(), is_wide in any::<bool>(), dt in 0.1f64..700.0, limit in 1.0f64..1e11) {
            let mask = if is_wide { u64::MAX } else { u64::from(u32::MAX) };
            let reading = |at_s, count| Reading { at_s, count: count & mask, wide: is_wide, discontinuity: None };
            let found = rate(Some(reading(0.0, old)), reading(dt, new), Around { rebooted: false, limit_per_s: Some(limit), interval_s: 60.0 });
            if let Some(per_second) = found.per_second {
                prop_assert!(per_second >= 0.0 && per_second <= PLAUSIBLE * limit * 1.000_001);
            }
        }
    }
}
