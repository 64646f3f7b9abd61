//! What a rule reads: every value is noted with its source, every value that is not there is noted as missing.

use super::{Case, told::Lacking};
use crate::compat::{
    attribute::unit_of,
    day::Day,
    rule::say,
    seen::Seen,
    site::{Declared, Device, Location, Policy},
    spec::{Component, Said, Spec},
};
use model::compat::Fact;
use serde_json::{Value, json};
use std::sync::Arc;

/// A value that can stand in a fact.
pub trait Valued {
    /// As JSON; whole numbers without a point.
    fn value(&self) -> Value;
}

impl Valued for f64 {
    fn value(&self) -> Value {
        // At most six digits behind the point, as in device records.
        let rounded = (self * 1e6).round() / 1e6;
        if rounded.fract() == 0.0 && rounded.abs() < 9e15 { json!(rounded as i64) } else { json!(rounded) }
    }
}

macro_rules! valued {
    ($($type:ty),*) => { $( impl Valued for $type { fn value(&self) -> Value { json!(self) } } )* };
}
valued!(bool, u16, u64, usize, &str, String, &[String], Vec<String>, &Vec<String>, &Vec<u16>, Vec<u16>, Value);

impl Valued for Day {
    fn value(&self) -> Value {
        json!(self.to_string())
    }
}

impl Valued for &[Component] {
    fn value(&self) -> Value {
        self.iter().map(|part| json!({ "product": part.product, "cycle": part.cycle })).collect()
    }
}

/// What an attribute says, as the type that a rule wants.
pub trait FromSaid<'w>: Sized {
    /// None: the attribute is of another kind.
    fn from_said(said: &'w Said) -> Option<Self>;
}

macro_rules! from_said {
    ($($type:ty: $pattern:pat => $value:expr;)*) => {
        $( impl<'w> FromSaid<'w> for $type {
            fn from_said(said: &'w Said) -> Option<Self> { match said { $pattern => Some($value), _ => None } }
        } )*
    };
}
from_said! {
    f64: Said::Number(number) => *number;
    bool: Said::Yes(yes) => *yes;
    &'w str: Said::Word(word) => word;
    &'w [String]: Said::List(list) => list;
    Day: Said::Day(day) => *day;
    &'w [Component]: Said::Components(parts) => parts;
}

/// The candidate.
impl<'w> Case<'w> {
    /// An attribute that the rule needs.
    pub fn attr<T: FromSaid<'w>>(&mut self, name: &'static str) -> Option<T> {
        let value = self.maybe(name);
        if value.is_none() {
            self.lack(Lacking::attribute(name));
        }
        value
    }

    /// An attribute that need not be known.
    pub fn maybe<T: FromSaid<'w>>(&mut self, name: &'static str) -> Option<T> {
        let stated = self.spec().attributes.get(name)?;
        let value = T::from_said(&stated.said)?;
        let origin = &stated.origin;
        if matches!(origin.source.as_str(), "library" | "operator") && !self.unproven.contains(&name) {
            self.unproven.push(name);
        }
        self.note(Fact {
            name: name.into(),
            value: Some(said_value(&stated.said)),
            unit: unit_of(name).map(str::to_owned),
            source: Some(origin.source.clone()),
            document: filled(origin.document.as_deref()),
            page: filled(origin.page.as_ref().map(|page| page.0.as_str())),
            collected_at: origin.date.map(|day| day.to_string()),
            ..Fact::default()
        });
        self.source_of_attribute(origin);
        Some(value)
    }

    /// A key of `[item]` that the rule needs.
    pub fn item<T: Valued>(&mut self, key: &str, value: Option<T>) -> Option<T> {
        self.typed("item", key, value)
    }

    /// A key of `[target]` that the rule needs.
    pub fn target<T: Valued>(&mut self, key: &str, value: Option<T>) -> Option<T> {
        self.typed("target", key, value)
    }

    /// A key of `[item]` or `[target]` that need not be known: noted where it is.
    pub fn maybe_typed<T: Valued>(&mut self, table: &str, key: &str, value: Option<T>) -> Option<T> {
        let value = value?;
        let name = if key == "quantity" { key.to_owned() } else { format!("{table}.{key}") };
        let (source, unit) = (Some("operator".to_owned()), unit_of(key).map(str::to_owned));
        self.note(Fact { name, value: Some(value.value()), unit, source, ..Fact::default() });
        Some(value)
    }

    fn typed<T: Valued>(&mut self, table: &str, key: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.lack(Lacking::typed(table, key));
        }
        self.maybe_typed(table, key, value)
    }

    /// Agency that the thing is for.
    pub fn opd(&mut self) -> Option<&'w str> {
        let opd = self.world.opd.or(self.spec().target.opd.as_deref());
        self.target("opd", opd)
    }
}

