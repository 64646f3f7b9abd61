//! Gangguan: open root alerts, worst first.

use super::{list::List, narrow::Narrow};
use crate::{
    filter::{Fact, Facts, Field},
    fleet::Fleet,
};
use model::{Alert, AlertId, Lang, Timestamp, api::DeviceRow};

/// The list of alerts.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    /// Rows and selection.
    pub list: List<AlertId>,
    /// Filter.
    pub narrow: Narrow,
    /// Pane with the evidence, asked for or not; absent: as the size has it.
    pub preview: Option<bool>,
}

/// An alert beside its device's row, as the filter sees it.
pub struct AlertRow<'a> {
    /// The alert.
    pub alert: &'a Alert,
    /// Its device, while it is in the book.
    pub device: Option<&'a DeviceRow>,
    /// What holds, in the language of the screen.
    pub text: String,
}

impl<'a> AlertRow<'a> {
    /// The alert with its device.
    pub fn new(fleet: &'a Fleet, alert: &'a Alert, lang: Lang) -> Self {
        Self { alert, device: fleet.device(alert.device), text: alert.kind.text(lang) }
    }
}

impl Facts for AlertRow<'_> {
    fn fact(&self, field: Field, now: Timestamp) -> Fact<'_> {
        match field {
            Field::Severity | Field::Status => Fact::Status(self.alert.kind.severity()),
            Field::Since => Fact::age(Some(self.alert.since), now),
            Field::Owner => self.alert.handled.as_ref().map_or(Fact::Unknown, |handled| Fact::text(&handled.by)),
            Field::Behind => Fact::Number(f64::from(self.alert.behind)),
            Field::Opd => self.alert.opd.as_ref().map_or(Fact::Unknown, |opd| Fact::text(&opd.0)),
            Field::Port => Fact::text(self.alert.kind.object()),
            _ => self.device.map_or(Fact::Unknown, |row| row.fact(field, now)),
        }
    }

    fn texts(&self) -> [&str; 8] {
        let row = self.device;
        let of = |text: fn(&DeviceRow) -> &str| row.map_or("", text);
        [
            of(|row| &row.name),
            of(|row| &row.address),
            self.alert.opd.as_ref().map_or("", |opd| &opd.0),
            &self.text,
            self.alert.kind.object(),
            self.alert.handled.as_ref().map_or("", |handled| &handled.note),
            self.alert.handled.as_ref().map_or("", |handled| &handled.by),
            of(|row| &row.hardware),
        ]
    }
}

impl Problems {
    /// Filters anew.
    pub fn refresh(&mut self, fleet: &Fleet, lang: Lang, now: Timestamp) {
        let rows = fleet
            .roots()
            .into_iter()
            .filter(|alert| self.narrow.is_open() || self.narrow.filter.holds(&AlertRow::new(fleet, alert, lang), now))
            .map(|alert| alert.id)
            .collect();
        self.list.replace(rows);
    }
}
