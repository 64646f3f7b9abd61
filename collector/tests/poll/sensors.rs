//! The language of sensors: a family of its own, a device of its own, and what comes out.

use crate::recordings::{objects, record};
use collector::profile::Profiles;
use std::fs;

const FAMILY: &str = r#"
[family]
extends = ["_standard"]
os = "trial"
[[match]]
sys_descr = '^Trial'

[[sensor]]
class = "temperature"
oid = "1.3.6.1.4.1.99999.1.1.3"
named_by = "1.3.6.1.4.1.99999.1.1.2"
descr = "{name} of unit {1}"
divisor = 10.0
none = [-1.0]
when = [{ oid = "1.3.6.1.4.1.99999.1.1.4", not = ["2"] }]
limit_high = "1.3.6.1.4.1.99999.1.1.5"

[[sensor]]
class = "temperature"
oid = "1.3.6.1.4.1.99999.2.0"
descr = "outside"
from = "fahrenheit"
least = -60.0
most = 60.0

[[sensor]]
class = "dbm"
oid = "1.3.6.1.4.1.99999.3.1.1"
of = "port"
descr = "{name} Rx"
from = "microwatt"

[[sensor]]
state = "fan"
oid = "1.3.6.1.4.1.99999.4.0"
descr = "fan"

[[sensor]]
class = "count"
oid = "1.3.6.1.4.1.99999.5.1.1"
index = '^2\.'

[state.fan]
ok = { 1 = "turning" }
critical = { 2 = "stopped" }
"#;

const DEVICE: &str = r#"
.1.3.6.1.2.1.1.1.0 = STRING: Trial of a family
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.99999
.1.3.6.1.2.1.2.2.1.2.7 = STRING: sfp1
.1.3.6.1.4.1.99999.1.1.2.1 = STRING: inlet
.1.3.6.1.4.1.99999.1.1.3.1 = INTEGER: 235
.1.3.6.1.4.1.99999.1.1.3.2 = INTEGER: 240
.1.3.6.1.4.1.99999.1.1.3.3 = INTEGER: -1
.1.3.6.1.4.1.99999.1.1.4.1 = INTEGER: 1
.1.3.6.1.4.1.99999.1.1.4.2 = INTEGER: 2
.1.3.6.1.4.1.99999.1.1.4.3 = INTEGER: 1
.1.3.6.1.4.1.99999.1.1.5.1 = INTEGER: 450
.1.3.6.1.4.1.99999.2.0 = STRING: 77.0 F
.1.3.6.1.4.1.99999.3.1.1.7 = Gauge32: 500
.1.3.6.1.4.1.99999.3.1.1.8 = Gauge32: 0
.1.3.6.1.4.1.99999.4.0 = INTEGER: 2
.1.3.6.1.4.1.99999.5.1.1.1.1 = Counter32: 5
.1.3.6.1.4.1.99999.5.1.1.2.1 = Counter32: 6
"#;

/// What a sensor says, in one line.
fn line(sensor: &model::record::Sensor) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
    format!(
        "{}|{}|{}|{}|{}|{}|{}|{}",
        text(&sensor.oid).trim_start_matches("1.3.6.1.4.1.99999."),
        text(&sensor.class),
        text(&sensor.descr),
        number(sensor.value),
        text(&sensor.unit),
        text(&sensor.state_text),
        text(&sensor.state_severity),
        number(sensor.limit_high),
    )
}

#[test]
fn values_states_names_conditions_and_limits() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("trial.toml"), FAMILY).unwrap();
    let profiles = Profiles::load(Some(folder.path())).unwrap();
    let (profile, decoded) = record(&profiles, &objects(DEVICE));
    assert_eq!(profile.name, "trial");
    let lines: Vec<String> = decoded.record.facts.sensors.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "1.1.3.1|temperature|inlet of unit 1|23.5|°C|||45",
            "2.0|temperature|outside|25|°C|||",
            "3.1.1.7|dbm|sfp1 Rx|-3.0103|dBm|||",
            "4.0|state|fan|2||stopped|critical|",
            "5.1.1.2.1|count||6||||",
        ]
    );
    assert_eq!(decoded.record.facts.sensors[2].if_index, Some(7));
    assert_eq!(decoded.issues, []);
    let series: Vec<String> =
        decoded.samples.iter().map(|sample| format!("{}:{}", sample.metric.name(), sample.instance)).collect();
    for expected in ["temperature_c:inlet of unit 1", "power_dbm:sfp1 Rx", "state:fan", "quantity:#2.1"] {
        assert!(series.iter().any(|name| name == expected), "{expected} is not among {series:?}");
    }
}
