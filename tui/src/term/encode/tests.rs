//! The encoder's bytes through a terminal emulator: what it shows is what was drawn.

use super::*;
use proptest::prelude::*;
use ratatui::style::{Color, Modifier, Style};

const FULL: Caps = Caps { depth: Depth::Ansi256, ascii: false, scroll: true };

/// A terminal fed with frames.
struct Glass {
    shown: Shown,
    emulator: vt100::Parser,
    caps: Caps,
}

impl Glass {
    fn new(width: u16, height: u16, caps: Caps) -> Self {
        let mut emulator = vt100::Parser::new(height, width, 0);
        // What a screen holds before the first frame must not shine through.
        for row in 1..=height {
            let left = "#".repeat(usize::from(width));
            emulator.process(format!("\x1b[1;41m\x1b[{row}H{left}").as_bytes());
        }
        emulator.process(b"\x1b[m");
        Self { shown: Shown::unknown(), emulator, caps }
    }

    fn show(&mut self, next: &Buffer, cursor: Option<(u16, u16)>) -> Vec<u8> {
        let mut out = Vec::new();
        encode(&mut self.shown, &mut next.clone(), cursor, self.caps, &mut out);
        self.emulator.process(&out);
        out
    }

    fn assert_shows(&self, next: &Buffer, cursor: Option<(u16, u16)>) {
        let screen = self.emulator.screen();
        for y in 0..next.area.height {
            let mut covered = 0;
            for x in 0..next.area.width {
                let Some(seen) = screen.cell(y, x) else { panic!("no cell {x},{y}") };
                if covered > 0 {
                    covered -= 1;
                    assert!(seen.is_wide_continuation(), "cell {x},{y} is not covered");
                    continue;
                }
                let drawn = &next[(x, y)];
                let wide = drawn.symbol() == "漢";
                covered = u16::from(wide && x + 1 < next.area.width);
                let symbol = if wide && covered == 0 { " " } else { drawn.symbol() };
                let text = if seen.contents().is_empty() { " " } else { seen.contents() };
                assert_eq!(text, symbol, "text of cell {x},{y}");
                assert_eq!(seen.bgcolor(), colour(drawn.bg, self.caps), "background of cell {x},{y}");
                let modifier = drawn.modifier;
                assert_eq!(seen.inverse(), modifier.contains(Modifier::REVERSED), "reverse of cell {x},{y}");
                assert_eq!(seen.underline(), modifier.contains(Modifier::UNDERLINED), "underline of cell {x},{y}");
                if symbol != " " {
                    assert_eq!(seen.fgcolor(), colour(drawn.fg, self.caps), "foreground of cell {x},{y}");
                    assert_eq!(seen.bold(), modifier.contains(Modifier::BOLD), "boldness of cell {x},{y}");
                }
            }
        }
        assert_eq!(screen.hide_cursor(), cursor.is_none());
        if let Some((x, y)) = cursor {
            assert_eq!(screen.cursor_position(), (y, x), "real cursor");
        }
    }
}

fn colour(colour: Color, caps: Caps) -> vt100::Color {
    match colour {
        _ if caps.depth == Depth::Mono => vt100::Color::Default,
        Color::Red => vt100::Color::Idx(1),
        Color::LightCyan => vt100::Color::Idx(14),
        Color::Indexed(index) => vt100::Color::Idx(index),
        _ => vt100::Color::Default,
    }
}

/// One change of the picture: a run of text, rows that move, a whole new line, blanks to the end.
#[derive(Clone, Debug)]
enum Stroke {
    Text { x: u16, y: u16, text: String, style: usize },
    Scroll { top: u16, bottom: u16, rows: i8 },
    Highlight { y: u16 },
    Blank { x: u16, y: u16 },
}

fn styles() -> [Style; 6] {
    [
        Style::reset(),
        Style::reset().fg(Color::Indexed(203)).add_modifier(Modifier::BOLD),
        Style::reset().fg(Color::Red),
        Style::reset().add_modifier(Modifier::REVERSED),
        Style::reset().fg(Color::LightCyan).bg(Color::Red).add_modifier(Modifier::UNDERLINED),
        Style::reset().fg(Color::Indexed(39)).add_modifier(Modifier::REVERSED),
    ]
}

fn stroke() -> impl Strategy<Value = Stroke> {
    prop_oneof![
        4 => (0..90u16, 0..40u16, "[a-c ●█漢]{1,30}", 0..6usize)
            .prop_map(|(x, y, text, style)| Stroke::Text { x, y, text, style }),
        2 => (0..40u16, 0..40u16, -9..10i8).prop_map(|(top, bottom, rows)| Stroke::Scroll { top, bottom, rows }),
        1 => (0..40u16).prop_map(|y| Stroke::Highlight { y }),
        1 => (0..90u16, 0..40u16).prop_map(|(x, y)| Stroke::Blank { x, y }),
    ]
}

