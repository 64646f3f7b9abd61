//! The cage that a transceiver goes into, and the module at the other end.

use crate::compat::{
    case::Case,
    rules::network::upstream::index_of,
    seen::Seen,
    site::{Device, Module},
    spec::Place,
    table::port,
};
use std::sync::Arc;

/// The device that holds the cage.
pub struct Host<'w> {
    /// Its reference.
    pub reference: &'w str,
    /// Its record.
    pub seen: Option<Arc<Seen>>,
    /// What is declared of it.
    pub device: Option<&'w Device>,
}

impl Host<'_> {
    /// What people call it.
    pub fn name(&self) -> &str {
        self.seen.as_ref().map_or(self.reference, |seen| seen.name())
    }
}

/// The host of the target.
pub fn host<'w>(case: &mut Case<'w>) -> Option<Host<'w>> {
    let place = case.spec().target.host.as_ref();
    let reference = case.target("host.device", place.and_then(|place| place.device.as_deref()))?;
    let seen = case.maybe_seen(reference);
    let device = case.device_table(reference, seen.as_deref());
    Some(Host { reference, seen, device })
}

/// Type of a port of a host: declared, else by its form. Missed where nobody says it.
pub fn kind(case: &mut Case<'_>, host: &Host<'_>) -> Option<String> {
    let port = case.spec().target.host.as_ref().and_then(|place| place.port.as_ref());
    let port = case.target("host.port", port.map(|port| port.0.as_str()))?;
    let index = host.seen.as_deref().and_then(|seen| index_of(seen, port)).or_else(|| port.parse().ok());
    let device = case.device_table(host.reference, host.seen.as_deref());
    let declared = device.and_then(|device| case.maybe_declared(device, "ports", device.ports.as_ref()));
    let declared = declared.and_then(|ports| {
        port::declared(ports).into_iter().find(|(known, _)| Some(*known) == index).map(|(_, kind)| kind.to_owned())
    });
    if declared.is_some() {
        return declared;
    }
    let seen = host.seen.as_deref();
    let form = seen.and_then(|seen| seen.port(index?)?.form_factor.clone());
    match (seen, form) {
        (Some(seen), Some(form)) => {
            case.maybe_observed(seen, "ports.form_factor", Some(form.clone()));
            Some(of_form(&form).map_or(form, str::to_owned))
        }
        _ => {
            case.no_key("device", "ports", host.reference);
            None
        }
    }
}

fn of_form(form: &str) -> Option<&'static str> {
    port::of_form_factor(form).or(match form {
        "combo" => Some("1000base-x-sfp"),
        "qsfp28" => Some("100gbase-x-qsfp28"),
        _ => None,
    })
}

/// True for a cage of the wide family, when the type is of a cage at all.
pub fn is_wide(kind: &str) -> Option<bool> {
    if kind.contains("qsfp") { Some(true) } else { kind.contains("sfp").then_some(false) }
}

/// A module at the far end.
pub struct Far {
    /// Standard.
    pub standard: String,
    /// Wavelength that it sends, nm.
    pub tx_nm: Option<f64>,
    /// Wavelength that it receives, nm.
    pub rx_nm: Option<f64>,
}

/// The far end: given with the target, else a declared module of that device and port.
pub fn far_end(case: &mut Case<'_>) -> Option<Far> {
    let empty = Place::default();
    let place = case.spec().target.far_end.as_ref().unwrap_or(&empty);
    if let Some(standard) = case.maybe_typed("target", "far_end.standard", place.standard.clone()) {
        let tx_nm = case.maybe_typed("target", "far_end.tx_nm", place.tx_nm);
        let rx_nm = case.maybe_typed("target", "far_end.rx_nm", place.rx_nm);
        return Some(Far { standard, tx_nm, rx_nm });
    }
    let device = case.target("far_end.device", place.device.as_deref())?;
    let port = case.target("far_end.port", place.port.as_ref().map(|port| port.0.as_str()))?;
    let is_it = |module: &&Module| module.device == device && module.port.0 == port;
    let Some(module) = case.site().module.iter().find(is_it) else {
        case.no_table("module", &format!("{device} {port}"));
        return None;
    };
    let standard = case.declared(module, "standard", Some(module.standard.clone()))?;
    let tx_nm = case.maybe_declared(module, "tx_nm", module.tx_nm);
    let rx_nm = case.maybe_declared(module, "rx_nm", module.rx_nm);
    Some(Far { standard, tx_nm, rx_nm })
}
