//! Cost of the frame encoder: a whole frame, a moved cursor, a scrolled row, a page.

use divan::{Bencher, black_box};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
};
use tui::term::{
    caps::Depth,
    encode::{Caps, Shown, encode},
};

const CAPS: Caps = Caps { depth: Depth::Ansi256, ascii: false, scroll: true };
const SIZES: [(u16, u16); 3] = [(80, 24), (160, 45), (250, 70)];

fn main() {
    divan::main();
}

/// A list of devices over the whole width; row `first` stands on top.
fn list(size: (u16, u16), first: usize, selected: usize) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    for y in 0..size.1 {
        let device = first + usize::from(y);
        let colour = [Color::Reset, Color::Indexed(203), Color::Indexed(229)][device % 3];
        buffer.set_string(1, y, "● BAIK", Style::new().fg(colour));
        for x in (8..size.0).step_by(36) {
            let text =
                format!("sw-{device:05} 10.{}.{}.1 {:>6}k ▁▂▃▅▆", device / 250, device % 250, device * 37 % 10_000);
            buffer.set_stringn(x, y, text, usize::from(size.0 - x), Style::new());
        }
        if device == selected {
            buffer.set_style(Rect::new(0, y, size.0, 1), Style::new().add_modifier(Modifier::REVERSED));
        }
    }
    buffer
}

/// Time of the second of two frames.
fn second(bencher: Bencher<'_, '_>, first: Option<&Buffer>, next: &Buffer) {
    let mut shown = Shown::unknown();
    let mut out = Vec::with_capacity(64 << 10);
    if let Some(first) = first {
        encode(&mut shown, &mut first.clone(), Some((1, 1)), CAPS, &mut out);
    }
    let inputs = || (shown.clone(), next.clone(), Vec::with_capacity(64 << 10));
    bencher.with_inputs(inputs).bench_local_values(|(mut shown, mut next, mut out)| {
        encode(&mut shown, black_box(&mut next), Some((1, 2)), CAPS, &mut out);
        (shown, next, out)
    });
}

#[divan::bench(args = SIZES)]
fn whole(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    second(bencher, None, &list(size, 0, 0));
}

#[divan::bench(args = SIZES)]
fn unchanged(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    second(bencher, Some(&list(size, 0, 0)), &list(size, 0, 0));
}

#[divan::bench(args = SIZES)]
fn cursor(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    second(bencher, Some(&list(size, 0, 3)), &list(size, 0, 4));
}

#[divan::bench(args = SIZES)]
fn scroll(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    second(bencher, Some(&list(size, 0, 9)), &list(size, 1, 10));
}

#[divan::bench(args = SIZES)]
fn page(bencher: Bencher<'_, '_>, size: (u16, u16)) {
    second(bencher, Some(&list(size, 0, 0)), &list(size, usize::from(size.1), usize::from(size.1)));
}
