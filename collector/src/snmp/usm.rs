//! The User-based Security Model of SNMPv3 (RFC 3412, 3414, 3826, 7860): keys, ciphers, messages, and what is believed of an
//! answer. Pure but for the random start of the salts.

pub mod auth;
pub mod clock;
pub mod credential;
pub mod message;
pub mod privacy;
pub mod receive;
#[cfg(test)]
mod tests;

pub use clock::Authority;
pub use credential::{Credential, Keys};
pub use receive::Report;
