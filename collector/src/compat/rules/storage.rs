//! Rules for shared storage, disks and backup media.

mod sto_01_protocols;
mod sto_02_disk_list;
mod sto_03_backup_medium;

use crate::compat::rule::Rule;

/// In their order.
pub const RULES: &[&Rule] = &[&sto_01_protocols::RULE, &sto_02_disk_list::RULE, &sto_03_backup_medium::RULE];
