//! A specification as the fields of a form: what stands in it, and one of them set with all else of the file kept.

use super::{
    attribute::{ATTRIBUTES, attribute, unit_of},
    class::Class,
    form::{Kind, hint},
    target::{target, targets},
    workbook::{COLUMNS, OF_TABLE, Pair, Table, written},
};
use model::compat::{Field, Part};
use toml_edit::{DocumentMut, Item, TableLike, Value};

model::messages! {
    not_toml(cause) { id: "bukan TOML: {cause}", en: "not TOML: {cause}" }
    no_class(word, hint) { id: "jenis '{word}' tidak dikenal; {hint}", en: "unknown class '{word}'; {hint}" }
    no_table(key) { id: "'{key}' bukan tabel di berkas ini; perbaiki dengan penyunting teks", en: "'{key}' is no table in this file; correct it with a text editor" }
}

/// All fields of a specification of its class, with what stands in them. Without a class that is known: the purchase alone.
pub fn fields(text: &str) -> Vec<Field> {
    let document: DocumentMut = text.parse().unwrap_or_default();
    let class = look(&document, &["item", "class"]).and_then(Item::as_str).and_then(Class::of);
    let mut all = vec![Field {
        choices: Class::ALL.iter().map(|class| [class.word(), class.title()[0], class.title()[1]]).collect(),
        must: true,
        ..blank("class", ["Jenis perangkat", "Class"], Part::Purchase)
    }];
    for column in COLUMNS.iter().filter(|column| !OF_TABLE.contains(&column.key) && column.key != "target.replaces") {
        let choices = column.words.iter().map(|(id, word)| [*word, *id, *word]).collect();
        let number = if matches!(column.kind, Kind::Number) { "1" } else { "" };
        let example = if matches!(column.kind, Kind::Day) { "2026-12-15" } else { number };
        all.push(Field {
            choices,
            must: column.must,
            example: example.into(),
            ..blank(column.key, column.title, Part::Purchase)
        });
    }
    for target in class.map_or(&[][..], targets).iter().filter_map(|key| target(key)) {
        all.push(of_kind(target.kind, "", blank(target.key, target.title, Part::Purchase)));
    }
    let named = class.map(|class| (class.mandatory(), class.optional())).unwrap_or_default();
    for (names, part) in [(named.0, Part::Mandatory), (named.1, Part::Optional)] {
        for attribute in names.iter().filter_map(|name| attribute(name)) {
            let field = Field {
                unit: unit_of(attribute.name).unwrap_or_default(),
                must: part == Part::Mandatory,
                ..blank(attribute.name, attribute.title, part)
            };
            all.push(of_kind(attribute.kind, attribute.shape.example(), field));
        }
    }
    for field in &mut all {
        field.value = look(&document, &path(field.key)).map(said).unwrap_or_default();
        if field.key == "provenance.document"
            && let Some(page) = look(&document, &["provenance", "page"]).map(said).filter(|_| !field.value.is_empty())
        {
            field.value += &format!(" / {page}");
        }
    }
    all
}

const fn blank(key: &'static str, title: [&'static str; 2], part: Part) -> Field {
    Field {
        key,
        title,
        unit: "",
        part,
        must: false,
        choices: Vec::new(),
        example: String::new(),
        many: false,
        value: String::new(),
    }
}

fn of_kind(kind: Kind, example: &str, field: Field) -> Field {
    let words = |words: &[&'static str]| words.iter().map(|word| [*word; 3]).collect();
    match kind {
        Kind::Yes => Field { choices: vec![["ya", "ya", "yes"], ["tidak", "tidak", "no"]], ..field },
        Kind::Word(all) => Field { choices: words(all), ..field },
        Kind::Words(all) => Field { choices: words(all), many: true, ..field },
        Kind::Texts => Field { many: true, example: example.trim_matches('"').replace('…', ""), ..field },
        Kind::Counts => Field { many: true, example: "20; 40".into(), ..field },
        Kind::Day => Field { example: "2030-12-31".into(), ..field },
        Kind::Count(least) => Field { example: least.to_string(), ..field },
        Kind::Number => Field { example: "1.5".into(), ..field },
        _ => Field { example: example.trim_matches('"').replace('…', ""), ..field },
    }
}

/// Where a field stands in the file.
fn path(key: &str) -> Vec<&str> {
    let table = if attribute(key).is_some() { Some("attr") } else { None };
    let own = ["target.", "provenance."].iter().any(|table| key.starts_with(table));
    table.or_else(|| (!own).then_some("item")).into_iter().chain(key.split('.')).collect()
}

/// What stands there; of a value with its own provenance the value.
fn look<'d>(document: &'d DocumentMut, path: &[&str]) -> Option<&'d Item> {
    let mut item = document.as_item();
    for key in path {
        item = item.as_table_like()?.get(key)?;
    }
    Some(item.as_table_like().and_then(|own| own.get("value")).unwrap_or(item))
}

/// A value as a form writes it.
fn said(item: &Item) -> String {
    item.as_value().map(value_said).unwrap_or_default()
}

