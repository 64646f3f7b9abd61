//! Row 1: the views that exist, the open one in brackets.

use super::{Look, text};
use crate::theme::Ink;
use ratatui::{buffer::Buffer, layout::Rect};

/// One tab, inert.
#[derive(Clone, Debug)]
pub struct Tab {
    /// Its digit, if it has one.
    pub digit: Option<char>,
    /// Its name.
    pub name: String,
    /// It is the open one.
    pub open: bool,
}

/// Draws them over the first row of `area`; what does not fit is left out.
pub fn draw(buffer: &mut Buffer, area: Rect, look: &Look, tabs: &[Tab]) {
    if area.height == 0 {
        return;
    }
    let gap = if area.width >= 96 { " " } else { "" };
    let mut x = area.x;
    for tab in tabs {
        let name = tab.digit.map_or_else(|| tab.name.clone(), |digit| format!("{digit}{gap}{}", tab.name));
        let (text, ink) = if tab.open { (format!("[{name}]"), Ink::Strong) } else { (format!(" {name} "), Ink::Plain) };
        if x + text::columns(&text) > area.right() {
            return;
        }
        x += text::put(buffer, x, area.y, area.right() - x, &text, look.ink(ink));
    }
}
