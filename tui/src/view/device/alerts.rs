//! The alerts of one device: open ones, then those that have ended.

use crate::{
    app::App,
    draw::{Look, number, text, text::Pen},
    lang,
    theme::Ink,
    view::Cursor,
};
use model::api::DevicePicture;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Draws the tab.
pub fn draw(app: &App, look: &Look, picture: &DevicePicture, area: Rect, buffer: &mut Buffer) -> Cursor {
    let lang = look.lang;
    let from = app.detail.scroll.min(picture.alerts.len().saturating_sub(usize::from(area.height)));
    for (y, alert) in (area.y..area.bottom()).zip(&picture.alerts[from..]) {
        let mut pen = Pen::new(buffer, Rect { y, height: 1, ..area });
        let severity = alert.kind.severity();
        let style = if alert.ended.is_none() { look.theme.status_cell(severity) } else { look.ink(Ink::Muted) };
        pen.skip(1).put(&format!("{} {:<8}", severity.glyph(), severity.word(lang)), style);
        pen.put(&format!(" {:>12}", number::moment(look, alert.since)), Style::new());
        let lasting = alert.ended.unwrap_or(look.now).seconds_since(alert.since);
        pen.put(&format!(" {:>6}  ", model::lang::duration(lang, lasting)), Style::new());
        pen.foreign(&alert.kind.text(lang), 48, Style::new()).skip(2);
        let end = match (&alert.ended, &alert.handled) {
            (Some(ended), _) => lang::recovered_at(lang, number::moment(look, *ended)),
            (None, Some(handled)) => lang::handled_by(lang, text::foreign(&handled.by, 16)),
            (None, None) => lang::unhandled(lang).to_owned(),
        };
        let inert = model::text::cut_end(&end, usize::from(pen.room()));
        pen.put(&inert, if alert.ended.is_some() { look.ink(Ink::Muted) } else { look.ink(Ink::Strong) });
        if let Some(handled) = alert.handled.as_ref().filter(|handled| !handled.note.is_empty()) {
            let room = pen.room().saturating_sub(2);
            pen.skip(2).foreign(&handled.note, room, look.ink(Ink::Muted));
        }
    }
    None
}
