//! Pieces of HTML: foreign text made inert, and the frame of every page.

use model::{Lang, text::visible};

model::messages! {
    other_language { id: "English", en: "Bahasa Indonesia" }
    begin { id: "Semua jenis", en: "All classes" }
}

const STYLE: &str = "body{font:16px/1.45 system-ui,sans-serif;max-width:62rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}\
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:1.5rem}nav{display:flex;gap:1rem;justify-content:space-between}\
label{display:block;margin:.6rem 0 .1rem}input,select{font:inherit;width:100%;max-width:36rem;padding:.35rem;box-sizing:border-box}\
button{font:inherit;padding:.5rem 1.2rem;margin:1rem .5rem 0 0}.must label::after{content:' *';color:#a00}\
.hint{color:#555;font-size:.85rem}.verdict{font-size:1.3rem;font-weight:700;padding:.6rem 1rem;border:3px solid}\
.kompatibel{border-color:#1b7a3d}.dengan_catatan{border-color:#a86a00}.tidak_kompatibel,.fail{border-color:#a00}\
.data_belum_cukup{border-color:#444}.word{font-weight:700}td.kompatibel{color:#1b7a3d}td.dengan_catatan{color:#a86a00}td.tidak_kompatibel{color:#a00}.fail{border:2px solid #a00;padding:0 1rem}table{border-collapse:collapse;width:100%;font-size:.85rem}\
td,th{border:1px solid #bbb;padding:.2rem .4rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
.classes{columns:3 14rem}p a+a{margin-left:.8rem}fieldset{border:1px solid #bbb;margin:1rem 0}";

/// Text between tags or in a quoted attribute.
pub fn text(foreign: &str) -> String {
    let mut out = String::new();
    for c in visible(foreign).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// The word of a language in a query.
pub const fn word(lang: Lang) -> &'static str {
    lang.pick("id", "en")
}

/// A whole page.
pub fn page(lang: Lang, title: &str, path: &str, body: &str) -> String {
    let (title, other) = (
        text(title),
        word(match lang {
            Lang::Id => Lang::En,
            Lang::En => Lang::Id,
        }),
    );
    format!(
        "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title} – pantau</title><style>{STYLE}</style></head><body><nav><a href=\"{first}?lang={lang}\">{begin}</a>\
         <a href=\"{path}?lang={other}\">{switch}</a></nav><h1>{title}</h1>{body}</body></html>",
        lang = word(lang),
        first = super::PATH,
        begin = text(begin(lang)),
        switch = text(other_language(lang)),
        path = text(path),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_inert() {
        assert_eq!(text("<b a=\"1\">&'"), "&lt;b a=&quot;1&quot;&gt;&amp;&#39;");
    }
}
