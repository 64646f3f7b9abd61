//! `pantau verify`: the data in use, or a backup by restoring it somewhere else; `--salvage` copies what can be read.

use super::{
    backup::{DAMAGED, passphrase, progress::Progress, shown, told},
    restore::code,
};
use crate::{cli, clock, context::Context, output};
use clap::ArgMatches;
use collector::{
    backup::{self, Fault, Report, Step, Trial},
    store::{self, Care, Inspection, Loss, PackedSample, Salvaged},
};
use model::{
    Lang,
    lang::{bytes, integer},
};
use serde::Serialize;
use std::path::Path;

model::messages! {
    sound(what) { id: "{what}: BAIK", en: "{what}: SOUND" }
    damaged(what) { id: "{what}: RUSAK", en: "{what}: DAMAGED" }
    counted(rows, tables, lines) { id: "  {rows} baris dalam {tables} tabel, {lines} baris audit berantai utuh", en: "  {rows} rows in {tables} tables, {lines} audit lines in an unbroken chain" }
    counted_only(rows, tables) { id: "  {rows} baris dalam {tables} tabel", en: "  {rows} rows in {tables} tables" }
    blocks(table, read, rows, damaged) { id: "  {table}: {read} dari {rows} blok dibaca, {damaged} rusak", en: "  {table}: {read} of {rows} blocks read, {damaged} damaged" }
    of(at, version, size) { id: "  dibuat {at} oleh pantau {version}, basis data {size}", en: "  made {at} by pantau {version}, database of {size}" }
    keys_opened { id: "  kunci terbuka dan cocok", en: "  keys opened, and they fit" }
    keys_closed { id: "  kunci tersegel dan tidak dicoba: sebut --passphrase-file", en: "  keys are sealed and were not tried: name --passphrase-file" }
    keyless { id: "  tanpa kunci: kredensial SNMP dan CA tidak dapat dipulihkan", en: "  without keys: SNMP credentials and the CA cannot be restored" }
    proven(at) { id: "  terbukti saat dibuat, {at}", en: "  proven when it was made, {at}" }
    unproven { id: "  belum terbukti saat dibuat", en: "  unverified when it was made" }
    took(seconds) { id: "  {seconds} detik", en: "  {seconds} seconds" }
    fault(text) { id: "  ✗ {text}", en: "  ✗ {text}" }
    mend { id: "Pulihkan dari cadangan: pantau restore BERKAS --data DIR --replace; atau selamatkan yang terbaca: pantau verify --salvage DIRBARU", en: "Restore a backup: pantau restore FILE --data DIR --replace; or save what can be read: pantau verify --salvage NEWDIR" }
    no_data(path) { id: "pantau: tidak ada data di {path}; sebut --data atau berkas cadangan", en: "pantau: there is no data in {path}; name --data or a backup" }
    cannot(cause) { id: "pantau: {cause}", en: "pantau: {cause}" }
    running { id: "pantau: kolektor sedang memakai data ini; hentikan dahulu", en: "pantau: a collector is using this data; stop it first" }
    salvaged(rows, path) { id: "{rows} baris disalin ke {path}", en: "{rows} rows copied to {path}" }
    nothing_lost { id: "Tidak ada yang hilang.", en: "Nothing was lost." }
    lost_between(table, after, before) { id: "  {table}: hilang antara baris {after} dan {before}", en: "  {table}: lost between row {after} and {before}" }
    lost_refused(table, rows) { id: "  {table}: {rows} baris tidak dapat diterima", en: "  {table}: {rows} rows cannot be taken" }
    lost_middle(table) { id: "  {table}: sebagian dari tengah hilang", en: "  {table}: some of its middle is lost" }
    lost_all(table, cause) { id: "  {table}: tidak terbaca ({cause})", en: "  {table}: cannot be read ({cause})" }
    first { id: "awal", en: "the first" }
    last { id: "akhir", en: "the last" }
}

/// Checks, and tells what was found.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    if let Some(to) = cli::path(matches, "salvage") {
        return salvage(context, matches, to);
    }
    match cli::path(matches, "file") {
        Some(file) => verify_backup(context, matches, file),
        None => verify_data(context, matches),
    }
}

fn verify_backup(context: &Context, matches: &ArgMatches, file: &Path) -> anyhow::Result<u8> {
    let passphrase = passphrase(context, matches)?;
    let trial =
        Trial { temp: cli::path(matches, "temp"), passphrase: passphrase.as_ref(), beside: Some(&context.data_dir) };
    let mut progress = Progress::new(context);
    let report = backup::prove(file, &trial, &mut |step, done, all| progress.show(step, done, all));
    progress.end();
    let report = match report {
        Ok(report) => report,
        Err(error) => {
            output::complain(&told(context, &error).to_string());
            return Ok(code(&error));
        }
    };
    if cli::flag(matches, "json") {
        output::json(&report)
    } else {
        tell_backup(context.lang, &report)
    }
    Ok(if report.sound { 0 } else { DAMAGED })
}

fn tell_backup(lang: Lang, report: &Report) {
    let verdict = if report.sound { sound } else { damaged };
    output::say(&verdict(lang, shown(&report.file)));
    if let Some(manifest) = &report.manifest {
        let size = bytes(lang, manifest.shape.octets as f64);
        output::say(&of(lang, clock::local(manifest.made_at), &manifest.version, size));
        let rows = integer(lang, manifest.shape.rows.values().sum());
        let (tables, lines) = (manifest.shape.rows.len(), integer(lang, manifest.shape.audit.lines));
        if report.sound {
            output::say(&counted(lang, rows, tables, lines));
        }
        output::say(match (manifest.with_keys, report.keys_opened) {
            (true, true) => keys_opened(lang),
            (true, false) => keys_closed(lang),
            (false, _) => keyless(lang),
        });
        output::say(&match &report.proof {
            Some(proof) => proven(lang, clock::local(proof.proven_at)),
            None => unproven(lang).to_owned(),
        });
    }
    say_packed(&report.packed, lang);
    report.faults.iter().for_each(|found| output::say(&fault(lang, model::text::visible(&found.text(lang)))));
    output::say(&took(lang, model::lang::decimal(lang, report.seconds, 1)));
}

