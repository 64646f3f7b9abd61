//! The spool against a collector that keeps a high-water mark, against damage, full disks and old copies of itself.

use super::*;
use model::{Batch, Identity, Metric, Sample, Source, Value};
use proptest::prelude::*;

const SMALL: Limits = Limits { octets: 3 << 20, days: 30 };

fn spooled(n: u64, values: usize) -> Spooled {
    // Incompressible names, so that segments fill quickly where a test wants it.
    let sample = |i: usize| Sample { metric: Metric::Uptime, instance: format!("{n:x}-{i}"), value: Value::Count(n) };
    let batch = Batch {
        source: Source::Agent,
        device: Identity::default(),
        at: Timestamp::from_seconds(n as i64),
        heard: Vec::new(),
        samples: (0..values).map(sample).collect(),
        inventory: None,
        issues: Vec::new(),
    };
    Spooled { mono_ms: n, boot_id: "b".into(), batch }
}

fn push(spool: &mut Spool, n: u64, values: usize) {
    assert!(matches!(spool.push(spooled(n, values)), Kept::Synced(_)));
}

fn open(data: &Path) -> Spool {
    Spool::open(data, SMALL, [1; 16]).unwrap()
}

/// What a collector keeps: the batches by their number, gaps with all they stand for.
#[derive(Default)]
struct Collector {
    epoch: String,
    acked: u64,
    numbers: Vec<u64>,
    gaps: Vec<Gap>,
}

impl Collector {
    fn hear(&mut self, epoch: String) {
        if self.epoch != epoch {
            (self.epoch, self.acked) = (epoch, 0);
        }
    }

    fn take(&mut self, chunk: &Chunk) {
        assert!(chunk.first_seq <= self.acked + 1, "{} after {}", chunk.first_seq, self.acked);
        let mut seq = chunk.first_seq;
        for entry in &chunk.entries {
            let (length, kept) = match serde_json::from_str(entry.get()).unwrap() {
                Entry::Batch(spooled) => (1, Ok(spooled.mono_ms)),
                Entry::Gap(gap) => (gap.sequences, Err(gap)),
            };
            if seq + length - 1 > self.acked {
                match kept {
                    Ok(number) => self.numbers.push(number),
                    Err(gap) => self.gaps.push(gap),
                }
            }
            seq += length;
        }
        assert_eq!(seq - 1, chunk.last_seq);
        self.acked = self.acked.max(chunk.last_seq);
    }

    /// Greets, then takes everything in requests of so many.
    fn drain(&mut self, spool: &mut Spool, most: usize) {
        self.hear(spool.epoch());
        spool.acknowledge(self.acked).unwrap();
        self.hear(spool.epoch());
        loop {
            let chunk = spool.take(most);
            if chunk.entries.is_empty() {
                break;
            }
            self.take(&chunk);
            spool.acknowledge(self.acked).unwrap();
        }
        assert_eq!((spool.waiting(), spool.acked()), (0, self.acked));
    }
}

#[test]
fn what_goes_in_comes_out_once_and_in_order() {
    let data = tempfile::tempdir().unwrap();
    let (mut spool, mut collector) = (open(data.path()), Collector::default());
    let mut sent = 0;
    for round in 0..20u64 {
        for _ in 0..round * 3 {
            sent += 1;
            assert!(matches!(spool.push(spooled(sent, 5)), Kept::Synced(_)));
        }
        assert_eq!(spool.waiting(), round * 3);
        if round % 3 == 0 {
            spool = open(data.path());
            assert_eq!(spool.waiting(), round * 3);
        }
        collector.drain(&mut spool, 1 + round as usize);
    }
    assert_eq!(collector.numbers, (1..=sent).collect::<Vec<_>>());
    assert_eq!(collector.gaps, []);
}

