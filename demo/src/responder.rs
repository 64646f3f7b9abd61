//! The sockets: takes datagrams for every pretend address and answers from the address that was asked.

use crate::answer::{Agent, MAX_ANSWER, Refusal};
use crate::chance::Luck;
use crate::late::Late;
use crate::view::View;
use crate::world::World;
use nix::errno::Errno;
use nix::libc::{in_addr, in_pktinfo};
use nix::sys::socket::{
    ControlMessage, ControlMessageOwned, MsgFlags, MultiHeaders, SockaddrIn, recvmmsg, sendmsg, setsockopt, sockopt,
};
use std::io::{self, IoSlice, IoSliceMut};
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Datagrams taken with one call.
const BATCH: usize = 64;
/// Largest request, octets; the rest of a longer one is cut off, which makes it malformed.
const MAX_REQUEST: usize = 2048;
/// Room for requests that arrive while others are answered, octets.
const RECEIVE_BUFFER: usize = 8 << 20;
/// How often a quiet responder looks whether it should end.
const LOOK_UP: Duration = Duration::from_millis(100);

/// What came and what became of it, since the start.
#[derive(Debug, Default)]
pub struct Tally {
    /// Requests answered.
    pub answered: AtomicU64,
    /// Requests to devices that are dead, unreachable or silent, or to no device.
    pub unheard: AtomicU64,
    /// Requests lost on purpose.
    pub lost: AtomicU64,
    /// Datagrams that are no SNMP v1 or v2c request.
    pub malformed: AtomicU64,
    /// Requests with another community.
    pub wrong_community: AtomicU64,
    /// Answers that could not be sent, and changes of the network that failed.
    pub failed: AtomicU64,
}

/// What a responder thread works with.
pub(crate) struct Responder {
    pub world: Arc<RwLock<World>>,
    pub started: Instant,
    pub tally: Arc<Tally>,
    pub stop: Arc<AtomicBool>,
    pub luck: Luck,
}

/// A datagram and between whom.
#[derive(Clone, Copy)]
struct Received {
    octets: usize,
    from: SockaddrIn,
    to: Ipv4Addr,
}

/// Opens the socket for every address of this machine or namespace.
pub(crate) fn open(port: u16) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind(SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, port))?;
    setsockopt(&socket, sockopt::Ipv4PacketInfo, &true)?;
    // The large buffer needs a right that is mostly missing; the small one then has to do.
    if setsockopt(&socket, sockopt::RcvBufForce, &RECEIVE_BUFFER).is_err() {
        setsockopt(&socket, sockopt::RcvBuf, &RECEIVE_BUFFER)?;
    }
    socket.set_read_timeout(Some(LOOK_UP))?;
    Ok(socket)
}

impl Responder {
    /// Answers until it is told to stop.
    pub(crate) fn run(&self, socket: &UdpSocket) {
        let plan = self.world.read().unwrap_or_else(PoisonError::into_inner).plan().clone();
        let mut agent = Agent::new(&plan);
        let mut headers = MultiHeaders::preallocate(BATCH, Some(nix::cmsg_space!(in_pktinfo)));
        let mut buffers = vec![[0u8; MAX_REQUEST]; BATCH];
        let mut received = Vec::with_capacity(BATCH);
        let mut out = Vec::with_capacity(MAX_ANSWER);
        let mut late: Late<(Vec<u8>, Received)> = Late::default();
        while !self.stop.load(Ordering::Relaxed) {
            while let Some((answer, asked)) = late.due(Instant::now()) {
                self.tell(send(socket, &answer, &asked));
            }
            match receive(socket, &mut headers, &mut buffers, &mut received) {
                Ok(()) => {}
                Err(Errno::EAGAIN | Errno::EINTR) => continue,
                // An error left behind by a datagram that found nobody; the next call is good again.
                Err(_) => {
                    self.tally.failed.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
            }
            let world = self.world.read().unwrap_or_else(PoisonError::into_inner);
            let now_ms = self.started.elapsed().as_millis() as u64;
            for (datagram, buffer) in received.iter().zip(&buffers) {
                let Some(index) = plan.at(datagram.to).filter(|index| world.answers_snmp(*index)) else {
                    self.tally.unheard.fetch_add(1, Ordering::Relaxed);
                    continue;
                };
                if !self.luck.holds() {
                    self.tally.lost.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
                let view = View { plan: &plan, world: &world, index, now_ms };
                match (agent.answer(view, &buffer[..datagram.octets], &mut out), world.delay(index)) {
                    (Ok(()), None) => self.tell(send(socket, &out, datagram)),
                    (Ok(()), Some(delay)) => {
                        if !late.hold(Instant::now() + delay, (out.clone(), *datagram)) {
                            self.tally.lost.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    (Err(Refusal::Malformed), _) => drop(self.tally.malformed.fetch_add(1, Ordering::Relaxed)),
                    (Err(Refusal::Community), _) => drop(self.tally.wrong_community.fetch_add(1, Ordering::Relaxed)),
                }
            }
        }
    }

    /// Counts an answer that went out, or did not.
    fn tell(&self, sent: nix::Result<usize>) {
        let count = if sent.is_ok() { &self.tally.answered } else { &self.tally.failed };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// Waits for at least one datagram and takes what is there.
fn receive(
    socket: &UdpSocket,
    headers: &mut MultiHeaders<SockaddrIn>,
    buffers: &mut [[u8; MAX_REQUEST]],
    received: &mut Vec<Received>,
) -> nix::Result<()> {
    received.clear();
    let mut slices: Vec<[IoSliceMut<'_>; 1]> = buffers.iter_mut().map(|buffer| [IoSliceMut::new(buffer)]).collect();
    let messages = recvmmsg(socket.as_raw_fd(), headers, slices.iter_mut(), MsgFlags::MSG_WAITFORONE, None)?;
    for message in messages {
        let to = message.cmsgs()?.find_map(|control| match control {
            ControlMessageOwned::Ipv4PacketInfo(info) => Some(Ipv4Addr::from(info.ipi_addr.s_addr.to_ne_bytes())),
            _ => None,
        });
        let nobody = SockaddrIn::new(0, 0, 0, 0, 0);
        received.push(Received {
            octets: message.bytes,
            from: message.address.unwrap_or(nobody),
            to: to.unwrap_or(Ipv4Addr::UNSPECIFIED),
        });
    }
    Ok(())
}

/// Sends an answer from the address that was asked.
fn send(socket: &UdpSocket, answer: &[u8], asked: &Received) -> nix::Result<usize> {
    let none = in_addr { s_addr: 0 };
    let source = in_addr { s_addr: u32::from_ne_bytes(asked.to.octets()) };
    let info = in_pktinfo { ipi_ifindex: 0, ipi_spec_dst: source, ipi_addr: none };
    let control = [ControlMessage::Ipv4PacketInfo(&info)];
    sendmsg(socket.as_raw_fd(), &[IoSlice::new(answer)], &control, MsgFlags::empty(), Some(&asked.from))
}
