//! Rows of the record about radio: metrics, radios, clients, and the access points of a controller.

use super::{Absent, Text};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

facts! {
    /// One metric of radio.
    WirelessMetric {
        /// `clients` `ap-count` `frequency` `power` `rssi` `snr` `rate` and others; fixes the unit.
        class: Text,
        /// What it measures.
        descr: Text,
        /// Value in `unit`.
        value: Option<f64>,
        /// Unit.
        unit: Text,
        /// Index.
        index: Text,
        /// Objects read, usually one; the value is their sum.
        oids: Vec<String>,
    }
}

facts! {
    /// One radio.
    Radio {
        /// Its index.
        index: Text,
        /// Its interface.
        if_index: Option<u32>,
        /// Name.
        name: Text,
        /// `2.4` `5` `6` `60`.
        band: Text,
        /// Channel number.
        channel: Option<u32>,
        /// Frequency, MHz.
        frequency_mhz: Option<f64>,
        /// Width of the channel, MHz.
        width_mhz: Option<f64>,
        /// Power sent, dBm.
        power_dbm: Option<f64>,
        /// Names of its networks.
        ssids: Vec<String>,
        /// Clients connected.
        clients: Option<u32>,
        /// Noise, dBm.
        noise_dbm: Option<f64>,
        /// Share of the time that the channel is busy.
        utilization_percent: Option<f64>,
        /// Access point, on a controller.
        ap: Text,
    }
}

facts! {
    /// One client, or the other end of a link.
    RadioClient {
        /// Its index.
        index: Text,
        /// Its address.
        mac: Text,
        /// Name, where the device knows one.
        name: Text,
        /// Index of the radio.
        radio: Text,
        /// Network.
        ssid: Text,
        /// Signal received from it, dBm.
        rssi_dbm: Option<f64>,
        /// Signal above the noise, dB.
        snr_db: Option<f64>,
        /// Rate to it, bit/s.
        tx_bps: Option<u64>,
        /// Rate from it, bit/s.
        rx_bps: Option<u64>,
        /// Generation of these rates: `n` `ac` `ax` `be`, of IEEE 802.11; absent at older ones.
        generation: Text,
        /// Its IP address.
        address: Text,
        /// How long it is connected, seconds.
        connected_s: Option<f64>,
        /// How far it is, metres.
        distance_m: Option<f64>,
    }
}

facts! {
    /// One access point of a controller.
    AccessPoint {
        /// Its index.
        index: Text,
        /// Its address.
        mac: Text,
        /// Name.
        name: Text,
        /// Model.
        model: Text,
        /// Serial number.
        serial: Text,
        /// IP address.
        address: Text,
        /// What the controller says of it.
        status: Text,
        /// Clients connected.
        clients: Option<u32>,
        /// Firmware.
        version: Text,
    }
}
