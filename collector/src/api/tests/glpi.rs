//! Agents of GLPI and FusionInventory: who may send, who waits, who is let in, and what nobody gets in with.

use super::*;
use crate::glpi::{self, Packing};
use base64::{Engine, engine::general_purpose::STANDARD};
use model::api::{
    AdmitMachine, AskDevice, AskFleet, CreateToken, ListWaiting, MachineState, RefuseMachine, RemoveDevice, Role,
    SetDevice, WaitingMachine,
};

fn opd(code: &str) -> Opd {
    Opd { code: OpdCode(code.into()), name: code.into(), ..Opd::default() }
}

async fn office(dir: &Path) -> World {
    let w = world(dir, Settings::default()).await;
    w.ask(&AddOpd(opd("DISDIK"))).await.unwrap();
    w.ask(&AddOpd(opd("DINKES"))).await.unwrap();
    w
}

async fn token(w: &World, code: &str, approves: bool) -> String {
    let asked = CreateToken {
        inventory: true,
        role: None,
        opd: Some(OpdCode(code.into())),
        uses: None,
        for_seconds: 86_400 * 300,
        approves,
        note: String::new(),
    };
    w.ask(&asked).await.unwrap().token
}

fn inventory(name: &str, serial: &str) -> String {
    format!(
        "<REQUEST><CONTENT><BIOS><SSN>{serial}</SSN><SMODEL>Meja</SMODEL></BIOS><HARDWARE><NAME>{name}</NAME>
         <UUID>4c4c4544-0042-4a10-8052-0000{serial:0>8}</UUID></HARDWARE><SOFTWARES><NAME>bash</NAME></SOFTWARES></CONTENT>
         <DEVICEID>{name}-2026-01-01-00-00-00</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>"
    )
}

fn peer(last: u8) -> Option<Peer> {
    Some(Peer::Tls { address: format!("10.9.8.{last}:5555").parse().unwrap(), agent: None })
}

impl World {
    async fn sends(&self, token: Option<&str>, path: &str, body: &str) -> (u16, String) {
        let shown = token.map(|token| format!("Basic {}", STANDARD.encode(format!("siapa-saja:{token}"))));
        let mut headers = vec![("content-type", "application/xml"), ("host", "pantau.example")];
        headers.extend(shown.as_deref().map(|shown| ("authorization", shown)));
        let (status, text) = self.by(peer(7), "POST", path, &headers, body.to_owned()).await;
        (status.as_u16(), text)
    }

    async fn waiting(&self) -> Vec<WaitingMachine> {
        self.ask(&ListWaiting {}).await.unwrap()
    }
}

