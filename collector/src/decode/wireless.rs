//! Metrics of radio by the rules of the family (`profile/measure.rs`): clients, access points, signal, rate.

use super::{
    fact::six_digits,
    sensor::{Owners, Said},
};
use crate::{
    profile::{
        Profile,
        measure::{Rows, WIRELESS_CLASSES, WirelessRule},
    },
    snmp::{
        cells::Cell,
        oid::{compare, dotted},
    },
};
use model::record::{Sensor, WirelessMetric};

/// A metric and the objects that it was read from.
struct Found {
    objects: Vec<Vec<u8>>,
    metric: WirelessMetric,
}

/// Every metric that the rules find, by its objects. Where two rules tell one class of the same objects, the first holds.
pub(super) fn metrics(profile: &Profile, said: &Said<'_, '_>, owners: Owners<'_>) -> Vec<WirelessMetric> {
    let mut found: Vec<Found> = Vec::new();
    for rule in &profile.wireless {
        let mut of_rule: Vec<Found> = Vec::new();
        for cell in said.rows(rule.row.value) {
            let Some(one) = read(rule, cell, profile, said, owners) else { continue };
            if rule.rows != Rows::Each && one.metric.descr.is_none() {
                continue;
            }
            let same = of_rule.iter_mut().find(|other| other.metric.descr == one.metric.descr);
            match (rule.rows, same) {
                (Rows::Sum, Some(other)) => other.add(one),
                (Rows::First, Some(_)) => {}
                _ => of_rule.push(one),
            }
        }
        for mut one in of_rule {
            one.objects.sort_by(|a, b| compare(a, b));
            let told = |other: &Found| other.metric.class == one.metric.class && other.objects == one.objects;
            if !found.iter().any(told) {
                found.push(one);
            }
        }
    }
    found.sort_by(|a, b| {
        let lists = a.objects.iter().zip(&b.objects).map(|(a, b)| compare(a, b));
        lists.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then).then(a.objects.len().cmp(&b.objects.len()))
    });
    let stated = |found: Found| WirelessMetric {
        oids: found.objects.iter().map(|object| dotted(object)).collect(),
        ..found.metric
    };
    found.into_iter().map(stated).collect()
}

/// The metric in one row, with the columns that are added.
fn read(
    rule: &WirelessRule<u16>,
    cell: &Cell<'_>,
    profile: &Profile,
    said: &Said<'_, '_>,
    owners: Owners<'_>,
) -> Option<Found> {
    let Sensor { class, descr, index, value, .. } = said.sensor(&rule.row, cell, owners)?;
    let object = |number: u16| Some([profile.source(number)?.oid.as_ber(), cell.index].concat());
    let mut found = Found { objects: vec![object(rule.row.value)?], metric: WirelessMetric::default() };
    let mut sum = value?;
    for column in &rule.plus {
        // Without one of its parts the sum is not known.
        sum += said.of_row(*column, cell.index).and_then(|value| rule.row.number(value, 1.0))?;
        found.objects.push(object(*column)?);
    }
    let unit = class.as_deref().and_then(unit);
    found.metric =
        WirelessMetric { class, descr, index, value: Some(six_digits(sum)), unit, ..WirelessMetric::default() };
    Some(found)
}

impl Found {
    /// Adds another row of the same name.
    fn add(&mut self, other: Self) {
        self.objects.extend(other.objects);
        self.metric.index = None;
        self.metric.value = self.metric.value.zip(other.metric.value).map(|(a, b)| six_digits(a + b));
    }
}

/// Unit of a class.
fn unit(class: &str) -> Option<String> {
    let (_, unit) = WIRELESS_CLASSES.iter().find(|(word, _)| *word == class)?;
    unit.map(str::to_owned)
}
