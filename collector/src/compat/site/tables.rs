//! The tables of `site.toml`: their keys for the reader, and the types that rules read.

use crate::compat::{
    attribute::{AIRFLOW, ARCH, POE_KINDS, SECURITY, STORAGE, STP, TLS, VIDEO},
    day::When,
    form::{Key, Kind, Label, key, required},
};
use serde::Deserialize;

/// Declares a kind of table: its keys for the reader, and the type that rules read. Every table may carry `declared_at`.
macro_rules! tables {
    ($( $(#[$doc:meta])* $name:ident $keys:ident { $( $field:ident: $type:ty = $kind:expr, $need:ident; )* } )*) => {
        $(
            pub(super) const $keys: &[Key] = &[
                $( $need(strip(stringify!($field)), $kind), )*
                key("declared_at", Kind::Moment),
            ];

            $(#[$doc])*
            #[derive(Clone, Debug, Default, Deserialize)]
            #[serde(default)]
            #[allow(missing_docs)]
            pub struct $name {
                $( pub $field: $type, )*
                /// When it was declared, where that differs from the file.
                pub declared_at: Option<When>,
            }
        )*
    };
}

/// A raw identifier as it is written in the file.
const fn strip(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

pub(super) type Text = Option<String>;
type Texts = Option<Vec<String>>;
type Number = Option<f64>;

const POLICIES: &[&str] = &["any", "listed_warn", "listed_only"];
const FIBRES: &[&str] = &["om1", "om2", "om3", "om4", "os1", "os2"];
const CABLES: &[&str] = &["cat5", "cat5e", "cat6", "cat6a", "cat7"];
/// Kinds of tables that may be called complete.
pub(super) const COMPLETE: &[&str] = &[
    "opd",
    "location",
    "device",
    "link",
    "rack",
    "subnet",
    "ssid",
    "controller",
    "contract",
    "fibre",
    "module",
    "stock",
    "consumable",
    "display",
    "desktop_app",
    "load",
    "nvr",
    "pbx",
    "radio",
    "cluster",
    "dataset",
    "stack",
];

tables! {
    /// What the Dinas decided.
    Policy POLICY {
        os_baseline: Text = Kind::Word(&["windows-11", "linux"]), key;
        fleet_os: Text = Kind::Text, key;
        directory: Text = Kind::Word(&["ad", "none"]), key;
        access_8021x: Option<bool> = Kind::Yes, key;
        ipv6: Text = Kind::Word(&["none", "planned", "active"]), key;
        smb_min: Option<u64> = Kind::Count(1), key;
        mail_tls_min: Text = Kind::Word(TLS), key;
        paper_required: Texts = Kind::Texts, key;
        retention_days: Number = Kind::Number, key;
        retention_mandatory: bool = Kind::Yes, key;
        windows_protected_print: bool = Kind::Yes, key;
        static_lag_allowed: bool = Kind::Yes, key;
        domain: Text = Kind::Text, key;
    }
    /// A Perangkat Daerah.
    Opd OPD {
        code: String = Kind::Text, required;
        name: Text = Kind::Text, key;
        is_dinas: bool = Kind::Yes, key;
    }
    /// A copper run.
    Cable CABLE {
        category: Text = Kind::Word(CABLES), key;
        length_m: Number = Kind::Number, key;
    }
    /// A room or building.
    Location LOCATION {
        id: String = Kind::Text, required;
        opd: String = Kind::Text, required;
        name: Text = Kind::Text, key;
        is_data_centre: Option<bool> = Kind::Yes, key;
        outdoor: Option<bool> = Kind::Yes, key;
        upstream: Text = Kind::Text, key;
        subnet: Text = Kind::Text, key;
        vlans: Option<Vec<u16>> = Kind::Counts, key;
        stp_mode: Text = Kind::Word(STP), key;
        l2_loop: Option<bool> = Kind::Yes, key;
        cable: Option<Cable> = Kind::Table(CABLE), key;
        wan_protocols: Texts = Kind::Texts, key;
        voice_vlan: Option<u16> = Kind::Count(1), key;
        circuit_a: Number = Kind::Number, key;
        ap_generation: Number = Kind::Number, key;
        clients_24ghz_only: Number = Kind::Number, key;
        wpa2_only_clients_percent: Number = Kind::Number, key;
        pages_per_month: Number = Kind::Number, key;
        pc_video_outputs: Texts = Kind::Words(VIDEO), key;
        storage_protocols: Texts = Kind::Words(STORAGE), key;
    }
    /// Link aggregation of a device.
    Lag LAG {
        mode: Text = Kind::Word(&["none", "static", "lacp"]), key;
        members: Number = Kind::Count(0), key;
    }
    /// What a device does not say of itself.
    Device DEVICE {
        r#ref: String = Kind::Text, required;
        location: Text = Kind::Text, key;
        ports: Texts = Kind::Texts, key;
        poe_ports: Texts = Kind::Texts, key;
        poe_kind: Text = Kind::Word(POE_KINDS), key;
        poe_budget_w: Number = Kind::Number, key;
        reserved: Text = Kind::Text, key;
        lag: Option<Lag> = Kind::Table(LAG), key;
        passive_pds: Texts = Kind::Words(POE_KINDS), key;
        lldp_med: Option<bool> = Kind::Yes, key;
        cage_rates_mbps: Option<Vec<f64>> = Kind::Counts, key;
        cage_power_w: Number = Kind::Number, key;
        optics_policy: Text = Kind::Word(POLICIES), key;
        memory_type: Text = Kind::Text, key;
        dimm_form: Text = Kind::Text, key;
        module_type: Text = Kind::Text, key;
        max_gb_per_slot: Number = Kind::Number, key;
        bays_free: Number = Kind::Count(0), key;
        disk_policy: Text = Kind::Word(POLICIES), key;
        disk_policy_relaxed_from: Text = Kind::Text, key;
    }
    /// A link that no protocol shows.
    Link LINK {
        a: Text = Kind::Text, key;
        a_port: Option<Label> = Kind::Label, key;
        b: Text = Kind::Text, key;
        b_port: Option<Label> = Kind::Label, key;
    }
    /// Free outlets of a rack.
    Outlets OUTLETS {
        c13: u64 = Kind::Count(0), key;
        c19: u64 = Kind::Count(0), key;
        c5: u64 = Kind::Count(0), key;
        c7: u64 = Kind::Count(0), key;
        cee7: u64 = Kind::Count(0), key;
    }
    /// A rack.
    Rack RACK {
        id: String = Kind::Text, required;
        location: Text = Kind::Text, key;
        u_total: Number = Kind::Number, key;
        free_u: Texts = Kind::Texts, key;
        free_u_rear: Texts = Kind::Texts, key;
        depth_mm: Number = Kind::Number, key;
        load_kg: Number = Kind::Number, key;
        load_rating_kg: Number = Kind::Number, key;
        airflow: Text = Kind::Word(AIRFLOW), key;
        outlets_free: Option<Outlets> = Kind::Table(OUTLETS), key;
        ups: Texts = Kind::Texts, key;
        cooling_btu_h: Number = Kind::Number, key;
        heat_w: Number = Kind::Number, key;
        circuit_a: Number = Kind::Number, key;
    }
    /// A subnet of the address plan.
    Subnet SUBNET {
        id: String = Kind::Text, required;
        cidr: Text = Kind::Text, key;
        usable: Number = Kind::Count(0), key;
        used: Number = Kind::Count(0), key;
        reserved: f64 = Kind::Count(0), key;
        dhcp_peak: f64 = Kind::Count(0), key;
    }
    /// A wireless network.
    Ssid SSID {
        name: String = Kind::Text, required;
        locations: Vec<String> = Kind::Texts, required;
        security: String = Kind::Word(SECURITY), required;
        bands: Vec<String> = Kind::Words(&["2.4", "5", "6"]), required;
        vlan: Option<u16> = Kind::Count(1), key;
    }
    /// A wireless controller.
    Controller CONTROLLER {
        family: String = Kind::Text, required;
        version: String = Kind::Text, required;
        managed: Number = Kind::Count(0), key;
        max_devices: Number = Kind::Count(0), key;
    }
    /// What an agency buys of internet.
    Contract CONTRACT {
        opd: String = Kind::Text, required;
        isp: Text = Kind::Text, key;
        mbps: f64 = Kind::Number, required;
        p95_mbps: Number = Kind::Number, key;
        vpn_p95_mbps: Number = Kind::Number, key;
    }
    /// A fibre run.
    Fibre FIBRE {
        id: String = Kind::Text, required;
        r#type: Text = Kind::Word(FIBRES), key;
        length_m: Number = Kind::Number, key;
        connector: Text = Kind::Text, key;
        splices: Number = Kind::Count(0), key;
        from: Text = Kind::Text, key;
        to: Text = Kind::Text, key;
    }
    /// A transceiver that is in use.
    Module MODULE {
        device: String = Kind::Text, required;
        port: Label = Kind::Label, required;
        standard: String = Kind::Text, required;
        tx_nm: Number = Kind::Number, key;
        rx_nm: Number = Kind::Number, key;
    }
    /// What lies in the store room.
    Stock STOCK {
        kind: Text = Kind::Text, key;
        r#type: Text = Kind::Text, key;
        quantity: Number = Kind::Count(0), key;
    }
    /// An ink or toner that is in use.
    Consumable CONSUMABLE {
        code: String = Kind::Text, required;
        opd: Text = Kind::Text, key;
        quantity: Number = Kind::Count(0), key;
    }
    /// A screen or projector.
    Display DISPLAY {
        location: Text = Kind::Text, key;
        name: String = Kind::Text, required;
        inputs: Vec<String> = Kind::Words(VIDEO), required;
    }
    /// A program that people need.
    DesktopApp DESKTOP_APP {
        name: String = Kind::Text, required;
        opd: Text = Kind::Text, key;
        os: Vec<String> = Kind::Texts, required;
        arch: Vec<String> = Kind::Words(ARCH), required;
    }
    /// What hangs on a UPS.
    Load LOAD {
        device: String = Kind::Text, required;
        kind: Text = Kind::Word(&["server", "pc", "network", "other"]), key;
        w: Number = Kind::Number, key;
        va: Number = Kind::Number, key;
        psu: Text = Kind::Word(&["active_pfc", "other"]), key;
    }
    /// A recorder.
    Nvr NVR {
        device: String = Kind::Text, required;
        brand: Text = Kind::Text, key;
        onvif_profiles: Texts = Kind::Texts, key;
        codecs: Texts = Kind::Texts, key;
        channels: Number = Kind::Count(0), key;
        channels_used: Number = Kind::Count(0), key;
        incoming_limit_mbps: Number = Kind::Number, key;
        incoming_used_mbps: Number = Kind::Number, key;
        uplink_mbps: Number = Kind::Number, key;
        usable_tb: Number = Kind::Number, key;
        hours_per_day: Number = Kind::Number, key;
    }
    /// An exchange.
    Pbx PBX {
        id: String = Kind::Text, required;
        protocols: Vec<String> = Kind::Texts, required;
        free_licences: Number = Kind::Count(0), key;
    }
    /// A radio link.
    Radio RADIO {
        device: String = Kind::Text, required;
        family: String = Kind::Text, required;
        frequency_mhz: f64 = Kind::Number, required;
        width_mhz: f64 = Kind::Number, required;
    }
    /// A virtualisation cluster.
    Cluster CLUSTER {
        id: String = Kind::Text, required;
        hypervisor_product: String = Kind::Text, required;
        hypervisor_cycle: String = Kind::Text, required;
        cpu_vendor: String = Kind::Text, required;
    }
    /// What is backed up.
    Dataset DATASET {
        id: String = Kind::Text, required;
        full_gb: f64 = Kind::Number, required;
        daily_change_gb: f64 = Kind::Number, required;
        retention_days: f64 = Kind::Number, required;
        copies: Number = Kind::Number, key;
        location: String = Kind::Text, required;
    }
    /// What the data centre runs.
    Stack STACK {
        product: String = Kind::Text, required;
        cycle: String = Kind::Text, required;
    }
}
