//! Rows ready to draw: devices, ports, agencies. Computed from the fleet when asked.

use super::{Fleet, Known, Port, State, Text, Traffic, known::Said, trend};
use model::{
    Metric, Opd, OpdCode, Timestamp,
    api::{DeviceRow, OpdRow, PortRow},
    device::Manager,
    status::Counts,
};
use std::collections::BTreeMap;

/// Points of the trend in a device's row.
const ROW_POINTS: usize = 24;

impl Fleet {
    /// One device as a row of the table.
    pub fn device_row(&self, known: &Known, now: Timestamp) -> DeviceRow {
        let device = &known.device;
        let interval_s = self.interval_s(known);
        let uplink = known.uplink(&self.texts, now, interval_s);
        let (port, traffic) = match uplink {
            Some((port, traffic)) => (Some(port), traffic),
            None => (None, Traffic::default()),
        };
        let against = port.and_then(|port| self.against(known, port));
        let fact = |of: fn(&Said) -> Text| self.texts.get(known.fact(of)).to_owned();
        let declared = |value: &Option<String>, of: fn(&Said) -> Text| value.clone().unwrap_or_else(|| fact(of));
        DeviceRow {
            id: device.id,
            name: known.name(&self.texts),
            address: known.address(&self.texts),
            opd: device.opd.as_ref().map(|code| code.0.clone()).unwrap_or_default(),
            class: declared(&device.class, |said| said.class),
            status: known.status,
            since: known.since,
            without_echo: device.target.is_some() && self.facts.echo == model::batch::EchoBy::NotPermitted,
            in_bps: traffic.in_bps,
            out_bps: traffic.out_bps,
            use_percent: against.and_then(|bps| traffic.fuller(bps)).map(|(percent, _)| percent),
            port: port.map(|port| self.texts.get(port.key).to_owned()).unwrap_or_default(),
            trend: port.map(|port| row_trend(port, now, interval_s)).unwrap_or_default(),
            trend_max_bps: against.map(|bps| 2.0 * bps as f64),
            rtt_ms: known.level(Metric::RoundTrip).filter(|_| known.state == State::Up),
            loss_percent: known.level(Metric::Loss),
            cpu_percent: known.level(Metric::CpuUse),
            memory_percent: memory_percent(known),
            booted: booted(known),
            seen: known.seen,
            hardware: fact(|said| said.hardware),
            vendor: fact(|said| said.vendor),
            os: fact(|said| said.os),
            version: fact(|said| said.version),
            serial: fact(|said| said.serial),
            location: declared(&device.location, |said| said.location),
            asset_code: device.asset_code.clone().unwrap_or_default(),
            manager: match device.manager {
                Some(Manager::Dinas) => "dinas".into(),
                Some(Manager::Opd) => "opd".into(),
                None => String::new(),
            },
            behind: self.alerts.values().filter(|alert| alert.device == device.id).map(|a| a.behind).max().unwrap_or(0),
        }
    }

    /// What the traffic of a port is held against: the rate bought where it is the uplink, else its speed.
    fn against(&self, known: &Known, port: &Port) -> Option<u64> {
        let declared = known.declared_uplink(&self.texts).or_else(|| known.routed_uplink());
        let is_uplink = declared.is_none_or(|uplink| uplink.key == port.key);
        known.device.contracted_bps.filter(|_| is_uplink).or((port.speed_bps > 0).then_some(port.speed_bps))
    }

