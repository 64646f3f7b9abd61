//! The question for the collector's own figures: what it does, how fast, and what it gave up.

use super::{Method, Question};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The collector's own figures as `/metrics` has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AskFigures {}

impl Question for AskFigures {
    type Answer = Figures;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/figures";
}

/// All figures of one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    /// When they were read.
    pub at: Timestamp,
    /// Every series.
    pub series: Vec<Figure>,
}

/// One series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figure {
    /// Its name on `/metrics`.
    pub name: String,
    /// Value of its one label; `""` where it has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Value, in the unit of its name.
    pub value: f64,
}

impl Figures {
    /// Values of a series by label.
    pub fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, f64)> {
        self.series.iter().filter(move |one| one.name == name).map(|one| (one.label.as_str(), one.value))
    }

    /// The sum over all labels of a series; none where there is no such series.
    pub fn sum(&self, name: &str) -> Option<f64> {
        self.of(name).map(|(_, value)| value).reduce(|sum, value| sum + value)
    }

    /// Growth of a counter a second since `before`; none when it is not there twice, or the collector started anew.
    pub fn rate(&self, before: &Self, name: &str) -> Option<f64> {
        let seconds = self.at.seconds_since(before.at);
        let grown = self.sum(name)? - before.sum(name)?;
        (seconds > 0.0 && grown >= 0.0).then(|| grown / seconds)
    }

    /// The value below which this share of what a histogram counted lies, between its bounds as if spread evenly; since
    /// `before` where something was counted since then. None where nothing was.
    pub fn quantile(&self, before: Option<&Self>, name: &str, share: f64) -> Option<f64> {
        let bucket = format!("{name}_bucket");
        let read = |figures: &Self| -> Vec<(f64, f64)> {
            let bound = |label: &str| if label == "+Inf" { Some(f64::INFINITY) } else { label.parse().ok() };
            let mut buckets: Vec<_> =
                figures.of(&bucket).filter_map(|(label, count)| Some((bound(label)?, count))).collect();
            buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
            buckets
        };
        let all = read(self);
        let old = before.map(read).filter(|old| {
            old.len() == all.len() && old.iter().zip(&all).all(|(old, new)| old.1 <= new.1) && old.last() != all.last()
        });
        let old = old.unwrap_or_else(|| vec![(0.0, 0.0); all.len()]);
        let counts: Vec<(f64, f64)> = all.iter().zip(&old).map(|(new, old)| (new.0, new.1 - old.1)).collect();
        let wanted = counts.last().filter(|(_, total)| *total > 0.0)?.1 * share;
        let (mut low, mut below) = (0.0, 0.0);
        for (bound, count) in counts {
            if count >= wanted && count > below {
                // What lies above the highest bound is at least that.
                return Some(if bound.is_finite() {
                    low + (bound - low) * (wanted - below).max(0.0) / (count - below)
                } else {
                    low
                });
            }
            (low, below) = (bound, count);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(second: i64, series: &[(&str, &str, f64)]) -> Figures {
        let one = |(name, label, value): &(&str, &str, f64)| Figure {
            name: (*name).into(),
            label: (*label).into(),
            value: *value,
        };
        Figures { at: Timestamp(second * 1000), series: series.iter().map(one).collect() }
    }

    #[test]
    fn rates_are_of_what_is_there_twice_and_did_not_fall() {
        let old = figures(10, &[("a_total", "x", 5.0), ("a_total", "y", 1.0), ("b_total", "", 9.0)]);
        let new = figures(15, &[("a_total", "x", 25.0), ("a_total", "y", 1.0), ("b_total", "", 1.0), ("c", "", 1.0)]);
        assert_eq!((new.sum("a_total"), new.rate(&old, "a_total")), (Some(26.0), Some(4.0)));
        assert_eq!((new.rate(&old, "b_total"), new.rate(&old, "c"), new.rate(&new, "a_total")), (None, None, None));
    }

    #[test]
    fn quantiles_lie_between_the_bounds_of_a_histogram() {
        let buckets = |second, low, middle, all| {
            figures(second, &[("t_bucket", "0.1", low), ("t_bucket", "+Inf", all), ("t_bucket", "1", middle)])
        };
        let new = buckets(20, 50.0, 90.0, 100.0);
        assert_eq!(new.quantile(None, "t", 0.5), Some(0.1));
        assert_eq!(new.quantile(None, "t", 0.25), Some(0.05));
        assert!((new.quantile(None, "t", 0.7).unwrap() - 0.55).abs() < 1e-9);
        // Above the highest bound nothing is known but that.
        assert_eq!(new.quantile(None, "t", 0.99), Some(1.0));
        // Since a moment ago: ten more, all of them slow.
        let later = buckets(25, 50.0, 100.0, 110.0);
        assert!(later.quantile(Some(&new), "t", 0.5).is_some_and(|value| value > 0.5 && value <= 1.0));
        // Nothing new: what is known of the whole time.
        assert_eq!(new.quantile(Some(&new), "t", 0.5), Some(0.1));
        assert_eq!(figures(1, &[]).quantile(None, "t", 0.5), None);
        assert_eq!(buckets(1, 0.0, 0.0, 0.0).quantile(None, "t", 0.5), None);
    }
}
