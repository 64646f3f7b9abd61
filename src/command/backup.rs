//! `pantau backup`: one file of everything, made beside a running collector and proven; `backup ls` lists them.

pub mod progress;

use super::question;
use crate::{
    cli, clock, connect,
    context::Context,
    lang,
    output::{self, Align, Table},
    parse::access::first_line,
};
use clap::ArgMatches;
use collector::backup::{self, BackupError, Made, Order, Passphrase};
use model::lang::bytes;
use progress::Progress;
use serde::Serialize;
use std::path::PathBuf;

/// Longest part: a FAT takes no file of 4 GiB.
const PART: u64 = (4 << 30) - 1;
/// Exit code of something damaged.
pub const DAMAGED: u8 = 2;
/// Where the passphrase may stand instead of a file.
const VARIABLE: &str = "PANTAU_BACKUP_PASSPHRASE";

model::messages! {
    no_destination { id: "pantau: sebut direktori tujuan, misalnya pantau backup /media/cadangan", en: "pantau: name the directory it goes to, for example pantau backup /media/backup" }
    no_folder { id: "pantau: sebut direktori, atau isi [backup] directory", en: "pantau: name a directory, or set [backup] directory" }
    no_data(path) { id: "pantau: tidak ada data di {path}; sebut --data", en: "pantau: there is no data in {path}; name --data" }
    failed(cause) { id: "pantau: {cause}", en: "pantau: {cause}" }
    made(file, size, seconds) { id: "{file} dibuat, {size}, {seconds} detik", en: "{file} made, {size}, {seconds} seconds" }
    proven(rows, lines, blocks) { id: "terbukti: dipulihkan, dibuka dan dibandingkan ({rows} baris, {lines} baris audit, {blocks} blok dibaca)", en: "proven: restored, opened and compared ({rows} rows, {lines} audit lines, {blocks} blocks read)" }
    unverified { id: "belum terbukti (--no-proof): anggap tidak ada sampai `pantau verify` membacanya", en: "unverified (--no-proof): take it for none until `pantau verify` has read it" }
    with_keys { id: "kunci dan CA ikut, tersegel dengan sandi", en: "keys and CA are in it, sealed with the passphrase" }
    keyless { id: "TANPA kunci (tidak ada --passphrase-file): data dapat dipulihkan, tetapi kredensial SNMP dan CA tidak; semua agen harus mendaftar lagi", en: "WITHOUT keys (no --passphrase-file): the data can be restored, SNMP credentials and the CA cannot; all agents must enrol again" }
    audit_lost(lines) { id: "PERINGATAN: catatan audit pernah mencapai baris {lines} dan sekarang tidak memuatnya", en: "WARNING: the audit log once reached line {lines} and does not hold it now" }
    not_noted(cause) { id: "pantau: cadangan dibuat, tetapi tidak tercatat di audit: {cause}", en: "pantau: the backup is made, but the audit log does not tell of it: {cause}" }
    none { id: "Tidak ada cadangan di sana.", en: "There are no backups there." }
    when { id: "DIBUAT", en: "MADE" }
    file { id: "BERKAS", en: "FILE" }
    size { id: "UKURAN", en: "SIZE" }
    proof { id: "TERBUKTI", en: "PROVEN" }
    keys { id: "KUNCI", en: "KEYS" }
    sealed { id: "tersegel", en: "sealed" }
    without { id: "tanpa", en: "without" }
    never { id: "belum", en: "no" }
    damaged(cause) { id: "RUSAK: {cause}", en: "DAMAGED: {cause}" }
    env_and_file { id: "pantau: sandi cadangan ada di berkas dan di PANTAU_BACKUP_PASSPHRASE; pakai satu", en: "pantau: the passphrase is in a file and in PANTAU_BACKUP_PASSPHRASE; use one" }
}

/// Makes one, or lists them.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    if let Some(("ls", inner)) = matches.subcommand() {
        return list(context, inner);
    }
    let lang = context.lang;
    let Some(destination) = cli::path(matches, "dest") else {
        output::complain(no_destination(lang));
        return Ok(cli::USAGE);
    };
    if !context.data_dir.join(collector::store::FILE).exists() {
        anyhow::bail!(no_data(lang, shown(&context.data_dir)));
    }
    let passphrase = passphrase(context, matches)?;
    let order = Order {
        data_dir: &context.data_dir,
        destination,
        configuration: context.config_file.as_deref(),
        passphrase: passphrase.as_ref(),
        longest: cli::flag(matches, "split").then_some(PART),
        proof: (!cli::flag(matches, "no-proof")).then(|| cli::path(matches, "temp")),
        site: &context.settings.site.name,
        version: env!("CARGO_PKG_VERSION"),
        clock: &clock::now,
    };
    let mut progress = Progress::new(context);
    let made = backup::make(&order, &mut |step, done, all| progress.show(step, done, all));
    progress.end();
    let made = made.map_err(|error| told(context, &error))?;
    note(context, matches, &made);
    tell(context, matches, &made);
    Ok(if made.audit_lost.is_some() { DAMAGED } else { 0 })
}

