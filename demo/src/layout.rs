//! The order of a device's objects: which instance a name means, and which comes next. One layout serves a family.

use crate::ber;
use crate::family::Family;
use crate::mib::{OBJECTS, Object, Rows};
use std::cmp::Ordering;

/// Objects of one family in the order of their identifiers.
#[derive(Debug)]
pub(crate) struct Layout {
    columns: Vec<Column>,
}

/// A column of a table, or a scalar.
#[derive(Debug)]
struct Column {
    object: Object,
    prefix: &'static [u32],
    /// The prefix as it stands in a datagram.
    octets: Vec<u8>,
    rows: Rows,
}

/// One instance: a column and a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    column: usize,
    pub row: usize,
}

/// Most arcs of an index: that of lldpRemManAddrTable.
const MAX_INDEX: usize = 9;

/// The index arcs of one row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    arcs: [u32; MAX_INDEX],
    len: usize,
}

impl Index {
    pub(crate) fn of<const N: usize>(these: [u32; N]) -> Self {
        const { assert!(N <= MAX_INDEX) };
        let mut arcs = [0; MAX_INDEX];
        arcs[..N].copy_from_slice(&these);
        Self { arcs, len: N }
    }

    pub(crate) fn one(arc: u32) -> Self {
        Self::of([arc])
    }

    fn arcs(&self) -> &[u32] {
        &self.arcs[..self.len]
    }
}

/// What numbers the rows of one device.
pub(crate) trait Numbered {
    /// How many rows there are.
    fn count(&self, rows: Rows) -> usize;
    /// The index of a row; grows with the row.
    fn index(&self, rows: Rows, row: usize) -> Index;
}

impl Layout {
    /// The layout of a family.
    pub(crate) fn of(family: &Family) -> Self {
        let columns = OBJECTS.iter().filter(|(.., part)| family.has(*part)).map(|&(object, prefix, rows, _)| {
            let mut octets = Vec::new();
            ber::put_arcs(&mut octets, prefix);
            Column { object, prefix, octets, rows }
        });
        Self { columns: columns.collect() }
    }

    /// The object of a cell and what numbers its rows.
    pub(crate) fn object(&self, cell: Cell) -> (Object, Rows) {
        let column = &self.columns[cell.column];
        (column.object, column.rows)
    }

    /// Writes the name of a cell.
    pub(crate) fn put_name(&self, device: &impl Numbered, cell: Cell, out: &mut Vec<u8>) {
        let column = &self.columns[cell.column];
        let at = ber::open(out, ber::OBJECT_IDENTIFIER);
        out.extend_from_slice(&column.octets);
        for arc in device.index(column.rows, cell.row).arcs() {
            ber::put_arc(out, *arc);
        }
        ber::close(out, at);
    }

    /// The cell of exactly this name. Error: true when at least its object is there.
    pub(crate) fn get(&self, device: &impl Numbered, name: &[u32]) -> Result<Cell, bool> {
        let column = self.columns.partition_point(|c| c.prefix <= name).checked_sub(1).ok_or(false)?;
        let Some(suffix) = name.strip_prefix(self.columns[column].prefix) else {
            return Err(false);
        };
        let row = self.row_from(device, column, suffix, Ordering::Less);
        let rows = self.columns[column].rows;
        let is_it = row < device.count(rows) && device.index(rows, row).arcs() == suffix;
        if is_it { Ok(Cell { column, row }) } else { Err(true) }
    }

    /// The first cell behind this name.
    pub(crate) fn next(&self, device: &impl Numbered, name: &[u32]) -> Option<Cell> {
        let behind = self.columns.partition_point(|c| c.prefix <= name);
        if let Some(column) = behind.checked_sub(1)
            && let Some(suffix) = name.strip_prefix(self.columns[column].prefix)
        {
            let row = self.row_from(device, column, suffix, Ordering::Equal);
            if row < device.count(self.columns[column].rows) {
                return Some(Cell { column, row });
            }
        }
        self.first_from(device, behind)
    }

    /// The cell behind this one.
    pub(crate) fn after(&self, device: &impl Numbered, cell: Cell) -> Option<Cell> {
        let row = cell.row + 1;
        if row < device.count(self.columns[cell.column].rows) {
            return Some(Cell { row, ..cell });
        }
        self.first_from(device, cell.column + 1)
    }

    fn first_from(&self, device: &impl Numbered, column: usize) -> Option<Cell> {
        let filled = (column..self.columns.len()).find(|column| device.count(self.columns[*column].rows) > 0)?;
        Some(Cell { column: filled, row: 0 })
    }

    /// The first row whose index is not before `suffix` (`most` Less), or behind it (`most` Equal).
    fn row_from(&self, device: &impl Numbered, column: usize, suffix: &[u32], most: Ordering) -> usize {
        let rows = self.columns[column].rows;
        let (mut low, mut high) = (0, device.count(rows));
        while low < high {
            let middle = usize::midpoint(low, high);
            if device.index(rows, middle).arcs().cmp(suffix) <= most {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}
