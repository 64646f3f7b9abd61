//! The curves of a port: of the last hour as the collector holds it, or of a day, a week or a month from its history.

use super::{App, Effect, View, detail::Tab};
use model::{
    DeviceId, Lang, Metric, Timestamp,
    api::{AskHistory, History, Reading},
};

/// Points of a curve.
const POINTS: i64 = 96;
/// A curve is asked for anew after a hundredth of what it shows, at most so often, milliseconds.
const ANEW_MS: i64 = 60_000;

/// How far back a curve goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    /// The last hour.
    #[default]
    Hour,
    /// The last day.
    Day,
    /// The last seven days.
    Week,
    /// The last thirty days.
    Month,
}

impl Span {
    /// The next longer one; the hour after the month.
    pub const fn next(self) -> Self {
        match self {
            Self::Hour => Self::Day,
            Self::Day => Self::Week,
            Self::Week => Self::Month,
            Self::Month => Self::Hour,
        }
    }

    /// Its length, seconds.
    pub const fn seconds(self) -> i64 {
        match self {
            Self::Hour => 3600,
            Self::Day => 86_400,
            Self::Week => 7 * 86_400,
            Self::Month => 30 * 86_400,
        }
    }

    /// Length of a step, seconds: a multiple of five minutes.
    pub const fn step_seconds(self) -> i64 {
        (self.seconds() / POINTS + 299) / 300 * 300
    }

    /// As text: `1hr`, `30d`.
    pub fn text(self, lang: Lang) -> String {
        model::lang::duration(lang, self.seconds() as f64)
    }
}

/// Which curves are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurveOf {
    /// Device.
    pub device: DeviceId,
    /// Key of the port.
    pub port: String,
    /// How far back.
    pub span: Span,
    /// The moment they end.
    pub until: Timestamp,
}

impl CurveOf {
    fn is_same(&self, other: &Self) -> bool {
        (self.device, &self.port, self.span) == (other.device, &other.port, other.span)
    }

    /// The question for one direction.
    pub fn question(&self, metric: Metric) -> AskHistory {
        AskHistory {
            device: self.device,
            metric,
            instance: self.port.clone(),
            source: None,
            from: self.until.plus_seconds(-self.span.seconds()),
            to: self.until,
            step_seconds: u32::try_from(self.span.step_seconds()).ok(),
            reading: Reading::Average,
            utc_offset_seconds: 0,
        }
    }

    /// An answer as points side by side; a step that is not there is a gap.
    pub fn points(&self, history: &History) -> Vec<Option<f32>> {
        let step_ms = self.span.step_seconds() * 1000;
        let place = |at: i64| at.div_euclid(step_ms);
        let first = place(self.until.0 - self.span.seconds() * 1000);
        let count = usize::try_from(place(self.until.0) - first + 1).unwrap_or(0);
        let mut points = vec![None; count];
        for point in &history.points {
            let index = usize::try_from(place(point.at.0) - first).ok();
            if let Some(slot) = index.and_then(|index| points.get_mut(index)) {
                *slot = Some(point.value.as_f64() as f32);
            }
        }
        points
    }
}

/// Received and sent, bit/s, oldest first.
pub type Curves = [Vec<Option<f32>>; 2];

/// What is known of the curves of a port from history.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// How far back the curve goes.
    pub span: Span,
    asked: Option<CurveOf>,
    told: Option<(CurveOf, Result<Curves, String>)>,
}

impl Past {
    /// The curves of this port, if they have come; or why they have not.
    pub fn of(&self, device: DeviceId, port: &str) -> Option<&Result<Curves, String>> {
        let (of, told) = self.told.as_ref()?;
        ((of.device, of.port.as_str(), of.span) == (device, port, self.span)).then_some(told)
    }

    /// Takes an answer; one that nobody waits for any more is dropped.
    pub fn answered(&mut self, of: CurveOf, answer: Result<Curves, String>) {
        if self.asked.as_ref() == Some(&of) {
            self.told = Some((of, answer));
        }
    }

    /// True when these are to be asked for: others were asked last, or what came is old.
    fn wants(&self, of: &CurveOf) -> bool {
        let anew_ms = (of.span.seconds() * 10).max(ANEW_MS);
        self.asked.as_ref().is_none_or(|asked| !asked.is_same(of) || of.until.0 - asked.until.0 >= anew_ms)
    }
}

impl App {
    /// The port whose curves are shown, where they are not those of the last hour.
    fn curve_at_hand(&self) -> Option<CurveOf> {
        let (span, device) = (self.detail.past.span, self.detail.id?);
        if self.view != View::Device || self.detail.tab != Tab::Ports || span == Span::Hour {
            return None;
        }
        let port = self.detail.ports.selected()?.clone();
        Some(CurveOf { device, port, span, until: self.collector_now() })
    }

    /// Whether curves are to be asked for once the keys have rested.
    pub(super) fn wants_curve(&self) -> bool {
        self.curve_at_hand().is_some_and(|of| self.detail.past.wants(&of))
    }

    /// Asks for the curves of the selected port, where they are due.
    pub(super) fn ask_for_curve(&mut self) {
        if let Some(of) = self.curve_at_hand().filter(|of| self.detail.past.wants(of)) {
            self.detail.past.asked = Some(of.clone());
            self.effects.push(Effect::AskCurve(of));
        }
    }

    /// The next range of time.
    pub(super) fn next_span(&mut self) {
        self.detail.past.span = self.detail.past.span.next();
        self.ask_for_curve();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::api::{HistoryPoint, HistoryValue};

    #[test]
    fn steps_that_are_missing_are_gaps() {
        let until = Timestamp(1_772_337_600_000);
        for span in [Span::Day, Span::Week, Span::Month] {
            let of = CurveOf { device: DeviceId(1), port: "e1".into(), span, until };
            let asked = of.question(Metric::InOctets);
            let step_ms = i64::from(asked.step_seconds.unwrap()) * 1000;
            let first = asked.from.0.div_euclid(step_ms) * step_ms;
            let point =
                |n: i64, level| HistoryPoint { at: Timestamp(first + n * step_ms), value: HistoryValue::Level(level) };
            let history = History { points: vec![point(0, 1.0), point(2, 3.0), point(500, 9.0)], ..History::default() };
            let points = of.points(&history);
            assert_eq!(&points[..4], [Some(1.0), None, Some(3.0), None], "{span:?}");
            assert!((60..=100).contains(&points.len()), "{span:?} {}", points.len());
        }
    }
}