    /// One port with its rates.
    pub fn port_row(&self, known: &Known, port: &Port, now: Timestamp) -> PortRow {
        let interval_s = self.interval_s(known);
        let traffic = port.traffic(now.0, interval_s);
        let fresh = traffic.total().is_some();
        let uplink = known.declared_uplink(&self.texts).or_else(|| known.routed_uplink());
        let is_uplink = uplink.is_some_and(|uplink| uplink.key == port.key);
        let bought = known.device.contracted_bps.filter(|_| is_uplink);
        let against = bought.or((port.speed_bps > 0).then_some(port.speed_bps));
        let both = |first: usize| {
            let (a, b) = (port.rate(first, interval_s).per_second, port.rate(first + 1, interval_s).per_second);
            if fresh { a.map(|a| a + b.unwrap_or(0.0)).or(b) } else { None }
        };
        let (trend_in, trend_out) = port.trend.as_ref().map(|t| t.at(now.0, interval_s)).unwrap_or_default();
        PortRow {
            key: self.texts.get(port.key).to_owned(),
            if_index: port.if_index,
            alias: self.texts.get(port.alias).to_owned(),
            kind: self.texts.get(port.kind).to_owned(),
            admin: self.texts.get(port.admin).to_owned(),
            oper: self.texts.get(port.oper).to_owned(),
            speed_bps: (port.speed_bps > 0).then_some(port.speed_bps),
            in_bps: traffic.in_bps,
            out_bps: traffic.out_bps,
            use_percent: against.and_then(|bps| traffic.fuller(bps)).map(|(percent, _)| percent),
            uncertain: traffic.uncertain,
            errors_per_s: both(2),
            discards_per_s: both(4),
            trend_in,
            trend_out,
            uplink: is_uplink,
        }
    }

    /// All ports of a device, by ifIndex, then by name.
    pub fn port_rows(&self, known: &Known, now: Timestamp) -> Vec<PortRow> {
        let mut rows: Vec<_> = known.ports.iter().map(|port| self.port_row(known, port, now)).collect();
        rows.sort_by(|a, b| (a.if_index, &a.key).cmp(&(b.if_index, &b.key)));
        rows
    }

    /// Every agency rolled up; a last row with the code `""` counts devices of none, where there are any.
    pub fn opd_rows(&self, now: Timestamp) -> Vec<OpdRow> {
        let mut counts: BTreeMap<&str, (Counts, Vec<&Known>)> = BTreeMap::new();
        for known in self.devices.values() {
            let code = known.device.opd.as_ref().map_or("", |code| code.0.as_str());
            let (counts, devices) = counts.entry(code).or_default();
            counts.add(known.status);
            devices.push(known);
        }
        let mut rows: Vec<OpdRow> = Vec::with_capacity(self.opds.len() + 1);
        for opd in self.opds.values() {
            let (counts, devices) = counts.remove(opd.code.0.as_str()).unwrap_or_default();
            rows.push(self.opd_row(opd.clone(), counts, &devices, now));
        }
        if let Some((counts, devices)) = counts.remove("") {
            let none = Opd { code: OpdCode(String::new()), ..Opd::default() };
            rows.push(self.opd_row(none, counts, &devices, now));
        }
        rows
    }

    fn opd_row(&self, opd: Opd, counts: Counts, devices: &[&Known], now: Timestamp) -> OpdRow {
        let mut row = OpdRow { counts, ..OpdRow::default() };
        let (mut received, mut sent, mut limit) = (Vec::new(), Vec::new(), 0u64);
        for (known, port) in self.uplinks(&opd, devices) {
            let interval_s = self.interval_s(known);
            let traffic = port.traffic(now.0, interval_s);
            add(&mut row.in_bps, traffic.in_bps);
            add(&mut row.out_bps, traffic.out_bps);
            limit = limit.saturating_add(self.against(known, port).unwrap_or(0));
            if let Some(trend) = &port.trend {
                let (into, out) = trend.at(now.0, interval_s);
                received.push(into);
                sent.push(out);
            }
        }
        row.trend_in = trend::sum(&received);
        row.trend_out = trend::sum(&sent);
        let all = Traffic { in_bps: row.in_bps, out_bps: row.out_bps, uncertain: false };
        row.use_percent = all.fuller(opd.contracted_bps.unwrap_or(limit)).map(|(percent, _)| percent);
        row.opd = opd;
        row
    }

