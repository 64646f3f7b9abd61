//! Where a block lies: its stretch of time, device, instance and source, packed into one number in this order.
//!
//! So blocks of one stretch follow one another, compaction appends, and what is oldest is one range at the front.

use model::{DeviceId, Timestamp, batch::Source};
use std::ops::Range;

const WINDOW_MS: i64 = 2 * 3_600_000;
const DAY_MS: i64 = 86_400_000;
const SOURCE_BITS: u32 = 3;
const INSTANCE_BITS: u32 = 18;
const DEVICE_BITS: u32 = 22;
const STRETCH_BITS: u32 = 20;

/// What a block holds, and how long a stretch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Raw values of two hours, until their day is over.
    Window,
    /// Raw values of a day (UTC).
    Day,
    /// Roll-ups of five minutes, a day of them.
    FiveMinutes,
    /// Roll-ups of an hour, a month of them (UTC).
    Hours,
}

impl Level {
    /// All of them, raw first.
    pub const ALL: [Self; 4] = [Self::Window, Self::Day, Self::FiveMinutes, Self::Hours];

    /// Its name in figures.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Window => "two_hours",
            Self::Day => "day",
            Self::FiveMinutes => "five_minutes",
            Self::Hours => "hours",
        }
    }

    /// The stretch that holds a moment; before 1970 it is the first.
    pub fn stretch(self, at: Timestamp) -> u32 {
        let number = match self {
            Self::Window => at.0.div_euclid(WINDOW_MS),
            Self::Day | Self::FiveMinutes => at.0.div_euclid(DAY_MS),
            Self::Hours => month(at),
        };
        u32::try_from(number.max(0)).unwrap_or(u32::MAX)
    }

    /// From when (included) to when (left out) a stretch goes.
    pub fn range(self, stretch: u32) -> Range<Timestamp> {
        let number = i64::from(stretch);
        let begin = |number: i64| match self {
            Self::Window => Timestamp(number * WINDOW_MS),
            Self::Day | Self::FiveMinutes => Timestamp(number * DAY_MS),
            Self::Hours => first_of(number),
        };
        begin(number)..begin(number + 1)
    }
}

/// Months since January 1970.
fn month(at: Timestamp) -> i64 {
    let Ok(moment) = jiff::Timestamp::from_millisecond(at.0) else { return 0 };
    let day = moment.to_zoned(jiff::tz::TimeZone::UTC).date();
    (i64::from(day.year()) - 1970) * 12 + i64::from(day.month()) - 1
}

fn first_of(month: i64) -> Timestamp {
    let year = i16::try_from(1970 + month.div_euclid(12)).unwrap_or(i16::MAX);
    let number = i8::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
    let first = jiff::civil::Date::new(year, number, 1).ok();
    let moment = first.and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok());
    Timestamp(moment.map_or(i64::MAX, |moment| moment.timestamp().as_millisecond()))
}

/// Place of a block within its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Stretch of time, by [`Level::stretch`].
    pub stretch: u32,
    /// Device.
    pub device: DeviceId,
    /// Number of the instance in the dictionary of the device.
    pub instance: u32,
    /// Source.
    pub source: Source,
}

impl Key {
    /// As a number, in the order of the parts; none where a part has no room.
    pub fn pack(self) -> Option<i64> {
        Some(at_least(self.stretch, self.device, self.instance)? | i64::from(number(self.source)))
    }

    /// From its number.
    pub fn unpack(packed: i64) -> Self {
        let bits = packed.cast_unsigned();
        let part = |shift: u32, width: u32| (bits >> shift & ((1 << width) - 1)) as u32;
        Self {
            stretch: part(SOURCE_BITS + INSTANCE_BITS + DEVICE_BITS, STRETCH_BITS),
            device: DeviceId(part(SOURCE_BITS + INSTANCE_BITS, DEVICE_BITS)),
            instance: part(SOURCE_BITS, INSTANCE_BITS),
            source: source(part(0, SOURCE_BITS)),
        }
    }
}

