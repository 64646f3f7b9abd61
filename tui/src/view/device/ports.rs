//! The interfaces of a device: the graph of the selected one, the table, the last changes.

use super::{changes, neighbours};
use crate::{
    app::{App, curve::Span},
    draw::{
        Look,
        columns::Width,
        graph, number, rule,
        table::{self, Column, Side, Slot},
        text,
        text::Pen,
    },
    lang,
    theme::Ink,
    view::Cursor,
};
use model::{
    Lang, Status,
    api::{DevicePicture, PortRow},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PortColumn {
    Name,
    State,
    Speed,
    In,
    Out,
    Use,
    TrendIn,
    TrendOut,
    Errors,
    Discards,
    To,
}

/// Draws the tab.
pub fn draw(app: &App, look: &Look, picture: &DevicePicture, area: Rect, buffer: &mut Buffer) -> Cursor {
    let port = picture.ports.get(app.detail.ports.index())?;
    let mut y = area.y;
    let graph_rows = match area.height {
        0..12 => 0,
        12..22 => 3,
        _ => 7,
    };
    if graph_rows > 0 {
        link_graph(app, look, picture, port, Rect { height: graph_rows, ..area }, buffer);
        y += graph_rows;
    }
    let events = picture.events.len().try_into().unwrap_or(u16::MAX);
    let wanted = picture.ports.len().try_into().unwrap_or(u16::MAX).saturating_add(1);
    let room = area.bottom() - y;
    // The last changes take what the ports leave.
    let changes_rows = if room > wanted + 1 { (room - wanted - 1).min(events) } else { 0 };
    let changes_rows = if changes_rows > 0 { changes_rows + 1 } else { 0 };
    let table_area = Rect { y, height: (room - changes_rows).min(wanted), ..area };
    let cursor = port_table(app, look, picture, table_area, buffer);
    if changes_rows > 0 {
        let rule_row = Rect { y: table_area.bottom(), height: 1, ..area };
        rule::draw(buffer, rule_row, look, lang::rule_changes(look.lang), "");
        let below = Rect { x: area.x + 1, width: area.width - 1, y: rule_row.y + 1, height: changes_rows - 1 };
        changes::lines(picture, look, below, buffer, 0);
    }
    cursor
}

/// How long a number of points lasts: one point a poll of this device.
fn window(app: &App, look: &Look, picture: &DevicePicture, points: usize) -> String {
    match picture.device.interval_seconds.map_or(app.fleet.picture().collector.interval_seconds, u64::from) {
        0 => lang::polls(look.lang, points),
        interval => model::lang::duration_long(look.lang, interval as f64 * points as f64),
    }
}

/// The fixed axis: contracted rate of the uplink, else the speed of the port, else the most that was seen.
fn axis(picture: &DevicePicture, port: &PortRow) -> f64 {
    let contracted = picture.device.contracted_bps.filter(|_| port.uplink);
    graph::axis(contracted.or(port.speed_bps).map(|bps| bps as f64), [&port.trend_in, &port.trend_out])
}

fn link_graph(app: &App, look: &Look, picture: &DevicePicture, port: &PortRow, area: Rect, buffer: &mut Buffer) {
    let lang = look.lang;
    let max = axis(picture, port);
    let contracted = picture.device.contracted_bps.filter(|_| port.uplink);
    let limit = match (contracted, port.speed_bps) {
        (Some(bps), _) => lang::allocation(lang, number::nominal(lang, bps)),
        (None, Some(bps)) => number::nominal(lang, bps),
        (None, None) => String::new(),
    };
    let past = &app.detail.past;
    let hour = [port.trend_in.clone(), port.trend_out.clone()];
    let (trends, window) = match past.span {
        Span::Hour => {
            let points = port.trend_in.len().max(port.trend_out.len());
            (Some(hour), window(app, look, picture, points))
        }
        span => match past.of(picture.row.id, &port.key) {
            Some(Ok(curves)) => (Some(curves.clone()), span.text(lang)),
            Some(Err(why)) => (None, text::foreign(why, 40)),
            None => (None, format!("{} …", span.text(lang))),
        },
    };
    let [received, sent] = trends.unwrap_or_default();
    // An hour fits; what is longer is drawn together, the highest of each column, so that it always begins where it says.
    let room = usize::from(area.width.saturating_sub(10));
    let (max, [received, sent]) = match past.span {
        Span::Hour => (max, [received, sent]),
        _ => (
            max.max(graph::peak(&received)).max(graph::peak(&sent)),
            [&received, &sent].map(|p| graph::narrowed(p, room)),
        ),
    };
    let points = received.len().max(sent.len());
    let peak = lang::peak(
        lang,
        number::rate(lang, Some(graph::peak(&received))),
        number::rate(lang, Some(graph::peak(&sent))),
    );
    let title = lang::rule_port(lang, text::foreign(&port.key, 24), &window);
    rule::draw(buffer, area, look, &title, format!("{peak}  {limit}").trim_end());
    let inks = [look.ink(Ink::In), look.ink(Ink::Out)];
    if area.height < 7 {
        for (row, arrow, bps, trend, style) in
            [(1, "↓", port.in_bps, &received, inks[0]), (2, "↑", port.out_bps, &sent, inks[1])]
        {
            let mut pen =
                Pen::new(buffer, Rect { y: area.y + row, height: 1, width: area.width.saturating_sub(1), ..area });
            pen.skip(1).put(&format!("{arrow} {:>6} ", number::rate(lang, bps)), style);
            let width = pen.room().min(trend.len().try_into().unwrap_or(u16::MAX));
            pen.put(&graph::sparkline(trend, max, width), style);
        }
        return;
    }
    let plot_width = area.width.saturating_sub(10).min(points.try_into().unwrap_or(u16::MAX));
    let plot = Rect { x: area.x + 9, y: area.y + 1, width: plot_width, height: 5 };
    graph::mirrored(buffer, plot, &received, &sent, max, [inks[0], inks[1], look.ink(Ink::Muted)]);
    let top = number::rate(lang, Some(max));
    for (row, label, style) in
        [(1, top.as_str(), Style::new()), (3, "0", Style::new()), (5, top.as_str(), Style::new())]
    {
        text::put_right(buffer, area.x + 8, area.y + row, 7, label, style);
    }
    text::put(buffer, area.x + 1, area.y + 2, 1, "↓", inks[0]);
    text::put(buffer, area.x + 1, area.y + 4, 1, "↑", inks[1]);
    let (from, to) = (format!("-{window}"), lang::now_word(lang));
    if plot.width > text::columns(&from) + text::columns(to) + 1 {
        text::put(buffer, plot.x, area.y + 6, plot.width, &from, look.ink(Ink::Muted));
        text::put_right(buffer, plot.right(), area.y + 6, plot.width, to, look.ink(Ink::Muted));
    }
}

fn columns(lang: Lang, picture: &DevicePicture, width: u16) -> Vec<Column<PortColumn>> {
    let longest = picture.ports.iter().map(|port| text::columns(&port.key)).max().unwrap_or(0);
    let column = |key, head: &'static str, side, (min, preferred, priority)| Column {
        key,
        width: Width { min, preferred, priority, grows: key == PortColumn::To },
        side,
        head: head.to_owned(),
    };
    let state = if width >= 96 {
        9
    } else if width >= 60 {
        4
    } else {
        1
    };
    let trend = if width >= 96 { (11, 24, 4) } else { (10, 16, 4) };
    vec![
        column(PortColumn::Name, lang::head_port(lang), Side::Left, (13, longest.clamp(13, 28), 0)),
        column(PortColumn::State, lang::head_state(lang), Side::Left, (state, state, 0)),
        column(PortColumn::Speed, lang::head_speed(lang), Side::Left, (5, 5, 3)),
        column(PortColumn::In, lang::head_in(lang), Side::Right, (6, 7, 1)),
        column(PortColumn::Out, lang::head_out(lang), Side::Right, (6, 7, 1)),
        column(PortColumn::Use, lang::head_use(lang), Side::Right, (5, 5, 2)),
        column(PortColumn::TrendIn, lang::head_trend_in(lang), Side::Left, trend),
        column(PortColumn::TrendOut, lang::head_trend_out(lang), Side::Left, trend),
        column(PortColumn::Errors, lang::head_errors(lang), Side::Right, (7, 8, 5)),
        column(PortColumn::Discards, lang::head_discards(lang), Side::Right, (7, 8, 6)),
        column(PortColumn::To, lang::head_alias(lang), Side::Left, (if width >= 96 { 14 } else { 8 }, 20, 5)),
    ]
}

