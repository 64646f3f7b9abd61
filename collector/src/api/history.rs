//! Questions about history: one series, the greatest of many, how much is kept.

mod csv;
mod top;

use super::{
    Api,
    answer::internal,
    question::{ask, body, id},
    scope,
};
use crate::{
    book::{self, refuse},
    history::{
        key::Level,
        query::{self, Plan, Since, Unplanned},
        retention,
        rolling::{self, Told},
        rollup::{Rollup, Windows},
    },
    store::{Ask, StoreError},
    writer::command::Change,
};
use axum::{Router, routing::post};
use model::{
    DeviceId, Metric, Timestamp,
    api::{
        self, AskHistory, Code, ErrorAnswer, History, HistoryPoint, HistorySizes, LevelSize, MOST_POINTS, MadeOf,
        Reading,
    },
    metric::Of,
};
use std::time::Duration;

/// Longest that a question may take.
const LONGEST: Duration = Duration::from_secs(10);
/// Longest range of raw values that are listed one by one, days.
const RAW_DAYS: i64 = 400;

model::messages! {
    empty { id: "Rentang waktu kosong: akhir harus sesudah awal", en: "The range is empty: its end must come after its beginning" }
    bad_step { id: "Langkah harus pembagi atau kelipatan 300 detik", en: "A step must be a divisor or a multiple of 300 seconds" }
    no_increase(metric) { id: "{metric} bukan pencacah: tidak ada kenaikannya; pakai average", en: "{metric} is no counter and has no increase; ask for average" }
    no_instance(name, near) { id: "Tidak ada \"{name}\" pada perangkat ini; yang mirip: {near}", en: "This device has no \"{name}\"; what is near: {near}" }
    needs_instance(metric, some) { id: "{metric} milik satu bagian perangkat, sebutkan yang mana; misalnya: {some}", en: "{metric} belongs to a part of the device, name which; for example: {some}" }
    nothing { id: "belum ada", en: "there is none yet" }
    too_many_points(count, most) { id: "{count} titik, paling banyak {most}: perbesar langkah, persempit rentang, atau minta CSV", en: "{count} points, at most {most}: make the step larger or the range smaller, or ask for CSV" }
    too_much(blocks, most) { id: "Perlu membaca {blocks} blok, paling banyak {most}: persempit rentang atau pilihan", en: "It would read {blocks} blocks, at most {most}: make the range or the selection smaller" }
    too_long(seconds) { id: "Lebih dari {seconds} detik: persempit rentang atau pilihan", en: "It took more than {seconds} seconds: make the range or the selection smaller" }
    busy { id: "Terlalu banyak pertanyaan riwayat sekaligus; coba lagi sebentar", en: "Too many questions about history at once; try again in a moment" }
}

/// Registers them.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    let router = ask::<AskHistory, _, _>(router, |api, _, octets| async move {
        let asked: AskHistory = body(&octets)?;
        timed(&api, move |api| series(&api, &asked)).await
    });
    let router = ask::<api::AskTop, _, _>(router, |api, _, octets| async move {
        let asked: api::AskTop = body(&octets)?;
        timed(&api, move |api| top::top(&api, &asked)).await
    });
    let router =
        ask::<api::AskHistorySize, _, _>(router, |api, _, _| async move { timed(&api, |api| size(&api)).await });
    let router = ask::<api::ForgetHistory, _, _>(router, |api, part, _| async move {
        let device = id(&part)?;
        api.change(|reply| Change::ForgetHistory(device, reply)).await
    });
    router.route(api::HISTORY_CSV, post(csv::csv))
}

/// Answers on a thread of its own, few at once and not for ever. What takes too long is cut by its own limits soon after.
async fn timed<T: Send + 'static>(
    api: &Api,
    run: impl FnOnce(Api) -> Result<T, ErrorAnswer> + Send + 'static,
) -> Result<T, ErrorAnswer> {
    let permit = tokio::time::timeout(LONGEST, api.0.queries.clone().acquire_owned()).await;
    let Ok(Ok(permit)) = permit else {
        api.shared().own.refused_requests.inc();
        return Err(refuse(Code::Busy, |lang| busy(lang).to_owned()));
    };
    let answer = api.blocking(move |api| {
        let _permit = permit;
        run(api)
    });
    tokio::time::timeout(LONGEST, answer).await.unwrap_or_else(|_| Ok(Err(took_too_long())))?
}

fn took_too_long() -> ErrorAnswer {
    refuse(Code::TooMuch, |lang| too_long(lang, LONGEST.as_secs()))
}

fn failed(error: StoreError) -> ErrorAnswer {
    internal(&error.to_string())
}

