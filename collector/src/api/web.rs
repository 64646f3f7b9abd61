//! Routes of the pages for procurement staff.

use super::Api;
use crate::{
    compat::class::Class,
    web::{self, Answer, PATH},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, RawQuery, Request, State},
    http::{HeaderValue, Response, StatusCode, header},
    routing::get,
};

/// Longest form, octets.
const LONGEST: usize = 256 * 1024;

/// Adds them.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    router.route(PATH, get(classes)).route(&format!("{PATH}/{{class}}"), get(form).post(answer))
}

/// Nothing of a page may come from elsewhere, and no script runs.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

async fn classes(RawQuery(query): RawQuery) -> Response<Body> {
    respond(Some(web::classes(&web::fields(query.unwrap_or_default().as_bytes()))))
}

async fn form(State(api): State<Api>, Path(class): Path<String>, RawQuery(query): RawQuery) -> Response<Body> {
    let fields = web::fields(query.unwrap_or_default().as_bytes());
    respond(match Class::of(&class) {
        Some(class) => api.blocking(move |api| web::form(api.desk(), class, &fields)).await.ok(),
        None => Some(web::classes(&fields)),
    })
}

async fn answer(State(api): State<Api>, Path(class): Path<String>, request: Request) -> Response<Body> {
    let Ok(octets) = to_bytes(request.into_body(), LONGEST).await else { return respond(None) };
    let fields = web::fields(&octets);
    let Some(class) = Class::of(&class) else { return respond(Some(web::classes(&fields))) };
    let letterhead = api.shared().fleet().settings().site.letterhead.clone();
    respond(api.blocking(move |api| web::answer(api.desk(), &letterhead, class, &fields)).await.ok())
}

fn respond(answer: Option<Answer>) -> Response<Body> {
    let (kind, name, octets) = match answer {
        Some(Answer::Html(page)) => ("text/html; charset=utf-8", None, page.into_bytes()),
        Some(Answer::File(kind, name, octets)) => (kind, Some(name), octets),
        None => ("text/plain; charset=utf-8", None, Vec::new()),
    };
    let failed = octets.is_empty();
    let mut response = Response::new(Body::from(octets));
    if failed {
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    }
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Some(name) = name
        && let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
    {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