fn paint(buffer: &mut Buffer, stroke: &Stroke) {
    let Rect { width, height, .. } = buffer.area;
    match stroke {
        Stroke::Text { x, y, text, style } => {
            let (x, y) = (x % width, y % height);
            // A wide symbol half overwritten leaves its other half: cleaned as a drawing would.
            if x > 0 && buffer[(x - 1, y)].symbol() == "漢" {
                buffer[(x - 1, y)].reset();
            }
            buffer.set_string(x, y, text, styles()[*style]);
        }
        Stroke::Scroll { top, bottom, rows } => {
            let (top, bottom) = (usize::from(top % height), usize::from(bottom % height));
            let (top, bottom) = (top.min(bottom), top.max(bottom));
            let rows = isize::from(*rows);
            if rows != 0 && rows.unsigned_abs() <= bottom - top {
                scroll::apply(buffer, scroll::Scroll { top, bottom, rows });
            }
        }
        Stroke::Highlight { y } => {
            let row = Rect { y: y % height, height: 1, ..buffer.area };
            buffer.set_style(row, Style::new().add_modifier(Modifier::REVERSED));
        }
        Stroke::Blank { x, y } => {
            for x in x % width..width {
                buffer[(x, y % height)].reset();
            }
        }
    }
}

fn cursor_in(buffer: &Buffer, cursor: Option<(u16, u16)>) -> Option<(u16, u16)> {
    cursor.map(|(x, y)| (x % buffer.area.width, y % buffer.area.height))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn the_terminal_shows_what_was_drawn(
        width in 1..91u16,
        height in 1..41u16,
        depth in prop_oneof![Just(Depth::Mono), Just(Depth::Ansi256)],
        scroll in any::<bool>(),
        frames in prop::collection::vec(
            (prop::collection::vec(stroke(), 0..12), prop::option::of((0..90u16, 0..40u16)), prop::bool::weighted(0.1)),
            1..8,
        ),
    ) {
        let mut glass = Glass::new(width, height, Caps { depth, ascii: false, scroll });
        let mut picture = Buffer::empty(Rect::new(0, 0, width, height));
        for y in 0..height {
            picture.set_string(0, y, format!("row {y} of the list"), Style::reset());
        }
        for (strokes, cursor, forget) in frames {
            strokes.iter().for_each(|stroke| paint(&mut picture, stroke));
            if forget {
                glass.shown.forget();
            }
            let cursor = cursor_in(&picture, cursor);
            glass.show(&picture, cursor);
            glass.assert_shows(&picture, cursor);
            prop_assert!(glass.show(&picture, cursor).is_empty(), "the same frame again is free");
        }
    }

    #[test]
    fn no_control_byte_and_nothing_beyond_ascii(
        symbols in prop::collection::vec(any::<char>().prop_map(|c| c.to_string()), 1..60),
        ascii in any::<bool>(),
    ) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 3));
        for (cell, symbol) in buffer.content.iter_mut().zip(&symbols) {
            cell.set_symbol(symbol);
        }
        let mut out = Vec::new();
        encode(&mut Shown::unknown(), &mut buffer, Some((0, 0)), Caps { ascii, ..FULL }, &mut out);
        let text = String::from_utf8(out).unwrap();
        let mut left = text.as_str();
        // Our own sequences are CSI and CR LF; what is left over holds no control character.
        while let Some(at) = left.find(char::is_control) {
            let rest = &left[at..];
            left = match rest.strip_prefix("\x1b[") {
                Some(rest) => &rest[rest.find(|c: char| ('@'..='~').contains(&c)).unwrap() + 1..],
                None => rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\r')).unwrap(),
            };
        }
        prop_assert!(!ascii || text.bytes().all(|byte| byte <= 0x7e));
    }
}

/// A device table to measure with: title, tabs, header, rows, hints. Row `first` stands on top and `selected` is in reverse.
pub(crate) fn table(width: u16, height: u16, first: usize, selected: usize) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let reverse = Style::new().add_modifier(Modifier::REVERSED);
    buffer.set_string(0, 0, format!("{:<1$}", " PANTAU │ Kab. Contoh ► Perangkat", usize::from(width)), reverse);
    buffer.set_string(0, 1, " 1Ringkas 2OPD[3Perangkat] 4Ggn·12 5Trafik", Style::new());
    buffer.set_string(0, 2, " STAT   NAMA                ALAMAT         OPD       MASUK  KELUAR", Style::new());
    for y in 3..height - 1 {
        let device = first + usize::from(y) - 3;
        let (glyph, word, style) = match device % 5 {
            0 => ("×", "MATI", Style::new().fg(Color::Indexed(203)).add_modifier(Modifier::BOLD)),
            1 => ("!", "WASP", Style::new().fg(Color::Indexed(229))),
            _ => ("●", "BAIK", Style::new()),
        };
        let trend: String = (0..8).map(|at| ['▁', '▂', '▃', '▅', '▆', '▇'][(device * 7 + at * 5) % 6]).collect();
        buffer.set_string(1, y, format!("{glyph} {word}"), style);
        let text = format!(
            "sw-opd-{device:05}        10.{}.{}.1     DISKOMINFO {:>5}k  {:>5}k {trend}",
            device / 250,
            device % 250,
            device * 37 % 10_000,
            device * 91 % 10_000
        );
        buffer.set_string(8, y, text, Style::new());
        if width > 120 {
            buffer.set_string(92, y, format!("router 4jam  12md MikroTik CCR-{device} R. Server"), Style::new());
        }
        if device == selected {
            buffer.set_style(Rect::new(0, y, width, 1), reverse);
        }
    }
    buffer.set_string(0, height - 1, " s urut  c kolom  Spasi tandai  a tangani  ? semua", Style::new());
    buffer
}

