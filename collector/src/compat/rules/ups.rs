//! Rules for uninterruptible power supplies.

mod ups_01_capacity;
mod ups_02_waveform;
mod ups_03_monitoring;

use crate::compat::{case::Case, rule::Rule, site::Load};

/// In their order.
pub const RULES: &[&Rule] = &[&ups_01_capacity::RULE, &ups_02_waveform::RULE, &ups_03_monitoring::RULE];

/// What the UPS will carry. Missed where the target names nothing or a load is not declared.
fn loads<'w>(case: &mut Case<'w>) -> Option<Vec<&'w Load>> {
    let names = case.target("protects", case.spec().target.protects.as_ref())?;
    let found: Vec<Option<&Load>> = names
        .iter()
        .map(|name| {
            let load = case.site().load.iter().find(|load| load.device == *name);
            if load.is_none() {
                case.no_table("load", name);
            }
            load
        })
        .collect();
    found.into_iter().collect()
}
