//! Tables that rules look things up in: what of one kind works with what of another.

pub mod cable;
pub mod poe;
pub mod port;
pub mod stp;
pub mod version;
