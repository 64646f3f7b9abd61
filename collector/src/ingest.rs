//! What every batch must pass, polled or sent by an agent: limits on time, size and values. Pure.

use crate::grid::Incoming;
use model::{Settings, Timestamp, Value};

/// Latest time of a batch, seconds from now.
pub const FUTURE_SECONDS: f64 = 300.0;
/// Oldest time of a batch, seconds before now.
pub const PAST_SECONDS: f64 = 30.0 * 86_400.0;
/// Longest name of an instance, octets.
pub const INSTANCE_OCTETS: usize = 255;
/// Most addresses or MACs of one identity.
pub const MARKS: usize = 1024;
/// Most checks and issues of one batch.
pub const REMARKS: usize = 64;

/// Why a whole batch is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Its time is more than five minutes ahead or thirty days back.
    Time,
    /// It is about a device that is not in the book (any more).
    NoDevice,
    /// Taking it in failed; the cause is in the log.
    Fault,
}

impl Refused {
    /// Every reason, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Time, Self::NoDevice, Self::Fault];

    /// Word of the reason, for metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::NoDevice => "no_device",
            Self::Fault => "fault",
        }
    }
}

/// What was left out of a batch that was taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// NaN or infinite.
    pub not_a_number: u32,
    /// Beyond the series of a device, or with an instance name that is too long.
    pub beyond_limit: u32,
}

/// True for a time at which something can have been read.
pub fn fits(at: Timestamp, now: Timestamp) -> bool {
    (-PAST_SECONDS..=FUTURE_SECONDS).contains(&at.seconds_since(now))
}

/// Brings a batch within the limits, or refuses it.
pub fn admit(incoming: &mut Incoming, settings: &Settings, now: Timestamp) -> Result<LeftOut, Refused> {
    let most = settings.limits.series_per_device;
    if incoming.grid.as_ref().is_some_and(|grid| grid.len() + incoming.batch.samples.len() > most)
        && let Some(grid) = incoming.grid.take()
    {
        // Beyond the limit series go one by one.
        incoming.batch.samples.extend(grid.samples());
    }
    let batch = &mut incoming.batch;
    if !fits(batch.at, now) {
        return Err(Refused::Time);
    }
    let mut left_out = LeftOut::default();
    batch.samples.retain_mut(|sample| {
        if let Value::Level(level) = &mut sample.value {
            if !level.is_finite() {
                left_out.not_a_number += 1;
                return false;
            }
            // −0.0 is 0.
            *level += 0.0;
        }
        let fits = sample.instance.len() <= INSTANCE_OCTETS;
        left_out.beyond_limit += u32::from(!fits);
        fits
    });
    left_out.beyond_limit += batch.samples.len().saturating_sub(most) as u32;
    batch.samples.truncate(most);
    batch.heard.truncate(REMARKS);
    batch.issues.truncate(REMARKS);
    for issue in &mut batch.issues {
        cut(&mut issue.name, INSTANCE_OCTETS);
        cut(&mut issue.section, INSTANCE_OCTETS);
    }
    let identity = &mut batch.device;
    identity.macs.truncate(MARKS);
    identity.addresses.truncate(MARKS);
    identity.macs.iter_mut().chain(&mut identity.addresses).for_each(|mark| cut(mark, INSTANCE_OCTETS));
    for mark in
        [&mut identity.agent_id, &mut identity.uuid, &mut identity.serial, &mut identity.name, &mut identity.asset_code]
            .into_iter()
            .flatten()
    {
        cut(mark, INSTANCE_OCTETS);
    }
    if let Some(record) = &mut batch.inventory {
        let ports = &mut record.facts.ports;
        left_out.beyond_limit += ports.len().saturating_sub(most) as u32;
        ports.truncate(most);
    }
    Ok(left_out)
}

/// Cuts a text to so many octets at the border of a character.
fn cut(text: &mut String, octets: usize) {
    if text.len() > octets {
        let mut end = octets;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Batch, Identity, Metric, Sample, Source};

    const NOW: Timestamp = Timestamp(1_772_337_906_000);

    fn batch(at: Timestamp, values: &[(&str, Value)]) -> Incoming {
        let batch = Batch {
            source: Source::Agent,
            device: Identity::default(),
            at,
            heard: Vec::new(),
            samples: values
                .iter()
                .map(|(instance, value)| Sample { metric: Metric::CpuUse, instance: (*instance).into(), value: *value })
                .collect(),
            inventory: None,
            issues: Vec::new(),
        };
        batch.into()
    }

    #[test]
    fn only_times_near_now() {
        let check = |at: Timestamp, ok: bool| {
            assert_eq!(admit(&mut batch(at, &[]), &Settings::default(), NOW).is_ok(), ok, "{at}");
        };
        check(NOW, true);
        check(NOW.plus_seconds(300), true);
        check(NOW.plus_seconds(301), false);
        check(NOW.plus_seconds(-30 * 86_400), true);
        check(NOW.plus_seconds(-30 * 86_400 - 1), false);
        check(Timestamp(0), false);
        check(Timestamp(i64::MAX), false);
        check(Timestamp(i64::MIN), false);
    }

    #[test]
    fn only_finite_values_within_the_limits() {
        let mut settings = Settings::default();
        settings.limits.series_per_device = 2;
        let long = "x".repeat(300);
        let mut found = batch(
            NOW,
            &[
                ("a", Value::Level(f64::NAN)),
                ("b", Value::Level(f64::NEG_INFINITY)),
                ("c", Value::Level(-0.0)),
                (long.as_str(), Value::Count(1)),
                ("d", Value::Count(u64::MAX)),
                ("e", Value::Count(1)),
            ],
        );
        let left_out = admit(&mut found, &settings, NOW);
        assert_eq!(left_out, Ok(LeftOut { not_a_number: 2, beyond_limit: 2 }));
        let kept: Vec<_> = found.batch.samples.iter().map(|s| (s.instance.as_str(), s.value)).collect();
        assert_eq!(kept, [("c", Value::Level(0.0)), ("d", Value::Count(u64::MAX))]);
        assert!(matches!(found.batch.samples[0].value, Value::Level(zero) if zero.is_sign_positive()));
    }

    #[test]
    fn long_marks_are_cut_at_a_character() {
        let mut found = batch(NOW, &[]);
        found.batch.device.name = Some("é".repeat(200));
        admit(&mut found, &Settings::default(), NOW).unwrap();
        assert_eq!(found.batch.device.name.map(|name| name.len()), Some(254));
    }
}
