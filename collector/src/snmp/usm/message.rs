//! Messages of SNMPv3 (RFC 3412, 6; RFC 3414, 2.4): written whole, read without touching what is not authenticated.

use super::{
    auth::{self, digest_length},
    credential::{Credential, Keys, flag},
    privacy::{self, SALT},
};
use crate::snmp::{
    ber::{Malformed, Reader, Writer, tag},
    message::{Fault, Message, Pdu, Version, read_pdu, write_pdu, write_request},
};
use std::ops::Range;

/// Largest message we take, octets (RFC 3412, msgMaxSize).
const MAX_SIZE: i32 = 65_507;
/// User-based Security Model (RFC 3411, snmpSecurityModel).
const USM: i32 = 3;
/// Smallest msgMaxSize (RFC 3412, 6.3).
const LEAST_SIZE: i32 = 484;

/// A message up to its scoped PDU; nothing of it is authenticated yet.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// msgID.
    pub id: i32,
    /// msgFlags.
    pub flags: u8,
    /// msgAuthoritativeEngineID.
    pub engine: &'a [u8],
    /// msgAuthoritativeEngineBoots.
    pub boots: u32,
    /// msgAuthoritativeEngineTime, seconds.
    pub time: u32,
    /// msgUserName.
    pub user: &'a [u8],
    /// msgAuthenticationParameters.
    pub digest: &'a [u8],
    /// msgPrivacyParameters.
    pub salt: &'a [u8],
    /// The scoped PDU: its element, or the content of the string that it is encrypted in.
    pub data: &'a [u8],
    /// The whole message, without octets behind it.
    pub message: &'a [u8],
    /// Octets behind the message.
    pub trailing: usize,
}

impl Header<'_> {
    /// Where in the message the digest stands.
    pub fn digest_place(&self) -> Range<usize> {
        // Both are slices of one datagram: the difference of their addresses is the place.
        let start = (self.digest.as_ptr() as usize).saturating_sub(self.message.as_ptr() as usize);
        start..start + self.digest.len()
    }
}

/// Reads a message up to its scoped PDU.
pub fn header(datagram: &[u8]) -> Result<Header<'_>, Fault> {
    let mut outer = Reader::new(datagram);
    let mut body = Reader::new(outer.expect(tag::SEQUENCE)?);
    let trailing = outer.rest().len();
    let message = &datagram[..datagram.len() - trailing];
    if body.integer()? != Version::V3.number() {
        return Err(Fault::Version);
    }
    let mut global = Reader::new(body.expect(tag::SEQUENCE)?);
    let (id, size, flags, model) =
        (global.integer()?, global.integer()?, global.expect(tag::OCTET_STRING)?, global.integer()?);
    let mut parameters = Reader::new(body.expect(tag::OCTET_STRING)?);
    let mut usm = Reader::new(parameters.expect(tag::SEQUENCE)?);
    let [flags] = flags else { return Err(Fault::Malformed) };
    let engine = usm.expect(tag::OCTET_STRING)?;
    let (boots, time) = (usm.integer()?, usm.integer()?);
    let user = usm.expect(tag::OCTET_STRING)?;
    let (digest, salt) = (usm.expect(tag::OCTET_STRING)?, usm.expect(tag::OCTET_STRING)?);
    let ends = [&global, &parameters, &usm].iter().all(|reader| reader.rest().is_empty());
    let data = if flags & flag::PRIV == 0 { body.rest() } else { body.expect(tag::OCTET_STRING)? };
    let (Ok(boots), Ok(time)) = (u32::try_from(boots), u32::try_from(time)) else { return Err(Fault::Malformed) };
    let sound = ends && id >= 0 && size >= LEAST_SIZE && model == USM && flags & flag::LEVEL != flag::PRIV;
    let nothing_behind = flags & flag::PRIV == 0 || body.rest().is_empty();
    if !sound || !nothing_behind || engine.len() > 32 || user.len() > 32 {
        return Err(Fault::Malformed);
    }
    Ok(Header { id, flags: *flags, engine, boots, time, user, digest, salt, data, message, trailing })
}

/// A scoped PDU.
#[derive(Clone, Copy, Debug)]
pub struct Scoped<'a> {
    /// contextEngineID.
    pub engine: &'a [u8],
    /// contextName.
    pub context: &'a [u8],
    /// The PDU; its community is empty.
    pub message: Message<'a>,
}

/// Reads a scoped PDU. Octets behind it are the padding of a cipher.
pub fn scoped(octets: &[u8]) -> Result<Scoped<'_>, Malformed> {
    let mut body = Reader::new(Reader::new(octets).expect(tag::SEQUENCE)?);
    let (engine, context) = (body.expect(tag::OCTET_STRING)?, body.expect(tag::OCTET_STRING)?);
    let (pdu, content) = body.element()?;
    if !body.rest().is_empty() {
        return Err(Malformed);
    }
    let ([request_id, error_status, error_index], varbinds) = read_pdu(content)?;
    let version = Version::V3.number();
    let message =
        Message { version, community: &[], pdu, request_id, error_status, error_index, varbinds, trailing: 0 };
    Ok(Scoped { engine, context, message })
}

