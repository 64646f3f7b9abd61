//! The pages for procurement staff who have no terminal: choose a class and fill in what the datasheet says, or upload a
//! sheet that is filled in; see the verdict, take the sheet along. HTML of the server, without scripts; it checks and writes
//! nothing, so whatever was filled in travels from page to page.

mod form;
mod html;
mod list;
mod result;

use crate::compat::{
    class::Class,
    desk::{Desk, Made},
    fields,
    product::catalogue,
    sheet::{About, paper, pdf, xlsx},
    spec::Spec,
    template, workbook,
};
use model::{Lang, Timestamp, settings::Site, text::visible};

/// Where the pages are.
pub(crate) const PATH: &str = "/kompatibilitas";
/// Where a file is uploaded, and where what it held goes on.
pub(crate) const UPLOAD: &str = "/kompatibilitas/berkas";
pub(crate) const LIST: &str = "/kompatibilitas/daftar";
/// Most things of one page.
const MOST: usize = 500;

model::messages! {
    title { id: "Uji kompatibilitas", en: "Compatibility check" }
    choose { id: "Pilih jenis barang yang akan dibeli.", en: "Choose the class of what is to be bought." }
    trouble { id: "Kesalahan di kolektor; coba lagi.", en: "A fault in the collector; try again." }
    to_correct { id: "Perbaiki dahulu:", en: "To be corrected first:" }
    upload_title { id: "Atau unggah berkas yang sudah diisi", en: "Or upload a file that is filled in" }
    upload_hint { id: "Lembar kerja XLSX dari \"pantau compat template --xlsx\" atau spec.toml; paling besar 8 MiB.", en: "A workbook of \"pantau compat template --xlsx\", XLSX, or a spec.toml; at most 8 MiB." }
    upload_file { id: "Berkas", en: "File" }
    upload_send { id: "Unggah dan uji", en: "Upload and check" }
    from_catalogue { id: "Isi dari katalog:", en: "Fill in from the catalogue:" }
    no_file { id: "Pilih berkas dahulu.", en: "Choose a file first." }
    no_rows { id: "Lembar kerja tidak berisi satu barang pun.", en: "The workbook holds no item." }
    too_many(most) { id: "Paling banyak {most} barang sekali unggah; bagi menjadi beberapa berkas.", en: "At most {most} items at once; part them into several files." }
    file_too_large { id: "Yang dikirim terlalu besar (paling besar 8 MiB) atau terputus.", en: "What was sent is too large (at most 8 MiB) or was cut off." }
    not_text { id: "Berkas ini bukan XLSX dan bukan teks.", en: "This file is neither XLSX nor text." }
}

/// What a page answers.
pub(crate) enum Answer {
    /// A page.
    Html(String),
    /// A file: its kind, its name, its octets.
    File(&'static str, String, Vec<u8>),
}

/// Fields of a form as they were sent.
pub(crate) type Fields = Vec<(String, String)>;

/// The fields of a query or of the body of a form.
pub(crate) fn fields(octets: &[u8]) -> Fields {
    form_urlencoded::parse(octets).map(|(key, value)| (key.into_owned(), value.trim().to_owned())).collect()
}

/// The value of a field; empty where it was not sent.
fn field<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
}

fn lang(fields: &Fields) -> Lang {
    if field(fields, "lang") == "en" { Lang::En } else { Lang::Id }
}

/// The first page: a file to upload, or all classes.
pub(crate) fn classes(asked: &Fields) -> Answer {
    let lang = lang(asked);
    Answer::Html(first_page(lang, ""))
}

fn first_page(lang: Lang, told: &str) -> String {
    let mut body = format!("{told}<p>{}</p><ul class=\"classes\">", html::text(choose(lang)));
    for class in Class::ALL {
        let name = html::text(class.title()[lang as usize]);
        body += &format!("<li><a href=\"{PATH}/{}?lang={}\">{name}</a></li>", class.word(), html::word(lang));
    }
    body += &format!(
        "</ul><h2>{}</h2><form method=\"post\" action=\"{UPLOAD}\" enctype=\"multipart/form-data\">\
         <input type=\"hidden\" name=\"lang\" value=\"{}\"><label for=\"f.file\">{}</label>\
         <input id=\"f.file\" name=\"file\" type=\"file\" accept=\".xlsx,.toml\"><div class=\"hint\">{}</div>\
         <button type=\"submit\">{}</button></form>",
        html::text(upload_title(lang)),
        html::word(lang),
        html::text(upload_file(lang)),
        html::text(upload_hint(lang)),
        html::text(upload_send(lang)),
    );
    html::page(lang, title(lang), PATH, &body)
}

