//! Link, address and gateway of machines made of files.

use crate::{
    Roots,
    roots::KernelAddress,
    way::look::{Exit, Place, look, neighbours},
};
use model::way::LinkSeen;
use std::{net::Ipv4Addr, path::Path};

fn put(directory: &Path, path: &str, content: &str) {
    let path = directory.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

/// A card, with what is written about it.
fn card(directory: &Path, name: &str, index: u32, files: &[(&str, &str)]) {
    let base = format!("sys/class/net/{name}");
    put(directory, &format!("{base}/ifindex"), &index.to_string());
    put(directory, &format!("{base}/type"), "1\n");
    put(directory, &format!("{base}/flags"), "0x1003\n");
    put(directory, &format!("{base}/device/vendor"), "0x8086\n");
    for (file, content) in files {
        put(directory, &format!("{base}/{file}"), content);
    }
}

fn route(directory: &Path, lines: &[(&str, &str, u32)]) {
    let hex = |address: &str| format!("{:08X}", u32::from_ne_bytes(address.parse::<Ipv4Addr>().unwrap().octets()));
    let mut text = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n".to_owned();
    for (interface, gateway, metric) in lines {
        text.push_str(&format!("{interface}\t00000000\t{}\t0003\t0\t0\t{metric}\t00000000\t0\t0\t0\n", hex(gateway)));
    }
    put(directory, "proc/net/route", &text);
}

fn interface(place: &Place) -> (&str, Option<bool>) {
    match &place.link {
        LinkSeen::One(link) => (&link.name, link.carrier),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_interface_of_the_preferred_route_leads_out() {
    let directory = tempfile::tempdir().unwrap();
    let machine = directory.path();
    card(machine, "eth0", 2, &[("carrier", "1\n"), ("speed", "1000\n"), ("duplex", "half\n")]);
    card(machine, "wlan0", 3, &[("carrier", "1\n"), ("wireless/link", "")]);
    route(machine, &[("wlan0", "192.168.1.1", 600), ("eth0", "10.20.3.1", 100)]);
    let roots = Roots {
        ipv4: || {
            [("eth0", [169, 254, 1, 1]), ("eth0", [10, 20, 3, 17]), ("wlan0", [192, 168, 1, 5])]
                .map(|(name, octets)| KernelAddress {
                    interface: name.into(),
                    address: Ipv4Addr::from(octets),
                    prefix: 24,
                })
                .to_vec()
        },
        ..Roots::under(machine)
    };
    let place = look(&roots, None);
    assert_eq!(place.exit, Exit::Via("10.20.3.1".parse().unwrap()));
    assert_eq!(place.address, Some(("10.20.3.17".parse().unwrap(), 24)), "a given address before a made-up one");
    let LinkSeen::One(link) = &place.link else { panic!("{place:?}") };
    assert_eq!((link.name.as_str(), link.half_duplex, link.speed_bps), ("eth0", true, Some(1_000_000_000)));
}

#[test]
fn without_a_route_the_interface_of_before_or_the_likeliest_is_meant() {
    let directory = tempfile::tempdir().unwrap();
    let machine = directory.path();
    let roots = Roots::under(machine);
    assert_eq!(look(&roots, None), Place { link: LinkSeen::None, address: None, exit: Exit::None });
    card(machine, "wlan0", 2, &[("carrier", "0\n"), ("wireless/link", "")]);
    card(machine, "eth0", 3, &[("carrier", "0\n")]);
    assert_eq!(interface(&look(&roots, None)), ("eth0", Some(false)));
    assert_eq!(interface(&look(&roots, Some("wlan0"))), ("wlan0", Some(false)));
    put(machine, "sys/class/net/wlan0/carrier", "1\n");
    assert_eq!(interface(&look(&roots, None)), ("wlan0", Some(true)));
    assert_eq!(interface(&look(&roots, Some("gone0"))), ("wlan0", Some(true)));
    // Switched off: the file of the carrier cannot be read, the state can.
    std::fs::remove_file(machine.join("sys/class/net/wlan0/carrier")).unwrap();
    put(machine, "sys/class/net/wlan0/operstate", "down\n");
    put(machine, "sys/class/net/wlan0/flags", "0x1002\n");
    let LinkSeen::One(link) = look(&roots, Some("wlan0")).link else { panic!() };
    assert!(!link.enabled && link.wireless && link.carrier == Some(false));
}

#[test]
fn a_tunnel_has_no_gateway_and_the_neighbour_table_names_who_answers() {
    let directory = tempfile::tempdir().unwrap();
    let machine = directory.path();
    card(machine, "tun0", 4, &[("tun_flags", "0x1\n"), ("carrier", "1\n")]);
    let text = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n\
                tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\n";
    put(machine, "proc/net/route", text);
    let roots = Roots::under(machine);
    assert_eq!(look(&roots, None).exit, Exit::Hidden);
    put(
        machine,
        "proc/net/arp",
        "IP address HW type Flags HW address Mask Device\n\
         10.20.3.1 0x1 0x2 02:fc:00:00:00:05 * eth0\n10.20.3.2 0x1 0x0 00:00:00:00:00:00 * eth0\n",
    );
    assert_eq!(neighbours(&roots), ["10.20.3.1".parse::<std::net::IpAddr>().unwrap()]);
}
