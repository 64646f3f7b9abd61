//! What keys and news do to the state.

use crate::{
    stage::{draw, lit, press, text, wait},
    world,
};
use model::{
    AlertId, DeviceId,
    alert::Acknowledgement,
    api::{Change, Code, ErrorAnswer},
};
use tui::{
    app::{App, Effect, Message, View, prompt::Mode},
    client::CallError,
    run::{Event, Screen, Wish},
};

fn tell(app: &mut App, message: Message) -> Vec<Effect> {
    app.update(Event::Message(message))
}

#[test]
fn keys_lead_through_the_views() {
    for (keys, expected) in [
        ("", View::Overview),
        ("3", View::Devices),
        ("4", View::Problems),
        ("3<Enter>", View::Device),
        ("3<Enter><Esc>", View::Devices),
        ("<Enter>", View::Devices),
        ("<Enter><Enter>", View::Device),
        ("<Enter><Enter><Esc><Esc>", View::Overview),
        ("<Tab><Tab><Enter>", View::Device),
        ("4<Enter>q", View::Problems),
        ("!", View::Devices),
        ("!<Esc>", View::Overview),
        ("/rt<Enter>", View::Devices),
        (":gangguan<Enter>", View::Problems),
        (":perangkat rt-dinkes-01<Enter>", View::Device),
        (":opd dinkes<Enter>", View::Devices),
        ("<C-p>disdik-01<Enter>", View::Device),
        ("4:ring<Tab><Enter>", View::Overview),
    ] {
        let mut app = lit(80, 24);
        press(&mut app, keys);
        assert_eq!(app.view, expected, "{keys}");
    }
}

#[test]
fn filters_narrow_the_rows() {
    for (filter, expected) in [
        ("", 60),
        ("opd:dinkes", 3),
        ("opd:dinkes status:mati", 1),
        ("opd:dinkes status:down", 1),
        ("!opd:dinkes", 57),
        ("ip:10.22.0.0/16", 3),
        ("(opd:dinkes|opd:disdik)", 6),
        ("~rtdnks", 1),
        ("status:mati,kritis", 3),
        ("rtt:?", 5),
        ("jenis:router", 24),
    ] {
        let mut app = lit(80, 24);
        press(&mut app, &format!("3/{filter}<Enter>"));
        assert_eq!(app.devices.list.rows().len(), expected, "{filter}");
    }
}

#[test]
fn a_filter_at_fault_keeps_the_last_good_result() {
    let mut app = lit(80, 24);
    press(&mut app, "3/jenis:router");
    assert_eq!(app.devices.list.rows().len(), 24);
    press(&mut app, " masuk>50M");
    let good = app.devices.list.rows().len();
    assert!((1..24).contains(&good));
    press(&mut app, "X");
    assert_eq!(app.devices.list.rows().len(), good);
    assert_eq!(app.devices.narrow.fault.as_ref().map(|fault| fault.column), Some(22));
    press(&mut app, "<Esc>");
    assert_eq!(app.devices.list.rows().len(), 60);
}

#[test]
fn q_is_a_letter_in_a_field_and_asks_at_the_top() {
    let mut app = lit(80, 24);
    press(&mut app, "3/q");
    assert!(matches!(app.mode, Mode::Filter { .. }));
    press(&mut app, "<Esc>q");
    assert!(matches!(app.mode, Mode::Quit) && !app.finished());
    press(&mut app, "t");
    assert!(!app.finished());
    press(&mut app, "qy");
    assert!(app.finished());
}

#[test]
fn ctrl_c_twice_quits_anywhere() {
    for keys in ["<C-c>", "3/abc<C-c>", ":x<C-c>", "?<C-c>"] {
        let mut app = lit(80, 24);
        press(&mut app, keys);
        assert!(!app.finished(), "{keys}");
        press(&mut app, "<C-c>");
        assert!(app.finished(), "{keys}");
    }
    let mut app = lit(80, 24);
    press(&mut app, "<C-c>");
    wait(&mut app, 10);
    press(&mut app, "<C-c>");
    assert!(!app.finished());
}

