//! A list of things with their verdicts, each to be opened.

use super::{LIST, PATH, html, title};
use crate::compat::class::Class;
use model::{
    Lang,
    compat::{Check, Outcome},
};

model::messages! {
    heading { id: "Daftar barang", en: "List of items" }
    order { id: "Dijumlahkan menurut urutan: yang kemudian melihat port, daya, alamat, ruang rak dan lisensi yang sudah dipakai yang di atasnya.", en: "Added up in their order: a later one finds what those above it take of ports, power, addresses, rack space and licences." }
    thing { id: "Barang", en: "Item" }
    count { id: "Jumlah", en: "Quantity" }
    agency { id: "Perangkat Daerah, lokasi", en: "Agency, location" }
    verdict { id: "Putusan", en: "Verdict" }
    rules { id: "Aturan", en: "Rules" }
    open { id: "Rincian", en: "Open" }
}

/// What was filled in, as a field of a form carries it from page to page: JSON in ASCII, which no outlet changes.
pub fn carried(texts: &[String]) -> String {
    let mut ascii = String::new();
    for c in serde_json::to_string(texts).unwrap_or_default().chars() {
        match c {
            ' '..='~' => ascii.push(c),
            _ => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| ascii += &format!("\\u{unit:04x}")),
        }
    }
    ascii
}

/// What was carried; nothing of what is none.
pub fn texts(carried: &str) -> Vec<String> {
    serde_json::from_str(carried).unwrap_or_default()
}

/// The page.
pub fn page(lang: Lang, checks: &[&Check], all: &[String]) -> String {
    let cell = |text: &str| html::text(text);
    let mut body = format!("<p class=\"hint\">{}</p><form method=\"post\" action=\"{LIST}\">", cell(order(lang)));
    body += &hidden(lang, all);
    let heads = ["", thing(lang), count(lang), agency(lang), verdict(lang), rules(lang), ""];
    let heads: String = heads.into_iter().map(|head| format!("<th>{}</th>", cell(head))).collect();
    body += &format!("<table><tr>{heads}</tr>");
    for (place, check) in checks.iter().enumerate() {
        let item = &check.item;
        let class = Class::of(&item.class).map_or(item.class.as_str(), |class| class.title()[lang as usize]);
        let where_to =
            [check.opd.as_deref(), check.location.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let worst = check.told().find(|(outcome, _)| *outcome != Outcome::Info);
        let rules: Vec<&str> = worst.iter().flat_map(|(_, found)| found).map(|finding| finding.id.as_str()).collect();
        body += &format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"word {}\">{}</td><td>{}</td>\
             <td><button name=\"as\" value=\"show:{place}\">{}</button></td></tr>",
            place + 1,
            cell(&format!("{class} {} {}", item.brand, item.model)),
            item.quantity,
            cell(&where_to),
            check.verdict.name(),
            cell(check.verdict.text(lang)),
            cell(&rules.join(" ")),
            cell(open(lang)),
        );
    }
    html::page(lang, &format!("{}: {}", title(lang), heading(lang)), PATH, &format!("{body}</table></form>"))
}

/// The fields that every form of a list carries.
pub fn hidden(lang: Lang, all: &[String]) -> String {
    format!(
        "<input type=\"hidden\" name=\"lang\" value=\"{}\"><input type=\"hidden\" name=\"list\" value=\"{}\">",
        html::word(lang),
        html::text(&carried(all))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_carried_comes_back_whole() {
        let all = ["a = \"b\\n\"\n# 漢字 😀 \u{202e}\u{7f}\r\n".to_owned(), String::new()];
        let once = html::text(&carried(&all));
        assert!(once.is_ascii(), "{once}");
        assert_eq!(texts(&carried(&all)), all);
        assert!(texts("nonsense").is_empty());
    }
}
