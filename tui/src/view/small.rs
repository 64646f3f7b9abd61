//! Windows in which no list fits: one line, or the worst devices by glyph and name. The program never refuses a size.

use super::Cursor;
use crate::{
    app::App,
    draw::{Look, number, status, text, text::Pen},
    lang,
    theme::Ink,
};
use model::{Status, api::DeviceRow};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

fn counts(app: &App, look: &Look) -> String {
    let clock = if app.now.0 == 0 { String::new() } else { number::clock(look, look.now) };
    let data = if matches!(app.link, crate::app::Link::Cut { .. }) { lang::cut_word(look.lang) } else { "" };
    let counts = if app.fleet.loaded {
        status::title_counts(look, &app.fleet.counts, false)
    } else {
        lang::loading(look.lang).to_owned()
    };
    [data, &counts, &clock].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Under 20x3: `×12 ▲5 !31 11:40`.
pub fn line(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let shown = model::text::cut_end(&counts(app, look), usize::from(area.width));
    text::put(buffer, area.x, area.y, area.width, &shown, Style::new());
    None
}

/// To 39x9: the counts, then the worst devices by glyph and name.
pub fn problems(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let shown = model::text::cut_end(&counts(app, look), usize::from(area.width));
    text::put(
        buffer,
        area.x,
        area.y,
        area.width,
        &" ".repeat(usize::from(area.width)),
        Style::new().add_modifier(Modifier::REVERSED),
    );
    text::put(buffer, area.x, area.y, area.width, &shown, Style::new().add_modifier(Modifier::REVERSED));
    let mut rows: Vec<&DeviceRow> = app.fleet.devices().iter().filter(|row| row.status < Status::Maintenance).collect();
    rows.sort_unstable_by(|a, b| (a.status, &a.name, a.id).cmp(&(b.status, &b.name, b.id)));
    if rows.is_empty() && app.fleet.loaded {
        text::put(
            buffer,
            area.x,
            area.y + 1,
            area.width,
            &model::text::cut_end(lang::no_problems(look.lang), usize::from(area.width)),
            Style::new(),
        );
    }
    for (y, row) in (area.y + 1..area.bottom()).zip(rows) {
        let mut pen = Pen::new(buffer, Rect { y, height: 1, ..area });
        pen.put(&row.status.glyph().to_string(), look.ink(Ink::Status(row.status))).skip(1);
        let room = pen.room();
        pen.foreign(&row.name, room, Style::new());
    }
    None
}
