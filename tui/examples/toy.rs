//! A scrolling table on the real loop, to try and to measure the terminal code without views or a collector.
//!
//! Keys: `j k g G PgDn PgUp`, `t` starts and stops a clock, `p` panics, `Ctrl-l` repaints, `Ctrl-z` stops, `q` ends.
//! `--record FILE`, `--low-bandwidth` and `--no-scroll` as in the options of the loop.

use crossterm::event::{KeyCode, KeyModifiers};
use model::Timestamp;
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier, Style},
};
use std::time::Duration;
use tui::run::{Event, RunOptions, Screen, Terminal, Wish, mailbox, run};
use tui::term::caps::Glyphs;

const DEVICES: usize = 10_000;

#[derive(Default)]
struct Toy {
    rows: usize,
    first: usize,
    selected: usize,
    now: Timestamp,
    ticking: bool,
    terminal: Option<Terminal>,
    dirty: bool,
    finished: bool,
    wishes: Vec<Wish>,
}

impl Toy {
    fn go(&mut self, to: usize) {
        self.selected = to.min(DEVICES - 1);
        self.first = self.first.min(self.selected).max((self.selected + 1).saturating_sub(self.rows));
        self.dirty = true;
    }

    fn key(&mut self, code: KeyCode, control: bool) {
        let page = self.rows.max(1);
        match code {
            KeyCode::Char('l') if control => self.wishes.push(Wish::Repaint),
            KeyCode::Char('z') if control => self.wishes.push(Wish::Suspend),
            KeyCode::Char('j') | KeyCode::Down => self.go(self.selected + 1),
            KeyCode::Char('k') | KeyCode::Up => self.go(self.selected.saturating_sub(1)),
            KeyCode::PageDown => {
                self.first = (self.first + page).min(DEVICES - page);
                self.go(self.selected + page);
            }
            KeyCode::PageUp => {
                self.first = self.first.saturating_sub(page);
                self.go(self.selected.saturating_sub(page));
            }
            KeyCode::Char('g') => self.go(0),
            KeyCode::Char('G') => self.go(DEVICES),
            KeyCode::Char('t') => (self.ticking, self.dirty) = (!self.ticking, true),
            #[allow(clippy::panic)]
            KeyCode::Char('p') => panic!("a panic on demand"),
            KeyCode::Char('q') => self.finished = true,
            _ => {}
        }
    }
}

impl Screen for Toy {
    type Message = ();
    type Effect = ();

    fn update(&mut self, event: Event<()>) -> Vec<()> {
        match event {
            Event::Key(key) => self.key(key.code, key.modifiers.contains(KeyModifiers::CONTROL)),
            Event::Resize { height, .. } => {
                self.rows = usize::from(height).saturating_sub(4).max(1);
                self.go(self.selected);
            }
            Event::Tick(now) => {
                self.dirty |= self.ticking && now.seconds() != self.now.seconds();
                self.now = now;
            }
            Event::Terminal(terminal) => (self.terminal, self.dirty) = (Some(terminal), true),
            Event::Paste(_) | Event::Mouse(_) | Event::Message(()) => {}
        }
        Vec::new()
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<(u16, u16)> {
        self.dirty = false;
        let ascii = self.terminal.as_ref().is_some_and(|terminal| terminal.glyphs == Glyphs::Ascii);
        let reverse = Style::new().add_modifier(Modifier::REVERSED);
        let mut clock = String::new();
        if self.ticking {
            clock = self.now.rfc3339();
        }
        let title = format!(" PANTAU | toy {clock}");
        buffer.set_stringn(0, 0, format!("{title:<0$}", usize::from(area.width)), area.width.into(), reverse);
        line(buffer, 2, " STAT   NAME                ADDRESS        AGENCY       IN      OUT", Style::new());
        let mut cursor = None;
        for y in 3..area.height.saturating_sub(1) {
            let device = self.first + usize::from(y) - 3;
            if device >= DEVICES {
                break;
            }
            draw_device(buffer, y, device, ascii);
            if device == self.selected {
                buffer.set_style(Rect::new(0, y, area.width, 1), reverse);
                cursor = Some((1.min(area.width - 1), y));
            }
        }
        let hints =
            self.terminal.as_ref().map(|terminal| format!(" q end  {:?} {:?}", terminal.depth, terminal.glyphs));
        line(buffer, area.height - 1, &hints.unwrap_or_default(), Style::new());
        cursor
    }

    fn dirty(&self) -> bool {
        self.dirty
    }

    fn next_tick(&self, now: Timestamp) -> Option<Duration> {
        let rest = 1000 - now.0.rem_euclid(1000).unsigned_abs();
        self.ticking.then(|| Duration::from_millis(rest))
    }

    fn finished(&self) -> bool {
        self.finished
    }

    fn wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.wishes)
    }
}

fn line(buffer: &mut Buffer, y: u16, text: &str, style: Style) {
    if y < buffer.area.height {
        buffer.set_stringn(0, y, text, buffer.area.width.into(), style);
    }
}

fn draw_device(buffer: &mut Buffer, y: u16, device: usize, ascii: bool) {
    let (glyph, word, style) = match device % 5 {
        0 => (if ascii { 'X' } else { '×' }, "DOWN", Style::new().fg(Color::Indexed(203)).add_modifier(Modifier::BOLD)),
        1 => ('!', "WARN", Style::new().fg(Color::Indexed(229))),
        _ => (if ascii { 'o' } else { '●' }, "OK  ", Style::new()),
    };
    let levels = if ascii { ['_', '.', ':', '-', '=', '+'] } else { ['▁', '▂', '▃', '▅', '▆', '▇'] };
    let trend: String = (0..8).map(|at| levels[(device * 7 + at * 5) % 6]).collect();
    let text = format!(
        "        sw-opd-{device:05}        10.{}.{}.1     DISKOMINFO {:>5}k  {:>5}k {trend}   router 4h 12ms Model-{device}",
        device / 250,
        device % 250,
        device * 37 % 10_000,
        device * 91 % 10_000
    );
    line(buffer, y, &text, Style::new());
    line(buffer, y, &format!(" {glyph} {word}"), style);
}

fn main() {
    let mut options = RunOptions::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--record" => options.record = arguments.next().map(Into::into),
            "--low-bandwidth" => options.low_bandwidth = true,
            "--no-scroll" => options.scroll = false,
            other => eprintln!("{other} is not known"),
        }
    }
    let (_post, mailbox) = mailbox();
    match run(Toy::default(), options, mailbox, |(), _| None) {
        Ok(exit) => eprintln!("{exit:?}"),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}
