//! One round of questions, all targets at the same time.

use super::{
    ask, hosts,
    look::{self, Exit, Place},
    targets::Targets,
    window::{Asked, Windows},
};
use crate::Roots;
use model::{
    Timestamp,
    way::{GatewaySeen, LinkSeen, Probe, Seen, Way, judge},
};
use std::{
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    thread,
    time::Duration,
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_millis(1500);
/// Echoes a round: to the gateway, the router, each internet address.
const TO_GATEWAY: u32 = 3;
const TO_ROUTER: u32 = 2;
const TO_INTERNET: u32 = 1;
/// Tries of what is asked by TCP or DNS.
const TRIES: u32 = 2;
/// Port tried where no echo may be sent; that it is closed is an answer as well.
const ANY_PORT: u16 = 80;
/// Name asked for when the collector is known by its address only.
const ANY_NAME: &str = "go.id";
/// Most name servers asked a round: the next is asked only when the one before is silent.
const MAX_SERVERS: usize = 2;

/// Measures round after round.
#[derive(Debug)]
pub struct Rounds {
    roots: Roots,
    targets: Targets,
    /// Addresses of the agency's router as the collector told them, the one to ask first.
    learnt: Vec<IpAddr>,
    windows: Windows,
    place: Option<Place>,
    /// Where the collector's name led last.
    known: Option<IpAddr>,
    /// The gateway that answered an echo: when it falls silent it is gone, whatever the neighbour table remembers.
    echoed: Option<IpAddr>,
}

/// The answers of one round, before they are counted.
#[derive(Default)]
struct Answers {
    gateway: Option<Asked>,
    router: Option<Asked>,
    names: Names,
    internet: Vec<(SocketAddr, Asked)>,
}

/// Where the agency's router is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Router {
    /// Nobody told.
    Unknown,
    /// It is this machine's gateway.
    Gateway,
    /// Behind the gateway.
    At(IpAddr),
}

/// What name servers said, and the collector, whose name they gave.
#[derive(Default)]
struct Names {
    servers: Option<Vec<(IpAddr, Asked)>>,
    found: Option<IpAddr>,
    dinas: Asked,
}

impl Rounds {
    /// Rounds on the machine below these roots.
    pub fn new(roots: Roots, targets: Targets) -> Self {
        Self { roots, targets, learnt: Vec::new(), windows: Windows::default(), place: None, known: None, echoed: None }
    }

    /// Names the collector.
    pub fn aim_at(&mut self, url: &str) {
        let aimed = self.targets.clone().with_collector(url);
        if aimed != self.targets {
            self.known = None;
            self.targets = aimed;
        }
    }

    /// Takes over what the collector told of the agency's router; one that was named here goes before.
    pub fn learn(&mut self, router: &[IpAddr]) {
        self.learnt = router.to_vec();
    }

    /// Whether link, address or gateway differ from those of the last round; sends nothing.
    pub fn has_changed(&self) -> bool {
        self.place.as_ref() != Some(&look::look(&self.roots, self.interface()))
    }

    fn interface(&self) -> Option<&str> {
        match self.place.as_ref().map(|place| &place.link) {
            Some(LinkSeen::One(link)) => Some(&link.name),
            _ => None,
        }
    }

    /// Asks everyone, waits for the answers (some seconds where nobody answers), and judges.
    pub fn measure(&mut self, now: Timestamp) -> Way {
        let place = look::look(&self.roots, self.interface());
        if self.place.as_ref().is_some_and(|before| before.exit != place.exit) {
            self.windows.clear();
        }
        let answers = self.ask(&place);
        self.known = answers.names.found.or(self.known);
        let seen = self.count(now, &place, answers);
        self.place = Some(place);
        judge(&seen)
    }

    /// The agency's router: named here, else as the collector told it. Where it is the gateway it is asked as that.
    fn router(&self, place: &Place) -> Router {
        let named = self.targets.router;
        let is_gateway = |address: &IpAddr| place.exit == Exit::Via(*address);
        if named.is_none() && self.learnt.iter().any(is_gateway) || named.as_ref().is_some_and(is_gateway) {
            return Router::Gateway;
        }
        named.or_else(|| self.learnt.first().copied()).map_or(Router::Unknown, Router::At)
    }