/// The empty form of a class.
pub(crate) fn form(desk: &Desk, class: Class, asked: &Fields, now: Timestamp) -> Answer {
    let lang = lang(asked);
    let product = catalogue::of(field(asked, "produk")).filter(|product| product.class == Some(class));
    let known = catalogue::all().iter().filter(|product| product.class == Some(class));
    let links: String = known
        .map(|product| {
            let name = format!("{} {}", product.manufacturer, product.model);
            let query: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
            let (class, word) = (class.word(), html::word(lang));
            format!(" <a href=\"{PATH}/{class}?lang={word}&amp;produk={query}\">{}</a>", html::text(&name))
        })
        .collect();
    let told = if links.is_empty() { links } else { format!("<p>{}{links}</p>", html::text(from_catalogue(lang))) };
    Answer::Html(form::page(lang, desk, &template::write(class, product, lang, now), &Vec::new(), &told))
}

/// What a filled-in form leads to: the verdict, or the form again with what is wrong.
pub(crate) fn answer(desk: &Desk, class: Class, asked: &Fields, now: Timestamp) -> Answer {
    let lang = lang(asked);
    let begun = list::texts(field(asked, "spec")).into_iter().next();
    let mut text = begun.unwrap_or_else(|| template::write(class, None, lang, now));
    let mut faults = Vec::new();
    for known in fields::fields(&text) {
        let Some((key, value)) = asked.iter().find(|(key, _)| key == known.key) else { continue };
        if known.key == "class" || *value == known.value {
            continue;
        }
        match fields::set(&text, key, value) {
            Ok(set) => text = set,
            Err(fault) => faults.push(format!("{}: {}", known.title[lang as usize], fault[lang as usize])),
        }
    }
    match Spec::read(&text) {
        Ok(spec) if faults.is_empty() => show(desk, lang, &[text], &[spec], Some(0)),
        Ok(_) => Answer::Html(form::page(lang, desk, &text, asked, &told(lang, &faults))),
        Err(found) => {
            faults.extend(found.into_iter().map(|fault| fault.text[lang as usize].clone()));
            Answer::Html(form::page(lang, desk, &text, asked, &told(lang, &faults)))
        }
    }
}

/// What an uploaded file leads to: the verdict of the one thing in it, a list of verdicts, or what is wrong.
pub(crate) fn uploaded(desk: &Desk, asked: &Fields, file: &[u8]) -> Answer {
    let lang = lang(asked);
    let texts = match read(file) {
        Ok(texts) => texts,
        Err(faults) => {
            let faults: Vec<String> = faults.into_iter().map(|fault| fault[lang as usize].clone()).collect();
            return Answer::Html(first_page(lang, &told(lang, &faults)));
        }
    };
    let (mut specs, mut faults) = (Vec::new(), Vec::new());
    for text in &texts {
        match Spec::read(text) {
            Ok(spec) => specs.push(spec),
            Err(found) => faults.extend(found.iter().map(|fault| fault.told("spec.toml", lang))),
        }
    }
    if !faults.is_empty() {
        // One specification of a known class is corrected in its form.
        return Answer::Html(match &texts[..] {
            [text] if fields::fields(text).iter().any(|known| known.part != model::compat::Part::Purchase) => {
                form::page(lang, desk, text, &Vec::new(), &told(lang, &faults))
            }
            _ => first_page(lang, &told(lang, &faults)),
        });
    }
    show(desk, lang, &texts, &specs, (texts.len() == 1).then_some(0))
}

/// The specifications of a file. Error: everything that is wrong.
fn read(file: &[u8]) -> Result<Vec<String>, Vec<[String; 2]>> {
    let both = |told: fn(Lang) -> &'static str| vec![[told(Lang::Id).to_owned(), told(Lang::En).to_owned()]];
    if file.is_empty() {
        return Err(both(no_file));
    }
    if !file.starts_with(b"PK") {
        return match std::str::from_utf8(file) {
            Ok(text) => Ok(vec![text.to_owned()]),
            Err(_) => Err(both(not_text)),
        };
    }
    let rows = workbook::read(file)?;
    match rows.len() {
        0 => Err(both(no_rows)),
        1..=MOST => Ok(rows.into_iter().map(|row| row.spec).collect()),
        _ => Err(vec![[too_many(Lang::Id, MOST), too_many(Lang::En, MOST)]]),
    }
}

