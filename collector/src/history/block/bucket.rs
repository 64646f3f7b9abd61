//! Surprises in buckets: which bucket is a symbol of the entropy coder, where in the bucket are plain bits.
//!
//! Buckets are fine around zero and grow with the distance, as a share of it; how fine is chosen for each sequence.

use super::{
    Damaged,
    entropy::{Bits, Stack, TOTAL_BITS, Unbits, Unstack},
    wire::{self, Octets},
};

/// Total of all frequencies.
const TOTAL: u32 = 1 << TOTAL_BITS;
/// Most buckets on each side of zero.
const SIDE: usize = 64 << Shape::FINEST.places;
/// Highest weight of a bucket in a model, see [`weight`].
const HIGHEST: u8 = 31;
/// Bits of a weight, of a run of empty buckets, of the number of the first bucket and of how many there are.
const WEIGHT_BITS: u32 = 5;
const PLACE_BITS: u32 = 11;
/// What the header of a model costs, bits: shape, place and number of buckets.
const HEADER_BITS: f32 = 31.0;

/// How fine buckets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// This many lowest bits are always plain.
    plain: u32,
    /// Each doubling of the distance has 2 to this buckets.
    places: u32,
}

impl Shape {
    /// The finest. All others are made of its buckets.
    const FINEST: Self = Self { plain: 0, places: 3 };

    /// Number of the bucket, counted from that of zero.
    fn bucket(self, surprise: i64) -> i32 {
        let high = surprise >> self.plain;
        let distance = (high ^ high >> 63).cast_unsigned();
        let side = if distance >> self.places == 0 {
            distance as i32
        } else {
            let exponent = distance.ilog2();
            let place = distance >> (exponent - self.places);
            (((exponent - self.places) << self.places) + place as u32) as i32
        };
        if high < 0 { -1 - side } else { side }
    }

    /// Lowest surprise of a bucket, and how many bits say where in it another one is.
    fn low(self, bucket: i32) -> (i64, u32) {
        let side = if bucket < 0 { -1 - bucket } else { bucket }.cast_unsigned();
        let (distance, bits) = if side >> self.places == 0 {
            (u64::from(side), 0)
        } else {
            let bits = (side >> self.places) - 1;
            let place = side & ((1 << self.places) - 1) | 1 << self.places;
            (u64::from(place).wrapping_shl(bits), bits)
        };
        let below_zero = (!distance).wrapping_sub(1u64.wrapping_shl(bits).wrapping_sub(1));
        let high = if bucket < 0 { below_zero } else { distance };
        (high.wrapping_shl(self.plain).cast_signed(), bits + self.plain)
    }
}

/// How often each bucket of the finest shape came.
#[derive(Debug)]
pub(super) struct Histogram {
    counts: Vec<u32>,
    lowest: i32,
    highest: i32,
    total: u32,
}

impl Histogram {
    pub(super) fn new() -> Self {
        Self { counts: vec![0; 2 * SIDE], lowest: 0, highest: -1, total: 0 }
    }

    /// Counts anew.
    pub(super) fn fill(&mut self, surprises: &[i64]) {
        let begin = (self.lowest + SIDE as i32).max(0) as usize;
        let end = (self.highest + 1 + SIDE as i32).max(0) as usize;
        if let Some(used) = self.counts.get_mut(begin..end) {
            used.fill(0);
        }
        (self.lowest, self.highest) = (SIDE as i32, -(SIDE as i32));
        for surprise in surprises {
            let bucket = Shape::FINEST.bucket(*surprise);
            (self.lowest, self.highest) = (self.lowest.min(bucket), self.highest.max(bucket));
            if let Some(count) = self.counts.get_mut((bucket + SIDE as i32) as usize) {
                *count += 1;
            }
        }
        self.total = surprises.len() as u32;
    }

    /// True when every surprise was zero.
    pub(super) fn is_zero(&self) -> bool {
        (self.lowest, self.highest) == (0, 0)
    }

    /// The same in coarser buckets: number of the first, and counts.
    fn merged(&self, shape: Shape, counts: &mut Vec<u32>) -> i32 {
        counts.clear();
        let first = shape.bucket(Shape::FINEST.low(self.lowest).0);
        for bucket in self.lowest..=self.highest {
            let count = self.counts.get((bucket + SIDE as i32) as usize).copied().unwrap_or_default();
            if count > 0 {
                let place = (shape.bucket(Shape::FINEST.low(bucket).0) - first).unsigned_abs() as usize;
                if counts.len() <= place {
                    counts.resize(place + 1, 0);
                }
                if let Some(sum) = counts.get_mut(place) {
                    *sum += count;
                }
            }
        }
        first
    }