    fn ask(&self, place: &Place) -> Answers {
        let gateway = match place.exit {
            Exit::Via(address) => Some(address),
            Exit::Hidden | Exit::None => None,
        };
        let router = match self.router(place) {
            Router::At(address) => Some(address),
            Router::Gateway | Router::Unknown => None,
        };
        let internet = self.targets.internet.as_deref().unwrap_or_default();
        thread::scope(|scope| {
            let gateway = gateway.map(|address| scope.spawn(move || reach(address, TO_GATEWAY)));
            let router = router.map(|address| scope.spawn(move || reach(address, TO_ROUTER)));
            let names = scope.spawn(|| self.ask_names());
            let internet: Vec<_> =
                internet.iter().map(|address| (*address, scope.spawn(|| reach_internet(*address)))).collect();
            // A thread that panicked asked nothing.
            Answers {
                gateway: gateway.map(|thread| thread.join().unwrap_or_default()),
                router: router.map(|thread| thread.join().unwrap_or_default()),
                names: names.join().unwrap_or_default(),
                internet: internet
                    .into_iter()
                    .map(|(address, thread)| (address, thread.join().unwrap_or_default()))
                    .collect(),
            }
        })
    }

    /// Asks the name servers, in their order, until one answers, and the collector: at the same time where its address is
    /// written down, else as soon as its name is known.
    fn ask_names(&self) -> Names {
        let Some((host, port)) = &self.targets.dinas else {
            return self.ask_servers(None);
        };
        let connect = |address| ask::connect(SocketAddr::new(address, *port), TRIES, PATIENCE);
        let literal: Option<IpAddr> = host.parse().ok();
        let name = Some(host.as_str()).filter(|_| literal.is_none());
        if let Some(address) = literal.or_else(|| hosts::address(&self.roots, host)) {
            return thread::scope(|scope| {
                let connected = scope.spawn(|| connect(address));
                let names = self.ask_servers(name);
                Names { found: Some(address), dinas: connected.join().unwrap_or_default(), ..names }
            });
        }
        let names = self.ask_servers(name);
        let found = names.found.or_else(|| system_address(host, &names));
        let dinas = found.or(self.known).map(connect).unwrap_or_default();
        Names { found, dinas, ..names }
    }

    /// Asks the name servers for this name, or for any.
    fn ask_servers(&self, name: Option<&str>) -> Names {
        let mut names = Names::default();
        let Some(servers) = hosts::name_servers(&self.roots) else {
            return names;
        };
        let mut asked = Vec::new();
        for server in servers.into_iter().take(MAX_SERVERS) {
            let resolved = ask::resolve(server, name.unwrap_or(ANY_NAME), TRIES, PATIENCE);
            asked.push((server, resolved.asked));
            if resolved.asked.received > 0 {
                names.found = resolved.addresses.first().copied().map(IpAddr::V4).filter(|_| name.is_some());
                break;
            }
        }
        names.servers = Some(asked);
        names
    }

    fn count(&mut self, at: Timestamp, place: &Place, answers: Answers) -> Seen {
        let whose = self.router(place);
        let windows = &mut self.windows;
        let gateway = match (place.exit, answers.gateway) {
            (Exit::Via(address), Some(asked)) => {
                if asked.received > 0 {
                    self.echoed = Some(address);
                }
                let in_arp = self.echoed != Some(address) && look::neighbours(&self.roots).contains(&address);
                GatewaySeen::Asked { probe: windows.take(&address.to_string(), asked), in_arp }
            }
            (Exit::None, _) => GatewaySeen::None,
            _ => GatewaySeen::Hidden,
        };
        let router = match (whose, answers.router, &gateway) {
            (Router::Gateway, _, GatewaySeen::Asked { probe, .. }) => Some(probe.clone()),
            (Router::At(address), Some(asked), _) => Some(windows.take(&address.to_string(), asked)),
            _ => None,
        };
        let dns = answers.names.servers.map(|servers| {
            let mut probe = |(server, asked): (IpAddr, Asked)| Probe {
                target: server.to_string(),
                ..windows.take(&format!("dns {server}"), asked)
            };
            servers.into_iter().map(&mut probe).collect()
        });
        let dinas = self.targets.dinas.as_ref().map(|(host, port)| {
            let target = if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") };
            windows.take(&target, answers.names.dinas)
        });
        let mut probe = |(address, asked): (SocketAddr, Asked)| Probe {
            target: address.ip().to_string(),
            ..windows.take(&format!("internet {address}"), asked)
        };
        let internet = answers.internet.into_iter().map(&mut probe).collect();
        let internet = self.targets.internet.as_ref().map(|_| internet);
        Seen { at, link: place.link.clone(), address: place.address, gateway, router, dns, dinas, internet }
    }
}

