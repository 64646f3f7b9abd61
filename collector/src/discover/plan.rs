//! Which addresses a run may ask: the declared subnets, checked, and nothing else. Pure.

use model::{Lang, api::MOST_ADDRESSES};
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// An IPv6 subnet longer than this is asked address by address; of a wider one only what neighbour tables name.
const V6_ASKED_FROM: u8 = 116;
/// The widest IPv6 subnet that anybody is given.
const V6_WIDEST: u8 = 32;
/// Most subnets of one run.
const MOST_SUBNETS: usize = 256;

model::messages! {
    none { id: "sebut paling sedikit satu subnet, misalnya 10.21.7.0/24", en: "name at least one subnet, for example 10.21.7.0/24" }
    unreadable(text) { id: "'{text}' bukan subnet; tulis misalnya 10.21.7.0/24", en: "'{text}' is no subnet; write for example 10.21.7.0/24" }
    host_bits(text, normal) { id: "'{text}' bukan awal subnet; maksudnya {normal}, atau satu alamat saja?", en: "'{text}' is not the start of a subnet; is {normal} meant, or the one address?" }
    not_hosts(subnet) { id: "{subnet} bukan alamat perangkat (multicast, cadangan, atau 0.0.0.0)", en: "{subnet} holds no addresses of devices (multicast, reserved, or 0.0.0.0)" }
    overlap(one, other) { id: "{one} dan {other} bertumpang tindih; sebut salah satu", en: "{one} and {other} overlap; name one of them" }
    too_many(addresses, most) { id: "{addresses} alamat; sekali jalan paling banyak {most} (satu /20): bagi menjadi beberapa", en: "{addresses} addresses; a run asks at most {most} (one /20): divide it" }
    too_wide(subnet, widest) { id: "{subnet} terlalu lebar; subnet IPv6 paling lebar /{widest}", en: "{subnet} is too wide; an IPv6 subnet is /{widest} at the widest" }
    too_many_subnets(most) { id: "sekali jalan paling banyak {most} subnet", en: "a run has at most {most} subnets" }
}

/// A subnet in its normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subnet {
    network: IpAddr,
    prefix: u8,
}

/// What is wrong with declared subnets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// None is named.
    None,
    /// No subnet.
    Unreadable(String),
    /// Bits behind the prefix; the subnet that may be meant.
    HostBits(String, Subnet),
    /// No device can have such an address.
    NotHosts(Subnet),
    /// Two share addresses.
    Overlap(Subnet, Subnet),
    /// More addresses than a run may ask.
    TooMany(u64),
    /// An IPv6 subnet that nobody is given.
    TooWide(Subnet),
    /// More subnets than a run may have.
    TooManySubnets,
}

impl Wrong {
    /// One line for a person.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::None => none(lang).to_owned(),
            Self::Unreadable(text) => unreadable(lang, model::text::shown(text, 60)),
            Self::HostBits(text, normal) => host_bits(lang, model::text::shown(text, 60), normal),
            Self::NotHosts(subnet) => not_hosts(lang, subnet),
            Self::Overlap(one, other) => overlap(lang, one, other),
            Self::TooMany(count) => {
                too_many(lang, model::lang::integer(lang, *count), model::lang::integer(lang, MOST_ADDRESSES.into()))
            }
            Self::TooWide(subnet) => too_wide(lang, subnet, V6_WIDEST),
            Self::TooManySubnets => too_many_subnets(lang, MOST_SUBNETS),
        }
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.prefix)
    }
}

/// The network part of an address, as a number aligned to 128 bits, and the width of its family.
const fn bits(address: IpAddr) -> (u128, u8) {
    match address {
        IpAddr::V4(v4) => (v4.to_bits() as u128, 32),
        IpAddr::V6(v6) => (v6.to_bits(), 128),
    }
}

