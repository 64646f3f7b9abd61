//! What every command needs to know: language, directories, settings, how much to say.

use crate::{cli, config, lang, output, paths};
use clap::ArgMatches;
use collector::{StartError, StartOptions, store::StoreError};
use model::{Lang, Settings};
use std::path::PathBuf;

/// What every command needs to know.
#[derive(Clone)]
pub struct Context {
    /// Language of messages.
    pub lang: Lang,
    /// Data directory; it need not exist yet.
    pub data_dir: PathBuf,
    /// Configuration file that was read, if any.
    pub config_file: Option<PathBuf>,
    /// Settings, with what the command line overrides.
    pub settings: Settings,
    /// −q counts down, −v up.
    pub verbosity: i8,
}

/// A command line or configuration that cannot be used: the lines to tell and the exit code.
pub struct Refused {
    /// One line each.
    pub lines: Vec<String>,
    /// Exit code.
    pub code: u8,
}

impl Context {
    /// Reads configuration and arguments. Every fault of the file is told at once.
    pub fn read(matches: &ArgMatches, asked: Option<Lang>) -> Result<Self, Refused> {
        let bare = Self::without_config(matches, asked);
        let mut settings = match &bare.config_file {
            Some(file) => read_config(file, bare.lang)?,
            None => Settings::default(),
        };
        if let Some(listen) = cli::text(matches, "listen") {
            check_listen(listen, asked.unwrap_or(settings.tui.lang))?;
            settings.collector.listen = listen.to_owned();
        }
        let count = |name| matches.try_get_one::<u8>(name).ok().flatten().copied().unwrap_or(0);
        let verbosity = i8::try_from(count("verbose")).unwrap_or(2) - i8::try_from(count("quiet")).unwrap_or(2);
        Ok(Self { lang: asked.unwrap_or(settings.tui.lang), settings, verbosity, ..bare })
    }

    /// The same without any configuration file: defaults only.
    pub fn without_config(matches: &ArgMatches, asked: Option<Lang>) -> Self {
        let data_dir = paths::data_dir(cli::path(matches, "data"));
        let config_file = paths::config_file(cli::path(matches, "config"), &data_dir);
        Self { lang: asked.unwrap_or_default(), data_dir, config_file, settings: Settings::default(), verbosity: 0 }
    }

    /// A collector on this directory with these settings.
    pub fn start_options(&self, data_dir: &std::path::Path) -> StartOptions {
        let options = StartOptions::new(data_dir, self.settings.clone(), env!("CARGO_PKG_VERSION"));
        StartOptions { config_file: self.config_file.clone(), ..options }
    }

    /// Why a collector did not start, as one line with what to do.
    pub fn start_failed(&self, error: &StartError) -> anyhow::Error {
        let line = match error {
            StartError::Store(StoreError::Locked { path, pid }) => {
                match collector::running(path).and_then(|found| found.listen) {
                    Some(address) => lang::already_running(self.lang, pid, address),
                    None => lang::already_open(self.lang, pid),
                }
            }
            StartError::Store(StoreError::Directory { path, cause }) => {
                lang::data_unusable(self.lang, path.display(), cause)
            }
            StartError::Store(StoreError::Remote { path }) => lang::data_remote(self.lang, path.display()),
            StartError::Store(error @ (StoreError::Foreign | StoreError::Corrupt(_))) => {
                lang::data_damaged(self.lang, self.data_dir.join(collector::store::FILE).display(), error)
            }
            StartError::Store(StoreError::Key) => {
                lang::key_missing(self.lang, self.data_dir.join(collector::store::KEY_FILE).display())
            }
            StartError::Store(StoreError::Newer { .. }) => lang::data_newer(self.lang, self.data_dir.display()),
            StartError::Listen { address, cause } if Some(address) == self.settings.collector.listen_tls.as_ref() => {
                lang::cannot_listen_tls(self.lang, address, cause)
            }
            StartError::Listen { address, cause } => lang::cannot_listen(
                self.lang,
                if address.is_empty() { &self.settings.collector.listen } else { address },
                cause,
            ),
            StartError::Traps { address, cause } => lang::cannot_listen_for_traps(self.lang, address, cause),
            StartError::Tls(cause) => lang::tls_failed(self.lang, cause),
            other => format!("pantau: {other}"),
        };
        anyhow::anyhow!(model::text::visible(&line))
    }

    /// Tells something that is not the command's result, unless `-q` was given.
    pub fn tell(&self, line: &str) {
        if self.verbosity >= 0 {
            output::complain(line);
        }
    }
}

/// Settings of this file.
pub fn read_config(file: &std::path::Path, lang: Lang) -> Result<Settings, Refused> {
    let text = std::fs::read_to_string(file)
        .map_err(|e| Refused { lines: vec![lang::config_unreadable(lang, file.display(), e)], code: 1 })?;
    config::parse(&text).map_err(|faults| {
        let mut lines: Vec<String> = faults.iter().map(|fault| fault.told(file, lang)).collect();
        if lines.len() > 1 {
            lines.push(lang::config_faults(lang, lines.len(), file.display()));
        }
        Refused { lines, code: 1 }
    })
}

/// `--listen` obeys the same rule as the file.
fn check_listen(listen: &str, lang: Lang) -> Result<(), Refused> {
    let text = format!("[collector]\nlisten = {listen:?}\n");
    match config::parse(&text) {
        Ok(_) => Ok(()),
        Err(faults) => {
            let lines = faults
                .iter()
                .map(|fault| {
                    model::text::visible(&format!(
                        "pantau: --listen: {}",
                        fault.text[lang as usize].trim_start_matches("collector.listen: ")
                    ))
                })
                .collect();
            Err(Refused { lines, code: cli::USAGE })
        }
    }
}
