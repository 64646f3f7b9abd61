//! Agents over the API: sequences, replays, holes, wrong clocks, enrolment, renewal, revocation, cloned machines.

use super::*;
use crate::trust::authority::tests::csr;
use model::{
    Timestamp,
    api::{
        AgentState, ApproveAgent, CreateToken, Enrol, Enrolled, Entry, Gap, GapReason, ListAgents, NewToken, Received,
        Renew, RevokeAgent, RevokeToken, SendBatches, SenderClock, Spooled,
    },
};
use serde_json::value::RawValue;

const BOOT: &str = "b-1";
const EPOCH: &str = "00112233445566778899aabbccddeeff";

pub(super) fn raw(entry: &Entry) -> Box<RawValue> {
    RawValue::from_string(serde_json::to_string(entry).unwrap()).unwrap()
}

fn entry(batch: &Batch) -> Box<RawValue> {
    raw(&Entry::Batch(Box::new(Spooled { mono_ms: 60_000, boot_id: BOOT.into(), batch: batch.clone() })))
}

/// A request of these batches, sent in the first minute of the test.
pub(super) fn asked(first_seq: u64, batches: &[Batch]) -> SendBatches {
    SendBatches {
        epoch: EPOCH.into(),
        first_seq,
        generation: 0,
        clock: SenderClock { sent_at: START, mono_ms: 60_000, boot_id: BOOT.into() },
        preview: None,
        leaving: None,
        entries: batches.iter().map(entry).collect(),
    }
}

fn cpu(second: i64, level: f64) -> Batch {
    agent(at(second), Value::Level(level))
}

async fn readings(w: &World) -> Vec<Timestamp> {
    w.running.flush().await;
    let mut found = Vec::new();
    w.running.api.reader().readings(Timestamp(0), 1000, |reading| found.push(reading.at)).unwrap();
    found
}

async fn rows(w: &World) -> usize {
    readings(w).await.len()
}

#[tokio::test]
async fn a_replay_changes_nothing_and_a_hole_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    let batches: Vec<Batch> = (0..6).map(|n| cpu(n - 60, n as f64)).collect();
    assert_eq!(w.ask(&asked(1, &batches[..3])).await.unwrap().acked, 3);
    let before = rows(&w).await;
    for _ in 0..5 {
        assert_eq!(w.ask(&asked(1, &batches[..3])).await.unwrap().acked, 3);
        assert_eq!(w.ask(&asked(2, &batches[1..2])).await.unwrap().acked, 3);
    }
    assert_eq!((rows(&w).await, before), (before, 3));
    let refused = w.ask(&asked(6, &batches[5..])).await.unwrap_err();
    assert_eq!((refused.code, refused.expected), (Code::Conflict, Some(4)));
    // Half of it known, half new.
    assert_eq!(w.ask(&asked(2, &batches[1..])).await.unwrap().acked, 6 + 1 - 1);
    assert_eq!(rows(&w).await, 6);
    // Another life of the spool begins anew, also when what it holds is of a time before.
    let other = SendBatches { epoch: "ff".repeat(16), ..asked(1, &[cpu(-30, 7.0)]) };
    assert_eq!(w.ask(&other).await.unwrap().acked, 1);
    assert_eq!(rows(&w).await, 7);
    for bad in [0, u64::MAX] {
        assert_eq!(w.code(&asked(bad, &batches[..2])).await, Code::Invalid, "{bad}");
    }
    // An empty request is a heartbeat.
    assert_eq!(w.ask(&asked(1, &[])).await.unwrap().acked, 6);
}

#[tokio::test]
async fn acknowledged_things_and_marks_outlive_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    w.ask(&asked(1, &[cpu(-3, 1.0), cpu(-2, 2.0)])).await.unwrap();
    w.running.shutdown().await;
    let w = world(dir.path(), Settings::default()).await;
    assert_eq!(w.ask(&asked(1, &[cpu(-3, 1.0), cpu(-2, 2.0)])).await.unwrap().acked, 2);
    assert_eq!(w.ask(&asked(4, &[cpu(-1, 3.0)])).await.unwrap_err().expected, Some(3));
    assert_eq!(rows(&w).await, 2);
}

