//! The client of the API: questions over a transport, and the news of a collector. Free of screen things, so that the
//! command line asks the same way.

mod event;
mod follow;
mod http;

pub use follow::{News, follow};
pub use http::Http;

use model::{
    Lang,
    api::{ErrorAnswer, Method, Question},
};

/// A way to a collector: over HTTP, or straight into one in the same process.
pub trait Transport: Send + Sync {
    /// Sends one question and returns the body of its answer. Called from plain threads only, since it waits.
    fn call(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Vec<u8>, CallError>;

    /// Sends one question and hands on its answer piece by piece as it comes, so that one of any length costs little memory;
    /// ends when `each` returns false or the answer does. An answer that breaks off is an error.
    fn pieces(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
        each: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), CallError> {
        each(&self.call(method, path, body)?);
        Ok(())
    }

    /// Hands every line of a stream to `each`, without its end, as soon as it comes; ends when `each` returns false or
    /// the stream does.
    fn stream(&self, path: &str, each: &mut dyn FnMut(&str) -> bool) -> Result<(), CallError>;
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// No collector there, or it fell silent.
    #[error("the collector cannot be reached: {0}")]
    Unreachable(String),
    /// A collector by TLS is known by the token.
    #[error("https:// needs a token: --token-file FILE")]
    NeedsToken,
    /// The collector refused it.
    #[error("{}", .0.message)]
    Refused(ErrorAnswer),
    /// What came back is no answer to it.
    #[error("what answered is not a collector of this kind: {0}")]
    Malformed(String),
}

impl CallError {
    /// One sentence in this language.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Unreachable(cause) => messages::unreachable(lang, cause),
            Self::NeedsToken => messages::needs_token(lang).to_owned(),
            Self::Refused(answer) => answer.text(lang).to_owned(),
            Self::Malformed(cause) => messages::malformed(lang, cause),
        }
    }
}

mod messages {
    model::messages! {
        unreachable(cause) {
            id: "kolektor tidak dapat dihubungi: {cause}",
            en: "the collector cannot be reached: {cause}",
        }
        needs_token {
            id: "https:// memerlukan token: --token-file BERKAS (dibuat dengan `pantau token create` pada kolektor)",
            en: "https:// needs a token: --token-file FILE (made with `pantau token create` at the collector)",
        }
        malformed(cause) {
            id: "yang menjawab bukan kolektor yang sesuai: {cause}",
            en: "what answered is not a collector of this kind: {cause}",
        }
    }
}

/// Asks a question and waits for its answer.
pub fn ask<Q: Question>(transport: &dyn Transport, question: &Q) -> Result<Q::Answer, CallError> {
    let body = match Q::METHOD {
        Method::Get | Method::Delete => None,
        Method::Post | Method::Patch => Some(serde_json::to_vec(question).map_err(malformed)?),
    };
    let answer = transport.call(Q::METHOD, &question.path(), body)?;
    serde_json::from_slice(&answer).map_err(malformed)
}

fn malformed(error: serde_json::Error) -> CallError {
    CallError::Malformed(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{
        Device,
        api::{AddDevice, AskFleet, Code, FleetPicture},
    };
    use std::sync::Mutex;

    struct Echo {
        answer: Result<String, CallError>,
        asked: Mutex<Vec<String>>,
    }

    impl Transport for Echo {
        fn call(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Vec<u8>, CallError> {
            self.asked.lock().unwrap().push(format!("{method:?} {path} {body:?}"));
            self.answer.clone().map(String::into_bytes)
        }
        fn stream(&self, _: &str, _: &mut dyn FnMut(&str) -> bool) -> Result<(), CallError> {
            Ok(())
        }
    }

    fn echo(answer: Result<String, CallError>) -> Echo {
        Echo { answer, asked: Mutex::default() }
    }

    #[test]
    fn questions_carry_themselves() {
        let fleet = FleetPicture { revision: 7, ..FleetPicture::default() };
        let collector = echo(Ok(serde_json::to_string(&fleet).unwrap()));
        assert_eq!(ask(&collector, &AskFleet {}), Ok(fleet));
        assert_eq!(*collector.asked.lock().unwrap(), ["Get /api/v1/fleet None"]);
        let device = Device::default();
        let collector = echo(Ok(serde_json::to_string(&device).unwrap()));
        assert_eq!(ask(&collector, &AddDevice(device.clone())), Ok(device.clone()));
        let body = serde_json::to_vec(&device).unwrap();
        assert_eq!(*collector.asked.lock().unwrap(), [format!("Post /api/v1/devices {:?}", Some(body))]);
    }

    #[test]
    fn one_sentence_in_both_languages() {
        let refused = ErrorAnswer::new(Code::NotFound, "perangkat 7 tidak ada", "there is no device 7");
        for (answer, id, en) in [
            (Err(CallError::Refused(refused)), "perangkat 7 tidak ada", "there is no device 7"),
            (
                Err(CallError::Unreachable("127.0.0.1:1".into())),
                "kolektor tidak dapat dihubungi: 127.0.0.1:1",
                "the collector cannot be reached: 127.0.0.1:1",
            ),
        ] {
            let error = ask(&echo(answer), &AskFleet {}).unwrap_err();
            assert_eq!((error.text(Lang::Id), error.text(Lang::En)), (id.to_owned(), en.to_owned()));
        }
        let error = ask(&echo(Ok("<html>".to_owned())), &AskFleet {}).unwrap_err();
        assert!(matches!(&error, CallError::Malformed(_)), "{error}");
    }
}
