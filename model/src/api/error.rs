//! The codes of the API and the body of a refused question.

use serde::{Deserialize, Serialize};

/// Why a question was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The question is malformed or its values make no sense: 400.
    Invalid,
    /// No such thing, or not yours: 404.
    NotFound,
    /// It contradicts what is there: 409.
    Conflict,
    /// Who are you: 401.
    Unauthorised,
    /// Known, but this is not for you: 403.
    Forbidden,
    /// Too often: 429.
    TooMany,
    /// It came too slowly: 408.
    TooSlow,
    /// Too large: 413.
    TooLarge,
    /// Understood, but it would take too much work: 422.
    TooMuch,
    /// Not now: 503.
    Busy,
    /// Our fault; the cause is in the log only: 500.
    Internal,
}

impl Code {
    /// The HTTP status.
    pub const fn http(self) -> u16 {
        match self {
            Self::Invalid => 400,
            Self::Unauthorised => 401,
            Self::Forbidden => 403,
            Self::TooMany => 429,
            Self::TooSlow => 408,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::TooMuch => 422,
            Self::Internal => 500,
            Self::Busy => 503,
        }
    }
}

/// Body of every answer that is not 200.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorAnswer {
    /// Code.
    pub code: Code,
    /// One sentence in English: what, where, what to do instead.
    pub message: String,
    /// The same in Indonesian.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pesan: String,
    /// A word for programs: `cloned`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The sequence that the collector waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<u64>,
}

impl ErrorAnswer {
    /// An error with its sentence in both languages.
    pub fn new(code: Code, id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, message: en.into(), pesan: id.into(), reason: String::new(), expected: None }
    }

    /// The sentence in this language.
    pub fn text(&self, lang: crate::Lang) -> &str {
        match lang {
            crate::Lang::Id if !self.pesan.is_empty() => &self.pesan,
            _ => &self.message,
        }
    }
}
