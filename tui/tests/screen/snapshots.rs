//! Reviewed pictures of every view at the sizes of the design, in both languages and tiers.

use crate::{
    stage::{dark, draw, lit, press, text, wait, with},
    world,
};
use model::{
    Lang,
    api::{DevicePicture, Lately},
    availability::State,
};
use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier},
};
use tui::{
    app::{App, Message},
    client::CallError,
    run::{Event, Screen},
    term::caps::{Depth, Glyphs},
    theme::ThemeName,
};

const SIZES: [(u16, u16); 4] = [(40, 10), (80, 24), (100, 30), (160, 45)];

fn in_lang(mut app: App, lang: Lang) -> App {
    if lang == Lang::En {
        press(&mut app, "L");
    }
    app
}

/// Every size in both languages, in one file a view.
fn every_size(name: &str, keys: &str) {
    for (word, lang) in [("id", Lang::Id), ("en", Lang::En)] {
        let mut all = String::new();
        for (width, height) in SIZES {
            let mut app = in_lang(lit(width, height), lang);
            press(&mut app, keys);
            wait(&mut app, 1);
            all.push_str(&format!("── {width}x{height}\n{}", text(&draw(&mut app))));
        }
        insta::assert_snapshot!(format!("{name}_{word}"), all);
    }
}

#[test]
fn overview() {
    every_size("overview", "");
}

#[test]
fn devices() {
    every_size("devices", "3");
}

#[test]
fn device() {
    every_size("device", "3jj<Enter>");
}

#[test]
fn problems() {
    every_size("problems", "4");
}

#[test]
fn compat() {
    every_size("compat", ":kompat daftar<Enter>");
}

#[test]
fn candidate() {
    every_size("candidate", ":kompat satu.toml<Enter>");
}

#[test]
fn candidate_form() {
    every_size("candidate_form", ":kompat satu.toml<Enter><Tab>jjjjj<Enter>");
}

#[test]
fn states_of_a_check() {
    let mut shown = String::new();
    for (name, keys) in [
        ("nothing open", "8"),
        ("a file that cannot be read", ":kompat salah.xlsx<Enter>"),
        ("a specification at fault", ":kompat daftar<Enter>jjj<Enter>"),
        ("wide evidence", ":kompat satu.toml<Enter>vj"),
        ("frozen and waived", "8<Enter>"),
        ("frozen just now", ":kompat satu.toml<Enter>d<C-u>K-1<Enter>"),
        ("a wrong value", ":kompat satu.toml<Enter><Tab>jjjjj<Enter>x<Enter>"),
        ("a choice", ":kompat satu.toml<Enter><Tab>jjjjjj<Enter><Down>"),
        ("several choices", ":kompat satu.toml<Enter><Tab>jjjjjjjjj<Enter>rstp; <Down>"),
        ("changed", ":kompat satu.toml<Enter><Tab>jjjjj<Enter><C-u>12<Enter>"),
        ("changes would be lost", ":kompat satu.toml<Enter><Tab>jjjjj<Enter><C-u>12<Enter><Tab>o"),
        ("a new form", "8nups<Enter><C-u>switch<Enter>"),
        ("help", ":kompat satu.toml<Enter>?"),
    ] {
        let mut app = lit(80, 24);
        press(&mut app, keys);
        shown.push_str(&format!("── {name}: {keys}\n{}", text(&draw(&mut app))));
    }
    let mut waiting = lit(80, 24);
    press(&mut waiting, ":kompat satu.toml<Enter>");
    for key in crate::stage::keys("<Enter>") {
        waiting.update(Event::Key(key));
    }
    let refused =
        tui::app::compat::CompatTold::Checked(2, Err(CallError::Unreachable("127.0.0.1:7688: timed out".into())));
    waiting.update(Event::Message(Message::Compat(refused)));
    shown.push_str(&format!("── refused\n{}", text(&draw(&mut waiting))));
    insta::assert_snapshot!("candidate_states", shown);
}

#[test]
fn help() {
    every_size("help", "3?");
}

