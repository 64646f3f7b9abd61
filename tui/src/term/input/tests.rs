//! Tables of what terminals send, and properties over any bytes.

use super::*;
use crossterm::event::{MouseButton, MouseEventKind};
use proptest::prelude::*;

fn decode(bytes: &[u8]) -> Vec<Input> {
    let mut found = Vec::new();
    let mut decoder = Decoder::default();
    decoder.feed(bytes, &mut |input| found.push(input));
    while decoder.patience(false).is_some() {
        decoder.expire(&mut |input| found.push(input));
    }
    found
}

fn check(bytes: &str, expected: &[Input]) {
    assert_eq!(decode(bytes.as_bytes()), expected, "{bytes:?}");
    // However the bytes are cut, they mean the same.
    let mut decoder = Decoder::default();
    let mut found = Vec::new();
    for byte in bytes.bytes() {
        decoder.feed(&[byte], &mut |input| found.push(input));
    }
    while decoder.patience(false).is_some() {
        decoder.expire(&mut |input| found.push(input));
    }
    assert_eq!(found, expected, "{bytes:?} byte by byte");
}

fn keys(bytes: &str, expected: &[(KeyCode, KeyModifiers)]) {
    check(bytes, &expected.iter().map(|(code, modifiers)| key(*code, *modifiers)).collect::<Vec<_>>());
}

const NONE: KeyModifiers = KeyModifiers::NONE;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
const ALT: KeyModifiers = KeyModifiers::ALT;
const CONTROL: KeyModifiers = KeyModifiers::CONTROL;

#[test]
fn characters_and_controls() {
    use KeyCode::*;
    keys("jK", &[(Char('j'), NONE), (Char('K'), SHIFT)]);
    keys("é漢🙂", &[(Char('é'), NONE), (Char('漢'), NONE), (Char('🙂'), NONE)]);
    keys("\r\t\x7f\x08", &[(Enter, NONE), (Tab, NONE), (Backspace, NONE), (Backspace, NONE)]);
    keys("\x03\x0c\x1c\0", &[(Char('c'), CONTROL), (Char('l'), CONTROL), (Char('\\'), CONTROL), (Char(' '), CONTROL)]);
    keys("\x1b", &[(Esc, NONE)]);
    keys("\x1bx\x1bX\x1bé", &[(Char('x'), ALT), (Char('X'), ALT | SHIFT), (Char('é'), ALT)]);
    keys("\x1b\x1b", &[(Esc, NONE), (Esc, NONE)]);
    keys("\x1b\x1b[A", &[(Esc, NONE), (Up, NONE)]);
    keys("\x1b\r", &[(Enter, ALT)]);
    keys("\x1b[", &[(Char('['), ALT)]);
    keys("\x1bO", &[(Char('O'), ALT | SHIFT)]);
    keys("\x1bP", &[(Char('P'), ALT | SHIFT)]);
}

#[test]
fn keys_of_the_terminals() {
    use KeyCode::*;
    keys("\x1b[A\x1bOB\x1b[C\x1bOD", &[(Up, NONE), (Down, NONE), (Right, NONE), (Left, NONE)]);
    keys("\x1b[H\x1bOF\x1b[1~\x1b[4~\x1b[7~\x1b[8~", &[Home, End, Home, End, Home, End].map(|code| (code, NONE)));
    keys("\x1b[2~\x1b[3~\x1b[5~\x1b[6~", &[Insert, Delete, PageUp, PageDown].map(|code| (code, NONE)));
    keys("\x1bOP\x1b[11~\x1b[[A\x1b[15~\x1b[[E", &[1, 1, 1, 5, 5].map(|number| (F(number), NONE)));
    keys("\x1b[17~\x1b[21~\x1b[23~\x1b[24~\x1b[34~", &[6, 10, 11, 12, 20].map(|number| (F(number), NONE)));
    keys("\x1b[1;5A\x1b[1;2P\x1b[5;3~", &[(Up, CONTROL), (F(1), SHIFT), (PageUp, ALT)]);
    keys("\x1b[Z", &[(BackTab, SHIFT)]);
    keys("\x1b[R\x1b[1;2R\x1b[1;5R", &[(F(3), NONE), (F(3), SHIFT), (F(3), CONTROL)]);
    keys("\x1bOM\x1bOp\x1bOy\x1bOk", &[(Enter, NONE), (Char('0'), NONE), (Char('9'), NONE), (Char('+'), NONE)]);
    keys("\x1b[97;5u\x1b[27;5;97~\x1b[13;2u", &[(Char('a'), CONTROL), (Char('a'), CONTROL), (Enter, SHIFT)]);
    keys("\x1b[9;2u\x1b[27u", &[(BackTab, SHIFT), (Esc, NONE)]);
}

