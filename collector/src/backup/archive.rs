//! The tar of a backup (POSIX ustar, sizes above 8 GiB as GNU writes them), and the checksum that its last member holds.
//!
//! The checksum covers every octet before it but the content of the database, whose own stands in the manifest: so a list of
//! backups is checked without reading gigabytes, and a whole one is read once.

use super::{
    fault::{BackupError, Fault},
    manifest::{CHECKSUM, DATABASE, Member},
    parts,
};
use model::text::hex;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

const BLOCK: usize = 512;
/// Octets read at once.
const PIECE: usize = 1 << 20;
/// Longest member that is held in memory.
const LONGEST: u64 = 64 << 20;
/// Sizes from here on do not fit eleven octal digits.
const OCTAL: u64 = 1 << 33;

/// The header of a member. What it says is the same for the same name, size and time: a header that differs is damaged.
fn header(name: &str, size: u64, seconds: u64) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, octets: &[u8]| block[at..at + octets.len()].copy_from_slice(octets);
    put(0, name.as_bytes());
    put(100, b"0000600\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    if size < OCTAL {
        put(124, format!("{size:011o}\0").as_bytes());
    } else {
        put(124, &[0x80, 0, 0, 0]);
        put(128, &size.to_be_bytes());
    }
    put(136, format!("{seconds:011o}\0").as_bytes());
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    let sum: u32 = block.iter().map(|octet| u32::from(*octet)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// Name, size and time of a header; none: it is damaged, or none of ours.
fn parse(block: &[u8; BLOCK]) -> Option<(String, u64)> {
    let end = block[..100].iter().position(|octet| *octet == 0)?;
    let name = std::str::from_utf8(&block[..end]).ok()?;
    let octal = |field: &[u8]| u64::from_str_radix(std::str::from_utf8(field.get(..11)?).ok()?, 8).ok();
    let size = match block[124] {
        0x80 => u64::from_be_bytes(block[128..136].try_into().ok()?),
        _ => octal(&block[124..136])?,
    };
    let seconds = octal(&block[136..148])?;
    (header(name, size, seconds) == *block).then(|| (name.to_owned(), size))
}

const fn padding(size: u64) -> usize {
    (BLOCK as u64 - 1 - (size + BLOCK as u64 - 1) % BLOCK as u64) as usize
}

/// Writes members one after another.
pub(super) struct Writer<W> {
    out: W,
    seconds: u64,
    sum: Sha256,
    members: Vec<Member>,
}

impl<W: Write> Writer<W> {
    /// Members carry this time.
    pub(super) fn new(out: W, at: model::Timestamp) -> Self {
        Self { out, seconds: at.seconds().max(0).cast_unsigned(), sum: Sha256::new(), members: Vec::new() }
    }

    fn put(&mut self, octets: &[u8]) -> io::Result<()> {
        self.sum.update(octets);
        self.out.write_all(octets)
    }

    /// Writes a member that is at hand.
    pub(super) fn add(&mut self, name: &str, octets: &[u8]) -> io::Result<()> {
        let size = octets.len() as u64;
        self.put(&header(name, size, self.seconds))?;
        self.put(octets)?;
        self.put(&[0; BLOCK][..padding(size)])?;
        self.members.push(Member { name: name.to_owned(), octets: size, sha256: hex(&Sha256::digest(octets)) });
        Ok(())
    }

    /// Begins the database, of this size, which comes in pieces.
    pub(super) fn database(&mut self, size: u64) -> io::Result<Database<'_, W>> {
        self.put(&header(DATABASE, size, self.seconds))?;
        Ok(Database { writer: self, size, written: 0, hash: Sha256::new() })
    }

    /// Members so far.
    pub(super) fn members(&self) -> &[Member] {
        &self.members
    }

    /// What it writes to.
    pub(super) fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Writes the checksum and the end.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let line = format!("{}\n", hex(&self.sum.clone().finalize()));
        self.add(CHECKSUM, line.as_bytes())?;
        self.put(&[0; 2 * BLOCK])?;
        Ok(self.out)
    }
}

/// The database on its way into the archive.
pub(super) struct Database<'a, W> {
    writer: &'a mut Writer<W>,
    size: u64,
    written: u64,
    hash: Sha256,
}

impl<W: Write> Database<'_, W> {
    /// The next octets.
    pub(super) fn put(&mut self, octets: &[u8]) -> io::Result<u64> {
        self.hash.update(octets);
        self.writer.out.write_all(octets)?;
        self.written += octets.len() as u64;
        Ok(self.written)
    }

    /// Ends it. Error: it had another size than was said.
    pub(super) fn end(self) -> io::Result<()> {
        if self.written != self.size {
            return Err(io::Error::other("the database changed its size"));
        }
        let (name, octets) = (DATABASE.to_owned(), self.size);
        self.writer.put(&[0; BLOCK][..padding(octets)])?;
        self.writer.members.push(Member { name, octets, sha256: hex(&self.hash.finalize()) });
        Ok(())
    }
}

