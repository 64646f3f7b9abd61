//! What the terminal can show: depth of colour and tier of glyphs, chosen from options, environment and one probe.

/// How many colours may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None; bold, reverse and underline stay.
    Mono,
    /// The sixteen named ones.
    Ansi16,
    /// The palette of 256.
    Ansi256,
}

/// Which characters of our own may be drawn, each tier holding the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Glyphs {
    /// T0: nothing above 0x7e.
    Ascii,
    /// T1: the characters of Windows Glyph List 4.
    Wgl4,
    /// T2: eighth blocks too.
    Blocks,
    /// T3: Braille patterns too.
    Braille,
}

impl Depth {
    /// Reads the words of `--color`: `auto` gives `Some(None)`, a word that is none of them `None`.
    pub fn parse(word: &str) -> Option<Option<Self>> {
        Some(match word {
            "auto" => None,
            "mono" => Some(Self::Mono),
            "16" => Some(Self::Ansi16),
            "256" => Some(Self::Ansi256),
            _ => return None,
        })
    }
}

impl Glyphs {
    /// Reads the words of `--glyphs`: `auto` gives `Some(None)`, a word that is none of them `None`.
    pub fn parse(word: &str) -> Option<Option<Self>> {
        Some(match word {
            "auto" => None,
            "ascii" => Some(Self::Ascii),
            "wgl4" => Some(Self::Wgl4),
            "blocks" => Some(Self::Blocks),
            "braille" => Some(Self::Braille),
            _ => return None,
        })
    }
}

/// The variables of the environment that say something about the terminal; empty counts as absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// `TERM`.
    pub term: String,
    /// `NO_COLOR`.
    pub no_color: String,
    /// The first of `LC_ALL`, `LC_CTYPE`, `LANG` that is not empty (POSIX base definitions 8.2).
    pub locale: String,
    /// `TMUX`.
    pub tmux: String,
    /// `STY`, set by screen.
    pub sty: String,
}

impl Environment {
    /// That of this process.
    pub fn of_process() -> Self {
        let read = |name: &str| std::env::var(name).unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(read).into_iter().find(|value| !value.is_empty());
        Self {
            term: read("TERM"),
            no_color: read("NO_COLOR"),
            locale: locale.unwrap_or_default(),
            tmux: read("TMUX"),
            sty: read("STY"),
        }
    }

    /// `TERM=dumb` (or none at all): no full screen, only lines.
    pub fn is_dumb(&self) -> bool {
        matches!(self.term.as_str(), "" | "dumb")
    }

    /// Colours: what was asked for wins; else `NO_COLOR`; else by `TERM`.
    pub fn depth(&self, asked: Option<Depth>) -> Depth {
        match asked {
            Some(depth) => depth,
            None if !self.no_color.is_empty() || self.is_dumb() => Depth::Mono,
            None if self.term.ends_with("-256color") || self.term.ends_with("-direct") => Depth::Ansi256,
            None => Depth::Ansi16,
        }
    }

    /// Glyphs: what was asked for wins; else a locale without UTF-8 is ASCII; else by `TERM`.
    pub fn glyphs(&self, asked: Option<Glyphs>) -> Glyphs {
        let locale = self.locale.to_ascii_lowercase();
        let narrow = ["linux", "putty", "vt"];
        match asked {
            Some(glyphs) => glyphs,
            None if !locale.contains("utf-8") && !locale.contains("utf8") => Glyphs::Ascii,
            None if narrow.iter().any(|name| self.term.starts_with(name)) => Glyphs::Wgl4,
            None => Glyphs::Blocks,
        }
    }
}

/// Asks how wide the terminal draws the glyphs of status: row 2, the glyphs, then a query of the cursor's position. What
/// stands there is overwritten by the first frame.
pub const WIDTH_PROBE: &str = "\x1b[2H●▲■×\x1b[6n";

/// Column, from 0, that the answer gives when each of them takes one cell.
pub const WIDTH_PROBE_COLUMN: u16 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(term: &str, no_color: &str, locale: &str) -> Environment {
        Environment { term: term.into(), no_color: no_color.into(), locale: locale.into(), ..Environment::default() }
    }

    #[test]
    fn colours() {
        for (term, no_color, asked, expected) in [
            ("xterm-256color", "", None, Depth::Ansi256),
            ("tmux-256color", "", None, Depth::Ansi256),
            ("xterm-direct", "", None, Depth::Ansi256),
            ("xterm", "", None, Depth::Ansi16),
            ("linux", "", None, Depth::Ansi16),
            ("xterm-256color", "1", None, Depth::Mono),
            ("xterm-256color", "1", Some(Depth::Ansi16), Depth::Ansi16),
            ("linux", "", Some(Depth::Ansi256), Depth::Ansi256),
            ("", "", None, Depth::Mono),
        ] {
            assert_eq!(environment(term, no_color, "C.UTF-8").depth(asked), expected, "{term} {no_color} {asked:?}");
        }
    }

    #[test]
    fn glyphs() {
        for (term, locale, asked, expected) in [
            ("xterm-256color", "id_ID.UTF-8", None, Glyphs::Blocks),
            ("xterm-256color", "C.utf8", None, Glyphs::Blocks),
            ("linux", "C.UTF-8", None, Glyphs::Wgl4),
            ("putty-256color", "C.UTF-8", None, Glyphs::Wgl4),
            ("vt220", "C.UTF-8", None, Glyphs::Wgl4),
            ("xterm", "C", None, Glyphs::Ascii),
            ("xterm", "", None, Glyphs::Ascii),
            ("xterm", "id_ID.ISO-8859-1", None, Glyphs::Ascii),
            ("xterm", "C", Some(Glyphs::Braille), Glyphs::Braille),
        ] {
            assert_eq!(environment(term, "", locale).glyphs(asked), expected, "{term} {locale} {asked:?}");
        }
    }

    #[test]
    fn words() {
        assert_eq!(Depth::parse("auto"), Some(None));
        assert_eq!(Depth::parse("16"), Some(Some(Depth::Ansi16)));
        assert_eq!(Depth::parse("rgb"), None);
        assert_eq!(Glyphs::parse("braille"), Some(Some(Glyphs::Braille)));
        assert_eq!(Glyphs::parse("emoji"), None);
    }
}
