//! Ringkasan: is anything wrong, where, since when. Agencies worst first, the busiest links, the newest roots.

use super::{Cursor, alerts, first};
use crate::{
    app::{
        App, Size,
        list::List,
        overview::{Panel, busy_link},
    },
    draw::{Look, graph, number, rule, status, table, text, text::Pen},
    lang,
    theme::Ink,
};
use model::{OpdCode, Status, api::OpdRow, batch::EchoBy};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// Width of a cell with the number of devices, and of one without.
const CELL_WIDE: u16 = 25;
const CELL_NARROW: u16 = 16;

/// Draws it.
pub fn draw(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    if !app.fleet.loaded {
        table::empty(buffer, area, look, &super::waiting(app, look));
        return None;
    }
    if Size::of(area.width, area.height + 4) < Size::Full {
        return small(app, look, area, buffer);
    }
    if app.fleet.is_first_start() {
        return first::draw(app, look, area, buffer);
    }
    let parts = Parts::share(app, area);
    let mut pen = Pen::new(buffer, area);
    pen.skip(1);
    let wide = area.width >= 96;
    let total = model::lang::integer(look.lang, u64::from(app.fleet.counts.total()));
    let total = if wide { lang::devices_count(look.lang, total) } else { total };
    pen.put(&total, look.ink(Ink::Strong)).put(" │ ", look.ink(Ink::Muted));
    status::counts_line(&mut pen, look, &app.fleet.counts, wide);
    let opds = opd_part(app, look, parts.opds, buffer);
    let links = link_part(app, look, parts.links, buffer);
    let alerts = alert_part(app, look, parts.alerts, buffer);
    match app.overview.panel {
        Panel::Opds => opds,
        Panel::Links => links,
        Panel::Alerts => alerts,
    }
}

/// The rows of each part, its rule included.
struct Parts {
    opds: Rect,
    links: Rect,
    alerts: Rect,
}

impl Parts {
    /// Alerts and links have at least three rows each where there are so many; agencies take what they need of the rest;
    /// what is left then goes to the alerts, then to the links.
    fn share(app: &App, area: Rect) -> Self {
        let room = area.height.saturating_sub(1);
        let roots = rows(app.overview.alerts.rows().len().max(1));
        let links = rows(app.overview.links.rows().len());
        let least_alerts = roots.min(if area.height >= 26 { 4 } else { 3 }) + 1;
        let least_links = if links == 0 { 0 } else { links.min(if area.height >= 26 { 5 } else { 3 }) + 1 };
        let for_opds = room.saturating_sub(least_alerts + least_links);
        let grid = Grid::of(app, area.width, for_opds.saturating_sub(1));
        let opd_rows = (grid.rows + 1).min(for_opds);
        let mut left = room.saturating_sub(least_alerts + least_links + opd_rows);
        let more_alerts = (roots + 1).saturating_sub(least_alerts).min(left);
        left -= more_alerts;
        let more_links = if links == 0 { 0 } else { (links + 1).saturating_sub(least_links).min(left).min(12) };
        let part = |y: u16, height: u16| Rect { y, height, ..area };
        let links_y = area.y + 1 + opd_rows;
        let alerts_y = links_y + least_links + more_links;
        Self {
            opds: part(area.y + 1, opd_rows),
            links: part(links_y, least_links + more_links),
            alerts: part(alerts_y, area.bottom().saturating_sub(alerts_y)),
        }
    }
}

fn rows(count: usize) -> u16 {
    count.try_into().unwrap_or(u16::MAX)
}

/// How the agencies fill the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Grid {
    columns: u16,
    rows: u16,
    cell: u16,
}

impl Grid {
    /// The agencies of the fleet; when all is well they shrink to their names.
    fn of(app: &App, width: u16, height: u16) -> Self {
        let is_well = app.fleet.counts.worst() == Status::Ok;
        Self::fit(app.overview.opds.rows().len(), width, height, is_well)
    }

    /// Wide cells when they fit into `height` rows, else narrow ones.
    fn fit(count: usize, width: u16, height: u16, names_only: bool) -> Self {
        let count = rows(count).max(1);
        let wide = if names_only { 0 } else { width / CELL_WIDE };
        let (columns, cell) = if wide > 0 && count.div_ceil(wide) <= height {
            (wide, CELL_WIDE)
        } else {
            ((width / CELL_NARROW).max(1), CELL_NARROW)
        };
        Self { columns, rows: count.div_ceil(columns).min(height.max(1)), cell }
    }
}

