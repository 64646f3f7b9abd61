//! Two readings of one source compared, section by section.

use super::{
    lasting::{Lasting, Place},
    section::{SECTIONS, Section, Told as When},
};
use model::inventory::Difference;
use std::collections::{BTreeMap, BTreeSet};

/// Most differences told of one reading; more are counted.
pub const MOST: usize = 1000;
/// A supply whose level rises by as many points was replaced; refined estimates and shaken cartridges move less.
const REFILL_POINTS: f64 = 25.0;

/// What came of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What changed, in the order of sections and keys.
    pub differences: Vec<Difference>,
    /// Differences beyond [`MOST`].
    pub left_out: u32,
    /// What the newer reading is silent about, and stays as it was.
    pub held: Lasting,
}

/// Compares what lasted before (with what is held) with a newer reading. `same_reader`: both were read by the same
/// version of the program, so that what is new in the reading is new in the device.
pub fn compare(before: &Lasting, after: &Lasting, same_reader: bool) -> Told {
    let mut told = Told::default();
    for section in SECTIONS {
        let (old, new) = (Table::of(before, section), Table::of(after, section));
        if new.is_empty() {
            hold(&mut told.held, before, section, |_| true);
            continue;
        }
        // What a reading that was cut short did not come to may have been there already.
        let news = same_reader && before.cut.is_empty();
        if old.is_empty() && (!news || section.keys.is_empty()) {
            continue;
        }
        Comparison { section, before, after, same_reader, news, told: &mut told }.run(&old, &new);
    }
    told.left_out = u32::try_from(told.differences.len().saturating_sub(MOST)).unwrap_or(u32::MAX);
    told.differences.truncate(MOST);
    told
}

fn hold(held: &mut Lasting, before: &Lasting, section: &'static Section, which: impl Fn(&Place) -> bool) {
    let facts = before.section(section.name).filter(|(place, _)| which(place));
    held.facts.extend(facts.map(|(place, value)| (place.clone(), value.clone())));
}

/// One row: its title (field `""`) and its fields.
type Row<'a> = BTreeMap<&'static str, &'a str>;

/// The rows of a section by key.
struct Table<'a>(BTreeMap<&'a str, Row<'a>>);

impl<'a> Table<'a> {
    fn of(lasting: &'a Lasting, section: &'static Section) -> Self {
        let mut rows: BTreeMap<&str, Row<'_>> = BTreeMap::new();
        for (place, value) in lasting.section(section.name) {
            rows.entry(&place.key).or_default().insert(place.field, value);
        }
        Self(rows)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Rows that the other table does not have.
    fn without(&self, other: &Self) -> Vec<&'a str> {
        self.0.keys().filter(|key| !other.0.contains_key(*key)).copied().collect()
    }
}

struct Comparison<'a> {
    section: &'static Section,
    before: &'a Lasting,
    after: &'a Lasting,
    same_reader: bool,
    /// What is new in the reading is new in the device.
    news: bool,
    told: &'a mut Told,
}

impl Comparison<'_> {
    fn run(mut self, old: &Table<'_>, new: &Table<'_>) {
        let (mut gone, mut come) = (old.without(new), new.without(old));
        let moved = self.moved(old, new, &mut gone, &mut come);
        if self.section.renumbered {
            cancel(old, new, &mut gone, &mut come);
        }
        let unclear = |lasting: &Lasting, key: &str| lasting.unclear.contains(&(self.section.name, key.to_owned()));
        gone.retain(|key| !unclear(self.after, key));
        come.retain(|key| !unclear(self.before, key));
        for key in gone {
            self.tell(key, "", old.0[key].get("").copied(), None);
        }
        for (key, row) in &new.0 {
            let came_from = moved.get(key).copied();
            if come.contains(key) {
                self.tell(key, "", None, row.get("").copied().or(Some("")));
                continue;
            }
            if let Some(from) = came_from {
                self.tell(key, "name", Some(from), Some(key));
            }
            if let Some(was) = old.0.get(came_from.unwrap_or(key)) {
                self.fields(key, came_from.unwrap_or(key), was, row);
            }
        }
    }

    /// Rows found again under another key, by a mark that no other row of either reading has: new key, old key.
    fn moved<'k>(
        &self,
        old: &Table<'k>,
        new: &Table<'k>,
        gone: &mut Vec<&'k str>,
        come: &mut Vec<&'k str>,
    ) -> BTreeMap<&'k str, &'k str> {
        let anchor = self.section.anchor;
        let mut moved = BTreeMap::new();
        if anchor.is_empty() || gone.is_empty() || come.is_empty() {
            return moved;
        }
        let marks = |table: &Table<'k>| {
            let mut marks: BTreeMap<&'k str, Option<&'k str>> = BTreeMap::new();
            for (key, row) in &table.0 {
                if let Some(mark) = row.get(anchor) {
                    marks.entry(mark).and_modify(|only| *only = None).or_insert(Some(key));
                }
            }
            marks
        };
        let (before, after) = (marks(old), marks(new));
        for (mark, key) in &before {
            let (Some(from), Some(Some(to))) = (key, after.get(mark)) else { continue };
            if gone.contains(from) && come.contains(to) {
                moved.insert(*to, *from);
            }
        }
        gone.retain(|key| !moved.values().any(|from| from == key));
        come.retain(|key| !moved.contains_key(key));
        moved
    }

    fn fields(&mut self, key: &str, old_key: &str, was: &Row<'_>, is: &Row<'_>) {
        for (field, when) in self.section.fields {
            let (old, new) = (was.get(field).copied(), is.get(field).copied());
            let telling = match (old, new) {
                (Some(a), Some(b)) if a == b => false,
                (Some(a), Some(b)) => match when {
                    When::Refilled => rises(a, b),
                    When::Recognised => self.same_reader,
                    _ => true,
                },
                (Some(_), None) => {
                    let cleared = *when == When::Clearable;
                    if !cleared {
                        let place = Place { section: self.section.name, key: key.to_owned(), field };
                        let value = self.before.facts.get(&Place { key: old_key.to_owned(), ..place.clone() });
                        self.told.held.facts.extend(value.map(|value| (place, value.clone())));
                    }
                    cleared
                }
                (None, Some(_)) => self.news && !matches!(when, When::Quiet | When::Refilled),
                (None, None) => false,
            };
            if telling {
                self.tell(key, field, old, new);
            }
        }
    }

    fn tell(&mut self, key: &str, field: &str, before: Option<&str>, after: Option<&str>) {
        self.told.differences.push(Difference {
            section: self.section.name.to_owned(),
            key: key.to_owned(),
            field: field.to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        });
    }
}

/// Takes out rows that went under one key and came under another with the same content.
fn cancel<'k>(old: &Table<'k>, new: &Table<'k>, gone: &mut Vec<&'k str>, come: &mut Vec<&'k str>) {
    let mut by_content: BTreeMap<&Row<'k>, Vec<&'k str>> = BTreeMap::new();
    for key in come.iter() {
        by_content.entry(&new.0[key]).or_default().push(key);
    }
    let mut same = BTreeSet::new();
    gone.retain(|from| match by_content.get_mut(&old.0[from]).and_then(Vec::pop) {
        Some(to) => !same.insert(to),
        None => true,
    });
    come.retain(|key| !same.contains(key));
}

fn rises(before: &str, after: &str) -> bool {
    matches!((before.parse::<f64>(), after.parse::<f64>()), (Ok(a), Ok(b)) if b - a >= REFILL_POINTS)
}
