//! Kompatibilitas: the things to be bought with their verdicts, and the frozen results.

use super::Cursor;
use crate::{
    app::{
        App, Size,
        compat::{Answer, Candidate, CompatPanel, Shelf},
    },
    draw::{
        Look,
        columns::Width,
        number, rule,
        table::{self, Column, Side, Slot},
        text,
        text::Pen,
    },
    lang,
    theme::Ink,
};
use model::{Lang, Status, api::FrozenLine, compat::Verdict};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Draws it.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let lang = look.lang;
    let compat = &app.compat;
    let is_full = Size::of(area.width, area.height + 4) >= Size::Full;
    if compat.items.is_empty() && compat.unread.is_empty() {
        let lines = text::wrapped(lang::items_none(lang), area.width.saturating_sub(2));
        let height = (lines.len() as u16 + 1).min(area.height);
        rule::draw(buffer, area, look, lang::rule_items_none(lang), "");
        table::empty(buffer, below(area, 1), look, &lines);
        return frozen(app, look, below(area, height), buffer);
    }
    if !compat.unread.is_empty() {
        return unread(app, look, area, buffer);
    }
    // Both lists where there is room, else the one with the selection.
    let shown = compat.items.len() as u16 + 3;
    let upper = if !is_full {
        if compat.panel() == CompatPanel::Frozen { 0 } else { area.height }
    } else {
        shown.min(area.height * 2 / 3)
    };
    let above = items(app, look, Rect { height: upper, ..area }, buffer);
    let beneath = frozen(app, look, below(area, upper), buffer);
    if compat.panel() == CompatPanel::Items { above } else { beneath }
}

fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// What is wrong with a file that was to be read.
fn unread(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let faults = &app.compat.unread;
    rule::draw(buffer, area, look, &lang::to_correct(look.lang, faults.len()), "");
    let width = area.width.saturating_sub(2);
    let lines: Vec<String> = faults.iter().flat_map(|[id, en]| text::wrapped(look.lang.pick(id, en), width)).collect();
    table::empty(buffer, below(area, 1), look, &lines);
    None
}

/// How a verdict looks.
pub const fn ink_of(verdict: Verdict) -> Ink {
    Ink::Status(match verdict {
        Verdict::TidakKompatibel => Status::Down,
        Verdict::DataBelumCukup => Status::Unknown,
        Verdict::DenganCatatan => Status::Warning,
        Verdict::Kompatibel => Status::Ok,
    })
}

