//! Questions that read: the fleet, one device, health, metrics.

use super::{Api, answer::internal, answer::refused, question::Asking, scope};
use crate::{availability::Scene, book, fleet::add_history, metrics, topology};
use axum::{
    body::{Body, Bytes},
    extract::{RawQuery, State},
    http::{HeaderValue, Response, StatusCode, header},
};
use model::{
    DeviceId, InventoryChange,
    api::{Code, DevicePicture, ErrorAnswer, Figures, FleetPicture, MOST_CHANGES, Topology},
};
use std::{convert::Infallible, time::Duration};
use tokio::sync::mpsc;

model::messages! {
    too_many_scrapes { id: "Terlalu banyak pembacaan /metrics sekaligus", en: "Too many scrapes of /metrics at once" }
}

/// Pieces of a page that wait for a slow reader.
const PIECES: usize = 4;
/// A reader that takes nothing for this long is given up.
const STALLED: Duration = Duration::from_secs(30);

pub(super) async fn fleet(api: Api) -> Result<FleetPicture, ErrorAnswer> {
    api.blocking(|api| {
        let now = api.shared().clock.now();
        let fleet = api.shared().fleet();
        scope::cut_picture(api.who(), fleet.picture(now))
    })
    .await
}

pub(super) async fn device(api: Api, id: DeviceId) -> Result<DevicePicture, ErrorAnswer> {
    api.blocking(move |api| {
        scope::need_device(&api, id)?;
        let now = api.shared().clock.now();
        let mut picture = api.shared().fleet().device_picture(id, now).ok_or_else(|| book::no_device(id))?;
        add_history(&mut picture, &api.0.reader).map_err(|error| internal(&error.to_string()))?;
        if let Some(record) = &mut picture.record {
            api.shared().fleet().freshen(id, record);
        }
        let scene = Scene::of_lately(&api.shared().fleet(), api.who(), id, now);
        picture.lately = scene.lately(&api.0.reader).map_err(|error| internal(&error.to_string()))?;
        if let Some(agent) = api.shared().trust().agent_of(id) {
            picture.findings.extend(scope::findings(agent));
        }
        Ok(scope::cut_device_picture(api.who(), picture))
    })
    .await?
}

/// What changed in the inventory of a device.
pub(super) async fn changes(api: Api, id: DeviceId) -> Result<Vec<InventoryChange>, ErrorAnswer> {
    api.blocking(move |api| {
        scope::need_device(&api, id)?;
        api.0.reader.changes(id, MOST_CHANGES).map_err(|error| internal(&error.to_string()))
    })
    .await?
}

/// The topology as derived last; before the first time it is derived for who asks.
pub(super) async fn topology(api: Api) -> Result<Topology, ErrorAnswer> {
    api.blocking(|api| {
        let known = api.shared().fleet().topology();
        let topology = match known {
            Some(topology) => topology.as_ref().clone(),
            None => topology::read(api.shared(), &api.0.reader).map_err(|error| internal(&error.to_string()))?,
        };
        Ok(scope::cut_topology(api.who(), &api.shared().fleet(), topology))
    })
    .await?
}

/// 200 while data is taken in and kept, 503 while the store fails.
pub(super) async fn healthz(State(api): State<Api>) -> Response<Body> {
    let trouble = {
        let fleet = api.shared().fleet();
        fleet.facts().trouble.clone().filter(|_| fleet.is_hindered())
    };
    let (status, text) = match trouble {
        None => (StatusCode::OK, "ok\n".to_owned()),
        Some([_, english]) => (StatusCode::SERVICE_UNAVAILABLE, format!("{english}\n")),
    };
    plain(status, Body::from(text), "text/plain; charset=utf-8")
}

/// The collector's own figures.
pub(super) async fn figures(api: Api) -> Result<Figures, ErrorAnswer> {
    api.blocking(|api| Figures { at: api.shared().clock.now(), series: api.shared().own.series() }).await
}

/// The page is written on a thread of its own and sent piece by piece.
pub(super) async fn metrics(Asking(api): Asking, RawQuery(query): RawQuery) -> Response<Body> {
    let asked = metrics::Asked::parse(query.as_deref().unwrap_or_default());
    let choice = asked.and_then(|asked| metrics::Choice::of(&api.shared().fleet(), &asked, api.who().opd.as_ref()));
    let choice = match choice {
        Ok(choice) => choice,
        Err(error) => return refused(error),
    };
    let (pieces, mut page) = mpsc::channel::<String>(PIECES);
    let Ok(permit) = api.0.scrapes.clone().try_acquire_owned() else {
        api.shared().own.refused_requests.inc();
        return refused(book::refuse(Code::Busy, |lang| too_many_scrapes(lang).to_owned()));
    };
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let shared = api.shared();
        metrics::page(
            &shared.own,
            || shared.fleet(),
            shared.clock.now(),
            &choice,
            |piece| {
                let sent = runtime.block_on(tokio::time::timeout(STALLED, pieces.send(piece)));
                matches!(sent, Ok(Ok(())))
            },
        );
    });
    let body = futures_util::stream::poll_fn(move |context| {
        page.poll_recv(context).map(|piece| piece.map(|piece| Ok::<_, Infallible>(Bytes::from(piece))))
    });
    plain(StatusCode::OK, Body::from_stream(body), metrics::CONTENT_TYPE)
}

fn plain(status: StatusCode, body: Body, kind: &'static str) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
