//! What a row states about a field, and the order of rows by a column. What is not known comes last in both directions.

use super::column::DeviceColumn;
use crate::filter::{Fact, Facts, Field};
use model::{Timestamp, api::DeviceRow};
use std::{cmp::Ordering, net::IpAddr};

/// Key of what is not known: behind everything.
const UNKNOWN: u64 = u64::MAX;

impl DeviceColumn {
    /// A whole number that orders rows in this column's usual direction, or turned over. Of texts and addresses it holds
    /// the beginning only: equal keys are compared by [`DeviceColumn::compare`].
    pub fn key(self, row: &DeviceRow, reversed: bool) -> u64 {
        match self {
            Self::Status if reversed => (6 - row.status.rank()) as u64,
            Self::Status => row.status.rank() as u64,
            Self::Trend => 0,
            // The longest up is the one that started first.
            Self::Uptime => number_key(row.booted.map(|booted| booted.0 as f64), !reversed),
            Self::Address => match row.address.parse::<IpAddr>() {
                _ if row.address.is_empty() => UNKNOWN,
                Ok(IpAddr::V4(address)) => text_key(u64::from(address.to_bits()), reversed),
                Ok(IpAddr::V6(address)) => text_key((1 << 62) | (address.to_bits() >> 66) as u64, reversed),
                Err(_) => text_key(1 << 63, reversed),
            },
            _ => match self.field().map_or(Fact::Unknown, |field| row.fact(field, Timestamp(0))) {
                Fact::Text(text) => text_key(beginning(text), reversed),
                Fact::Number(number) => number_key(Some(number), reversed),
                Fact::Unknown | Fact::Status(_) => UNKNOWN,
            },
        }
    }

    /// Compares two rows in this column's usual direction, or turned over.
    pub fn compare(self, a: &DeviceRow, b: &DeviceRow, reversed: bool) -> Ordering {
        let order = match self {
            Self::Status | Self::Trend | Self::Uptime => return self.key(a, reversed).cmp(&self.key(b, reversed)),
            Self::Address => {
                let key = |row: &DeviceRow| {
                    row.address.parse::<IpAddr>().ok().map_or((1, None), |address| (0, Some(address)))
                };
                (key(a), &a.address).cmp(&(key(b), &b.address))
            }
            _ => {
                let fact = |row| self.field().map_or(Fact::Unknown, |field| DeviceRow::fact(row, field, Timestamp(0)));
                match (fact(a), fact(b)) {
                    (Fact::Text(a), Fact::Text(b)) => a.cmp(b),
                    _ => return self.key(a, reversed).cmp(&self.key(b, reversed)),
                }
            }
        };
        let unknown = |row: &DeviceRow| self == Self::Address && row.address.is_empty();
        match unknown(a).cmp(&unknown(b)) {
            Ordering::Equal if reversed => order.reverse(),
            Ordering::Equal => order,
            unequal => unequal,
        }
    }
}

/// The first eight octets, of which the last bit is given up so that no text is taken for unknown.
fn beginning(text: &str) -> u64 {
    let mut octets = [0; 8];
    for (octet, own) in octets.iter_mut().zip(text.bytes()) {
        *octet = own;
    }
    u64::from_be_bytes(octets) >> 1
}

const fn text_key(key: u64, reversed: bool) -> u64 {
    if reversed { u64::MAX - 1 - key } else { key }
}

/// The largest first; turned over, the smallest.
fn number_key(number: Option<f64>, reversed: bool) -> u64 {
    let Some(number) = number.filter(|number| !number.is_nan()) else {
        return UNKNOWN;
    };
    // The bits of a double order like the doubles once the sign is turned over (IEEE 754, 5.10). Zeros are one value.
    let bits = (number + 0.0).to_bits();
    let ordered = if bits >> 63 == 1 { !bits } else { bits | (1 << 63) };
    if reversed { ordered } else { u64::MAX - 1 - ordered }
}

impl Facts for DeviceRow {
    fn fact(&self, field: Field, now: Timestamp) -> Fact<'_> {
        match field {
            Field::Name => Fact::text(&self.name),
            Field::Opd => Fact::text(&self.opd),
            Field::Status | Field::Severity => Fact::Status(self.status),
            Field::Class => Fact::text(&self.class),
            Field::Address => Fact::text(&self.address),
            Field::Port => Fact::text(&self.port),
            Field::Vendor => Fact::text(&self.vendor),
            Field::Hardware => Fact::text(&self.hardware),
            Field::Os => Fact::text(&self.os),
            Field::Version => Fact::text(&self.version),
            Field::Serial => Fact::text(&self.serial),
            Field::AssetCode => Fact::text(&self.asset_code),
            Field::Manager => Fact::text(&self.manager),
            Field::Location => Fact::text(&self.location),
            Field::In => Fact::number(self.in_bps),
            Field::Out => Fact::number(self.out_bps),
            Field::Use => Fact::number(self.use_percent),
            Field::RoundTrip => Fact::number(self.rtt_ms),
            Field::Loss => Fact::number(self.loss_percent),
            Field::Cpu => Fact::number(self.cpu_percent),
            Field::Memory => Fact::number(self.memory_percent),
            Field::Uptime => Fact::age(self.booted, now),
            Field::Seen => Fact::age(self.seen, now),
            Field::Since => Fact::age(self.since, now),
            Field::Owner => Fact::Unknown,
            Field::Behind => Fact::Number(f64::from(self.behind)),
        }
    }

    fn texts(&self) -> [&str; 8] {
        [
            &self.name,
            &self.address,
            &self.opd,
            &self.hardware,
            &self.serial,
            &self.location,
            &self.asset_code,
            &self.class,
        ]
    }
}