/// What was read: small members with their octets, all with what they turned out to be.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) members: Vec<Member>,
    pub(super) small: Vec<(String, Vec<u8>)>,
    /// The last member is the checksum, and it is right.
    pub(super) is_complete: bool,
}

impl Contents {
    /// The octets of a small member.
    pub(super) fn octets(&self, name: &str) -> Option<&[u8]> {
        self.small.iter().find(|(known, _)| known == name).map(|(_, octets)| octets.as_slice())
    }
}

/// What becomes of the database while an archive is read.
pub(super) enum Take<'a> {
    /// It is passed over; its checksum stays empty.
    Skip,
    /// It is given in pieces, with its size.
    Give(Give<'a>),
}

/// Takes the next octets of the database, and hears how many there are in all.
pub(super) type Give<'a> = &'a mut dyn FnMut(&[u8], u64) -> Result<(), BackupError>;

/// Reads an archive from its first to its last octet. Error: the first thing that is damaged.
pub(super) fn read(source: &mut parts::Reader, mut take: Take<'_>) -> Result<Contents, BackupError> {
    let damaged = |fault| BackupError::Damaged(fault);
    let mut contents = Contents::default();
    let mut sum = Sha256::new();
    let mut at = 0;
    let mut piece = vec![0; PIECE];
    loop {
        let mut block = [0; BLOCK];
        match source.fill(&mut block)? {
            BLOCK => {}
            // What was not finished ends behind a member.
            0 if !contents.is_complete && at > 0 => return Ok(contents),
            _ => return Err(damaged(Fault::EndsEarly)),
        }
        if contents.is_complete {
            let rest = source.fill(&mut piece)?;
            let zero = |octets: &[u8]| octets.iter().all(|octet| *octet == 0);
            if rest < BLOCK {
                return Err(damaged(Fault::EndsEarly));
            }
            return if zero(&block) && rest == BLOCK && zero(&piece[..rest]) {
                Ok(contents)
            } else {
                Err(damaged(Fault::NotAMember { at }))
            };
        }
        let (name, size) = parse(&block).ok_or_else(|| damaged(Fault::NotAMember { at }))?;
        let is_checksum = name == CHECKSUM;
        let expected = is_checksum.then(|| format!("{}\n", hex(&sum.clone().finalize())));
        sum.update(block);
        let is_database = name == DATABASE;
        if !is_database && size > LONGEST {
            return Err(damaged(Fault::NotAMember { at }));
        }
        let mut hash = Sha256::new();
        let mut octets = Vec::new();
        let skipped = is_database && matches!(take, Take::Skip);
        let mut left = size;
        if skipped {
            if !source.skip(size)? {
                return Err(damaged(Fault::EndsEarly));
            }
            left = 0;
        }
        while left > 0 {
            let now = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
            if source.fill(&mut piece[..now])? < now {
                return Err(damaged(Fault::EndsEarly));
            }
            hash.update(&piece[..now]);
            match &mut take {
                Take::Give(give) if is_database => give(&piece[..now], size)?,
                _ => {
                    sum.update(&piece[..now]);
                    octets.extend_from_slice(&piece[..now]);
                }
            }
            left -= now as u64;
        }
        let pad = padding(size);
        if source.fill(&mut piece[..pad])? < pad {
            return Err(damaged(Fault::EndsEarly));
        }
        if piece[..pad].iter().any(|octet| *octet != 0) {
            return Err(damaged(Fault::NotAMember { at: at + BLOCK as u64 + size }));
        }
        sum.update(&piece[..pad]);
        if let Some(expected) = expected {
            if octets != expected.as_bytes() {
                return Err(damaged(Fault::Checksum { name }));
            }
            contents.is_complete = true;
        }
        at += (BLOCK + pad) as u64 + size;
        let sha256 = if skipped { String::new() } else { hex(&hash.finalize()) };
        contents.members.push(Member { name: name.clone(), octets: size, sha256 });
        if !is_database {
            contents.small.push((name, octets));
        }
    }
}

/// True when a file begins as ours do, whatever comes behind.
pub(super) fn begins_as_ours(source: &mut parts::Reader) -> Result<bool, BackupError> {
    let mut block = [0; BLOCK];
    let filled = source.fill(&mut block)?;
    Ok(filled == BLOCK && parse(&block).is_some_and(|(name, _)| name == super::note::NAME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_tells_what_it_was_made_of() {
        for size in [0, 1, 511, 512, OCTAL - 1, OCTAL, u64::MAX / 2] {
            let block = header("pantau.db", size, 1_772_337_906);
            assert_eq!(parse(&block), Some(("pantau.db".to_owned(), size)));
            for at in 0..BLOCK {
                let mut wrong = block;
                wrong[at] ^= 1;
                assert_eq!(parse(&wrong), None, "{at}");
            }
        }
        assert_eq!((padding(0), padding(1), padding(511), padding(512)), (0, 511, 1, 0));
    }
}
