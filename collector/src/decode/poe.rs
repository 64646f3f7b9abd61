//! Power over Ethernet: POWER-ETHERNET-MIB (RFC 3621) and what vendors measure beside it.
//!
//! The MIB counts its ports by group and place, which is no ifIndex. [`place`] finds the port, or leaves the row out.

mod place;

use super::{
    Trouble,
    fact::{Fact, six_digits},
    row::{Row, rows},
};
use crate::{profile::Profile, snmp::cells::Cell};
use model::{
    Metric, Sample, Value,
    record::{Entity, PoeGroup, Port, PortPoe, port_keys},
};
use std::collections::{BTreeMap, HashMap};

/// Fields of a table of ports that give power. `entity` is the entPhysicalIndex of the port.
pub const FIELDS: [&str; 10] =
    ["status", "class", "mode", "admin", "priority", "power_w", "limit_w", "voltage_v", "current_a", "entity"];

/// A port by its group and its place in it.
type Slot = (u64, u64);

/// What is known of power over Ethernet while its tables come in.
#[derive(Debug, Default)]
pub(super) struct Poe {
    by_slot: BTreeMap<Slot, PortPoe>,
    /// Entity of a slot.
    entities: HashMap<Slot, u32>,
    by_port: BTreeMap<u32, PortPoe>,
    groups: BTreeMap<u64, Group>,
}

#[derive(Debug, Default)]
struct Group {
    stated: PoeGroup,
    /// Some devices tell what is left instead of what there is.
    remaining_w: Option<f64>,
}

impl Poe {
    /// pethPsePortTable and the vendor's tables with its index.
    pub fn by_group(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            let (group, port) = match row.index[..] {
                [group, port] => (group, port),
                // A switch without units counts its ports alone.
                [port] => (1, port),
                _ => continue,
            };
            fill(self.by_slot.entry((group, port)).or_default(), &row, trouble);
            if let Some(entity) = row.whole("entity", trouble).and_then(|index| u32::try_from(index).ok()) {
                self.entities.insert((group, port), entity);
            }
        }
    }

    /// A table whose last arc is the ifIndex.
    pub fn by_port(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            if let Some(port) = row.index.last().and_then(|index| u32::try_from(*index).ok()) {
                fill(self.by_port.entry(port).or_default(), &row, trouble);
            }
        }
    }

    /// pethMainPseTable and the vendor's tables of sources. A table without index counts as group 1.
    pub fn groups(&mut self, profile: &Profile, cells: &[Cell<'_>], trouble: &mut Trouble) {
        for row in rows(profile, cells) {
            let index = row.index.first().copied().filter(|index| *index > 0).unwrap_or(1);
            let group = self.groups.entry(index).or_default();
            let mut put = |field: &str, place: &mut Option<f64>| {
                *place = row.fact(field, trouble).and_then(|fact| measured(&fact)).or(*place);
            };
            put("budget_w", &mut group.stated.budget_w);
            put("used_w", &mut group.stated.used_w);
            put("remaining_w", &mut group.remaining_w);
            put("threshold_percent", &mut group.stated.threshold_percent);
            group.stated.status = row.text("status", trouble).or(group.stated.status.take());
        }
    }

    /// Gives the ports their power; returns the sources, and adds the samples of both.
    pub fn finish(
        self,
        ports: &mut [Port],
        entities: &[Entity],
        bridge: &HashMap<u64, u32>,
        samples: &mut Vec<Sample>,
    ) -> Vec<PoeGroup> {
        let slots: Vec<Slot> = self.by_slot.keys().copied().collect();
        let mut found = place::ports_of(&slots, &self.entities, entities, ports, bridge);
        let mut by_port = self.by_port;
        for (slot, poe) in self.by_slot {
            if let Some(port) = found.remove(&slot) {
                merge(by_port.entry(port).or_default(), poe);
            }
        }
        for port in ports.iter_mut() {
            let poe = port.if_index.and_then(|index| by_port.remove(&index)).map(sound);
            port.poe = poe.filter(|poe| *poe != PortPoe::default());
        }
        let sample = |metric, instance: &str, value: Option<f64>| {
            Some(Sample { metric, instance: instance.to_owned(), value: Value::Level(value?) })
        };
        if ports.iter().any(|port| port.poe.is_some()) {
            let power = |port: &Port| port.poe.as_ref().and_then(|poe| poe.power_w);
            let keys = port_keys(ports);
            samples
                .extend(ports.iter().zip(keys).filter_map(|(port, key)| sample(Metric::PoePower, &key, power(port))));
        }
        let groups: Vec<PoeGroup> = self.groups.into_iter().filter_map(|(index, group)| group.finish(index)).collect();
        for group in &groups {
            let index = group.index.as_deref().unwrap_or_default();
            samples.extend(sample(Metric::PoeUsed, index, group.used_w));
            samples.extend(sample(Metric::PoeBudget, index, group.budget_w));
        }
        groups
    }
}

