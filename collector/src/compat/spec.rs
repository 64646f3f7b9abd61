//! `spec.toml`: the one thing that is to be bought, where it will stand, and what documents say of it.

mod attributes;

pub(super) use attributes::read as attributes_of;

use super::{
    attribute::SECURITY,
    class::Class,
    day::{Day, When},
    form::{Fault, Form, Key, Kind, Label, key, required},
};
use model::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The constant of its `schema`.
pub const SCHEMA: &str = "pantau-spec/1";
/// Where a fact of a candidate may come from.
pub const SOURCES: &[&str] = &["datasheet", "vendor_letter", "measured", "library", "operator"];
/// Things that may be bought along.
pub const REMEDIES: &[&str] = &[
    "injector",
    "management_card",
    "licence",
    "transceiver",
    "media_converter",
    "power_cord",
    "video_adapter",
    "patch_cord",
];
const KINDS: &[&str] = &["new", "additional", "replacement", "grant"];
const ORIGINS: &[&str] = &["apbd", "apbn", "central", "province", "grant", "other"];

const ITEM: &[Key] = &[
    required("class", Kind::Word(Class::WORDS)),
    required("brand", Kind::Text),
    required("model", Kind::Text),
    key("part_number", Kind::Text),
    required("quantity", Kind::Count(1)),
    required("kind", Kind::Word(KINDS)),
    key("origin", Kind::Word(ORIGINS)),
    key("scope", Kind::Word(&["local", "inter_opd"])),
    required("date", Kind::Day),
    key("useful_life_years", Kind::Number),
    key("tkdn", Kind::Table(TKDN)),
    key("djid", Kind::Table(DJID)),
    key("coordination", Kind::Table(COORDINATION)),
    key("own_addressing", Kind::Yes),
    key("documents_url", Kind::Text),
    key("catalogue_url", Kind::Text),
    key("note", Kind::Text),
];
const TKDN: &[Key] = &[
    key("percent", Kind::Number),
    key("bmp_percent", Kind::Number),
    key("certificate", Kind::Text),
    key("competing_domestic", Kind::Yes),
];
const DJID: &[Key] = &[
    key("certificate", Kind::Text),
    key("plg_id", Kind::Text),
    key("brand", Kind::Text),
    key("model", Kind::Text),
    key("valid_until", Kind::Day),
];
const COORDINATION: &[Key] = &[key("number", Kind::Any), key("date", Kind::Day), key("official", Kind::Text)];
const PLACE: &[Key] = &[
    key("device", Kind::Text),
    key("port", Kind::Label),
    key("standard", Kind::Text),
    key("tx_nm", Kind::Number),
    key("rx_nm", Kind::Number),
];
const TARGET: &[Key] = &[
    key("opd", Kind::Text),
    key("location", Kind::Text),
    key("rack", Kind::Text),
    key("mount", Kind::Word(&["rack", "desk", "wall", "ceiling"])),
    key("upstream", Kind::Text),
    key("pse", Kind::Text),
    key("subnet", Kind::Text),
    key("ssid", Kind::Text),
    key("connection", Kind::Word(&["wired", "wifi"])),
    key("replaces", Kind::Texts),
    key("join", Kind::Text),
    key("host", Kind::Table(PLACE)),
    key("far_end", Kind::Table(PLACE)),
    key("route", Kind::Text),
    key("pair", Kind::Yes),
    key("devices", Kind::Texts),
    key("replace_modules", Kind::Yes),
    key("nvr", Kind::Text),
    key("pbx", Kind::Text),
    key("cluster", Kind::Text),
    key("dataset", Kind::Text),
    key("protects", Kind::Texts),
    key("runtime_minutes", Kind::Number),
    key("scan_to", Kind::Words(&["smb", "email", "pc"])),
    key("planned_security", Kind::Word(SECURITY)),
    key("monitors_per_pc", Kind::Count(0)),
    key("daisy_chain_pc", Kind::Yes),
];
/// Keys of `[provenance]`.
pub(super) const PROVENANCE: &[Key] = &[
    required("source", Kind::Word(SOURCES)),
    key("document", Kind::Text),
    key("page", Kind::Label),
    key("date", Kind::Day),
];
const REMEDY: &[Key] =
    &[required("kind", Kind::Word(REMEDIES)), key("type", Kind::Text), required("quantity", Kind::Count(1))];