fn port_table(app: &App, look: &Look, picture: &DevicePicture, area: Rect, buffer: &mut Buffer) -> Cursor {
    let columns = columns(look.lang, picture, area.width);
    let slots = table::lay_out(&columns, area);
    table::head(buffer, area.y, look, &columns, &slots);
    let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let list = &app.detail.ports;
    let mut cursor = None;
    for (y, at) in (area.y..area.bottom()).zip(list.window(usize::from(area.height))) {
        let Some(port) = picture.ports.get(at) else {
            continue;
        };
        let max = axis(picture, port);
        for slot in &slots {
            let (content, style) = cell(look, picture, port, slot, max);
            table::put(buffer, slot, y, &content, style);
        }
        if at == list.index() {
            table::mark(buffer, Rect { y, height: 1, ..area });
            cursor = Some((area.x, y));
        }
    }
    cursor
}

fn cell(look: &Look, picture: &DevicePicture, port: &PortRow, slot: &Slot<PortColumn>, max: f64) -> (String, Style) {
    let lang = look.lang;
    let quiet = Style::new();
    let width = slot.width;
    match slot.key {
        PortColumn::Name => (text::foreign(&port.key, width), quiet),
        PortColumn::State => state(look, port, width),
        PortColumn::Speed => {
            (port.speed_bps.map_or_else(|| number::UNKNOWN.into(), |bps| number::nominal(lang, bps)), quiet)
        }
        PortColumn::In | PortColumn::Out => {
            let bps = if slot.key == PortColumn::In { port.in_bps } else { port.out_bps };
            // A rate that may hide a wrap of a 32-bit counter is a lower bound.
            let mark = if port.uncertain && bps.is_some() { "≥" } else { "" };
            (format!("{mark}{}", number::rate(lang, bps)), quiet)
        }
        PortColumn::Use => {
            let full = port.use_percent.is_some_and(|percent| percent >= 90.0);
            let style = if full { look.ink(Ink::Status(Status::Critical)) } else { quiet };
            (number::percent(lang, port.use_percent), style)
        }
        PortColumn::TrendIn => (graph::sparkline(&port.trend_in, max, width), look.ink(Ink::In)),
        PortColumn::TrendOut => (graph::sparkline(&port.trend_out, max, width), look.ink(Ink::Out)),
        PortColumn::Errors => per_second(look, port.errors_per_s),
        PortColumn::Discards => per_second(look, port.discards_per_s),
        PortColumn::To => {
            // What a person wrote, else who answers there, else what kind of port it is.
            match (port.alias.as_str(), neighbour(picture, port)) {
                ("", Some(neighbour)) => (text::foreign(neighbour, width), quiet),
                ("", None) => (text::foreign(&port.kind, width), look.ink(Ink::Muted)),
                (alias, _) => (text::foreign(alias, width), quiet),
            }
        }
    }
}

