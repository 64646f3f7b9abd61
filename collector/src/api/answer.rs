//! Answers: JSON that steers no terminal, and refusals in both languages.

use crate::book::refuse;
use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use model::{
    api::{Code, ErrorAnswer},
    text::json_inert,
};
use serde::Serialize;

model::messages! {
    internal_fault { id: "Kesalahan di kolektor; sebabnya ada di log", en: "A fault in the collector; its cause is in the log" }
    unknown_route { id: "Alamat ini tidak ada pada API", en: "The API has no such path" }
    wrong_method { id: "Metode ini tidak ada pada alamat ini", en: "This path does not take this method" }
}

/// A fault of ours: its cause goes to the log, never to the client.
pub(super) fn internal(cause: &str) -> ErrorAnswer {
    tracing::error!(cause, "a question could not be answered");
    refuse(Code::Internal, |lang| internal_fault(lang).to_owned())
}

/// An answer or a refusal as a response.
pub(super) fn respond<T: Serialize>(found: Result<T, ErrorAnswer>) -> Response<Body> {
    match found.and_then(|value| serde_json::to_string(&value).map_err(|error| internal(&error.to_string()))) {
        Ok(json) => json_response(StatusCode::OK, &json),
        Err(error) => {
            let status = StatusCode::from_u16(error.code.http()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            json_response(status, &serde_json::to_string(&error).unwrap_or_default())
        }
    }
}

/// A refusal as a response.
pub(super) fn refused(error: ErrorAnswer) -> Response<Body> {
    respond::<()>(Err(error))
}

fn json_response(status: StatusCode, json: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(json_inert(json)));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

pub(super) async fn no_route() -> Response<Body> {
    refused(refuse(Code::NotFound, |lang| unknown_route(lang).to_owned()))
}

pub(super) async fn no_method() -> Response<Body> {
    refused(refuse(Code::NotFound, |lang| wrong_method(lang).to_owned()))
}
