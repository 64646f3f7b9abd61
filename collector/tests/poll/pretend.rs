//! A responder in this process, for tests: it serves a map of objects and misbehaves as told.

use collector::snmp::{
    Oid, Value,
    message::{Message, decode, message, pdu_tag, varbind_list},
};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
};
use tokio::{net::UdpSocket, task::JoinHandle};

/// Most octets of values in one answer.
const ANSWER: usize = 1200;

/// A value that owns its octets.
#[derive(Clone, Debug)]
pub enum Held {
    Integer(i32),
    Counter32(u32),
    Gauge32(u32),
    Ticks(u32),
    Counter64(u64),
    Text(String),
    Oid(Oid),
    Octets(Vec<u8>),
}

impl Held {
    fn lent(&self) -> Value<'_> {
        match self {
            Self::Integer(n) => Value::Integer(*n),
            Self::Counter32(n) => Value::Counter32(*n),
            Self::Gauge32(n) => Value::Gauge32(*n),
            Self::Ticks(n) => Value::TimeTicks(*n),
            Self::Counter64(n) => Value::Counter64(*n),
            Self::Text(text) => Value::Octets(text.as_bytes()),
            Self::Oid(oid) => Value::Oid(oid.as_ber()),
            Self::Octets(octets) => Value::Octets(octets),
        }
    }
}

/// How it misbehaves.
#[derive(Debug, Default)]
pub struct Quirks {
    /// Answers nothing.
    pub silent: AtomicBool,
    /// Answers no GETBULK.
    pub no_bulk: AtomicBool,
    /// tooBig above so many varbinds; 0: no limit.
    pub most_varbinds: AtomicU32,
    /// The row behind the last one is the first again.
    pub looping: AtomicBool,
    /// genErr when this name is part of the question.
    pub error_at: Mutex<Option<Oid>>,
    /// Requests seen: GET, GETNEXT, GETBULK.
    pub seen: [AtomicU32; 3],
    /// Requests that came in a context.
    pub elsewhere: AtomicU32,
}

type Objects = Arc<Mutex<BTreeMap<Oid, Held>>>;
/// Objects by the context that the community names behind `@`.
type Contexts = Arc<Mutex<BTreeMap<String, BTreeMap<Oid, Held>>>>;

/// A pretended device on a loopback port.
pub struct Pretend {
    pub address: SocketAddr,
    pub quirks: Arc<Quirks>,
    pub objects: Objects,
    /// A community with another context behind `@` is not answered.
    pub contexts: Contexts,
    task: JoinHandle<()>,
}

impl Drop for Pretend {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Pretend {
    /// Serves these objects.
    pub async fn serve(objects: impl IntoIterator<Item = (String, Held)>) -> Self {
        let objects = Arc::new(Mutex::new(held(objects)));
        let contexts = Contexts::default();
        let quirks = Arc::new(Quirks::default());
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let task = tokio::spawn(answer(socket, Arc::clone(&objects), Arc::clone(&contexts), Arc::clone(&quirks)));
        Self { address, quirks, objects, contexts, task }
    }

    /// A device with the system group and `ports` interfaces with 64-bit counters.
    pub async fn switch(ports: u32) -> Self {
        let mut objects = vec![
            ("1.3.6.1.2.1.1.1.0".to_owned(), Held::Text("Pretended switch".into())),
            ("1.3.6.1.2.1.1.2.0".to_owned(), Held::Oid("1.3.6.1.4.1.32473.1".parse().unwrap())),
            ("1.3.6.1.2.1.1.3.0".to_owned(), Held::Ticks(8_640_000)),
            ("1.3.6.1.2.1.1.5.0".to_owned(), Held::Text("sw-1".into())),
        ];
        for port in 1..=ports {
            let column = |column: &str| format!("{column}.{port}");
            objects.push((column("1.3.6.1.2.1.2.2.1.2"), Held::Text(format!("Port {port}"))));
            objects.push((column("1.3.6.1.2.1.2.2.1.3"), Held::Integer(6)));
            objects.push((column("1.3.6.1.2.1.2.2.1.7"), Held::Integer(1)));
            objects.push((column("1.3.6.1.2.1.2.2.1.8"), Held::Integer(1)));
            objects.push((column("1.3.6.1.2.1.2.2.1.10"), Held::Counter32(port)));
            objects.push((column("1.3.6.1.2.1.31.1.1.1.1"), Held::Text(format!("p{port}"))));
            objects.push((column("1.3.6.1.2.1.31.1.1.1.6"), Held::Counter64(u64::MAX - u64::from(port))));
            objects.push((column("1.3.6.1.2.1.31.1.1.1.10"), Held::Counter64(1000)));
            objects.push((column("1.3.6.1.2.1.31.1.1.1.15"), Held::Gauge32(1000)));
        }
        Self::serve(objects).await
    }

    /// How many requests of each kind came: GET, GETNEXT, GETBULK.
    pub fn seen(&self) -> [u32; 3] {
        [0, 1, 2].map(|kind| self.quirks.seen[kind].load(SeqCst))
    }

