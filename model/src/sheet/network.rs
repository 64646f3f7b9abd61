//! Addresses of the device.

use super::{Section, words};
use crate::{
    Lang,
    record::{Address, Facts},
};

/// IPv4 and IPv6 addresses with their prefixes.
pub(super) fn addresses(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_addresses(lang));
    let listed = |list: &[Address]| list.iter().filter_map(written).collect::<Vec<_>>().join("  ");
    section.put("IPv4", listed(&facts.ipv4));
    section.put("IPv6", listed(&facts.ipv6));
    section
}

fn written(address: &Address) -> Option<String> {
    let text = address.address.as_deref()?;
    Some(address.prefix.map_or_else(|| text.to_owned(), |prefix| format!("{text}/{prefix}")))
}
