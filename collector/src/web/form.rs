//! The form of a class: who buys what for where, and what the datasheet says.

use super::{Fields, PATH, field, html};
use crate::compat::{
    attribute::{Attribute, attribute, unit_of},
    class::Class,
    desk::Desk,
    form::Kind,
    workbook::{COLUMNS, Column, OF_TABLE},
};
use model::Lang;

model::messages! {
    title(class) { id: "Uji kompatibilitas: {class}", en: "Compatibility check: {class}" }
    place { id: "Pembelian", en: "Purchase" }
    mandatory { id: "Data wajib dari datasheet", en: "Mandatory facts of the datasheet" }
    optional { id: "Data lain, bila diketahui", en: "Other facts, where they are known" }
    empty_is_unknown { id: "Kosongkan yang tidak diketahui. Daftar dipisah dengan titik koma; 'tidak ada' berarti memang tidak punya.", en: "Leave empty what is not known. Lists are parted by semicolons; 'tidak ada' means that there is none." }
    submit { id: "Uji", en: "Check" }
}

/// The page with its form, what was told above it.
pub fn page(lang: Lang, class: Class, desk: &Desk, asked: &Fields, told: &str) -> String {
    let path = format!("{PATH}/{}", class.word());
    let mut body = format!(
        "{told}<p class=\"hint\">{}</p><form method=\"post\" action=\"{path}\"><input type=\"hidden\" name=\"lang\" value=\"{}\">",
        html::text(empty_is_unknown(lang)),
        html::word(lang)
    );
    body += &format!("<fieldset><legend>{}</legend>", html::text(place(lang)));
    for column in COLUMNS.iter().filter(|column| !OF_TABLE.contains(&column.key)) {
        let Column { key, title, must, kind, words } = column;
        let choices: Vec<[&str; 2]> = words.iter().map(|(id, en)| [*en, lang.pick(id, en)]).collect();
        let kind = if choices.is_empty() { input_of(*kind) } else { "" };
        let list = if matches!(*key, "target.opd" | "target.location") { key } else { "" };
        let (title, value) = (title[lang as usize], field(asked, key));
        body += &input(&Input { key, title, hint: "", must: *must, kind, choices: &choices, value, list });
    }
    body += "</fieldset>";
    for (names, legend, must) in [(class.mandatory(), mandatory(lang), true), (class.optional(), optional(lang), false)]
    {
        if names.is_empty() {
            continue;
        }
        body += &format!("<fieldset><legend>{}</legend>", html::text(legend));
        for name in names {
            if let Some(attribute) = attribute(name) {
                body += &of_attribute(lang, attribute, must, field(asked, name));
            }
        }
        body += "</fieldset>";
    }
    body += &format!("<button type=\"submit\">{}</button></form>", html::text(submit(lang)));
    let (opds, locations) = desk.places();
    for (key, words) in [("target.opd", opds), ("target.location", locations)] {
        let options: String = words
            .iter()
            .map(|[word, name]| format!("<option value=\"{}\">{}</option>", html::text(word), html::text(name)))
            .collect();
        body += &format!("<datalist id=\"{key}\">{options}</datalist>");
    }
    html::page(lang, &title(lang, class.title()[lang as usize]), &path, &body)
}

fn of_attribute(lang: Lang, attribute: &Attribute, must: bool, value: &str) -> String {
    let unit = unit_of(attribute.name).unwrap_or_default();
    let title = attribute.title[lang as usize];
    let (words, hint): (&[&str], String) = match attribute.kind {
        Kind::Yes => (&["ya", "tidak"], String::new()),
        Kind::Word(words) => (words, String::new()),
        Kind::Words(words) => (&[], words.join("; ")),
        Kind::Number | Kind::Count(_) => (&[], unit.to_owned()),
        Kind::Day => (&[], String::new()),
        _ => (&[], attribute.shape.example().trim_matches('"').replace('…', "")),
    };
    let choices: Vec<[&str; 2]> = words.iter().map(|word| [*word; 2]).collect();
    let kind = if choices.is_empty() { input_of(attribute.kind) } else { "" };
    input(&Input { key: attribute.name, title, hint: &hint, must, kind, choices: &choices, value, list: "" })
}

/// The kind of input for what is to be filled in.
const fn input_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Day => "date",
        Kind::Number | Kind::Count(_) => "number",
        _ => "text",
    }
}

/// One field as it is drawn.
struct Input<'a> {
    key: &'a str,
    title: &'a str,
    hint: &'a str,
    must: bool,
    /// Kind of input; empty: one of the choices.
    kind: &'a str,
    /// Words to choose from: what is sent, and what people read.
    choices: &'a [[&'a str; 2]],
    value: &'a str,
    /// Id of the list of known values; empty: none.
    list: &'a str,
}

fn input(field: &Input<'_>) -> String {
    let Input { key, title, hint, must, kind, choices, value, list } = *field;
    let class = if must { " class=\"must\"" } else { "" };
    let label = format!("<div{class}><label for=\"f.{key}\">{}</label>", html::text(title));
    let hint =
        if hint.is_empty() { String::new() } else { format!("<span class=\"hint\">{}</span>", html::text(hint)) };
    if kind.is_empty() {
        let options: String = choices
            .iter()
            .map(|[word, told]| {
                let selected = if *word == value { " selected" } else { "" };
                format!("<option value=\"{}\"{selected}>{}</option>", html::text(word), html::text(told))
            })
            .collect();
        return format!("{label}<select id=\"f.{key}\" name=\"{key}\"><option></option>{options}</select>{hint}</div>");
    }
    let step = if kind == "number" { " step=\"any\" min=\"0\"" } else { "" };
    let list = if list.is_empty() { String::new() } else { format!(" list=\"{list}\"") };
    format!(
        "{label}<input id=\"f.{key}\" name=\"{key}\" type=\"{kind}\"{step}{list} value=\"{}\">{hint}</div>",
        html::text(value)
    )
}
