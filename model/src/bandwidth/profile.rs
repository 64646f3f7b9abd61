//! The busy hours: what is usual in each hour of each weekday.

use crate::{Timestamp, Zone};
use serde::{Deserialize, Serialize};

const HOUR_MS: i64 = 3_600_000;

/// Means by weekday (Monday first) and hour of the day, of the direction that carried more in that hour, bit/s.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Seven rows of 24; none where nothing was measured. Empty where nothing was measured at all.
    pub weekdays: Vec<Vec<Option<f64>>>,
    /// Weekday (0 is Monday) and hour that carry most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub busiest: Option<(usize, usize)>,
}

/// The profile of means of five minutes.
pub fn profile(received: &[(Timestamp, f64)], sent: &[(Timestamp, f64)], zone: Zone) -> Profile {
    let (received, sent) = (means(received, zone), means(sent, zone));
    let mut weekdays = vec![vec![None; 24]; 7];
    let mut busiest: Option<(f64, (usize, usize))> = None;
    for (day, hours) in weekdays.iter_mut().enumerate() {
        for (hour, place) in hours.iter_mut().enumerate() {
            *place = super::higher(received[day][hour], sent[day][hour]);
            if let Some(bps) = *place
                && busiest.is_none_or(|(most, _)| bps > most)
            {
                busiest = Some((bps, (day, hour)));
            }
        }
    }
    let busiest = busiest.map(|(_, place)| place);
    Profile { weekdays: if busiest.is_some() { weekdays } else { Vec::new() }, busiest }
}

fn means(rates: &[(Timestamp, f64)], zone: Zone) -> [[Option<f64>; 24]; 7] {
    let mut sums = [[(0u32, 0.0); 24]; 7];
    for (at, bps) in rates {
        // Clocks here never change, so weekday and hour follow from the time alone; 1970 began on a Thursday.
        let hours = at.0.div_euclid(HOUR_MS) + zone.hours();
        let day = usize::try_from((hours.div_euclid(24) + 3).rem_euclid(7)).unwrap_or_default();
        let hour = usize::try_from(hours.rem_euclid(24)).unwrap_or_default();
        let sum = &mut sums[day % 7][hour % 24];
        *sum = (sum.0 + 1, sum.1 + bps);
    }
    sums.map(|hours| hours.map(|(count, sum)| (count > 0).then(|| sum / f64::from(count))))
}
