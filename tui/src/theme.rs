//! Which style stands for what: themes and depths of colour. The background is never painted.

use crate::term::caps::Depth;
use model::Status;
use ratatui::style::{Color, Modifier, Style};

/// The themes a person can choose; the background is not guessed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeName {
    /// For dark backgrounds.
    #[default]
    Dark,
    /// For light backgrounds.
    Light,
    /// No colour.
    Mono,
    /// Dark, with a green lamp for what is fine.
    Lamp,
    /// The bright ones of sixteen colours.
    Contrast,
}

impl ThemeName {
    /// Every theme with its word.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Dark, "dark"),
        (Self::Light, "light"),
        (Self::Mono, "mono"),
        (Self::Lamp, "lamp"),
        (Self::Contrast, "contrast"),
    ];

    /// Reads a theme's word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == word).map(|(theme, _)| theme)
    }
}

/// What something on the screen is; the theme says how that looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Ordinary text.
    Plain,
    /// Rules, labels, what may be overlooked.
    Muted,
    /// Table heads, keys in the hint row.
    Strong,
    /// Incoming traffic.
    In,
    /// Outgoing traffic.
    Out,
    /// A status: its glyph and word.
    Status(Status),
}

/// A theme at a depth of colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Chosen by the user.
    pub name: ThemeName,
    /// What the terminal is sent.
    pub depth: Depth,
}

impl Theme {
    /// The style of `ink`.
    pub fn style(self, ink: Ink) -> Style {
        match ink {
            Ink::Plain => Style::new(),
            Ink::Strong => Style::new().add_modifier(Modifier::BOLD),
            Ink::Muted => self.colour(245, 240, None),
            Ink::In => self.colour(39, 25, Some(Color::Cyan)),
            Ink::Out => self.colour(214, 94, Some(Color::Yellow)),
            Ink::Status(status) => self.status(status),
        }
    }

    /// The style of a status cell in a list: MATI is reversed there where colour cannot carry it.
    pub fn status_cell(self, status: Status) -> Style {
        let style = self.status(status);
        if status == Status::Down && (self.is_mono() || (self.name == ThemeName::Light && self.depth == Depth::Ansi256))
        {
            style.add_modifier(Modifier::REVERSED)
        } else {
            style
        }
    }

    fn is_mono(self) -> bool {
        self.depth == Depth::Mono || self.name == ThemeName::Mono
    }

    fn colour(self, dark: u8, light: u8, sixteen: Option<Color>) -> Style {
        match (self.is_mono(), self.depth, self.name) {
            (true, ..) => Style::new(),
            (_, Depth::Ansi256, ThemeName::Light) => Style::new().fg(Color::Indexed(light)),
            (_, Depth::Ansi256, ThemeName::Dark | ThemeName::Lamp) => Style::new().fg(Color::Indexed(dark)),
            _ => sixteen.map_or_else(Style::new, |colour| Style::new().fg(colour)),
        }
    }

    fn status(self, status: Status) -> Style {
        let bold = Modifier::BOLD;
        if self.is_mono() {
            return match status {
                Status::Down | Status::Critical | Status::Warning => Style::new().add_modifier(bold),
                Status::Unreachable => Style::new().add_modifier(Modifier::UNDERLINED),
                Status::Unknown | Status::Maintenance | Status::Ok => Style::new(),
            };
        }
        let lamp = self.name == ThemeName::Lamp;
        let bright = self.name == ThemeName::Contrast;
        let pick = |plain, contrast| Some(if bright { contrast } else { plain });
        match status {
            Status::Down => self.colour(203, 88, Some(Color::LightRed)).add_modifier(bold),
            Status::Critical => self.colour(214, 94, pick(Color::Yellow, Color::LightMagenta)).add_modifier(bold),
            Status::Warning => self.colour(229, 58, Some(Color::LightYellow)),
            Status::Unreachable => self.colour(170, 90, pick(Color::Magenta, Color::LightBlue)),
            Status::Unknown => self.colour(245, 240, bright.then_some(Color::White)),
            Status::Maintenance => self.colour(39, 25, pick(Color::Cyan, Color::LightCyan)),
            Status::Ok if lamp => self.colour(71, 28, Some(Color::Green)),
            Status::Ok => Style::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INKS: [Ink; 12] = [
        Ink::Plain,
        Ink::Muted,
        Ink::Strong,
        Ink::In,
        Ink::Out,
        Ink::Status(Status::Down),
        Ink::Status(Status::Critical),
        Ink::Status(Status::Warning),
        Ink::Status(Status::Unreachable),
        Ink::Status(Status::Unknown),
        Ink::Status(Status::Maintenance),
        Ink::Status(Status::Ok),
    ];

    #[test]
    fn no_theme_uses_more_colour_than_its_depth_and_none_paints_the_background() {
        for (name, word) in ThemeName::ALL {
            assert_eq!(ThemeName::parse(word), Some(name));
            for depth in [Depth::Mono, Depth::Ansi16, Depth::Ansi256] {
                for ink in INKS {
                    let style = Theme { name, depth }.style(ink);
                    assert_eq!(style.bg, None);
                    match (depth, style.fg) {
                        (Depth::Mono, colour) => assert_eq!(colour, None, "{ink:?}"),
                        (Depth::Ansi16, Some(Color::Indexed(_) | Color::Rgb(..))) => panic!("{word} {ink:?}"),
                        (_, Some(Color::Rgb(..))) => panic!("{word} {ink:?}"),
                        _ => {}
                    }
                }
            }
        }
    }

    #[test]
    fn down_stands_out_without_colour_and_on_light() {
        let reversed =
            |name, depth| Theme { name, depth }.status_cell(Status::Down).add_modifier.contains(Modifier::REVERSED);
        assert!(reversed(ThemeName::Dark, Depth::Mono));
        assert!(reversed(ThemeName::Mono, Depth::Ansi256));
        assert!(reversed(ThemeName::Light, Depth::Ansi256));
        assert!(!reversed(ThemeName::Dark, Depth::Ansi256));
    }
}
