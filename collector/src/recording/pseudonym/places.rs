//! Which objects are private and which indexes hold addresses: `mibs/pseudonym/private.toml` and the fields of all families.

use super::disguise::Disguise;
use crate::{
    profile::{Kind, Profiles},
    snmp::{
        Oid,
        oid::{MAX_ARCS, arcs},
    },
};
use regex_lite::Regex;
use serde::Deserialize;
use std::{collections::BTreeMap, net::Ipv6Addr, sync::LazyLock};

const PRIVATE: &str = include_str!("../../../../mibs/pseudonym/private.toml");
/// Arcs that are never part of an index: those of the standard tree and of a maker, its module and table.
const FIXED_ARCS: usize = 8;
/// A dotted address, a MAC in three forms, and what may be IPv6.
const ADDRESS: &str = r"(?x)
    (?P<v4>\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b)
  | (?P<mac>\b[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}\b)
  | (?P<dots>\b[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\b)
  | (?P<v6>[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7})";

static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(ADDRESS).ok());

#[derive(Debug, Deserialize)]
struct File {
    dropped: Vec<Oid>,
    private: Vec<Oid>,
    fields: Vec<String>,
    index: Index,
}

#[derive(Debug, Default, Deserialize)]
struct Index {
    mac_last: Vec<Oid>,
    ipv4_last: Vec<Oid>,
    typed: Vec<Oid>,
    ipv6_any: Vec<Oid>,
}

/// What a family says of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Said {
    Harmless,
    Mac,
    Private,
}

/// An address in an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address {
    Mac([u8; 6]),
    Ipv4([u8; 4]),
    Ipv6([u8; 16]),
}

/// The places.
#[derive(Debug)]
pub(super) struct Places {
    file: File,
    families: BTreeMap<Oid, Said>,
    /// Where makers have their objects.
    makers: Option<Oid>,
}

impl Places {
    pub(super) fn of(profiles: &Profiles) -> Self {
        let file: File = toml::from_str(PRIVATE).unwrap_or_else(|_| File {
            dropped: Vec::new(),
            private: Vec::new(),
            fields: Vec::new(),
            index: Index::default(),
        });
        let mut families: BTreeMap<Oid, Said> = BTreeMap::new();
        for source in profiles.sources() {
            let field = source.field.rsplit('.').next().unwrap_or_default();
            let said = match source.kind {
                _ if file.fields.iter().any(|private| private == field) => Said::Private,
                Kind::Mac => Said::Mac,
                _ => Said::Harmless,
            };
            families.entry(source.oid.clone()).and_modify(|known| *known = said.max(*known)).or_insert(said);
        }
        // The tree of makers is the parent of any maker's own tree, which sysObjectIDs begin with.
        let makers =
            families.keys().find(|oid| oid.len() > 7 && arcs_of(oid).get(4) == Some(&4)).map(|oid| first(oid, 6));
        Self { file, families, makers }
    }

    pub(super) fn is_dropped(&self, name: &Oid) -> bool {
        is_below(&self.file.dropped, name)
    }

    /// True when the whole text is private.
    pub(super) fn is_private(&self, name: &Oid, content: &[u8]) -> bool {
        if is_below(&self.file.private, name) {
            return true;
        }
        match self.said(name) {
            Some(said) => said == Said::Private,
            // A text of a maker's that nobody knows may be anything.
            None => {
                let maker = self.makers.as_ref().is_some_and(|makers| makers.index_of(name.as_ber()).is_some());
                maker
                    && (super::is_text(content)
                        || super::utf16(content).is_some()
                        || std::str::from_utf8(content).is_ok())
            }
        }
    }

    pub(super) fn is_mac(&self, name: &Oid) -> bool {
        self.said(name) == Some(Said::Mac)
    }

    fn said(&self, name: &Oid) -> Option<Said> {
        let (root, said) = self.families.range(..=name).next_back()?;
        root.index_of(name.as_ber()).map(|_| *said)
    }

    /// Arcs in front that are no index.
    pub(super) fn fixed_arcs(&self, name: &Oid) -> usize {
        let lists = [&self.file.index.mac_last, &self.file.index.ipv4_last, &self.file.index.typed];
        let roots = lists.into_iter().flatten().find(|root| root.index_of(name.as_ber()).is_some());
        roots.map_or(FIXED_ARCS, |root| root.len() + 1)
    }

