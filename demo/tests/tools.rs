//! The pretend devices as net-snmp's own tools see them (Debian package `snmp`).

// The functions around the tests are tests too, which clippy cannot see.
#![allow(clippy::unwrap_used, clippy::panic)]

use demo::{Kabupaten, Life, Mode, Options, Running, start};
use model::DeviceId;
use std::net::IpAddr;
use std::process::Command;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

const UP_TIME: &str = "1.3.6.1.2.1.1.3.0";
const NAME: &str = "1.3.6.1.2.1.1.5.0";
const IN_OCTETS: &str = "1.3.6.1.2.1.31.1.1.1.6.1";
const OUT_OCTETS: &str = "1.3.6.1.2.1.31.1.1.1.10.1";
const REMOTE_NAME: &str = "1.0.8802.1.1.2.1.4.1.1.9";
/// Within this time a change must be seen, also on a busy machine.
const DEADLINE: Duration = Duration::from_secs(20);

fn calm() -> Running {
    let options = Options { life: Life::Calm, ..Options::default() };
    start(Kabupaten::plan(20, 120, 1), Mode::Loopback { port: Some(0) }, options).unwrap()
}

fn target(running: &Running, device: DeviceId) -> String {
    let devices = running.kabupaten().devices();
    let target = devices[device.0 as usize - 1].target.as_ref().unwrap();
    format!("{}:{}", target.address, target.port)
}

/// Runs a tool of net-snmp: its exit status, what it printed, what it complained about.
#[allow(clippy::disallowed_methods)]
fn tool(program: &str, arguments: &[&str]) -> (bool, String, String) {
    let output = Command::new(program)
        .args(arguments)
        .env("MIBS", "")
        .output()
        .unwrap_or_else(|error| panic!("{program} (Debian package snmp) is needed for this test: {error}"));
    let text = |octets: Vec<u8>| String::from_utf8_lossy(&octets).into_owned();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

/// The values of some objects, without their names and types; none when there is no answer within a second.
fn get(target: &str, objects: &[&str]) -> Option<Vec<String>> {
    let mut arguments = vec!["-v2c", "-c", demo::COMMUNITY, "-Oqvt", "-t", "1", "-r", "0", target];
    arguments.extend_from_slice(objects);
    let (good, out, _) = tool("snmpget", &arguments);
    good.then(|| out.lines().map(|line| line.trim_matches('"').to_owned()).collect())
}

fn within<T>(mut wanted: impl FnMut() -> Option<T>, what: &str) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = wanted() {
            return found;
        }
        assert!(begun.elapsed() < DEADLINE, "not within {DEADLINE:?}: {what}");
    }
}

#[test]
fn a_walk_is_complete_and_ordered() {
    let running = calm();
    let device = running.kabupaten().devices().into_iter().find(|d| d.class.as_deref() == Some("server")).unwrap();
    let target = target(&running, device.id);
    let walk = |program: &str, version: &str| {
        let (good, out, complaint) = tool(program, &[version, "-c", demo::COMMUNITY, "-On", "-t", "5", &target, ".1"]);
        assert!(good && complaint.is_empty(), "{program}: {complaint}");
        let names: Vec<Vec<u32>> = out
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .filter(|(_, value)| !value.starts_with("No more variables left"))
            .map(|(name, _)| name.split('.').skip(1).map(|arc| arc.parse().unwrap()).collect())
            .collect();
        assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "{program}: in order, each once");
        names
    };
    let bulk = walk("snmpbulkwalk", "-v2c");
    assert_eq!(bulk, walk("snmpwalk", "-v2c"));
    assert!(walk("snmpwalk", "-v1").len() < bulk.len(), "v1 carries no 64-bit counters");
    for group in ["2.1.1.1.0", "2.1.2.2.1.22", "2.1.31.1.1.1.6", "2.1.25.2.3.1.6", "2.1.25.3.3.1.2", "4.1.2021.4.6.0"] {
        let wanted: Vec<u32> = format!("1.3.6.1.{group}").split('.').map(|arc| arc.parse().unwrap()).collect();
        let there = bulk.iter().any(|name| name.starts_with(&wanted));
        assert_eq!(there, group != "2.1.2.2.1.22", "{group}");
    }
    assert_eq!(running.tally().malformed.load(Ordering::Relaxed), 0);
}

