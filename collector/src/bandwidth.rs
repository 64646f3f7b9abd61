//! What ports and the uplinks of agencies carried: windows of five minutes from the history, sums from `model::bandwidth`.

use crate::{
    fleet::{Fleet, Known, Port},
    parallel,
    store::{Many, Reader, StoreError, Traffic},
    trust::Who,
};
use model::{
    DeviceId, Metric, OpdCode, Timestamp, Zone,
    api::{Bandwidth, Line, PortOf},
    availability::Period,
    bandwidth::{Links, Usage, Window, days_of, forecast, in_short, usage},
    batch::Source,
};
use std::collections::BTreeMap;

/// A forecast looks at so many days before the end of the period.
const FORECAST_DAYS: i64 = 90;
/// After a gap a counter tells of the time before; so far behind the end of a period that is looked for, seconds.
const GAP_SECONDS: i64 = 86_400;
/// And of ports that tell nothing so soon, so much farther.
const LONG_GAP_SECONDS: i64 = 40 * 86_400;

/// Things whose ports are read together: more of them would hold more memory than they save time.
const TOGETHER: usize = 8;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// The uplinks of every agency.
    All,
    /// Those of one.
    Opd(OpdCode),
    /// A port.
    Port(DeviceId, String),
    /// All ports of a device.
    Device(DeviceId),
}

/// What must be known of the fleet; taken under its lock, so that the history is read without.
pub(crate) struct Scene {
    now: Timestamp,
    zone: Zone,
    period: Period,
    in_full: bool,
    lines: Vec<Wanted>,
}

struct Wanted {
    line: Line,
    /// More ports than those that are told where some belong to somebody else.
    thing: Thing,
}

/// Ports of which the use is told together.
#[derive(Clone, Debug, Default)]
pub struct Thing {
    /// Device and port key of each.
    pub ports: Vec<(DeviceId, String)>,
    /// The rate that it is held against, bit/s.
    pub against_bps: Option<u64>,
}

impl Scene {
    /// Of what this one may see; none where the port is not known.
    pub(crate) fn of(fleet: &Fleet, who: &Who, which: &Which, period: Period, now: Timestamp) -> Option<Self> {
        let mut lines = Vec::new();
        match which {
            Which::All | Which::Opd(_) => {
                for opd in fleet.opds().filter(|opd| who.sees(Some(&opd.code))) {
                    if matches!(which, Which::Opd(code) if *code != opd.code) {
                        continue;
                    }
                    let found = fleet.uplinks_of(opd);
                    let bought = opd.contracted_bps;
                    let mut wanted = wanted(fleet, who, &found, bought, now);
                    wanted.line.opd = Some(opd.code.clone());
                    lines.push(wanted);
                }
            }
            Which::Port(id, key) => {
                let known = fleet.device(*id)?;
                let port = known.ports.iter().find(|port| fleet.text(port.key) == key)?;
                lines.push(wanted(fleet, who, &[(known, port)], None, now));
            }
            Which::Device(id) => {
                let known = fleet.device(*id)?;
                lines.extend(known.ports.iter().map(|port| wanted(fleet, who, &[(known, port)], None, now)));
            }
        }
        let in_full = matches!(which, Which::Opd(_) | Which::Port(..));
        Some(Self { now, zone: fleet.settings().site.zone, period, in_full, lines })
    }

    /// Reads the history and adds up.
    pub(crate) fn report(self, reader: &Reader) -> Result<Bandwidth, StoreError> {
        let (mut lines, things): (Vec<Line>, Vec<Thing>) =
            self.lines.into_iter().map(|wanted| (wanted.line, wanted.thing)).unzip();
        let usages = usages(reader, &things, self.period, self.zone, self.in_full)?;
        for (line, usage) in lines.iter_mut().zip(usages) {
            line.usage = usage;
        }
        // Ports that never carried anything say nothing where many are told.
        if !self.in_full {
            lines.retain(|line| line.opd.is_some() || line.usage.counted_percent > 0.0);
        }
        Ok(Bandwidth { now: self.now, from: self.period.from, to: self.period.to, zone: self.zone, lines })
    }
}

/// What things carried in a period, in their order; `in_full` with days, months and profile.
pub fn usages(
    reader: &Reader,
    things: &[Thing],
    period: Period,
    zone: Zone,
    in_full: bool,
) -> Result<Vec<Usage>, StoreError> {
    let parts: Vec<&[Thing]> = things.chunks(TOGETHER).collect();
    let usages = parallel::map(&parts, |part| usages_of(reader, part, period, zone, in_full))?;
    Ok(usages.into_iter().flatten().collect())
}

