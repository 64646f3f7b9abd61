//! Object identifiers, kept as their canonical BER content: two are equal exactly when their octets are.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{cmp::Ordering, fmt, str::FromStr};

/// Most arcs of one identifier (RFC 3416, 4.1).
pub const MAX_ARCS: usize = 128;

/// An object identifier that was checked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Oid(Box<[u8]>);

/// The text is no object identifier of 2 to 128 arcs below 2^32.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an object identifier: {0:?}")]
pub struct NotAnOid(pub String);

impl Oid {
    /// From BER content. None when [`is_canonical`] says no.
    pub fn from_ber(content: &[u8]) -> Option<Self> {
        is_canonical(content).then(|| Self(content.into()))
    }

    /// The BER content.
    #[inline]
    pub const fn as_ber(&self) -> &[u8] {
        &self.0
    }

    /// This identifier with further arcs behind it.
    pub fn child(&self, arcs: &[u32]) -> Self {
        let mut content = self.0.to_vec();
        for arc in arcs {
            push_arc(&mut content, u64::from(*arc));
        }
        Self(content.into())
    }

    /// This identifier without its last arc; of two arcs, the same.
    pub fn parent(&self) -> Self {
        let last = self.0.iter().rev().skip(1).position(|octet| octet & 0x80 == 0);
        let end = last.map_or(self.0.len(), |place| self.0.len() - 1 - place);
        Self(self.0[..end].into())
    }

    /// How many arcs it has.
    pub fn len(&self) -> usize {
        arc_count(&self.0) + 1
    }

    /// Never true: an identifier has at least two arcs.
    pub const fn is_empty(&self) -> bool {
        false
    }

    /// The part of `name` below this identifier. Canonical octets make a prefix of arcs a prefix of octets.
    #[inline]
    pub fn index_of<'a>(&self, name: &'a [u8]) -> Option<&'a [u8]> {
        let (head, index) = name.split_at_checked(self.0.len())?;
        same(head, &self.0).then_some(index)
    }
}

impl FromStr for Oid {
    type Err = NotAnOid;

    fn from_str(text: &str) -> Result<Self, NotAnOid> {
        let wrong = || NotAnOid(text.to_owned());
        let dotted = text.strip_prefix('.').unwrap_or(text);
        let arcs: Vec<u32> =
            dotted.split('.').map(|arc| arc.parse::<u32>()).collect::<Result<_, _>>().map_err(|_| wrong())?;
        let [first, second, rest @ ..] = &arcs[..] else {
            return Err(wrong());
        };
        if *first > 2 || (*first < 2 && *second > 39) || arcs.len() > MAX_ARCS {
            return Err(wrong());
        }
        let mut content = Vec::with_capacity(arcs.len() + 2);
        push_arc(&mut content, u64::from(*first) * 40 + u64::from(*second));
        for arc in rest {
            push_arc(&mut content, u64::from(*arc));
        }
        Ok(Self(content.into()))
    }
}

/// Adds an arc in as few octets as it needs.
pub fn push_arc(content: &mut Vec<u8>, arc: u64) {
    let groups = (64 - arc.leading_zeros()).div_ceil(7).max(1);
    for group in (0..groups).rev() {
        let more = if group > 0 { 0x80 } else { 0 };
        content.push((arc >> (7 * group) & 0x7f) as u8 | more);
    }
}

/// True for the content of an identifier of 2 to 128 arcs, each below 2^32 and in as few octets as it needs (X.690, 8.19).
#[inline]
pub fn is_canonical(content: &[u8]) -> bool {
    // Nearly every name has only arcs of one octet, and those are as short as they can be.
    if content.iter().fold(0, |all, octet| all | octet) < 0x80 {
        return (1..MAX_ARCS).contains(&content.len());
    }
    // The first octet group holds two arcs (X.690, 8.19.4), the second of which may reach 2^32 - 1.
    let mut limit = u64::from(u32::MAX) + 80;
    let (mut arc, mut count, mut fresh) = (0u64, 1, true);
    for octet in content {
        if fresh && *octet == 0x80 {
            return false;
        }
        arc = arc << 7 | u64::from(octet & 0x7f);
        if arc > limit {
            return false;
        }
        fresh = octet & 0x80 == 0;
        if fresh {
            count += 1;
            arc = 0;
            limit = u64::from(u32::MAX);
        }
    }
    fresh && (2..=MAX_ARCS).contains(&count)
}

fn arc_count(content: &[u8]) -> usize {
    content.iter().filter(|octet| *octet & 0x80 == 0).count()
}

/// Order of two canonical contents by their arcs. Octets alone would put 16384 (`81 80 00`) before 16383 (`ff 7f`).
#[inline]
pub fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let same = common(a, b);
    if same == a.len() || same == b.len() {
        return a.len().cmp(&b.len());
    }
    let ends = |octet: u8| octet & 0x80 == 0;
    if ends(a[same]) && ends(b[same]) && (same == 0 || ends(a[same - 1])) {
        return a[same].cmp(&b[same]);
    }
    // The difference may lie within an arc: go back to its beginning. What lies before is equal in both.
    let start = a[..same].iter().rposition(|octet| octet & 0x80 == 0).map_or(0, |end| end + 1);
    arcs(&a[start..]).next().cmp(&arcs(&b[start..]).next())
}

