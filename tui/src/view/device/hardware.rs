//! The sheet of a device: what its record states about hardware, system, load, sensors and addresses.

use crate::{
    app::App,
    draw::{Look, line, number, rule},
    lang,
    view::Cursor,
};
use model::{
    api::DevicePicture,
    sheet::{Line, Section, sheet},
};
use ratatui::{buffer::Buffer, layout::Rect};

/// A row of the tab.
enum Row<'s> {
    Title(&'s str),
    Line(&'s Line),
}

/// Draws the tab.
pub fn draw(app: &App, look: &Look, picture: &DevicePicture, area: Rect, buffer: &mut Buffer) -> Cursor {
    let record = picture.record.as_ref()?;
    let mut sections = sheet(&record.facts, look.lang);
    if let Some(first) = sections.first_mut() {
        let source = lang::record_source(
            look.lang,
            format!("{:?}", record.source).to_lowercase(),
            number::moment(look, record.collected_at),
        );
        first.lines.push(Line { label: lang::label_source(look.lang).into(), value: source, ..Line::default() });
    }
    let rows: Vec<Row<'_>> = sections.iter().flat_map(rows).collect();
    let from = app.detail.scroll.min(rows.len().saturating_sub(usize::from(area.height)));
    for (y, row) in (area.y..area.bottom()).zip(&rows[from..]) {
        let area = Rect { y, height: 1, ..area };
        match row {
            Row::Title(title) => rule::draw(buffer, area, look, title, ""),
            Row::Line(line) => line::draw(buffer, area, look, line),
        }
    }
    None
}

fn rows(section: &Section) -> impl Iterator<Item = Row<'_>> {
    std::iter::once(Row::Title(section.title)).chain(section.lines.iter().map(Row::Line))
}