#[tokio::test]
async fn a_stated_hole_is_an_event_and_takes_its_sequences() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    let gap =
        Gap { from_at: Some(at(-90)), to_at: Some(at(-60)), sequences: 5, values: 150, reason: GapReason::SpoolFull };
    let mut request = asked(1, &[cpu(-100, 1.0)]);
    request.entries.push(raw(&Entry::Gap(gap.clone())));
    request.entries.push(entry(&cpu(-50, 2.0)));
    assert_eq!(w.ask(&request).await.unwrap().acked, 7);
    assert_eq!(rows(&w).await, 2);
    let picture = w.ask(&api::AskDevice { id: DeviceId(1) }).await.unwrap();
    let missing =
        picture.events.iter().filter(|event| matches!(event.what, api::Happening::Missing { values: 150, .. }));
    assert_eq!(missing.count(), 1);
    // Sent again it is no second hole.
    assert_eq!(w.ask(&request).await.unwrap().acked, 7);
    let picture = w.ask(&api::AskDevice { id: DeviceId(1) }).await.unwrap();
    assert_eq!(picture.events.iter().filter(|e| matches!(e.what, api::Happening::Missing { .. })).count(), 1);
}

#[tokio::test]
async fn what_is_now_is_shown_before_the_backlog_and_kept_once() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    let (old, now) = (cpu(-3600, 10.0), cpu(0, 90.0));
    let mut request = asked(1, &[old]);
    request.preview = Some(Box::new(now.clone()));
    assert_eq!(w.ask(&request).await.unwrap().acked, 1);
    let shown = w.ask(&api::AskFleet {}).await.unwrap().devices[0].cpu_percent;
    assert_eq!((shown, rows(&w).await), (Some(90.0), 1));
    // The stored copy comes through the spool.
    assert_eq!(w.ask(&asked(2, &[now])).await.unwrap().acked, 2);
    assert_eq!(rows(&w).await, 2);
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_and_told() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    // A day slow; the batch was made 40 s before it was sent.
    let slow = Timestamp(START.0 - 86_400_000);
    let batch = agent(Timestamp(slow.0 - 40_000), Value::Level(5.0));
    let made = Entry::Batch(Box::new(Spooled { mono_ms: 20_000, boot_id: BOOT.into(), batch }));
    let request = SendBatches {
        clock: SenderClock { sent_at: slow, mono_ms: 60_000, boot_id: BOOT.into() },
        entries: vec![raw(&made)],
        ..asked(1, &[])
    };
    assert_eq!(w.ask(&request).await.unwrap().quarantined, []);
    assert_eq!(readings(&w).await, [at(-40)]);
    // 1970, far ahead: apart, and nothing falls over.
    for (seq, moment) in [(2, Timestamp(0)), (3, at(86_400)), (4, Timestamp::from_seconds(2_147_483_648))] {
        let answer = w.ask(&asked(seq, &[agent(moment, Value::Level(1.0))])).await.unwrap();
        assert_eq!(answer.quarantined.len(), 1, "{moment}");
    }
    assert_eq!(rows(&w).await, 1);
}

#[tokio::test]
async fn times_of_an_earlier_boot_are_marked_as_uncertain() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    let slow = |ago: i64| Timestamp(START.0 - 86_400_000 - ago * 1000);
    let of = |ago: i64, boot: &str| {
        let batch = agent(slow(ago), Value::Level(5.0));
        raw(&Entry::Batch(Box::new(Spooled { mono_ms: 20_000, boot_id: boot.into(), batch })))
    };
    let request = SendBatches {
        clock: SenderClock { sent_at: slow(0), mono_ms: 60_000, boot_id: BOOT.into() },
        entries: vec![of(7200, "before"), of(3600, "before"), of(40, BOOT)],
        ..asked(1, &[])
    };
    assert_eq!(w.ask(&request).await.unwrap().quarantined, []);
    let picture = w.ask(&api::AskDevice { id: DeviceId(1) }).await.unwrap();
    let told: Vec<_> = picture
        .events
        .iter()
        .filter_map(|event| match event.what {
            api::Happening::Uncertain(times) => Some((times.from, times.to, times.values, times.moved_seconds)),
            _ => None,
        })
        .collect();
    assert_eq!(told, [(at(-7200), at(-3600), 2, 86_400)]);
    // A replay marks nothing twice.
    w.ask(&request).await.unwrap();
    let picture = w.ask(&api::AskDevice { id: DeviceId(1) }).await.unwrap();
    let count = picture.events.iter().filter(|event| matches!(event.what, api::Happening::Uncertain(_))).count();
    assert_eq!(count, 1);
}

