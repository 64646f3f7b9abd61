//! Whole-system tests: few, with real parts (snmpd, Prometheus, a terminal in tmux, a browser, network namespaces), and the house rules.

#![allow(clippy::disallowed_methods, reason = "these tests start real programs")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what fails in a test fails the test")]

mod architecture;
mod backup;
mod browser;
mod command;
mod compat;
mod credentials;
mod discover;
mod glpi;
mod local;
mod namespace;
mod prometheus;
mod rig;
mod screen;
mod snmpd;
mod trap;
mod trust;
mod versions;
mod walk;
