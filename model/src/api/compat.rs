//! Questions about equipment to be bought: records and declared facts that are brought, checks, frozen results, waivers.

use super::{Done, Method, Question};
use crate::{
    Timestamp,
    compat::{Check, CheckedItem, FleetCheck, Frozen, Verdict, Waiver},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Brings device records and declared facts. Records that are known change nothing; declared facts replace the former.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Import {
    /// Device records, `pantau-device/1`.
    pub records: Vec<Value>,
    /// Declared facts, the text of a `site.toml`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Device types and overlays; a newer one of a product replaces the former.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<ProductText>,
    /// Nothing is written; the answer says what would be.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dry_run: bool,
}

/// A file about one product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductText {
    /// What it is.
    pub kind: ProductKind,
    /// The file.
    pub text: String,
}

/// What a file about a product is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProductKind {
    /// A device type of the NetBox library, YAML.
    DeviceType,
    /// An overlay, `pantau-overlay/1`, TOML.
    Overlay,
}

/// The files about a product, device type first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskProduct {
    /// `MANUFACTURER MODEL`, or model or part number alone.
    pub name: String,
}

impl Question for AskProduct {
    type Answer = Vec<ProductText>;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/compat/product";
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Records that are new.
    pub records: u32,
    /// Records that were known already.
    pub known: u32,
    /// Device types and overlays.
    pub products: u32,
    /// True when declared facts were replaced.
    pub site: bool,
    /// Places of the records that would be new, from 0; of a dry run only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub new: Vec<u32>,
}

impl Question for Import {
    type Answer = Imported;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/import";
}

/// Checks things to be bought, in their order: a later one finds what the earlier ones take of shared budgets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskCheck {
    /// The specifications, texts of `spec.toml`.
    pub specs: Vec<String>,
    /// Agency, instead of the one that a specification names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opd: Option<String>,
    /// Names of procurements, one a specification, to freeze the results under; empty: nothing is written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub save: Vec<String>,
}

/// One answer of [`AskCheck`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// What the rules say.
    pub check: Check,
    /// The agency in full, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd_name: Option<String>,
    /// Number of the frozen result, where it was frozen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// Its revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u32>,
}

/// Most things of one question.
pub const MOST_SPECS: usize = 1000;

impl Question for AskCheck {
    type Answer = Vec<Checked>;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/compat/check";
}

/// The frozen results, the newest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFrozen {}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrozenLine {
    /// Number.
    pub number: u64,
    /// Name of the procurement.
    pub procurement: String,
    /// Revision, from 1.
    pub revision: u32,
    /// When it was frozen.
    pub at: Timestamp,
    /// Verdict.
    pub verdict: Verdict,
    /// The thing.
    pub item: CheckedItem,
    /// Agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<String>,
    /// How many rules are waived.
    pub waivers: u32,
    /// Hash of the result.
    pub hash: String,
}

impl Question for ListFrozen {
    type Answer = Vec<FrozenLine>;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/compat/results";
}

/// One frozen result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskFrozen {
    /// Its number.
    #[serde(skip)]
    pub number: u64,
}

impl Question for AskFrozen {
    type Answer = Frozen;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/compat/results/{number}";
    fn path(&self) -> String {
        format!("/api/v1/compat/results/{}", self.number)
    }
}

/// Notes a waiver of one rule of a frozen result. The verdict stays what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waive {
    /// Number of the frozen result.
    #[serde(skip)]
    pub number: u64,
    /// The waiver; `at` is set by the collector.
    pub waiver: Waiver,
}

impl Question for Waive {
    type Answer = Done;
    const METHOD: Method = Method::Post;
    const ROUTE: &'static str = "/api/v1/compat/results/{number}/waivers";
    fn path(&self) -> String {
        format!("/api/v1/compat/results/{}/waivers", self.number)
    }
}

/// The rules turned to what exists: readiness for Windows 11, and whose support ends when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskFleetCheck {}

impl Question for AskFleetCheck {
    type Answer = FleetCheck;
    const METHOD: Method = Method::Get;
    const ROUTE: &'static str = "/api/v1/compat/fleet";
}
