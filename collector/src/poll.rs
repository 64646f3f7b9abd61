//! The poller: when each device is asked, and what becomes of the answers.

mod known;
pub(crate) mod reading;

pub use known::Known;
