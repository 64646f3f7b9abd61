//! What is a change and what is none, one table.

use super::{compare, lasting::Lasting};
use model::Lang;
use proptest::prelude::*;

fn lasting(facts: &str) -> Lasting {
    Lasting::of(&format!(
        r#"{{"schema":"pantau-device/1","collected_at":"2026-03-01T04:05:06Z","source":"snmp"{facts}}}"#
    ))
}

fn told_by(before: &str, after: &str, same_reader: bool) -> Vec<String> {
    let told = compare(&lasting(before), &lasting(after), same_reader);
    told.differences.iter().map(|what| what.text(Lang::En)).collect()
}

fn check(before: &str, after: &str, expected: &[&str]) {
    assert_eq!(told_by(before, after, true), expected, "{before} -> {after}");
}

#[test]
fn what_moves_by_itself_is_no_change() {
    check(
        r#","uptime_s":5.0,"ports":[{"if_index":1,"name":"e1","in_octets":5,"oper":"up","last_change_s":3.0}],
          "fdb":[{"mac":"aa:00:00:00:00:01","if_index":1}],"arp":[{"address":"10.0.0.9","mac":"aa:00:00:00:00:01"}],
          "sensors":[{"oid":"1.2","class":"temperature","value":30}],"processors":[{"oid":"1.3","usage_percent":3}],
          "neighbours":[{"protocol":"mndp","local_if_index":1,"remote_host":"a"}],"process_count":7"#,
        r#","uptime_s":65.0,"ports":[{"if_index":1,"name":"e1","in_octets":900,"oper":"down"}],
          "fdb":[{"mac":"aa:00:00:00:00:02","if_index":1}],"arp":[{"address":"10.0.0.8","mac":"aa:00:00:00:00:02"}],
          "sensors":[{"oid":"1.2","class":"temperature","value":31}],"processors":[{"oid":"1.3","usage_percent":90}],
          "neighbours":[{"protocol":"mndp","local_if_index":1,"remote_host":"b"}],"process_count":9"#,
        &[],
    );
}

#[test]
fn facts_of_the_device() {
    check(
        r#","sys_name":"sw-1","version":"7.14","serial":"A1","sys_descr":"RouterOS 7.14 12:00""#,
        r#","sys_name":"sw-2","version":"7.15.3","serial":"A2","sys_descr":"RouterOS 7.15.3 12:01","location":"Aula""#,
        &["name: sw-1 → sw-2", "location: – → Aula", "serial: A1 → A2", "version: 7.14 → 7.15.3"],
    );
    check(
        r#","operating_system":{"name":"Debian","version":"12","booted_at":"2026-01-01T00:00:00Z"}"#,
        r#","operating_system":{"name":"Debian","version":"13","booted_at":"2026-02-01T00:00:00Z"}"#,
        &["operating system: version: 12 → 13"],
    );
}