impl Group {
    /// None for a source of which nothing is known, or that can give nothing: a switch without PoE may list one.
    fn finish(self, index: u64) -> Option<PoeGroup> {
        let mut group = self.stated;
        if let (None, Some(used), Some(remaining)) = (group.budget_w, group.used_w, self.remaining_w) {
            group.budget_w = Some(six_digits(used + remaining));
        }
        group.threshold_percent = group.threshold_percent.filter(|percent| (0.0..=100.0).contains(percent));
        let gives = group.budget_w.is_none_or(|budget| budget > 0.0) || group.used_w.is_some_and(|used| used > 0.0);
        (gives && group != PoeGroup::default()).then(|| PoeGroup { index: Some(index.to_string()), ..group })
    }
}

/// A number, or a text that is one; a negative one says that nothing is known.
fn measured(fact: &Fact) -> Option<f64> {
    let number = match fact {
        Fact::Text(text) => text.trim().parse().ok(),
        fact => fact.number(),
    };
    number.filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

/// What one row says; what an earlier table said of the same field goes before it.
fn fill(poe: &mut PortPoe, row: &Row<'_>, trouble: &mut Trouble) {
    // A family maps to "" what a vendor says and the record has no word for.
    let mut word = |field: &str| row.text(field, trouble).filter(|word| !word.is_empty());
    let (status, mode, priority) = (word("status"), word("mode"), word("priority"));
    let mut number = |field: &str| row.fact(field, trouble).and_then(|fact| measured(&fact));
    let said = PortPoe {
        class: number("class").filter(|class| *class <= 8.0 && class.fract() == 0.0).map(|class| class as u8),
        power_w: number("power_w"),
        limit_w: number("limit_w"),
        voltage_v: number("voltage_v"),
        current_a: number("current_a"),
        status,
        mode,
        priority,
        admin: match row.fact("admin", trouble) {
            Some(Fact::Truth(admin)) => Some(admin),
            // An enumeration that is no TruthValue is mapped to these words.
            Some(Fact::Text(word)) => match word.as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            _ => None,
        },
        ..PortPoe::default()
    };
    merge(poe, said);
}

fn merge(poe: &mut PortPoe, more: PortPoe) {
    let old = std::mem::take(poe);
    *poe = PortPoe {
        status: old.status.or(more.status),
        class: old.class.or(more.class),
        mode: old.mode.or(more.mode),
        admin: old.admin.or(more.admin),
        priority: old.priority.or(more.priority),
        power_w: old.power_w.or(more.power_w),
        limit_w: old.limit_w.or(more.limit_w),
        voltage_v: old.voltage_v.or(more.voltage_v),
        current_a: old.current_a.or(more.current_a),
        other: old.other,
    };
}

/// The class holds only while power is delivered (RFC 3621, pethPsePortPowerClassifications).
fn sound(mut poe: PortPoe) -> PortPoe {
    if poe.status.as_deref().is_some_and(|status| status != "deliveringPower") {
        poe.class = None;
    }
    poe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_holds_while_power_is_delivered() {
        let poe = |status: &str| PortPoe { status: Some(status.into()), class: Some(3), ..PortPoe::default() };
        assert_eq!(sound(poe("deliveringPower")).class, Some(3));
        assert_eq!(sound(poe("searching")).class, None);
    }

    #[test]
    fn a_source_that_can_give_nothing_is_none() {
        let group = |budget, used, remaining_w| {
            let stated = PoeGroup { budget_w: budget, used_w: used, ..PoeGroup::default() };
            Group { stated, remaining_w }.finish(1).map(|group| group.budget_w)
        };
        assert_eq!(group(Some(0.0), Some(0.0), None), None);
        assert_eq!(group(Some(370.0), Some(0.0), None), Some(Some(370.0)));
        assert_eq!(group(None, Some(12.5), Some(100.0)), Some(Some(112.5)));
        assert_eq!(group(None, None, None), None);
    }

    #[test]
    fn numbers_may_be_written() {
        assert_eq!(measured(&Fact::Text(" 53 ".into())), Some(53.0));
        assert_eq!(measured(&Fact::Text("-".into())), None);
        assert_eq!(measured(&Fact::Whole(-1)), None);
    }
}
