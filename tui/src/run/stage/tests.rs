//! The loop on a simulated line and clock: pacing, timers, answers, resizes.

use super::*;
use crate::term::{caps::Depth, encode::tests::table};
use std::collections::VecDeque;

/// A table of many rows with a selected one.
#[derive(Default)]
struct List {
    rows: usize,
    selected: usize,
    dirty: bool,
    finished: bool,
    tick_every: Option<Duration>,
    ticks: usize,
    seen: Vec<Event<u32>>,
    wishes: Vec<Wish>,
}

impl Screen for List {
    type Message = u32;
    type Effect = ();

    fn update(&mut self, event: Event<u32>) -> Vec<()> {
        match &event {
            Event::Key(key) if key.code == KeyCode::Char('j') => self.selected += 1,
            Event::Key(key) if key.code == KeyCode::Char('q') => self.finished = true,
            Event::Resize { height, .. } => self.rows = usize::from(*height) - 4,
            Event::Tick(_) => self.ticks += 1,
            _ => {}
        }
        if !matches!(event, Event::Tick(_)) {
            self.dirty = true;
            self.seen.push(event);
        }
        Vec::new()
    }

    fn draw(&mut self, area: Rect, buffer: &mut Buffer) -> Option<(u16, u16)> {
        self.dirty = false;
        let first = (self.selected + 1).saturating_sub(self.rows);
        *buffer = table(area.width, area.height, first, self.selected);
        Some((1, 3 + u16::try_from(self.selected - first).unwrap()))
    }

    fn dirty(&self) -> bool {
        self.dirty
    }

    fn next_tick(&self, _: Timestamp) -> Option<Duration> {
        self.tick_every
    }

    fn finished(&self) -> bool {
        self.finished
    }

    fn wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.wishes)
    }
}

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

fn moment(at: Duration) -> Moment {
    Moment { at, wall: Timestamp(i64::try_from(at.as_millis()).unwrap()) }
}

fn environment() -> Environment {
    Environment { term: "xterm-256color".into(), locale: "C.UTF-8".into(), ..Environment::default() }
}

fn stage(size: (u16, u16)) -> Stage<List> {
    let mut stage = Stage::new(List::default(), &RunOptions::default(), environment(), size);
    stage.start(moment(ms(0)));
    stage
}

/// What the loop does with a batch, without its threads.
fn batch(stage: &mut Stage<List>, bytes: &[u8], at: Duration) -> Option<Vec<u8>> {
    stage.tick(moment(at));
    stage.bytes(bytes, moment(at));
    stage.after(moment(at));
    stage.frame(at)
}

fn queries(bytes: &[u8]) -> usize {
    bytes.windows(4).filter(|window| window == b"\x1b[6n").count()
}

/// A stage of 80x24 whose first frames are drawn and answered: nothing is on its way at 250 ms.
fn settled() -> Stage<List> {
    let mut stage = stage((80, 24));
    stage.frame(ms(0)).unwrap();
    batch(&mut stage, b"\x1b[2;5R", ms(1));
    stage.frame(ms(120));
    stage.screen.selected = 1;
    assert_eq!(batch(&mut stage, b"k", ms(200)).map(|bytes| queries(&bytes)), Some(1));
    batch(&mut stage, b"\x1b[9;2R", ms(250));
    assert!(stage.is_idle());
    stage
}

/// A line with a terminal at its end, as `ptymeter --rate --rtt` makes one: keys reach the loop half a round trip late,
/// answers a whole one; bytes pass at once while the allowance lasts, then as fast as the line takes them.
#[derive(Clone, Copy, Debug)]
struct Line {
    bytes_per_second: f64,
    allowance_bytes: f64,
    round_trip: Duration,
}

