//! Who asks, found out from what a request shows, and which routes each role has. What is not named here is the NOC's alone.

use super::{Api, answer::refused, glpi};
use crate::{
    book::refuse,
    trust::{Peer, Sends, Who, password, token},
    writer::Command,
};
use axum::{
    body::Body,
    extract::{MatchedPath, Request},
    http::{HeaderValue, Method, Response, header},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use model::api::{self, Code, ErrorAnswer, Question, Role, TokenKind};
use std::{sync::Arc, time::Instant};

model::messages! {
    who_are_you { id: "Perlu token atau sandi yang berlaku", en: "A valid token or password is needed" }
    too_often { id: "Terlalu banyak percobaan gagal; coba lagi semenit lagi", en: "Too many failed attempts; try again in a minute" }
    unknown_route { id: "Alamat ini tidak ada pada API", en: "The API has no such path" }
}

/// Routes that need no role: to join, to send with a certificate, to see whether the collector lives, its public certificate.
const OPEN: [(&str, Method); 5] = [
    (api::Enrol::ROUTE, Method::POST),
    (api::Renew::ROUTE, Method::POST),
    (api::SendBatches::ROUTE, Method::POST),
    (api::AskAuthority::ROUTE, Method::GET),
    ("/healthz", Method::GET),
];

/// What reads the fleet.
const READING: [&str; 10] = [
    api::AskFleet::ROUTE,
    api::AskDevice::ROUTE,
    api::AskInventoryChanges::ROUTE,
    api::AskTopology::ROUTE,
    api::AskAvailability::ROUTE,
    api::AskBandwidth::ROUTE,
    api::ListMaintenance::ROUTE,
    api::ListDevices::ROUTE,
    api::ListOpds::ROUTE,
    api::CHANGES,
];

/// What reads history; the question is the body.
const MEASURED: [(&str, Method); 3] =
    [(api::AskHistory::ROUTE, Method::POST), (api::AskTop::ROUTE, Method::POST), (api::HISTORY_CSV, Method::POST)];

/// What checks equipment to be bought.
const CHECKING: [(&str, Method); 4] = [
    (api::AskCheck::ROUTE, Method::POST),
    (api::ListFrozen::ROUTE, Method::GET),
    (api::AskFrozen::ROUTE, Method::GET),
    (api::AskProduct::ROUTE, Method::POST),
];

/// What else a technician does for the own agency.
const TENDING: [(&str, Method); 12] = [
    (api::Acknowledge::ROUTE, Method::POST),
    (api::Unacknowledge::ROUTE, Method::POST),
    (api::ProbeDevice::ROUTE, Method::POST),
    (api::ListAgents::ROUTE, Method::GET),
    (api::ApproveAgent::ROUTE, Method::POST),
    (api::ListWaiting::ROUTE, Method::GET),
    (api::AdmitMachine::ROUTE, Method::POST),
    (api::RefuseMachine::ROUTE, Method::POST),
    (api::ListTokens::ROUTE, Method::GET),
    (api::CreateToken::ROUTE, Method::POST),
    (api::RevokeToken::ROUTE, Method::DELETE),
    (api::AskAudit::ROUTE, Method::GET),
];

/// True when this role has this route.
fn allows(role: Option<Role>, route: &str, method: &Method) -> bool {
    let among = |routes: &[(&str, Method)]| routes.iter().any(|(known, by)| *known == route && by == method);
    if among(&OPEN) || role == Some(Role::Noc) {
        return true;
    }
    let reads = (*method == Method::GET && READING.contains(&route)) || among(&MEASURED);
    let checks = among(&CHECKING) || route.starts_with(crate::web::PATH);
    match role {
        None => false,
        Some(Role::Scraper) => route == "/metrics" && *method == Method::GET,
        Some(Role::Reader) => reads,
        Some(Role::Procurement) => reads || checks || (route == api::Waive::ROUTE && *method == Method::POST),
        Some(Role::Technician) => reads || checks || among(&TENDING),
        Some(Role::Noc) => true,
    }
}

/// What of a request tells who asks for what.
pub(super) struct Shown {
    peer: Option<Peer>,
    authorization: Option<HeaderValue>,
    route: String,
    method: Method,
}

impl Shown {
    /// Of a request.
    pub(super) fn by(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
        Self {
            peer: request.extensions().get().cloned(),
            authorization: request.headers().get(header::AUTHORIZATION).cloned(),
            route,
            method: request.method().clone(),
        }
    }
}

/// Finds out who asks; an error is the answer to be given.
pub(super) async fn identify(api: &Api, shown: Shown) -> Result<Arc<Who>, Box<Response<Body>>> {
    let Shown { peer, authorization, route, method } = shown;
    if glpi::is_route(&route) {
        return identify_sender(api, peer, authorization).await;
    }
    let who = match (&peer, &authorization) {
        // A call inside this process, or plainly from this machine.
        (None | Some(Peer::Loopback(_)), None) => Who::local(),
        (Some(peer @ Peer::Tls { .. }), None) => Who::nobody(peer),
        (peer, Some(shown)) => prove(api, peer.as_ref(), shown).await?,
    };
    if allows(who.role, &route, &method) {
        return Ok(Arc::new(who));
    }
    // A browser is asked for name and password; a role that has no such route hears what an unknown route says.
    Err(Box::new(if who.role.is_none() { unauthorised() } else { unknown() }))
}

/// An agent of GLPI or FusionInventory: it shows a token for inventories, on this machine too, for that says whose it is.
async fn identify_sender(
    api: &Api,
    peer: Option<Peer>,
    authorization: Option<HeaderValue>,
) -> Result<Arc<Who>, Box<Response<Body>>> {
    if let Some(shown) = &authorization {
        let who = prove(api, peer.as_ref(), shown).await.map_err(|mut response| {
            ask_plainly(&mut response);
            response
        })?;
        if who.sends.is_some() {
            return Ok(Arc::new(who));
        }
    }
    let mut response = unauthorised();
    ask_plainly(&mut response);
    Err(Box::new(response))
}

/// These agents take whatever follows the realm for a part of it.
fn ask_plainly(response: &mut Response<Body>) {
    if let Some(asks) = response.headers_mut().get_mut(header::WWW_AUTHENTICATE) {
        *asks = HeaderValue::from_static("Basic realm=\"pantau\"");
    }
}

fn unknown() -> Response<Body> {
    refused(refuse(Code::NotFound, |lang| unknown_route(lang).to_owned()))
}

fn unauthorised() -> Response<Body> {
    let mut response = refused(refuse(Code::Unauthorised, |lang| who_are_you(lang).to_owned()));
    let asks = HeaderValue::from_static("Basic realm=\"pantau\", charset=\"UTF-8\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, asks);
    response
}

/// Looks at a token or a password. Failures are counted by address, those of passwords by login name as well.
async fn prove(api: &Api, peer: Option<&Peer>, shown: &HeaderValue) -> Result<Who, Box<Response<Body>>> {
    let address = peer.map(Peer::address);
    if api.shared().failures.must_wait(address.as_ref(), Instant::now()) {
        return Err(Box::new(refused(refuse(Code::TooMany, |lang| too_often(lang).to_owned()))));
    }
    let text = shown.to_str().unwrap_or_default();
    let (scheme, value) = text.split_once(' ').unwrap_or_default();
    let mut anew = false;
    let found = if scheme.eq_ignore_ascii_case("bearer") {
        by_token(api, value).await
    } else if scheme.eq_ignore_ascii_case("basic") {
        match basic(value) {
            Some((name, secret)) => match by_token(api, &secret).await {
                None => {
                    let found = by_password(api, &name, secret).await.map_err(|error| Box::new(refused(error)))?;
                    found.map(|(who, is_anew)| {
                        anew = is_anew;
                        who
                    })
                }
                found => found,
            },
            None => None,
        }
    } else {
        None
    };
    let origin = address.map(|address| address.to_string()).unwrap_or_default();
    match found {
        Some(who) => {
            let who = Who { origin, ..who };
            if anew {
                // Only fails when the writer is gone, and then nothing is written any more.
                let _ = api.command(Command::LoggedIn(Arc::new(who.clone()))).await;
            }
            Ok(who)
        }
        None => {
            api.shared().failures.note(address, Instant::now());
            tracing::warn!(origin, "a token or password was refused");
            let who = Who { name: "?".into(), role: None, origin, is_local: false, ..Who::local() };
            // Only fails when the writer is gone, and then nothing is written any more.
            let _ = api.command(Command::Refused("login", Arc::new(who))).await;
            Err(Box::new(unauthorised()))
        }
    }
}

/// Name and secret of `Basic` (RFC 7617).
pub(super) fn basic(value: &str) -> Option<(String, String)> {
    let octets = STANDARD.decode(value.trim()).ok()?;
    let text = String::from_utf8(octets).ok()?;
    let (name, secret) = text.split_once(':')?;
    Some((name.to_owned(), secret.to_owned()))
}

/// That a token was used is noted when the last time was so long ago, seconds.
const USE_NOTED: f64 = 3600.0;

async fn by_token(api: &Api, text: &str) -> Option<Who> {
    let (id, hash) = token::parse(text)?;
    let now = api.shared().clock.now();
    let stored = api.shared().trust().tokens.get(id).filter(|stored| stored.admits(&hash, now)).cloned()?;
    if stored.token.kind == TokenKind::Join {
        return None;
    }
    if stored.token.used_at.is_none_or(|then| now.seconds_since(then) > USE_NOTED) {
        // Only fails when the writer is gone, and then nothing is written any more.
        let _ = api.command(Command::Used(id.to_owned())).await;
    }
    let name = if stored.token.note.is_empty() {
        format!("token {id}")
    } else {
        format!("{} (token {id})", stored.token.note)
    };
    let nobody = Who { name, role: None, opd: None, is_local: false, ..Who::local() };
    match stored.token.kind {
        TokenKind::Api => {
            let (role, opd) = stored.rights()?;
            Some(Who { role: Some(role), opd, ..nobody })
        }
        TokenKind::Inventory => {
            let opd = stored.token.opd.clone()?;
            let sends = Some(Sends { opd, approves: stored.token.approves });
            Some(Who { sends, ..nobody })
        }
        TokenKind::Join => None,
    }
}

/// Longest login name that is counted, characters.
const LONGEST_LOGIN: usize = 64;

/// The person of a name and password, and whether the password was looked at anew: that is a login. A wrong name takes as long
/// as a wrong password.
async fn by_password(api: &Api, name: &str, secret: String) -> Result<Option<(Who, bool)>, ErrorAnswer> {
    if secret.len() > password::LONGEST {
        return Ok(None);
    }
    let known = api.shared().trust().people.get(name).cloned();
    let person = known.clone().unwrap_or_else(password::nobody);
    let proven = api.shared().proofs.holds(&person, &secret, Instant::now());
    let knows = if proven {
        true
    } else {
        // Whoever showed the right password lately is not held up by others who guess it.
        let login = name.chars().take(LONGEST_LOGIN).collect::<String>();
        if api.shared().guessed.must_wait(Some(&login), Instant::now()) {
            return Err(refuse(Code::TooMany, |lang| too_often(lang).to_owned()));
        }
        let _turn = api.0.hashing.acquire().await;
        let knows = api.blocking(move |api| {
            let knows = person.knows(&secret);
            if knows {
                api.shared().proofs.keep(&person, &secret, Instant::now());
            }
            knows
        });
        let knows = knows.await?;
        if !knows {
            api.shared().guessed.note(Some(login), Instant::now());
        }
        knows
    };
    Ok(known.filter(|_| knows).map(|person| {
        let (role, opd) = person.rights();
        let name = person.person.name;
        (Who { name, role: Some(role), opd, is_local: false, ..Who::local() }, !proven)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_is_the_nocs_alone() {
        for role in Role::ALL {
            let noc = role == Role::Noc;
            assert_eq!(allows(Some(role), "/api/v1/anything", &Method::POST), noc);
            assert_eq!(allows(Some(role), api::AddDevice::ROUTE, &Method::POST), noc);
            assert_eq!(allows(Some(role), api::RevokeAgent::ROUTE, &Method::POST), noc);
            assert_eq!(allows(Some(role), api::ListPeople::ROUTE, &Method::GET), noc);
            assert_eq!(allows(Some(role), "/metrics", &Method::GET), noc || role == Role::Scraper);
            let reads = !matches!(role, Role::Scraper);
            assert_eq!(allows(Some(role), api::AskFleet::ROUTE, &Method::GET), reads);
            let checks = matches!(role, Role::Noc | Role::Procurement | Role::Technician);
            assert_eq!(allows(Some(role), crate::web::PATH, &Method::GET), checks);
        }
        assert!(allows(None, api::Enrol::ROUTE, &Method::POST) && allows(None, "/healthz", &Method::GET));
        assert!(!allows(None, api::AskFleet::ROUTE, &Method::GET) && !allows(None, "/metrics", &Method::GET));
    }
}
