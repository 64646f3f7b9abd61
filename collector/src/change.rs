//! What changed in an inventory. Pure: two readings of one source go in, typed differences come out.
//!
//! 1. Only what lasts is compared (`section.rs`): no counter, level, measured value, neighbour cache or learnt address.
//! 2. Silence is no change: a section that was not read to its end, a list without rows, a fact that is not stated any
//!    more, all stay as they were ("held") until the source states them again. Only fields whose being empty is a
//!    statement (ifAlias) can be emptied.
//! 3. Rows are told apart by what lasts: a port by its name, a part by its name or serial. Renumbered is not changed.
//! 4. What another version of the reader knows newly, or recognises otherwise, has not changed.

mod compare;
mod lasting;
mod section;
#[cfg(test)]
mod tests;

pub use compare::{MOST, Told, compare};
pub use lasting::Lasting;
