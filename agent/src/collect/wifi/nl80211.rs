//! The family `nl80211` (linux/nl80211.h): requests for interfaces and stations, and their answers as facts, pure.

use super::{
    Adapter, Generation, Peer, Role,
    netlink::{self, attribute, attributes, u16_of, u32_of},
};

/// `NL80211_GENL_NAME`.
pub const FAMILY: &str = "nl80211";

/// `NL80211_CMD_GET_INTERFACE`.
const GET_INTERFACE: u8 = 5;
/// `NL80211_CMD_NEW_INTERFACE`: a row of the answer to it.
pub const NEW_INTERFACE: u8 = 7;
/// `NL80211_CMD_GET_STATION`.
const GET_STATION: u8 = 17;
/// `NL80211_CMD_NEW_STATION`: a row of the answer to it.
pub const NEW_STATION: u8 = 19;

// enum nl80211_attrs.
const IF_INDEX: u16 = 3;
const IF_TYPE: u16 = 5;
const MAC: u16 = 6;
const STATION: u16 = 21;
const FREQUENCY: u16 = 38;
const SSID: u16 = 52;
const WIDTH: u16 = 159;
const LINKS: u16 = 312;

// enum nl80211_sta_info.
const SIGNAL: u16 = 7;
const TX_RATE: u16 = 8;
const SIGNAL_AVERAGE: u16 = 13;
const RX_RATE: u16 = 14;
const CONNECTED: u16 = 16;
const FLAGS: u16 = 17;

// enum nl80211_rate_info.
const RATE_16: u16 = 1;
const HT_MCS: u16 = 2;
const RATE_32: u16 = 5;
const VHT_MCS: u16 = 6;
const HE_MCS: u16 = 13;
const EHT_MCS: u16 = 19;
/// Rates are in steps of 100 kbit/s.
const RATE_STEP: u64 = 100_000;

/// Bit of `NL80211_STA_FLAG_TDLS_PEER`: a neighbour that is spoken to directly, not the access point.
const DIRECT_PEER: u32 = 1 << 6;
/// No radio hears outside of these; drivers that do not know their signal tell 0 or -128 dBm.
const BELIEVED_DBM: std::ops::Range<i8> = -120..0;
/// Most stations kept of one interface: no access point holds more than 2007.
const MAX_PEERS: usize = 2007;

/// Asks for all interfaces.
pub fn interfaces_request(family: u16, sequence: u32) -> Vec<u8> {
    netlink::request(family, netlink::DUMP, sequence, GET_INTERFACE, &[])
}

/// Asks for all stations of one interface.
pub fn stations_request(family: u16, sequence: u32, if_index: u32) -> Vec<u8> {
    let which = attribute(IF_INDEX, &if_index.to_ne_bytes());
    netlink::request(family, netlink::DUMP, sequence, GET_STATION, &which)
}

/// One interface; none without an ifIndex, as the kernel lists devices that are no network interface.
pub fn interface(body: &[u8]) -> Option<Adapter> {
    let mut adapter = Adapter::default();
    for (kind, value) in attributes(body) {
        match kind {
            IF_INDEX => adapter.if_index = u32_of(value).unwrap_or_default(),
            IF_TYPE => adapter.role = role(u32_of(value)),
            SSID => adapter.ssid = super::ssid(value),
            FREQUENCY | WIDTH => channel(&mut adapter, kind, value),
            // With several links at once (Wi-Fi 7) each has a channel: the first is told.
            LINKS => {
                for (_, link) in attributes(value).take(1) {
                    attributes(link).for_each(|(kind, value)| channel(&mut adapter, kind, value));
                }
            }
            _ => {}
        }
    }
    (adapter.if_index > 0).then_some(adapter)
}

fn channel(adapter: &mut Adapter, kind: u16, value: &[u8]) {
    let number = u32_of(value);
    match kind {
        FREQUENCY => adapter.frequency_mhz = number.filter(|mhz| *mhz > 0),
        WIDTH => adapter.width_mhz = number.and_then(width_mhz),
        _ => {}
    }
}

