//! Perangkat: which devices. A table, with a preview of the selected one under it or beside it.

pub mod column;
mod preview;
mod sort;

use super::{Cursor, first};
use crate::{
    app::{App, Size},
    draw::{Look, table, text},
    filter::{Field, Op, Test, Value},
    lang,
};
use column::DeviceColumn;
use ratatui::{buffer::Buffer, layout::Rect};

/// Draws it.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let (list, pane) = split(app, area);
    let cursor = rows(app, look, list, buffer);
    if let Some(pane) = pane {
        preview::draw(app, look, pane, buffer);
    }
    cursor
}

/// The table and the preview's place.
fn split(app: &App, area: Rect) -> (Rect, Option<Rect>) {
    if !app.shows_preview() || app.devices.list.rows().is_empty() || app.fleet.is_first_start() {
        return (area, None);
    }
    if Size::of(area.width, area.height + 4) >= Size::Beside {
        let width = (area.width * 2 / 5).clamp(50, 80);
        let list = Rect { width: area.width - width - 1, ..area };
        (list, Some(Rect { x: list.right() + 1, width, ..area }))
    } else {
        let height = preview::HEIGHT.min(area.height / 2);
        let list = Rect { height: area.height - height, ..area };
        (list, Some(Rect { y: list.bottom(), height, ..area }))
    }
}

fn rows(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let devices = &app.devices;
    let first_sort = devices.sort.first().map(|key| (key.column, key.reversed));
    let columns = DeviceColumn::columns(look.lang, devices.contents, area.width, devices.scrolled, first_sort);
    let slots = table::lay_out(&columns, area);
    table::head(buffer, area.y, look, &columns, &slots);
    let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if devices.list.rows().is_empty() {
        if app.fleet.is_first_start() && devices.narrow.is_open() {
            first::below_table(app, look, area, buffer);
        } else {
            table::empty(buffer, area, look, &why_empty(app, look));
        }
        return None;
    }
    let mut cursor = None;
    let window = devices.list.window(usize::from(area.height));
    let shown = window.len();
    for (y, at) in (area.y..area.bottom()).zip(window) {
        let Some(row) = devices.list.rows().get(at).and_then(|id| app.fleet.device(*id)) else {
            continue;
        };
        for slot in &slots {
            let (content, style) = slot.key.cell(row, look, slot.width);
            table::put(buffer, slot, y, &content, style);
        }
        if at == devices.list.index() {
            table::mark(buffer, Rect { y, height: 1, ..area });
            cursor = Some((area.x, y));
        }
    }
    if app.fleet.is_first_start() && devices.narrow.is_open() {
        let used = u16::try_from(shown).unwrap_or(0) + 1;
        let below = Rect { y: area.y + used.min(area.height), height: area.height.saturating_sub(used), ..area };
        first::below_table(app, look, below, buffer);
    }
    cursor
}

/// Why the table has no rows, and what to do.
fn why_empty(app: &App, look: &Look) -> Vec<String> {
    let lang = look.lang;
    if !app.fleet.loaded {
        return super::waiting(app, look);
    }
    if !app.devices.narrow.is_open() {
        let filter = text::foreign(&app.devices.narrow.text, 60);
        return vec![lang::nothing_matches(lang, filter), lang::esc_clears(lang).to_owned()];
    }
    if app.devices.problems_only && app.fleet.counts.total() > 0 {
        return vec![lang::no_problems(lang).to_owned(), lang::esc_clears(lang).to_owned()];
    }
    first::how_to_add(app, look)
}

/// The agency that the filter narrows to, when it is one.
pub fn scope(app: &App) -> Option<String> {
    let narrow = &app.devices.narrow;
    narrow.filter.terms.iter().find_map(|term| match &term.test {
        Test::Compare(Field::Opd, Op::Has | Op::Is, values) if !term.negated => match values.as_slice() {
            [Value::Text { text, .. }] if !text.contains('*') => Some(text.to_uppercase()),
            _ => None,
        },
        _ => None,
    })
}
