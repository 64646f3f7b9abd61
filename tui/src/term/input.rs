//! Bytes of the terminal to keys, pastes, mouse, focus and answers; a parser of outside bytes that cannot panic or grow.
//!
//! Why our own and not crossterm's: it keeps the answers to cursor-position queries from us, on which pacing rests, and
//! swallows keys after answers it does not know. It makes crossterm's key types, so the key table does not care.

mod sequence;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent};
use std::time::Duration;

/// What the terminal said.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A key.
    Key(KeyEvent),
    /// Text pasted in one piece; bytes that are no UTF-8 became U+FFFD.
    Paste(String),
    /// The mouse (SGR form, mode 1006).
    Mouse(MouseEvent),
    /// The terminal came into focus, or left it.
    Focus(bool),
    /// Answer to `CSI 6 n`: the cursor's cell, counted from 0. Never row 0, where the answer could be a key.
    Position {
        /// Column.
        column: u16,
        /// Row.
        row: u16,
    },
    /// Answer to `CSI c`: primary device attributes.
    Attributes(Vec<u16>),
}

/// Longest control sequence that is read; longer ones are skipped to their end.
pub const SEQUENCE_BYTES_MAX: usize = 64;
/// Longest paste that is kept; the rest of it is dropped.
pub const PASTE_BYTES_MAX: usize = 1 << 20;
/// A lone ESC is the key Esc when nothing follows for this long.
pub const ESC_WAIT: Duration = Duration::from_millis(25);
/// The same when the round trip is long and a sequence may come in pieces.
pub const ESC_WAIT_SLOW: Duration = Duration::from_millis(150);
/// A paste whose end does not come is over after this long.
pub const PASTE_WAIT: Duration = Duration::from_secs(2);

const ESC: u8 = 0x1b;
const PASTE_END: &[u8] = b"\x1b[201~";

/// The decoder: keeps what is not complete yet.
#[derive(Debug, Default)]
pub struct Decoder {
    state: State,
    /// Beginning of a sequence or character that is not complete.
    pending: Vec<u8>,
    /// Bytes that were no input: broken UTF-8, sequences too long, pastes too long.
    dropped_bytes: u64,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Ground,
    /// Inside an over-long control sequence: skipped up to its final byte.
    LongSequence,
    /// Inside a device string (OSC, DCS, PM, APC; not SOS, which no terminal sends: it is Alt-X), nothing of which is kept.
    DeviceString,
    /// Inside a paste.
    Paste(Vec<u8>),
}

/// One step through the bytes.
enum Step {
    /// So many bytes are done, and mean this.
    Taken(usize, Option<Input>),
    /// So many bytes are done and what follows is read differently.
    Turn(usize, State),
    /// So many bytes were no input.
    Dropped(usize),
    /// More bytes are needed.
    More,
}

impl Decoder {
    /// Takes bytes and calls `each` for every input that they complete.
    pub fn feed(&mut self, bytes: &[u8], each: &mut dyn FnMut(Input)) {
        let mut whole = std::mem::take(&mut self.pending);
        whole.extend_from_slice(bytes);
        let mut rest = &whole[..];
        while !rest.is_empty() {
            let step = match &mut self.state {
                State::Ground => ground(rest),
                State::LongSequence => long_sequence(rest),
                State::DeviceString => device_string(rest),
                State::Paste(text) => paste(rest, text, &mut self.dropped_bytes),
            };
            match step {
                Step::Taken(count, input) => {
                    self.state = State::Ground;
                    rest = &rest[count..];
                    input.into_iter().for_each(&mut *each);
                }
                Step::Turn(count, state) => {
                    self.state = state;
                    rest = &rest[count..];
                }
                Step::Dropped(count) => {
                    self.dropped_bytes += count as u64;
                    rest = &rest[count..];
                }
                Step::More => break,
            }
        }
        self.pending = rest.to_vec();
    }

    /// How long to wait for more bytes before [`Decoder::expire`]; `None`: nothing is incomplete. `slow`: the round trip
    /// is long.
    pub fn patience(&self, slow: bool) -> Option<Duration> {
        match self.state {
            State::Ground if self.pending.is_empty() => None,
            State::Paste(_) => Some(PASTE_WAIT),
            _ if slow => Some(ESC_WAIT_SLOW),
            _ => Some(ESC_WAIT),
        }
    }

