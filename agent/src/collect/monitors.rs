//! Screens by what they say of themselves: EDID (VESA E-EDID 1.4), `/sys/class/drm/*/edid`.

use crate::{read, roots::Roots};
use model::record::Monitor;

/// Most screens stated.
pub const MAX_MONITORS: usize = 32;

/// All screens that are connected.
pub fn read(roots: &Roots) -> Vec<Monitor> {
    let folder = roots.sys.join("class/drm");
    let connected = |name: &&String| read::word(&folder.join(name).join("status")).as_deref() == Some("connected");
    let edid = |name: &String| parse(&read::bytes(&folder.join(name).join("edid"))?);
    read::names(&folder).iter().filter(connected).filter_map(edid).take(MAX_MONITORS).collect()
}

/// A screen from its EDID; none where it is none or its sum is wrong.
pub fn parse(edid: &[u8]) -> Option<Monitor> {
    let block = edid.get(..128)?;
    let sum = block.iter().fold(0u8, |sum, octet| sum.wrapping_add(*octet));
    if block[..8] != [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0] || sum != 0 {
        return None;
    }
    let code = maker_code(u16::from_be_bytes([block[8], block[9]]))?;
    let serial_number = u32::from_le_bytes([block[12], block[13], block[14], block[15]]);
    // Week 255 says that the year is that of the model (3.4.4).
    let (week, year) = (block[16], u32::from(block[17]) + 1990);
    let descriptors = || block[54..126].chunks_exact(18);
    let text = |tag: u8| {
        let found = descriptors().find(|part| part[..3] == [0, 0, 0] && part[3] == tag)?;
        let end = found[5..].iter().position(|octet| *octet == b'\n').unwrap_or(13);
        model::text::clean(&found[5..5 + end]).filter(|text| !model::identity::is_junk(text))
    };
    let timing = descriptors().find(|part| part[0] != 0 || part[1] != 0);
    let pixels = |low: usize, high: usize| {
        let part = timing?;
        Some(u32::from(part[low]) | u32::from(part[high] & 0xf0) << 4).filter(|pixels| *pixels > 0)
    };
    let (width, height) = (f64::from(block[21]), f64::from(block[22]));
    let diagonal = (width > 0.0 && height > 0.0).then(|| (width.hypot(height) / 2.54 * 10.0).round() / 10.0);
    Some(Monitor {
        vendor: Some(maker(&code)),
        model: text(0xfc).or_else(|| Some(format!("{code}{:02X}{:02X}", block[11], block[10]))),
        serial: text(0xff).or_else(|| (serial_number > 0xffff).then(|| serial_number.to_string())),
        manufactured_year: Some(year).filter(|year| (1993..2100).contains(year)),
        manufactured_week: Some(u32::from(week)).filter(|week| (1..=53).contains(week)),
        width_px: pixels(2, 4),
        height_px: pixels(5, 7),
        diagonal_inch: diagonal,
        ..Monitor::default()
    })
}

/// Three letters in fifteen bits (3.4.1).
fn maker_code(packed: u16) -> Option<String> {
    let letter = |shift: u16| match (packed >> shift & 0x1f) as u8 {
        number @ 1..=26 => Some(char::from(b'A' + number - 1)),
        _ => None,
    };
    Some([letter(10)?, letter(5)?, letter(0)?].iter().collect())
}

/// The maker of a PNP id (UEFI registry of PNP ids); the id itself where it is not in our short list.
pub fn maker(code: &str) -> String {
    const KNOWN: [(&str, &str); 22] = [
        ("ACI", "ASUS"),
        ("ACR", "Acer"),
        ("AOC", "AOC"),
        ("AUO", "AU Optronics"),
        ("AUS", "ASUS"),
        ("BNQ", "BenQ"),
        ("BOE", "BOE"),
        ("CMN", "Innolux"),
        ("DEL", "Dell"),
        ("EPI", "Envision"),
        ("GSM", "LG"),
        ("HPN", "HP"),
        ("HWP", "HP"),
        ("IVM", "iiyama"),
        ("LEN", "Lenovo"),
        ("LGD", "LG Display"),
        ("NEC", "NEC"),
        ("PHL", "Philips"),
        ("SAM", "Samsung"),
        ("SHP", "Sharp"),
        ("SNY", "Sony"),
        ("VSC", "ViewSonic"),
    ];
    KNOWN.iter().find(|(own, _)| *own == code).map_or(code, |(_, name)| name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An EDID of a screen of our own making.
    fn edid() -> Vec<u8> {
        let mut block = vec![0; 128];
        block[..8].copy_from_slice(&[0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]);
        // DEL: 4, 5, 12.
        block[8..10].copy_from_slice(&(4u16 << 10 | 5 << 5 | 12).to_be_bytes());
        block[10..12].copy_from_slice(&[0x2a, 0xd0]);
        block[16] = 21;
        block[17] = 32;
        block[21] = 53;
        block[22] = 30;
        // 1920 x 1080.
        block[54..62].copy_from_slice(&[0x02, 0x3a, 0x80, 0x18, 0x71, 0x38, 0x2d, 0x40]);
        let mut text = |at: usize, tag: u8, text: &[u8]| {
            block[at + 3] = tag;
            block[at + 5..at + 5 + text.len()].copy_from_slice(text);
        };
        text(72, 0xff, b"SN-0042\n     ");
        text(90, 0xfc, b"P2422H\n      ");
        let sum = block.iter().fold(0u8, |sum, octet| sum.wrapping_add(*octet));
        block[127] = sum.wrapping_neg();
        block
    }

    #[test]
    fn a_screen_says_what_it_is() {
        let screen = parse(&edid()).unwrap();
        assert_eq!((screen.vendor.as_deref(), screen.model.as_deref()), (Some("Dell"), Some("P2422H")));
        assert_eq!(screen.serial.as_deref(), Some("SN-0042"));
        assert_eq!((screen.manufactured_year, screen.manufactured_week), (Some(2022), Some(21)));
        assert_eq!((screen.width_px, screen.height_px, screen.diagonal_inch), (Some(1920), Some(1080), Some(24.0)));
        let mut wrong = edid();
        wrong[60] ^= 1;
        assert_eq!(parse(&wrong), None, "the sum is wrong");
        assert_eq!(parse(&edid()[..100]), None);
    }

    proptest! {
        #[test]
        fn any_octets_are_survived(mut octets in proptest::collection::vec(any::<u8>(), 0..300)) {
            parse(&octets);
            if octets.len() >= 128 {
                octets[..8].copy_from_slice(&[0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]);
                let sum = octets[..127].iter().fold(0u8, |sum, octet| sum.wrapping_add(*octet));
                octets[127] = sum.wrapping_neg();
                parse(&octets);
            }
        }
    }
}
