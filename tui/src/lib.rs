//! The screen of pantau, and the client of its API.

pub mod app;
pub mod client;
pub mod clock;
pub mod command;
pub mod draw;
pub mod filter;
pub mod fleet;
pub mod keys;
pub mod lang;
pub mod local;
pub mod run;
pub mod session;
pub mod specs;
pub mod term;
pub mod theme;
pub mod view;

pub use session::{ScreenOptions, run_local, run_screen};
