//! Traps and informs of every version, brought into the one form of v2 (RFC 3416, 4.2.6; RFC 3584, 3.1).
//!
//! Pure, and bounded by the datagram: nothing is allocated but the name of the notification.

use super::{
    Oid, Version,
    ber::{Malformed, Reader, tag, unsigned},
    message::{Envelope, Fault, Message, Varbind, Varbinds, envelope, message, pdu_tag, read_pdu},
    value::Value,
};
use std::net::Ipv4Addr;

/// sysUpTime.0, the first varbind of a notification (RFC 3416, 4.2.6).
const SYS_UP_TIME: &[u8] = &[0x2b, 6, 1, 2, 1, 1, 3, 0];
/// snmpTrapOID.0, the second one.
const SNMP_TRAP_OID: &[u8] = &[0x2b, 6, 1, 6, 3, 1, 1, 4, 1, 0];
/// snmpTrapEnterprise.0, which a proxy adds to what was a trap of v1 (RFC 3584, 3.1).
const SNMP_TRAP_ENTERPRISE: &[u8] = &[0x2b, 6, 1, 6, 3, 1, 1, 4, 3, 0];
/// snmpTrapAddress.0: whose trap of v1 it was.
const SNMP_TRAP_ADDRESS: &[u8] = &[0x2b, 6, 1, 6, 3, 18, 1, 3, 0];
/// snmpTrapCommunity.0: with what it was sent. A secret.
const SNMP_TRAP_COMMUNITY: &[u8] = &[0x2b, 6, 1, 6, 3, 18, 1, 4, 0];
/// snmpTraps, below which the generic traps of v1 stand, each by its number + 1 (RFC 3584, 3.1 (2)).
const SNMP_TRAPS: &[u8] = &[0x2b, 6, 1, 6, 3, 1, 1, 5];
/// generic-trap of a trap that its maker defined.
const ENTERPRISE_SPECIFIC: i32 = 6;

/// Is an answer waited for?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// No.
    Trap,
    /// A response, once it was taken in.
    Inform,
}

/// A decoded notification, lent from its datagram.
#[derive(Clone, Debug)]
pub struct Notification<'a> {
    /// Version of its message.
    pub version: Version,
    /// Community; empty in v3.
    pub community: &'a [u8],
    /// Trap or inform.
    pub kind: Kind,
    /// request-id; 0 in v1.
    pub request_id: i32,
    /// sysUpTime of the sender, hundredths of a second.
    pub uptime: Option<u32>,
    /// snmpTrapOID.
    pub trap: Oid,
    /// Whose notification it says it is: agent-addr of v1, else snmpTrapAddress. Only a word of the sender's.
    pub agent: Option<Ipv4Addr>,
    /// All varbinds as they came, those of the form too; see [`Self::bound`].
    pub varbinds: Varbinds<'a>,
    /// Octets behind the message.
    pub trailing: usize,
}

impl<'a> Notification<'a> {
    /// What the notification is about: its varbinds without those of the form, and so without any community.
    pub fn bound(&self) -> impl Iterator<Item = Varbind<'a>> + use<'a> {
        let form = [SYS_UP_TIME, SNMP_TRAP_OID, SNMP_TRAP_ENTERPRISE, SNMP_TRAP_ADDRESS, SNMP_TRAP_COMMUNITY];
        self.varbinds.iter().filter(move |varbind| !form.contains(&varbind.name))
    }
}

/// Decodes a datagram of v1 or v2c. [`Fault::Version`]: it is of v3, see [`of_pdu`], or of no version known.
pub fn decode(datagram: &[u8]) -> Result<Notification<'_>, Fault> {
    let Envelope { version, community, pdu, content, trailing } = envelope(datagram)?;
    if (version, pdu) == (Version::V1.number(), pdu_tag::TRAP_V1) {
        return Ok(Notification { community, trailing, ..of_v1(content)? });
    }
    if version != Version::V2c.number() {
        return Err(Fault::Malformed);
    }
    let ([request_id, ..], varbinds) = read_pdu(content)?;
    let form = Form { version: Version::V2c, pdu, request_id, varbinds };
    Ok(Notification { community, trailing, ..form.read()? })
}

/// What the message of a scoped PDU of v3 notifies of.
pub fn of_pdu<'a>(message: &Message<'a>) -> Result<Notification<'a>, Malformed> {
    let Message { pdu, request_id, varbinds, .. } = *message;
    Form { version: Version::V3, pdu, request_id, varbinds }.read()
}

