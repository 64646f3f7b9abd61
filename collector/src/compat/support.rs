//! When support of products ends: `catalogue/support.tsv`, dates of endoflife.date with the day they were taken.

use super::day::Day;
use std::{collections::HashMap, sync::LazyLock};

const TABLE: &str = include_str!("../../../catalogue/support.tsv");

/// The end of security support of one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// On this day.
    On(Day),
    /// No end is set.
    Open,
    /// It has ended; nobody says when.
    Ended,
}

/// The table of ends of support.
#[derive(Clone, Debug)]
pub struct Support {
    ends: HashMap<(String, String), End>,
    snapshot: Day,
}

impl Support {
    /// The table of this program, read when it is first asked for.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Support> = LazyLock::new(|| {
            // A test reads every line of it.
            let none = || Support { ends: HashMap::new(), snapshot: Day::of(model::Timestamp(0)) };
            Support::read(TABLE).unwrap_or_else(|_| none())
        });
        &EMBEDDED
    }

    /// Reads a table: `# snapshot: DAY`, then product, cycle and end, parted by tabs. Error: the number of the line that
    /// cannot be read; 0: the day is missing.
    pub fn read(table: &str) -> Result<Self, usize> {
        let mut ends = HashMap::new();
        let mut snapshot = None;
        for (place, line) in table.lines().enumerate() {
            if let Some(comment) = line.strip_prefix('#') {
                snapshot = comment.trim().strip_prefix("snapshot: ").and_then(Day::parse).or(snapshot);
                continue;
            }
            let cells: Vec<&str> = line.split('\t').collect();
            let [product, cycle, end] = cells[..] else { return Err(place + 1) };
            if product == "product" {
                continue;
            }
            let end = match end {
                "open" => End::Open,
                "ended" => End::Ended,
                day => End::On(Day::parse(day).ok_or(place + 1)?),
            };
            if ends.insert((product.to_owned(), cycle.to_owned()), end).is_some() {
                return Err(place + 1);
            }
        }
        Ok(Self { ends, snapshot: snapshot.ok_or(0_usize)? })
    }

    /// When support of a version ends; none: the table does not hold it.
    pub fn lookup(&self, product: &str, cycle: &str) -> Option<End> {
        self.ends.get(&(product.to_owned(), cycle.to_owned())).copied()
    }

    /// The day on which the dates were taken.
    pub const fn snapshot(&self) -> Day {
        self.snapshot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_embedded_table_is_read() {
        let table = Support::read(TABLE).unwrap();
        assert_eq!(table.ends.len(), TABLE.lines().filter(|line| !line.starts_with('#')).count() - 1);
        assert_eq!(table.snapshot().to_string(), "2026-08-22");
        for (product, cycle, end) in [
            ("windows", "10-22h2", End::On(Day::parse("2025-10-14").unwrap())),
            ("proxmox-ve", "9", End::Open),
            ("php", "8.1", End::On(Day::parse("2025-12-31").unwrap())),
        ] {
            assert_eq!(table.lookup(product, cycle), Some(end), "{product} {cycle}");
        }
        assert_eq!(table.lookup("windows", "12"), None);
    }

    #[test]
    fn faults_have_their_line() {
        assert_eq!(Support::read("# snapshot: 2026-01-01\nphp\t8.3").err(), Some(2));
        assert_eq!(Support::read("# snapshot: 2026-01-01\nphp\t8.3\tsoon").err(), Some(2));
        assert_eq!(Support::read("php\t8.3\topen").err(), Some(0));
        assert_eq!(Support::read("# snapshot: 2026-01-01\nphp\t8.3\topen\nphp\t8.3\topen").err(), Some(3));
    }
}
