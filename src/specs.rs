//! Specifications of things to be bought: reading their files, and what the screen needs to know of them.

use collector::compat::{
    class::Class,
    fields,
    product::catalogue,
    rules,
    sheet::{About, paper, pdf, xlsx},
    spec::Spec,
    template, workbook,
};
use model::{Lang, Timestamp, compat::Field};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tui::specs::{Sheet, SpecText, Specs, Told};

/// Largest file that is read, octets: what the readers refuse need not come into memory.
const LARGEST: u64 = 16 << 20;

model::messages! {
    no_rows(file) { id: "{file}: lembar kerja tidak berisi satu barang pun", en: "{file}: the workbook holds no item" }
    empty_folder(folder) { id: "{folder}: tidak ada berkas TOML atau XLSX di folder ini", en: "{folder}: there is no TOML or XLSX file in this folder" }
    too_large(file) { id: "{file}: terlalu besar untuk spesifikasi (paling besar 16 MiB)", en: "{file}: too large for a specification (at most 16 MiB)" }
}

/// The specifications of a file: a `spec.toml` as it is, or each row of a workbook; of a folder those of all its files, by
/// name. Error: everything that is wrong.
pub fn read(path: &Path) -> Result<Vec<SpecText>, Vec<Told>> {
    if !path.is_dir() {
        return read_file(path);
    }
    let name = path.display().to_string();
    let unreadable = |error| vec![[Lang::Id, Lang::En].map(|lang| crate::lang::file_unreadable(lang, &name, &error))];
    let entries = fs::read_dir(path).map_err(unreadable)?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| {
        let is = |end: &str| file.extension().is_some_and(|own| own.eq_ignore_ascii_case(end));
        (is("toml") || is("xlsx")) && file.is_file()
    });
    files.sort();
    if files.is_empty() {
        return Err(vec![[Lang::Id, Lang::En].map(|lang| empty_folder(lang, &name))]);
    }
    let (mut specs, mut faults) = (Vec::new(), Vec::new());
    for file in files {
        match read_file(&file) {
            Ok(read) => specs.extend(read),
            Err(wrong) => faults.extend(wrong),
        }
    }
    if faults.is_empty() { Ok(specs) } else { Err(faults) }
}

fn read_file(file: &Path) -> Result<Vec<SpecText>, Vec<Told>> {
    let name = file.display().to_string();
    let both = |told: &dyn Fn(Lang) -> String| [told(Lang::Id), told(Lang::En)];
    let unreadable = |error: std::io::Error| vec![both(&|lang| crate::lang::file_unreadable(lang, &name, &error))];
    if fs::metadata(file).map_err(unreadable)?.len() > LARGEST {
        return Err(vec![both(&|lang| too_large(lang, &name))]);
    }
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if file.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx")) {
        let octets = fs::read(file).map_err(unreadable)?;
        let rows = workbook::read(&octets).map_err(|faults| {
            faults.into_iter().map(|fault| fault.map(|told| format!("{name}: {told}"))).collect::<Vec<_>>()
        })?;
        if rows.is_empty() {
            return Err(vec![both(&|lang| no_rows(lang, &name))]);
        }
        let specs =
            rows.into_iter().map(|row| SpecText { name: format!("{stem} {}", row.place), file: None, text: row.spec });
        return Ok(specs.collect());
    }
    let text = fs::read_to_string(file).map_err(unreadable)?;
    Ok(vec![SpecText { name: stem, file: Some(PathBuf::from(file)), text }])
}

/// What the screen needs.
#[derive(Clone, Debug)]
pub struct Craft {
    /// Letterhead and zone of sheets.
    pub site: model::settings::Site,
}

impl Specs for Craft {
    fn read(&self, file: &Path) -> Result<Vec<SpecText>, Vec<Told>> {
        read(file)
    }

    fn classes(&self) -> Vec<[&'static str; 3]> {
        Class::ALL.iter().map(|class| [class.word(), class.title()[0], class.title()[1]]).collect()
    }

    fn blank(&self, class: &str, lang: Lang, now: Timestamp) -> Option<String> {
        if let Some(class) = Class::of(class) {
            return Some(template::write(class, None, lang, now));
        }
        let product = catalogue::of(class)?;
        Some(template::write(product.class?, Some(product), lang, now))
    }

    fn fields(&self, text: &str) -> Vec<Field> {
        fields::fields(text)
    }

    fn set(&self, text: &str, key: &str, value: &str) -> Result<String, Told> {
        fields::set(text, key, value)
    }

    fn faults(&self, text: &str) -> Vec<Told> {
        let faults = Spec::read(text).err().unwrap_or_default();
        let line = |fault: &collector::compat::form::Fault, lang: Lang| {
            format!("{} {}: {}", lang.pick("baris", "line"), fault.line, fault.text[lang as usize])
        };
        faults.iter().map(|fault| [line(fault, Lang::Id), line(fault, Lang::En)]).collect()
    }

    fn rule(&self, id: &str) -> [&'static str; 2] {
        rules::of(id).map_or(["", ""], |rule| rule.title)
    }

    fn sheets(&self, lang: Lang, sheet: Sheet<'_>) -> Result<Vec<(&'static str, Vec<u8>)>, String> {
        let about = About {
            letterhead: &self.site.letterhead,
            zone: self.site.zone,
            replaces: Spec::replaced_in(sheet.spec),
            opd_name: sheet.opd_name,
            frozen: Some(sheet.frozen),
            waivers: sheet.waivers,
        };
        let paper = paper(lang, sheet.check, &about);
        Ok(vec![("pdf", pdf(&paper)), ("xlsx", xlsx(&paper)?)])
    }
}
