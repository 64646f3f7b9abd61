//! A question of `model::api` as a route: its method and path come from the type, its answer is checked by the type.

use super::{
    Api,
    answer::{refused, respond},
};
use crate::{book::refuse, trust::Who};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts, Query, RawPathParams, RawQuery, Request},
    http::{Response, request::Parts},
    routing::{MethodFilter, on},
};
use model::{
    AlertId, DeviceId,
    api::{Code, ErrorAnswer, Method, Question},
};
use serde::de::DeserializeOwned;
use std::{future::Future, sync::Arc};

/// Longest body, octets.
const LONGEST_BODY: usize = 4 * 1024 * 1024;

model::messages! {
    too_large { id: "Isi permintaan paling besar 4 MiB", en: "The body of a request has at most 4 MiB" }
    bad_json(cause) { id: "Isi permintaan tidak dapat dibaca: {cause}", en: "The body of the request cannot be read: {cause}" }
    bad_query(cause) { id: "Pertanyaan pada alamat tidak dapat dibaca: {cause}", en: "The question in the path cannot be read: {cause}" }
    bad_number(text) { id: "\"{text}\" bukan nomor", en: "\"{text}\" is no number" }
}

/// The body of a request, within the limit.
pub(super) struct Asked(Result<Bytes, ErrorAnswer>);

impl Asked {
    /// Its octets.
    pub(super) fn octets(self) -> Result<Bytes, ErrorAnswer> {
        self.0
    }
}

impl<S: Send + Sync> FromRequest<S> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        let body = to_bytes(request.into_body(), LONGEST_BODY).await;
        Ok(Self(body.map_err(|_| refuse(Code::TooLarge, |lang| too_large(lang).to_owned()))))
    }
}

/// The API as whoever asks sees it. A route that nobody was asked on by (there is none such) sees nothing.
pub(super) struct Asking(pub(super) Api);

impl FromRequestParts<Api> for Asking {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Self::Rejection> {
        let who = parts.extensions.get::<Arc<Who>>().cloned();
        Ok(Self(who.map_or_else(|| api.clone(), |who| api.asked_by(who))))
    }
}

/// Registers a question. The handler gets the part of the path in braces (`""` where there is none) and the body.
pub(super) fn ask<Q, H, F>(router: Router<Api>, handler: H) -> Router<Api>
where
    Q: Question,
    H: Fn(Api, String, Bytes) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Q::Answer, ErrorAnswer>> + Send + 'static,
    Q::Answer: Send,
{
    let filter = match Q::METHOD {
        Method::Get => MethodFilter::GET,
        Method::Post => MethodFilter::POST,
        Method::Patch => MethodFilter::PATCH,
        Method::Delete => MethodFilter::DELETE,
    };
    let answer = move |Asking(api): Asking, params: RawPathParams, RawQuery(query): RawQuery, Asked(body): Asked| {
        let handler = handler.clone();
        async move {
            // A question that reads has no body: what it asks for stands behind the path.
            let body = match Q::METHOD {
                Method::Get => Ok(Bytes::from(query.unwrap_or_default())),
                _ => body,
            };
            answer(handler, api, params, body).await
        }
    };
    router.route(Q::ROUTE, on(filter, answer))
}

async fn answer<H, F, T>(
    handler: H,
    api: Api,
    params: RawPathParams,
    body: Result<Bytes, ErrorAnswer>,
) -> Response<Body>
where
    H: Fn(Api, String, Bytes) -> F,
    F: Future<Output = Result<T, ErrorAnswer>>,
    T: serde::Serialize,
{
    let part = params.iter().next().map(|(_, value)| value.to_owned()).unwrap_or_default();
    match body {
        Ok(body) => respond(handler(api, part, body).await),
        Err(error) => refused(error),
    }
}

/// Reads the body of a question.
pub(super) fn body<T: DeserializeOwned>(octets: &[u8]) -> Result<T, ErrorAnswer> {
    serde_json::from_slice(octets).map_err(|error| {
        let cause = error.to_string();
        refuse(Code::Invalid, |lang| bad_json(lang, cause.escape_debug()))
    })
}

/// Reads what stands behind the path of a question that only reads.
pub(super) fn query<T: DeserializeOwned>(octets: &[u8]) -> Result<T, ErrorAnswer> {
    let wrong = |cause: String| refuse(Code::Invalid, |lang| bad_query(lang, cause.escape_debug()));
    let uri = format!("/?{}", String::from_utf8_lossy(octets)).parse().map_err(|_| wrong("?".into()))?;
    Query::<T>::try_from_uri(&uri).map(|Query(asked)| asked).map_err(|error| wrong(error.body_text()))
}

/// A number in a path.
pub(super) fn number<T: std::str::FromStr>(text: &str) -> Result<T, ErrorAnswer> {
    text.parse().map_err(|_| refuse(Code::Invalid, |lang| bad_number(lang, text.escape_debug())))
}

/// A device's number in a path.
pub(super) fn id(part: &str) -> Result<DeviceId, ErrorAnswer> {
    number(part).map(DeviceId)
}

/// An alert's number in a path.
pub(super) fn alert_id(part: &str) -> Result<AlertId, ErrorAnswer> {
    number(part).map(AlertId)
}
