//! `/metrics`: the collector's own counters, then every series of every device, in Prometheus text format 0.0.4.

mod choice;
mod device;
mod fleet;
mod isolation;
mod own;
#[cfg(test)]
mod tests;
mod text;
mod trust;

pub use choice::{Asked, Choice};
pub(crate) use isolation::add_isolation;
pub use own::{Extra, Own, ReadExtra, Say, Spread};
pub(crate) use text::label;
pub(crate) use trust::add_trust;

use crate::fleet::Fleet;
use model::{DeviceId, Timestamp};

/// Content type of the text format.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";
/// The page is written in pieces of about this size.
pub const PIECE: usize = 64 * 1024;

/// Writes what is chosen piece by piece. The fleet is held only while one piece is written, so that a scrape of many
/// series does not keep batches waiting. A reader that is gone (`write` says false) ends it.
pub fn page<'a, F>(
    own: &Own,
    fleet: impl Fn() -> F,
    now: Timestamp,
    choice: &Choice,
    mut write: impl FnMut(String) -> bool,
) where
    F: std::ops::Deref<Target = Fleet> + 'a,
{
    let limit = fleet().settings().limits.metrics_series;
    let mut page = text::Page::new(limit);
    let mut send = |page: &mut text::Page, at_least: usize| page.len() < at_least || write(page.take());
    if choice.writes.opds {
        fleet::write(&fleet(), &mut page, now, choice);
        if !send(&mut page, PIECE) {
            return;
        }
    }
    let mut survey = device::Survey::new(choice);
    let mut from = choice.writes.devices.then_some(DeviceId(0));
    while let Some(id) = from {
        from = survey.look(&fleet(), id);
    }
    let families = if choice.writes.devices { device::FAMILIES } else { &[] };
    for (place, family) in families.iter().enumerate() {
        if page.is_full() {
            // What was left out is still counted.
            let mut from = Some(DeviceId(0));
            while let Some(id) = from {
                from = device::count(&fleet(), &families[place..], id, &mut page, (&survey, now));
            }
            break;
        }
        let mut from = None;
        loop {
            from = device::write(&fleet(), *family, from, &mut page, (&survey, now));
            if !send(&mut page, PIECE) {
                return;
            }
            if from.is_none() {
                break;
            }
        }
    }
    own.dropped_series(page.dropped());
    let dropped = page.dropped();
    page.unbounded();
    page.head("pantau_metrics_series_dropped", "Series left out of this very page because it is full.", "gauge");
    page.series("pantau_metrics_series_dropped", &[], dropped as f64);
    if choice.writes.own {
        own.write(&mut page);
    }
    send(&mut page, 1);
}
