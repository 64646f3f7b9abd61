//! The actions of the key table, and why one cannot be done now.

use super::{
    App, Effect, Size, View, compat::CompatPanel, line::Line, overview::LinkOf, overview::Panel, palette::Palette,
    prompt::Acknowledging, prompt::Mode,
};
use crate::{
    keys::{self, Action, Binding},
    lang,
    run::Wish,
    term::caps::Glyphs,
};
use crossterm::event::KeyEvent;
use model::{AlertId, DeviceId, Lang, text};

impl App {
    pub(super) fn list_key(&mut self, key: &KeyEvent) {
        let place = self.view.place();
        if let Some(binding) = keys::find(key, place) {
            match self.blocked(binding) {
                None => self.act(binding.action),
                Some(reason) => self.say(reason),
            }
        } else if let Some(binding) = keys::find_elsewhere(key, place) {
            let lang = self.start.lang;
            let label = (binding.label)(lang);
            self.say(lang::only_in(lang, label, self.places_text(binding)));
        }
    }

    /// The names of the views where a key works.
    pub fn places_text(&self, binding: &Binding) -> String {
        let lang = self.start.lang;
        let names: Vec<&str> = [
            (View::Overview, lang::view_overview(lang)),
            (View::Devices, lang::view_devices(lang)),
            (View::Device, lang::view_device(lang)),
            (View::Problems, lang::view_problems(lang)),
            (View::Compat, lang::view_compat(lang)),
            (View::Candidate, lang::view_candidate(lang)),
            (View::Collector, lang::view_collector(lang)),
            (View::Topology, lang::view_topology(lang)),
        ]
        .into_iter()
        .filter(|(view, _)| binding.places.meets(view.place()))
        .map(|(_, name)| name)
        .collect();
        names.join(", ")
    }

    /// Why this key of the open view does nothing now; none when it works.
    pub fn blocked(&self, binding: &Binding) -> Option<String> {
        let lang = self.start.lang;
        if binding.changes && self.start.read_only {
            return Some(lang::reason_read_only(lang).to_owned());
        }
        match binding.action {
            Action::Acknowledge if self.alert_at_hand().is_none() => Some(lang::reason_no_alert(lang).to_owned()),
            Action::Undo if self.undo.is_none() => Some(lang::reason_no_undo(lang).to_owned()),
            Action::Probe | Action::CopyName | Action::CopyRow if self.device_at_hand().is_none() => {
                Some(lang::reason_no_row(lang).to_owned())
            }
            Action::Fold | Action::Unfold if !self.topology.is_branch() => Some(lang::reason_no_row(lang).to_owned()),
            Action::Open if self.nothing_to_open() => Some(lang::reason_no_row(lang).to_owned()),
            Action::Preview if self.size_class() < Size::Full => Some(lang::reason_small(lang).to_owned()),
            Action::NextPanel | Action::PreviousPanel
                if self.size_class() < Size::Full && self.view == View::Overview =>
            {
                Some(lang::reason_small(lang).to_owned())
            }
            action => self.compat_blocked(action).map(str::to_owned),
        }
    }

    fn nothing_to_open(&self) -> bool {
        match self.view {
            View::Overview => match self.overview_panel() {
                Panel::Opds => self.overview.opds.selected().is_none(),
                Panel::Links => self.overview.links.selected().is_none(),
                Panel::Alerts => self.overview.alerts.selected().is_none(),
            },
            View::Devices => self.devices.list.selected().is_none(),
            View::Problems => self.problems.list.selected().is_none(),
            View::Compat => match self.compat.panel() {
                CompatPanel::Items => self.compat.rows.selected().is_none(),
                CompatPanel::Frozen => self.compat.frozen_rows.selected().is_none(),
            },
            View::Topology => self.device_at_hand().is_none(),
            View::Device | View::Candidate | View::Collector => true,
        }
    }

    /// The part of the overview with the selection; a small window shows one part only.
    pub fn overview_panel(&self) -> Panel {
        if self.size_class() >= Size::Full {
            self.overview.panel
        } else if self.overview.alerts.rows().is_empty() {
            Panel::Opds
        } else {
            Panel::Alerts
        }
    }

    /// The device that the selected row is about.
    pub fn device_at_hand(&self) -> Option<DeviceId> {
        match self.view {
            View::Device => self.detail.id,
            View::Devices => self.devices.list.selected().copied(),
            View::Problems => self.alert_at_hand().and_then(|id| self.fleet.alert(id)).map(|alert| alert.device),
            View::Topology => self.topology.device().filter(|id| self.fleet.device(*id).is_some()),
            View::Overview | View::Compat | View::Candidate | View::Collector => None,
        }
    }

