//! The form of a thing to be bought.

use crate::{
    app::{App, compat::Candidate},
    draw::{Look, number, rule, table, text},
    lang,
    theme::Ink,
    view::Cursor,
};
use model::{
    Status,
    compat::{Field, Part},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Draws it; the cursor stands at the selected field.
pub(super) fn draw(app: &App, look: &Look, item: &Candidate, area: Rect, buffer: &mut Buffer) -> Cursor {
    if area.height < 2 {
        return None;
    }
    let lang = look.lang;
    let name = text::foreign(&item.spec.name, area.width.saturating_sub(24));
    let title = if name.is_empty() { lang::rule_form(lang).to_owned() } else { lang::rule_form_of(lang, name) };
    let note = if item.is_unsaved() { lang::unsaved_mark(lang) } else { "" };
    rule::draw(buffer, area, look, &title, note);
    let rows = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let list = &app.compat.form;
    let window = list.window(usize::from(rows.height));
    let label_width = (area.width / 2).clamp(12, 34);
    let mut cursor = None;
    for (y, key) in (rows.y..rows.bottom()).zip(list.rows().get(window).unwrap_or_default()) {
        let Some(field) = item.fields.iter().find(|field| field.key == *key) else { continue };
        line(look, field, Rect { y, height: 1, ..rows }, label_width, buffer);
        if super::is_in_form(app) && list.selected() == Some(key) {
            table::mark(buffer, Rect { y, height: 1, ..rows });
            cursor = Some((rows.x, y));
        }
    }
    cursor
}

/// Label, and what stands in the field; a mandatory one that is empty is told.
fn line(look: &Look, field: &Field, row: Rect, label_width: u16, buffer: &mut Buffer) {
    let lang = look.lang;
    let title = lang.pick(field.title[0], field.title[1]);
    let unit = if field.unit.is_empty() { String::new() } else { format!(", {}", field.unit) };
    let must = if field.must { " *" } else { "" };
    let label = model::text::cut_end(&format!("{title}{unit}{must}"), usize::from(label_width));
    let ink = if field.part == Part::Optional { Ink::Muted } else { Ink::Plain };
    text::put(buffer, row.x + 1, row.y, label_width, &label, look.ink(ink));
    let x = row.x + 2 + label_width;
    let room = row.right().saturating_sub(x);
    let value = text::foreign(field.shown(lang), room);
    match (value.is_empty(), field.must) {
        (false, _) => text::put(buffer, x, row.y, room, &value, Style::new()),
        (true, true) => text::put(buffer, x, row.y, room, number::UNKNOWN, look.ink(Ink::Status(Status::Warning))),
        (true, false) => text::put(buffer, x, row.y, room, number::UNKNOWN, look.ink(Ink::Muted)),
    };
}
