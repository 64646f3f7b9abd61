//! The poller's counters on `/metrics`.

use collector::{Running, metrics::Extra, poll::PollHandle};
use std::sync::Arc;

/// Takes one series: its label, if there is one, and its value.
type Say<'a> = dyn FnMut(Option<(&str, &str)>, f64) + 'a;

/// Adds them. They are read when the page is.
pub fn add(running: &Running, poller: &Arc<PollHandle>) {
    let add = |name, help, counter, read: fn(&PollHandle) -> u64| {
        let poller = Arc::downgrade(poller);
        let read = move |say: &mut Say<'_>| {
            if let Some(poller) = poller.upgrade() {
                say(None, read(&poller) as f64);
            }
        };
        running.add_metric(Extra { name, help, counter, read: Box::new(read) });
    };
    add("pantau_poll_targets", "Devices that are polled.", false, |p| p.figures().targets);
    add("pantau_polls_total", "Full SNMP polls.", true, |p| p.figures().polls);
    add("pantau_poll_pulses_total", "SNMP liveness checks between full polls.", true, |p| p.figures().pulses);
    add("pantau_poll_checks_total", "Echo and TCP checks.", true, |p| p.figures().checks);
    add("pantau_poll_failures_total", "Polls, pulses and checks without an answer.", true, |p| p.figures().failed);
    add("pantau_polls_late_total", "Rounds begun late or skipped because the one before took too long.", true, |p| {
        p.figures().late
    });
    add("pantau_poll_waits_total", "Batches that waited because the store's queue was full.", true, |p| {
        p.figures().waited
    });
    add("pantau_poll_panics_total", "Panics caught while polling or decoding.", true, |p| p.figures().panics);
}
