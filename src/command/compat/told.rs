//! A check as text of 80 columns.

use collector::compat::{class::Class, rules};
use model::{
    Lang, Zone,
    compat::{Check, Outcome},
    text::{columns, visible},
};

/// Columns of a terminal that nobody made larger.
const WIDTH: usize = 80;

model::messages! {
    for_opd(opd) { id: "untuk {opd}", en: "for {opd}" }
    based(at, ruleset) { id: "Berdasarkan data per {at}; aturan {ruleset}", en: "Based on data as of {at}; rules {ruleset}" }
    other_opd(opd) { id: "Spesifikasi menyebut Perangkat Daerah {opd}.", en: "The specification names the agency {opd}." }
    held(count) { id: "Sesuai: {count} aturan.", en: "Fits: {count} rules." }
    beside(count) { id: "Tidak berlaku: {count}.", en: "Not applicable: {count}." }
    thresholds { id: "Ambang yang diubah", en: "Thresholds that were changed" }
    remedy(quantity, kind) { id: "Obat: {quantity} {kind}", en: "Remedy: {quantity} {kind}" }
    waived(letter, by, until) { id: "Dikecualikan: surat {letter}, {by}, sampai {until}", en: "Waived: letter {letter}, {by}, until {until}" }
}

/// Verdict, what speaks against it with what to do, and how many rules hold.
pub fn check(lang: Lang, zone: Zone, check: &Check) -> String {
    let mut out = String::new();
    let line = |out: &mut String, indent: usize, text: &str| out.push_str(&wrapped(&visible(text), indent));
    line(&mut out, 0, check.verdict.text(lang));
    let item = &check.item;
    let class = Class::of(&item.class).map_or(item.class.as_str(), |class| class.title()[lang as usize]);
    let mut what = format!("{class} {} {} × {}", item.brand, item.model, item.quantity);
    if let Some(opd) = &check.opd {
        what += &format!(" {}", for_opd(lang, opd));
    }
    if let Some(location) = &check.location {
        what += &format!(", {location}");
    }
    line(&mut out, 0, &what);
    line(&mut out, 0, &based(lang, zone.text(check.as_of), &check.ruleset));
    line(&mut out, 0, &check.hash);
    if let Some(named) = &check.opd_of_spec {
        line(&mut out, 0, &other_opd(lang, named));
    }
    for (outcome, found) in check.told() {
        out.push('\n');
        line(&mut out, 0, &outcome.text(lang).to_uppercase());
        for finding in found {
            let title = rules::of(&finding.id).map_or("", |rule| rule.title[lang as usize]);
            line(&mut out, 2, &format!("{} {title}", finding.id));
            line(&mut out, 4, finding.message(lang));
            if let Some(needed) = &finding.remedy {
                let kind = needed
                    .model
                    .as_deref()
                    .map_or_else(|| needed.kind.clone(), |model| format!("{} {model}", needed.kind));
                line(&mut out, 4, &remedy(lang, needed.quantity, kind));
            }
        }
    }
    out.push('\n');
    let mut last = held(lang, check.summary.pass);
    if check.summary.not_applicable > 0 {
        last += &format!(" {}", beside(lang, check.summary.not_applicable));
    }
    line(&mut out, 0, &last);
    if !check.thresholds.is_empty() {
        let all: Vec<String> = check.thresholds.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        line(&mut out, 0, &format!("{}: {}", thresholds(lang), all.join(", ")));
    }
    out
}

/// One item of a list: its name, verdict, and the rules that speak against it.
pub fn line(lang: Lang, name: &str, check: &Check) -> String {
    let worst = check.told().find(|(outcome, _)| *outcome != Outcome::Info);
    let rules: Vec<&str> = worst.iter().flat_map(|(_, found)| found).map(|finding| finding.id.as_str()).collect();
    let item = &check.item;
    let what = format!("{name}: {} {} × {}", item.brand, item.model, item.quantity);
    let mut out = wrapped(&visible(&format!("{what}: {}", check.verdict.text(lang))), 0);
    if !rules.is_empty() {
        out += &wrapped(&rules.join(" "), 4);
    }
    out
}

/// What is waived, one line each.
pub fn waivers(lang: Lang, all: &[model::compat::Waiver]) -> String {
    let mut out = String::new();
    for one in all {
        out.push_str(&wrapped(
            &visible(&format!("{}  {}", one.rule, waived(lang, &one.letter, &one.by, &one.until))),
            2,
        ));
        out.push_str(&wrapped(&visible(&one.reason), 4));
    }
    out
}

/// A text in lines of at most [`WIDTH`] columns, each moved in.
pub fn wrapped(text: &str, indent: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let width = columns(word);
        if used > 0 && indent + used + 1 + width > WIDTH {
            out.push('\n');
            used = 0;
        }
        if used == 0 {
            out.push_str(&" ".repeat(indent));
        } else {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += width;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_keep_every_word() {
        let text =
            "Sisa daya PoE 70 W < kebutuhan 90 W pada SW-DISDIK-01. Tambahkan 3 injektor 802.3at atau pindahkan beban.";
        let out = wrapped(text, 4);
        assert!(out.lines().all(|line| columns(line) <= WIDTH && line.starts_with("    ")), "{out}");
        assert_eq!(out.split_whitespace().collect::<Vec<_>>(), text.split_whitespace().collect::<Vec<_>>());
    }
}
