//! Row h−2: the field being typed in, a question, a message, or a standing line of the view.

use super::{Cursor, candidate};
use crate::{
    app::{App, View, compat::Entry, detail, prompt::Acknowledging, prompt::Mode},
    draw::{Look, tabs, text, text::Pen},
    lang,
    theme::Ink,
    view::devices::column::DeviceColumn,
};
use model::Status;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Draws it; returns the cursor when something is typed there.
pub fn draw(app: &App, look: &Look, row: Rect, buffer: &mut Buffer) -> Cursor {
    let lang = look.lang;
    let mut pen = Pen::new(buffer, row);
    pen.skip(u16::from(row.width >= 60));
    match &app.mode {
        Mode::Filter { line, .. } => {
            let note = filter_note(app, look);
            let note_columns = text::columns(&note) + 2;
            pen.put("/ ", look.ink(Ink::Strong));
            let room = pen.room().saturating_sub(note_columns).max(pen.room() / 2);
            let (shown, cursor) = line.shown(room);
            let x = pen.column() + cursor;
            pen.put(&shown, Style::new()).skip(3);
            let faulty = app.narrow().fault.is_some();
            let ink = if faulty { Ink::Status(Status::Warning) } else { Ink::Muted };
            let note = model::text::cut_end(&note, usize::from(pen.room()));
            pen.put(&note, look.ink(ink));
            return Some((x, row.y));
        }
        Mode::Acknowledge(state) => return Some(acknowledge(look, &mut pen, row.y, state)),
        Mode::Sort { add } => {
            pen.put(if *add { lang::sort_add_by(lang) } else { lang::sort_by(lang) }, look.ink(Ink::Strong));
            for (letter, head) in sort_letters(lang).take(SORT_LETTERS) {
                if !pen.whole(&format!(" {letter} {head}"), Style::new()) {
                    break;
                }
            }
            return None;
        }
        Mode::Quit => {
            let asked = if app.has_unsaved() { lang::quit_unsaved(lang) } else { lang::quit_question(lang) };
            pen.put(asked, look.ink(Ink::Strong));
            return Some((pen.column(), row.y));
        }
        Mode::Help(_) => {
            pen.put(lang::help_source(lang), look.ink(Ink::Muted));
            return None;
        }
        Mode::Entry(entry) => return Some(typed(app, look, &mut pen, row.y, entry)),
        Mode::List | Mode::Form | Mode::Palette(_) => {}
    }
    if let Some(toast) = &app.toast {
        let shown = model::text::cut_end(&toast.text, usize::from(pen.room()));
        pen.put(&shown, look.ink(Ink::Strong));
        return None;
    }
    match app.view {
        View::Overview => overview_line(app, look, &mut pen),
        View::Devices | View::Problems => list_line(app, look, &mut pen),
        View::Device => {
            let tabs: Vec<tabs::Tab> = app
                .detail
                .tabs()
                .into_iter()
                .map(|tab| tabs::Tab { digit: None, name: tab_name(look, tab).to_owned(), open: tab == app.detail.tab })
                .collect();
            tabs::draw(buffer, row, look, &tabs);
        }
        View::Compat | View::Collector => {}
        View::Topology => {
            let foot = super::topology::foot(app, look);
            let shown = model::text::cut_end(&foot, usize::from(pen.room()));
            pen.put(&shown, look.ink(Ink::Muted));
        }
        View::Candidate => {
            let foot = candidate::foot(app, look);
            let shown = model::text::cut_end(&foot, usize::from(pen.room()));
            pen.put(&shown, look.ink(Ink::Muted));
        }
    }
    None
}

/// Columns to sort by that stand in the prompt row; the others stand in the row below.
pub const SORT_LETTERS: usize = 9;

/// The letters of the columns to sort by, and their heads.
pub fn sort_letters(lang: model::Lang) -> impl Iterator<Item = (String, String)> {
    let entry = move |column: DeviceColumn| Some((column.letter()?.to_string(), column.head(lang).to_owned()));
    DeviceColumn::SORTABLE.into_iter().filter_map(entry)
}

/// Name of a tab of the detail.
pub const fn tab_name(look: &Look, tab: detail::Tab) -> &'static str {
    match tab {
        detail::Tab::Ports => lang::tab_ports(look.lang),
        detail::Tab::Hardware => lang::tab_hardware(look.lang),
        detail::Tab::Neighbours => lang::tab_neighbours(look.lang),
        detail::Tab::Changes => lang::tab_changes(look.lang),
        detail::Tab::Alerts => lang::tab_alerts(look.lang),
    }
}

