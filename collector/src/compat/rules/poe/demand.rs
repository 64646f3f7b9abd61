//! What a powered device asks for, and what its source of power is.

use crate::compat::{
    case::Case,
    class::Class,
    seen::Seen,
    site::Device,
    spec::{Said, Spec},
    table::{
        poe::{top_class, watts},
        port,
    },
};
use std::sync::Arc;

/// Classes that may be powered over Ethernet.
pub const CLASSES: &[Class] = &[Class::AccessPoint, Class::Camera, Class::Phone, Class::Radio];

/// True when the candidate takes active power from the switch: otherwise the rule does not apply, or a fact is missing.
pub fn takes_power(case: &mut Case<'_>) -> Option<()> {
    if case.attr::<&str>("power_input")? != "poe" || case.maybe("injector_included").unwrap_or(false) {
        return case.skip();
    }
    if case.attr::<&str>("poe_kind")? != "active" {
        return case.skip();
    }
    Some(())
}

/// The class of the candidate, else the highest of its type; class 0 counts as 3.
pub fn class(case: &mut Case<'_>) -> Option<u64> {
    if let Some(class) = case.maybe::<f64>("poe_class") {
        return Some(if class == 0.0 { 3 } else { class as u64 });
    }
    let of_type = case.maybe::<&str>("poe_type").and_then(top_class);
    of_type.or_else(|| case.attr::<f64>("poe_class").map(|class| class as u64))
}

/// Power that units of a thing before this one take from a source, W. What it does not state is missed.
pub fn watts_before(case: &mut Case<'_>, spec: &Spec) -> f64 {
    let brings_its_own = spec.attributes.get("injector_included").is_some_and(|stated| stated.said == Said::Yes(true));
    if !CLASSES.contains(&spec.item.class) || brings_its_own {
        return 0.0;
    }
    let injectors: u64 = spec.remedies.iter().filter(|one| one.kind == "injector").map(|one| one.quantity).sum();
    let takes = |case: &mut Case<'_>| {
        let is_fed = case.earlier(spec, "power_input", spec.word("power_input"))? == "poe"
            && case.earlier(spec, "poe_kind", spec.word("poe_kind"))? == "active";
        if !is_fed {
            return None;
        }
        let class = spec.number("poe_class").map(|class| class as u64).or_else(|| top_class(spec.word("poe_type")?));
        watts(case.earlier(spec, "poe_class", class)?)
    };
    takes(case).unwrap_or(0.0) * spec.item.quantity.saturating_sub(injectors) as f64
}

/// The device that gives power.
pub struct Source<'w> {
    /// Its reference.
    pub reference: &'w str,
    /// Its record.
    pub seen: Option<Arc<Seen>>,
    /// What is declared of it.
    pub device: Option<&'w Device>,
    /// `active`, `passive-24v`, `passive-48v`, `none`.
    pub kind: String,
}

impl Source<'_> {
    /// What people call it.
    pub fn name(&self) -> &str {
        self.seen.as_ref().map_or(self.reference, |seen| seen.name())
    }
}

/// The source of power of the target: named, else the upstream. Missed where its kind is not known.
pub fn source<'w>(case: &mut Case<'w>) -> Option<Source<'w>> {
    let reference = case.power_source()?;
    let seen = case.maybe_seen(reference);
    let device = case.device_table(reference, seen.as_deref());
    let declared = device.and_then(|device| case.maybe_declared(device, "poe_kind", device.poe_kind.as_deref()));
    let kind = match (declared, &seen) {
        (Some(kind), _) => kind.to_owned(),
        (None, Some(seen)) if !seen.facts.poe_groups.is_empty() => {
            case.derived(seen, "poe_kind", "active");
            "active".to_owned()
        }
        _ => {
            case.no_key("device", "poe_kind", reference);
            return None;
        }
    };
    Some(Source { reference, seen, device, kind })
}

/// Ports of the source that give power, by ifIndex, with the highest class of their type.
pub fn poe_ports(case: &mut Case<'_>, source: &Source<'_>) -> Option<Vec<(u64, u64)>> {
    let ports = source.device.and_then(|device| {
        let device = case.site().device.iter().find(|table| std::ptr::eq(*table, device))?;
        case.maybe_declared(device, "poe_ports", device.poe_ports.as_ref())
    });
    let Some(ports) = ports else {
        case.no_key("device", "poe_ports", source.reference);
        return None;
    };
    Some(port::declared(ports).into_iter().filter_map(|(index, kind)| Some((index, top_class(kind)?))).collect())
}
