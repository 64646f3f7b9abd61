//! The form of a family file. Unknown keys are refused.

pub(super) mod measure;

use super::{Assembly, Every, Kind, sensor::Conversion};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub family: Family,
    #[serde(rename = "match")]
    pub matches: Vec<Match>,
    #[serde(rename = "object")]
    pub objects: Vec<Object>,
    #[serde(rename = "table")]
    pub tables: Vec<Table>,
    #[serde(rename = "text")]
    pub texts: Vec<Text>,
    #[serde(rename = "sensor")]
    pub sensors: Vec<Sensor>,
    #[serde(rename = "processor")]
    pub processors: Vec<measure::Processor>,
    pub memory: Vec<measure::Pool>,
    pub storage: Vec<measure::Pool>,
    pub wireless: Vec<measure::Wireless>,
    #[serde(rename = "notification")]
    pub notifications: Vec<Notification>,
    pub bound: BTreeMap<String, Spanned<String>>,
    #[serde(rename = "state")]
    pub states: BTreeMap<String, States>,
    #[serde(rename = "map")]
    pub maps: BTreeMap<String, BTreeMap<String, String>>,
}

/// What a file says of its family as a whole.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Family {
    pub extends: Vec<Spanned<String>>,
    pub os: Option<String>,
    pub os_text: Option<String>,
    pub vendor: Option<String>,
    pub device_class: Option<Spanned<String>>,
    pub unordered: bool,
}

/// One way to recognise a device: everything stated must hold. The four words replace those of the family.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Match {
    pub sys_object_id: Option<Spanned<String>>,
    pub sys_descr: Option<Spanned<String>>,
    pub not_sys_descr: Option<Spanned<String>>,
    pub probe: Option<Spanned<String>>,
    pub value: Option<Spanned<String>>,
    pub os: Option<String>,
    pub os_text: Option<String>,
    pub vendor: Option<String>,
    pub device_class: Option<Spanned<String>>,
}

/// A single object, or a column of a table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Object {
    #[serde(default)]
    pub section: String,
    pub field: Spanned<String>,
    pub oid: Spanned<String>,
    #[serde(rename = "type")]
    pub kind: Kind,
    pub scale: Option<Spanned<f64>>,
    pub map: Option<Spanned<String>>,
    #[serde(default)]
    pub every: Every,
    pub metric: Option<Spanned<String>>,
    pub fallback: Option<Fallback>,
}

/// What stands in where an object has no value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fallback {
    pub oid: Spanned<String>,
    #[serde(rename = "type")]
    pub kind: Kind,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    pub section: Spanned<String>,
    #[serde(default)]
    pub assembly: Assembly,
    #[serde(default)]
    pub beside: Vec<Spanned<String>>,
    pub most_rows: Option<u32>,
    pub columns: Vec<Object>,
}

/// One kind of sensor: see [`super::SensorRule`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sensor {
    pub class: Option<Spanned<String>>,
    pub state: Option<Spanned<String>>,
    pub oid: Spanned<String>,
    pub descr: Option<Spanned<String>>,
    pub named_by: Option<Spanned<String>>,
    pub of: Option<Spanned<String>>,
    pub arc: Option<usize>,
    pub scale: Option<Spanned<f64>>,
    pub divisor: Option<Spanned<f64>>,
    pub decimals: Option<Spanned<String>>,
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
    pub limit_low: Option<Spanned<String>>,
    pub warn_low: Option<Spanned<String>>,
    pub warn_high: Option<Spanned<String>>,
    pub limit_high: Option<Spanned<String>>,
}

/// One notification: see [`super::NotificationRule`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notification {
    pub oid: Spanned<String>,
    pub name: Spanned<String>,
    pub id: Spanned<String>,
    pub en: Spanned<String>,
    pub port: Option<Spanned<String>>,
    #[serde(default = "yes")]
    pub poll: bool,
}

const fn yes() -> bool {
    true
}

/// What another object must say for a sensor to count.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Condition {
    pub oid: Spanned<String>,
    #[serde(default)]
    pub is: Vec<String>,
    #[serde(default)]
    pub not: Vec<String>,
}

/// The values of a state by how grave they are: each value with its label.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct States {
    pub ok: BTreeMap<String, String>,
    pub warning: BTreeMap<String, String>,
    pub critical: BTreeMap<String, String>,
    pub unknown: BTreeMap<String, String>,
}

/// Takes facts out of a text, or writes one from others: see [`super::TextRule`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub from: Option<Spanned<String>>,
    pub regex: Option<Spanned<String>>,
    #[serde(default)]
    pub set: BTreeMap<String, Spanned<String>>,
    pub map: Option<Spanned<String>>,
    pub field: Option<Spanned<String>>,
    pub write: Option<Spanned<String>>,
}
