//! How much one subnet may be asked: a thin line or an old switch in front of many devices must not be flooded by their polls.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// What a subnet may be asked at once when it was left alone before.
const BURST: Duration = Duration::from_secs(1);
/// Subnets remembered before those that are asked nothing go.
const REMEMBERED: usize = 1024;

/// A /24 of IPv4 or a /64 of IPv6.
type Subnet = u64;

/// The pace of all subnets.
#[derive(Debug)]
pub(super) struct Pace {
    per_packet: Duration,
    /// When each will have had everything that was let through, at its pace.
    until: Mutex<HashMap<Subnet, Instant>>,
}

impl Pace {
    /// So many packets a second for each subnet; 0: no bound.
    pub(super) fn of(packets_per_second: u32) -> Self {
        let per_packet = Duration::from_secs(1).checked_div(packets_per_second).unwrap_or_default();
        Self { per_packet, until: Mutex::default() }
    }

    /// Takes room for a round of so many packets. Returns when it may begin.
    pub(super) fn room(&self, address: IpAddr, packets: u32, now: Instant) -> Instant {
        if self.per_packet.is_zero() {
            return now;
        }
        let mut all = self.until.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED && all.len() == all.capacity() {
            all.retain(|_, until| *until > now);
        }
        let until = all.entry(subnet(address)).or_insert(now);
        let begin = until.checked_sub(BURST).map_or(now, |at| at.max(now));
        *until = (*until).max(now) + self.per_packet * packets;
        begin
    }
}

fn subnet(address: IpAddr) -> Subnet {
    match address {
        IpAddr::V4(address) => u64::from(address.to_bits() >> 8),
        // No /64 that is in use begins with 64 zero bits but that of IPv4 in another form.
        IpAddr::V6(address) => (address.to_bits() >> 64) as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 1, 2, 3));

    #[test]
    fn a_second_at_once_and_then_no_more_than_the_pace() {
        let (pace, now) = (Pace::of(100), Instant::now());
        let waits: Vec<u128> = (0..15).map(|_| (pace.room(ADDRESS, 20, now) - now).as_millis()).collect();
        assert_eq!(waits[..6], [0; 6]);
        assert_eq!(waits[6..], [200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800]);
        // It was left alone for long: a burst again.
        let later = now + Duration::from_secs(60);
        assert_eq!(pace.room(ADDRESS, 20, later), later);
    }

    #[test]
    fn another_subnet_does_not_wait_and_no_bound_is_none() {
        let (pace, now) = (Pace::of(10), Instant::now());
        pace.room(ADDRESS, 1000, now);
        assert!(pace.room([10, 1, 2, 200].into(), 1, now) > now);
        assert_eq!(pace.room([10, 1, 3, 3].into(), 1, now), now);
        let six: IpAddr = "2001:db8::1".parse().unwrap();
        pace.room(six, 1000, now);
        assert!(pace.room("2001:db8::ff:1".parse().unwrap(), 1, now) > now);
        assert_eq!(pace.room("2001:db8:0:1::1".parse().unwrap(), 1, now), now);
        let unbounded = Pace::of(0);
        assert!((0..100).all(|_| unbounded.room(ADDRESS, 1000, now) == now));
    }

    #[test]
    fn subnets_that_are_asked_nothing_any_more_are_forgotten() {
        let (pace, now) = (Pace::of(1000), Instant::now());
        for place in 0..20_000u32 {
            let address = IpAddr::V4((place << 8).into());
            pace.room(address, 1, now + Duration::from_millis(u64::from(place)));
        }
        assert!(pace.until.lock().unwrap().len() <= 2 * REMEMBERED);
    }
}
