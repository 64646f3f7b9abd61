//! Whether the collector sees the network, on `/metrics`.

use super::Extra;
use crate::live::Live;
use std::sync::Arc;

/// Adds it. It is read when the page is.
pub(crate) fn add_isolation(live: &Arc<Live>) {
    let add = |name, help, read: fn(&Live) -> f64| {
        live.own.add(Extra::of(live, name, help, false, move |live: &Live, say: &mut super::Say<'_>| {
            say(None, read(live))
        }));
    };
    let help = "1 while most of the network fell silent at once, so that it is the collector that is cut off.";
    add("pantau_collector_isolated", help, |live| f64::from(u8::from(live.fleet().isolation().holds)));
    let help = "Devices that cannot be seen because the collector is cut off.";
    add("pantau_collector_isolated_devices", help, |live| {
        let isolation = *live.fleet().isolation();
        if isolation.holds { f64::from(isolation.lost) } else { 0.0 }
    });
}