    /// The devices over which an agency is reached: those whose ports carry its traffic; one of them is enough.
    pub(crate) fn gateways(&self, opd: &Opd) -> Vec<model::DeviceId> {
        // A declared one counts before its port was ever read.
        if let Some(uplink) = opd.uplink.as_ref().filter(|uplink| self.devices.contains_key(&uplink.device)) {
            return vec![uplink.device];
        }
        let mut gateways: Vec<_> = self.uplinks_of(opd).iter().map(|(known, _)| known.device.id).collect();
        gateways.sort_unstable();
        gateways.dedup();
        gateways
    }

    /// The ports that carry an agency's traffic, whoever's devices they are on.
    pub(crate) fn uplinks_of(&self, opd: &Opd) -> Vec<(&Known, &Port)> {
        let devices: Vec<&Known> =
            self.devices.values().filter(|known| known.device.opd.as_ref() == Some(&opd.code)).collect();
        self.uplinks(opd, &devices)
    }

    /// The ports that carry an agency's traffic: the one stated for it, else the uplinks stated for its devices, else
    /// the default routes of its routers, else what links its devices to those of others through which they are reached.
    fn uplinks<'a>(&'a self, opd: &Opd, devices: &[&'a Known]) -> Vec<(&'a Known, &'a Port)> {
        if let Some(uplink) = &opd.uplink {
            let known = self.devices.get(&uplink.device);
            let key = self.texts.find(&uplink.port);
            let port = known.and_then(|k| k.ports.iter().find(|port| Some(port.key) == key).map(|port| (k, port)));
            return port.into_iter().collect();
        }
        let stated = devices.iter().filter_map(|known| known.declared_uplink(&self.texts).map(|port| (*known, port)));
        let stated: Vec<_> = stated.collect();
        if !stated.is_empty() {
            return stated;
        }
        let routers = devices.iter().filter(|known| {
            let class = known.device.class.as_deref();
            class.unwrap_or_else(|| self.texts.get(known.fact(|said| said.class))) == "router"
        });
        let routed: Vec<_> = routers.filter_map(|known| known.routed_uplink().map(|port| (*known, port))).collect();
        if !routed.is_empty() {
            return routed;
        }
        let mut linked = Vec::new();
        for known in devices {
            for (other, key) in self.linked.ports(known.device.id) {
                let is_others = self.devices.get(other).is_some_and(|other| other.device.opd != known.device.opd);
                let key = self.texts.find(key).filter(|_| is_others);
                linked.extend(known.ports.iter().find(|port| Some(port.key) == key).map(|port| (*known, port)));
            }
        }
        linked
    }
}

fn add(sum: &mut Option<f64>, part: Option<f64>) {
    if let Some(part) = part {
        *sum = Some(sum.unwrap_or(0.0) + part);
    }
}

fn row_trend(port: &Port, now: Timestamp, interval_s: f64) -> Vec<Option<f32>> {
    let Some(trend) = &port.trend else { return Vec::new() };
    let (received, sent) = trend.at(now.0, interval_s);
    let mut sum = trend::sum(&[received, sent]);
    sum.drain(..sum.len().saturating_sub(ROW_POINTS));
    sum
}

fn memory_percent(known: &Known) -> Option<f64> {
    let total = known.level(Metric::MemoryTotal).filter(|total| *total > 0.0)?;
    known.level(Metric::MemoryUsed).map(|used| (used / total * 100.0).clamp(0.0, 100.0))
}

/// Time of the last start: by the agent's uptime, which is the machine's, else by SNMP's.
pub(super) fn booted(known: &Known) -> Option<Timestamp> {
    let uptime = known.uptime[1].or(known.uptime[0])?;
    let seconds = uptime.at_s - uptime.uptime_s;
    // Whole seconds: the milliseconds would dance with every poll.
    seconds.is_finite().then(|| Timestamp::from_seconds(seconds.round() as i64))
}
