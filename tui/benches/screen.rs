//! What a key costs with 10,000 devices: drawing the table, filtering, sorting, taking a storm of changes.

#[path = "../tests/screen/world.rs"]
#[allow(dead_code)]
mod world;

use crossterm::event::KeyCode;
use divan::{Bencher, black_box};
use jiff::tz::{Offset, TimeZone};
use model::{Lang, Timestamp, api::Change};
use ratatui::{buffer::Buffer, layout::Rect};
use tui::{
    app::{App, Message, Start},
    run::{Event, Screen},
    term::caps::{Depth, Glyphs},
    theme::{Theme, ThemeName},
};

const DEVICES: usize = 10_000;

fn main() {
    divan::main();
}

fn app(width: u16, height: u16) -> App {
    let mut app = App::new(Start {
        lang: Lang::Id,
        theme: Theme { name: ThemeName::Dark, depth: Depth::Ansi256 },
        glyphs: Some(Glyphs::Blocks),
        zone: TimeZone::fixed(Offset::constant(8)),
        read_only: false,
        operator: "op1".into(),
        specs: None,
    });
    app.update(Event::Tick(world::now()));
    app.update(Event::Resize { width, height });
    app.update(Event::Message(Message::Picture(Box::new(world::fleet(50, DEVICES)))));
    app
}

fn press(app: &mut App, c: char) {
    black_box(app.update(Event::Key(KeyCode::Char(c).into())));
}

fn frame(app: &mut App, buffer: &mut Buffer) {
    buffer.reset();
    black_box(app.draw(buffer.area, buffer));
}

const SIZES: [(u16, u16); 3] = [(80, 24), (160, 45), (250, 70)];

#[divan::bench(args = SIZES)]
fn draw_devices(bencher: Bencher<'_, '_>, (width, height): (u16, u16)) {
    let mut app = app(width, height);
    press(&mut app, '3');
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    bencher.bench_local(|| frame(&mut app, &mut buffer));
}

#[divan::bench(args = SIZES)]
fn draw_overview(bencher: Bencher<'_, '_>, (width, height): (u16, u16)) {
    let mut app = app(width, height);
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    bencher.bench_local(|| frame(&mut app, &mut buffer));
}

/// One letter more in the filter, and the frame that shows it; then the letter is erased.
#[divan::bench(args = SIZES)]
fn filter_key_and_frame(bencher: Bencher<'_, '_>, (width, height): (u16, u16)) {
    let mut app = app(width, height);
    for c in "3/r".chars() {
        press(&mut app, c);
    }
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let mut erase = false;
    bencher.bench_local(|| {
        let code = if erase { KeyCode::Backspace } else { KeyCode::Char('t') };
        erase = !erase;
        black_box(app.update(Event::Key(code.into())));
        frame(&mut app, &mut buffer);
    });
}

/// Turning the sort over, and the frame that shows it.
#[divan::bench(args = SIZES)]
fn sort_and_frame(bencher: Bencher<'_, '_>, (width, height): (u16, u16)) {
    let mut app = app(width, height);
    press(&mut app, '3');
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    bencher.bench_local(|| {
        press(&mut app, 'S');
        frame(&mut app, &mut buffer);
    });
}

/// Every device changed in one poll: one update, one frame.
#[divan::bench]
fn storm_and_frame(bencher: Bencher<'_, '_>) {
    let mut app = app(160, 45);
    press(&mut app, '3');
    app.update(Event::Tick(Timestamp(world::now().0 + 60_000)));
    let devices: Vec<_> = (0..DEVICES).map(|id| world::device(id, 50)).collect();
    let mut buffer = Buffer::empty(Rect::new(0, 0, 160, 45));
    bencher
        .with_inputs(|| Change { revision: 2, now: world::now(), devices: devices.clone(), ..Change::default() })
        .bench_local_values(|change| {
            app.update(Event::Message(Message::Change(Box::new(change))));
            frame(&mut app, &mut buffer);
        });
}

#[divan::bench]
fn first_picture(bencher: Bencher<'_, '_>) {
    let picture = world::fleet(50, DEVICES);
    bencher.with_inputs(|| (app_before(), Box::new(picture.clone()))).bench_local_values(|(mut app, picture)| {
        app.update(Event::Message(Message::Picture(picture)));
        app
    });
}

fn app_before() -> App {
    let mut app = App::new(Start {
        lang: Lang::Id,
        theme: Theme { name: ThemeName::Dark, depth: Depth::Ansi256 },
        glyphs: Some(Glyphs::Blocks),
        zone: TimeZone::fixed(Offset::constant(8)),
        read_only: false,
        operator: "op1".into(),
        specs: None,
    });
    app.update(Event::Tick(world::now()));
    app
}
