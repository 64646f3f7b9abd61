//! Talks with the kernel over a generic netlink socket; the only part that reads and writes. Nothing here fails: what
//! is not answered is absent.

use super::{
    Adapter,
    netlink::{self, Message},
    nl80211,
};
use nix::{
    errno::Errno,
    sys::{
        socket::{
            AddressFamily, MsgFlags, NetlinkAddr, SockFlag, SockProtocol, SockType, recvfrom, sendto, setsockopt,
            socket, sockopt::ReceiveTimeout,
        },
        time::{TimeVal, TimeValLike},
    },
};
use std::{
    os::fd::{AsRawFd, OwnedFd},
    time::{Duration, Instant},
};

/// How long one datagram is waited for, milliseconds; the kernel answers within one.
const WAIT_MS: i64 = 250;
/// How long everything may take.
const MAX_TIME: Duration = Duration::from_secs(1);
/// Longest datagram: the kernel fills at most 32 KiB of a dump.
const MAX_DATAGRAM: usize = 65_536;
/// Most interfaces asked for their stations.
const MAX_ADAPTERS: usize = 32;

/// The radio interfaces of this machine with what they hear; empty where the kernel has no radios.
pub fn read() -> Vec<Adapter> {
    Talk::open().and_then(|mut talk| talk.adapters()).unwrap_or_default()
}

struct Talk {
    socket: OwnedFd,
    sequence: u32,
    until: Instant,
}

impl Talk {
    fn open() -> Option<Self> {
        let socket =
            socket(AddressFamily::Netlink, SockType::Raw, SockFlag::SOCK_CLOEXEC, SockProtocol::NetlinkGeneric).ok()?;
        setsockopt(&socket, ReceiveTimeout, &TimeVal::milliseconds(WAIT_MS)).ok()?;
        Some(Self { socket, sequence: 0, until: Instant::now() + MAX_TIME })
    }

    fn adapters(&mut self) -> Option<Vec<Adapter>> {
        let mut family = None;
        self.ask(
            |sequence| netlink::family_request(sequence, nl80211::FAMILY),
            |_, body| {
                family = netlink::family_id(body);
                // One answer, after which no end is told.
                false
            },
        )?;
        let family = family?;
        let mut adapters = Vec::new();
        self.ask(
            |sequence| nl80211::interfaces_request(family, sequence),
            |command, body| {
                // Heard to the end: the kernel refuses another list while one is under way.
                let wanted = command == nl80211::NEW_INTERFACE && adapters.len() < MAX_ADAPTERS;
                adapters.extend(nl80211::interface(body).filter(|_| wanted));
                true
            },
        )?;
        for adapter in &mut adapters {
            let index = adapter.if_index;
            // An interface without its stations is still worth telling.
            let _ = self.ask(
                |sequence| nl80211::stations_request(family, sequence, index),
                |command, body| {
                    if command == nl80211::NEW_STATION {
                        nl80211::add(adapter, body);
                    }
                    true
                },
            );
        }
        Some(adapters)
    }

    /// Asks and hands every row of the answer to `take`, until it is complete or `take` has enough.
    fn ask(&mut self, request: impl Fn(u32) -> Vec<u8>, mut take: impl FnMut(u8, &[u8]) -> bool) -> Option<()> {
        self.sequence += 1;
        let fd = self.socket.as_raw_fd();
        sendto(fd, &request(self.sequence), &NetlinkAddr::new(0, 0), MsgFlags::empty()).ok()?;
        let mut buffer = vec![0; MAX_DATAGRAM];
        while Instant::now() < self.until {
            let (length, sender) = match recvfrom::<NetlinkAddr>(fd, &mut buffer) {
                Err(Errno::EINTR) => continue,
                other => other.ok()?,
            };
            // Any process may send to a netlink socket; number 0 is the kernel.
            if sender.is_none_or(|sender| sender.pid() != 0) {
                continue;
            }
            for message in netlink::messages(buffer.get(..length)?, self.sequence) {
                match message {
                    Message::Row { command, body } if !take(command, body) => return Some(()),
                    Message::End => return Some(()),
                    Message::Row { .. } | Message::Other => {}
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The family of the families is in every kernel, and tells itself alone and as a list.
    #[test]
    fn the_kernel_answers_who_its_families_are() {
        let mut talk = Talk::open().unwrap();
        let mut found = None;
        let by_name = |sequence| netlink::family_request(sequence, "nlctrl");
        let asked = talk.ask(by_name, |_, body| {
            found = netlink::family_id(body);
            false
        });
        assert_eq!((asked, found), (Some(()), Some(netlink::CONTROL)));

        let mut all = Vec::new();
        let list = |sequence| netlink::request(netlink::CONTROL, netlink::DUMP, sequence, 3, &[]);
        let asked = talk.ask(list, |_, body| {
            all.extend(netlink::family_id(body));
            true
        });
        assert_eq!((asked, all.contains(&netlink::CONTROL)), (Some(()), true), "{all:?}");
    }

    #[test]
    fn a_family_that_is_not_there_is_answered_at_once() {
        let mut talk = Talk::open().unwrap();
        let begun = Instant::now();
        let asked = talk.ask(|sequence| netlink::family_request(sequence, "pantau-none"), |_, _| panic!("a row"));
        assert_eq!(asked, Some(()));
        assert!(begun.elapsed() < MAX_TIME);
    }

    #[test]
    fn a_machine_without_radios_does_not_wait() {
        let begun = Instant::now();
        read();
        assert!(begun.elapsed() < MAX_TIME * 2);
    }
}