fn opd_part(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let list = &app.overview.opds;
    let count = model::lang::integer(look.lang, list.rows().len() as u64);
    rule::draw(buffer, area, look, &lang::rule_opds(look.lang, count), "");
    let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    opd_grid(app, look, list, area, buffer, app.overview.panel == Panel::Opds)
}

fn opd_grid(app: &App, look: &Look, list: &List<OpdCode>, area: Rect, buffer: &mut Buffer, is_focused: bool) -> Cursor {
    if area.height == 0 {
        return None;
    }
    let grid = Grid::of(app, area.width, area.height);
    app.overview.grid_rows.set(usize::from(grid.rows));
    let capacity = usize::from(grid.rows * grid.columns);
    let window = list.window(capacity);
    let last = window.end;
    let mut cursor = None;
    for (place, at) in window.enumerate() {
        let Some(row) = list.rows().get(at).and_then(|code| app.fleet.opd(&code.0)) else {
            continue;
        };
        let place = rows(place);
        let cell = Rect::new(area.x + place / grid.rows * grid.cell, area.y + place % grid.rows, grid.cell, 1);
        let hidden = list.rows().len() - last;
        if hidden > 0 && usize::from(place) + 1 == capacity && at != list.index() {
            text::put(
                buffer,
                cell.x + 1,
                cell.y,
                cell.width - 1,
                &lang::more(look.lang, hidden + 1),
                look.ink(Ink::Muted),
            );
            continue;
        }
        opd_cell(look, row, cell, buffer);
        if is_focused && at == list.index() {
            // The blank between two cells belongs to none.
            table::mark(buffer, Rect { width: cell.width - 1, ..cell });
            cursor = Some((cell.x, cell.y));
        }
    }
    cursor
}

/// `× DINKES      361 ×9`, or without the number of devices `× DINKES   9`.
fn opd_cell(look: &Look, row: &OpdRow, cell: Rect, buffer: &mut Buffer) {
    let worst = row.counts.worst();
    let has_devices = row.counts.total() > 0;
    let (x, y) = (cell.x + 1, cell.y);
    let count = if worst == Status::Ok { String::new() } else { row.counts.of(worst).to_string() };
    if has_devices {
        text::put(buffer, x, y, 1, &worst.glyph().to_string(), look.theme.status_cell(worst));
    } else {
        text::put(buffer, x, y, 1, "·", look.ink(Ink::Muted));
    }
    let name_style = if worst < Status::Maintenance && has_devices { look.ink(Ink::Strong) } else { Style::new() };
    let code = &row.opd.code.0;
    let name = |width| {
        if code.is_empty() {
            model::text::cut_end(lang::without_opd(look.lang), usize::from(width))
        } else {
            text::foreign(code, width)
        }
    };
    if cell.width >= CELL_WIDE {
        text::put(buffer, x + 2, y, 11, &name(11), name_style);
        text::put_right(
            buffer,
            x + 17,
            y,
            5,
            &model::lang::integer(look.lang, u64::from(row.counts.total())),
            Style::new(),
        );
        if !count.is_empty() {
            let worst_count = format!("{}{count}", worst.glyph());
            text::put(buffer, x + 18, y, cell.width.saturating_sub(20), &worst_count, look.ink(Ink::Status(worst)));
        }
    } else {
        let width = cell.width.saturating_sub(4);
        let count_columns = text::columns(&count);
        let room = if count.is_empty() { width } else { width.saturating_sub(count_columns + 1) };
        text::put(buffer, x + 2, y, room, &name(room), name_style);
        text::put_right(buffer, x + 2 + width, y, count_columns, &count, look.ink(Ink::Status(worst)));
    }
}