fn shown_of(app: &App, look: &Look) -> String {
    let (shown, all) = match app.view {
        View::Problems => (app.problems.list.rows().len(), app.fleet.roots().len()),
        _ => (app.devices.list.rows().len(), app.fleet.devices().len()),
    };
    let number = |count: usize| model::lang::integer(look.lang, count as u64);
    lang::shown_of(look.lang, number(shown), number(all))
}

fn filter_note(app: &App, look: &Look) -> String {
    match &app.narrow().fault {
        Some(fault) => fault.text(look.lang),
        None => shown_of(app, look),
    }
}

/// `4.821 dari 9.842   urut: STATUS↓ MASUK↓   saring: …`
fn list_line(app: &App, look: &Look, pen: &mut Pen<'_>) {
    let lang = look.lang;
    if !app.fleet.loaded {
        return;
    }
    if !app.narrow().text.is_empty() {
        pen.put("/ ", look.ink(Ink::Strong)).foreign(&app.narrow().text, 40, Style::new()).skip(3);
    }
    pen.put(&shown_of(app, look), Style::new()).skip(3);
    if app.view == View::Devices {
        if app.devices.problems_only {
            pen.put(lang::only_problems(lang), look.ink(Ink::Strong)).skip(3);
        }
        let mut sort = lang::sorted_by(lang).to_owned();
        for key in &app.devices.sort {
            let arrow = if key.reversed == key.column.is_ascending() { "↓" } else { "↑" };
            sort.push_str(&format!(" {}{arrow}", key.column.head(lang)));
        }
        pen.whole(&sort, look.ink(Ink::Muted));
        if app.devices.pending {
            pen.skip(1).whole(lang::held(lang), look.ink(Ink::Muted));
        }
        pen.skip(3);
    }
    if !app.narrow().text.is_empty() {
        pen.whole(lang::esc_clears(lang), look.ink(Ink::Muted));
    }
}

/// How echoes are made, where that matters; else what the collector is.
fn overview_line(app: &App, look: &Look, pen: &mut Pen<'_>) {
    let Some((line, is_warning)) = super::overview::echo_line(app, look, pen.room()) else {
        return;
    };
    let shown = model::text::cut_end(&line, usize::from(pen.room()));
    pen.put(&shown, look.ink(if is_warning { Ink::Status(Status::Warning) } else { Ink::Muted }));
}

/// The line being typed for the compatibility view, and what may be written.
fn typed(app: &App, look: &Look, pen: &mut Pen<'_>, y: u16, entry: &Entry) -> (u16, u16) {
    let lang = look.lang;
    let label = model::text::cut_end(&entry.label(app, lang), usize::from(pen.room() / 2));
    pen.put(&label, look.ink(Ink::Strong)).skip(1);
    let hint = entry.hint(app, lang);
    let room = pen.room().saturating_sub(text::columns(&hint) + 3).max(pen.room() / 2);
    let (shown, cursor) = entry.line.shown(room);
    let x = pen.column() + cursor;
    pen.put(&shown, Style::new()).skip(3);
    let ink = if entry.fault.is_some() { Ink::Status(Status::Warning) } else { Ink::Muted };
    let hint = model::text::cut_end(&hint, usize::from(pen.room()));
    pen.put(&hint, look.ink(ink));
    (x, y)
}

fn acknowledge(look: &Look, pen: &mut Pen<'_>, y: u16, state: &Acknowledging) -> (u16, u16) {
    let lang = look.lang;
    pen.put(lang::acknowledge_prompt(lang), look.ink(Ink::Strong));
    let choices = [lang::choice_hour(lang), lang::choice_four_hours(lang), lang::choice_recovered(lang)];
    let mut chosen_at = pen.column();
    for (i, choice) in choices.iter().enumerate() {
        let chosen = i == state.choice;
        let ink = look.ink(if chosen { Ink::Strong } else { Ink::Plain });
        pen.put(if chosen { "►" } else { " " }, ink);
        if chosen {
            chosen_at = pen.column();
        }
        pen.put(&format!("[{}]{choice}", i + 1), ink);
    }
    pen.skip(2);
    if state.missing_note {
        pen.put(lang::note_needed(lang), look.ink(Ink::Status(Status::Warning)));
    } else {
        pen.put(lang::note(lang), look.ink(Ink::Muted));
    }
    pen.skip(1);
    let (shown, cursor) = state.note.shown(pen.room());
    let at = if state.in_note { pen.column() + cursor } else { chosen_at };
    pen.put(&shown, Style::new());
    (at, y)
}
