//! The ports of the upstream that a thing could be connected to: which are free, and of which type.

use crate::compat::{
    case::Case,
    seen::{Port, Seen},
    site::Device,
    table::port,
};

/// A port that nothing uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreePort {
    /// ifIndex.
    pub index: u64,
    /// Type, as NetBox names them.
    pub kind: String,
}

/// What the upstream has.
#[derive(Debug, Default)]
pub struct Ports {
    /// Free, of a known type.
    pub free: Vec<FreePort>,
    /// Ports that might be free: down since nobody knows when, or of a type that nobody stated.
    pub doubtful: Vec<u64>,
}

/// Sorts the ports of a device.
pub fn of(case: &mut Case<'_>, reference: &str, seen: &Seen) -> Ports {
    let device = case.device_table(reference, Some(seen));
    let declared = device.and_then(|device| {
        let ports = case.maybe_declared(device, "ports", device.ports.as_ref())?;
        Some(port::declared(ports))
    });
    let reserved = device.and_then(|device| reserved(case, device)).unwrap_or_default();
    let given_up = given_up(case, reference, seen);
    let free_after_s = case.thresholds().free_port_down_days * 86_400.0;
    let mut ports = Ports::default();
    for port in seen.facts.ports.iter().filter(|port| port.is_ethernet()) {
        let Some(index) = port.if_index.filter(|index| !reserved.contains(index)) else { continue };
        let free = given_up.contains(&index)
            || (port.oper.as_deref() == Some("down") && port.last_change_s.is_some_and(|age| age > free_after_s));
        let of_unknown_age = port.oper.as_deref() == Some("down") && port.last_change_s.is_none();
        let declared = declared.iter().flatten().find(|(known, _)| *known == index);
        let kind = declared.map(|(_, kind)| *kind).or_else(|| told(port, seen));
        match kind {
            Some(kind) if free => ports.free.push(FreePort { index, kind: kind.to_owned() }),
            _ if free || of_unknown_age => ports.doubtful.push(index),
            _ => {}
        }
    }
    ports
}

/// Ports that are kept for something.
pub fn reserved(case: &mut Case<'_>, device: &'_ Device) -> Option<Vec<u64>> {
    // The table outlives the case; it is found anew by its reference so that the fact can be noted.
    let device = case.site().device.iter().find(|table| std::ptr::eq(*table, device))?;
    case.maybe_declared(device, "reserved", device.reserved.as_deref()).map(port::indexes)
}

/// The type that a port tells by its form; `rj45` has the highest speed that any of them shows.
fn told(port: &Port, seen: &Seen) -> Option<&'static str> {
    match port.form_factor.as_deref()? {
        "rj45" => {
            let copper = seen.facts.ports.iter().filter(|port| port.form_factor.as_deref() == Some("rj45"));
            let fastest = copper.filter_map(|port| port.speed_bps).fold(0.0, f64::max);
            port::copper_of(fastest / 1e6)
        }
        form => port::of_form_factor(form),
    }
}

/// Ports that lead to devices which are replaced.
pub fn given_up(case: &mut Case<'_>, reference: &str, seen: &Seen) -> Vec<u64> {
    let mut ports = Vec::new();
    for replaced in &case.spec().target.replaces {
        let other = case.maybe_seen(replaced);
        let name = other.as_ref().and_then(|other| other.facts.sys_name.clone());
        for neighbour in &seen.facts.neighbours {
            let is_it = neighbour.remote_host.is_some() && neighbour.remote_host == name;
            ports.extend(neighbour.if_index.filter(|_| is_it));
        }
        let is_this = |end: Option<&str>| end.is_some_and(|end| end == reference || seen.is_called(end));
        let is_that = |end: Option<&str>| {
            end.is_some_and(|end| end == replaced || other.as_ref().is_some_and(|other| other.is_called(end)))
        };
        for link in &case.site().link {
            let (a, b) = (link.a.as_deref(), link.b.as_deref());
            let port = match () {
                () if is_this(a) && is_that(b) => link.a_port.as_ref(),
                () if is_this(b) && is_that(a) => link.b_port.as_ref(),
                () => continue,
            };
            if let Some(port) = port.and_then(|port| index_of(seen, &port.0)) {
                case.maybe_declared(link, "port", Some(port));
                ports.push(port);
            }
        }
    }
    ports
}

/// The ifIndex of a port by its name, or by its number.
pub fn index_of(seen: &Seen, name: &str) -> Option<u64> {
    let named = |port: &&Port| port.name.as_deref() == Some(name) || port.descr.as_deref() == Some(name);
    let found = seen.facts.ports.iter().find(named).and_then(|port| port.if_index);
    found.or_else(|| name.parse().ok())
}
