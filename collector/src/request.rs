//! Requests of agents: unpacked, bounded, read. Pure (`reliability.md` 3.2).

use flate2::read::GzDecoder;
use model::api::{Entry, MOST_ENTRIES, MOST_UNPACKED, SendBatches};
use std::io::Read;

/// Longest epoch, boot id and nonce, octets.
const LONGEST_ID: usize = 64;

/// Why a request cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// More than [`MOST_UNPACKED`] octets unpacked.
    TooLarge,
    /// Said to be gzip (RFC 1952), but it is not, or not whole.
    NotGzip,
    /// Not the JSON of a request.
    Unreadable,
    /// More than [`MOST_ENTRIES`] entries.
    TooManyEntries,
    /// An epoch or a boot id that cannot be one.
    Id,
}

/// Unpacks and reads a request. The unpacker stops at the limit: a bomb costs no more than that.
pub fn read(octets: &[u8], packed: bool) -> Result<SendBatches, Fault> {
    let mut plain = Vec::new();
    let octets = if packed {
        let mut unpacker = GzDecoder::new(octets).take(MOST_UNPACKED as u64 + 1);
        unpacker.read_to_end(&mut plain).map_err(|_| Fault::NotGzip)?;
        if plain.len() > MOST_UNPACKED {
            return Err(Fault::TooLarge);
        }
        &plain[..]
    } else {
        octets
    };
    let asked: SendBatches = serde_json::from_slice(octets).map_err(|_| Fault::Unreadable)?;
    if asked.entries.len() > MOST_ENTRIES {
        return Err(Fault::TooManyEntries);
    }
    if is_id(&asked.epoch) && is_id(&asked.clock.boot_id) { Ok(asked) } else { Err(Fault::Id) }
}

/// Each entry by itself, or the octets of one that cannot be read: it costs itself only.
pub fn entries(asked: &SendBatches) -> Vec<Result<Entry, Vec<u8>>> {
    let read = |raw: &str| serde_json::from_str(raw).map_err(|_| raw.as_bytes().to_vec());
    asked.entries.iter().map(|raw| read(raw.get())).collect()
}

/// True for 1 to 64 plain characters.
pub fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn gzip(octets: impl Iterator<Item = u8>) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::best());
        let mut chunk = Vec::with_capacity(65_536);
        for octet in octets {
            chunk.push(octet);
            if chunk.len() == 65_536 {
                packer.write_all(&chunk).unwrap();
                chunk.clear();
            }
        }
        packer.write_all(&chunk).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn a_bomb_costs_no_more_than_the_limit() {
        let bomb = gzip(std::iter::repeat_n(b' ', 200 << 20));
        assert!(bomb.len() < 1 << 20);
        assert_eq!(read(&bomb, true).map(|_| ()).unwrap_err(), Fault::TooLarge);
        let cut = &bomb[..bomb.len() / 2];
        assert!(matches!(read(cut, true).map(|_| ()).unwrap_err(), Fault::TooLarge | Fault::NotGzip));
        assert_eq!(read(b"\x1f\x8b", true).map(|_| ()).unwrap_err(), Fault::NotGzip);
    }

    #[test]
    fn one_bad_entry_costs_itself_only() {
        let text = r#"{"epoch":"e","first_seq":1,"clock":{"sent_at":"2026-11-27T00:00:00Z","mono_ms":1,"boot_id":"b"},
            "entries":[{"gap":{"sequences":2,"reason":"damaged"}},{"batch":7},[1e999]]}"#;
        let asked = read(&gzip(text.bytes()), true).unwrap();
        let good: Vec<bool> = entries(&asked).iter().map(Result::is_ok).collect();
        assert_eq!(good, [true, false, false]);
        for bad in ["", "[]", "{}", r#"{"epoch":"","first_seq":1,"clock":{"sent_at":"x"}}"#] {
            assert!(read(bad.as_bytes(), false).is_err(), "{bad}");
        }
    }
}
