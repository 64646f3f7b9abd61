//! Rules for cameras and their recorders.

mod cam_01_recorder;
mod cam_02_capacity;
mod cam_03_retention;

use crate::compat::{case::Case, class::Class, rule::Rule, site::Nvr};

/// In their order.
pub const RULES: &[&Rule] = &[&cam_01_recorder::RULE, &cam_02_capacity::RULE, &cam_03_retention::RULE];

/// The recorder of the target. Missed where it is not named or not declared.
fn recorder<'w>(case: &mut Case<'w>) -> Option<&'w Nvr> {
    let name = case.target("nvr", case.spec().target.nvr.as_deref())?;
    let found = case.site().nvr.iter().find(|nvr| nvr.device == name);
    if found.is_none() {
        case.no_table("nvr", name);
    }
    found
}

/// What cameras that come before this one in the same procurement take of the recorder: channels, and Mbps.
fn before(case: &mut Case<'_>, nvr: &Nvr) -> (f64, f64) {
    let same = |spec: &&&crate::compat::spec::Spec| {
        spec.item.class == Class::Camera && spec.target.nvr.as_deref() == Some(nvr.device.as_str())
    };
    case.world.before.iter().filter(same).fold((0.0, 0.0), |(channels, mbps), spec| {
        let units = spec.item.quantity as f64;
        let each = case.earlier(spec, "stream_mbps", spec.number("stream_mbps")).unwrap_or(0.0);
        (channels + units, mbps + units * each)
    })
}
