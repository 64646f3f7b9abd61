//! Recordings without names, addresses and serial numbers: what stays is what a device is, not whose or where.
//!
//! 1. What is private is known by the object: the list in `mibs/pseudonym/`, the fields of all families, and every text of a
//!    maker's object that no family knows. Addresses are known by their type or form.
//! 2. Everything so found is then replaced wherever it stands: in other texts, in UTF-16, in binary fields, in indexes.
//! 3. A replacement has the length and the form of its original, so lengths inside indexes and fields stay true.

mod disguise;
mod needles;
mod places;

use super::{Element, Recording};
use crate::{
    profile::Profiles,
    snmp::{Oid, ber::tag},
};
use disguise::{Disguise, means_nobody};
use needles::{Needles, SHORTEST};
use places::Places;
use std::collections::{BTreeSet, HashSet};

/// Texts of at least this many letters and digits, four of them digits, look like a serial number.
const SERIAL_LENGTH: usize = 10;
const SERIAL_DIGITS: usize = 4;

/// Everything that is replaced in one recording.
#[derive(Debug)]
pub struct Pseudonyms {
    disguise: Disguise,
    needles: Needles,
    macs: HashSet<[u8; 6]>,
    ipv4: HashSet<[u8; 4]>,
    ipv6: HashSet<[u8; 16]>,
    /// Objects whose whole text is private.
    private: BTreeSet<Oid>,
    places: Places,
}

/// The recording with everything private replaced, consistently within it. Two runs give different replacements.
pub fn pseudonymised(profiles: &Profiles, recording: &Recording) -> Recording {
    let mut names = Pseudonyms::of(profiles, recording);
    let kept = recording.objects.iter().filter(|(name, _)| !names.places.is_dropped(name)).collect::<Vec<_>>();
    let objects = kept.into_iter().map(|(name, element)| (names.name(name), names.element(name, element)));
    Recording { objects: objects.collect(), incomplete: recording.incomplete.clone() }
}

impl Pseudonyms {
    fn of(profiles: &Profiles, recording: &Recording) -> Self {
        let mut names = Self {
            disguise: Disguise::new(),
            needles: Needles::default(),
            macs: HashSet::new(),
            ipv4: HashSet::new(),
            ipv6: HashSet::new(),
            private: BTreeSet::new(),
            places: Places::of(profiles),
        };
        for (name, element) in &recording.objects {
            names.learn(name, element);
        }
        names
    }

    /// Notes what of an object is private.
    fn learn(&mut self, name: &Oid, element: &Element) {
        let content = &*element.content;
        self.places.addresses(name, |address| match address {
            places::Address::Mac(mac) => drop(self.macs.insert(mac)),
            places::Address::Ipv4(ip) => drop(self.ipv4.insert(ip)),
            places::Address::Ipv6(ip) => drop(self.ipv6.insert(ip)),
        });
        match (element.tag, content) {
            (tag::IP_ADDRESS, &[a, b, c, d]) => drop(self.ipv4.insert([a, b, c, d])),
            (tag::OCTET_STRING, _) if self.places.is_private(name, content) => {
                self.private.insert(name.clone());
                self.learn_text(content);
            }
            (tag::OCTET_STRING, &[a, b, c, d, e, f]) if self.places.is_mac(name) || !is_text(content) => {
                self.macs.insert([a, b, c, d, e, f]);
            }
            (tag::OCTET_STRING, _) => match utf16(content) {
                Some((text, _)) => self.learn_serials(text.as_bytes()),
                None => self.learn_serials(content),
            },
            _ => {}
        }
    }

    /// A private text, in every form it may have elsewhere: a name of several labels also by its labels.
    fn learn_text(&mut self, content: &[u8]) {
        let plain: Vec<u8> = match utf16(content) {
            Some((text, _)) => text.into_bytes(),
            None => content.to_vec(),
        };
        let text = plain.trim_ascii();
        if text.len() >= SHORTEST && text.iter().any(u8::is_ascii_alphabetic) || text.len() >= SERIAL_LENGTH / 2 {
            self.needles.add(text);
        }
        if !text.contains(&b' ') && text.contains(&b'.') {
            text.split(|octet| *octet == b'.')
                .filter(|label| label.len() > SHORTEST)
                .for_each(|label| self.needles.add(label));
        }
    }

    fn name(&mut self, name: &Oid) -> Oid {
        let arcs: Vec<u32> = places::arcs_of(name);
        let fixed = self.places.fixed_arcs(name).min(arcs.len());
        let mut out = arcs[..fixed].to_vec();
        let mut at = fixed;
        while at < arcs.len() {
            let rest: Vec<u8> = arcs[at..].iter().map_while(|arc| u8::try_from(*arc).ok()).collect();
            let given = self.known_address(&rest);
            at += given.len().max(1);
            match given.is_empty() {
                true => out.push(arcs[at - 1]),
                false => out.extend(given.into_iter().map(u32::from)),
            }
        }
        places::oid_of(&self.in_index(&out, fixed)).unwrap_or_else(|| name.clone())
    }

    /// Known texts in an index.
    fn in_index(&self, arcs: &[u32], fixed: usize) -> Vec<u32> {
        let mut out = arcs.to_vec();
        let mut at = fixed;
        while at < arcs.len() {
            let run: Vec<u8> = arcs[at..].iter().map_while(|arc| u8::try_from(*arc).ok()).collect();
            let replaced = self.needles.replaced(&run, |original| self.disguise.text(original));
            if replaced.len() == run.len() {
                out[at..at + run.len()].iter_mut().zip(replaced).for_each(|(arc, octet)| *arc = u32::from(octet));
            }
            at += run.len() + 1;
        }
        out
    }

