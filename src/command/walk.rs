//! `pantau walk`: everything a device says, into a file. Exit 0 complete, 1 written but not complete, 3 nothing acceptable.

use super::probe::device;
use crate::{assemble, cli, context::Context, lang, output, signals};
use clap::ArgMatches;
use collector::{
    recording::{Heard, WalkOptions, pseudonymised, walk, write},
    snmp::{Engine, Oid},
};
use model::{Lang, text};
use std::{
    io::{IsTerminal, Write},
    path::Path,
    time::{Duration, Instant},
};

/// Time between two lines of progress.
const PROGRESS_EVERY: Duration = Duration::from_millis(200);

/// Records one device.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let (options, out) = match options(context.lang, matches) {
        Ok(options) => options,
        Err(line) => {
            output::complain(&line);
            return Ok(cli::USAGE);
        }
    };
    let profiles = assemble::profiles(context)?;
    let mut heard = Heard::default();
    let mut progress = Progress::new(context);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let walked = runtime.block_on(async {
        let engine = Engine::start(context.settings.limits.requests_in_flight)?;
        tokio::select! {
            walked = walk(&options, &engine, &mut heard, |objects| progress.objects(objects)) => Ok(walked),
            stopped = signals::stop() => stopped.map(|()| Ok(())),
        }
    })?;
    runtime.shutdown_background();
    progress.end();
    if let Err(failure) = walked {
        output::complain(&text::shown(&format!("pantau: {}", failure.message(context.lang)), 300));
        return Ok(failure.exit());
    }
    let recording = match cli::flag(matches, "pseudonymise") {
        true => pseudonymised(&profiles, &heard.recording),
        false => heard.recording,
    };
    let shown = text::visible(&out.display().to_string());
    save(out, &write(&recording)).map_err(|e| anyhow::anyhow!(lang::cannot_write(context.lang, &shown, e)))?;
    let objects = recording.objects.len();
    if !heard.detours.is_empty() {
        context.tell(&lang::walk_detours(context.lang, heard.detours.len()));
    }
    match &recording.incomplete {
        None => context.tell(&lang::walk_complete(context.lang, objects, &shown)),
        Some(reason) => context.tell(&lang::walk_incomplete(context.lang, objects, &shown, reason)),
    }
    Ok(u8::from(recording.incomplete.is_some()))
}

fn options(lang: Lang, matches: &ArgMatches) -> Result<(WalkOptions, &Path), String> {
    let device = device(lang, matches)?;
    let words = matches.get_many::<String>("root").into_iter().flatten();
    let roots: Result<Vec<Oid>, String> =
        words.map(|word| word.parse().map_err(|_| lang::bad_oid(lang, text::shown(word, 60)))).collect();
    Ok((WalkOptions { device, roots: roots? }, cli::path(matches, "out").unwrap_or(Path::new(""))))
}

/// Writes a file whole or not at all.
fn save(out: &Path, text: &str) -> std::io::Result<()> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(out)?;
    Ok(())
}

/// A line on a terminal that tells how far it is.
struct Progress {
    lang: Lang,
    shown: bool,
    began: Instant,
    last: Option<Instant>,
}

impl Progress {
    fn new(context: &Context) -> Self {
        let shown = context.verbosity >= 0 && std::io::stderr().is_terminal();
        Self { lang: context.lang, shown, began: Instant::now(), last: None }
    }

    fn objects(&mut self, objects: usize) {
        let now = Instant::now();
        if !self.shown || self.last.is_some_and(|last| now - last < PROGRESS_EVERY) {
            return;
        }
        self.last = Some(now);
        let rate = objects as f64 / (now - self.began).as_secs_f64().max(0.001);
        let line = lang::walk_progress(self.lang, objects, rate.round());
        let _gone = write!(std::io::stderr(), "\r{line}\x1b[K");
    }

    fn end(&self) {
        if self.last.is_some() {
            let _gone = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
