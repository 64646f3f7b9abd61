//! `/metrics`: the collector's own counters, then every series of every device, in Prometheus text format 0.0.4.

mod device;
mod fleet;
mod own;
#[cfg(test)]
mod tests;
mod text;

pub use own::{Extra, Own, ReadExtra};
pub(crate) use text::label;

use crate::fleet::Fleet;
use model::{DeviceId, OpdCode, Timestamp};

/// Content type of the text format.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";
/// The page is written in pieces of about this size.
pub const PIECE: usize = 64 * 1024;

/// Writes the whole page piece by piece. The fleet is held only while one piece is written, so that a scrape of many
/// series does not keep batches waiting. A reader that is gone (`write` says false) ends it.
///
/// With an agency only what belongs to it is written, and nothing of the collector itself.
pub fn page<'a, F>(
    own: &Own,
    fleet: impl Fn() -> F,
    now: Timestamp,
    opd: Option<&OpdCode>,
    mut write: impl FnMut(String) -> bool,
) where
    F: std::ops::Deref<Target = Fleet> + 'a,
{
    let limit = fleet().settings().limits.metrics_series;
    let mut page = text::Page::new(limit);
    let mut send = |page: &mut text::Page, at_least: usize| page.len() < at_least || write(page.take());
    fleet::write(&fleet(), &mut page, now, opd);
    if !send(&mut page, PIECE) {
        return;
    }
    for family in device::FAMILIES {
        let mut from = Some(DeviceId(0));
        while let Some(id) = from {
            from = device::write(&fleet(), *family, id, &mut page, (now, opd));
            if !send(&mut page, PIECE) {
                return;
            }
        }
    }
    own.dropped_series(page.dropped());
    if opd.is_none() {
        own.write(&mut page);
    }
    send(&mut page, 1);
}
