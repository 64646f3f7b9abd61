//! The view of the topology: reviewed pictures, and what its keys do.

use crate::{
    stage::{draw, lit, press, text},
    world,
};
use model::{
    DeviceId, Lang,
    api::{Confidence, End, Link, LinkEvidence, LinkEvidenceKind, Node, NodeKind, Topology},
};
use tui::{
    app::{App, Effect, Message, View},
    client::CallError,
    run::{Event, Screen},
};

fn link(a: (&str, &str), b: (&str, &str), confidence: Confidence, kinds: &[LinkEvidenceKind]) -> Link {
    let end = |(node, port): (&str, &str)| End { node: node.into(), port: port.into() };
    let evidence = kinds.iter().map(|kind| LinkEvidence { kind: *kind, by: DeviceId(1) }).collect();
    Link { a: end(a), b: end(b), confidence, evidence }
}

/// Devices of the pretend fleet: a router, switches in a ring behind it, a stranger, a segment, and one that stands alone.
fn topology(app: &App) -> Topology {
    use Confidence::{BothSides, Inferred, OneSide};
    use LinkEvidenceKind::{Cdp, Fdb, Lldp, Route};
    let rows = app.fleet.devices();
    let device = |at: usize, class: &str| Node {
        key: format!("d{}", rows[at].id.0),
        device: Some(rows[at].id),
        name: rows[at].name.clone(),
        address: rows[at].address.clone(),
        class: class.into(),
        ..Node::default()
    };
    let key = |at: usize| format!("d{}", rows[at].id.0);
    let keys: Vec<String> = (0..7).map(key).collect();
    let stranger = Node {
        key: "n:x".into(),
        kind: NodeKind::Neighbour,
        name: "asing\u{1b}[2J".into(),
        class: "RB750Gr3".into(),
        ..Node::default()
    };
    let segment = Node { key: "s:1".into(), kind: NodeKind::Segment, ..Node::default() };
    let nodes = vec![
        device(0, "router"),
        device(1, "switch"),
        device(2, "switch"),
        device(3, "switch"),
        device(4, "printer"),
        device(5, "access_point"),
        device(6, "server"),
        stranger,
        segment,
    ];
    let links = vec![
        link((&keys[0], "ether1"), (&keys[1], "gi0/1"), BothSides, &[Lldp, Cdp]),
        link((&keys[1], "gi0/2"), (&keys[2], "GigabitEthernet1/0/24-uplink"), BothSides, &[Lldp]),
        link((&keys[1], "gi0/3"), (&keys[3], ""), OneSide, &[Lldp]),
        link((&keys[2], "gi0/5"), (&keys[3], "gi0/5"), OneSide, &[Cdp]),
        link((&keys[2], "gi0/7"), ("s:1", ""), Inferred, &[Fdb]),
        link((&keys[4], ""), ("s:1", ""), Inferred, &[Fdb]),
        link((&keys[3], "gi0/9"), ("n:x", ""), OneSide, &[Lldp]),
        link((&keys[0], ""), (&keys[5], ""), Inferred, &[Route]),
    ];
    Topology { at: world::now(), root: Some(rows[0].id), nodes, links, cycles: Vec::new() }
}

/// The view with that topology.
fn shown(width: u16, height: u16, lang: Lang) -> App {
    let mut app = lit(width, height);
    if lang == Lang::En {
        press(&mut app, "L");
    }
    assert_eq!(press(&mut app, "T"), [Effect::AskTopology]);
    let told = topology(&app);
    app.update(Event::Message(Message::Topology(Ok(Box::new(told)))));
    app
}

#[test]
fn pictures() {
    for (word, lang) in [("id", Lang::Id), ("en", Lang::En)] {
        let mut all = String::new();
        for (width, height) in [(60, 14), (80, 24), (100, 30)] {
            let mut app = shown(width, height, lang);
            press(&mut app, "j");
            all.push_str(&format!("── {width}x{height}\n{}", text(&draw(&mut app))));
        }
        insta::assert_snapshot!(format!("topology_{word}"), all);
    }
}