/// A name by the system's own ways (search lists, mDNS). These may wait long: only where a name server is alive, or none is
/// known.
fn system_address(host: &str, names: &Names) -> Option<IpAddr> {
    let may_ask = names.servers.as_ref().is_none_or(|asked| asked.iter().any(|(_, asked)| asked.received > 0));
    let mut found = may_ask.then(|| (host, 0).to_socket_addrs().ok()).flatten()?;
    found.next().map(|found| found.ip())
}

/// Echoes; where none may be sent, any TCP port: also its refusal is an answer.
fn reach(address: IpAddr, count: u32) -> Asked {
    echoes(address, count).unwrap_or_else(|| {
        let asked = ask::connect(SocketAddr::new(address, ANY_PORT), TRIES, PATIENCE);
        if asked.refused { Asked { received: 1, refused: false, ..asked } } else { asked }
    })
}

/// Echoes, and TCP when they are not answered: lines to the internet often drop the ones or the others.
fn reach_internet(address: SocketAddr) -> Asked {
    match echoes(address.ip(), TO_INTERNET) {
        Some(asked) if asked.received > 0 => asked,
        _ => ask::connect(address, 1, PATIENCE),
    }
}

#[cfg(target_os = "linux")]
fn echoes(address: IpAddr, count: u32) -> Option<Asked> {
    match address {
        IpAddr::V4(address) => super::echo::echo(address, count, PATIENCE),
        IpAddr::V6(_) => None,
    }
}

#[cfg(not(target_os = "linux"))]
fn echoes(_address: IpAddr, _count: u32) -> Option<Asked> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_router_is_named_here_or_learnt_and_may_be_the_gateway() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let place = |gateway: &str| Place { link: LinkSeen::Hidden, address: None, exit: Exit::Via(address(gateway)) };
        let directory = tempfile::tempdir().unwrap();
        let rounds = |targets| Rounds::new(Roots::under(directory.path()), targets);
        let mut learning = rounds(Targets::default());
        assert_eq!(learning.router(&place("10.20.3.1")), Router::Unknown);
        learning.learn(&[address("10.255.0.1"), address("10.20.3.1")]);
        assert_eq!(learning.router(&place("10.20.3.1")), Router::Gateway, "by its second address");
        assert_eq!(learning.router(&place("10.20.4.1")), Router::At(address("10.255.0.1")));
        let hidden = Place { exit: Exit::Hidden, ..place("10.20.3.1") };
        assert_eq!(learning.router(&hidden), Router::At(address("10.255.0.1")));
        learning.learn(&[]);
        assert_eq!(learning.router(&place("10.20.3.1")), Router::Unknown, "the collector knows none any more");
        let mut named = rounds(Targets { router: Some(address("10.9.0.1")), ..Targets::default() });
        named.learn(&[address("10.20.3.1")]);
        assert_eq!(
            named.router(&place("10.20.3.1")),
            Router::At(address("10.9.0.1")),
            "what is named here goes before"
        );
        assert_eq!(named.router(&place("10.9.0.1")), Router::Gateway);
    }

    #[test]
    fn a_gateway_that_is_the_router_speaks_for_both() {
        let directory = tempfile::tempdir().unwrap();
        let mut rounds = Rounds::new(Roots::under(directory.path()), Targets { internet: None, ..Targets::default() });
        let gateway: IpAddr = "10.20.3.1".parse().unwrap();
        rounds.learn(&[gateway]);
        let place = Place { link: LinkSeen::Hidden, address: None, exit: Exit::Via(gateway) };
        let asked = Asked { sent: 3, received: 3, ..Asked::default() };
        let seen = rounds.count(Timestamp(0), &place, Answers { gateway: Some(asked), ..Answers::default() });
        let (Some(router), GatewaySeen::Asked { probe, .. }) = (&seen.router, &seen.gateway) else {
            panic!("{seen:?}")
        };
        assert_eq!((router, probe.sent), (probe, 3), "asked once, told twice");
    }
}
