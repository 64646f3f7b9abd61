//! Interfaces: ifTable and ifXTable joined by index, 64-bit counters where a port has them, 32-bit ones where it has not.

use super::{
    Trouble,
    fact::{Fact, fact, six_digits},
};
use crate::{
    profile::{Profile, Source},
    snmp::{cells::Cell, oid::arcs},
};
use model::{
    Metric, Sample, Value,
    record::{Port, port_keys},
};
use std::collections::HashMap;

/// ifHighSpeed from here on is bit/s in the wrong object: 10 Tbit/s ports do not exist.
const ABSURD_MBPS: u64 = 10_000_000;
/// ifSpeed of a port that is faster than the object can say (RFC 2863).
const SPEED_UNSAYABLE: u64 = 4_294_967_295;

macro_rules! port_fields {
    ($( $variant:ident = $name:literal, )*) => {
        /// A field that a column of a table of interfaces fills.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum PortField { $( #[doc = $name] $variant, )* }

        impl PortField {
            /// Every name.
            pub const NAMES: &'static [&'static str] = &[ $( $name, )* ];

            /// The field of this name in a family file.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $( $name => Some(Self::$variant), )* _ => None }
            }
        }
    };
}

port_fields! {
    Name = "name",
    Descr = "descr",
    Alias = "alias",
    Kind = "type",
    Mtu = "mtu",
    Speed = "speed_bps",
    HighSpeed = "high_speed_mbps",
    Admin = "admin",
    Oper = "oper",
    Mac = "mac",
    LastChange = "last_change_ticks",
    ConnectorPresent = "connector_present",
    Discontinuity = "discontinuity_ticks",
    InOctets = "in_octets",
    OutOctets = "out_octets",
    InUcast = "in_ucast",
    OutUcast = "out_ucast",
    InMcast = "in_mcast",
    OutMcast = "out_mcast",
    InBcast = "in_bcast",
    OutBcast = "out_bcast",
    InErrors = "in_errors",
    OutErrors = "out_errors",
    InDiscards = "in_discards",
    OutDiscards = "out_discards",
}

/// A port while its columns come in.
#[derive(Debug, Default)]
struct Draft {
    port: Port,
    /// Fields that have their own object's value: one bit each.
    own: u32,
    speed_bps: Option<u64>,
    high_speed_mbps: Option<u64>,
    last_change_ticks: Option<u64>,
}

/// All ports of a device, by ifIndex.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    drafts: Vec<Draft>,
    places: HashMap<u32, usize>,
    /// Row of the cell before: columns of one row come one after another.
    last: Option<(u32, usize)>,
}

impl Drafts {
    /// Takes one cell.
    pub(super) fn take(&mut self, source: &Source, cell: &Cell<'_>, trouble: &mut Trouble) {
        let mut index = arcs(cell.index);
        let (Some(field), Some(if_index), None) = (source.port, index.next(), index.next()) else { return };
        let Some(if_index) = u32::try_from(if_index).ok().filter(|n| *n > 0) else { return };
        let draft = self.draft(if_index);
        let bit = 1 << field as u32;
        if source.fallback && draft.own & bit != 0 {
            return;
        }
        if let Some(fact) = fact(source, cell.value, trouble) {
            draft.put(field, fact);
            draft.own |= if source.fallback { 0 } else { bit };
        }
    }

    fn draft(&mut self, if_index: u32) -> &mut Draft {
        let place = match self.last {
            Some((last, place)) if last == if_index => place,
            _ => *self.places.entry(if_index).or_insert_with(|| {
                let port = Port { if_index: Some(if_index), ..Port::default() };
                self.drafts.push(Draft { port, ..Draft::default() });
                self.drafts.len() - 1
            }),
        };
        self.last = Some((if_index, place));
        &mut self.drafts[place]
    }

    /// The ports by ifIndex, and the samples of each.
    pub(super) fn finish(mut self, profile: &Profile, uptime_s: Option<f64>) -> (Vec<Port>, Vec<Sample>) {
        self.drafts.sort_unstable_by_key(|draft| draft.port.if_index);
        let ports: Vec<Port> = self.drafts.into_iter().map(|draft| draft.finish(uptime_s)).collect();
        let columns: Vec<(PortField, Metric)> = profile
            .sources
            .iter()
            .filter(|source| !source.fallback)
            .filter_map(|source| Some((source.port?, source.metric?)))
            .collect();
        let mut samples = Vec::with_capacity(ports.len() * (columns.len() + 3));
        for (port, key) in ports.iter().zip(port_keys(&ports)) {
            let derived = [
                (Metric::Speed, port.speed_bps.map(|speed| Value::Level(speed as f64))),
                (Metric::HighCapacity, port.high_capacity.map(|high| Value::Level(f64::from(u8::from(high))))),
                (Metric::IfIndex, port.if_index.map(|index| Value::Level(f64::from(index)))),
            ];
            let read = columns.iter().map(|(field, metric)| (*metric, series_value(port, *field)));
            samples.extend(
                derived
                    .into_iter()
                    .chain(read)
                    .filter_map(|(metric, value)| Some(Sample { metric, instance: key.clone(), value: value? })),
            );
        }
        (ports, samples)
    }
}