#[test]
fn the_oldest_go_when_it_is_full_and_that_is_told() {
    let data = tempfile::tempdir().unwrap();
    let mut spool = open(data.path());
    let mut collector = Collector::default();
    for n in 1..=3000 {
        spool.push(spooled(n, 1000));
    }
    assert!(spool.octets() <= SMALL.octets + SEGMENT, "{}", spool.octets());
    let dropped = spool.dropped();
    assert!(dropped > 100);
    let spool = &mut open(data.path());
    assert_eq!((spool.dropped(), spool.waiting()), (dropped, 3000 - dropped + 1));
    collector.drain(spool, 1000);
    assert_eq!(collector.numbers, (dropped + 1..=3000).collect::<Vec<_>>());
    let gap = &collector.gaps[0];
    assert_eq!((gap.sequences, gap.values, gap.reason), (dropped, dropped * 1000, GapReason::SpoolFull));
    assert_eq!(gap.to_at, Some(Timestamp::from_seconds(dropped as i64)));
    assert_eq!(collector.gaps.len(), 1);
    assert_eq!(spool.segments.len(), 1, "what is acknowledged goes");
}

#[test]
fn what_is_older_than_the_limit_goes() {
    let data = tempfile::tempdir().unwrap();
    let mut spool = open(data.path());
    let mut number = 0;
    while spool.segments.len() < 3 {
        number += 1;
        spool.push(spooled(number, 1000));
    }
    let first_of_last = spool.segments[2].first;
    spool.push(spooled(number + 31 * 86_400, 1));
    let mut collector = Collector::default();
    collector.drain(&mut spool, 1000);
    assert_eq!(collector.numbers[0], first_of_last);
    assert_eq!(collector.gaps[0].reason, GapReason::TooOld);
}

#[test]
fn an_old_copy_of_the_spool_gives_no_sequence_twice() {
    let data = tempfile::tempdir().unwrap();
    let mut collector = Collector::default();
    let mut spool = open(data.path());
    (1..=5).for_each(|n| push(&mut spool, n, 1));
    collector.drain(&mut spool, 9);
    let backup = tempfile::tempdir().unwrap();
    let copy = |from: &Path, to: &Path| {
        fs::create_dir_all(to.join(FOLDER)).unwrap();
        for entry in fs::read_dir(from.join(FOLDER)).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), to.join(FOLDER).join(entry.file_name())).unwrap();
        }
    };
    copy(data.path(), backup.path());
    (6..=9).for_each(|n| push(&mut spool, n, 1));
    collector.drain(&mut spool, 9);
    // One opens what another has closed, as on Windows it must be.
    drop(spool);
    // The disk of before is put back. It observes, is started again, observes, and only then hears of the collector.
    let mut spool = open(backup.path());
    (10..=11).for_each(|n| push(&mut spool, n, 1));
    drop(spool);
    let mut spool = open(backup.path());
    (12..=13).for_each(|n| push(&mut spool, n, 1));
    let epoch = spool.epoch();
    collector.drain(&mut spool, 9);
    assert_ne!(spool.epoch(), epoch);
    assert_eq!((&collector.numbers, collector.gaps.len()), (&(1..=13).collect(), 0));
    // The new epoch is what is opened next time.
    let epoch = spool.epoch();
    drop(spool);
    assert_eq!(open(backup.path()).epoch(), epoch);
}

#[test]
fn another_collector_gets_what_waits_and_no_talk_of_what_was() {
    let data = tempfile::tempdir().unwrap();
    let mut spool = open(data.path());
    (1..=5).for_each(|n| push(&mut spool, n, 1));
    Collector::default().drain(&mut spool, 9);
    (6..=8).for_each(|n| push(&mut spool, n, 1));
    let mut other = Collector::default();
    other.drain(&mut spool, 9);
    assert_eq!((other.numbers, other.gaps.len()), (vec![6, 7, 8], 0));
}

#[test]
fn a_collector_that_went_back_is_told_what_is_gone() {
    let data = tempfile::tempdir().unwrap();
    let mut spool = open(data.path());
    let mut collector = Collector::default();
    let mut number = 0;
    while spool.segments.len() < 2 {
        number += 1;
        spool.push(spooled(number, 1000));
    }
    collector.drain(&mut spool, 50);
    let kept_from = spool.segments[0].first;
    spool.push(spooled(number + 1, 1));
    let mut restored = Collector { epoch: spool.epoch(), acked: 3, ..Collector::default() };
    restored.drain(&mut spool, 50);
    assert_eq!(restored.numbers, (kept_from..=number + 1).collect::<Vec<_>>());
    assert_eq!(restored.gaps.iter().map(|gap| gap.sequences).sum::<u64>(), kept_from - 4);
}