    /// The addresses that the index of a name holds.
    pub(super) fn addresses(&self, name: &Oid, mut found: impl FnMut(Address)) {
        let index = &self.file.index;
        if is_below(&index.mac_last, name) {
            tail::<6>(name).map(Address::Mac).into_iter().for_each(&mut found);
        }
        if is_below(&index.ipv4_last, name) {
            tail::<4>(name).map(Address::Ipv4).into_iter().for_each(&mut found);
        }
        let (typed, ipv6) = (is_below(&index.typed, name), is_below(&index.ipv6_any, name));
        if !typed && !ipv6 {
            return;
        }
        let arcs = arcs_of(name);
        for at in self.fixed_arcs(name)..arcs.len() {
            let rest: Vec<u8> = arcs[at..].iter().map_while(|arc| u8::try_from(*arc).ok()).collect();
            match &rest[..] {
                [1, 4, a, b, c, d, ..] if typed => found(Address::Ipv4([*a, *b, *c, *d])),
                [16, rest @ ..] => {
                    rest.first_chunk::<16>().map(|ip| Address::Ipv6(*ip)).into_iter().for_each(&mut found)
                }
                [6, rest @ ..] if typed => {
                    rest.first_chunk::<6>().map(|mac| Address::Mac(*mac)).into_iter().for_each(&mut found)
                }
                _ => {}
            }
        }
    }
}

/// What stands for a text that is an address and nothing else.
pub(super) fn whole_address(text: &[u8], disguise: &mut Disguise) -> Option<Vec<u8>> {
    let found = PATTERN.as_ref()?.find(std::str::from_utf8(text).ok()?)?;
    if found.len() == text.len() { text_addresses(text, disguise) } else { None }
}

/// A text with the addresses in it replaced; none without any.
pub(super) fn text_addresses(text: &[u8], disguise: &mut Disguise) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    let pattern = PATTERN.as_ref()?;
    let (mut out, mut end) = (String::new(), 0);
    for found in pattern.captures_iter(text) {
        let whole = found.get(0)?;
        let given = match (found.name("v4"), found.name("mac").or(found.name("dots"))) {
            (Some(ip), _) => ip
                .as_str()
                .parse()
                .ok()
                .map(|ip: std::net::Ipv4Addr| std::net::Ipv4Addr::from(disguise.ipv4(ip.octets())).to_string()),
            (_, Some(mac)) => mac_in(mac.as_str(), disguise),
            _ => whole.as_str().parse().ok().map(|ip: Ipv6Addr| Ipv6Addr::from(disguise.ipv6(ip.octets())).to_string()),
        };
        let Some(given) = given else { continue };
        out.push_str(&text[end..whole.start()]);
        out.push_str(&given);
        end = whole.end();
    }
    out.push_str(&text[end..]);
    (end > 0).then(|| out.into_bytes())
}

/// A MAC in its own way of writing.
fn mac_in(written: &str, disguise: &Disguise) -> Option<String> {
    let digits: String = written.chars().filter(char::is_ascii_hexdigit).collect();
    let octet = |place: usize| u8::from_str_radix(digits.get(2 * place..2 * place + 2)?, 16).ok();
    let octets: Vec<u8> = (0..6).map_while(octet).collect();
    let given = disguise.mac(octets.try_into().ok()?);
    let upper = written.chars().any(|c| c.is_ascii_uppercase());
    let mut digits = given.iter().flat_map(|octet| {
        let hex = if upper { format!("{octet:02X}") } else { format!("{octet:02x}") };
        hex.chars().collect::<Vec<_>>()
    });
    Some(written.chars().map(|c| if c.is_ascii_hexdigit() { digits.next().unwrap_or(c) } else { c }).collect())
}

fn is_below(roots: &[Oid], name: &Oid) -> bool {
    roots.iter().any(|root| root.index_of(name.as_ber()).is_some())
}

fn tail<const N: usize>(name: &Oid) -> Option<[u8; N]> {
    let arcs = arcs_of(name);
    let octets: Option<Vec<u8>> = arcs.last_chunk::<N>()?.iter().map(|arc| u8::try_from(*arc).ok()).collect();
    octets?.try_into().ok()
}

/// All arcs of a name; the first two, which its octets hold in one, as two.
pub(super) fn arcs_of(name: &Oid) -> Vec<u32> {
    let mut rest = arcs(name.as_ber());
    let joined = rest.next().unwrap_or_default();
    let first = (joined / 40).min(2);
    [first, joined - 40 * first].into_iter().chain(rest).filter_map(|arc| u32::try_from(arc).ok()).collect()
}

pub(super) fn oid_of(arcs: &[u32]) -> Option<Oid> {
    if arcs.len() > MAX_ARCS {
        return None;
    }
    let dotted: Vec<String> = arcs.iter().map(ToString::to_string).collect();
    dotted.join(".").parse().ok()
}

fn first(name: &Oid, count: usize) -> Oid {
    oid_of(&arcs_of(name)[..count]).unwrap_or_else(|| name.clone())
}
