//! Name servers from `resolv.conf`, names from `hosts`.

use crate::{read, roots::Roots};
use std::net::IpAddr;

/// Most name servers used, as in the resolver of the system.
const MAX_SERVERS: usize = 3;

/// The name servers of this machine; none: this system keeps them elsewhere.
pub fn name_servers(roots: &Roots) -> Option<Vec<IpAddr>> {
    read::text(&roots.etc.join("resolv.conf")).map(|text| parse_servers(&text))
}

/// Lines of `nameserver ADDRESS`; the zone of a link-local address is left out.
fn parse_servers(text: &str) -> Vec<IpAddr> {
    let server = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        let address = words.next().filter(|word| *word == "nameserver").and_then(|_| words.next())?;
        address.split('%').next()?.parse().ok()
    };
    text.lines().filter_map(server).take(MAX_SERVERS).collect()
}

/// The address of a name in `hosts`, IPv4 before IPv6.
pub fn address(roots: &Roots, name: &str) -> Option<IpAddr> {
    parse_hosts(&read::text(&roots.etc.join("hosts"))?, name)
}

/// Lines of `ADDRESS NAME…`; what follows `#` is a remark.
fn parse_hosts(text: &str, name: &str) -> Option<IpAddr> {
    let address = |line: &str| {
        let mut words = line.split('#').next()?.split_ascii_whitespace();
        let address: IpAddr = words.next()?.parse().ok()?;
        words.any(|word| word.eq_ignore_ascii_case(name)).then_some(address)
    };
    let found: Vec<IpAddr> = text.lines().filter_map(address).collect();
    found.iter().find(|address| address.is_ipv4()).or(found.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_the_resolver() {
        let servers = "# made by hand\nsearch kab.go.id\nnameserver 10.1.1.53\nnameserver fe80::1%eth0\n\
                       nameserver x\nnameserver\nnameserver 9.9.9.9\nnameserver 8.8.8.8\n";
        let expected: Vec<IpAddr> = ["10.1.1.53", "fe80::1", "9.9.9.9"].map(|text| text.parse().unwrap()).to_vec();
        assert_eq!(parse_servers(servers), expected);
        let hosts =
            "127.0.0.1 localhost\nfd00::5 pantau\n10.1.1.5\tPantau.kab.go.id pantau # peladen\n#10.9.9.9 pantau\n";
        assert_eq!(parse_hosts(hosts, "pantau"), "10.1.1.5".parse().ok());
        assert_eq!(parse_hosts(hosts, "peladen"), None);
    }
}
