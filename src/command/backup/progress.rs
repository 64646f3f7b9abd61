//! The line on a terminal that says how far a backup, its proof or a restore is.

use crate::context::Context;
use collector::backup::Step;
use model::{Lang, lang::bytes};
use std::{
    io::{IsTerminal, Write},
    time::{Duration, Instant},
};

/// Pause between two lines.
const PAUSE: Duration = Duration::from_millis(200);

model::messages! {
    counting { id: "menghitung baris", en: "counting rows" }
    writing(done, all, rate) { id: "menulis {done} dari {all}, {rate}/detik", en: "writing {done} of {all}, {rate}/s" }
    reading(done, all, rate) { id: "membaca kembali {done} dari {all}, {rate}/detik", en: "reading back {done} of {all}, {rate}/s" }
    checking { id: "memeriksa basis data yang dipulihkan", en: "checking the restored database" }
}

/// Shows nothing where stderr is no terminal, or with `-q`.
pub struct Progress {
    lang: Lang,
    shows: bool,
    last: Option<(Step, Instant)>,
    begun: Instant,
}

impl Progress {
    /// Nothing shown yet.
    pub fn new(context: &Context) -> Self {
        let shows = context.verbosity >= 0 && std::io::stderr().is_terminal();
        Self { lang: context.lang, shows, last: None, begun: Instant::now() }
    }

    /// Says how far the step is.
    pub fn show(&mut self, step: Step, done: u64, all: u64) {
        let now = Instant::now();
        match self.last {
            Some((last, at)) if last == step && now.duration_since(at) < PAUSE => return,
            Some((last, _)) if last == step => {}
            _ => self.begun = now,
        }
        self.last = Some((step, now));
        if !self.shows {
            return;
        }
        let lang = self.lang;
        let octets = |count: f64| bytes(lang, count);
        let seconds = now.duration_since(self.begun).as_secs_f64().max(0.001);
        let (some, whole, rate) = (octets(done as f64), octets(all as f64), octets(done as f64 / seconds));
        let line = match step {
            Step::Counting => counting(lang).to_owned(),
            Step::Writing => writing(lang, some, whole, rate),
            Step::Reading => reading(lang, some, whole, rate),
            Step::Checking => checking(lang).to_owned(),
        };
        // A terminal that went away is no reason to stop.
        let _gone = write!(std::io::stderr().lock(), "\r\x1b[K{line}").and_then(|()| std::io::stderr().flush());
    }

    /// Takes the line away.
    pub fn end(&mut self) {
        if self.shows && self.last.is_some() {
            let _gone = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}
