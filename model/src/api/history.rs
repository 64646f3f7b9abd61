//! Questions about history: one series over time, the greatest of many, how much is kept and how large it will become.

use super::{Done, Method, Question};
use crate::{batch::Source, batch::Value, device::DeviceId, metric::Metric, opd::OpdCode, time::Timestamp};
use serde::{Deserialize, Serialize};

/// Most points of one answer; more is a CSV.
pub const MOST_POINTS: usize = 11_000;

/// What is told of each step. Counters have a growth and a rate, levels a mean; both have the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// The values as they were read, without steps.
    Raw,
    /// Mean of a level; of a counter its mean rate per second, of octets bit/s.
    #[default]
    Average,
    /// Lowest value, or lowest rate between two readings.
    Lowest,
    /// Highest value, or highest rate between two readings.
    Highest,
    /// Latest value; of a counter as read.
    Last,
    /// By how much a counter grew.
    Increase,
    /// The 95th percentile (nearest rank) of the means of five minutes, as bandwidth is billed; of octets bit/s.
    P95,
    /// The 95th percentile (nearest rank) of the values, of a counter of the rates between two readings.
    P95Raw,
}

impl Reading {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Raw, Self::Average, Self::Lowest, Self::Highest, Self::Last, Self::Increase, Self::P95, Self::P95Raw];

    /// Its word on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Average => "average",
            Self::Lowest => "lowest",
            Self::Highest => "highest",
            Self::Last => "last",
            Self::Increase => "increase",
            Self::P95 => "p95",
            Self::P95Raw => "p95_raw",
        }
    }
}

/// What a value counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// The unit in the name of the metric.
    #[default]
    OfMetric,
    /// bit/s.
    BitPerSecond,
    /// Per second.
    PerSecond,
}

/// From what the answer was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MadeOf {
    /// Every value that was read.
    #[default]
    Raw,
    /// Roll-ups of five minutes.
    FiveMinutes,
    /// Roll-ups of an hour.
    Hours,
}

/// One series over time. Invalid: the range is empty, or the metric has no such reading; not found: no such device,
/// instance or series, with the nearest that there is; too large: more points than one answer holds, or more to read than
/// is allowed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskHistory {
    /// Which device.
    pub device: DeviceId,
    /// What was measured.
    pub metric: Metric,
    /// Which instance: a port key, a volume; `""` for the device itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub instance: String,
    /// From which source; none: the one that has most to say about the range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// From when on.
    pub from: Timestamp,
    /// Until when, not included.
    pub to: Timestamp,
    /// Length of a step, seconds; none: such that some 300 steps come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_seconds: Option<u32>,
    /// What is told of each step.
    #[serde(default, rename = "as")]
    pub reading: Reading,
    /// Steps begin at full multiples of their length by a clock that is so far ahead of UTC, seconds: days by local time.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub utc_offset_seconds: i32,
}

fn is_zero(value: &i32) -> bool {
    *value == 0
}

impl Question for AskHistory {
    type Answer = History;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/history";
}

/// The same as CSV, written piece by piece: any number of points.
pub const HISTORY_CSV: &str = "/api/v1/history.csv";

/// One series over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// The source that told it; none: nobody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// What a value counts.
    #[serde(default)]
    pub unit: Unit,
    /// From what it was made.
    #[serde(default)]
    pub made_of: MadeOf,
    /// Length of a step, seconds; 0: as read.
    pub step_seconds: u32,
    /// The steps in the order of time. A step of which nothing is known is not there: it is a gap, not 0.
    pub points: Vec<HistoryPoint>,
    /// What the whole range comes to.
    #[serde(default)]
    pub summary: HistorySummary,
}

/// One step, or one value as read.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryPoint {
    /// Beginning of the step, or when it was read.
    pub at: Timestamp,
    /// The value: exact for a counter as read.
    pub value: HistoryValue,
}

/// A number; whole ones to the last digit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum HistoryValue {
    /// Whole.
    Count(u64),
    /// Not whole.
    Level(f64),
}

impl HistoryValue {
    /// As a double, for drawing.
    pub const fn as_f64(self) -> f64 {
        match self {
            Self::Count(count) => count as f64,
            Self::Level(level) => level,
        }
    }
}

impl From<Value> for HistoryValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Count(count) => Self::Count(count),
            Value::Level(level) => Self::Level(level),
        }
    }
}

/// What a range comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HistorySummary {
    /// Values that were read.
    pub samples: u64,
    /// Share of the range of which something is known, 0 to 1.
    pub known: f64,
    /// Mean of a level, or mean rate of a counter over the time of which it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub average: Option<f64>,
    /// Lowest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lowest: Option<f64>,
    /// Highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highest: Option<f64>,
    /// 95th percentile (nearest rank) of the means of five minutes; none where only hours are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p95: Option<f64>,
    /// By how much a counter grew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub increase: Option<u64>,
}

