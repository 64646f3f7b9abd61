//! Where a table ends, when it was read before: one varbind tells whether its last row is still the last.

use crate::snmp::{Oid, ber::tag, message::Varbind, oid::compare, session::Wanted};

/// Octets of a varbind besides its name and its value, when they are short.
pub const VARBIND_FRAME: usize = 6;

/// The rows of a table as they were the last time: as many are asked for, and beside the first of them whether any lies behind
/// the last one.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// How many.
    pub rows: usize,
    /// Octets of a row, all columns together.
    pub octets: usize,
    /// A column that the last row has.
    pub column: u16,
    /// Index of the last row.
    pub last: &'a [u8],
}

impl Expected<'_> {
    /// The root of the column that tells the end, and the name of its last row.
    pub(super) fn last_name<'a>(&self, columns: &[Wanted<'a>]) -> Option<(&'a Oid, Vec<u8>)> {
        let (_, root) = columns.iter().find(|(source, _)| *source == self.column)?;
        Some((root, [root.as_ber(), self.last].concat()))
    }
}

/// What is known of the end of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The next GETBULK asks what lies behind the last row known.
    Unasked,
    /// Nothing does: a column ends with that row.
    Known,
    /// The walk itself finds it.
    Open,
}

impl End {
    /// What an answer says that is to name the object behind `last`, a row of the column `root`.
    pub(super) fn seen(next: Option<Varbind<'_>>, root: &Oid, last: &[u8]) -> Self {
        match next {
            Some(next) if next.tag == tag::END_OF_MIB_VIEW => Self::Known,
            // A device that goes back says nothing.
            Some(next) if root.index_of(next.name).is_none() && compare(next.name, last).is_gt() => Self::Known,
            _ => Self::Open,
        }
    }
}
