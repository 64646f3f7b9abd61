//! The series of devices: one family after the other, each with the labels id, opd and port only; names stand in the
//! `_info` series (`reliability.md` 9).

mod echoed;

use super::{
    choice::Choice,
    text::{Number, Page, escape},
};
use crate::fleet::{Fleet, Known, Level, Port, RoundTrips, State, Text, slot};
use echoed::Echoed;
use model::{DeviceId, Metric, Status, Timestamp, metric::Kind, metric::Of};
use std::collections::{HashMap, HashSet};

/// One family of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Family {
    DeviceInfo,
    InterfaceInfo,
    DeviceUp,
    DeviceStatus,
    Echoes(Echoed),
    Of(Metric),
}

/// Families that hold series of devices, then those of ports: when the page is full, devices are still all there.
const COUNT: usize = 4 + Echoed::ALL.len() + Metric::ALL.len();

/// Every family in order: names first, then the metric dictionary.
pub(super) const FAMILIES: &[Family] = &{
    let mut all = [Family::DeviceInfo; COUNT];
    all[1] = Family::DeviceUp;
    all[2] = Family::DeviceStatus;
    let mut place = 3;
    let mut next = 0;
    while next < Echoed::ALL.len() {
        all[place] = Family::Echoes(Echoed::ALL[next]);
        next += 1;
        place += 1;
    }
    let mut ports = false;
    loop {
        next = 0;
        while next < Metric::ALL.len() {
            if matches!(Metric::ALL[next].of(), Of::Port) == ports {
                all[place] = Family::Of(Metric::ALL[next]);
                place += 1;
            }
            next += 1;
        }
        if ports {
            break;
        }
        ports = true;
    }
    all[place] = Family::InterfaceInfo;
    all
};

/// Values older than so many intervals are not exposed: Prometheus shall see a hole, not a flat line.
const STALE_INTERVALS: f64 = 3.0;
/// Devices looked at before the fleet is let go, however little is written of them.
const DEVICES_IN_A_ROW: usize = 500;

/// What a look at all devices found before a page is written, so that families need not look for what is not there.
pub(super) struct Survey<'a> {
    choice: &'a Choice,
    /// Places of the ports that are written, of devices that have such; unused when all are.
    chosen: HashMap<DeviceId, Vec<u32>>,
    /// Metrics of which there is a value that is not a port's counter.
    levels: HashSet<Metric>,
}

impl<'a> Survey<'a> {
    pub(super) fn new(choice: &'a Choice) -> Self {
        Self { choice, chosen: HashMap::new(), levels: HashSet::new() }
    }

    /// Looks at devices from this one on; tells where to go on.
    pub(super) fn look(&mut self, fleet: &Fleet, from: DeviceId) -> Option<DeviceId> {
        let choice = self.choice;
        let mut looked_at = 0;
        each(fleet, choice, from, |id, known| {
            if looked_at == DEVICES_IN_A_ROW {
                return Some(id);
            }
            looked_at += 1;
            self.levels.extend(known.levels.iter().map(|level| level.metric));
            if !choice.has_all_ports() {
                let places = choice.ports_of(id, known);
                if !places.is_empty() {
                    self.chosen.insert(id, places);
                }
            }
            None
        })
    }

    /// False when no device has a series of this family.
    pub(super) fn has(&self, family: Family) -> bool {
        match family {
            Family::Of(metric) if metric.of() != Of::Port => self.levels.contains(&metric),
            _ => true,
        }
    }
}

/// Calls `one` for the chosen devices from this one on, until it tells where to go on.
fn each(
    fleet: &Fleet,
    choice: &Choice,
    from: DeviceId,
    mut one: impl FnMut(DeviceId, &Known) -> Option<DeviceId>,
) -> Option<DeviceId> {
    match &choice.devices {
        None => fleet.devices.range(from..).find_map(|(id, known)| one(*id, known)),
        Some(ids) => {
            let rest = &ids[ids.partition_point(|id| *id < from)..];
            // A device that was removed while the page is written is simply not there any more.
            rest.iter().find_map(|id| fleet.devices.get(id).and_then(|known| one(*id, known)))
        }
    }
}

/// What is the same for all devices of a family.
struct Around<'a> {
    fleet: &'a Fleet,
    survey: &'a Survey<'a>,
    now: Timestamp,
}

