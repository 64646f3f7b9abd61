//! Who is asked.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

/// Port of a collector whose URL names none: with TLS, and without.
const TLS_PORT: u16 = 7689;
const PLAIN_PORT: u16 = 7688;
/// Port asked of an internet address for which none is named.
const WEB_PORT: u16 = 443;
/// Most internet addresses asked.
const MAX_INTERNET: usize = 4;
/// Well-known addresses that answer echoes and TCP: those of three public name servers.
const WELL_KNOWN: [[u8; 4]; 3] = [[1, 1, 1, 1], [8, 8, 8, 8], [9, 9, 9, 9]];

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Targets {
    /// The agency's router, where it is named here; else the collector tells it.
    pub router: Option<IpAddr>,
    /// The collector in the data centre: host name or address, and port.
    pub dinas: Option<(String, u16)>,
    /// Addresses in the internet, any of which will do; none: the internet is not asked.
    pub internet: Option<Vec<SocketAddr>>,
}

impl Default for Targets {
    fn default() -> Self {
        let well_known = WELL_KNOWN.map(|octets| SocketAddr::from((Ipv4Addr::from(octets), WEB_PORT)));
        Self { router: None, dinas: None, internet: Some(well_known.to_vec()) }
    }
}

/// A list of internet addresses that cannot be read: its first wrong part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongTarget(pub String);

impl fmt::Display for WrongTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Targets {
    /// The same with the collector of this URL; one on this machine is no step of the way.
    pub fn with_collector(self, url: &str) -> Self {
        Self { dinas: host_and_port(url).filter(|(host, _)| !is_here(host)), ..self }
    }

    /// Reads `off`, or addresses with commas between them, each with or without a port.
    pub fn read_internet(text: &str) -> Result<Option<Vec<SocketAddr>>, WrongTarget> {
        if text == "off" {
            return Ok(None);
        }
        let wrong = |part: &str| WrongTarget(part.to_owned());
        let read = |part: &str| {
            let bare = || part.parse::<IpAddr>().map(|address| SocketAddr::new(address, WEB_PORT));
            part.parse::<SocketAddr>().or_else(|_| bare()).map_err(|_| wrong(part))
        };
        let list: Vec<SocketAddr> = text.split(',').map(|part| read(part.trim())).collect::<Result<_, _>>()?;
        if list.len() > MAX_INTERNET { Err(wrong(text)) } else { Ok(Some(list)) }
    }
}

fn host_and_port(url: &str) -> Option<(String, u16)> {
    let (scheme, rest) = url.split_once("://")?;
    let usual = if scheme.eq_ignore_ascii_case("https") { TLS_PORT } else { PLAIN_PORT };
    let authority = rest.split('/').next().filter(|authority| !authority.is_empty())?;
    let (host, port) = match authority.strip_prefix('[') {
        Some(bracketed) => {
            let (host, after) = bracketed.split_once(']')?;
            (host, after.strip_prefix(':'))
        }
        None => match authority.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    Some((host.to_owned(), port.map_or(Some(usual), |digits| digits.parse().ok())?))
}

fn is_here(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_collector_of_a_url() {
        for (url, expected) in [
            ("https://pantau.kab.go.id", Some(("pantau.kab.go.id", 7689))),
            ("https://pantau.kab.go.id:443/", Some(("pantau.kab.go.id", 443))),
            ("http://10.1.1.5/x", Some(("10.1.1.5", 7688))),
            ("https://[fd00::5]:1", Some(("fd00::5", 1))),
            ("http://127.0.0.1:7688", None),
            ("http://[::1]", None),
            ("http://localhost", None),
            ("https://x:y", None),
            ("x", None),
        ] {
            let read = Targets::default().with_collector(url).dinas;
            assert_eq!(read, expected.map(|(host, port)| (host.to_owned(), port)), "{url}");
        }
    }

    #[test]
    fn internet_addresses() {
        let read = |text| Targets::read_internet(text);
        assert_eq!(read("off"), Ok(None));
        let both = ["192.0.2.1:443", "192.0.2.2:53"].map(|address| address.parse().unwrap());
        assert_eq!(read("192.0.2.1, 192.0.2.2:53"), Ok(Some(both.to_vec())));
        assert_eq!(read("2001:db8::1").unwrap().unwrap()[0].port(), 443);
        for wrong in ["", "go.id", "192.0.2.1,", "1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1,1.1.1.1"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
