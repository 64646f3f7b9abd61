//! The form of a class: who buys what for where, and what the datasheet says.

use super::{Fields, PATH, field, html};
use crate::compat::{
    attribute::{Attribute, attribute, unit_of},
    class::Class,
    desk::Desk,
    form::Kind,
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

/// Fields of every form: key, title, whether it must be filled in, kind of input, choices.
type Field = (&'static str, [&'static str; 2], bool, &'static str, &'static [&'static str]);

const FIELDS: [Field; 14] = [
    ("target.opd", ["Perangkat Daerah", "Agency"], true, "text", &[]),
    ("target.location", ["Lokasi", "Location"], true, "text", &[]),
    ("brand", ["Merek", "Brand"], true, "text", &[]),
    ("model", ["Tipe/model", "Model"], true, "text", &[]),
    ("part_number", ["Nomor bagian", "Part number"], false, "text", &[]),
    ("quantity", ["Jumlah", "Quantity"], true, "number", &[]),
    (
        "kind",
        ["Baru/tambahan/pengganti/hibah", "New/additional/replacement/grant"],
        true,
        "",
        &["new", "additional", "replacement", "grant"],
    ),
    (
        "origin",
        ["Asal/sumber dana", "Origin of funds"],
        false,
        "",
        &["apbd", "apbn", "central", "province", "grant", "other"],
    ),
    ("target.replaces", ["Menggantikan (kode aset)", "Replaces (asset codes)"], false, "text", &[]),
    ("date", ["Tanggal rencana", "Planned date"], true, "date", &[]),
    ("useful_life_years", ["Umur manfaat (tahun)", "Useful life (years)"], false, "number", &[]),
    ("djid.certificate", ["Nomor sertifikat DJID", "DJID certificate"], false, "text", &[]),
    (
        "provenance.source",
        ["Sumber data", "Source of the facts"],
        false,
        "",
        &["datasheet", "vendor_letter", "measured", "library", "operator"],
    ),
    ("provenance.document", ["Dokumen/halaman", "Document/page"], false, "text", &[]),
];

/// The page with its form, what was told above it.
pub fn page(lang: Lang, class: Class, desk: &Desk, asked: &Fields, told: &str) -> String {
    let path = format!("{PATH}/{}", class.word());
    let mut body = format!(
        "{told}<p class=\"hint\">{}</p><form method=\"post\" action=\"{path}\"><input type=\"hidden\" name=\"lang\" value=\"{}\">",
        html::text(empty_is_unknown(lang)),
        html::word(lang)
    );
    body += &format!("<fieldset><legend>{}</legend>", html::text(place(lang)));
    for (key, title, must, kind, choices) in FIELDS {
        let value = field(asked, key);
        let list = if kind == "text" && key.starts_with("target.") { key } else { "" };
        let title = title[lang as usize];
        body += &input(&Input { key, title, hint: "", must, kind, choices, value, list });
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
    let (kind, choices, hint): (&str, &[&str], String) = match attribute.kind {
        Kind::Yes => ("", &["ya", "tidak"], String::new()),
        Kind::Word(words) => ("", words, String::new()),
        Kind::Words(words) => ("text", &[], words.join("; ")),
        Kind::Day => ("date", &[], String::new()),
        Kind::Number | Kind::Count(_) => ("number", &[], unit.to_owned()),
        _ => ("text", &[], attribute.shape.example().trim_matches('"').replace('…', "")),
    };
    input(&Input { key: attribute.name, title, hint: &hint, must, kind, choices, value, list: "" })
}

/// One field as it is drawn.
struct Input<'a> {
    key: &'a str,
    title: &'a str,
    hint: &'a str,
    must: bool,
    /// Kind of input; empty: one of the choices.
    kind: &'a str,
    choices: &'a [&'a str],
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
            .map(|word| {
                format!("<option{}>{}</option>", if *word == value { " selected" } else { "" }, html::text(word))
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
