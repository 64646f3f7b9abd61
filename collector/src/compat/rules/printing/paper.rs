//! Sizes of paper in use.

use crate::compat::attribute::size;

/// F4 is Folio, 215 × 330 mm: official letters and forms for assets of regions.
const F4_MM: (f64, f64) = (215.0, 330.0);

/// True when a device that lists these sizes, and takes paper up to this size by hand, takes a wanted size.
pub fn takes(listed: &[String], custom: Option<&str>, wanted: &str) -> bool {
    let lists = |name: &str| listed.iter().any(|own| own.eq_ignore_ascii_case(name));
    let is_f4 = ["f4", "folio"].iter().any(|name| name.eq_ignore_ascii_case(wanted));
    if !is_f4 {
        return lists(wanted);
    }
    let by_hand = custom.and_then(size).is_some_and(|(width, height)| width >= F4_MM.0 && height >= F4_MM.1);
    lists("F4") || lists("Folio") || by_hand
}