#[derive(Serialize)]
struct Told<'a> {
    data: &'a Path,
    sound: bool,
    #[serde(flatten)]
    inspection: &'a Inspection,
}

fn verify_data(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let (lang, data_dir) = (context.lang, context.data_dir.as_path());
    if !data_dir.join(store::FILE).exists() {
        output::complain(&no_data(lang, shown(data_dir)));
        return Ok(cli::USAGE);
    }
    let heads: Vec<_> = backup::noted_head(data_dir).into_iter().chain(heads_of_backups(context)).collect();
    let care = if collector::running(data_dir).is_some() { Care::BesideWriter } else { Care::Whole };
    let mut progress = Progress::new(context);
    let found = store::inspect(data_dir, care, &heads, |done, all| progress.show(Step::Checking, done, all));
    progress.end();
    let found = found.map_err(|error| anyhow::anyhow!(cannot(lang, model::text::visible(&error.to_string()))))?;
    let is_sound = found.is_sound();
    if cli::flag(matches, "json") {
        output::json(&Told { data: data_dir, sound: is_sound, inspection: &found });
    } else {
        tell_data(lang, data_dir, &found);
    }
    Ok(if is_sound { 0 } else { DAMAGED })
}

/// Ends that the audit log had in the backups of the configured directory, of this installation alone.
fn heads_of_backups(context: &Context) -> Vec<store::AuditHead> {
    let Some(folder) = context.settings.backup.directory.as_deref().map(Path::new) else { return Vec::new() };
    let Ok(own) = store::Snapshot::open(&context.data_dir).and_then(|snapshot| snapshot.installation()) else {
        return Vec::new();
    };
    let entries = backup::list(folder).unwrap_or_default().into_iter().filter_map(|entry| entry.manifest);
    entries.filter(|manifest| manifest.shape.installation == own).map(|manifest| manifest.shape.audit).collect()
}

fn say_packed(samples: &[PackedSample], lang: Lang) {
    for PackedSample { table, rows, read, damaged } in samples {
        output::say(&blocks(lang, table, integer(lang, *read), integer(lang, *rows), damaged));
    }
}

fn tell_data(lang: Lang, data_dir: &Path, found: &Inspection) {
    let verdict = if found.is_sound() { sound } else { damaged };
    output::say(&verdict(lang, shown(data_dir)));
    if let Some(shape) = &found.shape {
        let (rows, tables) = (integer(lang, shape.rows.values().sum()), shape.rows.len());
        output::say(&match found.audit_broken_at {
            None => counted(lang, rows, tables, integer(lang, shape.audit.lines)),
            Some(_) => counted_only(lang, rows, tables),
        });
    }
    say_packed(&found.packed, lang);
    let mut faults: Vec<Fault> = found.faults.iter().map(|cause| Fault::Page { cause: cause.clone() }).collect();
    faults.extend(found.audit_broken_at.map(|line| Fault::AuditBroken { line }));
    faults.extend(found.audit_lost.iter().map(|head| Fault::AuditLost { lines: head.lines }));
    faults.iter().for_each(|found| output::say(&fault(lang, model::text::visible(&found.text(lang)))));
    if !found.is_sound() {
        output::say(mend(lang));
    }
}

fn salvage(context: &Context, matches: &ArgMatches, to: &Path) -> anyhow::Result<u8> {
    let (lang, data_dir) = (context.lang, context.data_dir.as_path());
    if !data_dir.join(store::FILE).exists() {
        output::complain(&no_data(lang, shown(data_dir)));
        return Ok(cli::USAGE);
    }
    if collector::running(data_dir).is_some() {
        anyhow::bail!(running(lang));
    }
    let told = store::salvage(data_dir, to, |_| {});
    let told = told.map_err(|error| anyhow::anyhow!(cannot(lang, model::text::visible(&error.to_string()))))?;
    if cli::flag(matches, "json") {
        output::json(&told);
    } else {
        output::say(&salvaged(lang, integer(lang, told.iter().map(|one| one.rows).sum()), shown(to)));
        let lines: Vec<String> =
            told.iter().flat_map(|one| one.lost.iter().map(|loss| lost(lang, one, loss))).collect();
        lines.iter().for_each(|line| output::say(&model::text::visible(line)));
        if lines.is_empty() {
            output::say(nothing_lost(lang));
        }
    }
    Ok(if told.iter().all(|one| one.lost.is_empty()) { 0 } else { DAMAGED })
}

fn lost(lang: Lang, one: &Salvaged, loss: &Loss) -> String {
    let number =
        |at: &Option<i64>, none: fn(Lang) -> &'static str| at.map_or(none(lang).to_owned(), |at| at.to_string());
    match loss {
        Loss::Between { after, before } => lost_between(lang, &one.table, number(after, first), number(before, last)),
        Loss::Refused { rows } => lost_refused(lang, &one.table, rows),
        Loss::Middle => lost_middle(lang, &one.table),
        Loss::All { cause } => lost_all(lang, &one.table, cause),
    }
}
