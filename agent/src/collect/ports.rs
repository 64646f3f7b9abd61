//! Network interfaces from `/sys/class/net`: names, states, speeds and cumulative counters, all 64 bits wide.

use crate::{read, roots::Roots};
use model::record::Port;
use std::path::Path;

/// Most interfaces stated: a host of many containers has two for each. Those with the lowest ifIndex are kept, and
/// the physical ones are made first.
pub const MAX_PORTS: usize = 1024;
/// How deep interfaces may stand on one another (VLAN on bridge on bond on card).
const MAX_DEPTH: u32 = 6;

/// `IFF_UP` of linux/if.h.
const UP: u64 = 0x1;
/// `NET_ADDR_RANDOM` of linux/netdevice.h: the address was made up by the kernel.
const RANDOM_ADDRESS: u64 = 1;

/// One interface and what only this machine can know of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Interface {
    /// As the record states it.
    pub port: Port,
    /// A device of its own: a card, an adapter, a port of a virtual machine.
    pub physical: bool,
    /// Its address names this machine: it is physical and its address was not made up.
    pub own_mac: bool,
    /// Its addresses tell this machine from others: it is physical, stands on a physical one, or is a tunnel. The
    /// bridge of a container host has the same address on every such host.
    pub own_addresses: bool,
}

/// All interfaces, by ifIndex.
pub fn read(roots: &Roots) -> Vec<Interface> {
    let directory = roots.sys.join("class/net");
    let mut interfaces: Vec<Interface> =
        read::names(&directory).iter().filter_map(|name| read_one(&directory, name)).collect();
    interfaces.sort_by_key(|interface| interface.port.if_index);
    interfaces.dedup_by_key(|interface| interface.port.if_index);
    interfaces
}

fn read_one(directory: &Path, name: &str) -> Option<Interface> {
    let path = directory.join(name);
    let number = |file: &str| read::number(&path.join(file));
    let word = |file: &str| read::word(&path.join(file));
    let if_index = number("ifindex").and_then(|index| u32::try_from(index).ok()).filter(|index| *index > 0)?;
    let physical = path.join("device").exists();
    let kind = kind(&Marks {
        hardware: number("type"),
        physical,
        wireless: path.join("wireless").exists() || path.join("phy80211").exists(),
        bridge: path.join("bridge").exists(),
        bond: path.join("bonding").exists(),
        tunnel: path.join("tun_flags").exists(),
        device_type: read::text(&path.join("uevent")).and_then(|text| device_type(&text)),
    });
    let mac = word("address").and_then(|text| super::mac(&text));
    let own_mac = physical && mac.is_some() && number("addr_assign_type") != Some(RANDOM_ADDRESS);
    let own_addresses = !matches!(kind.as_str(), "bridge" | "propVirtual") || stands_on_physical(directory, name, 0);
    let port = Port {
        if_index: Some(if_index),
        name: model::text::clean(name.as_bytes()),
        alias: word("ifalias"),
        kind: Some(kind),
        mtu: number("mtu"),
        speed_bps: number("speed").and_then(speed_bps),
        admin: number("flags").map(|flags| if flags & UP == 0 { "down" } else { "up" }.to_owned()),
        oper: word("operstate").and_then(|word| oper(&word)),
        duplex: word("duplex").filter(|word| word == "full" || word == "half"),
        mac,
        ..Port::default()
    };
    Some(Interface { port: with_counters(port, &path.join("statistics")), physical, own_mac, own_addresses })
}

/// The kernel counts received multicasts inside all received packets and does not tell sent ones apart.
fn with_counters(mut port: Port, statistics: &Path) -> Port {
    let counter = |file: &str| read::number(&statistics.join(file));
    port.in_octets = counter("rx_bytes");
    port.out_octets = counter("tx_bytes");
    port.in_mcast = counter("multicast");
    port.in_ucast = counter("rx_packets").map(|packets| packets.saturating_sub(port.in_mcast.unwrap_or(0)));
    port.out_ucast = counter("tx_packets");
    port.in_errors = counter("rx_errors");
    port.out_errors = counter("tx_errors");
    port.in_discards = counter("rx_dropped");
    port.out_discards = counter("tx_dropped");
    port.high_capacity = port.in_octets.map(|_| true);
    port
}

