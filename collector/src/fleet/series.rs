//! The samples of a batch taken in: counters to their ports, levels beside them, all of them as a reading for the store.

mod bound;
mod instance;

pub use bound::Bound;

use super::{Frame, Known, Level, Port, Text, Texts, inventory::set_oper, port::slot};
use crate::{
    grid::Grid,
    store::{Row, StoredReading, reading},
};
use instance::Instances;
use model::{
    Batch, Metric, Timestamp, Value,
    api::{Event, Happening},
    batch::Source,
    metric::{Kind, Of},
    rate::{Uptime, UptimeStep, uptime_step},
};

/// What is needed around the samples.
pub(super) struct Around {
    pub(super) interval_s: f64,
    pub(super) instances_at_most: usize,
}

/// What a batch tells besides its values, while it is taken in.
struct Events<'r> {
    list: Vec<Event>,
    /// The ports follow the source of this batch.
    measures: bool,
    rows: Option<&'r mut Vec<Row>>,
}

/// Takes in samples and a grid. With `rows` they go to the store, with new entries of the instance dictionary. Returns how many
/// were left out because the device has too many series.
pub(super) fn take(
    known: &mut Known,
    texts: &mut Texts,
    (batch, grid): (&Batch, Option<&Grid>),
    around: &Around,
    rows: Option<&mut Vec<Row>>,
) -> u32 {
    let (id, at) = (known.device.id, batch.at);
    let mut list = Vec::new();
    let rebooted = take_uptime(known, batch, around.interval_s, &mut list);
    let has_counters = grid.is_some() || batch.samples.iter().any(|sample| slot(sample.metric).is_some());
    let measures = measures(known, batch, has_counters, around.interval_s);
    let mut events = Events { list, measures, rows };
    let empty = Frame { at: at.0, rebooted, ..Frame::default() };
    let mut packed = Vec::with_capacity(batch.samples.len() + grid.map_or(0, Grid::len));
    let mut left_out = match grid {
        Some(grid) => bound::take(known, texts, (batch, grid), empty, around, &mut events, &mut packed),
        None => 0,
    };
    let mut seen = Instances::new(batch.samples.len(), empty);
    for sample in &batch.samples {
        let Some(instance) = seen.of(&sample.instance, known, texts, around.instances_at_most) else {
            left_out += 1;
            continue;
        };
        packed.push((sample.metric.id(), instance.number, sample.value));
        if sample.metric.of() != Of::Port || sample.metric == Metric::PoePower {
            // Few ports give power: it lies beside the ports and not in each of them.
            take_level(known, sample.metric, instance.text, sample.value, at);
        } else if measures {
            let place = instance.port(known);
            take_port(
                &mut known.ports[place],
                &mut instance.frame,
                texts,
                sample.metric,
                sample.value,
                batch,
                &mut events.list,
            );
        }
    }
    for instance in seen.all() {
        if let (true, Some(rows)) = (instance.is_new, events.rows.as_deref_mut()) {
            rows.push(Row::Instance(id, instance.number, instance.name.to_owned()));
        }
        if let Some(port) = instance.place.and_then(|place| known.ports.get_mut(place)) {
            let mut frame = instance.frame;
            widen(&mut frame, port, batch.source);
            port.take(frame, around.interval_s);
        }
    }
    if let Some(rows) = events.rows {
        rows.extend(events.list.into_iter().map(|event| Row::Event(id, event)));
        if !packed.is_empty() {
            let body = reading::pack(packed);
            rows.push(Row::Reading(StoredReading { device: id, source: batch.source, at, body }));
        }
    }
    left_out
}