fn value_said(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        Value::Integer(number) => number.value().to_string(),
        Value::Float(number) => number.value().to_string(),
        Value::Boolean(yes) => if *yes.value() { "ya" } else { "tidak" }.to_owned(),
        Value::Datetime(at) => at.value().to_string(),
        Value::Array(items) if items.is_empty() => "tidak ada".to_owned(),
        Value::Array(items) => items.iter().map(value_said).collect::<Vec<_>>().join("; "),
        // A part of software: product and cycle.
        Value::InlineTable(parts) => parts.iter().map(|(_, part)| value_said(part)).collect::<Vec<_>>().join(" "),
    }
}

/// The file with one field set, everything else as it was; an empty value takes the field out. Error: what is wrong with
/// the value, in both languages; whether the whole is a sound specification is told by its reader.
pub fn set(text: &str, key: &str, value: &str) -> Result<String, [String; 2]> {
    let both = |told: &dyn Fn(model::Lang) -> String| [told(model::Lang::Id), told(model::Lang::En)];
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let cause = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        both(&|lang| not_toml(lang, &cause))
    })?;
    let value = value.trim();
    if value.is_empty() {
        take_out(&mut document, &path(key));
        return Ok(document.to_string());
    }
    if key == "class" {
        if Class::of(value).is_none() {
            let near = hint(value, Class::WORDS.iter().copied());
            return Err(both(&|lang| no_class(lang, value, &near[lang as usize])));
        }
        put(&mut document, &path(key), &Value::from(value)).map_err(|key| both(&|lang| no_table(lang, &key)))?;
        return Ok(document.to_string());
    }
    let pairs = written(key, value)?;
    if pairs.is_empty() {
        let near = hint(key, ATTRIBUTES.iter().map(|attribute| attribute.name));
        return Err(near.map(|near| format!("{key}: {near}")));
    }
    let mut text = text.to_owned();
    for Pair { table, key, value } in pairs {
        let table = match table {
            Table::Item => "item",
            Table::Target => "target",
            Table::Provenance => "provenance",
            Table::Attr => "attr",
        };
        let path: Vec<&str> = std::iter::once(table).chain(key.split('.')).collect();
        let told: Value =
            value.parse().map_err(|error: toml_edit::TomlError| both(&|lang| not_toml(lang, error.message())))?;
        text = match uncommented(&text, &path, &value) {
            Some(filled) => filled,
            None => {
                let mut document: DocumentMut = text.parse().unwrap_or_default();
                put(&mut document, &path, &told).map_err(|key| both(&|lang| no_table(lang, &key)))?;
                document.to_string()
            }
        };
    }
    Ok(text)
}

fn take_out(document: &mut DocumentMut, path: &[&str]) {
    let Some((last, tables)) = path.split_last() else { return };
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for key in tables {
        let Some(inner) = table.get_mut(key).and_then(Item::as_table_like_mut) else { return };
        table = inner;
    }
    table.remove(last);
    // The page belongs to the document.
    if *last == "document" {
        table.remove("page");
    }
}

/// Error: the key of what should be a table and is none.
fn put(document: &mut DocumentMut, path: &[&str], value: &Value) -> Result<(), String> {
    let Some((last, tables)) = path.split_last() else { return Ok(()) };
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for (depth, key) in tables.iter().enumerate() {
        let new = if depth == 0 { toml_edit::table() } else { toml_edit::value(toml_edit::InlineTable::new()) };
        let inner = table.entry(key).or_insert(new).as_table_like_mut();
        table = inner.ok_or_else(|| (*key).to_owned())?;
    }
    let item = table.entry(last).or_insert(Item::None);
    let has_own = item.as_table_like().is_some_and(|own| own.contains_key("value"));
    let own = if has_own { item.as_table_like_mut().and_then(|own| own.get_mut("value")) } else { Some(item) };
    let Some(item) = own else { return Ok(()) };
    let decor = item.as_value().map(|old| old.decor().clone());
    let mut value = value.clone();
    if let Some(decor) = decor {
        *value.decor_mut() = decor;
    }
    *item = Item::Value(value);
    Ok(())
}

