//! The configured credentials, by the addresses in which they are tried.

use crate::discover::Subnet;
use model::{Settings, access::SnmpAccess, settings::credential::MOST};
use std::net::IpAddr;

/// One credential.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Version, and community or user.
    pub access: SnmpAccess,
    subnets: Vec<Subnet>,
}

/// All of them, in the order in which they are tried.
#[derive(Clone, Debug, Default)]
pub struct Credentials(Vec<Named>);

impl Credentials {
    /// Those of the settings. A subnet that cannot be read holds nothing: reading the file has told of it.
    pub fn of(settings: &Settings) -> Self {
        let named = settings.credential.iter().filter_map(|one| {
            let subnets: Vec<Subnet> = one.subnets.iter().filter_map(|text| Subnet::parse(text).ok()).collect();
            let everywhere = one.subnets.is_empty();
            (everywhere || !subnets.is_empty()).then(|| Named {
                name: one.name.clone(),
                access: one.access.clone(),
                subnets,
            })
        });
        Self(named.collect())
    }

    /// True when there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that are tried at this address, in their order.
    pub fn at(&self, address: IpAddr) -> impl Iterator<Item = &Named> {
        let holds = move |one: &&Named| one.subnets.is_empty() || one.subnets.iter().any(|s| s.covers(address));
        self.0.iter().filter(holds).take(MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::settings::Credential;

    #[test]
    fn a_subnet_says_where_a_credential_is_tried() {
        let one = |name: &str, subnets: &[&str]| Credential {
            name: name.into(),
            subnets: subnets.iter().map(|s| (*s).to_owned()).collect(),
            access: SnmpAccess::V2c { community: name.into() },
        };
        let settings = Settings {
            credential: vec![one("inti", &["10.1.0.0/16", "10.2.0.0/16"]), one("rusak", &["x"]), one("semua", &[])],
            ..Settings::default()
        };
        let credentials = Credentials::of(&settings);
        let at = |address: &str| -> Vec<String> {
            credentials.at(address.parse().unwrap()).map(|one| one.name.clone()).collect()
        };
        assert_eq!(at("10.2.3.4"), ["inti", "semua"]);
        assert_eq!(at("10.3.3.4"), ["semua"]);
    }
}
