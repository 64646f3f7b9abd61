//! Where readings are sent on to: storage that speaks the remote write protocol of Prometheus.

use serde::{Deserialize, Serialize};

/// Remote write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RemoteWrite {
    /// URL that takes remote write, `http://` or `https://`; absent: nothing is sent.
    pub url: Option<String>,
    /// File with a bearer token on its first line.
    pub bearer_token_file: Option<String>,
    /// Name for basic authentication.
    pub username: Option<String>,
    /// File with the password to it on its first line.
    pub password_file: Option<String>,
    /// File of certificates (PEM) that sign the receiver's; absent: the system's.
    pub ca_file: Option<String>,
    /// Pause while there is nothing new, seconds.
    pub interval_seconds: u64,
}

impl Default for RemoteWrite {
    fn default() -> Self {
        let (url, bearer_token_file, username, password_file, ca_file) = Default::default();
        Self { url, bearer_token_file, username, password_file, ca_file, interval_seconds: 5 }
    }
}
