//! What a family says of load, memory, volumes and radio: each is read like a sensor (`profile/sensor.rs`), row by row.

use super::sensor::{Part, SensorRule};
use crate::snmp::Oid;

/// Word and unit of every class of `wireless[]` (`device-record.md` 11). The unit follows from the class.
pub const WIRELESS_CLASSES: [(&str, Option<&str>); 22] = [
    ("clients", None),
    ("ap-count", None),
    ("channel", None),
    ("cell", None),
    ("errors", None),
    ("mcs", None),
    ("utilization", Some("%")),
    ("quality", Some("%")),
    ("ccq", Some("%")),
    ("capacity", Some("%")),
    ("error-ratio", Some("%")),
    ("power", Some("dBm")),
    ("rssi", Some("dBm")),
    ("rsrp", Some("dBm")),
    ("noise-floor", Some("dBm")),
    ("snr", Some("dB")),
    ("sinr", Some("dB")),
    ("rsrq", Some("dB")),
    ("ssr", Some("dB")),
    ("frequency", Some("MHz")),
    ("rate", Some("bps")),
    ("distance", Some("m")),
];

/// Use of a processor. `O` is an object: its name in a file, its number in a family.
#[derive(Clone, Debug)]
pub struct ProcessorRule<O> {
    /// How its rows are read; the value is the use in percent.
    pub row: SensorRule<O>,
    /// It counts only where the rules before it found nothing.
    pub otherwise: bool,
}

/// What a pool is a pool of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolOf {
    /// Memory; its class.
    Memory(&'static str),
    /// A volume; its type.
    Storage(&'static str),
}

/// A pool of memory or a volume: of size, use, rest and share, what the device states.
#[derive(Clone, Debug)]
pub struct PoolRule<O> {
    /// What it is.
    pub of: PoolOf,
    /// How its rows are found and named; its value is the first of the four objects below, its scale that of the share.
    pub row: SensorRule<O>,
    /// Size.
    pub total: Option<O>,
    /// In use.
    pub used: Option<O>,
    /// Free.
    pub free: Option<O>,
    /// Share in use, percent.
    pub percent: Option<O>,
    /// Bytes of one unit of size, use and rest.
    pub unit: f64,
    /// The object that tells the bytes of one unit, for the row.
    pub units: Option<O>,
    /// The share is the one that is left.
    pub idle: bool,
    /// It counts only where the rules before it found nothing.
    pub otherwise: bool,
}

/// How rows of one name become metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// Each row is a metric.
    #[default]
    Each,
    /// Rows of the same description are one metric, the sum of them.
    Sum,
    /// Of rows of the same description the first is the metric.
    First,
}

/// A metric of `wireless[]`.
#[derive(Clone, Debug)]
pub struct WirelessRule<O> {
    /// How its rows are read.
    pub row: SensorRule<O>,
    /// Columns of the same row that are added.
    pub plus: Vec<O>,
    /// How rows of one name become metrics.
    pub rows: Rows,
}

impl ProcessorRule<Oid> {
    /// The same rule with each object replaced.
    pub fn map<P>(&self, of: impl FnMut(&Oid, Part) -> P) -> ProcessorRule<P> {
        ProcessorRule { row: self.row.map(of), otherwise: self.otherwise }
    }
}

impl PoolRule<Oid> {
    /// The same rule with each object replaced.
    pub fn map<P>(&self, mut of: impl FnMut(&Oid, Part) -> P) -> PoolRule<P> {
        let row = self.row.map(&mut of);
        let mut number = |oid: &Option<Oid>, part| oid.as_ref().map(|oid| of(oid, part));
        PoolRule {
            of: self.of,
            row,
            total: number(&self.total, Part::Value),
            used: number(&self.used, Part::Value),
            free: number(&self.free, Part::Value),
            percent: number(&self.percent, Part::Value),
            unit: self.unit,
            units: number(&self.units, Part::Word),
            idle: self.idle,
            otherwise: self.otherwise,
        }
    }
}

impl WirelessRule<Oid> {
    /// The same rule with each object replaced.
    pub fn map<P>(&self, mut of: impl FnMut(&Oid, Part) -> P) -> WirelessRule<P> {
        let row = self.row.map(&mut of);
        let plus = self.plus.iter().map(|oid| of(oid, Part::Value)).collect();
        WirelessRule { row, plus, rows: self.rows }
    }
}
