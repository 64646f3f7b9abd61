//! What changed in the inventory of a device: one difference between two readings of one source, and how it is told.

mod word;

use crate::{batch::Source, device::DeviceId, lang::Lang, time::Timestamp};
use serde::{Deserialize, Serialize};

/// Section of the facts about the device itself: name, serial, version, …
pub const DEVICE: &str = "device";
/// Section of the line that stands for changes which were not kept one by one.
pub const LEFT_OUT: &str = "left_out";

/// One difference between two readings of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct Difference {
    /// Section of the device record (`ports`, `entities`, …); [`DEVICE`] for facts of the device itself.
    pub section: String,
    /// Which row: port key, slot, serial, address; empty in sections that have one row only.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// Field of the record; empty: the whole row came or went.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// Before; absent: there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// After; absent: there is none any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A difference with its device, time and source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InventoryChange {
    /// When the reading that shows it was taken.
    pub at: Timestamp,
    /// Whose.
    pub device: DeviceId,
    /// Which source says so.
    pub source: Source,
    /// What differs.
    #[serde(flatten)]
    pub what: Difference,
}

/// What kind of difference it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A part, port, address, neighbour came.
    Added,
    /// It went.
    Removed,
    /// A fact of it is another one now.
    Changed,
}

impl Difference {
    /// What kind it is.
    pub const fn kind(&self) -> Kind {
        match (&self.before, &self.after) {
            (None, _) if self.field.is_empty() => Kind::Added,
            (_, None) if self.field.is_empty() => Kind::Removed,
            _ => Kind::Changed,
        }
    }

    /// What it is about: `port ether4: speed`.
    pub fn subject(&self, lang: Lang) -> String {
        let section = word::section(lang, &self.section);
        let field = word::field(lang, &self.field);
        match (self.section.as_str(), self.key.is_empty(), field.is_empty()) {
            (DEVICE, ..) => field.to_owned(),
            (_, true, true) => section.to_owned(),
            (_, true, false) => format!("{section}: {field}"),
            (_, false, true) => format!("{section} {}", self.key),
            (_, false, false) => format!("{section} {}: {field}", self.key),
        }
    }

    /// A value for people: rates with their prefix, sizes in binary units, the rest as it is; none is `–`.
    pub fn value(&self, lang: Lang, value: Option<&str>) -> String {
        let Some(text) = value else { return "–".into() };
        let number = || text.parse::<f64>().ok();
        let told = match self.field.as_str() {
            "speed_bps" => number().map(|bps| format!("{}bit/s", crate::lang::scaled(lang, bps))),
            "size_bytes" => number().map(|bytes| crate::lang::bytes(lang, bytes)),
            "level_percent" => number().map(|percent| crate::lang::percent(lang, percent, 0)),
            _ => None,
        };
        told.unwrap_or_else(|| text.to_owned())
    }

    /// The whole as one line; the text comes from a device and is not yet inert.
    pub fn text(&self, lang: Lang) -> String {
        let subject = self.subject(lang);
        if self.section == LEFT_OUT {
            return word::left_out(lang, self.after.as_deref().unwrap_or_default());
        }
        let value = |side: &Option<String>| self.value(lang, side.as_deref());
        let told = |what: &str, side: &Option<String>| match side.as_deref().filter(|text| *text != self.key) {
            Some(text) if !text.is_empty() => format!("{subject} {what}: {text}"),
            _ => format!("{subject} {what}"),
        };
        match self.kind() {
            Kind::Added => told(word::added(lang), &self.after),
            Kind::Removed => told(word::removed(lang), &self.before),
            Kind::Changed => format!("{subject}: {} → {}", value(&self.before), value(&self.after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn difference(section: &str, key: &str, field: &str, before: Option<&str>, after: Option<&str>) -> Difference {
        let (before, after) = (before.map(str::to_owned), after.map(str::to_owned));
        Difference { section: section.into(), key: key.into(), field: field.into(), before, after }
    }

    #[test]
    fn one_line_in_both_languages() {
        let check = |what: Difference, id: &str, en: &str| {
            assert_eq!((what.text(Lang::Id), what.text(Lang::En)), (id.to_owned(), en.to_owned()));
        };
        check(
            difference("ports", "ether4", "speed_bps", Some("100000000"), Some("1000000000")),
            "port ether4: laju: 100Mbit/s → 1,00Gbit/s",
            "port ether4: speed: 100Mbit/s → 1.00Gbit/s",
        );
        check(
            difference(DEVICE, "", "version", Some("7.14"), Some("7.15.3")),
            "versi: 7.14 → 7.15.3",
            "version: 7.14 → 7.15.3",
        );
        check(
            difference("transceivers", "sfp1", "", None, Some("FINISAR FTLX8571 AB12")),
            "modul optik sfp1 ditambahkan: FINISAR FTLX8571 AB12",
            "transceiver sfp1 added: FINISAR FTLX8571 AB12",
        );
        check(
            difference("ipv4", "10.0.0.1", "", Some("10.0.0.1"), None),
            "alamat 10.0.0.1 hilang",
            "address 10.0.0.1 removed",
        );
        check(
            difference("ports", "ether1", "alias", Some("WAN"), None),
            "port ether1: keterangan: WAN → –",
            "port ether1: alias: WAN → –",
        );
        check(
            difference(LEFT_OUT, "", "", None, Some("812")),
            "812 perubahan lain pada hari itu tidak disimpan satu per satu",
            "812 more changes of that day were not kept one by one",
        );
        // A word that this version does not know is told as it is.
        check(difference("x_parts", "1", "y", Some("a"), Some("b")), "x_parts 1: y: a → b", "x_parts 1: y: a → b");
    }
}