#[test]
fn a_refused_entry_is_a_gap() {
    let data = tempfile::tempdir().unwrap();
    let mut spool = open(data.path());
    (1..=4).for_each(|n| push(&mut spool, n, 1));
    spool.refuse(2);
    let mut collector = Collector::default();
    collector.drain(&mut spool, 1);
    assert_eq!((&collector.numbers, collector.gaps[0].reason), (&vec![1, 3, 4], GapReason::Refused));
    assert_eq!((spool.refused(), collector.acked), (1, 4));
}

#[test]
fn a_disk_without_room_is_told_when_there_is_room() {
    let data = tempfile::tempdir().unwrap();
    let mut spool = open(data.path());
    spool.push(spooled(1, 1));
    // A file that cannot be written any more.
    let path = path_of(&spool.folder, 1);
    let good = spool.newest.replace(File::open(&path).unwrap());
    assert_eq!((spool.push(spooled(2, 7)), spool.push(spooled(3, 7))), (Kept::Lost, Kept::Lost));
    spool.newest = good;
    assert!(matches!(spool.push(spooled(4, 1)), Kept::Synced(3)));
    let mut collector = Collector::default();
    collector.drain(&mut spool, 9);
    assert_eq!(collector.numbers, [1, 4]);
    let gap = &collector.gaps[0];
    assert_eq!((gap.sequences, gap.values, gap.reason), (1, 14, GapReason::DiskFull));
    assert_eq!(gap.to_at, Some(Timestamp::from_seconds(3)));
}

#[test]
fn an_exchange_that_was_cut_short_counts_wholly_or_not_at_all() {
    let data = tempfile::tempdir().unwrap();
    let (folder, made, old) =
        (data.path().join("spool"), data.path().join("spool.next"), data.path().join("spool.old"));
    let mut spool = open(data.path());
    spool.push(spooled(1, 1));
    drop(spool);
    // Before the first renaming.
    fs::create_dir(&made).unwrap();
    assert_eq!(open(data.path()).waiting(), 1);
    assert!(!made.exists());
    // Between the two.
    drop(Spool::open(&data.path().join("other"), SMALL, [9; 16]).unwrap());
    fs::rename(data.path().join("other/spool"), &made).unwrap();
    fs::rename(&folder, &old).unwrap();
    let spool = open(data.path());
    assert_eq!((spool.waiting(), spool.epoch()), (0, "09".repeat(16)));
    assert!(!old.exists() && !made.exists());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Wherever it is damaged, it opens, and every sequence is told once: as what it was, or as missing.
    #[test]
    fn damage_is_told_and_stops_nothing(
        count in 1u64..40,
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in proptest::option::of(any::<prop::sample::Index>()),
        without_notes: bool,
    ) {
        let data = tempfile::tempdir().unwrap();
        let mut spool = open(data.path());
        (1..=count).for_each(|n| push(&mut spool, n, 3));
        let path = path_of(&spool.folder, 1);
        let mut octets = fs::read(&path).unwrap();
        for (place, octet) in damage {
            let place = place.index(octets.len());
            octets[place] = octet;
        }
        if let Some(cut) = cut {
            octets.truncate(cut.index(octets.len() + 1));
        }
        fs::write(&path, octets).unwrap();
        if without_notes {
            fs::remove_file(spool.folder.join("notes.json")).unwrap();
        }
        drop(spool);
        let mut spool = open(data.path());
        spool.push(spooled(count + 1, 1));
        let mut collector = Collector::default();
        collector.drain(&mut spool, 7);
        prop_assert!(collector.numbers.is_sorted_by(|a, b| a < b));
        prop_assert_eq!(collector.numbers.last(), Some(&(count + 1)));
        let missing: u64 = collector.gaps.iter().map(|gap| gap.sequences).sum();
        prop_assert_eq!(collector.numbers.len() as u64 + missing, collector.acked);
    }
}
