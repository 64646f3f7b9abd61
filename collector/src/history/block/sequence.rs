//! Sequences of whole numbers: what they all share is taken off, then what is expected, and the rest is coded.

use super::{
    Damaged, bucket,
    bucket::Histogram,
    predict::Expect,
    rice,
    wire::{self, Octets},
};

/// Bits of a sequence's form: how it is predicted.
const EXPECT: u8 = 7;
/// Something was not as expected, and is coded.
const CODED: u8 = 1 << 3;
/// All differences are multiples of a number.
const MULTIPLE: u8 = 1 << 4;
/// The bits that a form takes.
pub(in crate::history) const FORM: u8 = EXPECT | CODED | MULTIPLE;
/// A number of [`EXPECT`] that no prediction has.
pub(super) const NO_FORM: u8 = EXPECT;
/// The first octet of what is coded is the rest of [`rice`], or this: then it is in buckets.
const BUCKETS: u8 = 63;
/// What buckets cost beside the bits that are reckoned: the lengths and the state of the stack.
const BUCKETS_BESIDE: u64 = 40;

/// Encodes sequences; keeps its memory from one to the next.
#[derive(Debug)]
pub(in crate::history) struct Encoder {
    histogram: Histogram,
    scratch: Vec<u32>,
    steps: Vec<i64>,
    surprises: Vec<i64>,
    best: Vec<i64>,
}

impl Encoder {
    pub(in crate::history) fn new() -> Self {
        let (scratch, steps, surprises, best) = Default::default();
        Self { histogram: Histogram::new(), scratch, steps, surprises, best }
    }

    /// Appends a sequence without its length; returns its form. An empty one takes no octet.
    pub(in crate::history) fn put(&mut self, values: &[u64], out: &mut Vec<u8>) -> u8 {
        let Some((first, rest)) = values.split_first() else { return Expect::Last.number() };
        wire::put_signed(out, first.cast_signed());
        if rest.iter().all(|value| value == first) {
            return Expect::Last.number();
        }
        self.steps.clear();
        self.steps.extend(values.iter().map(|value| value.wrapping_sub(*first).cast_signed()));
        let multiple = common(&self.steps);
        let mut form = 0;
        if multiple > 1 {
            form |= MULTIPLE;
            wire::put(out, multiple);
            self.steps.iter_mut().for_each(|step| *step /= multiple.cast_signed());
        }
        let speed = self.speed();
        let mut found: Option<(f32, Expect)> = None;
        for expect in Expect::ALL {
            expect.surprises(&self.steps, speed, &mut self.surprises);
            self.histogram.fill(&self.surprises);
            let cost = if self.histogram.is_zero() { 0.0 } else { self.histogram.rough_cost(&mut self.scratch) };
            if found.is_none_or(|(least, _)| cost < least) {
                found = Some((cost, expect));
                std::mem::swap(&mut self.surprises, &mut self.best);
            }
            if cost == 0.0 {
                break;
            }
        }
        let Some((cost, expect)) = found else { return form };
        if expect.has_speed() {
            wire::put_signed(out, speed);
        }
        form |= expect.number();
        if cost > 0.0 {
            form |= CODED;
            self.code(out);
        }
        form
    }

    /// Appends what is left when somebody else has taken off what was expected; false: nothing is left, nor appended.
    pub(in crate::history) fn put_surprises(&mut self, surprises: &[i64], out: &mut Vec<u8>) -> bool {
        if surprises.iter().all(|surprise| *surprise == 0) {
            return false;
        }
        self.best.clear();
        self.best.extend_from_slice(surprises);
        self.code(out);
        true
    }

    /// Codes the best surprises in the way that takes fewer bits, after their length.
    fn code(&mut self, out: &mut Vec<u8>) {
        self.histogram.fill(&self.best);
        let (cost, shape) = self.histogram.shape(&mut self.scratch);
        let (bits, rest) = rice::best(&self.best, self.histogram.magnitude());
        let mut coded = Vec::new();
        if bits <= cost as u64 + BUCKETS_BESIDE {
            coded.push(rest);
            rice::encode(&self.best, rest, &mut coded);
        } else {
            coded.push(BUCKETS);
            bucket::encode(&self.best, &self.histogram, shape, &mut self.scratch, &mut coded);
        }
        wire::put(out, coded.len() as u64);
        out.extend_from_slice(&coded);
    }

    /// The middle one of the first steps.
    fn speed(&mut self) -> i64 {
        const MOST: usize = 31;
        self.surprises.clear();
        self.surprises.extend(self.steps.windows(2).take(MOST).map(|pair| pair[1].wrapping_sub(pair[0])));
        let middle = self.surprises.len() / 2;
        if middle < self.surprises.len() { *self.surprises.select_nth_unstable(middle).1 } else { 0 }
    }
}

