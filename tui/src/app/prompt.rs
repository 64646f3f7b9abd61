//! What keys mean at the moment: the list, a field being typed in, a pop-up, a question.

use super::{App, View, compat::Entry, line::Line, narrow::Narrow, palette::Palette};
use crate::{lang, view::devices::column::DeviceColumn};
use crossterm::event::{KeyCode, KeyEvent};
use model::AlertId;

/// Lines remembered, at most.
const HISTORY_MAX: usize = 50;

/// Lines given before.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Filters, newest last.
    pub filters: Vec<String>,
    /// Commands, newest last.
    pub commands: Vec<String>,
}

/// Puts a line at the end of a history, once.
pub fn remember(lines: &mut Vec<String>, line: &str) {
    if line.trim().is_empty() {
        return;
    }
    lines.retain(|known| known != line);
    lines.push(line.to_owned());
    if lines.len() > HISTORY_MAX {
        lines.remove(0);
    }
}

/// What keys mean.
#[derive(Clone, Debug, Default)]
pub enum Mode {
    /// The key table.
    #[default]
    List,
    /// The filter of the open list.
    Filter {
        /// What is typed.
        line: Line,
        /// How far back in the history.
        back: usize,
    },
    /// The command pop-up.
    Palette(Palette),
    /// The help; first line shown.
    Help(usize),
    /// Acknowledging an alert.
    Acknowledge(Acknowledging),
    /// Choosing a column to sort by, or to add to the sort.
    Sort {
        /// It becomes a further key.
        add: bool,
    },
    /// The form of a thing to be bought.
    Form,
    /// The prompt row of the compatibility view.
    Entry(Box<Entry>),
    /// "Quit? y/n".
    Quit,
}

/// The prompt row of an acknowledgement.
#[derive(Clone, Debug)]
pub struct Acknowledging {
    /// Which alert.
    pub alert: AlertId,
    /// 0: one hour, 1: four hours, 2: until recovered.
    pub choice: usize,
    /// Note.
    pub note: Line,
    /// Digits go into the note.
    pub in_note: bool,
    /// What is missing.
    pub missing_note: bool,
}

/// Seconds of the choices of an acknowledgement; none: until recovered.
pub const CHOICES: [Option<u64>; 3] = [Some(3600), Some(4 * 3600), None];

impl App {
    /// The filter of the open list.
    pub const fn narrow(&self) -> &Narrow {
        match self.view {
            View::Problems => &self.problems.narrow,
            _ => &self.devices.narrow,
        }
    }

    /// Narrows the open list.
    pub fn set_filter(&mut self, text: &str) {
        let now = self.collector_now();
        match self.view {
            View::Problems => {
                self.problems.narrow.set(text);
                self.problems.refresh(&self.fleet, self.start.lang, now);
            }
            _ => {
                self.devices.narrow.set(text);
                self.refresh_devices();
            }
        }
    }