    /// Nothing followed in time: a lone ESC was the key, ESC with a character was Alt, a paste is over, anything else is
    /// dropped.
    pub fn expire(&mut self, each: &mut dyn FnMut(Input)) {
        let pending = std::mem::take(&mut self.pending);
        match std::mem::take(&mut self.state) {
            State::Paste(mut text) => {
                keep(&mut text, &pending, &mut self.dropped_bytes);
                each(pasted(text));
            }
            State::DeviceString | State::LongSequence => self.dropped_bytes += pending.len() as u64,
            State::Ground => match pending[..] {
                [ESC] => each(key(KeyCode::Esc, KeyModifiers::NONE)),
                [ESC, introducer @ 0x20..=0x7e] => each(character(char::from(introducer), KeyModifiers::ALT)),
                _ => self.dropped_bytes += pending.len() as u64,
            },
        }
    }

    /// Bytes so far that were no input.
    pub fn dropped_bytes(&self) -> u64 {
        self.dropped_bytes
    }
}

/// Outside any sequence.
fn ground(bytes: &[u8]) -> Step {
    match bytes {
        [ESC] => Step::More,
        [ESC, b'[', rest @ ..] => control_sequence(rest),
        [ESC, b'O', rest @ ..] => single_shift(rest),
        // The introducer alone may also be Alt with that key: time tells.
        [ESC, b']' | b'P' | b'^' | b'_'] => Step::More,
        [ESC, b']' | b'P' | b'^' | b'_', ..] => Step::Turn(2, State::DeviceString),
        [ESC, ESC, ..] => Step::Taken(1, Some(key(KeyCode::Esc, KeyModifiers::NONE))),
        [ESC, rest @ ..] => match plain(rest, KeyModifiers::ALT) {
            Step::Taken(count, input) => Step::Taken(count + 1, input),
            Step::Dropped(count) => Step::Dropped(count + 1),
            other => other,
        },
        _ => plain(bytes, KeyModifiers::NONE),
    }
}

/// A control byte or a character.
fn plain(bytes: &[u8], modifiers: KeyModifiers) -> Step {
    let Some(&first) = bytes.first() else { return Step::More };
    let input = match first {
        0x00 => key(KeyCode::Char(' '), modifiers | KeyModifiers::CONTROL),
        b'\t' => key(KeyCode::Tab, modifiers),
        b'\r' | b'\n' => key(KeyCode::Enter, modifiers),
        0x08 | 0x7f => key(KeyCode::Backspace, modifiers),
        0x01..=0x1a => key(KeyCode::Char(char::from(first + b'a' - 1)), modifiers | KeyModifiers::CONTROL),
        // Not ESC, which the caller has taken: Ctrl with one of `\ ] ^ _`.
        0x1b..=0x1f => key(KeyCode::Char(char::from(first + 0x40)), modifiers | KeyModifiers::CONTROL),
        0x20..=0x7e => character(char::from(first), modifiers),
        _ => return encoded(bytes, modifiers),
    };
    Step::Taken(1, Some(input))
}

/// A character of several bytes (UTF-8, RFC 3629).
fn encoded(bytes: &[u8], modifiers: KeyModifiers) -> Step {
    let length = match bytes[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Step::Dropped(1),
    };
    let piece = &bytes[..length.min(bytes.len())];
    match std::str::from_utf8(piece) {
        Ok(text) => match text.chars().next() {
            // C1 controls are nobody's key.
            Some(one) if !one.is_control() => Step::Taken(length, Some(character(one, modifiers))),
            _ => Step::Dropped(length),
        },
        Err(error) if error.error_len().is_none() => Step::More,
        Err(error) => Step::Dropped(error.error_len().unwrap_or(1)),
    }
}

