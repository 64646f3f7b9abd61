//! Perangkat ► rincian: everything about one device, in tabs that have something to show.

mod alerts;
pub mod changes;
mod hardware;
pub mod neighbours;
mod ports;

use super::Cursor;
use crate::{
    app::{App, detail::Tab},
    draw::{Look, number, status, table, text, text::Pen},
    lang,
    theme::Ink,
};
use model::{Status, api::DeviceRow, availability::State};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Draws it.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let Some(row) = app.detail.id.and_then(|id| app.fleet.device(id)) else {
        table::empty(buffer, area, look, &super::waiting(app, look));
        return None;
    };
    let mut y = area.y;
    for draw_line in [identity as fn(&mut Pen<'_>, &Look, &DeviceRow), figures, book] {
        if y + 3 < area.bottom() {
            let mut pen = Pen::new(buffer, Rect { y, height: 1, ..area });
            pen.skip(1);
            let before = pen.column();
            draw_line(&mut pen, look, row);
            // A line of which nothing is known takes no row.
            y += u16::from(pen.column() > before);
        }
    }
    let area = Rect { y, height: area.bottom() - y, ..area };
    let Some(picture) = &app.detail.picture else {
        let line = match &app.detail.refused {
            Some(why) => lang::no_answer(look.lang, model::text::cut_end(why, 120)),
            None => lang::loading(look.lang).to_owned(),
        };
        table::empty(buffer, area, look, &[String::new(), line]);
        return Some((area.x, area.y));
    };
    let area = lately(picture, look, area, buffer);
    let area = findings(picture, look, area, buffer);
    if app.detail.tabs().is_empty() {
        table::empty(buffer, area, look, &[String::new(), lang::nothing_heard_yet(look.lang).to_owned()]);
        return None;
    }
    match app.detail.tab {
        Tab::Ports => ports::draw(app, look, picture, area, buffer),
        Tab::Hardware => hardware::draw(app, look, picture, area, buffer),
        Tab::Neighbours => neighbours::draw(app, look, picture, area, buffer),
        Tab::Changes => {
            changes::lines(
                picture,
                look,
                Rect { x: area.x + 1, width: area.width - 1, ..area },
                buffer,
                app.detail.scroll,
            );
            None
        }
        Tab::Alerts => alerts::draw(app, look, picture, area, buffer),
    }
}

/// `▲ KRITIS  rt-disdik-01  10.21.0.1  router  MikroTik CCR2116  RouterOS 7.15.3`
fn identity(pen: &mut Pen<'_>, look: &Look, row: &DeviceRow) {
    pen.put(&status::cell(look, row.status, 12), look.theme.status_cell(row.status)).skip(2);
    pen.foreign(&row.name, 32, look.ink(Ink::Strong)).skip(2);
    let hardware = match (row.vendor.is_empty(), row.hardware.starts_with(&row.vendor)) {
        (false, false) => format!("{} {}", row.vendor, row.hardware),
        _ => row.hardware.clone(),
    };
    let system = format!("{} {}", row.os, row.version);
    for part in [&row.address, &row.class, &hardware, &system] {
        let inert = text::foreign(part.trim(), 40);
        if !inert.is_empty() && pen.whole(&inert, Style::new()) {
            pen.skip(2);
        }
    }
    if !row.manager.is_empty() {
        pen.whole(&lang::managed_by(look.lang, text::foreign(&row.manager, 10).to_uppercase()), Style::new());
    }
}

/// `Nyala 211hr 4jam │ CPU 38% │ RAM 22% │ RTT 41md │ hilang 0% │ 11:40:03`
fn figures(pen: &mut Pen<'_>, look: &Look, row: &DeviceRow) {
    let lang = look.lang;
    let mut parts = Vec::new();
    if let Some(booted) = row.booted {
        parts.push(lang::up_for(lang, model::lang::duration_long(lang, look.now.seconds_since(booted))));
    }
    for (label, value) in [("CPU", row.cpu_percent), ("RAM", row.memory_percent)] {
        if value.is_some() {
            parts.push(format!("{label} {}", number::percent(lang, value)));
        }
    }
    if row.rtt_ms.is_some() {
        parts.push(format!("RTT {}{}", number::milliseconds(lang, row.rtt_ms), lang.pick("md", "ms")));
    }
    if row.loss_percent.is_some() {
        parts.push(format!("{} {}", lang::label_loss(lang), number::percent(lang, row.loss_percent)));
    }
    if row.without_echo {
        parts.push(lang::without_echo(lang).to_owned());
    }
    if let Some(seen) = row.seen {
        parts.push(number::clock_seconds(look, seen));
    }
    separated(pen, look, &parts);
}