/// What is declared.
impl<'w> Case<'w> {
    /// The location of the target.
    pub fn location(&mut self) -> Option<&'w Location> {
        let id = self.target("location", self.spec().target.location.as_deref())?;
        let found = self.site().location.iter().find(|location| location.id == id);
        if found.is_none() {
            self.lack(Lacking::table("location", id));
        }
        found
    }

    /// The location, where it is known; nothing is missed.
    pub fn maybe_location(&self) -> Option<&'w Location> {
        let id = self.spec().target.location.as_deref()?;
        self.site().location.iter().find(|location| location.id == id)
    }

    /// A fact of the location that the rule needs.
    pub fn of_location<T: Valued>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'w Location) -> Option<T>,
    ) -> Option<T> {
        let location = self.location()?;
        self.declared(location, key, read(location))
    }

    /// A fact of the location that need not be known.
    pub fn maybe_of_location<T: Valued>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'w Location) -> Option<T>,
    ) -> Option<T> {
        let location = self.maybe_location()?;
        self.maybe_declared(location, key, read(location))
    }

    /// A policy that the rule needs.
    pub fn policy<T: Valued>(&mut self, key: &'static str, read: impl FnOnce(&'w Policy) -> Option<T>) -> Option<T> {
        let policy = &self.site().policy;
        self.declared(policy, key, read(policy))
    }

    /// A fact of a declared table that the rule needs.
    pub fn declared<D: Declared, T: Valued>(&mut self, table: &'w D, key: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.lack(Lacking::key(D::TABLE, key, table.id()));
        }
        self.maybe_declared(table, key, value)
    }

    /// A fact of a declared table that need not be known: noted where it is.
    pub fn maybe_declared<D: Declared, T: Valued>(&mut self, table: &'w D, key: &str, value: Option<T>) -> Option<T> {
        let value = value?;
        let when = self.site().date_of(table);
        self.note(Fact {
            name: format!("{}.{key}", D::TABLE),
            value: Some(value.value()),
            unit: unit_of(key).map(str::to_owned),
            source: Some("declared".into()),
            of: filled(Some(table.id())),
            collected_at: when.map(|when| when.to_string()),
            ..Fact::default()
        });
        self.source_of_table(D::TABLE, table.id(), when);
        Some(value)
    }

    /// No table of this kind is declared, or not this one.
    pub fn no_table(&mut self, kind: &'static str, id: &str) {
        self.lack(Lacking::table(kind, id));
    }

    /// A key of a table that is not declared, or does not say it.
    pub fn no_key(&mut self, kind: &'static str, key: &str, id: &str) {
        self.lack(Lacking::key(kind, key, id));
    }

    /// True when every table of this kind is declared, so that what is not listed is not there; noted as a fact.
    pub fn is_complete(&mut self, kind: &'static str) -> bool {
        let complete = self.site().is_complete(kind);
        if complete {
            let when = self.site().declared_at;
            self.note(Fact {
                name: "complete".into(),
                value: Some(json!(kind)),
                source: Some("declared".into()),
                of: Some(kind.into()),
                collected_at: when.map(|when| when.to_string()),
                ..Fact::default()
            });
            self.source_of_table("complete", kind, when);
        }
        complete
    }

    /// What is declared of a device: of that reference, or of any mark of its record.
    pub fn device_table(&self, reference: &str, seen: Option<&Seen>) -> Option<&'w Device> {
        let tables = &self.site().device;
        let same = |table: &&Device| table.r#ref == reference;
        let marked = |table: &&Device| seen.is_some_and(|seen| seen.is_called(&table.r#ref));
        tables.iter().find(same).or_else(|| tables.iter().find(marked))
    }
}

