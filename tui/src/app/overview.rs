//! Ringkasan: agencies worst first, busiest links, newest roots; and which of the three has the selection.

use super::list::List;
use crate::{draw::graph, fleet::Fleet};
use model::{AlertId, DeviceId, OpdCode, api::OpdRow};
use std::{cell::Cell, collections::HashSet};

/// A part of the overview.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Panel {
    /// Agencies.
    #[default]
    Opds,
    /// Busiest links.
    Links,
    /// Root alerts.
    Alerts,
}

/// Whose link it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkOf {
    /// An agency's uplinks.
    Opd(OpdCode),
    /// A device's uplink or busiest port.
    Device(DeviceId),
}

/// The overview.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// Which part has the selection.
    pub panel: Panel,
    /// Agencies.
    pub opds: List<OpdCode>,
    /// Links.
    pub links: List<LinkOf>,
    /// Root alerts.
    pub alerts: List<AlertId>,
    /// Version of the fleet that the lists are of.
    version: u64,
    /// Rows of the agency grid as drawn last: a step to the side moves by so many.
    pub grid_rows: Cell<usize>,
}

/// One of the busiest links, ready to draw.
pub struct BusyLink<'a> {
    /// Agency code or device name, foreign.
    pub name: &'a str,
    /// Contracted rate, where there is one, bit/s.
    pub contracted_bps: Option<u64>,
    /// Incoming, bit/s.
    pub in_bps: Option<f64>,
    /// Outgoing.
    pub out_bps: Option<f64>,
    /// Fuller direction, percent.
    pub use_percent: f64,
    /// Points of a sparkline.
    pub trend: Vec<Option<f32>>,
    /// What the points are drawn against.
    pub trend_max: f64,
}

impl Overview {
    /// Takes the lists anew when the fleet has changed.
    pub fn refresh(&mut self, fleet: &Fleet) {
        if self.version == fleet.version {
            return;
        }
        self.version = fleet.version;
        let mut opds: Vec<&OpdRow> =
            fleet.picture().opds.iter().filter(|row| row.counts.total() > 0 || !row.opd.code.0.is_empty()).collect();
        opds.sort_by_key(|row| {
            let worst = row.counts.worst();
            (
                worst.rank(),
                std::cmp::Reverse(if worst == model::Status::Ok { 0 } else { row.counts.of(worst) }),
                &row.opd.code,
            )
        });
        self.opds.replace(opds.into_iter().map(|row| row.opd.code.clone()).collect());
        self.links.replace(busiest(fleet));
        self.alerts.replace(fleet.roots().into_iter().map(|alert| alert.id).collect());
        if self.panel == Panel::Links && self.links.rows().is_empty()
            || self.panel == Panel::Alerts && self.alerts.rows().is_empty()
        {
            self.panel = Panel::Opds;
        }
    }

    /// The panels that have rows.
    pub fn step_panel(&mut self, by: isize) {
        let panels: Vec<Panel> = [Panel::Opds, Panel::Links, Panel::Alerts]
            .into_iter()
            .filter(|panel| match panel {
                Panel::Opds => true,
                Panel::Links => !self.links.rows().is_empty(),
                Panel::Alerts => !self.alerts.rows().is_empty(),
            })
            .collect();
        let at = panels.iter().position(|panel| *panel == self.panel).unwrap_or(0);
        self.panel = panels[(at as isize + by).rem_euclid(panels.len() as isize) as usize];
    }
}

/// Links with a known use, the fullest first: agencies by their contracted rate, and devices of agencies that have none.
fn busiest(fleet: &Fleet) -> Vec<LinkOf> {
    let measured: Vec<&OpdRow> = fleet.picture().opds.iter().filter(|row| row.use_percent.is_some()).collect();
    let mut links: Vec<(f64, LinkOf)> =
        measured.iter().filter_map(|row| Some((row.use_percent?, LinkOf::Opd(row.opd.code.clone())))).collect();
    let codes: HashSet<&str> = measured.iter().map(|row| row.opd.code.0.as_str()).collect();
    for row in fleet.devices() {
        if let Some(percent) = row.use_percent
            && !codes.contains(row.opd.as_str())
        {
            links.push((percent, LinkOf::Device(row.id)));
        }
    }
    links.sort_by(|a, b| b.0.total_cmp(&a.0));
    links.truncate(LINKS_MAX);
    links.into_iter().map(|(_, link)| link).collect()
}

/// Links in the list, at most.
const LINKS_MAX: usize = 50;

/// What to draw of a link; none when it has gone.
pub fn busy_link<'a>(fleet: &'a Fleet, link: &LinkOf) -> Option<BusyLink<'a>> {
    match link {
        LinkOf::Opd(code) => {
            let row = fleet.opd(&code.0)?;
            // The direction that is fuller is the one that is drawn.
            let incoming = row.in_bps.unwrap_or(0.0) >= row.out_bps.unwrap_or(0.0);
            let trend = if incoming { &row.trend_in } else { &row.trend_out };
            Some(BusyLink {
                name: &row.opd.code.0,
                contracted_bps: row.opd.contracted_bps,
                in_bps: row.in_bps,
                out_bps: row.out_bps,
                use_percent: row.use_percent?,
                trend_max: graph::axis(row.opd.contracted_bps.map(|bps| bps as f64), [trend, &[]]),
                trend: trend.clone(),
            })
        }
        LinkOf::Device(id) => {
            let row = fleet.device(*id)?;
            Some(BusyLink {
                name: &row.name,
                contracted_bps: None,
                in_bps: row.in_bps,
                out_bps: row.out_bps,
                use_percent: row.use_percent?,
                trend_max: graph::axis(row.trend_max_bps, [&row.trend, &[]]),
                trend: row.trend.clone(),
            })
        }
    }
}
