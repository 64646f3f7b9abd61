//! A row of a table with its index taken apart and its values by field.

use super::{Trouble, by_index, fact::Fact, fact::fact};
use crate::{
    profile::{Profile, Source},
    snmp::{Value, cells::Cell, oid::arcs},
};

/// One row.
pub(super) struct Row<'a> {
    /// Arcs of the index.
    pub index: Vec<u64>,
    cells: Vec<(&'a Source, Value<'a>)>,
}

/// The rows of a table, by index.
pub(super) fn rows<'a>(profile: &'a Profile, cells: &[Cell<'a>]) -> Vec<Row<'a>> {
    by_index(cells)
        .into_iter()
        .map(|row| Row {
            index: arcs(row[0].index).collect(),
            cells: row.iter().filter_map(|cell| Some((profile.source(cell.column)?, cell.value))).collect(),
        })
        .collect()
}

impl<'a> Row<'a> {
    /// The fact of a field.
    pub fn fact(&self, field: &str, trouble: &mut Trouble) -> Option<Fact> {
        let (source, value) = self.cells.iter().find(|(source, _)| source.field == field)?;
        fact(source, *value, trouble)
    }

    /// A text, or an enumeration's label.
    pub fn text(&self, field: &str, trouble: &mut Trouble) -> Option<String> {
        self.fact(field, trouble)?.text()
    }

    /// A whole number that is not negative.
    pub fn whole(&self, field: &str, trouble: &mut Trouble) -> Option<u64> {
        self.fact(field, trouble)?.whole()
    }

    /// A number, also a negative one.
    pub fn number(&self, field: &str, trouble: &mut Trouble) -> Option<i64> {
        self.fact(field, trouble)?.number().map(|number| number as i64)
    }

    /// Octets as they came.
    pub fn octets(&self, field: &str) -> Option<&'a [u8]> {
        self.cells.iter().find(|(source, _)| source.field == field).and_then(|(_, value)| match value {
            Value::Octets(octets) => Some(*octets),
            _ => None,
        })
    }

    /// Name of the instance of this field's object.
    pub fn oid(&self, field: &str) -> Option<String> {
        let (source, _) = self.cells.iter().find(|(source, _)| source.field == field)?;
        Some(format!("{}.{}", source.oid, dotted(&self.index)))
    }
}

/// Arcs as text.
pub(super) fn dotted(arcs: &[u64]) -> String {
    arcs.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

/// Arcs that are octets.
pub(super) fn octets(arcs: &[u64]) -> Option<Vec<u8>> {
    arcs.iter().map(|arc| u8::try_from(*arc).ok()).collect()
}

/// Numbers of the bits that are set, the first being 0.
pub(super) fn bits(octets: &[u8]) -> impl Iterator<Item = usize> + '_ {
    (0..octets.len() * 8).filter(|bit| octets[bit / 8] & (0x80 >> (bit % 8)) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_count_from_the_left() {
        assert_eq!(bits(&[0x80, 0x01]).collect::<Vec<_>>(), [0, 15]);
        assert_eq!(bits(&[]).count(), 0);
    }
}
