//! Addresses and VLANs of the device.

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

/// VLANs with their names and how many ports carry them.
pub(super) fn vlans(facts: &Facts, lang: Lang) -> Section {
    let mut section = Section::new(words::title_vlans(lang));
    for vlan in &facts.vlans {
        let Some(number) = vlan.vlan else { continue };
        let ports = match (vlan.ports_tagged.len(), vlan.ports_untagged.len()) {
            (0, 0) => None,
            (tagged, untagged) => Some(words::carried(lang, untagged, tagged)),
        };
        let value = super::joined([vlan.name.as_deref(), ports.as_deref()]);
        section.put(number.to_string(), if value.is_empty() { "–".to_owned() } else { value });
    }
    section
}

fn written(address: &Address) -> Option<String> {
    let text = address.address.as_deref()?;
    Some(address.prefix.map_or_else(|| text.to_owned(), |prefix| format!("{text}/{prefix}")))
}
