//! `pantau status`: one look without a screen. Exit 0 fine, 1 warnings, 2 critical.

use super::{history, question};
use crate::{
    connect,
    context::Context,
    lang::{self, word},
    output::{self, Align, Table},
};
use clap::ArgMatches;
use model::{
    Alert, Lang, Status,
    api::{AskFleet, AskHistorySize, FleetPicture, HistorySizes},
    lang::{duration, integer},
    status::Counts,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The look as JSON.
#[derive(Serialize)]
struct Look<'a> {
    /// Worst status of all devices.
    status: &'static str,
    at: model::Timestamp,
    devices: u32,
    counts: BTreeMap<&'static str, u32>,
    opds: Vec<OpdLook<'a>>,
    alerts: &'a [Alert],
    /// How much history is kept, and how large it will become.
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<&'a HistorySizes>,
}

#[derive(Serialize)]
struct OpdLook<'a> {
    code: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    status: &'static str,
    counts: BTreeMap<&'static str, u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_bps: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    out_bps: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contracted_bps: Option<u64>,
}

/// Looks once.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let connection = match connect::need_running(context, matches) {
        Ok(connection) => connection,
        // Nothing watches: that is as bad as it gets.
        Err(error) => {
            output::complain(&error.to_string());
            return Ok(2);
        }
    };
    let fleet = question(context, &*connection.transport, &AskFleet {})?;
    // Not everybody may know how large the data is.
    let sizes = question(context, &*connection.transport, &AskHistorySize {}).ok();
    if crate::cli::flag(matches, "json") {
        output::json(&Look { history: sizes.as_ref(), ..look(&fleet) });
    } else {
        let history = sizes.map(|sizes| history::line(context.lang, &sizes)).unwrap_or_default();
        output::say(&format!("{}{history}", text(context.lang, &fleet)));
    }
    Ok(exit_code(&total(&fleet)))
}

fn total(fleet: &FleetPicture) -> Counts {
    let mut counts = Counts::default();
    for device in &fleet.devices {
        counts.add(device.status);
    }
    counts
}

/// 2 for anything down or critical, 1 for anything else that is not fine (unknown is not fine), 0 otherwise.
fn exit_code(counts: &Counts) -> u8 {
    match counts.worst() {
        Status::Down | Status::Critical => 2,
        Status::Warning | Status::Unreachable | Status::Unknown => 1,
        Status::Maintenance | Status::Ok => 0,
    }
}

fn named(counts: &Counts) -> BTreeMap<&'static str, u32> {
    Status::ALL.into_iter().map(|status| (status.name(), counts.of(status))).collect()
}

fn look(fleet: &FleetPicture) -> Look<'_> {
    let counts = total(fleet);
    let opds = fleet.opds.iter().map(|row| OpdLook {
        code: &row.opd.code.0,
        name: &row.opd.name,
        status: row.counts.worst().name(),
        counts: named(&row.counts),
        in_bps: row.in_bps,
        out_bps: row.out_bps,
        contracted_bps: row.opd.contracted_bps,
    });
    Look {
        status: counts.worst().name(),
        at: fleet.now,
        devices: counts.total(),
        counts: named(&counts),
        opds: opds.collect(),
        alerts: &fleet.alerts,
        history: None,
    }
}

fn text(lang: Lang, fleet: &FleetPicture) -> String {
    let counts = total(fleet);
    let mut out = lang::devices_total(lang, integer(lang, u64::from(counts.total())));
    for status in Status::ALL {
        if counts.of(status) > 0 {
            out.push_str(&format!("  {} {} {}", status.glyph(), counts.of(status), status.word(lang)));
        }
    }
    out.push_str("\n\n");
    out.push_str(&opd_table(lang, fleet));
    out.push('\n');
    out.push_str(&alerts(lang, fleet));
    out
}

fn opd_table(lang: Lang, fleet: &FleetPicture) -> String {
    let mut table = Table::new(&[
        (word::status(lang), Align::Left),
        (word::opd(lang), Align::Left),
        (word::devices(lang), Align::Right),
        (word::trouble(lang), Align::Left),
        (word::incoming(lang), Align::Right),
        (word::outgoing(lang), Align::Right),
        (word::contracted(lang), Align::Right),
        (word::usage(lang), Align::Right),
    ]);
    let mut rows: Vec<_> = fleet.opds.iter().collect();
    rows.sort_by_key(|row| (row.counts.worst().rank(), row.opd.code.0.clone()));
    for row in rows {
        let worst = row.counts.worst();
        let trouble: Vec<String> = Status::ALL
            .into_iter()
            .filter(|s| *s != Status::Ok && row.counts.of(*s) > 0)
            .map(|s| format!("{}{}", s.glyph(), row.counts.of(s)))
            .collect();
        let code = if row.opd.code.0.is_empty() { lang::without_opd(lang).to_owned() } else { row.opd.code.0.clone() };
        table.row(vec![
            format!("{} {}", worst.glyph(), worst.word(lang)),
            code,
            integer(lang, u64::from(row.counts.total())),
            trouble.join(" "),
            output::rate(lang, row.in_bps),
            output::rate(lang, row.out_bps),
            output::rate(lang, row.opd.contracted_bps.map(|bps| bps as f64)),
            output::percent(lang, row.use_percent),
        ]);
    }
    table.text()
}

fn alerts(lang: Lang, fleet: &FleetPicture) -> String {
    if fleet.alerts.is_empty() {
        return format!("{}\n", lang::all_fine(lang));
    }
    let folded: u32 = fleet.alerts.iter().map(|alert| alert.behind).sum();
    let mut out = format!("{}\n", lang::open_alerts(lang, fleet.alerts.len(), folded));
    let mut sorted: Vec<_> = fleet.alerts.iter().collect();
    sorted.sort_by_key(|alert| (alert.kind.severity().rank(), alert.since));
    for alert in sorted {
        let severity = alert.kind.severity();
        let name = fleet
            .devices
            .iter()
            .find(|d| d.id == alert.device)
            .map_or_else(|| alert.device.to_string(), |d| d.name.clone());
        let handled = alert
            .handled
            .as_ref()
            .map_or_else(|| lang::not_handled(lang).to_owned(), |h| lang::handled_by(lang, &h.by));
        let behind = if alert.behind > 0 { format!(" +{}", alert.behind) } else { String::new() };
        let opd = alert.opd.as_ref().map_or("", |opd| opd.0.as_str());
        let line = format!(
            " {} {} {} {}: {}{}, {}, {}",
            severity.glyph(),
            severity.word(lang),
            opd,
            name,
            alert.kind.text(lang),
            behind,
            lang::since(lang, duration(lang, fleet.now.seconds_since(alert.since))),
            handled
        );
        out.push_str(&model::text::visible(&line));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_not_fine() {
        for (statuses, code) in [
            (&[Status::Ok][..], 0),
            (&[], 0),
            (&[Status::Ok, Status::Unknown], 1),
            (&[Status::Warning], 1),
            (&[Status::Unreachable, Status::Down], 2),
            (&[Status::Critical], 2),
            (&[Status::Maintenance], 0),
        ] {
            let mut counts = Counts::default();
            statuses.iter().for_each(|s| counts.add(*s));
            assert_eq!(exit_code(&counts), code, "{statuses:?}");
        }
    }
}