    /// The root alert that the selected row is about.
    pub fn alert_at_hand(&self) -> Option<AlertId> {
        match self.view {
            View::Problems => self.problems.list.selected().copied(),
            View::Overview if self.overview_panel() == Panel::Alerts => self.overview.alerts.selected().copied(),
            View::Overview | View::Compat | View::Candidate | View::Collector => None,
            View::Devices | View::Device | View::Topology => {
                self.device_at_hand().and_then(|device| self.fleet.root_of(device)).map(|alert| alert.id)
            }
        }
    }

    /// Does what a key says.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::Down => self.step(1),
            Action::Up => self.step(-1),
            Action::First => self.step(isize::MIN),
            Action::Last => self.step(isize::MAX),
            Action::PageDown => self.page(1),
            Action::PageUp => self.page(-1),
            Action::Left => self.sideways(-1),
            Action::Right => self.sideways(1),
            Action::Open => self.open(),
            Action::Fold => self.topology.fold(),
            Action::Unfold => self.topology.unfold(),
            Action::Back => self.back(),
            Action::NextPanel => self.step_panel(1),
            Action::PreviousPanel => self.step_panel(-1),
            Action::Overview => self.go(View::Overview),
            Action::Devices => self.go(View::Devices),
            Action::Problems => self.go(View::Problems),
            Action::Compat => self.open_compat(),
            Action::Collector => self.open_collector(),
            Action::Topology => self.open_topology(self.device_at_hand()),
            Action::Filter => {
                if self.view == View::Overview {
                    self.go(View::Devices);
                }
                self.mode = Mode::Filter { line: Line::new(&self.narrow().text), back: 0 };
            }
            Action::ProblemsOnly => self.toggle_problems_only(),
            Action::Command => self.mode = Mode::Palette(Palette::default()),
            Action::Find => self.mode = Mode::Palette(Palette { objects_only: true, ..Palette::default() }),
            Action::Sort => self.mode = Mode::Sort { add: false },
            Action::SortAdd => self.mode = Mode::Sort { add: true },
            Action::Reverse => self.sorted(|devices| devices.reverse()),
            Action::SortLeft => self.sorted(|devices| devices.sort_step(-1)),
            Action::SortRight => self.sorted(|devices| devices.sort_step(1)),
            Action::Preview => self.toggle_preview(),
            Action::Span => self.next_span(),
            Action::Acknowledge => self.ask_acknowledge(),
            Action::Undo => self.undo_last(),
            Action::Probe => self.probe(),
            Action::CopyName => self.copy(false),
            Action::CopyRow => self.copy(true),
            Action::Help => self.mode = Mode::Help(0),
            Action::Language => self.switch_language(),
            Action::LowBandwidth => self.set_low_bandwidth(!self.low_bandwidth),
            Action::Glyphs => self.switch_glyphs(),
            Action::Repaint => self.wishes.push(Wish::Repaint),
            Action::Suspend => self.wishes.push(Wish::Suspend),
            Action::Quit if self.trail.is_empty() => self.mode = Mode::Quit,
            Action::Quit => self.back(),
            Action::QuitNow => self.quit_now(),
            action => self.compat_act(action),
        }
    }

    /// Opens a view of the tab row.
    pub fn go(&mut self, view: View) {
        self.trail.clear();
        self.view = view;
    }

    /// Opens a device; `Esc` leads back.
    pub fn open_device(&mut self, id: DeviceId) {
        if self.view != View::Device {
            self.trail.push(self.view);
        }
        self.view = View::Device;
        self.detail.turn_to(id);
        self.detail.is_outdated();
        if self.detail.ask(id) {
            self.effects.push(Effect::AskDevice(id));
        }
    }

    /// Opens the devices with this filter; `Esc` leads back.
    pub fn open_devices(&mut self, filter: &str) {
        if self.view != View::Devices {
            self.trail.push(self.view);
        }
        self.view = View::Devices;
        self.devices.problems_only = false;
        self.set_filter(filter);
    }

    fn open(&mut self) {
        match self.view {
            View::Overview => match self.overview_panel() {
                Panel::Opds => {
                    if let Some(code) = self.overview.opds.selected().cloned() {
                        self.open_devices(&opd_filter(&code.0));
                    }
                }
                Panel::Links => match self.overview.links.selected().cloned() {
                    Some(LinkOf::Opd(code)) => self.open_devices(&opd_filter(&code.0)),
                    Some(LinkOf::Device(id)) => self.open_device(id),
                    None => {}
                },
                Panel::Alerts => {
                    let alert = self.overview.alerts.selected().and_then(|id| self.fleet.alert(*id));
                    if let Some(device) = alert.map(|alert| alert.device) {
                        self.open_device(device);
                    }
                }
            },
            View::Devices | View::Problems | View::Topology => {
                if let Some(id) = self.device_at_hand() {
                    self.open_device(id);
                }
            }
            View::Compat => self.open_compat_row(),
            View::Device | View::Candidate | View::Collector => {}
        }
    }

    /// Clears what narrows the list, then one step up the breadcrumb. Never quits.
    fn back(&mut self) {
        let is_narrowed = matches!(self.view, View::Devices | View::Problems) && !self.narrow().text.is_empty();
        if let Some(before) = self.trail.pop() {
            if self.view == View::Candidate {
                self.compat.viewed = None;
            }
            // A filter that the overview opened the list with goes with it.
            if self.view == View::Devices && before == View::Overview {
                self.set_filter("");
            }
            self.view = before;
        } else if is_narrowed {
            self.set_filter("");
        } else if self.view == View::Devices && self.devices.problems_only {
            self.devices.problems_only = false;
            self.refresh_devices();
        } else {
            self.view = View::Overview;
        }
    }

    fn sorted(&mut self, change: impl FnOnce(&mut super::devices::Devices)) {
        change(&mut self.devices);
        self.refresh_devices();
    }

    fn toggle_problems_only(&mut self) {
        if self.view == View::Overview {
            self.trail.push(View::Overview);
            self.view = View::Devices;
            self.devices.problems_only = true;
        } else {
            self.devices.problems_only = !self.devices.problems_only;
        }
        self.refresh_devices();
    }

    fn toggle_preview(&mut self) {
        if self.view == View::Problems {
            self.problems.preview = Some(!self.problems.preview.unwrap_or(true));
        } else {
            self.devices.preview = Some(!self.shows_preview());
        }
    }

    fn ask_acknowledge(&mut self) {
        if let Some(alert) = self.alert_at_hand() {
            let note = Line::new(&self.kept_note);
            self.mode =
                Mode::Acknowledge(Acknowledging { alert, choice: 0, in_note: false, note, missing_note: false });
        }
    }

    fn undo_last(&mut self) {
        if let Some((alert, _)) = self.undo.take() {
            self.effects.push(Effect::Unacknowledge(alert));
        }
    }

    fn probe(&mut self) {
        let row = self.device_at_hand().and_then(|id| self.fleet.device(id));
        if let Some((id, name)) = row.map(|row| (row.id, text::shown(&row.name, 30))) {
            self.say(lang::probing(self.start.lang, name));
            self.effects.push(Effect::Probe(id));
        }
    }

    fn copy(&mut self, whole_row: bool) {
        let Some(row) = self.device_at_hand().and_then(|id| self.fleet.device(id)) else {
            return;
        };
        // The clipboard is an outlet of the terminal: what a device calls itself is made inert here too.
        let inert = |text: &str| text::visible(text);
        let copied = if whole_row {
            let status = row.status.name().to_owned();
            let parts = [inert(&row.name), inert(&row.address), inert(&row.opd), inert(&row.class), status];
            parts.join("\t")
        } else {
            inert(&row.name)
        };
        self.wishes.push(Wish::Copy(copied));
        self.say(lang::copied(self.start.lang));
    }

    pub(super) fn switch_language(&mut self) {
        self.start.lang = match self.start.lang {
            Lang::Id => Lang::En,
            Lang::En => Lang::Id,
        };
        self.toast = None;
    }

    pub(super) fn set_low_bandwidth(&mut self, on: bool) {
        self.low_bandwidth = on;
        self.wishes.push(Wish::LowBandwidth(on));
        let lang = self.start.lang;
        self.say(if on { lang::low_bandwidth_on(lang) } else { lang::low_bandwidth_off(lang) });
    }

    fn switch_glyphs(&mut self) {
        let tier = match self.glyphs() {
            Glyphs::Ascii => self.tier_before_ascii,
            tier => {
                self.tier_before_ascii = tier;
                Glyphs::Ascii
            }
        };
        self.start.glyphs = Some(tier);
        self.wishes.push(Wish::Glyphs(tier));
    }

    pub(super) fn quit_now(&mut self) {
        if self.quit_asked.is_some() {
            self.finished = true;
        } else {
            self.quit_asked = Some(self.now);
            self.say(lang::quit_again(self.start.lang));
        }
    }
}

/// The filter that holds for the devices of one agency, in quotes when its code is not one word.
pub fn opd_filter(code: &str) -> String {
    if code.is_empty() { "opd:?".into() } else { format!("opd={code}") }
}
