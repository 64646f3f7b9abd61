//! `pantau import`: device records and declared facts of files, checked here so that every fault has its file and line.

use super::question;
use crate::{cli, connect, context::Context, output};
use clap::ArgMatches;
use collector::compat::{record, site::Site};
use model::{
    api::{Import, Imported},
    text::visible,
};
use std::{io::IsTerminal, path::Path};

model::messages! {
    nothing { id: "pantau: sebut berkas catatan perangkat, atau --site FILE", en: "pantau: name a file of device records, or --site FILE" }
    unreadable(file, cause) { id: "{file}: tidak dapat dibaca: {cause}", en: "{file}: cannot be read: {cause}" }
    record_fault(file, line, n, cause) { id: "{file}:{line}: catatan {n}: {cause}", en: "{file}:{line}: record {n}: {cause}" }
    fault(file, line, cause) { id: "{file}:{line}: {cause}", en: "{file}:{line}: {cause}" }
    faults(count) { id: "pantau: {count} kesalahan; yang benar tetap dimasukkan", en: "pantau: {count} faults; what is right was brought in" }
    done(new, known) { id: "{new} catatan baru, {known} sudah ada", en: "{new} new records, {known} known already" }
    site_done { id: "fakta yang dinyatakan diganti", en: "declared facts replaced" }
    progress(done, all) { id: "{done} dari {all} catatan", en: "{done} of {all} records" }
}

/// Longest body of one question, octets.
const PIECE: usize = 2 << 20;

/// Brings files in.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let (files, site_file) = (cli::paths(matches, "file"), cli::path(matches, "site"));
    let lang = context.lang;
    if files.is_empty() && site_file.is_none() {
        output::complain(nothing(lang));
        return Ok(cli::USAGE);
    }
    let mut wrong = Vec::new();
    let mut records = Vec::new();
    for file in files {
        let name = file.display();
        match std::fs::read_to_string(file) {
            Ok(text) => {
                let (good, bad) = record::read(&text);
                records.extend(good);
                wrong.extend(bad.into_iter().map(|bad| {
                    let cause = &bad.text[lang as usize];
                    bad.record.map_or_else(
                        || fault(lang, &name, bad.line, cause),
                        |n| record_fault(lang, &name, bad.line, n, cause),
                    )
                }));
            }
            Err(error) => wrong.push(unreadable(lang, name, error)),
        }
    }
    let site = site_file.and_then(|file| read_site(context, file, &mut wrong));
    let mut total = Imported::default();
    if !records.is_empty() || site.is_some() || wrong.is_empty() {
        total = send(context, matches, records, site)?;
    }
    wrong.iter().for_each(|line| output::complain(&visible(line)));
    if wrong.len() > 1 {
        output::complain(&faults(lang, wrong.len()));
    }
    super::answered(cli::flag(matches, "json"), &total, || {
        let mut line = done(lang, total.records, total.known);
        if total.site {
            line += "; ";
            line += site_done(lang);
        }
        line
    });
    Ok(if wrong.is_empty() { 0 } else { cli::USAGE })
}

fn read_site(context: &Context, file: &Path, wrong: &mut Vec<String>) -> Option<String> {
    let lang = context.lang;
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            wrong.push(unreadable(lang, file.display(), error));
            return None;
        }
    };
    match Site::read(&text) {
        Ok(_) => Some(text),
        Err(faults) => {
            wrong.extend(faults.iter().map(|fault| fault.told(&file.display().to_string(), lang)));
            None
        }
    }
}

/// Sends piece by piece; the declared facts go with the first.
fn send(
    context: &Context,
    matches: &ArgMatches,
    records: Vec<serde_json::Value>,
    mut site: Option<String>,
) -> anyhow::Result<Imported> {
    let connection = connect::any(context, matches)?;
    let all = records.len();
    let shows = std::io::stderr().is_terminal() && context.verbosity >= 0 && all > 100;
    let mut total = Imported::default();
    let mut records = records.into_iter().peekable();
    loop {
        let (mut piece, mut size) = (Vec::new(), 0);
        while let Some(next) = records.peek() {
            let octets = next.to_string().len();
            if !piece.is_empty() && size + octets > PIECE {
                break;
            }
            size += octets;
            piece.extend(records.next());
        }
        if piece.is_empty() && site.is_none() {
            break;
        }
        let asked = Import { records: piece, site: site.take() };
        let done = question(context, &*connection.transport, &asked)?;
        total.records += done.records;
        total.known += done.known;
        total.site |= done.site;
        if shows {
            eprint!("\r{}", progress(context.lang, total.records + total.known, all));
        }
    }
    if shows {
        eprintln!();
    }
    Ok(total)
}