/// What a message is written from.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// msgID.
    pub id: i32,
    /// msgFlags.
    pub flags: u8,
    /// Engine, boots and time that it is meant for.
    pub engine: (&'a [u8], u32, u32),
    /// Name of the user.
    pub user: &'a [u8],
    /// The scoped PDU in plain.
    pub scoped: &'a [u8],
}

/// A message without a user that asks an engine for its id (RFC 3414, 4).
pub fn discovery(id: i32) -> Vec<u8> {
    let scoped = scoped_pdu(&[], &[], Pdu::Get, id, &[]);
    let plain = Outgoing { id, flags: flag::REPORTABLE, engine: (&[], 0, 0), user: &[], scoped: &scoped };
    assemble(&plain, 0, &[]).0
}

/// A request of a user: authenticated and encrypted as its keys say. None: a key has a length that no cipher takes.
pub fn request(
    credential: &Credential,
    keys: &Keys,
    engine: (&[u8], u32, u32),
    pdu: Pdu,
    id: i32,
    list: &[u8],
) -> Option<Vec<u8>> {
    let scoped = scoped_pdu(engine.0, credential.context(), pdu, id, list);
    let salt = keys.privacy.as_ref().map(|(protocol, _)| credential.salt(*protocol, engine.1));
    let flags = credential.level() | flag::REPORTABLE;
    secured(keys, salt, &Outgoing { id, flags, engine, user: credential.name(), scoped: &scoped })
}

/// A whole message, secured with these keys and this salt.
pub fn secured(keys: &Keys, salt: Option<[u8; SALT]>, outgoing: &Outgoing<'_>) -> Option<Vec<u8>> {
    let (_, boots, time) = outgoing.engine;
    let mut data = outgoing.scoped.to_vec();
    if let (Some((protocol, key)), Some(salt)) = (&keys.privacy, salt) {
        privacy::encrypt(*protocol, key, boots, time, salt, &mut data)?;
        let mut writer = Writer::new();
        writer.element(tag::OCTET_STRING, &data);
        data = writer.finish();
    }
    let outgoing = Outgoing { scoped: &data, ..*outgoing };
    let length = keys.auth.as_ref().map_or(0, |(protocol, _)| digest_length(*protocol));
    let salt = salt.unwrap_or_default();
    let (mut message, place) = assemble(&outgoing, length, if keys.privacy.is_some() { &salt } else { &[] });
    if let Some((protocol, key)) = &keys.auth {
        let digest = auth::digest(*protocol, key, &message, place.clone())?;
        message.get_mut(place)?.copy_from_slice(&digest);
    }
    Some(message)
}

fn scoped_pdu(engine: &[u8], context: &[u8], asked: Pdu, id: i32, list: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    let whole = writer.mark();
    write_request(&mut writer, asked, id, list);
    writer.element(tag::OCTET_STRING, context);
    writer.element(tag::OCTET_STRING, engine);
    writer.close(tag::SEQUENCE, whole);
    writer.finish()
}

/// A scoped PDU of any kind; `numbers` are request-id, error-status, error-index.
pub fn scoped_message(engine: &[u8], context: &[u8], pdu: u8, numbers: [i32; 3], list: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    let whole = writer.mark();
    write_pdu(&mut writer, pdu, numbers, list);
    writer.element(tag::OCTET_STRING, context);
    writer.element(tag::OCTET_STRING, engine);
    writer.close(tag::SEQUENCE, whole);
    writer.finish()
}

/// The message with zeros for its digest, and where they stand. `outgoing.scoped` is the element of the data.
fn assemble(outgoing: &Outgoing<'_>, digest: usize, salt: &[u8]) -> (Vec<u8>, Range<usize>) {
    let mut writer = Writer::new();
    let whole = writer.mark();
    writer.raw(outgoing.scoped);
    let parameters = writer.mark();
    writer.element(tag::OCTET_STRING, salt);
    // From the end of the message: the writer fills it back to front.
    let behind = writer.mark();
    writer.element(tag::OCTET_STRING, &vec![0; digest]);
    writer.element(tag::OCTET_STRING, outgoing.user);
    let (engine, boots, time) = outgoing.engine;
    writer.unsigned(tag::INTEGER, u64::from(time));
    writer.unsigned(tag::INTEGER, u64::from(boots));
    writer.element(tag::OCTET_STRING, engine);
    writer.close(tag::SEQUENCE, parameters);
    writer.close(tag::OCTET_STRING, parameters);
    let global = writer.mark();
    writer.integer(USM);
    writer.element(tag::OCTET_STRING, &[outgoing.flags]);
    writer.integer(MAX_SIZE);
    writer.integer(outgoing.id);
    writer.close(tag::SEQUENCE, global);
    writer.integer(Version::V3.number());
    writer.close(tag::SEQUENCE, whole);
    let message = writer.finish();
    let end = message.len() - behind;
    (message, end - digest..end)
}
