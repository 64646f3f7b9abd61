//! Widths of Helvetica (Adobe's font metrics, in thousandths of the size), and text in WinAnsiEncoding (PDF 32000-1, D.2).

/// Widths of the characters 32 to 126.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];
/// Width that is reckoned for every other character.
const WIDEST: u16 = 1000;

/// Width of a text of this size, points. Bold letters are at most an eighth wider.
pub fn width(text: &str, size: f32, bold: bool) -> f32 {
    let of = |c: char| {
        let place = (c as usize).wrapping_sub(32);
        f32::from(WIDTHS.get(place).copied().unwrap_or(WIDEST))
    };
    let bold = if bold { 1.125 } else { 1.0 };
    text.chars().map(of).sum::<f32>() * size / 1000.0 * bold
}

/// A text in lines of at most this width, points. A word that is wider than a line is cut.
pub fn lines(text: &str, size: f32, bold: bool, most: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let mut word = word.to_owned();
        loop {
            let line = lines.last().cloned().unwrap_or_default();
            let joined = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
            if width(&joined, size, bold) <= most {
                lines.pop();
                lines.push(joined);
                break;
            }
            if !line.is_empty() {
                lines.push(String::new());
                continue;
            }
            let mut fits = String::new();
            for c in word.chars() {
                if !fits.is_empty() && width(&format!("{fits}{c}"), size, bold) > most {
                    break;
                }
                fits.push(c);
            }
            word = word[fits.len()..].to_owned();
            lines.pop();
            lines.push(fits);
            if word.is_empty() {
                break;
            }
            lines.push(String::new());
        }
    }
    lines
}

/// A text in WinAnsiEncoding; what it does not have is written in signs that it has.
pub fn encoded(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for c in text.chars() {
        match c {
            ' '..='~' | '\u{a0}'..='\u{ff}' => out.push(c as u8),
            '–' => out.push(0x96),
            '—' => out.push(0x97),
            '…' => out.push(0x85),
            '‘' => out.push(0x91),
            '’' => out.push(0x92),
            '“' => out.push(0x93),
            '”' => out.push(0x94),
            '•' => out.push(0x95),
            '€' => out.push(0x80),
            '−' => out.push(b'-'),
            '≤' => out.extend(b"<="),
            '≥' => out.extend(b">="),
            '→' => out.extend(b"->"),
            _ => out.push(b'?'),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_keep_every_letter() {
        let text = "Sisa daya PoE 70 W < kebutuhan 90 W pada SW-DISDIK-01-YANG-NAMANYA-SANGAT-PANJANG-SEKALI-SAMPAI-TIDAK-MUAT. Tambahkan injektor.";
        let lines = lines(text, 9.0, false, 120.0);
        assert!(lines.iter().all(|line| width(line, 9.0, false) <= 120.0 && !line.is_empty()), "{lines:?}");
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(bare(&lines.concat()), bare(text));
    }

    #[test]
    fn every_sign_has_a_form() {
        assert_eq!(encoded("a × b ≤ c → “d”"), b"a \xd7 b <= c -> \x93d\x94");
        assert_eq!(encoded("漢"), b"?");
    }
}
