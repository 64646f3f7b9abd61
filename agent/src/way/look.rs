//! What this machine itself tells of its way out, without a packet: link, address, gateway.

#[cfg(any(windows, test))]
mod rows;

use crate::Roots;
use model::way::LinkSeen;
use std::net::IpAddr;

/// The default route, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(any(target_os = "linux", windows)),
    allow(dead_code, reason = "only Linux and Windows tell their routes")
)]
pub enum Exit {
    /// It leads through a tunnel or a line without a gateway, or this system does not tell.
    Hidden,
    /// There is none.
    None,
    /// Through this gateway.
    Via(IpAddr),
}

/// Where this machine stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The interface that leads out.
    pub link: LinkSeen,
    /// Its address and prefix length.
    pub address: Option<(IpAddr, u8)>,
    /// Where packets to other networks go.
    pub exit: Exit,
}

#[cfg(target_os = "linux")]
pub use linux::{look, neighbours};
#[cfg(not(any(target_os = "linux", windows)))]
pub use portable::{look, neighbours};
#[cfg(windows)]
pub use windows::{look, neighbours};

#[cfg(target_os = "linux")]
mod linux {
    //! From the kernel's files.

    use super::{Exit, Place, Roots};
    use crate::{
        collect::{
            addresses, arp,
            ports::{self, Interface},
            routes::{self, Path},
        },
        read,
    };
    use model::way::{Link, LinkSeen};
    use std::{collections::BTreeMap, net::IpAddr};

    /// Looks. `before` is the interface that led out last: with its cable out there may be no route to know it by.
    pub fn look(roots: &Roots, before: Option<&str>) -> Place {
        let interfaces = ports::read(roots);
        let out = default_route(roots);
        let link = chosen(&interfaces, roots, out.as_ref().map(|path| path.interface.as_str()), before);
        let name = link.as_ref().map(|link| link.name.clone());
        let exit = match &out {
            None => Exit::None,
            Some(Path { next_hop: Some(hop @ IpAddr::V4(_)), .. }) => Exit::Via(*hop),
            // The gateway of IPv6 is link-local and answers under its zone only.
            Some(_) => Exit::Hidden,
        };
        Place {
            link: link.map_or(LinkSeen::None, LinkSeen::One),
            address: name.and_then(|name| address(roots, &name, &interfaces)),
            exit,
        }
    }

    /// The default route that is preferred, IPv4 before IPv6.
    fn default_route(roots: &Roots) -> Option<Path> {
        let text = |file: &str| read::text(&roots.proc.join("net").join(file)).unwrap_or_default();
        let best = |paths: Vec<Path>| paths.into_iter().filter(|path| path.prefix == 0).min_by_key(|path| path.metric);
        best(routes::parse_ipv4(&text("route"))).or_else(|| best(routes::parse_ipv6(&text("ipv6_route"))))
    }

    fn name_of(interface: &Interface) -> &str {
        interface.port.name.as_deref().unwrap_or_default()
    }

    /// The interface of the default route, else the one of before, else the likeliest: with a signal, of its own
    /// hardware, with a cable.
    fn chosen(interfaces: &[Interface], roots: &Roots, out: Option<&str>, before: Option<&str>) -> Option<Link> {
        let links: Vec<Link> = interfaces.iter().map(|interface| link(interface, roots)).collect();
        let named = |wanted: &str| links.iter().find(|link| link.name == wanted);
        let likeliest = || {
            let may_lead_out = |interface: &&Interface| {
                let kind = interface.port.kind.as_deref();
                interface.physical || matches!(kind, Some("propVirtual")) && interface.port.if_index > Some(1)
            };
            interfaces
                .iter()
                .filter(may_lead_out)
                .filter_map(|interface| Some((interface, named(name_of(interface))?)))
                .min_by_key(|(interface, link)| {
                    (link.carrier != Some(true), !interface.physical, link.wireless, interface.port.if_index)
                })
                .map(|(_, link)| link)
        };
        out.and_then(named).or_else(|| before.and_then(named)).or_else(likeliest).cloned()
    }

    fn link(interface: &Interface, roots: &Roots) -> Link {
        let port = &interface.port;
        let name = name_of(interface).to_owned();
        // The file cannot be read while the interface is switched off.
        let carrier = match read::number(&roots.sys.join("class/net").join(&name).join("carrier")) {
            Some(signal) => Some(signal == 1),
            None => port.oper.as_deref().and_then(|oper| match oper {
                "up" => Some(true),
                "down" | "lowerLayerDown" | "notPresent" => Some(false),
                _ => None,
            }),
        };
        Link {
            wireless: port.kind.as_deref() == Some("ieee80211"),
            enabled: port.admin.as_deref() != Some("down"),
            carrier,
            speed_bps: port.speed_bps.filter(|_| interface.physical),
            half_duplex: port.duplex.as_deref() == Some("half"),
            name,
        }
    }

    /// An IPv4 address that a server or a person gave, else one that was made up, else a global IPv6 address.
    fn address(roots: &Roots, name: &str, interfaces: &[Interface]) -> Option<(IpAddr, u8)> {
        let mut own: Vec<_> = (roots.ipv4)().into_iter().filter(|row| row.interface == name).collect();
        own.sort_by_key(|row| (row.address.is_link_local(), row.address));
        let v4 = own.first().map(|row| (IpAddr::V4(row.address), row.prefix));
        let index = interfaces.iter().find(|interface| name_of(interface) == name)?.port.if_index;
        let global = |row: &model::record::Address| {
            let address: IpAddr = row.address.as_deref()?.parse().ok()?;
            let is_global = matches!(address, IpAddr::V6(v6) if !v6.is_unicast_link_local() && !v6.is_loopback());
            (row.if_index == index && is_global).then_some((address, row.prefix?))
        };
        let v6 = || addresses::read_ipv6(roots).iter().find_map(global);
        v4.filter(|(address, _)| !matches!(address, IpAddr::V4(v4) if v4.is_link_local())).or_else(v6).or(v4)
    }

    /// Addresses that ARP knows the hardware address of.
    pub fn neighbours(roots: &Roots) -> Vec<IpAddr> {
        let rows = arp::read(roots, &BTreeMap::new());
        rows.iter().filter_map(|row| row.address.as_deref()?.parse().ok()).collect()
    }
}

#[cfg(windows)]
mod windows {
    //! Asked of Windows at the moment.

    use super::{Place, Roots, rows};
    use crate::collect::windows::{neighbour_rows, network_rows};
    use std::net::IpAddr;

    pub fn look(_roots: &Roots, before: Option<&str>) -> Place {
        rows::place(&network_rows(), before)
    }

    pub fn neighbours(_roots: &Roots) -> Vec<IpAddr> {
        rows::neighbours(&neighbour_rows())
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
mod portable {
    //! Elsewhere only the own address is known: the one that packets to the outside would carry.

    use super::{Exit, Place, Roots};
    use model::way::LinkSeen;
    use std::net::{IpAddr, UdpSocket};

    pub fn look(_roots: &Roots, _before: Option<&str>) -> Place {
        // Connecting a datagram socket sends nothing; it only chooses the way.
        let chosen = UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
            socket.connect("192.0.2.1:9")?;
            socket.local_addr()
        });
        let address = chosen.ok().map(|own| own.ip()).filter(|own| !own.is_unspecified());
        Place { link: LinkSeen::Hidden, address: address.map(|own| (own, 32)), exit: Exit::Hidden }
    }

    pub fn neighbours(_roots: &Roots) -> Vec<IpAddr> {
        Vec::new()
    }
}