/// Bytes of a frame after another one, both checked against the emulator.
fn bytes_between(before: &Buffer, after: &Buffer, cursor: (u16, u16)) -> usize {
    let mut glass = Glass::new(before.area.width, before.area.height, FULL);
    glass.show(before, Some((1, 3)));
    glass.assert_shows(before, Some((1, 3)));
    let bytes = glass.show(after, Some(cursor)).len();
    glass.assert_shows(after, Some(cursor));
    bytes
}

#[test]
fn bytes_are_within_the_goals() {
    for (width, height, one_row, page, whole) in
        [(80, 24, 300, 2_200, 3_000), (160, 45, 500, 6_200, 8_000), (250, 70, 700, 10_000, 12_500)]
    {
        let bottom = height - 2;
        let last = usize::from(bottom) - 3;
        let top = table(width, height, 0, 0);
        let moved = bytes_between(&top, &table(width, height, 0, 1), (1, 4));
        let at_bottom = table(width, height, 0, last);
        let scrolled = bytes_between(&at_bottom, &table(width, height, 1, last + 1), (1, bottom));
        let back = bytes_between(&table(width, height, 1, 1), &table(width, height, 0, 0), (1, 3));
        let far = bytes_between(&at_bottom, &table(width, height, 9, last + 9), (1, bottom));
        let paged = bytes_between(&top, &table(width, height, last + 1, last + 1), (1, 3));
        let first = bytes_between(&Buffer::empty(top.area), &top, (1, 3));
        println!(
            "{width}x{height}: move {moved}, down {scrolled}, up {back}, nine rows {far}, page {paged}, whole {first}"
        );
        assert!(moved <= one_row, "{width}x{height}: cursor by one row takes {moved} bytes");
        assert!(scrolled <= one_row, "{width}x{height}: scroll by one row takes {scrolled} bytes");
        assert!(back <= one_row, "{width}x{height}: scroll back takes {back} bytes");
        assert!(far <= page / 2, "{width}x{height}: nine rows take {far} bytes");
        assert!(paged <= page, "{width}x{height}: a page takes {paged} bytes");
        assert!(first <= whole, "{width}x{height}: a whole frame takes {first} bytes");
    }
}

#[test]
fn without_colour_reverse_stays() {
    let mut glass = Glass::new(80, 24, Caps { depth: Depth::Mono, ..FULL });
    let bytes = glass.show(&table(80, 24, 0, 3), None);
    let text = String::from_utf8_lossy(&bytes);
    for sequence in text.split("\x1b[").skip(1) {
        if let Some((parameters, _)) = sequence.split_once('m')
            && parameters.bytes().all(|byte| byte.is_ascii_digit() || byte == b';')
        {
            let coloured = parameters.split(';').any(|p| p.parse().is_ok_and(|n: u16| n >= 30));
            assert!(!coloured, "colour in {parameters}");
        }
    }
    assert!(glass.emulator.screen().cell(6, 20).unwrap().inverse());
    assert!(!glass.emulator.screen().cell(7, 20).unwrap().inverse());
}

#[test]
fn sixteen_colours_are_sent_as_such() {
    let mut glass = Glass::new(80, 24, Caps { depth: Depth::Ansi16, ..FULL });
    let bytes = glass.show(&table(80, 24, 0, 3), None);
    let text = String::from_utf8_lossy(&bytes);
    assert!(!text.contains("38;") && !text.contains("48;"));
    assert!(text.contains("\x1b[1;91m"), "203 becomes light red");
}

#[test]
fn another_size_is_sent_whole_and_never_cleared() {
    let mut glass = Glass::new(80, 24, FULL);
    glass.show(&table(80, 24, 0, 0), Some((1, 3)));
    glass.emulator.screen_mut().set_size(40, 100);
    let next = table(100, 40, 5, 9);
    let bytes = glass.show(&next, Some((1, 7)));
    glass.assert_shows(&next, Some((1, 7)));
    assert!(!String::from_utf8_lossy(&bytes).contains("\x1b[2J"));
}
