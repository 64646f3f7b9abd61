//! Results that were frozen for the file: immutable, with what changed since the revision before, and waivers.

use super::{Check, Outcome};
use crate::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One frozen result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    /// Number, never given twice.
    pub number: u64,
    /// Name of the procurement.
    pub procurement: String,
    /// Revision of that procurement, from 1.
    pub revision: u32,
    /// When it was frozen.
    pub at: Timestamp,
    /// The result.
    pub check: Check,
    /// The agency in full, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd_name: Option<String>,
    /// The specification that was judged, text of a `spec.toml`.
    pub spec: String,
    /// What is waived.
    pub waivers: Vec<Waiver>,
    /// What changed since the revision before.
    pub changed: Vec<Changed>,
}

/// A *pengecualian*: granted by the Head of the Dinas for one rule of one frozen result. It does not change the verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Waiver {
    /// `POE-02`.
    pub rule: String,
    /// Why.
    pub reason: String,
    /// Number of the letter.
    pub letter: String,
    /// Who granted it: function, not name of a person.
    pub by: String,
    /// Last day, `2027-06-30`.
    pub until: String,
    /// When it was noted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// A rule that says something else than in the revision before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// Rule.
    pub rule: String,
    /// What it said.
    pub before: Outcome,
    /// What it says.
    pub after: Outcome,
    /// Facts that differ.
    pub facts: Vec<ChangedFact>,
}

/// A fact that differs from the revision before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChangedFact {
    /// Name of the fact.
    pub name: String,
    /// Device or table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Value before; none: it was not known.
    pub before: Option<Value>,
    /// Value now.
    pub after: Option<Value>,
}

/// What changed from one result to the next: rules by their result or by a value that they read.
pub fn changes(before: &Check, after: &Check) -> Vec<Changed> {
    let mut all = Vec::new();
    for new in &after.rules {
        let Some(old) = before.rules.iter().find(|old| old.id == new.id) else { continue };
        let same = |a: &super::Fact, b: &super::Fact| a.name == b.name && a.of == b.of;
        let mut facts = Vec::new();
        for fact in &new.facts {
            let was = old.facts.iter().find(|was| same(was, fact)).and_then(|fact| fact.value.clone());
            if was != fact.value {
                let (name, of) = (fact.name.clone(), fact.of.clone());
                facts.push(ChangedFact { name, of, before: was, after: fact.value.clone() });
            }
        }
        for fact in old.facts.iter().filter(|fact| !new.facts.iter().any(|now| same(now, fact))) {
            let (name, of) = (fact.name.clone(), fact.of.clone());
            facts.push(ChangedFact { name, of, before: fact.value.clone(), after: None });
        }
        if old.result != new.result || !facts.is_empty() {
            all.push(Changed { rule: new.id.clone(), before: old.result, after: new.result, facts });
        }
    }
    all
}

/// The rules turned to the fleet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FleetCheck {
    /// PCs and laptops, and whether they are ready for Windows 11.
    pub windows_11: Vec<Readiness>,
    /// What devices run, and when support of it ends.
    pub support: Vec<Supported>,
    /// The day on which the dates of support were taken.
    pub support_snapshot: String,
}

/// One machine and Windows 11.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Readiness {
    /// Machine.
    pub device: String,
    /// Agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<String>,
    /// Location.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Operating system that it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// What rule PC-01 says of it.
    pub finding: super::Finding,
}

/// One product that a device runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supported {
    /// Device.
    pub device: String,
    /// Agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opd: Option<String>,
    /// Product, as endoflife.date names it.
    pub product: String,
    /// Version, as endoflife.date names it.
    pub cycle: String,
    /// `ended`, `soon`, `lasting`, `unknown`.
    pub state: String,
    /// Last day of security support, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::{Fact, Finding};
    use serde_json::json;

    fn check(result: Outcome, free: u64) -> Check {
        let fact = Fact { name: "ports_free".into(), value: Some(json!(free)), ..Fact::default() };
        let finding = Finding {
            id: "NET-01".into(),
            result,
            message_id: "a".into(),
            message_en: "b".into(),
            facts: vec![fact],
            remedy: None,
            note_only: false,
        };
        let summary = crate::compat::Summary::of(std::slice::from_ref(&finding));
        Check {
            schema: crate::compat::SCHEMA.into(),
            verdict: crate::compat::Verdict::of([&finding].into_iter()),
            ruleset: "t".into(),
            as_of: Timestamp(0),
            item: crate::compat::CheckedItem::default(),
            opd: None,
            opd_of_spec: None,
            location: None,
            rules: vec![finding],
            summary,
            thresholds: serde_json::Map::new(),
            hash: String::new(),
        }
    }

    #[test]
    fn what_changed_is_told_with_its_facts() {
        assert!(changes(&check(Outcome::Pass, 4), &check(Outcome::Pass, 4)).is_empty());
        let changed = changes(&check(Outcome::Pass, 4), &check(Outcome::Fail, 1));
        assert_eq!((changed[0].before, changed[0].after), (Outcome::Pass, Outcome::Fail));
        assert_eq!((&changed[0].facts[0].before, &changed[0].facts[0].after), (&Some(json!(4)), &Some(json!(1))));
    }
}
