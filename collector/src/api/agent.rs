//! What agents ask: to join, for their next certificate, to take what they send.

use super::{
    Api,
    answer::{internal, refused, respond},
    question::{Asking, ask, body},
};
use crate::{
    book::refuse,
    request::{self, Fault},
    writer::{Command, Intake, command::Change},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Extension, Request},
    http::{HeaderValue, Response, header},
    routing::post,
};
use model::{
    Lang,
    api::{Code, Enrol, ErrorAnswer, MOST_ENTRIES, MOST_PACKED, MOST_UNPACKED, Question, Received, Renew, SendBatches},
    text::is_invisible,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

use crate::trust::{Peer, Who};

/// A body that has not come by then is given up.
const SLOWEST: Duration = Duration::from_secs(30);
/// Wait told to a sender while nothing can be taken.
const BUSY_SECONDS: &str = "10";
/// A request up to this length, packed, is no backlog, octets.
const HEARTBEAT: usize = 16 * 1024;
/// Longest signing request, octets.
const LONGEST_CSR: usize = 8 * 1024;

model::messages! {
    too_large(packed, unpacked) { id: "Kiriman paling besar {packed} MiB, {unpacked} MiB setelah dibuka", en: "A request has at most {packed} MiB, {unpacked} MiB unpacked" }
    too_slow { id: "Kiriman terlalu lambat", en: "The request came too slowly" }
    not_gzip { id: "Kiriman bukan gzip yang utuh", en: "The request is no whole gzip" }
    unreadable { id: "Kiriman tidak dapat dibaca", en: "The request cannot be read" }
    entry_count(most) { id: "Kirim paling banyak {most} laporan sekaligus", en: "Send at most {most} entries at once" }
    bad_id { id: "epoch, boot_id dan nonce: 1 sampai 64 karakter biasa", en: "epoch, boot_id and nonce have 1 to 64 plain characters" }
    too_often { id: "Terlalu banyak percobaan gagal; coba lagi semenit lagi", en: "Too many failed attempts; try again in a minute" }
    needs_certificate { id: "Perlu sertifikat agen: daftarkan dengan pantau-agent enrol", en: "An agent's certificate is needed: enrol with pantau-agent enrol" }
}

/// Adds all of them.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    let router = ask::<Renew, _, _>(router, |api, _, octets| async move {
        let asked: Renew = body(&octets)?;
        let Some(agent) = api.who().agent.clone() else {
            return Err(refuse(Code::Forbidden, |lang| needs_certificate(lang).to_owned()));
        };
        check_csr(&asked.csr)?;
        api.change(|reply| Change::Renew(agent, asked, reply)).await
    });
    router.route(Enrol::ROUTE, post(enrol)).route(SendBatches::ROUTE, post(batches))
}

fn check_csr(csr: &str) -> Result<(), ErrorAnswer> {
    if csr.len() <= LONGEST_CSR { Ok(()) } else { Err(refuse(Code::Invalid, |lang| unreadable(lang).to_owned())) }
}

/// A machine joins. Guesses are counted by address.
async fn enrol(Asking(api): Asking, peer: Option<Extension<Peer>>, request: Request) -> Response<Body> {
    let address = peer.map(|Extension(peer)| peer.address());
    if api.shared().failures.must_wait(address.as_ref(), Instant::now()) {
        return refused(refuse(Code::TooMany, |lang| too_often(lang).to_owned()));
    }
    let asked = async {
        let octets = to_bytes(request.into_body(), 64 * 1024).await.map_err(|_| too_large_answer())?;
        let asked: Enrol = body(&octets)?;
        check_csr(&asked.csr)?;
        if !request::is_id(&asked.nonce) {
            return Err(refuse(Code::Invalid, |lang| bad_id(lang).to_owned()));
        }
        api.change(|reply| Change::Enrol(clean(asked), reply)).await
    };
    let answer = asked.await;
    if answer.as_ref().is_err_and(|error| error.code == Code::Forbidden) {
        api.shared().failures.note(address, Instant::now());
        tracing::warn!(origin = api.who().origin, "a join token was refused");
        // A join token stands in no audit line of a change, for nothing changed: the refusal has one of its own.
        let refused = Command::Refused("agent.enrol", Arc::new(Who { name: "?".into(), ..api.who().clone() }));
        let _ = api.command(refused).await;
    }
    respond(answer)
}

/// Marks that a machine states are foreign text.
fn clean(mut asked: Enrol) -> Enrol {
    let marks = &mut asked.identity;
    let texts = [&mut marks.uuid, &mut marks.serial, &mut marks.name, &mut marks.asset_code];
    for text in texts.into_iter().flatten() {
        *text = text.chars().filter(|c| !is_invisible(*c)).take(255).collect();
    }
    marks.macs.truncate(64);
    marks.addresses.truncate(64);
    asked
}

async fn batches(Asking(api): Asking, request: Request) -> Response<Body> {
    let answer = receive(api, request).await;
    let busy = answer.as_ref().is_err_and(|error| matches!(error.code, Code::Busy | Code::TooMany));
    let mut response = respond(answer);
    if busy {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(BUSY_SECONDS));
    }
    response
}

fn too_large_answer() -> ErrorAnswer {
    refuse(Code::TooLarge, |lang| too_large(lang, MOST_PACKED >> 20, MOST_UNPACKED >> 20))
}

async fn receive(api: Api, request: Request) -> Result<Received, ErrorAnswer> {
    let who = api.who();
    if who.agent.is_none() && !who.is_local {
        return Err(refuse(Code::Forbidden, |lang| needs_certificate(lang).to_owned()));
    }
    let packed = request.headers().get(header::CONTENT_ENCODING).is_some_and(|kind| kind == "gzip");
    let octets = tokio::time::timeout(SLOWEST, to_bytes(request.into_body(), MOST_PACKED)).await;
    let octets = octets.map_err(|_| refuse(Code::TooSlow, |lang| too_slow(lang).to_owned()))?;
    let octets = octets.map_err(|_| too_large_answer())?;
    let received_at = api.shared().clock.now();
    // Held until it is in the store: what waits here waits packed, and a heartbeat waits for none of it.
    let _turn = if octets.len() > HEARTBEAT { Some(api.0.backlogs.acquire().await) } else { None };
    let agent = who.agent.clone();
    let intake = api
        .blocking(move |_| {
            let asked = request::read(&octets, packed).map_err(told)?;
            Ok::<_, ErrorAnswer>(Intake {
                agent,
                entries: request::entries(&asked),
                epoch: asked.epoch,
                first_seq: asked.first_seq,
                generation: asked.generation,
                clock: asked.clock,
                received_at,
                preview: asked.preview,
                leaving: asked.leaving,
            })
        })
        .await??;
    let (reply, answer) = oneshot::channel();
    api.command(Command::Intake(Box::new(intake), reply)).await?;
    answer.await.map_err(|_| internal("the writer is gone"))?
}

/// What is wrong with a request, in words.
fn told(fault: Fault) -> ErrorAnswer {
    let invalid = |sentence: fn(Lang) -> &'static str| refuse(Code::Invalid, |lang| sentence(lang).to_owned());
    match fault {
        Fault::TooLarge => too_large_answer(),
        Fault::NotGzip => invalid(not_gzip),
        Fault::Unreadable => invalid(unreadable),
        Fault::TooManyEntries => refuse(Code::Invalid, |lang| entry_count(lang, MOST_ENTRIES)),
        Fault::Id => invalid(bad_id),
    }
}
