//! The transport over HTTP/1.1: without TLS for a collector on this machine or behind a tunnel, with TLS and a token for others.

use super::{CallError, Transport};
use model::api::{ErrorAnswer, Method};
use std::{
    io::{BufRead, BufReader, Read},
    time::Duration,
};
use ureq::{
    Agent, Body,
    http::{Request, Response},
};

/// How long a connection may take to come about.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// A connection on which no byte comes for this long is dead. The collector's streams show a sign of life more often.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// Longest answer that is taken: the picture of 10,000 devices is some 6 MB.
const ANSWER_BYTES_MAX: u64 = 64 << 20;
/// Port of a collector for TLS where a URL names none.
const TLS_PORT: u16 = 7689;
/// Octets of an answer that are taken at a time.
const PIECE_BYTES: usize = 64 << 10;
/// Longest line of a stream.
const LINE_BYTES_MAX: u64 = 64 << 20;

/// A collector at a URL.
pub struct Http {
    agent: Agent,
    base: String,
    /// `Authorization`, where a token is shown.
    shown: Option<String>,
}

impl std::fmt::Debug for Http {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Http({})", self.base)
    }
}

impl Http {
    /// A collector at `http://HOST:PORT`; nothing is sent yet. Error: the text is no such URL.
    pub fn new(url: &str) -> Result<Self, CallError> {
        Self::open(url, None)
    }

    /// The same with a token to show. At `https://HOST:PORT` the token's last part is the SHA-256 of the collector's CA: there a
    /// handshake is made at once, and a server that does not prove to be that collector is an error.
    pub fn with_token(url: &str, token: &str) -> Result<Self, CallError> {
        Self::open(url, Some(token.trim()))
    }

    fn open(url: &str, token: Option<&str>) -> Result<Self, CallError> {
        let base = url.trim_end_matches('/');
        let wrong = || CallError::Unreachable(format!("{url}: http://HOST:PORT, https://HOST:PORT"));
        let uri = base.parse::<ureq::http::Uri>().map_err(|_| wrong())?;
        let host = uri.host().filter(|host| !host.is_empty() && uri.path() == "/" && !base.contains('?'));
        let host = host.ok_or_else(wrong)?;
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            // Neither a proxy of the environment nor a redirect is on the way to a collector.
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(CONNECT_WITHIN))
            .timeout_per_read(Some(SILENCE_MAX))
            .timeout_per_write(Some(SILENCE_MAX))
            .user_agent(concat!("pantau/", env!("CARGO_PKG_VERSION")));
        match uri.scheme_str() {
            Some("http") => {}
            Some("https") => {
                let pin = token.and_then(pin::of_token).ok_or(CallError::NeedsToken)?;
                let port = uri.port_u16().unwrap_or(TLS_PORT);
                let authority = pin::authority(host, port, pin)
                    .map_err(|cause| CallError::Unreachable(format!("{base}: {cause}")))?;
                let tls = pin::tls_config(&authority, None).ok_or_else(wrong)?;
                config = config.tls_config(tls);
            }
            _ => return Err(wrong()),
        }
        let base = match (uri.scheme_str(), uri.port_u16()) {
            (Some("https"), None) => format!("{base}:{TLS_PORT}"),
            _ => base.to_owned(),
        };
        let shown = token.map(|token| format!("Bearer {token}"));
        Ok(Self { agent: Agent::new_with_config(config.build()), base, shown })
    }

    fn send(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Response<Body>, CallError> {
        let name = match method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        };
        let mut request = Request::builder().method(name).uri(format!("{}{path}", self.base));
        if let Some(shown) = &self.shown {
            request = request.header("authorization", shown);
        }
        let response = match body {
            None => self.agent.run(request.body(()).map_err(|error| CallError::Malformed(error.to_string()))?),
            Some(body) => {
                let request = request.header("content-type", "application/json").body(body);
                self.agent.run(request.map_err(|error| CallError::Malformed(error.to_string()))?)
            }
        };
        response.map_err(|error| self.failure(&error))
    }

    fn failure(&self, error: &ureq::Error) -> CallError {
        let cause = format!("{}: {error}", self.base);
        match error {
            ureq::Error::Protocol(_) | ureq::Error::Http(_) | ureq::Error::BodyExceedsLimit(_) => {
                CallError::Malformed(cause)
            }
            _ => CallError::Unreachable(cause),
        }
    }

    /// The whole body of an answer; of one that is not 200, the refusal in it.
    fn whole(&self, mut response: Response<Body>) -> Result<Vec<u8>, CallError> {
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
        let body = body.map_err(|error| self.failure(&error))?;
        if status == 200 {
            return Ok(body);
        }
        match serde_json::from_slice::<ErrorAnswer>(&body) {
            Ok(answer) => Err(CallError::Refused(answer)),
            Err(_) => Err(CallError::Malformed(format!("{}: HTTP {status}", self.base))),
        }
    }
}

