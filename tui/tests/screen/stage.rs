//! A screen with a set clock and a pretend fleet, driven by keys.

use crate::{purchase, world};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::{Offset, TimeZone};
use model::{DeviceId, Lang, api::FleetPicture};
use ratatui::{buffer::Buffer, layout::Rect};
use tui::{
    app::{App, Effect, Message, Start},
    run::{Event, Screen},
    term::caps::{Depth, Glyphs},
    theme::{Theme, ThemeName},
};

/// What a screen is started with.
pub fn start() -> Start {
    Start {
        lang: Lang::Id,
        theme: Theme { name: ThemeName::Dark, depth: Depth::Ansi256 },
        glyphs: Some(Glyphs::Blocks),
        zone: TimeZone::fixed(Offset::constant(8)),
        read_only: false,
        operator: "op1".into(),
        specs: Some(std::sync::Arc::new(purchase::Pretend)),
    }
}

/// A screen at the set time, before anything has come.
pub fn dark(width: u16, height: u16) -> App {
    let mut app = App::new(start());
    app.update(Event::Tick(world::now()));
    app.update(Event::Resize { width, height });
    app
}

/// A screen that shows `picture`.
pub fn with(picture: FleetPicture, width: u16, height: u16) -> App {
    let mut app = dark(width, height);
    app.update(Event::Message(Message::Picture(Box::new(picture))));
    app
}

/// A screen that shows the usual fleet.
pub fn lit(width: u16, height: u16) -> App {
    with(world::fleet(24, 60), width, height)
}

/// Reads keys: characters as they are, `<Enter>`, `<Esc>`, `<Tab>`, `<Up>`, `<Down>`, `<C-x>`, `<F3>`.
pub fn keys(text: &str) -> Vec<KeyEvent> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|tail| tail.split_once('>'));
        let code = |name: &str| match name {
            "Enter" => Some(KeyCode::Enter.into()),
            "Esc" => Some(KeyCode::Esc.into()),
            "Tab" => Some(KeyCode::Tab.into()),
            "Up" => Some(KeyCode::Up.into()),
            "Down" => Some(KeyCode::Down.into()),
            "Left" => Some(KeyCode::Left.into()),
            "Right" => Some(KeyCode::Right.into()),
            "BS" => Some(KeyCode::Backspace.into()),
            "F1" => Some(KeyCode::F(1).into()),
            "F2" => Some(KeyCode::F(2).into()),
            "F3" => Some(KeyCode::F(3).into()),
            "F5" => Some(KeyCode::F(5).into()),
            _ => name
                .strip_prefix("C-")
                .and_then(|c| c.chars().next())
                .map(|c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)),
        };
        match named.and_then(|(name, tail)| Some((code(name)?, tail))) {
            Some((key, tail)) => {
                keys.push(key);
                rest = tail;
            }
            None => {
                keys.push(KeyCode::Char(c).into());
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    keys
}

/// Presses keys; answers every question about a device at once. Returns the other effects.
pub fn press(app: &mut App, text: &str) -> Vec<Effect> {
    let mut others = Vec::new();
    for key in keys(text) {
        let effects = app.update(Event::Key(key));
        others.extend(answer(app, effects));
    }
    others
}

/// Answers questions about devices; returns the other effects.
pub fn answer(app: &mut App, effects: Vec<Effect>) -> Vec<Effect> {
    let mut others = Vec::new();
    for effect in effects {
        match effect {
            Effect::AskDevice(DeviceId(id)) => {
                let row = app.fleet.device(DeviceId(id)).cloned();
                if let Some(row) = row {
                    let picture = world::picture(&row);
                    app.update(Event::Message(Message::Device(row.id, Ok(Box::new(picture)))));
                }
            }
            Effect::Compat(asked) => {
                if let Some(told) = purchase::answer(&asked) {
                    let next = app.update(Event::Message(Message::Compat(told)));
                    others.extend(answer(app, next));
                } else {
                    others.push(Effect::Compat(asked));
                }
            }
            other => others.push(other),
        }
    }
    others
}

/// Lets seconds pass.
pub fn wait(app: &mut App, seconds: i64) -> Vec<Effect> {
    let now = app.now.plus_seconds(seconds);
    let effects = app.update(Event::Tick(now));
    answer(app, effects)
}

/// The picture of the screen.
pub fn draw(app: &mut App) -> Buffer {
    let area = Rect::new(0, 0, app.size.0, app.size.1);
    let mut buffer = Buffer::empty(area);
    app.draw(area, &mut buffer);
    buffer
}

/// The picture as lines, trailing blanks cut.
pub fn text(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            if skip == 0 {
                line.push_str(symbol);
                skip = model::text::columns(symbol).max(1);
            }
            skip -= 1;
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
