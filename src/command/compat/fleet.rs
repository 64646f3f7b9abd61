//! `pantau compat fleet`: the rules turned to what exists.

use super::{connect, question};
use crate::{
    cli,
    context::Context,
    output::{self, Align, Table},
};
use clap::ArgMatches;
use model::{
    Lang,
    api::AskFleetCheck,
    compat::{FleetCheck, Outcome},
};

model::messages! {
    windows_11 { id: "KESIAPAN WINDOWS 11", en: "READINESS FOR WINDOWS 11" }
    support(day) { id: "AKHIR DUKUNGAN (endoflife.date per {day})", en: "ENDS OF SUPPORT (endoflife.date as of {day})" }
    device { id: "PERANGKAT", en: "DEVICE" }
    opd { id: "OPD", en: "AGENCY" }
    os { id: "SISTEM", en: "SYSTEM" }
    ready { id: "SIAP", en: "READY" }
    why { id: "KETERANGAN", en: "REMARK" }
    product { id: "PRODUK", en: "PRODUCT" }
    until { id: "SAMPAI", en: "UNTIL" }
    state { id: "DUKUNGAN", en: "SUPPORT" }
    yes { id: "ya", en: "yes" }
    no { id: "tidak", en: "no" }
    unknown { id: "?", en: "?" }
    ended { id: "berakhir", en: "ended" }
    soon { id: "segera", en: "soon" }
    lasting { id: "masih", en: "lasting" }
    none { id: "Belum ada PC, laptop, atau versi perangkat lunak yang diketahui: pasang agen, atau impor catatan perangkat.", en: "No PC, laptop or version of software is known yet: install the agent, or bring device records." }
    summary(yes, no, unknown) { id: "{yes} siap, {no} tidak, {unknown} belum diketahui", en: "{yes} ready, {no} not, {unknown} unknown" }
}

/// Shows both lists.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let connection = connect::any(context, matches)?;
    let answer = question(context, &*connection.transport, &AskFleetCheck {})?;
    if cli::flag(matches, "json") {
        output::json(&answer);
    } else {
        output::say(&text(context.lang, &answer, cli::flag(matches, "all")));
    }
    Ok(0)
}

fn text(lang: Lang, answer: &FleetCheck, all: bool) -> String {
    if answer.windows_11.is_empty() && answer.support.is_empty() {
        return format!("{}\n", none(lang));
    }
    let mut out = String::new();
    if !answer.windows_11.is_empty() {
        let titles = [device(lang), opd(lang), os(lang), ready(lang), why(lang)];
        let mut table = Table::new(&titles.map(|title| (title, Align::Left)));
        let mut counts = [0; 3];
        for row in &answer.windows_11 {
            let (place, word) = match row.finding.result {
                Outcome::Pass | Outcome::Info => (0, yes(lang)),
                Outcome::Fail => (1, no(lang)),
                _ => (2, unknown(lang)),
            };
            counts[place] += 1;
            let remark = if place == 0 { String::new() } else { row.finding.message(lang).to_owned() };
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            table.row(vec![row.device.clone(), text(&row.opd), text(&row.os), word.into(), short(&remark)]);
        }
        out += &format!("{}: {}\n{}\n", windows_11(lang), summary(lang, counts[0], counts[1], counts[2]), table.text());
    }
    let rows: Vec<_> = answer.support.iter().filter(|row| all || row.state != "lasting").collect();
    if !rows.is_empty() {
        let titles = [state(lang), until(lang), product(lang), device(lang), opd(lang)];
        let mut table = Table::new(&titles.map(|title| (title, Align::Left)));
        for row in rows {
            let word = match row.state.as_str() {
                "ended" => ended(lang),
                "soon" => soon(lang),
                "lasting" => lasting(lang),
                _ => unknown(lang),
            };
            let day = row.until.clone().unwrap_or_default();
            let what = format!("{} {}", row.product, row.cycle);
            table.row(vec![word.into(), day, what, row.device.clone(), row.opd.clone().unwrap_or_default()]);
        }
        out += &format!("{}\n{}", support(lang, &answer.support_snapshot), table.text());
    }
    out
}

/// The first sentence: the evidence stands in the JSON.
fn short(message: &str) -> String {
    message.split_once(". ").map_or(message, |(first, _)| first).to_owned()
}
