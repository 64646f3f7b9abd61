//! The rules, one a file, in the order in which they are told.

pub mod application;
pub mod camera;
pub mod ending;
pub mod general;
pub mod network;
pub mod optics;
pub mod pc;
pub mod phone;
pub mod poe;
pub mod printing;
pub mod server;
pub mod storage;
pub mod ups;
pub mod wifi;

pub use super::rule::{Grade, Rule};

const GROUPS: [&[&Rule]; 13] = [
    general::RULES,
    network::RULES,
    optics::RULES,
    poe::RULES,
    wifi::RULES,
    pc::RULES,
    server::RULES,
    storage::RULES,
    printing::RULES,
    ups::RULES,
    camera::RULES,
    phone::RULES,
    application::RULES,
];

/// All rules.
pub fn all() -> impl Iterator<Item = &'static Rule> + Clone {
    GROUPS.into_iter().flatten().copied()
}

/// The rule of an id, in any letter case.
pub fn of(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id.eq_ignore_ascii_case(id))
}
