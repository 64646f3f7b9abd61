//! From files to families: the embedded ones, overridden by those of a directory; every fault with its file and line.

use super::{
    Family, Kind, Profile, Profiles, SYSTEM, Source, Table, UNRECOGNISED,
    check::{Checked, Place, check},
    file::File,
    matching::Rule,
    notification::Notifications,
    number::{self, Measured},
};
use crate::decode::straight::Columns;
use std::{
    collections::BTreeMap,
    fmt, fs,
    mem::take,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The files of `mibs/` at the time of building: name and text.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/mibs.rs"));
/// Largest family file, octets.
const MAX_FILE: u64 = 1 << 20;

/// Something wrong with a family file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// Line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for Fault {}

/// One file as it was found.
struct Text {
    shown: String,
    text: String,
}

/// What is wrong with the text of one family file by itself; what it extends is not looked at.
pub fn faults(text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    match toml::from_str::<File>(text) {
        Ok(file) => {
            check("file", Place { file: "file", text }, file, &mut faults);
        }
        Err(error) => faults.push(unreadable("file", text, &error)),
    }
    faults
}

/// A text that is no family file.
fn unreadable(file: &str, text: &str, error: &toml::de::Error) -> Fault {
    Fault {
        file: file.to_owned(),
        line: error.span().map(|span| Place { file, text }.line(span.start)),
        message: error.message().to_owned(),
    }
}

/// See [`Profiles::load`].
pub(super) fn load(folder: Option<&Path>) -> Result<Profiles, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut texts: BTreeMap<String, Text> = EMBEDDED
        .iter()
        .map(|(name, text)| (stem(name), Text { shown: format!("mibs/{name}"), text: (*text).to_owned() }))
        .collect();
    if let Some(folder) = folder {
        override_with(folder, &mut texts, &mut faults);
    }
    assemble(&texts, faults)
}

fn stem(name: &str) -> String {
    name.strip_suffix(".toml").unwrap_or(name).to_owned()
}

fn override_with(folder: &Path, texts: &mut BTreeMap<String, Text>, faults: &mut Vec<Fault>) {
    let mut fault = |path: &Path, error: &dyn fmt::Display| {
        faults.push(Fault { file: path.display().to_string(), line: None, message: error.to_string() });
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return fault(folder, &error),
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match fs::metadata(&path).map(|file| file.len()) {
            Ok(size) if size > MAX_FILE => fault(&path, &format!("larger than {MAX_FILE} octets")),
            Ok(_) => match fs::read_to_string(&path) {
                Ok(text) => {
                    texts.insert(stem(&name), Text { shown: path.display().to_string(), text });
                }
                Err(error) => fault(&path, &error),
            },
            Err(error) => fault(&path, &error),
        }
    }
}

/// Parses and checks every file, then joins each family with what it extends.
fn assemble(texts: &BTreeMap<String, Text>, mut faults: Vec<Fault>) -> Result<Profiles, Vec<Fault>> {
    let mut files = BTreeMap::new();
    for (name, Text { shown, text }) in texts {
        match toml::from_str::<File>(text) {
            Ok(file) => {
                files.insert(name.clone(), check(name, Place { file: shown, text }, file, &mut faults));
            }
            Err(error) => faults.push(unreadable(shown, text, &error)),
        }
    }
    for name in [SYSTEM, UNRECOGNISED] {
        if !texts.contains_key(name) {
            faults.push(Fault { file: format!("{name}.toml"), line: None, message: "this file must exist".into() });
        }
    }
    let mut families = Vec::new();
    let mut rules = Vec::new();
    let names: Vec<String> = files.keys().filter(|name| !name.starts_with('_')).cloned().collect();
    for name in names {
        let profile = joined(&name, &files, &mut faults);
        for (rule, words) in files.get_mut(&name).map(|file| take(&mut file.rules)).unwrap_or_default() {
            rules.push(Rule { family: families.len(), ..rule });
            let mut system = profile.clone();
            system.facts.extend(words);
            families.push(Arc::new(system));
        }
    }
    let mut notifications = Notifications::default();
    for file in files.values_mut() {
        notifications.rules.extend(take(&mut file.notifications));
        notifications.bound.extend(take(&mut file.bound));
    }
    let unrecognised = files.contains_key(UNRECOGNISED).then(|| joined(UNRECOGNISED, &files, &mut faults));
    match unrecognised {
        Some(unrecognised) if faults.is_empty() => {
            Ok(Profiles { families, unrecognised: Arc::new(unrecognised), rules, notifications })
        }
        _ => Err(faults),
    }
}

