//! The preview of the selected device: what it is, why it is so, what hangs behind it, what changed last.

use crate::{
    app::App,
    draw::{Look, number, rule, text, text::Pen},
    lang,
    theme::Ink,
    view::device::changes,
};
use model::{Status, api::DeviceRow};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Rows it takes under a table.
pub const HEIGHT: u16 = 8;

/// Draws it.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let Some(row) = app.devices.list.selected().and_then(|id| app.fleet.device(*id)) else {
        return;
    };
    let lang = look.lang;
    let name = text::foreign(&row.name, 32);
    rule::draw(buffer, area, look, &lang::preview_of(lang, name), lang::preview_close(lang));
    let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    let bottom = area.bottom();
    let mut y = area.y + 1;
    {
        let mut put = |label: &str, value: &str, style: Style| {
            if y < bottom && !value.is_empty() {
                let mut pen = Pen::new(buffer, Rect { y, height: 1, ..inside });
                if !label.is_empty() {
                    pen.put(&format!("{label:<9}: "), look.ink(Ink::Muted));
                }
                let shown = model::text::cut_end(value, usize::from(pen.room()));
                pen.put(&shown, style);
                y += 1;
            }
        };
        put("", &identity(row), Style::new());
        put(lang::label_place(lang), &place(row, look), Style::new());
        let (cause, style) = cause(app, look, row);
        put(lang::label_cause(lang), &cause, style);
        put(lang::label_now(lang), &now(row, look), Style::new());
        if row.behind > 0 {
            put(lang::label_behind(lang), &lang::behind_devices(lang, row.behind), Style::new());
        }
    }
    let picture = app.detail.picture.as_ref().filter(|picture| picture.row.id == row.id);
    let rest = bottom.saturating_sub(y);
    match picture {
        Some(picture) if rest > 1 && !picture.events.is_empty() => {
            rule::draw(buffer, Rect { y, height: 1, ..area }, look, lang::rule_changes(lang), "");
            let inside = Rect { y: y + 1, height: rest - 1, ..inside };
            changes::lines(picture, look, inside, buffer, 0);
        }
        Some(picture) => {
            if let (Some(event), true) = (picture.events.first(), rest == 1) {
                let mut pen = Pen::new(buffer, Rect { y, height: 1, ..inside });
                pen.put(&format!("{:<9}: ", lang::label_changed(lang)), look.ink(Ink::Muted));
                pen.put(&changes::line(event, look, pen.room()), Style::new());
            }
        }
        None => {}
    }
}

/// Maker, model, system, serial, asset code; foreign text made inert.
fn identity(row: &DeviceRow) -> String {
    let mut parts = Vec::new();
    let hardware = if row.hardware.is_empty() { &row.vendor } else { &row.hardware };
    let system = [row.os.as_str(), row.version.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    for (label, value) in
        [("", row.class.as_str()), ("", hardware), ("", &system), ("SN ", &row.serial), ("BMD ", &row.asset_code)]
    {
        if !value.is_empty() {
            parts.push(format!("{label}{}", text::foreign(value, 40)));
        }
    }
    parts.join("  ")
}

fn place(row: &DeviceRow, look: &Look) -> String {
    let mut parts = Vec::new();
    for value in [&row.opd, &row.location] {
        if !value.is_empty() {
            parts.push(text::foreign(value, 40));
        }
    }
    if !row.manager.is_empty() {
        parts.push(lang::managed_by(look.lang, text::foreign(&row.manager, 10).to_uppercase()));
    }
    parts.join("  ")
}

/// What holds and since when, with who has it.
fn cause(app: &App, look: &Look, row: &DeviceRow) -> (String, Style) {
    let lang = look.lang;
    let style = look.ink(Ink::Status(row.status));
    if let Some(alert) = app.fleet.root_of(row.id) {
        let text = model::text::visible(&alert.kind.text(lang));
        let since = lang::since(lang, number::moment(look, alert.since), number::age(look, Some(alert.since)));
        let owner = match &alert.handled {
            Some(handled) => lang::handled_by(lang, text::foreign(&handled.by, 16)),
            None => lang::unhandled(lang).to_owned(),
        };
        return (format!("{text} {since}, {owner}"), style);
    }
    match row.status {
        Status::Unreachable => (lang::cause_unreachable(lang).to_owned(), style),
        Status::Unknown => (lang::cause_unknown(lang).to_owned(), style),
        Status::Maintenance => (lang::cause_maintenance(lang).to_owned(), style),
        _ => (String::new(), Style::new()),
    }
}

/// The figures of the moment, those that are known.
fn now(row: &DeviceRow, look: &Look) -> String {
    let lang = look.lang;
    let mut parts = Vec::new();
    if row.in_bps.is_some() || row.out_bps.is_some() {
        let port = text::foreign(&row.port, 20);
        parts.push(
            format!("{port} ↓{} ↑{}", number::rate(lang, row.in_bps), number::rate(lang, row.out_bps))
                .trim_start()
                .to_owned(),
        );
    }
    if row.rtt_ms.is_some() {
        parts.push(format!("RTT {}{}", number::milliseconds(lang, row.rtt_ms), lang.pick("md", "ms")));
    }
    for (label, value) in
        [(lang::label_loss(lang), row.loss_percent), ("CPU", row.cpu_percent), ("RAM", row.memory_percent)]
    {
        if value.is_some() {
            parts.push(format!("{label} {}", number::percent(lang, value)));
        }
    }
    if row.seen.is_some() {
        parts.push(lang::seen_ago(lang, number::age(look, row.seen)));
    }
    if row.without_echo {
        parts.push(lang::without_echo(lang).to_owned());
    }
    parts.join("  ")
}
