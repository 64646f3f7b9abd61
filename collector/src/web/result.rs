//! The verdict as a page, with reasons, evidence, and the sheet to take along.

use super::{LIST, PATH, html, list};
use crate::compat::sheet::{About, paper};
use model::{Lang, Zone, compat::Check};

model::messages! {
    title { id: "Hasil uji kompatibilitas", en: "Result of the compatibility check" }
    edit { id: "Ubah isian", en: "Change the form" }
    as_pdf { id: "Unduh PDF", en: "Download PDF" }
    whole_list { id: "Kembali ke daftar", en: "Back to the list" }
    as_xlsx { id: "Unduh XLSX", en: "Download XLSX" }
}

/// The page of one thing of a list.
pub fn page(
    (lang, zone): (Lang, Zone),
    check: &Check,
    opd_name: Option<&str>,
    texts: &[String],
    place: usize,
) -> String {
    let paper = paper(lang, check, &About { opd_name, zone, ..About::default() });
    let cell = |text: &str| html::text(text);
    let mut body = format!("<p class=\"verdict {}\">{}</p>", check.verdict.name(), cell(check.verdict.text(lang)));
    body += "<table>";
    for [label, text] in &paper.head {
        body += &format!("<tr><th>{}</th><td>{}</td></tr>", cell(label), cell(text));
    }
    body += &format!("</table><p>{}</p>", cell(&paper.counts));
    for (heading, rules) in &paper.reasons {
        body += &format!("<h2>{}</h2><dl>", cell(heading));
        for [title, text] in rules {
            body += &format!("<dt><b>{}</b></dt><dd>{}</dd>", cell(title), cell(text));
        }
        body += "</dl>";
    }
    let (heading, titles, rows) = &paper.evidence;
    let row = |cells: &[String; 5], tag: &str| -> String {
        let cells: String = cells.iter().map(|text| format!("<{tag}>{}</{tag}>", cell(text))).collect();
        format!("<tr>{cells}</tr>")
    };
    let all: String = rows.iter().map(|cells| row(cells, "td")).collect();
    body +=
        &format!("<details><summary>{}</summary><table>{}{all}</table></details>", cell(heading), row(titles, "th"));
    for note in &paper.notes {
        body += &format!("<p class=\"hint\">{}</p>", cell(note));
    }
    body += &format!("<p class=\"hint\">{}</p>", cell(&paper.foot));
    body += &format!("<form method=\"post\" action=\"{LIST}\">{}", list::hidden(lang, texts));
    let buttons = [("edit", edit(lang)), ("pdf", as_pdf(lang)), ("xlsx", as_xlsx(lang))];
    for (word, text) in buttons {
        body += &format!("<button name=\"as\" value=\"{word}:{place}\">{}</button>", cell(text));
    }
    if texts.len() > 1 {
        body += &format!("<button name=\"as\" value=\"list\">{}</button>", cell(whole_list(lang)));
    }
    html::page(lang, title(lang), PATH, &format!("{body}</form>"))
}
