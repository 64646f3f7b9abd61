//! Moving the selection: rows, pages, to the side, between panels.

use super::{App, View, compat::CompatPanel, detail::Tab, overview::Panel};

/// Lines of a tab of the detail, at most: farther than any can be scrolled.
const DETAIL_LINES_MAX: usize = 10_000;
/// Lines of the collector's figures, at most.
const FIGURE_LINES_MAX: usize = 40;

impl App {
    pub(super) fn step(&mut self, by: isize) {
        match self.view {
            View::Overview => match self.overview_panel() {
                Panel::Opds => self.overview.opds.step(by),
                Panel::Links => self.overview.links.step(by),
                Panel::Alerts => self.overview.alerts.step(by),
            },
            View::Devices => self.devices.list.step(by),
            View::Problems => self.problems.list.step(by),
            View::Device if self.detail.tab == Tab::Ports => self.detail.ports.step(by),
            View::Device => self.detail.scroll = self.detail.scroll.saturating_add_signed(by).min(DETAIL_LINES_MAX),
            View::Compat => match self.compat.panel() {
                CompatPanel::Items => self.compat.rows.step(by),
                CompatPanel::Frozen => self.compat.frozen_rows.step(by),
            },
            View::Candidate => self.compat.rules.step(by),
            View::Topology => self.topology.rows.step(by),
            View::Collector => {
                self.collector.scroll = self.collector.scroll.saturating_add_signed(by).min(FIGURE_LINES_MAX);
            }
        }
    }

    pub(super) fn page(&mut self, by: isize) {
        match self.view {
            View::Overview => match self.overview_panel() {
                Panel::Opds => self.overview.opds.page(by),
                Panel::Links => self.overview.links.page(by),
                Panel::Alerts => self.overview.alerts.page(by),
            },
            View::Devices => self.devices.list.page(by),
            View::Problems => self.problems.list.page(by),
            View::Device if self.detail.tab == Tab::Ports => self.detail.ports.page(by),
            View::Topology => self.topology.rows.page(by),
            View::Device | View::Collector => {
                self.step(by * isize::try_from(self.size.1.saturating_sub(8).max(1)).unwrap_or(1))
            }
            View::Compat => match self.compat.panel() {
                CompatPanel::Items => self.compat.rows.page(by),
                CompatPanel::Frozen => self.compat.frozen_rows.page(by),
            },
            View::Candidate => self.compat.rules.page(by),
        }
    }

    pub(super) fn sideways(&mut self, by: isize) {
        match self.view {
            View::Overview if self.overview_panel() == Panel::Opds => {
                let rows = isize::try_from(self.overview.grid_rows.get().max(1)).unwrap_or(1);
                self.overview.opds.step(by * rows);
            }
            View::Devices => {
                let most = crate::view::devices::column::DeviceColumn::ALL.len() - 3;
                self.devices.scrolled = self.devices.scrolled.saturating_add_signed(by).min(most);
            }
            _ => {}
        }
    }

    pub(super) fn step_panel(&mut self, by: isize) {
        match self.view {
            View::Overview => self.overview.step_panel(by),
            View::Device => self.detail.step_tab(by),
            View::Compat => self.compat.other_panel(),
            View::Devices | View::Problems | View::Candidate | View::Collector | View::Topology => {}
        }
    }
}
