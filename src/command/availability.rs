//! `pantau availability`: how available a device, an agency or everything was in a period, and the story behind it.

mod tell;

use super::{device, question};
use crate::{
    cli, connect,
    context::Context,
    lang::availability as words,
    output::{self, Align, Table},
    parse,
};
use clap::ArgMatches;
use model::{
    DeviceId, Lang,
    api::{AskAvailability, AskFleet, Availability, FleetPicture},
    availability::Figures,
};

/// Shows it.
pub fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<u8> {
    let connection = connect::any(context, matches)?;
    let transport = &*connection.transport;
    let text = |name| cli::text(matches, name).map(str::to_owned);
    let device = match cli::text(matches, "device") {
        Some(_) => Some(device::which(context, transport, matches)?),
        None => None,
    };
    let opd = cli::text(matches, "opd").map(|code| parse::opd(context.lang, code)).transpose();
    let opd = opd.map_err(anyhow::Error::msg)?;
    let asked = AskAvailability { device, opd, period: text("period"), from: text("from"), to: text("to") };
    let found = question(context, transport, &asked)?;
    if cli::flag(matches, "json") {
        output::json(&found);
        return Ok(0);
    }
    let fleet = question(context, transport, &AskFleet {})?;
    let ascii = context.settings.tui.glyphs.as_deref() == Some("ascii");
    let page = tell::Page { lang: context.lang, fleet: &fleet, found: &found, ascii };
    let told = match (&asked.device, &asked.opd) {
        (Some(_), _) => page.device(),
        (None, Some(_)) => page.opd(),
        (None, None) => page.everything(cli::flag(matches, "all")),
    };
    output::say(&told);
    Ok(0)
}

/// Name of a device; its number where whoever asks may not know it.
pub fn name_of(fleet: &FleetPicture, id: DeviceId) -> String {
    fleet.devices.iter().find(|row| row.id == id).map_or_else(|| format!("#{id}"), |row| row.name.clone())
}

/// A percentage that is not rounded up: 100 only where nothing was missing.
fn percent(lang: Lang, value: Option<f64>) -> String {
    value
        .map_or_else(|| "–".to_owned(), |value| model::lang::percent(lang, (value * 1000.0 + 1e-6).floor() / 1000.0, 3))
}

/// A time, or `–`.
fn lasting(lang: Lang, millis: Option<i64>) -> String {
    millis.map_or_else(|| "–".to_owned(), |millis| model::lang::duration_long(lang, millis as f64 / 1000.0))
}

fn figures(lang: Lang, figures: &Figures) -> Vec<String> {
    vec![
        percent(lang, figures.device_percent),
        percent(lang, figures.service_percent),
        percent(lang, figures.observed_percent),
        figures.outages.to_string(),
        lasting(lang, figures.longest_ms),
    ]
}

fn devices(lang: Lang, found: &Availability) -> String {
    let mut table = Table::new(&[
        (crate::lang::word::name(lang), Align::Left),
        (crate::lang::word::opd(lang), Align::Left),
        (words::own(lang), Align::Right),
        (words::service(lang), Align::Right),
        (words::observed(lang), Align::Right),
        (words::outages(lang), Align::Right),
        (words::longest(lang), Align::Right),
    ]);
    for device in &found.devices {
        let mut cells = vec![model::text::shown(&device.name, 14), model::text::shown(&device.opd, 9)];
        cells.extend(figures(lang, &device.figures));
        table.row(cells);
    }
    table.text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_never_told_better_than_it_was() {
        for (value, expected) in [
            (Some(99.999_97), "99,999%"),
            (Some(100.0), "100,000%"),
            (Some(0.000_4), "0,000%"),
            (Some(66.666_7), "66,666%"),
            (None, "–"),
        ] {
            assert_eq!(percent(Lang::Id, value), expected);
        }
    }
}