    /// About how many bits the surprises take in this shape.
    fn cost(&self, shape: Shape, counts: &mut Vec<u32>) -> f32 {
        let first = self.merged(shape, counts);
        let all = self.total as f32 * (self.total as f32).log2();
        let mut bits = HEADER_BITS + all;
        let mut was_empty = false;
        for (place, count) in counts.iter().enumerate() {
            if *count > 0 {
                let times = *count as f32;
                bits += times * (shape.low(first + place as i32).1 as f32 - times.log2()) + WEIGHT_BITS as f32;
            } else if !was_empty {
                bits += 2.0 * WEIGHT_BITS as f32;
            }
            was_empty = *count == 0;
        }
        bits
    }

    /// A rough cost, to compare ways of prediction.
    pub(super) fn rough_cost(&self, counts: &mut Vec<u32>) -> f32 {
        self.cost(Shape { plain: 0, places: 1 }, counts)
    }

    /// The shape that takes the fewest bits, and about how many.
    pub(super) fn shape(&self, counts: &mut Vec<u32>) -> (f32, Shape) {
        let mut best = (f32::INFINITY, Shape { plain: 0, places: 1 });
        let mut consider = |best: &mut (f32, Shape), shape| {
            let cost = self.cost(shape, counts);
            if cost < best.0 {
                *best = (cost, shape);
            }
        };
        let magnitude = self.magnitude();
        for below in [magnitude, 5, 4, 3, 2, 1] {
            if let Some(plain) = magnitude.checked_sub(below) {
                consider(&mut best, Shape { plain, places: 1 });
            }
        }
        let plain = best.1.plain;
        for places in [0, 2, 3] {
            consider(&mut best, Shape { plain, places });
        }
        best
    }

    /// How many bits the distance of half of the surprises from zero has: what is far below is noise.
    pub(super) fn magnitude(&self) -> u32 {
        let of = |bucket: i32| self.counts.get((bucket + SIDE as i32) as usize).copied().unwrap_or_default();
        let mut seen = 0;
        for side in 0..SIDE as i32 {
            seen += of(side) + of(-1 - side);
            if seen * 2 >= self.total {
                return Shape::FINEST.low(side).1 + Shape::FINEST.places;
            }
        }
        0
    }
}

#[derive(Clone, Copy, Debug)]
struct Symbol {
    low: i64,
    bits: u32,
    start: u32,
    frequency: u32,
}

/// The frequency that a weight stands for; two weights double it.
fn weight(number: u8) -> u32 {
    match number.checked_sub(1) {
        None => 0,
        Some(steps) => (2 + u32::from(steps & 1)) << (steps >> 1),
    }
}

/// The weight next to a count out of a total, at least 1.
fn nearest(count: u32, shift: u32) -> u8 {
    let doubled = ((count >> shift) * 2).max(2);
    let exponent = doubled.ilog2();
    let share = f64::from(doubled) / f64::from(1u32 << exponent);
    let half_steps = if share < 1.224_744 {
        0
    } else if share < 1.732_05 {
        1
    } else {
        2
    };
    (((exponent - 1) * 2 + half_steps + 1) as u8).min(HIGHEST)
}

/// Frequencies and places of buckets, from their weights.
fn symbols(shape: Shape, first: i32, weights: &[u8]) -> Vec<Symbol> {
    let used = weights.iter().filter(|number| **number > 0).count() as u32;
    let whole: u64 = weights.iter().map(|number| u64::from(weight(*number))).sum();
    let mut symbols: Vec<Symbol> = Vec::with_capacity(weights.len());
    let (mut left, mut greatest) = (TOTAL, (0, 0));
    for (place, number) in weights.iter().enumerate() {
        let (low, bits) = shape.low(first + place as i32);
        let frequency = match weight(*number) {
            0 => 0,
            some => 1 + (u64::from(some) * u64::from(TOTAL - used) / whole) as u32,
        };
        left -= frequency;
        greatest = greatest.max((frequency, place));
        symbols.push(Symbol { low, bits, start: 0, frequency });
    }
    if let Some(symbol) = symbols.get_mut(greatest.1) {
        symbol.frequency += left;
    }
    let mut start = 0;
    for symbol in &mut symbols {
        symbol.start = start;
        start += symbol.frequency;
    }
    symbols
}