#[test]
fn ports() {
    let port = |index: u32, name: &str, more: &str| format!(r#"{{"if_index":{index},"name":"{name}"{more}}}"#);
    let ports = |rows: &[String]| format!(r#","ports":[{}]"#, rows.join(","));
    let up = r#","oper":"up","speed_bps":1000000000,"duplex":"full","alias":"WAN","vlan":10"#;
    let slower = r#","oper":"up","speed_bps":100000000,"duplex":"half","vlan":20"#;
    check(
        &ports(&[port(1, "e1", up), port(2, "e2", "")]),
        &ports(&[port(1, "e1", slower), port(3, "e3", "")]),
        &[
            "port e2 removed",
            "port e1: alias: WAN → –",
            "port e1: speed: 1.00Gbit/s → 100Mbit/s",
            "port e1: duplex: full → half",
            "port e1: VLAN: 10 → 20",
            "port e3 added",
        ],
    );
    // Renumbered by a reboot: nothing has changed.
    check(&ports(&[port(1, "e1", up), port(2, "e2", "")]), &ports(&[port(7, "e1", up), port(9, "e2", "")]), &[]);
    // A link that went down has no speed; what it had is held until it comes up again.
    let down = r#","oper":"down","speed_bps":10000000,"alias":"WAN","vlan":10"#;
    check(&ports(&[port(1, "e1", up)]), &ports(&[port(1, "e1", down)]), &[]);
    // A port of a session, and ports that share a name and have no MAC of their own, cannot be followed.
    check(
        &ports(&[port(1, "<pppoe-budi>", r#","type":"ppp""#), port(2, "vlan", ""), port(3, "vlan", "")]),
        &ports(&[port(4, "<pppoe-siti>", r#","type":"ppp""#), port(2, "vlan", "")]),
        &[],
    );
    // Another name on the same MAC is the same port.
    let mac = r#","mac":"aa:00:00:00:00:01","mtu":1500"#;
    check(
        &ports(&[port(1, "ether1", mac)]),
        &ports(&[port(1, "ether1-WAN", &mac.replace("1500", "9000"))]),
        &["port ether1-WAN: name: ether1 → ether1-WAN", "port ether1-WAN: MTU: 1500 → 9000"],
    );
}

#[test]
fn parts() {
    check(
        r#","entities":[{"index":1,"class":"chassis","name":"Chassis","serial":"C1"},{"index":5,"class":"powerSupply","name":"PSU 1","model":"P","serial":"P1"},{"index":9,"class":"sensor","name":"Temp"}]"#,
        r#","entities":[{"index":1,"class":"chassis","name":"Chassis","serial":"C1"},{"index":6,"class":"powerSupply","name":"PSU 1","model":"P","serial":"P2"},{"index":7,"class":"module","name":"Slot 2","model":"LC","serial":"L1"}]"#,
        &["part PSU 1: serial: P1 → P2", "part Slot 2 added: LC L1"],
    );
    // The same parts under other numbers; a fan among equal ones that is gone.
    check(
        r#","entities":[{"index":11,"name":"Fan","model":"F"},{"index":12,"name":"Fan","model":"F"},{"index":13,"name":"Fan","model":"F"}]"#,
        r#","entities":[{"index":21,"name":"Fan","model":"F"},{"index":22,"name":"Fan","model":"F"}]"#,
        &["part #13 removed: F"],
    );
    check(
        r#","ports":[{"if_index":49,"name":"sfp1"},{"if_index":50,"name":"sfp2"}],"transceivers":[{"index":49,"if_index":49,"vendor":"X","serial":"T1"},{"index":50,"if_index":50,"vendor":"X","serial":"T9"}]"#,
        r#","ports":[{"if_index":51,"name":"sfp1"},{"if_index":52,"name":"sfp2"}],"transceivers":[{"index":51,"if_index":51,"vendor":"X","serial":"T2"}]"#,
        &["transceiver sfp2 removed: X T9", "transceiver sfp1: serial: T1 → T2"],
    );
    check(
        r#","disks":[{"name":"sda","serial":"S1","model":"M"},{"name":"sdb","serial":"S2"}],"memory_slots":[{"slot":"DIMM0","size_bytes":8589934592},{"slot":"DIMM1","empty":true}]"#,
        r#","disks":[{"name":"sdb","serial":"S1","model":"M"},{"name":"sdc","media":"removable","serial":"U"}],"memory_slots":[{"slot":"DIMM0","size_bytes":8589934592},{"slot":"DIMM1","size_bytes":8589934592,"vendor":"V"}]"#,
        &["memory DIMM1 added: 9 GB V", "disk S2 removed"],
    );
    check(
        r#","printer_supplies":[{"oid":"1.1","descr":"Black","level_percent":4},{"oid":"1.2","descr":"Cyan","level_percent":50}]"#,
        r#","printer_supplies":[{"oid":"1.1","descr":"Black","level_percent":100},{"oid":"1.2","descr":"Cyan","level_percent":52}]"#,
        &["supply Black: replaced, level: 4% → 100%"],
    );
}

#[test]
fn neighbours_and_addresses() {
    let seen = |rows: &str, address: &str| {
        format!(
            r#","ports":[{{"if_index":1,"name":"e1"}},{{"if_index":2,"name":"ppp0","type":"ppp"}}],
               "ipv4":[{{"address":"127.0.0.1"}},{{"address":"{address}","if_index":1}},{{"address":"10.9.9.{}","if_index":2}}],
               "neighbours":[{rows}]"#,
            address.len()
        )
    };
    let at = |host: &str, port: &str| {
        format!(r#"{{"protocol":"lldp","local_if_index":1,"remote_host":"{host}","remote_port":"{port}"}}"#)
    };
    check(
        &seen(&at("sw-a", "1"), "10.0.0.1"),
        &seen(&at("sw-b", "24"), "10.0.0.22"),
        &["address 10.0.0.1 removed", "address 10.0.0.22 added", "neighbour e1 lldp: other end: sw-a 1 → sw-b 24"],
    );
    // A second one behind the same port: only that one is new.
    let both = format!("{},{}", at("sw-a", "1"), at("phone", "p"));
    check(&seen(&at("sw-a", "1"), "10.0.0.1"), &seen(&both, "10.0.0.1"), &["neighbour e1 lldp phone p added: phone p"]);
    check(
        &seen(&both, "10.0.0.1"),
        &seen(&at("sw-a", "1"), "10.0.0.1"),
        &["neighbour e1 lldp phone p removed: phone p"],
    );
}

#[test]
fn silence_is_no_change() {
    let whole = r#","version":"1","ports":[{"if_index":1,"name":"e1"},{"if_index":2,"name":"e2"}],"entities":[{"index":1,"name":"C","serial":"S"}]"#;
    check(whole, r#","uptime_s":1.0"#, &[]);
    check(
        whole,
        r#","version":"2","ports":[{"if_index":1,"name":"e1","alias":"new"}],"entities":[{"index":1,"name":"C"}],"incomplete":[{"section":"ports","reason":"timeout"}]"#,
        &["version: 1 → 2"],
    );
    // What appears after a reading that was cut short is no news either: it may not have come to it.
    check(r#","incomplete":[{"section":"ports","reason":"timeout"}]"#, whole, &[]);
}

#[test]
fn what_a_reading_is_silent_about_is_held_for_the_next() {
    let first = lasting(
        r#","serial":"A","ports":[{"if_index":1,"name":"e1","oper":"up","speed_bps":1000},{"if_index":2,"name":"e2"}]"#,
    );
    let second =
        lasting(r#","ports":[{"if_index":1,"name":"e1"}],"incomplete":[{"section":"ports","reason":"timeout"}]"#);
    let third = r#","serial":"B","ports":[{"if_index":1,"name":"e1","oper":"up","speed_bps":100}]"#;
    let told = compare(&first, &second, true);
    assert_eq!(told.differences, []);
    let held = told.held.to_held();
    let told = compare(&second.with_held(&held), &lasting(third), true);
    let lines: Vec<_> = told.differences.iter().map(|what| what.text(Lang::En)).collect();
    assert_eq!(lines, ["serial: A → B", "port e2 removed", "port e1: speed: 1.00kbit/s → 100bit/s"]);
    assert_eq!(told.held.to_held(), "");
}

#[test]
fn a_newer_reader_that_knows_more_changes_nothing() {
    let before = r#","version":"RouterOS 7.14","ports":[{"if_index":1,"name":"e1"}],"serial":"A""#;
    let after = r#","version":"7.14","device_class":"router","ports":[{"if_index":1,"name":"e1","vlan":1}],"entities":[{"index":1,"name":"C"}],"serial":"B""#;
    assert_eq!(told_by(before, after, false), ["serial: A → B"]);
    assert_eq!(told_by(before, after, true).len(), 5);
}

#[test]
fn a_flood_is_counted() {
    let many = |from: u32| {
        let rows: Vec<_> = (from..from + 700).map(|n| format!(r#"{{"if_index":{n},"name":"p{n}"}}"#)).collect();
        format!(r#","ports":[{}]"#, rows.join(","))
    };
    let told = compare(&lasting(&many(1)), &lasting(&many(5000)), true);
    assert_eq!((told.differences.len(), told.left_out), (super::MOST, 400));
}

/// Rows by number, each with a value.
type Rows = Vec<(u32, u8)>;

/// Ports and entities, each under a number of its own; one of each is always there.
fn record() -> impl Strategy<Value = (Rows, Rows)> {
    let rows = || {
        let others = proptest::collection::btree_map(0u32..30, 0u8..3, 0..20);
        others.prop_map(|rows| rows.into_iter().chain([(99, 0)]).collect())
    };
    (rows(), rows())
}

fn written(ports: &[(u32, u8)], entities: &[(u32, u8)]) -> String {
    let ports: Vec<_> =
        ports.iter().map(|(n, a)| format!(r#"{{"if_index":{n},"name":"p{n}","alias":"a{a}"}}"#)).collect();
    let entities: Vec<_> =
        entities.iter().map(|(n, s)| format!(r#"{{"index":{n},"name":"e{n}","serial":"s{s}"}}"#)).collect();
    format!(r#","ports":[{}],"entities":[{}]"#, ports.join(","), entities.join(","))
}

proptest! {
    #[test]
    fn nothing_differs_from_itself_and_order_is_no_change((ports, entities) in record()) {
        let (mut p, mut e) = (ports.clone(), entities.clone());
        p.reverse();
        e.reverse();
        prop_assert_eq!(told_by(&written(&ports, &entities), &written(&p, &e), true), Vec::<String>::new());
    }

    #[test]
    fn there_and_back_is_as_many((a, b) in (record(), record())) {
        let (a, b) = (written(&a.0, &a.1), written(&b.0, &b.1));
        prop_assert_eq!(told_by(&a, &b, true).len(), told_by(&b, &a, true).len());
    }
}
