//! Classes of window sizes: what fits decides what is drawn.

/// How much there is room for (section 11 of the screen's design).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// Under 20x3: one line.
    Line,
    /// To 39x9: problems only.
    Problems,
    /// To 79x23: one list, no tabs.
    List,
    /// From 80x24: everything.
    Full,
    /// From 100x30: a preview under tables.
    Preview,
    /// From 140x30: list left, detail right.
    Beside,
}

impl Size {
    /// The class of a window.
    pub const fn of(width: u16, height: u16) -> Self {
        match (width, height) {
            (0..20, _) | (_, 0..3) => Self::Line,
            (20..40, _) | (_, 3..10) => Self::Problems,
            (40..80, _) | (_, 10..24) => Self::List,
            (80..100, _) | (_, 24..30) => Self::Full,
            (100..140, _) => Self::Preview,
            _ => Self::Beside,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_their_class() {
        for ((width, height), expected) in [
            ((1, 1), Size::Line),
            ((19, 40), Size::Line),
            ((200, 2), Size::Line),
            ((20, 3), Size::Problems),
            ((39, 9), Size::Problems),
            ((100, 9), Size::Problems),
            ((40, 10), Size::List),
            ((79, 50), Size::List),
            ((200, 23), Size::List),
            ((80, 24), Size::Full),
            ((100, 29), Size::Full),
            ((100, 30), Size::Preview),
            ((140, 30), Size::Beside),
            ((250, 70), Size::Beside),
        ] {
            assert_eq!(Size::of(width, height), expected, "{width}x{height}");
        }
    }
}
