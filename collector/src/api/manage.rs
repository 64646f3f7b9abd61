//! Questions that change something, and what agents send.

use super::{
    Api,
    question::{alert_id, ask, body, id},
    read,
};
use crate::{
    book::{self, refuse},
    fleet::redacted,
    writer::{Command, command::Change},
};
use axum::Router;
use model::{
    DeviceId, OpdCode, Source,
    api::{self, Code, DevicePicture, ErrorAnswer, Received, SendBatches},
};
use tokio::sync::oneshot;

/// Most batches of one request.
const BATCHES: usize = 1000;

model::messages! {
    no_prober { id: "Kolektor ini tidak melakukan polling", en: "This collector does not poll" }
    no_target(id) { id: "Perangkat {id} tidak punya alamat untuk diperiksa", en: "Device {id} has no address to be checked at" }
    batch_count(most) { id: "Kirim 1 sampai {most} batch", en: "Send 1 to {most} batches" }
    not_an_agent { id: "Agen hanya mengirim batch bersumber agent", en: "An agent sends batches of the source agent only" }
}

/// Adds all of them.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    let router = ask::<api::ListDevices, _, _>(router, |api, _, _| async move {
        Ok(api.shared().fleet().devices().map(|(_, known)| redacted(&known.device)).collect())
    });
    let router = ask::<api::AddDevice, _, _>(router, |api, _, octets| async move {
        let asked: api::AddDevice = body(&octets)?;
        api.change(|reply| Change::AddDevice(asked.0, reply)).await
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
    let router =
        ask::<api::ListOpds, _, _>(
            router,
            |api, _, _| async move { Ok(api.shared().fleet().opds().cloned().collect()) },
        );
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
        api.change(|reply| Change::Acknowledge(asked, reply)).await
    });
    let router = ask::<api::Unacknowledge, _, _>(router, |api, part, octets| async move {
        let asked = api::Unacknowledge { id: alert_id(&part)?, ..body(&octets)? };
        api.change(|reply| Change::Unacknowledge(asked, reply)).await
    });
    ask::<SendBatches, _, _>(router, |api, _, octets| async move { receive(api, body(&octets)?).await })
}

async fn probe(api: Api, id: DeviceId) -> Result<DevicePicture, ErrorAnswer> {
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

async fn receive(api: Api, asked: SendBatches) -> Result<Received, ErrorAnswer> {
    let mut batches = asked.batches;
    if batches.is_empty() || batches.len() > BATCHES {
        return Err(refuse(Code::Invalid, |lang| batch_count(lang, BATCHES)));
    }
    if batches.iter().any(|batch| batch.source != Source::Agent) {
        return Err(refuse(Code::Invalid, |lang| not_an_agent(lang).to_owned()));
    }
    for batch in &mut batches {
        // Which device of ours it is, and whether that answers checks, is not for an agent to say.
        batch.device.device = None;
        batch.heard.clear();
    }
    let (reply, answer) = oneshot::channel();
    api.command(Command::Store(batches, reply)).await?;
    let stored = answer.await.map_err(|_| super::internal("the writer is gone"))??;
    Ok(Received { stored })
}