/// Fills in the line of a template that stands as a comment. None: there is no such line, or the key stands already.
fn uncommented(text: &str, path: &[&str], value: &str) -> Option<String> {
    let (table, keys) = path.split_first()?;
    let key = &keys.join(".");
    let document: DocumentMut = text.parse().ok()?;
    if look(&document, path).is_some() {
        return None;
    }
    let (mut inside, mut done) = (false, false);
    let mut filled = String::with_capacity(text.len() + value.len());
    for line in text.split_inclusive('\n') {
        if line.starts_with('[') {
            inside = line.trim_end() == format!("[{table}]");
        }
        let told = line.strip_prefix("# ").and_then(|rest| rest.strip_prefix(key)).and_then(|r| r.strip_prefix(" = "));
        match told {
            Some(told) if inside && !done => {
                done = true;
                let meaning = told.trim_end().split_once("  # ").map(|(_, meaning)| format!("  # {meaning}"));
                filled += &format!("{key} = {value}{}\n", meaning.unwrap_or_default());
            }
            _ => filled.push_str(line),
        }
    }
    let document: DocumentMut = filled.parse().ok().filter(|_| done)?;
    look(&document, path).is_some().then_some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compat::{spec::Spec, template};
    use model::{Lang, Timestamp};

    fn value_of(text: &str, key: &str) -> String {
        fields(text).into_iter().find(|field| field.key == key).unwrap_or_else(|| panic!("{key}")).value
    }

    const FILE: &str = "# surat 12\nschema = \"pantau-spec/1\"\n[item]\nclass = \"switch\"\nbrand = \"A\"  # merek\n\
        model = \"B\"\nquantity = 2\nkind = \"new\"\ndate = 2026-12-15\ntkdn = { percent = 26.4 }\n[target]\nopd = \"D\"\n\
        [provenance]\nsource = \"datasheet\"\ndocument = \"a.pdf\"\npage = 3\n[attr]\nvlan_8021q = true\n\
        stp_modes = []\nports = { value = [\"8x1000base-t\"], page = 4 }\n";

    #[test]
    fn what_stands_in_a_file_stands_in_the_form() {
        for (key, value) in [
            ("class", "switch"),
            ("quantity", "2"),
            ("kind", "new"),
            ("date", "2026-12-15"),
            ("tkdn.percent", "26.4"),
            ("target.opd", "D"),
            ("provenance.document", "a.pdf / 3"),
            ("vlan_8021q", "ya"),
            ("stp_modes", "tidak ada"),
            ("ports", "8x1000base-t"),
            ("target.upstream", ""),
        ] {
            assert_eq!(value_of(FILE, key), value, "{key}");
        }
        let kind = fields(FILE).into_iter().find(|field| field.key == "kind").unwrap();
        assert_eq!((kind.shown(Lang::Id), kind.shown(Lang::En)), ("baru", "new"));
        assert!(fields("nonsense = [").iter().all(|field| field.part == Part::Purchase && field.value.is_empty()));
    }

    #[test]
    fn one_field_is_set_and_all_else_stays() {
        let text = set(FILE, "brand", "C").unwrap();
        assert_eq!(text, FILE.replace("brand = \"A\"  # merek", "brand = \"C\"  # merek"));
        // A value with its own page keeps it.
        let text = set(FILE, "ports", "24x1000base-t; 4x10gbase-x-sfpp").unwrap();
        assert!(text.contains("ports = { value = [\"24x1000base-t\", \"4x10gbase-x-sfpp\"], page = 4 }"), "{text}");
        let text = set(&set(FILE, "tkdn.percent", "40,5").unwrap(), "djid.certificate", "1/X").unwrap();
        assert!(
            text.contains("tkdn = { percent = 40.5 }") && text.contains("djid = { certificate = \"1/X\" }"),
            "{text}"
        );
        assert_eq!(set(FILE, "vlan_8021q", "").unwrap(), FILE.replace("vlan_8021q = true\n", ""));
        let text = set(FILE, "provenance.document", "b.pdf / 9").unwrap();
        assert_eq!(value_of(&text, "provenance.document"), "b.pdf / 9");
        assert_eq!(value_of(&set(&text, "provenance.document", "").unwrap(), "provenance.document"), "");
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (key, value, told) in [
            ("quantity", "dua", "'dua' is no number"),
            ("kind", "entah", "unknown 'entah'"),
            ("class", "swich", "did you mean 'switch'"),
            ("date", "kapan", "is no day"),
        ] {
            let fault = set(FILE, key, value).unwrap_err();
            assert!(fault[1].contains(told) && fault[0] != fault[1], "{fault:?}");
        }
        assert!(set("item = 5", "brand", "x").is_err());
        assert!(set("[item", "brand", "x").is_err());
    }

    /// Every field of every class can be filled in, in the line that the template holds for it, and is read back.
    #[test]
    fn a_template_is_filled_in_field_by_field() {
        for class in Class::ALL {
            let mut text = template::write(*class, None, Lang::Id, Timestamp(0));
            let lines = text.lines().count();
            for field in fields(&text) {
                let value = match (&field.choices[..], &field.example[..]) {
                    _ if field.key == "class" => continue,
                    ([choice, ..], _) => choice[0].to_owned(),
                    ([], example) if field.key == "components" => format!("php 8.3{example}"),
                    ([], "") => "x".to_owned(),
                    ([], example) => example.to_owned(),
                };
                text = set(&text, field.key, &value).unwrap_or_else(|fault| panic!("{}: {fault:?}", field.key));
                assert_eq!(value_of(&text, field.key), value, "{}", field.key);
            }
            Spec::read(&text).unwrap_or_else(|faults| panic!("{}: {faults:#?}\n{text}", class.word()));
            let grown = text.lines().count() - lines;
            assert!(grown <= 4, "{}: {grown} lines were added beside their comments\n{text}", class.word());
        }
    }
}