    pub(super) fn key(&mut self, key: &KeyEvent) {
        if key.code == KeyCode::Char('c') && key.modifiers.contains(crossterm::event::KeyModifiers::CONTROL) {
            return self.quit_now();
        }
        match std::mem::take(&mut self.mode) {
            Mode::List => self.list_key(key),
            Mode::Filter { line, back } => self.filter_key(key, line, back),
            Mode::Palette(palette) => self.palette_key(key, palette),
            Mode::Help(scroll) => self.help_key(key, scroll),
            Mode::Acknowledge(state) => self.acknowledge_key(key, state),
            Mode::Sort { add } => self.sort_key(key, add),
            Mode::Form => self.form_key(key),
            Mode::Entry(entry) => self.entry_key(key, *entry),
            Mode::Quit => match key.code {
                KeyCode::Char('y' | 'Y') | KeyCode::Enter => self.finished = true,
                KeyCode::Char('t' | 'T' | 'n' | 'N' | 'q') | KeyCode::Esc => {}
                _ => self.mode = Mode::Quit,
            },
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        match &mut self.mode {
            Mode::Filter { line, .. } => {
                line.paste(text);
                let text = line.text();
                self.set_filter(&text);
            }
            Mode::Palette(palette) => {
                palette.line.paste(text.trim_start_matches(':'));
                palette.chosen = 0;
            }
            Mode::Entry(entry) => {
                entry.line.paste(text);
                entry.fault = None;
            }
            Mode::Acknowledge(state) => {
                state.note.paste(text);
                state.in_note = true;
            }
            _ => self.say(lang::paste_where(self.start.lang)),
        }
    }

    fn filter_key(&mut self, key: &KeyEvent, mut line: Line, mut back: usize) {
        match key.code {
            KeyCode::Esc => return self.set_filter(""),
            KeyCode::Enter => {
                let text = line.text();
                remember(&mut self.history.filters, &text);
                return;
            }
            KeyCode::Up | KeyCode::Down => {
                let count = self.history.filters.len();
                back = if key.code == KeyCode::Up { (back + 1).min(count) } else { back.saturating_sub(1) };
                let recalled = if back == 0 { None } else { self.history.filters.get(count - back) };
                line = Line::new(recalled.map_or("", String::as_str));
                let text = line.text();
                self.set_filter(&text);
            }
            _ if line.key(key) => {
                let text = line.text();
                self.set_filter(&text);
            }
            _ => {}
        }
        self.mode = Mode::Filter { line, back };
    }

    fn help_key(&mut self, key: &KeyEvent, scroll: usize) {
        let page = usize::from(self.size.1.saturating_sub(4).max(1));
        let scroll = match key.code {
            KeyCode::Esc | KeyCode::Backspace | KeyCode::Enter | KeyCode::Char('?' | 'q') | KeyCode::F(1) => return,
            KeyCode::Char('j') | KeyCode::Down => scroll + 1,
            KeyCode::Char('k') | KeyCode::Up => scroll.saturating_sub(1),
            KeyCode::PageDown | KeyCode::Char(' ') => scroll + page,
            KeyCode::PageUp => scroll.saturating_sub(page),
            KeyCode::Home | KeyCode::Char('g') => 0,
            KeyCode::Char('L') => {
                self.switch_language();
                scroll
            }
            _ => scroll,
        };
        // The last line stays in sight; a help that fits does not move.
        let lines = crate::view::help::height(self);
        self.mode = Mode::Help(scroll.min(lines.saturating_sub(page)));
    }

    fn sort_key(&mut self, key: &KeyEvent, add: bool) {
        match key.code {
            KeyCode::Esc | KeyCode::Backspace => {}
            KeyCode::Char(c) => match DeviceColumn::of_letter(c) {
                Some(column) => {
                    if add {
                        self.devices.sort_add(column);
                    } else {
                        self.devices.sort_by(column);
                    }
                    self.refresh_devices();
                }
                None => self.mode = Mode::Sort { add },
            },
            _ => self.mode = Mode::Sort { add },
        }
    }

    fn acknowledge_key(&mut self, key: &KeyEvent, mut state: Acknowledging) {
        let choice = match key.code {
            KeyCode::Char(c @ '1'..='3') if !state.in_note => Some(c as usize - '1' as usize),
            KeyCode::Left if !state.in_note => Some(state.choice.saturating_sub(1)),
            KeyCode::Right if !state.in_note => Some((state.choice + 1).min(CHOICES.len() - 1)),
            _ => None,
        };
        match key.code {
            KeyCode::Esc => {
                self.kept_note = state.note.text();
                return;
            }
            KeyCode::Enter => {
                let note = state.note.text().trim().to_owned();
                let for_seconds = CHOICES.get(state.choice).copied().flatten();
                if for_seconds.is_none() && note.is_empty() {
                    state.missing_note = true;
                    state.in_note = true;
                } else {
                    return self.send_acknowledgement(state.alert, for_seconds, note);
                }
            }
            KeyCode::Tab | KeyCode::BackTab => state.in_note = !state.in_note,
            _ => match choice {
                Some(choice) => state.choice = choice,
                None => {
                    if state.note.key(key) {
                        state.in_note = true;
                        state.missing_note = false;
                    }
                }
            },
        }
        self.mode = Mode::Acknowledge(state);
    }
}