#[test]
fn neighbours_name_each_other_and_the_dead_are_forgotten() {
    let running = calm();
    let devices = running.kabupaten().devices();
    let heard = |device: DeviceId| -> Vec<String> {
        let at = target(&running, device);
        let arguments = ["-v2c", "-c", demo::COMMUNITY, "-Oqvt", "-t", "5", &at, REMOTE_NAME];
        let (good, out, complaint) = tool("snmpbulkwalk", &arguments);
        assert!(good, "{complaint}");
        out.lines().map(|line| line.trim_matches('"').to_owned()).collect()
    };
    let router = devices.iter().filter(|d| d.uplink_port.is_some()).nth(3).unwrap();
    let switch = devices.iter().find(|d| d.parents == [router.id] && d.class.as_deref() == Some("switch")).unwrap();
    let name = |device: DeviceId| get(&target(&running, device), &[NAME]).unwrap().remove(0);
    assert_eq!(heard(router.id), [name(DeviceId(1)), name(switch.id)]);
    assert!(heard(switch.id).contains(&name(router.id)));
    let at_first = heard(DeviceId(1)).len();
    assert!(at_first >= 19, "one router of each other agency, {at_first}");

    running.scenario().kill(router.id);
    assert_eq!(heard(DeviceId(1)).len(), at_first - 1);
}

#[test]
fn counters_grow_with_time_and_a_full_link_shows_its_rate() {
    let running = calm();
    let router = running.kabupaten().devices().into_iter().filter(|d| d.uplink_port.is_some()).nth(3).unwrap();
    let target = target(&running, router.id);
    running.scenario().fill(router.id, 95.0);
    let read = || -> Vec<u64> {
        let values = get(&target, &[UP_TIME, IN_OCTETS, OUT_OCTETS]).unwrap();
        values.iter().map(|value| value.parse().unwrap()).collect()
    };
    let old = read();
    let new = within(|| Some(read()).filter(|new| new[0] >= old[0] + 200), "two seconds of uptime");
    assert!(new[1] > old[1] && new[2] > old[2]);
    let seconds = (new[0] - old[0]) as f64 / 100.0;
    let used = (new[1] - old[1]) as f64 * 8.0 / seconds / router.contracted_bps.unwrap() as f64;
    assert!((0.93..0.97).contains(&used), "{used}");
}

#[test]
fn devices_die_fall_silent_and_come_back() {
    let running = calm();
    let devices = running.kabupaten().devices();
    let router = devices.iter().filter(|d| d.uplink_port.is_some()).nth(2).unwrap();
    let behind = devices.iter().find(|d| d.parents == [router.id]).unwrap();
    let (router_at, behind_at) = (target(&running, router.id), target(&running, behind.id));
    let echo = |device: &model::Device| {
        let address: IpAddr = device.target.as_ref().unwrap().address.parse().unwrap();
        running.answers(address)
    };
    assert!(running.simulated() && echo(router).is_some() && echo(behind).is_some());
    let uptime = |at: &str| get(at, &[UP_TIME]).map(|values| values[0].parse::<u64>().unwrap());
    assert!(uptime(&router_at).unwrap() > 100_000);
    let name = get(&behind_at, &[NAME]).unwrap();

    running.scenario().kill(router.id);
    assert_eq!((get(&router_at, &[NAME]), get(&behind_at, &[NAME])), (None, None));
    assert_eq!((echo(router), echo(behind)), (None, None));
    assert!(running.tally().unheard.load(Ordering::Relaxed) >= 2);

    running.scenario().revive(router.id);
    assert!(uptime(&router_at).unwrap() < 10_000, "it has started anew");
    assert_eq!(get(&behind_at, &[NAME]), Some(name), "what hangs behind it ran on");
    assert!(uptime(&behind_at).unwrap() > 100_000);

    running.scenario().silence_snmp(behind.id);
    assert_eq!(get(&behind_at, &[NAME]), None);
    assert!(echo(behind).is_some(), "echoes are answered");
    running.scenario().revive(behind.id);
    assert!(get(&behind_at, &[NAME]).is_some());
}

#[test]
fn a_stranger_and_a_nobody_get_nothing() {
    let running = calm();
    let at = target(&running, DeviceId(1));
    let (good, out, _) = tool("snmpget", &["-v2c", "-c", "public", "-t", "1", "-r", "0", &at, NAME]);
    assert!(!good && out.is_empty());
    assert_eq!(running.tally().wrong_community.load(Ordering::Relaxed), 1);
    let port = at.rsplit(':').next().unwrap();
    assert_eq!(get(&format!("127.250.0.1:{port}"), &[NAME]), None);
    assert_eq!(running.answers("127.250.0.1".parse().unwrap()), None);
    assert_eq!(running.answers("::1".parse().unwrap()), None);
}
