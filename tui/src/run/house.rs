//! The stage in its house: terminal, threads, signals, and the loop that joins them.

use super::{
    Exit, Mailbox, Post, Screen,
    mailbox::Incoming,
    record::Record,
    signals,
    stage::{Moment, Stage, Task},
};
use crate::{
    clock,
    term::guard::{self, Guard},
};
use std::{
    fs::File,
    io::{self, Read},
    os::fd::AsFd,
    thread,
    time::{Duration, Instant},
};

/// Longest wait at the end for the answer to our last query.
const LAST_ANSWER_WAIT: Duration = Duration::from_millis(500);

/// The stage with its terminal and threads.
pub(super) struct House<S: Screen> {
    pub(super) stage: Stage<S>,
    pub(super) guard: Guard,
    pub(super) mailbox: Mailbox<S::Message>,
    pub(super) record: Option<Record<File>>,
    pub(super) began: Instant,
    pub(super) exit: Option<Exit>,
}

impl<S: Screen> House<S> {
    /// Runs until something ends it.
    pub(super) fn live(
        &mut self,
        perform: &mut impl FnMut(S::Effect, &Post<S::Message>) -> Option<S::Message>,
    ) -> Exit {
        let start = self.now();
        let (width, height) = self.stage.size();
        if let Some(record) = &mut self.record {
            record.begin(width, height, start.wall.seconds(), &std::env::var("TERM").unwrap_or_default());
        }
        let effects = self.stage.start(start);
        self.perform(effects, perform);
        loop {
            self.send_frame();
            if let Some(exit) = self.exit {
                return exit;
            }
            let wait = self.stage.wait(self.began.elapsed());
            let batch = self.mailbox.all(wait);
            let now = self.now();
            let mut effects = self.stage.tick(now);
            for incoming in batch {
                effects.extend(self.take(incoming, now));
            }
            if self.stage.window_rests(now) {
                effects.extend(self.rested());
            }
            effects.extend(self.stage.after(now));
            self.perform(effects, perform);
            self.carry_out_tasks();
            if self.stage.finished() {
                self.exit.get_or_insert(Exit::Finished);
            }
        }
    }

    fn now(&self) -> Moment {
        Moment { at: self.began.elapsed(), wall: clock::now() }
    }

    fn take(&mut self, incoming: Incoming<S::Message>, now: Moment) -> Vec<S::Effect> {
        match incoming {
            Incoming::Bytes(bytes) => return self.stage.bytes(&bytes, now),
            Incoming::Message(message) => return self.stage.message(message),
            Incoming::Gone => self.exit = Some(Exit::Hangup),
            Incoming::Signal(signals::WINDOW) => self.stage.window_changes(now),
            Incoming::Signal(signals::STOP) => self.suspend(),
            Incoming::Signal(signals::CONTINUE) => self.resume(now),
            Incoming::Signal(number) => self.exit = Some(Exit::Signal(number)),
        }
        Vec::new()
    }

    /// Carries out effects, and those that their answers cause.
    fn perform(
        &mut self,
        mut effects: Vec<S::Effect>,
        perform: &mut impl FnMut(S::Effect, &Post<S::Message>) -> Option<S::Message>,
    ) {
        while !effects.is_empty() {
            let answers: Vec<_> = effects.drain(..).filter_map(|effect| perform(effect, &self.mailbox.post)).collect();
            effects = answers.into_iter().flat_map(|message| self.stage.message(message)).collect();
            effects.extend(self.stage.after(self.now()));
        }
    }

    fn carry_out_tasks(&mut self) {
        for task in self.stage.tasks() {
            match task {
                Task::Suspend => self.suspend(),
                // A terminal that is gone shows in the next frame.
                Task::Mouse(on) => drop(self.guard.capture_mouse(on)),
            }
        }
    }

    fn rested(&mut self) -> Vec<S::Effect> {
        let size = window_size();
        let at = self.began.elapsed();
        if let Some(record) = &mut self.record {
            record.resize(at, size.0, size.1);
        }
        self.stage.resize(size)
    }

    fn send_frame(&mut self) {
        let at = self.began.elapsed();
        let Some(bytes) = self.stage.frame(at) else { return };
        if guard::write(&bytes).is_err() {
            self.exit = Some(Exit::Hangup);
        } else if let Some(record) = &mut self.record {
            record.frame(at, &bytes);
        }
    }

    /// Stops as Ctrl-z does; goes on here, with the signal to continue among what waits.
    fn suspend(&mut self) {
        guard::give_back();
        signals::stop();
    }

    fn resume(&mut self, now: Moment) {
        if self.guard.take_again().is_err() {
            self.exit = Some(Exit::Hangup);
        }
        self.stage.resumed();
        self.stage.window_changes(now);
    }

    /// Reads the answer to the last query, which would else stand behind the shell's prompt.
    pub(super) fn await_last_answer(&mut self) {
        let end = self.began.elapsed() + LAST_ANSWER_WAIT;
        while self.stage.hopes_for_answer(self.began.elapsed()) && self.began.elapsed() < end {
            let left = end.saturating_sub(self.began.elapsed());
            let now = self.now();
            for incoming in self.mailbox.all(Some(left)) {
                match incoming {
                    Incoming::Bytes(bytes) => drop(self.stage.bytes(&bytes, now)),
                    Incoming::Gone => return,
                    Incoming::Signal(_) | Incoming::Message(_) => {}
                }
            }
        }
    }
}

/// A thread that hands on what the terminal sends. It is never joined: it ends with the process or the terminal.
pub(super) fn read_terminal<M: Send + 'static>(post: Post<M>) -> io::Result<()> {
    let mut terminal = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    thread::Builder::new().name("terminal".into()).spawn(move || {
        let mut buffer = [0; 4096];
        loop {
            let incoming = match terminal.read(&mut buffer) {
                Ok(0) => Incoming::Gone,
                Ok(count) => Incoming::Bytes(buffer[..count].to_vec()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    thread::sleep(Duration::from_millis(5));
                    continue;
                }
                Err(_) => Incoming::Gone,
            };
            let gone = matches!(incoming, Incoming::Gone);
            if post.0.send(incoming).is_err() || gone {
                return;
            }
        }
    })?;
    Ok(())
}

/// Columns and rows; 80x24 where the terminal does not know them, as on a serial line.
pub(super) fn window_size() -> (u16, u16) {
    match crossterm::terminal::window_size() {
        Ok(size) if size.columns > 0 && size.rows > 0 => (size.columns, size.rows),
        _ => (80, 24),
    }
}
