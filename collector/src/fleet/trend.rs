//! The last hour of a port: one point a poll for each direction, holes where nothing was heard.

/// Points kept.
pub const POINTS: usize = 60;

/// Points in one word.
const IN_A_WORD: usize = 3;
/// Bits of a point.
const BITS: usize = 10;

/// Received and sent, as [`Point`]s, three in a word: half a million busy ports take 50 MB less than with two octets a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    received: Ring,
    sent: Ring,
    filled: u8,
    /// Place of the next point.
    next: u8,
    /// When the newest point was made, seconds.
    at_s: u32,
}

type Ring = [u32; POINTS / IN_A_WORD];

impl Default for Trend {
    fn default() -> Self {
        let nothing = [0; POINTS / IN_A_WORD];
        Self { received: nothing, sent: nothing, filled: 0, next: 0, at_s: 0 }
    }
}

impl Trend {
    /// Adds the point of a poll at `at` (milliseconds), after holes for the polls that were missed in between.
    pub fn push(&mut self, at: i64, interval_s: f64, received: Option<f64>, sent: Option<f64>) {
        if self.filled > 0 {
            for _ in 0..missed(self.at_ms(), at, interval_s) {
                self.append(Point::HOLE, Point::HOLE);
            }
        }
        self.append(Point::of(received), Point::of(sent));
        self.at_s = u32::try_from(at / 1000).unwrap_or_default();
    }

    fn at_ms(&self) -> i64 {
        i64::from(self.at_s) * 1000
    }

    fn append(&mut self, received: Point, sent: Point) {
        let place = usize::from(self.next);
        put(&mut self.received, place, received);
        put(&mut self.sent, place, sent);
        self.next = (self.next + 1) % POINTS as u8;
        self.filled = (self.filled + 1).min(POINTS as u8);
    }

    /// Received and sent as they stand at `now`, oldest first: polls missed since the newest point are holes.
    pub fn at(&self, now: i64, interval_s: f64) -> (Vec<Option<f32>>, Vec<Option<f32>>) {
        let holes = missed(self.at_ms(), now, interval_s);
        let start = usize::from(self.next) + POINTS - usize::from(self.filled);
        let read = |ring: &Ring| {
            let points = (start..start + usize::from(self.filled)).map(|place| get(ring, place % POINTS).get());
            let mut points: Vec<_> = points.chain(std::iter::repeat_n(None, holes)).collect();
            points.drain(..points.len().saturating_sub(POINTS));
            points
        };
        (read(&self.received), read(&self.sent))
    }
}

fn put(ring: &mut Ring, place: usize, point: Point) {
    let shift = place % IN_A_WORD * BITS;
    let word = &mut ring[place / IN_A_WORD];
    *word = *word & !(u32::from(Point::HOLE.0) << shift) | u32::from(point.0) << shift;
}

fn get(ring: &Ring, place: usize) -> Point {
    Point((ring[place / IN_A_WORD] >> (place % IN_A_WORD * BITS)) as u16 & Point::HOLE.0)
}

/// A rate in ten bits, on a scale on which each step is 3 % more than the one before: within 1.6 %, which no curve on a screen
/// of characters shows. From 1 bit/s to 10 Tbit/s.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point(u16);

impl Point {
    const HOLE: Self = Self((1 << BITS) - 1);
    /// Steps of a doubling.
    const STEPS: f64 = 23.0;

    fn of(bps: Option<f64>) -> Self {
        let Some(bps) = bps else { return Self::HOLE };
        if bps < 1.0 {
            return Self(0);
        }
        let step = (bps.log2() * Self::STEPS).round() as u16;
        Self(step.saturating_add(1).min(Self::HOLE.0 - 1))
    }

    fn get(self) -> Option<f32> {
        match self {
            Self::HOLE => None,
            Self(0) => Some(0.0),
            Self(code) => Some((f64::from(code - 1) / Self::STEPS).exp2() as f32),
        }
    }
}

/// Polls that should have come between two moments and did not, at most a whole ring.
fn missed(before: i64, after: i64, interval_s: f64) -> usize {
    let intervals = (after - before) as f64 / (interval_s.max(1.0) * 1000.0);
    (intervals.round() - 1.0).clamp(0.0, POINTS as f64) as usize
}

/// Adds trends point by point from the newest back; a hole in one is a hole in the sum only where all have one.
pub fn sum(trends: &[Vec<Option<f32>>]) -> Vec<Option<f32>> {
    let length = trends.iter().map(Vec::len).max().unwrap_or(0);
    let mut total = vec![None; length];
    for trend in trends {
        let start = length - trend.len();
        for (sum, point) in total[start..].iter_mut().zip(trend) {
            if let Some(point) = point {
                *sum = Some(sum.unwrap_or(0.0) + point);
            }
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_within_a_sixtieth() {
        for exponent in 0..140 {
            let bps = (1.0 + 1.37f64.powi(exponent) * 0.123).min(1e13);
            let found = f64::from(Point::of(Some(bps)).get().unwrap());
            assert!((found - bps).abs() <= bps * 0.016, "{bps} {found}");
        }
        assert_eq!(Point::of(None).get(), None);
        assert_eq!(Point::of(Some(0.4)).get(), Some(0.0));
        assert!(Point::of(Some(f64::INFINITY)).get().is_some_and(f32::is_finite));
    }

    #[test]
    fn missed_polls_are_holes() {
        let mut trend = Trend::default();
        trend.push(0, 60.0, Some(1.0), Some(2.0));
        trend.push(60_400, 60.0, Some(3.0), None);
        trend.push(240_000, 60.0, Some(5.0), Some(6.0));
        let (received, sent) = trend.at(240_000 + 130_000, 60.0);
        assert_eq!(rounded(&received), [Some(1), Some(3), None, None, Some(5), None]);
        assert_eq!(rounded(&sent), [Some(2), None, None, None, Some(6), None]);
    }

    fn rounded(points: &[Option<f32>]) -> Vec<Option<u32>> {
        points.iter().map(|point| point.map(|bps| bps.round() as u32)).collect()
    }

    #[test]
    fn a_trend_is_small() {
        assert!(size_of::<Trend>() <= 168, "{}", size_of::<Trend>());
    }

    #[test]
    fn a_ring_keeps_the_newest_sixty() {
        let mut trend = Trend::default();
        for poll in 0..200 {
            trend.push(poll * 60_000, 60.0, Some(poll as f64), None);
        }
        let (received, sent) = trend.at(199 * 60_000, 60.0);
        assert_eq!((received.len(), sent), (60, vec![None; 60]));
        for (point, expected) in received.iter().zip(140..) {
            assert!((point.unwrap() - expected as f32).abs() < 0.016 * expected as f32, "{point:?} {expected}");
        }
        assert!(trend.at(i64::MAX / 4, 60.0).0.iter().all(Option::is_none));
    }

    #[test]
    fn sums_are_aligned_at_the_newest_point() {
        let total = sum(&[vec![Some(1.0), Some(2.0), None], vec![Some(10.0), None]]);
        assert_eq!(total, [Some(1.0), Some(12.0), None]);
    }
}
