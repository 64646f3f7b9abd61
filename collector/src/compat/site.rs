//! `site.toml`: what is declared about the place because no device can say it. Absent means unknown.

mod tables;

pub use tables::*;

use super::{
    day::When,
    form::{Fault, Form, Key, Kind, key, required},
};
use serde::Deserialize;

/// The constant of its `schema`.
pub const SCHEMA: &str = "pantau-site/1";

/// A declared table, as facts name it.
pub trait Declared {
    /// Name of the table: `location`.
    const TABLE: &'static str;
    /// Which of them.
    fn id(&self) -> &str;
    /// When it was declared, where that differs from the file.
    fn own_date(&self) -> Option<When>;
}

impl Declared for Policy {
    const TABLE: &'static str = "policy";
    fn id(&self) -> &str {
        ""
    }
    fn own_date(&self) -> Option<When> {
        self.declared_at
    }
}

/// The text by which a table is told from others of its kind.
trait Told {
    fn told(&self) -> &str;
}

impl Told for String {
    fn told(&self) -> &str {
        self
    }
}

impl Told for Text {
    fn told(&self) -> &str {
        self.as_deref().unwrap_or_default()
    }
}

macro_rules! site {
    ($( $field:ident: $type:ident $keys:ident $id:ident, )*) => {
        $(
            impl Declared for $type {
                const TABLE: &'static str = stringify!($field);
                fn id(&self) -> &str {
                    self.$id.told()
                }
                fn own_date(&self) -> Option<When> {
                    self.declared_at
                }
            }
        )*

        const SITE: &[Key] = &[
            required("schema", Kind::Word(&[SCHEMA])),
            key("declared_at", Kind::Moment),
            key("complete", Kind::Words(COMPLETE)),
            key("policy", Kind::Table(POLICY)),
            key("thresholds", Kind::Table(super::threshold::KEYS)),
            $( key(stringify!($field), Kind::Tables($keys)), )*
        ];

        /// All that is declared.
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(default)]
        #[allow(missing_docs)]
        pub struct Site {
            pub declared_at: Option<When>,
            pub complete: Vec<String>,
            pub policy: Policy,
            pub thresholds: super::threshold::Thresholds,
            $( pub $field: Vec<$type>, )*
        }
    };
}

site! {
    opd: Opd OPD code,
    location: Location LOCATION id,
    device: Device DEVICE r#ref,
    link: Link LINK a,
    rack: Rack RACK id,
    subnet: Subnet SUBNET id,
    ssid: Ssid SSID name,
    controller: Controller CONTROLLER family,
    contract: Contract CONTRACT opd,
    fibre: Fibre FIBRE id,
    module: Module MODULE device,
    stock: Stock STOCK kind,
    consumable: Consumable CONSUMABLE code,
    display: Display DISPLAY name,
    desktop_app: DesktopApp DESKTOP_APP name,
    load: Load LOAD device,
    nvr: Nvr NVR device,
    pbx: Pbx PBX id,
    radio: Radio RADIO device,
    cluster: Cluster CLUSTER id,
    dataset: Dataset DATASET id,
    stack: Stack STACK product,
}

impl Site {
    /// Reads a declaration. Error: everything that is wrong in it.
    pub fn read(text: &str) -> Result<Self, Vec<Fault>> {
        let (form, _) = Form::read(text, SITE);
        form.judged()?;
        toml::from_str(text).map_err(|error| {
            let reason = error.message().to_owned();
            vec![Fault {
                line: 1,
                text: [format!("tidak dapat dibaca: {reason}"), format!("cannot be read: {reason}")],
            }]
        })
    }

    /// When a table was declared: as it says itself, else as the file says.
    pub fn date_of(&self, table: &impl Declared) -> Option<When> {
        table.own_date().or(self.declared_at)
    }

    /// True when every table of this kind is declared, so that what is not listed is not there.
    pub fn is_complete(&self, kind: &str) -> bool {
        self.complete.iter().any(|complete| complete == kind)
    }
}
