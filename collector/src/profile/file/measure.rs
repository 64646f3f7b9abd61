//! The form of `[[processor]]`, `[[memory]]`, `[[storage]]` and `[[wireless]]`. Names of rows are told as for sensors.

use super::{Condition, Conversion, Sensor};
use crate::profile::measure::Rows;
use serde::Deserialize;
use toml::Spanned;

/// Use of a processor, percent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Processor {
    pub oid: Spanned<String>,
    pub descr: Option<Spanned<String>>,
    pub named_by: Option<Spanned<String>>,
    pub of: Option<Spanned<String>>,
    pub arc: Option<usize>,
    pub scale: Option<Spanned<f64>>,
    pub divisor: Option<Spanned<f64>>,
    pub regex: Option<Spanned<String>>,
    #[serde(default)]
    pub from: Conversion,
    #[serde(default)]
    pub none: Vec<f64>,
    #[serde(default)]
    pub when: Vec<Condition>,
    pub index: Option<Spanned<String>>,
    #[serde(default)]
    pub otherwise: bool,
}

/// A pool of memory, or a volume.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pool {
    /// Class of memory, or type of a volume.
    #[serde(alias = "type")]
    pub class: Option<Spanned<String>>,
    pub total: Option<Spanned<String>>,
    pub used: Option<Spanned<String>>,
    pub free: Option<Spanned<String>>,
    pub percent: Option<Spanned<String>>,
    pub unit: Option<Spanned<f64>>,
    pub units: Option<Spanned<String>>,
    /// Of the share.
    pub scale: Option<Spanned<f64>>,
    pub descr: Option<Spanned<String>>,
    pub named_by: Option<Spanned<String>>,
    pub of: Option<Spanned<String>>,
    pub arc: Option<usize>,
    #[serde(default)]
    pub from: Conversion,
    #[serde(default)]
    pub none: Vec<f64>,
    #[serde(default)]
    pub when: Vec<Condition>,
    pub index: Option<Spanned<String>>,
    #[serde(default)]
    pub otherwise: bool,
}

/// A metric of radio.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wireless {
    pub class: Spanned<String>,
    pub oid: Spanned<String>,
    #[serde(default)]
    pub plus: Vec<Spanned<String>>,
    #[serde(default)]
    pub rows: Rows,
    pub descr: Option<Spanned<String>>,
    pub named_by: Option<Spanned<String>>,
    pub of: Option<Spanned<String>>,
    pub arc: Option<usize>,
    pub scale: Option<Spanned<f64>>,
    pub divisor: Option<Spanned<f64>>,
    pub regex: Option<Spanned<String>>,
    #[serde(default)]
    pub from: Conversion,
    #[serde(default)]
    pub none: Vec<f64>,
    pub least: Option<f64>,
    pub most: Option<f64>,
    #[serde(default)]
    pub when: Vec<Condition>,
    pub index: Option<Spanned<String>>,
}

/// A sensor that says only which object it is.
fn bare(oid: Spanned<String>) -> Sensor {
    Sensor {
        class: None,
        state: None,
        oid,
        descr: None,
        named_by: None,
        of: None,
        arc: None,
        scale: None,
        divisor: None,
        decimals: None,
        regex: None,
        from: Conversion::Plain,
        none: Vec::new(),
        least: None,
        most: None,
        when: Vec::new(),
        index: None,
        limit_low: None,
        warn_low: None,
        warn_high: None,
        limit_high: None,
    }
}

impl Processor {
    /// What it says of its rows.
    pub(crate) fn row(self) -> Sensor {
        Sensor {
            descr: self.descr,
            named_by: self.named_by,
            of: self.of,
            arc: self.arc,
            scale: self.scale,
            divisor: self.divisor,
            regex: self.regex,
            from: self.from,
            none: self.none,
            least: Some(0.0),
            most: Some(100.0),
            when: self.when,
            index: self.index,
            ..bare(self.oid)
        }
    }
}

impl Pool {
    /// What it says of its rows, which are those of this object.
    pub(crate) fn row(self, oid: Spanned<String>) -> Sensor {
        Sensor {
            descr: self.descr,
            named_by: self.named_by,
            of: self.of,
            arc: self.arc,
            scale: self.scale,
            none: self.none,
            when: self.when,
            index: self.index,
            ..bare(oid)
        }
    }
}

impl Wireless {
    /// What it says of its rows.
    pub(crate) fn row(self) -> Sensor {
        Sensor {
            descr: self.descr,
            named_by: self.named_by,
            of: self.of,
            arc: self.arc,
            scale: self.scale,
            divisor: self.divisor,
            regex: self.regex,
            from: self.from,
            none: self.none,
            least: self.least,
            most: self.most,
            when: self.when,
            index: self.index,
            ..bare(self.oid)
        }
    }
}