/// After `ESC [`: parameters (0x30–0x3f), intermediates (0x20–0x2f), a final byte (0x40–0x7e), ECMA-48 5.4.
fn control_sequence(body: &[u8]) -> Step {
    // The Linux console's F1 to F5 are `ESC [ [ A` to `E`.
    if let [b'[', rest @ ..] = body {
        return match rest {
            [] => Step::More,
            [function @ b'A'..=b'E', ..] => {
                Step::Taken(4, Some(key(KeyCode::F(function - b'A' + 1), KeyModifiers::NONE)))
            }
            _ => Step::Dropped(3),
        };
    }
    match body.iter().position(|byte| !(0x20..=0x3f).contains(byte)) {
        None if body.len() > SEQUENCE_BYTES_MAX => Step::Turn(body.len() + 2, State::LongSequence),
        None => Step::More,
        Some(end) if !(0x40..=0x7e).contains(&body[end]) => Step::Dropped(2 + end),
        Some(end) if end > SEQUENCE_BYTES_MAX => Step::Dropped(3 + end),
        Some(end) if body[end] == b'~' && &body[..end] == b"200" => Step::Turn(3 + end, State::Paste(Vec::new())),
        Some(end) => Step::Taken(3 + end, sequence::control(&body[..end], body[end])),
    }
}

/// After `ESC O`.
fn single_shift(body: &[u8]) -> Step {
    match body.iter().take(SEQUENCE_BYTES_MAX).position(|byte| !byte.is_ascii_digit() && *byte != b';') {
        None if body.len() >= SEQUENCE_BYTES_MAX => Step::Dropped(2 + SEQUENCE_BYTES_MAX),
        None => Step::More,
        Some(end) if (0x40..=0x7e).contains(&body[end]) => {
            Step::Taken(3 + end, sequence::single_shift(&body[..end], body[end]))
        }
        Some(end) => Step::Dropped(2 + end),
    }
}

fn long_sequence(bytes: &[u8]) -> Step {
    match bytes.iter().position(|byte| !(0x20..=0x3f).contains(byte)) {
        None => Step::Turn(bytes.len(), State::LongSequence),
        Some(end) if (0x40..=0x7e).contains(&bytes[end]) => Step::Taken(end + 1, None),
        Some(end) => Step::Taken(end, None),
    }
}

/// Up to `ESC \`, BEL, CAN or SUB; another ESC begins something new.
fn device_string(bytes: &[u8]) -> Step {
    match bytes.iter().position(|byte| matches!(byte, 0x07 | 0x18 | 0x1a | 0x1b)) {
        None => Step::Turn(bytes.len(), State::DeviceString),
        Some(end) if bytes[end] != ESC => Step::Taken(end + 1, None),
        Some(end) => match bytes.get(end + 1) {
            None if end == 0 => Step::More,
            None => Step::Turn(end, State::DeviceString),
            Some(b'\\') => Step::Taken(end + 2, None),
            Some(_) => Step::Taken(end, None),
        },
    }
}

fn paste(bytes: &[u8], text: &mut Vec<u8>, dropped_bytes: &mut u64) -> Step {
    if bytes.starts_with(PASTE_END) {
        return Step::Taken(PASTE_END.len(), Some(pasted(std::mem::take(text))));
    }
    if PASTE_END.starts_with(bytes) {
        return Step::More;
    }
    // Up to the next ESC, which may begin the end; at least one byte, so that it goes on.
    let count = bytes.iter().skip(1).position(|byte| *byte == ESC).map_or(bytes.len(), |at| at + 1);
    keep(text, &bytes[..count], dropped_bytes);
    Step::Turn(count, State::Paste(std::mem::take(text)))
}

fn keep(text: &mut Vec<u8>, bytes: &[u8], dropped_bytes: &mut u64) {
    let room = PASTE_BYTES_MAX.saturating_sub(text.len()).min(bytes.len());
    text.extend_from_slice(&bytes[..room]);
    *dropped_bytes += (bytes.len() - room) as u64;
}

fn pasted(text: Vec<u8>) -> Input {
    Input::Paste(String::from_utf8_lossy(&text).into_owned())
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Input {
    Input::Key(KeyEvent::new(code, modifiers))
}

/// A character; capitals come with Shift, as crossterm has it.
fn character(one: char, modifiers: KeyModifiers) -> Input {
    let shift = if one.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    key(KeyCode::Char(one), modifiers | shift)
}

#[cfg(test)]
mod tests;