/// `enum nl80211_iftype`.
fn role(kind: Option<u32>) -> Role {
    match kind {
        // Station and client of Wi-Fi Direct.
        Some(2 | 8) => Role::Client,
        // Access point and group owner of Wi-Fi Direct.
        Some(3 | 9) => Role::AccessPoint,
        _ => Role::Other,
    }
}

/// `enum nl80211_chan_width`, MHz.
fn width_mhz(kind: u32) -> Option<u32> {
    match kind {
        0 | 1 => Some(20),
        2 => Some(40),
        3 => Some(80),
        4 | 5 => Some(160),
        6 => Some(5),
        7 => Some(10),
        8 => Some(1),
        9 => Some(2),
        10 => Some(4),
        11 => Some(8),
        12 => Some(16),
        13 => Some(320),
        _ => None,
    }
}

/// One station; none for a direct neighbour, and none without an address.
pub fn station(body: &[u8]) -> Option<Peer> {
    let mut peer = Peer::default();
    let mut is_direct = false;
    for (kind, value) in attributes(body) {
        match kind {
            MAC => peer.mac = mac(value)?,
            STATION => is_direct = tell(&mut peer, value),
            _ => {}
        }
    }
    (!peer.mac.is_empty() && !is_direct).then_some(peer)
}

/// Takes what the kernel counts of a station; true when it is a direct neighbour.
fn tell(peer: &mut Peer, info: &[u8]) -> bool {
    let mut average = None;
    let mut is_direct = false;
    for (kind, value) in attributes(info) {
        match kind {
            SIGNAL => peer.signal_dbm = dbm(value),
            SIGNAL_AVERAGE => average = dbm(value),
            TX_RATE => (peer.tx_bps, peer.generation) = with_newer(rate(value), peer.generation),
            RX_RATE => (peer.rx_bps, peer.generation) = with_newer(rate(value), peer.generation),
            CONNECTED => peer.connected_s = u32_of(value),
            FLAGS => is_direct = flags(value).is_some_and(|set| set & DIRECT_PEER != 0),
            _ => {}
        }
    }
    peer.signal_dbm = peer.signal_dbm.or(average);
    is_direct
}

/// Frames of management go at old rates: the newer of the two directions is what was agreed.
fn with_newer(
    found: (Option<u64>, Option<Generation>),
    known: Option<Generation>,
) -> (Option<u64>, Option<Generation>) {
    (found.0, found.1.max(known))
}

/// `struct nl80211_sta_flag_update`: which flags are known, and of those which are set.
fn flags(value: &[u8]) -> Option<u32> {
    Some(u32_of(value.get(..4)?)? & u32_of(value.get(4..8)?)?)
}

fn dbm(value: &[u8]) -> Option<i8> {
    let [octet] = value else { return None };
    Some(i8::from_ne_bytes([*octet])).filter(|dbm| BELIEVED_DBM.contains(dbm))
}

fn rate(value: &[u8]) -> (Option<u64>, Option<Generation>) {
    let (mut wide, mut narrow, mut generation) = (None, None, None);
    for (kind, value) in attributes(value) {
        let found = match kind {
            RATE_32 => {
                wide = u32_of(value);
                None
            }
            RATE_16 => {
                narrow = u16_of(value).map(u32::from);
                None
            }
            HT_MCS => Some(Generation::N),
            VHT_MCS => Some(Generation::Ac),
            HE_MCS => Some(Generation::Ax),
            EHT_MCS => Some(Generation::Be),
            _ => None,
        };
        generation = generation.max(found);
    }
    let steps = wide.or(narrow).filter(|steps| *steps > 0);
    (steps.map(|steps| u64::from(steps) * RATE_STEP), generation)
}

fn mac(value: &[u8]) -> Option<String> {
    if value.len() != 6 {
        return None;
    }
    super::super::mac(&value.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(":"))
}

/// Adds a station to an interface: all of them for a client, of an access point only how many.
pub fn add(adapter: &mut Adapter, body: &[u8]) {
    let Some(peer) = station(body) else { return };
    adapter.stations = adapter.stations.saturating_add(1);
    if adapter.role != Role::AccessPoint && adapter.peers.len() < MAX_PEERS {
        adapter.peers.push(peer);
    }
}

#[cfg(test)]
mod tests;
