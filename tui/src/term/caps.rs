//! What the terminal can show: depth of colour and tier of glyphs.

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