#[tokio::test]
async fn a_machine_waits_is_let_in_and_is_known_after_that() {
    let dir = tempfile::tempdir().unwrap();
    let w = office(dir.path()).await;
    let token = token(&w, "DISDIK", false).await;
    let contact = "<REQUEST><DEVICEID>a</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>";
    let (status, text) = w.sends(Some(&token), "/plugins/fusioninventory/", contact).await;
    assert!(status == 200 && text.contains("<RESPONSE>SEND</RESPONSE>"), "{text}");
    for path in ["/glpi", "/front/inventory.php", "/ocsinventory/", "/plugins/glpiinventory/"] {
        let (status, text) = w.sends(Some(&token), path, &inventory("pc-1", "101")).await;
        assert!(status == 200 && text.contains("<REPLY>"), "{path} {text}");
    }
    let waiting = w.waiting().await;
    assert_eq!((waiting.len(), waiting[0].name.as_str(), waiting[0].serial.as_str()), (1, "pc-1", "101"));
    assert!(w.ask(&AskFleet {}).await.unwrap().devices.is_empty());
    // What waits outlives a restart.
    drop(w);
    let w = office_again(dir.path()).await;
    let id = w.waiting().await.remove(0).id;
    let admitted = w.ask(&AdmitMachine { id: id.clone() }).await.unwrap();
    assert_eq!(w.code(&AdmitMachine { id }).await, Code::NotFound);
    assert!(w.waiting().await.is_empty());
    let fleet = w.ask(&AskFleet {}).await.unwrap();
    let row = &fleet.devices[0];
    assert_eq!((row.id, row.opd.as_str(), row.serial.as_str()), (admitted.device, "DISDIK", "101"));
    assert_eq!(row.name, "pc-1");
    // The next one is taken directly, its changes are told.
    w.hand.store(at(3600).0, Ordering::SeqCst);
    let changed = inventory("pc-1", "101").replace("Meja", "Meja 2");
    assert_eq!(w.sends(Some(&token), "/glpi", &changed).await.0, 200);
    let device = w.ask(&AskDevice { id: admitted.device }).await.unwrap();
    let report = device.record.unwrap();
    assert_eq!((report.facts.hardware.as_deref(), report.collected_at), (Some("Meja 2"), at(3600)));
    assert_eq!(report.facts.software.len(), 1);
    let changes = w.ask(&api::AskInventoryChanges { id: admitted.device }).await.unwrap();
    assert!(format!("{changes:?}").contains("Meja 2"));
    assert_eq!((w.waiting().await.len(), w.ask(&AskFleet {}).await.unwrap().devices.len()), (0, 1));
    let lines = w.ask(&api::AskAudit {}).await.unwrap();
    assert!(lines.iter().any(|line| line.action == "machine.admit"), "{lines:?}");
    // Its device leaves the book: it waits as a new one does, once.
    w.ask(&RemoveDevice { id: admitted.device }).await.unwrap();
    for _ in 0..2 {
        assert_eq!(w.sends(Some(&token), "/glpi", &changed).await.0, 200);
        assert_eq!(w.waiting().await.len(), 1);
    }
}

async fn office_again(dir: &Path) -> World {
    world(dir, Settings::default()).await
}

#[tokio::test]
async fn nobody_gets_in_without_the_right_token() {
    let dir = tempfile::tempdir().unwrap();
    let w = office(dir.path()).await;
    let token = token(&w, "DISDIK", false).await;
    let body = inventory("pc-1", "101");
    let asked = CreateToken {
        inventory: false,
        role: Some(Role::Noc),
        opd: None,
        uses: None,
        for_seconds: 60,
        approves: false,
        note: String::new(),
    };
    let noc = w.ask(&asked).await.unwrap().token;
    let both = CreateToken { inventory: true, ..asked };
    assert_eq!(w.code(&both).await, Code::Invalid);
    assert_eq!(w.code(&CreateToken { role: None, ..both }).await, Code::Invalid);
    // Missing, and asked for in the way that these agents understand; another kind of token; on this machine as well.
    for shown in [None, Some(noc.as_str())] {
        let (status, text) = w.sends(shown, "/glpi", &body).await;
        assert_eq!(status, 401, "{text}");
    }
    let request = Request::builder().method("POST").uri("/glpi").header("content-type", "application/xml");
    let response = w.running.router().oneshot(request.body(Body::from(body.clone())).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.headers()["www-authenticate"], "Basic realm=\"pantau\"");
    // It opens nothing else.
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str())];
    assert_eq!(w.by(peer(8), "GET", "/api/v1/fleet", &headers, String::new()).await.0, StatusCode::UNAUTHORIZED);
    let form = [("authorization", bearer.as_str()), ("content-type", "text/plain")];
    assert_eq!(w.by(peer(8), "POST", "/glpi", &form, body.clone()).await.0, StatusCode::BAD_REQUEST);
    // Guesses are limited.
    let mut found = Vec::new();
    for _ in 0..6 {
        found.push(w.sends(Some("pantau1.001122334455.00"), "/glpi", &body).await.0);
    }
    assert_eq!(found, [401, 401, 401, 401, 401, 429]);
    assert!(w.waiting().await.is_empty());
}

