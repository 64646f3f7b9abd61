//! One look at one address: is anybody there, what does it say of itself, how is it called.

use super::{Makers, Sighting, names::Names};
use crate::{
    credential::Credentials,
    decode::decode,
    echo::{Echo, Pace},
    poll::reading::recognised,
    probe::{envelope, says_anything},
    profile::Profiles,
    snmp::{
        Destination, Engine, Session,
        session::{Limits, Manner},
    },
};
use model::{DeviceRecord, Timestamp, api::Witness, device::SnmpAccess, text::shown};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

/// What equipment ships with; tried where nothing is configured.
const FACTORY: &str = "public";
const SNMP_PORT: u16 = 161;
/// Longest wait for an echo, and how many are sent to a silent address.
const ECHO_WAIT: Duration = Duration::from_millis(1000);
const ECHOES: usize = 2;
/// Longest look at one device by SNMP.
const LONGEST: Duration = Duration::from_secs(10);
/// Sends of one request to a device that is known to answer.
const SENDS: usize = 2;
/// Longest sysDescr told as evidence, columns.
const DESCR: usize = 120;

/// What looks are taken with; one for a run.
pub struct Looker {
    pub(super) engine: Engine,
    pub(super) profiles: Arc<Profiles>,
    pub(super) echo: Arc<dyn Echo>,
    pub(super) names: Names,
    pub(super) makers: Makers,
    pub(super) pace: Arc<Pace>,
    pub(super) limits: Limits,
    /// What the person who asked gave: tried alone.
    pub(super) given: Vec<SnmpAccess>,
    /// Those of the settings, tried in their order where nothing was given.
    pub(super) credentials: Credentials,
    pub(super) clock: fn() -> Timestamp,
}

impl Looker {
    /// Looks at this address. `seen` is what tables of others told of it.
    pub async fn look(&self, address: IpAddr, seen: Option<Sighting>) -> Sighting {
        let mut sighting = Sighting::of(address);
        let (back, mut said) = tokio::join!(self.echo(address), self.credentials(address));
        if said.is_none() && back.is_some() {
            // It is there: the first question may have been lost.
            said = self.credentials(address).await;
        }
        if let Some(back) = back {
            sighting.tell(Witness::Echo, Some(format!("{:.1} ms", back.as_secs_f64() * 1000.0)), (self.clock)());
        }
        if let Some((record, access)) = said {
            let descr = record.facts.sys_descr.as_deref().map(|descr| shown(descr, DESCR));
            sighting.tell(Witness::Snmp, descr, record.collected_at);
            sighting.snmp = Some((record, access));
        }
        if let Some(seen) = seen {
            sighting.join(seen);
        }
        if sighting.is_there() {
            self.name(&mut sighting).await;
        }
        self.maker(&mut sighting);
        sighting
    }

    /// The maker of its MAC.
    pub fn maker(&self, sighting: &mut Sighting) {
        if let Some(maker) = sighting.mac.as_deref().and_then(|mac| self.makers.of(mac)) {
            sighting.tell(Witness::Oui, Some(maker.to_owned()), (self.clock)());
        }
    }

    async fn echo(&self, address: IpAddr) -> Option<Duration> {
        for _ in 0..ECHOES {
            self.pace.turn().await;
            if let Some(back) = self.echo.ping(address, ECHO_WAIT).await {
                return Some(back);
            }
        }
        None
    }

    /// Its names. Who answers SNMP has told its own; others are asked for it themselves too.
    async fn name(&self, sighting: &mut Sighting) {
        let (address, named) = (sighting.address, sighting.snmp.is_some());
        let (dns, netbios, mdns) = tokio::join!(
            self.names.dns(address),
            async { if named { None } else { self.names.netbios(address).await } },
            async { if named { None } else { self.names.mdns(address).await } },
        );
        let at = (self.clock)();
        if let Some(name) = dns {
            sighting.tell(Witness::Dns, Some(name), at);
        }
        if let Some(status) = netbios {
            sighting.tell(Witness::Netbios, status.name, at);
            sighting.mac = sighting.mac.take().or(status.mac);
        }
        if let Some(name) = mdns {
            sighting.tell(Witness::Mdns, Some(name), at);
        }
    }

    /// What it says with the first credential that it answers.
    async fn credentials(&self, address: IpAddr) -> Option<(Box<DeviceRecord>, SnmpAccess)> {
        let mut tried: Vec<SnmpAccess> = self.given.clone();
        if tried.is_empty() {
            tried.extend(self.credentials.at(address).map(|one| one.access.clone()));
        }
        if tried.is_empty() {
            tried.push(SnmpAccess::V2c { community: FACTORY.into() });
        }
        for access in tried {
            if let Some(record) = self.snmp(address, &access).await {
                return Some((record, access));
            }
        }
        None
    }

    /// What it says with this credential: one question; whoever answers it is asked for the rest.
    async fn snmp(&self, address: IpAddr, access: &SnmpAccess) -> Option<Box<DeviceRecord>> {
        let to = Destination {
            address: SocketAddr::new(address, SNMP_PORT),
            any_source: false,
            strict: false,
            access: self.engine.access(access),
        };
        let deadline = Instant::now() + LONGEST;
        let mut session = Session::new(&self.engine, to, self.limits, Manner::default(), deadline);
        session.sends = 1;
        session.pace = Some(Arc::clone(&self.pace));
        let reading = recognised(&mut session, &self.profiles, SENDS).await;
        session.first_answer?;
        let mut record = decode(&reading.profile, &reading.answers, (self.clock)()).record;
        if !says_anything(&record) {
            return None;
        }
        envelope(&mut record, &address.to_string(), SNMP_PORT, session.version());
        Some(Box::new(record))
    }
}
