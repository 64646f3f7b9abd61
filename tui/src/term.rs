//! Everything that knows escape sequences; nothing else in this crate does.

pub mod caps;
pub mod encode;
pub mod input;