impl Transport for Http {
    fn call(&self, method: Method, path: &str, body: Option<Vec<u8>>) -> Result<Vec<u8>, CallError> {
        self.whole(self.send(method, path, body)?)
    }

    fn pieces(
        &self,
        method: Method,
        path: &str,
        body: Option<Vec<u8>>,
        each: &mut dyn FnMut(&[u8]) -> bool,
    ) -> Result<(), CallError> {
        let response = self.send(method, path, body)?;
        if response.status().as_u16() != 200 {
            return self.whole(response).map(drop);
        }
        let mut body = response.into_body().into_reader();
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            match body.read(&mut piece) {
                Err(error) => return Err(self.failure(&ureq::Error::from(error))),
                Ok(0) => return Ok(()),
                Ok(count) => {
                    if !piece.get(..count).is_some_and(&mut *each) {
                        return Ok(());
                    }
                }
            }
        }
    }

    fn stream(&self, path: &str, each: &mut dyn FnMut(&str) -> bool) -> Result<(), CallError> {
        let response = self.send(Method::Get, path, None)?;
        if response.status().as_u16() != 200 {
            return self.whole(response).map(drop);
        }
        let mut body = BufReader::new(response.into_body().into_reader());
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = body.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
            match read {
                Err(error) => return Err(self.failure(&ureq::Error::from(error))),
                Ok(0) => return Ok(()),
                Ok(_) if !line.ends_with(b"\n") && line.len() as u64 == LINE_BYTES_MAX => {
                    return Err(CallError::Malformed(format!("{}: line over {LINE_BYTES_MAX} bytes", self.base)));
                }
                Ok(_) => {
                    let text = String::from_utf8_lossy(&line);
                    if !each(text.trim_end_matches(['\r', '\n'])) {
                        return Ok(());
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::ask;
    use model::{
        Lang,
        api::{AskFleet, Code},
    };
    use std::{
        io::Write,
        net::{TcpListener, TcpStream},
        thread,
    };

    /// A server that answers one connection with these bytes, and returns what was asked.
    fn once(answer: &'static [u8]) -> (Http, thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let asked = request(&mut stream);
            stream.write_all(answer).unwrap();
            asked
        });
        (Http::new(&url).unwrap(), asked)
    }

    fn request(stream: &mut TcpStream) -> String {
        let mut text = Vec::new();
        let mut byte = [0];
        while !text.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
            text.push(byte[0]);
        }
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn an_answer() {
        let (http, asked) = once(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nbody");
        assert_eq!(http.call(Method::Get, "/api/v1/fleet", None).unwrap(), b"body");
        let asked = asked.join().unwrap();
        assert!(asked.starts_with("GET /api/v1/fleet HTTP/1.1\r\n"), "{asked}");
        let (http, asked) = once(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
        http.call(Method::Patch, "/api/v1/devices/7", Some(b"{}".to_vec())).unwrap();
        assert!(asked.join().unwrap().starts_with("PATCH /api/v1/devices/7 HTTP/1.1\r\n"));
        let (http, asked) = once(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
        http.call(Method::Delete, "/api/v1/devices/7", None).unwrap();
        assert!(asked.join().unwrap().starts_with("DELETE /api/v1/devices/7 HTTP/1.1\r\n"));
    }

    #[test]
    fn a_refusal() {
        let (http, _asked) = once(
            b"HTTP/1.1 409 Conflict\r\ncontent-length: 53\r\n\r\n{\"code\":\"conflict\",\"message\":\"twice\",\"pesan\":\"ganda\"}",
        );
        match http.call(Method::Get, "/", None).unwrap_err() {
            CallError::Refused(answer) => {
                assert_eq!((answer.code, answer.text(Lang::Id)), (Code::Conflict, "ganda"));
            }
            other => panic!("{other}"),
        }
    }

    #[test]
    fn what_is_no_collector() {
        for answer in [
            &b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 6\r\n\r\n<html>"[..],
            b"HTTP/1.1 302 Found\r\nlocation: http://elsewhere/\r\ncontent-length: 0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>",
        ] {
            let (http, _asked) = once(answer);
            let error = ask(&http, &AskFleet {}).unwrap_err();
            assert!(matches!(error, CallError::Malformed(_)), "{error}");
        }
    }

    #[test]
    fn nobody_there() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let error = ask(&Http::new(&format!("http://127.0.0.1:{port}")).unwrap(), &AskFleet {}).unwrap_err();
        assert!(matches!(error, CallError::Unreachable(_)), "{error}");
        let (http, _asked) = once(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
        let error = http.call(Method::Get, "/", None).unwrap_err();
        assert!(matches!(error, CallError::Unreachable(_)), "{error}");
    }

    #[test]
    fn lines_of_a_stream() {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: one\r\n\r\n: alive\n\ndata: tw\xc3\xb6\n\n";
        let (http, _asked) = once(answer);
        let mut lines = Vec::new();
        http.stream("/api/v1/changes?since=1", &mut |line| {
            lines.push(line.to_owned());
            true
        })
        .unwrap();
        assert_eq!(lines, ["data: one", "", ": alive", "", "data: twö", ""]);
        let (http, _asked) = once(answer);
        let mut count = 0;
        http.stream("/", &mut |_| {
            count += 1;
            count < 2
        })
        .unwrap();
        assert_eq!(count, 2);
    }

    #[test]
    fn an_answer_in_pieces_is_whole_or_an_error() {
        let pieces = |answer, most: usize| {
            let (http, _asked) = once(answer);
            let mut got = Vec::new();
            let told = http.pieces(Method::Post, "/csv", Some(b"{}".to_vec()), &mut |piece| {
                got.extend_from_slice(piece);
                got.len() < most
            });
            (told, got)
        };
        let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\ntime\r\n2\r\n,v\r\n0\r\n\r\n";
        assert_eq!(pieces(chunked, 100), (Ok(()), b"time,v".to_vec()));
        let (told, got) = pieces(chunked, 1);
        assert!(told.is_ok() && got.starts_with(b"t"), "{got:?}");
        let (told, got) = pieces(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\ntime\r\n", 100);
        assert!(matches!(told, Err(CallError::Unreachable(_))) && got == b"time", "{told:?} {got:?}");
        let refused = b"HTTP/1.1 409 Conflict\r\ncontent-length: 53\r\n\r\n{\"code\":\"conflict\",\"message\":\"twice\",\"pesan\":\"ganda\"}";
        let (told, got) = pieces(refused, 100);
        assert!(matches!(told, Err(CallError::Refused(_))) && got.is_empty(), "{told:?}");
    }

    #[test]
    fn urls() {
        for url in ["http://127.0.0.1:8432", "http://127.0.0.1:8432/", "http://[::1]:8432", "http://collector"] {
            assert!(Http::new(url).is_ok(), "{url}");
        }
        for url in ["", "127.0.0.1:8432", "https://127.0.0.1", "http://", "http://x/y", "http://x?y", "ftp://x"] {
            assert!(Http::new(url).is_err(), "{url}");
        }
    }
}