impl Subnet {
    /// Reads `10.21.7.0/24`, or one address alone.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let unreadable = || Wrong::Unreadable(text.to_owned());
        let text = text.trim();
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| unreadable())?;
        let width = bits(address).1;
        // A sign or a leading zero is no prefix that anybody means.
        let digits = |prefix: &str| prefix.bytes().all(|b| b.is_ascii_digit()) && !prefix.starts_with("00");
        let prefix = match prefix {
            Some(prefix) if digits(prefix) => prefix.parse().ok().filter(|p| *p <= width).ok_or_else(unreadable)?,
            Some(_) => return Err(unreadable()),
            None => width,
        };
        let subnet = Self { network: address, prefix }.normal();
        if subnet.network != address {
            return Err(Wrong::HostBits(text.to_owned(), subnet));
        }
        if !subnet.has_hosts() {
            return Err(Wrong::NotHosts(subnet));
        }
        if width == 128 && prefix < V6_WIDEST {
            return Err(Wrong::TooWide(subnet));
        }
        Ok(subnet)
    }

    fn normal(self) -> Self {
        let (number, width) = bits(self.network);
        let free = u32::from(width - self.prefix);
        let network = number & u128::MAX.checked_shl(free).unwrap_or(0);
        Self { network: self.at(network), prefix: self.prefix }
    }

    /// The address of this number in the family of the subnet.
    const fn at(&self, number: u128) -> IpAddr {
        match self.network {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from_bits(number as u32)),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from_bits(number)),
        }
    }

    fn has_hosts(&self) -> bool {
        match self.network {
            // 0.0.0.0/8 "this network" (RFC 791), 224.0.0.0/4 multicast (RFC 5771), 240.0.0.0/4 reserved (RFC 1112).
            IpAddr::V4(v4) => v4.octets()[0] != 0 && v4.octets()[0] < 224 || self.prefix == 0,
            IpAddr::V6(v6) => !v6.is_unspecified() && !v6.is_multicast() && v6.to_ipv4_mapped().is_none(),
        }
    }

    /// True when the address lies in it.
    pub fn covers(&self, address: IpAddr) -> bool {
        address.is_ipv4() == self.network.is_ipv4()
            && Self { network: address, prefix: self.prefix }.normal().network == self.network
    }

    /// True when all addresses of the other lie in it.
    pub fn contains(&self, other: &Self) -> bool {
        self.prefix <= other.prefix && self.covers(other.network)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.covers(other.network) || other.covers(self.network)
    }

    /// First and last number that is asked; none for an IPv6 subnet too wide to be asked. The addresses of the network
    /// and of everybody are no device's (IPv4, but for /31 of RFC 3021 and /32), nor is the anycast address of the
    /// routers (IPv6, RFC 4291, 2.6.1).
    fn asked(&self) -> Option<(u128, u128)> {
        let (first, width) = bits(self.network);
        if width == 128 && self.prefix < V6_ASKED_FROM {
            return None;
        }
        let last = first | ((1 << (width - self.prefix)) - 1);
        Some(match (width, self.prefix) {
            (32, ..31) => (first + 1, last - 1),
            (128, ..127) => (first + 1, last),
            _ => (first, last),
        })
    }
}

/// What a run may ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    subnets: Vec<Subnet>,
}

impl Plan {
    /// The plan of these subnets, or everything that is wrong with them.
    pub fn of(declared: &[String]) -> Result<Self, Vec<Wrong>> {
        if declared.len() > MOST_SUBNETS {
            return Err(vec![Wrong::TooManySubnets]);
        }
        let (mut subnets, mut wrong) = (Vec::new(), Vec::new());
        for text in declared {
            match Subnet::parse(text) {
                Ok(subnet) => subnets.push(subnet),
                Err(fault) => wrong.push(fault),
            }
        }
        if declared.is_empty() {
            wrong.push(Wrong::None);
        }
        subnets.sort_unstable();
        for (place, one) in subnets.iter().enumerate() {
            let others = subnets[place + 1..].iter().filter(|other| one.overlaps(other));
            wrong.extend(others.map(|other| Wrong::Overlap(*one, *other)));
        }
        let plan = Self { subnets };
        let count = plan.subnets.iter().filter_map(Subnet::asked).map(|(a, b)| (b - a + 1) as u64).sum();
        if count > u64::from(MOST_ADDRESSES) {
            wrong.push(Wrong::TooMany(count));
        }
        if wrong.is_empty() { Ok(plan) } else { Err(wrong) }
    }

    /// Its subnets in their normal form, in order.
    pub fn subnets(&self) -> Vec<String> {
        self.subnets.iter().map(ToString::to_string).collect()
    }

    /// The addresses to ask, always in the same order: a run is resumed by how many of them were asked.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> + '_ {
        let asked = self.subnets.iter().filter_map(|subnet| Some((subnet, subnet.asked()?)));
        asked.flat_map(|(subnet, (first, last))| (first..=last).map(|number| subnet.at(number)))
    }

    /// True when the address was declared.
    pub fn covers(&self, address: IpAddr) -> bool {
        self.subnets.iter().any(|subnet| subnet.covers(address))
    }

    /// True when the address was declared and can only be learnt from a neighbour table.
    pub fn covers_unasked(&self, address: IpAddr) -> bool {
        self.subnets.iter().any(|subnet| subnet.asked().is_none() && subnet.covers(address))
    }
}

#[cfg(test)]
mod tests;
