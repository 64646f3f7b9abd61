//! Glyph tiers: everything is drawn with the glyphs of tier T2, then brought down to what the terminal can show.
//!
//! One pass over the finished picture, so that no view can forget a tier and no foreign character slips through T0.

use crate::term::caps::Glyphs;
use ratatui::buffer::Buffer;

/// Eighth blocks, from the lowest; a hole is a blank.
pub const EIGHTHS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Replaces every symbol that is not in `tier`.
pub fn bring_down(buffer: &mut Buffer, tier: Glyphs) {
    match tier {
        Glyphs::Ascii => buffer.content.iter_mut().for_each(|cell| {
            let symbol = cell.symbol();
            if !symbol.is_ascii() {
                let replacement = ascii(symbol);
                cell.set_symbol(replacement);
            }
        }),
        Glyphs::Wgl4 => buffer.content.iter_mut().for_each(|cell| {
            if let Some(replacement) = wgl4(cell.symbol()) {
                cell.set_symbol(replacement);
            }
        }),
        Glyphs::Blocks | Glyphs::Braille => {}
    }
}

fn ascii(symbol: &str) -> &'static str {
    match symbol {
        "×" => "X",
        "▲" => "^",
        "●" => "o",
        "■" | "█" => "#",
        "─" | "–" | "▄" => "-",
        "│" => "|",
        "├" | "└" | "┌" | "┐" | "┘" => "+",
        "►" | "↑" | "→" | "≥" => ">",
        "↓" | "◄" => "<",
        "·" | "…" | "▂" => ".",
        "▁" => "_",
        "▃" => ":",
        "▅" => "=",
        "▆" => "+",
        "▇" | "▓" | "▀" => "*",
        "°" | " " => " ",
        "«" | "»" => "\"",
        _ => "?",
    }
}

/// A low value stays visible (`_`), for a blank is a hole.
fn wgl4(symbol: &str) -> Option<&'static str> {
    match symbol {
        "▁" | "▂" => Some("_"),
        "▃" | "▅" => Some("▄"),
        "▆" | "▇" => Some("█"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    #[test]
    fn the_ascii_tier_holds_nothing_above_7e() {
        let mut buffer = Buffer::with_lines(["×▲!~?■●│─►↓↑…·–▁▂▃▄▅▆▇█", "Bâlai 漢字 é"]);
        bring_down(&mut buffer, Glyphs::Ascii);
        assert!(buffer.content.iter().all(|cell| cell.symbol().bytes().all(|b| (0x20..=0x7e).contains(&b))));
        assert_eq!(buffer[(0, 0)].symbol(), "X");
    }

    #[test]
    fn a_low_value_is_no_hole_in_wgl4() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 9, 1));
        buffer.set_string(0, 0, "▁▂▃▄▅▆▇█ ", ratatui::style::Style::new());
        bring_down(&mut buffer, Glyphs::Wgl4);
        let line: String = buffer.content.iter().map(|cell| cell.symbol()).collect();
        assert_eq!(line, "__▄▄▄███ ");
    }
}