/// What is on such a line.
struct Traffic {
    line: Line,
    /// What may pass at once at `since`; negative: so much still waits.
    credit_bytes: f64,
    since: Duration,
    /// When the terminal has everything.
    complete: Duration,
    /// Answers that reach the loop, and when.
    answers: VecDeque<(Duration, &'static [u8])>,
}

impl Traffic {
    fn send(&mut self, bytes: &[u8], at: Duration) {
        let Line { bytes_per_second, allowance_bytes, round_trip } = self.line;
        let refilled = (at - self.since).as_secs_f64() * bytes_per_second;
        let credit = (self.credit_bytes + refilled).min(allowance_bytes);
        let passed = |count: usize| at + Duration::from_secs_f64(((count as f64 - credit) / bytes_per_second).max(0.0));
        let mut from = 0;
        while let Some(place) = bytes[from..].windows(4).position(|window| window == b"\x1b[6n") {
            from += place + 4;
            let probe = bytes[..from].ends_with(WIDTH_PROBE.as_bytes());
            let answer: &[u8] = if probe { b"\x1b[2;5R" } else { b"\x1b[9;2R" };
            self.answers.push_back((passed(from) + round_trip, answer));
        }
        self.complete = passed(bytes.len());
        (self.credit_bytes, self.since) = (credit - bytes.len() as f64, at);
    }
}

/// `j` held for five seconds at 30 a second; returns how long after the last key the terminal has everything.
fn hold(size: (u16, u16), line: Line) -> Duration {
    let mut stage = stage(size);
    let (complete, since) = (ms(0), ms(0));
    let credit_bytes = line.allowance_bytes;
    let mut traffic = Traffic { line, credit_bytes, since, complete, answers: VecDeque::new() };
    let pressed = |number: u64| ms(4000 + number * 1000 / 30);
    let mut keys: VecDeque<Duration> = (0..150).map(|number| pressed(number) + line.round_trip / 2).collect();
    let mut now = ms(0);
    loop {
        if let Some(bytes) = stage.frame(now) {
            traffic.send(&bytes, now);
        }
        let wait = stage.wait(now).map(|wait| now + wait);
        let next = [wait, keys.front().copied(), traffic.answers.front().map(|(at, _)| *at)];
        let Some(next) = next.into_iter().flatten().min() else { break };
        now = next.max(now);
        stage.tick(moment(now));
        while keys.front().is_some_and(|at| *at <= now) {
            keys.pop_front();
            stage.bytes(b"j", moment(now));
        }
        while let Some((_, answer)) = traffic.answers.pop_front_if(|(at, _)| *at <= now) {
            stage.bytes(answer, moment(now));
        }
        stage.after(moment(now));
    }
    assert!(stage.is_idle());
    assert_eq!(stage.screen.selected, 150, "every key counted");
    traffic.complete.saturating_sub(pressed(149))
}

#[test]
fn a_held_key_builds_no_queue() {
    let check = |size, bytes_per_second, allowance_bytes, round_trip, within: Duration| {
        let line = Line { bytes_per_second, allowance_bytes, round_trip };
        let settled = hold(size, line);
        println!("{size:?} {line:?}: settled after {settled:?}");
        assert!(settled <= within, "{size:?} {line:?}: settled after {settled:?}");
    };
    let trip = ms(300);
    check((80, 24), 8000.0, 4096.0, trip, trip + ms(300));
    check((160, 45), 8000.0, 4096.0, trip, trip + ms(300));
    check((250, 70), 8000.0, 4096.0, trip, trip + ms(300));
    check((160, 45), 100_000.0, 0.0, ms(600), ms(600) + ms(300));
    check((250, 70), 1e9, 0.0, ms(0), ms(1));
    // Without any allowance each large frame takes its time on the line, twice at the end.
    check((80, 24), 8000.0, 0.0, trip, trip + ms(300));
    check((160, 45), 8000.0, 0.0, trip, trip + ms(700));
}

#[test]
fn the_first_frame_carries_the_width_probe() {
    let mut stage = stage((80, 24));
    let bytes = stage.frame(ms(0)).unwrap();
    assert!(bytes.starts_with(WIDTH_PROBE.as_bytes()));
    assert_eq!(queries(&bytes), 1);
    batch(&mut stage, b"\x1b[2;5R", ms(40));
    let told = stage.screen.seen.iter().rev().find_map(|event| match event {
        Event::Terminal(terminal) => Some(terminal.clone()),
        _ => None,
    });
    let told = told.unwrap();
    assert_eq!((told.rtt, told.glyphs, told.depth), (Some(ms(40)), Glyphs::Blocks, Depth::Ansi256));
}

#[test]
fn a_terminal_that_draws_wide_gets_ascii() {
    let mut stage = stage((80, 24));
    stage.frame(ms(0)).unwrap();
    let bytes = batch(&mut stage, b"\x1b[2;9R", ms(10)).unwrap();
    assert!(bytes.iter().all(|byte| *byte <= 0x7e), "the whole frame again, in ASCII");
    assert!(bytes.len() > 1000);
    assert!(stage.screen.seen.iter().any(|event| matches!(event, Event::Terminal(t) if t.glyphs == Glyphs::Ascii)));
}

#[test]
fn a_key_is_shown_at_once_and_data_at_intervals() {
    let mut stage = settled();
    assert!(batch(&mut stage, b"j", ms(310)).is_some());
    stage.screen.selected += 1;
    stage.message(7);
    stage.after(moment(ms(320)));
    assert_eq!((stage.frame(ms(320)), stage.wait(ms(320))), (None, Some(ms(90))));
    assert!(stage.frame(ms(410)).is_some());
    // A thousand changes are one frame.
    for number in 0..1000 {
        stage.message(number);
    }
    stage.screen.selected += 1;
    stage.after(moment(ms(600)));
    assert!(stage.frame(ms(600)).is_some());
    assert_eq!(stage.frame(ms(600)), None);
}

#[test]
fn idle_waits_for_ever() {
    let mut stage = settled();
    assert_eq!(stage.wait(ms(260)), None);
    stage.screen.tick_every = Some(Duration::ZERO);
    stage.after(moment(ms(300)));
    assert_eq!(stage.wait(ms(300)), Some(TICK_MIN), "a screen cannot make the loop spin");
}

#[test]
fn a_resize_waits_until_the_window_rests() {
    let mut stage = settled();
    stage.window_changes(moment(ms(1000)));
    stage.window_changes(moment(ms(1050)));
    assert_eq!(batch(&mut stage, b"j", ms(1060)), None, "nothing is drawn into a moving window");
    assert!(!stage.window_rests(moment(ms(1129))) && stage.window_rests(moment(ms(1130))));
    stage.resize((160, 45));
    stage.after(moment(ms(1130)));
    let bytes = stage.frame(ms(1130)).unwrap();
    assert!((3000..8000).contains(&bytes.len()), "one whole frame of {} bytes", bytes.len());
    assert!(!bytes.windows(4).any(|window| window == b"\x1b[2J"));
}

#[test]
fn a_lone_escape_is_a_key_after_a_while() {
    let mut stage = stage((80, 24));
    batch(&mut stage, b"\x1b", ms(10));
    let wait = stage.wait(ms(10)).unwrap();
    assert!(wait <= ms(25), "{wait:?}");
    stage.tick(moment(ms(35)));
    assert!(stage.screen.seen.iter().any(|event| matches!(event, Event::Key(key) if key.code == KeyCode::Esc)));
}

#[test]
fn ctrl_c_twice_ends_whatever_the_screen_thinks() {
    let mut stage = stage((80, 24));
    batch(&mut stage, b"\x03", ms(10));
    batch(&mut stage, b"j\x03", ms(20));
    assert!(!stage.finished());
    batch(&mut stage, b"\x03", ms(900));
    assert!(stage.finished());
}

#[test]
fn wishes_are_carried_out() {
    let mut stage = settled();
    stage.screen.wishes = vec![Wish::Bell, Wish::Copy("foo".into()), Wish::Suspend, Wish::Mouse(true)];
    stage.after(moment(ms(300)));
    assert_eq!(stage.frame(ms(300)).unwrap(), b"\x07\x1b]52;c;Zm9v\x07");
    assert_eq!(stage.tasks(), [Task::Suspend, Task::Mouse(true)]);
    stage.screen.wishes = vec![Wish::Repaint];
    stage.after(moment(ms(400)));
    let whole = stage.frame(ms(400)).unwrap();
    assert!(whole.len() > 2000);
    assert!(stage.hopes_for_answer(ms(400)));
    stage.screen.wishes = vec![Wish::Glyphs(Glyphs::Ascii)];
    stage.resumed();
    stage.after(moment(ms(500)));
    assert!(stage.frame(ms(500)).unwrap().iter().all(|byte| *byte <= 0x7e));
}

#[test]
fn a_screen_of_one_row_is_never_asked() {
    struct Row;
    impl Screen for Row {
        type Message = ();
        type Effect = ();
        fn update(&mut self, _: Event<()>) -> Vec<()> {
            Vec::new()
        }
        fn draw(&mut self, _: Rect, buffer: &mut Buffer) -> Option<(u16, u16)> {
            buffer.set_string(0, 0, "×12 ▲5 !31 11:40", ratatui::style::Style::new());
            None
        }
        fn dirty(&self) -> bool {
            true
        }
        fn next_tick(&self, _: Timestamp) -> Option<Duration> {
            None
        }
        fn finished(&self) -> bool {
            false
        }
    }
    let options = RunOptions { low_bandwidth: true, ..RunOptions::default() };
    let mut stage = Stage::new(Row, &options, environment(), (20, 1));
    let bytes = stage.frame(ms(0)).unwrap();
    assert_eq!(queries(&bytes), 0);
    assert!(!stage.hopes_for_answer(ms(0)));
}
