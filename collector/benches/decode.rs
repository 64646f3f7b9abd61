//! What a poll of a 48-port switch costs: messages to cells, cells to record and samples.

use collector::{
    decode::{Answers, decode},
    profile::Profiles,
    snmp::{
        Oid, Value,
        message::{decode as decode_message, message, pdu_tag, varbind_list},
    },
};
use model::Timestamp;

const PORTS: u32 = 48;

fn main() {
    divan::main();
}

/// One answer with 40 64-bit counters, about 1,000 octets.
#[divan::bench]
fn message_of_40_counters(bencher: divan::Bencher<'_, '_>) {
    let column: Oid = "1.3.6.1.2.1.31.1.1.1.6".parse().unwrap_or_else(|_| unreachable!());
    let names: Vec<Oid> = (1..=40).map(|port| column.child(&[port])).collect();
    let list = varbind_list(names.iter().map(|name| (name.as_ber(), Some(Value::Counter64(1 << 40)))));
    let datagram = message(1, b"public", pdu_tag::RESPONSE, [1, 0, 0], &list);
    bencher.counter(40u32).bench(|| {
        let message = decode_message(divan::black_box(&datagram)).map(|message| {
            message.varbinds.iter().filter(|varbind| matches!(varbind.value(), Value::Counter64(_))).count()
        });
        message.unwrap_or_default()
    });
}

/// Everything that one full poll of a switch with 48 ports read.
#[divan::bench]
fn record_of_48_ports(bencher: divan::Bencher<'_, '_>) {
    let Ok(profiles) = Profiles::load(None) else { return };
    let profile = profiles.unrecognised();
    let mut answers = Answers::default();
    for port in 1..=PORTS {
        for (number, source) in
            profile.sources.iter().enumerate().filter(|(_, source)| source.port.is_some() && !source.fallback)
        {
            let name = source.oid.child(&[port]);
            let index = source.oid.index_of(name.as_ber()).unwrap_or_default();
            let (tag, content): (u8, &[u8]) = match source.kind {
                collector::profile::Kind::Text => (4, b"GigabitEthernet"),
                collector::profile::Kind::Mac => (4, &[2, 0, 0, 0, 0, 1]),
                collector::profile::Kind::Counter64 => (0x46, &[1, 2, 3, 4, 5]),
                collector::profile::Kind::Counter => (0x41, &[1, 2]),
                collector::profile::Kind::Gauge => (0x42, &[3, 0xe8]),
                collector::profile::Kind::Ticks => (0x43, &[9, 9]),
                _ => (2, &[1]),
            };
            answers.cells.push(number as u16, index, tag, content);
        }
    }
    bencher.counter(answers.cells.len() as u64).bench(|| decode(profile, divan::black_box(&answers), Timestamp(0)));
}
