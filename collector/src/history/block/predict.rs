//! What is expected next of a sequence; only what differs from it needs to be kept.
//!
//! One filter with five settings: it has a position and a speed, and every value moves both by a share of its surprise.
//! Sums wrap, so a prediction can be far off but never fails; what was taken off is what is added again.

/// Binary places of position and speed.
const PLACES: u32 = 8;

/// Which setting of the filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    /// The last value: what changes seldom, and what grows by leaps.
    Last,
    /// The last value and the last step.
    Line,
    /// The last value and the mean of the last steps: a counter whose rate wanders.
    Drift,
    /// The mean of the last values: a level with noise.
    Level,
    /// A beat that every value misses a little: the times of polls.
    Beat,
}

impl Expect {
    pub(super) const ALL: [Self; 5] = [Self::Last, Self::Line, Self::Drift, Self::Level, Self::Beat];

    pub(super) fn number(self) -> u8 {
        self as u8
    }

    pub(super) fn of_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Whether it begins with a speed.
    pub(super) fn has_speed(self) -> bool {
        matches!(self, Self::Line | Self::Drift | Self::Beat)
    }

    /// The surprises of all values but the first.
    pub(super) fn surprises(self, values: &[i64], speed: i64, out: &mut Vec<i64>) {
        out.clear();
        let Some((first, rest)) = values.split_first() else { return };
        let mut filter = Filter::new(*first, if self.has_speed() { speed } else { 0 });
        match self {
            Self::Last => out.extend(rest.iter().map(|value| filter.surprise::<LAST>(*value))),
            Self::Line => out.extend(rest.iter().map(|value| filter.surprise::<LINE>(*value))),
            Self::Drift => out.extend(rest.iter().map(|value| filter.surprise::<DRIFT>(*value))),
            Self::Level => out.extend(rest.iter().map(|value| filter.surprise::<LEVEL>(*value))),
            Self::Beat => out.extend(rest.iter().map(|value| filter.surprise::<BEAT>(*value))),
        }
    }

    /// Turns surprises into values, in place; `first` is the value before them.
    pub(super) fn values(self, first: i64, speed: i64, surprises: &mut [i64]) {
        let mut filter = Filter::new(first, speed);
        match self {
            Self::Last => surprises.iter_mut().for_each(|one| *one = filter.value::<LAST>(*one)),
            Self::Line => surprises.iter_mut().for_each(|one| *one = filter.value::<LINE>(*one)),
            Self::Drift => surprises.iter_mut().for_each(|one| *one = filter.value::<DRIFT>(*one)),
            Self::Level => surprises.iter_mut().for_each(|one| *one = filter.value::<LEVEL>(*one)),
            Self::Beat => surprises.iter_mut().for_each(|one| *one = filter.value::<BEAT>(*one)),
        }
    }
}

const LAST: u8 = Expect::Last as u8;
const LINE: u8 = Expect::Line as u8;
const DRIFT: u8 = Expect::Drift as u8;
const LEVEL: u8 = Expect::Level as u8;
const BEAT: u8 = Expect::Beat as u8;

struct Filter {
    last: i64,
    /// Where the position is, seen from `last`.
    ahead: i64,
    speed: i64,
}

impl Filter {
    fn new(first: i64, speed: i64) -> Self {
        Self { last: first, ahead: 0, speed: speed.wrapping_shl(PLACES) }
    }

    fn expected(&self) -> i64 {
        self.last.wrapping_add(self.ahead.wrapping_add(self.speed) >> PLACES)
    }

    fn surprise<const EXPECT: u8>(&mut self, value: i64) -> i64 {
        let surprise = value.wrapping_sub(self.expected());
        self.learn::<EXPECT>(value);
        surprise
    }

    fn value<const EXPECT: u8>(&mut self, surprise: i64) -> i64 {
        let value = self.expected().wrapping_add(surprise);
        self.learn::<EXPECT>(value);
        value
    }

    fn learn<const EXPECT: u8>(&mut self, value: i64) {
        if EXPECT == LAST {
            self.last = value;
            return;
        }
        let step = value.wrapping_sub(self.last).wrapping_shl(PLACES);
        let off = step.wrapping_sub(self.ahead.wrapping_add(self.speed));
        match EXPECT {
            LINE => self.speed = step,
            DRIFT => {
                // A reset is no rate: whatever comes, the speed changes by a sixteenth of itself at most.
                let most = self.speed.unsigned_abs().min(1 << 62).cast_signed() + (16 << PLACES);
                self.speed = self.speed.wrapping_add(off.clamp(-most, most) >> 4);
            }
            LEVEL => self.ahead = (off >> 3).wrapping_sub(off),
            _ => {
                // A value that misses the beat by more than half of it is another beat: some were left out.
                if off.unsigned_abs() > self.speed.unsigned_abs() / 2 {
                    self.ahead = 0;
                } else {
                    self.ahead = (off >> 3).wrapping_sub(off);
                    self.speed = self.speed.wrapping_add(off >> 7);
                }
            }
        }
        self.last = value;
    }
}
