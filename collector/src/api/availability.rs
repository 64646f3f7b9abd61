//! Questions about availability and maintenance windows.

use super::{
    Api,
    answer::internal,
    question::{ask, body, number, query},
    scope,
};
use crate::{
    availability::{Scene, Whose},
    book::{self, refuse},
    writer::command::Change,
};
use axum::Router;
use model::{
    api::{self, Code, ErrorAnswer},
    availability::{Maintenance, MaintenanceId, Period},
};

/// Windows that ended are listed this long, days.
const LISTED_DAYS: i64 = 30;
/// Most windows of one answer: the newest.
const MOST_WINDOWS: usize = 1000;

/// Adds all of them.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    let router = ask::<api::AskAvailability, _, _>(router, |api, _, octets| async move {
        let asked: api::AskAvailability = query(&octets)?;
        api.blocking(move |api| availability(&api, &asked)).await?
    });
    let router =
        ask::<api::ListMaintenance, _, _>(router, |api, _, _| async move { api.blocking(|api| list(&api)).await? });
    let router = ask::<api::AddMaintenance, _, _>(router, |api, _, octets| async move {
        let asked: api::AddMaintenance = body(&octets)?;
        api.change(|reply| Change::AddMaintenance(asked, reply)).await
    });
    ask::<api::EndMaintenance, _, _>(router, |api, part, _| async move {
        let asked = api::EndMaintenance { id: MaintenanceId(number(&part)?) };
        api.change(|reply| Change::EndMaintenance(asked, reply)).await
    })
}

fn availability(api: &Api, asked: &api::AskAvailability) -> Result<api::Availability, ErrorAnswer> {
    let now = api.shared().clock.now();
    let whose = match (asked.device, &asked.opd) {
        (Some(id), _) => {
            scope::need_device(api, id)?;
            Whose::Device(id)
        }
        (None, Some(code)) => {
            let fleet = api.shared().fleet();
            let known = fleet.opds().any(|opd| opd.code == *code && api.who().sees(Some(code)));
            if !known {
                return Err(book::no_opd(code));
            }
            Whose::Opd(code.clone())
        }
        (None, None) => Whose::All,
    };
    let scene = {
        let fleet = api.shared().fleet();
        let zone = fleet.settings().site.zone;
        let (period, from, to) = (asked.period.as_deref(), asked.from.as_deref(), asked.to.as_deref());
        let period = Period::named(period, from, to, zone, now)
            .map_err(|error| refuse(Code::Invalid, |lang| error.text(lang)))?;
        Scene::of(&fleet, api.who(), whose, period, now)
    };
    scene.report(&api.0.reader).map_err(|error| internal(&error.to_string()))
}

fn list(api: &Api) -> Result<Vec<Maintenance>, ErrorAnswer> {
    let since = api.shared().clock.now().plus_seconds(-LISTED_DAYS * 86_400);
    let mut windows = api.0.reader.maintenance(since).map_err(|error| internal(&error.to_string()))?;
    let fleet = api.shared().fleet();
    windows.retain(|window| match (window.device, &window.opd) {
        (Some(id), _) => scope::sees_device(api.who(), &fleet, id),
        (None, code) => api.who().sees(code.as_ref()),
    });
    let left_out = windows.len().saturating_sub(MOST_WINDOWS);
    windows.drain(..left_out);
    Ok(windows)
}
