//! stand-in until `types` lands.
use super::day::Day;
/// End.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// On.
    On(Day),
    /// Open.
    Open,
    /// Ended.
    Ended,
}
/// Table.
#[derive(Debug, Default)]
pub struct Support {
    rows: std::collections::HashMap<(String, String), End>,
    day: Option<Day>,
}
impl Support {
    /// Looks up.
    pub fn lookup(&self, product: &str, cycle: &str) -> Option<End> {
        self.rows.get(&(product.into(), cycle.into())).copied()
    }
    /// Day.
    pub fn snapshot(&self) -> Day {
        self.day.unwrap_or_else(|| Day::of(model::Timestamp(0)))
    }
    /// Reads.
    pub fn embedded() -> Self {
        let mut s = Self { day: Day::parse("2026-08-22"), ..Self::default() };
        for line in std::fs::read_to_string("/work/shared/data/eol.tsv").unwrap_or_default().lines() {
            let c: Vec<&str> = line.split('\t').collect();
            if c.len() < 6 {
                continue;
            }
            let end = match c[5] {
                "false" => End::Open,
                "true" => End::Ended,
                d => match Day::parse(d) {
                    Some(d) => End::On(d),
                    None => continue,
                },
            };
            s.rows.insert((c[0].into(), c[1].into()), end);
        }
        s
    }
}