#[test]
fn palette() {
    every_size("palette", "3:per opd dinkes mati");
}

#[test]
fn more_agencies_than_fit() {
    let mut all = String::new();
    for (width, height) in [(80, 24), (100, 30), (250, 70)] {
        let mut app = with(world::fleet(50, 400), width, height);
        all.push_str(&format!("── {width}x{height}\n{}", text(&draw(&mut app))));
    }
    insta::assert_snapshot!("overview_50_opd", all);
}

#[test]
fn states_of_a_device() {
    let mut all = String::new();
    for (name, keys) in [
        ("hardware", "3jj<Enter><Tab>"),
        ("neighbours", "3jj<Enter><Tab><Tab>"),
        ("changes", "3jj<Enter><Tab><Tab><Tab>"),
        ("alerts", "3jj<Enter><Tab><Tab><Tab><Tab>"),
    ] {
        let mut app = lit(100, 30);
        press(&mut app, keys);
        all.push_str(&format!("── {name}\n{}", text(&draw(&mut app))));
    }
    insta::assert_snapshot!("device_tabs", all);
}

#[test]
fn how_available_a_device_was() {
    use State::{Down, Maintenance, Off, Unknown, Unreachable, Up};
    let mut all = String::new();
    for (width, height, lang, tier) in [
        (40, 12, Lang::Id, Glyphs::Blocks),
        (80, 24, Lang::Id, Glyphs::Blocks),
        (80, 24, Lang::En, Glyphs::Ascii),
        (160, 45, Lang::En, Glyphs::Wgl4),
    ] {
        let mut app = in_lang(lit(width, height), lang);
        app.start.glyphs = Some(tier);
        press(&mut app, "3jj<Enter>");
        let row = app.detail.id.and_then(|id| app.fleet.device(id)).cloned().unwrap();
        let mut day = vec![Up; 24];
        day.splice(6..10, [Unreachable, Down, Down, Up]);
        let mut month = vec![Up; 30];
        month.splice(0..8, [Unknown, Unknown, Off, Up, Up, Maintenance, Up, Down]);
        let lately = Some(Lately { day, day_percent: Some(93.25), month, month_percent: Some(99.996) });
        let picture = DevicePicture { lately, ..world::picture(&row) };
        app.update(Event::Message(Message::Device(row.id, Ok(Box::new(picture)))));
        let shown = text(&draw(&mut app));
        let top: Vec<&str> = shown.lines().take(9).collect();
        all.push_str(&format!("── {width}x{height} {tier:?}\n{}\n", top.join("\n")));
    }
    insta::assert_snapshot!("device_lately", all);
}

fn lost() -> Message {
    Message::Cut { since: world::now(), error: CallError::Unreachable("127.0.0.1:7688: connection refused".into()) }
}

#[test]
fn states_of_the_data() {
    let mut shown = String::new();
    let mut show = |name: &str, mut app: App| shown.push_str(&format!("── {name}\n{}", text(&draw(&mut app))));
    show("loading", dark(80, 24));
    let mut loading = dark(80, 24);
    press(&mut loading, "3");
    show("loading devices", loading);
    let mut never = dark(80, 24);
    never.update(Event::Message(lost()));
    show("never connected", never);
    show("all is well", with(world::well(), 80, 24));
    show("first start", with(world::first_start(), 80, 24));
    let mut first = with(world::first_start(), 80, 24);
    press(&mut first, "3");
    show("first start, devices", first);
    let mut nothing = world::first_start();
    nothing.devices.clear();
    let mut nothing = with(nothing, 80, 24);
    press(&mut nothing, "3");
    show("no device at all", nothing);
    let mut stale = lit(80, 24);
    wait(&mut stale, 91);
    show("stale", stale);
    let mut cut = lit(80, 24);
    cut.update(Event::Message(lost()));
    wait(&mut cut, 42);
    show("cut off", cut);
    let mut trouble = world::fleet(24, 60);
    trouble.collector.trouble = Some(["media penuh".into(), "disk full".into()]);
    show("collector in trouble", with(trouble, 80, 24));
    let mut demo = world::fleet(24, 60);
    demo.collector.demo = true;
    demo.collector.echo = model::batch::EchoBy::Simulated;
    show("demo", with(demo, 80, 24));
    insta::assert_snapshot!("states", shown);
}

