//! What holds for any size, any keys, any text of a device.

use crate::{
    stage::{answer, draw, lit, press, wait, with},
    world,
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use model::Lang;
use proptest::prelude::*;
use tui::{
    app::{App, View},
    run::{Event, Screen},
    term::caps::Glyphs,
};

fn any_key() -> impl Strategy<Value = KeyEvent> {
    let named = prop_oneof![
        Just(KeyCode::Enter),
        Just(KeyCode::Esc),
        Just(KeyCode::Tab),
        Just(KeyCode::BackTab),
        Just(KeyCode::Backspace),
        Just(KeyCode::Delete),
        Just(KeyCode::Up),
        Just(KeyCode::Down),
        Just(KeyCode::Left),
        Just(KeyCode::Right),
        Just(KeyCode::Home),
        Just(KeyCode::End),
        Just(KeyCode::PageUp),
        Just(KeyCode::PageDown),
        (1u8..12).prop_map(KeyCode::F),
    ];
    prop_oneof![
        5 => "[ -~]".prop_map(|text| KeyEvent::from(KeyCode::Char(text.chars().next().unwrap_or(' ')))),
        3 => named.prop_map(KeyEvent::from),
        1 => any::<char>().prop_map(|c| KeyEvent::from(KeyCode::Char(c))),
        1 => "[a-z]".prop_map(|text| KeyEvent::new(KeyCode::Char(text.chars().next().unwrap_or(' ')), KeyModifiers::CONTROL)),
    ]
}

fn drawn_twice_is_equal(app: &mut App) -> Result<(), TestCaseError> {
    let first = draw(app);
    prop_assert!(!app.dirty());
    prop_assert_eq!(first, draw(app));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_size_and_no_key_is_refused(
        sizes in proptest::collection::vec((1u16..300, 1u16..120), 1..4),
        keys in proptest::collection::vec(any_key(), 0..40),
        ascii in any::<bool>(),
        pasted in any::<String>(),
    ) {
        let mut app = lit(80, 24);
        app.start.glyphs = ascii.then_some(Glyphs::Ascii);
        for (i, (width, height)) in sizes.iter().enumerate() {
            app.update(Event::Resize { width: *width, height: *height });
            drawn_twice_is_equal(&mut app)?;
            for key in keys.iter().skip(i * 13).take(13) {
                let effects = app.update(Event::Key(*key));
                answer(&mut app, effects);
            }
            app.update(Event::Paste(pasted.clone()));
            drawn_twice_is_equal(&mut app)?;
            wait(&mut app, 7);
            drawn_twice_is_equal(&mut app)?;
            prop_assert!(app.next_tick(app.now).is_some_and(|wait| !wait.is_zero()));
        }
    }

    #[test]
    fn the_name_column_never_goes(width in 20u16..300, height in 3u16..80, scrolled in 0usize..20) {
        let mut app = lit(width, height);
        press(&mut app, "3");
        press(&mut app, &"l".repeat(scrolled));
        let shown = crate::stage::text(&draw(&mut app));
        prop_assert!(shown.contains("rt-dinkes"), "{}", shown);
    }

    #[test]
    fn the_selected_device_survives_sort_resize_language_and_data(
        moves in 0usize..50, column in 0u8..18, width in 80u16..200, seed in 0u64..1000,
    ) {
        let mut app = lit(120, 40);
        press(&mut app, "3");
        press(&mut app, &"j".repeat(moves));
        let selected = app.devices.list.selected().copied();
        prop_assert!(selected.is_some());
        press(&mut app, &format!("s{}SL", char::from(b'a' + column)));
        app.update(Event::Resize { width, height: 30 });
        let mut dice = world::Dice::new(seed);
        let mut change = model::api::Change { revision: 2, now: world::now(), ..Default::default() };
        for _ in 0..20 {
            let mut row = world::device(dice.below(60) as usize, 24);
            row.status = model::Status::ALL[dice.below(7) as usize];
            row.in_bps = (dice.below(3) > 0).then_some(dice.below(1_000_000) as f64);
            change.devices.push(row);
        }
        app.update(Event::Message(tui::app::Message::Change(Box::new(change))));
        wait(&mut app, 10);
        prop_assert_eq!(app.devices.list.selected().copied(), selected);
        let index = app.devices.list.index();
        prop_assert_eq!(app.devices.list.rows().get(index).copied(), selected);
    }

    #[test]
    fn what_a_device_says_steers_nothing(name in any::<String>(), hardware in any::<String>(), ascii in any::<bool>(), width in 20u16..200) {
        let mut picture = world::fleet(24, 30);
        picture.collector.site.clone_from(&name);
        for row in &mut picture.devices {
            row.name.clone_from(&name);
            row.opd.clone_from(&hardware);
            row.hardware.clone_from(&hardware);
            row.address.clone_from(&name);
            row.port.clone_from(&hardware);
        }
        for view in ["", "3", "3v", "3<Enter>", "3<Enter><Tab>", "4", "3?", ":x"] {
            let mut app = with(picture.clone(), width, 30);
            app.start.glyphs = Some(if ascii { Glyphs::Ascii } else { Glyphs::Blocks });
            press(&mut app, view);
            let buffer = draw(&mut app);
            for cell in &buffer.content {
                let is_inert = cell.symbol().chars().all(|c| !c.is_control() && !model::text::is_invisible(c));
                prop_assert!(is_inert, "{:?}", cell.symbol());
            }
        }
    }
}

#[test]
fn every_key_of_every_view_does_something_or_says_why() {
    for view in ["1", "3", "3<Enter>", "4", "T"] {
        for binding in tui::keys::TABLE {
            for key in binding.keys {
                for lang in [Lang::Id, Lang::En] {
                    let mut app = lit(80, 24);
                    app.start.lang = lang;
                    press(&mut app, view);
                    let place = app.view.place();
                    let blocked = app.blocked(binding);
                    let modifiers = if key.control { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
                    app.update(Event::Key(KeyEvent::new(key.code, modifiers)));
                    let is_here = binding.places.meets(place);
                    let shared = tui::keys::find(&KeyEvent::new(key.code, modifiers), place).is_some();
                    if (is_here && blocked.is_some()) || (!is_here && !shared) {
                        assert!(app.toast.is_some(), "{view} {:?} says nothing", binding.action);
                    }
                    draw(&mut app);
                }
            }
        }
    }
}

#[test]
fn esc_never_quits() {
    let mut app = lit(80, 24);
    press(&mut app, "3<Enter><Esc><Esc><Esc><Esc><Esc>");
    assert!(!app.finished());
    assert_eq!(app.view, View::Overview);
}