/// Refuses a device that is not this one's to see. One that left the book belongs to nobody but those who see all.
fn need_device(api: &Api, device: DeviceId) -> Result<(), ErrorAnswer> {
    let is_gone = api.shared().fleet().device(device).is_none();
    if is_gone && api.who().sees_all() { Ok(()) } else { scope::need_device(api, device) }
}

fn series(api: &Api, asked: &AskHistory) -> Result<History, ErrorAnswer> {
    let plan = prepare(api, asked)?;
    if plan.step_ms > 0 {
        let steps = (plan.range.end.0 - plan.range.start.0) / plan.step_ms;
        if steps > MOST_POINTS as i64 {
            return Err(refuse(Code::TooMuch, |lang| too_many_points(lang, steps, MOST_POINTS)));
        }
    }
    let history = answer(api, asked, &plan)?;
    if history.points.len() > MOST_POINTS {
        let count = history.points.len();
        return Err(refuse(Code::TooMuch, |lang| too_many_points(lang, count, MOST_POINTS)));
    }
    Ok(history)
}

/// Looks whether the question can be answered, and how.
fn prepare(api: &Api, asked: &AskHistory) -> Result<Plan, ErrorAnswer> {
    need_device(api, asked.device)?;
    need_instance(api, asked)?;
    let since = since(api)?;
    let AskHistory { metric, reading, step_seconds, utc_offset_seconds, .. } = *asked;
    let plan = query::plan(metric, reading, asked.from..asked.to, step_seconds, utc_offset_seconds, since);
    let plan = plan.map_err(|why| {
        refuse(Code::Invalid, |lang| match why {
            Unplanned::Empty => empty(lang).to_owned(),
            Unplanned::Step => bad_step(lang).to_owned(),
            Unplanned::NotCounter => no_increase(lang, metric.name()),
        })
    })?;
    let days = (plan.range.end.0 - plan.range.start.0) / 86_400_000;
    if plan.made_of == MadeOf::Raw && days > RAW_DAYS {
        return Err(refuse(Code::TooMuch, |lang| too_much(lang, days, RAW_DAYS)));
    }
    Ok(plan)
}

fn since(api: &Api) -> Result<Since, ErrorAnswer> {
    let sizes = api.0.reader.history_sizes().map_err(failed)?;
    let oldest = |level| retention::oldest(&sizes, level).map(|stretch| level.range(stretch).start);
    Ok(Since { raw: oldest(Level::Day), five_minutes: oldest(Level::FiveMinutes) })
}

fn need_instance(api: &Api, asked: &AskHistory) -> Result<(), ErrorAnswer> {
    let known = api.0.reader.instances(asked.device).map_err(failed)?;
    let lacks_part = asked.instance.is_empty() && asked.metric.of() != Of::Device;
    if !lacks_part && known.contains(&asked.instance) {
        return Ok(());
    }
    if known.is_empty() && api.shared().fleet().device(asked.device).is_none() {
        return Err(book::no_device(asked.device));
    }
    let near = near(&asked.instance, known.iter().filter(|name| !name.is_empty()));
    let shown = |lang| if near.is_empty() { nothing(lang).to_owned() } else { model::text::visible(&near.join(", ")) };
    Err(refuse(Code::NotFound, |lang| {
        if lacks_part {
            return needs_instance(lang, asked.metric.name(), shown(lang));
        }
        no_instance(lang, model::text::visible(&asked.instance), shown(lang))
    }))
}

/// The names nearest to a word, nearest first.
fn near<'a>(word: &str, known: impl Iterator<Item = &'a String>) -> Vec<String> {
    let word = word.to_lowercase();
    let mut near: Vec<_> =
        known.map(|name| (strsim::damerau_levenshtein(&word, &name.to_lowercase()), name.clone())).collect();
    near.sort();
    near.truncate(5);
    near.into_iter().map(|(_, name)| name).collect()
}

