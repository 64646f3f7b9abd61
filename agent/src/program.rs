//! Reads the arguments and hands over; exit codes and what goes to stdout and stderr are decided here.

mod arguments;
mod collector;
mod course;
mod endpoint;
mod enrol;
#[cfg(any(windows, test))]
mod journal;
mod once;
mod outbox;
mod paths;
mod sender;
mod show;
mod status;
mod text;
mod watch;
#[cfg(windows)]
mod windows;

use arguments::{Asked, Command};
use std::{ffi::OsString, io::Write, process::ExitCode};

/// `EX_USAGE` of sysexits: 1, 2 and 3 have meanings of their own.
const USAGE: u8 = 64;

/// Runs the program with these arguments (without its name).
pub fn run(words: Vec<OsString>) -> ExitCode {
    let lang = arguments::asked_lang(&words);
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map_or_else(String::new, |at| format!("{}:{}", at.file(), at.line()));
        fault(&text::fault(lang, place));
    }));
    let asked = match arguments::parse(words, lang) {
        Ok(asked) => asked,
        Err(line) => {
            complain(&line);
            return ExitCode::from(USAGE);
        }
    };
    ExitCode::from(dispatch(&asked))
}

fn dispatch(asked: &Asked) -> u8 {
    match &asked.command {
        Command::Help => {
            say(text::help(asked.lang));
            #[cfg(windows)]
            say(windows::help(asked.lang));
            0
        }
        Command::Version => {
            say(concat!("pantau-agent ", env!("CARGO_PKG_VERSION")));
            0
        }
        Command::Run { interval, endpoint } => watch::run(asked, *interval, *endpoint),
        Command::Once { json } => once::run(asked, *json, false),
        Command::Inventory { json } => once::run(asked, *json, true),
        Command::Enrol { url, token, template } => enrol::run(asked, url, token, *template),
        Command::Status { json } => status::run(asked, *json),
        #[cfg(windows)]
        Command::Service(task) => windows::run(asked, *task),
    }
}

/// Writes to stdout; a reader that went away (broken pipe) ends quietly.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _gone =
        out.write_all(text.trim_end().as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
}

/// One line to stderr, or to the journal of a service, which has none.
fn complain(line: &str) {
    #[cfg(windows)]
    if journal::line(line) {
        return;
    }
    let _gone = writeln!(std::io::stderr().lock(), "pantau-agent: {line}");
}

/// A line of something that must not happen; a service of Windows tells the event log as well.
fn fault(line: &str) {
    complain(line);
    #[cfg(windows)]
    windows::event::tell(windows::event::Happening::Fault, line);
}

/// A value as JSON on one line, no invisible character raw.
fn say_json(value: &impl serde::Serialize) -> bool {
    match serde_json::to_string(value) {
        Ok(json) => say(&model::text::json_inert(&json)),
        Err(error) => {
            complain(&error.to_string());
            return false;
        }
    }
    true
}
