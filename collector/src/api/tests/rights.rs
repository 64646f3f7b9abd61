//! Every role on every route, for things of the own agency and of another: nobody sees what is not theirs, and forbidden looks
//! as unknown does (`reliability.md` P21, F37, F39).

use super::*;
use model::api::{CreateToken, NewToken, Person, Role, SetPerson};

const OWN: &str = "DISDIK";
const OTHER: &str = "DINKES";
/// Words that belong to the other agency and must reach nobody who is confined to the first.
const CANARIES: [&str; 4] = ["kenari-perangkat", "10.66.66.66", "kenari-gangguan", "kenari-lokasi"];

fn opd(code: &str, name: &str) -> Opd {
    Opd { code: OpdCode(code.into()), name: name.into(), ..Opd::default() }
}

fn of(code: &str, name: &str, address: &str) -> Device {
    Device {
        name: Some(name.into()),
        opd: Some(OpdCode(code.into())),
        location: (code == OTHER).then(|| "kenari-lokasi".into()),
        ..device(address)
    }
}

/// Two agencies with a device each (1 own, 2 of the other, 3 of none), both down.
pub(super) async fn kabupaten(dir: &Path) -> World {
    let w = world(dir, Settings::default()).await;
    w.ask(&AddOpd(opd(OWN, "Dinas Pendidikan"))).await.unwrap();
    w.ask(&AddOpd(opd(OTHER, "kenari-gangguan"))).await.unwrap();
    w.ask(&AddDevice(of(OWN, "sekolah", "10.1.1.1"))).await.unwrap();
    w.ask(&AddDevice(of(OTHER, "kenari-perangkat", "10.66.66.66"))).await.unwrap();
    w.ask(&AddDevice(Device { opd: None, ..of(OWN, "tanpa-opd", "10.3.3.3") })).await.unwrap();
    w.hear([echo(1, at(0), 1), echo(2, at(0), 1), echo(1, at(30), 0), echo(2, at(30), 0)]).await;
    w.hear([echo(1, at(35), 0), echo(2, at(35), 0), echo(1, at(40), 0), echo(2, at(40), 0)]).await;
    w
}

pub(super) async fn token(w: &World, role: Role, code: Option<&str>) -> NewToken {
    let asked = CreateToken {
        inventory: false,
        role: Some(role),
        opd: code.map(|code| OpdCode(code.into())),
        uses: None,
        for_seconds: 86_400,
        approves: false,
        note: String::new(),
    };
    w.ask(&asked).await.unwrap()
}

fn remote() -> Option<Peer> {
    Some(Peer::Tls { address: "10.9.9.9:999".parse().unwrap(), agent: None })
}

pub(super) async fn asked(w: &World, token: &str, method: &str, path: &str, body: &str) -> (u16, String) {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let (status, text) = w.by(remote(), method, path, &headers, body.to_owned()).await;
    (status.as_u16(), text)
}

