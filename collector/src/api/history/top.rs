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
    parallel,
    store::Many,
};
use model::{
    DeviceId, Metric,
    api::{AskTop, Code, ErrorAnswer, HistorySummary, MadeOf, Reading, Top, TopBy, TopRow},
    metric::Kind,
};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    time::Instant,
};

/// Most blocks read for one question.
const BLOCKS: i64 = 400_000;
/// Series of a device that are read together.
const TOGETHER: usize = 16;
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
    /// In the order of time.
    means: Vec<(i64, f64)>,
    increase: Option<u64>,
    samples: u64,
}

/// Sums by device and agency, each with its row.
type Sums = BTreeMap<(Option<DeviceId>, String), (Sum, TopRow)>;

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
    let looked_at = all.len() as u64;
    let many: Vec<&[One]> =
        all.chunk_by(|one, next| one.device == next.device).flat_map(|of| of.chunks(TOGETHER)).collect();
    let read = |part: &&[One]| {
        if Instant::now() > until { Err(took_too_long()) } else { rank(api, asked, part, level) }
    };
    let mut rows: Vec<TopRow> = Vec::new();
    let mut sums: Sums = BTreeMap::new();
    for (ranked, summed) in parallel::map(&many, read)? {
        rows.extend(ranked);
        for (name, (sum, row)) in summed {
            match sums.entry(name) {
                Entry::Occupied(entry) => entry.into_mut().0.join(sum),
                Entry::Vacant(entry) => drop(entry.insert((sum, row))),
            }
        }
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

/// Rows of some series of one device, and what they add to sums.
fn rank(api: &Api, asked: &AskTop, part: &[One], level: Level) -> Result<(Vec<TopRow>, Sums), ErrorAnswer> {
    let (mut rows, mut sums) = (Vec::new(), Sums::new());
    let Some(first) = part.first() else { return Ok((rows, sums)) };
    let window_ms = if level == Level::Hours { HOUR_MS } else { FIVE_MINUTES_MS };
    let (range, metrics) = (asked.from..asked.to, [asked.metric]);
    let instances: Vec<&str> = part.iter().map(|one| one.instance.as_str()).collect();
    let many =
        Many { device: first.device, instances: &instances, metrics: &metrics, from: range.start, to: range.end };
    let found = api.0.reader.rolled_of(&many, level).map_err(failed)?;
    for (one, rolled) in part.iter().zip(found) {
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
    Ok((rows, sums))
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

fn row(one: &One, value: f64, summary: HistorySummary) -> TopRow {
    let One { device, name, opd, instance } = one;
    TopRow { device: Some(*device), name: name.clone(), instance: instance.clone(), opd: opd.clone(), value, summary }
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
        self.add_means(query::means(metric, windows));
        self.samples += summary.samples;
        if let Some(increase) = summary.increase {
            self.increase = Some(self.increase.unwrap_or(0).saturating_add(increase));
        }
    }

    /// Takes in what was added up elsewhere.
    fn join(&mut self, other: Self) {
        self.add_means(other.means);
        self.samples += other.samples;
        if let Some(increase) = other.increase {
            self.increase = Some(self.increase.unwrap_or(0).saturating_add(increase));
        }
    }

    fn add_means(&mut self, more: Vec<(i64, f64)>) {
        // As a rule everything has the same windows.
        let are_same =
            self.means.len() == more.len() && self.means.iter().zip(&more).all(|(one, other)| one.0 == other.0);
        if are_same {
            self.means.iter_mut().zip(more).for_each(|(sum, (_, mean))| sum.1 += mean);
            return;
        }
        self.means.extend(more);
        self.means.sort_by_key(|(at, _)| *at);
        self.means.dedup_by(|later, sum| {
            let is_same = later.0 == sum.0;
            if is_same {
                sum.1 += later.1;
            }
            is_same
        });
    }

    fn summary(self, window_ms: i64, length: i64) -> HistorySummary {
        let mut values: Vec<f64> = self.means.into_iter().map(|(_, mean)| mean).collect();
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