/// Writes a family from a device on (none: from its head), until the piece is full; returns the device to go on with.
pub(super) fn write(
    fleet: &Fleet,
    family: Family,
    from: Option<DeviceId>,
    page: &mut Page,
    (survey, now): (&Survey<'_>, Timestamp),
) -> Option<DeviceId> {
    if from.is_none() {
        head(family, page);
    }
    if !survey.has(family) {
        return None;
    }
    let from = from.unwrap_or(DeviceId(0));
    let around = Around { fleet, survey, now };
    let mut labels = String::new();
    let mut looked_at = 0;
    each(fleet, survey.choice, from, |id, known| {
        if page.len() >= super::PIECE || looked_at == DEVICES_IN_A_ROW {
            return Some(id);
        }
        looked_at += 1;
        around.device(family, id, known, page, &mut labels);
        None
    })
}

/// Counts what the rest of the families would be on a page that is full, all of them with one look at each device; tells
/// where to go on.
pub(super) fn count(
    fleet: &Fleet,
    rest: &[Family],
    from: DeviceId,
    page: &mut Page,
    (survey, now): (&Survey<'_>, Timestamp),
) -> Option<DeviceId> {
    let around = Around { fleet, survey, now };
    let mut looked_at = 0;
    each(fleet, survey.choice, from, |id, known| {
        if looked_at == DEVICES_IN_A_ROW {
            return Some(id);
        }
        looked_at += 1;
        for family in rest.iter().filter(|family| survey.has(**family)) {
            around.device(*family, id, known, page, &mut String::new());
        }
        None
    })
}

fn head(family: Family, page: &mut Page) {
    match family {
        Family::DeviceInfo => page.head("pantau_device_info", "What a device is; always 1.", "gauge"),
        Family::InterfaceInfo => page.head("pantau_interface_info", "What a port is; always 1.", "gauge"),
        Family::DeviceUp => {
            page.head("pantau_device_up", "1 while the device is up, 0 while it is down or unreachable.", "gauge");
        }
        Family::DeviceStatus => {
            page.head("pantau_device_status", "1 for the status that the device has, 0 for the others.", "gauge");
        }
        Family::Echoes(what) => {
            let kind = if matches!(what, Echoed::Sent | Echoed::Received) { "counter" } else { "gauge" };
            page.head(what.name(), what.help(), kind);
        }
        Family::Of(metric) => {
            let kind = if metric.kind() == Kind::Counter { "counter" } else { "gauge" };
            page.head(metric.prometheus(), metric.help(), kind);
        }
    }
}

fn device_labels(out: &mut String, id: DeviceId, known: &Known) {
    out.push_str("id=\"");
    out.push_str(&id.to_string());
    out.push_str("\",opd=\"");
    escape(out, known.device.opd.as_ref().map_or("", |code| code.0.as_str()));
    out.push('"');
}

impl Around<'_> {
    fn device(&self, family: Family, id: DeviceId, known: &Known, page: &mut Page, labels: &mut String) {
        labels.clear();
        match family {
            Family::InterfaceInfo => {}
            Family::Of(metric) if metric.of() == Of::Port => return self.ports(metric, id, known, page, labels),
            _ if page.is_full() => {}
            _ => device_labels(labels, id, known),
        }
        match family {
            Family::DeviceInfo => device_info(self.fleet, known, page, labels),
            Family::InterfaceInfo => self.interface_info(id, known, page, labels),
            Family::DeviceUp => device_up(known, page, labels),
            Family::DeviceStatus => device_status(known, page, labels),
            Family::Echoes(what) => self.echoes(what, known, page, labels),
            Family::Of(metric) => self.levels(metric, known, page, labels),
        }
    }

    /// Values read before this moment are not exposed, milliseconds.
    fn oldest(&self, known: &Known) -> i64 {
        self.now.0 - (STALE_INTERVALS * self.fleet.interval_s(known) * 1000.0) as i64
    }

    /// The ports of a device that are asked for.
    fn chosen<'k>(&'k self, id: DeviceId, known: &'k Known) -> impl Iterator<Item = &'k Port> {
        let all = if self.survey.choice.has_all_ports() { &known.ports[..] } else { &[] };
        let places = self.survey.chosen.get(&id).map_or(&[][..], Vec::as_slice);
        all.iter().chain(places.iter().filter_map(|place| known.ports.get(*place as usize)))
    }

    fn interface_info(&self, id: DeviceId, known: &Known, page: &mut Page, labels: &mut String) {
        if !page.is_full() {
            device_labels(labels, id, known);
        }
        for port in self.chosen(id, known) {
            page.series_with("pantau_interface_info", |line| {
                line.labels(labels);
                line.label("port", self.fleet.text(port.key));
                line.label("alias", self.fleet.text(port.alias));
                line.label("type", self.fleet.text(port.kind));
                line.value(1.0);
            });
        }
    }

    fn ports(&self, metric: Metric, id: DeviceId, known: &Known, page: &mut Page, begin: &mut String) {
        if !page.is_full() {
            begin.push_str(metric.prometheus());
            begin.push('{');
            device_labels(begin, id, known);
            begin.push_str(",port=\"");
        }
        let (oldest, slot) = (self.oldest(known), slot(metric));
        if metric == Metric::PoePower {
            return self.power(oldest, id, known, page, begin);
        }
        for port in self.chosen(id, known) {
            // A port that is only known by an inventory has states, but no counters with a time of their own.
            if port.newest.at != 0 && port.newest.at < oldest {
                continue;
            }
            let value = match slot {
                Some(slot) => port.newest.get(slot).map(Number::Count),
                None => self.of_port(metric, port).map(Number::Level),
            };
            if let Some(value) = value {
                page.series_of(begin, self.fleet.text(port.key), value);
            }
        }
    }

    /// The power that ports give lies among the levels of their device.
    fn power(&self, oldest: i64, id: DeviceId, known: &Known, page: &mut Page, begin: &str) {
        let is_new = |level: &&Level| level.metric == Metric::PoePower && level.at >= oldest;
        let powers: HashMap<Text, f64> =
            known.levels.iter().filter(is_new).map(|level| (level.instance, level.value)).collect();
        if powers.is_empty() {
            return;
        }
        for port in self.chosen(id, known) {
            if let Some(watts) = powers.get(&port.key) {
                page.series_of(begin, self.fleet.text(port.key), Number::Level(*watts));
            }
        }
    }

    fn of_port(&self, metric: Metric, port: &Port) -> Option<f64> {
        let state = |text| self.fleet.texts.some(text).map(|word| f64::from(u8::from(word == "up")));
        match metric {
            Metric::OperUp => state(port.oper),
            Metric::AdminUp => state(port.admin),
            Metric::Speed => (port.speed_bps > 0).then_some(port.speed_bps as f64),
            Metric::CounterReset => port.newest.has_discontinuity.then_some(f64::from(port.newest.discontinuity)),
            Metric::HighCapacity => (port.newest.at > 0).then_some(f64::from(u8::from(port.newest.wide & 1 == 1))),
            Metric::IfIndex => (port.if_index > 0).then_some(f64::from(port.if_index)),
            _ => None,
        }
    }

    fn echoes(&self, what: Echoed, known: &Known, page: &mut Page, labels: &str) {
        let Some(echoes) = &known.echoes else { return };
        let trips = |of: fn(RoundTrips) -> Option<f64>| {
            echoes.round_trips(self.oldest(known)).and_then(of).map(|ms| Number::Level(ms / 1000.0))
        };
        let value = match what {
            Echoed::Sent => Some(Number::Count(echoes.sent)),
            Echoed::Received => Some(Number::Count(echoes.received)),
            Echoed::Min => trips(|trips| Some(trips.min_ms)),
            Echoed::Mean => trips(|trips| Some(trips.mean_ms)),
            Echoed::Max => trips(|trips| Some(trips.max_ms)),
            Echoed::Jitter => trips(|trips| trips.jitter_ms),
        };
        let Some(value) = value else { return };
        page.series_with(what.name(), |line| {
            line.labels(labels);
            match value {
                Number::Count(count) => line.count(count),
                Number::Level(level) => line.value(level),
            }
        });
    }

    fn levels(&self, metric: Metric, known: &Known, page: &mut Page, labels: &str) {
        let oldest = self.oldest(known);
        let instance = match metric.of() {
            Of::Volume => "volume",
            Of::Sensor => "sensor",
            Of::Device | Of::Port => "instance",
        };
        for level in known.levels.iter().filter(|level| level.metric == metric && level.at >= oldest) {
            page.series_with(metric.prometheus(), |line| {
                line.labels(labels);
                if level.instance.is_some() || metric.of() != Of::Device {
                    line.label(instance, self.fleet.text(level.instance));
                }
                line.value(metric.prometheus_value(level.value));
            });
        }
    }
}

fn device_up(known: &Known, page: &mut Page, labels: &str) {
    if known.state != State::Unknown {
        page.series_with("pantau_device_up", |line| {
            line.labels(labels);
            line.value(f64::from(u8::from(known.state == State::Up)));
        });
    }
}

fn device_status(known: &Known, page: &mut Page, labels: &str) {
    for status in Status::ALL {
        page.series_with("pantau_device_status", |line| {
            line.labels(labels);
            line.label("status", status.name());
            line.value(f64::from(u8::from(known.status == status)));
        });
    }
}

fn device_info(fleet: &Fleet, known: &Known, page: &mut Page, labels: &str) {
    let fact = |of: fn(&crate::fleet::Said) -> Text| fleet.text(known.fact(of));
    let class = known.device.class.as_deref().unwrap_or_else(|| fact(|said| said.class));
    page.series_with("pantau_device_info", |line| {
        line.labels(labels);
        line.label("name", &known.name(&fleet.texts));
        line.label("address", &known.address(&fleet.texts));
        line.label("class", class);
        line.label("vendor", fact(|said| said.vendor));
        line.label("hardware", fact(|said| said.hardware));
        line.label("os", fact(|said| said.os));
        line.label("version", fact(|said| said.version));
        line.value(1.0);
    });
}