#[test]
fn answers_and_mouse() {
    check("\x1b[24;80R", &[Input::Position { column: 79, row: 23 }]);
    check("\x1b[?62;22c", &[Input::Attributes(vec![62, 22])]);
    check("\x1b[I\x1b[O", &[Input::Focus(true), Input::Focus(false)]);
    for (bytes, kind, modifiers) in [
        ("\x1b[<0;3;4M", MouseEventKind::Down(MouseButton::Left), NONE),
        ("\x1b[<2;3;4m", MouseEventKind::Up(MouseButton::Right), NONE),
        ("\x1b[<48;3;4M", MouseEventKind::Drag(MouseButton::Left), CONTROL),
        ("\x1b[<35;3;4M", MouseEventKind::Moved, NONE),
        ("\x1b[<68;3;4M", MouseEventKind::ScrollUp, SHIFT),
        ("\x1b[<65;3;4M", MouseEventKind::ScrollDown, NONE),
    ] {
        check(bytes, &[Input::Mouse(MouseEvent { kind, column: 2, row: 3, modifiers })]);
    }
}

#[test]
fn pastes_come_in_one_piece() {
    let text = |text: &str| Input::Paste(text.to_owned());
    check("\x1b[200~rt-01\r\x1b[A\x07\x1b[201~", &[text("rt-01\r\x1b[A\x07")]);
    check("\x1b[200~\x1b[201~j", &[text(""), key(KeyCode::Char('j'), NONE)]);
    check("\x1b[200~a\x1b[201", &[text("a\x1b[201")]);
    check("\x1b[200~\x1b\x1b[201~", &[text("\x1b")]);
    let mut decoder = Decoder::default();
    let mut found = Vec::new();
    decoder.feed(b"\x1b[200~", &mut |input| found.push(input));
    for _ in 0..300 {
        decoder.feed(&[b'x'; 4096], &mut |input| found.push(input));
    }
    decoder.feed(PASTE_END, &mut |input| found.push(input));
    assert_eq!(found, [text(&"x".repeat(PASTE_BYTES_MAX))]);
    assert_eq!(decoder.dropped_bytes(), 300 * 4096 - PASTE_BYTES_MAX as u64);
}

#[test]
fn what_is_not_known_is_skipped_whole() {
    let j = key(KeyCode::Char('j'), NONE);
    for bytes in [
        "\x1b[?2026;2$yj",
        "\x1b[>41;367;0cj",
        "\x1b[8;24;80tj",
        "\x1b[99~j",
        "\x1b[1;2;3!pj",
        "\x1b]11;rgb:0000/0000/0000\x07j",
        "\x1b]11;rgb:0000/0000/0000\x1b\\j",
        "\x1bP>|XTerm(367)\x1b\\j",
        "\x1b_Gi=1;OK\x1b\\j",
        "\x1b[<3;1;1Mj",
        "\x1b[<0;0;1Mj",
        "\u{9b}j",
        "\x1bOzj",
    ] {
        check(bytes, std::slice::from_ref(&j));
    }
    let long = format!("\x1b[{}mj", "1;".repeat(500));
    check(&long, std::slice::from_ref(&j));
    assert_eq!(decode(b"\xffj\xc3(\xe2\x82j"), [j.clone(), key(KeyCode::Char('('), NONE), j]);
}

#[test]
fn only_what_is_incomplete_waits() {
    let mut decoder = Decoder::default();
    let mut wait = |bytes: &[u8]| {
        decoder.feed(bytes, &mut |_| {});
        decoder.patience(false)
    };
    assert_eq!(wait(b"j"), None);
    assert_eq!(wait(b"\x1b"), Some(ESC_WAIT));
    assert_eq!(wait(b"[A"), None);
    assert_eq!(wait(b"\x1b[200~"), Some(PASTE_WAIT));
    assert_eq!(wait(b"\x1b[201~"), None);
    assert_eq!(wait(b"\x1b]0;x"), Some(ESC_WAIT));
}

proptest! {
    #[test]
    fn any_bytes_are_survived_and_nothing_grows(
        pieces in prop::collection::vec((prop::collection::vec(byte(), 0..200), any::<bool>()), 0..20)
    ) {
        let mut decoder = Decoder::default();
        let mut fed = 0;
        for (bytes, expire) in pieces {
            let mut inputs = 0;
            fed += bytes.len();
            decoder.feed(&bytes, &mut |_| inputs += 1);
            prop_assert!(inputs <= fed);
            prop_assert!(decoder.pending.len() <= SEQUENCE_BYTES_MAX + 2, "{} pending", decoder.pending.len());
            if expire {
                decoder.expire(&mut |_| {});
                prop_assert_eq!(decoder.patience(false), None);
            }
        }
        // Whatever came before, after a silence a key is a key.
        decoder.expire(&mut |_| {});
        let mut found = Vec::new();
        decoder.feed(b"j", &mut |input| found.push(input));
        prop_assert_eq!(found, [key(KeyCode::Char('j'), NONE)]);
    }

    #[test]
    fn cuts_change_nothing(bytes in prop::collection::vec(byte(), 0..120), cut in 0..120usize) {
        let cut = cut.min(bytes.len());
        let mut decoder = Decoder::default();
        let mut found = Vec::new();
        decoder.feed(&bytes[..cut], &mut |input| found.push(input));
        decoder.feed(&bytes[cut..], &mut |input| found.push(input));
        while decoder.patience(false).is_some() {
            decoder.expire(&mut |input| found.push(input));
        }
        prop_assert_eq!(found, decode(&bytes));
    }
}

/// Any byte, those that steer more often.
fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![
        3 => any::<u8>(),
        2 => Just(ESC),
        3 => prop::sample::select(b"[]OPM<?;0123456789~R\\m$c".to_vec()),
    ]
}