/// What is there.
impl Case<'_> {
    /// The record of a device that the rule needs.
    pub fn seen(&mut self, reference: &str) -> Option<Arc<Seen>> {
        let seen = self.maybe_seen(reference);
        if seen.is_none() {
            self.lack(Lacking::record(reference));
        }
        seen
    }

    /// The record of a device, where there is one.
    pub fn maybe_seen(&mut self, reference: &str) -> Option<Arc<Seen>> {
        let seen = self.world.inventory.device(reference, self.world.as_of)?;
        self.source_of_record(&seen);
        Some(seen)
    }

    /// Addresses of a subnet that are taken, as the book and discovery know it, and whether that is all of them.
    pub fn addresses_in(&mut self, cidr: &str, id: &str) -> Option<(f64, bool)> {
        let counted = self.world.inventory.addresses_in(cidr, self.world.as_of)?;
        let (taken, when) = (counted.addresses as f64, counted.swept.unwrap_or(self.world.as_of));
        self.note(Fact {
            name: "subnet.addresses_seen".into(),
            value: Some(taken.value()),
            source: Some(if counted.swept.is_some() { "discovery" } else { "derived" }.into()),
            of: Some(id.into()),
            collected_at: Some(when.to_string()),
            ..Fact::default()
        });
        self.source_of_count(cidr, when);
        Some((taken, counted.swept.is_some()))
    }

    /// A fact of a record that the rule needs. The source that would know it is named where it is missing.
    pub fn observed<T: Valued>(&mut self, seen: &Seen, name: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.lack(Lacking::observed(name, seen));
        }
        self.maybe_observed(seen, name, value)
    }

    /// A fact of a record that need not be known: noted where it is.
    pub fn maybe_observed<T: Valued>(&mut self, seen: &Seen, name: &str, value: Option<T>) -> Option<T> {
        let value = value?;
        self.fact_of_record(seen, name, seen.source_word(), &value);
        Some(value)
    }

    /// What was reckoned from a record.
    pub fn derived<T: Valued>(&mut self, seen: &Seen, name: &str, value: T) {
        self.fact_of_record(seen, name, "derived", &value);
    }

    /// What was reckoned from several facts.
    pub fn reckoned<T: Valued>(&mut self, name: &str, value: T) {
        self.note(Fact {
            name: name.into(),
            value: Some(value.value()),
            unit: unit_of(name).map(str::to_owned),
            source: Some("derived".into()),
            ..Fact::default()
        });
    }

    fn fact_of_record<T: Valued>(&mut self, seen: &Seen, name: &str, source: &str, value: &T) {
        self.note(Fact {
            name: name.into(),
            value: Some(value.value()),
            unit: unit_of(name).map(str::to_owned),
            source: Some(source.into()),
            of: Some(seen.name().into()),
            collected_at: Some(seen.collected_at.to_string()),
            ..Fact::default()
        });
    }

    /// Something else that is missing: its name, and where it can be had.
    pub fn lacks(&mut self, name: &str, how: super::Say) {
        self.lack(Lacking::other(name, how));
    }

    /// An attribute of a thing that comes before this one in the same list. Missed where it is not stated: nobody knows then
    /// what is left for this one.
    pub fn earlier<T>(&mut self, spec: &Spec, name: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            let thing = format!("{} {}", spec.item.brand, spec.item.model);
            self.lacks(
                &format!("{name} ({thing})"),
                say!("Lengkapi {name} pada {thing} di daftar yang sama", "State {name} of {thing} in the same list"),
            );
        }
        value
    }

    pub(super) fn lack(&mut self, lacking: Lacking) {
        if !self.lacking.contains(&lacking) {
            self.lacking.push(lacking);
        }
    }

    pub(super) fn note(&mut self, fact: Fact) {
        let same = |known: &Fact| known.name == fact.name && known.of == fact.of;
        if !self.facts.iter().any(same) {
            self.facts.push(fact);
        }
    }
}

fn filled(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

fn said_value(said: &Said) -> Value {
    match said {
        Said::Number(number) => number.value(),
        Said::Yes(yes) => json!(yes),
        Said::Word(word) => json!(word),
        Said::List(list) => json!(list),
        Said::Day(day) => day.value(),
        Said::Components(parts) => parts.as_slice().value(),
    }
}
