//! The questions of the API: each is a type that carries its method, path and answer, so that server, screen and
//! command line cannot disagree.

pub mod agent;
pub mod availability;
pub mod backup;
pub mod bandwidth;
pub mod compat;
pub mod discovery;
pub mod error;
pub mod fleet;
pub mod history;
pub mod inventory;
pub mod manage;
pub mod topology;
pub mod trust;
pub mod waiting;

pub use agent::*;
pub use availability::*;
pub use backup::*;
pub use bandwidth::*;
pub use compat::*;
pub use discovery::*;
pub use error::{Code, ErrorAnswer};
pub use fleet::*;
pub use history::*;
pub use inventory::*;
pub use manage::*;
pub use topology::*;
pub use trust::*;
pub use waiting::*;

use serde::{Serialize, de::DeserializeOwned};

/// HTTP method of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates or acts.
    Post,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

/// Prefix of every path.
pub const PREFIX: &str = "/api/v1";

/// The part of a path after `?`, of the parts that are there; empty when none is.
fn query(parts: &[(&str, Option<String>)]) -> String {
    let mut query = String::new();
    for (name, value) in parts {
        let Some(value) = value else { continue };
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(name);
        query.push('=');
        for octet in value.bytes() {
            match octet {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' => {
                    query.push(char::from(octet))
                }
                _ => query.push_str(&format!("%{octet:02X}")),
            }
        }
    }
    query
}

/// A question to the collector. What is sent as JSON body is the value itself (nothing for `Get` and `Delete`).
pub trait Question: Serialize {
    /// What comes back.
    type Answer: Serialize + DeserializeOwned;
    /// How it is sent.
    const METHOD: Method;
    /// The route as the server registers it, with `{name}` parts: `/api/v1/devices/{id}`.
    const ROUTE: &'static str;
    /// The path with its parts filled in.
    fn path(&self) -> String {
        Self::ROUTE.to_owned()
    }
}