/// True when the interface is a device, or stands on one through `lower_NAME` links.
fn stands_on_physical(directory: &Path, name: &str, depth: u32) -> bool {
    let path = directory.join(name);
    if path.join("device").exists() {
        return true;
    }
    depth < MAX_DEPTH
        && read::names(&path)
            .iter()
            .filter_map(|file| file.strip_prefix("lower_"))
            .any(|lower| stands_on_physical(directory, lower, depth + 1))
}

/// What tells the type of an interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// ARPHRD number (linux/if_arp.h).
    pub hardware: Option<u64>,
    /// Has a device.
    pub physical: bool,
    /// Has a radio.
    pub wireless: bool,
    /// Is a bridge.
    pub bridge: bool,
    /// Is a bond.
    pub bond: bool,
    /// Is a tun or tap device.
    pub tunnel: bool,
    /// `DEVTYPE` of its uevent.
    pub device_type: Option<String>,
}

/// The IANAifType label. ARPHRD numbers are Linux' own, so one without a label is `other`.
pub fn kind(marks: &Marks) -> String {
    let by_type = match marks.device_type.as_deref() {
        Some("wlan") => Some("ieee80211"),
        Some("bridge") => Some("bridge"),
        Some("bond" | "team") => Some("ieee8023adLag"),
        Some("vlan") => Some("l2vlan"),
        Some("wwan") => Some("wwanPP"),
        Some("ppp") => Some("ppp"),
        Some("vxlan" | "geneve" | "wireguard" | "gre" | "ipip") => Some("tunnel"),
        _ => None,
    };
    let by_marks = match marks {
        Marks { bridge: true, .. } => Some("bridge"),
        Marks { bond: true, .. } => Some("ieee8023adLag"),
        Marks { wireless: true, .. } => Some("ieee80211"),
        Marks { tunnel: true, .. } => Some("tunnel"),
        _ => None,
    };
    let label = by_type.or(by_marks).or(match marks.hardware {
        Some(1) if marks.physical => Some("ethernetCsmacd"),
        Some(1) => Some("propVirtual"),
        Some(772) => Some("softwareLoopback"),
        Some(512) => Some("ppp"),
        Some(32) => Some("infiniband"),
        Some(801..=803) => Some("ieee80211"),
        Some(768 | 769 | 776 | 778 | 823 | 65534) => Some("tunnel"),
        _ => None,
    });
    label.unwrap_or("other").to_owned()
}

/// `DEVTYPE=…` of a uevent file.
pub fn device_type(uevent: &str) -> Option<String> {
    uevent.lines().find_map(|line| line.strip_prefix("DEVTYPE=")).map(|word| word.trim().to_owned())
}

/// The kernel's operational state (RFC 2863) as ifOperStatus label.
pub fn oper(word: &str) -> Option<String> {
    let label = match word {
        "up" | "down" | "testing" | "unknown" | "dormant" => word,
        "notpresent" => "notPresent",
        "lowerlayerdown" => "lowerLayerDown",
        _ => return None,
    };
    Some(label.to_owned())
}

