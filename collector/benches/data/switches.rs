//! Pretend switches of 48 busy ports for the benchmarks: their batches, their inventories, a fleet of them.

use collector::fleet::{Fleet, Sender};
use model::{
    Batch, Device, DeviceId, Identity, Metric, OpdCode, Sample, Settings, Source, Timestamp, Value,
    batch::Heard,
    opd::Opd,
    record::{DeviceRecord, Port},
};

/// Ports of a switch.
pub const PORTS: u32 = 48;
/// Time of the first poll.
pub const START: i64 = 1_772_337_600_000;
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

/// The batch of one poll; every port is busy.
pub fn batch(device: u32, poll: i64) -> Batch {
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

/// Name of a port.
pub fn name(port: u32) -> String {
    format!("GigabitEthernet0/{port}")
}

/// The inventory of one poll, with the aliases that people write.
pub fn inventory(device: u32, at: Timestamp) -> Box<DeviceRecord> {
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

/// Agencies that the switches belong to, in turn.
pub const OPDS: u32 = 50;

/// A fleet of so many switches, each polled so often.
pub fn fleet(devices: u32, polls: i64) -> Fleet {
    let mut fleet = Fleet::new(Settings::default(), "bench", false, Timestamp(START));
    for opd in 0..OPDS {
        fleet.put_opd(Opd { code: code(opd), name: format!("Dinas {opd}"), ..Opd::default() });
    }
    let mut rows = Vec::new();
    for device in 1..=devices {
        fleet.put_device(Device { id: DeviceId(device), opd: Some(code(device % OPDS)), ..Device::default() });
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

fn code(opd: u32) -> OpdCode {
    OpdCode(format!("OPD{opd:02}"))
}
