//! The greatest of many series over a range, each for itself or added up by device or agency.

use super::{failed, is_of, too_much, took_too_long};
use crate::{
    api::Api,
    book::{self, refuse},
    history::{
        key::Level,
        query,
        rollup::{FIVE_MINUTES_MS, HOUR_MS, Windows},
    },
    store::Ask,
};
use model::{
    DeviceId, Metric,
    api::{AskTop, Code, ErrorAnswer, HistorySummary, MadeOf, Reading, Top, TopBy, TopRow},
    metric::Kind,
};
use std::{collections::BTreeMap, time::Instant};

/// Most blocks read for one question.
const BLOCKS: i64 = 400_000;
/// Most rows of an answer.
const ROWS: usize = 1000;
/// Ranges from this on are read from hours where that does, milliseconds.
const LONG_MS: i64 = 60 * 86_400_000;

/// A series to look at.
struct One {
    device: DeviceId,
    name: String,
    opd: String,
    instance: String,
}

/// What series that are added up come to: the mean of each window, and the growth.
#[derive(Default)]
struct Sum {
    means: BTreeMap<i64, f64>,
    increase: Option<u64>,
    samples: u64,
}

pub(super) fn top(api: &Api, asked: &AskTop) -> Result<Top, ErrorAnswer> {
    let until = Instant::now() + super::LONGEST;
    let range = asked.from..asked.to;
    let length = range.end.0 - range.start.0;
    if length <= 0 {
        return Err(refuse(Code::Invalid, |lang| super::empty(lang).to_owned()));
    }
    if asked.reading == Reading::Increase && asked.metric.kind() != Kind::Counter {
        return Err(refuse(Code::Invalid, |lang| super::no_increase(lang, asked.metric.name())));
    }
    let all = series(api, asked)?;
    let is_long = length >= LONG_MS && asked.reading != Reading::P95;
    let level = if is_long { Level::Hours } else { Level::FiveMinutes };
    let window_ms = if is_long { HOUR_MS } else { FIVE_MINUTES_MS };
    let stretches = i64::from(level.stretch(range.end)) - i64::from(level.stretch(range.start)) + 1;
    let blocks = stretches.saturating_mul(all.len() as i64);
    if blocks > BLOCKS {
        return Err(refuse(Code::TooMuch, |lang| too_much(lang, blocks, BLOCKS)));
    }
    let metrics = [asked.metric];
    let mut rows: Vec<TopRow> = Vec::new();
    let mut sums: BTreeMap<(Option<DeviceId>, String), (Sum, TopRow)> = BTreeMap::new();
    let looked_at = all.len() as u64;
    for one in all {
        if Instant::now() > until {
            return Err(took_too_long());
        }
        let (device, instance) = (one.device, one.instance.as_str());
        let ask = Ask { device, source: None, instance, metrics: &metrics, from: range.start, to: range.end };
        let rolled = api.0.reader.rolled(&ask, level).map_err(failed)?;
        // The source that knows most of the range.
        let summary = |windows: &Windows| query::summary(asked.metric, windows, window_ms, &range);
        let told = rolled.into_values().map(|windows| (summary(&windows), windows));
        let Some((summary, windows)) = told.max_by(|(one, _), (other, _)| one.samples.cmp(&other.samples)) else {
            continue;
        };
        if asked.by == TopBy::Series {
            rows.extend(value(&summary, asked.reading).map(|value| row(one, value, summary)));
            continue;
        }
        let device = (asked.by == TopBy::Device).then_some(one.device);
        let (sum, _) = sums.entry((device, one.opd.clone())).or_insert_with(|| {
            let empty = TopRow { instance: String::new(), ..row(one, 0.0, HistorySummary::default()) };
            let row = if device.is_some() { empty } else { TopRow { device: None, name: String::new(), ..empty } };
            (Sum::default(), row)
        });
        sum.add(asked.metric, &windows, &summary);
    }
    rows.extend(sums.into_values().filter_map(|(sum, row)| {
        let summary = sum.summary(window_ms, length);
        value(&summary, asked.reading).map(|value| TopRow { value, summary, ..row })
    }));
    rows.sort_by(|one, other| other.value.total_cmp(&one.value));
    rows.truncate((asked.count as usize).min(ROWS));
    let made_of = if is_long { MadeOf::Hours } else { MadeOf::FiveMinutes };
    Ok(Top { unit: query::unit(asked.metric, asked.reading), made_of, series: looked_at, rows })
}

/// The series that this one may see.
fn series(api: &Api, asked: &AskTop) -> Result<Vec<One>, ErrorAnswer> {
    let fleet = api.shared().fleet();
    if let Some(code) = &asked.opd
        && !(api.who().sees(Some(code)) && fleet.opds().any(|opd| opd.code == *code))
    {
        return Err(book::no_opd(code));
    }
    let mut found = Vec::new();
    for (id, known) in fleet.devices() {
        let opd = known.device.opd.as_ref();
        if !api.who().sees(opd) || asked.opd.as_ref().is_some_and(|code| opd != Some(code)) {
            continue;
        }
        let name = known.name(&fleet.texts);
        let opd = opd.map(|code| code.0.clone()).unwrap_or_default();
        for (text, _) in &known.numbers {
            let is_port = known.ports.iter().any(|port| port.key == *text);
            let instance = fleet.texts.get(*text);
            if is_of(asked.metric, instance, is_port) {
                let instance = instance.to_owned();
                found.push(One { device: id, name: name.clone(), opd: opd.clone(), instance });
            }
        }
    }
    Ok(found)
}

fn row(one: One, value: f64, summary: HistorySummary) -> TopRow {
    TopRow { device: Some(one.device), name: one.name, instance: one.instance, opd: one.opd, value, summary }
}

/// By what rows are ordered.
fn value(summary: &HistorySummary, reading: Reading) -> Option<f64> {
    match reading {
        Reading::Increase => summary.increase.map(|increase| increase as f64),
        Reading::Highest => summary.highest,
        Reading::Lowest => summary.lowest,
        Reading::P95 | Reading::P95Raw => summary.p95,
        _ => summary.average,
    }
}

impl Sum {
    fn add(&mut self, metric: Metric, windows: &Windows, summary: &HistorySummary) {
        for (at, mean) in query::means(metric, windows) {
            *self.means.entry(at).or_default() += mean;
        }
        self.samples += summary.samples;
        if let Some(increase) = summary.increase {
            self.increase = Some(self.increase.unwrap_or(0).saturating_add(increase));
        }
    }

    fn summary(self, window_ms: i64, length: i64) -> HistorySummary {
        let mut values: Vec<f64> = self.means.into_values().collect();
        let count = values.len() as f64;
        HistorySummary {
            samples: self.samples,
            known: (count * window_ms as f64 / length as f64).clamp(0.0, 1.0),
            average: (count > 0.0).then(|| values.iter().sum::<f64>() / count),
            lowest: values.iter().copied().reduce(f64::min),
            highest: values.iter().copied().reduce(f64::max),
            p95: if window_ms == FIVE_MINUTES_MS { query::percentile(&mut values, 95) } else { None },
            increase: self.increase,
        }
    }
}
