//! Device families: which objects to ask, what they mean, and by what a device is recognised. All of it is data in `mibs/`.
//!
//! The language is small on purpose: `extends`, match, probe, type, `scale`, `map`, alternatives, `every`, a regex for
//! inventory text. What a family cannot say with these gets a named assembly in `decode/`.

mod assembly;
mod check;
mod file;
mod load;
mod matching;
pub mod measure;
pub mod notification;
mod number;
pub mod sensor;
mod text;

pub use assembly::Assembly;
pub use check::CLASSES;
pub use load::{Fault, faults};
pub use matching::Heard;
pub use notification::{NotificationRule, Notifications};
pub use sensor::SensorRule;
pub use text::{NOTE, TextRule};

use crate::{
    decode::{PortField, straight::Columns},
    snmp::Oid,
};
use model::Metric;
use std::{collections::BTreeMap, ops::Deref, path::Path, sync::Arc};

/// Name of the family of devices that no other one recognises.
pub const UNRECOGNISED: &str = "_any";
/// Name of the shared file that every family begins with.
pub const SYSTEM: &str = "_system";

/// All families.
#[derive(Debug)]
pub struct Profiles {
    families: Vec<Arc<Profile>>,
    unrecognised: Arc<Profile>,
    rules: Vec<matching::Rule>,
    notifications: Notifications,
}

/// One system: what follows from being recognised, and the family by whose questions it is asked.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Facts that follow from being recognised: os, os_text, vendor, device_class.
    pub facts: BTreeMap<String, String>,
    /// Shared by all systems of one file.
    pub family: Arc<Family>,
}

/// One family file, with everything it extends already in it.
#[derive(Debug, Default)]
pub struct Family {
    /// Its file name without `.toml`.
    pub name: String,
    /// Every object and column; their position is their number in [`crate::snmp::Cells`].
    pub sources: Vec<Source>,
    /// Numbers of the single objects. Those of `_system` come first and are the same in every family.
    pub objects: Vec<u16>,
    /// The tables.
    pub tables: Vec<Table>,
    /// Rules that take inventory facts out of texts.
    pub texts: Vec<TextRule>,
    /// Measured values and states; what stands first wins where two name the same object.
    pub sensors: Vec<SensorRule<u16>>,
    /// Use of processors; the rules of the vendor come before those of every device.
    pub processors: Vec<measure::ProcessorRule<u16>>,
    /// Memory and volumes by the vendor's objects.
    pub pools: Vec<measure::PoolRule<u16>>,
    /// Metrics of radio.
    pub wireless: Vec<measure::WirelessRule<u16>>,
    /// Number of the column of the names of its ports.
    pub names: Option<u16>,
    /// Number of the object that tells how long the system runs.
    pub uptime: Option<u16>,
    /// How its ports go into a grid; none where only the long way understands them.
    pub straight: Option<Columns>,
    /// Devices of this family list out of order.
    pub unordered: bool,
    /// How many of `objects` come from `_system`.
    pub system_objects: usize,
}

/// One object or one column.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name of the object, or of the column without index.
    pub oid: Oid,
    /// Section of the record; empty for facts of the device itself.
    pub section: String,
    /// Field in that section.
    pub field: String,
    /// Type that the object has.
    pub kind: Kind,
    /// Factor to the unit of the field.
    pub scale: Option<f64>,
    /// Labels of an enumeration.
    pub labels: Option<Arc<BTreeMap<String, String>>>,
    /// When it is read.
    pub every: Every,
    /// Series it feeds.
    pub metric: Option<Metric>,
    /// It stands in where the field's own object has no value.
    pub fallback: bool,
    /// Field of a port, in a table of interfaces.
    pub port: Option<PortField>,
    /// It is an object of a sensor.
    pub sensor: bool,
    /// Number of its table; none for a single object.
    pub table: Option<u16>,
}

