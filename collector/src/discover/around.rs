//! Who stands in the tables of devices that are known already: ARP and the neighbours of LLDP, CDP and their kin. Pure,
//! but for this machine's own table.

use super::{Plan, Sighting};
use model::{
    DeviceId, Timestamp,
    api::{Evidence, Witness},
};
use serde::Deserialize;
use std::{collections::BTreeMap, net::IpAddr};

/// Most addresses taken from tables; a router of a province could name millions.
const MOST: usize = 20_000;
/// Largest table of this machine read, octets.
#[cfg(target_os = "linux")]
const LARGEST: u64 = 4 << 20;

/// The rows of a report that name others.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Tables {
    arp: Vec<Arp>,
    neighbours: Vec<Neighbour>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Arp {
    address: Option<String>,
    mac: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Neighbour {
    remote_address: Option<String>,
    remote_host: Option<String>,
    remote_chassis_id: Option<String>,
}

/// What the tables of all known devices tell of the declared subnets.
#[derive(Debug, Default)]
pub struct Around(BTreeMap<IpAddr, Sighting>);

impl Around {
    /// Takes in one report of a known device, as JSON. One that cannot be read tells nothing.
    pub fn take(&mut self, plan: &Plan, device: DeviceId, at: Timestamp, report: &str) {
        let Ok(tables) = serde_json::from_str::<Tables>(report) else { return };
        let told = |by, text| Evidence { by, text, via: Some(device), at: Some(at) };
        for row in tables.arp {
            // A row without a MAC was asked for and never answered.
            if row.mac.is_some() {
                self.note(plan, row.address.as_deref(), row.mac, told(Witness::Arp, None));
            }
        }
        for row in tables.neighbours {
            let mac = row.remote_chassis_id.filter(|id| is_mac(id));
            self.note(plan, row.remote_address.as_deref(), mac, told(Witness::Link, row.remote_host));
        }
    }

    /// Takes in the neighbour table of this machine.
    pub fn take_own(&mut self, plan: &Plan, table: Vec<(IpAddr, String)>, at: Timestamp) {
        for (address, mac) in table {
            let told = Evidence { at: Some(at), ..Evidence::of(Witness::Neighbour) };
            self.note(plan, Some(&address.to_string()), Some(mac), told);
        }
    }

    fn note(&mut self, plan: &Plan, address: Option<&str>, mac: Option<String>, told: Evidence) {
        let Some(address) = address.and_then(|text| text.parse().ok()).filter(|address| plan.covers(*address)) else {
            return;
        };
        if self.0.len() >= MOST && !self.0.contains_key(&address) {
            return;
        }
        let sighting = self.0.entry(address).or_insert_with(|| Sighting::of(address));
        sighting.mac = sighting.mac.take().or(mac);
        sighting.evidence.push(told);
    }

    /// What they tell of this address; it is told once.
    pub fn of(&mut self, address: IpAddr) -> Option<Sighting> {
        self.0.remove(&address)
    }

    /// Declared addresses that can be learnt in no other way.
    pub fn unasked(&self, plan: &Plan) -> Vec<IpAddr> {
        self.0.keys().copied().filter(|address| plan.covers_unasked(*address)).collect()
    }
}

fn is_mac(text: &str) -> bool {
    let mut parts = text.split(':');
    text.len() == 17 && parts.all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The neighbour table of this machine: IPv4 neighbours with their MACs. Empty where it cannot be read.
#[cfg(target_os = "linux")]
pub fn own_table() -> Vec<(IpAddr, String)> {
    use std::io::Read;
    let mut text = String::new();
    let read = std::fs::File::open("/proc/net/arp").and_then(|file| file.take(LARGEST).read_to_string(&mut text));
    if read.is_err() {
        return Vec::new();
    }
    text.lines().skip(1).filter_map(own_row).collect()
}

/// Other systems' tables come by the local agent, as a report.
#[cfg(not(target_os = "linux"))]
pub fn own_table() -> Vec<(IpAddr, String)> {
    Vec::new()
}

/// `10.0.0.1  0x1  0x2  d4:ca:6d:01:02:03  *  eth0`; bit 2 of the flags says that the row is complete.
#[cfg(target_os = "linux")]
fn own_row(line: &str) -> Option<(IpAddr, String)> {
    let mut words = line.split_ascii_whitespace();
    let address = words.next()?.parse().ok()?;
    let flags = u32::from_str_radix(words.nth(1)?.trim_start_matches("0x"), 16).ok()?;
    let mac = words.next()?.to_ascii_lowercase();
    (flags & 2 != 0 && is_mac(&mac) && mac != "00:00:00:00:00:00").then_some((address, mac))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_tell_of_declared_subnets_only() {
        let plan = Plan::of(&["10.0.0.0/24".into(), "2001:db8::/64".into()]).unwrap();
        let report = r#"{"schema":"x","arp":[
            {"address":"10.0.0.9","mac":"aa:00:00:00:00:09"}, {"address":"10.0.0.8"},
            {"address":"10.9.0.9","mac":"aa:00:00:00:00:0a"}, {"address":"2001:db8::5","mac":"aa:00:00:00:00:05"}],
            "neighbours":[{"remote_address":"10.0.0.9","remote_host":"sw-9","remote_chassis_id":"aa:00:00:00:00:99"},
            {"remote_host":"no address"}, {"remote_address":"10.0.0.7","remote_chassis_id":"slot 7"}]}"#;
        let mut around = Around::default();
        around.take(&plan, DeviceId(3), Timestamp(5), report);
        around.take(&plan, DeviceId(4), Timestamp(5), "not JSON");
        around.take_own(&plan, vec![([10, 0, 0, 6].into(), "aa:00:00:00:00:06".into())], Timestamp(6));
        assert_eq!(around.unasked(&plan), ["2001:db8::5".parse::<IpAddr>().unwrap()]);
        let nine = around.of([10, 0, 0, 9].into()).unwrap();
        assert_eq!(nine.mac.as_deref(), Some("aa:00:00:00:00:09"));
        let told: Vec<_> = nine.evidence.iter().map(|e| (e.by, e.via, e.text.as_deref())).collect();
        assert_eq!(told, [(Witness::Arp, Some(DeviceId(3)), None), (Witness::Link, Some(DeviceId(3)), Some("sw-9"))]);
        assert_eq!(around.of([10, 0, 0, 7].into()).unwrap().mac, None, "a chassis is no MAC");
        assert_eq!(around.of([10, 0, 0, 6].into()).unwrap().evidence[0].by, Witness::Neighbour);
        for none in [[10, 0, 0, 8], [10, 9, 0, 9], [10, 0, 0, 9]] {
            assert!(around.of(none.into()).is_none());
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn rows_of_this_machine() {
        let row = "10.0.0.1         0x1         0x2         D4:ca:6d:01:02:03     *        eth0";
        assert_eq!(own_row(row), Some(([10, 0, 0, 1].into(), "d4:ca:6d:01:02:03".into())));
        assert_eq!(own_row(&row.replace("0x2", "0x0")), None, "never answered");
        assert_eq!(own_row("10.0.0.1 0x1"), None);
        let _ = own_table();
    }
}