/// Appends surprises, at least one, in this shape.
pub(super) fn encode(
    surprises: &[i64],
    histogram: &Histogram,
    shape: Shape,
    scratch: &mut Vec<u32>,
    out: &mut Vec<u8>,
) {
    let first = histogram.merged(shape, scratch);
    let shift = histogram.total.checked_ilog2().unwrap_or_default().saturating_sub(14);
    let weights: Vec<u8> = scratch.iter().map(|count| if *count == 0 { 0 } else { nearest(*count, shift) }).collect();
    let symbols = symbols(shape, first, &weights);
    let (mut stack, mut bits) = (Stack::new(), Bits::default());
    let places: Vec<u16> = surprises.iter().map(|surprise| (shape.bucket(*surprise) - first) as u16).collect();
    for (surprise, place) in surprises.iter().zip(&places) {
        if let Some(symbol) = symbols.get(usize::from(*place)) {
            bits.put(surprise.wrapping_sub(symbol.low).cast_unsigned(), symbol.bits);
        }
    }
    for place in places.iter().rev() {
        if let Some(symbol) = symbols.get(usize::from(*place)) {
            stack.symbol(symbol.start, symbol.frequency);
        }
    }
    header(shape, first, &weights, &mut stack);
    let stack = stack.finish();
    wire::put(out, stack.len() as u64);
    out.extend_from_slice(&stack);
    bits.finish(out);
}

/// Puts the model on top of what it describes: weights in their order, a run of empty buckets as a 0 and its length.
fn header(shape: Shape, first: i32, weights: &[u8], stack: &mut Stack) {
    let mut parts = Vec::with_capacity(weights.len());
    let mut runs = weights.iter().copied().peekable();
    while let Some(number) = runs.next() {
        parts.push(number);
        if number == 0 {
            let mut more = 0;
            while more < HIGHEST && runs.next_if_eq(&0).is_some() {
                more += 1;
            }
            parts.push(more);
        }
    }
    for part in parts.iter().rev() {
        stack.number(u64::from(*part), WEIGHT_BITS);
    }
    stack.number(weights.len() as u64 - 1, PLACE_BITS);
    stack.number((first + SIDE as i32) as u64, PLACE_BITS);
    stack.number(u64::from(shape.places), 2);
    stack.number(u64::from(shape.plain), 6);
}

/// Takes a model off.
fn model(stack: &mut Unstack<'_>) -> Result<Vec<Symbol>, Damaged> {
    let plain = stack.number(6) as u32;
    let places = stack.number(2) as u32;
    let first = stack.number(PLACE_BITS) as i32 - SIDE as i32;
    let length = stack.number(PLACE_BITS) as usize + 1;
    let shape = Shape { plain, places };
    if first < -(SIDE as i32) || first + length as i32 > SIDE as i32 {
        return Err(Damaged);
    }
    let mut weights = Vec::with_capacity(length);
    while weights.len() < length {
        let number = stack.number(WEIGHT_BITS) as u8;
        weights.push(number);
        if number == 0 {
            let more = stack.number(WEIGHT_BITS) as usize;
            weights.resize(weights.len() + more, 0);
        }
    }
    if weights.len() > length || weights.iter().all(|number| *number == 0) {
        return Err(Damaged);
    }
    let symbols = symbols(shape, first, &weights);
    // Beyond 64 bits lies nothing: such a bucket comes from nowhere.
    if symbols.iter().any(|symbol| symbol.frequency > 0 && symbol.bits > 62) {
        return Err(Damaged);
    }
    Ok(symbols)
}

/// Takes so many surprises out of the octets, which hold nothing else.
pub(super) fn decode(octets: &[u8], count: usize) -> Result<Vec<i64>, Damaged> {
    let mut octets = Octets(octets);
    let length = octets.count(octets.0.len())?;
    let mut stack = Unstack::new(octets.some(length)?)?;
    let mut bits = Unbits::new(octets.0);
    let symbols = model(&mut stack)?;
    // By slot: the symbol's frequency with the slot's place inside it, which is all that the next slot waits for.
    let mut steps = [(0u16, 0u16); TOTAL as usize];
    let mut places = [0u16; TOTAL as usize];
    for (place, symbol) in symbols.iter().enumerate() {
        let range = symbol.start as usize..(symbol.start + symbol.frequency) as usize;
        places.get_mut(range.clone()).ok_or(Damaged)?.fill(place as u16);
        for (inside, step) in steps.get_mut(range).ok_or(Damaged)?.iter_mut().enumerate() {
            *step = (symbol.frequency as u16, inside as u16);
        }
    }
    let mut surprises = Vec::with_capacity(count);
    for _ in 0..count {
        let slot = stack.slot();
        let (frequency, inside) = steps[slot];
        stack.take(frequency.into(), inside.into());
        let symbol = symbols.get(usize::from(places[slot])).ok_or(Damaged)?;
        surprises.push(symbol.low.wrapping_add(bits.number(symbol.bits)?.cast_signed()));
    }
    if stack.is_empty() && bits.is_empty() { Ok(surprises) } else { Err(Damaged) }
}
