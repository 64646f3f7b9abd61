//! When a datagram is the answer: the rules of `reliability.md` 5.1, in their order, as one pure function.

use super::{
    access::Access,
    anomaly::Anomaly,
    message::{Message, Pdu, Varbinds, pdu_tag},
};
use std::net::SocketAddr;

/// Whom a request went to, and with what.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Address and port.
    pub address: SocketAddr,
    /// Accept another address of the device (never another port).
    pub any_source: bool,
    /// Refuse octets behind the message.
    pub strict: bool,
    /// What it was sent with.
    pub access: &'a Access,
    /// Kind of request.
    pub pdu: Pdu,
    /// Content of the varbind list sent.
    pub list: &'a [u8],
}

/// The first rule that refuses a message whose request-id is that of an open request. None: it is the answer.
pub fn refusal(asked: &Asked<'_>, from: SocketAddr, message: &Message<'_>) -> Option<Anomaly> {
    if !is_from(asked.address, asked.any_source, from) {
        return Some(Anomaly::WrongSource);
    }
    if asked.strict && message.trailing > 0 {
        return Some(Anomaly::TrailingBytes);
    }
    wrong_envelope(asked.access, message).or_else(|| wrong_varbinds(asked.pdu, asked.list, message))
}

/// Rules 3 to 5, which need no request-id.
pub fn wrong_envelope(access: &Access, message: &Message<'_>) -> Option<Anomaly> {
    let Access::Community { version, community } = access else { return Some(Anomaly::WrongVersion) };
    if message.version != version.number() {
        Some(Anomaly::WrongVersion)
    } else if message.community != &*community.0 {
        Some(Anomaly::WrongCommunity)
    } else if message.pdu != pdu_tag::RESPONSE {
        Some(Anomaly::WrongPdu)
    } else {
        None
    }
}

/// Rule 1. A zone of an IPv6 address is the kernel's business, not the device's.
pub(super) fn is_from(asked: SocketAddr, any_source: bool, from: SocketAddr) -> bool {
    from.port() == asked.port() && (any_source || from.ip() == asked.ip())
}

/// Rule 7. An answer with an error repeats the question or leaves it out; its varbinds are not used.
pub(super) fn wrong_varbinds(pdu: Pdu, list: &[u8], message: &Message<'_>) -> Option<Anomaly> {
    if message.error_status != 0 {
        return None;
    }
    let (given, wanted) = (message.varbinds, Varbinds::of_request(list));
    if given.is_empty() && !wanted.is_empty() {
        return Some(Anomaly::MissingVarbinds);
    }
    let fits = match pdu {
        Pdu::Get => given.len() == wanted.len() && given.iter().map(|v| v.name).eq(wanted.iter().map(|v| v.name)),
        Pdu::GetNext => given.len() == wanted.len(),
        Pdu::GetBulk { non_repeaters, repetitions } => {
            let fixed = (non_repeaters as usize).min(wanted.len());
            given.len() <= fixed + (wanted.len() - fixed).saturating_mul(repetitions as usize)
        }
    };
    match (fits, given.len() < wanted.len()) {
        (true, _) => None,
        (false, true) => Some(Anomaly::MissingVarbinds),
        (false, false) => Some(Anomaly::UnrequestedOid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snmp::{
        message::{decode, message, name_list, varbind_list},
        value::Value,
    };

    const A: &[u8] = &[0x2b, 6, 1, 2, 1, 1, 1, 0];
    const B: &[u8] = &[0x2b, 6, 1, 2, 1, 1, 2, 0];
    const DEVICE: &str = "10.0.0.1:161";

    struct Reply {
        from: &'static str,
        version: i32,
        community: &'static str,
        pdu: u8,
        status: i32,
        names: &'static [&'static [u8]],
        trailing: &'static [u8],
    }

    const GOOD: Reply = Reply {
        from: DEVICE,
        version: 1,
        community: "public",
        pdu: pdu_tag::RESPONSE,
        status: 0,
        names: &[A, B],
        trailing: &[],
    };

    fn judge(pdu: Pdu, any_source: bool, strict: bool, reply: &Reply) -> Option<Anomaly> {
        let list = name_list([A, B].into_iter());
        let asked = Asked {
            address: DEVICE.parse().unwrap(),
            any_source,
            strict,
            access: &Access::v2c("public"),
            pdu,
            list: &list,
        };
        let answer = varbind_list(reply.names.iter().map(|name| (*name, Some(Value::Integer(1)))));
        let mut bytes = message(reply.version, reply.community.as_bytes(), reply.pdu, [5, reply.status, 0], &answer);
        bytes.extend(reply.trailing);
        refusal(&asked, reply.from.parse().unwrap(), &decode(&bytes).unwrap())
    }

    #[test]
    fn each_rule_refuses() {
        let check = |reply: Reply, expected| assert_eq!(judge(Pdu::Get, false, false, &reply), expected);
        check(GOOD, None);
        check(Reply { from: "10.0.0.2:161", ..GOOD }, Some(Anomaly::WrongSource));
        check(Reply { from: "10.0.0.1:162", ..GOOD }, Some(Anomaly::WrongSource));
        check(Reply { version: 0, ..GOOD }, Some(Anomaly::WrongVersion));
        check(Reply { community: "publi", ..GOOD }, Some(Anomaly::WrongCommunity));
        check(Reply { pdu: pdu_tag::GET, ..GOOD }, Some(Anomaly::WrongPdu));
        check(Reply { pdu: pdu_tag::REPORT, ..GOOD }, Some(Anomaly::WrongPdu));
        check(Reply { names: &[], ..GOOD }, Some(Anomaly::MissingVarbinds));
        check(Reply { names: &[A], ..GOOD }, Some(Anomaly::MissingVarbinds));
        check(Reply { names: &[B, A], ..GOOD }, Some(Anomaly::UnrequestedOid));
        check(Reply { names: &[A, B, B], ..GOOD }, Some(Anomaly::UnrequestedOid));
        check(Reply { names: &[], status: 1, ..GOOD }, None);
        check(Reply { trailing: &[1, 2], ..GOOD }, None);
        assert_eq!(judge(Pdu::Get, false, true, &Reply { trailing: &[1], ..GOOD }), Some(Anomaly::TrailingBytes));
    }

    #[test]
    fn a_device_with_several_addresses() {
        assert_eq!(judge(Pdu::Get, true, false, &Reply { from: "10.0.0.2:161", ..GOOD }), None);
        let other_port = Reply { from: "10.0.0.2:162", ..GOOD };
        assert_eq!(judge(Pdu::Get, true, false, &other_port), Some(Anomaly::WrongSource));
    }

    #[test]
    fn how_many_varbinds_may_come() {
        let bulk = Pdu::GetBulk { non_repeaters: 1, repetitions: 2 };
        for (pdu, names, expected) in [
            (Pdu::GetNext, &[B, A][..], None),
            (Pdu::GetNext, &[A], Some(Anomaly::MissingVarbinds)),
            (Pdu::GetNext, &[A, A, A], Some(Anomaly::UnrequestedOid)),
            (bulk, &[A], None),
            (bulk, &[A, A, A], None),
            (bulk, &[A, A, A, A], Some(Anomaly::UnrequestedOid)),
            (bulk, &[], Some(Anomaly::MissingVarbinds)),
        ] {
            let reply = Reply { names: Box::leak(names.to_vec().into_boxed_slice()), ..GOOD };
            assert_eq!(judge(pdu, false, false, &reply), expected, "{pdu:?} {}", names.len());
        }
    }
}