/// `BMD 002/0031 │ SN HF20XXXX │ Ruang server`
fn book(pen: &mut Pen<'_>, look: &Look, row: &DeviceRow) {
    let parts: Vec<String> = [("BMD ", &row.asset_code), ("SN ", &row.serial), ("", &row.location)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| format!("{label}{}", text::foreign(value, 40)))
        .collect();
    separated(pen, look, &parts);
}

fn separated(pen: &mut Pen<'_>, look: &Look, parts: &[String]) {
    for (i, part) in parts.iter().enumerate() {
        let gap = if i == 0 { 0 } else { 3 };
        if text::columns(part) + gap > pen.room() {
            return;
        }
        if gap > 0 {
            pen.put(" │ ", look.ink(Ink::Muted));
        }
        pen.put(part, Style::new());
    }
}

/// `1hr ──────×───── 99,3% │ 30hr ────■──── 99,9%`; returns what is left of the area.
fn lately(picture: &model::api::DevicePicture, look: &Look, area: Rect, buffer: &mut Buffer) -> Rect {
    let Some(lately) = picture.lately.as_ref().filter(|_| area.height > 6) else { return area };
    let mut pen = Pen::new(buffer, Rect { height: 1, ..area });
    pen.skip(1);
    let strips = [(1.0, &lately.day, lately.day_percent), (30.0, &lately.month, lately.month_percent)];
    for (place, (days, strip, percent)) in strips.into_iter().enumerate() {
        let label = model::lang::duration(look.lang, days * 86_400.0);
        // Never rounded up: 100 only where nothing was missing.
        let percent = percent.map_or_else(
            || "–".to_owned(),
            |percent| model::lang::percent(look.lang, (percent * 10.0).floor() / 10.0, 1),
        );
        let needed = text::columns(&label) + strip.len() as u16 + text::columns(&percent) + 2;
        if needed + 3 * u16::from(place > 0) > pen.room() {
            break;
        }
        if place > 0 {
            pen.put(" │ ", look.ink(Ink::Muted));
        }
        pen.put(&label, look.ink(Ink::Muted)).skip(1);
        for state in strip {
            let (glyph, ink) = cell(*state);
            pen.put(glyph, look.ink(ink));
        }
        pen.skip(1).put(&percent, Style::new());
    }
    Rect { y: area.y + 1, height: area.height - 1, ..area }
}

/// How a piece of time looks.
const fn cell(state: State) -> (&'static str, Ink) {
    match state {
        State::Up => ("─", Ink::Status(Status::Ok)),
        State::Down => ("×", Ink::Status(Status::Down)),
        State::Unreachable => ("~", Ink::Status(Status::Unreachable)),
        State::Maintenance => ("■", Ink::Status(Status::Maintenance)),
        State::Off => ("·", Ink::Muted),
        State::Unknown => ("?", Ink::Status(Status::Unknown)),
    }
}

/// What a person should mend about it, one line each; returns what is left of the area.
fn findings(picture: &model::api::DevicePicture, look: &Look, area: Rect, buffer: &mut Buffer) -> Rect {
    let mut y = area.y;
    for [id, en] in picture.findings.iter().take(3) {
        if y + 6 >= area.bottom() {
            break;
        }
        let mut pen = Pen::new(buffer, Rect { y, height: 1, ..area });
        pen.skip(1).put("! ", look.ink(Ink::Status(Status::Warning)));
        let room = pen.room();
        pen.foreign(look.lang.pick(id, en), room, Style::new());
        y += 1;
    }
    Rect { y, height: area.bottom() - y, ..area }
}
