//! Bodies as these agents pack them: zlib, gzip or plain, told by their first octets, within limits.

use super::Fault;
use flate2::{
    Compression,
    read::{GzDecoder, ZlibDecoder},
    write::{GzEncoder, ZlibEncoder},
};
use model::api::{MOST_PACKED, MOST_UNPACKED};
use std::{
    borrow::Cow,
    io::{Read, Write},
};

/// How a body is packed; it is answered in the same way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    #[default]
    Plain,
    /// RFC 1950.
    Zlib,
    /// RFC 1952.
    Gzip,
}

impl Packing {
    /// The packing of these octets.
    pub fn of(octets: &[u8]) -> Self {
        match octets {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x78, flags, ..] if (0x7800 + u16::from(*flags)).is_multiple_of(31) => Self::Zlib,
            _ => Self::Plain,
        }
    }

    /// The octets unpacked. The unpacker stops at the limit: a bomb costs no more than that.
    pub fn unpack(self, octets: &[u8]) -> Result<Cow<'_, [u8]>, Fault> {
        if octets.len() > MOST_PACKED {
            return Err(Fault::TooLarge);
        }
        match self {
            Self::Plain => Ok(Cow::Borrowed(octets)),
            Self::Zlib => bounded(ZlibDecoder::new(octets)).map(Cow::Owned),
            Self::Gzip => bounded(GzDecoder::new(octets)).map(Cow::Owned),
        }
    }

    /// The text packed.
    pub fn pack(self, text: &str) -> Vec<u8> {
        let packed = match self {
            Self::Plain => return text.as_bytes().to_vec(),
            Self::Zlib => {
                let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
                packer.write_all(text.as_bytes()).and_then(|()| packer.finish())
            }
            Self::Gzip => {
                let mut packer = GzEncoder::new(Vec::new(), Compression::default());
                packer.write_all(text.as_bytes()).and_then(|()| packer.finish())
            }
        };
        // Writing to memory does not fail.
        packed.unwrap_or_default()
    }
}

fn bounded(unpacker: impl Read) -> Result<Vec<u8>, Fault> {
    let mut plain = Vec::new();
    unpacker.take(MOST_UNPACKED as u64 + 1).read_to_end(&mut plain).map_err(|_| Fault::Damaged)?;
    if plain.len() > MOST_UNPACKED { Err(Fault::TooLarge) } else { Ok(plain) }
}