#[tokio::test]
async fn a_token_speaks_for_its_agency_only() {
    let dir = tempfile::tempdir().unwrap();
    let w = office(dir.path()).await;
    let (own, other) = (token(&w, "DISDIK", true).await, token(&w, "DINKES", false).await);
    // Let in by the token itself.
    assert_eq!(w.sends(Some(&own), "/glpi", &inventory("pc-1", "101")).await.0, 200);
    let device = w.ask(&AskFleet {}).await.unwrap().devices[0].id;
    let (status, text) = w.sends(Some(&other), "/glpi", &inventory("pc-1", "101")).await;
    assert!(status == 403 && text.contains("<ERROR>"), "{status} {text}");
    assert!(w.waiting().await.is_empty());
    // A device of no agency: a person looks first, then it is that one.
    let clear = SetDevice { id: device, device: Device::default(), clear: vec!["opd".into()] };
    w.ask(&clear).await.unwrap();
    assert_eq!(w.sends(Some(&other), "/glpi", &inventory("pc-1", "101")).await.0, 200);
    let waiting = w.waiting().await.remove(0);
    // Not even a token that lets new machines in takes a device that belongs to nobody.
    assert_eq!(w.sends(Some(&own), "/glpi", &inventory("pc-1", "101")).await.0, 200);
    assert_eq!(w.waiting().await.len(), 2);
    assert_eq!((waiting.device, waiting.opd.0.as_str()), (Some(device), "DINKES"));
    assert_eq!(w.ask(&AskFleet {}).await.unwrap().devices[0].opd, "");
    assert_eq!(w.ask(&AdmitMachine { id: waiting.id }).await.unwrap().device, device);
    let fleet = w.ask(&AskFleet {}).await.unwrap();
    assert_eq!((fleet.devices.len(), fleet.devices[0].opd.as_str()), (1, "DINKES"));
    let late = w.waiting().await.remove(0);
    assert_eq!((late.opd.0.as_str(), w.code(&AdmitMachine { id: late.id }).await), ("DISDIK", Code::Forbidden));
}

#[tokio::test]
async fn a_refused_machine_does_not_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let w = office(dir.path()).await;
    let token = token(&w, "DISDIK", false).await;
    assert_eq!(w.sends(Some(&token), "/glpi", &inventory("pc-1", "101")).await.0, 200);
    let id = w.waiting().await.remove(0).id;
    assert_eq!(w.ask(&RefuseMachine { id: id.clone() }).await.unwrap().state, MachineState::Refused);
    // Under another name of its agent as well.
    for day in 1..3 {
        w.hand.store(at(day * 86_400).0, Ordering::SeqCst);
        let again = inventory("pc-1", "101").replace("2026-01-01", &format!("2026-01-{day:02}"));
        assert_eq!(w.sends(Some(&token), "/glpi", &again).await.0, 403);
        let listed = w.waiting().await;
        assert_eq!((listed.len(), listed[0].state), (1, MachineState::Refused));
    }
    assert_eq!(w.code(&RefuseMachine { id: "x".into() }).await, Code::NotFound);
    // A person who thinks better of it.
    w.ask(&AdmitMachine { id }).await.unwrap();
    assert_eq!(w.sends(Some(&token), "/glpi", &inventory("pc-1", "101")).await.0, 200);
    assert_eq!(w.ask(&AskFleet {}).await.unwrap().devices[0].serial, "101");
}

