//! The form of a class: who buys what for where, and what the datasheet says.

use super::{Fields, PATH, field, html, list};
use crate::compat::attribute::attribute;
use crate::compat::{class::Class, desk::Desk, fields::fields, form::Kind, target::target};
use model::{
    Lang,
    compat::{Field, Part},
};

model::messages! {
    title(class) { id: "Uji kompatibilitas: {class}", en: "Compatibility check: {class}" }
    place { id: "Pembelian", en: "Purchase" }
    mandatory { id: "Data wajib dari datasheet", en: "Mandatory facts of the datasheet" }
    optional { id: "Data lain, bila diketahui", en: "Other facts, where they are known" }
    empty_is_unknown { id: "Kosongkan yang tidak diketahui. Daftar dipisah dengan titik koma; 'tidak ada' berarti memang tidak punya.", en: "Leave empty what is not known. Lists are parted by semicolons; 'tidak ada' means that there is none." }
    submit { id: "Uji", en: "Check" }
}

/// The page of a specification: its fields with what stands in them, or what was sent for them, and what was told above.
pub fn page(lang: Lang, desk: &Desk, text: &str, asked: &Fields, told: &str) -> String {
    let all = fields(text);
    let class = all.iter().find(|field| field.key == "class").and_then(|field| Class::of(&field.value));
    let class = class.unwrap_or(Class::Other);
    let path = format!("{PATH}/{}", class.word());
    let mut body = format!(
        "{told}<p class=\"hint\">{}</p><form method=\"post\" action=\"{path}\">\
         <input type=\"hidden\" name=\"lang\" value=\"{}\"><input type=\"hidden\" name=\"spec\" value=\"{}\">",
        html::text(empty_is_unknown(lang)),
        html::word(lang),
        html::text(&list::carried(&[text.to_owned()])),
    );
    for (part, legend) in
        [(Part::Purchase, place(lang)), (Part::Mandatory, mandatory(lang)), (Part::Optional, optional(lang))]
    {
        let inputs: String = all
            .iter()
            .filter(|known| known.part == part && known.key != "class")
            .map(|known| {
                let sent = field(asked, known.key);
                input(lang, known, if sent.is_empty() { &known.value } else { sent })
            })
            .collect();
        if !inputs.is_empty() {
            body += &format!("<fieldset><legend>{}</legend>{inputs}</fieldset>", html::text(legend));
        }
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

/// The kind of input for what is to be filled in. A value that was not read is text, or the browser would drop it.
fn input_of(known: &Field, value: &str) -> &'static str {
    let kind = attribute(known.key).map(|attribute| attribute.kind).or_else(|| Some(target(known.key)?.kind));
    let is_number = matches!(kind, Some(Kind::Number | Kind::Count(_)))
        || matches!(known.key, "quantity" | "useful_life_years" | "tkdn.percent");
    match kind {
        _ if is_number && (value.is_empty() || value.parse::<f64>().is_ok()) => "number",
        Some(Kind::Day) => "date",
        _ if known.key == "date" => "date",
        _ => "text",
    }
}

fn input(lang: Lang, known: &Field, value: &str) -> String {
    let Field { key, title, unit, must, choices, example, many, .. } = known;
    let class = if *must { " class=\"must\"" } else { "" };
    let label = format!("<div{class}><label for=\"f.{key}\">{}</label>", html::text(title[lang as usize]));
    let kind = input_of(known, value);
    let hint = match (*many, &choices[..]) {
        (true, [_, ..]) => choices.iter().map(|choice| choice[0]).collect::<Vec<_>>().join("; "),
        // The browser's own fields for numbers and days need no example.
        _ if kind == "text" => format!("{example} {unit}").trim().to_owned(),
        _ => (*unit).to_owned(),
    };
    let is_told = !hint.is_empty() && (*many || choices.is_empty());
    let hint = if is_told { format!("<span class=\"hint\">{}</span>", html::text(&hint)) } else { String::new() };
    if !many && !choices.is_empty() {
        let options: String = choices
            .iter()
            .map(|[word, id, en]| {
                let is_it = [word, id, en].into_iter().any(|own| *own == value);
                let selected = if is_it { " selected" } else { "" };
                let told = html::text(lang.pick(id, en));
                format!("<option value=\"{}\"{selected}>{told}</option>", html::text(word))
            })
            .collect();
        return format!("{label}<select id=\"f.{key}\" name=\"{key}\"><option></option>{options}</select>{hint}</div>");
    }
    let step = if kind == "number" { " step=\"any\" min=\"0\"" } else { "" };
    let list =
        if matches!(*key, "target.opd" | "target.location") { format!(" list=\"{key}\"") } else { String::new() };
    format!(
        "{label}<input id=\"f.{key}\" name=\"{key}\" type=\"{kind}\"{step}{list} value=\"{}\">{hint}</div>",
        html::text(value)
    )
}
