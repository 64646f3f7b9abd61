//! One request to the collector and what its answer means.

use super::endpoint::Endpoint;
use model::{
    Batch, Lang,
    api::{ErrorAnswer, Question, Received, SendBatches},
};
use std::time::Duration;
use ureq::{Agent, Body, http::Response};

/// A request that takes longer has failed.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Longest answer read, octets.
const MAX_ANSWER_BYTES: u64 = 64 << 10;
/// Longest wait that a collector may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// What became of the batches of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The collector holds this many of them, from the first on, for good.
    Stored(u64),
    /// It will never take them as they are: they are malformed or too large for it.
    Refused(String),
    /// Not now; it may have said for how long to wait.
    Failed(String, Option<Duration>),
}

/// A connection to the collector, kept between requests.
#[derive(Debug)]
pub struct Collector {
    agent: Agent,
    url: String,
    lang: Lang,
}

impl Collector {
    /// Nothing is sent yet. Proxies of the environment are not for the loopback.
    pub fn at(endpoint: Endpoint, lang: Lang) -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(TIMEOUT))
            .user_agent(concat!("pantau-agent/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.new_agent(), url: format!("{endpoint}{}", SendBatches::ROUTE), lang }
    }

    /// Sends batches and waits for the answer, which comes after they are durable.
    pub fn send(&self, batches: Vec<Batch>) -> Outcome {
        let asked = SendBatches { batches };
        let body = match serde_json::to_vec(&asked) {
            Ok(body) => body,
            Err(error) => return Outcome::Refused(error.to_string()),
        };
        match self.agent.post(&self.url).header("content-type", "application/json").send(&body[..]) {
            Ok(answer) => self.outcome(answer),
            Err(error) => Outcome::Failed(reason(&error), None),
        }
    }

    fn outcome(&self, mut answer: Response<Body>) -> Outcome {
        let status = answer.status().as_u16();
        let wait = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()).and_then(retry_after);
        let body = match answer.body_mut().with_config().limit(MAX_ANSWER_BYTES).read_to_vec() {
            Ok(body) => body,
            Err(error) => return Outcome::Failed(reason(&error), wait),
        };
        judge(status, &body, wait, self.lang)
    }
}

/// What an answer means.
fn judge(status: u16, body: &[u8], wait: Option<Duration>, lang: Lang) -> Outcome {
    let told = || match serde_json::from_slice::<ErrorAnswer>(body) {
        Ok(error) => model::text::shown(&format!("{status}: {}", error.text(lang)), 200),
        Err(_) => status.to_string(),
    };
    match status {
        200 => match serde_json::from_slice::<Received>(body) {
            Ok(Received { stored: 0 }) | Err(_) => Outcome::Failed(format!("{status}, stored 0"), wait),
            Ok(Received { stored }) => Outcome::Stored(u64::from(stored)),
        },
        400 | 413 | 422 => Outcome::Refused(told()),
        _ => Outcome::Failed(told(), wait),
    }
}

/// Whole seconds of `Retry-After` (RFC 9110, 10.2.3), at most [`LONGEST_WAIT`].
fn retry_after(value: &str) -> Option<Duration> {
    let seconds = value.trim().parse::<u64>().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

fn reason(error: &ureq::Error) -> String {
    let cause = match error {
        ureq::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    };
    model::text::shown(&cause, 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        let error = br#"{"code":"invalid","message":"no","pesan":"tidak"}"#;
        for (status, body, expected) in [
            (200, &br#"{"stored":3}"#[..], Outcome::Stored(3)),
            (200, br#"{"stored":0}"#, Outcome::Failed("200, stored 0".into(), None)),
            (200, b"<html>", Outcome::Failed("200, stored 0".into(), None)),
            (400, error, Outcome::Refused("400: tidak".into())),
            (413, b"", Outcome::Refused("413".into())),
            (503, error, Outcome::Failed("503: tidak".into(), None)),
            (302, b"", Outcome::Failed("302".into(), None)),
            (404, b"\xff", Outcome::Failed("404".into(), None)),
        ] {
            assert_eq!(judge(status, body, None, Lang::Id), expected, "{status}");
        }
    }

    #[test]
    fn waits() {
        for (value, expected) in [("7", Some(7)), ("99999", Some(300)), ("-1", None), ("soon", None)] {
            assert_eq!(retry_after(value), expected.map(Duration::from_secs));
        }
    }
}
