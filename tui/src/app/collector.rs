//! Kolektor: the collector's own figures, asked for again and again while somebody looks.

use super::{App, Effect, View};
use model::{Timestamp, api::Figures};

/// Between two questions, seconds; with low bandwidth.
const EVERY_SECONDS: f64 = 5.0;
const SELDOM_SECONDS: f64 = 30.0;

/// What is known of the collector's figures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collector {
    /// The newest.
    pub newest: Option<Figures>,
    /// Those before: rates are what came in between.
    pub before: Option<Figures>,
    /// Why there are none; inert.
    pub why: Option<String>,
    /// Rows passed over.
    pub scroll: usize,
    asked: Option<Timestamp>,
    is_waiting: bool,
}

impl Collector {
    /// Growth of a counter a second.
    pub fn rate(&self, name: &str) -> Option<f64> {
        self.newest.as_ref()?.rate(self.before.as_ref()?, name)
    }

    /// The newest value of a series, all labels together.
    pub fn sum(&self, name: &str) -> Option<f64> {
        self.newest.as_ref()?.sum(name)
    }

    /// The newest value of a series with this label.
    pub fn labelled(&self, name: &str, label: &str) -> Option<f64> {
        self.newest.as_ref()?.of(name).find(|(found, _)| *found == label).map(|(_, value)| value)
    }

    /// What so many of what a histogram counted stay below, lately.
    pub fn quantile(&self, name: &str, share: f64) -> Option<f64> {
        self.newest.as_ref()?.quantile(self.before.as_ref(), name, share)
    }

    /// The answer came.
    pub(super) fn answered(&mut self, answer: Result<Figures, String>) {
        self.is_waiting = false;
        match answer {
            Ok(figures) => {
                self.why = None;
                self.before = self.newest.replace(figures);
            }
            Err(why) => self.why = Some(why),
        }
    }
}

impl App {
    pub(super) fn open_collector(&mut self) {
        self.go(View::Collector);
        self.ask_for_figures();
    }

    /// Asks anew when the view is open and the last answer has grown old.
    pub(super) fn ask_for_figures(&mut self) {
        let every = if self.low_bandwidth { SELDOM_SECONDS } else { EVERY_SECONDS };
        let is_due = self.collector.asked.is_none_or(|asked| self.now.seconds_since(asked).abs() >= every);
        if self.view == View::Collector && is_due && !self.collector.is_waiting {
            self.collector.asked = Some(self.now);
            self.collector.is_waiting = true;
            self.effects.push(Effect::AskFigures);
        }
    }
}
