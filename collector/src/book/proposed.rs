//! What a proposal becomes in the book.

use super::{message as say, refuse};
use crate::fleet::Fleet;
use model::{
    Device, OpdCode,
    api::{Code, ErrorAnswer},
    device::Target,
    text::shown,
};
use std::net::IpAddr;

/// Longest name taken over, columns.
const LONGEST_NAME: usize = 100;
/// UDP port that discovery asks.
const SNMP_PORT: u16 = 161;

/// The device that a proposal becomes: its address, the credential that answered, its class and name; its agency is the one
/// stated, else that of the run. Not found: nothing is proposed at this address. Conflict: it is in the book.
pub fn proposed(fleet: &Fleet, address: &str, opd: Option<&OpdCode>) -> Result<Device, ErrorAnswer> {
    let missing = || refuse(Code::NotFound, |lang| say::not_proposed(lang, address.escape_debug()));
    let ip: IpAddr = address.trim().parse().map_err(|_| missing())?;
    let address = ip.to_string();
    let proposal = fleet.proposal(ip).ok_or_else(missing)?;
    if let Some(id) = proposal.known {
        return Err(refuse(Code::Conflict, |lang| say::known(lang, &address, id)));
    }
    let snmp = fleet.found(ip).and_then(|found| found.access.clone());
    Ok(Device {
        name: proposal.name.map(|name| shown(&name, LONGEST_NAME)),
        class: proposal.class,
        opd: opd.cloned().or(proposal.opd),
        target: Some(Target { address, port: SNMP_PORT, snmp, any_source: false, no_snmp: false }),
        ..Device::default()
    })
}
