//! The answer of a compatibility check: verdict, what each rule found, and the facts it found it by.

mod field;
mod frozen;

pub use field::{Field, Part};
pub use frozen::{Changed, ChangedFact, FleetCheck, Frozen, Readiness, Supported, Waiver, changes};

use crate::{Lang, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The constant of the `schema` field of [`Check`].
pub const SCHEMA: &str = "pantau-compat/1";

/// What the whole check says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It fits.
    Kompatibel,
    /// It fits, with notes.
    DenganCatatan,
    /// It does not fit.
    TidakKompatibel,
    /// Not enough is known.
    DataBelumCukup,
}

impl Verdict {
    /// The verdict of these results, tested in the order not compatible, not enough data, with notes.
    pub fn of<'a>(findings: impl Iterator<Item = &'a Finding> + Clone) -> Self {
        let any = |test: fn(&Finding) -> bool| findings.clone().any(test);
        if any(|f| f.result == Outcome::Fail) {
            Self::TidakKompatibel
        } else if any(|f| f.result == Outcome::Unknown && !f.note_only) {
            Self::DataBelumCukup
        } else if any(|f| matches!(f.result, Outcome::Warn | Outcome::Unknown)) {
            Self::DenganCatatan
        } else {
            Self::Kompatibel
        }
    }

    /// Exit code of the command line.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Kompatibel => 0,
            Self::DenganCatatan => 1,
            Self::TidakKompatibel => 2,
            Self::DataBelumCukup => 3,
        }
    }

    /// The worst of several: not compatible before not enough data.
    pub fn worst(verdicts: impl Iterator<Item = Self>) -> Self {
        const RANK: [Verdict; 4] =
            [Verdict::Kompatibel, Verdict::DenganCatatan, Verdict::DataBelumCukup, Verdict::TidakKompatibel];
        let rank = |verdict: Self| RANK.iter().position(|v| *v == verdict).unwrap_or_default();
        RANK[verdicts.map(rank).max().unwrap_or_default()]
    }

    /// The word of the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kompatibel => "kompatibel",
            Self::DenganCatatan => "dengan_catatan",
            Self::TidakKompatibel => "tidak_kompatibel",
            Self::DataBelumCukup => "data_belum_cukup",
        }
    }

    /// As it is printed.
    pub const fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Kompatibel => lang.pick("KOMPATIBEL", "COMPATIBLE"),
            Self::DenganCatatan => lang.pick("KOMPATIBEL DENGAN CATATAN", "COMPATIBLE WITH NOTES"),
            Self::TidakKompatibel => lang.pick("TIDAK KOMPATIBEL", "NOT COMPATIBLE"),
            Self::DataBelumCukup => lang.pick("DATA BELUM CUKUP", "NOT ENOUGH DATA"),
        }
    }
}

/// What one rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The rule's class or condition does not apply.
    NotApplicable,
    /// It holds.
    Pass,
    /// It holds; there is something to know.
    Info,
    /// It holds with a reservation.
    Warn,
    /// A fact is missing.
    Unknown,
    /// It is violated.
    Fail,
}

impl Outcome {
    /// All, the worst first.
    pub const ALL: [Self; 6] = [Self::Fail, Self::Unknown, Self::Warn, Self::Info, Self::Pass, Self::NotApplicable];

    /// The word of the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::Pass => "pass",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Unknown => "unknown",
            Self::Fail => "fail",
        }
    }

    /// As it is printed.
    pub const fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::NotApplicable => lang.pick("tidak berlaku", "not applicable"),
            Self::Pass => lang.pick("sesuai", "fits"),
            Self::Info => lang.pick("info", "info"),
            Self::Warn => lang.pick("catatan", "note"),
            Self::Unknown => lang.pick("belum diketahui", "unknown"),
            Self::Fail => lang.pick("tidak sesuai", "does not fit"),
        }
    }
}

/// One value that a rule read, or missed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fact {
    /// Attribute of the candidate, `table.key` of the declared facts, or field of the device record.
    pub name: String,
    /// The value; absent where it is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Unit of the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Of a candidate `datasheet` `vendor_letter` `measured` `library` `operator`; of what exists `snmp` `agent` `glpi`
    /// `manual` `import` `declared` `derived`; of dates `eol_table`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Device or table that states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// When it was read or declared: a moment, or a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collected_at: Option<String>,
    /// Document of a candidate's fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The fact is not known.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
    /// Where a missing fact can be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
}

/// A thing that mends a failure if it is bought along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// `injector` `management_card` `licence` `transceiver` `media_converter` `power_cord` `video_adapter` `patch_cord`.
    pub kind: String,
    /// Which of its kind.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// How many are needed.
    pub quantity: u64,
}

/// What one rule found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// `NET-01`.
    pub id: String,
    /// Result.
    pub result: Outcome,
    /// What was found and what to do, in Indonesian.
    pub message_id: String,
    /// The same in English.
    pub message_en: String,
    /// What it was found by.
    pub facts: Vec<Fact>,
    /// What would mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
    /// An unknown of this rule is a note and does not keep the check from a verdict.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub note_only: bool,
}

impl Finding {
    /// The message in a language.
    pub fn message(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.message_id,
            Lang::En => &self.message_en,
        }
    }
}

/// The thing that is to be bought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedItem {
    /// Class word.
    pub class: String,
    /// Maker.
    pub brand: String,
    /// Model.
    pub model: String,
    /// How many.
    pub quantity: u64,
}

/// How many rules gave which result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Summary {
    pub pass: u32,
    pub info: u32,
    pub warn: u32,
    pub fail: u32,
    pub unknown: u32,
    pub not_applicable: u32,
}

impl Summary {
    /// Counts.
    pub fn of(findings: &[Finding]) -> Self {
        let count = |outcome| findings.iter().filter(|f| f.result == outcome).count() as u32;
        Self {
            pass: count(Outcome::Pass),
            info: count(Outcome::Info),
            warn: count(Outcome::Warn),
            fail: count(Outcome::Fail),
            unknown: count(Outcome::Unknown),
            not_applicable: count(Outcome::NotApplicable),
        }
    }
}

impl Check {
    /// What is to be told beside the rules that hold, the worst first: every result that occurs, with its findings.
    pub fn told(&self) -> impl Iterator<Item = (Outcome, Vec<&Finding>)> {
        let kinds = [Outcome::Fail, Outcome::Unknown, Outcome::Warn, Outcome::Info].into_iter();
        let found =
            kinds.map(|kind| (kind, self.rules.iter().filter(|finding| finding.result == kind).collect::<Vec<_>>()));
        found.filter(|(_, findings)| !findings.is_empty())
    }
}

/// The answer of one check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Verdict.
    pub verdict: Verdict,
    /// Version of the rules.
    pub ruleset: String,
    /// The moment that ages and dates were judged at.
    pub as_of: Timestamp,
    /// What was checked.
    pub item: CheckedItem,
    /// Agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<String>,
    /// Agency that the specification named, where the caller named another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd_of_spec: Option<String>,
    /// Location.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// All rules, in their order.
    pub rules: Vec<Finding>,
    /// How many gave which result.
    pub summary: Summary,
    /// Thresholds that differ from their defaults.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub thresholds: serde_json::Map<String, Value>,
    /// `sha256:` over the canonical JSON (RFC 8785) of this object without this field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hash: String,
}