/// Whether two contents of one length are equal. Names of objects are too short for a call of the system's library.
#[inline]
fn same(a: &[u8], b: &[u8]) -> bool {
    match (a.first_chunk::<8>(), b.first_chunk::<8>(), a.last_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(x), Some(y), Some(last), Some(other)) if a.len() <= 16 => x == y && last == other,
        _ => a == b,
    }
}

/// How many octets two contents begin with in common.
#[inline]
fn common(a: &[u8], b: &[u8]) -> usize {
    let words = a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0);
    let whole = 8 * words.take_while(|(x, y)| x == y).count();
    whole + a[whole..].iter().zip(&b[whole..]).take_while(|(x, y)| x == y).count()
}

/// The arcs of an index: the octets of a name below its column.
#[inline]
pub fn arcs(index: &[u8]) -> impl Iterator<Item = u64> + Clone {
    let mut rest = index;
    std::iter::from_fn(move || {
        let end = rest.iter().position(|octet| octet & 0x80 == 0)?;
        let (arc, behind) = rest.split_at(end + 1);
        rest = behind;
        Some(arc.iter().fold(0u64, |n, octet| n << 7 | u64::from(octet & 0x7f)))
    })
}

/// The arc of an index that is a single one of 32 bits.
#[inline]
pub fn arcs_of_one(index: &[u8]) -> Option<u32> {
    let mut all = arcs(index);
    let first = u32::try_from(all.next()?).ok()?;
    all.next().is_none().then_some(first)
}

/// An index as dotted decimals; empty for a scalar without one.
pub fn dotted_index(index: &[u8]) -> String {
    let mut out = String::with_capacity(index.len() * 3);
    for arc in arcs(index) {
        if !out.is_empty() {
            out.push('.');
        }
        out.push_str(&arc.to_string());
    }
    out
}

/// Dotted decimals of a canonical content, without leading dot.
pub fn dotted(content: &[u8]) -> String {
    let mut rest = arcs(content);
    let joined = rest.next().unwrap_or_default();
    let first = (joined / 40).min(2);
    let mut out = format!("{first}.{}", joined - 40 * first);
    for arc in rest {
        out.push('.');
        out.push_str(&arc.to_string());
    }
    out
}

impl PartialOrd for Oid {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Oid {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.0, &other.0)
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&dotted(&self.0))
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&dotted(&self.0))
    }
}

impl Serialize for Oid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Oid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_and_octets() {
        for (text, octets) in [
            ("1.3.6.1.2.1.1.1.0", &[0x2b, 6, 1, 2, 1, 1, 1, 0][..]),
            ("0.0", &[0]),
            ("2.100.3", &[0x81, 0x34, 3]),
            ("1.3.4294967295", &[0x2b, 0x8f, 0xff, 0xff, 0xff, 0x7f]),
        ] {
            let oid: Oid = text.parse().unwrap();
            assert_eq!((oid.as_ber(), oid.to_string().as_str()), (octets, text));
        }
        for wrong in ["", "1", "1.", "1.40", "3.1", "1.3.4294967296", "1.3.-1", "1.3.x"] {
            assert!(wrong.parse::<Oid>().is_err(), "{wrong}");
        }
        assert!(vec!["1"; 128].join(".").parse::<Oid>().is_ok());
        assert!(vec!["1"; 129].join(".").parse::<Oid>().is_err());
    }

    #[test]
    fn octets_that_are_no_identifier() {
        for octets in [
            &[][..],
            &[0x2b, 0x86],
            &[0x2b, 0x80, 1],
            &[0x2b, 6, 1, 4, 1, 0x8f, 0xff, 0xff, 0xff, 0xff, 0x7f],
            &[0x2b, 0x90, 0x80, 0x80, 0x80, 0],
            &[1; 128],
        ] {
            assert!(Oid::from_ber(octets).is_none(), "{octets:02x?}");
        }
        assert!(is_canonical(&[1; 127]));
    }

    proptest! {
        #[test]
        fn order_is_that_of_the_arcs(a in prop::collection::vec(prop_oneof![0u32..300, any::<u32>()], 0..6), b in prop::collection::vec(prop_oneof![0u32..300, any::<u32>()], 0..6)) {
            let root: Oid = "1.3".parse().unwrap();
            prop_assert_eq!(root.child(&a).cmp(&root.child(&b)), a.cmp(&b));
            prop_assert_eq!(root.child(&a).to_string().parse::<Oid>().unwrap(), root.child(&a));
        }

        #[test]
        fn a_name_is_below_what_it_begins_with(arcs in prop::collection::vec(0u32..300, 0..20), more in prop::collection::vec(any::<u32>(), 0..3), other in any::<prop::sample::Index>()) {
            let root = "1.3.6.1".parse::<Oid>().unwrap().child(&arcs);
            let name = root.child(&more);
            prop_assert_eq!(root.index_of(name.as_ber()), name.as_ber().strip_prefix(root.as_ber()));
            let mut changed = name.as_ber().to_vec();
            let place = other.index(changed.len());
            changed[place] ^= 1;
            prop_assert_eq!(root.index_of(&changed), changed.strip_prefix(root.as_ber()));
        }

        #[test]
        fn any_octets_are_judged_without_panic(octets in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Some(oid) = Oid::from_ber(&octets) {
                prop_assert_eq!(oid.to_string().parse::<Oid>().unwrap(), oid);
            }
        }
    }
}