/// The neighbour at the other end of a port.
fn neighbour<'p>(picture: &'p DevicePicture, port: &PortRow) -> Option<&'p str> {
    let facts = &picture.record.as_ref()?.facts;
    let of_port = facts.ports.iter().find(|known| model::record::port_name(known) == Some(port.key.as_str()))?;
    neighbours::on_port(facts, of_port.if_index)
}

fn per_second(look: &Look, value: Option<f64>) -> (String, Style) {
    match value {
        None => (number::UNKNOWN.into(), Style::new()),
        Some(value) if value > 0.0 => {
            let decimals = if value < 10.0 { 2 } else { 0 };
            (model::lang::decimal(look.lang, value, decimals), look.ink(Ink::Status(Status::Warning)))
        }
        Some(_) => ("0".into(), Style::new()),
    }
}

/// `● NYALA`, `× MATI`, `– DIMATIKAN` (administratively down, never an alert).
fn state(look: &Look, port: &PortRow, width: u16) -> (String, Style) {
    let lang = look.lang;
    let (glyph, word, ink) = match (port.admin.as_str(), port.oper.as_str()) {
        ("down", _) => ("–", lang::port_disabled(lang), Ink::Muted),
        (_, "up") => ("●", lang::port_up(lang), Ink::Plain),
        (_, "down" | "lowerLayerDown") => ("×", lang::port_down(lang), Ink::Status(Status::Down)),
        (_, "dormant") => ("~", lang::port_dormant(lang), Ink::Plain),
        _ => ("?", lang::port_unknown(lang), Ink::Status(Status::Unknown)),
    };
    let whole = format!("{glyph} {word}");
    (if width >= 9 { model::text::cut_end(&whole, usize::from(width)) } else { glyph.to_owned() }, look.ink(ink))
}
