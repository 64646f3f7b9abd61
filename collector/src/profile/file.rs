//! The form of a family file. Unknown keys are refused.

use super::{Assembly, Every, Kind};
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
    pub columns: Vec<Object>,
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
