//! What deriving the topology of 10,000 devices costs: 50 sites in one broadcast domain each, half of them without LLDP.
//!
//! `cargo bench -p pantau-collector --bench topology`

use collector::topology::{Mac, NeighbourFact, PortFact, Witness, derive};
use model::{DeviceId, Timestamp, api::LinkEvidenceKind};

const SITES: u32 = 50;
const SWITCHES: u32 = 20;
const DEVICES: u32 = 200;

fn main() {
    divan::main();
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
