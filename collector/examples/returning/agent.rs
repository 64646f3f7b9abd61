//! One agent: it greets, brings its backlog as it is permitted, and says every minute how it is.

use super::{
    Asked, Counts, ENTRIES, HEARTBEAT, VALUES,
    body::{Chunk, batch, gzip},
    marks, now,
};
use model::{
    Source,
    api::{Question, Received, SendBatches, SenderClock},
    record::{DeviceRecord, Port},
};
use rustls::{ClientConfig, pki_types::ServerName};
use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, sleep_until},
};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// A machine that came back.
pub struct Agent {
    pub n: usize,
    pub tls: Arc<ClientConfig>,
    pub epoch: String,
    pub asked: Arc<Asked>,
    pub chunks: Arc<Vec<Chunk>>,
    pub counts: Arc<Counts>,
    pub generation: u64,
    pub acked: u64,
    pub backlog_at: Instant,
    pub line: Option<(TlsStream<TcpStream>, Instant)>,
}

impl Agent {
    /// Until this moment.
    pub async fn live(mut self, after: Duration, until: Instant) {
        sleep(after).await;
        let returned = Instant::now();
        while !self.ask(false, true).await {
            sleep(Duration::from_millis(500 + self.n as u64 % 1000)).await;
        }
        self.counts.shown.lock().unwrap().push(returned.elapsed());
        let mut heartbeat = returned + HEARTBEAT;
        while Instant::now() < until {
            let now = Instant::now();
            if now >= heartbeat {
                if self.ask(false, false).await {
                    self.counts.heartbeats.lock().unwrap().push(heartbeat.elapsed());
                    heartbeat += HEARTBEAT;
                } else {
                    sleep(Duration::from_millis(500)).await;
                }
            } else if self.acked < self.asked.batches && now >= self.backlog_at {
                if !self.ask(true, false).await {
                    sleep(Duration::from_millis(500)).await;
                }
            } else {
                let next = if self.acked < self.asked.batches { heartbeat.min(self.backlog_at) } else { heartbeat };
                sleep_until(next.into()).await;
            }
        }
    }

    /// One request; true: it was taken.
    async fn ask(&mut self, backlog: bool, with_inventory: bool) -> bool {
        match self.try_ask(backlog, with_inventory).await {
            Ok(is_taken) => is_taken,
            Err(fault) => {
                self.line = None;
                self.counts.faults.lock().unwrap().push(fault);
                false
            }
        }
    }

    async fn try_ask(&mut self, backlog: bool, with_inventory: bool) -> Result<bool, String> {
        let at = now();
        let mut preview = batch(at, self.asked.batches + self.n as u64);
        preview.device = marks(self.n);
        preview.inventory = with_inventory.then(|| {
            let mut record = DeviceRecord::new(Source::Agent, at);
            let port = |name: &str| Port { name: Some(name.into()), oper: Some("up".into()), ..Port::default() };
            record.facts.ports = ["enp3s0", "wlp2s0", "lo"].map(port).into();
            record.facts.serial = Some(format!("SN{:06}", self.n));
            Box::new(record)
        });
        // A request always begins at a chunk: what was acknowledged in between is a replay.
        let chunk = self.chunks.get((self.acked / ENTRIES) as usize).filter(|_| backlog);
        let asked = SendBatches {
            epoch: self.epoch.clone(),
            first_seq: self.acked / ENTRIES * ENTRIES + 1,
            generation: self.generation,
            clock: SenderClock { sent_at: at, mono_ms: 900_000_000, boot_id: "now".into() },
            preview: Some(Box::new(preview)),
            leaving: None,
            entries: Vec::new(),
        };
        let head = serde_json::to_string(&asked).unwrap();
        let body = gzip(head.trim_end_matches("]}"), chunk);
        let (status, text) = self.post(&body).await?;
        if status != 200 {
            return Err(format!("{status} {text}"));
        }
        let received: Received = serde_json::from_str(&text).map_err(|error| format!("{error} {text}"))?;
        if !received.quarantined.is_empty() {
            return Err(format!("{:?}", received.quarantined[0]));
        }
        self.generation = received.generation;
        self.counts.values.fetch_add((received.acked - self.acked) * VALUES, Ordering::Relaxed);
        self.acked = received.acked;
        if let Some(seconds) = received.backlog_after_s {
            self.counts.waits.fetch_add(1, Ordering::Relaxed);
            self.backlog_at = Instant::now() + Duration::from_secs(seconds);
        }
        Ok(true)
    }

    async fn post(&mut self, body: &[u8]) -> Result<(u16, String), String> {
        // A collector closes a line that is silent for long.
        let idle = self.line.take().filter(|(_, used)| used.elapsed() < Duration::from_secs(5));
        let mut line = match idle {
            Some((line, _)) => line,
            None => self.connect().await.map_err(|error| error.to_string())?,
        };
        let head = format!(
            "POST {} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
            SendBatches::ROUTE,
            self.asked.host,
            body.len()
        );
        let told = |error: std::io::Error| error.to_string();
        line.write_all(head.as_bytes()).await.map_err(told)?;
        line.write_all(body).await.map_err(told)?;
        line.flush().await.map_err(told)?;
        let mut octets = Vec::new();
        loop {
            if let Some(answer) = whole(&octets) {
                self.line = Some((line, Instant::now()));
                return Ok(answer);
            }
            let mut part = [0; 4096];
            match line.read(&mut part).await.map_err(told)? {
                0 => return Err("closed".into()),
                length => octets.extend_from_slice(&part[..length]),
            }
        }
    }

    async fn connect(&self) -> std::io::Result<TlsStream<TcpStream>> {
        let stream = TcpStream::connect((self.asked.host.as_str(), self.asked.port)).await?;
        stream.set_nodelay(true)?;
        let name = ServerName::try_from(self.asked.host.clone()).map_err(std::io::Error::other)?;
        TlsConnector::from(self.tls.clone()).connect(name, stream).await
    }
}

/// Status and body of an answer, when it is there as a whole.
fn whole(octets: &[u8]) -> Option<(u16, String)> {
    let end = octets.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(octets.get(..end)?).ok()?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok()).flatten()
    })?;
    let body = octets.get(end..end + length)?;
    let status = head.split_whitespace().nth(1)?.parse().ok()?;
    Some((status, String::from_utf8_lossy(body).into_owned()))
}
