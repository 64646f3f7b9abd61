//! Wi-Fi of this machine: the network, its channel, the signal, the rates and their generation, from nl80211.
//!
//! `netlink` and `nl80211` build and take apart messages and are pure; `exchange` talks with the kernel. No scan is
//! asked for: only what the kernel knows of the association it has.

#[cfg(target_os = "linux")]
mod exchange;
pub mod netlink;
pub mod nl80211;

#[cfg(target_os = "linux")]
pub use exchange::read;

use model::record::{Facts, Port, Radio, RadioClient, Sensor};

/// One radio interface.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adapter {
    /// ifIndex (`NL80211_ATTR_IFINDEX`).
    pub if_index: u32,
    /// What it is in its network (`NL80211_ATTR_IFTYPE`).
    pub role: Role,
    /// Name of the network it is associated with, by [`ssid`] (`NL80211_ATTR_SSID`).
    pub ssid: Option<String>,
    /// Frequency of its channel, MHz (`NL80211_ATTR_WIPHY_FREQ`).
    pub frequency_mhz: Option<u32>,
    /// Width of its channel, MHz (`NL80211_ATTR_CHANNEL_WIDTH`); 80+80 is 160.
    pub width_mhz: Option<u32>,
    /// How many stations it has (`NL80211_CMD_GET_STATION`).
    pub stations: u32,
    /// The access point of a client; the guests of an access point are counted, not named.
    pub peers: Vec<Peer>,
}

/// What an interface is in its network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// It joins a network.
    Client,
    /// It makes one.
    AccessPoint,
    /// It listens only, or is something else.
    #[default]
    Other,
}

/// The other end of an association.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peer {
    /// Its address (`NL80211_ATTR_MAC`).
    pub mac: String,
    /// Signal received from it, dBm (`NL80211_STA_INFO_SIGNAL`, else its average).
    pub signal_dbm: Option<i8>,
    /// Rate to it, bit/s (`NL80211_STA_INFO_TX_BITRATE`).
    pub tx_bps: Option<u64>,
    /// Rate from it, bit/s (`NL80211_STA_INFO_RX_BITRATE`).
    pub rx_bps: Option<u64>,
    /// By the kind of these rates; none at the rates of 802.11a, b and g.
    pub generation: Option<Generation>,
    /// Since when it is associated, seconds (`NL80211_STA_INFO_CONNECTED_TIME`).
    pub connected_s: Option<u32>,
}

/// Generation of the rates in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Generation {
    /// 802.11n, Wi-Fi 4.
    N,
    /// 802.11ac, Wi-Fi 5.
    Ac,
    /// 802.11ax, Wi-Fi 6.
    Ax,
    /// 802.11be, Wi-Fi 7.
    Be,
}

impl Generation {
    /// Its word in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::N => "n",
            Self::Ac => "ac",
            Self::Ax => "ax",
            Self::Be => "be",
        }
    }
}

/// The name of a network, 0 to 32 octets that anyone may choose. UTF-8 is kept; control characters, octets that are no
/// UTF-8, and blanks at the ends (which a text of the record does not have) are written as `\xHH`, as
/// [`model::text::clean`] writes them. A name that is empty or all NUL is hidden: none.
pub fn ssid(octets: &[u8]) -> Option<String> {
    if octets.len() > 32 || octets.iter().all(|octet| *octet == 0) {
        return None;
    }
    let blank = |octet: &u8| *octet == b' ';
    let start = octets.iter().take_while(|octet| blank(octet)).count();
    let end = octets.len() - octets[start..].iter().rev().take_while(|octet| blank(octet)).count();
    let mut out = "\\x20".repeat(start);
    for chunk in octets[start..end].utf8_chunks() {
        chunk.valid().chars().for_each(|c| match c {
            c if c.is_control() => push_octets(&mut out, c.to_string().as_bytes()),
            c => out.push(c),
        });
        push_octets(&mut out, chunk.invalid());
    }
    out.push_str(&"\\x20".repeat(octets.len() - end));
    Some(out)
}

