//! The order of device rows as whole numbers: comparing 10,000 rows by their texts and doubles would touch all of their
//! memory at every comparison.

use super::devices::{SORT_KEYS_MAX, SortKey};
use crate::fleet::Fleet;
use model::api::DeviceRow;
use std::cmp::Ordering;

/// Keys of every row, kept until the data or the sort changes.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// Version of the fleet that the keys are of.
    pub version: u64,
    /// Version of its names.
    pub names_version: u64,
    sort: Vec<SortKey>,
    keys: Vec<[u64; SORT_KEYS_MAX]>,
    /// Place of every row among all, by name: the last resort.
    by_name: Vec<u32>,
}

impl Order {
    /// Brings the keys up to date.
    pub fn keep(&mut self, fleet: &Fleet, sort: &[SortKey]) {
        let rows = fleet.devices();
        if self.names_version != fleet.names_version || self.by_name.len() != rows.len() {
            let mut order: Vec<usize> = (0..rows.len()).collect();
            order.sort_unstable_by(|a, b| rows[*a].name.cmp(&rows[*b].name).then(a.cmp(b)));
            self.by_name = vec![0; rows.len()];
            for (place, at) in (0u32..).zip(order) {
                self.by_name[at] = place;
            }
            self.names_version = fleet.names_version;
        }
        if self.version != fleet.version || self.sort != sort {
            let key = |row: &DeviceRow| {
                let mut keys = [0; SORT_KEYS_MAX];
                for (key, own) in keys.iter_mut().zip(sort) {
                    *key = own.column.key(row, own.reversed);
                }
                keys
            };
            self.keys.clear();
            self.keys.extend(rows.iter().map(key));
            self.sort = sort.to_vec();
            self.version = fleet.version;
        }
    }

    /// Compares two rows by their places among all devices.
    pub fn compare(&self, rows: &[DeviceRow], a: u32, b: u32) -> Ordering {
        let (a, b) = (a as usize, b as usize);
        for (i, sort) in self.sort.iter().enumerate() {
            let order = self.keys[a][i].cmp(&self.keys[b][i]);
            // A key holds only the beginning of a text.
            let order = if order.is_eq() && sort.column.is_ascending() {
                sort.column.compare(&rows[a], &rows[b], sort.reversed)
            } else {
                order
            };
            if order.is_ne() {
                return order;
            }
        }
        self.by_name[a].cmp(&self.by_name[b])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::devices::column::DeviceColumn;
    use model::{DeviceId, Status, Timestamp, api::FleetPicture};
    use proptest::prelude::*;

    fn any_row() -> impl Strategy<Value = DeviceRow> {
        let number = || proptest::option::of(prop_oneof![Just(0.0), 0.0..1e10f64, -5.0..5.0f64]);
        let text = || prop_oneof![Just(String::new()), "[ab]{0,12}", "10\\.[0-9]\\.0\\.[0-9]{1,2}", any::<String>()];
        (0usize..7, text(), text(), text(), number(), number(), proptest::option::of(any::<i64>())).prop_map(
            |(status, name, address, opd, in_bps, rtt_ms, booted)| DeviceRow {
                status: Status::ALL[status],
                name,
                address,
                opd,
                in_bps,
                rtt_ms,
                booted: booted.map(Timestamp),
                ..DeviceRow::default()
            },
        )
    }

    proptest! {
        #[test]
        fn numbers_order_rows_as_their_facts_do(
            rows in proptest::collection::vec(any_row(), 0..30),
            sort in proptest::collection::vec((0usize..18, any::<bool>()), 1..3),
        ) {
            let devices = rows.into_iter().zip(1u32..).map(|(row, id)| DeviceRow { id: DeviceId(id), ..row }).collect();
            let mut fleet = Fleet::default();
            fleet.replace(FleetPicture { devices, ..FleetPicture::default() });
            let sort: Vec<SortKey> = sort.into_iter().map(|(column, reversed)| SortKey { column: DeviceColumn::SORTABLE[column], reversed }).collect();
            let mut order = Order::default();
            order.keep(&fleet, &sort);
            let rows = fleet.devices();
            let mut sorted: Vec<u32> = (0..rows.len() as u32).collect();
            sorted.sort_by(|a, b| order.compare(rows, *a, *b));
            let mut expected: Vec<u32> = (0..rows.len() as u32).collect();
            expected.sort_by(|a, b| {
                let (a, b) = (&rows[*a as usize], &rows[*b as usize]);
                let by_columns = sort.iter().map(|key| key.column.compare(a, b, key.reversed)).find(|order| order.is_ne());
                by_columns.unwrap_or_else(|| a.name.cmp(&b.name).then(a.id.cmp(&b.id)))
            });
            prop_assert_eq!(sorted, expected);
        }
    }
}
