//! What deriving the topology of 10,000 devices costs: 50 sites in one broadcast domain each, half of them without LLDP.
//!
//! `cargo bench -p pantau-collector --bench topology`; with `-- memory` it prints what the witnesses of 10,000 switches
//! with 48 ports take while it is derived.

use collector::topology::{Mac, NeighbourFact, PortFact, Witness, derive};
use model::{DeviceId, Timestamp, api::LinkEvidenceKind};

const SITES: u32 = 50;
const SWITCHES: u32 = 20;
const DEVICES: u32 = 200;

fn main() {
    if std::env::args().any(|argument| argument == "memory") {
        memory();
    } else {
        divan::main();
    }
}

/// Resident memory of this process, octets.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096
}

fn memory() {
    let measured = |what: &str, make: &dyn Fn() -> Vec<Witness>| {
        let before = resident();
        let witnesses = make();
        println!("{what}: {} witnesses, {} MiB", witnesses.len(), (resident() - before) / 1024 / 1024);
        witnesses
    };
    let sites = measured("sites of 200, a tenth of them switches", &|| {
        (0..SITES).flat_map(|site| (0..DEVICES).map(move |place| device(site, place))).collect()
    });
    let switches = measured("nothing but switches with 48 ports and 200 MACs", &|| {
        (0..SITES * DEVICES).map(|number| device(number / SWITCHES, number % SWITCHES)).collect()
    });
    drop((sites, switches));
}

fn text(number: u32) -> String {
    format!("02:00:00:{:02x}:{:02x}:{:02x}", number >> 16 & 255, number >> 8 & 255, number & 255)
}

fn mac(number: u32) -> Option<Mac> {
    Mac::parse(&text(number))
}

/// One device of a site: the first ones are switches in a chain, each other one hangs on one of them.
fn device(site: u32, place: u32) -> Witness {
    let number = |place: u32| site * DEVICES + place + 1;
    let id = number(place);
    let is_switch = place < SWITCHES;
    let port = |index: u32| PortFact { index, key: format!("ge-0/0/{index}").into(), ..PortFact::default() };
    let mut witness = Witness {
        id: DeviceId(id),
        name: format!("dev-{id}"),
        class: if is_switch { "switch" } else { "pc" }.into(),
        names: vec![format!("dev-{id}")],
        macs: mac(id).into_iter().collect(),
        base_mac: mac(id),
        ports: (1..=if is_switch { 48 } else { 1 }).map(port).collect(),
        ..Witness::default()
    };
    if !is_switch {
        return witness;
    }
    let at = |other: u32| if other < SWITCHES { other } else { other % SWITCHES };
    for other in (0..DEVICES).filter(|other| *other != place) {
        let port = match at(other).cmp(&place) {
            std::cmp::Ordering::Less => 1,
            std::cmp::Ordering::Greater => 2,
            std::cmp::Ordering::Equal => 3 + other / SWITCHES,
        };
        witness.learnt.extend(mac(number(other)).map(|mac| (mac, port)));
    }
    if site.is_multiple_of(2) && place + 1 < SWITCHES {
        witness.neighbours.push(NeighbourFact {
            protocol: Some(LinkEvidenceKind::Lldp),
            local: 2,
            chassis: text(number(place + 1)),
            ports: ["ge-0/0/1".into(), String::new()],
            ..NeighbourFact::default()
        });
    }
    witness
}

#[divan::bench(args = [10, SITES], sample_count = 5)]
fn derive_sites_of_200(bencher: divan::Bencher<'_, '_>, sites: u32) {
    let witnesses: Vec<Witness> =
        (0..sites).flat_map(|site| (0..DEVICES).map(move |place| device(site, place))).collect();
    bencher.with_inputs(|| witnesses.clone()).bench_local_values(|witnesses| {
        let topology = derive(witnesses, Some(DeviceId(1)), Timestamp(0));
        // A tree in each site: one link less than devices.
        assert_eq!(topology.links.len() as u32, sites * (DEVICES - 1));
        topology
    });
}
