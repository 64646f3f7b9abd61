//! The sheet of a device: what its record states about hardware, system, load, sensors and addresses.

use crate::{
    app::App,
    draw::{Look, number, rule, text::Pen},
    lang,
    theme::Ink,
    view::Cursor,
};
use model::{
    Status,
    api::DevicePicture,
    sheet::{Grade, Line, Section, sheet},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Columns of a label, and of what stands left of a bar.
const LABEL: u16 = 22;
const VALUE: u16 = 24;
/// Columns of a bar.
const BAR: f64 = 20.0;

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
            Row::Line(line) => draw_line(look, line, area, buffer),
        }
    }
    None
}

fn rows(section: &Section) -> impl Iterator<Item = Row<'_>> {
    std::iter::once(Row::Title(section.title)).chain(section.lines.iter().map(Row::Line))
}

/// `main memory          57,2MiB dari 128MiB     45% █████████`
fn draw_line(look: &Look, line: &Line, area: Rect, buffer: &mut Buffer) {
    let style = match line.grade {
        Grade::Plain => Style::new(),
        Grade::Warning => look.ink(Ink::Status(Status::Warning)),
        Grade::Critical => look.ink(Ink::Status(Status::Critical)),
    };
    let label = if area.width < 60 { LABEL - 8 } else { LABEL };
    let mut pen = Pen::new(buffer, area);
    pen.skip(1).foreign(&line.label, label - 1, look.ink(Ink::Muted));
    let gap = (area.x + 1 + label).saturating_sub(pen.column());
    pen.skip(gap);
    let Some(percent) = line.percent else {
        let room = pen.room();
        pen.foreign(&line.value, room, style);
        return;
    };
    let value = if line.value.is_empty() { 0 } else { VALUE };
    let bar_from = pen.column() + value;
    pen.foreign(&line.value, value, style);
    let gap = bar_from.saturating_sub(pen.column());
    pen.skip(gap);
    let filled = (percent.clamp(0.0, 100.0) / 100.0 * BAR).round() as usize;
    pen.put(&format!("{:>4} {}", number::percent(look.lang, Some(percent)), "█".repeat(filled)), style);
}