/// Mbit/s to bit/s; 0 and 4294967295 say that the speed is not known.
pub fn speed_bps(mbps: u64) -> Option<u64> {
    (mbps > 0 && mbps < u64::from(u32::MAX)).then(|| mbps.checked_mul(1_000_000)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn kinds() {
        let marks = |hardware, physical| Marks { hardware: Some(hardware), physical, ..Marks::default() };
        let typed = |word: &str| Marks { device_type: Some(word.into()), ..marks(1, false) };
        for (marks, expected) in [
            (marks(1, true), "ethernetCsmacd"),
            (marks(1, false), "propVirtual"),
            (marks(772, false), "softwareLoopback"),
            (marks(65534, false), "tunnel"),
            (marks(9999, false), "other"),
            (Marks { wireless: true, ..marks(1, true) }, "ieee80211"),
            (Marks { bridge: true, ..marks(1, false) }, "bridge"),
            (Marks { bond: true, ..marks(1, false) }, "ieee8023adLag"),
            (typed("vlan"), "l2vlan"),
            (typed("wireguard"), "tunnel"),
            (typed("nonsense"), "propVirtual"),
        ] {
            assert_eq!(kind(&marks), expected, "{marks:?}");
        }
    }

    #[test]
    fn speeds_and_states() {
        for (mbps, expected) in [(1000, Some(1_000_000_000)), (0, None), (4_294_967_295, None), (u64::MAX, None)] {
            assert_eq!(speed_bps(mbps), expected);
        }
        for (word, expected) in
            [("up", Some("up")), ("lowerlayerdown", Some("lowerLayerDown")), ("unknown", Some("unknown")), ("UP", None)]
        {
            assert_eq!(oper(word).as_deref(), expected);
        }
        assert_eq!(device_type("DEVTYPE=wlan\nINTERFACE=wlan0\n").as_deref(), Some("wlan"));
        assert_eq!(device_type("INTERFACE=eth0\n"), None);
    }

    /// A machine with a card, a bridge of containers, a bridge on the card, and a loopback.
    #[cfg(unix)]
    #[test]
    fn interfaces_of_a_container_host() {
        let directory = tempfile::tempdir().unwrap();
        let roots = Roots::under(directory.path());
        let net = roots.sys.join("class/net");
        let put = |path: &str, content: &str| {
            let path = net.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        };
        for (name, index, hardware, mac, assigned) in [
            ("eth0", 2, 1, "02:FC:00:00:00:01", 0),
            ("docker0", 4, 1, "02:42:00:00:00:01", 1),
            ("veth1", 5, 1, "02:42:00:00:00:02", 1),
            ("br0", 6, 1, "02:fc:00:00:00:01", 3),
            ("usb0", 7, 1, "02:99:00:00:00:01", 1),
            ("lo", 1, 772, "00:00:00:00:00:00", 0),
        ] {
            put(&format!("{name}/ifindex"), &format!("{index}\n"));
            put(&format!("{name}/type"), &format!("{hardware}\n"));
            put(&format!("{name}/address"), &format!("{mac}\n"));
            put(&format!("{name}/addr_assign_type"), &format!("{assigned}\n"));
            put(&format!("{name}/flags"), if name == "veth1" { "0x1002\n" } else { "0x1003\n" });
            put(&format!("{name}/statistics/rx_bytes"), "18446744073709551615\n");
            put(&format!("{name}/statistics/rx_packets"), "10\n");
            put(&format!("{name}/statistics/multicast"), "3\n");
        }
        put("eth0/device/vendor", "0x8086\n");
        put("usb0/device/vendor", "x\n");
        put("eth0/speed", "1000\n");
        put("lo/speed", "-1\n");
        put("docker0/bridge/bridge_id", "x");
        put("br0/bridge/bridge_id", "x");
        std::os::unix::fs::symlink("../veth1", net.join("docker0/lower_veth1")).unwrap();
        std::os::unix::fs::symlink("../eth0", net.join("br0/lower_eth0")).unwrap();
        put("bonding_masters", "");

        let found = read(&roots);
        let summary: Vec<_> = found
            .iter()
            .map(|i| {
                let port = &i.port;
                (port.name.as_deref().unwrap(), port.kind.as_deref().unwrap(), i.physical, i.own_mac, i.own_addresses)
            })
            .collect();
        assert_eq!(
            summary,
            [
                ("lo", "softwareLoopback", false, false, true),
                ("eth0", "ethernetCsmacd", true, true, true),
                ("docker0", "bridge", false, false, false),
                ("veth1", "propVirtual", false, false, false),
                ("br0", "bridge", false, false, true),
                ("usb0", "ethernetCsmacd", true, false, true),
            ]
        );
        let (lo, eth0, veth1) = (&found[0].port, &found[1].port, &found[3].port);
        assert_eq!((lo.mac.as_deref(), lo.speed_bps), (None, None));
        assert_eq!((eth0.mac.as_deref(), eth0.speed_bps), (Some("02:fc:00:00:00:01"), Some(1_000_000_000)));
        assert_eq!((eth0.in_octets, eth0.in_ucast, eth0.in_mcast), (Some(u64::MAX), Some(7), Some(3)));
        assert_eq!((eth0.out_octets, eth0.high_capacity), (None, Some(true)));
        assert_eq!((eth0.admin.as_deref(), veth1.admin.as_deref()), (Some("up"), Some("down")));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>(), mbps in any::<u64>()) {
            device_type(&text);
            oper(&text);
            speed_bps(mbps);
            super::super::mac(&text);
        }
    }
}
