//! The collector's address as the command line gives it.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

/// Port of a collector that names none.
const PORT: u16 = 7688;

/// A collector on this computer. Nothing else can be one in this version: what is sent is neither encrypted nor
/// signed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint(SocketAddr);

/// Why a URL is none of a collector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is no URL of the form `http://ADDRESS:PORT`.
    Form,
    /// It leads to another computer, or wants TLS.
    Elsewhere,
}

impl Endpoint {
    /// Reads `http://ADDRESS[:PORT][/]`, ADDRESS being a loopback address or `localhost`.
    pub fn parse(url: &str) -> Result<Self, Refused> {
        let Some((scheme, rest)) = url.split_once("://") else {
            return Err(Refused::Form);
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.is_empty() || authority.contains(['/', '?', '#', '@', ' ', '\\']) {
            return Err(Refused::Form);
        }
        match scheme.to_ascii_lowercase().as_str() {
            "http" => {}
            "https" => return Err(Refused::Elsewhere),
            _ => return Err(Refused::Form),
        }
        let (host, port) = split(authority).ok_or(Refused::Form)?;
        let port =
            port.map_or(Some(PORT), |digits| digits.parse().ok().filter(|port| *port > 0)).ok_or(Refused::Form)?;
        let address = if host.eq_ignore_ascii_case("localhost") {
            IpAddr::V4(Ipv4Addr::LOCALHOST)
        } else {
            host.parse::<IpAddr>().map_err(|_| Refused::Elsewhere)?
        };
        if address.is_loopback() { Ok(Self(SocketAddr::new(address, port))) } else { Err(Refused::Elsewhere) }
    }
}

/// Host and digits of the port; an IPv6 address stands in brackets.
fn split(authority: &str) -> Option<(&str, Option<&str>)> {
    if let Some(rest) = authority.strip_prefix('[') {
        let (host, after) = rest.split_once(']')?;
        return match after.strip_prefix(':') {
            Some(port) => Some((host, Some(port))),
            None => after.is_empty().then_some((host, None)),
        };
    }
    match authority.split_once(':') {
        Some((host, port)) => (!port.contains(':')).then_some((host, Some(port))),
        None => Some((authority, None)),
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_computer() {
        for (url, expected) in [
            ("http://127.0.0.1:7688", Ok("http://127.0.0.1:7688")),
            ("http://127.0.0.9/", Ok("http://127.0.0.9:7688")),
            ("HTTP://LOCALHOST:80/", Ok("http://127.0.0.1:80")),
            ("http://[::1]:9", Ok("http://[::1]:9")),
            ("http://[::1]", Ok("http://[::1]:7688")),
            ("https://127.0.0.1:7688", Err(Refused::Elsewhere)),
            ("http://10.1.1.1:7688", Err(Refused::Elsewhere)),
            ("http://pantau.hst.go.id", Err(Refused::Elsewhere)),
            ("http://127.0.0.1@10.1.1.1/", Err(Refused::Form)),
            ("http://127.0.0.1:7688/api", Err(Refused::Form)),
            ("http://127.0.0.1:0", Err(Refused::Form)),
            ("http://127.0.0.1:70000", Err(Refused::Form)),
            ("http://::1:80", Err(Refused::Form)),
            ("127.0.0.1:7688", Err(Refused::Form)),
            ("ftp://127.0.0.1", Err(Refused::Form)),
            ("http://", Err(Refused::Form)),
            ("http://[::1", Err(Refused::Form)),
        ] {
            let got = Endpoint::parse(url).map(|endpoint| endpoint.to_string());
            assert_eq!(got, expected.map(str::to_owned), "{url}");
        }
    }
}
