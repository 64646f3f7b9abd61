//! What of a notification is kept: its name, the port it is about, its first varbinds as text. Pure.

use crate::{
    profile::Notifications,
    snmp::{Oid, Value, message::Varbind, notification::Notification, oid::dotted},
};
use model::{
    Notice,
    notification::{LONGEST_DETAIL, MOST_DETAILS},
    text::clean,
};

/// A notice and what follows from it.
#[derive(Debug)]
pub(super) struct Told {
    pub notice: Notice,
    /// ifIndex of the port that it is about.
    pub if_index: Option<u32>,
    /// The device is to be polled.
    pub poll: bool,
}

/// What is told of a notification.
pub(super) fn told(notification: &Notification<'_>, names: &Notifications) -> Told {
    let rule = names.of(&notification.trap);
    let mut notice = Notice {
        oid: notification.trap.to_string(),
        name: rule.map(|rule| rule.name.clone()),
        text: rule.map(|rule| rule.text.clone()),
        count: 1,
        ..Notice::default()
    };
    let port = rule.and_then(|rule| rule.port.as_ref());
    let mut if_index = None;
    for varbind in notification.bound() {
        if port.is_some_and(|port| port.index_of(varbind.name).is_some()) {
            if_index = if_index.or_else(|| index(varbind.value()));
        }
        match detail(&varbind, names) {
            Some(detail) if notice.details.len() < MOST_DETAILS => notice.details.push(detail),
            _ => notice.left_out += 1,
        }
    }
    // What nobody explains may be anything: the device is looked at.
    Told { notice, if_index, poll: rule.is_none_or(|rule| rule.poll) }
}

fn index(value: Value<'_>) -> Option<u32> {
    match value {
        Value::Integer(index) => u32::try_from(index).ok().filter(|index| *index > 0),
        _ => None,
    }
}

fn detail(varbind: &Varbind<'_>, names: &Notifications) -> Option<[String; 2]> {
    let name = names.name_of(&Oid::from_ber(varbind.name)?);
    let value = match varbind.value() {
        Value::Integer(number) => number.to_string(),
        Value::Counter32(number) | Value::Gauge32(number) | Value::TimeTicks(number) => number.to_string(),
        Value::Counter64(number) => number.to_string(),
        Value::Octets(octets) | Value::Opaque(octets) => clean(&octets[..octets.len().min(LONGEST_DETAIL)])?,
        Value::Oid(content) => dotted(content),
        Value::IpAddress(octets) => std::net::Ipv4Addr::from(octets).to_string(),
        Value::Absent | Value::EndOfMibView | Value::Invalid => return None,
    };
    Some([cut(name), cut(value)])
}

/// At most [`LONGEST_DETAIL`] octets, to the border of a character.
fn cut(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(LONGEST_DETAIL));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        profile::Profiles,
        snmp::{
            message::{message, pdu_tag, varbind_list},
            notification::decode,
        },
    };

    fn of(trap: &str, bound: &[(&str, Value<'_>)]) -> Told {
        let oid = |text: &str| text.parse::<Oid>().unwrap();
        let (form, trap) = (oid("1.3.6.1.6.3.1.1.4.1.0"), oid(trap));
        let names: Vec<Oid> = bound.iter().map(|(name, _)| oid(name)).collect();
        let about = names.iter().zip(bound).map(|(name, (_, value))| (name.as_ber(), Some(*value)));
        let whole: Vec<_> = [(form.as_ber(), Some(Value::Oid(trap.as_ber())))].into_iter().chain(about).collect();
        let datagram = message(1, b"uji", pdu_tag::TRAP, [1, 0, 0], &varbind_list(whole.into_iter()));
        told(&decode(&datagram).unwrap(), Profiles::load(None).unwrap().notifications())
    }

    #[test]
    fn a_known_one_names_its_port() {
        let index = ("1.3.6.1.2.1.2.2.1.1.7", Value::Integer(7));
        let Told { notice, if_index, poll } = of("1.3.6.1.6.3.1.1.5.3", &[index]);
        assert_eq!((notice.name.as_deref(), if_index, poll), (Some("linkDown"), Some(7), true));
        assert_eq!(notice.details, [["ifIndex.7", "7"].map(str::to_owned)]);
        assert!(!of("1.3.6.1.6.3.1.1.5.5", &[]).poll, "authenticationFailure only tells");
        let odd = of("1.3.6.1.6.3.1.1.5.3", &[("1.3.6.1.2.1.2.2.1.1.7", Value::Octets(b"7"))]);
        assert_eq!(odd.if_index, None);
    }

    #[test]
    fn foreign_words_stay_words_and_have_an_end() {
        let hostile = b"\x1b]0;owned\x07<script>$(id)%n';DROP TABLE";
        let long = [0xc3, 0xa9].repeat(400);
        let many: Vec<_> = (0..20).map(|_| ("1.3.6.1.4.1.99999.1", Value::Counter64(u64::MAX))).collect();
        let all = [
            &[("1.3.6.1.4.1.99999.2", Value::Octets(hostile)), ("1.3.6.1.4.1.99999.3", Value::Octets(&long))][..],
            &many,
        ]
        .concat();
        let Told { notice, poll, .. } = of("1.3.6.1.4.1.99999.0.1", &all);
        assert!(poll && notice.name.is_none() && notice.text.is_none());
        assert_eq!((notice.details.len(), notice.left_out), (MOST_DETAILS, 14));
        assert!(notice.details.iter().flatten().all(|text| text.len() <= LONGEST_DETAIL && !text.contains('\x1b')));
        assert!(notice.details[0][1].starts_with("\\x1b]0;owned\\x07<script>"), "{:?}", notice.details[0]);
        let nothing = of("1.3.6.1.4.1.99999.0.1", &[("1.3.6.1.4.1.99999.1", Value::Invalid)]);
        assert_eq!((nothing.notice.details.len(), nothing.notice.left_out), (0, 1));
    }
}
