//! The values of a reading as samples, from its facts: what the record states and what is measured are one thing.

use model::{
    Metric, Sample, Value,
    record::{Facts, Port, port_keys},
};

/// Most samples of one batch: the collector keeps no more series of one device. Interfaces come last, so that the
/// machine itself is never cut off by its containers.
pub const MAX_SAMPLES: usize = 5_000;

/// All samples of a reading, and how many were over the limit.
pub fn samples(facts: &Facts) -> (Vec<Sample>, usize) {
    let mut out = Vec::with_capacity(32 + facts.ports.len() * 12);
    machine(facts, &mut out);
    volumes(facts, &mut out);
    for (port, key) in facts.ports.iter().zip(port_keys(&facts.ports)) {
        interface(port, &key, &mut out);
    }
    let over = out.len().saturating_sub(MAX_SAMPLES);
    out.truncate(MAX_SAMPLES);
    (out, over)
}

fn machine(facts: &Facts, out: &mut Vec<Sample>) {
    let system = facts.memory.iter().find(|pool| pool.class.as_deref() == Some("system"));
    level(out, Metric::Uptime, "", facts.uptime_s);
    level(out, Metric::CpuUse, "", facts.processors.first().and_then(|all| all.usage_percent));
    count(out, Metric::MemoryUsed, "", system.and_then(|pool| pool.used_bytes));
    count(out, Metric::MemoryTotal, "", system.and_then(|pool| pool.total_bytes));
    level(out, Metric::LoadOne, "", facts.load_average.as_ref().and_then(|average| average.m1));
    for sensor in &facts.sensors {
        let metric = match sensor.class.as_deref() {
            Some("temperature") => Metric::Temperature,
            Some("signal") => Metric::Signal,
            Some("bitrate") => Metric::BitRate,
            _ => continue,
        };
        level(out, metric, sensor.descr.as_deref().unwrap_or_default(), sensor.value);
    }
}

fn volumes(facts: &Facts, out: &mut Vec<Sample>) {
    for volume in &facts.storage {
        let mount = volume.mount.as_deref().unwrap_or_default();
        count(out, Metric::VolumeUsed, mount, volume.used_bytes);
        count(out, Metric::VolumeSize, mount, volume.size_bytes);
    }
}

fn interface(port: &Port, key: &str, out: &mut Vec<Sample>) {
    for (metric, counter) in [
        (Metric::InOctets, port.in_octets),
        (Metric::OutOctets, port.out_octets),
        (Metric::InErrors, port.in_errors),
        (Metric::OutErrors, port.out_errors),
        (Metric::InDiscards, port.in_discards),
        (Metric::OutDiscards, port.out_discards),
        (Metric::InUcast, port.in_ucast),
        (Metric::OutUcast, port.out_ucast),
        (Metric::Speed, port.speed_bps),
        (Metric::IfIndex, port.if_index.map(u64::from)),
        (Metric::HighCapacity, port.high_capacity.map(u64::from)),
        (Metric::AdminUp, port.admin.as_deref().map(|state| u64::from(state == "up"))),
        // A loopback or a tunnel does not know whether it is up; unknown is not down.
        (
            Metric::OperUp,
            port.oper.as_deref().filter(|state| *state != "unknown").map(|state| u64::from(state == "up")),
        ),
    ] {
        count(out, metric, key, counter);
    }
}

fn count(out: &mut Vec<Sample>, metric: Metric, instance: &str, value: Option<u64>) {
    out.extend(value.map(|value| Sample { metric, instance: instance.to_owned(), value: Value::Count(value) }));
}

fn level(out: &mut Vec<Sample>, metric: Metric, instance: &str, value: Option<f64>) {
    let value = value.filter(|value| value.is_finite());
    out.extend(value.map(|value| Sample { metric, instance: instance.to_owned(), value: Value::Level(value) }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::record::{Memory, Processor, Sensor, Storage};

    #[test]
    fn a_fact_that_is_absent_is_no_sample() {
        assert_eq!(samples(&Facts::default()), (Vec::new(), 0));
        let facts = Facts {
            uptime_s: Some(f64::NAN),
            ports: vec![Port { name: Some("lo".into()), oper: Some("unknown".into()), ..Port::default() }],
            ..Facts::default()
        };
        assert_eq!(samples(&facts), (Vec::new(), 0));
    }

    #[test]
    fn facts_become_samples_with_all_their_bits() {
        let facts = Facts {
            uptime_s: Some(12.5),
            processors: vec![Processor { usage_percent: Some(3.1), ..Processor::default() }],
            memory: vec![
                Memory { class: Some("swap".into()), used_bytes: Some(1), total_bytes: Some(2), ..Memory::default() },
                Memory { class: Some("system".into()), used_bytes: Some(3), total_bytes: Some(4), ..Memory::default() },
            ],
            storage: vec![Storage { mount: Some("/".into()), used_bytes: Some(5), ..Storage::default() }],
            sensors: vec![Sensor {
                class: Some("temperature".into()),
                descr: Some("cpu".into()),
                value: Some(50.5),
                ..Sensor::default()
            }],
            ports: vec![Port {
                if_index: Some(2),
                name: Some("eth0".into()),
                in_octets: Some(u64::MAX),
                oper: Some("lowerLayerDown".into()),
                admin: Some("up".into()),
                ..Port::default()
            }],
            ..Facts::default()
        };
        let sample = |metric, instance: &str, value| Sample { metric, instance: instance.into(), value };
        let (made, over) = samples(&facts);
        assert_eq!(over, 0);
        assert_eq!(
            made,
            [
                sample(Metric::Uptime, "", Value::Level(12.5)),
                sample(Metric::CpuUse, "", Value::Level(3.1)),
                sample(Metric::MemoryUsed, "", Value::Count(3)),
                sample(Metric::MemoryTotal, "", Value::Count(4)),
                sample(Metric::Temperature, "cpu", Value::Level(50.5)),
                sample(Metric::VolumeUsed, "/", Value::Count(5)),
                sample(Metric::InOctets, "eth0", Value::Count(u64::MAX)),
                sample(Metric::IfIndex, "eth0", Value::Count(2)),
                sample(Metric::AdminUp, "eth0", Value::Count(1)),
                sample(Metric::OperUp, "eth0", Value::Count(0)),
            ]
        );
    }

    #[test]
    fn a_thousand_containers_do_not_hide_the_machine() {
        let port = |index| Port {
            if_index: Some(index),
            in_octets: Some(1),
            out_octets: Some(1),
            in_errors: Some(0),
            out_errors: Some(0),
            speed_bps: Some(1),
            ..Port::default()
        };
        let facts = Facts { uptime_s: Some(1.0), ports: (1..=1000).map(port).collect(), ..Facts::default() };
        let (made, over) = samples(&facts);
        assert_eq!((made.len(), over), (MAX_SAMPLES, 1001));
        assert_eq!(made[0].metric, Metric::Uptime);
    }
}
