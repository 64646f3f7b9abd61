//! Names of what is there: reverse DNS from the system's resolver, NetBIOS and mDNS from the device itself.

use super::{
    dns::{self, Dialect},
    netbios::{self, NodeStatus},
};
use crate::echo::Pace;
use std::{
    hash::{BuildHasher, RandomState},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};
use tokio::{net::UdpSocket, sync::Semaphore, time::timeout};

/// Longest wait for a name. Who has one in the same town answers in a tenth of it.
const WAIT: Duration = Duration::from_millis(1000);
/// Questions under way at once, each with a socket of its own.
const AT_ONCE: usize = 64;
/// A resolver that answered none of the first so many questions is not asked any more.
const SILENT_AFTER: u32 = 8;
/// Largest answer read, octets.
const LARGEST: usize = 1500;
const DNS_PORT: u16 = 53;
const NETBIOS_PORT: u16 = 137;
const MDNS_PORT: u16 = 5353;

/// Asks for names.
#[derive(Debug)]
pub struct Names {
    resolver: Option<SocketAddr>,
    pace: Arc<Pace>,
    permits: Semaphore,
    /// Questions that the resolver left without any answer since its last one.
    unanswered: AtomicU32,
    chance: RandomState,
}

impl Names {
    /// Asks at this pace; `resolver` is that of the settings, else the first of the system's.
    pub fn new(resolver: Option<SocketAddr>, pace: Arc<Pace>) -> Self {
        let resolver = resolver.or_else(system_resolver);
        let permits = Semaphore::new(AT_ONCE);
        Self { resolver, pace, permits, unanswered: AtomicU32::new(0), chance: RandomState::new() }
    }

    /// Its name by reverse DNS.
    pub async fn dns(&self, address: IpAddr) -> Option<String> {
        let resolver = self.resolver?;
        // Loopback addresses of this machine are nobody else's business.
        let stays_here = !address.is_loopback() || resolver.ip().is_loopback();
        if !stays_here || self.unanswered.load(Relaxed) >= SILENT_AFTER {
            return None;
        }
        let id = self.id(address);
        let question = dns::question(Dialect::Dns, id, address);
        let answered = self.ask(resolver, &question, |packet| {
            // Whatever the resolver says shows that it is there.
            self.unanswered.store(0, Relaxed);
            Some(dns::answer(Dialect::Dns, id, address, packet))
        });
        match answered.await {
            Some(name) => name,
            None => {
                self.unanswered.fetch_add(1, Relaxed);
                None
            }
        }
    }

    /// Its name by mDNS.
    pub async fn mdns(&self, address: IpAddr) -> Option<String> {
        let id = self.id(address);
        let to = SocketAddr::new(address, MDNS_PORT);
        let question = dns::question(Dialect::Mdns, id, address);
        self.ask(to, &question, |packet| dns::answer(Dialect::Mdns, id, address, packet)).await
    }

    /// Its name and MAC by NetBIOS, which there is over IPv4 only.
    pub async fn netbios(&self, address: IpAddr) -> Option<NodeStatus> {
        let id = self.id(address);
        let to = SocketAddr::new(address.is_ipv4().then_some(address)?, NETBIOS_PORT);
        self.ask(to, &netbios::question(id), |packet| netbios::answer(id, packet)).await
    }

    /// An id that nobody outside can guess.
    fn id(&self, address: IpAddr) -> u16 {
        self.chance.hash_one((address, tokio::time::Instant::now())) as u16
    }

    /// Sends one question and waits for what answers it. The socket is connected: the system takes nothing from others.
    async fn ask<T>(&self, to: SocketAddr, question: &[u8], answer: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
        let _permit = self.permits.acquire().await.ok()?;
        let any: IpAddr = if to.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let socket = UdpSocket::bind((any, 0)).await.ok()?;
        socket.connect(to).await.ok()?;
        self.pace.turn().await;
        socket.send(question).await.ok()?;
        let answered = async {
            let mut buffer = [0; LARGEST];
            loop {
                // An error is word of an ICMP "unreachable": nobody listens there.
                let length = socket.recv(&mut buffer).await.ok()?;
                if let Some(found) = answer(&buffer[..length]) {
                    return Some(found);
                }
            }
        };
        timeout(WAIT, answered).await.ok().flatten()
    }
}

/// The first resolver of this system (resolv.conf(5)); none where it is kept elsewhere.
fn system_resolver() -> Option<SocketAddr> {
    let text = std::fs::read_to_string("/etc/resolv.conf").ok()?;
    resolver_in(&text)
}

fn resolver_in(text: &str) -> Option<SocketAddr> {
    let addresses = text.lines().filter_map(|line| line.trim().strip_prefix("nameserver"));
    addresses.filter_map(|rest| rest.trim().parse().ok()).map(|ip| SocketAddr::new(ip, DNS_PORT)).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_resolver_of_the_system() {
        let text = "# comment\nsearch kab.go.id\n nameserver 127.0.0.53\nnameserver 10.0.0.1\n";
        assert_eq!(resolver_in(text), Some("127.0.0.53:53".parse().unwrap()));
        assert_eq!(resolver_in("nameserver fe80::1%eth0\nnameserver ::1"), Some("[::1]:53".parse().unwrap()));
        assert_eq!(resolver_in("options edns0"), None);
    }

    #[tokio::test]
    async fn a_resolver_on_loopback_is_asked_and_a_silent_one_given_up() {
        let server = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let resolver = server.local_addr().unwrap();
        let names = Names::new(Some(resolver), Arc::new(Pace::new(10_000)));
        let address: IpAddr = [127, 0, 0, 9].into();
        let answering = async {
            let mut buffer = [0; 512];
            let (length, from) = server.recv_from(&mut buffer).await.unwrap();
            let mut packet = buffer[..length].to_vec();
            (packet[2], packet[7]) = (0x81, 1);
            packet.extend([0xc0, 12, 0, 12, 0, 1, 0, 0, 0, 9, 0, 7]);
            packet.extend(b"\x02pc\x02id\0");
            server.send_to(&packet, from).await.unwrap();
        };
        let (name, ()) = tokio::join!(names.dns(address), answering);
        assert_eq!(name.as_deref(), Some("pc.id"));
        drop(server);
        for _ in 0..SILENT_AFTER {
            assert_eq!(names.dns(address).await, None);
        }
        assert_eq!(names.unanswered.load(Relaxed), SILENT_AFTER);
    }
}
