//! What a family says of sensors: which object is a measured value or a state, how it is read and what it is called.

use crate::snmp::{Oid, oid::arcs};
use regex_lite::Regex;
use std::{collections::BTreeMap, sync::Arc};

/// Word and unit of every class of sensor (`device-record.md` 7). The unit follows from the class.
pub const CLASSES: [(&str, Option<&str>); 29] = [
    ("temperature", Some("°C")),
    ("humidity", Some("%")),
    ("fanspeed", Some("RPM")),
    ("voltage", Some("V")),
    ("current", Some("A")),
    ("power", Some("W")),
    ("power_apparent", Some("VA")),
    ("power_factor", None),
    ("power_consumed", Some("kWh")),
    ("frequency", Some("Hz")),
    ("dbm", Some("dBm")),
    ("signal", Some("dBm")),
    ("snr", Some("dB")),
    ("load", Some("%")),
    ("charge", Some("%")),
    ("percent", Some("%")),
    ("runtime", Some("min")),
    ("delay", Some("s")),
    ("pressure", Some("kPa")),
    ("airflow", Some("m³/h")),
    ("waterflow", Some("l/min")),
    ("illuminance", Some("lx")),
    ("bitrate", Some("bps")),
    ("loss", Some("%")),
    ("ber", None),
    ("count", None),
    ("state", None),
    ("quality_factor", None),
    ("chromatic_dispersion", Some("ps/nm")),
];

/// One kind of sensor. `O` is an object: its name in a file, its number in a family.
#[derive(Clone, Debug)]
pub struct SensorRule<O> {
    /// Word of [`CLASSES`].
    pub class: &'static str,
    /// The object that holds the value: an instance that ends in 0, or a column.
    pub value: O,
    /// What it is called: text with `{name}`, `{index}` and `{1}`, `{2}` … for the arcs of the index.
    pub descr: String,
    /// Where `{name}` comes from.
    pub name: Name<O>,
    /// Factor to the unit of the class.
    pub scale: f64,
    /// A column that tells how many digits of the value stand behind the point.
    pub decimals: Option<O>,
    /// Where in a text the number stands: the first group; without one it begins the text.
    pub regex: Option<Regex>,
    /// What the scaled value is, if it is not in that unit yet.
    pub conversion: Conversion,
    /// Numbers by which the device says "not available", as read.
    pub none: Vec<f64>,
    /// Least and most that can be true, in the unit of the class.
    pub range: (f64, f64),
    /// What other columns of the same row must say.
    pub when: Vec<Condition<O>>,
    /// Rows that count, by their dotted index.
    pub index: Option<Regex>,
    /// limit_low, warn_low, warn_high, limit_high; scaled as the value.
    pub limits: [Option<O>; 4],
    /// What the numbers of a state mean.
    pub states: Option<Arc<States>>,
}

/// Where the name of a row comes from.
#[derive(Clone, Debug, Default)]
pub enum Name<O> {
    /// There is none.
    #[default]
    None,
    /// A column with the same index, or with the beginning of it.
    Column(O),
    /// The entity (entPhysicalTable) whose index is the arc at this place of the row's, from 1.
    Entity(usize),
    /// The port whose ifIndex is the arc at this place, from 1.
    Port(usize),
    /// The index itself, from the arc at this place on: the length of a text and its octets.
    Index(usize),
}

/// How a value becomes one in the unit of its class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conversion {
    /// It is in that unit.
    #[default]
    Plain,
    /// Degrees Fahrenheit.
    Fahrenheit,
    /// Milliwatts of light, to dBm; no light has no dBm.
    Milliwatt,
    /// Microwatts of light, to dBm.
    Microwatt,
    /// A share that is left, to the one in use: 100 less it.
    Idle,
    /// Number of a Wi-Fi channel, to the frequency of its middle in MHz (IEEE 802.11, annex E).
    Channel,
    /// BITS of a state: each bit is looked up by its number, the first being 0; none set is `none`.
    Bits,
}

/// What a column of the row must hold, as text: one of `is`, none of `not`.
#[derive(Clone, Debug)]
pub struct Condition<O> {
    /// The column, or a single object.
    pub object: O,
    /// Values of which it must hold one, if any are given.
    pub is: Vec<String>,
    /// Values that it must not hold; `*` is any.
    pub not: Vec<String>,
}

/// What the values of a state mean: by number or word, the label of the MIB and how grave it is.
pub type States = BTreeMap<String, (String, Severity)>;

/// How grave a state is, the gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Severity {
    Unknown,
    Ok,
    Warning,
    Critical,
}

impl Severity {
    /// Its word in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Critical => "critical",
            Self::Unknown => "unknown",
        }
    }
}

/// When an object of a rule is read: a value and what it depends on at each poll, names and limits with the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The value, and conditions.
    Value,
    /// Names and limits.
    Word,
}

impl SensorRule<Oid> {
    /// The same rule with each object replaced.
    pub fn map<P>(&self, mut of: impl FnMut(&Oid, Part) -> P) -> SensorRule<P> {
        SensorRule {
            class: self.class,
            value: of(&self.value, Part::Value),
            descr: self.descr.clone(),
            name: match &self.name {
                Name::None => Name::None,
                Name::Column(oid) => Name::Column(of(oid, Part::Word)),
                Name::Entity(arc) => Name::Entity(*arc),
                Name::Port(arc) => Name::Port(*arc),
                Name::Index(arc) => Name::Index(*arc),
            },
            scale: self.scale,
            decimals: self.decimals.as_ref().map(|oid| of(oid, Part::Word)),
            regex: self.regex.clone(),
            conversion: self.conversion,
            none: self.none.clone(),
            range: self.range,
            when: self
                .when
                .iter()
                .map(|condition| Condition {
                    object: of(&condition.object, Part::Value),
                    is: condition.is.clone(),
                    not: condition.not.clone(),
                })
                .collect(),
            index: self.index.clone(),
            limits: self.limits.each_ref().map(|limit| limit.as_ref().map(|oid| of(oid, Part::Word))),
            states: self.states.clone(),
        }
    }
}

/// True for a single object: its name ends in the instance 0.
pub fn is_single(oid: &Oid) -> bool {
    arcs(oid.as_ber()).last() == Some(0)
}
