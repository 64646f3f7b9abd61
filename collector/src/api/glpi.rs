//! What agents of GLPI and FusionInventory ask: what they are to do, and to take an inventory. They ask at the addresses that
//! they know from their own servers and are answered in their own form.

use super::{Api, answer::internal, question::Asking};
use crate::{
    book::refuse,
    glpi::{self, Answer, Fault, Form, Message, Packing, Received},
    writer::{command::Change, foreign::ForeignInventory},
};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header},
    routing::post,
};
use futures_util::StreamExt;
use model::api::{Code, ErrorAnswer, MOST_PACKED, MOST_UNPACKED};
use std::time::Duration;

/// Where their servers take inventories; each with and without a stroke at its end.
const ROUTES: [&str; 10] = [
    "/glpi",
    "/glpi/",
    "/front/inventory.php",
    "/front/inventory.php/",
    "/plugins/fusioninventory",
    "/plugins/fusioninventory/",
    "/plugins/glpiinventory",
    "/plugins/glpiinventory/",
    "/ocsinventory",
    "/ocsinventory/",
];

/// A body that has not come by then is given up.
const SLOWEST: Duration = Duration::from_secs(30);
/// By which a GLPI agent says that it speaks the newer protocol, also where its first question is in the old form.
const AGENT_ID: HeaderName = HeaderName::from_static("glpi-agent-id");
/// Number by which an agent tells its requests apart in its log.
const REQUEST_ID: HeaderName = HeaderName::from_static("glpi-request-id");

model::messages! {
    too_large(packed, unpacked) { id: "Inventaris paling besar {packed} MiB, {unpacked} MiB setelah dibuka", en: "An inventory has at most {packed} MiB, {unpacked} MiB unpacked" }
    too_many { id: "Inventaris berisi terlalu banyak atau terlalu dalam", en: "The inventory has too many parts or is nested too deeply" }
    damaged { id: "Kiriman rusak: bukan zlib atau gzip yang utuh", en: "The request is damaged: no whole zlib or gzip" }
    unreadable { id: "Bukan pesan agen GLPI atau FusionInventory", en: "This is no message of a GLPI or FusionInventory agent" }
    too_slow { id: "Kiriman terlalu lambat", en: "The request came too slowly" }
    only_inventories { id: "Hanya inventaris yang diterima di sini", en: "Only inventories are taken here" }
}

/// Adds all of them.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    ROUTES.into_iter().fold(router, |router, route| router.route(route, post(take)))
}

/// True for one of these routes.
pub(super) fn is_route(route: &str) -> bool {
    ROUTES.contains(&route)
}

/// True for the path of one of them: they have no parts to fill in.
pub(super) fn is_path(path: &str) -> bool {
    is_route(path)
}

fn fault(fault: Fault) -> ErrorAnswer {
    match fault {
        Fault::TooLarge => too_large_answer(),
        Fault::TooMany | Fault::TooDeep => refuse(Code::Invalid, |lang| too_many(lang).to_owned()),
        Fault::Damaged => refuse(Code::Invalid, |lang| damaged(lang).to_owned()),
        Fault::Unreadable | Fault::NoAgent => refuse(Code::Invalid, |lang| unreadable(lang).to_owned()),
    }
}

fn too_large_answer() -> ErrorAnswer {
    refuse(Code::TooLarge, |lang| too_large(lang, MOST_PACKED >> 20, MOST_UNPACKED >> 20))
}

async fn take(Asking(api): Asking, request: Request) -> Response<Body> {
    let asked_as = request.headers().get(REQUEST_ID).filter(|id| is_request_id(id)).cloned();
    let mut manner = (Form::Xml, Packing::Plain);
    let taken = receive(&api, request, &mut manner).await;
    let (status, reply) = match &taken {
        Ok(answer) => (StatusCode::OK, answer.reply(manner.0, manner.1)),
        Err(error) => {
            let status = StatusCode::from_u16(error.code.http()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let why = format!("{} / {}", error.pesan, error.message);
            (status, Answer::Refused(&why).reply(manner.0, manner.1))
        }
    };
    let mut response = Response::new(Body::from(reply.octets));
    *response.status_mut() = status;
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(reply.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(id) = asked_as {
        headers.insert(REQUEST_ID, id);
    }
    response
}

fn is_request_id(id: &HeaderValue) -> bool {
    id.len() == 8 && id.as_bytes().iter().all(u8::is_ascii_hexdigit)
}

/// Reads what a refused agent still sends and drops it: it listens only when it has sent all, and then sends it again with its
/// password.
pub(super) async fn swallow(body: Body) {
    let mut pieces = body.into_data_stream();
    let mut left = MOST_PACKED;
    let reading = async {
        while let Some(Ok(piece)) = pieces.next().await {
            left = left.saturating_sub(piece.len());
            if left == 0 {
                return;
            }
        }
    };
    // One that is slower is cut.
    let _ = tokio::time::timeout(SLOWEST, reading).await;
}

async fn receive(api: &Api, request: Request, manner: &mut (Form, Packing)) -> Result<Answer<'static>, ErrorAnswer> {
    let is_newer = request.headers().contains_key(AGENT_ID);
    let octets = tokio::time::timeout(SLOWEST, to_bytes(request.into_body(), MOST_PACKED)).await;
    let octets = octets.map_err(|_| refuse(Code::TooSlow, |lang| too_slow(lang).to_owned()))?;
    let octets = octets.map_err(|_| too_large_answer())?;
    let turn = api.0.inventories.acquire().await.map_err(|error| internal(&error.to_string()))?;
    let read = api.blocking(move |api| read(&api, &octets)).await?;
    drop(turn);
    *manner = read.manner;
    match read.found? {
        Wanted::Order => {
            // That is how it learns that it may go on in the newer form.
            if is_newer {
                manner.0 = Form::Json;
            }
            Ok(Answer::Send)
        }
        Wanted::Take(sent) => {
            api.change(|reply| Change::Inventory(sent, reply)).await?;
            Ok(Answer::Taken)
        }
    }
}

/// What a message asks for.
enum Wanted {
    /// What is to be done.
    Order,
    /// This to be taken.
    Take(Box<ForeignInventory>),
}

struct Read {
    manner: (Form, Packing),
    found: Result<Wanted, ErrorAnswer>,
}

fn read(api: &Api, octets: &Bytes) -> Read {
    let Received { message, form, packing } = match glpi::read(octets) {
        Ok(received) => received,
        Err(wrong) => return Read { manner: glpi::look(octets), found: Err(fault(wrong)) },
    };
    let found = match message {
        Message::Contact => Ok(Wanted::Order),
        Message::Other(_) => Err(refuse(Code::Invalid, |lang| only_inventories(lang).to_owned())),
        Message::Inventory(inventory) => {
            let record = glpi::record(&inventory, api.shared().clock.now());
            let (agent, is_partial) = (inventory.device_id, inventory.is_partial);
            Ok(Wanted::Take(Box::new(ForeignInventory { agent, is_partial, record })))
        }
    };
    Read { manner: (form, packing), found }
}