/// Everything that can be read or tried, with a body that the handler understands; `{id}` is the device or alert.
const ROUTES: [(&str, &str, &str); 38] = [
    ("GET", "/api/v1/fleet", ""),
    ("GET", "/api/v1/devices", ""),
    ("GET", "/api/v1/devices/{id}", ""),
    ("GET", "/api/v1/devices/{id}/changes", ""),
    ("POST", "/api/v1/devices/{id}/probe", "{}"),
    ("PATCH", "/api/v1/devices/{id}", "{\"device\":{}}"),
    ("DELETE", "/api/v1/devices/99", ""),
    ("GET", "/api/v1/topology", ""),
    ("GET", "/api/v1/opds", ""),
    ("PATCH", "/api/v1/opds/DINKES", "{\"opd\":{\"code\":\"DINKES\",\"name\":\"kenari-gangguan\"}}"),
    ("POST", "/api/v1/alerts/{id}/acknowledge", "{\"by\":\"x\",\"for_seconds\":60}"),
    ("POST", "/api/v1/alerts/{id}/unacknowledge", "{\"by\":\"x\"}"),
    ("GET", "/api/v1/discovery", ""),
    ("DELETE", "/api/v1/discovery", ""),
    ("GET", "/api/v1/proposals", ""),
    ("POST", "/api/v1/proposals", "{\"addresses\":[\"10.66.66.66\"]}"),
    ("POST", "/api/v1/import", "{}"),
    ("GET", "/api/v1/compat/results", ""),
    ("GET", "/api/v1/compat/results/1", ""),
    ("GET", "/api/v1/compat/fleet", ""),
    ("POST", "/api/v1/compat/product", "{\"name\":\"x\"}"),
    ("POST", "/api/v1/compat/results/1/waivers", "{\"waiver\":{\"rule\":\"GEN-01\"}}"),
    ("GET", "/api/v1/tokens", ""),
    ("POST", "/api/v1/tokens", "{\"opd\":\"DINKES\",\"for_seconds\":60}"),
    ("DELETE", "/api/v1/tokens/000000000000", ""),
    ("GET", "/api/v1/users", ""),
    ("DELETE", "/api/v1/users/x", ""),
    ("GET", "/api/v1/agents", ""),
    ("POST", "/api/v1/agents/x/approve", "{}"),
    ("POST", "/api/v1/agents/x/revoke", "{}"),
    ("GET", "/api/v1/waiting", ""),
    ("POST", "/api/v1/waiting/x/admit", "{}"),
    ("POST", "/api/v1/waiting/x/refuse", "{}"),
    ("GET", "/api/v1/audit", ""),
    ("DELETE", "/api/v1/devices/{id}/history", ""),
    ("GET", "/api/v1/history/size", ""),
    ("GET", "/metrics", ""),
    ("GET", "/kompatibilitas/pc", ""),
];

#[tokio::test]
async fn nobody_sees_another_agencys_things() {
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    let confined = [Role::Procurement, Role::Technician, Role::Scraper, Role::Reader];
    let foreign = w.ask(&api::AskFleet {}).await.unwrap().alerts.iter().find(|a| a.device == DeviceId(2)).unwrap().id;
    for role in confined {
        let token = token(&w, role, Some(OWN)).await.token;
        for (method, route, body) in ROUTES {
            let id = if route.contains("alerts") { foreign.0.to_string() } else { "2".into() };
            let (status, text) = asked(&w, &token, method, &route.replace("{id}", &id), body).await;
            for canary in CANARIES {
                assert!(!text.contains(canary), "{role:?} {method} {route}: {status} {text}");
            }
            if route.contains("{id}") {
                // As for one that does not exist.
                let unknown = asked(&w, &token, method, &route.replace("{id}", "4711"), body).await;
                let own = unknown.1.replace("4711", &id);
                assert_eq!((status, text), (404, own), "{role:?} {method} {route}");
                assert_eq!(unknown.0, 404);
            }
        }
    }
}

