//! Who asks: over which way, in which role, confined to which agency.

use model::{DeviceId, Opd, OpdCode, api::Role};
use std::net::{IpAddr, SocketAddr};

/// Over which way a request came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// Plainly, from this machine.
    Loopback(SocketAddr),
    /// By TLS, with the common name of its certificate where it showed one of ours.
    Tls { address: SocketAddr, agent: Option<String> },
}

impl Peer {
    /// Its address, unless it is this machine.
    pub(crate) const fn address(&self) -> IpAddr {
        match self {
            Self::Loopback(address) | Self::Tls { address, .. } => address.ip(),
        }
    }
}

/// The right to send inventories of machines of one agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sends {
    /// The agency.
    pub(crate) opd: OpdCode,
    /// New machines need no approval.
    pub(crate) approves: bool,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Who {
    /// Name for the audit log.
    pub(crate) name: String,
    /// Role; none: nobody, who may join and look whether the collector lives.
    pub(crate) role: Option<Role>,
    /// Agency that this is confined to; none: all of them.
    pub(crate) opd: Option<OpdCode>,
    /// Address, as the audit log names it; empty on this machine.
    pub(crate) origin: String,
    /// The agent, by its certificate.
    pub(crate) agent: Option<String>,
    /// It shows a token for inventories, and may do nothing else.
    pub(crate) sends: Option<Sends>,
    /// It came over the loopback without showing anything: the operator of this machine.
    pub(crate) is_local: bool,
}

impl Who {
    /// Whoever uses this machine.
    pub(crate) fn local() -> Self {
        Self {
            name: "operator".into(),
            role: Some(Role::Noc),
            opd: None,
            origin: String::new(),
            agent: None,
            sends: None,
            is_local: true,
        }
    }

    /// Somebody who has shown nothing.
    pub(crate) fn nobody(peer: &Peer) -> Self {
        let agent = match peer {
            Peer::Tls { agent, .. } => agent.clone(),
            Peer::Loopback(_) => None,
        };
        let origin = peer.address().to_string();
        Self {
            name: agent.clone().unwrap_or_default(),
            role: None,
            opd: None,
            origin,
            agent,
            sends: None,
            is_local: false,
        }
    }

    /// True when everything is this one's to see.
    pub(crate) const fn sees_all(&self) -> bool {
        self.opd.is_none() && self.role.is_some()
    }

    /// True when what belongs to this agency is this one's to see.
    pub(crate) fn sees(&self, opd: Option<&OpdCode>) -> bool {
        match &self.opd {
            None => self.role.is_some(),
            Some(own) => opd == Some(own),
        }
    }

    /// The same for the code in a row, where none is `""`.
    pub(crate) fn sees_code(&self, opd: &str) -> bool {
        match &self.opd {
            None => self.role.is_some(),
            Some(own) => own.0 == opd,
        }
    }

    /// True when the addresses of this class of device are not this one's to see.
    pub(crate) fn hides_address(&self, class: &str) -> bool {
        self.role == Some(Role::Procurement) && class == "server"
    }

    /// An agency without what belongs to others.
    pub(crate) fn cut_opd(&self, opd: &Opd, owner: impl Fn(DeviceId) -> bool) -> Option<Opd> {
        let mut opd = self.sees(Some(&opd.code)).then(|| opd.clone())?;
        if opd.uplink.as_ref().is_some_and(|uplink| !owner(uplink.device)) {
            opd.uplink = None;
        }
        Some(opd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sees_what() {
        let disdik = OpdCode("DISDIK".into());
        let technician = Who { role: Some(Role::Technician), opd: Some(disdik.clone()), ..Who::local() };
        assert!(technician.sees(Some(&disdik)) && technician.sees_code("DISDIK"));
        assert!(!technician.sees(None) && !technician.sees_code("") && !technician.sees_all());
        assert!(!technician.sees(Some(&OpdCode("DINKES".into()))));
        let peer = Peer::Tls { address: "10.0.0.1:5".parse().unwrap(), agent: None };
        assert!(!Who::nobody(&peer).sees(None) && !Who::nobody(&peer).sees_all());
        assert!(Who::local().sees(None) && Who::local().sees_all());
    }
}
