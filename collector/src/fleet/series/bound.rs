//! Where the rows of a device's grid lie in the fleet: looked up once, for its heads stay the same from poll to poll.

use super::{Around, Events, take_port, widen};
use crate::{
    fleet::{Frame, Known, Port, Text, Texts, port::slot},
    grid::{Grid, Heads},
    store::{Row, reading::Packed},
};
use model::{Batch, Value};
use std::sync::Arc;

/// The rows of one device's grid.
#[derive(Clone, Debug)]
pub struct Bound {
    heads: Arc<Heads>,
    rows: Vec<Place>,
}

/// One row.
#[derive(Clone, Copy, Debug)]
struct Place {
    text: Text,
    /// Number in the device's dictionary; [`FULL`] when that is.
    number: u32,
    /// Where its port was found last.
    port: u32,
}

/// No number: the dictionary of the device was full.
const FULL: u32 = u32::MAX;

impl Place {
    fn number(self) -> Option<u32> {
        (self.number != FULL).then_some(self.number)
    }
}

impl Bound {
    /// That of the grid before, if it has the same heads; else the rows are looked up.
    fn of(
        grid: &Grid,
        known: &mut Known,
        texts: &mut Texts,
        at_most: usize,
        mut rows: Option<&mut Vec<Row>>,
    ) -> Box<Self> {
        if let Some(bound) = known.bound.take().filter(|bound| Arc::ptr_eq(&bound.heads, grid.heads())) {
            return bound;
        }
        let id = known.device.id;
        let mut place = |name: &str| {
            let is_full = known.numbers.len() >= at_most;
            // A name that finds no room is not kept either.
            let text = if is_full { texts.find(name).unwrap_or_default() } else { texts.keep(name) };
            let number = match known.numbers.binary_search_by_key(&text, |(text, _)| *text) {
                Ok(place) => Some(known.numbers[place].1),
                Err(_) if is_full => None,
                Err(place) => {
                    let number = known.numbers.len() as u32;
                    known.numbers.insert(place, (text, number));
                    if let Some(rows) = rows.as_deref_mut() {
                        rows.push(Row::Instance(id, number, name.to_owned()));
                    }
                    Some(number)
                }
            };
            Place { text, number: number.unwrap_or(FULL), port: 0 }
        };
        let rows = grid.heads().instances.iter().map(|name| place(name)).collect();
        Box::new(Self { heads: Arc::clone(grid.heads()), rows })
    }
}

/// The place of a port; one that no inventory listed is made.
fn find(ports: &mut Vec<Port>, key: Text, guess: usize) -> usize {
    if ports.get(guess).is_some_and(|port| port.key == key) {
        return guess;
    }
    ports.iter().position(|port| port.key == key).unwrap_or_else(|| {
        ports.push(Port { key, ..Port::default() });
        ports.len() - 1
    })
}

/// Takes in a grid. Returns how many values were left out because the device has too many series.
pub(super) fn take(
    known: &mut Known,
    texts: &mut Texts,
    (batch, grid): (&Batch, &Grid),
    empty: Frame,
    around: &Around,
    events: &mut Events<'_>,
    packed: &mut Vec<Packed>,
) -> u32 {
    let mut bound = Bound::of(grid, known, texts, around.instances_at_most, events.rows.as_deref_mut());
    let metrics = &grid.heads().metrics;
    let slots: Vec<Option<usize>> = metrics.iter().map(|metric| slot(*metric)).collect();
    let (mut next, mut left_out) = (0, 0);
    for (place, row) in bound.rows.iter_mut().zip(grid.rows()) {
        if place.number().is_none() {
            left_out += row.iter().flatten().count() as u32;
        } else if events.measures {
            // Ports lie in the order of the rows, as a rule.
            let guess = if place.port == 0 { next } else { place.port as usize };
            let found = find(&mut known.ports, place.text, guess);
            place.port = u32::try_from(found).unwrap_or_default();
            next = found + 1;
            let port = &mut known.ports[found];
            let mut frame = empty;
            for ((metric, slot), value) in metrics.iter().zip(&slots).zip(row) {
                match (slot, value) {
                    (_, None) => {}
                    (Some(slot), Some(Value::Count(count))) => frame.set(*slot, *count, false),
                    (_, Some(value)) => take_port(port, &mut frame, texts, *metric, *value, batch, &mut events.list),
                }
            }
            widen(&mut frame, port, batch.source);
            port.take(frame, around.interval_s);
        }
    }
    // Metric by metric and those by their numbers, which is the order in which they are packed.
    let mut columns: Vec<_> = metrics.iter().enumerate().collect();
    columns.sort_unstable_by_key(|(_, metric)| metric.id());
    for (column, metric) in columns {
        for (place, row) in bound.rows.iter().zip(grid.rows()) {
            if let (Some(number), Some(value)) = (place.number(), row[column]) {
                packed.push((metric.id(), number, value));
            }
        }
    }
    known.bound = Some(bound);
    left_out
}