#[tokio::test]
async fn each_sees_what_is_theirs() {
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    let technician = token(&w, Role::Technician, Some(OWN)).await.token;
    let (status, text) = asked(&w, &technician, "GET", "/api/v1/fleet", "").await;
    let picture: api::FleetPicture = serde_json::from_str(&text).unwrap();
    assert_eq!((status, picture.devices.len(), picture.opds.len(), picture.alerts.len()), (200, 1, 1, 1));
    assert_eq!(asked(&w, &technician, "GET", "/api/v1/devices/1", "").await.0, 200);
    let alert = format!("/api/v1/alerts/{}/acknowledge", picture.alerts[0].id.0);
    let body = "{\"by\":\"orang lain\",\"for_seconds\":60}";
    assert_eq!(asked(&w, &technician, "POST", &alert, body).await.0, 200);
    // Who it was is the token, whatever the form says.
    let line = w.running.api.reader().audit(1).unwrap().remove(0);
    assert!(line.actor.starts_with("token ") && line.role == "technician" && line.origin == "10.9.9.9", "{line:?}");
    let own = "{\"opd\":\"DISDIK\",\"for_seconds\":60}";
    assert_eq!(asked(&w, &technician, "POST", "/api/v1/tokens", own).await.0, 200);
    let climb = "{\"role\":\"noc\",\"opd\":\"DISDIK\",\"for_seconds\":60}";
    assert_eq!(asked(&w, &technician, "POST", "/api/v1/tokens", climb).await.0, 400);
    let scraper = token(&w, Role::Scraper, Some(OWN)).await.token;
    let (status, page) = asked(&w, &scraper, "GET", "/metrics", "").await;
    assert!(status == 200 && page.contains("opd=\"DISDIK\"") && !page.contains("DINKES"), "{page}");
    assert!(!page.contains("pantau_build_info"));
    let everything = token(&w, Role::Scraper, None).await.token;
    assert!(asked(&w, &everything, "GET", "/metrics", "").await.1.contains("pantau_build_info"));
    let noc = token(&w, Role::Noc, None).await.token;
    for (method, route, body) in ROUTES {
        let (status, text) = asked(&w, &noc, method, &route.replace("{id}", "1"), body).await;
        // It reaches the handler: what it says there is another matter.
        assert!(status != 401 && !text.contains("no such path"), "{method} {route}: {status} {text}");
    }
    let buyer = token(&w, Role::Procurement, None).await.token;
    let server = api::SetDevice {
        id: DeviceId(2),
        device: Device { class: Some("server".into()), ..Device::default() },
        clear: Vec::new(),
    };
    w.ask(&server).await.unwrap();
    for path in ["/api/v1/fleet", "/api/v1/devices/2", "/api/v1/devices", "/api/v1/topology"] {
        let (status, text) = asked(&w, &buyer, "GET", path, "").await;
        assert!(status == 200 && !text.contains("10.66.66.66") && text.contains("kenari-perangkat"), "{path} {text}");
    }
}

#[tokio::test]
async fn without_a_token_others_get_nothing_and_headers_say_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    let forged = [("x-forwarded-for", "127.0.0.1"), ("forwarded", "for=127.0.0.1"), ("host", "localhost")];
    let json = ("content-type", "application/json");
    for (method, route, body) in ROUTES {
        let headers = [forged[0], forged[1], forged[2], json];
        let (status, text) = w.by(remote(), method, &route.replace("{id}", "1"), &headers, body.into()).await;
        assert_eq!(status.as_u16(), 401, "{method} {route} {text}");
    }
    assert_eq!(w.by(remote(), "GET", "/healthz", &[], String::new()).await.0.as_u16(), 200);
    let token = token(&w, Role::Reader, None).await;
    let wrong = [
        ("Bearer ".to_owned() + &token.token.replacen('.', ".f", 1)),
        format!("Bearer {}", token.id),
        "Basic eDp5".into(),
        "Basic %%%".into(),
        "Digest x".into(),
        token.token.clone(),
    ];
    for (n, shown) in wrong.iter().enumerate() {
        let peer = Some(Peer::Tls { address: format!("10.7.7.{n}:1").parse().unwrap(), agent: None });
        let (status, _) = w.by(peer, "GET", "/api/v1/fleet", &[("authorization", shown)], String::new()).await;
        assert_eq!(status.as_u16(), 401, "{shown}");
    }
    // Also on the loopback: who shows something is who that says.
    let shown = format!("Bearer {}", token.token);
    let local = Some(Peer::Loopback("127.0.0.1:9".parse().unwrap()));
    let (status, _) = w.by(local.clone(), "GET", "/metrics", &[("authorization", &shown)], String::new()).await;
    assert_eq!(status.as_u16(), 404);
    w.ask(&api::RevokeToken { id: token.id.clone() }).await.unwrap();
    let listed = w.ask(&api::ListTokens {}).await.unwrap();
    assert!(listed.iter().any(|known| known.id == token.id && known.used_at.is_some()), "{listed:?}");
    let (status, _) = w.by(local, "GET", "/api/v1/fleet", &[("authorization", &shown)], String::new()).await;
    assert_eq!(status.as_u16(), 401);
}

