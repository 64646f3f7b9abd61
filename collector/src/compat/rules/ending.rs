//! When support of a product ends, against the day of the procurement: the same for operating systems, components and
//! hypervisors.

use crate::compat::{case::Case, rule::say, support::End};

/// What the table of dates says of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Support ends on or before the day of the procurement; the day as people write it, or a dash.
    Ended(String),
    /// It ends within the months that the site asks for.
    Soon(String),
    /// It lasts, or no end is set.
    Lasting,
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
    let months = case.thresholds().eol_warn_months.round() as i64;
    let (word, ending) = match end {
        End::Open => ("open".to_owned(), Ending::Lasting),
        End::Ended => ("ended".to_owned(), Ending::Ended("–".to_owned())),
        End::On(day) if day <= date => (day.to_string(), Ending::Ended(day.text())),
        End::On(day) if day < date.plus_months(months) => (day.to_string(), Ending::Soon(day.text())),
        End::On(day) => (day.to_string(), Ending::Lasting),
    };
    case.fact_of_support(product, cycle, &word);
    Some(ending)
}
