//! Answers in the form and packing in which the agent asked.

use super::{Form, Packing};

/// Hours after which an agent comes again.
const HOURS: u32 = 24;

/// What an agent is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// Make an inventory and send it.
    Send,
    /// It was taken.
    Taken,
    /// It was not, and why.
    Refused(&'a str),
}

/// A body with its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// `Content-Type`.
    pub kind: &'static str,
    /// Octets.
    pub octets: Vec<u8>,
}

impl Answer<'_> {
    /// As it goes out.
    pub fn reply(&self, form: Form, packing: Packing) -> Reply {
        let text = match form {
            Form::Json => self.json(),
            Form::Xml => self.xml(),
        };
        let kind = match (packing, form) {
            (Packing::Zlib, _) => "application/x-compress-zlib",
            (Packing::Gzip, _) => "application/x-compress-gzip",
            (Packing::Plain, Form::Json) => "application/json",
            (Packing::Plain, Form::Xml) => "application/xml",
        };
        Reply { kind, octets: packing.pack(&text) }
    }

    fn json(&self) -> String {
        let told = match self {
            Self::Send => serde_json::json!({
                "status": "ok", "expiration": HOURS, "tasks": { "inventory": { "server": "pantau" } },
            }),
            Self::Taken => serde_json::json!({ "status": "ok", "expiration": HOURS }),
            Self::Refused(why) => serde_json::json!({ "status": "error", "message": why, "expiration": HOURS }),
        };
        told.to_string()
    }

    /// An element without content is no answer to these agents.
    fn xml(&self) -> String {
        let content = match self {
            Self::Send => format!("<PROLOG_FREQ>{HOURS}</PROLOG_FREQ><RESPONSE>SEND</RESPONSE>"),
            Self::Taken => "<RESPONSE>OK</RESPONSE>".to_owned(),
            Self::Refused(why) => {
                format!("<RESPONSE>STOP</RESPONSE><ERROR>{}</ERROR>", quick_xml::escape::escape(*why))
            }
        };
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<REPLY>{content}</REPLY>\n")
    }
}
