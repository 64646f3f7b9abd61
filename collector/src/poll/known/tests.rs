//! What the short way makes of a poll must be what the long way makes of it, whatever a device answers.

use super::*;
use crate::{
    decode::decode,
    profile::Profiles,
    recording::{Recording, read},
    snmp::ber::tag,
};
use proptest::prelude::*;
use std::{fs, path::Path, sync::OnceLock};

const AT: Timestamp = Timestamp(1_772_337_906_000);

/// A device as its inventory left it, and what the next poll of it reads.
struct Device {
    name: String,
    known: Known,
    poll: Cells,
}

fn device(profiles: &Profiles, path: &Path) -> Device {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let recording: Recording = fs::read_to_string(path).unwrap().parse().unwrap();
    let (profile, answers) = read(profiles, &recording);
    let mut known = Known::of(&profile, &answers, Instant::now());
    known.told(&answers, &decode(&profile, &answers, AT));
    let mut poll = Cells::default();
    for cell in answers.cells.iter() {
        let is_system = profile.objects[..profile.system_objects].contains(&cell.column);
        if is_system || known.asks(cell.column) {
            poll.push_value(cell);
        }
    }
    Device { name, known, poll }
}

/// Every recording that is a test elsewhere.
fn devices() -> &'static [Device] {
    static DEVICES: OnceLock<Vec<Device>> = OnceLock::new();
    DEVICES.get_or_init(|| {
        let profiles = Profiles::load(None).unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
            .iter()
            .filter(|path| path.extension().is_some_and(|e| e == "walk"))
            .map(|p| device(&profiles, p))
            .collect()
    })
}

/// Samples in an order of their own.
fn sorted(samples: impl IntoIterator<Item = Sample>) -> Vec<String> {
    let mut list: Vec<String> = samples.into_iter().map(|sample| format!("{sample:?}")).collect();
    list.sort();
    list
}

/// What both ways make of a poll. None: the short way leaves it to the long one.
fn both_ways(known: &Known, cells: Cells) -> Option<[Vec<String>; 2]> {
    let mut answers = Answers { cells, ..Answers::default() };
    let Measured { samples, grid } = known.measured(&answers, AT)?;
    let short = sorted(samples.into_iter().chain(grid.iter().flat_map(|grid| grid.samples())));
    known.complete(&mut answers);
    let long = decode(&known.profile, &answers, AT);
    assert!(long.issues.is_empty(), "{:?}", long.issues);
    Some([short, sorted(long.samples)])
}

#[test]
fn a_quiet_poll_takes_the_short_way_and_says_the_same() {
    let mut short_ways = Vec::new();
    for Device { name, known, poll } in devices() {
        if let Some([short, long]) = both_ways(known, poll.clone()) {
            assert_eq!(short, long, "{name}");
            assert!(!short.is_empty(), "{name}");
            short_ways.push(name.as_str());
        }
    }
    assert!(short_ways.len() * 2 > devices().len(), "only {short_ways:?}");
}

#[test]
fn counters_are_no_reason_for_a_record_and_states_are() {
    let device = devices().iter().find(|device| device.known.straight.is_some()).unwrap();
    let with = |field: PortField, content: &[u8]| {
        let mut cells = Cells::default();
        for cell in device.poll.iter() {
            let is_meant = device.known.profile.source(cell.column).is_some_and(|source| source.port == Some(field));
            let (tag, old) = cell.element();
            cells.push(cell.column, cell.index, tag, if is_meant { content } else { old });
        }
        both_ways(&device.known, cells)
    };
    let [short, long] = with(PortField::InOctets, &[7]).unwrap();
    assert_eq!(short, long);
    assert!(short.iter().any(|sample| sample.contains("InOctets") && sample.contains("Count(7)")));
    assert_eq!(with(PortField::Oper, &[5]), None);
    assert_eq!(with(PortField::Name, b"another"), None);
    assert_eq!(with(PortField::InOctets, &[0; 12]), None);
}

/// What may become of one cell.
#[derive(Clone, Debug)]
enum Fate {
    Gone,
    Twice,
    Value(u8, Vec<u8>),
    Index(Vec<u8>),
}

fn fate() -> impl Strategy<Value = Fate> {
    let tags = [tag::INTEGER, tag::COUNTER32, tag::GAUGE32, tag::TIME_TICKS, tag::COUNTER64, tag::OCTET_STRING, 0x81];
    prop_oneof![
        Just(Fate::Gone),
        Just(Fate::Twice),
        (prop::sample::select(tags.to_vec()), prop::collection::vec(any::<u8>(), 0..9))
            .prop_map(|(t, c)| Fate::Value(t, c)),
        prop::collection::vec(1u8..127, 0..3).prop_map(Fate::Index),
    ]
}

proptest! {
    #[test]
    fn whatever_a_device_answers_both_ways_agree(
        which in any::<prop::sample::Index>(),
        fates in prop::collection::vec((any::<prop::sample::Index>(), fate()), 0..6),
    ) {
        let device = &devices()[which.index(devices().len())];
        let mut mutated: Vec<Option<&Fate>> = vec![None; device.poll.len()];
        for (place, fate) in &fates {
            if !mutated.is_empty() {
                let place = place.index(mutated.len());
                mutated[place] = Some(fate);
            }
        }
        let mut cells = Cells::default();
        for (cell, fate) in device.poll.iter().zip(mutated) {
            let (tag, content) = cell.element();
            match fate {
                None => cells.push_value(cell),
                Some(Fate::Gone) => {}
                Some(Fate::Twice) => [cell, cell].into_iter().for_each(|cell| cells.push_value(cell)),
                Some(Fate::Value(tag, content)) => cells.push(cell.column, cell.index, *tag, content),
                Some(Fate::Index(index)) => cells.push(cell.column, index, tag, content),
            }
        }
        if let Some([short, long]) = both_ways(&device.known, cells) {
            prop_assert_eq!(short, long, "{}", device.name);
        }
    }
}
