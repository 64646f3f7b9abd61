//! Availability across a kill: what nobody saw is unknown, and never up.

use crate::rig::{Collector, wait_for};
use model::Timestamp;
use serde_json::Value;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The first round is over after ten seconds; this machine tells of itself every second.
const QUICK: &str = "[poll]\ninterval_seconds = 5\ncheck_seconds = 5\n[collector]\nlocal_agent_interval_seconds = 1\n";

fn now() -> Timestamp {
    Timestamp(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64)
}

/// The availability of this machine.
fn lived(collector: &Collector) -> Value {
    collector.json(&["availability", "1"])
}

/// State, cause, beginning and end of every span.
fn spans(found: &Value) -> Vec<(String, String, Timestamp, Timestamp)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let moment = |value: &Value| Timestamp::parse(&text(value)).unwrap();
    let timeline = found["devices"][0]["timeline"].as_array().cloned().unwrap_or_default();
    timeline
        .iter()
        .map(|span| (text(&span["state"]), text(&span["cause"]), moment(&span["from"]), moment(&span["to"])))
        .collect()
}

#[test]
fn the_time_of_a_killed_collector_is_unknown() {
    let mut collector = Collector::start(QUICK);
    // Long enough for a sign of life that holds some of it.
    wait_for("this machine is told up", Duration::from_secs(90), || {
        lived(&collector)["whole"]["up_ms"].as_i64().filter(|up_ms| *up_ms > 15_000)
    });
    let killed = now();
    collector.kill();
    let nobody = now();
    collector.restart();
    let found = wait_for("it is told up again", Duration::from_secs(60), || {
        Some(lived(&collector)).filter(|found| spans(found).iter().filter(|span| span.0 == "up").count() == 2)
    });
    let told = spans(&found);
    let [.., before, gap, after] = &told[..] else { panic!("{found}") };
    assert_eq!([&before.0, &gap.0, &after.0], ["up", "unknown", "up"], "{found}");
    assert!(
        gap.2 <= killed && killed.seconds_since(gap.2) <= 62.0,
        "the last sign of life is a minute old at most: {found}"
    );
    assert!(gap.3 >= nobody, "{found}");
    assert_eq!(gap.1, "collector_off", "{found}");
    // Every millisecond of the period has one state.
    let whole = &found["whole"];
    let states = ["up_ms", "down_ms", "unreachable_ms", "maintenance_ms", "off_ms", "unknown_ms"];
    let sum: i64 = states.iter().filter_map(|state| whole[state].as_i64()).sum();
    let moment = |name: &str| Timestamp::parse(found[name].as_str().unwrap_or_default()).unwrap();
    assert_eq!(sum, moment("to").0 - moment("from").0);
    assert_eq!(whole["device_percent"], 100.0, "it was never down: {found}");
}
