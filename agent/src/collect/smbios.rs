//! Memory slots and processor sockets from the SMBIOS table itself (DMTF DSP0134, SMBIOS 3.7). On Linux only root may read it; the
//! service manager may pass it as a credential named `DMI`.

use crate::{read, roots::Roots};
use model::record::{Facts, MemorySlot};

/// Most slots stated.
pub const MAX_SLOTS: usize = 256;

/// One structure of the table: its type, its formatted part, its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Structure<'a> {
    /// Type.
    pub kind: u8,
    /// The formatted part, header included.
    pub fields: &'a [u8],
    texts: Vec<&'a [u8]>,
}

impl Structure<'_> {
    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.fields.get(at).copied()
    }

    fn word(&self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte(at)?, self.byte(at + 1)?]))
    }

    fn double(&self, at: usize) -> Option<u32> {
        Some(u32::from(self.word(at)?) | u32::from(self.word(at + 2)?) << 16)
    }

    /// The text whose number stands there; placeholders are absent.
    pub(super) fn text(&self, at: usize) -> Option<String> {
        let number = usize::from(self.byte(at)?).checked_sub(1)?;
        let text = model::text::clean(self.texts.get(number)?)?;
        (!model::identity::is_junk(&text)).then_some(text)
    }
}

/// The structures of a table, as far as it is sound.
pub fn structures(table: &[u8]) -> Vec<Structure<'_>> {
    let mut all = Vec::new();
    let mut rest = table;
    while let [kind, length, ..] = *rest {
        let length = usize::from(length);
        if length < 4 || rest.len() < length {
            break;
        }
        let (fields, behind) = rest.split_at(length);
        // Texts end with a zero each, all of them with one more; without texts there are two zeros.
        let Some(end) = behind.windows(2).position(|pair| pair == [0, 0]) else { break };
        let texts = behind[..end].split(|octet| *octet == 0).filter(|text| !text.is_empty()).collect();
        all.push(Structure { kind, fields, texts });
        if kind == 127 {
            break;
        }
        rest = &behind[end + 2..];
    }
    all
}

/// States slots and sockets in `facts`.
pub fn read(roots: &Roots, facts: &mut Facts) {
    let file = roots.sys.join("firmware/dmi/tables/DMI");
    let credential = || roots.credentials.as_ref().and_then(|folder| read::bytes(&folder.join("DMI")));
    if let Some(table) = read::bytes(&file).or_else(credential) {
        state(&structures(&table), facts);
    }
}

/// States what follows from the structures.
pub fn state(all: &[Structure<'_>], facts: &mut Facts) {
    facts.memory_slots = all.iter().filter(|one| one.kind == 17).take(MAX_SLOTS).map(slot).collect();
    // Sockets with a processor in them, in the order of the processors (7.5.4, bit 6).
    let sockets = all.iter().filter(|one| one.kind == 4 && one.byte(0x18).is_some_and(|status| status & 0x40 != 0));
    for (cpu, socket) in facts.cpus.iter_mut().zip(sockets) {
        cpu.socket = socket.text(0x04).or_else(|| cpu.socket.take());
        let most = socket.word(0x14).filter(|mhz| *mhz > 0).map(u32::from);
        cpu.max_mhz = cpu.max_mhz.or(most);
    }
}

fn slot(one: &Structure<'_>) -> MemorySlot {
    let size = size(one);
    let (total, data) = (one.word(0x08), one.word(0x0a));
    let width = total.zip(data).filter(|(total, data)| ![*total, *data].iter().any(|bits| matches!(bits, 0 | 0xffff)));
    let speed = |at: usize, long: usize| match one.word(at) {
        Some(0) | None => None,
        Some(0xffff) => one.double(long).map(|speed| speed & 0x7fff_ffff).filter(|speed| *speed > 0),
        Some(speed) => Some(u32::from(speed)),
    };
    let is_there = size.is_some_and(|size| size > 0);
    let filled = |text: Option<String>| text.filter(|_| is_there);
    MemorySlot {
        slot: one.text(0x10),
        bank: one.text(0x11),
        kind: one.byte(0x12).and_then(kind).filter(|_| is_there).map(str::to_owned),
        form_factor: one.byte(0x0e).and_then(form).map(str::to_owned),
        size_bytes: size.filter(|size| *size > 0),
        empty: (size == Some(0)).then_some(true),
        rated_speed_mts: speed(0x15, 0x54).filter(|_| is_there),
        speed_mts: speed(0x20, 0x58).filter(|_| is_there),
        vendor: filled(one.text(0x17)),
        serial: filled(one.text(0x18)),
        part_number: filled(one.text(0x1a)),
        ecc: width.filter(|_| is_there).map(|(total, data)| total > data),
        ..MemorySlot::default()
    }
}

/// Octets of the module (7.18.5): 0 for an empty slot, none where it is not known.
fn size(one: &Structure<'_>) -> Option<u64> {
    match one.word(0x0c)? {
        0xffff => None,
        0x7fff => one.double(0x1c).map(|megabytes| u64::from(megabytes & 0x7fff_ffff) << 20),
        kilobytes if kilobytes & 0x8000 != 0 => Some(u64::from(kilobytes & 0x7fff) << 10),
        megabytes => Some(u64::from(megabytes) << 20),
    }
}

/// Kinds of memory (7.18.2).
const fn kind(number: u8) -> Option<&'static str> {
    Some(match number {
        0x0f => "SDRAM",
        0x12 => "DDR",
        0x13 => "DDR2",
        0x18 => "DDR3",
        0x1a => "DDR4",
        0x1b => "LPDDR",
        0x1c => "LPDDR2",
        0x1d => "LPDDR3",
        0x1e => "LPDDR4",
        0x20 => "HBM",
        0x21 => "HBM2",
        0x22 => "DDR5",
        0x23 => "LPDDR5",
        _ => return None,
    })
}