#[test]
fn an_alert_is_acknowledged_and_undone() {
    let mut app = lit(80, 24);
    let effects = press(&mut app, "4a2cek ONT<Enter>");
    let alert = AlertId(101);
    assert_eq!(effects, [Effect::Acknowledge { alert, for_seconds: Some(14_400), note: "cek ONT".into() }]);
    assert!(text(&draw(&mut app)).contains("mengirim"));
    let until = Some(world::now().plus_seconds(14_400));
    let acknowledgement = Acknowledgement { by: "op1".into(), at: world::now(), until, note: "cek ONT".into() };
    tell(&mut app, Message::Acknowledged(alert, Ok(acknowledgement)));
    assert!(text(&draw(&mut app)).contains("15:40"));
    assert_eq!(press(&mut app, "u"), [Effect::Unacknowledge(alert)]);
    assert_eq!(press(&mut app, "u"), []);
}

#[test]
fn undo_is_over_after_ten_seconds() {
    let mut app = lit(80, 24);
    press(&mut app, "4a<Enter>");
    let acknowledgement = Acknowledgement { by: "op1".into(), at: world::now(), until: None, note: String::new() };
    tell(&mut app, Message::Acknowledged(AlertId(101), Ok(acknowledgement)));
    wait(&mut app, 11);
    assert_eq!(press(&mut app, "u"), []);
}

#[test]
fn until_recovered_needs_a_note() {
    let mut app = lit(80, 24);
    assert_eq!(press(&mut app, "4a3<Enter>"), []);
    assert!(matches!(&app.mode, Mode::Acknowledge(state) if state.missing_note));
    let effects = press(&mut app, "listrik<Enter>");
    assert_eq!(effects, [Effect::Acknowledge { alert: AlertId(101), for_seconds: None, note: "listrik".into() }]);
}

#[test]
fn a_refused_acknowledgement_keeps_the_note() {
    let mut app = lit(80, 24);
    press(&mut app, "4asudah ditelepon<Enter>");
    let refused =
        CallError::Refused(ErrorAnswer::new(Code::NotFound, "gangguan sudah berakhir", "the alert has ended"));
    tell(&mut app, Message::Acknowledged(AlertId(101), Err(refused)));
    assert!(text(&draw(&mut app)).contains("gangguan sudah berakhir"));
    press(&mut app, "a");
    assert!(matches!(&app.mode, Mode::Acknowledge(state) if state.note.text() == "sudah ditelepon"));
}

#[test]
fn a_read_only_screen_says_so() {
    let mut app = lit(80, 24);
    app.start.read_only = true;
    assert_eq!(press(&mut app, "4a"), []);
    assert!(text(&draw(&mut app)).contains("hanya baca"));
}

#[test]
fn the_language_changes_at_once_and_keeps_the_selection() {
    let mut app = lit(80, 24);
    press(&mut app, "3jjj");
    let selected = app.devices.list.selected().copied();
    press(&mut app, "L");
    let shown = text(&draw(&mut app));
    assert!(shown.contains("Devices") && shown.contains("WARN") && !shown.contains("Perangkat"));
    assert_eq!(app.devices.list.selected().copied(), selected);
}

#[test]
fn rows_are_held_while_keys_are_pressed_and_sorted_after() {
    let mut app = lit(80, 24);
    press(&mut app, "3G");
    let before = app.devices.list.rows().to_vec();
    let mut row = world::device(59, 24);
    row.status = model::Status::Down;
    let change = Change { revision: 2, now: world::now(), devices: vec![row], ..Change::default() };
    tell(&mut app, Message::Change(Box::new(change)));
    assert_eq!(app.devices.list.rows(), before);
    assert!(app.next_tick(app.now).is_some_and(|wait| wait.as_secs() <= 5));
    assert!(text(&draw(&mut app)).contains("ditahan"));
    wait(&mut app, 6);
    assert!(app.devices.list.rows().iter().take(3).any(|id| *id == DeviceId(60)));
}

