//! The command pop-up: a line being typed, what it could mean, and the objects it could mean.

use super::{App, line::Line, prompt::Mode};
use crate::{
    command::{self, Command, Meaning},
    lang,
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The pop-up.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// What is typed, without the colon.
    pub line: Line,
    /// Chosen line of the list.
    pub chosen: usize,
    /// Only objects are offered.
    pub objects_only: bool,
    /// How far back in the history.
    pub back: usize,
}

impl App {
    /// What the typed line could mean, best first.
    pub fn meanings(&self, palette: &Palette) -> Vec<Meaning> {
        command::meanings(
            &palette.line.text(),
            &self.fleet,
            self.start.lang,
            self.collector_now(),
            palette.objects_only,
        )
    }

    pub(super) fn palette_key(&mut self, key: &KeyEvent, mut palette: Palette) {
        let count = self.meanings(&palette).len();
        match key.code {
            KeyCode::Esc => return,
            KeyCode::Backspace if palette.line.is_empty() => return,
            KeyCode::Down => palette.chosen = (palette.chosen + 1).min(count.saturating_sub(1)),
            KeyCode::Up => palette.chosen = palette.chosen.saturating_sub(1),
            KeyCode::Tab => {
                if let Some(meaning) = self.meanings(&palette).get(palette.chosen) {
                    palette.line = Line::new(&meaning.line);
                    palette.chosen = 0;
                }
            }
            KeyCode::Char('r') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                let commands = &self.history.commands;
                palette.back = (palette.back + 1).min(commands.len());
                if let Some(line) = commands.len().checked_sub(palette.back).and_then(|at| commands.get(at)) {
                    palette.line = Line::new(line);
                    palette.chosen = 0;
                }
            }
            KeyCode::Enter => return self.run_palette(&palette),
            _ => {
                if palette.line.key(key) {
                    palette.chosen = 0;
                }
            }
        }
        self.mode = Mode::Palette(palette);
    }

    fn run_palette(&mut self, palette: &Palette) {
        let typed = palette.line.text();
        // What was written out in full is meant, unless another line was chosen.
        if palette.chosen == 0
            && !palette.objects_only
            && let Ok(command) = command::parse(&typed)
        {
            super::prompt::remember(&mut self.history.commands, typed.trim());
            return self.run_command(command);
        }
        match self.meanings(palette).into_iter().nth(palette.chosen) {
            Some(meaning) => {
                super::prompt::remember(&mut self.history.commands, &meaning.line);
                match meaning.command {
                    Some(command) => self.run_command(command),
                    None => {
                        let device = meaning.device;
                        if let Some(id) = device {
                            self.open_device(id);
                        }
                    }
                }
            }
            None => {
                let why = command::parse(&typed).err().map(|fault| fault.text(self.start.lang));
                self.say(why.unwrap_or_else(|| lang::nothing_found(self.start.lang).to_owned()));
                self.mode = Mode::Palette(palette.clone());
            }
        }
    }

    /// Carries a command line out; used by the pop-up and by `--view`. An error is one sentence.
    pub fn run_line(&mut self, line: &str) -> Result<(), String> {
        let command = command::parse(line).map_err(|fault| fault.text(self.start.lang))?;
        self.run_command(command);
        Ok(())
    }

    fn run_command(&mut self, command: Command) {
        match command {
            Command::View { view, filter, sort } => {
                self.go(view);
                if view != super::View::Overview {
                    self.set_filter(&filter);
                }
                if view == super::View::Devices {
                    self.devices.problems_only = false;
                    if !sort.is_empty() {
                        self.devices.sort = sort;
                    }
                    self.refresh_devices();
                }
                self.open_if_named(view, &filter);
            }
            Command::Collector => self.open_collector(),
            Command::Topology(name) => self.open_topology_at(name.as_deref()),
            Command::Compat(None) => self.open_compat(),
            Command::Compat(Some(file)) => self.open_specs(&file),
            Command::Language(lang) => {
                if lang.is_none_or(|lang| lang != self.start.lang) {
                    self.switch_language();
                }
            }
            Command::Help => self.mode = Mode::Help(0),
            Command::Info => self.say(crate::view::info(self)),
            Command::Add(words) => self.add_proposals(&words),
            Command::Bell(on) => {
                self.bell = on;
                let lang = self.start.lang;
                self.say(if on { lang::bell_on(lang) } else { lang::bell_off(lang) });
            }
            Command::Quit => self.finished = true,
        }
    }

    /// `:device NAME` with the whole name of one device opens it.
    fn open_if_named(&mut self, view: super::View, filter: &str) {
        if view == super::View::Devices && !filter.is_empty() {
            let mut named = self.fleet.devices().iter().filter(|row| row.name == filter);
            if let (Some(row), None) = (named.next(), named.next()) {
                let id = row.id;
                self.set_filter("");
                self.open_device(id);
            }
        }
    }
}
