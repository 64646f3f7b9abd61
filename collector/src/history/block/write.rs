//! What a block holds, written.

use super::{
    SAME_TIMES, SOME_TIMES, Series, VERSION, Values, WHOLE, level,
    sequence::{Encoder, NO_FORM},
    wire,
};

/// A sequence of fewer octets is not worth pointing at when it comes again.
const WORTH_POINTING: usize = 8;

/// Everything of a block but its checksum.
pub(super) fn content(series: &[Series]) -> Vec<u8> {
    let times = all_times(series);
    let mut writer = Writer { out: vec![VERSION], encoder: Encoder::new(), some: None, earlier: Vec::new() };
    wire::put(&mut writer.out, times.len() as u64);
    let moments: Vec<u64> = times.iter().map(|at| at.cast_unsigned()).collect();
    writer.sequence(&moments, 0);
    wire::put(&mut writer.out, series.len() as u64);
    for (number, one) in series.iter().enumerate() {
        writer.series(number, one, &times);
    }
    writer.out
}

/// The times of all series, each once.
fn all_times(series: &[Series]) -> Vec<i64> {
    let longest = series.iter().map(|one| one.times.as_slice()).max_by_key(|times| times.len()).unwrap_or_default();
    if series.iter().all(|one| one.times == longest) {
        return longest.to_vec();
    }
    let mut times: Vec<i64> = series.iter().flat_map(|one| one.times.iter().copied()).collect();
    times.sort_unstable();
    times.dedup();
    times
}

struct Writer<'a> {
    out: Vec<u8>,
    encoder: Encoder,
    /// Times of the last series that had not all.
    some: Option<&'a [i64]>,
    /// Values that are worth pointing at, with the number of their series.
    earlier: Vec<(usize, &'a Values)>,
}

impl<'a> Writer<'a> {
    /// A sequence, and before it a tag with its form.
    fn sequence(&mut self, values: &[u64], tag: u8) {
        let place = self.out.len();
        self.out.push(tag);
        let form = self.encoder.put(values, &mut self.out);
        if let Some(tag) = self.out.get_mut(place) {
            *tag |= form;
        }
    }

    fn series(&mut self, number: usize, one: &'a Series, times: &[i64]) {
        let is_level = matches!(one.values, Values::Levels(_));
        wire::put(&mut self.out, u64::from(one.metric) << 1 | u64::from(is_level));
        let mut tag = if one.times.len() == times.len() {
            0
        } else if self.some == Some(&one.times) {
            SAME_TIMES
        } else {
            SOME_TIMES
        };
        let pointed = self.earlier.iter().find(|(_, values)| is_same(values, &one.values)).map(|(number, _)| *number);
        let wholes = match &one.values {
            Values::Counts(_) => None,
            Values::Levels(_) if pointed.is_some() => None,
            Values::Levels(levels) => Some(level::whole(levels)),
        };
        if let Some((0, _)) = wholes {
            tag |= WHOLE;
        }
        let begin = self.out.len();
        self.out.push(tag | if pointed.is_some() { NO_FORM } else { 0 });
        if tag & SOME_TIMES != 0 {
            self.some_times(&one.times, times);
        }
        if let Some(earlier) = pointed {
            return wire::put(&mut self.out, earlier as u64);
        }
        if let Some((places, _)) = wholes
            && places != 0
        {
            self.out.push(places);
        }
        let before = self.out.len();
        let form = match (&one.values, &wholes) {
            (Values::Counts(counts), _) => self.encoder.put(counts, &mut self.out),
            (_, Some((_, wholes))) => self.encoder.put(wholes, &mut self.out),
            _ => 0,
        };
        if let Some(tag) = self.out.get_mut(begin) {
            *tag |= form;
        }
        if self.out.len() - before >= WORTH_POINTING {
            self.earlier.push((number, &one.values));
        }
    }

    /// At which of the block's times a series has values: how many, and their places.
    fn some_times(&mut self, some: &'a [i64], all: &[i64]) {
        wire::put(&mut self.out, some.len() as u64);
        let mut all = all.iter().enumerate();
        let place = |at: &i64| all.find(|(_, other)| *other == at).map(|(place, _)| place as u64);
        let places: Vec<u64> = some.iter().filter_map(place).collect();
        self.sequence(&places, 0);
        self.some = Some(some);
    }
}

/// To the last bit.
fn is_same(one: &Values, other: &Values) -> bool {
    match (one, other) {
        (Values::Counts(one), Values::Counts(other)) => one == other,
        (Values::Levels(one), Values::Levels(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.to_bits() == other.to_bits())
        }
        _ => false,
    }
}
