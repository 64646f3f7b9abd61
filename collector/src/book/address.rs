//! Addresses and subnets as people write them, in one form.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address of a device in its normal form: an IP address that one device can have, or a host name. None for others.
pub(super) fn normal(text: &str) -> Option<String> {
    let text = text.trim();
    let (bare, zone) = match text.split_once('%') {
        Some((bare, zone)) => (bare, Some(zone)),
        None => (text, None),
    };
    if let Ok(ip) = bare.parse::<IpAddr>() {
        let zone_fits = zone.is_none_or(|zone| ip.is_ipv6() && is_word(zone));
        let single = match ip {
            IpAddr::V4(v4) => !(v4.is_unspecified() || v4.is_multicast() || v4.is_broadcast()),
            IpAddr::V6(v6) => !(v6.is_unspecified() || v6.is_multicast()),
        };
        return (zone_fits && single).then(|| match zone {
            Some(zone) => format!("{ip}%{zone}"),
            None => ip.to_string(),
        });
    }
    is_host_name(text).then(|| text.trim_end_matches('.').to_ascii_lowercase())
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 32
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// RFC 1123, with the underscore that real names have; a last label of digits only is a mistyped IPv4 address.
fn is_host_name(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    let label_fits = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253 && text.split('.').all(label_fits) && !last.chars().all(|c| c.is_ascii_digit())
}

/// A subnet with its host bits cleared: `10.21.0.0/16`. None when it is none.
pub(super) fn subnet(text: &str) -> Option<String> {
    let (address, prefix) = text.trim().split_once('/')?;
    let prefix: u32 = prefix.parse().ok()?;
    match address.parse::<IpAddr>().ok()? {
        IpAddr::V4(v4) if prefix <= 32 => {
            let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
            Some(format!("{}/{prefix}", Ipv4Addr::from(u32::from(v4) & mask)))
        }
        IpAddr::V6(v6) if prefix <= 128 => {
            let mask = u128::MAX.checked_shl(128 - prefix).unwrap_or(0);
            Some(format!("{}/{prefix}", Ipv6Addr::from(u128::from(v6) & mask)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, expected) in [
            ("10.0.0.1", Some("10.0.0.1")),
            (" 10.0.0.1 ", Some("10.0.0.1")),
            ("2001:DB8:0:0::1", Some("2001:db8::1")),
            ("fe80::1%eth0", Some("fe80::1%eth0")),
            ("Router1.Kab.go.id.", Some("router1.kab.go.id")),
            ("localhost", Some("localhost")),
            ("10.0.0.999", None),
            ("10.0.0", None),
            ("10.0.0.1%eth0", None),
            ("0.0.0.0", None),
            ("255.255.255.255", None),
            ("224.0.0.1", None),
            ("::", None),
            ("", None),
            ("a b", None),
            ("http://10.0.0.1", None),
            ("-x", None),
            ("x..y", None),
            ("10.0.0.1:161", None),
        ] {
            assert_eq!(normal(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn subnets() {
        for (text, expected) in [
            ("10.21.0.0/16", Some("10.21.0.0/16")),
            ("10.21.7.9/16", Some("10.21.0.0/16")),
            ("0.0.0.0/0", Some("0.0.0.0/0")),
            ("10.0.0.1/32", Some("10.0.0.1/32")),
            ("2001:db8:ffff::1/32", Some("2001:db8::/32")),
            ("10.0.0.0/33", None),
            ("10.0.0.0", None),
            ("x/8", None),
            ("10.0.0.0/-1", None),
        ] {
            assert_eq!(subnet(text).as_deref(), expected, "{text:?}");
        }
    }
}