fn link_part(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    if area.height < 2 {
        return None;
    }
    let list = &app.overview.links;
    rule::draw(buffer, area, look, lang::rule_links(look.lang), "");
    let area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    let is_focused = app.overview.panel == Panel::Links;
    let mut cursor = None;
    let window = list.window(usize::from(area.height));
    let name_columns = app.devices.contents.name.min(if area.width >= 100 { 24 } else { 16 });
    for (y, at) in (area.y..area.bottom()).zip(window) {
        let Some(link) = list.rows().get(at).and_then(|link| busy_link(&app.fleet, link)) else {
            continue;
        };
        let row = Rect { y, height: 1, ..area };
        let mut pen = Pen::new(buffer, Rect { width: row.width.saturating_sub(1), ..row });
        let name = text::foreign(link.name, name_columns);
        pen.skip(1).put(&name, Style::new()).skip(name_columns.saturating_sub(text::columns(&name)));
        let contract = link.contracted_bps.map_or_else(String::new, |bps| number::nominal(look.lang, bps));
        let rate = |bps| number::rate(look.lang, bps);
        pen.put(&format!(" {contract:>5}"), look.ink(Ink::Muted));
        for (arrow, bps, ink) in [("↓", link.in_bps, Ink::In), ("↑", link.out_bps, Ink::Out)] {
            pen.put(&format!(" {:>7}", format!("{arrow}{}", rate(bps))), look.ink(ink));
        }
        let graph_columns = pen.room().saturating_sub(16).min(60);
        pen.skip(1).put(&graph::sparkline(&link.trend, link.trend_max, graph_columns), Style::new());
        let is_full = link.use_percent >= 90.0;
        let style = if is_full { look.ink(Ink::Status(Status::Critical)) } else { Style::new() };
        pen.put(&format!(" {:>5}", number::percent(look.lang, Some(link.use_percent))), style);
        if is_full {
            pen.whole(&format!(" {} {}", Status::Critical.glyph(), lang::saturated(look.lang)), style);
        }
        if is_focused && at == list.index() {
            table::mark(buffer, row);
            cursor = Some((row.x, y));
        }
    }
    cursor
}

fn alert_part(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    let lang = look.lang;
    let list = &app.overview.alerts;
    let folded = app.fleet.counts.of(Status::Unreachable);
    let number = |count: usize| model::lang::integer(lang, count as u64);
    let unhandled =
        list.rows().iter().filter(|id| app.fleet.alert(**id).is_some_and(|alert| alert.handled.is_none())).count();
    let title = match (list.rows().len(), folded) {
        (0, _) => lang::rule_alerts_none(lang).to_owned(),
        (roots, 0) => lang::rule_alerts(lang, number(roots)),
        (roots, folded) => lang::rule_alerts_folded(lang, number(roots), folded),
    };
    let note = if unhandled > 0 { lang::unhandled_count(lang, number(unhandled)) } else { String::new() };
    rule::draw(buffer, area, look, &title, &note);
    let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    if list.rows().is_empty() {
        table::empty(buffer, area, look, &[lang::no_alerts(lang).to_owned()]);
        return None;
    }
    alerts::rows(buffer, area, app, look, list, app.overview.panel == Panel::Alerts, area.width >= 96)
}

/// One list: alerts when there are such, else agencies.
fn small(app: &App, look: &Look, area: Rect, buffer: &mut Buffer) -> Cursor {
    if app.fleet.is_first_start() {
        return first::draw(app, look, area, buffer);
    }
    if app.overview_panel() == Panel::Alerts {
        return alerts::rows(buffer, area, app, look, &app.overview.alerts, true, false);
    }
    text::put(buffer, area.x + 1, area.y, area.width - 1, lang::no_alerts(look.lang), Style::new());
    let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    opd_grid(app, look, &app.overview.opds, area, buffer, true)
}

/// How echoes are made, when that is not as it should be; and whether it is a warning.
/// The command that grants the right is shown whole or, where it is too long for the row, without words before it.
pub fn echo_line(app: &App, look: &Look, width: u16) -> Option<(String, bool)> {
    let collector = &app.fleet.picture().collector;
    match collector.echo {
        _ if !app.fleet.loaded => None,
        EchoBy::Simulated => Some((lang::echo_simulated(look.lang).to_owned(), false)),
        EchoBy::NotPermitted => {
            let line = match &collector.grant {
                Some(grant) => {
                    let line = lang::echo_grant(look.lang, model::text::visible(grant));
                    if text::columns(&line) <= width { line } else { format!("ICMP: {}", model::text::visible(grant)) }
                }
                None => lang::echo_not_permitted(look.lang).to_owned(),
            };
            Some((line, true))
        }
        EchoBy::Raw | EchoBy::Dgram => collector.demo.then(|| (lang::demo_note(look.lang).to_owned(), false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies_fill_the_columns_as_the_room_has_it() {
        for (count, width, height, expected) in [
            (50, 100, 13, Grid { columns: 4, rows: 13, cell: CELL_WIDE }),
            (50, 80, 10, Grid { columns: 5, rows: 10, cell: CELL_NARROW }),
            (3, 80, 10, Grid { columns: 3, rows: 1, cell: CELL_WIDE }),
            (500, 80, 10, Grid { columns: 5, rows: 10, cell: CELL_NARROW }),
            (0, 10, 0, Grid { columns: 1, rows: 1, cell: CELL_NARROW }),
        ] {
            assert_eq!(Grid::fit(count, width, height, false), expected, "{count} {width}x{height}");
        }
    }
}
