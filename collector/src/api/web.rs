//! Routes of the pages for procurement staff.

use super::{Api, question::Asking};
use crate::{
    compat::class::Class,
    web::{self, Answer, LIST, PATH, UPLOAD},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{DefaultBodyLimit, Multipart, Path, RawQuery, Request},
    http::{HeaderValue, Response, StatusCode, header},
    routing::{get, post},
};

/// Longest form, octets; that of a list carries all of it.
const LONGEST: usize = 256 * 1024;
const LONGEST_LIST: usize = 16 << 20;
/// Largest file that is uploaded.
const LARGEST_FILE: usize = 8 << 20;

/// Adds them.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    let uploads = post(uploaded).layer(DefaultBodyLimit::max(LARGEST_FILE + LONGEST));
    router
        .route(PATH, get(classes))
        .route(UPLOAD, uploads)
        .route(LIST, post(listed))
        .route(&format!("{PATH}/{{class}}"), get(form).post(answer))
}

/// Nothing of a page may come from elsewhere, and no script runs.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

async fn classes(RawQuery(query): RawQuery) -> Response<Body> {
    respond(Some(web::classes(&web::fields(query.unwrap_or_default().as_bytes()))))
}

async fn form(Asking(api): Asking, Path(class): Path<String>, RawQuery(query): RawQuery) -> Response<Body> {
    let fields = web::fields(query.unwrap_or_default().as_bytes());
    let now = api.shared().clock.now();
    respond(match Class::of(&class) {
        Some(class) => api.blocking(move |api| web::form(&api.desk(), class, &fields, now)).await.ok(),
        None => Some(web::classes(&fields)),
    })
}

async fn answer(Asking(api): Asking, Path(class): Path<String>, request: Request) -> Response<Body> {
    let Ok(octets) = to_bytes(request.into_body(), LONGEST).await else { return too_large() };
    let fields = web::fields(&octets);
    let Some(class) = Class::of(&class) else { return respond(Some(web::classes(&fields))) };
    let now = api.shared().clock.now();
    respond(api.blocking(move |api| web::answer(&api.desk(), class, &fields, now)).await.ok())
}

async fn listed(Asking(api): Asking, request: Request) -> Response<Body> {
    let Ok(octets) = to_bytes(request.into_body(), LONGEST_LIST).await else { return too_large() };
    let fields = web::fields(&octets);
    let site = api.shared().fleet().settings().site.clone();
    respond(api.blocking(move |api| web::listed(&api.desk(), &site, &fields)).await.ok())
}

async fn uploaded(Asking(api): Asking, mut form: Multipart) -> Response<Body> {
    let (mut fields, mut file) = (Vec::new(), Vec::new());
    loop {
        match form.next_field().await {
            Ok(None) => break,
            Ok(Some(field)) => {
                let name = field.name().unwrap_or_default().to_owned();
                match field.bytes().await {
                    Ok(octets) if name == "file" => file = octets.to_vec(),
                    Ok(octets) => fields.push((name, String::from_utf8_lossy(&octets).into_owned())),
                    Err(_) => return too_large(),
                }
            }
            Err(_) => return too_large(),
        }
    }
    if file.len() > LARGEST_FILE {
        return too_large();
    }
    respond(api.blocking(move |api| web::uploaded(&api.desk(), &fields, &file)).await.ok())
}

/// What was sent is more than any form or workbook needs, or was cut off.
fn too_large() -> Response<Body> {
    let mut response = respond(Some(Answer::Html(web::too_large())));
    *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    response
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
