//! Use of bandwidth as text: a table of many lines, or one line in full, within 80 columns.

use crate::{
    lang::bandwidth as words,
    output::{self, Align, Table},
};
use model::{
    Lang, Timestamp,
    api::{Bandwidth, Line},
    bandwidth::{Direction, Forecast, Usage, Volume},
    lang::bytes,
};

/// What is to be told.
pub struct Page<'a> {
    /// In this language.
    pub lang: Lang,
    /// The answer.
    pub found: &'a Bandwidth,
}

impl Page<'_> {
    /// Many lines, one row each.
    pub fn lines(&self) -> String {
        let lang = self.lang;
        if self.found.lines.is_empty() {
            return words::nothing(lang).to_owned();
        }
        let of_ports = self.found.lines.iter().all(|line| line.opd.is_none());
        let (first, last) =
            if of_ports { ("PORT", words::peak(lang)) } else { (crate::lang::word::opd(lang), words::full(lang)) };
        let mut table = Table::new(&[
            (first, Align::Left),
            (words::incoming(lang), Align::Right),
            (words::outgoing(lang), Align::Right),
            (words::p95(lang), Align::Right),
            (words::rate(lang), Align::Right),
            (words::share(lang), Align::Right),
            (words::measured(lang), Align::Right),
            (last, Align::Right),
        ]);
        for line in &self.found.lines {
            let usage = &line.usage;
            let name = match (&line.opd, line.ports.first()) {
                (Some(code), _) => code.0.clone(),
                (None, Some(port)) => port.port.clone(),
                (None, None) => String::new(),
            };
            let last = if of_ports {
                output::rate(lang, higher(usage.incoming.peak_bps, usage.outgoing.peak_bps))
            } else {
                self.full(&usage.forecast)
            };
            table.row(vec![
                model::text::shown(&name, 14),
                volume_or_none(lang, usage.incoming.octets, usage.counted_percent),
                volume_or_none(lang, usage.outgoing.octets, usage.counted_percent),
                output::rate(lang, usage.p95_bps),
                output::rate(lang, usage.contracted_bps.map(|bps| bps as f64)),
                output::percent(lang, usage.p95_percent),
                output::percent(lang, Some(usage.measured_percent)),
                last,
            ]);
        }
        let whose = if of_ports { self.first_device() } else { words::uplinks(lang).to_owned() };
        format!("{}\n\n{}\n{}\n", self.title(&whose), table.text(), words::foot(lang))
    }

    /// One line with everything.
    pub fn line(&self) -> String {
        let lang = self.lang;
        let Some(line) = self.found.lines.first() else { return words::nothing(lang).to_owned() };
        let usage = &line.usage;
        let whose = line.opd.as_ref().map_or_else(|| self.first_device(), |code| format!("OPD {code}"));
        let mut out = format!("{}\n", self.title(&whose));
        let ports: Vec<String> = line.ports.iter().map(|port| format!("{} {}", port.name, port.port)).collect();
        if !ports.is_empty() {
            out.push_str(&format!("{}\n", words::ports(lang, model::text::shown(&ports.join(", "), 70))));
        } else if line.opd.is_some() && usage.counted_percent <= 0.0 {
            out.push_str(&format!("{}\n", words::no_uplink(lang)));
        }
        let (received, sent) = (output::rate(lang, line.now_in_bps), output::rate(lang, line.now_out_bps));
        out.push_str(&format!("{}\n\n{}", words::now(lang, received, sent), self.directions(usage)));
        out.push_str(&format!("\n{}\n", self.counts(line)));
        let share = |value: f64| model::lang::percent(lang, (value * 10.0).floor() / 10.0, 1);
        let coverage = words::coverage(lang, share(usage.measured_percent), share(usage.counted_percent));
        out.push_str(&format!("{coverage}\n"));
        if let Some((day, hour)) = usage.profile.busiest {
            let rate = usage.profile.weekdays.get(day).and_then(|hours| hours.get(hour)).copied().flatten();
            let hours = format!("{hour:02}:00–{:02}:00", hour + 1);
            out.push_str(&format!("{}\n", words::busiest(lang, weekday(lang, day), hours, output::rate(lang, rate))));
        }
        out.push_str(&format!("{}\n", self.forecast(usage)));
        if usage.profile.busiest.is_some() {
            out.push_str(&format!("\n{}", self.profile(usage)));
        }
        if usage.months.len() > 1 {
            out.push_str(&format!("\n{}", self.volumes(words::month(lang), "%Y-%m", &usage.months)));
        }
        out.push_str(&format!("\n{}", self.volumes(words::day(lang), "%Y-%m-%d", &usage.days)));
        out.push_str(&format!("\n{}\n", words::foot(lang)));
        out
    }

    fn title(&self, whose: &str) -> String {
        let Bandwidth { from, to, zone, .. } = self.found;
        let moment = |at| self.date("%Y-%m-%d %H:%M", at);
        model::text::visible(&words::title(self.lang, whose, moment(*from), moment(*to), zone.name()))
    }

    fn date(&self, form: &str, at: Timestamp) -> String {
        self.found.zone.local(at).strftime(form).to_string()
    }

    fn first_device(&self) -> String {
        let port = self.found.lines.first().and_then(|line| line.ports.first());
        port.map(|port| port.name.clone()).unwrap_or_default()
    }

    fn directions(&self, usage: &Usage) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[
            (words::direction(lang), Align::Left),
            (words::volume(lang), Align::Right),
            (words::mean(lang), Align::Right),
            (words::p95(lang), Align::Right),
            (words::peak(lang), Align::Right),
        ]);
        let mut row = |name: &str, of: &Direction| {
            table.row(vec![
                name.to_owned(),
                volume_or_none(lang, of.octets, usage.counted_percent),
                output::rate(lang, of.mean_bps),
                output::rate(lang, of.p95_bps),
                output::rate(lang, of.peak_bps),
            ]);
        };
        row(words::incoming(lang), &usage.incoming);
        row(words::outgoing(lang), &usage.outgoing);
        table.text()
    }

    fn counts(&self, line: &Line) -> String {
        let (lang, usage) = (self.lang, &line.usage);
        let p95 = output::rate(lang, usage.p95_bps);
        match usage.contracted_bps {
            Some(bps) => {
                let what = if line.is_contracted { words::contracted(lang) } else { words::speed(lang) };
                let rate = words::against(lang, output::rate(lang, Some(bps as f64)), what);
                words::counts(lang, p95, output::percent(lang, usage.p95_percent), rate)
            }
            None => words::counts_alone(lang, p95),
        }
    }

    fn forecast(&self, usage: &Usage) -> String {
        let lang = self.lang;
        let rate = |bps: f64| output::rate(lang, Some(bps));
        let day = |at| self.date("%Y-%m-%d", at);
        match usage.forecast {
            Forecast::NotEnoughData { days, needed } => words::too_little(lang, days, needed),
            Forecast::NoTrend { level_bps } => words::no_trend(lang, rate(level_bps)),
            Forecast::Falling { level_bps, daily_bps } => words::falling(lang, rate(level_bps), rate(-daily_bps)),
            Forecast::Full { level_bps } => words::is_full(lang, rate(level_bps)),
            Forecast::Rising { level_bps, daily_bps, full, earliest, latest } => {
                let rising = words::rising(lang, rate(level_bps), rate(daily_bps));
                let latest = latest.map_or_else(|| words::later(lang).to_owned(), day);
                match (full, earliest, usage.contracted_bps) {
                    (Some(full), Some(earliest), _) => {
                        format!("{rising}\n{}", words::full_on(lang, day(full), day(earliest), latest))
                    }
                    (None, _, Some(_)) => format!("{rising}\n{}", words::not_in_sight(lang)),
                    _ => rising,
                }
            }
        }
    }

    /// When it is full, as a cell.
    fn full(&self, forecast: &Forecast) -> String {
        match forecast {
            Forecast::Rising { full: Some(full), .. } => self.date("%Y-%m", *full),
            Forecast::Full { .. } => words::full(self.lang).to_owned(),
            _ => "–".to_owned(),
        }
    }

    /// The hours of the week, each as one of eight heights of the busiest one.
    fn profile(&self, usage: &Usage) -> String {
        const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        let all = || usage.profile.weekdays.iter().flatten().flatten();
        let most = all().copied().fold(0.0, f64::max);
        let cell = |bps: &Option<f64>| match bps {
            None => ' ',
            Some(bps) if most > 0.0 => HEIGHTS[((bps / most * 7.99) as usize).min(7)],
            Some(_) => HEIGHTS[0],
        };
        let mut out = format!("{:<10} 00    06    12    18\n", "");
        for (day, hours) in usage.profile.weekdays.iter().enumerate() {
            let cells: String = hours.iter().map(cell).collect();
            out.push_str(format!("{:<10} {cells}", weekday(self.lang, day)).trim_end());
            out.push('\n');
        }
        out
    }

    fn volumes(&self, title: &'static str, form: &str, volumes: &[Volume]) -> String {
        let lang = self.lang;
        let mut table = Table::new(&[
            (title, Align::Left),
            (words::incoming(lang), Align::Right),
            (words::outgoing(lang), Align::Right),
            (words::p95(lang), Align::Right),
            (words::measured(lang), Align::Right),
        ]);
        for volume in volumes {
            table.row(vec![
                self.date(form, volume.from),
                volume_or_none(lang, volume.in_octets, volume.counted_percent),
                volume_or_none(lang, volume.out_octets, volume.counted_percent),
                output::rate(lang, volume.p95_bps),
                output::percent(lang, Some(volume.measured_percent.floor())),
            ]);
        }
        table.text()
    }
}

/// A volume; `–` where nothing was counted, which is not 0.
fn volume_or_none(lang: Lang, octets: u64, counted_percent: f64) -> String {
    if counted_percent > 0.0 { bytes(lang, octets as f64) } else { "–".to_owned() }
}

fn higher(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.into_iter().chain(b).max_by(f64::total_cmp)
}

const fn weekday(lang: Lang, day: usize) -> &'static str {
    match day {
        0 => words::monday(lang),
        1 => words::tuesday(lang),
        2 => words::wednesday(lang),
        3 => words::thursday(lang),
        4 => words::friday(lang),
        5 => words::saturday(lang),
        _ => words::sunday(lang),
    }
}

#[cfg(test)]
mod tests;