#[tokio::test]
async fn a_name_is_not_guessed_from_many_addresses() {
    use base64::Engine;
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    let set = |name: &str| SetPerson {
        name: name.into(),
        role: Role::Reader,
        opd: None,
        password: Some("sandi-yang-panjang".into()),
    };
    for name in ["rina", "tono"] {
        let _: Person = w.ask(&set(name)).await.unwrap();
    }
    let from = async |host: u8, name: &str, secret: &str| {
        let shown = base64::engine::general_purpose::STANDARD.encode(format!("{name}:{secret}"));
        let peer = Some(Peer::Tls { address: format!("10.9.9.{host}:999").parse().unwrap(), agent: None });
        let headers = [("authorization", &*format!("Basic {shown}"))];
        w.by(peer, "GET", "/api/v1/fleet", &headers, String::new()).await.0.as_u16()
    };
    // Tono proved who he is a moment before the guessing began; Rina did not.
    assert_eq!(from(1, "tono", "sandi-yang-panjang").await, 200);
    for name in ["rina", "tono"] {
        for host in 10..15 {
            assert_eq!(from(host, name, "sandi-yang-salah").await, 401, "{name} {host}");
        }
        assert_eq!(from(20, name, "sandi-yang-salah").await, 429, "{name}");
    }
    assert_eq!((from(21, "rina", "sandi-yang-panjang").await, from(1, "tono", "sandi-yang-panjang").await), (429, 200));
}

#[tokio::test]
async fn a_person_with_a_password() {
    let dir = tempfile::tempdir().unwrap();
    let w = kabupaten(dir.path()).await;
    let set = |password: Option<&str>| SetPerson {
        name: "rina".into(),
        role: Role::Technician,
        opd: Some(OpdCode(OWN.into())),
        password: password.map(str::to_owned),
    };
    assert_eq!(w.code(&set(None)).await, Code::Invalid);
    assert_eq!(w.code(&set(Some("pendek"))).await, Code::Invalid);
    assert_eq!(w.code(&SetPerson { opd: None, ..set(Some("sandi-yang-panjang")) }).await, Code::Invalid);
    let noc_of_one = SetPerson { role: Role::Noc, ..set(Some("sandi-yang-panjang")) };
    assert_eq!(w.code(&noc_of_one).await, Code::Invalid);
    assert_eq!(w.code(&SetPerson { name: "../x".into(), ..set(Some("sandi-yang-panjang")) }).await, Code::Invalid);
    let made: Person = w.ask(&set(Some("sandi-yang-panjang"))).await.unwrap();
    assert_eq!(made.role, Role::Technician);
    let page = |secret: &str| {
        use base64::Engine;
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("rina:{secret}")))
    };
    let (good, bad) = (page("sandi-yang-panjang"), page("sandi-yang-salah"));
    for _ in 0..2 {
        let (status, text) = w.by(remote(), "GET", "/kompatibilitas", &[("authorization", &good)], String::new()).await;
        assert_eq!(status.as_u16(), 200, "{text}");
    }
    assert_eq!(
        w.by(remote(), "GET", "/kompatibilitas", &[("authorization", &bad)], String::new()).await.0.as_u16(),
        401
    );
    let (_, text) = w.by(remote(), "GET", "/api/v1/fleet", &[("authorization", &good)], String::new()).await;
    assert!(text.contains("sekolah") && !text.contains("kenari-perangkat"));
    // What came before a change is in the store before it.
    w.ask(&api::RemovePerson { name: "rina".into() }).await.unwrap();
    let lines = serde_json::to_string(&w.running.api.reader().audit(99).unwrap()).unwrap();
    assert!(!lines.contains("sandi-yang") && lines.contains("user.set") && lines.contains("\"login\""), "{lines}");
    // One login, however many questions were asked with it.
    let logins = w.running.api.reader().audit(99).unwrap().into_iter();
    let granted: Vec<_> = logins.filter(|line| line.action == "login" && line.object == "granted").collect();
    assert_eq!(granted.len(), 1, "{lines}");
    assert!(granted[0].actor == "rina" && granted[0].role == "technician" && !granted[0].origin.is_empty(), "{lines}");
    assert_eq!(
        w.by(remote(), "GET", "/kompatibilitas", &[("authorization", &good)], String::new()).await.0.as_u16(),
        401
    );
}
