//! Rules for applications and software.

mod app_01_documents;
mod app_02_components;
mod app_03_hosting;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[&app_01_documents::RULE, &app_02_components::RULE, &app_03_hosting::RULE];
