//! The listener: loopback only, so many connections at most, slow clients cut, all of it ended within a moment.

use crate::start::StartError;
use axum::Router;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{
    net::{SocketAddr, TcpListener, ToSocketAddrs},
    sync::Arc,
    time::Duration,
};
use tokio::{net::TcpStream, sync::Semaphore, sync::watch, task::JoinSet};

/// Most connections at once.
const CONNECTIONS: usize = 4096;
/// A client that has not sent its whole head by then is cut.
const HEAD: Duration = Duration::from_secs(10);
/// What is still being answered when the collector ends gets this long.
const GRACE: Duration = Duration::from_millis(300);
/// Pause after an accept that failed for want of descriptors.
const AFTER_FAILURE: Duration = Duration::from_millis(100);

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

/// Accepts and answers until `ending` says so.
pub(crate) async fn serve(listener: tokio::net::TcpListener, router: Router, mut ending: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    while !*ending.borrow() {
        let Ok(place) = places.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = ending.changed() => break,
        };
        match accepted {
            Ok((stream, _)) => {
                let (router, ending) = (router.clone(), ending.clone());
                connections.spawn(async move {
                    answer(stream, router, ending).await;
                    drop(place);
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

async fn answer(stream: TcpStream, router: Router, mut ending: watch::Receiver<bool>) {
    // Small answers must not wait for each other on the line.
    let _ = stream.set_nodelay(true);
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(64 * 1024);
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    tokio::pin!(connection);
    tokio::select! {
        // A client that went away in the middle is its own affair.
        _ = connection.as_mut() => return,
        _ = ending.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
