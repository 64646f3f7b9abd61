//! The change stream, and where the API listens.

use super::*;

/// Reads events of a stream until one holds a change.
async fn next_change(
    body: &mut (impl futures_util::Stream<Item = Result<axum::body::Bytes, axum::Error>> + Unpin),
) -> Change {
    loop {
        let piece = body.next().await.unwrap().unwrap();
        let text = String::from_utf8(piece.to_vec()).unwrap();
        if let Some(json) = text.strip_prefix("data: ") {
            return serde_json::from_str(json.trim_end()).unwrap();
        }
    }
}

#[tokio::test]
async fn the_stream_tells_changes_after_their_commit_and_ends_with_the_collector() {
    let dir = tempfile::tempdir().unwrap();
    let mut settings = Settings::default();
    settings.limits.streams = 1;
    let w = world(dir.path(), settings).await;
    w.ask(&AddDevice(device("10.0.0.1"))).await.unwrap();
    let revision = w.ask(&api::AskFleet {}).await.unwrap().revision;
    let open = |since: u64| {
        let request = Request::get(format!("{}?since={since}", api::CHANGES)).body(Body::empty()).unwrap();
        w.running.router().oneshot(request)
    };
    let mut body = open(revision).await.unwrap().into_body().into_data_stream();
    assert_eq!(open(revision).await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE, "one stream is the limit");
    w.hear([echo(1, at(0), 1)]).await;
    let change = next_change(&mut body).await;
    assert_eq!((change.devices.len(), change.devices[0].status, change.lost), (1, Status::Ok, false));
    assert!(change.revision > revision);
    w.running.set_echo_facts(EchoBy::NotPermitted, Some("sysctl -w x".into())).await;
    w.running.flush().await;
    let change = next_change(&mut body).await;
    assert_eq!(change.collector.unwrap().grant.as_deref(), Some("sysctl -w x"));
    drop(body);
    let mut body = open(3).await.unwrap().into_body().into_data_stream();
    assert!(next_change(&mut body).await.lost);
    w.running.shutdown().await;
    assert!(body.next().await.is_none());
}

#[tokio::test]
async fn it_listens_on_loopback_only_and_says_where() {
    let dir = tempfile::tempdir().unwrap();
    let mut settings = Settings::default();
    settings.collector.listen = "0.0.0.0:0".into();
    let open = start(StartOptions::new(dir.path(), settings.clone(), "x")).await;
    assert!(matches!(open, Err(StartError::NotLoopback(_))));
    settings.collector.listen = "127.0.0.1:0".into();
    let running = start(StartOptions::new(dir.path(), settings.clone(), "x")).await.unwrap();
    let listen = running.listen().unwrap();
    let found = crate::running(dir.path()).unwrap();
    assert_eq!((found.pid, found.listen), (std::process::id(), Some(listen)));
    let other = tempfile::tempdir().unwrap();
    settings.collector.listen = listen.to_string();
    let taken = start(StartOptions::new(other.path(), settings.clone(), "x")).await;
    assert!(matches!(taken, Err(StartError::Listen { .. })));
    settings.collector.listen = "127.0.0.1:0".into();
    let second = start(StartOptions::new(dir.path(), settings, "x")).await;
    assert!(matches!(second, Err(StartError::Store(crate::store::StoreError::Locked { .. }))));
    // A real request over a real socket.
    let answer = tokio::task::spawn_blocking(move || {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(listen).unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    });
    let answer = answer.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("ok\n"), "{answer}");
    running.shutdown().await;
    assert_eq!(crate::running(dir.path()), None);
    assert!(std::net::TcpStream::connect(listen).is_err());
}
