//! The few words of rtnetlink that the demo speaks (RFC 3549, linux/rtnetlink.h): loopback up, an address, routes.

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, MsgFlags, SockFlag, SockProtocol, SockType, recv, send, setsockopt, socket, sockopt,
};
use nix::sys::time::TimeVal;
use std::net::Ipv4Addr;
use std::os::fd::{AsRawFd, OwnedFd};

/// Messages sent before their acknowledgements are read; more could overflow the receive buffer.
const BATCH: usize = 64;
/// An acknowledgement that takes longer will not come, seconds.
const PATIENCE_SECONDS: i64 = 5;
/// Index of the loopback interface in every network namespace.
const LOOPBACK: u32 = 1;

const REQUEST: u16 = 1;
const ACKNOWLEDGE: u16 = 4;
const REPLACE: u16 = 0x100;
const CREATE: u16 = 0x400;

const ERROR: u16 = 2;
const NEW_LINK: u16 = 16;
const NEW_ADDRESS: u16 = 20;
const NEW_ROUTE: u16 = 24;
const DELETE_ROUTE: u16 = 25;

const INET: u8 = 2;
const TABLE_MAIN: u8 = 254;
const TABLE_LOCAL: u8 = 255;
const SCOPE_LINK: u8 = 253;
const SCOPE_HOST: u8 = 254;
const PROTOCOL_STATIC: u8 = 4;
const TYPE_UNICAST: u8 = 1;
const TYPE_LOCAL: u8 = 2;

/// A change of the network of this namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The loopback interface comes up.
    LoopbackUp,
    /// This address becomes one of loopback's own.
    Address(Ipv4Addr),
    /// Packets to this network go into loopback, from this address; where no address takes them they vanish.
    Void { network: Ipv4Addr, prefix: u8, from: Ipv4Addr },
    /// Packets to this address are taken here.
    Here(Ipv4Addr),
    /// They no longer are.
    Gone(Ipv4Addr),
}

/// A conversation with the kernel.
#[derive(Debug)]
pub(crate) struct Netlink {
    socket: OwnedFd,
    sequence: u32,
}

impl Netlink {
    /// Opens it in the namespace of the calling thread.
    pub(crate) fn open() -> nix::Result<Self> {
        let socket = socket(AddressFamily::Netlink, SockType::Raw, SockFlag::SOCK_CLOEXEC, SockProtocol::NetlinkRoute)?;
        setsockopt(&socket, sockopt::ReceiveTimeout, &TimeVal::new(PATIENCE_SECONDS, 0))?;
        Ok(Self { socket, sequence: 0 })
    }

    /// Makes the changes, in order. What is already so is no error; the first true error is told after all are made.
    pub(crate) fn apply(&mut self, changes: &[Change]) -> nix::Result<()> {
        let mut outcome = Ok(());
        for batch in changes.chunks(BATCH) {
            let mut messages = Vec::with_capacity(batch.len() * 52);
            for change in batch {
                self.sequence = self.sequence.wrapping_add(1);
                change.put(self.sequence, &mut messages);
            }
            send(self.socket.as_raw_fd(), &messages, MsgFlags::empty())?;
            outcome = outcome.and(self.acknowledged(batch.len()));
        }
        outcome
    }

    /// Reads so many acknowledgements.
    fn acknowledged(&self, count: usize) -> nix::Result<()> {
        let mut buffer = [0; 8192];
        let mut outcome = Ok(());
        let mut seen = 0;
        while seen < count {
            let length = match recv(self.socket.as_raw_fd(), &mut buffer, MsgFlags::empty()) {
                Err(Errno::EINTR) => continue,
                other => other?,
            };
            let mut rest = &buffer[..length];
            while let Some(word) = rest.first_chunk::<4>() {
                let length = (u32::from_ne_bytes(*word) as usize).next_multiple_of(4);
                let (Some(message), true) = (rest.get(..length), length >= 16) else {
                    break;
                };
                rest = &rest[length..];
                if message[4..6] == ERROR.to_ne_bytes() {
                    seen += 1;
                    outcome = outcome.and(verdict(message));
                }
            }
        }
        outcome
    }
}

/// The error in an acknowledgement. That a thing is already there, or already gone, is none.
fn verdict(message: &[u8]) -> nix::Result<()> {
    let code = message.get(16..20).and_then(|octets| octets.first_chunk::<4>()).map_or(0, |c| i32::from_ne_bytes(*c));
    match Errno::from_raw(-code) {
        _ if code == 0 => Ok(()),
        Errno::EEXIST | Errno::ESRCH => Ok(()),
        error => Err(error),
    }
}

impl Change {
    /// Appends the message that asks for it.
    fn put(self, sequence: u32, out: &mut Vec<u8>) {
        let start = out.len();
        let (kind, flags) = match self {
            Self::LoopbackUp => (NEW_LINK, 0),
            Self::Address(_) => (NEW_ADDRESS, CREATE | REPLACE),
            Self::Void { .. } | Self::Here(_) => (NEW_ROUTE, CREATE | REPLACE),
            Self::Gone(_) => (DELETE_ROUTE, 0),
        };
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&kind.to_ne_bytes());
        out.extend_from_slice(&(REQUEST | ACKNOWLEDGE | flags).to_ne_bytes());
        out.extend_from_slice(&sequence.to_ne_bytes());
        out.extend_from_slice(&[0; 4]);
        match self {
            Self::LoopbackUp => {
                // ifinfomsg: family, padding, type, index, flags (IFF_UP), which flags to change.
                out.extend_from_slice(&[0; 4]);
                for word in [LOOPBACK, 1, 1] {
                    out.extend_from_slice(&word.to_ne_bytes());
                }
            }
            Self::Address(address) => {
                // ifaddrmsg: family, prefix, flags, scope, index.
                out.extend_from_slice(&[INET, 32, 0, 0]);
                out.extend_from_slice(&LOOPBACK.to_ne_bytes());
                put_attribute(out, 1, address.octets());
                put_attribute(out, 2, address.octets());
            }
            Self::Void { network, prefix, from } => {
                put_route(out, prefix, TABLE_MAIN, SCOPE_LINK, TYPE_UNICAST);
                put_attribute(out, 1, network.octets());
                put_attribute(out, 4, LOOPBACK.to_ne_bytes());
                put_attribute(out, 7, from.octets());
            }
            Self::Here(address) | Self::Gone(address) => {
                put_route(out, 32, TABLE_LOCAL, SCOPE_HOST, TYPE_LOCAL);
                put_attribute(out, 1, address.octets());
                put_attribute(out, 4, LOOPBACK.to_ne_bytes());
            }
        }
        let length = (out.len() - start) as u32;
        out[start..start + 4].copy_from_slice(&length.to_ne_bytes());
    }
}

/// rtmsg: family, lengths of destination and source prefix, tos, table, protocol, scope, type, flags.
fn put_route(out: &mut Vec<u8>, prefix: u8, table: u8, scope: u8, kind: u8) {
    out.extend_from_slice(&[INET, prefix, 0, 0, table, PROTOCOL_STATIC, scope, kind]);
    out.extend_from_slice(&[0; 4]);
}

/// rtattr with a value of four octets.
fn put_attribute(out: &mut Vec<u8>, kind: u16, value: [u8; 4]) {
    out.extend_from_slice(&8u16.to_ne_bytes());
    out.extend_from_slice(&kind.to_ne_bytes());
    out.extend_from_slice(&value);
}