/// Two sources that read the same counters at different moments would make false rates of them: the ports follow one,
/// and another takes over only when the first has been silent for three intervals.
/// A batch without counters (a check) takes part in nothing of this.
fn measures(known: &mut Known, batch: &Batch, has_counters: bool, interval_s: f64) -> bool {
    let (source, at) = (batch.source, batch.at);
    if !has_counters {
        return known.measured_by.is_none_or(|(by, _)| by == source);
    }
    let takes = match known.measured_by {
        Some((by, heard)) => by == source || at.seconds_since(heard) > 3.0 * interval_s,
        None => true,
    };
    if takes {
        let heard = known.measured_by.filter(|(by, _)| *by == source).map_or(at, |(_, heard)| heard.max(at));
        known.measured_by = Some((source, heard));
    }
    takes
}

fn take_uptime(known: &mut Known, batch: &Batch, interval_s: f64, events: &mut Vec<Event>) -> bool {
    let Some(sample) = batch.samples.iter().find(|s| s.metric == Metric::Uptime && s.instance.is_empty()) else {
        return false;
    };
    let place = usize::from(batch.source != Source::Snmp);
    let new = Uptime { at_s: batch.at.0 as f64 / 1000.0, uptime_s: sample.value.as_f64(), engine: None };
    let Some(old) = known.uptime[place] else {
        known.uptime[place] = Some(new);
        return false;
    };
    if new.at_s <= old.at_s {
        return false;
    }
    known.uptime[place] = Some(new);
    let rebooted = uptime_step(old, new, interval_s) == UptimeStep::Rebooted;
    if rebooted {
        events.push(Event { at: batch.at, what: Happening::Rebooted });
    }
    rebooted
}

fn take_level(known: &mut Known, metric: Metric, instance: Text, value: Value, at: Timestamp) {
    let new = Level { metric, instance, value: value.as_f64(), at: at.0 };
    match known.levels.iter_mut().find(|level| level.metric == metric && level.instance == instance) {
        Some(level) if level.at <= at.0 => *level = new,
        Some(_) => {}
        None => known.levels.push(new),
    }
}

fn take_port(
    port: &mut Port,
    frame: &mut Frame,
    texts: &mut Texts,
    metric: Metric,
    value: Value,
    batch: &Batch,
    events: &mut Vec<Event>,
) {
    if let (Some(slot), Value::Count(count), Kind::Counter) = (slot(metric), value, metric.kind()) {
        frame.set(slot, count, false);
        return;
    }
    // A batch that came late must not turn back what a newer one said.
    if batch.at.0 < port.newest.at {
        return;
    }
    let on = value.as_f64() >= 1.0;
    match metric {
        Metric::OperUp => {
            let was_up = texts.get(port.oper) == "up";
            if !port.oper.is_some() || was_up != on {
                let name = texts.get(port.key).to_owned();
                set_oper(port, texts, &name, if on { "up" } else { "down" }, batch.at, events);
            }
        }
        Metric::AdminUp => {
            let was_up = texts.get(port.admin) == "up";
            if !port.admin.is_some() || was_up != on {
                port.admin = texts.keep(if on { "up" } else { "down" });
            }
        }
        Metric::Speed => port.speed_bps = as_count(value),
        Metric::HighCapacity => port.high_capacity = on,
        Metric::IfIndex => {
            let index = u32::try_from(as_count(value)).unwrap_or(0);
            if port.if_index != 0 && port.if_index != index {
                port.renumbered();
            }
            port.if_index = index;
        }
        Metric::CounterReset => {
            frame.discontinuity = as_count(value) as u32;
            frame.has_discontinuity = true;
        }
        _ => {}
    }
}

/// Octets and unicast packets of SNMP are 64 bits wide where the port says so; its errors and discards never are.
fn widen(frame: &mut Frame, port: &Port, source: Source) {
    frame.wide = match source {
        Source::Snmp if port.high_capacity => 0b1100_0011,
        Source::Snmp => 0,
        _ => 0xff,
    };
}

fn as_count(value: Value) -> u64 {
    match value {
        Value::Count(count) => count,
        Value::Level(level) => level.max(0.0) as u64,
    }
}