#[test]
fn before_anything_is_known_and_without_links() {
    let mut app = lit(80, 24);
    press(&mut app, "T");
    assert!(text(&draw(&mut app)).contains("memuat"));
    app.update(Event::Message(Message::Topology(Err(CallError::Unreachable("\u{1b}[2Jx".into())))));
    let picture = text(&draw(&mut app));
    assert!(!picture.contains('\u{1b}') && picture.contains("[2Jx"), "{picture}");
    app.update(Event::Message(Message::Topology(Ok(Box::default()))));
    assert!(text(&draw(&mut app)).contains("Belum ada tautan"));
}

#[test]
fn the_selection_leads_to_the_device_and_back() {
    let mut app = shown(80, 24, Lang::Id);
    let rows: Vec<DeviceId> = app.fleet.devices().iter().map(|row| row.id).collect();
    // The rows: router, switch, switch, segment, printer, switch, stranger, access point, ring, server.
    press(&mut app, "jj<Enter>");
    assert_eq!((app.view, app.detail.id), (View::Device, Some(rows[2])));
    press(&mut app, "<Esc>");
    assert_eq!((app.view, app.device_at_hand()), (View::Topology, Some(rows[2])));
    // From a device the view opens on it.
    press(&mut app, "G<Enter>");
    assert_eq!(app.detail.id, Some(rows[6]));
    press(&mut app, "T");
    assert_eq!((app.view, app.device_at_hand()), (View::Topology, Some(rows[6])));
    // A stranger and a segment cannot be opened.
    press(&mut app, "gjjj");
    assert_eq!(app.device_at_hand(), None);
    press(&mut app, "<Enter>");
    assert_eq!(app.view, View::Topology);
}

#[test]
fn a_line_opens_it_on_a_name() {
    let mut app = shown(80, 24, Lang::Id);
    let (name, id) = (app.fleet.devices()[3].name.clone(), app.fleet.devices()[3].id);
    press(&mut app, "1");
    app.run_line(&format!(":topologi {name}")).unwrap();
    assert_eq!((app.view, app.device_at_hand()), (View::Topology, Some(id)));
    app.run_line(":topologi nihil").unwrap();
    assert!(app.toast.is_some_and(|toast| toast.text.contains("nihil")));
}

#[test]
fn it_is_asked_again_only_while_somebody_looks() {
    let mut app = shown(80, 24, Lang::Id);
    let asks = |app: &mut App| {
        let mut asked = 0;
        for _ in 0..90 {
            let now = app.now.plus_seconds(1);
            if app.update(Event::Tick(now)).contains(&Effect::AskTopology) {
                asked += 1;
                app.update(Event::Message(Message::Topology(Err(CallError::Unreachable("x".into())))));
            }
        }
        asked
    };
    assert_eq!(asks(&mut app), 3);
    // What was known stays in view.
    assert!(text(&draw(&mut app)).contains("(segmen bersama)"));
    press(&mut app, "3");
    assert_eq!(asks(&mut app), 0);
}

#[test]
fn branches_are_folded_and_unfolded() {
    let mut app = shown(100, 30, Lang::Id);
    let rows: Vec<DeviceId> = app.fleet.devices().iter().map(|row| row.id).collect();
    let count = |app: &App| app.topology.rows.rows().len();
    let all = count(&app);
    // The first switch with its five nodes.
    press(&mut app, "jh");
    assert_eq!((count(&app), app.device_at_hand()), (all - 5, Some(rows[1])));
    assert!(text(&draw(&mut app)).contains("switch  +5"));
    // A branch that is folded, or has nothing below, leads to what it hangs on.
    press(&mut app, "h");
    assert_eq!(app.device_at_hand(), Some(rows[0]));
    press(&mut app, "jl");
    assert_eq!(count(&app), all);
    // The root hides everything, and a line that names a device shows it.
    press(&mut app, "gh");
    assert_eq!(count(&app), 1 + 2);
    let name = app.fleet.devices()[4].name.clone();
    app.run_line(&format!(":topologi {name}")).unwrap();
    assert_eq!((count(&app), app.device_at_hand()), (all, Some(rows[4])));
    // Folded branches stay so when links are told anew.
    press(&mut app, "gjh");
    let told = topology(&app);
    app.update(Event::Message(Message::Topology(Ok(Box::new(told)))));
    assert_eq!((count(&app), app.device_at_hand()), (all - 5, Some(rows[1])));
    // What is no branch cannot be folded.
    press(&mut app, "Gh");
    assert!(app.toast.is_some());
}
