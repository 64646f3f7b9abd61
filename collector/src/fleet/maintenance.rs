//! Maintenance windows while they hold: no new alert is opened in them, states go on; they begin and end by themselves.

use super::Fleet;
use crate::{
    alert::Condition,
    store::{Audited, Row},
};
use model::{
    DeviceId, Timestamp,
    availability::{Maintenance, MaintenanceId},
};

impl Fleet {
    /// Windows that did not end yet, by number.
    pub(crate) fn maintenance(&self) -> impl Iterator<Item = &Maintenance> {
        self.windows.values()
    }

    /// Number of the next window.
    pub(crate) const fn next_maintenance(&self) -> MaintenanceId {
        MaintenanceId(self.next_maintenance)
    }

    /// Puts a window as it is now; one that ended is forgotten here.
    pub(crate) fn put_maintenance(&mut self, window: Maintenance) {
        self.next_maintenance = self.next_maintenance.max(window.id.0 + 1);
        if window.ended.is_some() {
            self.windows.remove(&window.id);
        } else {
            self.windows.insert(window.id, window);
        }
    }

    /// Begins and ends windows whose time has come, with a line of the audit log each.
    pub(super) fn keep_maintenance(&mut self, now: Timestamp, rows: &mut Vec<Row>) {
        let mut over = Vec::new();
        for window in self.windows.values_mut() {
            if !window.begun && window.from <= now {
                window.begun = true;
                note(window, "maintenance.begin", window.from, rows);
            }
            if window.to <= now {
                window.ended = Some(window.to);
                note(window, "maintenance.end", now, rows);
                over.push(window.id);
            }
        }
        for id in over {
            self.windows.remove(&id);
        }
        self.set_maintained(now);
    }

    /// Which devices are under maintenance now.
    pub(super) fn set_maintained(&mut self, now: Timestamp) {
        let open: Vec<&Maintenance> = self.windows.values().filter(|window| window.is_open(now)).collect();
        let covered = |id: DeviceId, opd| open.iter().any(|window| window.covers(id, opd));
        self.maintained = if open.is_empty() {
            Default::default()
        } else {
            let devices = self.devices.iter().filter(|(id, known)| covered(**id, known.device.opd.as_ref()));
            devices.map(|(id, _)| *id).collect()
        };
    }

    /// Leaves out what would open a new alert about a device under maintenance. An alert that was open before goes on, and
    /// what still holds when the window is over is told then.
    pub(super) fn without_maintained(&self, conditions: &mut Vec<Condition>) {
        if self.maintained.is_empty() {
            return;
        }
        conditions.retain(|condition| {
            !self.maintained.contains(&condition.device)
                || self.alerts.values().any(|alert| {
                    alert.device == condition.device
                        && (alert.kind.name(), alert.kind.object()) == (condition.kind.name(), condition.kind.object())
                })
        });
    }
}

fn note(window: &Maintenance, action: &str, at: Timestamp, rows: &mut Vec<Row>) {
    rows.push(Row::Maintenance(Box::new(window.clone())));
    rows.push(Row::Audit(Audited {
        at,
        actor: "pantau".into(),
        action: action.into(),
        object: format!("maintenance {}", window.id.0),
        after: serde_json::to_string(window).unwrap_or_default(),
        ..Audited::default()
    }));
}
