//! Everything that knows escape sequences; nothing else in this crate does.

pub mod caps;
pub mod copy;
pub mod encode;
pub mod guard;
pub mod input;
pub mod pace;
