//! The first start: nothing is watched but this machine. How to add a device, and what was learnt without asking anyone.

use super::Cursor;
use crate::{
    app::App,
    draw::{Look, rule, text, text::Pen},
    lang,
    theme::Ink,
};
use model::{
    Lang,
    api::{Proposal, Witness},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// The lines that say how to add a device.
pub fn how_to_add(app: &App, look: &Look) -> Vec<String> {
    let is_empty = app.fleet.devices().is_empty();
    let watched = if is_empty { lang::first_nothing(look.lang) } else { lang::first_only_this(look.lang) };
    vec![
        watched.to_owned(),
        lang::first_add(look.lang).to_owned(),
        "  pantau device add ADDRESS --community C".to_owned(),
    ]
}

/// Draws it as the overview: the machine's own row stands above.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let mut y = area.y;
    for row in app.fleet.devices() {
        if y >= area.bottom() {
            break;
        }
        let mut pen = Pen::new(buffer, Rect { y, height: 1, ..area });
        let status = row.status;
        pen.skip(1).put(&format!("{} {}", status.glyph(), status.word(look.lang)), look.theme.status_cell(status));
        pen.skip(2).foreign(&row.name, 32, look.ink(Ink::Strong)).skip(2).foreign(&row.address, 39, Style::new());
        pen.skip(2).foreign(&row.hardware, 40, Style::new());
        y += 1;
    }
    y = (y + u16::from(area.height > 8)).min(area.bottom());
    below_table(app, look, Rect { y, height: area.bottom() - y, ..area }, buffer);
    None
}

/// How to add a device and what may be added.
pub fn below_table(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) {
    let lang = look.lang;
    let line = |buffer: &mut Buffer, y: u16, text: &str, style: Style| {
        if y < area.bottom() {
            let shown = model::text::cut_end(text, usize::from(area.width.saturating_sub(1)));
            text::put(buffer, area.x + 1, y, area.width.saturating_sub(1), &shown, style);
        }
    };
    let mut y = area.y;
    for text in how_to_add(app, look) {
        line(buffer, y, &text, if text.starts_with(' ') { look.ink(Ink::Strong) } else { Style::new() });
        y += 1;
    }
    let proposals = &app.fleet.picture().proposals;
    y += u16::from(area.height > 8);
    if proposals.is_empty() || y + 1 >= area.bottom() {
        return;
    }
    rule::draw(buffer, Rect { y, height: 1, ..area }, look, lang::first_proposals(lang), "");
    for (i, proposal) in proposals.iter().enumerate() {
        y += 1;
        if y >= area.bottom() {
            return;
        }
        if y + 1 == area.bottom() && i + 1 < proposals.len() {
            return line(buffer, y, &lang::more(lang, proposals.len() - i), look.ink(Ink::Muted));
        }
        line(buffer, y, &proposed(proposal, lang), Style::new());
    }
}

/// `  7 10.21.7.9  d4:ca:6d:01:02:03 switch sw-1 (SNMP, ARP)`; what was merely seen says how.
fn proposed(proposal: &Proposal, lang: Lang) -> String {
    let known = [&proposal.class, &proposal.vendor, &proposal.name].into_iter().flatten();
    let mut told: Vec<String> = known.map(|part| text::foreign(part, 32)).collect();
    let words: Vec<&str> = proposal
        .evidence
        .iter()
        .map(|one| match one.by {
            Witness::Gateway => lang::evidence_gateway(lang),
            Witness::Neighbour => lang::evidence_neighbour(lang),
            by => by.word(lang),
        })
        .collect();
    let words = words.join(", ");
    told.push(if told.is_empty() { words } else { format!("({words})") });
    let address = text::foreign_middle(&proposal.address, 39);
    let mac = text::foreign(proposal.mac.as_deref().unwrap_or(""), 17);
    let number = proposal.number.map(|number| number.to_string()).unwrap_or_default();
    format!("{number:>3} {address:<16} {mac:<17} {}", told.join(" "))
}