/// The greatest of many series over a range. Not found: no such agency; too large: more to read than is allowed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskTop {
    /// What was measured.
    pub metric: Metric,
    /// By what they are ordered: [`Reading::Average`], [`Reading::Highest`], [`Reading::Increase`] or [`Reading::P95`].
    #[serde(default, rename = "as")]
    pub reading: Reading,
    /// Whether series stand for themselves or are added up.
    #[serde(default)]
    pub by: TopBy,
    /// Only devices of this agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<OpdCode>,
    /// From when on.
    pub from: Timestamp,
    /// Until when, not included.
    pub to: Timestamp,
    /// How many.
    #[serde(default = "ten")]
    pub count: u32,
}

const fn ten() -> u32 {
    10
}

/// What is one row of [`AskTop`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TopBy {
    /// Each series.
    #[default]
    Series,
    /// The series of a device, added up step by step.
    Device,
    /// The series of the devices of an agency, added up step by step.
    Opd,
}

impl Question for AskTop {
    type Answer = Top;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/history/top";
}

/// The greatest of many series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Top {
    /// What a value counts.
    pub unit: Unit,
    /// From what it was made.
    pub made_of: MadeOf,
    /// Series that were looked at.
    pub series: u64,
    /// The greatest first.
    pub rows: Vec<TopRow>,
}

/// One of the greatest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TopRow {
    /// The device; none where an agency is one row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// Its name as shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The instance, where a series is one row.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub instance: String,
    /// The agency.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub opd: String,
    /// The value.
    pub value: f64,
    /// What else the range comes to.
    pub summary: HistorySummary,
}

/// How much history is kept, and how large it will become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskHistorySize {}

impl Question for AskHistorySize {
    type Answer = HistorySizes;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/history/size";
}

/// How much history is kept, and how large it will become.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HistorySizes {
    /// Each level: values of days not over yet, raw, five minutes, hours.
    pub levels: Vec<LevelSize>,
    /// Readings that are not compacted yet.
    pub tail_readings: u64,
    /// Size of the database without its free pages, octets.
    pub database_octets: u64,
    /// What the disk has left for it, octets; none: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_octets: Option<u64>,
    /// Most size that the settings allow, octets; 0: no bound.
    pub bound_octets: u64,
    /// Size once everything is kept as long as it may be, with what a day takes now, octets.
    pub settled_octets: u64,
    /// When the disk or the bound will be used up; none: not with what is kept now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_at: Option<Timestamp>,
}

/// How much of one level is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LevelSize {
    /// `two_hours`, `day`, `five_minutes`, `hours`.
    pub level: String,
    /// Blocks.
    pub blocks: u64,
    /// Values; of roll-ups windows.
    pub samples: u64,
    /// Octets of the blocks.
    pub octets: u64,
    /// Beginning of the oldest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// What a day takes, octets.
    pub octets_a_day: u64,
    /// How many days are kept.
    pub keep_days: u32,
}

/// Forgets the whole history of a device, for good. Not found: no such device ever was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgetHistory {
    /// Which device, also one that left the book.
    #[serde(skip)]
    pub id: DeviceId,
}

impl Question for ForgetHistory {
    type Answer = Done;
    const METHOD: Method = Method::Delete;
    const ROUTE: &'static str = "/api/v1/devices/{id}/history";
    fn path(&self) -> String {
        format!("/api/v1/devices/{}/history", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_keeps_its_last_digit_on_the_wire() {
        let point = HistoryPoint { at: Timestamp(0), value: HistoryValue::Count(u64::MAX) };
        let json = serde_json::to_string(&point).unwrap();
        assert!(json.contains("18446744073709551615"));
        assert_eq!(serde_json::from_str::<HistoryPoint>(&json).unwrap(), point);
        let half: HistoryPoint = serde_json::from_str(r#"{"at":"1970-01-01T00:00:00Z","value":0.5}"#).unwrap();
        assert_eq!(half.value, HistoryValue::Level(0.5));
    }

    #[test]
    fn a_question_says_little_and_means_much() {
        let text = r#"{"device":7,"metric":"in_octets","from":"2026-03-01T00:00:00Z","to":"2026-03-02T00:00:00Z","as":"p95_raw"}"#;
        let asked: AskHistory = serde_json::from_str(text).unwrap();
        assert_eq!((asked.reading, asked.step_seconds, asked.instance.as_str()), (Reading::P95Raw, None, ""));
        for reading in Reading::ALL {
            assert_eq!(serde_json::to_string(&reading).unwrap(), format!("\"{}\"", reading.word()));
        }
    }
}
