//! `kill -9` at random points: whatever was said to be on the disk is there afterwards, once.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic)]

use agent::spool::{Kept, Limits, Spool};
use model::{
    Batch, Identity, Metric, Sample, Source, Timestamp, Value,
    api::{Entry, Spooled},
};
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

const DATA: &str = "PANTAU_TEST_SPOOL";
/// A spool to look at, and the lines that its writer said on the way: for a disk that lost its power under the writer.
const LOOK_AT: &str = "PANTAU_TEST_SPOOL_CHECK";
const SAID: &str = "PANTAU_TEST_SPOOL_SAID";
/// More of them: `PANTAU_KILLS=500 cargo test -p pantau-agent --test spool`.
const KILLS: &str = "PANTAU_KILLS";

fn spooled(number: u64) -> Spooled {
    let sample = |i: u64| Sample { metric: Metric::Uptime, instance: format!("{i}"), value: Value::Count(number) };
    let batch = Batch {
        source: Source::Agent,
        device: Identity::default(),
        at: Timestamp::from_seconds(1_790_000_000 + number as i64),
        heard: Vec::new(),
        samples: (0..30).map(sample).collect(),
        inventory: None,
        issues: Vec::new(),
    };
    Spooled { mono_ms: number, boot_id: "b".into(), batch }
}

fn open(data: &Path) -> Spool {
    Spool::open(data, Limits::default(), [1; 16]).unwrap()
}

/// Writes numbers into a spool until it is killed and says which are on the disk; a part is acknowledged on the way. Does
/// nothing unless the other test starts it.
#[test]
fn writer_that_is_killed() {
    let Some(data) = std::env::var_os(DATA) else { return };
    let mut spool = open(Path::new(&data));
    let mut acked = spool.acked();
    spool.acknowledge(acked).unwrap();
    println!("\nacked {acked}");
    for number in spool.acked() + spool.waiting() + 1.. {
        assert_eq!(spool.push(spooled(number)), Kept::Synced(number));
        println!("synced {number}");
        if number % 64 == 0 {
            acked = number - 32;
            spool.acknowledge(acked).unwrap();
            println!("acked {acked}");
        }
    }
}

/// What a writer said last: synced, acknowledged.
fn said(lines: impl Iterator<Item = String>) -> (u64, u64) {
    let mut last = (0, 0);
    for line in lines {
        match line.split_once(' ').map(|(word, number)| (word, number.parse::<u64>())) {
            Some(("synced", Ok(number))) => last.0 = number,
            Some(("acked", Ok(number))) => last.1 = number,
            _ => {}
        }
    }
    last
}

/// After a power cut: everything that was said to be on the disk is. Does nothing unless it is told where to look.
#[test]
fn disk_that_lost_its_power() {
    let (Some(data), Some(file)) = (std::env::var_os(LOOK_AT), std::env::var_os(SAID)) else { return };
    let text = std::fs::read_to_string(file).unwrap();
    let (synced, acked) = said(text.lines().map(str::to_owned));
    assert!(synced > 0, "the writer said nothing");
    // What was acknowledged is known to the collector as well: a note that is older only sends it again.
    let mut spool = open(Path::new(&data));
    spool.acknowledge(acked).unwrap();
    drop(spool);
    check(Path::new(&data), synced, acked, 0);
    println!("{synced} records, {acked} acknowledged: all there");
}

#[test]
fn a_killed_writer_loses_nothing_and_doubles_nothing() {
    let kills = std::env::var(KILLS).ok().and_then(|count| count.parse().ok()).unwrap_or(60);
    let data = tempfile::tempdir().unwrap();
    let (mut synced, mut acked) = (0, 0);
    for round in 0..kills {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writer_that_is_killed", "--nocapture"])
            .env(DATA, data.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        let reader = thread::spawn(move || said(lines.map_while(Result::ok)));
        // From before it has opened to long after.
        thread::sleep(Duration::from_micros(2_000 + (round * 7_919) % 40_000));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let last = reader.join().unwrap();
        synced = last.0.max(synced);
        acked = last.1.max(acked);
        check(data.path(), synced, acked, round);
        let mut spool = open(data.path());
        synced = synced.max(spool.acked() + spool.waiting());
        acked = acked.max(spool.acked());
        spool.acknowledge(spool.acked()).unwrap();
    }
    assert!(synced > kills, "{synced} records of {kills} writers");
    println!("{kills} kills, {synced} records");
}

/// Everything after what was acknowledged and up to what was synced is there, in order, once, as it was; perhaps one more.
fn check(data: &Path, synced: u64, acked: u64, round: u64) {
    let mut spool = open(data);
    assert!(spool.acked() >= acked, "round {round}");
    let chunk = spool.take(1000);
    assert_eq!(
        (chunk.first_seq, chunk.last_seq),
        (spool.acked() + 1, spool.acked() + spool.waiting()),
        "round {round}"
    );
    let mut number = spool.acked();
    for raw in &chunk.entries {
        number += 1;
        let Entry::Batch(kept) = serde_json::from_str(raw.get()).unwrap() else { panic!("round {round}: {raw}") };
        assert_eq!(*kept, spooled(number), "round {round}");
    }
    assert!(number >= synced && number <= synced + 1, "round {round}: {number} of {synced}");
}
