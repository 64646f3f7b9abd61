//! One series as CSV, written piece by piece: raw values a day at a time, so that any number of them costs little memory.

use super::{answer, moment, prepare};
use crate::{
    api::{
        Api,
        answer::{internal, refused},
        question::{Asked, Asking, body},
    },
    book::refuse,
    history::query::Plan,
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, Response, header},
};
use model::{
    Timestamp,
    api::{AskHistory, Code, ErrorAnswer, HistoryPoint, HistoryValue, Reading},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::mpsc;

/// Pieces that wait for a slow reader.
const PIECES: usize = 4;
/// A reader that takes nothing for this long is given up.
const STALLED: Duration = Duration::from_secs(30);
/// A piece of raw values covers this much, milliseconds.
const PIECE_MS: i64 = 86_400_000;

/// The rest of an answer could not be read.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the rest could not be read")]
struct BrokenOff;

/// Answers a question as CSV.
pub(in crate::api) async fn csv(Asking(api): Asking, asked: Asked) -> Response<Body> {
    match start(api, asked).await {
        Ok(body) => {
            let mut response = Response::new(body);
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            response
        }
        Err(error) => refused(error),
    }
}

async fn start(api: Api, asked: Asked) -> Result<Body, ErrorAnswer> {
    let asked: AskHistory = body(&asked.octets()?)?;
    let permit = api.0.queries.clone().try_acquire_owned().map_err(|_| {
        api.shared().own.refused_requests.inc();
        refuse(Code::Busy, |lang| super::busy(lang).to_owned())
    })?;
    // What is refused is refused before the first piece.
    let question = asked.clone();
    let plan = api.blocking(move |api| prepare(&api, &question)).await??;
    let (pieces, mut page) = mpsc::channel::<String>(PIECES);
    let is_whole = Arc::new(AtomicBool::new(false));
    let told = is_whole.clone();
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let mut send = |piece: String| {
            let sent = runtime.block_on(tokio::time::timeout(STALLED, pieces.send(piece)));
            matches!(sent, Ok(Ok(())))
        };
        match write(&api, &asked, &plan, &mut send) {
            Ok(whole) => told.store(whole, Ordering::SeqCst),
            Err(error) => drop(internal(&error.message)),
        }
    });
    let body = futures_util::stream::poll_fn(move |context| {
        page.poll_recv(context).map(|piece| match piece {
            Some(piece) => Some(Ok(Bytes::from(piece))),
            None if is_whole.load(Ordering::SeqCst) => None,
            // Half of a table must not look like a whole one: the connection ends without the end of the answer.
            None => Some(Err(BrokenOff)),
        })
    });
    Ok(Body::from_stream(body))
}

/// Writes everything; false: the reader is gone, or takes nothing.
fn write(
    api: &Api,
    asked: &AskHistory,
    plan: &Plan,
    send: &mut impl FnMut(String) -> bool,
) -> Result<bool, ErrorAnswer> {
    // The mark at the beginning tells spreadsheets that it is UTF-8.
    if !send("\u{feff}time,value\r\n".to_owned()) {
        return Ok(false);
    }
    if asked.reading != Reading::Raw {
        return Ok(send(lines(&answer(api, asked, plan)?.points)));
    }
    // From one source all the way, as the whole range would be told.
    let mut asked = asked.clone();
    let mut from = plan.range.start;
    while from < plan.range.end {
        let to = Timestamp(from.0.saturating_add(PIECE_MS)).min(plan.range.end);
        let piece = answer(api, &asked, &Plan { range: from..to, ..plan.clone() })?;
        asked.source = asked.source.or(piece.source);
        if !piece.points.is_empty() && !send(lines(&piece.points)) {
            return Ok(false);
        }
        from = to;
    }
    Ok(true)
}

fn lines(points: &[HistoryPoint]) -> String {
    let value = |value| match value {
        HistoryValue::Count(count) => count.to_string(),
        HistoryValue::Level(level) => level.to_string(),
    };
    points.iter().map(|point| format!("{},{}\r\n", moment(point.at), value(point.value))).collect()
}
