//! Blocks of history: whatever comes, with a checksum that is right, is refused or read as series that can be written again.

use collector::history::{
    block::{self, Series, Values},
    rollup,
};

/// Reads octets, and a checksum that fits them, as a block of raw values and as one of roll-ups.
pub fn run(octets: &[u8]) {
    let block = [octets, &crc32fast::hash(octets).to_le_bytes()].concat();
    if let Ok(series) = block::decode(&block) {
        let metrics: Vec<u16> = series.iter().map(|one| one.metric).collect();
        if let Some(metric) = metrics.first() {
            let these = block::decode_one(&block, *metric).expect("a part of what was read");
            assert_eq!(these.len(), metrics.iter().filter(|other| *other == metric).count());
        }
        let again = block::encode(&series).expect("what was read can be written");
        let back = block::decode(&again).expect("what was written can be read");
        assert!(series.iter().map(bits).eq(back.iter().map(bits)), "what was written comes back otherwise");
    }
    if let Ok(rollups) = rollup::decode(&block) {
        for rollup in &rollups {
            assert!(rollup::carried(&block, |metric| metric == rollup.metric).is_ok(), "a part of what was read");
        }
        let again = rollup::encode(&rollups).expect("what was read can be written");
        assert!(rollup::decode(&again).is_ok_and(|back| back.len() == rollups.len()), "what was written can be read");
    }
}

/// A series to the last bit.
fn bits(series: &Series) -> (u16, &[i64], Vec<u64>) {
    let values = match &series.values {
        Values::Counts(counts) => counts.clone(),
        Values::Levels(levels) => levels.iter().map(|level| level.to_bits()).collect(),
    };
    (series.metric, &series.times, values)
}