/// The first number that a key with these parts can have.
pub fn at_least(stretch: u32, device: DeviceId, instance: u32) -> Option<i64> {
    let fits = |value: u32, bits: u32| value < 1 << bits;
    if !(fits(stretch, STRETCH_BITS) && fits(device.0, DEVICE_BITS) && fits(instance, INSTANCE_BITS)) {
        return None;
    }
    let packed = (i64::from(stretch) << DEVICE_BITS | i64::from(device.0)) << INSTANCE_BITS | i64::from(instance);
    Some(packed << SOURCE_BITS)
}

/// The numbers of one instance of a device in a stretch, from every source; none where a part has no room.
pub fn of_instance(stretch: u32, device: DeviceId, instance: u32) -> Option<Range<i64>> {
    let first = at_least(stretch, device, instance)?;
    Some(first..first + (1 << SOURCE_BITS))
}

/// The numbers of a device in a stretch.
pub fn of_device(stretch: u32, device: DeviceId) -> Option<Range<i64>> {
    let first = at_least(stretch, device, 0)?;
    Some(first..first + (1 << (SOURCE_BITS + INSTANCE_BITS)))
}

/// The numbers of stretches.
pub fn of_stretches(stretches: Range<u32>) -> Range<i64> {
    const SHIFT: u32 = SOURCE_BITS + INSTANCE_BITS + DEVICE_BITS;
    let most = 1 << STRETCH_BITS;
    // The last stretch of all ends where numbers end.
    let packed = |stretch: u32| i64::from(stretch.min(most)).checked_mul(1 << SHIFT).unwrap_or(i64::MAX);
    packed(stretches.start)..packed(stretches.end)
}

const fn number(source: Source) -> u8 {
    match source {
        Source::Snmp => 0,
        Source::Agent => 1,
        Source::Glpi => 2,
        Source::Manual => 3,
        Source::Import => 4,
    }
}

const fn source(number: u32) -> Source {
    match number {
        0 => Source::Snmp,
        1 => Source::Agent,
        2 => Source::Glpi,
        3 => Source::Manual,
        _ => Source::Import,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> impl Strategy<Value = Key> {
        (0u32..1 << 20, 0u32..1 << 22, 0u32..1 << 18, 0u32..5).prop_map(|(stretch, device, instance, from)| Key {
            stretch,
            device: DeviceId(device),
            instance,
            source: source(from),
        })
    }

    proptest! {
        #[test]
        fn a_key_comes_back_and_keeps_its_order(one in key(), other in key()) {
            let (a, b) = (one.pack().unwrap(), other.pack().unwrap());
            prop_assert_eq!((Key::unpack(a), Key::unpack(b)), (one, other));
            prop_assert_eq!(a.cmp(&b), one.cmp(&other));
            prop_assert!(a >= 0);
            let of = of_instance(one.stretch, one.device, one.instance).unwrap();
            let same = (one.stretch, one.device, one.instance) == (other.stretch, other.device, other.instance);
            prop_assert_eq!(of.contains(&b), same);
            prop_assert_eq!(of_stretches(one.stretch..one.stretch + 1).contains(&b), one.stretch == other.stretch);
        }

        #[test]
        fn every_moment_lies_in_its_stretch(at in 0i64..4_102_444_800_000) {
            for level in Level::ALL {
                let stretch = level.stretch(Timestamp(at));
                prop_assert!(level.range(stretch).contains(&Timestamp(at)), "{level:?}");
                prop_assert!(at_least(stretch, DeviceId(0), 0).is_some());
            }
        }
    }

    #[test]
    fn a_month_is_a_month() {
        let at = |text| Timestamp::parse(text).unwrap();
        let range = Level::Hours.range(Level::Hours.stretch(at("2028-02-29T23:59:59Z")));
        assert_eq!(range, at("2028-02-01T00:00:00Z")..at("2028-03-01T00:00:00Z"));
    }

    #[test]
    fn what_has_no_room_has_no_key() {
        assert_eq!(at_least(1 << 20, DeviceId(0), 0), None);
        assert_eq!(at_least(0, DeviceId(1 << 22), 0), None);
        assert_eq!(at_least(0, DeviceId(0), 1 << 18), None);
    }
}
