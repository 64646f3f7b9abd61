//! The way to a collector in the same process: the API's router is called directly, without a socket.

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, Response, header},
};
use futures_util::StreamExt;
use model::api::{ErrorAnswer, Method};
use tokio::runtime::Handle;
use tower::ServiceExt;
use tui::client::{CallError, Transport};

/// Largest answer taken, bytes: the picture of 10,000 devices is some 6 MB.
const LARGEST_ANSWER: usize = 64 << 20;

/// Calls the router on the collector's runtime. Used from plain threads only.
pub struct InProcess {
    handle: Handle,
    router: Router,
}

impl InProcess {
    /// A way to this router.
    pub fn new(handle: Handle, router: Router) -> Self {
        Self { handle, router }
    }

    async fn answer(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Response<Body>, CallError> {
        let method = match method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/json");
        let request =
            request.body(body.map_or_else(Body::empty, Body::from)).map_err(|e| CallError::Malformed(e.to_string()))?;
        // A router never fails: what goes wrong is an answer.
        match self.router.clone().oneshot(request).await {
            Ok(response) => Ok(response),
            Err(never) => match never {},
        }
    }
}

async fn whole(response: Response<Body>) -> Result<(u16, Bytes), CallError> {
    let status = response.status().as_u16();
    let bytes = axum::body::to_bytes(response.into_body(), LARGEST_ANSWER)
        .await
        .map_err(|e| CallError::Malformed(e.to_string()))?;
    Ok((status, bytes))
}

fn refused(bytes: &[u8]) -> CallError {
    match serde_json::from_slice::<ErrorAnswer>(bytes) {
        Ok(answer) => CallError::Refused(answer),
        Err(error) => CallError::Malformed(error.to_string()),
    }
}

impl Transport for InProcess {
    fn call(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Vec<u8>, CallError> {
        let (status, bytes) = self.handle.block_on(async { whole(self.answer(method, path, body).await?).await })?;
        if status == 200 { Ok(bytes.to_vec()) } else { Err(refused(&bytes)) }
    }

    fn pieces(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
        each: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), CallError> {
        self.handle.block_on(async {
            let response = self.answer(method, path, body).await?;
            if response.status().as_u16() != 200 {
                return Err(refused(&whole(response).await?.1));
            }
            let mut parts = response.into_body().into_data_stream();
            while let Some(part) = parts.next().await {
                if !each(&part.map_err(|e| CallError::Unreachable(e.to_string()))?) {
                    return Ok(());
                }
            }
            Ok(())
        })
    }

    fn stream(&self, path: &str, each: &mut dyn FnMut(&str) -> bool) -> Result<(), CallError> {
        let mut waiting = Vec::new();
        self.pieces(Method::Get, path, None, &mut |part| {
            waiting.extend_from_slice(part);
            while let Some(end) = waiting.iter().position(|b| *b == b'\n') {
                let line: Vec<u8> = waiting.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line);
                if !each(line.trim_end_matches(['\r', '\n'])) {
                    return false;
                }
            }
            true
        })
    }
}