fn disdik() -> Opd {
    Opd { code: OpdCode("DISDIK".into()), name: "Dinas Pendidikan".into(), ..Opd::default() }
}

async fn token(w: &World, uses: u32, approves: bool) -> NewToken {
    let asked = CreateToken {
        inventory: false,
        role: None,
        opd: Some(OpdCode("DISDIK".into())),
        uses: Some(uses),
        for_seconds: 86_400,
        approves,
        note: String::new(),
    };
    w.ask(&asked).await.unwrap()
}

fn enrol(token: &NewToken, csr: &str, nonce: &str) -> Enrol {
    let identity = Identity { name: Some("pc-1".into()), serial: Some("PF3ABCDE".into()), ..Identity::default() };
    Enrol { token: token.token.clone(), csr: csr.into(), nonce: nonce.into(), identity, version: "1".into() }
}

fn tls(agent: Option<&str>) -> Option<Peer> {
    let address = "10.9.8.7:5555".parse().unwrap();
    Some(Peer::Tls { address, agent: agent.map(str::to_owned) })
}

impl World {
    async fn from<Q: Question>(&self, peer: Option<Peer>, question: &Q) -> Result<Q::Answer, ErrorAnswer> {
        let body = serde_json::to_string(question).unwrap();
        let headers = [("content-type", "application/json")];
        let (status, text) = self.by(peer, "POST", &question.path(), &headers, body).await;
        if status == StatusCode::OK {
            return Ok(serde_json::from_str(&text).unwrap());
        }
        Err(serde_json::from_str(&text).unwrap())
    }

    async fn send(&self, agent: &Enrolled, generation: u64, seq: u64, batch: Batch) -> Result<Received, ErrorAnswer> {
        let request = SendBatches { generation, ..asked(seq, &[batch]) };
        self.from(tls(Some(&agent.agent)), &request).await
    }
}

#[tokio::test]
async fn from_token_to_certificate_to_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    w.ask(&AddOpd(disdik())).await.unwrap();
    let (token, key) = (token(&w, 1, false).await, csr());
    // Without a token nothing is answered to others.
    assert_eq!(w.from(tls(None), &asked(1, &[])).await.map(|_| ()).unwrap_err().code, Code::Forbidden);
    let joined = w.from(tls(None), &enrol(&token, &key, "n1")).await.unwrap();
    assert_eq!((joined.state, joined.opd.clone()), (AgentState::Pending, Some(disdik().code)));
    assert!(joined.certificate.contains("BEGIN CERTIFICATE") && joined.ca.contains("BEGIN CERTIFICATE"));
    // The answer was lost: the same certificate, and no use more.
    assert_eq!(w.from(tls(None), &enrol(&token, &key, "n1")).await.unwrap(), joined);
    // Used up; and unknown; taken back; of the form of none: one answer.
    let mut bodies = Vec::new();
    for wrong in [token.token.clone(), token.token.replacen("pantau1.", "pantau1.00", 1), "x".into()] {
        let peer = Some(Peer::Tls { address: format!("10.1.1.{}:1", bodies.len()).parse().unwrap(), agent: None });
        bodies.push(w.from(peer, &Enrol { token: wrong, ..enrol(&token, &csr(), "n2") }).await.unwrap_err());
    }
    assert!(bodies.iter().all(|body| *body == bodies[0] && body.code == Code::Forbidden), "{bodies:?}");
    // Not approved yet.
    assert_eq!(w.send(&joined, 0, 1, cpu(0, 5.0)).await.unwrap_err().code, Code::Forbidden);
    assert!(w.ask(&api::AskFleet {}).await.unwrap().devices.is_empty());
    w.ask(&ApproveAgent { agent: joined.agent.clone() }).await.unwrap();
    let answer = w.send(&joined, 0, 1, cpu(0, 5.0)).await.unwrap();
    assert_eq!((answer.acked, answer.generation), (1, 1));
    let fleet = w.ask(&api::AskFleet {}).await.unwrap();
    assert_eq!((fleet.devices[0].opd.as_str(), fleet.devices[0].cpu_percent), ("DISDIK", Some(5.0)));
    // Not yet due: the certificate that it has.
    let renewed = w.from(tls(Some(&joined.agent)), &Renew { csr: key.clone() }).await.unwrap();
    assert_eq!(renewed, Enrolled { state: AgentState::Active, ..joined.clone() });
    assert_eq!(w.from(tls(Some(&joined.agent)), &Renew { csr: csr() }).await.unwrap_err().code, Code::Forbidden);
    w.hand.store(at(61 * 86_400).0, Ordering::SeqCst);
    let renewed = w.from(tls(Some(&joined.agent)), &Renew { csr: key.clone() }).await.unwrap();
    assert_eq!(renewed.expires_at, at(151 * 86_400));
    // After its end it comes back for a month, to be approved; later not at all.
    w.hand.store(at(160 * 86_400).0, Ordering::SeqCst);
    assert_eq!(w.send(&joined, 1, 2, cpu(0, 5.0)).await.unwrap_err().code, Code::Forbidden);
    let back = w.from(tls(Some(&joined.agent)), &Renew { csr: key.clone() }).await.unwrap();
    assert_eq!(back.state, AgentState::Pending);
    w.hand.store(at(160 * 86_400 + 121 * 86_400).0, Ordering::SeqCst);
    assert_eq!(w.from(tls(Some(&joined.agent)), &Renew { csr: key }).await.unwrap_err().code, Code::Forbidden);
}