/// Type of an object, and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// OCTET STRING that is text.
    Text,
    /// OCTET STRING shown in hex.
    Hex,
    /// OCTET STRING that is a MAC address.
    Mac,
    /// INTEGER.
    Integer,
    /// 32 bits without sign, whichever of INTEGER, Gauge32 and Counter32 an agent makes of them (hrStorage, dot1qPvid).
    Unsigned,
    /// TruthValue: 1 true, 2 false.
    Truth,
    /// Gauge32 or Unsigned32.
    Gauge,
    /// Counter32.
    Counter,
    /// Counter64.
    Counter64,
    /// TimeTicks.
    Ticks,
    /// OBJECT IDENTIFIER.
    Oid,
    /// IpAddress.
    Address,
    /// DateAndTime (RFC 2579), of which the day is kept.
    Date,
}

/// When an object is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Each poll.
    Poll,
    /// When the inventory is taken; remembered in between.
    #[default]
    Inventory,
}

/// One table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Section of the record that it fills.
    pub section: String,
    /// How rows become facts.
    pub assembly: Assembly,
    /// Numbers of its columns, fallbacks too.
    pub columns: Vec<u16>,
    /// Numbers of the objects that are read in the same answer as its first rows.
    pub beside: Vec<u16>,
    /// No more rows of it are read than these.
    pub most_rows: Option<u32>,
}

impl Deref for Profile {
    type Target = Family;

    fn deref(&self) -> &Family {
        &self.family
    }
}

impl Profiles {
    /// Every object that any family asks for; one that several ask for comes several times.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.families.iter().chain([&self.unrecognised]).flat_map(|family| &family.sources)
    }

    /// The embedded families, overridden and extended by the files of a directory. Error: every fault of every file.
    pub fn load(folder: Option<&Path>) -> Result<Self, Vec<Fault>> {
        load::load(folder)
    }

    /// The family of a device: the longest prefix of its sysObjectID, and among equals the one that asks for most. `heard`
    /// is what the objects of [`Self::probes`] said.
    pub fn of(&self, sys_object_id: Option<&Oid>, sys_descr: Option<&str>, heard: &Heard) -> &Arc<Profile> {
        matching::best(&self.rules, sys_object_id, sys_descr, heard)
            .and_then(|family| self.families.get(family))
            .unwrap_or(&self.unrecognised)
    }

    /// The objects whose values decide which of several systems with this sysObjectID it is; mostly none.
    pub fn probes(&self, sys_object_id: Option<&Oid>, sys_descr: Option<&str>) -> Vec<&Oid> {
        matching::probes(&self.rules, sys_object_id, sys_descr)
    }

    /// The family that knows only what the standards say.
    pub const fn unrecognised(&self) -> &Arc<Profile> {
        &self.unrecognised
    }

    /// What is known of traps and informs, of whatever family.
    pub const fn notifications(&self) -> &Notifications {
        &self.notifications
    }

    /// Every family that can be recognised.
    pub fn families(&self) -> &[Arc<Profile>] {
        &self.families
    }
}

impl Source {
    /// The key of the record that it belongs to, for `incomplete[]`.
    pub fn key(&self) -> &str {
        match self.section.as_str() {
            "" => self.field.split('.').next().unwrap_or_default(),
            "host" if self.field.starts_with("cpu") => "processors",
            "host" => "memory",
            section => section,
        }
    }
}

impl Family {
    /// The source of this number.
    #[inline]
    pub fn source(&self, number: u16) -> Option<&Source> {
        self.sources.get(usize::from(number))
    }

    /// Whether a rule names what it measures after a port.
    pub fn names_by_port(&self) -> bool {
        let rows = self.sensors.iter().chain(self.processors.iter().map(|rule| &rule.row));
        let mut rows = rows.chain(self.pools.iter().map(|rule| &rule.row));
        rows.any(|row| matches!(row.name, sensor::Name::Port(_)))
    }

    /// Number of the first source of this field.
    pub fn number_of(&self, section: &str, field: &str) -> Option<u16> {
        let place = self.sources.iter().position(|source| source.section == section && source.field == field)?;
        u16::try_from(place).ok()
    }
}
