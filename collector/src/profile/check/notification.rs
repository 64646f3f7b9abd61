//! The sense of what a file says of notifications.

use super::Check;
use crate::{
    profile::{file, notification::NotificationRule},
    snmp::Oid,
};
use std::collections::BTreeMap;
use toml::Spanned;

impl Check<'_, '_> {
    pub(super) fn notification(&mut self, form: file::Notification) -> Option<(Oid, NotificationRule)> {
        let oid = self.good(&form.oid, form.oid.get_ref().parse())?;
        for text in [&form.name, &form.id, &form.en] {
            if text.get_ref().trim().is_empty() {
                self.tell(text, "a notification has a name and a meaning in both languages (id, en)");
                return None;
            }
        }
        let port = match &form.port {
            Some(port) => Some(self.good(port, port.get_ref().parse())?),
            None => None,
        };
        let [name, id, en] = [form.name, form.id, form.en].map(Spanned::into_inner);
        Some((oid, NotificationRule { name, text: [id, en], port, poll: form.poll }))
    }

    pub(super) fn bound(&mut self, bound: BTreeMap<String, Spanned<String>>) -> Vec<(Oid, String)> {
        let named = bound.into_iter();
        named.filter_map(|(name, oid)| Some((self.good(&oid, oid.get_ref().parse())?, name))).collect()
    }
}
