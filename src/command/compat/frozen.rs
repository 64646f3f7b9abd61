//! `pantau compat ls`, `show`, `waive`: results that were frozen for the file.

use super::{answered, connect, question, sheet, told};
use crate::{
    cli,
    context::Context,
    output::{self, Align, Table},
};
use clap::ArgMatches;
use collector::compat::{sheet::About, spec::Spec};
use model::{
    Lang,
    api::{AskFrozen, ListFrozen, Waive},
    compat::{Changed, Waiver},
    text::visible,
};

model::messages! {
    number { id: "NO", en: "NO" }
    procurement { id: "PENGADAAN", en: "PROCUREMENT" }
    revision { id: "REV", en: "REV" }
    at { id: "DIBEKUKAN", en: "FROZEN" }
    verdict { id: "PUTUSAN", en: "VERDICT" }
    item { id: "BARANG", en: "ITEM" }
    opd { id: "OPD", en: "AGENCY" }
    none { id: "Belum ada hasil yang dibekukan; pakai `pantau compat check SPEC --save`.", en: "Nothing was frozen yet; use `pantau compat check SPEC --save`." }
    head(number, name, revision, at) { id: "Hasil {number}: {name}, revisi {revision}, dibekukan {at}", en: "Result {number}: {name}, revision {revision}, frozen {at}" }
    waivers { id: "PENGECUALIAN (putusan tidak berubah)", en: "WAIVERS (the verdict stays)" }
    changed { id: "BERUBAH SEJAK REVISI SEBELUMNYA", en: "CHANGED SINCE THE REVISION BEFORE" }
    waived(rule, number) { id: "Pengecualian {rule} dicatat pada hasil {number}; putusannya tetap", en: "Waiver of {rule} noted in result {number}; its verdict stays" }
}

/// Lists them.
pub fn list(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let lang = context.lang;
    let connection = connect::any(context, matches)?;
    let lines = question(context, &*connection.transport, &ListFrozen {})?;
    if cli::flag(matches, "json") {
        output::json(&lines);
        return Ok(0);
    }
    if lines.is_empty() {
        output::say(none(lang));
        return Ok(0);
    }
    let (left, right) = (Align::Left, Align::Right);
    let mut table = Table::new(&[
        (number(lang), right),
        (procurement(lang), left),
        (revision(lang), right),
        (at(lang), left),
        (verdict(lang), left),
        (opd(lang), left),
        (item(lang), left),
    ]);
    for line in lines {
        let waived = if line.waivers > 0 { "*" } else { "" };
        table.row(vec![
            line.number.to_string(),
            line.procurement,
            line.revision.to_string(),
            context.settings.site.zone.text(line.at),
            format!("{}{waived}", line.verdict.text(lang)),
            line.opd.unwrap_or_default(),
            format!("{} {} × {}", line.item.brand, line.item.model, line.item.quantity),
        ]);
    }
    output::say(&table.text());
    Ok(0)
}

/// Shows one.
pub fn show(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let lang = context.lang;
    let connection = connect::any(context, matches)?;
    let asked = AskFrozen { number: which(matches) };
    let frozen = question(context, &*connection.transport, &asked)?;
    if cli::flag(matches, "json") {
        output::json(&frozen);
        return Ok(0);
    }
    if sheet::is_asked(matches) {
        let about = About {
            opd_name: frozen.opd_name.as_deref(),
            frozen: Some((&frozen.procurement, frozen.revision, frozen.at)),
            waivers: &frozen.waivers,
            replaces: Spec::replaced_in(&frozen.spec),
            ..About::default()
        };
        sheet::write(context, matches, &frozen.check, &about)?;
        return Ok(0);
    }
    let when = context.settings.site.zone.text(frozen.at);
    output::say(&visible(&head(lang, frozen.number, &frozen.procurement, frozen.revision, when)));
    output::say("");
    output::say(&told::check(lang, context.settings.site.zone, &frozen.check));
    if !frozen.waivers.is_empty() {
        output::say(&format!("\n{}\n{}", waivers(lang), told::waivers(lang, &frozen.waivers)));
    }
    if !frozen.changed.is_empty() {
        output::say(&format!("\n{}\n{}", changed(lang), differences(lang, &frozen.changed)));
    }
    Ok(0)
}

fn differences(lang: Lang, all: &[Changed]) -> String {
    let mut out = String::new();
    for one in all {
        let (before, after) = (one.before.text(lang), one.after.text(lang));
        let result = if one.before == one.after { after.to_owned() } else { format!("{before} → {after}") };
        out += &told::wrapped(&format!("{}: {result}", one.rule), 2);
        for fact in &one.facts {
            let told = |value: &Option<serde_json::Value>| value.as_ref().map_or("–".to_owned(), ToString::to_string);
            let of = fact.of.as_deref().map(|of| format!(" ({of})")).unwrap_or_default();
            out += &told::wrapped(
                &visible(&format!("{}{of}: {} → {}", fact.name, told(&fact.before), told(&fact.after))),
                4,
            );
        }
    }
    out
}

/// Notes a waiver.
pub fn waive(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let text = |name: &str| cli::text(matches, name).unwrap_or_default().trim().to_owned();
    let connection = connect::any(context, matches)?;
    let waiver = Waiver {
        rule: text("rule").to_uppercase(),
        reason: text("reason"),
        letter: text("letter"),
        by: text("by"),
        until: text("until"),
        at: None,
    };
    let asked = Waive { number: which(matches), waiver };
    let done = question(context, &*connection.transport, &asked)?;
    answered(cli::flag(matches, "json"), &done, || waived(context.lang, &asked.waiver.rule, asked.number));
    Ok(0)
}

fn which(matches: &ArgMatches) -> u64 {
    matches.get_one::<u64>("number").copied().unwrap_or_default()
}
