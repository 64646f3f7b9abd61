//! Notifications by their name: what a trap means to people, which port it is about, and whether it asks for a poll.

use crate::snmp::{Oid, oid::dotted};
use std::collections::BTreeMap;

/// What a file says of one notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationRule {
    /// Its name in its MIB.
    pub name: String,
    /// What it means, in Indonesian and English.
    pub text: [String; 2],
    /// The object among its varbinds whose value is the ifIndex of the port it is about.
    pub port: Option<Oid>,
    /// The device is polled soon after it.
    pub poll: bool,
}

/// The notifications of all files.
#[derive(Debug, Default)]
pub struct Notifications {
    pub(super) rules: BTreeMap<Oid, NotificationRule>,
    /// Names of the objects that notifications bind.
    pub(super) bound: BTreeMap<Oid, String>,
}

impl Notifications {
    /// What is known of a notification, by its snmpTrapOID.
    ///
    /// Where the MIB has no zero before the last arc, a trap of v1 gets one on its way (RFC 3584, 3.1 (2) and 3.2 (3)).
    pub fn of(&self, trap: &Oid) -> Option<&NotificationRule> {
        self.rules.get(trap).or_else(|| {
            let [above @ .., 0, last] = trap.as_ber() else { return None };
            self.rules.get(&Oid::from_ber(&[above, &[*last]].concat())?)
        })
    }

    /// Every notification known.
    pub fn iter(&self) -> impl Iterator<Item = (&Oid, &NotificationRule)> {
        self.rules.iter()
    }

    /// Name of a varbind for people: that of its object with its index, else dotted decimals.
    pub fn name_of(&self, name: &Oid) -> String {
        let object = self.bound.range(..=name).next_back();
        match object.and_then(|(object, word)| Some((word, object.index_of(name.as_ber())?))) {
            Some((word, [])) => word.clone(),
            Some((word, index)) => format!("{word}.{}", crate::snmp::oid::dotted_index(index)),
            None => dotted(name.as_ber()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::profile::Profiles;

    #[test]
    fn names_of_notifications_and_of_what_they_bind() {
        let profiles = Profiles::load(None).unwrap();
        let notifications = profiles.notifications();
        let name = |oid: &str| notifications.of(&oid.parse().unwrap()).map(|rule| rule.name.as_str());
        assert_eq!(name("1.3.6.1.6.3.1.1.5.3"), Some("linkDown"));
        // As the MIB has it, and as a trap of v1 arrives.
        assert_eq!(name("1.3.6.1.2.1.33.2.1"), Some("upsTrapOnBattery"));
        assert_eq!(name("1.3.6.1.2.1.33.2.0.1"), Some("upsTrapOnBattery"));
        assert_eq!(name("1.3.6.1.4.1.318.0.4242"), None);
        let bound = |oid: &str| notifications.name_of(&oid.parse().unwrap());
        assert_eq!(bound("1.3.6.1.2.1.2.2.1.1.7"), "ifIndex.7");
        assert_eq!(bound("1.3.6.1.2.1.2.2.1.1"), "ifIndex");
        assert_eq!(bound("1.3.6.1.4.1.14988.9.9"), "1.3.6.1.4.1.14988.9.9");
        assert!(notifications.iter().all(|(_, rule)| rule.text.iter().all(|text| !text.is_empty())));
    }
}