/// The same of a few things: ports of one device are read together.
fn usages_of(
    reader: &Reader,
    things: &[Thing],
    period: Period,
    zone: Zone,
    in_full: bool,
) -> Result<Vec<Usage>, StoreError> {
    let ahead = Period { from: period.to.plus_seconds(-FORECAST_DAYS * 86_400), to: period.to };
    let from = if in_full { period.from.min(ahead.from) } else { period.from };
    let mut by_device: BTreeMap<DeviceId, Vec<&str>> = BTreeMap::new();
    for (device, port) in things.iter().flat_map(|thing| &thing.ports) {
        let ports = by_device.entry(*device).or_default();
        if !ports.contains(&port.as_str()) {
            ports.push(port);
        }
    }
    let mut read: BTreeMap<(DeviceId, &str), [Vec<Window>; 2]> = BTreeMap::new();
    for (device, ports) in &by_device {
        let windows = windows(reader, *device, ports, Period { from, to: period.to })?;
        read.extend(ports.iter().map(|port| (*device, *port)).zip(windows));
    }
    let told = things.iter().map(|thing| {
        let mut links = Links::default();
        for (device, port) in &thing.ports {
            // Of a port that is in several things each takes a copy.
            let [received, sent] = read.get(&(*device, port.as_str())).cloned().unwrap_or_default();
            links.incoming.push(received);
            links.outgoing.push(sent);
        }
        if in_full {
            let days = days_of(&links, Period { from, ..ahead }, zone);
            let found = usage(&links, period, zone, thing.against_bps);
            Usage { forecast: forecast(&days, zone, thing.against_bps), ..found }
        } else {
            in_short(&links, period, zone, thing.against_bps)
        }
    });
    Ok(told.collect())
}

fn wanted(fleet: &Fleet, who: &Who, ports: &[(&Known, &Port)], bought: Option<u64>, now: Timestamp) -> Wanted {
    let mut line = Line::default();
    let (mut against, mut is_contracted) = (Some(0), true);
    for (known, port) in ports {
        let row = fleet.port_row(known, port, now);
        line.now_in_bps = add(line.now_in_bps, row.in_bps);
        line.now_out_bps = add(line.now_out_bps, row.out_bps);
        let own = known.device.contracted_bps.filter(|_| row.uplink);
        is_contracted &= own.is_some();
        // Where the rate of one is not known, that of all is not.
        against = against.zip(own.or(row.speed_bps)).map(|(sum, bps): (u64, u64)| sum.saturating_add(bps));
        if who.sees(known.device.opd.as_ref()) {
            let name = known.name(&fleet.texts);
            line.ports.push(PortOf { device: known.device.id, name, port: row.key });
        }
    }
    line.is_contracted = bought.is_some() || (is_contracted && !ports.is_empty());
    let keys = ports.iter().map(|(known, port)| (known.device.id, fleet.text(port.key).to_owned()));
    let against_bps = bought.or(against.filter(|bps| *bps > 0));
    Wanted { line, thing: Thing { ports: keys.collect(), against_bps } }
}

fn add(sum: Option<f64>, part: Option<f64>) -> Option<f64> {
    match (sum, part) {
        (Some(sum), Some(part)) => Some(sum + part),
        (sum, part) => sum.or(part),
    }
}

/// Windows of ports, received and sent, of the one source that tells most: two readers of one counter would count twice.
fn windows(
    reader: &Reader,
    device: DeviceId,
    ports: &[&str],
    period: Period,
) -> Result<Vec<[Vec<Window>; 2]>, StoreError> {
    // What a gap before the end hides is told by the first window after it.
    let near = Period { from: period.from, to: period.to.plus_seconds(GAP_SECONDS) };
    let mut found = read(reader, device, ports, near)?;
    let is_told = |window: &Window| window.at >= period.to && window.known_ms > 0;
    let lacking: Vec<usize> = (0..found.len()).filter(|place| !found[*place].iter().flatten().any(is_told)).collect();
    let instances: Vec<&str> = lacking.iter().filter_map(|place| ports.get(*place).copied()).collect();
    let far = Period { from: near.to, to: near.to.plus_seconds(LONG_GAP_SECONDS) };
    for (place, more) in lacking.into_iter().zip(read(reader, device, &instances, far)?) {
        for (windows, more) in found[place].iter_mut().zip(more) {
            windows.extend(more.into_iter().find(|window| window.known_ms > 0));
        }
    }
    Ok(found)
}

fn read(
    reader: &Reader,
    device: DeviceId,
    ports: &[&str],
    period: Period,
) -> Result<Vec<[Vec<Window>; 2]>, StoreError> {
    let metrics = [Metric::InOctets, Metric::OutOctets];
    let Period { from, to } = period;
    let found = reader.traffic_of(&Many { device, instances: ports, metrics: &metrics, from, to })?;
    Ok(found.into_iter().map(of_port).collect())
}

fn of_port(traffic: Traffic) -> [Vec<Window>; 2] {
    let mut by_source: BTreeMap<Source, [Vec<Window>; 2]> = BTreeMap::new();
    for ((source, metric), carried) in traffic {
        let values = carried.increase.into_iter().zip(carried.known_ms);
        let windows = carried.at.into_iter().zip(values);
        let window = |(at, (octets, known_ms))| Window { at: Timestamp(at), octets, known_ms };
        by_source.entry(source).or_default()[usize::from(metric == Metric::OutOctets)] = windows.map(window).collect();
    }
    let known = |windows: &[Vec<Window>; 2]| windows.iter().flatten().map(|window| window.known_ms).sum::<u64>();
    by_source.into_values().max_by_key(known).unwrap_or_default()
}
