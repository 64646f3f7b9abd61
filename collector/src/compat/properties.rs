//! What holds for every procurement: a missing fact never makes a result better, what has nothing to do with it changes
//! nothing, and neither does the order in which things were told.
//!
//! The procurements stand in `collector/tests/procurements/`; `PANTAU_PROCUREMENTS` names a folder with more of them, each a
//! folder with `spec.toml`, `site.toml` and `inventory/*.json`.

use super::{case::World, check::check, inventory::Records, seen::Seen, site::Site, spec::Spec, support::Support};
use model::{
    Timestamp,
    compat::{Check, Outcome},
};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use proptest::{prelude::*, sample::subsequence};
use serde_json::Value;
use std::{fs, path::Path};
use toml_edit::{DocumentMut, Item, Table};

/// One procurement, as files tell it.
#[derive(Clone)]
struct Told {
    name: String,
    spec: DocumentMut,
    site: DocumentMut,
    records: Vec<Value>,
}

/// Something that can be left out.
#[derive(Clone, Debug, PartialEq)]
enum Fact {
    /// Key of `[attr]`.
    Attribute(String),
    /// Key of `[item]`.
    Item(String),
    /// Key of a declared table; of a list of tables the one at this place.
    Declared(String, usize, String),
    /// Key of a record.
    Seen(usize, String),
    /// Key of every element of a list of a record.
    SeenOfEach(usize, String, String),
}

/// Facts that have a default where they are missing (`docs`, rules), and marks and names that are no facts.
const WITH_DEFAULT: &[&str] = &[
    // Of the candidate.
    "ip_addresses",
    "has_radio",
    "injector_included",
    "poe_reduced_class",
    "container",
    "is_full_depth",
    "weatherproof",
    "integral_antenna",
    "eirp_6ghz_dbm",
    "power_factor",
    "ddm",
    "removable",
    "scope",
    "own_addressing",
    // Declared.
    "va",
    "hours_per_day",
    "copies",
    "reserved",
    "dhcp_peak",
    "lag",
    "passive_pds",
    "vlan",
    "vpn_p95_mbps",
    "static_lag_allowed",
    "windows_protected_print",
    "retention_mandatory",
    "power_w",
    "ap_generation",
    "clients_24ghz_only",
    "voice_vlan",
    "declared_at",
    // Marks and names: without them it is another device or place.
    "schema",
    "id",
    "ref",
    "code",
    "name",
    "opd",
    "family",
    "device",
    "port",
    "device_id",
    "asset_code",
    "sys_name",
    "serial",
    "address",
    "collected_at",
    "source",
    "if_index",
    "index",
    "class",
    "brand",
    "model",
    "quantity",
    "kind",
    "date",
];

fn read(folder: &Path) -> Vec<Told> {
    let mut folders: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let of = |folder: std::path::PathBuf| {
        let text = |name: &str| fs::read_to_string(folder.join(name));
        let spec = text("spec.toml").ok()?.parse().unwrap();
        let site = text("site.toml").unwrap_or_else(|_| "schema = \"pantau-site/1\"".into()).parse().unwrap();
        let files = fs::read_dir(folder.join("inventory")).into_iter().flatten();
        let mut files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|end| end == "json"));
        files.sort();
        let record = |file: &std::path::PathBuf| serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        Some(Told { name, spec, site, records: files.iter().map(record).collect() })
    };
    folders.into_iter().filter_map(of).collect()
}

fn procurements() -> Vec<Told> {
    let mut all = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/procurements"));
    assert!(all.len() >= 4);
    if let Some(more) = std::env::var_os("PANTAU_PROCUREMENTS") {
        all.extend(read(Path::new(&more)));
    }
    all
}

impl Told {
    /// What the rules say; none: it is no sound procurement any more.
    fn check(&self) -> Option<Check> {
        let spec = Spec::read(&self.spec.to_string()).ok()?;
        let site = Site::read(&self.site.to_string()).ok()?;
        let records = self.records.iter().map(|record| Seen::read(&record.to_string())).collect::<Option<Vec<_>>>()?;
        let world = World {
            spec: &spec,
            site: &site,
            inventory: &Records::new(records),
            support: Support::embedded(),
            as_of: spec.as_of.unwrap_or(Timestamp::parse("2026-11-20T01:00:00Z").unwrap()),
            opd: None,
            zone: model::Zone::Wita,
            before: &[],
        };
        Some(check(&world))
    }