/// A family with everything it extends: `_system` first, itself last; what comes later replaces what came before.
fn joined(name: &str, files: &BTreeMap<String, Checked>, faults: &mut Vec<Fault>) -> Profile {
    let mut order = Vec::new();
    extend(SYSTEM, files, &mut order, &mut Vec::new(), faults);
    extend(name, files, &mut order, &mut Vec::new(), faults);
    let parts = order.iter().filter_map(|part| files.get(part));
    let mut facts = BTreeMap::new();
    let mut family = Family { name: name.to_owned(), ..Family::default() };
    let mut objects: Vec<&Vec<Source>> = Vec::new();
    let mut tables: Vec<&super::check::Table> = Vec::new();
    let mut measured = Measured::default();
    for part in parts {
        facts.extend(part.facts.clone());
        family.unordered |= part.unordered;
        // The rules of the family itself are asked before those it extends.
        family.texts.splice(0..0, part.texts.iter().cloned());
        measured.put_first(part);
        for object in &part.objects {
            match objects.iter().position(|other| same_field(other, object)) {
                Some(place) => objects[place] = object,
                None => objects.push(object),
            }
        }
        for table in &part.tables {
            match tables.iter().position(|other| (&other.section, other.assembly) == (&table.section, table.assembly)) {
                Some(place) => tables[place] = table,
                None => tables.push(table),
            }
        }
        if family.system_objects == 0 {
            family.system_objects = objects.iter().map(|sources| sources.len()).sum();
        }
    }
    let add = |sources: &mut Vec<Source>, source: Source| {
        sources.push(source);
        (sources.len() - 1) as u16
    };
    for source in objects.into_iter().flatten() {
        let number = add(&mut family.sources, source.clone());
        family.objects.push(number);
    }
    for (place, table) in tables.into_iter().enumerate() {
        let number = u16::try_from(place).ok();
        let of_table = table.columns.iter().flatten().map(|source| Source { table: number, ..source.clone() });
        let columns = of_table.map(|source| add(&mut family.sources, source)).collect();
        let beside = table.beside.iter().filter_map(|field| family.number_of("", field)).collect();
        family.tables.push(Table {
            section: table.section.clone(),
            assembly: table.assembly,
            columns,
            beside,
            most_rows: table.most_rows,
        });
    }
    number::add(&mut family, &measured);
    let first =
        |is: fn(&Source) -> bool| family.sources.iter().position(is).and_then(|place| u16::try_from(place).ok());
    (family.names, family.uptime) = (
        first(|source| source.port.is_some() && source.field == "name"),
        first(|source| source.kind == Kind::Ticks && source.section.is_empty()),
    );
    family.straight = Columns::of(&family);
    Profile { facts, family: Arc::new(family) }
}

pub(super) fn same_field(a: &[Source], b: &[Source]) -> bool {
    matches!((a.first(), b.first()), (Some(a), Some(b)) if a.section == b.section && a.field == b.field)
}

