//! Arguments that need more than clap: addresses with a port, rates, credentials.

pub mod access;
pub mod moment;

pub use access::access;

use crate::lang;
use model::{Lang, OpdCode};
use std::net::IpAddr;

/// `ADDRESS`, `ADDRESS:PORT`, `[IPv6]:PORT`, a bare IPv6, or a host name. Port 161 unless stated.
pub fn address(lang: Lang, text: &str) -> Result<(String, u16), String> {
    let wrong = || lang::bad_address(lang, model::text::visible(text));
    let port = |text: &str| text.parse::<u16>().ok().filter(|port| *port != 0).ok_or_else(wrong);
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Ok((ip.to_string(), 161));
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (inside, after) = rest.split_once(']').ok_or_else(wrong)?;
        let ip: std::net::Ipv6Addr = inside.parse().map_err(|_| wrong())?;
        return match after.strip_prefix(':') {
            Some(digits) => Ok((ip.to_string(), port(digits)?)),
            None if after.is_empty() => Ok((ip.to_string(), 161)),
            None => Err(wrong()),
        };
    }
    let (name, number) = match text.split_once(':') {
        Some((name, digits)) => (name, port(digits)?),
        None => (text, 161),
    };
    if let Ok(ip) = name.parse::<IpAddr>() {
        return Ok((ip.to_string(), number));
    }
    let looks_like_ip = name.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_name = !name.is_empty()
        && name.len() <= 253
        && name.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        });
    if looks_like_ip || !is_name { Err(wrong()) } else { Ok((name.to_ascii_lowercase(), number)) }
}

/// A rate in bit/s: a number with `k`, `M`, `G` or `T` (decimal), a fraction allowed.
pub fn rate(lang: Lang, text: &str) -> Result<u64, String> {
    let wrong = || lang::bad_rate(lang, model::text::visible(text));
    let text = text.trim();
    let (digits, factor) = match text.chars().last() {
        Some('k' | 'K') => (&text[..text.len() - 1], 1e3),
        Some('M' | 'm') => (&text[..text.len() - 1], 1e6),
        Some('G' | 'g') => (&text[..text.len() - 1], 1e9),
        Some('T' | 't') => (&text[..text.len() - 1], 1e12),
        _ => (text, 1.0),
    };
    let number: f64 = digits.trim().replace(',', ".").parse().map_err(|_| wrong())?;
    let bps = number * factor;
    if bps.is_finite() && (1.0..=1e15).contains(&bps) { Ok(bps.round() as u64) } else { Err(wrong()) }
}

/// An interval in whole seconds: a number with `s`, `m` or `h`; without one, seconds.
pub fn interval(lang: Lang, text: &str) -> Result<u32, String> {
    let wrong = || lang::bad_interval(lang, model::text::visible(text));
    let text = text.trim();
    let (digits, factor) = match text.chars().last() {
        Some('s') => (&text[..text.len() - 1], 1),
        Some('m') => (&text[..text.len() - 1], 60),
        Some('h') => (&text[..text.len() - 1], 3600),
        _ => (text, 1),
    };
    let seconds = digits.parse::<u32>().ok().and_then(|number| number.checked_mul(factor)).ok_or_else(wrong)?;
    if model::device::INTERVAL_SECONDS.contains(&seconds) { Ok(seconds) } else { Err(wrong()) }
}

/// An agency's code.
pub fn opd(lang: Lang, text: &str) -> Result<OpdCode, String> {
    OpdCode::parse(text).map_err(|_| lang::bad_opd_code(lang, model::text::visible(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals() {
        for (text, expected) in [
            ("30s", Some(30)),
            ("30", Some(30)),
            (" 5m ", Some(300)),
            ("1h", Some(3600)),
            ("4s", None),
            ("2h", None),
            ("4294967295h", None),
            ("5.5m", None),
            ("-30s", None),
            ("s", None),
            ("", None),
            ("30é", None),
        ] {
            assert_eq!(interval(Lang::En, text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn addresses() {
        for (text, expected) in [
            ("10.0.0.1", Some(("10.0.0.1", 161))),
            ("10.0.0.1:1161", Some(("10.0.0.1", 1161))),
            ("2001:DB8::1", Some(("2001:db8::1", 161))),
            ("[2001:db8::1]:1161", Some(("2001:db8::1", 1161))),
            ("[::1]", Some(("::1", 161))),
            ("RT-1.dinkes.go.id", Some(("rt-1.dinkes.go.id", 161))),
            ("10.0.0.999", None),
            ("10.0.0.1:0", None),
            ("10.0.0.1:99999", None),
            ("a b", None),
            ("", None),
            ("-x", None),
        ] {
            assert_eq!(address(Lang::En, text).ok(), expected.map(|(a, p)| (a.to_owned(), p)), "{text:?}");
        }
    }

    #[test]
    fn rates() {
        for (text, expected) in [
            ("200M", Some(200_000_000)),
            ("1,5G", Some(1_500_000_000)),
            ("512k", Some(512_000)),
            ("64000", Some(64_000)),
            ("M", None),
            ("-1M", None),
            ("0", None),
            ("1e99", None),
        ] {
            assert_eq!(rate(Lang::Id, text).ok(), expected, "{text}");
        }
    }
}
