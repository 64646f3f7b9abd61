//! May this device say this? By the community or the user that it is known with (`reliability.md` 8.4). Pure.

use super::figures::Dropped;
use crate::snmp::notification::Notification;
use model::{device::SnmpAccess, settings::Community};

/// Judges a notification of v1 or v2c against what the device is polled with. The version may be another one: many
/// devices send traps of v1 however they are asked.
pub(super) fn community(
    notification: &Notification<'_>,
    access: Option<&SnmpAccess>,
    configured: &[Community],
) -> Result<(), Dropped> {
    let own = match access {
        Some(SnmpAccess::V1 { community } | SnmpAccess::V2c { community }) => Some(community),
        _ => None,
    };
    let mut known = own.into_iter().chain(configured.iter().map(|one| &one.0));
    if known.any(|known| known.as_bytes() == notification.community) { Ok(()) } else { Err(Dropped::Community) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snmp::{
        Value,
        message::{message, pdu_tag, varbind_list},
        notification::decode,
    };

    #[test]
    fn the_community_of_the_device_or_a_configured_one() {
        let form: crate::snmp::Oid = "1.3.6.1.6.3.1.1.4.1.0".parse().unwrap();
        let list = varbind_list([(form.as_ber(), Some(Value::Oid(form.as_ber())))].into_iter());
        let one = |community: &str| SnmpAccess::V1 { community: community.into() };
        let configured = [Community("umum".into())];
        for (sent, access, expected) in [
            ("uji", Some(one("uji")), Ok(())),
            ("uji", Some(one("uj")), Err(Dropped::Community)),
            ("uj", Some(one("uji")), Err(Dropped::Community)),
            ("", Some(one("uji")), Err(Dropped::Community)),
            ("umum", Some(one("uji")), Ok(())),
            ("umum", None, Ok(())),
            ("uji", None, Err(Dropped::Community)),
        ] {
            let datagram = message(1, sent.as_bytes(), pdu_tag::TRAP, [1, 0, 0], &list);
            let judged = community(&decode(&datagram).unwrap(), access.as_ref(), &configured);
            assert_eq!(judged, expected, "{sent}");
        }
    }
}