    /// Everything that can be left out.
    fn facts(&self) -> Vec<Fact> {
        let mut all = Vec::new();
        let keys = |table: &str| -> Vec<String> {
            let table = self.spec.get(table).and_then(Item::as_table_like);
            table.into_iter().flat_map(|table| table.iter()).map(|(key, _)| key.to_owned()).collect()
        };
        all.extend(keys("attr").into_iter().map(Fact::Attribute));
        all.extend(keys("item").into_iter().map(Fact::Item));
        for (name, item) in self.site.iter().filter(|(name, _)| !matches!(*name, "thresholds" | "complete")) {
            for (place, table) in tables(item).into_iter().enumerate() {
                all.extend(table.iter().map(|(key, _)| Fact::Declared(name.to_owned(), place, key.to_owned())));
            }
        }
        for (place, record) in self.records.iter().enumerate() {
            for (key, value) in record.as_object().into_iter().flatten() {
                all.push(Fact::Seen(place, key.clone()));
                let mut inner: Vec<&String> = value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_object)
                    .flat_map(|one| one.keys())
                    .collect();
                inner.sort();
                inner.dedup();
                all.extend(inner.into_iter().map(|own| Fact::SeenOfEach(place, key.clone(), own.clone())));
            }
        }
        let is_fact = |fact: &Fact| match fact {
            Fact::Attribute(key) | Fact::Item(key) | Fact::Declared(_, _, key) | Fact::Seen(_, key) => {
                !WITH_DEFAULT.contains(&key.as_str())
            }
            Fact::SeenOfEach(_, list, key) => {
                !WITH_DEFAULT.contains(&key.as_str()) && !WITH_DEFAULT.contains(&list.as_str())
            }
        };
        all.retain(is_fact);
        all
    }

    fn without(mut self, fact: &Fact) -> Self {
        match fact {
            Fact::Attribute(key) => drop(self.spec["attr"].as_table_like_mut().unwrap().remove(key)),
            Fact::Item(key) => drop(self.spec["item"].as_table_like_mut().unwrap().remove(key)),
            Fact::Declared(name, place, key) => match &mut self.site[name.as_str()] {
                Item::ArrayOfTables(tables) => drop(tables.get_mut(*place).and_then(|table| table.remove(key))),
                other => drop(other.as_table_like_mut().and_then(|table| table.remove(key))),
            },
            Fact::Seen(place, key) => drop(self.records[*place].as_object_mut().unwrap().remove(key)),
            Fact::SeenOfEach(place, list, key) => {
                for one in self.records[*place][list].as_array_mut().into_iter().flatten() {
                    one.as_object_mut().map(|one| one.remove(key));
                }
            }
        }
        self
    }
}

fn tables(item: &Item) -> Vec<&Table> {
    match item {
        Item::Table(table) => vec![table],
        Item::ArrayOfTables(tables) => tables.iter().collect(),
        _ => Vec::new(),
    }
}

/// Facts that decide what a rule is about at all, or for whose absence the rule itself says what holds: rule and key.
const SAID_OTHERWISE: &[(&str, &str)] = &[
    // Which devices are PCs of this place.
    ("PRN-01", "device_class"),
    ("PRN-01", "location"),
    // `[[device]].ports`, else what the port says of itself.
    ("SFP-01", "ports"),
    // Makers that are known to refuse the modules of others are taken at their word.
    ("SFP-04", "optics_policy"),
    // Without classes the measured power counts, and that is a note.
    ("POE-02", "ports"),
    ("POE-02", "poe"),
    // A switch without a word of PoE gives none.
    ("POE-04", "poe"),
];

impl Fact {
    fn key(&self) -> &str {
        match self {
            Self::Attribute(key) | Self::Item(key) | Self::Declared(_, _, key) | Self::Seen(_, key) => key,
            Self::SeenOfEach(_, _, key) => key,
        }
    }
}

/// How bad a result is. Where a rule does not apply nothing is said against it.
const fn badness(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NotApplicable | Outcome::Pass | Outcome::Info => 0,
        Outcome::Warn => 1,
        Outcome::Unknown => 2,
        Outcome::Fail => 3,
    }
}

