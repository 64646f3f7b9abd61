//! Where the agent keeps its data.

pub use agent::place::{OF_SERVICE, data};