/// The answer to an inform of v2c: its own varbinds in a response (RFC 3416, 4.2.7).
pub fn answer(inform: &Notification<'_>) -> Vec<u8> {
    let numbers = [inform.request_id, 0, 0];
    message(Version::V2c.number(), inform.community, pdu_tag::RESPONSE, numbers, inform.varbinds.as_ber())
}

/// A PDU in the form of v2.
struct Form<'a> {
    version: Version,
    pdu: u8,
    request_id: i32,
    varbinds: Varbinds<'a>,
}

impl<'a> Form<'a> {
    /// The names of the form stand first by the standard; some senders put others before them.
    fn read(self) -> Result<Notification<'a>, Malformed> {
        let Self { version, pdu, request_id, varbinds } = self;
        let kind = match pdu {
            pdu_tag::TRAP => Kind::Trap,
            pdu_tag::INFORM => Kind::Inform,
            _ => return Err(Malformed),
        };
        let Some(Value::Oid(trap)) = value_of(varbinds, SNMP_TRAP_OID) else { return Err(Malformed) };
        let trap = Oid::from_ber(trap).ok_or(Malformed)?;
        let uptime = match value_of(varbinds, SYS_UP_TIME) {
            Some(Value::TimeTicks(ticks)) => Some(ticks),
            _ => None,
        };
        let agent = forwarded_for(varbinds);
        Ok(Notification { version, community: &[], kind, request_id, uptime, trap, agent, varbinds, trailing: 0 })
    }
}

fn value_of<'a>(varbinds: Varbinds<'a>, name: &[u8]) -> Option<Value<'a>> {
    varbinds.iter().find(|varbind| varbind.name == name).map(|varbind| varbind.value())
}

fn forwarded_for(varbinds: Varbinds<'_>) -> Option<Ipv4Addr> {
    match value_of(varbinds, SNMP_TRAP_ADDRESS) {
        Some(Value::IpAddress(octets)) => stated(octets),
        _ => None,
    }
}

/// An address that names somebody: 0.0.0.0 is what a sender writes that does not know its own.
fn stated(octets: [u8; 4]) -> Option<Ipv4Addr> {
    Some(Ipv4Addr::from(octets)).filter(|address| !address.is_unspecified())
}

/// The PDU of a trap of v1 (RFC 1157, 4.1.6), mapped to the form of v2 (RFC 3584, 3.1).
fn of_v1(content: &[u8]) -> Result<Notification<'_>, Malformed> {
    let mut fields = Reader::new(content);
    let enterprise = Oid::from_ber(fields.expect(tag::OBJECT_IDENTIFIER)?).ok_or(Malformed)?;
    let (_, address) = fields.element()?;
    let (generic, specific) = (fields.integer()?, fields.integer()?);
    // TimeTicks; some senders write another type of number, which tells no time.
    let (time_tag, time) = fields.element()?;
    let uptime = (time_tag == tag::TIME_TICKS).then(|| unsigned(time, 4)).flatten();
    // A list without varbinds may be left out altogether.
    let varbinds = match fields.rest() {
        [] => Varbinds::NONE,
        _ => Varbinds::checked(fields.expect(tag::SEQUENCE)?)?,
    };
    if !fields.rest().is_empty() {
        return Err(Malformed);
    }
    Ok(Notification {
        version: Version::V1,
        community: &[],
        kind: Kind::Trap,
        request_id: 0,
        uptime: uptime.and_then(|ticks| u32::try_from(ticks).ok()),
        trap: name_of_v1(&enterprise, generic, specific)?,
        agent: address.try_into().ok().and_then(stated),
        varbinds,
        trailing: 0,
    })
}

/// snmpTrapOID of a trap of v1: a generic one by its number, another below its maker's tree, a zero between.
fn name_of_v1(enterprise: &Oid, generic: i32, specific: i32) -> Result<Oid, Malformed> {
    let name = match generic {
        0..ENTERPRISE_SPECIFIC => Oid::from_ber(SNMP_TRAPS).ok_or(Malformed)?.child(&[generic.unsigned_abs() + 1]),
        ENTERPRISE_SPECIFIC => enterprise.child(&[0, u32::try_from(specific).map_err(|_| Malformed)?]),
        _ => return Err(Malformed),
    };
    // An enterprise of 127 arcs and two more is no identifier.
    Oid::from_ber(name.as_ber()).ok_or(Malformed)
}

#[cfg(test)]
mod tests;