impl Draft {
    fn put(&mut self, field: PortField, fact: Fact) {
        let port = &mut self.port;
        let whole = fact.whole();
        match field {
            PortField::Name => port.name = fact.text(),
            PortField::Descr => port.descr = fact.text(),
            PortField::Alias => port.alias = fact.text(),
            PortField::Kind => port.kind = fact.text(),
            PortField::Admin => port.admin = fact.text(),
            PortField::Oper => port.oper = fact.text(),
            PortField::Mac => port.mac = fact.text(),
            PortField::ConnectorPresent => {
                port.connector_present = if let Fact::Truth(present) = fact { Some(present) } else { None };
            }
            PortField::Mtu => port.mtu = whole,
            PortField::Speed => self.speed_bps = whole,
            PortField::HighSpeed => self.high_speed_mbps = whole,
            PortField::LastChange => self.last_change_ticks = whole,
            PortField::Discontinuity => port.discontinuity_ticks = whole,
            PortField::InOctets => port.in_octets = whole,
            PortField::OutOctets => port.out_octets = whole,
            PortField::InUcast => port.in_ucast = whole,
            PortField::OutUcast => port.out_ucast = whole,
            PortField::InMcast => port.in_mcast = whole,
            PortField::OutMcast => port.out_mcast = whole,
            PortField::InBcast => port.in_bcast = whole,
            PortField::OutBcast => port.out_bcast = whole,
            PortField::InErrors => port.in_errors = whole,
            PortField::OutErrors => port.out_errors = whole,
            PortField::InDiscards => port.in_discards = whole,
            PortField::OutDiscards => port.out_discards = whole,
        }
    }

    fn finish(mut self, uptime_s: Option<f64>) -> Port {
        self.port.speed_bps = speed_bps(self.high_speed_mbps, self.speed_bps);
        if self.port.in_octets.is_some() || self.port.out_octets.is_some() {
            let octets = 1 << PortField::InOctets as u32 | 1 << PortField::OutOctets as u32;
            self.port.high_capacity = Some(self.own & octets != 0);
        }
        self.port.last_change_s = match (self.last_change_ticks, uptime_s) {
            (Some(ticks), Some(uptime_s)) if ticks > 0 => {
                Some(uptime_s - ticks as f64 / 100.0).filter(|ago| *ago >= 0.0).map(six_digits)
            }
            _ => None,
        };
        self.port
    }
}

/// Speed of a port, bit/s, from ifHighSpeed and ifSpeed. 0 means that the port has no notion of speed (RFC 2863): absent.
pub(super) fn speed_bps(high_mbps: Option<u64>, speed: Option<u64>) -> Option<u64> {
    let speed = speed.filter(|speed| *speed > 0 && *speed != SPEED_UNSAYABLE);
    match high_mbps {
        Some(bps) if bps >= ABSURD_MBPS => speed.or(Some(bps)),
        Some(mbps) if mbps > 0 => Some(mbps * 1_000_000),
        _ => speed,
    }
}

/// What a field of a port is worth in a series: counters exact, `up` as 1 and any other state as 0.
fn series_value(port: &Port, field: PortField) -> Option<Value> {
    let up = |state: &Option<String>| state.as_ref().map(|state| Value::Level(f64::from(u8::from(state == "up"))));
    let count = match field {
        PortField::Admin => return up(&port.admin),
        PortField::Oper => return up(&port.oper),
        PortField::Discontinuity => return port.discontinuity_ticks.map(|ticks| Value::Level(ticks as f64)),
        PortField::Speed | PortField::HighSpeed => return port.speed_bps.map(|speed| Value::Level(speed as f64)),
        PortField::Mtu => return port.mtu.map(|mtu| Value::Level(mtu as f64)),
        PortField::InOctets => port.in_octets,
        PortField::OutOctets => port.out_octets,
        PortField::InUcast => port.in_ucast,
        PortField::OutUcast => port.out_ucast,
        PortField::InMcast => port.in_mcast,
        PortField::OutMcast => port.out_mcast,
        PortField::InBcast => port.in_bcast,
        PortField::OutBcast => port.out_bcast,
        PortField::InErrors => port.in_errors,
        PortField::OutErrors => port.out_errors,
        PortField::InDiscards => port.in_discards,
        PortField::OutDiscards => port.out_discards,
        _ => None,
    };
    count.map(Value::Count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds() {
        for (high, low, expected) in [
            (Some(1000), Some(1_000_000_000), Some(1_000_000_000)),
            (Some(10_000), Some(4_294_967_295), Some(10_000_000_000)),
            (None, Some(4_294_967_295), None),
            (Some(0), Some(64_000), Some(64_000)),
            (Some(0), Some(0), None),
            (Some(1_000_000_000), Some(1_000_000_000), Some(1_000_000_000)),
            (Some(100_000_000), None, Some(100_000_000)),
            (None, None, None),
        ] {
            assert_eq!(speed_bps(high, low), expected, "{high:?} {low:?}");
        }
    }
}