/// Writes it into the audit log, through the collector that runs or without one.
fn note(context: &Context, matches: &ArgMatches, made: &Made) {
    let noted = connect::any(context, matches).and_then(|to| question(context, &*to.transport, &made.noted()));
    if let Err(error) = noted {
        output::complain(&not_noted(context.lang, error.to_string().trim_start_matches("pantau: ")));
    }
}

fn tell(context: &Context, matches: &ArgMatches, made: &Made) {
    #[derive(Serialize)]
    struct Told<'a> {
        file: &'a PathBuf,
        octets: u64,
        seconds: f64,
        proof: &'a Option<backup::Proof>,
        with_keys: bool,
        audit_lost: &'a Option<collector::store::AuditHead>,
        manifest: &'a backup::Manifest,
    }
    let lang = context.lang;
    let Made { path, octets, manifest, proof, audit_lost: lost, seconds } = made;
    let with_keys = manifest.with_keys;
    if cli::flag(matches, "json") {
        let (octets, seconds) = (*octets, *seconds);
        output::json(&Told { file: path, octets, seconds, proof, with_keys, audit_lost: lost, manifest });
    } else {
        let size = bytes(lang, *octets as f64);
        output::say(&self::made(lang, shown(path), size, model::lang::decimal(lang, *seconds, 1)));
        output::say(&match proof {
            Some(proof) => {
                let number = |count| model::lang::integer(lang, count);
                proven(lang, number(proof.rows), number(proof.audit_lines), number(proof.packed_read))
            }
            None => unverified(lang).to_owned(),
        });
        if with_keys {
            output::say(self::with_keys(lang));
        }
    }
    if !with_keys {
        context.tell(&format!("pantau: {}", keyless(lang)));
    }
    if let Some(head) = lost {
        output::complain(&format!("pantau: {}", audit_lost(lang, head.lines)));
    }
}

fn list(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let lang = context.lang;
    let configured = context.settings.backup.directory.as_deref().map(std::path::Path::new);
    let Some(folder) = cli::path(matches, "dir").or(configured) else {
        output::complain(no_folder(lang));
        return Ok(cli::USAGE);
    };
    let entries = backup::list(folder).map_err(|error| told(context, &error))?;
    if cli::flag(matches, "json") {
        output::json(&entries);
        return Ok(0);
    }
    if entries.is_empty() {
        output::say(none(lang));
        return Ok(0);
    }
    let mut table = Table::new(&[
        (when(lang), Align::Left),
        (size(lang), Align::Right),
        (proof(lang), Align::Left),
        (keys(lang), Align::Left),
        (file(lang), Align::Left),
    ]);
    for entry in &entries {
        let state = match (&entry.fault, &entry.proof) {
            (Some(fault), _) => damaged(lang, fault.text(lang)),
            (None, Some(proof)) => clock::local(proof.proven_at),
            (None, None) => never(lang).to_owned(),
        };
        let keys = match entry.manifest.as_ref().map(|manifest| manifest.with_keys) {
            Some(true) => sealed(lang),
            Some(false) => without(lang),
            None => "–",
        };
        let name = entry.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        table.row(vec![clock::local(entry.made_at), bytes(lang, entry.octets as f64), state, keys.to_owned(), name]);
    }
    output::say(&table.text());
    Ok(0)
}

/// The passphrase of a file or the environment, if there is one.
pub fn passphrase(context: &Context, matches: &ArgMatches) -> anyhow::Result<Option<Passphrase>> {
    let text = match (cli::path(matches, "passphrase-file"), std::env::var(VARIABLE)) {
        (Some(_), Ok(_)) => anyhow::bail!(env_and_file(context.lang)),
        (Some(file), Err(_)) => first_line(context.lang, file).map_err(|line| anyhow::anyhow!(line))?,
        (None, Ok(text)) => text,
        (None, Err(_)) => return Ok(None),
    };
    Passphrase::new(&text).map(Some).map_err(|error| told(context, &error))
}

/// One line about what cannot be done.
pub fn told(context: &Context, error: &BackupError) -> anyhow::Error {
    let line = match error {
        BackupError::Store(collector::store::StoreError::Locked { pid, .. }) => lang::already_open(context.lang, pid),
        error => failed(context.lang, error.text(context.lang)),
    };
    anyhow::anyhow!(model::text::visible(&line))
}

/// A path as it is shown.
pub fn shown(path: &std::path::Path) -> String {
    model::text::visible(&path.display().to_string())
}
