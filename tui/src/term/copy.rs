//! Text into the terminal's clipboard (OSC 52), wrapped so that tmux and screen pass it on.

use super::caps::Environment;

/// Most bytes of text that are sent; clients cut longer ones anywhere.
pub const COPY_BYTES_MAX: usize = 4096;

/// The sequence that copies `text`, cut at a character to [`COPY_BYTES_MAX`] bytes.
pub fn copy(text: &str, environment: &Environment) -> Vec<u8> {
    let end = (0..=text.len().min(COPY_BYTES_MAX)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let bare = format!("\x1b]52;c;{}\x07", base64(&text.as_bytes()[..end]));
    if !environment.tmux.is_empty() {
        format!("\x1bPtmux;{}\x1b\\", bare.replace('\x1b', "\x1b\x1b")).into_bytes()
    } else if !environment.sty.is_empty() {
        format!("\x1bP{bare}\x1b\\").into_bytes()
    } else {
        bare.into_bytes()
    }
}

/// RFC 4648 section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let word = group.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let sextet = (word >> (18 - 6 * place) & 63) as usize;
            out.push(if place <= group.len() { char::from(ALPHABET[sextet]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_as_in_the_rfc() {
        for (text, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn wrapped_for_multiplexers() {
        let check = |tmux: &str, sty: &str, expected: &str| {
            let environment = Environment { tmux: tmux.into(), sty: sty.into(), ..Environment::default() };
            assert_eq!(String::from_utf8(copy("foo", &environment)).unwrap().replace('\x1b', "^"), expected);
        };
        check("", "", "^]52;c;Zm9v\x07");
        check("/tmp/tmux-0", "", "^Ptmux;^^]52;c;Zm9v\x07^\\");
        check("", "1.pts-0", "^P^]52;c;Zm9v\x07^\\");
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        let text = format!("{}é", "x".repeat(COPY_BYTES_MAX - 1));
        let cut = copy(&text, &Environment::default());
        assert_eq!(cut.len(), "\x1b]52;c;\x07".len() + (COPY_BYTES_MAX - 1).div_ceil(3) * 4);
    }
}
