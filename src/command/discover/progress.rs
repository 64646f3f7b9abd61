//! The progress of a run: one line on stderr, drawn over itself, where stderr is a terminal.

use crate::{context::Context, lang};
use model::{Lang, api::DiscoveryRun, lang::integer};
use std::io::{IsTerminal, Write};

/// Columns of the bar.
const BAR: usize = 30;

/// The line.
pub struct Progress {
    lang: Lang,
    is_shown: bool,
}

impl Progress {
    /// A line that is drawn only where somebody sees it and did not ask for quiet.
    pub fn new(context: &Context) -> Self {
        Self { lang: context.lang, is_shown: context.verbosity >= 0 && std::io::stderr().is_terminal() }
    }

    /// Draws how far the run is.
    pub fn show(&self, run: &DiscoveryRun) {
        if self.is_shown {
            self.write(&format!("\r{}\x1b[K", line(self.lang, run)));
        }
    }

    /// Takes the line away.
    pub fn clear(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            self.write("\r\x1b[K");
        }
    }

    fn write(&self, text: &str) {
        let mut err = std::io::stderr().lock();
        let _gone = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }
}

fn line(lang: Lang, run: &DiscoveryRun) -> String {
    // A run that waits for neighbour tables only has no address to ask.
    let done = if run.addresses == 0 { BAR } else { BAR * run.asked as usize / run.addresses as usize }.min(BAR);
    let (bar, rest) = ("#".repeat(done), ".".repeat(BAR - done));
    let (asked, addresses) = (integer(lang, run.asked.into()), integer(lang, run.addresses.into()));
    lang::discovery_progress(lang, format!("[{bar}{rest}]"), asked, addresses, integer(lang, run.found.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_progress() {
        let run = DiscoveryRun { addresses: 4094, asked: 1365, found: 12, ..DiscoveryRun::default() };
        assert_eq!(line(Lang::Id, &run), "[##########....................] 1.365/4.094 alamat, 12 perangkat");
        assert!(line(Lang::En, &DiscoveryRun::default()).starts_with(&format!("[{}]", "#".repeat(BAR))));
    }
}
