//! What a batch of a 48-port switch costs behind the poller: fleet, judgement, rows to draw, commit, `/metrics`.
//!
//! `cargo bench -p pantau-collector --bench ingest`; with `-- memory` it prints what 10,000 such switches take instead.

use collector::{
    fleet::{Fleet, Sender},
    metrics::{Own, page},
    store::{Row, Store},
};
use model::{
    Batch, Device, DeviceId, Identity, Metric, Sample, Settings, Source, Timestamp, Value,
    batch::Heard,
    record::{DeviceRecord, Port},
};

const PORTS: u32 = 48;
const START: i64 = 1_772_337_600_000;
const COLUMNS: [Metric; 10] = [
    Metric::InOctets,
    Metric::OutOctets,
    Metric::InErrors,
    Metric::OutErrors,
    Metric::InDiscards,
    Metric::OutDiscards,
    Metric::OperUp,
    Metric::AdminUp,
    Metric::Speed,
    Metric::HighCapacity,
];

fn main() {
    if std::env::args().any(|argument| argument == "memory") {
        memory();
    } else {
        divan::main();
    }
}

/// The batch of one poll; every port is busy.
fn batch(device: u32, poll: i64) -> Batch {
    let seed = u64::from(device) * 1_000_003;
    let samples = (0..PORTS).flat_map(|port| {
        COLUMNS.map(|metric| {
            let count = match metric {
                Metric::InOctets | Metric::OutOctets => {
                    (seed << 20) + poll as u64 * (u64::from(port) * 7_919 + 60_000_000)
                }
                Metric::Speed => 1_000_000_000,
                Metric::OperUp | Metric::AdminUp | Metric::HighCapacity => 1,
                _ => seed % 7,
            };
            Sample { metric, instance: name(port), value: Value::Count(count) }
        })
    });
    Batch {
        source: Source::Snmp,
        device: Identity { device: Some(DeviceId(device)), ..Identity::default() },
        at: Timestamp(START + poll * 60_000 + i64::from(device) * 5),
        heard: vec![Heard::Snmp { answered: true, duration_ms: 80, reason: None }],
        samples: samples.collect(),
        inventory: None,
        issues: Vec::new(),
    }
}

fn name(port: u32) -> String {
    format!("GigabitEthernet0/{port}")
}

/// The inventory of one poll, with the aliases that people write.
fn inventory(device: u32, at: Timestamp) -> Box<DeviceRecord> {
    let mut record = DeviceRecord::new(Source::Snmp, at);
    record.facts.sys_name = Some(format!("sw-{device:05}"));
    record.facts.serial = Some(format!("SN{device:08}"));
    record.facts.hardware = Some("C2960X-48TS-L".into());
    record.facts.ports = (0..PORTS)
        .map(|port| Port {
            if_index: Some(port + 1),
            name: Some(name(port)),
            alias: Some(format!("lantai {} ruang {device}-{port}", port % 5)),
            kind: Some("ethernetCsmacd".into()),
            mac: Some(format!("aa:bb:{:02x}:{:02x}:{:02x}:{port:02x}", device >> 16, device >> 8 & 255, device & 255)),
            oper: Some("up".into()),
            admin: Some("up".into()),
            speed_bps: Some(1_000_000_000),
            ..Port::default()
        })
        .collect();
    Box::new(record)
}

fn fleet(devices: u32, polls: i64) -> Fleet {
    let mut fleet = Fleet::new(Settings::default(), "bench", false, Timestamp(START));
    let mut rows = Vec::new();
    for device in 1..=devices {
        fleet.put_device(Device { id: DeviceId(device), ..Device::default() });
        for poll in 0..polls {
            let mut batch = batch(device, poll);
            if poll == 0 {
                batch.inventory = Some(inventory(device, batch.at));
            }
            let now = batch.at;
            let _ = fleet.take(batch, Sender::Inside, now, &mut rows);
            rows.clear();
        }
    }
    fleet
}

/// Resident memory of this process, octets.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096
}

fn memory() {
    let before = resident();
    let fleet = fleet(10_000, 3);
    let grown = (resident() - before) / 1024 / 1024;
    println!(
        "10,000 devices x {PORTS} ports, every port with traffic: {grown} MiB ({} devices)",
        fleet.devices().count()
    );
}