/// Lists a file and, before it, what it extends. A file that extends itself is a fault.
fn extend(
    name: &str,
    files: &BTreeMap<String, Checked>,
    order: &mut Vec<String>,
    above: &mut Vec<String>,
    faults: &mut Vec<Fault>,
) {
    let Some(file) = files.get(name) else { return };
    if order.iter().any(|done| done == name) {
        return;
    }
    above.push(name.to_owned());
    for (parent, fault) in &file.extends {
        if above.contains(parent) {
            faults.push(Fault { message: format!("{parent:?} extends itself"), ..fault.clone() });
        } else if files.contains_key(parent) {
            extend(parent, files, order, above, faults);
        } else {
            faults.push(Fault { message: format!("no file {parent}.toml to extend"), ..fault.clone() });
        }
    }
    above.pop();
    order.push(name.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Loads the embedded families with one more file; returns what is said of it.
    fn faults_of(text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("trial.toml"), text).unwrap();
        match load(Some(folder.path())) {
            Ok(_) => vec![],
            Err(faults) => faults
                .iter()
                .map(|fault| fault.to_string().replace(&format!("{}/", folder.path().display()), ""))
                .collect(),
        }
    }

    #[test]
    fn the_embedded_families_are_sound() {
        let profiles = load(None)
            .unwrap_or_else(|faults| panic!("{}", faults.iter().map(|f| format!("{f}\n")).collect::<String>()));
        assert!(profiles.families().len() >= 10);
        for family in profiles.families() {
            let system = &profiles.unrecognised().sources[..family.system_objects];
            let same = family.sources.iter().zip(system).all(|(a, b)| a.oid == b.oid);
            assert!(same, "{}: the objects of _system have other numbers", family.name);
        }
    }

    #[test]
    fn faults_name_file_and_line() {
        let check = |text: &str, expected: &str| {
            let faults = faults_of(text);
            assert!(
                faults.iter().any(|fault| fault.starts_with(expected)),
                "{text}\nexpected {expected}\ngot {faults:?}"
            );
        };
        check("[family]\nos = ", "trial.toml:2:");
        check("[family]\ncolour = \"red\"", "trial.toml:2: unknown field `colour`");
        check("[family]\nextends = [\"_nothing\"]", "trial.toml:2: no file _nothing.toml to extend");
        check("[family]\nextends = [\"trial\"]", "trial.toml:2: \"trial\" extends itself");
        check(
            "[family]\ndevice_class = \"toaster\"",
            "trial.toml:2: no such device class: \"toaster\"; allowed: router, switch,",
        );
        check("[[match]]\nsys_object_id = \"1.3.x\"", "trial.toml:2: not an object identifier");
        check("[[match]]\nsys_descr = '('", "trial.toml:2: ");
        check("[[match]]", "trial.toml: a match without sys_object_id, sys_descr and probe");
        check(
            "[[text]]\nfrom = \"sys_descr\"\nregex = '(?<colour>.)'",
            "trial.toml:3: a text rule has no field \"colour\"; allowed: os, os_text,",
        );
        check(
            "[[match]]\nsys_descr = 'x'\ndevice_class = \"toaster\"",
            "trial.toml:3: no such device class: \"toaster\"; allowed: router, switch,",
        );
        check("[[match]]\nprobe = \"1.x\"", "trial.toml:2: not an object identifier");
        check("[[match]]\nprobe = \"1.3.6\"\nvalue = '('", "trial.toml:3: ");
        check("[[match]]\nsys_descr = 'x'\nvalue = 'y'", "trial.toml:3: a value without a probe that has it");
        check("[[text]]\nfrom = \"sys_descr\"", "trial.toml:2: a text rule has from and regex (and set), or");
        check(
            "[[text]]\nfrom = \"colour\"\nregex = 'x'",
            "trial.toml:2: no text \"colour\" to take facts from; allowed: ",
        );
        check(
            "[[text]]\nfrom = \"sys_object_id\"\nfield = \"hardware\"\nmap = \"none\"\n[map.models]\n1 = \"x\"",
            "trial.toml:4: no map \"none\" in this file; it has models",
        );
        check("[[text]]\nwrite = \"{colour}\"\nfield = \"hardware\"", "trial.toml:2: no text \"colour\"");
        check(
            "[[text]]\nwrite = \"{version}\"\nfield = \"colour\"",
            "trial.toml:3: a text rule has no field \"colour\"",
        );
        check(
            "[[object]]\nfield = \"hardware\"\noid = \"1.3.6.1\"\ntype = \"colour\"",
            "trial.toml:4: unknown variant",
        );
        check("[[object]]\nfield = \"hardware\"\noid = \"1.3.6.1\"\ntype = \"gauge\"", "trial.toml:2: \"hardware\": ");
        check(
            "[[object]]\nfield = \"version\"\noid = \"1.3.6.1\"\ntype = \"text\"\nmap = \"none\"",
            "trial.toml:5: no map \"none\"",
        );
        check(
            "[[object]]\nfield = \"page_count\"\noid = \"1.3.6.1\"\ntype = \"counter\"\nmetric = \"pages\"",
            "trial.toml:5: no metric \"pages\"",
        );
        check(
            "[[table]]\nsection = \"ports\"\nassembly = \"ports\"\ncolumns = [\n{ field = \"colour\", oid = \"1.3.6.1\", type = \"text\" },\n]",
            "trial.toml:5: ports have no field \"colour\"",
        );
        check(
            "[[sensor]]\nclass = \"warmth\"\noid = \"1.3.6.1\"",
            "trial.toml:2: no class of sensors \"warmth\"; allowed: temperature, humidity,",
        );
        check("[[sensor]]\noid = \"1.3.6.1\"", "trial.toml:2: a sensor has either a class or a state");
        check(
            "[[sensor]]\nstate = \"fan\"\noid = \"1.3.6.1\"\n[state.power.ok]\n1 = \"on\"",
            "trial.toml:2: no state \"fan\" in this file; it has power",
        );
        check(
            "[[sensor]]\nclass = \"power\"\noid = \"1.3.6.1\"\nof = \"moon\"",
            "trial.toml:4: a sensor cannot belong to \"moon\"; allowed: entity, port",
        );
        check(
            "[[sensor]]\nclass = \"power\"\noid = \"1.3.6.1\"\ndivisor = 0.0",
            "trial.toml:4: a scale or divisor is a finite number other than 0",
        );
        check(
            "[[sensor]]\nclass = \"power\"\noid = \"1.3.6.1\"\nwhen = [{ oid = \"1.3.6.2\" }]",
            "trial.toml:4: a condition has is or not",
        );
        check("[state.fan.good]\n1 = \"x\"", "trial.toml:1: unknown field `good`");
        check("[[processor]]\noid = \"1.x\"", "trial.toml:2: not an object identifier");
        check("[[processor]]\noid = \"1.3.6.1.0\"\nclass = \"load\"", "trial.toml:3: unknown field `class`");
        check("[[memory]]\ndescr = \"all\"", "trial.toml: a pool without total, used, free and percent");
        check("[[memory]]\nclass = \"fast\"", "trial.toml:2: no class of memory \"fast\"; allowed: system, virtual,");
        check("[[storage]]\ntype = \"tape\"", "trial.toml:2: no type of volume \"tape\"; allowed: hrStorageFixedDisk,");
        check(
            "[[storage]]\ntotal = \"1.3.6.1.0\"\nunit = 0.0",
            "trial.toml:3: a unit is a number of bytes greater than 0",
        );
        check(
            "[[wireless]]\nclass = \"noise\"\noid = \"1.3.6.1.0\"",
            "trial.toml:2: no class of wireless \"noise\"; allowed: clients, ap-count,",
        );
        assert_eq!(faults_of("[family]\nos = \"trial\"\n[[match]]\nsys_descr = 'x'"), Vec::<String>::new());
    }

    #[test]
    fn all_faults_are_told_at_once() {
        assert_eq!(faults_of("[[match]]\nsys_object_id = \"1.x\"\n[[match]]\nsys_descr = '('").len(), 2);
    }
}
