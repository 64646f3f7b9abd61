//! The values a field is compared with.

use super::field::Kind;
use model::Status;
use std::net::IpAddr;

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `?`: the field is not known.
    Unknown,
    /// A text; with `*` inside a pattern when it was not quoted.
    Text {
        /// As written.
        text: String,
        /// It stood in quotes: `*` and `?` are letters.
        quoted: bool,
    },
    /// A status.
    Status(Status),
    /// A number.
    Number(f64, Unit),
    /// From the first to the second, both included.
    Range(f64, f64, Unit),
    /// Inside this subnet.
    Inside(Cidr),
}

/// A subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    /// Its address as written.
    pub address: IpAddr,
    /// Prefix length.
    pub prefix: u8,
}

impl Cidr {
    /// Reads `10.20.0.0/16`.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let address: IpAddr = address.parse().ok()?;
        let prefix: u8 = prefix.parse().ok()?;
        let bits = if address.is_ipv4() { 32 } else { 128 };
        (prefix <= bits).then_some(Self { address, prefix })
    }

    /// Whether `address` lies inside.
    pub fn holds(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            _ => false,
        }
    }
}

/// What stands behind a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nothing.
    None,
    /// 10^3.
    Kilo,
    /// 10^6.
    Mega,
    /// 10^9.
    Giga,
    /// 10^12.
    Tera,
    /// Percent.
    Percent,
    /// Milliseconds.
    Millisecond,
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days. `hr` is *hari*, always.
    Day,
    /// Weeks.
    Week,
    /// Months of 30 days.
    Month,
    /// Years of 365 days.
    Year,
}

impl Unit {
    /// Words of every unit, the canonical one first.
    const WORDS: [(Self, &'static [&'static str], f64); 14] = [
        (Self::None, &[""], 1.0),
        (Self::Kilo, &["k", "K"], 1e3),
        (Self::Mega, &["M"], 1e6),
        (Self::Giga, &["G"], 1e9),
        (Self::Tera, &["T"], 1e12),
        (Self::Percent, &["%"], 1.0),
        (Self::Millisecond, &["ms", "md"], 1.0),
        (Self::Second, &["s", "dtk"], 1.0),
        (Self::Minute, &["min", "mnt"], 60.0),
        (Self::Hour, &["h", "jam"], 3600.0),
        (Self::Day, &["d", "hr"], 86_400.0),
        (Self::Week, &["w", "mgg"], 604_800.0),
        (Self::Month, &["mo", "bln"], 2_592_000.0),
        (Self::Year, &["y", "th"], 31_536_000.0),
    ];

    /// Reads a unit that fields of this kind have.
    pub fn parse(word: &str, kind: Kind) -> Option<Self> {
        let found = Self::WORDS.iter().find(|(_, words, _)| words.contains(&word)).map(|(unit, ..)| *unit)?;
        found.fits(kind).then_some(found)
    }

    fn fits(self, kind: Kind) -> bool {
        match self {
            Self::None => kind != Kind::Age,
            Self::Kilo | Self::Mega | Self::Giga | Self::Tera => matches!(kind, Kind::Rate | Kind::Number),
            Self::Percent => kind == Kind::Percent,
            Self::Millisecond => kind == Kind::Milliseconds,
            _ => kind == Kind::Age,
        }
    }

    /// Canonical word.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(unit, ..)| *unit == self).map_or("", |(_, words, _)| words[0])
    }

    /// What one of it is in the field's own unit.
    pub fn factor(self) -> f64 {
        Self::WORDS.iter().find(|(unit, ..)| *unit == self).map_or(1.0, |(.., factor)| *factor)
    }

    /// The units to suggest for a kind of field.
    pub const fn suggestion(kind: Kind) -> &'static str {
        match kind {
            Kind::Rate | Kind::Number => "k M G T",
            Kind::Percent => "%",
            Kind::Milliseconds => "ms",
            _ => "s|dtk min|mnt h|jam d|hr w|mgg mo|bln y|th",
        }
    }
}
