//! Perangkat: which rows, in which order.

use super::{list::List, narrow::Narrow, order::Order};
use crate::{draw::text, fleet::Fleet, view::devices::column::DeviceColumn};
use model::{DeviceId, Status, Timestamp, api::DeviceRow};

/// One key of the sort: the column, and whether its usual direction is turned over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// Column.
    pub column: DeviceColumn,
    /// Turned over.
    pub reversed: bool,
}

/// Columns that the widest contents of all rows take; the allocator gives no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Names.
    pub name: u16,
    /// Addresses.
    pub address: u16,
    /// Agency codes.
    pub opd: u16,
}

impl Contents {
    fn of(rows: &[DeviceRow]) -> Self {
        let mut widest = Self { name: 14, address: 11, opd: 8 };
        for row in rows {
            widest.name = widest.name.max(text::columns(&row.name));
            widest.address = widest.address.max(text::columns(&row.address));
            widest.opd = widest.opd.max(text::columns(&row.opd));
        }
        Self { name: widest.name.min(32), address: widest.address.min(39), opd: widest.opd.min(14) }
    }
}

/// The table of devices.
#[derive(Clone, Debug)]
pub struct Devices {
    /// Rows and selection.
    pub list: List<DeviceId>,
    /// Filter.
    pub narrow: Narrow,
    /// Only rows that are not fine.
    pub problems_only: bool,
    /// Sort keys, the first first.
    pub sort: Vec<SortKey>,
    /// Columns scrolled out behind the name.
    pub scrolled: usize,
    /// Preview asked for or not; absent: as the size has it.
    pub preview: Option<bool>,
    /// Data came while the rows were held.
    pub pending: bool,
    /// Widths of contents.
    pub contents: Contents,
    order: Order,
}

impl Default for Devices {
    fn default() -> Self {
        let key = |column| SortKey { column, reversed: false };
        Self {
            list: List::default(),
            narrow: Narrow::default(),
            problems_only: false,
            sort: vec![key(DeviceColumn::Status), key(DeviceColumn::In)],
            scrolled: 0,
            preview: None,
            pending: false,
            contents: Contents::of(&[]),
            order: Order::default(),
        }
    }
}

impl Devices {
    /// Filters and sorts anew, in place.
    pub fn refresh(&mut self, fleet: &Fleet, now: Timestamp) {
        self.pending = false;
        if self.order.version != fleet.version {
            self.contents = Contents::of(fleet.devices());
        }
        self.order.keep(fleet, &self.sort);
        let devices = fleet.devices();
        let (narrow, problems_only) = (&self.narrow, self.problems_only);
        let mut rows: Vec<u32> = (0u32..)
            .zip(devices)
            .filter(|(_, row)| !problems_only || row.status < Status::Maintenance)
            .filter(|(_, row)| narrow.is_open() || narrow.filter.holds(*row, now))
            .map(|(at, _)| at)
            .collect();
        rows.sort_unstable_by(|a, b| self.order.compare(devices, *a, *b));
        self.list.replace(rows.into_iter().map(|at| devices[at as usize].id).collect());
    }

    /// Without a filter and unsorted, for rows that are held: gone ones leave, the rest stays.
    pub fn drop_gone(&mut self, fleet: &Fleet) {
        self.pending = true;
        if self.order.names_version != fleet.names_version {
            let kept = self.list.rows().iter().copied().filter(|id| fleet.device(*id).is_some()).collect();
            self.list.replace(kept);
        }
    }

    /// Sorts by `column` first; the same column again turns its direction over.
    pub fn sort_by(&mut self, column: DeviceColumn) {
        match self.sort.first_mut() {
            Some(first) if first.column == column => first.reversed = !first.reversed,
            _ => {
                self.sort.retain(|key| key.column != column);
                self.sort.insert(0, SortKey { column, reversed: false });
                self.sort.truncate(SORT_KEYS_MAX);
            }
        }
    }

    /// Adds `column` as a further key.
    pub fn sort_add(&mut self, column: DeviceColumn) {
        match self.sort.iter_mut().find(|key| key.column == column) {
            Some(key) => key.reversed = !key.reversed,
            None => {
                self.sort.truncate(SORT_KEYS_MAX - 1);
                self.sort.push(SortKey { column, reversed: false });
            }
        }
    }

    /// Moves the first key to the neighbouring column.
    pub fn sort_step(&mut self, by: isize) {
        let columns = DeviceColumn::SORTABLE;
        let at = self.sort.first().and_then(|key| columns.iter().position(|column| *column == key.column)).unwrap_or(0);
        let to = at.saturating_add_signed(by).min(columns.len() - 1);
        if to != at {
            let second = self.sort.get(1).copied().filter(|key| key.column != columns[to]);
            self.sort = std::iter::once(SortKey { column: columns[to], reversed: false }).chain(second).collect();
        }
    }

    /// Turns the direction of the first key over.
    pub fn reverse(&mut self) {
        if let Some(first) = self.sort.first_mut() {
            first.reversed = !first.reversed;
        }
    }
}

/// Sort keys at once, at most.
pub const SORT_KEYS_MAX: usize = 3;