#[tokio::test]
async fn what_waits_is_bounded() {
    let dir = tempfile::tempdir().unwrap();
    let w = office(dir.path()).await;
    let token = token(&w, "DISDIK", false).await;
    let noise = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let programs: String = (0..15_000)
        .map(|n| format!("<SOFTWARES><NAME>{:x}</NAME><VERSION>{:x}</VERSION></SOFTWARES>", noise(n), noise(!n)))
        .collect();
    let large = inventory("pc-1", "101").replace("</CONTENT>", &format!("{programs}</CONTENT>"));
    let (status, text) = w.sends(Some(&token), "/glpi", &large).await;
    assert!(status == 413 && text.contains("256 KiB"), "{status} {text}");
    assert!(w.waiting().await.is_empty());
    for n in 0..crate::trust::foreign::WAITING_OF_ONE {
        assert_eq!(w.sends(Some(&token), "/glpi", &inventory(&format!("pc-{n}"), &format!("{n}"))).await.0, 200);
    }
    let (status, text) = w.sends(Some(&token), "/glpi", &inventory("pc-x", "999999")).await;
    assert!(status == 429 && text.contains("pantau agent waiting"), "{status} {text}");
    // One that waits already brings its newest all the same.
    assert_eq!(w.sends(Some(&token), "/glpi", &inventory("pc-7", "7")).await.0, 200);
}

#[tokio::test]
async fn the_newer_protocol_packed_and_partial() {
    let dir = tempfile::tempdir().unwrap();
    let w = office(dir.path()).await;
    let token = token(&w, "DISDIK", true).await;
    let shown = format!("Basic {}", STANDARD.encode(format!("x:{token}")));
    let ask = async |text: &str| {
        let request = Request::builder().method("POST").uri("/front/inventory.php").extension(peer(7).unwrap());
        let request = request
            .header("content-type", "application/x-compress-zlib")
            .header("authorization", &shown)
            .header("glpi-agent-id", "9a3cbe0c-45cc-4f2a-8d4d-6a8f6b8a0d11")
            .header("glpi-request-id", "0A1B2C3D");
        let body = Body::from(Packing::Zlib.pack(text));
        let response = w.running.router().oneshot(request.body(body).unwrap()).await.unwrap();
        assert_eq!(response.headers()["content-type"], "application/x-compress-zlib");
        assert_eq!(response.headers()["glpi-request-id"], "0A1B2C3D");
        let status = response.status().as_u16();
        let octets = to_bytes(response.into_body(), 65_536).await.unwrap();
        let plain = Packing::of(&octets).unpack(&octets).unwrap().into_owned();
        (status, serde_json::from_slice::<serde_json::Value>(&plain).unwrap())
    };
    // Its first question is in the old form; the answer tells it that we know the new one.
    let (status, answer) = ask("<REQUEST><DEVICEID>lap-1</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>").await;
    assert_eq!((status, &answer["status"]), (200, &"ok".into()));
    let (status, answer) = ask(r#"{"action":"contact","deviceid":"lap-1","enabled-tasks":["inventory"]}"#).await;
    assert_eq!((status, &answer["status"], &answer["expiration"]), (200, &"ok".into(), &24.into()));
    assert!(answer["tasks"]["inventory"].is_object());
    let full = r#"{"action":"inventory","deviceid":"lap-1","content":{"bios":{"ssn":"L-1"},"hardware":{"name":"lap-1",
        "uuid":"4c4c4544-0042-4a10-8052-b4c04f564231"},"softwares":[{"name":"bash"}]}}"#;
    assert_eq!(ask(full).await, (200, serde_json::json!({"status":"ok","expiration":24})));
    let partial = r#"{"action":"inventory","deviceid":"lap-1","partial":true,"content":{"bios":{"ssn":"L-1"},
        "hardware":{"name":"lap-1","uuid":"4c4c4544-0042-4a10-8052-b4c04f564231","memory":8000}}}"#;
    w.hand.store(at(4000).0, Ordering::SeqCst);
    assert_eq!(ask(partial).await.0, 200);
    let id = w.ask(&AskFleet {}).await.unwrap().devices[0].id;
    let device = w.ask(&AskDevice { id }).await.unwrap();
    let facts = device.record.unwrap().facts;
    assert_eq!((facts.software.len(), facts.memory_total_bytes), (1, Some(8000 << 20)));
    let (status, answer) = ask(r#"{"action":"netdiscovery","deviceid":"lap-1"}"#).await;
    assert!(status == 400 && answer["status"] == "error" && !answer["message"].as_str().unwrap().is_empty());
    assert!(glpi::read(b"").is_err());
}
