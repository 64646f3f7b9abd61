//! Sensors as series: each class its metric, named by what the sensor measures.

use model::{Metric, Sample, Value, record::Sensor};
use std::collections::HashMap;

/// Metric of a class.
fn metric(class: &str) -> Option<Metric> {
    Some(match class {
        "temperature" => Metric::Temperature,
        "humidity" => Metric::Humidity,
        "fanspeed" => Metric::FanSpeed,
        "voltage" => Metric::Voltage,
        "current" => Metric::Current,
        "power" => Metric::Power,
        "power_apparent" => Metric::ApparentPower,
        "power_factor" => Metric::PowerFactor,
        "power_consumed" => Metric::Energy,
        "frequency" => Metric::Frequency,
        "dbm" => Metric::OpticalPower,
        "signal" => Metric::Signal,
        "snr" => Metric::SignalToNoise,
        "load" => Metric::LoadShare,
        "charge" => Metric::Charge,
        "percent" => Metric::Share,
        "loss" => Metric::SensorLoss,
        "runtime" => Metric::Runtime,
        "delay" => Metric::Delay,
        "bitrate" => Metric::BitRate,
        "count" => Metric::Quantity,
        "state" => Metric::SensorState,
        _ => return None,
    })
}

/// Adds a sample for every sensor that has a value. Sensors of one name are told apart by their index.
pub(super) fn sensors(sensors: &[Sensor], samples: &mut Vec<Sample>) {
    let mut names: HashMap<(&str, &str), u32> = HashMap::new();
    for sensor in sensors {
        *names.entry(place(sensor)).or_default() += 1;
    }
    for sensor in sensors {
        let (Some(metric), Some(value)) = (sensor.class.as_deref().and_then(metric), sensor.value) else { continue };
        let (class, name) = place(sensor);
        let alone = names.get(&(class, name)) == Some(&1) && !name.is_empty();
        let index = sensor.index.as_deref().unwrap_or_default();
        let instance = if alone { name.to_owned() } else { format!("{name}#{index}") };
        samples.push(Sample { metric, instance, value: Value::Level(value) });
    }
}

fn place(sensor: &Sensor) -> (&str, &str) {
    (sensor.class.as_deref().unwrap_or_default(), sensor.descr.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::sensor::CLASSES;

    #[test]
    fn names_that_repeat_get_their_index() {
        let sensor = |class: &str, descr: &str, index: &str, value| Sensor {
            class: Some(class.into()),
            descr: (!descr.is_empty()).then(|| descr.to_owned()),
            index: Some(index.into()),
            value,
            ..Sensor::default()
        };
        let mut samples = Vec::new();
        let list = [
            sensor("temperature", "cpu", "1", Some(40.0)),
            sensor("temperature", "board", "2", Some(30.0)),
            sensor("temperature", "board", "3", Some(31.0)),
            sensor("temperature", "", "4", Some(32.0)),
            sensor("voltage", "cpu", "1", Some(12.0)),
            sensor("voltage", "aux", "2", None),
        ];
        sensors(&list, &mut samples);
        let names: Vec<&str> = samples.iter().map(|sample| sample.instance.as_str()).collect();
        assert_eq!(names, ["cpu", "board#2", "board#3", "#4", "cpu"]);
    }

    #[test]
    fn every_class_that_is_measured_often_has_a_metric() {
        let without: Vec<&str> =
            CLASSES.iter().map(|(class, _)| *class).filter(|class| metric(class).is_none()).collect();
        let rare = ["pressure", "airflow", "waterflow", "illuminance", "ber", "quality_factor", "chromatic_dispersion"];
        assert_eq!(without, rare);
    }
}
