//! The command pop-up as it is drawn: the line, what it could mean, objects, lines given before.

use super::Cursor;
use crate::{
    app::{App, palette::Palette},
    command::{self, Meaning},
    draw::{Look, popup, status, text, text::Pen},
    lang,
    theme::Ink,
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Rows of the pop-up, at most.
const HEIGHT: u16 = 17;

/// Draws it over the view.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer, state: &Palette) -> Cursor {
    let lang = look.lang;
    let width = if area.width >= 60 { (area.width - 8).min(76) } else { area.width };
    let height = HEIGHT.min(area.height.saturating_sub(2));
    let x = if area.width >= 60 { area.x + 5 } else { area.x };
    let y = area.y + if area.height >= 24 { 4 } else { 1 };
    let height = height.min(area.bottom().saturating_sub(y));
    let title = if state.objects_only { lang::palette_find(lang) } else { lang::palette_title(lang) };
    let inside = popup::frame(buffer, Rect { x, y, width, height }, look, title);
    if inside.height == 0 {
        return None;
    }
    let mut pen = Pen::new(buffer, inside);
    pen.skip(1).put(if state.objects_only { "" } else { ": " }, look.ink(Ink::Strong));
    let (typed, cursor) = state.line.shown(pen.room().saturating_sub(1));
    let at = (pen.column() + cursor, inside.y);
    pen.put(&typed, Style::new());
    let meanings = app.meanings(state);
    let bottom = inside.bottom();
    let mut y = inside.y + 2;
    if meanings.is_empty() && y < bottom {
        let fault = command::parse(&state.line.text()).err().map(|fault| fault.text(lang));
        let line = fault.unwrap_or_else(|| lang::nothing_found(lang).to_owned());
        text::put(
            buffer,
            inside.x + 1,
            y,
            inside.width - 1,
            &model::text::cut_end(&line, usize::from(inside.width.saturating_sub(2))),
            Style::new(),
        );
        y += 1;
    }
    // The chosen line stays in sight; the last two rows are for what was given before and the keys.
    let room = usize::from(bottom.saturating_sub(y).saturating_sub(if inside.height > 8 { 3 } else { 0 }));
    let from = (state.chosen + 1).saturating_sub(room.saturating_sub(2).max(1));
    let mut had_objects = false;
    for (i, meaning) in meanings.iter().enumerate().skip(from) {
        let is_object = meaning.device.is_some();
        if is_object && !had_objects && i > 0 && room > 4 && y + 1 < bottom {
            y += 1;
            text::put(buffer, inside.x + 3, y, inside.width - 3, lang::palette_objects(lang), look.ink(Ink::Muted));
            y += 1;
        }
        had_objects |= is_object;
        if y >= bottom.saturating_sub(if inside.height > 8 { 2 } else { 0 }) {
            break;
        }
        draw_meaning(app, look, meaning, i == state.chosen, Rect { y, height: 1, ..inside }, buffer);
        y += 1;
    }
    if inside.height > 8 {
        recent(app, look, Rect { y: bottom - 2, height: 1, ..inside }, buffer);
        text::put(buffer, inside.x + 1, bottom - 1, inside.width - 1, lang::palette_keys(lang), look.ink(Ink::Muted));
    }
    Some(at)
}

fn draw_meaning(app: &App, look: &Look, meaning: &Meaning, is_chosen: bool, row: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, Rect { width: row.width.saturating_sub(1), ..row });
    pen.skip(1).put(if is_chosen { "► " } else { "  " }, look.ink(Ink::Strong));
    let style = if is_chosen { look.ink(Ink::Strong) } else { Style::new() };
    match meaning.device.and_then(|id| app.fleet.device(id)) {
        Some(device) => {
            let start = pen.column();
            pen.foreign(&device.name, 24, style);
            for (column, part, width) in [(26, &device.class, 8), (35, &device.address, 15)] {
                let gap = (start + column).saturating_sub(pen.column());
                pen.skip(gap).foreign(part, width, Style::new());
            }
            let gap = (start + 51).saturating_sub(pen.column());
            let cell = status::cell(look, device.status, 7);
            pen.skip(gap).put(&cell, look.ink(Ink::Status(device.status)));
        }
        None => {
            let start = pen.column();
            let room = pen.room();
            let width = if room > 50 { 44 } else { room };
            pen.foreign(&format!(":{}", meaning.line), width, style);
            let gap = (start + 45).saturating_sub(pen.column());
            if room > 50 {
                pen.skip(gap);
                let room = pen.room();
                pen.foreign(&meaning.note, room, look.ink(Ink::Muted));
            }
        }
    }
}

fn recent(app: &App, look: &Look, row: Rect, buffer: &mut Buffer) {
    let commands = &app.history.commands;
    if commands.is_empty() {
        return;
    }
    let mut pen = Pen::new(buffer, row);
    pen.skip(1).put(lang::palette_recent(look.lang), look.ink(Ink::Muted));
    for line in commands.iter().rev().take(3) {
        pen.skip(2).whole(&format!(":{}", text::foreign(line, 24)), Style::new());
    }
}
