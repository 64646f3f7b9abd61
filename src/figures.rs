//! The counters of the poller and of the listener for traps on `/metrics`.

use collector::{
    Running,
    metrics::{Extra, Say, Spread},
    poll::{PollHandle, ROUND_TRIP_BOUNDS},
    trap::{Figures, Listener},
};
use std::sync::Arc;

/// Adds them. They are read when the page is.
pub fn add(running: &Running, poller: &Arc<PollHandle>) {
    let add = |name, help, counter, read: fn(&PollHandle) -> u64| {
        let read = move |poller: &PollHandle, say: &mut Say<'_>| say(None, read(poller) as f64);
        running.add_metric(Extra::of(poller, name, help, counter, read));
    };
    add("pantau_poll_targets", "Devices that are polled.", false, |p| p.figures().targets);
    add("pantau_polls_total", "Full SNMP polls.", true, |p| p.figures().polls);
    add("pantau_poll_pulses_total", "SNMP liveness checks between full polls.", true, |p| p.figures().pulses);
    add("pantau_poll_checks_total", "Echo and TCP checks.", true, |p| p.figures().checks);
    add("pantau_poll_failures_total", "Polls, pulses and checks without an answer.", true, |p| p.figures().failed);
    add("pantau_polls_late_total", "Rounds begun late or skipped because the one before took too long.", true, |p| {
        p.figures().late
    });
    add("pantau_polls_latest_seconds", "How late the latest round so far began, whole seconds.", false, |p| {
        p.figures().latest_ms / 1000
    });
    add(
        "pantau_polls_behind_seconds",
        "How late the latest round of the last two minutes began, whole seconds.",
        false,
        |p| p.figures().behind_ms / 1000,
    );
    add("pantau_poll_values_total", "Values read by polls and pulses.", true, |p| p.figures().values);
    add("pantau_poll_waits_total", "Batches that waited because the store's queue was full.", true, |p| {
        p.figures().waited
    });
    add(
        "pantau_poll_holds_total",
        "Rounds that waited because their subnet was asked as much as it may be.",
        true,
        |p| p.figures().held,
    );
    add("pantau_poll_panics_total", "Panics caught while polling or decoding.", true, |p| p.figures().panics);
    add("pantau_snmp_requests_total", "SNMP requests, without those sent again.", true, |p| {
        p.figures().engine.requests
    });
    add("pantau_snmp_retries_total", "SNMP requests sent again.", true, |p| p.figures().engine.retries);
    add("pantau_snmp_timeouts_total", "SNMP questions that no send brought an answer to.", true, |p| {
        p.figures().engine.timeouts
    });
    add("pantau_snmp_answers_total", "SNMP answers accepted.", true, |p| p.figures().engine.answers);
    add("pantau_snmp_socket_errors_total", "Failed reads of an SNMP socket.", true, |p| {
        p.figures().engine.socket_errors
    });
    let asked = Arc::downgrade(poller);
    running.add_spread(Spread {
        name: "pantau_snmp_round_trip_seconds",
        help: "Round trip of one SNMP request that was answered, over all devices.",
        bounds: &ROUND_TRIP_BOUNDS,
        read: Box::new(move || {
            let trips = asked.upgrade()?.figures().engine.round_trips;
            Some((trips.counts.to_vec(), trips.micros as f64 / 1e6))
        }),
    });
    let read = |poller: &PollHandle, say: &mut Say<'_>| {
        for (anomaly, times) in poller.figures().engine.anomalies {
            say(Some(("anomaly", anomaly)), f64::from(times));
        }
    };
    let (name, help) = ("pantau_snmp_anomalies_total", "Oddities of SNMP answers, by name.");
    running.add_metric(Extra::of(poller, name, help, true, read));
}

/// Adds those of the listener for traps.
pub fn add_traps(running: &Running, traps: &Arc<Listener>) {
    let add = |name, help, counter, read: fn(&Figures) -> u64| {
        let read = move |traps: &Listener, say: &mut Say<'_>| say(None, read(&traps.figures()) as f64);
        running.add_metric(Extra::of(traps, name, help, counter, read));
    };
    add("pantau_traps_received_total", "Datagrams received where traps are listened for.", true, |f| f.received);
    add("pantau_trap_events_total", "Traps and informs that became events.", true, |f| f.events);
    add("pantau_trap_repeats_total", "Traps and informs that only raised the count of an event.", true, |f| f.repeats);
    add("pantau_trap_polls_total", "Polls that traps and informs caused.", true, |f| f.polls);
    add("pantau_informs_answered_total", "Informs answered.", true, |f| f.answered);
    add("pantau_traps_queued", "Datagrams that wait to be read.", false, |f| f.waiting);
    let read = |traps: &Listener, say: &mut Say<'_>| {
        for (why, count) in traps.figures().dropped {
            say(Some(("reason", why.name())), count as f64);
        }
    };
    let (name, help) = ("pantau_traps_dropped_total", "Datagrams that became no event, by reason.");
    running.add_metric(Extra::of(traps, name, help, true, read));
}
