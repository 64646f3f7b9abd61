//! Questions that change the book and alerts.

use super::{
    Api,
    question::{alert_id, ask, body, id},
    read, scope,
};
use crate::{
    book::{self, refuse},
    fleet::redacted,
    writer::{Command, command::Change},
};
use axum::Router;
use model::{
    DeviceId, OpdCode,
    api::{self, Code, DevicePicture, ErrorAnswer},
};
use tokio::sync::oneshot;

model::messages! {
    no_prober { id: "Kolektor ini tidak melakukan polling", en: "This collector does not poll" }
    no_target(id) { id: "Perangkat {id} tidak punya alamat untuk diperiksa", en: "Device {id} has no address to be checked at" }
}

/// Adds all of them.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    let router = ask::<api::ListDevices, _, _>(router, |api, _, _| async move {
        let fleet = api.shared().fleet();
        let seen = fleet.devices().filter(|(_, known)| api.who().sees(known.device.opd.as_ref()));
        Ok(seen
            .map(|(_, known)| scope::cut_device(api.who(), redacted(&known.device), &fleet.class_of(known)))
            .collect())
    });
    let router = ask::<api::AddDevice, _, _>(router, |api, _, octets| async move {
        let asked: api::AddDevice = body(&octets)?;
        api.change(|reply| Change::AddDevice(asked.0, reply)).await
    });
    let router = ask::<api::AddDevices, _, _>(router, |api, _, octets| async move {
        let asked: api::AddDevices = body(&octets)?;
        api.change(|reply| Change::AddDevices(asked.devices, reply)).await
    });
    let router = ask::<api::SetDevice, _, _>(router, |api, part, octets| async move {
        let asked = api::SetDevice { id: id(&part)?, ..body(&octets)? };
        api.change(|reply| Change::SetDevice(asked, reply)).await
    });
    let router = ask::<api::RemoveDevice, _, _>(router, |api, part, _| async move {
        let id = id(&part)?;
        api.change(|reply| Change::RemoveDevice(id, reply)).await
    });
    let router = ask::<api::ProbeDevice, _, _>(router, |api, part, _| async move { probe(api, id(&part)?).await });
    let router = ask::<api::ListOpds, _, _>(router, |api, _, _| async move {
        let fleet = api.shared().fleet();
        Ok(fleet
            .opds()
            .filter_map(|opd| api.who().cut_opd(opd, |id| scope::sees_device(api.who(), &fleet, id)))
            .collect())
    });
    let router = ask::<api::AddOpd, _, _>(router, |api, _, octets| async move {
        let asked: api::AddOpd = body(&octets)?;
        api.change(|reply| Change::AddOpd(asked.0, reply)).await
    });
    let router = ask::<api::SetOpd, _, _>(router, |api, part, octets| async move {
        let asked = api::SetOpd { code: OpdCode(part), ..body(&octets)? };
        api.change(|reply| Change::SetOpd(asked, reply)).await
    });
    let router = ask::<api::Acknowledge, _, _>(router, |api, part, octets| async move {
        let asked = api::Acknowledge { id: alert_id(&part)?, ..body(&octets)? };
        scope::need_alert(&api, asked.id)?;
        api.change(|reply| Change::Acknowledge(asked, reply)).await
    });
    ask::<api::Unacknowledge, _, _>(router, |api, part, octets| async move {
        let asked = api::Unacknowledge { id: alert_id(&part)?, ..body(&octets)? };
        scope::need_alert(&api, asked.id)?;
        api.change(|reply| Change::Unacknowledge(asked, reply)).await
    })
}

async fn probe(api: Api, id: DeviceId) -> Result<DevicePicture, ErrorAnswer> {
    scope::need_device(&api, id)?;
    {
        let fleet = api.shared().fleet();
        let known = fleet.device(id).ok_or_else(|| book::no_device(id))?;
        if known.device.target.is_none() {
            return Err(refuse(Code::Invalid, |lang| no_target(lang, id)));
        }
    }
    let prober = api.prober().ok_or_else(|| refuse(Code::Busy, |lang| no_prober(lang).to_owned()))?;
    prober.probe(id).await;
    // What the probe sent is in the queue; the picture is made when it is in the fleet.
    let (reply, done) = oneshot::channel();
    api.command(Command::Flush(reply)).await?;
    let _ = done.await;
    read::device(api, id).await
}
