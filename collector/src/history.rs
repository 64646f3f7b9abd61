//! What was measured, over time: how it is packed, what is asked of it.
//!
//! Readings lie in the store as they came until the stretch of time they belong to is over; then they are compacted into
//! blocks, one for a stretch, a device, a source and an instance. Who reads a series need not know which is where.

pub mod block;
mod compactor;
pub mod content;
pub mod counter;
pub mod forecast;
pub mod key;
pub mod query;
pub mod retention;
pub mod rolling;
pub mod rollup;

pub use compactor::{Done, alone};
pub(crate) use compactor::{LOOK, follow};

use model::{Timestamp, Value};

/// One value of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When it was read.
    pub at: Timestamp,
    /// The value as read.
    pub value: Value,
}
