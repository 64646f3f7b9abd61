//! Rows of a filled-in workbook, each as the text of a `spec.toml`.

use super::{COLUMNS, KINDS, OF_TABLE, ORIGINS, PAGE, SOURCES};
use crate::compat::{
    attribute::{ATTRIBUTES, Shape, attribute},
    class::Class,
    day::Day,
    form::{Kind, hint, quoted},
    spec::Spec,
    target::target,
};
use calamine::{Data, Reader, Xlsx};
use model::{Timestamp, text::visible};
use std::io::Cursor;

/// One item of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Sheet and row: `switch!3`.
    pub place: String,
    /// The item as a `spec.toml`.
    pub spec: String,
}

/// Largest workbook, octets.
const LARGEST: usize = 8 << 20;
/// Day of the table calculation that is 1 January 1970.
const EPOCH: f64 = 25_569.0;

type Fault = [String; 2];

/// Reads all rows. Error: everything that is wrong, with its cell, in both languages.
pub fn read(octets: &[u8]) -> Result<Vec<Row>, Vec<Fault>> {
    if octets.len() > LARGEST {
        return Err(vec![[
            "berkas XLSX terlalu besar (paling besar 8 MiB)".into(),
            "the XLSX file is too large (at most 8 MiB)".into(),
        ]]);
    }
    let mut book = Xlsx::new(Cursor::new(octets)).map_err(|error| {
        let reason = visible(&error.to_string());
        vec![[format!("bukan berkas XLSX: {reason}"), format!("not an XLSX file: {reason}")]]
    })?;
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for name in book.sheet_names() {
        let Some(class) = Class::of(name.trim()) else { continue };
        match book.worksheet_range(&name) {
            Ok(range) => {
                let origin = range.start().unwrap_or((0, 0));
                let cells: Vec<&[Data]> = range.rows().collect();
                sheet(class, &name, origin, &cells, &mut rows, &mut faults);
            }
            Err(error) => {
                let reason = visible(&error.to_string());
                faults.push([format!("{name}: tidak terbaca: {reason}"), format!("{name}: cannot be read: {reason}")]);
            }
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

fn sheet(
    class: Class,
    name: &str,
    origin: (u32, u32),
    cells: &[&[Data]],
    rows: &mut Vec<Row>,
    faults: &mut Vec<Fault>,
) {
    // The keys stand in the second line of the sheet, wherever the filled part of it begins.
    let header = 1_u32.saturating_sub(origin.0) as usize;
    let Some(keys) = cells.get(header) else { return };
    let keys: Vec<String> = keys.iter().map(|cell| text(cell).unwrap_or_default()).collect();
    for (column, key) in keys.iter().enumerate().filter(|(_, key)| !key.is_empty()) {
        let bare = key.strip_suffix(PAGE).unwrap_or(key);
        if COLUMNS.iter().all(|column| column.key != key) && attribute(bare).is_none() {
            let known =
                COLUMNS.iter().map(|column| column.key).chain(ATTRIBUTES.iter().map(|attribute| attribute.name));
            let [id, en] = hint(key, known);
            let cell = cell_name(name, origin, header, column);
            faults.push([
                format!("{cell}: kunci '{key}' tidak dikenal; {id}"),
                format!("{cell}: unknown key '{key}'; {en}"),
            ]);
        }
    }
    for (place, cells) in cells.iter().enumerate().skip(header + 1) {
        let filled = |(column, cell): (usize, &Data)| {
            text(cell).is_some()
                && keys.get(column).is_some_and(|key| !key.is_empty() && !OF_TABLE.contains(&key.as_str()))
        };
        if !cells.iter().enumerate().any(filled) {
            continue;
        }
        let mut item = Item::new(class);
        for (column, cell) in cells.iter().enumerate() {
            let Some(key) = keys.get(column).filter(|key| !key.is_empty()) else { continue };
            if text(cell).is_none() {
                continue;
            }
            let page = keys
                .iter()
                .position(|other| *other == format!("{key}{PAGE}"))
                .and_then(|at| cells.get(at))
                .and_then(text);
            let at = cell_name(name, origin, place, column);
            if let Err([id, en]) = item.take(key, cell, page, &at) {
                faults.push([format!("{at}: {id}"), format!("{at}: {en}")]);
            }
        }
        let row = origin.0 as usize + place + 1;
        item.finish(format!("{name}!{row}"), rows, faults);
    }
}

/// One item of a form: its fields by the keys of the columns, as the text of a `spec.toml`. Error: everything that is wrong.
pub fn one(class: Class, fields: &[(String, String)]) -> Result<String, Vec<Fault>> {
    let (mut item, mut rows, mut faults) = (Item::new(class), Vec::new(), Vec::new());
    for (key, value) in fields.iter().filter(|(_, value)| !value.trim().is_empty()) {
        if let Err([id, en]) = item.take(key, &Data::String(value.clone()), None, key) {
            faults.push([format!("{key}: {id}"), format!("{key}: {en}")]);
        }
    }
    item.finish(class.word().to_owned(), &mut rows, &mut faults);
    match rows.pop() {
        Some(row) if faults.is_empty() => Ok(row.spec),
        _ => Err(faults),
    }
}

/// `switch!E3`.
pub(in crate::compat) fn cell_name(sheet: &str, origin: (u32, u32), row: usize, column: usize) -> String {
    let mut letters = String::new();
    let mut number = origin.1 as usize + column + 1;
    while number > 0 {
        letters.insert(0, char::from(b'A' + ((number - 1) % 26) as u8));
        number = (number - 1) / 26;
    }
    format!("{sheet}!{letters}{}", origin.0 as usize + row + 1)
}

/// What a cell says, as text; none: nothing.
pub(in crate::compat) fn text(cell: &Data) -> Option<String> {
    let text = match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(at) => at.as_f64().to_string(),
        _ => String::new(),
    };
    (!text.is_empty()).then_some(text)
}

/// A `spec.toml` in the making, with the cell of each of its lines.
struct Item {
    item: Vec<(String, String)>,
    target: Vec<(String, String)>,
    provenance: Vec<(String, String)>,
    attr: Vec<(String, String)>,
    class: Class,
}

fn both<T>(id: impl Into<String>, en: impl Into<String>) -> Result<T, Fault> {
    Err([id.into(), en.into()])
}

impl Item {
    const fn new(class: Class) -> Self {
        Self { item: Vec::new(), target: Vec::new(), provenance: Vec::new(), attr: Vec::new(), class }
    }

    fn take(&mut self, key: &str, cell: &Data, page: Option<String>, at: &str) -> Result<(), Fault> {
        for Pair { table, key, mut value } in pairs(key, cell)? {
            if let (Table::Attr, Some(page)) = (table, &page) {
                value = format!("{{ value = {value}, page = {} }}", quoted(page));
            }
            let lines = match table {
                Table::Item => &mut self.item,
                Table::Target => &mut self.target,
                Table::Provenance => &mut self.provenance,
                Table::Attr => &mut self.attr,
            };
            lines.push((format!("{key} = {value}"), at.to_owned()));
        }
        Ok(())
    }

    /// The text of it; what the reader of specifications finds wrong is told with the cell it stands in.
    fn finish(self, place: String, rows: &mut Vec<Row>, faults: &mut Vec<Fault>) {
        let mut lines: Vec<(String, String)> = Vec::new();
        let bare = |text: &str| (text.to_owned(), place.clone());
        lines.extend([
            bare("schema = \"pantau-spec/1\""),
            bare("[item]"),
            bare(&format!("class = {}", quoted(self.class.word()))),
        ]);
        lines.extend(self.item);
        lines.push(bare("[target]"));
        lines.extend(self.target);
        if !self.provenance.is_empty() {
            lines.push(bare("[provenance]"));
            if !self.provenance.iter().any(|(line, _)| line.starts_with("source")) {
                lines.push(bare("source = \"operator\""));
            }
            lines.extend(self.provenance);
        }
        lines.push(bare("[attr]"));
        lines.extend(self.attr);
        let spec: String = lines.iter().map(|(line, _)| format!("{line}\n")).collect();
        if let Err(found) = Spec::read(&spec) {
            for fault in found {
                let at = lines.get(fault.line.saturating_sub(1)).map_or(&place, |(_, at)| at);
                faults.push([format!("{at}: {}", fault.text[0]), format!("{at}: {}", fault.text[1])]);
            }
        }
        rows.push(Row { place, spec });
    }
}

/// A table of a `spec.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compat) enum Table {
    Item,
    Target,
    Provenance,
    Attr,
}

/// A key of one of its tables, and its value as TOML.
pub(in crate::compat) struct Pair {
    pub table: Table,
    pub key: String,
    pub value: String,
}

/// What a `spec.toml` says where a form says `said` in the field of this key. Error: what is wrong with it.
pub(in crate::compat) fn written(key: &str, said: &str) -> Result<Vec<Pair>, Fault> {
    pairs(key, &Data::String(said.trim().to_owned()))
}

fn pairs(key: &str, cell: &Data) -> Result<Vec<Pair>, Fault> {
    let said = text(cell).unwrap_or_default();
    let one = |table: Table, key: &str, value: String| Ok(vec![Pair { table, key: key.to_owned(), value }]);
    match key {
        _ if OF_TABLE.contains(&key) => Ok(Vec::new()),
        "brand" | "model" | "part_number" | "coordination.number" | "djid.certificate" => {
            one(Table::Item, key, quoted(&said))
        }
        "quantity" | "useful_life_years" | "tkdn.percent" => one(Table::Item, key, number(&said)?),
        "kind" => one(Table::Item, key, word(&said, &KINDS)?),
        "origin" => one(Table::Item, key, word(&said, &ORIGINS)?),
        "date" => one(Table::Item, key, day(cell)?.to_string()),
        "provenance.source" => one(Table::Provenance, "source", word(&said, &SOURCES)?),
        "provenance.document" => {
            let (document, page) = said.rsplit_once('/').unwrap_or((&said, ""));
            let mut pairs = one(Table::Provenance, "document", quoted(document.trim()))?;
            let page = page.trim().trim_start_matches("hal.").trim();
            if !page.is_empty() {
                pairs.extend(one(Table::Provenance, "page", quoted(page))?);
            }
            Ok(pairs)
        }
        _ => {
            if let Some(target) = target(key) {
                let value = match target.kind {
                    Kind::Text | Kind::Label => quoted(&said),
                    kind => value(kind, Shape::Free, cell, &said)?,
                };
                return one(Table::Target, key.trim_start_matches("target."), value);
            }
            match attribute(key) {
                Some(attribute) => one(Table::Attr, key, value(attribute.kind, attribute.shape, cell, &said)?),
                None => Ok(Vec::new()),
            }
        }
    }
}

fn is_none(said: &str) -> bool {
    said.eq_ignore_ascii_case("tidak ada")
}

/// An Indonesian decimal comma is one.
fn number(said: &str) -> Result<String, Fault> {
    let plain = if said.contains('.') { said.to_owned() } else { said.replace(',', ".") };
    match plain.parse::<f64>() {
        Ok(value) if value.is_finite() => {
            Ok(if value.fract() == 0.0 && value.abs() < 1e15 { (value as i64).to_string() } else { value.to_string() })
        }
        _ => both(format!("'{said}' bukan angka"), format!("'{said}' is no number")),
    }
}

fn word(said: &str, words: &[(&str, &str)]) -> Result<String, Fault> {
    let lower = said.to_lowercase();
    match words.iter().find(|(id, en)| *id == lower || *en == lower) {
        Some((_, word)) => Ok(quoted(word)),
        None => {
            let [id, en] = hint(&lower, words.iter().map(|(id, _)| *id));
            both(format!("'{said}' tidak dikenal; {id}"), format!("unknown '{said}'; {en}"))
        }
    }
}

fn texts(said: &str) -> String {
    let items = said.split(';').map(str::trim).filter(|item| !item.is_empty() && !is_none(item));
    format!("[{}]", items.map(quoted).collect::<Vec<_>>().join(", "))
}

/// A day: as the table calculation counts it, `2026-12-15`, or `15-12-2026` and `15/12/2026`.
pub(in crate::compat) fn day(cell: &Data) -> Result<Day, Fault> {
    let serial = match cell {
        Data::DateTime(at) => Some(at.as_f64()),
        Data::Float(number) if *number > EPOCH => Some(*number),
        _ => None,
    };
    if let Some(serial) = serial {
        return Ok(Day::of(Timestamp(((serial.floor() - EPOCH) * 86_400_000.0) as i64)));
    }
    let said = text(cell).unwrap_or_default();
    let parts: Vec<&str> = said.split(['-', '/']).collect();
    let found = match parts[..] {
        [day, month, year] if year.len() == 4 => Day::parse(&format!("{year}-{month:0>2}-{day:0>2}")),
        _ => said.get(..10).and_then(Day::parse),
    };
    match found {
        Some(day) => Ok(day),
        None => {
            both(format!("'{said}' bukan tanggal seperti 15-12-2026"), format!("'{said}' is no day such as 15-12-2026"))
        }
    }
}

/// A value as TOML.
fn value(kind: Kind, shape: Shape, cell: &Data, said: &str) -> Result<String, Fault> {
    Ok(match (kind, shape) {
        (_, Shape::Components) => {
            let parts = said.split(';').filter_map(|part| part.trim().rsplit_once(' '));
            let tables = parts.map(|(product, cycle)| {
                format!("{{ product = {}, cycle = {} }}", quoted(product.trim()), quoted(cycle))
            });
            format!("[{}]", tables.collect::<Vec<_>>().join(", "))
        }
        (Kind::Yes, _) => match said.to_lowercase().as_str() {
            "ya" | "true" | "yes" => "true".into(),
            "tidak" | "tidak ada" | "false" | "no" => "false".into(),
            _ => return both(format!("'{said}': tulis ya atau tidak"), format!("'{said}': write ya or tidak")),
        },
        (Kind::Number | Kind::Count(_), _) if is_none(said) => "0".into(),
        (Kind::Number | Kind::Count(_), _) => number(said)?,
        (Kind::Day, _) => day(cell)?.to_string(),
        (Kind::Texts | Kind::Words(_), _) => texts(said),
        (Kind::Counts, _) => {
            let items: Result<Vec<String>, Fault> = said.split(';').map(|item| number(item.trim())).collect();
            format!("[{}]", items?.join(", "))
        }
        _ if is_none(said) => quoted("none"),
        _ => quoted(said),
    })
}
