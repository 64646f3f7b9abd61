//! Levels as whole numbers: most are decimals of few places, and are that many tenths, hundredths, …

/// Most decimal places.
const MOST_PLACES: u8 = 9;
/// Says that levels are kept as their bits, in an order in which near levels are near numbers.
pub(super) const BITS: u8 = 0xff;
/// Whole numbers up to this are told apart by a double.
const GREATEST: f64 = 9_007_199_254_740_992.0;

/// How many of the last places of a decimal are after the point, or [`BITS`]; and the whole numbers.
pub(in crate::history) fn whole(levels: &[f64]) -> (u8, Vec<u64>) {
    let mut places = 0;
    for level in levels {
        while as_whole(*level, places).is_none() {
            places += 1;
            if places > MOST_PLACES {
                return (BITS, levels.iter().map(|level| ordered(level.to_bits())).collect());
            }
        }
    }
    // What is a decimal of two places need not be one of three: a double has only so many.
    let wholes: Option<Vec<u64>> = levels.iter().map(|level| as_whole(*level, places)).collect();
    match wholes {
        Some(wholes) => (places, wholes),
        None => (BITS, levels.iter().map(|level| ordered(level.to_bits())).collect()),
    }
}

/// Levels from what [`whole`] made of them; none where nothing is kept with so many places.
pub(in crate::history) fn levels(places: u8, wholes: &[u64]) -> Option<Vec<f64>> {
    match places {
        BITS => Some(wholes.iter().map(|whole| f64::from_bits(ordered(*whole))).collect()),
        0..=MOST_PLACES => {
            let scale = scale(places);
            Some(wholes.iter().map(|whole| whole.cast_signed() as f64 / scale).collect())
        }
        _ => None,
    }
}

fn scale(places: u8) -> f64 {
    (0..places).fold(1.0, |scale, _| scale * 10.0)
}

fn as_whole(level: f64, places: u8) -> Option<u64> {
    let scale = scale(places);
    let whole = (level * scale).round();
    let is_same = whole.abs() <= GREATEST && (whole as i64 as f64 / scale).to_bits() == level.to_bits();
    is_same.then_some((whole as i64).cast_unsigned())
}

/// Its own inverse.
fn ordered(bits: u64) -> u64 {
    bits ^ if bits >> 63 == 0 { 0 } else { u64::MAX >> 1 }
}
