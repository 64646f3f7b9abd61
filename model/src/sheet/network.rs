//! Addresses, aggregates, VLANs and spanning trees of the device.

use super::{Grade, Line, Section, joined, words};
use crate::{
    Lang,
    record::{Address, Facts, Port, SpanningTree, port_name},
};

/// IPv4 and IPv6 addresses with their prefixes.
pub(super) fn addresses(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_addresses(lang));
    let listed = |list: &[Address]| list.iter().filter_map(written).collect::<Vec<_>>().join("  ");
    section.put("IPv4", listed(&facts.ipv4));
    section.put("IPv6", listed(&facts.ipv6));
    section.put("DNS", facts.name_servers.join("  "));
    section
}

/// Aggregates with their members; one that is short of a member wants attention.
pub(super) fn aggregates(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_aggregates(lang));
    for aggregate in facts.ports.iter().filter(|port| port.kind.as_deref() == Some("ieee8023adLag")) {
        let Some(stack) = &aggregate.stack else { continue };
        let members = facts.ports.iter().filter(|port| port.if_index.is_some_and(|index| stack.lower.contains(&index)));
        let (up, down): (Vec<&Port>, Vec<&Port>) = members.partition(|port| port.oper.as_deref() == Some("up"));
        let named = |ports: &[&Port]| ports.iter().filter_map(|port| port_name(port)).collect::<Vec<_>>().join("  ");
        let missing = (!down.is_empty()).then(|| words::without(lang, named(&down)));
        section.line(Line {
            label: port_name(aggregate).unwrap_or_default().to_owned(),
            value: joined([Some(named(&up).as_str()), missing.as_deref()]),
            grade: if missing.is_some() { Grade::Warning } else { Grade::Plain },
            ..Line::default()
        });
    }
    section
}

/// VLANs with their names and how many ports carry them.
pub(super) fn vlans(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_vlans(lang));
    for vlan in &facts.vlans {
        let Some(number) = vlan.vlan else { continue };
        let ports = match (vlan.ports_tagged.len(), vlan.ports_untagged.len()) {
            (0, 0) => None,
            (tagged, untagged) => Some(words::carried(lang, untagged, tagged)),
        };
        let value = joined([vlan.name.as_deref(), ports.as_deref()]);
        section.put(number.to_string(), if value.is_empty() { "–".to_owned() } else { value });
    }
    section
}

/// Each tree with its root, then the ports that it holds shut.
pub(super) fn spanning_trees(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_stp(lang));
    for tree in &facts.stp {
        let label = tree.vlan.map_or_else(|| words::common_tree(lang).to_owned(), |vlan| format!("VLAN {vlan}"));
        section.put(label, root(facts, tree, lang));
    }
    let named = |role: &str| {
        let ports = facts.ports.iter().filter(|port| port.stp_role.as_deref() == Some(role));
        ports.filter_map(port_name).collect::<Vec<_>>()
    };
    let shut = [named("alternate"), named("backup")].concat();
    section.put(words::held_shut(lang), shut.join("  "));
    let broken: Vec<&str> =
        facts.ports.iter().filter(|port| port.stp_state.as_deref() == Some("broken")).filter_map(port_name).collect();
    section.line(Line {
        label: words::broken_ports(lang).into(),
        value: broken.join("  "),
        grade: Grade::Warning,
        ..Line::default()
    });
    section
}

fn root(facts: &Facts, tree: &SpanningTree, lang: Lang) -> String {
    let here = tree.root.is_some() && tree.root == tree.bridge;
    let root = match tree.root.as_deref() {
        Some(_) if here => Some(words::root_here(lang).to_owned()),
        root => root.map(|root| words::root(lang, root)),
    };
    let leads = |port: &&Port| tree.root_port.is_some() && port.bridge_port == tree.root_port;
    let way = facts.ports.iter().find(leads).and_then(port_name).map(|port| words::by_port(lang, port));
    let cost = tree.root_cost.filter(|_| !here).map(|cost| words::cost(lang, cost));
    joined([tree.protocol.as_deref(), root.as_deref(), way.as_deref(), cost.as_deref()])
}

fn written(address: &Address) -> Option<String> {
    let text = address.address.as_deref()?;
    Some(address.prefix.map_or_else(|| text.to_owned(), |prefix| format!("{text}/{prefix}")))
}
