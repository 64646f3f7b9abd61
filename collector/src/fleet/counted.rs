//! How many addresses of a subnet are taken, as far as the book and discovery know.

use super::Fleet;
use crate::discover::Subnet;
use model::{Timestamp, api::RunState};
use std::{collections::HashSet, net::IpAddr};

/// Who was met by discovery this long ago may have gone.
const GONE_SECONDS: f64 = 30.0 * 86_400.0;

/// Addresses of a subnet that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Addresses of devices of the book, and of whoever discovery met in the last 30 days; each once.
    pub addresses: usize,
    /// End of the newest run that asked every address of the subnet; none: nobody looked everywhere, there may be more.
    pub swept: Option<Timestamp>,
}

impl Fleet {
    /// Counts what is known of this subnet.
    pub fn addresses_in(&self, subnet: &Subnet, now: Timestamp) -> Counted {
        let book = self.watched_addresses().into_iter().filter_map(|address| address.parse::<IpAddr>().ok());
        let mut addresses: HashSet<IpAddr> = book.filter(|address| subnet.covers(*address)).collect();
        let met = self.discovered.all().filter(|(address, found)| {
            let seen = found.proposal.last_seen.or(found.proposal.first_seen);
            subnet.covers(**address) && seen.is_some_and(|seen| now.seconds_since(seen) < GONE_SECONDS)
        });
        addresses.extend(met.map(|(address, _)| *address));
        let asked = |subnets: &[String]| {
            subnets.iter().filter_map(|text| Subnet::parse(text).ok()).any(|wider| wider.contains(subnet))
        };
        let runs = self.runs().filter(|run| run.state == RunState::Done && asked(&run.subnets));
        Counted { addresses: addresses.len(), swept: runs.filter_map(|run| run.ended).max() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::{Findings, Sighting};
    use model::api::DiscoveryRun;

    fn run(subnet: &str, state: RunState, ended: i64) -> DiscoveryRun {
        DiscoveryRun {
            subnets: vec![subnet.into()],
            state,
            ended: Some(Timestamp(ended)),
            scheduled: true,
            ..DiscoveryRun::default()
        }
    }

    fn met(address: &str) -> Sighting {
        Sighting::of(address.parse().unwrap())
    }

    #[test]
    fn each_address_counts_once_while_it_is_fresh() {
        let mut fleet = crate::fleet::tests::fleet(&[]);
        let subnet = Subnet::parse("10.9.0.0/24").unwrap();
        assert_eq!(fleet.addresses_in(&subnet, Timestamp(0)), Counted { addresses: 0, swept: None });
        let sightings = vec![met("10.9.0.1"), met("10.9.0.2"), met("10.9.0.2"), met("10.10.0.1")];
        let findings = Findings { run: run("10.9.0.0/23", RunState::Done, 5), sightings, news: false };
        fleet.take_findings(findings, Timestamp(5), &mut Vec::new());
        let counted = Counted { addresses: 2, swept: Some(Timestamp(5)) };
        assert_eq!(fleet.addresses_in(&subnet, Timestamp(6)), counted);
        let later = Timestamp(31 * 86_400_000);
        assert_eq!(fleet.addresses_in(&subnet, later).addresses, 0);
        // A run that is not done, or over a part of the subnet only, has not looked everywhere.
        assert_eq!(fleet.addresses_in(&Subnet::parse("10.9.0.0/22").unwrap(), Timestamp(6)).swept, None);
    }
}
