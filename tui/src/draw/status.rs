//! A status on the screen: glyph, word and colour, never colour alone; and counts of them.

use super::{Look, text, text::Pen};
use crate::theme::Ink;
use model::{Status, lang, status::Counts};
use ratatui::{buffer::Buffer, style::Style};

/// Glyph alone, glyph and short word, or glyph and full word: what fits into `width`.
pub fn cell(look: &Look, status: Status, width: u16) -> String {
    let glyph = status.glyph();
    let (word, short) = (status.word(look.lang), status.short(look.lang));
    if width >= 12 {
        format!("{glyph} {word}")
    } else if width >= text::columns(short) + 2 {
        format!("{glyph} {short}")
    } else {
        glyph.to_string()
    }
}

/// Writes a status cell of a list.
pub fn put_cell(buffer: &mut Buffer, x: u16, y: u16, width: u16, look: &Look, status: Status) {
    text::put(buffer, x, y, width, &cell(look, status, width), look.theme.status_cell(status));
}

/// Writes the counts of the title: the three worst that are there, else what there is. `style` is the ground.
pub fn title_counts(look: &Look, counts: &Counts, spaced: bool) -> String {
    let of = |statuses: &[Status]| {
        let parts: Vec<String> = statuses
            .iter()
            .filter(|status| counts.of(**status) > 0)
            .map(|status| {
                let number = lang::integer(look.lang, u64::from(counts.of(*status)));
                format!("{}{}{number}", status.glyph(), if spaced { " " } else { "" })
            })
            .collect();
        parts.join(" ")
    };
    let bad = of(&[Status::Down, Status::Critical, Status::Warning]);
    if bad.is_empty() { of(&[Status::Unreachable, Status::Unknown, Status::Maintenance, Status::Ok]) } else { bad }
}

/// Writes every status that is there with its count and, where there is room, its word: `× 12 mati  ▲ 5 kritis`.
pub fn counts_line(pen: &mut Pen<'_>, look: &Look, counts: &Counts, wide: bool) {
    let mut is_first = true;
    for status in Status::ALL {
        let count = counts.of(status);
        if count == 0 {
            continue;
        }
        if !is_first {
            pen.skip(2);
        }
        is_first = false;
        let number = lang::integer(look.lang, u64::from(count));
        let gap = if wide { " " } else { "" };
        let style = if status == Status::Ok { Style::new() } else { look.ink(Ink::Status(status)) };
        let figure = format!("{}{gap}{number}", status.glyph());
        if !pen.whole(&figure, style) {
            return;
        }
        if wide || !matches!(status, Status::Maintenance | Status::Ok) {
            let word = format!(" {}", status.word(look.lang).to_lowercase());
            pen.whole(&word, Style::new());
        }
    }
}
