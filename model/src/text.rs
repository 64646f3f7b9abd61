//! Text from outside: how octets become text, and how text is shown without steering a terminal.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Longest text kept from a device, octets.
pub const MAX_DEVICE_TEXT: usize = 4096;

/// Octets to text by rule 9 of the device record: trimmed, valid UTF-8 kept, every other octet and control character
/// (but LF and TAB) written as `\xHH`. Nothing is dropped inside. Returns none when nothing is left.
pub fn clean(octets: &[u8]) -> Option<String> {
    let is_blank = |b: &u8| matches!(b, 0 | b' ' | b'\t' | b'\r' | b'\n');
    let start = octets.iter().position(|b| !is_blank(b))?;
    let end = octets.iter().rposition(|b| !is_blank(b))? + 1;
    let mut out = String::with_capacity(end - start);
    for chunk in octets[start..end].utf8_chunks() {
        let mut chars = chunk.valid().chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\r' => {
                    if chars.peek() == Some(&'\n') {
                        chars.next();
                    }
                    out.push('\n');
                }
                '\n' | '\t' => out.push(c),
                c if c.is_control() => push_hex(&mut out, c),
                c => out.push(c),
            }
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    Some(out)
}

fn push_hex(out: &mut String, c: char) {
    let mut buffer = [0; 4];
    for byte in c.encode_utf8(&mut buffer).bytes() {
        out.push_str(&format!("\\x{byte:02x}"));
    }
}

/// The invisible set of `reliability.md` 9: characters that change how others are shown.
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Makes foreign text inert for one line of a terminal: LF, TAB, controls, the invisible set, surplus combining marks
/// and wide or odd graphemes' joiners become visible escapes.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        let width = unicode_width::UnicodeWidthChar::width(c);
        marks = if width == Some(0) { marks + 1 } else { 0 };
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || is_invisible(c) || marks > 4 || matches!(c, '\u{fe00}'..='\u{fe0f}') => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
                marks = 0;
            }
            c => out.push(c),
        }
    }
    out
}

/// Foreign text for a cell of `width` columns: made visible, cut at the end with `…` when it is longer.
pub fn shown(text: &str, width: usize) -> String {
    let text = visible(text);
    cut_end(&text, width)
}

/// Cuts already inert text to `width` columns by grapheme, ending in `…` when something was cut.
pub fn cut_end(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let Some(room) = width.checked_sub(1) else {
        return String::new();
    };
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let w = grapheme.width();
        if used + w > room {
            break;
        }
        out.push_str(grapheme);
        used += w;
    }
    out.push('…');
    out
}

/// Columns that inert text takes.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// Octets as lower-case hexadecimal digits.
pub fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// JSON with every character of the invisible set, U+007F to U+009F and nothing else written as `\uXXXX`, so that the
/// raw bytes hold none of them.
pub fn json_inert(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_invisible(c) || matches!(c, '\u{7f}'..='\u{9f}') {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn octets_become_text() {
        for (octets, expected) in [
            (&b"  core-sw \0\0"[..], Some("core-sw")),
            (b"\x1b]0;owned\x07", Some("\\x1b]0;owned\\x07")),
            (b"a\r\nb\rc\td", Some("a\nb\nc\td")),
            (b"caf\xe9", Some("caf\\xe9")),
            ("Balai \u{9b}".as_bytes(), Some("Balai \\xc2\\x9b")),
            (b" \0 ", None),
        ] {
            assert_eq!(clean(octets).as_deref(), expected);
        }
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(visible("a\u{202e}b\u{200b}c\nd\u{1b}"), "a\\u{202e}b\\u{200b}c\\nd\\u{1b}");
        assert_eq!(shown("DISKOMINFO", 9), "DISKOMIN…");
        assert_eq!(shown("漢字漢字", 5), "漢字…");
        assert_eq!(json_inert("\"a\u{202e}\u{e0001}\""), "\"a\\u202e\\udb40\\udc01\"");
    }

    proptest! {
        #[test]
        fn shown_fits_and_is_inert(text in any::<String>(), width in 0usize..40) {
            let out = shown(&text, width);
            prop_assert!(columns(&out) <= width);
            prop_assert!(!out.chars().any(|c| c.is_control() || is_invisible(c)));
        }
    }
}
