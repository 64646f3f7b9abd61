//! What the compatibility view asks of the collector and of files.

use crate::{
    app::{CompatEffect, compat::CompatTold},
    client::{CallError, Transport, ask},
    lang,
    specs::{Sheet, Specs},
};
use model::{
    Lang,
    api::{AskCheck, AskFrozen, Checked, ListFrozen},
    compat::Frozen,
};
use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

/// What is told when there is too much to do.
pub(super) fn refused(effect: CompatEffect, error: CallError) -> CompatTold {
    let both = || [error.text(Lang::Id), error.text(Lang::En)];
    match effect {
        CompatEffect::Read(file) => CompatTold::Read(file, Err(vec![both()])),
        CompatEffect::Check(asked, _) => CompatTold::Checked(asked, Err(error)),
        CompatEffect::Freeze { .. } => CompatTold::Froze(Err(error), Ok(Vec::new())),
        CompatEffect::List => CompatTold::List(Err(error)),
        CompatEffect::AskFrozen(_) => CompatTold::Frozen(Err(error)),
        CompatEffect::Sheets(_, _, lang) => CompatTold::Written(None, Err(error.text(lang))),
        CompatEffect::Write { item, lang, .. } => CompatTold::Written(item, Err(error.text(lang))),
    }
}

/// Asks, reads and writes what an effect wants.
pub(super) fn carry_out(transport: &dyn Transport, specs: Option<&dyn Specs>, effect: CompatEffect) -> CompatTold {
    match effect {
        CompatEffect::Read(file) => {
            let read = specs.map_or_else(|| Ok(Vec::new()), |specs| specs.read(&file));
            CompatTold::Read(file, read)
        }
        CompatEffect::Check(asked, specs) => {
            CompatTold::Checked(asked, ask(transport, &AskCheck { specs, ..AskCheck::default() }))
        }
        CompatEffect::List => CompatTold::List(ask(transport, &ListFrozen {})),
        CompatEffect::AskFrozen(number) => CompatTold::Frozen(ask(transport, &AskFrozen { number }).map(Box::new)),
        CompatEffect::Freeze { specs: texts, names, folder, lang } => {
            let asked = AskCheck { specs: texts, opd: None, save: names.clone() };
            match ask(transport, &asked) {
                Err(error) => CompatTold::Froze(Err(error), Ok(Vec::new())),
                Ok(answers) => {
                    let files = sheets_of_all(transport, specs, &answers, &folder, lang);
                    CompatTold::Froze(Ok(answers), files)
                }
            }
        }
        CompatEffect::Sheets(frozen, folder, lang) => CompatTold::Written(None, sheets(specs, &frozen, &folder, lang)),
        CompatEffect::Write { file, text, before, item, lang } => {
            let written = keep(&file, text.as_bytes(), before.as_deref(), lang);
            CompatTold::Written(item, written.map(|()| vec![file.display().to_string()]))
        }
    }
}

/// The sheets of results that were frozen just now; the collector is asked for each, so that a sheet shows what is kept.
fn sheets_of_all(
    transport: &dyn Transport,
    specs: Option<&dyn Specs>,
    answers: &[Checked],
    folder: &Path,
    lang: Lang,
) -> Result<Vec<String>, String> {
    let mut files = Vec::new();
    for number in answers.iter().filter_map(|checked| checked.number) {
        let frozen = ask(transport, &AskFrozen { number }).map_err(|error| error.text(lang))?;
        files.extend(sheets(specs, &frozen, folder, lang)?);
    }
    Ok(files)
}

/// Writes the sheets of one result; returns their files.
fn sheets(specs: Option<&dyn Specs>, frozen: &Frozen, folder: &Path, lang: Lang) -> Result<Vec<String>, String> {
    let Some(specs) = specs else { return Ok(Vec::new()) };
    let sheet = Sheet {
        check: &frozen.check,
        opd_name: frozen.opd_name.as_deref(),
        frozen: (&frozen.procurement, frozen.revision, frozen.at),
        spec: &frozen.spec,
        waivers: &frozen.waivers,
    };
    let stem = format!("{}-r{}", crate::app::compat::file_name(&frozen.procurement), frozen.revision);
    let mut files = Vec::new();
    for (end, octets) in specs.sheets(lang, sheet)? {
        let file = folder.join(format!("{stem}.{end}"));
        // The same result gives the same sheet: one that is there already is written anew, whoever may have changed it.
        replace(&file, &octets).map_err(|cause| lang::file_unwritable(lang, file.display(), cause))?;
        files.push(file.display().to_string());
    }
    Ok(files)
}

/// Writes a file that must hold what it held when it was read, or must not exist.
fn keep(file: &Path, octets: &[u8], before: Option<&str>, lang: Lang) -> Result<(), String> {
    let name = file.display();
    let unwritable = |cause: io::Error| lang::file_unwritable(lang, &name, cause);
    match before {
        None => {
            let made = fs::File::create_new(file).and_then(|mut made| made.write_all(octets));
            made.map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => lang::file_exists(lang, &name),
                _ => unwritable(error),
            })
        }
        Some(before) => match fs::read_to_string(file) {
            Ok(text) if text == before => replace(file, octets).map_err(unwritable),
            _ => Err(lang::file_changed(lang, &name)),
        },
    }
}

/// Whole or not at all: a power cut leaves the old file or the new one.
fn replace(file: &Path, octets: &[u8]) -> io::Result<()> {
    let mut name = file.as_os_str().to_owned();
    name.push(".baru");
    let new = PathBuf::from(name);
    let mut made = fs::File::create(&new)?;
    made.write_all(octets)?;
    made.sync_all()?;
    fs::rename(&new, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_others_wrote_is_overwritten() {
        let folder = std::env::temp_dir().join(format!("pantau-keep-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("a.toml");
        keep(&file, b"one", None, Lang::En).unwrap();
        assert!(keep(&file, b"two", None, Lang::En).unwrap_err().contains("exists"));
        keep(&file, b"two", Some("one"), Lang::En).unwrap();
        fs::write(&file, "by someone else").unwrap();
        assert!(keep(&file, b"three", Some("two"), Lang::En).unwrap_err().contains("changed"));
        assert_eq!(fs::read_to_string(&file).unwrap(), "by someone else");
        assert!(keep(&folder.join("no/a.toml"), b"x", None, Lang::Id).unwrap_err().contains("tidak dapat ditulis"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
