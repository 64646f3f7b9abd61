//! Availability as text: tables within 80 columns, a strip of the time, the outages with their causes.

use super::{devices, figures, lasting, name_of, percent};
use crate::{
    lang::{availability as words, word},
    output::{Align, Table},
};
use model::{
    Lang, Timestamp,
    api::{Availability, FleetPicture},
    availability::{Figures, Period, Span, State, strip},
};

/// Slices of a strip.
const SLICES: usize = 72;

/// What is to be told.
pub struct Page<'a> {
    /// In this language.
    pub lang: Lang,
    /// Names.
    pub fleet: &'a FleetPicture,
    /// The answer.
    pub found: &'a Availability,
    /// Only characters of ASCII in strips.
    pub ascii: bool,
}

impl Page<'_> {
    /// Everything, by agency; a line for every device where that was asked for.
    pub fn everything(&self, all: bool) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[
            (word::opd(lang), Align::Left),
            (words::devices(lang), Align::Right),
            (words::own(lang), Align::Right),
            (words::service(lang), Align::Right),
            (words::reachable(lang), Align::Right),
            (words::observed(lang), Align::Right),
            (words::outages(lang), Align::Right),
        ]);
        let mut row = |name: String, devices: u32, figures: &Figures, reachable: Option<&Figures>| {
            table.row(vec![
                name,
                devices.to_string(),
                percent(lang, figures.device_percent),
                percent(lang, figures.service_percent),
                percent(lang, reachable.and_then(|figures| figures.service_percent)),
                percent(lang, figures.observed_percent),
                figures.outages.to_string(),
            ]);
        };
        for opd in &self.found.opds {
            let name = if opd.code.0.is_empty() { words::without_opd(lang).to_owned() } else { opd.code.0.clone() };
            row(model::text::shown(&name, 12), opd.devices, &opd.figures, opd.reachable.as_ref());
        }
        let count = u32::try_from(self.found.devices.len()).unwrap_or(u32::MAX);
        row(words::all_devices(lang).to_owned(), count, &self.found.whole, None);
        let mut out = format!("{}\n\n{}", self.title(words::everything(lang)), table.text());
        if all {
            out.push_str(&format!("\n{}", devices(lang, self.found)));
        }
        out.push_str(&format!("\n{}\n", words::foot(lang)));
        out
    }

    /// One agency: whether it could be reached, its devices, its outages.
    pub fn opd(&self) -> String {
        let lang = self.lang;
        let Some(opd) = self.found.opds.first() else { return String::new() };
        let whose = if opd.name.is_empty() { opd.code.0.clone() } else { format!("{} ({})", opd.name, opd.code) };
        let mut out = format!("{}\n\n", self.title(&whose));
        match &opd.reachable {
            Some(reachable) => {
                let (service, observed) = (reachable.service_percent, reachable.observed_percent);
                out.push_str(&words::reachable_line(lang, percent(lang, service), percent(lang, observed)));
                out.push('\n');
                out.push_str(&self.strip(&opd.timeline));
            }
            None => out.push_str(words::no_gateway(lang)),
        }
        out.push_str(&format!("\n{}\n{}", devices(lang, self.found), self.outages()));
        out.push_str(&format!("\n{}\n", words::foot(lang)));
        out
    }

    /// One device: strip, figures, checks, outages.
    pub fn device(&self) -> String {
        let lang = self.lang;
        let Some(device) = self.found.devices.first() else { return String::new() };
        let whose = match device.opd.as_str() {
            "" => device.name.clone(),
            opd => format!("{} ({opd})", device.name),
        };
        let mut out = format!("{}\n\n{}\n", self.title(&whose), self.strip(&device.timeline));
        let of = &device.figures;
        for line in [
            words::device_line(lang, percent(lang, of.device_percent)),
            words::service_line(lang, percent(lang, of.service_percent)),
            words::observed_line(lang, percent(lang, of.observed_percent)),
        ] {
            out.push_str(&format!("{line}\n"));
        }
        let times = State::ALL.into_iter().filter(|state| of.tally.get(*state) > 0);
        let times: Vec<String> =
            times.map(|state| format!("{} {}", state.word(lang), lasting(lang, Some(of.tally.get(state))))).collect();
        out.push_str(&format!("{}\n", times.join(", ")));
        out.push_str(&format!("{}\n", words::counted(lang, of.outages, of.failures)));
        let means =
            words::means(lang, lasting(lang, of.mtbf_ms), lasting(lang, of.mttr_ms), lasting(lang, of.longest_ms));
        out.push_str(&format!("{means}\n"));
        for check in &device.checks {
            let cells = figures(lang, &check.figures);
            out.push_str(&format!("\n{}  {}\n", check.subject.word(lang), cells[1]));
            out.push_str(&self.line(&check.timeline));
        }
        out.push_str(&format!("\n{}", self.outages()));
        out
    }

    fn title(&self, whose: &str) -> String {
        let Availability { from, to, zone, .. } = self.found;
        let title = words::title(self.lang, whose, self.moment(*from), self.moment(*to), zone.name());
        model::text::visible(&title).to_string()
    }

    fn moment(&self, at: Timestamp) -> String {
        self.found.zone.local(at).strftime("%Y-%m-%d %H:%M").to_string()
    }

    const fn period(&self) -> Period {
        Period { from: self.found.from, to: self.found.to }
    }

    const fn cell(&self, state: State) -> char {
        if self.ascii { state.ascii() } else { state.glyph() }
    }

    fn line(&self, timeline: &[Span]) -> String {
        let cells = strip(timeline, self.period(), SLICES).into_iter().map(|state| self.cell(state));
        format!("{}\n", cells.collect::<String>())
    }

    /// A timeline as one line, with its ends and the meaning of what it shows.
    fn strip(&self, timeline: &[Span]) -> String {
        let (from, to) = (self.moment(self.found.from), self.moment(self.found.to));
        let between = SLICES.saturating_sub(from.len() + to.len());
        let shown = State::ALL.into_iter().filter(|state| timeline.iter().any(|span| span.state == *state));
        let legend: Vec<String> =
            shown.map(|state| format!("{} {}", self.cell(state), state.word(self.lang))).collect();
        format!("{}{from}{}{to}\n{}\n", self.line(timeline), " ".repeat(between), legend.join("  "))
    }

    fn outages(&self) -> String {
        let lang = self.lang;
        if self.found.outages.is_empty() {
            return format!("{}\n", words::no_outages(lang));
        }
        let several = self.found.devices.len() > 1;
        let mut columns = vec![
            (words::begins(lang), Align::Left),
            (words::ends(lang), Align::Left),
            (words::lasted(lang), Align::Right),
            (words::cause(lang), Align::Left),
        ];
        if several {
            columns.insert(0, (word::name(lang), Align::Left));
        }
        let mut table = Table::new(&columns);
        for outage in &self.found.outages {
            let began = if outage.began_before { "…".to_owned() } else { self.moment(outage.from) };
            let ended = if outage.goes_on { words::goes_on(lang).to_owned() } else { self.moment(outage.to) };
            let cause = outage.cause.text(lang, |id| name_of(self.fleet, id));
            let cause = format!("{}: {}", outage.state.word(lang), model::text::shown(&cause, 40));
            let mut cells = vec![began, ended, lasting(lang, Some(outage.millis())), cause];
            if several {
                cells.insert(0, model::text::shown(&name_of(self.fleet, outage.device), 14));
            }
            table.row(cells);
        }
        let mut out = table.text();
        if self.found.outages_left_out > 0 {
            out.push_str(&format!("{}\n", words::left_out(lang, self.found.outages_left_out)));
        }
        out
    }
}

#[cfg(test)]
mod tests;