/// Rules whose result is better without these facts.
fn better(whole: &Check, less: &Check, gone: &[Fact]) -> Vec<String> {
    let pairs = whole.rules.iter().zip(&less.rules);
    let is_better = |(before, after): &(&model::compat::Finding, &model::compat::Finding)| {
        let is_said = gone.iter().any(|fact| SAID_OTHERWISE.contains(&(before.id.as_str(), fact.key())));
        !is_said && after.result != Outcome::Unknown && badness(after.result) < badness(before.result)
    };
    pairs
        .filter(is_better)
        .map(|(a, b)| format!("{}: {:?} → {:?}: {}", a.id, a.result, b.result, b.message_en))
        .collect()
}

#[test]
fn no_result_is_better_for_want_of_one_fact() {
    let mut wrong = Vec::new();
    for told in procurements() {
        let whole = told.check().unwrap_or_else(|| panic!("{}: unsound", told.name));
        for fact in told.facts() {
            if let Some(less) = told.clone().without(&fact).check() {
                wrong.extend(
                    better(&whole, &less, std::slice::from_ref(&fact))
                        .into_iter()
                        .map(|what| format!("{} {fact:?}: {what}", told.name)),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_result_is_better_for_want_of_several_facts() {
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    for told in procurements() {
        let whole = told.check().unwrap();
        let facts = told.facts();
        let most = facts.len().min(12);
        let mut runner = TestRunner::new_with_rng(config.clone(), TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
        let done = runner.run(&subsequence(facts, 2..=most), |gone| {
            let less = gone.iter().fold(told.clone(), |told, fact| told.without(fact));
            if let Some(less) = less.check() {
                let wrong = better(&whole, &less, &gone);
                prop_assert!(wrong.is_empty(), "{} without {gone:?}: {wrong:#?}", told.name);
            }
            Ok(())
        });
        done.unwrap_or_else(|error| panic!("{error}"));
    }
}

/// What an earlier thing of the same list takes and does not state leaves the later one open, never fine.
#[test]
fn an_earlier_thing_that_says_too_little_makes_nothing_better() {
    for told in procurements() {
        let spec = Spec::read(&told.spec.to_string()).unwrap();
        let after = |earlier: &Spec| {
            let site = Site::read(&told.site.to_string()).unwrap();
            let records = told.records.iter().filter_map(|record| Seen::read(&record.to_string())).collect();
            check(&World {
                spec: &spec,
                site: &site,
                inventory: &Records::new(records),
                support: Support::embedded(),
                as_of: spec.as_of.unwrap_or_default(),
                opd: None,
                zone: model::Zone::Wita,
                before: &[earlier],
            })
        };
        let whole = after(&spec);
        for fact in told.facts().into_iter().filter(|fact| matches!(fact, Fact::Attribute(_))) {
            let less = told.clone().without(&fact).spec.to_string();
            if let Ok(less) = Spec::read(&less) {
                let wrong = better(&whole, &after(&less), &[]);
                assert!(wrong.is_empty(), "{}: {fact:?} of the earlier one: {wrong:#?}", told.name);
            }
        }
    }
}

#[test]
fn order_and_strangers_change_nothing() {
    for told in procurements() {
        let whole = told.check().unwrap();
        assert_eq!(told.check().unwrap(), whole, "{}: asked again", told.name);
        let mut turned = told.clone();
        turned.records.reverse();
        for name in ["attr", "item", "target"] {
            if let Some(table) = turned.spec.get_mut(name).and_then(Item::as_table_mut) {
                table.sort_values_by(|a, _, b, _| b.get().cmp(a.get()));
            }
        }
        for (_, item) in turned.site.iter_mut() {
            if let Item::ArrayOfTables(tables) = item {
                let mut reversed: Vec<Table> = tables.iter().cloned().collect();
                reversed.reverse();
                *tables = reversed.into_iter().collect();
            }
        }
        let other = turned.check().unwrap();
        let results = |check: &Check| check.rules.iter().map(|f| (f.id.clone(), f.result)).collect::<Vec<_>>();
        assert_eq!(
            (results(&other), other.verdict),
            (results(&whole), whole.verdict),
            "{}: in another order",
            told.name
        );

        let mut more = told.clone();
        more.records.push(serde_json::json!({
            "schema": "pantau-device/1", "collected_at": "2026-11-19T00:00:00Z", "source": "snmp",
            "sys_name": "tak-ada-hubungan", "serial": "ZZZ-999", "address": "192.0.2.250", "device_class": "switch",
            "ports": [{ "if_index": 1, "name": "x1", "type": "ethernetCsmacd", "oper": "up" }],
        }));
        assert_eq!(more.check().unwrap().hash, whole.hash, "{}: a stranger", told.name);
    }
}
