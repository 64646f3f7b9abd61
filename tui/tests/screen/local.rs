//! The local view: reviewed pictures of what a technician sees, and what its keys do.

use crate::{
    stage::{keys, text},
    world,
};
use jiff::tz::{Offset, TimeZone};
use model::{
    DeviceRecord, Lang, OpdCode, Source,
    local::{Missing, Origin, Sending, Snapshot},
    record::{Battery, Cpu, Disk, Facts, Memory, Processor, Sensor, Storage, Updates},
    way::{GatewaySeen, Link, LinkSeen, Probe, Seen as Round, judge},
};
use ratatui::{buffer::Buffer, layout::Rect};
use tui::{
    local::{Local, Seen},
    run::{Event, Screen, Wish},
    term::caps::{Depth, Glyphs},
    theme::{Theme, ThemeName},
};

fn probe(target: &str, rtt_ms: Option<f64>) -> Probe {
    let received = if rtt_ms.is_some() { 15 } else { 0 };
    Probe { target: target.into(), sent: 15, received, answered: rtt_ms.is_some(), refused: false, rtt_ms }
}

/// All is well, measured four seconds ago.
fn round() -> Round {
    let link = Link {
        name: "eth0".into(),
        enabled: true,
        carrier: Some(true),
        speed_bps: Some(1_000_000_000),
        ..Link::default()
    };
    Round {
        at: world::now().plus_seconds(-4),
        link: LinkSeen::One(link),
        address: Some(([10, 20, 3, 17].into(), 24)),
        gateway: GatewaySeen::Asked { probe: probe("10.20.3.1", Some(0.4)), in_arp: true },
        router: None,
        dns: Some(vec![probe("10.20.3.1", Some(3.0))]),
        dinas: Some(probe("pantau.kab.go.id:7689", Some(4.1))),
        internet: Some(vec![probe("1.1.1.1", Some(21.0))]),
    }
}

fn cable_out() -> Round {
    let LinkSeen::One(link) = round().link else { unreachable!() };
    Round { link: LinkSeen::One(Link { carrier: Some(false), ..link }), ..line_cut_from("10.20.3.1", None) }
}

/// The gateway answers in `rtt_ms`, nothing behind it does.
fn line_cut_from(gateway: &str, rtt_ms: Option<f64>) -> Round {
    Round {
        gateway: GatewaySeen::Asked { probe: probe(gateway, rtt_ms), in_arp: false },
        dns: Some(vec![probe("10.20.3.1", rtt_ms)]),
        dinas: Some(probe("pantau.kab.go.id:7689", None)),
        internet: Some(vec![probe("1.1.1.1", None)]),
        ..round()
    }
}

fn facts() -> Facts {
    let volume = |mount: &str, used: u64, size: u64| Storage {
        mount: Some(mount.into()),
        used_bytes: Some(used << 30),
        size_bytes: Some(size << 30),
        percent: Some(used as f64 * 100.0 / size as f64),
        ..Storage::default()
    };
    Facts {
        sys_name: Some("pc-dinkes-07".into()),
        device_class: Some("pc".into()),
        vendor: Some("Lenovo".into()),
        hardware: Some("ThinkCentre\u{1b}[31m M70".into()),
        serial: Some("PF0001".into()),
        os_text: Some("Debian 12".into()),
        uptime_s: Some(11_520.0),
        cpus: vec![Cpu { cores: Some(4), threads: Some(8), ..Cpu::default() }],
        processors: vec![Processor { usage_percent: Some(18.0), ..Processor::default() }],
        memory: vec![Memory {
            class: Some("system".into()),
            used_bytes: Some(5 << 30),
            total_bytes: Some(8 << 30),
            percent: Some(62.5),
            ..Memory::default()
        }],
        storage: vec![volume("/", 61, 100), volume("/home", 176, 200)],
        sensors: vec![Sensor {
            class: Some("temperature".into()),
            descr: Some("cpu".into()),
            value: Some(54.0),
            ..Sensor::default()
        }],
        batteries: vec![Battery {
            charge_percent: Some(92.0),
            status: Some("charging".into()),
            full_mwh: Some(45),
            design_mwh: Some(50),
            ..Battery::default()
        }],
        disks: vec![Disk { name: Some("nvme0n1".into()), smart: Some("passed".into()), ..Disk::default() }],
        updates: Some(Updates { pending: Some(12), pending_security: Some(3), ..Updates::default() }),
        ..Facts::default()
    }
}

fn snapshot(round: Option<&Round>, failure: Option<&str>) -> Snapshot {
    let now = world::now();
    Snapshot {
        version: "0.3.0".into(),
        pid: 7,
        started_at: now.plus_seconds(-11_000),
        observed_at: now.plus_seconds(-2),
        interval_seconds: 60,
        opd: Some(OpdCode("DINKES".into())),
        sending: Some(Sending {
            url: "https://pantau.kab.go.id:7689".into(),
            reached_at: Some(now.plus_seconds(if failure.is_some() { -180 } else { -30 })),
            failure: failure.map(str::to_owned),
            waiting: if failure.is_some() { 41 } else { 0 },
            waiting_bytes: if failure.is_some() { 12_288 } else { 0 },
            certificate_until: Some(now.plus_seconds(60 * 86_400)),
            lost: 0,
        }),
        record: Some(DeviceRecord { facts: facts(), ..DeviceRecord::new(Source::Agent, now) }),
        way: round.map(judge),
        ..Snapshot::default()
    }
}

