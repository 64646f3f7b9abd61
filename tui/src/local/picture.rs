//! Drawing the local view.

use super::{
    Local,
    rows::{self, Row},
};
use crate::{
    app::Size,
    draw::{
        Look, glyph, hints, line, number, rule,
        text::{self, Pen},
        title,
    },
    keys::{Action, TABLE},
    lang,
    term::caps::Glyphs,
    theme::Ink,
};
use model::{
    local::{Missing, Origin},
    sheet::Grade,
    way::{Leg, Step, Verdict, fact},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

/// Columns of the keys in the help.
const KEYS: u16 = 12;

/// Draws the whole view.
pub(super) fn draw(local: &Local, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    let look = local.look();
    let content = content(area);
    if content.height < area.height {
        title::draw(buffer, Rect { height: 1, ..area }, &look, &title_of(local, &look));
        let last = Rect { y: area.bottom() - 1, height: 1, ..area };
        hints::draw(buffer, last, &look, &hint_row(&look));
    }
    let rows = rows::rows(local, &look, content.width, area.height);
    let from = local.scroll.min(rows.len().saturating_sub(usize::from(content.height)));
    for (y, row) in (content.y..content.bottom()).zip(&rows[from..]) {
        draw_row(row, Rect { y, height: 1, ..content }, &look, buffer);
    }
    glyph::bring_down(buffer, local.glyphs());
}

/// How far can be scrolled.
pub(super) fn longest_scroll(local: &Local) -> usize {
    let area = Rect::new(0, 0, local.size.0, local.size.1);
    let content = content(area);
    let rows = rows::rows(local, &local.look(), content.width, area.height).len();
    rows.saturating_sub(usize::from(content.height))
}

/// Between title and keys; very small windows have neither.
const fn content(area: Rect) -> Rect {
    match Size::of(area.width, area.height) {
        Size::Line | Size::Problems => area,
        _ => Rect { y: area.y + 1, height: area.height - 2, ..area },
    }
}

fn title_of(local: &Local, look: &Look) -> title::Title {
    let lang = look.lang;
    let snapshot = local.snapshot();
    let facts = snapshot.and_then(|snapshot| snapshot.record.as_ref()).map(|record| &record.facts);
    let opd = snapshot.and_then(|snapshot| snapshot.opd.as_ref()).map(|opd| opd.0.as_str());
    let name = facts.and_then(|facts| facts.sys_name.as_deref());
    let mut trail = vec![lang::view_local(lang).to_owned()];
    trail.extend([opd, name].into_iter().flatten().map(|part| text::foreign(part, 30)));
    let sending = snapshot.and_then(|snapshot| snapshot.sending.as_ref()).filter(|sending| sending.failure.is_some());
    let cut = sending.and_then(|sending| sending.reached_at);
    let clock = number::clock(look, look.now);
    let (data, is_warning) = freshness(local, look);
    title::Title {
        trail,
        counts: cut.map(|at| lang::local_cut_since(lang, number::moment(look, at))).unwrap_or_default(),
        clock: [format!("{clock} {}", number::zone_name(look)), clock],
        data,
        is_warning,
        marks: if local.glyphs() == Glyphs::Ascii { vec!["ASCII"] } else { Vec::new() },
    }
}

/// State of the data, long and short, and whether it is a warning.
fn freshness(local: &Local, look: &Look) -> ([String; 2], bool) {
    let lang = look.lang;
    let both = |text: &str| [text.to_owned(), text.to_owned()];
    match &local.seen {
        None => (both(lang::loading(lang)), false),
        Some(Err(Missing::NoAgent | Missing::Forbidden)) => (both(lang::local_no_agent(lang)), true),
        Some(Ok((_, Origin::Left))) => (both(lang::local_stopped(lang)), true),
        Some(Ok((snapshot, _))) => {
            let seconds = look.now.seconds_since(snapshot.observed_at).max(0.0);
            let age = model::lang::duration(lang, seconds);
            if snapshot.is_late(look.now) {
                ([lang::local_stale(lang, &age), lang::stale_short(lang, &age)], true)
            } else {
                ([lang::local_age(lang, &age), age], false)
            }
        }
    }
}

/// The keys, from the one key table.
fn hint_row(look: &Look) -> Vec<hints::Hint> {
    let shown = [Action::Help, Action::Quit, Action::Language, Action::Down];
    let bindings = shown.iter().filter_map(|action| TABLE.iter().find(|binding| binding.action == *action));
    bindings
        .filter_map(|binding| Some((binding.keys.first()?.name(look.lang), (binding.label)(look.lang).to_owned())))
        .collect()
}

fn draw_row(row: &Row, area: Rect, look: &Look, buffer: &mut Buffer) {
    match row {
        Row::Title(title, note) => rule::draw(buffer, area, look, title, note),
        Row::Leg(leg) => draw_leg(leg, area, look, buffer),
        Row::Said(text) => drop(Pen::new(buffer, area).skip(1).put(text, Style::new().add_modifier(Modifier::BOLD))),
        Row::Text(text) => drop(Pen::new(buffer, area).skip(1).put(text, Style::new())),
        Row::Line(shown) => {
            line::draw(buffer, area, look, shown);
            // Not by colour alone.
            if let Some(status) = line::status(shown.grade).filter(|_| shown.grade != Grade::Plain) {
                text::put(buffer, area.x, area.y, 1, &status.glyph().to_string(), line::style(look, shown.grade));
            }
        }
        Row::Key(keys, label) => {
            text::put(buffer, area.x + 1, area.y, KEYS, keys, look.ink(Ink::Strong));
            Pen::new(buffer, area).skip(1 + KEYS).put(label, Style::new());
        }
        Row::Mark(verdict, meaning) => {
            let mut pen = Pen::new(buffer, area);
            pen.skip(1);
            put_verdict(&mut pen, *verdict, look);
            pen.skip(2).put(meaning, Style::new());
        }
    }
}

/// ` ● Gerbang     BAIK   10.20.3.1  0,4md  hilang 0%`
fn draw_leg(leg: &Leg, area: Rect, look: &Look, buffer: &mut Buffer) {
    let names = Step::ALL.iter().map(|step| text::columns(step.name(look.lang))).max().unwrap_or(0);
    let style = ink(leg.verdict, look);
    let mut pen = Pen::new(buffer, area);
    pen.skip(u16::from(area.width >= 60)).put(&leg.verdict.glyph().to_string(), style).skip(1);
    let from = pen.column();
    pen.put(leg.step.name(look.lang), Style::new());
    let gap = (from + names + 2).saturating_sub(pen.column());
    pen.skip(gap);
    let from = pen.column();
    pen.put(leg.verdict.word(look.lang), style);
    // The longest words are those of steps without figures.
    let words = [Verdict::Fine, Verdict::Poor, Verdict::Broken, Verdict::Affected];
    let widest = words.iter().map(|verdict| text::columns(verdict.word(look.lang))).max().unwrap_or(0);
    let gap = (from + widest + 2).saturating_sub(pen.column()).max(1);
    pen.skip(gap);
    let shown = model::text::cut_end(&fact(look.lang, leg), usize::from(pen.room()));
    pen.put(&shown, Style::new());
}

fn put_verdict(pen: &mut Pen<'_>, verdict: Verdict, look: &Look) {
    let word = verdict.word(look.lang);
    let widest = Verdict::ALL.iter().map(|verdict| text::columns(verdict.word(look.lang))).max().unwrap_or(0);
    pen.put(&format!("{} {word}", verdict.glyph()), ink(verdict, look)).skip(widest - text::columns(word));
}

fn ink(verdict: Verdict, look: &Look) -> Style {
    verdict.status().map_or_else(|| look.ink(Ink::Muted), |status| look.ink(Ink::Status(status)))
}