const SPEC: &[Key] = &[
    required("schema", Kind::Word(&[SCHEMA])),
    key("as_of", Kind::Moment),
    required("item", Kind::Table(ITEM)),
    key("target", Kind::Table(TARGET)),
    key("provenance", Kind::Table(PROVENANCE)),
    key("attr", Kind::Any),
    key("remedy", Kind::Tables(REMEDY)),
];

/// The thing to be bought.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Item {
    pub class: Class,
    pub brand: String,
    pub model: String,
    pub part_number: Option<String>,
    pub quantity: u64,
    pub kind: String,
    pub origin: Option<String>,
    pub scope: Option<String>,
    pub date: Day,
    pub useful_life_years: Option<f64>,
    #[serde(default)]
    pub tkdn: Tkdn,
    #[serde(default)]
    pub djid: Djid,
    #[serde(default)]
    pub coordination: CoordinationLetter,
    pub own_addressing: Option<bool>,
    pub note: Option<String>,
}

/// Domestic content (Perpres 46/2025 Pasal 66).
#[derive(Clone, Debug, Default, Deserialize)]
#[allow(missing_docs)]
pub struct Tkdn {
    pub percent: Option<f64>,
    pub bmp_percent: Option<f64>,
    pub certificate: Option<String>,
    pub competing_domestic: Option<bool>,
}

/// Type approval (Permenkominfo 3/2024).
#[derive(Clone, Debug, Default, Deserialize)]
#[allow(missing_docs)]
pub struct Djid {
    pub certificate: Option<String>,
    pub plg_id: Option<String>,
    pub brand: Option<String>,
    pub model: Option<String>,
    pub valid_until: Option<Day>,
}

/// Coordination with the Dinas (Perbup 52/2017 Pasal 4 ayat (6)).
#[derive(Clone, Debug, Default, Deserialize)]
#[allow(missing_docs)]
pub struct CoordinationLetter {
    pub number: Option<String>,
    pub date: Option<Day>,
    pub official: Option<String>,
}

/// A cage, bay or far end.
#[derive(Clone, Debug, Default, Deserialize)]
#[allow(missing_docs)]
pub struct Place {
    pub device: Option<String>,
    pub port: Option<Label>,
    pub standard: Option<String>,
    pub tx_nm: Option<f64>,
    pub rx_nm: Option<f64>,
}

/// Where it will stand and what it is used with.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[allow(missing_docs)]
pub struct Target {
    pub opd: Option<String>,
    pub location: Option<String>,
    pub rack: Option<String>,
    pub mount: Option<String>,
    pub upstream: Option<String>,
    pub pse: Option<String>,
    pub subnet: Option<String>,
    pub ssid: Option<String>,
    pub connection: Option<String>,
    pub replaces: Vec<String>,
    pub join: Option<String>,
    pub host: Option<Place>,
    pub far_end: Option<Place>,
    pub route: Option<String>,
    pub pair: bool,
    pub devices: Vec<String>,
    pub replace_modules: bool,
    pub nvr: Option<String>,
    pub pbx: Option<String>,
    pub cluster: Option<String>,
    pub dataset: Option<String>,
    pub protects: Option<Vec<String>>,
    pub runtime_minutes: Option<f64>,
    pub scan_to: Option<Vec<String>>,
    pub planned_security: Option<String>,
    pub monitors_per_pc: Option<u64>,
    pub daisy_chain_pc: bool,
}

/// Where a fact of the candidate comes from.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[allow(missing_docs)]
pub struct Origin {
    pub source: String,
    pub document: Option<String>,
    pub page: Option<Label>,
    pub date: Option<Day>,
}

impl Default for Origin {
    /// Typed without a document.
    fn default() -> Self {
        Self { source: "operator".into(), document: None, page: None, date: None }
    }
}

/// A part of software and its version.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[allow(missing_docs)]
pub struct Component {
    pub product: String,
    pub cycle: String,
}

