//! The rack that the thing will stand in, and what comes before it in the same rack.

use crate::compat::{case::Case, site::Rack, spec::Spec};

/// The rack of the target. The rule does not apply without one; a rack that is not named or not declared is missed.
pub fn here<'w>(case: &mut Case<'w>) -> Option<&'w Rack> {
    if !case.is_racked() {
        case.skip();
        return None;
    }
    let id = case.target("rack", case.spec().target.rack.as_deref())?;
    let found = case.site().rack.iter().find(|rack| rack.id == id);
    if found.is_none() {
        case.no_table("rack", id);
    }
    found
}

/// Things of the same procurement that come before this one and stand in the same rack.
pub fn before<'w>(case: &Case<'w>, rack: &Rack) -> Vec<&'w Spec> {
    let here = |spec: &&&Spec| spec.target.rack.as_deref() == Some(rack.id.as_str());
    case.world.before.iter().filter(here).copied().collect()
}

/// Sum of an attribute over all units of those things; missed where one of them does not state it.
pub fn sum(case: &mut Case<'_>, before: &[&Spec], name: &str) -> f64 {
    let units = before.iter().filter_map(|spec| {
        let each = case.earlier(spec, name, spec.number(name))?;
        Some(each * spec.item.quantity as f64)
    });
    units.sum()
}
