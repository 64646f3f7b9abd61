//! The screen of pantau, and the client of its API.

pub mod clock;
pub mod run;
pub mod term;
