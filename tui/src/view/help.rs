//! The help: generated from the key table, with the reason for keys that do not work here.

use super::Cursor;
use crate::{
    app::App,
    draw::{Look, status, text},
    keys::{Binding, Group, TABLE},
    lang,
    theme::Ink,
};
use model::{Lang, Status};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Width of a column of the help, and of the keys in it.
const COLUMN: u16 = 27;
const KEYS: u16 = 12;

/// One line of a column.
enum Line {
    Blank,
    Title(&'static str),
    Key(String, String),
    Text(String),
    Marks(Vec<Status>),
}

/// Draws it from the `scroll`th line on.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer, scroll: usize) -> Cursor {
    let columns = arranged(app, look.lang, area.width, usize::from(area.height));
    let width = if columns.len() == 1 { area.width } else { (area.width / 3).max(COLUMN) };
    for (i, lines) in columns.iter().enumerate() {
        let x = area.x + u16::try_from(i).unwrap_or(0) * width;
        for (y, line) in (area.y..area.bottom()).zip(lines.iter().skip(scroll)) {
            let room = if columns.len() == 1 { area.width } else { width.saturating_sub(1) };
            draw_line(look, line, Rect { x: x + 1, y, width: room.saturating_sub(1), height: 1 }, buffer);
        }
    }
    None
}

/// Lines of the longest column: how far can be scrolled.
pub fn height(app: &App) -> usize {
    let above = if app.size_class() >= crate::app::Size::Full { 4 } else { 3 };
    let rows = usize::from(app.size.1.saturating_sub(above));
    arranged(app, app.start.lang, app.size.0, rows).iter().map(Vec::len).max().unwrap_or(0)
}

fn draw_line(look: &Look, line: &Line, area: Rect, buffer: &mut Buffer) {
    match line {
        Line::Blank => {}
        Line::Title(title) => {
            text::put(buffer, area.x, area.y, area.width, title, look.ink(Ink::Strong));
        }
        Line::Key(keys, label) => {
            text::put(buffer, area.x, area.y, KEYS, keys, look.ink(Ink::Strong));
            let room = area.width.saturating_sub(KEYS);
            text::put(
                buffer,
                area.x + KEYS,
                area.y,
                room,
                &model::text::cut_end(label, usize::from(room)),
                Style::new(),
            );
        }
        Line::Text(line) => {
            text::put(
                buffer,
                area.x,
                area.y,
                area.width,
                &model::text::cut_end(line, usize::from(area.width)),
                Style::new(),
            );
        }
        Line::Marks(statuses) => {
            let mut x = area.x;
            for status in statuses {
                let mark = status::cell(look, *status, 7);
                x +=
                    text::put(buffer, x, area.y, area.right().saturating_sub(x), &mark, look.ink(Ink::Status(*status)))
                        + 2;
            }
        }
    }
}

/// The paragraphs in three columns where there is room, else below one another.
fn arranged(app: &App, lang: Lang, width: u16, height: usize) -> Vec<Vec<Line>> {
    let place = app.view.place();
    let paragraph = |group| group_lines(app, lang, group);
    let mut examples = vec![Line::Title(lang::help_examples(lang))];
    examples.extend(lang::filter_examples(lang).split('\n').map(|example| Line::Text(example.to_owned())));
    let mut marks = vec![Line::Title(lang::help_marks(lang))];
    marks.extend(Status::ALL.chunks(3).map(|three| Line::Marks(three.to_vec())));
    let mut groups = vec![
        paragraph(Group::Move),
        paragraph(Group::Find),
        paragraph(Group::Look),
        paragraph(Group::Act),
        examples,
        paragraph(Group::System),
        marks,
    ];
    groups.retain(|group| group.len() > 1);
    let elsewhere: Vec<Line> = TABLE.iter().filter_map(|binding| not_here(app, lang, binding, place)).collect();
    if !elsewhere.is_empty() {
        let mut lines = vec![Line::Title(lang::help_not_here(lang))];
        lines.extend(elsewhere);
        groups.push(lines);
    }
    let column_count = if width >= 3 * COLUMN - 1 { 3 } else { 1 };
    let total: usize = groups.iter().map(|group| group.len() + 1).sum();
    let target = total.div_ceil(column_count).max(if column_count > 1 { height } else { total });
    let mut columns: Vec<Vec<Line>> = vec![Vec::new()];
    for group in groups {
        let is_over =
            columns.last().is_some_and(|column| !column.is_empty() && column.len() + 1 + group.len() > target);
        if is_over && columns.len() < column_count {
            columns.push(Vec::new());
        }
        if let Some(column) = columns.last_mut() {
            if !column.is_empty() {
                column.push(Line::Blank);
            }
            column.extend(group);
        }
    }
    columns
}

/// The keys of a paragraph; neighbours that are called the same share a line: `j k ↓ ↑  baris`.
fn group_lines(app: &App, lang: Lang, group: Group) -> Vec<Line> {
    let place = app.view.place();
    let mut alike: Vec<(&str, Vec<&Binding>)> = Vec::new();
    for binding in TABLE.iter().filter(|binding| binding.group == group && binding.places.meets(place)) {
        if app.blocked(binding).is_some() {
            continue;
        }
        let label = (binding.label)(lang);
        match alike.last_mut() {
            Some((last, bindings)) if *last == label => bindings.push(binding),
            _ => alike.push((label, vec![binding])),
        }
    }
    let mut lines = vec![Line::Title(group.title(lang))];
    lines.extend(alike.into_iter().map(|(label, bindings)| Line::Key(key_names(&bindings, lang), label.to_owned())));
    lines
}

/// First keys first; as many as fit.
fn key_names(bindings: &[&Binding], lang: Lang) -> String {
    let most = bindings.iter().map(|binding| binding.keys.len()).max().unwrap_or(0);
    let mut names = String::new();
    for at in 0..most {
        for key in bindings.iter().filter_map(|binding| binding.keys.get(at)) {
            let name = key.name(lang);
            if text::columns(&names) + text::columns(&name) + 2 <= KEYS {
                if !names.is_empty() {
                    names.push(' ');
                }
                names.push_str(&name);
            }
        }
    }
    names
}

/// `p ping: hanya di Perangkat`, `a tangani: tidak ada gangguan di sini`.
fn not_here(app: &App, lang: Lang, binding: &Binding, place: crate::keys::Places) -> Option<Line> {
    let reason = if binding.places.meets(place) {
        app.blocked(binding)?
    } else {
        lang::reason_place(lang, app.places_text(binding))
    };
    let key = binding.keys.first()?.name(lang);
    Some(Line::Text(format!("{key} {}: {reason}", (binding.label)(lang))))
}