/// What an attribute says.
#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// A number in the unit of the name.
    Number(f64),
    /// Yes or no.
    Yes(bool),
    /// A word or a text.
    Word(String),
    /// A list; empty: none.
    List(Vec<String>),
    /// A day.
    Day(Day),
    /// Parts of software.
    Components(Vec<Component>),
}

/// One attribute of the candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// What it says.
    pub said: Said,
    /// Where it comes from.
    pub origin: Origin,
}

/// A thing bought along.
#[derive(Clone, Debug, Deserialize)]
#[allow(missing_docs)]
pub struct Bought {
    pub kind: String,
    #[serde(rename = "type")]
    pub model: Option<String>,
    pub quantity: u64,
}

/// One candidate item.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Ages and dates are judged at this moment; none: now.
    pub as_of: Option<Timestamp>,
    /// The thing.
    pub item: Item,
    /// Its place.
    pub target: Target,
    /// What is stated of it.
    pub attributes: BTreeMap<&'static str, Stated>,
    /// What is bought along.
    pub remedies: Vec<Bought>,
}

#[derive(Deserialize)]
struct Plain {
    as_of: Option<When>,
    item: Item,
    #[serde(default)]
    target: Target,
    #[serde(default)]
    provenance: Origin,
    #[serde(default)]
    remedy: Vec<Bought>,
}

impl Spec {
    /// Reads a specification. Error: everything that is wrong in it.
    pub fn read(text: &str) -> Result<Self, Vec<Fault>> {
        let (mut form, document) = Form::read(text, SPEC);
        let Some(document) = document else { return form.judged().and(Err(Vec::new())) };
        let plain: Option<Plain> = toml::from_str(text).ok();
        let origin = plain.as_ref().map(|plain| plain.provenance.clone()).unwrap_or_default();
        let attributes = attributes::read(&mut form, &document, &origin);
        form.judged()?;
        let Some(plain) = plain else {
            let text = ["tidak dapat dibaca".to_owned(), "cannot be read".to_owned()];
            return Err(vec![Fault { line: 1, text }]);
        };
        let as_of = plain.as_of.map(|when| match when {
            When::Day(day) => day.beginning(),
            When::Moment(at) => at,
        });
        Ok(Self { as_of, item: plain.item, target: plain.target, attributes, remedies: plain.remedy })
    }
}

impl Spec {
    /// Windows 11 for a machine that is there: what rule PC-01 is asked with over the fleet.
    pub(super) fn for_machine(reference: &str, date: Day) -> Self {
        let windows = Component { product: "windows".into(), cycle: "11".into() };
        let stated = Stated { said: Said::Components(vec![windows]), origin: Origin::default() };
        Self {
            as_of: None,
            item: Item {
                class: Class::Software,
                brand: "Microsoft".into(),
                model: "Windows 11".into(),
                part_number: None,
                quantity: 1,
                kind: "new".into(),
                origin: None,
                scope: None,
                date,
                useful_life_years: None,
                tkdn: Tkdn::default(),
                djid: Djid::default(),
                coordination: CoordinationLetter::default(),
                own_addressing: None,
                note: None,
            },
            target: Target { devices: vec![reference.to_owned()], ..Target::default() },
            attributes: BTreeMap::from([("components", stated)]),
            remedies: Vec::new(),
        }
    }

    /// The devices that a specification replaces; none where it cannot be read.
    pub fn replaced_in(text: &str) -> Vec<String> {
        Self::read(text).map(|spec| spec.target.replaces).unwrap_or_default()
    }

    /// A number that an attribute states.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.attributes.get(name)?.said {
            Said::Number(number) => Some(number),
            _ => None,
        }
    }

    /// A word that an attribute states.
    pub fn word(&self, name: &str) -> Option<&str> {
        match &self.attributes.get(name)?.said {
            Said::Word(word) => Some(word),
            _ => None,
        }
    }

    /// A list that an attribute states.
    pub fn list(&self, name: &str) -> Option<&[String]> {
        match &self.attributes.get(name)?.said {
            Said::List(list) => Some(list),
            _ => None,
        }
    }

    /// True for a switch that nobody can manage.
    pub fn is_unmanaged(&self) -> bool {
        self.word("switch_type") == Some("unmanaged")
    }
}