#[tokio::test]
async fn a_revoked_agent_is_out_with_its_next_request() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    w.ask(&AddOpd(disdik())).await.unwrap();
    let token = token(&w, 2, true).await;
    let joined = w.from(tls(None), &enrol(&token, &csr(), "n")).await.unwrap();
    assert_eq!(w.send(&joined, 0, 1, cpu(0, 5.0)).await.unwrap().acked, 1);
    let mut cut = w.running.shared.shut_out.subscribe();
    w.ask(&RevokeAgent { agent: joined.agent.clone() }).await.unwrap();
    assert!(cut.has_changed().unwrap());
    cut.mark_unchanged();
    assert_eq!(w.send(&joined, 1, 2, cpu(1, 5.0)).await.unwrap_err().code, Code::Forbidden);
    assert_eq!(w.code(&ApproveAgent { agent: joined.agent.clone() }).await, Code::Conflict);
    // The token stays good until it is taken back; then it is not.
    w.ask(&RevokeToken { id: token.id.clone() }).await.unwrap();
    assert_eq!(w.from(tls(None), &enrol(&token, &csr(), "m")).await.unwrap_err().code, Code::Forbidden);
    let actions: Vec<String> = w.running.api.reader().audit(99).unwrap().into_iter().map(|line| line.action).collect();
    for action in ["agent.enrol", "agent.revoke", "token.create", "token.revoke", "ca.make"] {
        assert!(actions.iter().any(|done| done == action), "{action} {actions:?}");
    }
}

#[tokio::test]
async fn one_key_on_two_machines() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    w.ask(&AddOpd(disdik())).await.unwrap();
    let joined = w.from(tls(None), &enrol(&token(&w, 1, true).await, &csr(), "n")).await.unwrap();
    let first = |second: i64, generation: u64, seq: u64| {
        let clock =
            SenderClock { sent_at: at(second), mono_ms: 60_000 + second.unsigned_abs() * 1000, boot_id: "b-1".into() };
        SendBatches { generation, clock, ..asked(seq, &[cpu(second, 5.0)]) }
    };
    assert_eq!(w.from(tls(Some(&joined.agent)), &first(0, 0, 1)).await.unwrap().generation, 1);
    // The copy has run for an hour in a boot of its own.
    w.hand.store(at(10).0, Ordering::SeqCst);
    let mut copy = first(10, 1, 2);
    copy.clock = SenderClock { sent_at: at(10), mono_ms: 3_600_000, boot_id: "b-2".into() };
    let refused = w.from(tls(Some(&joined.agent)), &copy).await.unwrap_err();
    assert_eq!((refused.code, refused.reason.as_str()), (Code::Conflict, "cloned"));
    w.hand.store(at(60).0, Ordering::SeqCst);
    assert_eq!(w.from(tls(Some(&joined.agent)), &first(60, 1, 2)).await.unwrap().acked, 2);
    assert!(w.ask(&ListAgents {}).await.unwrap()[0].cloned_at.is_some());
    let picture = w.ask(&api::AskDevice { id: DeviceId(1) }).await.unwrap();
    assert!(picture.findings.iter().any(|[id, _]| id.contains("kunci agen")), "{:?}", picture.findings);
    w.ask(&ApproveAgent { agent: joined.agent.clone() }).await.unwrap();
    assert!(w.ask(&ListAgents {}).await.unwrap()[0].cloned_at.is_none());
}

