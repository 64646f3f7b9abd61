//! One request to the collector and what its answer means.

use super::endpoint::Endpoint;
use agent::membership::Membership;
use flate2::{Compression, write::GzEncoder};
use model::{
    Lang,
    api::{ErrorAnswer, Question, Received, SendBatches},
};
use std::{io::Write, time::Duration};
use ureq::{Agent, Body, http::Response, tls::TlsConfig};

/// A request that takes longer has failed: the collector waits no longer either.
const TIMEOUT: Duration = Duration::from_secs(30);
/// A collector that cannot be reached by then is away.
const CONNECTING: Duration = Duration::from_secs(10);
/// Longest answer read, octets.
const MAX_ANSWER_BYTES: u64 = 1 << 20;
/// Longest wait that a collector may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// Reason of a refusal for a machine that shares its key with another.
const CLONED: &str = "cloned";

/// Where the collector is and how this machine is known to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// On this computer, without a certificate.
    Here(Endpoint),
    /// Over TLS with the certificate of a member.
    Member(Box<Membership>),
}

impl Way {
    /// The collector's URL.
    pub fn url(&self) -> String {
        match self {
            Self::Here(endpoint) => endpoint.to_string(),
            Self::Member(member) => member.url.clone(),
        }
    }
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The collector holds it for good.
    Taken(Received),
    /// It will not take the request as it is: malformed, too large or too slow for it.
    TooMuch(String),
    /// Entries before those sent are missing there, from this sequence on.
    Expected(u64),
    /// This agent is not heard: not approved, revoked, or its certificate has ended.
    NotHeard(String),
    /// Another machine uses the same key.
    Cloned(String),
    /// Not now.
    Failed {
        /// Why.
        reason: String,
        /// For how long it asks to wait.
        wait: Option<Duration>,
        /// Time ran out while it was under way.
        is_slow: bool,
    },
}

impl Outcome {
    /// What is wrong; none: nothing.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Taken(_) | Self::Expected(_) => None,
            Self::TooMuch(reason) | Self::NotHeard(reason) | Self::Cloned(reason) => Some(reason),
            Self::Failed { reason, .. } => Some(reason),
        }
    }
}

/// A connection to the collector, kept between requests.
#[derive(Debug)]
pub struct Collector {
    agent: Agent,
    url: String,
    lang: Lang,
}

impl Collector {
    /// Nothing is sent yet. None: the membership's key or certificate cannot be used.
    pub fn at(way: &Way, lang: Lang) -> Option<Self> {
        let tls = match way {
            Way::Here(_) => None,
            Way::Member(member) => Some(member.tls()?),
        };
        let url = format!("{}{}", way.url(), SendBatches::ROUTE);
        Some(Self { agent: client(tls), url, lang })
    }

    /// Sends a request and waits for the answer, which comes after it is durable.
    pub fn send(&self, asked: &SendBatches) -> Outcome {
        let packed = match pack(asked) {
            Ok(packed) => packed,
            Err(error) => return Outcome::TooMuch(error.to_string()),
        };
        let post = self.agent.post(&self.url).header("content-type", "application/json");
        match post.header("content-encoding", "gzip").send(&packed[..]) {
            Ok(answer) => self.outcome(answer),
            Err(error) => failed(&error, None),
        }
    }

    fn outcome(&self, mut answer: Response<Body>) -> Outcome {
        let status = answer.status().as_u16();
        let wait = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()).and_then(retry_after);
        match answer.body_mut().with_config().limit(MAX_ANSWER_BYTES).read_to_vec() {
            Ok(body) => judge(status, &body, wait, self.lang),
            Err(error) => failed(&error, wait),
        }
    }
}

/// A client for one collector; with TLS it speaks nothing else. Proxies of the environment are for browsers, not for this.
pub fn client(tls: Option<TlsConfig>) -> Agent {
    let config = Agent::config_builder()
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .timeout_connect(Some(CONNECTING))
        .timeout_global(Some(TIMEOUT))
        .user_agent(concat!("pantau-agent/", env!("CARGO_PKG_VERSION")));
    match tls {
        Some(tls) => config.https_only(true).tls_config(tls).build().new_agent(),
        None => config.build().new_agent(),
    }
}

fn pack(asked: &SendBatches) -> std::io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(&serde_json::to_vec(asked)?)?;
    packer.finish()
}

/// What an answer means.
fn judge(status: u16, body: &[u8], wait: Option<Duration>, lang: Lang) -> Outcome {
    let error = serde_json::from_slice::<ErrorAnswer>(body).ok();
    let told = || match &error {
        Some(error) => model::text::shown(&format!("{status}: {}", error.text(lang)), 200),
        None => status.to_string(),
    };
    let failed = |reason| Outcome::Failed { reason, wait, is_slow: false };
    match status {
        200 => match serde_json::from_slice(body) {
            Ok(received) => Outcome::Taken(received),
            Err(_) => failed(format!("{status}: ?")),
        },
        400 | 408 | 413 | 422 => Outcome::TooMuch(told()),
        403 => Outcome::NotHeard(told()),
        409 => match &error {
            Some(error) if error.reason == CLONED => Outcome::Cloned(told()),
            Some(ErrorAnswer { expected: Some(seq), .. }) => Outcome::Expected(*seq),
            _ => failed(told()),
        },
        _ => failed(told()),
    }
}

/// Whole seconds of `Retry-After` (RFC 9110, 10.2.3), at most [`LONGEST_WAIT`].
fn retry_after(value: &str) -> Option<Duration> {
    let seconds = value.trim().parse::<u64>().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

fn failed(error: &ureq::Error, wait: Option<Duration>) -> Outcome {
    let cause = match error {
        ureq::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    };
    let is_slow = matches!(error, ureq::Error::Timeout(step) if !matches!(step, ureq::Timeout::Connect));
    Outcome::Failed { reason: model::text::shown(&cause, 200), wait, is_slow }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        let error = br#"{"code":"invalid","message":"no","pesan":"tidak"}"#;
        let failed = |reason: &str| Outcome::Failed { reason: reason.into(), wait: None, is_slow: false };
        let taken = Received { epoch: "e".into(), acked: 3, ..Received::default() };
        for (status, body, expected) in [
            (200, &br#"{"epoch":"e","acked":3}"#[..], Outcome::Taken(taken)),
            (200, br#"{"stored":3}"#, failed("200: ?")),
            (200, b"<html>", failed("200: ?")),
            (400, error, Outcome::TooMuch("400: tidak".into())),
            (413, b"", Outcome::TooMuch("413".into())),
            (403, error, Outcome::NotHeard("403: tidak".into())),
            (409, br#"{"code":"conflict","message":"m","pesan":"p","expected":7}"#, Outcome::Expected(7)),
            (
                409,
                br#"{"code":"conflict","message":"m","pesan":"p","reason":"cloned"}"#,
                Outcome::Cloned("409: p".into()),
            ),
            (409, error, failed("409: tidak")),
            (503, error, failed("503: tidak")),
            (302, b"", failed("302")),
            (404, b"\xff", failed("404")),
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
