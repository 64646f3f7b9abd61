//! `pantau restore`: a backup becomes the data of a directory.

use super::backup::{passphrase, progress::Progress, shown, told};
use crate::{cli, clock, context::Context, output};
use clap::ArgMatches;
use collector::backup::{self, BackupError, Keys, Restored, Restoring};
use serde::Serialize;

model::messages! {
    done(path, at) { id: "Data di {path} dipulihkan ke keadaan {at}", en: "The data in {path} is as it was at {at}" }
    before(path) { id: "Data sebelumnya ada di {path}", en: "The data from before is in {path}" }
    configuration(path) { id: "Konfigurasi: {path}", en: "Configuration: {path}" }
    keyless { id: "Kredensial SNMP dan CA tidak ikut: isi lagi (pantau device set, [[credential]]), dan daftarkan semua agen lagi (pantau token create)", en: "SNMP credentials and the CA are gone: set them again (pantau device set, [[credential]]), and enrol all agents again (pantau token create)" }
    next { id: "Berikutnya: jalankan kolektor. Agen melanjutkan sendiri; yang sudah mereka buang dinyatakan sebagai celah.", en: "Next: start the collector. Agents go on by themselves; what they no longer have is stated as a gap." }
    next_keyless { id: "Berikutnya: jalankan kolektor.", en: "Next: start the collector." }
}

/// Puts it back.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let Some(file) = cli::path(matches, "file") else { return Ok(cli::USAGE) };
    let passphrase = passphrase(context, matches)?;
    let keys = match (&passphrase, cli::path(matches, "key-file"), cli::flag(matches, "without-keys")) {
        (_, Some(path), _) => Keys::File(path),
        (_, _, true) => Keys::Lost,
        (Some(passphrase), ..) => Keys::Sealed(passphrase),
        _ => Keys::Unsaid,
    };
    let order = Restoring {
        file,
        data_dir: &context.data_dir,
        keys,
        replace: cli::flag(matches, "replace"),
        actor: "operator",
        now: clock::now(),
    };
    let mut progress = Progress::new(context);
    let restored = backup::restore(&order, &mut |step, done, all| progress.show(step, done, all));
    progress.end();
    match restored {
        Ok(restored) => tell(context, matches, &restored),
        Err(error) => {
            output::complain(&told(context, &error).to_string());
            return Ok(code(&error));
        }
    }
    Ok(0)
}

/// 2: damaged, 64: the command line or its file is wrong, 1: anything else.
pub fn code(error: &BackupError) -> u8 {
    match error {
        BackupError::Damaged(_) => super::backup::DAMAGED,
        BackupError::NotOurs(_)
        | BackupError::WrongPassphrase
        | BackupError::ShortPassphrase(_)
        | BackupError::NeedsPassphrase
        | BackupError::WithoutKeys
        | BackupError::Newer(_)
        | BackupError::NoDirectory(_) => cli::USAGE,
        BackupError::Medium { cause, .. } if cause.kind() == std::io::ErrorKind::NotFound => cli::USAGE,
        _ => 1,
    }
}

fn tell(context: &Context, matches: &ArgMatches, restored: &Restored) {
    #[derive(Serialize)]
    struct Told<'a> {
        data: &'a std::path::Path,
        made_at: model::Timestamp,
        restore: u64,
        before: &'a Option<std::path::PathBuf>,
        configuration: &'a Option<std::path::PathBuf>,
        keyless: bool,
    }
    let lang = context.lang;
    let Restored { manifest, number, before, configuration, keyless } = restored;
    let (made_at, keyless) = (manifest.made_at, *keyless);
    if cli::flag(matches, "json") {
        let data = context.data_dir.as_path();
        output::json(&Told { data, made_at, restore: *number, before, configuration, keyless });
        return;
    }
    output::say(&done(lang, shown(&context.data_dir), clock::local(made_at)));
    if let Some(path) = before {
        output::say(&self::before(lang, shown(path)));
    }
    if let Some(path) = configuration {
        output::say(&self::configuration(lang, shown(path)));
    }
    if keyless {
        output::say(self::keyless(lang));
        output::say(next_keyless(lang));
    } else {
        output::say(next(lang));
    }
}