/// The greatest number that divides all; 0 when all are 0, and 1 where one cannot be told with a sign.
fn common(steps: &[i64]) -> u64 {
    let mut common = 0u64;
    for step in steps {
        let mut rest = step.unsigned_abs();
        while rest != 0 {
            (common, rest) = (rest, common % rest);
        }
        if common == 1 {
            break;
        }
    }
    if common > i64::MAX.unsigned_abs() { 1 } else { common }
}

/// Surprises as they lie in a block.
#[derive(Clone, Copy, Debug)]
pub(in crate::history) enum Coded<'a> {
    /// In buckets.
    Buckets(&'a [u8]),
    /// As quotients and rests, of so many bits.
    Rice(u8, &'a [u8]),
}

impl<'a> Coded<'a> {
    /// Finds them without decoding them.
    pub(in crate::history) fn take(octets: &mut Octets<'a>) -> Result<Self, Damaged> {
        let octet_count = octets.count(octets.0.len())?;
        let (first, coded) = octets.some(octet_count)?.split_first().ok_or(Damaged)?;
        match *first {
            BUCKETS => Ok(Self::Buckets(coded)),
            rest if rest <= rice::MOST_REST => Ok(Self::Rice(rest, coded)),
            _ => Err(Damaged),
        }
    }

    /// As blocks of the first form have them: all in buckets.
    fn take_buckets(octets: &mut Octets<'a>) -> Result<Self, Damaged> {
        let octet_count = octets.count(octets.0.len())?;
        Ok(Self::Buckets(octets.some(octet_count)?))
    }

    /// Decodes so many.
    pub(in crate::history) fn surprises(self, count: usize) -> Result<Vec<i64>, Damaged> {
        match self {
            Self::Buckets(octets) => bucket::decode(octets, count),
            Self::Rice(rest, octets) => rice::decode(octets, rest, count),
        }
    }
}

/// A sequence as it lies in a block.
#[derive(Clone, Copy, Debug)]
pub(in crate::history) struct Sequence<'a> {
    first: i64,
    multiple: u64,
    expect: Expect,
    speed: i64,
    coded: Option<Coded<'a>>,
    length: usize,
}

impl<'a> Sequence<'a> {
    /// Finds its parts without decoding it.
    pub(in crate::history) fn take(octets: &mut Octets<'a>, form: u8, length: usize) -> Result<Self, Damaged> {
        Self::take_by(octets, form, length, Coded::take)
    }

    /// As [`Self::take`], in a block of the first form.
    pub(super) fn take_first(octets: &mut Octets<'a>, form: u8, length: usize) -> Result<Self, Damaged> {
        Self::take_by(octets, form, length, Coded::take_buckets)
    }

    fn take_by(
        octets: &mut Octets<'a>,
        form: u8,
        length: usize,
        coded: impl FnOnce(&mut Octets<'a>) -> Result<Coded<'a>, Damaged>,
    ) -> Result<Self, Damaged> {
        let expect = Expect::of_number(form & EXPECT).ok_or(Damaged)?;
        let nothing = Self { first: 0, multiple: 1, expect, speed: 0, coded: None, length };
        if length == 0 {
            return Ok(nothing);
        }
        let first = octets.signed()?;
        let multiple = if form & MULTIPLE == 0 { 1 } else { octets.number()? };
        let speed = if expect.has_speed() { octets.signed()? } else { 0 };
        let coded = if form & CODED == 0 { None } else { Some(coded(octets)?) };
        Ok(Self { first, multiple, speed, coded, ..nothing })
    }

    /// How many values it has.
    pub(in crate::history) fn len(&self) -> usize {
        self.length
    }

    /// Decodes it.
    pub(in crate::history) fn values(&self) -> Result<Vec<u64>, Damaged> {
        let Some(count) = self.length.checked_sub(1) else { return Ok(Vec::new()) };
        let first = self.first.cast_unsigned();
        if self.coded.is_none() && self.speed == 0 {
            return Ok(vec![first; self.length]);
        }
        let mut steps = match self.coded {
            Some(coded) => coded.surprises(count)?,
            None => vec![0; count],
        };
        self.expect.values(0, self.speed, &mut steps);
        let later = steps.iter().map(|step| first.wrapping_add(step.cast_unsigned().wrapping_mul(self.multiple)));
        let mut values = Vec::with_capacity(self.length);
        values.push(first);
        values.extend(later);
        Ok(values)
    }
}
