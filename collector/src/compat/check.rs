//! The check: all rules on one candidate, the verdict, and the hash that proves what was said.

use super::{
    case::{Case, World},
    rules,
};
use model::{
    compat::{Check, CheckedItem, SCHEMA, Summary, Verdict},
    text::hex,
};
use sha2::{Digest, Sha256};

/// Version of the rules. A change of what any rule says of the same facts makes a new one.
pub const RULESET: &str = "hst-compat/1";

/// Applies all rules.
pub fn check(world: &World<'_>) -> Check {
    let rules: Vec<_> = rules::all().map(|rule| Case::judge(world, rule)).collect();
    let item = &world.spec.item;
    let named = world.spec.target.opd.as_deref();
    let mut check = Check {
        schema: SCHEMA.into(),
        verdict: Verdict::of(rules.iter()),
        ruleset: RULESET.into(),
        as_of: world.as_of,
        item: CheckedItem {
            class: item.class.word().into(),
            brand: item.brand.clone(),
            model: item.model.clone(),
            quantity: item.quantity,
        },
        opd: world.opd.or(named).map(str::to_owned),
        opd_of_spec: named.filter(|named| world.opd.is_some_and(|opd| opd != *named)).map(str::to_owned),
        location: world.spec.target.location.clone(),
        summary: Summary::of(&rules),
        rules,
        thresholds: world.site.thresholds.changed(),
        hash: String::new(),
    };
    check.hash = hash(&check);
    check
}

/// `sha256:` and the SHA-256 over the canonical JSON (RFC 8785) of a result without its hash.
pub fn hash(check: &Check) -> String {
    let bare = Check { hash: String::new(), ..check.clone() };
    let canonical = serde_json_canonicalizer::to_vec(&bare).unwrap_or_default();
    let digest = Sha256::digest(&canonical);
    format!("sha256:{}", hex(&digest))
}
