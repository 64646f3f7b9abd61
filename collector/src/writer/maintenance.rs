//! Maintenance windows that people declare and end.

use super::{Writer, command::audit};
use crate::{book, store::Row};
use model::{
    Timestamp,
    api::{AddMaintenance, EndMaintenance, ErrorAnswer},
    availability::Maintenance,
};

impl Writer {
    /// Keeps a window as it is now, with what it was.
    fn keep_window(
        &mut self,
        action: &str,
        before: Option<&Maintenance>,
        window: Maintenance,
        now: Timestamp,
    ) -> Result<Maintenance, ErrorAnswer> {
        let line = audit(action, now, format!("maintenance {}", window.id.0), before, Some(&window));
        self.record(vec![Row::Maintenance(Box::new(window.clone()))], line)?;
        self.shared.fleet_mut().put_maintenance(window.clone());
        Ok(window)
    }

    pub(super) fn declare_maintenance(
        &mut self,
        asked: &AddMaintenance,
        now: Timestamp,
    ) -> Result<Maintenance, ErrorAnswer> {
        let window = book::add_maintenance(&self.shared.fleet(), asked, &self.who.name, now)?;
        self.keep_window("maintenance.add", None, window, now)
    }

    pub(super) fn end_maintenance(
        &mut self,
        asked: &EndMaintenance,
        now: Timestamp,
    ) -> Result<Maintenance, ErrorAnswer> {
        let (before, after) = book::end_maintenance(&self.shared.fleet(), asked.id, now)?;
        self.keep_window("maintenance.end", Some(&before), after, now)
    }
}