fn push_octets(out: &mut String, octets: &[u8]) {
    octets.iter().for_each(|octet| out.push_str(&format!("\\x{octet:02x}")));
}

/// True when an interface of these is a radio: only then is the kernel asked, as the question alone loads its modules.
pub fn is_due(ports: &[Port]) -> bool {
    ports.iter().any(|port| port.kind.as_deref() == Some("ieee80211"))
}

/// States the adapters: radios, other ends, and the sensors of signal and rate.
pub fn state(adapters: &[Adapter], facts: &mut Facts) {
    for adapter in adapters {
        let port = facts.ports.iter().find(|port| port.if_index == Some(adapter.if_index));
        let Some(name) = port.and_then(|port| port.name.clone()) else { continue };
        facts.wireless_clients.extend(adapter.peers.iter().map(|peer| other_end(adapter, peer)));
        if let Some(peer) = adapter.peers.first().filter(|_| adapter.role == Role::Client) {
            facts.sensors.extend(sensors(&name, adapter.if_index, peer));
        }
        facts.wireless_radios.push(radio(name, adapter));
    }
}

fn radio(name: String, adapter: &Adapter) -> Radio {
    let place = adapter.frequency_mhz.and_then(band_and_channel);
    Radio {
        index: Some(adapter.if_index.to_string()),
        if_index: Some(adapter.if_index),
        name: Some(name),
        band: place.map(|(band, _)| band.to_owned()),
        channel: place.map(|(_, channel)| channel),
        frequency_mhz: adapter.frequency_mhz.map(f64::from),
        width_mhz: adapter.width_mhz.map(f64::from),
        ssids: adapter.ssid.iter().cloned().collect(),
        clients: (adapter.role == Role::AccessPoint).then_some(adapter.stations),
        ..Radio::default()
    }
}

fn other_end(adapter: &Adapter, peer: &Peer) -> RadioClient {
    RadioClient {
        index: Some(format!("{}/{}", adapter.if_index, peer.mac)),
        mac: Some(peer.mac.clone()),
        radio: Some(adapter.if_index.to_string()),
        ssid: adapter.ssid.clone(),
        rssi_dbm: peer.signal_dbm.map(f64::from),
        tx_bps: peer.tx_bps,
        rx_bps: peer.rx_bps,
        generation: peer.generation.map(|generation| generation.word().to_owned()),
        connected_s: peer.connected_s.map(f64::from),
        ..RadioClient::default()
    }
}

/// The rate changes with every frame, so it is a sensor and not the speed of the port.
fn sensors(name: &str, if_index: u32, peer: &Peer) -> impl Iterator<Item = Sensor> {
    let rows =
        [("signal", "dBm", peer.signal_dbm.map(f64::from)), ("bitrate", "bps", peer.tx_bps.map(|bps| bps as f64))];
    rows.into_iter().filter(|(_, _, value)| value.is_some()).map(move |(class, unit, value)| Sensor {
        class: Some(class.into()),
        descr: Some(format!("Wi-Fi {name}")),
        value,
        unit: Some(unit.into()),
        index: Some(format!("{name}/{class}")),
        if_index: Some(if_index),
        ..Sensor::default()
    })
}

/// Band and channel of a frequency in MHz (IEEE 802.11, annex E).
pub fn band_and_channel(mhz: u32) -> Option<(&'static str, u32)> {
    let (band, base, step) = match mhz {
        2412..=2472 => ("2.4", 2407, 5),
        2484 => return Some(("2.4", 14)),
        5150..=5924 => ("5", 5000, 5),
        5935 => return Some(("6", 2)),
        5955..=7115 => ("6", 5950, 5),
        58_320..=70_200 => ("60", 56_160, 2160),
        _ => return None,
    };
    let above = mhz - base;
    above.is_multiple_of(step).then_some((band, above / step))
}

#[cfg(test)]
mod tests;