/// Forms of modules (7.18.1).
const fn form(number: u8) -> Option<&'static str> {
    Some(match number {
        0x09 => "DIMM",
        0x0d => "SODIMM",
        0x0b => "row of chips",
        0x0f => "FB-DIMM",
        0x10 => "die",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::record::Cpu;
    use proptest::prelude::*;

    /// A structure of a type with these octets at their places, and its texts.
    fn structure(kind: u8, length: u8, at: &[(usize, &[u8])], texts: &[&str]) -> Vec<u8> {
        let mut fields = vec![0; usize::from(length)];
        fields[0] = kind;
        fields[1] = length;
        for (place, octets) in at {
            fields[*place..place + octets.len()].copy_from_slice(octets);
        }
        for text in texts {
            fields.extend(text.as_bytes());
            fields.push(0);
        }
        if texts.is_empty() {
            fields.push(0);
        }
        fields.push(0);
        fields
    }

    fn facts(table: &[u8]) -> Facts {
        let mut facts = Facts { cpus: vec![Cpu::default()], ..Facts::default() };
        state(&structures(table), &mut facts);
        facts
    }

    #[test]
    fn slots_full_and_empty() {
        let names: &[(usize, &[u8])] = &[(0x10, &[1]), (0x11, &[2])];
        let full: Vec<(usize, &[u8])> = [
            names,
            &[
                (0x08, &[72, 0]),
                (0x0a, &[64, 0]),
                (0x0c, &[0, 0x40]),
                (0x0e, &[0x09]),
                (0x12, &[0x1a]),
                (0x15, &[0x80, 0x0c]),
                (0x17, &[3]),
                (0x18, &[4]),
                (0x1a, &[5]),
                (0x20, &[0x6a, 0x0a]),
            ],
        ]
        .concat();
        let mut table = structure(17, 0x28, &full, &["DIMM_A1", "BANK 0", "Contoh", "S-77", "CT-16G"]);
        table.extend(structure(17, 0x28, names, &["DIMM_A2", "BANK 1", "Not Specified"]));
        let large = [names, &[(0x0c, &[0xff, 0x7f]), (0x1c, &[0, 0, 1, 0]), (0x12, &[0x22])]].concat();
        table.extend(structure(17, 0x28, &large, &["DIMM_B1", "BANK 2"]));
        table.extend(structure(127, 4, &[], &[]));
        let slots = facts(&table).memory_slots;
        let first = &slots[0];
        assert_eq!((first.slot.as_deref(), first.kind.as_deref()), (Some("DIMM_A1"), Some("DDR4")));
        assert_eq!((first.size_bytes, first.ecc, first.empty), (Some(16 << 30), Some(true), None));
        assert_eq!((first.rated_speed_mts, first.speed_mts), (Some(3200), Some(2666)));
        assert_eq!((first.vendor.as_deref(), first.part_number.as_deref()), (Some("Contoh"), Some("CT-16G")));
        assert_eq!((slots[1].empty, slots[1].size_bytes, slots[1].vendor.clone()), (Some(true), None, None));
        assert_eq!((slots[2].size_bytes, slots[2].kind.as_deref()), (Some(64 << 30), Some("DDR5")));
    }

    #[test]
    fn a_socket_belongs_to_its_processor() {
        let mut table = structure(4, 0x30, &[(0x04, &[1]), (0x18, &[0x01])], &["CPU 2 (empty)"]);
        table.extend(structure(4, 0x30, &[(0x04, &[1]), (0x14, &[0xa0, 0x0f]), (0x18, &[0x41])], &["LGA1700"]));
        let cpu = &facts(&table).cpus[0];
        assert_eq!((cpu.socket.as_deref(), cpu.max_mhz), (Some("LGA1700"), Some(4000)));
    }

    proptest! {
        #[test]
        fn any_table_is_survived(table in proptest::collection::vec(any::<u8>(), 0..600), near in proptest::collection::vec(0u8..40, 0..400)) {
            for table in [table, near] {
                let found = facts(&table);
                prop_assert!(found.memory_slots.len() <= MAX_SLOTS);
            }
        }
    }
}
