//! Rows of alerts, as the overview, the list of alerts and the small screen write them.

use crate::{
    app::App,
    draw::{
        Look,
        columns::Width,
        number, status,
        table::{self, Column, Side, Slot},
        text,
    },
    lang,
    theme::Ink,
};
use model::{Alert, Lang};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// A column of alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum AlertColumn {
    Severity,
    Start,
    Age,
    Opd,
    Object,
    Text,
    Behind,
    Owner,
}

/// The columns in a table of `width` columns; `words` writes the severity out.
fn columns(app: &App, lang: Lang, width: u16, words: bool) -> Vec<Column<AlertColumn>> {
    let contents = app.devices.contents;
    let column = |key, head: &'static str, side, (min, preferred, priority)| Column {
        key,
        width: Width { min, preferred, priority, grows: key == AlertColumn::Text },
        side,
        head: head.to_owned(),
    };
    let wide = width >= 96;
    let severity = match words {
        true if wide => 10,
        true if width >= 60 => 6,
        _ => 1,
    };
    let severity_head = if wide { lang::head_severity(lang) } else { lang::head_severity_short(lang) };
    let owner = if words { 7 } else { text::columns(lang::unhandled(lang)) };
    let (name, opd) = if wide { (contents.name.min(26), contents.opd) } else { (14, 9) };
    vec![
        column(AlertColumn::Severity, severity_head, Side::Left, (severity, severity, 0)),
        column(AlertColumn::Start, lang::head_start(lang), Side::Right, (6, 6, 5)),
        column(AlertColumn::Age, lang::head_age(lang), Side::Right, (5, if wide { 6 } else { 5 }, 1)),
        column(AlertColumn::Opd, lang::head_opd(lang), Side::Left, (8, opd, 2)),
        column(AlertColumn::Object, lang::head_object(lang), Side::Left, (14, name, 0)),
        column(AlertColumn::Text, lang::head_text(lang), Side::Left, (16, 28, 3)),
        column(AlertColumn::Behind, lang::head_behind(lang), Side::Right, (if words { 6 } else { 4 }, 6, 4)),
        column(AlertColumn::Owner, lang::head_owner(lang), Side::Left, (owner, 10, 4)),
    ]
}

/// Wider tables would tear a row apart.
pub const WIDEST: u16 = 140;

/// The columns laid out in `area`.
pub fn lay_out(app: &App, look: &Look, area: Rect, words: bool) -> (Vec<Column<AlertColumn>>, Vec<Slot<AlertColumn>>) {
    let area = Rect { width: area.width.min(WIDEST), ..area };
    let columns = columns(app, look.lang, area.width, words);
    let slots = table::lay_out(&columns, area);
    (columns, slots)
}

/// Draws one alert.
pub fn row(buffer: &mut Buffer, y: u16, app: &App, look: &Look, slots: &[Slot<AlertColumn>], alert: &Alert) {
    for slot in slots {
        let (content, style) = cell(app, look, alert, slot);
        table::put(buffer, slot, y, &content, style);
    }
}

fn cell(app: &App, look: &Look, alert: &Alert, slot: &Slot<AlertColumn>) -> (String, Style) {
    let lang = look.lang;
    let plain = |text: String| (text, Style::new());
    let severity = alert.kind.severity();
    match slot.key {
        AlertColumn::Severity => {
            let word = if slot.width >= 10 {
                format!("{} {}", severity.glyph(), severity.word(lang))
            } else {
                status::cell(look, severity, slot.width)
            };
            (word, look.theme.status_cell(severity))
        }
        AlertColumn::Start => {
            let is_today = number::moment(look, alert.since).len() <= 5;
            plain(if is_today { number::clock(look, alert.since) } else { number::day(look, alert.since) })
        }
        AlertColumn::Age => plain(number::age(look, Some(alert.since))),
        AlertColumn::Opd => {
            plain(alert.opd.as_ref().map_or_else(|| number::UNKNOWN.into(), |opd| text::foreign(&opd.0, slot.width)))
        }
        AlertColumn::Object => plain(text::foreign(device_name(app, alert), slot.width)),
        AlertColumn::Text => plain(text::foreign(&alert.kind.text(lang), slot.width)),
        AlertColumn::Behind if alert.behind == 0 => plain(String::new()),
        AlertColumn::Behind => plain(format!("+{}", model::lang::integer(lang, u64::from(alert.behind)))),
        AlertColumn::Owner => owner(app, look, alert, slot.width),
    }
}

/// The name of the device an alert is about.
pub fn device_name<'a>(app: &'a App, alert: &Alert) -> &'a str {
    app.fleet.device(alert.device).map_or(number::UNKNOWN, |row| &row.name)
}

/// Who has it in hand.
fn owner(app: &App, look: &Look, alert: &Alert, width: u16) -> (String, Style) {
    if app.sending.as_ref().is_some_and(|(sending, _)| *sending == alert.id) {
        return (model::text::cut_end(lang::sending(look.lang), usize::from(width)), look.ink(Ink::Muted));
    }
    match &alert.handled {
        Some(handled) => (text::foreign(&handled.by, width), Style::new()),
        None => (lang::unhandled(look.lang).to_owned(), look.ink(Ink::Strong)),
    }
}

/// Draws the rows of `ids` in `area`, the selected one marked when `selected` says which; returns the cursor.
pub fn rows(
    buffer: &mut Buffer,
    area: Rect,
    app: &App,
    look: &Look,
    list: &crate::app::list::List<model::AlertId>,
    is_focused: bool,
    words: bool,
) -> super::Cursor {
    let (_, slots) = lay_out(app, look, area, words);
    let mut cursor = None;
    let window = list.window(usize::from(area.height));
    for (y, at) in (area.y..area.bottom()).zip(window) {
        let Some(alert) = list.rows().get(at).and_then(|id| app.fleet.alert(*id)) else {
            continue;
        };
        row(buffer, y, app, look, &slots, alert);
        if is_focused && at == list.index() {
            table::mark(buffer, Rect { y, height: 1, ..area });
            cursor = Some((area.x, y));
        }
    }
    cursor
}
