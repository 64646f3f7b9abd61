//! Every setting and its default, in one place. Reading the TOML file is the command line's business; see `pantau.toml.example`.

mod backup;
pub mod credential;
mod history;
mod metrics;
mod remote_write;
mod trap;

pub use backup::Backup;
pub use credential::Credential;
pub use history::History;
pub use metrics::{Metrics, Ports};
pub use remote_write::RemoteWrite;
pub use trap::{Community, Trap};

use crate::{Zone, lang::Lang};
use serde::{Deserialize, Serialize};

/// The whole configuration file. Unknown keys are refused.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Where this is.
    pub site: Site,
    /// The server.
    pub collector: Collector,
    /// Polling.
    pub poll: Poll,
    /// Discovery by schedule.
    pub discovery: Discovery,
    /// The listener for traps.
    pub trap: Trap,
    /// Credentials tried in their order on devices without one of their own.
    pub credential: Vec<Credential>,
    /// Alert thresholds.
    pub alert: AlertSettings,
    /// History.
    pub history: History,
    /// Backups by schedule.
    pub backup: Backup,
    /// The page for Prometheus.
    pub metrics: Metrics,
    /// Sending readings on.
    pub remote_write: RemoteWrite,
    /// Limits (`reliability.md` 13.3).
    pub limits: Limits,
    /// The screen.
    pub tui: Tui,
}

/// Where this is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Site {
    /// Name of the kabupaten, shown in the title.
    pub name: String,
    /// Lines of the letterhead of printed sheets.
    pub letterhead: Vec<String>,
    /// Zone of the moments on printed sheets and in checks: `WIB`, `WITA` or `WIT`.
    pub zone: Zone,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            name: "Kabupaten".into(),
            letterhead: vec!["PEMERINTAH KABUPATEN".into(), "DINAS KOMUNIKASI DAN INFORMATIKA".into()],
            zone: Zone::default(),
        }
    }
}

/// The server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Collector {
    /// Address and port of the API on this machine, without TLS; loopback only.
    pub listen: String,
    /// Address and port of the API for others, by TLS; absent: none.
    pub listen_tls: Option<String>,
    /// Names and addresses by which others reach it, for its certificate; none: the host name and addresses it has.
    pub names: Vec<String>,
    /// Contribute this machine through the agent library.
    pub local_agent: bool,
    /// Interval of the local agent, seconds.
    pub local_agent_interval_seconds: u64,
    /// Whether it tells who is logged in.
    pub local_agent_users: bool,
    /// Directory of device families that override the embedded ones.
    pub mibs: Option<String>,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:7688".into(),
            listen_tls: None,
            names: Vec::new(),
            local_agent: true,
            local_agent_interval_seconds: 10,
            local_agent_users: true,
            mibs: None,
        }
    }
}

/// Polling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Poll {
    /// Full SNMP poll of every device, seconds.
    pub interval_seconds: u64,
    /// Echo and SNMP liveness check, seconds.
    pub check_seconds: u64,
    /// First wait for an SNMP answer, milliseconds; three sends, each wait longer than the one before.
    pub timeout_ms: u64,
    /// Longest poll of one device, seconds.
    pub budget_seconds: u64,
    /// Echoes sent a second, all devices together.
    pub echoes_per_second: u32,
    /// Packets that polls send into one subnet (/24, of IPv6 /64) a second; 0: no bound.
    pub subnet_packets_per_second: u32,
}

impl Default for Poll {
    fn default() -> Self {
        Self {
            interval_seconds: 60,
            check_seconds: 30,
            timeout_ms: 1000,
            budget_seconds: 60,
            echoes_per_second: 5000,
            subnet_packets_per_second: 1000,
        }
    }
}

/// Discovery: what is declared to be searched, and by what means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Discovery {
    /// The address plan of every agency and `subnets` are searched this often, hours; 0: never.
    pub interval_hours: u32,
    /// Packets a second of a search by schedule.
    pub packets_per_second: u32,
    /// Subnets that belong to no agency, as CIDR.
    pub subnets: Vec<String>,
    /// Resolver asked for the names of addresses, `ADDRESS` or `ADDRESS:PORT`; absent: the system's.
    pub resolver: Option<String>,
    /// List of the makers of MACs; absent: the one the system has installed.
    pub oui_file: Option<String>,
}

impl Default for Discovery {
    fn default() -> Self {
        Self { interval_hours: 0, packets_per_second: 20, subnets: Vec::new(), resolver: None, oui_file: None }
    }
}

/// Alert thresholds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AlertSettings {
    /// Use of an uplink that raises an alert, percent.
    pub uplink_raise_percent: f64,
    /// Use below which it clears, percent.
    pub uplink_clear_percent: f64,
    /// For how long it must last, seconds.
    pub uplink_for_seconds: u64,
    /// Silence of an agent that raises an alert, seconds.
    pub agent_silent_seconds: u64,
}

impl Default for AlertSettings {
    fn default() -> Self {
        Self {
            uplink_raise_percent: 90.0,
            uplink_clear_percent: 80.0,
            uplink_for_seconds: 120,
            agent_silent_seconds: 200,
        }
    }
}

/// Limits; each is counted when it is hit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// SNMP requests in flight, all devices together.
    pub requests_in_flight: usize,
    /// Rows of one walk.
    pub rows_per_walk: usize,
    /// Time of one table, seconds.
    pub table_seconds: u64,
    /// GETBULK repetitions at the start and at most.
    pub repetitions_start: u32,
    /// Most repetitions.
    pub repetitions_max: u32,
    /// Batches waiting for the store.
    pub batches_queued: usize,
    /// Series of one device.
    pub series_per_device: usize,
    /// Series on `/metrics`.
    pub metrics_series: usize,
    /// Readings wait at most this long for somebody who sends them on before they are compacted, hours.
    pub readings_hours: u32,
    /// Event streams open at once.
    pub streams: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests_in_flight: 4096,
            rows_per_walk: 50_000,
            table_seconds: 30,
            repetitions_start: 10,
            repetitions_max: 50,
            batches_queued: 4_000,
            series_per_device: 5_000,
            metrics_series: 500_000,
            readings_hours: 48,
            streams: 64,
        }
    }
}

/// The screen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tui {
    /// Language.
    pub lang: Lang,
    /// `auto` `mono` `16` `256`.
    pub color: Option<String>,
    /// `auto` `ascii` `wgl4` `blocks` `braille`.
    pub glyphs: Option<String>,
    /// `dark` `light` `mono` `lamp` `contrast`.
    pub theme: Option<String>,
    /// Use the terminal's scroll regions; off for odd clients.
    pub scroll: Option<bool>,
}
