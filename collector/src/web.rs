//! The pages for procurement staff who have no terminal: choose a class, fill in what the datasheet says, see the verdict,
//! take the sheet along. HTML of the server, without scripts; it checks and writes nothing.

mod form;
mod html;
mod result;

use crate::compat::{
    class::Class,
    desk::Desk,
    sheet::{About, paper, pdf, xlsx},
    spec::Spec,
    workbook,
};
use model::{Lang, compat::Check};

/// Where the pages are.
pub(crate) const PATH: &str = "/kompatibilitas";

model::messages! {
    title { id: "Uji kompatibilitas", en: "Compatibility check" }
    choose { id: "Pilih jenis barang yang akan dibeli.", en: "Choose the class of what is to be bought." }
    trouble { id: "Kesalahan di kolektor; coba lagi.", en: "A fault in the collector; try again." }
    to_correct { id: "Perbaiki dahulu:", en: "To be corrected first:" }
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

/// The first page: all classes.
pub(crate) fn classes(asked: &Fields) -> Answer {
    let lang = lang(asked);
    let mut body = format!("<p>{}</p><ul class=\"classes\">", html::text(choose(lang)));
    for class in Class::ALL {
        let name = html::text(class.title()[lang as usize]);
        body += &format!("<li><a href=\"{PATH}/{}?lang={}\">{name}</a></li>", class.word(), html::word(lang));
    }
    Answer::Html(html::page(lang, title(lang), PATH, &format!("{body}</ul>")))
}

/// The empty form of a class.
pub(crate) fn form(desk: &Desk, class: Class, asked: &Fields) -> Answer {
    let lang = lang(asked);
    Answer::Html(form::page(lang, class, desk, asked, ""))
}

/// What a filled-in form leads to: the verdict, a sheet, or the form again with what is wrong.
pub(crate) fn answer(desk: &Desk, letterhead: &[String], class: Class, asked: &Fields) -> Answer {
    let lang = lang(asked);
    if field(asked, "as") == "edit" {
        return Answer::Html(form::page(lang, class, desk, asked, ""));
    }
    let check = match check(desk, class, asked) {
        Ok(check) => check,
        Err(faults) => {
            let items: String =
                faults.iter().map(|fault| format!("<li>{}</li>", html::text(&fault[lang as usize]))).collect();
            let told = format!("<div class=\"fail\"><p>{}</p><ul>{items}</ul></div>", html::text(to_correct(lang)));
            return Answer::Html(form::page(lang, class, desk, asked, &told));
        }
    };
    let name = check.opd.as_deref().and_then(|opd| desk.opd_name(opd));
    let about = About { letterhead, opd_name: name.as_deref(), ..About::default() };
    match field(asked, "as") {
        "pdf" => Answer::File("application/pdf", "uji-kompatibilitas.pdf".into(), pdf(&paper(lang, &check, &about))),
        "xlsx" => match xlsx(&paper(lang, &check, &about)) {
            Ok(octets) => {
                let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                Answer::File(kind, "uji-kompatibilitas.xlsx".into(), octets)
            }
            Err(_) => Answer::Html(html::page(lang, title(lang), PATH, &html::text(trouble(lang)))),
        },
        _ => Answer::Html(result::page(lang, class, &check, name.as_deref(), asked)),
    }
}

fn check(desk: &Desk, class: Class, asked: &Fields) -> Result<Check, Vec<[String; 2]>> {
    let text = workbook::one(class, asked)?;
    let spec = Spec::read(&text).map_err(|faults| faults.into_iter().map(|fault| fault.text).collect::<Vec<_>>())?;
    let made = desk.check(&[spec], None).map_err(|error| {
        tracing::error!(%error, "a check for the web page failed");
        vec![[trouble(Lang::Id).to_owned(), trouble(Lang::En).to_owned()]]
    })?;
    made.into_iter().next().map(|made| made.check).ok_or_else(Vec::new)
}
