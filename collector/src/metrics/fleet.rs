//! Series of the whole fleet: agencies by status and traffic, open alerts.

use super::{choice::Choice, text::Page};
use crate::fleet::Fleet;
use model::{Status, Timestamp};
use std::collections::BTreeMap;

pub(super) fn write(fleet: &Fleet, page: &mut Page, now: Timestamp, choice: &Choice) {
    let mut rows = fleet.opd_rows(now);
    let chosen = |code: &model::OpdCode| choice.opds.as_ref().is_none_or(|opds| opds.contains(code));
    rows.retain(|row| chosen(&row.opd.code));
    page.head("pantau_opd_info", "What an agency is; always 1.", "gauge");
    for row in &rows {
        page.series("pantau_opd_info", &[("opd", &row.opd.code.0), ("name", &row.opd.name)], 1.0);
    }
    page.head("pantau_opd_devices", "Devices of an agency by status.", "gauge");
    for row in &rows {
        for status in Status::ALL {
            let labels = [("opd", row.opd.code.0.as_str()), ("status", status.name())];
            page.series("pantau_opd_devices", &labels, f64::from(row.counts.of(status)));
        }
    }
    let mut gauge = |name: &str, help: &str, of: &dyn Fn(&model::api::OpdRow) -> Option<f64>| {
        page.head(name, help, "gauge");
        for row in &rows {
            if let Some(value) = of(row) {
                page.series(name, &[("opd", &row.opd.code.0)], value);
            }
        }
    };
    gauge("pantau_opd_receive_bps", "Incoming traffic of an agency's uplinks.", &|row| row.in_bps);
    gauge("pantau_opd_transmit_bps", "Outgoing traffic of an agency's uplinks.", &|row| row.out_bps);
    gauge("pantau_opd_contracted_bps", "Rate of the agency's contract.", &|row| {
        row.opd.contracted_bps.map(|bps| bps as f64)
    });
    let mut alerts: BTreeMap<(&str, &str, bool), u32> = BTreeMap::new();
    let counts = |alert: &&model::Alert| choice.opds.is_none() || alert.opd.as_ref().is_some_and(chosen);
    for alert in fleet.alerts().filter(counts) {
        *alerts.entry((alert.kind.name(), alert.kind.severity().name(), alert.handled.is_some())).or_default() += 1;
    }
    page.head("pantau_alerts", "Open alerts by kind, severity, and whether somebody has them in hand.", "gauge");
    for ((kind, severity, handled), count) in alerts {
        let handled = if handled { "yes" } else { "no" };
        page.series("pantau_alerts", &[("kind", kind), ("severity", severity), ("handled", handled)], f64::from(count));
    }
}