#[test]
fn the_detail_is_asked_when_opened_and_again_when_its_row_changes() {
    let mut app = lit(80, 24);
    app.update(Event::Key(crossterm::event::KeyCode::Char('3').into()));
    let effects = app.update(Event::Key(crossterm::event::KeyCode::Enter.into()));
    let [Effect::AskDevice(id)] = effects[..] else { panic!("{effects:?}") };
    let row = app.fleet.device(id).unwrap().clone();
    assert_eq!(tell(&mut app, Message::Device(id, Ok(Box::new(world::picture(&row))))), []);
    wait(&mut app, 1);
    let change = |row: &model::api::DeviceRow| Change {
        revision: 2,
        now: world::now(),
        devices: vec![row.clone()],
        ..Change::default()
    };
    assert_eq!(tell(&mut app, Message::Change(Box::new(change(&row)))), [Effect::AskDevice(id)]);
    // The answer is still out: no second question.
    assert_eq!(tell(&mut app, Message::Change(Box::new(change(&row)))), []);
    let other = world::device(40, 24);
    tell(&mut app, Message::Device(id, Ok(Box::new(world::picture(&row)))));
    wait(&mut app, 1);
    assert_eq!(tell(&mut app, Message::Change(Box::new(change(&other)))), []);
}

#[test]
fn a_probe_is_asked_and_its_answer_shown() {
    let mut app = lit(80, 24);
    let effects = press(&mut app, "3p");
    let [Effect::Probe(id)] = effects[..] else { panic!("{effects:?}") };
    let row = app.fleet.device(id).unwrap().clone();
    tell(&mut app, Message::Probed(id, Ok(Box::new(world::picture(&row)))));
    assert!(text(&draw(&mut app)).contains("× MATI, RTT"));
    tell(&mut app, Message::Probed(id, Err(CallError::Unreachable("timed out".into()))));
    assert!(text(&draw(&mut app)).contains("timed out"));
}

#[test]
fn the_bell_rings_once_for_new_roots() {
    let mut app = lit(80, 24);
    app.wishes();
    let mut alerts = world::fleet(24, 60).alerts;
    let mut new = alerts[0].clone();
    new.id = AlertId(900);
    new.device = DeviceId(30);
    alerts.push(new.clone());
    let change = |alerts| {
        Message::Change(Box::new(Change { revision: 2, now: world::now(), alerts: Some(alerts), ..Change::default() }))
    };
    tell(&mut app, change(alerts.clone()));
    assert_eq!(app.wishes(), [Wish::Bell]);
    new.id = AlertId(901);
    alerts.push(new.clone());
    tell(&mut app, change(alerts.clone()));
    assert_eq!(app.wishes(), []);
    wait(&mut app, 31);
    press(&mut app, ":bel mati<Enter>");
    new.id = AlertId(902);
    alerts.push(new);
    tell(&mut app, change(alerts));
    assert_eq!(app.wishes(), []);
}

#[test]
fn what_is_copied_is_inert() {
    let mut picture = world::fleet(24, 30);
    for row in &mut picture.devices {
        row.name = "a\u{1b}]0;x\u{7}b\u{202e}".into();
    }
    let mut app = crate::stage::with(picture, 80, 24);
    press(&mut app, "3Y");
    let wishes = app.wishes();
    let Some(Wish::Copy(text)) = wishes.first() else { panic!("{wishes:?}") };
    assert!(text.chars().all(|c| c == '\t' || (!c.is_control() && !model::text::is_invisible(c))), "{text:?}");
}

#[test]
fn a_view_can_be_asked_for_at_the_start() {
    let mut app = lit(80, 24);
    assert_eq!(app.run_line(":device opd:DINKES status:down sort:-in"), Ok(()));
    assert_eq!((app.view, app.devices.list.rows().len()), (View::Devices, 1));
    assert!(app.run_line("device status:nix").is_err());
}

#[test]
fn nothing_is_drawn_when_nothing_shown_changes() {
    let mut app = lit(80, 24);
    draw(&mut app);
    app.update(Event::Tick(world::now().plus_millis(10)));
    assert!(!app.dirty());
    app.update(Event::Tick(world::now().plus_millis(1000)));
    assert!(app.dirty());
}