#[test]
fn prompts() {
    let mut shown = String::new();
    for (name, keys) in [
        ("filter", "3/jenis:router !status:baik"),
        ("filter at fault", "3/jenis:router masuk>10X"),
        ("nothing matches", "3/xyzzy<Enter>"),
        ("filter kept", "3/jenis:router<Enter>"),
        ("sorting", "3s"),
        ("problems only", "3!"),
        ("preview", "3v"),
        ("acknowledge", "4a"),
        ("acknowledge with note", "4a2cek ONT ke ISP"),
        ("note needed", "4a3<Enter>"),
        ("quit", "q"),
        ("not here", "s"),
        ("find", "<C-p>dinkes"),
        ("command list", ":"),
    ] {
        let mut app = lit(80, 24);
        press(&mut app, keys);
        wait(&mut app, 1);
        shown.push_str(&format!("── {name}: {keys}\n{}", text(&draw(&mut app))));
    }
    insta::assert_snapshot!("prompts", shown);
}

#[test]
fn other_tiers() {
    let mut shown = String::new();
    for tier in [Glyphs::Ascii, Glyphs::Wgl4] {
        for keys in ["", "3", "3jj<Enter>", "4", ":kompat satu.toml<Enter>", "?"] {
            let mut app = lit(80, 24);
            app.start.glyphs = Some(tier);
            press(&mut app, keys);
            let buffer = draw(&mut app);
            if tier == Glyphs::Ascii {
                let is_ascii = |symbol: &str| symbol.bytes().all(|b| (0x20..=0x7e).contains(&b));
                assert!(buffer.content.iter().all(|cell| is_ascii(cell.symbol())), "{keys}");
            }
            shown.push_str(&format!("── {tier:?} {keys}\n{}", text(&buffer)));
        }
    }
    insta::assert_snapshot!("tiers", shown);
}

/// Runs of equal style of every row that has any: `12..20 Indexed(203) BOLD|REVERSED`.
fn styles(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut x = 0;
        let mut runs = String::new();
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            let start = x;
            while x < buffer.area.width && (buffer[(x, y)].fg, buffer[(x, y)].modifier) == (cell.fg, cell.modifier) {
                x += 1;
            }
            if cell.fg != Color::Reset || !cell.modifier.is_empty() {
                runs.push_str(&format!("  {start}..{x} {} {:?}", cell.fg, cell.modifier));
            }
            assert_eq!(cell.bg, Color::Reset);
        }
        if !runs.is_empty() {
            out.push_str(&format!("{y:02}{runs}\n"));
        }
    }
    out
}

#[test]
fn styles_of_the_themes() {
    let mut shown = String::new();
    for (name, depth) in
        [(ThemeName::Dark, Depth::Ansi256), (ThemeName::Dark, Depth::Ansi16), (ThemeName::Dark, Depth::Mono)]
    {
        let mut app = lit(80, 24);
        app.start.theme.name = name;
        app.start.theme.depth = depth;
        press(&mut app, "3");
        shown.push_str(&format!("── {depth:?}\n{}", styles(&draw(&mut app))));
    }
    insta::assert_snapshot!("styles", shown);
}

#[test]
fn the_selected_row_is_reversed_without_colour() {
    let mut app = lit(80, 24);
    app.start.theme.depth = Depth::Mono;
    press(&mut app, "3j");
    let buffer = draw(&mut app);
    let row = 2 + 1 + 1;
    // The status cell of MATI is reversed in mono: turned over in the selected row.
    let reversed = (0..80).filter(|x| buffer[(*x, row)].modifier.contains(Modifier::REVERSED)).count();
    assert!(reversed >= 70, "{reversed}");
    assert_eq!(buffer[(0, row)].symbol(), "►");
}