fn screen(lang: Lang, (width, height): (u16, u16), seen: Option<Seen>) -> Local {
    let theme = Theme { name: ThemeName::Dark, depth: Depth::Ansi256 };
    let place = "/var/lib/pantau-agent".to_owned();
    let mut local = Local::new(lang, theme, TimeZone::fixed(Offset::constant(8)), place);
    local.update(Event::Tick(world::now()));
    local.update(Event::Resize { width, height });
    if let Some(seen) = seen {
        local.update(Event::Message(seen));
    }
    local
}

fn drawn(local: &mut Local) -> String {
    let area = Rect::new(0, 0, local.size.0, local.size.1);
    let mut buffer = Buffer::empty(area);
    assert_eq!(local.draw(area, &mut buffer), None);
    assert!(!local.dirty());
    text(&buffer)
}

fn press(local: &mut Local, text: &str) {
    for key in keys(text) {
        local.update(Event::Key(key));
    }
}

const WHY: &str = "tidak terjangkau";

#[test]
fn every_size_and_state() {
    for (word, lang) in [("id", Lang::Id), ("en", Lang::En)] {
        let mut all = String::new();
        for size in [(40, 12), (80, 24), (100, 40), (30, 8), (18, 2)] {
            for (name, seen) in [
                ("all is well", Ok((snapshot(Some(&round()), None), Origin::Agent))),
                ("line cut", Ok((snapshot(Some(&line_cut_from("10.20.3.1", Some(0.4))), Some(WHY)), Origin::Agent))),
            ] {
                let shown = drawn(&mut screen(lang, size, Some(seen)));
                all.push_str(&format!("── {}x{} {name}\n{shown}", size.0, size.1));
            }
        }
        for (name, seen) in [
            ("cable out", Some(Ok((snapshot(Some(&cable_out()), Some(WHY)), Origin::Agent)))),
            ("nothing has come", None),
            ("no agent", Some(Err(Missing::NoAgent))),
            ("not allowed", Some(Err(Missing::Forbidden))),
            ("not measured yet", Some(Ok((snapshot(None, None), Origin::Agent)))),
            ("only the file", Some(Ok((snapshot(None, None), Origin::File)))),
            ("stopped", Some(Ok((snapshot(None, None), Origin::Left)))),
        ] {
            all.push_str(&format!("── {name}\n{}", drawn(&mut screen(lang, (60, 20), seen))));
        }
        insta::assert_snapshot!(format!("local_{word}"), all);
    }
}

fn lit() -> Local {
    screen(Lang::Id, (80, 24), Some(Ok((snapshot(Some(&round()), None), Origin::Agent))))
}

#[test]
fn keys_of_the_local_view() {
    let mut local = lit();
    press(&mut local, "L");
    assert!(drawn(&mut local).contains("The way out"));
    press(&mut local, "L?");
    insta::assert_snapshot!("local_help", drawn(&mut local));
    // The first Esc closes the help, the second ends the view.
    press(&mut local, "<Esc>");
    assert!(!local.finished() && drawn(&mut local).contains("Jalur keluar"));
    // The whole inventory stands below; the end is the end.
    press(&mut local, "Gjjj");
    let last = drawn(&mut local);
    assert!(last.contains("nvme0n1") || last.contains("Mesin"), "{last}");
    press(&mut local, "k");
    assert_ne!(drawn(&mut local), last, "one step back is one step");
    press(&mut local, "<C-l><F3>");
    assert_eq!(local.wishes(), [Wish::Repaint, Wish::Glyphs(Glyphs::Ascii)]);
    press(&mut local, "<Esc>");
    assert!(local.finished());
    for end in ["q", "<C-c>"] {
        let mut local = lit();
        press(&mut local, end);
        assert!(local.finished(), "{end}");
    }
}

#[test]
fn what_is_old_is_said_to_be_old() {
    let mut local = lit();
    local.update(Event::Tick(world::now().plus_seconds(400)));
    assert!(local.dirty());
    let shown = drawn(&mut local);
    assert!(shown.contains("USANG") && shown.contains("pengukuran 6mnt lalu"), "{shown}");
}

#[test]
fn foreign_text_does_not_steer_the_terminal() {
    let shown = drawn(&mut lit());
    assert!(!shown.contains('\u{1b}') && shown.contains("\\x1b") | shown.contains("\\u{1b}"), "{shown}");
}

#[test]
fn any_window_is_drawn() {
    for width in 1..130 {
        for height in [1, 2, 3, 9, 10, 12, 24, 50] {
            let mut local = lit();
            local.update(Event::Resize { width, height });
            drawn(&mut local);
            press(&mut local, "?G");
            drawn(&mut local);
        }
    }
}
