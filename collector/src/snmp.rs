//! SNMP over few sockets for many devices: BER, messages of v1, v2c and v3, strict acceptance of answers, walks.
//!
//! Nothing here knows an object by its number: OIDs come from the profiles in `mibs/`.

pub mod accept;
pub mod access;
pub mod anomaly;
pub mod ber;
pub mod cells;
pub mod engine;
pub mod manner;
pub mod message;
pub mod notification;
pub mod oid;
pub mod request_id;
pub mod session;
pub mod socket;
pub mod survey;
pub mod usm;
pub mod value;
pub mod walk;

pub use access::Access;
pub use anomaly::{Anomaly, Tally};
pub use cells::Cells;
pub use engine::{Destination, Engine};
pub use message::Version;
pub use oid::Oid;
pub use session::Session;
pub use value::Value;