#[tokio::test]
async fn one_use_of_a_token_joins_one_of_a_hundred() {
    let dir = tempfile::tempdir().unwrap();
    let w = Arc::new(world(dir.path(), Settings::default()).await);
    w.ask(&AddOpd(disdik())).await.unwrap();
    let token = Arc::new(token(&w, 1, true).await);
    let mut tries = tokio::task::JoinSet::new();
    for n in 0..100 {
        let (w, token) = (w.clone(), token.clone());
        tries.spawn(async move {
            let address = format!("10.2.{}.{}:1", n / 250, n % 250).parse().unwrap();
            w.from(Some(Peer::Tls { address, agent: None }), &enrol(&token, &csr(), &format!("n{n}"))).await.is_ok()
        });
    }
    let joined = tries.join_all().await.into_iter().filter(|joined| *joined).count();
    assert_eq!(joined, 1);
}

#[tokio::test]
async fn guesses_are_held_up_by_address() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    w.ask(&AddOpd(disdik())).await.unwrap();
    let token = token(&w, 1, true).await;
    let guess = NewToken { token: token.token.replacen('.', ".0", 1), ..token.clone() };
    for _ in 0..5 {
        assert_eq!(w.from(tls(None), &enrol(&guess, "x", "n")).await.unwrap_err().code, Code::Forbidden);
    }
    assert_eq!(w.from(tls(None), &enrol(&token, &csr(), "n")).await.unwrap_err().code, Code::TooMany);
    let other = Some(Peer::Tls { address: "10.0.0.1:1".parse().unwrap(), agent: None });
    assert!(w.from(other, &enrol(&token, &csr(), "n")).await.is_ok());
    let refused = w.running.api.reader().audit(99).unwrap();
    let lines = refused.iter().filter(|line| line.object == "refused" && line.origin == "10.9.8.7").count();
    assert_eq!(lines, 5);
}

#[tokio::test]
async fn a_machine_installed_anew_is_the_device_that_it_was_and_no_other_agencys() {
    let dir = tempfile::tempdir().unwrap();
    let w = world(dir.path(), Settings::default()).await;
    w.ask(&AddOpd(disdik())).await.unwrap();
    w.ask(&AddOpd(Opd { code: OpdCode("DINKES".into()), ..disdik() })).await.unwrap();
    let known = |name: &str| {
        let mut batch = cpu(0, 5.0);
        batch.device = Identity { name: Some(name.into()), serial: Some("PF3ABCDE".into()), ..Identity::default() };
        batch
    };
    let token = token(&w, 5, true).await;
    let first = w.from(tls(None), &enrol(&token, &csr(), "n1")).await.unwrap();
    w.send(&first, 0, 1, known("pc-1")).await.unwrap();
    let anew = w.from(tls(None), &enrol(&token, &csr(), "n2")).await.unwrap();
    let agents = w.ask(&ListAgents {}).await.unwrap();
    assert!(agents.iter().all(|agent| agent.device == Some(DeviceId(1))) && first.agent != anew.agent, "{agents:?}");
    // A machine of another agency with the same marks is another device.
    let create = CreateToken {
        inventory: false,
        role: None,
        opd: Some(OpdCode("DINKES".into())),
        uses: None,
        for_seconds: 60,
        approves: true,
        note: String::new(),
    };
    let foreign = w.ask(&create).await.unwrap();
    let stranger = w.from(tls(None), &enrol(&foreign, &csr(), "n3")).await.unwrap();
    w.send(&stranger, 0, 1, known("pc-1")).await.unwrap();
    let fleet = w.ask(&api::AskFleet {}).await.unwrap();
    let of: Vec<(&str, u32)> = fleet.devices.iter().map(|row| (row.opd.as_str(), row.id.0)).collect();
    assert_eq!(of, [("DISDIK", 1), ("DINKES", 2)]);
}