/// The answer by its plan; without steps, every value.
fn answer(api: &Api, asked: &AskHistory, plan: &Plan) -> Result<History, ErrorAnswer> {
    let metrics = [asked.metric];
    let (from, to) = (plan.range.start, plan.range.end);
    let ask =
        Ask { device: asked.device, source: asked.source, instance: &asked.instance, metrics: &metrics, from, to };
    let unit = query::unit(asked.metric, asked.reading);
    let step_seconds = u32::try_from(plan.step_ms / 1000).unwrap_or(u32::MAX);
    let mut history = History { unit, made_of: plan.made_of, step_seconds, ..History::default() };
    let reader = &api.0.reader;
    if plan.made_of == MadeOf::Raw {
        let told = reader.told(&ask).map_err(failed)?;
        let most = told.into_iter().rev().max_by_key(|told| told.content.of(asked.metric.id()).len());
        let Some(told) = most.filter(|told| !told.content.of(asked.metric.id()).is_empty()) else { return Ok(history) };
        history.source = Some(told.source);
        history.points = from_raw(api, asked, plan, &told);
        if let Some(windows) = windows(&told, asked, 300_000) {
            history.summary = query::summary(asked.metric, &windows, 300_000, &plan.range);
        }
        return Ok(history);
    }
    let level = if plan.made_of == MadeOf::Hours { Level::Hours } else { Level::FiveMinutes };
    let rolled = reader.rolled(&ask, level).map_err(failed)?;
    let count = |windows: &Windows| match windows {
        Windows::Spreads(rows) => rows.iter().map(|row| u64::from(row.count)).sum::<u64>(),
        Windows::Growths(rows) => rows.iter().map(|row| u64::from(row.count)).sum(),
    };
    let most = rolled.into_iter().rev().max_by_key(|(_, windows)| count(windows));
    let Some(((source, _), windows)) = most else { return Ok(history) };
    history.source = Some(source);
    history.points = query::steps(asked.metric, asked.reading, &windows, plan);
    history.summary = query::summary(asked.metric, &windows, query::window_ms(plan), &plan.range);
    Ok(history)
}

fn windows(told: &Told, asked: &AskHistory, window_ms: i64) -> Option<Windows> {
    let rolled = rolling::windows(told, &asked.instance, window_ms);
    rolled.into_iter().find(|rollup: &Rollup| rollup.metric == asked.metric.id()).map(|rollup| rollup.windows)
}

fn from_raw(api: &Api, asked: &AskHistory, plan: &Plan, told: &Told) -> Vec<HistoryPoint> {
    let points = told.content.of(asked.metric.id());
    match asked.reading {
        Reading::Raw => points.iter().map(|point| HistoryPoint { at: point.at, value: point.value.into() }).collect(),
        Reading::P95Raw => query::percentiles(&raw_values(api, asked, told), plan),
        reading => {
            let windows = windows(told, asked, query::window_ms(plan));
            windows.map(|windows| query::steps(asked.metric, reading, &windows, plan)).unwrap_or_default()
        }
    }
}

/// Every value of a level, or every rate of a counter as it is told.
fn raw_values(api: &Api, asked: &AskHistory, told: &Told) -> Vec<(i64, f64)> {
    if asked.metric.kind() != model::metric::Kind::Counter {
        let points = told.content.of(asked.metric.id());
        return points.iter().map(|point| (point.at.0, point.value.as_f64())).collect();
    }
    let interval_s = api.shared().fleet().settings().poll.interval_seconds.max(60) as f64;
    let scale = query::scale(asked.metric);
    let rates = rolling::rates(told, &asked.instance, asked.metric, interval_s);
    rates.into_iter().map(|(at, rate)| (at, rate * scale)).collect()
}

fn size(api: &Api) -> Result<HistorySizes, ErrorAnswer> {
    let reader = &api.0.reader;
    let sizes = reader.history_sizes().map_err(failed)?;
    let used = reader.used_octets().map_err(failed)?;
    let tail = reader.tail_readings().map_err(failed)?;
    let free = reader.free_octets();
    let keep = api.shared().fleet().settings().history.clone();
    let now = api.shared().clock.now();
    let foreseen = retention::foresee(&sizes, &keep, used, free.unwrap_or(u64::MAX), now);
    let level = |level: Level| {
        let total = retention::total(&sizes, level);
        LevelSize {
            level: level.name().into(),
            blocks: total.blocks.max(0).unsigned_abs(),
            samples: total.samples.max(0).unsigned_abs(),
            octets: total.octets.max(0).unsigned_abs(),
            since: retention::oldest(&sizes, level).map(|stretch| level.range(stretch).start),
            octets_a_day: retention::octets_a_day(&sizes, level, now) as u64,
            keep_days: retention::days(level, &keep),
        }
    };
    Ok(HistorySizes {
        levels: Level::ALL.map(level).into(),
        tail_readings: tail.max(0).unsigned_abs(),
        database_octets: used,
        free_octets: free,
        bound_octets: u64::from(keep.size_at_most_gb) * 1_000_000_000,
        settled_octets: foreseen.settled_octets,
        full_at: foreseen.full_at,
    })
}

/// The metrics and instances of a device, for whoever ranks many.
fn is_of(metric: Metric, instance: &str, is_port: bool) -> bool {
    match metric.of() {
        Of::Device => instance.is_empty(),
        Of::Port => is_port,
        Of::Volume | Of::Sensor => !instance.is_empty() && !is_port,
    }
}

/// A moment in CSV.
fn moment(at: Timestamp) -> String {
    at.to_string()
}
