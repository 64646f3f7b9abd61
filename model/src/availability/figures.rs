//! What a timeline adds up to: time by state, the two percentages, outages, mean times.

use super::{CONFIRM_SECONDS, Cause, Period, Span, State};
use crate::{DeviceId, Timestamp};
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

/// Time in each state, milliseconds. Together they are the whole period, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Answered.
    pub up_ms: i64,
    /// Did not.
    pub down_ms: i64,
    /// Behind something that did not.
    pub unreachable_ms: i64,
    /// In a maintenance window.
    pub maintenance_ms: i64,
    /// Switched off.
    pub off_ms: i64,
    /// Not looked at.
    pub unknown_ms: i64,
}

impl Tally {
    /// Of these spans.
    pub fn of(spans: &[Span]) -> Self {
        let mut tally = Self::default();
        for span in spans {
            *tally.place(span.state) += span.millis();
        }
        tally
    }

    const fn place(&mut self, state: State) -> &mut i64 {
        match state {
            State::Up => &mut self.up_ms,
            State::Down => &mut self.down_ms,
            State::Unreachable => &mut self.unreachable_ms,
            State::Maintenance => &mut self.maintenance_ms,
            State::Off => &mut self.off_ms,
            State::Unknown => &mut self.unknown_ms,
        }
    }

    /// Time in a state, milliseconds.
    pub const fn get(&self, state: State) -> i64 {
        let mut copy = *self;
        *copy.place(state)
    }

    /// All of it, milliseconds.
    pub const fn total_ms(&self) -> i64 {
        self.observed_ms() + self.maintenance_ms + self.off_ms + self.unknown_ms
    }

    /// What percentages rest on: up, down and unreachable together, milliseconds.
    pub const fn observed_ms(&self) -> i64 {
        self.up_ms + self.down_ms + self.unreachable_ms
    }

    /// Observed share of all time, percent; none of no time.
    pub fn observed_percent(&self) -> Option<f64> {
        share(self.observed_ms(), self.total_ms())
    }

    /// Availability of the device: `up ÷ (up + down)`. What is in the way of reaching it is not its fault.
    pub fn device_percent(&self) -> Option<f64> {
        share(self.up_ms, self.up_ms + self.down_ms)
    }

    /// Availability for whoever uses it: `up ÷ (up + down + unreachable)`. Whose fault it was does not matter.
    pub fn service_percent(&self) -> Option<f64> {
        share(self.up_ms, self.observed_ms())
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        for state in State::ALL {
            *self.place(state) += other.get(state);
        }
    }
}

fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

/// A time in which something was down or out of reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outage {
    /// Which device.
    #[serde(default)]
    pub device: DeviceId,
    /// When it began.
    pub from: Timestamp,
    /// When it was over, as far as the period goes.
    pub to: Timestamp,
    /// `down` where any of it was, else `unreachable`.
    pub state: State,
    /// Why, as it began.
    #[serde(flatten)]
    pub cause: Cause,
    /// How much of it was seen down or out of reach, milliseconds: the rest was too short to count as back, or unseen.
    pub seen_ms: i64,
    /// It began before the period.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub began_before: bool,
    /// It goes on at the end of the period.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
}

impl Outage {
    /// How long, milliseconds.
    pub const fn millis(&self) -> i64 {
        self.to.0 - self.from.0
    }
}

/// The outages of a timeline. One that is interrupted by less than the time of confirming, or by nothing but time that
/// nobody saw, is one. A maintenance window ends it. `before`: what it was just before the timeline begins, where known.
pub fn outages(spans: &[Span], before: Option<State>) -> Vec<Outage> {
    let mut found: Vec<Outage> = Vec::new();
    // Whether what lies between the newest outage and here leaves it one.
    let (mut up_ms, mut split) = (0, true);
    for (place, span) in spans.iter().enumerate() {
        match span.state {
            State::Down | State::Unreachable => {
                let joins = !split && up_ms < CONFIRM_SECONDS * 1000;
                match found.last_mut().filter(|_| joins) {
                    Some(outage) => {
                        outage.to = span.to;
                        outage.seen_ms += span.millis();
                        if span.state == State::Down && outage.state != State::Down {
                            outage.state = State::Down;
                            outage.cause = span.cause.clone();
                        }
                    }
                    None => found.push(Outage {
                        device: DeviceId::default(),
                        from: span.from,
                        to: span.to,
                        state: span.state,
                        cause: span.cause.clone(),
                        seen_ms: span.millis(),
                        began_before: place == 0 && matches!(before, Some(State::Down | State::Unreachable)),
                        goes_on: false,
                    }),
                }
                (up_ms, split) = (0, false);
            }
            State::Up => up_ms += span.millis(),
            State::Unknown => {}
            State::Maintenance | State::Off => split = true,
        }
    }
    let ends = spans.last().map(|span| span.to);
    for outage in &mut found {
        outage.goes_on = Some(outage.to) == ends;
    }
    found
}

/// What a period adds up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Time by state.
    #[serde(flatten)]
    pub tally: Tally,
    /// Observed share of the period, percent. A percentage without it is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_percent: Option<f64>,
    /// `up ÷ (up + down)`, percent: the device's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_percent: Option<f64>,
    /// `up ÷ (up + down + unreachable)`, percent: for whoever uses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_percent: Option<f64>,
    /// Outages that began in the period, of either kind.
    pub outages: u32,
    /// Those of them in which the device itself was down.
    pub failures: u32,
    /// The longest outage, as far as it lies in the period, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_ms: Option<i64>,
    /// Mean time between failures: up time by failure, milliseconds; none without a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mtbf_ms: Option<i64>,
    /// Mean time to repair: down time by failure, milliseconds; none without a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mttr_ms: Option<i64>,
}

impl Figures {
    /// Of a tally and outages of the same time; of one device or of many together.
    pub fn of(tally: Tally, outages: &[Outage]) -> Self {
        let began = outages.iter().filter(|outage| !outage.began_before);
        let failures = began.clone().filter(|outage| outage.state == State::Down).count();
        let by_failure = |sum: i64| (failures > 0).then(|| sum / failures as i64);
        Self {
            tally,
            observed_percent: tally.observed_percent(),
            device_percent: tally.device_percent(),
            service_percent: tally.service_percent(),
            outages: u32::try_from(began.count()).unwrap_or(u32::MAX),
            failures: u32::try_from(failures).unwrap_or(u32::MAX),
            longest_ms: outages.iter().map(Outage::millis).max(),
            mtbf_ms: by_failure(tally.up_ms),
            mttr_ms: by_failure(tally.down_ms),
        }
    }
}

/// Figures and outages of a timeline that may begin before the period: what lies before tells whether an outage at the
/// beginning is an old one.
pub fn figures(spans: &[Span], period: Period) -> (Figures, Vec<Outage>) {
    let before = spans.iter().rev().find(|span| span.from < period.from).map(|span| span.state);
    let inside: Vec<Span> = spans
        .iter()
        .filter(|span| span.from < period.to && span.to > period.from)
        .map(|span| Span { from: span.from.max(period.from), to: span.to.min(period.to), ..span.clone() })
        .collect();
    let outages = outages(&inside, before);
    (Figures::of(Tally::of(&inside), &outages), outages)
}