#[divan::bench]
fn batch_into_a_fleet_of_1000(bencher: divan::Bencher<'_, '_>) {
    let mut fleet = fleet(1000, 2);
    let mut next = 0u32;
    bencher
        .counter(divan::counter::ItemsCount::new(1u32))
        .with_inputs(|| {
            next += 1;
            batch(next % 1000 + 1, 2 + i64::from(next / 1000))
        })
        .bench_local_values(|batch| {
            let mut rows: Vec<Row> = Vec::new();
            let now = batch.at;
            let taken = fleet.take(batch, Sender::Inside, now, &mut rows).is_ok();
            (taken, rows)
        });
}

#[divan::bench]
fn batch_with_an_unchanged_inventory(bencher: divan::Bencher<'_, '_>) {
    let mut fleet = fleet(1000, 2);
    let mut next = 0u32;
    bencher
        .with_inputs(|| {
            next += 1;
            let mut batch = batch(next % 1000 + 1, 2 + i64::from(next / 1000));
            batch.inventory = Some(inventory(next % 1000 + 1, batch.at));
            batch
        })
        .bench_local_values(|batch| {
            let mut rows: Vec<Row> = Vec::new();
            let now = batch.at;
            let taken = fleet.take(batch, Sender::Inside, now, &mut rows).is_ok();
            (taken, rows)
        });
}

#[divan::bench]
fn judge_10000_devices(bencher: divan::Bencher<'_, '_>) {
    let mut fleet = Fleet::new(Settings::default(), "bench", false, Timestamp(START));
    for device in 1..=10_000 {
        let parents = if device > 1 { vec![DeviceId(device / 20 + 1)] } else { Vec::new() };
        let parents = parents.into_iter().filter(|parent| parent.0 != device).collect();
        fleet.put_device(Device { id: DeviceId(device), parents, ..Device::default() });
    }
    bencher.bench_local(|| {
        let mut rows = Vec::new();
        fleet.judge(Timestamp(START + 1000), &mut rows);
        rows.len()
    });
}

#[divan::bench]
fn device_row_with_rates(bencher: divan::Bencher<'_, '_>) {
    let fleet = fleet(10, 3);
    let now = Timestamp(START + 125_000);
    bencher.bench_local(|| fleet.device(DeviceId(5)).map(|known| fleet.device_row(known, now)));
}

#[divan::bench]
fn picture_of_1000_devices(bencher: divan::Bencher<'_, '_>) {
    let fleet = fleet(1000, 3);
    let now = Timestamp(START + 125_000);
    bencher.bench_local(|| serde_json::to_string(&fleet.picture(now)).map(|json| json.len()).ok());
}

#[divan::bench(sample_count = 20)]
fn metrics_of_1000_devices(bencher: divan::Bencher<'_, '_>) {
    let (fleet, own) = (fleet(1000, 3), Own::new("bench"));
    let mut octets = 0;
    bencher.bench_local(|| {
        page(
            &own,
            || &fleet,
            Timestamp(START + 125_000),
            None,
            |piece| {
                octets += piece.len();
                true
            },
        );
        octets
    });
}

#[divan::bench(sample_count = 50)]
fn commit_of_100_batches(bencher: divan::Bencher<'_, '_>) {
    let Ok(dir) = tempfile::tempdir() else { return };
    let Ok(mut store) = Store::open(dir.path()) else { return };
    let mut fleet = fleet(1000, 1);
    let mut rows = vec![];
    for device in 1..=1000 {
        rows.push(Row::Device(Device { id: DeviceId(device), ..Device::default() }));
        rows.extend((0..PORTS).map(|port| Row::Instance(DeviceId(device), port, name(port))));
    }
    let opened = store.commit(&rows).is_ok();
    assert!(opened, "the book is written");
    let mut next = 0u32;
    bencher
        .counter(divan::counter::ItemsCount::new(100u32))
        .with_inputs(|| {
            let mut rows = Vec::new();
            for _ in 0..100 {
                next += 1;
                let batch = batch(next % 1000 + 1, 1 + i64::from(next / 1000));
                let now = batch.at;
                let _ = fleet.take(batch, Sender::Inside, now, &mut rows);
            }
            rows
        })
        .bench_local_values(|rows| store.commit(&rows).is_ok());
}