    /// Serves these objects in a context.
    pub fn context(&self, name: &str, objects: impl IntoIterator<Item = (String, Held)>) {
        self.contexts.lock().unwrap().insert(name.to_owned(), held(objects));
    }

    pub fn set(&self, oid: &str, held: Held) {
        self.objects.lock().unwrap().insert(oid.parse().unwrap(), held);
    }
}

fn held(objects: impl IntoIterator<Item = (String, Held)>) -> BTreeMap<Oid, Held> {
    objects.into_iter().map(|(oid, held)| (oid.parse().unwrap(), held)).collect()
}

async fn answer(socket: UdpSocket, objects: Objects, contexts: Contexts, quirks: Arc<Quirks>) {
    let mut buffer = vec![0; 65_536];
    while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
        let Ok(request) = decode(&buffer[..length]) else { continue };
        let community = String::from_utf8_lossy(request.community).into_owned();
        let reply = match community.split_once('@') {
            None => respond(&objects.lock().unwrap(), &quirks, &request),
            Some((_, name)) => {
                quirks.elsewhere.fetch_add(1, SeqCst);
                contexts.lock().unwrap().get(name).and_then(|objects| respond(objects, &quirks, &request))
            }
        };
        if let Some(reply) = reply {
            let _ = socket.send_to(&reply, from).await;
        }
    }
}

fn respond(objects: &BTreeMap<Oid, Held>, quirks: &Quirks, request: &Message<'_>) -> Option<Vec<u8>> {
    let kind = match request.pdu {
        pdu_tag::GET => 0,
        pdu_tag::GET_NEXT => 1,
        _ => 2,
    };
    quirks.seen[kind].fetch_add(1, SeqCst);
    // v1 has no GETBULK.
    if quirks.silent.load(SeqCst) || (kind == 2 && (quirks.no_bulk.load(SeqCst) || request.version == 0)) {
        return None;
    }
    let names: Vec<Oid> = request.varbinds.iter().map(|varbind| Oid::from_ber(varbind.name).unwrap()).collect();
    let reply = |status: i32, index: usize, varbinds: &[(Oid, Value<'_>)]| {
        let list = varbind_list(varbinds.iter().map(|(name, value)| (name.as_ber(), Some(*value))));
        Some(message(
            request.version,
            request.community,
            pdu_tag::RESPONSE,
            [request.request_id, status, index as i32],
            &list,
        ))
    };
    if let Some(bad) = &*quirks.error_at.lock().unwrap() {
        let place = names.iter().position(|name| bad.index_of(name.as_ber()).is_some());
        if let Some(place) = place {
            return reply(5, place + 1, &[]);
        }
    }
    let next = |name: &Oid| {
        let behind = objects.range(name.clone()..).find(|(other, _)| *other > name);
        match behind {
            Some((other, held))
                if quirks.looping.load(SeqCst) && !shares_column(name, other) && objects.contains_key(name) =>
            {
                let first = objects.iter().find(|(first, _)| shares_column(name, first));
                first.map_or((other.clone(), held.lent()), |(first, held)| (first.clone(), held.lent()))
            }
            Some((other, held)) => (other.clone(), held.lent()),
            None => (name.clone(), Value::EndOfMibView),
        }
    };
    let varbinds: Vec<(Oid, Value<'_>)> = match kind {
        0 => {
            names.into_iter().map(|name| (name.clone(), objects.get(&name).map_or(Value::Absent, Held::lent))).collect()
        }
        1 => names.iter().map(next).collect(),
        _ => bulk(&names, request, next),
    };
    // v1 knows no exceptions: the first object that is not there spoils the whole answer.
    let missing = varbinds.iter().position(|(_, value)| matches!(value, Value::Absent | Value::EndOfMibView));
    if let (0, Some(place)) = (request.version, missing) {
        return reply(2, place + 1, &[]);
    }
    let most = quirks.most_varbinds.load(SeqCst) as usize;
    if most > 0 && varbinds.len() > most { reply(1, 0, &[]) } else { reply(0, 0, &varbinds) }
}

fn shares_column(a: &Oid, b: &Oid) -> bool {
    let (a, b) = (a.as_ber(), b.as_ber());
    a.len() == b.len() && a[..a.len() - 1] == b[..b.len() - 1]
}

fn bulk<'v>(names: &[Oid], request: &Message<'_>, next: impl Fn(&Oid) -> (Oid, Value<'v>)) -> Vec<(Oid, Value<'v>)> {
    let fixed = (request.error_status as usize).min(names.len());
    let mut varbinds: Vec<_> = names[..fixed].iter().map(&next).collect();
    let mut at = names[fixed..].to_vec();
    let mut size = 0;
    for _ in 0..request.error_index {
        for name in &mut at {
            let found = next(name);
            size += found.0.as_ber().len() + 16;
            if size > ANSWER {
                return varbinds;
            }
            *name = found.0.clone();
            varbinds.push(found);
        }
    }
    varbinds
}
