//! Name servers from `resolv.conf`, names from `hosts`.

use crate::{read, roots::Roots};
use std::net::IpAddr;

/// Most name servers used, as in the resolver of the system.
const MAX_SERVERS: usize = 3;

/// The name servers of this machine; none: this system keeps them elsewhere.
pub fn name_servers(roots: &Roots) -> Option<Vec<IpAddr>> {
    read::text(&roots.etc.join("resolv.conf")).map(|text| parse_servers(&text))
}

/// The name servers for the record: where systemd-resolved stands in for them, those that it asks itself.
#[cfg(target_os = "linux")]
pub fn recorded(roots: &Roots) -> Vec<String> {
    let own = name_servers(roots).unwrap_or_default();
    let stands_in = !own.is_empty() && own.iter().all(IpAddr::is_loopback);
    let behind = || read::text(&roots.run.join("systemd/resolve/resolv.conf")).map(|text| parse_servers(&text));
    let servers = stands_in.then(behind).flatten().filter(|behind| !behind.is_empty()).unwrap_or(own);
    servers.iter().map(IpAddr::to_string).collect()
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

    #[cfg(target_os = "linux")]
    #[test]
    fn the_record_has_those_behind_the_stub() {
        let directory = tempfile::tempdir().unwrap();
        let roots = Roots::under(directory.path());
        let put = |path: std::path::PathBuf, text: &str| {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        assert_eq!(recorded(&roots), [] as [String; 0]);
        put(roots.etc.join("resolv.conf"), "nameserver 127.0.0.53\n");
        assert_eq!(recorded(&roots), ["127.0.0.53"]);
        put(roots.run.join("systemd/resolve/resolv.conf"), "nameserver 10.1.1.53\nnameserver 10.1.1.54\n");
        assert_eq!(recorded(&roots), ["10.1.1.53", "10.1.1.54"]);
        put(roots.etc.join("resolv.conf"), "nameserver 10.9.9.9\n");
        assert_eq!(recorded(&roots), ["10.9.9.9"]);
    }
}
