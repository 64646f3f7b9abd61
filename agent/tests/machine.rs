//! The agent on the machine of the test: whatever that is, some things hold.
#![allow(clippy::unwrap_used)]

use agent::{Observer, Roots, clock, collect};
use model::{Batch, DeviceRecord, Metric, Source, Value};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

fn observe() -> (Batch, Batch) {
    let mut observer = Observer::new(Roots::system(), Some("test".into()));
    let first = observer.observe(clock::now());
    (first, observer.observe(clock::now()))
}

fn value(batch: &Batch, metric: Metric, instance: &str) -> Option<f64> {
    let found = batch.samples.iter().find(|sample| sample.metric == metric && sample.instance == instance);
    found.map(|sample| sample.value.as_f64())
}

#[test]
fn the_record_has_the_form_and_goes_through_the_wire() {
    let (batch, _) = observe();
    let record = *batch.inventory.clone().unwrap();
    assert!(collect::is_well_formed(&record), "{}", serde_json::to_string_pretty(&record).unwrap());
    assert!(record.facts.other.is_empty());
    let json = serde_json::to_string(&record).unwrap();
    let again: DeviceRecord = serde_json::from_str(&json).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), json);
    let wire = serde_json::to_string(&batch).unwrap();
    assert_eq!(serde_json::from_str::<Batch>(&wire).unwrap().samples, batch.samples);
}

#[cfg(target_os = "linux")]
#[test]
fn what_every_machine_has() {
    let (batch, second) = observe();
    assert_eq!((batch.source, batch.device.agent_id.as_deref()), (Source::Agent, Some("test")));
    let facts = batch.inventory.unwrap().facts;
    assert!(facts.memory_total_bytes.unwrap() > 16 << 20);
    assert!(facts.uptime_s.unwrap() > 0.0 && facts.process_count.unwrap() > 0);
    assert!(facts.sys_name.is_some() && facts.os.as_deref() == Some("linux"));
    assert!(facts.cpus.iter().filter_map(|cpu| cpu.threads).sum::<u32>() > 0);
    let lo = facts.ports.iter().find(|port| port.name.as_deref() == Some("lo")).unwrap();
    assert_eq!((lo.kind.as_deref(), lo.mac.as_deref()), (Some("softwareLoopback"), None));
    assert!(lo.in_octets.is_some() && lo.high_capacity == Some(true));
    assert!(facts.storage.iter().any(|volume| volume.mount.as_deref() == Some("/")));
    assert!(value(&second, Metric::MemoryUsed, "") <= value(&second, Metric::MemoryTotal, ""));
    assert!(value(&second, Metric::InOctets, "lo") >= value(&batch_of(&facts), Metric::InOctets, "lo"));
    assert!(second.inventory.is_none(), "nothing of the machine changed within a moment");
}

fn batch_of(facts: &model::record::Facts) -> Batch {
    let (samples, _) = agent::samples::samples(facts);
    Batch {
        source: Source::Agent,
        device: model::Identity::default(),
        at: clock::now(),
        heard: Vec::new(),
        samples,
        inventory: None,
        issues: Vec::new(),
    }
}

#[cfg(target_os = "linux")]
#[test]
fn keys_of_rows_and_series_are_unique_and_values_finite() {
    let (batch, second) = observe();
    let facts = batch.inventory.unwrap().facts;
    let unique = |keys: Vec<String>| keys.len() == keys.iter().collect::<BTreeSet<_>>().len();
    assert!(unique(facts.ports.iter().map(|port| format!("{:?}", port.if_index)).collect()));
    assert!(unique(facts.storage.iter().map(|row| format!("{:?}", row.mount)).collect()));
    assert!(unique(
        facts.ipv4.iter().chain(&facts.ipv6).map(|row| format!("{:?} {:?}", row.address, row.if_index)).collect()
    ));
    assert!(unique(facts.arp.iter().map(|row| format!("{:?} {:?}", row.address, row.if_index)).collect()));
    assert!(unique(facts.sensors.iter().map(|row| format!("{:?}", row.descr)).collect()));
    assert!(unique(second.samples.iter().map(|sample| format!("{:?} {}", sample.metric, sample.instance)).collect()));
    for sample in &second.samples {
        assert!(matches!(sample.value, Value::Count(_)) || sample.value.as_f64().is_finite(), "{sample:?}");
    }
    for port in &facts.ports {
        let known = |mac: &String| facts.ports.iter().any(|port| port.mac.as_ref() == Some(mac));
        assert!(batch.device.macs.iter().all(known), "{port:?}");
    }
}

/// A guard against a collector that waits for something, not a benchmark.
#[test]
fn an_observation_waits_for_nothing() {
    let begun = Instant::now();
    observe();
    assert!(begun.elapsed() < Duration::from_secs(5));
}