/// What is asked of a list that was checked before: all of it, one thing of it, its sheet, or its form.
pub(crate) fn listed(desk: &Desk, site: &Site, asked: &Fields) -> Answer {
    let lang = lang(asked);
    let texts = list::texts(field(asked, "list"));
    let specs: Vec<Spec> = texts.iter().filter_map(|text| Spec::read(text).ok()).collect();
    let (what, place) = field(asked, "as").split_once(':').unwrap_or((field(asked, "as"), "0"));
    let place = place.parse::<usize>().ok().filter(|place| *place < texts.len());
    let Some(place) = place.filter(|_| specs.len() == texts.len() && texts.len() <= MOST) else {
        return Answer::Html(first_page(lang, ""));
    };
    match what {
        "edit" => Answer::Html(form::page(lang, desk, &texts[place], &Vec::new(), "")),
        "pdf" | "xlsx" => sheet(desk, site, lang, &specs, place, what),
        "show" => show(desk, lang, &texts, &specs, Some(place)),
        _ => show(desk, lang, &texts, &specs, None),
    }
}

/// The checks of all, in their order; a fault of ours is written down.
fn checks(desk: &Desk, specs: &[Spec]) -> Option<Vec<Made>> {
    desk.check(specs, None).inspect_err(|error| tracing::error!(%error, "a check for the web page failed")).ok()
}

fn show(desk: &Desk, lang: Lang, texts: &[String], specs: &[Spec], place: Option<usize>) -> Answer {
    let zone = desk.zone();
    let Some(made) = checks(desk, specs) else { return failed(lang) };
    let one = place.and_then(|place| Some((place, &made.get(place)?.check)));
    Answer::Html(match one {
        Some((place, check)) => {
            let name = check.opd.as_deref().and_then(|opd| desk.opd_name(opd));
            result::page((lang, zone), check, name.as_deref(), texts, place)
        }
        None => list::page(lang, &made.iter().map(|made| &made.check).collect::<Vec<_>>(), texts),
    })
}

fn sheet(desk: &Desk, site: &Site, lang: Lang, specs: &[Spec], place: usize, kind: &str) -> Answer {
    // What stands behind it in the list takes nothing from it.
    let made = checks(desk, specs.get(..=place).unwrap_or(specs));
    let Some(made) = made.and_then(|made| made.into_iter().nth(place)) else { return failed(lang) };
    let name = made.check.opd.as_deref().and_then(|opd| desk.opd_name(opd));
    let replaces = specs.get(place).map(|spec| spec.target.replaces.clone()).unwrap_or_default();
    let (letterhead, zone) = (&site.letterhead[..], site.zone);
    let about = About { letterhead, zone, opd_name: name.as_deref(), replaces, ..About::default() };
    let paper = paper(lang, &made.check, &about);
    if kind == "pdf" {
        return Answer::File("application/pdf", "uji-kompatibilitas.pdf".into(), pdf(&paper));
    }
    match xlsx(&paper) {
        Ok(octets) => {
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            Answer::File(kind, "uji-kompatibilitas.xlsx".into(), octets)
        }
        Err(_) => failed(lang),
    }
}

fn failed(lang: Lang) -> Answer {
    Answer::Html(html::page(lang, title(lang), PATH, &html::text(trouble(lang))))
}

/// A page that says so in both languages: nothing of what was sent is read any more.
pub(crate) fn too_large() -> String {
    let told = [Lang::Id, Lang::En].map(|lang| format!("<p>{}</p>", html::text(file_too_large(lang)))).concat();
    html::page(Lang::Id, title(Lang::Id), PATH, &format!("<div class=\"fail\">{told}</div>"))
}

/// What is wrong, above a page.
fn told(lang: Lang, faults: &[String]) -> String {
    let items: String = faults.iter().map(|fault| format!("<li>{}</li>", html::text(&visible(fault)))).collect();
    format!("<div class=\"fail\"><p>{}</p><ul>{items}</ul></div>", html::text(to_correct(lang)))
}
