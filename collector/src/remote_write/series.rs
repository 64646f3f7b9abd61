//! Readings as series of `/metrics`: the same names, labels and units.

use super::message::Request;
use crate::{fleet::Fleet, metrics::label, store::ReadBack};
use model::{DeviceId, Metric, batch::Value, metric::Of};
use std::collections::BTreeMap;

/// A request of these readings, and how many samples are in it.
pub(super) fn request(fleet: &Fleet, readings: &[ReadBack]) -> (Request, u64) {
    let mut series: BTreeMap<(DeviceId, Metric, &str), Vec<(i64, f64)>> = BTreeMap::new();
    let mut samples = 0;
    for reading in readings {
        let measured_by = fleet.device(reading.device).and_then(|known| known.measured_by);
        // Two sources of one counter would make one false series of it: the ports follow one of them.
        let follows = measured_by.is_none_or(|(source, _)| source == reading.source);
        for sample in reading.samples.iter().filter(|sample| follows || sample.metric.of() != Of::Port) {
            let value = match sample.value {
                Value::Count(count) => count as f64,
                Value::Level(level) => level,
            };
            let one = series.entry((reading.device, sample.metric, &sample.instance)).or_default();
            one.push((reading.at.0, sample.metric.prometheus_value(value)));
            samples += 1;
        }
    }
    let mut request = Request::default();
    for ((device, metric, instance), mut points) in series {
        points.sort_by_key(|(at, _)| *at);
        let id = device.to_string();
        let opd = fleet.device(device).and_then(|known| known.device.opd.as_ref());
        let opd = label(opd.map_or("", |code| code.0.as_str()));
        let instance = label(instance);
        let mut labels = vec![("__name__", metric.prometheus()), ("id", &id), ("opd", &opd), (name(metric), &instance)];
        // A label without a value is no label.
        labels.retain(|(_, value)| !value.is_empty());
        labels.sort_unstable();
        request.series(labels, points);
    }
    (request, samples)
}

/// The label that tells one of several.
fn name(metric: Metric) -> &'static str {
    match metric.of() {
        Of::Device => "instance",
        Of::Port => "port",
        Of::Volume => "volume",
        Of::Sensor => "sensor",
    }
}
