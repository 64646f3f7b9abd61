//! Whoever takes what is sent, by HTTP: one request, and what its answer means.

use super::pause::retry_after;
use base64::{Engine, engine::general_purpose::STANDARD};
use model::settings::RemoteWrite;
use std::{io, path::Path, sync::Arc, time::Duration};
use ureq::{
    Agent,
    tls::{PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem},
};

/// A receiver that cannot be reached by then is away.
const CONNECTING: Duration = Duration::from_secs(5);
/// A request that takes longer has failed.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Longest answer read, octets: a sentence about what is wrong.
const ANSWER_OCTETS: u64 = 4096;
/// Where systems keep the certificates that they trust.
const BUNDLES: [&str; 3] =
    ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"];

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is there.
    Taken,
    /// It will never be taken as it is.
    Refused(String),
    /// Not now: the receiver is away or busy, or something around it must be mended first.
    Later(String, Option<Duration>),
}

/// The receiver, with a connection that is kept between requests.
#[derive(Debug)]
pub(super) struct Receiver {
    agent: Agent,
    settings: RemoteWrite,
    url: String,
}

impl Receiver {
    /// Nothing is sent yet. None: the settings name no receiver. Error: a file cannot be used.
    pub(super) fn of(settings: &RemoteWrite, version: &str) -> Result<Option<Self>, String> {
        let Some(url) = settings.url.clone() else { return Ok(None) };
        // Proxies of the environment are for browsers, and who is redirected would send what it has to somebody else.
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECTING))
            .timeout_global(Some(TIMEOUT))
            .user_agent(format!("pantau/{version}"));
        let agent = if url.starts_with("https://") {
            let tls = TlsConfig::builder()
                .provider(TlsProvider::Rustls)
                .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .root_certs(roots(settings.ca_file.as_deref())?);
            config.https_only(true).tls_config(tls.build()).build().new_agent()
        } else {
            config.build().new_agent()
        };
        Ok(Some(Self { agent, settings: settings.clone(), url }))
    }

    /// Sends a packed request and waits for the answer.
    pub(super) fn send(&self, body: &[u8]) -> Outcome {
        let authorization = match self.authorization() {
            Ok(authorization) => authorization,
            Err(reason) => return Outcome::Later(reason, None),
        };
        let mut post = self
            .agent
            .post(&self.url)
            .header("content-type", "application/x-protobuf")
            .header("content-encoding", "snappy")
            .header("x-prometheus-remote-write-version", "0.1.0");
        if let Some(authorization) = authorization {
            post = post.header("authorization", authorization);
        }
        match post.send(body) {
            Ok(mut answer) => {
                let wait = answer.headers().get("retry-after").and_then(|value| retry_after(value.to_str().ok()?));
                let told = answer.body_mut().with_config().limit(ANSWER_OCTETS).read_to_vec().unwrap_or_default();
                judge(answer.status().as_u16(), &String::from_utf8_lossy(&told), wait)
            }
            Err(error) => Outcome::Later(error.to_string(), None),
        }
    }

    /// Read anew for each request, so that a token that changes needs no restart.
    fn authorization(&self) -> Result<Option<String>, String> {
        let secret = |file: &str| first_line(file).map_err(|error| format!("{file}: {error}"));
        if let Some(file) = &self.settings.bearer_token_file {
            return Ok(Some(format!("Bearer {}", secret(file)?)));
        }
        let Some(name) = &self.settings.username else { return Ok(None) };
        let password = self.settings.password_file.as_deref().map(secret).transpose()?.unwrap_or_default();
        Ok(Some(format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))))
    }
}

fn first_line(file: &str) -> io::Result<String> {
    Ok(std::fs::read_to_string(file)?.lines().next().unwrap_or_default().trim().to_owned())
}

/// The certificates of a file, or those of the system.
fn roots(file: Option<&str>) -> Result<RootCerts, String> {
    let file = file.or_else(|| BUNDLES.into_iter().find(|file| Path::new(file).exists())).unwrap_or(BUNDLES[0]);
    let text = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    let found: Vec<_> = parse_pem(&text)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if found.is_empty() {
        return Err(format!("{file}: no certificate"));
    }
    Ok(RootCerts::new_with_certs(&found))
}

/// What an answer means. What a person can mend (who may send, where to) is no fault of what was sent, so it waits.
fn judge(status: u16, told: &str, wait: Option<Duration>) -> Outcome {
    let reason = || format!("{status} {}", model::text::shown(told.trim(), 200)).trim_end().to_owned();
    match status {
        200..=299 => Outcome::Taken,
        401 | 403 | 404 | 405 | 407 | 408 | 429 => Outcome::Later(reason(), wait),
        400..=499 => Outcome::Refused(reason()),
        _ => Outcome::Later(reason(), wait),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_mean() {
        let wait = Some(Duration::from_secs(3));
        assert_eq!(judge(204, "", None), Outcome::Taken);
        assert_eq!(judge(400, "out of order\n", wait), Outcome::Refused("400 out of order".into()));
        assert_eq!(judge(429, "", wait), Outcome::Later("429".into(), wait));
        assert_eq!(judge(503, "busy", wait), Outcome::Later("503 busy".into(), wait));
        for mendable in [302, 401, 403, 404] {
            assert!(matches!(judge(mendable, "", None), Outcome::Later(..)), "{mendable}");
        }
    }

    #[test]
    fn certificates_are_needed_for_https_only() {
        let url =
            |url: &str| RemoteWrite { url: Some(url.into()), ca_file: Some("/".into()), ..RemoteWrite::default() };
        assert!(Receiver::of(&RemoteWrite::default(), "1").unwrap().is_none());
        assert!(Receiver::of(&url("http://127.0.0.1:1/"), "1").unwrap().is_some());
        assert!(Receiver::of(&url("https://127.0.0.1:1/"), "1").is_err());
    }
}
