//! Who made a MAC: the list of the IEEE as the system has it installed. Without one no maker is told.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

/// Where systems keep the list: Debian's ieee-data, hwdata, arp-scan, nmap, Wireshark.
const PLACES: [&str; 8] = [
    "/usr/share/ieee-data/oui.txt",
    "/var/lib/ieee-data/oui.txt",
    "/usr/share/misc/oui.txt",
    "/usr/share/hwdata/oui.txt",
    "/usr/share/arp-scan/ieee-oui.txt",
    "/etc/arp-scan/ieee-oui.txt",
    "/usr/share/nmap/nmap-mac-prefixes",
    "/usr/share/wireshark/manuf",
];
/// Largest list read, octets, and most entries kept: the IEEE has some 60,000.
const LARGEST: u64 = 32 << 20;
const MOST: usize = 200_000;
/// Lengths of prefixes that the IEEE gives out, bits.
const LENGTHS: [u8; 3] = [36, 28, 24];
/// Locally administered and group addresses (IEEE 802): nobody made them.
const LOCAL_OR_GROUP: u64 = 0x0300_0000_0000;

/// Makers by prefix.
#[derive(Debug, Default)]
pub struct Makers(HashMap<(u8, u64), Box<str>>);

impl Makers {
    /// The list of this file, else the first that the system has; empty when there is none.
    pub fn load(configured: Option<&Path>) -> Self {
        let places = match configured {
            Some(file) => vec![file.to_owned()],
            None => PLACES.map(PathBuf::from).to_vec(),
        };
        let file = places.iter().find_map(|place| std::fs::File::open(place).ok());
        file.map(|file| Self::read(BufReader::new(file.take(LARGEST)))).unwrap_or_default()
    }

    /// Reads any of the forms: `D4-CA-6D   (hex)  Maker`, `D4CA6D Maker`, `D4:CA:6D:00:00:00/28 Short  Maker`.
    fn read(mut lines: impl BufRead) -> Self {
        let mut makers = Self::default();
        let mut line = Vec::new();
        while makers.0.len() < MOST && matches!(lines.read_until(b'\n', &mut line), Ok(1..)) {
            if let Some((prefix, maker)) = model::text::clean(&line).as_deref().and_then(entry) {
                makers.0.entry(prefix).or_insert_with(|| maker.into());
            }
            line.clear();
        }
        makers
    }

    /// The maker of a MAC, by the longest prefix.
    pub fn of(&self, mac: &str) -> Option<&str> {
        let (48, number) = digits(mac)? else { return None };
        if number & LOCAL_OR_GROUP != 0 {
            return None;
        }
        LENGTHS.iter().find_map(|length| self.0.get(&(*length, number >> (48 - length)))).map(|maker| &**maker)
    }
}

/// One line: the length of its prefix, the prefix, the maker.
fn entry(line: &str) -> Option<((u8, u64), &str)> {
    let line = line.trim_start();
    let (mark, rest) = line.split_once([' ', '\t'])?;
    let (mark, stated) = match mark.split_once('/') {
        Some((mark, length)) => (mark, Some(length.parse().ok()?)),
        None => (mark, None),
    };
    let (length, number) = digits(mark)?;
    let kept = stated.unwrap_or(length);
    let rest = rest.trim_start();
    // The second half of the IEEE's own form repeats each entry as "base 16".
    let rest = rest.strip_prefix("(hex)").unwrap_or(rest);
    // Wireshark has a short name before the long one.
    let maker = rest.trim().rsplit('\t').next().unwrap_or_default().trim();
    let fits = LENGTHS.contains(&kept) && kept <= length && !maker.is_empty() && !maker.starts_with("(base 16)");
    fits.then_some(((kept, number >> (length - kept)), maker))
}

/// Hexadecimal digits with or without separators: how many bits, and their number.
fn digits(text: &str) -> Option<(u8, u64)> {
    let (mut bits, mut number) = (0, 0);
    for c in text.chars().filter(|c| !matches!(c, ':' | '-' | '.')) {
        bits += 4;
        if bits > 48 {
            return None;
        }
        number = number << 4 | u64::from(c.to_digit(16)?);
    }
    (bits >= 24).then_some((bits, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_list_is_read() {
        let list = "OUI/MA-L\t\tOrganization\n\
                    D4-CA-6D   (hex)\t\tContoh Router\n\
                    D4CA6D     (base 16)\t\tContoh Router\n\
                    \t\t\t\tJalan Contoh 1\n\
                    # comment\n\
                    0050C2 Daftar Umum\n\
                    0050C2001\tContoh Meter\n\
                    70:B3:D5:7F:00:00/36\tShort\tContoh Panjang\n\
                    8C1F64A Contoh Sedang\n";
        let makers = Makers::read(list.as_bytes());
        for (mac, expected) in [
            ("d4:ca:6d:01:02:03", Some("Contoh Router")),
            ("00:50:c2:00:1f:ff", Some("Contoh Meter")),
            ("00:50:c2:99:00:00", Some("Daftar Umum")),
            ("70:b3:d5:7f:00:01", Some("Contoh Panjang")),
            ("8c:1f:64:ab:00:00", Some("Contoh Sedang")),
            ("d6:ca:6d:01:02:03", None),
            ("01:00:5e:00:00:01", None),
            ("d4:ca:6d", None),
            ("nonsense", None),
        ] {
            assert_eq!(makers.of(mac), expected, "{mac}");
        }
    }

    #[test]
    fn without_a_list_nothing_is_told() {
        let makers = Makers::load(Some(Path::new("/nonexistent")));
        assert_eq!(makers.of("d4:ca:6d:01:02:03"), None);
        assert!(Makers::read(&b"\xff\xfe broken \x00\n"[..]).0.is_empty());
    }
}
