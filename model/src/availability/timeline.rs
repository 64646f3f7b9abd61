//! From marks, watches and maintenance windows to a timeline that fills a period without gap or overlap.

use super::{Cause, Mark, Period, Span, State, Watch};
use crate::Timestamp;

/// What something was during a period. Marks, watches and windows may come in any order; what lies outside all watches
/// is unknown, what lies inside a window is maintenance.
pub fn timeline(marks: &[Mark], watches: &[Watch], windows: &[Span], period: Period) -> Vec<Span> {
    let mut marks: Vec<&Mark> = marks.iter().collect();
    marks.sort_by_key(|mark| (mark.at, mark.state, name(mark)));
    let mut spans = Spans::default();
    let mut from = period.from;
    for watch in joined(watches, period) {
        spans.put(from, watch.from, State::Unknown, &Cause::CollectorOff);
        watched(&marks, watch, &mut spans);
        from = watch.to;
    }
    spans.put(from, period.to, State::Unknown, &Cause::CollectorOff);
    lay_over(spans.0, windows, period)
}

/// Marks of one moment need an order too, or the timeline would depend on theirs.
const fn name(mark: &Mark) -> u8 {
    match mark.cause {
        Cause::None => 0,
        Cause::NoEcho => 1,
        Cause::NoSnmp => 2,
        Cause::NoTcp => 3,
        Cause::Behind { .. } => 4,
        Cause::CollectorOff => 5,
        Cause::NoCheck => 6,
        Cause::AgentSilent => 7,
        Cause::NotWatched => 8,
        Cause::Started => 9,
        Cause::Planned { .. } => 10,
        Cause::ShutDown => 11,
        Cause::AgentStopped => 12,
    }
}

#[derive(Default)]
struct Spans(Vec<Span>);

impl Spans {
    /// Adds what follows; equal neighbours are one.
    fn put(&mut self, from: Timestamp, to: Timestamp, state: State, cause: &Cause) {
        if from >= to {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.to == from && last.state == state && last.cause == *cause => last.to = to,
            _ => self.0.push(Span { from, to, state, cause: cause.clone() }),
        }
    }
}

/// Watches clipped to the period, in order, those that overlap made one.
fn joined(watches: &[Watch], period: Period) -> Vec<Watch> {
    let clipped = watches.iter().map(|w| Watch { from: w.from.max(period.from), to: w.to.min(period.to) });
    let mut sorted: Vec<Watch> = clipped.filter(|watch| watch.from < watch.to).collect();
    sorted.sort_by_key(|watch| (watch.from, watch.to));
    let mut joined: Vec<Watch> = Vec::with_capacity(sorted.len());
    for watch in sorted {
        match joined.last_mut() {
            Some(last) if watch.from <= last.to => last.to = last.to.max(watch.to),
            _ => joined.push(watch),
        }
    }
    joined
}

fn watched(marks: &[&Mark], watch: Watch, spans: &mut Spans) {
    let next = marks.partition_point(|mark| mark.at <= watch.from);
    let (mut state, mut cause) = match next.checked_sub(1).map(|place| marks[place]) {
        Some(mark) => (mark.state, &mark.cause),
        None => (State::Unknown, &Cause::NotWatched),
    };
    let mut from = watch.from;
    for mark in marks[next..].iter().take_while(|mark| mark.at < watch.to) {
        spans.put(from, mark.at, state, cause);
        (from, state, cause) = (mark.at, mark.state, &mark.cause);
    }
    spans.put(from, watch.to, state, cause);
}

/// Lays maintenance windows over a timeline; of several at once the one that began first tells the reason.
fn lay_over(spans: Vec<Span>, windows: &[Span], period: Period) -> Vec<Span> {
    let mut windows: Vec<&Span> =
        windows.iter().filter(|w| w.from < period.to && w.to > period.from && w.from < w.to).collect();
    if windows.is_empty() {
        return spans;
    }
    windows.sort_by(|a, b| (a.from, a.to).cmp(&(b.from, b.to)).then_with(|| reason(a).cmp(reason(b))));
    let mut laid = Spans::default();
    for span in &spans {
        let mut from = span.from;
        for window in &windows {
            let (begins, ends) = (window.from.max(from), window.to.min(span.to));
            if begins < ends {
                laid.put(from, begins, span.state, &span.cause);
                laid.put(begins, ends, window.state, &window.cause);
                from = ends;
            }
        }
        laid.put(from, span.to, span.state, &span.cause);
    }
    laid.0
}

fn reason(window: &Span) -> &str {
    match &window.cause {
        Cause::Planned { reason } => reason,
        _ => "",
    }
}

/// The best of several timelines of one period at every moment: an agency with two ways out is reachable while one of
/// them stands. Unknown is better than down here, for one that stood may be among what nobody saw.
pub fn combine(timelines: &[Vec<Span>], period: Period) -> Vec<Span> {
    let mut edges: Vec<Timestamp> = timelines.iter().flatten().map(|span| span.from).collect();
    edges.extend([period.from, period.to]);
    edges.retain(|edge| (period.from..=period.to).contains(edge));
    edges.sort_unstable();
    edges.dedup();
    let mut places = vec![0; timelines.len()];
    let mut spans = Spans::default();
    for pair in edges.windows(2) {
        let mut best: Option<&Span> = None;
        for (timeline, place) in timelines.iter().zip(&mut places) {
            while timeline.get(*place).is_some_and(|span| span.to <= pair[0]) {
                *place += 1;
            }
            let Some(span) = timeline.get(*place).filter(|span| span.from <= pair[0]) else { continue };
            if best.is_none_or(|known| goodness(span.state) > goodness(known.state)) {
                best = Some(span);
            }
        }
        match best {
            Some(span) => spans.put(pair[0], pair[1], span.state, &span.cause),
            None => spans.put(pair[0], pair[1], State::Unknown, &Cause::NotWatched),
        }
    }
    spans.0
}

/// A timeline in so many slices of equal length, each the worst of what it holds: a short outage stays to be seen.
pub fn strip(spans: &[Span], period: Period, slices: usize) -> Vec<State> {
    let mut place = 0;
    let edge = |slice: usize| {
        let part = i128::from(period.millis()) * slice as i128 / slices.max(1) as i128;
        Timestamp(period.from.0 + i64::try_from(part).unwrap_or_default())
    };
    let slice = |slice: usize| {
        let (from, to) = (edge(slice), edge(slice + 1));
        while spans.get(place).is_some_and(|span| span.to <= from) {
            place += 1;
        }
        let inside = spans[place..].iter().take_while(|span| span.from < to);
        inside.map(|span| span.state).max_by_key(|state| weight(*state)).unwrap_or_default()
    };
    (0..slices).map(slice).collect()
}

/// What of a slice is shown.
const fn weight(state: State) -> u8 {
    match state {
        State::Down => 5,
        State::Unreachable => 4,
        State::Maintenance => 3,
        State::Unknown => 2,
        State::Off => 1,
        State::Up => 0,
    }
}

const fn goodness(state: State) -> u8 {
    match state {
        State::Up => 5,
        State::Unknown => 4,
        State::Maintenance => 3,
        State::Off => 2,
        State::Unreachable => 1,
        State::Down => 0,
    }
}
