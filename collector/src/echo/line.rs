//! One family's socket and the one task that sends and reads on it, many packets with one call.

use super::{
    burst::{Incoming, MOST, Outgoing, receive, send},
    pace::Pace,
    packet::{Family, reply_number, request},
    waiting::{Token, Waiting},
};
use std::{
    io,
    net::IpAddr,
    sync::Arc,
    task::Waker,
    time::{Duration, Instant},
};
use tokio::{net::UdpSocket, sync::Notify};

/// Calls before other tasks get their turn.
const CALLS_IN_A_ROW: usize = 16;
/// A full send buffer is tried again after this.
const FULL: Duration = Duration::from_millis(1);

/// What the task works with.
pub(super) struct Line {
    pub(super) socket: UdpSocket,
    pub(super) family: Family,
    /// IPv4 packets are read with their header.
    pub(super) raw: bool,
    /// Tells our echoes from those of others on a raw socket.
    pub(super) mark: u64,
    pub(super) pace: Arc<Pace>,
    pub(super) waiting: Arc<Waiting>,
    pub(super) asked: Arc<Notify>,
}

/// What is reused from call to call.
struct Room {
    incoming: Incoming,
    outgoing: Vec<Outgoing>,
    taken: Vec<(Token, IpAddr)>,
    returns: Vec<(Token, IpAddr)>,
    wakers: Vec<Waker>,
}

impl Line {
    /// Sends and reads until it is aborted.
    pub(super) async fn run(self) {
        let mut room = Room {
            incoming: Incoming::new(),
            outgoing: Vec::with_capacity(MOST),
            taken: Vec::with_capacity(MOST),
            returns: Vec::with_capacity(MOST),
            wakers: Vec::with_capacity(MOST),
        };
        // When something is to be done without a packet and without a question: the pace allows more, a wait is over.
        let mut again: Option<Instant> = None;
        loop {
            let until = tokio::time::Instant::from_std(again.unwrap_or_else(Instant::now));
            tokio::select! {
                ready = self.socket.readable() => {
                    if ready.is_err() {
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                }
                () = self.asked.notified() => {}
                () = tokio::time::sleep_until(until), if again.is_some() => {}
            }
            again = self.turn(&mut room).await;
        }
    }

    /// Reads and sends in turn until there is nothing to do; tells when to look again.
    async fn turn(&self, room: &mut Room) -> Option<Instant> {
        for call in 1.. {
            // What returned is read before more is sent, so that the buffer never holds more than one burst.
            let read = self.read(room);
            let sent = self.send(room);
            let given_up = self.waiting.expire(Instant::now(), &mut room.wakers);
            room.wakers.drain(..).for_each(Waker::wake);
            match sent {
                Sent::Some => {}
                Sent::None if read => {}
                Sent::None => return given_up,
                Sent::Later(_) if read => {}
                Sent::Later(moment) => return Some(given_up.map_or(moment, |end| end.min(moment))),
            }
            if call % CALLS_IN_A_ROW == 0 {
                tokio::task::yield_now().await;
            }
        }
        None
    }

    /// Reads one call's worth; true when there may be more.
    fn read(&self, room: &mut Room) -> bool {
        let Room { incoming, returns, wakers, .. } = room;
        returns.clear();
        let read = receive(&self.socket, incoming, |octets, from| {
            let number = reply_number(self.family, self.raw, self.mark, octets);
            returns.extend(number.map(|number| (Token::of(number), from)));
        });
        self.waiting.returned(returns, Instant::now(), wakers);
        match read {
            Ok(count) => count == MOST,
            // An ICMP error about an earlier echo is told once; what is behind it is still to be read.
            Err(error) => !would_wait(&error),
        }
    }

    fn send(&self, room: &mut Room) -> Sent {
        let queued = self.waiting.queued();
        if queued == 0 {
            return Sent::None;
        }
        let now = Instant::now();
        let allowed = match self.pace.take(now, queued.min(MOST)) {
            Ok(allowed) => allowed,
            Err(moment) => return Sent::Later(moment),
        };
        let Room { outgoing, taken, .. } = room;
        taken.clear();
        outgoing.clear();
        self.waiting.next(allowed, now, taken);
        outgoing.extend(taken.iter().map(|(token, to)| Outgoing {
            to: *to,
            packet: request(self.family, self.mark as u16, self.mark, token.number()),
        }));
        let mut out = 0;
        // An error of an earlier echo may be told here; it is told once, so the same packet is tried again.
        let mut told = false;
        while out < outgoing.len() {
            match send(&self.socket, &outgoing[out..]) {
                Ok(count) => {
                    out += count;
                    told = false;
                }
                Err(error) if would_wait(&error) => {
                    self.waiting.put_back(&taken[out..]);
                    return Sent::Later(now + FULL);
                }
                Err(_) if !told => told = true,
                Err(_) => {
                    self.waiting.fail(taken[out].0);
                    out += 1;
                    told = false;
                }
            }
        }
        Sent::Some
    }
}

/// What came of sending.
enum Sent {
    /// Packets went out; there may be more.
    Some,
    /// Nothing waits.
    None,
    /// Something waits, and may go out from this moment on.
    Later(Instant),
}

fn would_wait(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}