    /// What stands for the known address at the beginning; empty when there is none.
    fn known_address(&mut self, octets: &[u8]) -> Vec<u8> {
        if let Some(ip) = octets.first_chunk::<16>().filter(|ip| self.ipv6.contains(*ip)) {
            return self.disguise.ipv6(*ip).to_vec();
        }
        if let Some(mac) = octets.first_chunk::<6>().filter(|mac| self.macs.contains(*mac) && **mac != [0; 6]) {
            return self.disguise.mac(*mac).to_vec();
        }
        match octets.first_chunk::<4>().filter(|ip| self.ipv4.contains(*ip) && !means_nobody(**ip)) {
            Some(ip) => self.disguise.ipv4(*ip).to_vec(),
            None => Vec::new(),
        }
    }

    fn element(&mut self, name: &Oid, element: &Element) -> Element {
        let content = &*element.content;
        let given = match (element.tag, content) {
            (tag::IP_ADDRESS, &[a, b, c, d]) => self.disguise.ipv4([a, b, c, d]).to_vec(),
            (tag::OBJECT_IDENTIFIER, _) => match Oid::from_ber(content) {
                Some(oid) if self.places.fixed_arcs(&oid) < oid.len() => self.name(&oid).as_ber().to_vec(),
                _ => content.to_vec(),
            },
            (tag::OCTET_STRING, _) if self.private.contains(name) => self.whole(content),
            (tag::OCTET_STRING | tag::OPAQUE, _) => self.octets(content),
            _ => content.to_vec(),
        };
        Element { tag: element.tag, content: given.into() }
    }

    /// A text that is private as a whole.
    fn whole(&mut self, content: &[u8]) -> Vec<u8> {
        if let Some((text, little)) = utf16(content) {
            return utf16_of(&self.disguise.text(text.as_bytes()), little);
        }
        if is_words(content) {
            let core = content.trim_ascii();
            let before = content.len() - content.trim_ascii_start().len();
            let mut out = content.to_vec();
            let end = before + core.len();
            // The same text without its padding has the same name elsewhere. An address in it is one also here.
            let given = places::whole_address(core, &mut self.disguise).unwrap_or_else(|| self.disguise.text(core));
            out.splice(before..end, given);
            return out;
        }
        let known = self.octets(content);
        match known == content {
            // Octets of no known form: none of them is kept but the first, which may tell a type.
            true => content
                .first()
                .copied()
                .into_iter()
                .chain(self.disguise.text(&content[1.min(content.len())..]))
                .collect(),
            false => known,
        }
    }

    /// Anything else: known originals and addresses in it.
    fn octets(&mut self, content: &[u8]) -> Vec<u8> {
        if let Some((text, little)) = utf16(content) {
            return utf16_of(&self.text(text.as_bytes()), little);
        }
        if is_text(content) {
            return self.text(content);
        }
        let mut out = Vec::with_capacity(content.len());
        while out.len() < content.len() {
            let given = self.known_address(&content[out.len()..]);
            match given.is_empty() {
                true => out.push(content[out.len()]),
                false => out.extend(given),
            }
        }
        self.needles.replaced(&out, |original| self.disguise.text(original))
    }

    fn text(&mut self, content: &[u8]) -> Vec<u8> {
        let out = self.needles.replaced(content, |original| self.disguise.text(original));
        places::text_addresses(&out, &mut self.disguise).unwrap_or(out)
    }

    /// Words of capitals and digits that look like serial numbers.
    fn learn_serials(&mut self, text: &[u8]) {
        for word in text.split(|octet| !octet.is_ascii_alphanumeric()) {
            let digits = word.iter().filter(|octet| octet.is_ascii_digit()).count();
            if word.len() >= SERIAL_LENGTH && digits >= SERIAL_DIGITS && !word.iter().any(u8::is_ascii_lowercase) {
                self.needles.add(word);
            }
        }
    }
}

/// Printable ASCII, with blanks and line ends; not empty.
fn is_text(octets: &[u8]) -> bool {
    let end = octets.iter().rposition(|octet| *octet != 0).map_or(0, |place| place + 1);
    end > 0 && octets[..end].iter().all(|octet| matches!(octet, b' '..=b'~' | b'\t' | b'\r' | b'\n'))
}

/// Text in UTF-8, without control characters but blanks and line ends.
fn is_words(octets: &[u8]) -> bool {
    let plain = |text: &str| text.chars().all(|c| !c.is_control() || matches!(c, '\t' | '\r' | '\n'));
    is_text(octets) || std::str::from_utf8(octets).is_ok_and(plain)
}

/// ASCII text in UTF-16, and whether the little end comes first.
fn utf16(octets: &[u8]) -> Option<(String, bool)> {
    let pairs = octets.chunks_exact(2);
    if octets.len() < 4 || !pairs.remainder().is_empty() {
        return None;
    }
    let of = |high: usize| -> Option<String> {
        let plain =
            pairs.clone().all(|pair| pair[high] == 0 && matches!(pair[1 - high], b' '..=b'~' | b'\t' | b'\r' | b'\n'));
        plain.then(|| pairs.clone().map(|pair| char::from(pair[1 - high])).collect())
    };
    of(1).map(|text| (text, true)).or_else(|| of(0).map(|text| (text, false)))
}

fn utf16_of(text: &[u8], little: bool) -> Vec<u8> {
    text.iter().flat_map(|octet| if little { [*octet, 0] } else { [0, *octet] }).collect()
}

#[cfg(test)]
mod tests;