/// Its glyph and short word.
fn short(lang: Lang, verdict: Verdict) -> String {
    match verdict {
        Verdict::TidakKompatibel => format!("× {}", lang::verdict_unfit(lang)),
        Verdict::DataBelumCukup => format!("? {}", lang::verdict_unknown(lang)),
        Verdict::DenganCatatan => format!("! {}", lang::verdict_notes(lang)),
        Verdict::Kompatibel => format!("● {}", lang::verdict_fits(lang)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ItemColumn {
    Verdict,
    Item,
    Quantity,
    Opd,
    Location,
    Fail,
    Unknown,
    Warn,
    File,
}

fn column<K>(key: K, head: &str, side: Side, (min, preferred, priority): (u16, u16, u8)) -> Column<K> {
    Column { key, width: Width { min, preferred, priority, grows: priority == 0 }, side, head: head.to_owned() }
}

/// The list of things: worst told in words, order of the file.
fn items(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    if area.height < 3 {
        return None;
    }
    let (lang, compat) = (look.lang, &app.compat);
    let name = text::foreign(&compat.name, 40);
    let note = if app.has_unsaved() { lang::unsaved_mark(lang) } else { "" };
    rule::draw(buffer, area, look, &lang::rule_items(lang, name), note);
    summary(app, look, below(area, 1), buffer);
    let area = below(area, 2);
    let columns = [
        column(ItemColumn::Verdict, lang::head_verdict(lang), Side::Left, (13, 13, 1)),
        column(ItemColumn::Item, lang::head_item(lang), Side::Left, (16, 30, 0)),
        column(ItemColumn::Quantity, lang::head_quantity(lang), Side::Right, (4, 5, 3)),
        column(ItemColumn::Opd, lang::head_opd(lang), Side::Left, (8, 12, 4)),
        column(ItemColumn::Location, lang::head_location(lang), Side::Left, (8, 18, 6)),
        column(ItemColumn::Fail, lang::head_fail(lang), Side::Right, (5, 5, 2)),
        column(ItemColumn::Unknown, lang::head_unknown(lang), Side::Right, (8, 8, 2)),
        column(ItemColumn::Warn, lang::head_warn(lang), Side::Right, (7, 7, 2)),
        column(ItemColumn::File, lang::head_file(lang), Side::Left, (10, 20, 7)),
    ];
    let slots = table::lay_out(&columns, area);
    table::head(buffer, area.y, look, &columns, &slots);
    let rows = below(area, 1);
    let window = compat.rows.window(usize::from(rows.height));
    let mut cursor = None;
    for (y, place) in (rows.y..rows.bottom()).zip(compat.rows.rows().get(window).unwrap_or_default()) {
        let Some(item) = compat.items.get(*place) else { continue };
        for slot in &slots {
            let (content, style) = item_cell(look, item, slot);
            table::put(buffer, slot, y, &content, style);
        }
        if compat.panel() == CompatPanel::Items && compat.rows.selected() == Some(place) {
            table::mark(buffer, Rect { y, height: 1, ..rows });
            cursor = Some((rows.x, y));
        }
    }
    cursor
}

/// `12 barang: × 3 tidak kompatibel  ? 1 data belum cukup  …`
fn summary(app: &App, look: &Look, row: Rect, buffer: &mut Buffer) {
    let lang = look.lang;
    let (verdicts, open) = app.compat.verdicts();
    let mut pen = Pen::new(buffer, row);
    pen.skip(1);
    for (verdict, count) in verdicts.into_iter().filter(|(_, count)| *count > 0) {
        let told = lang::count_of(lang, count, verdict.text(lang));
        pen.whole(&told, look.ink(ink_of(verdict)));
        pen.skip(3);
    }
    if open > 0 {
        pen.whole(&lang::count_open(lang, open), look.ink(Ink::Muted));
    }
}

/// The verdict of one thing, or why there is none.
fn verdict_cell(look: &Look, item: &Candidate) -> (String, Style) {
    let lang = look.lang;
    match &item.answer {
        Answer::Checked(checked) => (short(lang, checked.check.verdict), look.ink(ink_of(checked.check.verdict))),
        Answer::Faulty(_) => (lang::verdict_faulty(lang).to_owned(), look.ink(Ink::Status(Status::Warning))),
        Answer::Waiting => (lang::verdict_waiting(lang).to_owned(), look.ink(Ink::Muted)),
        Answer::Refused(_) => (lang::verdict_refused(lang).to_owned(), look.ink(Ink::Status(Status::Unknown))),
    }
}

fn item_cell(look: &Look, item: &Candidate, slot: &Slot<ItemColumn>) -> (String, Style) {
    let plain = |text: &str| (text::foreign(text, slot.width), Style::new());
    let summary = item.check().map(|check| check.summary);
    let count = |of: Option<u32>, status| match of {
        Some(0) => ("0".to_owned(), look.ink(Ink::Muted)),
        Some(count) => (count.to_string(), look.ink(Ink::Status(status))),
        None => (number::UNKNOWN.to_owned(), look.ink(Ink::Muted)),
    };
    match slot.key {
        ItemColumn::Verdict => {
            let (told, style) = verdict_cell(look, item);
            (model::text::cut_end(&told, usize::from(slot.width)), style)
        }
        ItemColumn::Item => plain(&format!("{} {}", item.value("brand"), item.value("model"))),
        ItemColumn::Quantity => plain(item.value("quantity")),
        ItemColumn::Opd => plain(item.value("target.opd")),
        ItemColumn::Location => plain(item.value("target.location")),
        ItemColumn::Fail => count(summary.map(|all| all.fail), Status::Down),
        ItemColumn::Unknown => count(summary.map(|all| all.unknown), Status::Unknown),
        ItemColumn::Warn => count(summary.map(|all| all.warn), Status::Warning),
        ItemColumn::File => plain(&item.spec.name),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FrozenColumn {
    Number,
    Procurement,
    Revision,
    At,
    Verdict,
    Opd,
    Item,
}

/// The list of frozen results, the newest first.
fn frozen(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    if area.height < 2 {
        return None;
    }
    let (lang, compat) = (look.lang, &app.compat);
    let lines: &[FrozenLine] = if let Shelf::Lines(lines) = &compat.shelf { lines } else { &[] };
    rule::draw(buffer, area, look, &lang::rule_frozen(lang, lines.len()), "");
    let area = below(area, 1);
    let told = match &compat.shelf {
        Shelf::Loading => lang::loading(lang).to_owned(),
        Shelf::Refused(why) => lang::no_answer(lang, why),
        Shelf::Lines(lines) if lines.is_empty() => lang::frozen_none(lang).to_owned(),
        Shelf::Lines(_) => String::new(),
    };
    if !told.is_empty() {
        table::empty(buffer, area, look, &text::wrapped(&told, area.width.saturating_sub(2)));
        return None;
    }
    let columns = [
        column(FrozenColumn::Number, lang::head_number(lang), Side::Right, (4, 4, 1)),
        column(FrozenColumn::Procurement, lang::head_procurement(lang), Side::Left, (14, 28, 1)),
        column(FrozenColumn::Revision, lang::head_revision(lang), Side::Right, (3, 3, 3)),
        column(FrozenColumn::At, lang::head_frozen(lang), Side::Left, (12, 18, 4)),
        column(FrozenColumn::Verdict, lang::head_verdict(lang), Side::Left, (13, 13, 1)),
        column(FrozenColumn::Opd, lang::head_opd(lang), Side::Left, (8, 12, 5)),
        column(FrozenColumn::Item, lang::head_item(lang), Side::Left, (12, 24, 0)),
    ];
    let slots = table::lay_out(&columns, area);
    table::head(buffer, area.y, look, &columns, &slots);
    let rows = below(area, 1);
    let window = compat.frozen_rows.window(usize::from(rows.height));
    let mut cursor = None;
    for (y, line) in (rows.y..rows.bottom()).zip(lines.get(window).unwrap_or_default()) {
        for slot in &slots {
            let (content, style) = frozen_cell(look, line, slot);
            table::put(buffer, slot, y, &content, style);
        }
        if compat.panel() == CompatPanel::Frozen && compat.frozen_rows.selected() == Some(&line.number) {
            table::mark(buffer, Rect { y, height: 1, ..rows });
            cursor = Some((rows.x, y));
        }
    }
    cursor
}

fn frozen_cell(look: &Look, line: &FrozenLine, slot: &Slot<FrozenColumn>) -> (String, Style) {
    let plain = |text: &str| (text::foreign(text, slot.width), Style::new());
    match slot.key {
        FrozenColumn::Number => plain(&line.number.to_string()),
        FrozenColumn::Procurement => plain(&line.procurement),
        FrozenColumn::Revision => plain(&line.revision.to_string()),
        FrozenColumn::At => plain(&number::moment(look, line.at)),
        FrozenColumn::Verdict => {
            let waived = if line.waivers > 0 { "*" } else { "" };
            let told = format!("{}{waived}", short(look.lang, line.verdict));
            (model::text::cut_end(&told, usize::from(slot.width)), look.ink(ink_of(line.verdict)))
        }
        FrozenColumn::Opd => plain(line.opd.as_deref().unwrap_or_default()),
        FrozenColumn::Item => plain(&format!("{} {} × {}", line.item.brand, line.item.model, line.item.quantity)),
    }
}
