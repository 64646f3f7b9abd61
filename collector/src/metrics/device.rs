//! The series of devices: one family after the other, each with the labels id, opd and port only; names stand in the
//! `_info` series (`reliability.md` 9).

use super::text::{Page, escape};
use crate::fleet::{Fleet, Known, METRICS, Port, State};
use model::{DeviceId, Metric, OpdCode, Status, Timestamp, metric::Kind, metric::Of};

/// One family of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Family {
    DeviceInfo,
    InterfaceInfo,
    DeviceUp,
    DeviceStatus,
    Of(Metric),
}

/// Every family in order: names first, then the metric dictionary.
pub(super) const FAMILIES: &[Family] = &{
    let mut all = [Family::DeviceInfo; 4 + Metric::ALL.len()];
    all[1] = Family::InterfaceInfo;
    all[2] = Family::DeviceUp;
    all[3] = Family::DeviceStatus;
    let mut place = 0;
    while place < Metric::ALL.len() {
        all[4 + place] = Family::Of(Metric::ALL[place]);
        place += 1;
    }
    all
};

/// Values older than so many intervals are not exposed: Prometheus shall see a hole, not a flat line.
const STALE_INTERVALS: f64 = 3.0;

/// Writes a family from a device on, until the piece is full; returns the device to go on with.
pub(super) fn write(
    fleet: &Fleet,
    family: Family,
    from: DeviceId,
    page: &mut Page,
    (now, opd): (Timestamp, Option<&OpdCode>),
) -> Option<DeviceId> {
    if from == DeviceId(0) {
        head(family, page);
    }
    let mut labels = String::new();
    for (id, known) in fleet.devices.range(from..) {
        if page.len() >= super::PIECE {
            return Some(*id);
        }
        if opd.is_some() && known.device.opd.as_ref() != opd {
            continue;
        }
        labels.clear();
        device_labels(&mut labels, *id, known);
        match family {
            Family::DeviceInfo => device_info(fleet, known, page, &labels),
            Family::InterfaceInfo => interface_info(fleet, known, page, &labels),
            Family::DeviceUp => device_up(known, page, &labels),
            Family::DeviceStatus => device_status(known, page, &labels),
            Family::Of(metric) => of_metric(fleet, known, metric, page, &labels, now),
        }
    }
    None
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
    let fact = |of: fn(&crate::fleet::Said) -> crate::fleet::Text| fleet.text(known.fact(of));
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

fn interface_info(fleet: &Fleet, known: &Known, page: &mut Page, labels: &str) {
    for port in &known.ports {
        page.series_with("pantau_interface_info", |line| {
            line.labels(labels);
            line.label("port", fleet.text(port.key));
            line.label("alias", fleet.text(port.alias));
            line.label("type", fleet.text(port.kind));
            line.value(1.0);
        });
    }
}

fn of_metric(fleet: &Fleet, known: &Known, metric: Metric, page: &mut Page, labels: &str, now: Timestamp) {
    let oldest = now.0 - (STALE_INTERVALS * fleet.interval_s(known) * 1000.0) as i64;
    if metric.of() == Of::Port {
        for port in &known.ports {
            port_series(fleet, metric, port, oldest, page, labels);
        }
        return;
    }
    let instance = match metric.of() {
        Of::Volume => "volume",
        Of::Sensor => "sensor",
        Of::Device | Of::Port => "instance",
    };
    for level in known.levels.iter().filter(|level| level.metric == metric && level.at >= oldest) {
        page.series_with(metric.prometheus(), |line| {
            line.labels(labels);
            if level.instance.is_some() || metric.of() != Of::Device {
                line.label(instance, fleet.text(level.instance));
            }
            line.value(metric.prometheus_value(level.value));
        });
    }
}

fn port_series(fleet: &Fleet, metric: Metric, port: &Port, oldest: i64, page: &mut Page, labels: &str) {
    // A port that is only known by an inventory has states, but no counters with a time of their own.
    if port.newest.at != 0 && port.newest.at < oldest {
        return;
    }
    let key = fleet.text(port.key);
    if let Some(slot) = METRICS.iter().position(|known| *known == metric) {
        if let Some(count) = port.newest.get(slot) {
            page.series_with(metric.prometheus(), |line| {
                line.labels(labels);
                line.label("port", key);
                line.count(count);
            });
        }
        return;
    }
    let state = |text| fleet.texts.some(text).map(|word| f64::from(u8::from(word == "up")));
    let value = match metric {
        Metric::OperUp => state(port.oper),
        Metric::AdminUp => state(port.admin),
        Metric::Speed => (port.speed_bps > 0).then_some(port.speed_bps as f64),
        Metric::CounterReset => port.newest.has_discontinuity.then_some(f64::from(port.newest.discontinuity)),
        Metric::HighCapacity => (port.newest.at > 0).then_some(f64::from(u8::from(port.newest.wide & 1 == 1))),
        Metric::IfIndex => (port.if_index > 0).then_some(f64::from(port.if_index)),
        _ => None,
    };
    if let Some(value) = value {
        page.series_with(metric.prometheus(), |line| {
            line.labels(labels);
            line.label("port", key);
            line.value(value);
        });
    }
}
