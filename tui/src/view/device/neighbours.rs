//! Who is next to a device: neighbours that announce themselves, then the addresses seen on its ports.

use crate::{
    app::App,
    draw::{
        Look,
        columns::Width,
        number, rule,
        table::{self, Column, Side, Slot},
        text,
    },
    lang,
    view::Cursor,
};
use model::{
    Lang,
    api::DevicePicture,
    record::{Facts, Forwarding, Neighbour, Port, port_name},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NeighbourColumn {
    Port,
    Host,
    RemotePort,
    Address,
    Platform,
    Protocol,
}

/// The neighbour on a port, by ifIndex: its name, else its chassis.
pub fn on_port(facts: &Facts, if_index: Option<u32>) -> Option<&str> {
    let neighbour = facts.neighbours.iter().find(|neighbour| neighbour.local_if_index == if_index)?;
    neighbour.remote_host.as_deref().or(neighbour.remote_chassis_id.as_deref()).filter(|_| if_index.is_some())
}

/// Draws the tab.
pub fn draw(app: &App, look: &Look, picture: &DevicePicture, area: Rect, buffer: &mut Buffer) -> Cursor {
    let facts = &picture.record.as_ref()?.facts;
    let seen = addresses_by_port(facts);
    let columns = columns(look.lang, area.width);
    let slots = table::lay_out(&columns, area);
    let rows = facts.neighbours.len() + if seen.is_empty() { 0 } else { seen.len() + 1 };
    table::head(buffer, area.y, look, &columns, &slots);
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let from = app.detail.scroll.min(rows.saturating_sub(usize::from(body.height)));
    for (y, at) in (body.y..body.bottom()).zip(from..rows) {
        let row = Rect { y, height: 1, ..body };
        match (facts.neighbours.get(at), at.checked_sub(facts.neighbours.len() + 1)) {
            (Some(neighbour), _) => {
                for slot in &slots {
                    table::put(buffer, slot, y, &cell(facts, neighbour, slot), Style::new());
                }
            }
            (None, None) => rule::draw(buffer, row, look, lang::rule_addresses_seen(look.lang), ""),
            (None, Some(at)) => {
                if let Some((port, macs)) = seen.get(at) {
                    text::put(buffer, row.x + 1, y, row.width - 1, &line(look, port, macs, row.width), Style::new());
                }
            }
        }
    }
    None
}

fn columns(lang: Lang, width: u16) -> Vec<Column<NeighbourColumn>> {
    let column = |key, head: &'static str, (min, preferred, priority)| Column {
        key,
        width: Width { min, preferred, priority, grows: key == NeighbourColumn::Platform },
        side: Side::Left,
        head: head.to_owned(),
    };
    let host = if width < 60 { 14 } else { 24 };
    vec![
        column(NeighbourColumn::Port, lang::head_port(lang), (10, 16, 0)),
        column(NeighbourColumn::Host, lang::head_neighbour(lang), (12, host, 0)),
        column(NeighbourColumn::RemotePort, lang::head_remote_port(lang), (8, 18, 1)),
        column(NeighbourColumn::Address, lang::head_address(lang), (10, 15, 2)),
        column(NeighbourColumn::Platform, lang::head_hardware(lang), (10, 24, 3)),
        column(NeighbourColumn::Protocol, lang::head_protocol(lang), (4, 8, 4)),
    ]
}

fn cell(facts: &Facts, neighbour: &Neighbour, slot: &Slot<NeighbourColumn>) -> String {
    let known =
        |text: Option<&str>| text.map_or_else(|| number::UNKNOWN.into(), |text| text::foreign(text, slot.width));
    match slot.key {
        NeighbourColumn::Port => {
            let port = neighbour.local_if_index.and_then(|index| name_of(facts, index));
            known(port.as_deref().or(neighbour.local_port.as_deref()))
        }
        NeighbourColumn::Host => known(neighbour.remote_host.as_deref().or(neighbour.remote_chassis_id.as_deref())),
        NeighbourColumn::RemotePort => known(neighbour.remote_port.as_deref()),
        NeighbourColumn::Address => known(neighbour.remote_address.as_deref()),
        NeighbourColumn::Platform => {
            known(neighbour.remote_platform.as_deref().or(neighbour.remote_version.as_deref()))
        }
        NeighbourColumn::Protocol => known(neighbour.protocol.as_deref()).to_uppercase(),
    }
}

fn name_of(facts: &Facts, index: u32) -> Option<String> {
    let of_index = |port: &&Port| port.if_index == Some(index);
    let port = facts.ports.iter().find(of_index)?;
    Some(port_name(port).map_or_else(|| format!("#{index}"), str::to_owned))
}

/// Learned addresses of each port, ports in the order of their ifIndex.
fn addresses_by_port(facts: &Facts) -> Vec<(String, Vec<&Forwarding>)> {
    let mut learned: Vec<(u32, &Forwarding)> = facts
        .fdb
        .iter()
        .filter(|entry| entry.status.as_deref() != Some("self"))
        .filter_map(|entry| Some((entry.if_index?, entry)))
        .collect();
    learned.sort_by_key(|(index, _)| *index);
    learned
        .chunk_by(|(a, _), (b, _)| a == b)
        .map(|entries| {
            let index = entries[0].0;
            let port = name_of(facts, index).unwrap_or_else(|| format!("#{index}"));
            (port, entries.iter().map(|(_, entry)| *entry).collect())
        })
        .collect()
}

/// `ether3          12  d4:ca:6d:ea:fe:90/10  …`: as many addresses as fit.
fn line(look: &Look, port: &str, entries: &[&Forwarding], width: u16) -> String {
    let count = model::lang::integer(look.lang, entries.len() as u64);
    let mut line = format!("{:<16} {count:>6} ", text::foreign(port, 16));
    for entry in entries {
        let vlan = entry.vlan.map(|vlan| format!("/{vlan}")).unwrap_or_default();
        let address = format!(" {}{vlan}", text::foreign(entry.mac.as_deref().unwrap_or_default(), 17));
        if text::columns(&line) + text::columns(&address) + 3 > width {
            line.push_str(" …");
            break;
        }
        line.push_str(&address);
    }
    line
}
