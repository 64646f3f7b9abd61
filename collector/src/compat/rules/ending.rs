//! When support of a product ends, against the day of the procurement: the same for operating systems, components and
//! hypervisors.

use crate::compat::{case::Case, day::Day, rule::say, support::End};

/// What the table of dates says of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Support ends on or before that day; on which, where it is known.
    Ended(Option<Day>),
    /// It ends within the months that the site asks for.
    Soon(Day),
    /// It lasts, or no end is set.
    Lasting,
}

impl Ending {
    /// What an end means on a day; ends within so many months are told.
    pub fn on(end: End, today: Day, months: f64) -> Self {
        match end {
            End::Open => Self::Lasting,
            End::Ended => Self::Ended(None),
            End::On(day) if day <= today => Self::Ended(Some(day)),
            End::On(day) if day < today.plus_months(months.round() as i64) => Self::Soon(day),
            End::On(_) => Self::Lasting,
        }
    }
}

/// Looks a version up and notes what was found. Missed where the table does not hold it.
pub fn of(case: &mut Case<'_>, product: &str, cycle: &str) -> Option<Ending> {
    let Some(end) = case.world.support.lookup(product, cycle) else {
        case.lacks(
            &format!("{product} {cycle}"),
            say!(
                "Pastikan nama dan versi {product} {cycle} seperti pada endoflife.date",
                "Make sure that {product} {cycle} is named as on endoflife.date"
            ),
        );
        return None;
    };
    let date = case.spec().item.date;
    case.item("date", Some(date));
    let word = match end {
        End::Open => "open".to_owned(),
        End::Ended => "ended".to_owned(),
        End::On(day) => day.to_string(),
    };
    case.fact_of_support(product, cycle, &word);
    Some(Ending::on(end, date, case.thresholds().eol_warn_months))
}

/// A day as people write it; a dash where it is not known.
pub fn told(day: Option<Day>) -> String {
    day.map_or_else(|| "–".to_owned(), Day::text)
}
