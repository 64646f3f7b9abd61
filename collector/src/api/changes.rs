//! The stream of changes as server-sent events: at most one in a quarter of a second, never a queue.

use super::{Api, answer::refused, question::Asking, scope};
use crate::book::refuse;
use axum::{
    body::Body,
    extract::{Query, rejection::QueryRejection},
    http::Response,
    response::{
        IntoResponse,
        sse::{Event, KeepAlive, Sse},
    },
};
use model::{api::Change, api::Code, text::json_inert};
use serde::Deserialize;
use std::{convert::Infallible, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, watch},
    time::Instant,
};

/// Least time between two events of one stream.
const PACE: Duration = Duration::from_millis(250);
/// A comment is sent after this long without an event, so that a dead line is noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

model::messages! {
    bad_since { id: "since harus nomor revisi", en: "since must be the number of a revision" }
    too_many_streams { id: "Terlalu banyak layar terhubung sekaligus", en: "Too many screens are connected at once" }
}

#[derive(Deserialize)]
pub(super) struct Since {
    since: Option<u64>,
}

struct Following {
    api: Api,
    since: u64,
    sent: Option<Instant>,
    revisions: watch::Receiver<u64>,
    ending: watch::Receiver<bool>,
    _permit: Open,
}

/// A place among the streams; counted while it is held.
struct Open {
    api: Api,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.api.shared().own.streams.dec();
    }
}

pub(super) async fn stream(Asking(api): Asking, since: Result<Query<Since>, QueryRejection>) -> Response<Body> {
    let Ok(Query(asked)) = since else {
        return refused(refuse(Code::Invalid, |lang| bad_since(lang).to_owned()));
    };
    let Ok(permit) = api.0.streams.clone().try_acquire_owned() else {
        api.shared().own.refused_requests.inc();
        return refused(refuse(Code::Busy, |lang| too_many_streams(lang).to_owned()));
    };
    api.shared().own.streams.inc();
    let revisions = api.shared().revision.subscribe();
    let ending = api.shared().ending.subscribe();
    let since = asked.since.unwrap_or_else(|| *revisions.borrow());
    let open = Open { api: api.clone(), _permit: permit };
    let following = Following { api, since, sent: None, revisions, ending, _permit: open };
    let events = futures_util::stream::unfold(following, |mut following| async move {
        let change = following.next().await?;
        let json = serde_json::to_string(&change).unwrap_or_default();
        Some((Ok::<_, Infallible>(Event::default().data(json_inert(&json))), following))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
}

impl Following {
    /// The next change that says anything; none when the collector ends.
    async fn next(&mut self) -> Option<Change> {
        loop {
            if *self.ending.borrow() {
                return None;
            }
            let revision = *self.revisions.borrow_and_update();
            if revision == self.since {
                tokio::select! {
                    changed = self.revisions.changed() => changed.ok()?,
                    _ = self.ending.changed() => return None,
                }
                continue;
            }
            if let Some(sent) = self.sent {
                tokio::select! {
                    () = tokio::time::sleep_until(sent + PACE) => {}
                    _ = self.ending.changed() => return None,
                }
            }
            let since = self.since;
            let change = self.api.blocking(move |api| {
                let now = api.shared().clock.now();
                let fleet = api.shared().fleet();
                scope::cut_change(api.who(), &fleet, since, now)
            });
            let change = change.await.ok()?;
            self.since = change.revision;
            if says_something(&change) {
                self.sent = Some(Instant::now());
                return Some(change);
            }
        }
    }
}

const fn says_something(change: &Change) -> bool {
    change.lost
        || change.collector.is_some()
        || change.alerts.is_some()
        || change.proposals.is_some()
        || !change.opds.is_empty()
        || !change.devices.is_empty()
        || !change.removed.is_empty()
}
