//! The listeners: plain on loopback, TLS for others; so many connections at most, slow clients cut, all of it ended within a
//! moment.

use super::tls;
use crate::{live::Live, start::StartError, trust::Peer};
use axum::{Router, http::Request};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use model::api::AgentState;
use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::{Semaphore, watch},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// Most connections at once.
const CONNECTIONS: usize = 4096;
/// Most of one address.
const OF_ONE_ADDRESS: usize = 64;
/// A client that has not sent its whole head by then is cut.
const HEAD: Duration = Duration::from_secs(10);
/// Handshakes of TLS a second, of all addresses together, and how many may come at once (`reliability.md` 10.7).
const HANDSHAKES_PER_SECOND: u32 = 100;
/// What is still being answered when the collector ends gets this long.
const GRACE: Duration = Duration::from_millis(300);
/// Pause after an accept that failed for want of descriptors.
const AFTER_FAILURE: Duration = Duration::from_millis(100);

/// Opens an address for TLS; it need not be of this machine alone.
pub(crate) fn open_tls(address: &str) -> Result<TcpListener, StartError> {
    let fault = |cause| StartError::Listen { address: address.to_owned(), cause };
    let found: Vec<SocketAddr> = address.to_socket_addrs().map_err(fault)?.collect();
    let listener = TcpListener::bind(&found[..]).map_err(fault)?;
    listener.set_nonblocking(true).map_err(fault)?;
    Ok(listener)
}

/// Opens the address of the settings, or checks a listener that was handed over.
pub(crate) fn open(address: &str, handed: Option<TcpListener>) -> Result<TcpListener, StartError> {
    let listener = match handed {
        Some(listener) => listener,
        None => {
            let fault = |cause| StartError::Listen { address: address.to_owned(), cause };
            let found: Vec<SocketAddr> = address.to_socket_addrs().map_err(fault)?.collect();
            if let Some(open) = found.iter().find(|found| !found.ip().is_loopback()) {
                return Err(StartError::NotLoopback(*open));
            }
            TcpListener::bind(&found[..]).map_err(fault)?
        }
    };
    let fault = |cause| StartError::Listen { address: address.to_owned(), cause };
    let bound = listener.local_addr().map_err(fault)?;
    if !bound.ip().is_loopback() {
        return Err(StartError::NotLoopback(bound));
    }
    listener.set_nonblocking(true).map_err(fault)?;
    Ok(listener)
}

/// What a listener needs to answer.
#[derive(Clone)]
pub(crate) struct Serving {
    pub(crate) router: Router,
    pub(crate) shared: Arc<Live>,
    /// With it connections are by TLS; without it they are plain, and on loopback only.
    pub(crate) tls: Option<TlsAcceptor>,
}

/// Accepts and answers until `ending` says so.
pub(crate) async fn serve(listener: tokio::net::TcpListener, serving: Serving, mut ending: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let addresses = Addresses::default();
    let handshakes = Handshakes::default();
    let mut connections = JoinSet::new();
    while !*ending.borrow() {
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = ending.changed() => break,
        };
        match accepted {
            Ok((stream, address)) => {
                let Some(seat) = addresses.seat(address.ip()) else { continue };
                let wait = match &serving.tls {
                    Some(_) => handshakes.turn(Instant::now()),
                    None => Some(Duration::ZERO),
                };
                // Whoever would wait too long is turned away, and comes back by itself.
                let Some(wait) = wait else {
                    serving.shared.own.refused_requests.inc();
                    continue;
                };
                let (serving, ending) = (serving.clone(), ending.clone());
                connections.spawn(async move {
                    match serving.tls.clone() {
                        None => answer(stream, Peer::Loopback(address), &serving, ending).await,
                        Some(acceptor) => {
                            let _ = stream.set_nodelay(true);
                            tokio::time::sleep(wait).await;
                            // A slow handshake is its own connection's affair, and ends.
                            let Ok(Ok(stream)) = tokio::time::timeout(HEAD, acceptor.accept(stream)).await else {
                                return;
                            };
                            let peer = Peer::Tls { address, agent: tls::common_name(stream.get_ref().1) };
                            answer(stream, peer, &serving, ending).await;
                        }
                    }
                    drop((place, seat));
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
    connections.shutdown().await;
}

/// The pace of handshakes: a flood of them must not take the processor from everything else.
#[derive(Default)]
struct Handshakes(Mutex<Option<Instant>>);

impl Handshakes {
    /// How long the next one waits for its turn; none when that would be longer than a client waits.
    fn turn(&self, now: Instant) -> Option<Duration> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // When all that were let in would be done at an even pace; a second of it may come at once.
        let done = taken.map_or(now, |taken| taken.max(now));
        let wait = done.duration_since(now).saturating_sub(Duration::from_secs(1));
        if wait >= HEAD {
            return None;
        }
        *taken = Some(done + Duration::from_secs(1) / HANDSHAKES_PER_SECOND);
        Some(wait)
    }
}

/// How many connections each address has.
#[derive(Clone, Default)]
struct Addresses(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One of them; it is given back when it is dropped.
struct Seat(Addresses, IpAddr);

impl Addresses {
    fn seat(&self, address: IpAddr) -> Option<Seat> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(address).or_default();
        // This machine's own programs are bounded by the connections alone.
        if *count >= OF_ONE_ADDRESS && !address.is_loopback() {
            return None;
        }
        *count += 1;
        Some(Seat(self.clone(), address))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.1);
            }
        }
    }
}

async fn answer<S>(stream: S, peer: Peer, serving: &Serving, mut ending: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut shut_out = serving.shared.shut_out.subscribe();
    let known = peer.clone();
    let router = serving.router.clone().map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(known.clone());
        request
    });
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(64 * 1024);
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    tokio::pin!(connection);
    loop {
        tokio::select! {
            // A client that went away in the middle is its own affair.
            _ = connection.as_mut() => return,
            _ = ending.changed() => break,
            changed = shut_out.changed() => {
                // Whoever was shut out is cut; others of the kind come back and show what they have.
                if changed.is_err() || is_shut_out(&peer, &serving.shared) {
                    return;
                }
            }
        }
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

fn is_shut_out(peer: &Peer, shared: &Live) -> bool {
    match peer {
        Peer::Loopback(_) => false,
        Peer::Tls { agent: None, .. } => true,
        Peer::Tls { agent: Some(agent), .. } => {
            shared.trust().agents.get(agent).is_none_or(|agent| agent.state == AgentState::Revoked)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_handshakes_is_spread_and_then_turned_away() {
        let (handshakes, begun) = (Handshakes::default(), Instant::now());
        let turns: Vec<Option<Duration>> = (0..2_000).map(|_| handshakes.turn(begun)).collect();
        assert!(turns[..=100].iter().all(|turn| *turn == Some(Duration::ZERO)));
        assert_eq!(turns[200], Some(Duration::from_secs(1)));
        let let_in = turns.iter().flatten().count();
        assert_eq!(let_in, 1_100);
        // At an even pace nobody waits.
        let later = begun + Duration::from_secs(12);
        let calm = (0..500).all(|n| handshakes.turn(later + Duration::from_millis(10) * n) == Some(Duration::ZERO));
        assert!(calm);
    }
}
