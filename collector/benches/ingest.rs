//! What a batch of a 48-port switch costs behind the poller: fleet, judgement, rows to draw, commit, `/metrics`.
//!
//! `cargo bench -p pantau-collector --bench ingest`; 10,000 such switches: the benchmark `scale`.

#[path = "data/switches.rs"]
mod switches;

use collector::{
    fleet::{Fleet, Sender},
    metrics::{Asked, Choice, Own, page},
    store::{Row, Store},
};
use model::{Device, DeviceId, Settings, Timestamp};
use switches::{PORTS, START, batch, fleet, inventory, name};

fn main() {
    divan::main();
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
    let Ok(choice) = Choice::of(&fleet, &Asked::default(), None) else { return };
    let mut octets = 0;
    bencher.bench_local(|| {
        page(
            &own,
            || &fleet,
            Timestamp(START + 125_000),
            &choice,
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
