//! Finding known originals in any octets: in texts, in the middle of binary fields, in indexes; in either letter case.

use std::collections::HashMap;

/// Shortest original that is looked for elsewhere than in its own object.
pub(super) const SHORTEST: usize = 3;
/// Up to this length an original must stand as a word of its own: `gw` in `gateway` is no name.
const WORDS_ONLY: usize = 5;

/// Originals and what stands for them, by their first three octets in lower case.
#[derive(Debug, Default)]
pub(super) struct Needles {
    by_start: HashMap<[u8; SHORTEST], Vec<Vec<u8>>>,
}

impl Needles {
    /// Adds an original; the longer of two that begin alike is found first.
    pub(super) fn add(&mut self, original: &[u8]) {
        let lower = original.to_ascii_lowercase();
        let Some(start) = lower.first_chunk::<SHORTEST>() else { return };
        let list = self.by_start.entry(*start).or_default();
        if !list.contains(&lower) {
            list.push(lower);
            list.sort_by_key(|needle| std::cmp::Reverse(needle.len()));
        }
    }

    /// The octets with every original in them replaced by what `disguise` makes of it.
    pub(super) fn replaced(&self, octets: &[u8], disguise: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let mut out = octets.to_vec();
        let mut at = 0;
        while at < octets.len() {
            match self.found(octets, at) {
                Some(length) => {
                    let end = at + length;
                    out.splice(at..end, disguise(&octets[at..end]));
                    at = end;
                }
                None => at += 1,
            }
        }
        out
    }

    /// The length of the original that begins here.
    fn found(&self, octets: &[u8], at: usize) -> Option<usize> {
        let lower = octets.get(at..at + SHORTEST)?.to_ascii_lowercase();
        let start = lower.first_chunk::<SHORTEST>()?;
        let fits = |needle: &&Vec<u8>| {
            let end = at + needle.len();
            let there = octets.get(at..end).is_some_and(|found| found.eq_ignore_ascii_case(needle));
            let word = |place: Option<&u8>| place.is_none_or(|octet| !octet.is_ascii_alphanumeric());
            there && (needle.len() > WORDS_ONLY || (word(octets[..at].last()) && word(octets.get(end))))
        };
        self.by_start.get(start)?.iter().find(fits).map(Vec::len)
    }
}
