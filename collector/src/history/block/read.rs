//! What a block holds, found without decoding it, and decoded where it is wanted.

use super::{
    Damaged, FIRST_VERSION, MOST_SERIES, MOST_VALUES, SAME_TIMES, SOME_TIMES, Series, VERSION, Values, WHOLE, level,
    sequence::{FORM, NO_FORM, Sequence},
    wire::Octets,
};

/// A block taken apart.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    times: Sequence<'a>,
    series: Vec<Part<'a>>,
    take: Take<'a>,
}

/// How a sequence is found in a block of its form.
type Take<'a> = fn(&mut Octets<'a>, u8, usize) -> Result<Sequence<'a>, Damaged>;

/// A series of a block.
#[derive(Clone, Copy, Debug)]
struct Part<'a> {
    metric: u16,
    /// At which of the block's times it has values; none: at all.
    places: Option<Sequence<'a>>,
    /// None: counts; otherwise how its levels are kept.
    decimals: Option<u8>,
    values: Sequence<'a>,
}

impl<'a> Parts<'a> {
    /// Takes the content of a block apart.
    pub(super) fn read(content: &'a [u8]) -> Result<Self, Damaged> {
        let mut octets = Octets(content);
        let take: Take<'a> = match octets.octet()? {
            VERSION => Sequence::take,
            FIRST_VERSION => Sequence::take_first,
            _ => return Err(Damaged),
        };
        let moments = octets.count(MOST_VALUES)?;
        let form = octets.octet()?;
        let times = take(&mut octets, form, moments)?;
        let count = octets.count(MOST_SERIES)?;
        let mut parts = Self { times, series: Vec::with_capacity(count), take };
        let (mut some, mut left) = (None, MOST_VALUES);
        for _ in 0..count {
            let part = parts.part(&mut octets, some)?;
            left = left.checked_sub(part.values.len()).ok_or(Damaged)?;
            some = part.places.or(some);
            parts.series.push(part);
        }
        if octets.0.is_empty() { Ok(parts) } else { Err(Damaged) }
    }

    fn part(&self, octets: &mut Octets<'a>, some: Option<Sequence<'a>>) -> Result<Part<'a>, Damaged> {
        let number = octets.number()?;
        let metric = u16::try_from(number >> 1).map_err(|_| Damaged)?;
        let tag = octets.octet()?;
        let places = match tag & (SOME_TIMES | SAME_TIMES) {
            0 => None,
            SOME_TIMES => {
                let length = octets.count(self.times.len())?;
                let form = octets.octet()?;
                Some((self.take)(octets, form, length)?)
            }
            SAME_TIMES => Some(some.ok_or(Damaged)?),
            _ => return Err(Damaged),
        };
        let length = places.map_or(self.times.len(), |places| places.len());
        let is_level = number & 1 == 1;
        if tag & FORM == NO_FORM {
            let earlier = *self.series.get(octets.count(MOST_SERIES)?).ok_or(Damaged)?;
            let fits = earlier.values.len() == length && earlier.decimals.is_some() == is_level;
            return if fits { Ok(Part { metric, places, ..earlier }) } else { Err(Damaged) };
        }
        let decimals = match (is_level, tag & WHOLE) {
            (false, 0) => None,
            (false, _) => return Err(Damaged),
            (true, 0) => Some(octets.octet()?),
            (true, _) => Some(0),
        };
        Ok(Part { metric, places, decimals, values: (self.take)(octets, tag & FORM, length)? })
    }

    /// Decodes the series of the metrics that are wanted.
    pub(super) fn series(&self, is_wanted: impl Fn(u16) -> bool) -> Result<Vec<Series>, Damaged> {
        let wanted: Vec<&Part<'_>> = self.series.iter().filter(|part| is_wanted(part.metric)).collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let times: Vec<i64> = self.times.values()?.iter().map(|at| at.cast_signed()).collect();
        if !times.is_sorted_by(|earlier, later| earlier < later) {
            return Err(Damaged);
        }
        wanted.into_iter().map(|part| part.series(&times)).collect()
    }
}

impl Part<'_> {
    fn series(&self, times: &[i64]) -> Result<Series, Damaged> {
        let times = match self.places {
            None => times.to_vec(),
            Some(places) => some_of(times, &places.values()?).ok_or(Damaged)?,
        };
        let wholes = self.values.values()?;
        let values = match self.decimals {
            None => Values::Counts(wholes),
            Some(decimals) => Values::Levels(level::levels(decimals, &wholes).ok_or(Damaged)?),
        };
        Ok(Series { metric: self.metric, times, values })
    }
}

/// The times at these places; none where places do not rise or lead beyond the end.
fn some_of(times: &[i64], places: &[u64]) -> Option<Vec<i64>> {
    if !places.is_sorted_by(|earlier, later| earlier < later) {
        return None;
    }
    places.iter().map(|place| times.get(usize::try_from(*place).ok()?).copied()).collect()
}
