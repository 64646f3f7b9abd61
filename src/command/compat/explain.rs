//! `pantau compat explain`: what a rule asks and what it rests on.

use super::told::wrapped;
use crate::{
    cli,
    context::Context,
    output::{self, Align, Table},
};
use clap::ArgMatches;
use collector::compat::rules;
use model::{Lang, text::visible};
use serde_json::json;

model::messages! {
    unknown(word, hint) { id: "pantau: aturan '{word}' tidak ada; {hint}", en: "pantau: there is no rule '{word}'; {hint}" }
    rule { id: "ATURAN", en: "RULE" }
    about { id: "TENTANG", en: "ABOUT" }
    grade { id: "DASAR", en: "GRADE" }
    concerns { id: "Berlaku untuk", en: "Concerns" }
    everything { id: "semua jenis", en: "all classes" }
    basis { id: "Dasar", en: "Basis" }
    safety { id: "Menyangkut keselamatan: tanpa dokumen paling baik menjadi catatan.", en: "Concerns safety: without a document it is a note at best." }
    note_only { id: "Fakta yang kurang hanya menjadi catatan.", en: "A missing fact is a note only." }
    stated { id: "V: tertulis pada sumber yang dibaca", en: "V: stated in a source that was read" }
    partly { id: "P: sebagian bersumber, selebihnya praktik teknik", en: "P: partly sourced, the rest is engineering practice" }
    judged { id: "E: pertimbangan teknik; batasnya dapat diatur", en: "E: engineering judgement; its limits can be configured" }
}

/// Explains one rule, or lists all.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let lang = context.lang;
    let json = cli::flag(matches, "json");
    let Some(word) = cli::text(matches, "rule") else {
        if json {
            output::json(&rules::all().map(document).collect::<Vec<_>>());
            return Ok(0);
        }
        let mut table =
            Table::new(&[(rule(lang), Align::Left), (grade(lang), Align::Left), (about(lang), Align::Left)]);
        for one in rules::all() {
            table.row(vec![one.id.into(), format!("{:?}", one.grade), one.title[lang as usize].into()]);
        }
        output::say(&table.text());
        return Ok(0);
    };
    let Some(found) = rules::of(word) else {
        let hint =
            &collector::compat::form::hint(&word.to_uppercase(), rules::all().map(|rule| rule.id))[lang as usize];
        output::complain(&visible(&unknown(lang, word, hint)));
        return Ok(cli::USAGE);
    };
    if json {
        output::json(&document(found));
    } else {
        output::say(&text(lang, found));
    }
    Ok(0)
}

fn text(lang: Lang, rule: &rules::Rule) -> String {
    let at = lang as usize;
    let classes: Vec<&str> = rule.classes.iter().map(|class| class.title()[at]).collect();
    let classes = if classes.is_empty() { everything(lang).to_owned() } else { classes.join(", ") };
    let sign = match rule.grade {
        rules::Grade::V => stated(lang),
        rules::Grade::P => partly(lang),
        rules::Grade::E => judged(lang),
    };
    let mut out = wrapped(&format!("{} {}", rule.id, rule.title[at]), 0);
    out += &wrapped(rule.text[at], 2);
    out += &wrapped(&format!("{}: {classes}.", concerns(lang)), 2);
    out += &wrapped(&format!("{}: {}. {sign}.", basis(lang), rule.basis[at]), 2);
    if rule.safety {
        out += &wrapped(safety(lang), 2);
    }
    if rule.note_only {
        out += &wrapped(note_only(lang), 2);
    }
    out
}

fn document(rule: &rules::Rule) -> serde_json::Value {
    json!({
        "id": rule.id,
        "title_id": rule.title[0],
        "title_en": rule.title[1],
        "text_id": rule.text[0],
        "text_en": rule.text[1],
        "basis_id": rule.basis[0],
        "basis_en": rule.basis[1],
        "grade": format!("{:?}", rule.grade),
        "safety": rule.safety,
        "unknown_blocks": !rule.note_only,
        "classes": rule.classes.iter().map(|class| class.word()).collect::<Vec<_>>(),
    })
}
