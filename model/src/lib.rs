//! The nouns of pantau: plain data and pure functions over it.
//!
//! Nothing here does I/O or reads a clock. What passes between the agent, the collector and the screen is made of
//! these types; their JSON form only grows (a new field has a default), so that an older peer is always understood.

pub mod access;
pub mod alert;
pub mod api;
pub mod availability;
pub mod bandwidth;
pub mod batch;
pub mod compat;
pub mod device;
pub mod identity;
pub mod inventory;
pub mod lang;
pub mod local;
pub mod metric;
pub mod notification;
pub mod opd;
pub mod rate;
pub mod record;
pub mod settings;
pub mod sheet;
pub mod state;
pub mod status;
pub mod text;
pub mod time;
pub mod way;
pub mod zone;

pub use alert::{Alert, AlertId, AlertKind};
pub use batch::{Batch, Heard, Issue, Sample, Source, Value};
pub use device::{Device, DeviceId};
pub use identity::Identity;
pub use inventory::InventoryChange;
pub use lang::Lang;
pub use metric::Metric;
pub use notification::Notice;
pub use opd::{Opd, OpdCode};
pub use record::DeviceRecord;
pub use settings::Settings;
pub use status::Status;
pub use time::Timestamp;
pub use zone::Zone;
