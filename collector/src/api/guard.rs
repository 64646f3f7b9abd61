//! What every request must pass: a loopback host name (against DNS rebinding), JSON where something is changed (against
//! forms of foreign pages), an end after ten seconds, and a caught panic.

use super::{
    Api,
    answer::{internal, refused},
    glpi, rights,
};
use crate::{book::refuse, trust::Peer};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Method, Response, header},
    middleware::Next,
};
use futures_util::FutureExt;
use model::api::{self, Code, Question};
use std::{net::IpAddr, panic::AssertUnwindSafe, time::Duration};

/// Longest answer, and longest probe of one device.
const LONGEST: Duration = Duration::from_secs(10);
const LONGEST_PROBE: Duration = Duration::from_secs(75);

model::messages! {
    foreign_host { id: "API hanya dijawab untuk host loopback (127.0.0.1, ::1, localhost)", en: "The API answers only for a loopback host (127.0.0.1, ::1, localhost)" }
    not_json { id: "Kirim dengan Content-Type: application/json", en: "Send it with Content-Type: application/json" }
    too_slow { id: "Jawaban terlalu lama; coba lagi", en: "The answer took too long; try again" }
}

pub(super) async fn guard(State(api): State<Api>, mut request: Request, next: Next) -> Response<Body> {
    // Over TLS nothing is answered without a token, a password or a certificate: there a foreign page has nothing to borrow.
    let is_tls = matches!(request.extensions().get::<Peer>(), Some(Peer::Tls { .. }));
    if !is_tls && !is_loopback_host(request.headers()) {
        api.shared().own.refused_requests.inc();
        return refused(refuse(Code::Invalid, |lang| foreign_host(lang).to_owned()));
    }
    let has_body = matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH);
    // The pages only check: a form of a foreign page could change nothing, and its answer stays in the browser.
    let is_page = request.uri().path().starts_with(crate::web::PATH)
        && (is_kind(request.headers(), "application/x-www-form-urlencoded")
            || is_kind(request.headers(), "multipart/form-data"));
    // Agents of other makers name their packing there; a form, which a foreign page could send, is none of theirs.
    let is_inventory = glpi::is_path(request.uri().path()) && !is_form(request.headers());
    if has_body && !is_page && !is_inventory && !is_json(request.headers()) {
        return refused(refuse(Code::Invalid, |lang| not_json(lang).to_owned()));
    }
    match rights::identify(&api, rights::Shown::by(&request)).await {
        Ok(who) => request.extensions_mut().insert(who),
        Err(response) => {
            api.shared().own.refused_requests.inc();
            if is_inventory {
                glpi::swallow(request.into_body()).await;
            }
            return *response;
        }
    };
    let longest = longest(request.uri().path());
    let answering = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(longest, answering).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            api.shared().own.panicked("api");
            refused(internal("a handler panicked"))
        }
        Err(_) => {
            api.shared().own.refused_requests.inc();
            refused(refuse(Code::Busy, |lang| too_slow(lang).to_owned()))
        }
    }
}

/// The time to the head of the answer; a stream or a page may take longer to its end.
fn longest(path: &str) -> Duration {
    let (before, after) = api::ProbeDevice::ROUTE.split_once("{id}").unwrap_or_default();
    if path.starts_with(before) && path.ends_with(after) { LONGEST_PROBE } else { LONGEST }
}

/// A browser always says which host it was asked for; a call inside this process need not.
fn is_loopback_host(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (first, second) = (hosts.next(), hosts.next());
    match (first, second) {
        (None, _) => true,
        (Some(host), None) => host.to_str().is_ok_and(is_loopback),
        (Some(_), Some(_)) => false,
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((inside, port)) if port.is_empty() || is_port(port) => inside,
            _ => return false,
        },
        None => match host.split_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            Some(_) => return false,
            None => host,
        },
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn is_port(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()))
}

fn is_json(headers: &HeaderMap) -> bool {
    is_kind(headers, "application/json")
}

/// What a browser sends for a page of anybody without asking first.
fn is_form(headers: &HeaderMap) -> bool {
    ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"].iter().any(|kind| is_kind(headers, kind))
}

fn is_kind(headers: &HeaderMap, wanted: &str) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (host, expected) in [
            ("127.0.0.1:7688", true),
            ("127.9.9.9", true),
            ("localhost:7688", true),
            ("LOCALHOST", true),
            ("[::1]:7688", true),
            ("[::1]", true),
            ("10.0.0.1:7688", false),
            ("evil.example", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.evil.example", false),
            ("127.0.0.1:7688@evil", false),
            ("[::1]evil", false),
            ("", false),
        ] {
            assert_eq!(is_loopback(host), expected, "{host}");
        }
    }

    #[test]
    fn only_a_probe_may_take_long() {
        for (path, probe) in [("/api/v1/devices/7/probe", true), ("/api/v1/devices/7", false), ("/api/v1/fleet", false)]
        {
            assert_eq!(longest(path) == LONGEST_PROBE, probe, "{path}");
        }
    }
}
