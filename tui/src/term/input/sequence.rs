//! What complete control sequences mean: xterm's, the Linux console's, PuTTY's and rxvt's keys, mouse, answers.

use super::{Input, character, key};
use crossterm::event::{KeyCode, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

/// `ESC [ body last`; `None`: not known, skipped whole.
pub(super) fn control(body: &[u8], last: u8) -> Option<Input> {
    let (private, parameters) = match body {
        [mark @ b'<'..=b'?', rest @ ..] => (Some(*mark), numbers(rest)?),
        _ => (None, numbers(body)?),
    };
    let first = parameters.first().copied().unwrap_or(0);
    let second = parameters.get(1).copied().unwrap_or(0);
    match (private, last) {
        (Some(b'<'), b'M' | b'm') => mouse(&parameters, last == b'm'),
        (Some(b'?'), b'c') => Some(Input::Attributes(parameters)),
        (Some(_), _) => None,
        (None, b'I') => Some(Input::Focus(true)),
        (None, b'O') => Some(Input::Focus(false)),
        (None, b'Z') => Some(key(KeyCode::BackTab, modifiers(second) | KeyModifiers::SHIFT)),
        // In row 1 it is F3 with a modifier; our queries are asked with the cursor elsewhere.
        (None, b'R') if first > 1 && second > 0 => Some(Input::Position { column: second - 1, row: first - 1 }),
        (None, b'~') if first == 27 => spelt(parameters.get(2).copied()?, second),
        (None, b'~') => Some(key(tilde(first)?, modifiers(second))),
        (None, b'u') => spelt(first, second),
        (None, last) if first <= 1 => Some(key(letter(last)?, modifiers(second))),
        _ => None,
    }
}

/// `ESC O body last`: cursor keys in application mode, F1 to F4, the keypad.
pub(super) fn single_shift(body: &[u8], last: u8) -> Option<Input> {
    let parameters = numbers(body)?;
    let held = modifiers(parameters.last().copied().unwrap_or(0));
    match last {
        b'M' => Some(key(KeyCode::Enter, held)),
        b'I' => Some(key(KeyCode::Tab, held)),
        // The keypad's `* + , - . / 0 … 9` are `j … y`, `=` is `X`.
        b'j'..=b'y' => Some(character(char::from(last - 0x40), held)),
        b'X' => Some(character('=', held)),
        _ => Some(key(letter(last)?, held)),
    }
}

/// Numbers between semicolons; an empty one is 0, a sub-parameter after a colon is ignored, one too large is the largest.
/// `None`: something else stands there.
fn numbers(body: &[u8]) -> Option<Vec<u16>> {
    if body.is_empty() {
        return Some(Vec::new());
    }
    body.split(|byte| *byte == b';')
        .map(|part| {
            let digits = part.split(|byte| *byte == b':').next().unwrap_or_default();
            digits.iter().try_fold(0u16, |number, byte| {
                byte.is_ascii_digit().then(|| number.saturating_mul(10).saturating_add(u16::from(byte - b'0')))
            })
        })
        .collect()
}

/// xterm's modifier parameter: one more than the bits Shift, Alt, Control, Meta.
fn modifiers(parameter: u16) -> KeyModifiers {
    let bits = parameter.saturating_sub(1);
    let mut held = KeyModifiers::NONE;
    for (bit, modifier) in
        [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL), (8, KeyModifiers::META)]
    {
        if bits & bit != 0 {
            held |= modifier;
        }
    }
    held
}

fn letter(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'E' => KeyCode::KeypadBegin,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

fn tilde(number: u16) -> Option<KeyCode> {
    // The numbers leave gaps at 16, 22, 27, 30: they follow the blocks of keys of the VT220.
    let function = |gap: u16| u8::try_from(number - gap).ok().map(KeyCode::F);
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => function(10),
        17..=21 => function(11),
        23..=26 => function(12),
        28..=29 => function(13),
        31..=34 => function(14),
        _ => None,
    }
}

/// A key given by its code point, as some terminals do when asked to or configured so.
fn spelt(code: u16, modifier: u16) -> Option<Input> {
    let held = modifiers(modifier);
    match code {
        9 if held.contains(KeyModifiers::SHIFT) => Some(key(KeyCode::BackTab, held)),
        9 => Some(key(KeyCode::Tab, held)),
        13 => Some(key(KeyCode::Enter, held)),
        27 => Some(key(KeyCode::Esc, held)),
        8 | 127 => Some(key(KeyCode::Backspace, held)),
        _ => char::from_u32(u32::from(code)).filter(|one| !one.is_control()).map(|one| character(one, held)),
    }
}

/// SGR mouse: button with modifiers and motion, column, row; both counted from 1.
fn mouse(parameters: &[u16], released: bool) -> Option<Input> {
    let [code, column, row] = parameters else { return None };
    let button = match code & 3 {
        0 => MouseButton::Left,
        1 => MouseButton::Middle,
        _ => MouseButton::Right,
    };
    let kind = match (code & 0b1100_0000, code & 3, code & 32 != 0) {
        (64, 0, _) => MouseEventKind::ScrollUp,
        (64, 1, _) => MouseEventKind::ScrollDown,
        (64, 2, _) => MouseEventKind::ScrollLeft,
        (64, _, _) => MouseEventKind::ScrollRight,
        (0, 3, true) => MouseEventKind::Moved,
        (0, 3, false) => return None,
        (0, _, true) => MouseEventKind::Drag(button),
        (0, _, false) if released => MouseEventKind::Up(button),
        (0, _, false) => MouseEventKind::Down(button),
        _ => return None,
    };
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [(4, KeyModifiers::SHIFT), (8, KeyModifiers::ALT), (16, KeyModifiers::CONTROL)] {
        if code & bit != 0 {
            modifiers |= modifier;
        }
    }
    Some(Input::Mouse(MouseEvent { kind, column: column.checked_sub(1)?, row: row.checked_sub(1)?, modifiers }))
}
