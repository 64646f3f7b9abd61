//! What links carried, as a question.

use super::{
    Api,
    answer::internal,
    question::{ask, query},
    scope,
};
use crate::{
    bandwidth::{Scene, Which},
    book::{self, refuse},
};
use axum::Router;
use model::{
    api::{self, Code, ErrorAnswer},
    availability::Period,
};

model::messages! {
    no_port(port) { id: "Port \"{port}\" tidak ada pada perangkat itu", en: "That device has no port \"{port}\"" }
}

/// Adds it.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    ask::<api::AskBandwidth, _, _>(router, |api, _, octets| async move {
        let asked: api::AskBandwidth = query(&octets)?;
        api.blocking(move |api| bandwidth(&api, asked)).await?
    })
}

fn bandwidth(api: &Api, asked: api::AskBandwidth) -> Result<api::Bandwidth, ErrorAnswer> {
    let now = api.shared().clock.now();
    let port = asked.port.clone().unwrap_or_default();
    let which = match (asked.device, asked.port, asked.opd) {
        (Some(id), port, _) => {
            scope::need_device(api, id)?;
            port.map_or(Which::Device(id), |port| Which::Port(id, port))
        }
        (None, _, Some(code)) => {
            let known = api.shared().fleet().opds().any(|opd| opd.code == code && api.who().sees(Some(&code)));
            if !known {
                return Err(book::no_opd(&code));
            }
            Which::Opd(code)
        }
        (None, _, None) => Which::All,
    };
    let scene = {
        let fleet = api.shared().fleet();
        let zone = fleet.settings().site.zone;
        let (period, from, to) = (asked.period.as_deref(), asked.from.as_deref(), asked.to.as_deref());
        let period = Period::named(period, from, to, zone, now)
            .map_err(|error| refuse(Code::Invalid, |lang| error.text(lang)))?;
        Scene::of(&fleet, api.who(), &which, period, now)
    };
    let scene = scene.ok_or_else(|| refuse(Code::NotFound, |lang| no_port(lang, port.escape_debug())))?;
    scene.report(&api.0.reader).map_err(|error| internal(&error.to_string()))
}
