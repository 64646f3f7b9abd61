//! One device: what was asked about it, what came, which part is open.

use model::{DeviceId, api::DevicePicture};

/// Part of the detail that is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Antarmuka.
    #[default]
    Ports,
    /// Perangkat keras.
    Hardware,
    /// Tetangga.
    Neighbours,
    /// Perubahan.
    Changes,
    /// Gangguan.
    Alerts,
}

impl Tab {
    /// Every tab, in the order shown.
    pub const ALL: [Self; 5] = [Self::Ports, Self::Hardware, Self::Neighbours, Self::Changes, Self::Alerts];
}

/// The device that is open or previewed.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// Which one.
    pub id: Option<DeviceId>,
    /// What the collector answered about it.
    pub picture: Option<Box<DevicePicture>>,
    /// Why there is no answer.
    pub refused: Option<String>,
    /// Open tab.
    pub tab: Tab,
    /// Ports and selection.
    pub ports: super::list::List<String>,
    /// Curves of the selected port that are longer than an hour.
    pub past: super::curve::Past,
    /// First line of a tab that is longer than the window.
    pub scroll: usize,
    asked: bool,
    again: bool,
}

impl Detail {
    /// Turns to a device: what is known of another one is forgotten.
    pub fn turn_to(&mut self, id: DeviceId) {
        if self.id != Some(id) {
            let (tab, past) = (self.tab, std::mem::take(&mut self.past));
            *self = Self { id: Some(id), tab, past, ..Self::default() };
        }
    }

    /// Whether a question about this device is due.
    pub fn wants(&self, id: DeviceId) -> bool {
        self.id != Some(id) || (!self.asked && (self.again || (self.picture.is_none() && self.refused.is_none())))
    }

    /// Turns to this device; true when a question is to be sent.
    pub fn ask(&mut self, id: DeviceId) -> bool {
        let due = self.wants(id);
        if due {
            self.turn_to(id);
            self.asked = true;
            self.again = false;
        }
        due
    }

    /// Its row has changed: ask again once the present question is answered.
    pub const fn is_outdated(&mut self) {
        self.again = true;
    }

    /// Takes the answer.
    pub fn answered(&mut self, id: DeviceId, answer: Result<Box<DevicePicture>, String>) {
        if self.id != Some(id) {
            return;
        }
        self.asked = false;
        match answer {
            Ok(picture) => {
                self.ports.replace(picture.ports.iter().map(|port| port.key.clone()).collect());
                if self.ports.selected().is_none() || self.picture.is_none() {
                    let uplink = picture.ports.iter().position(|port| port.uplink).unwrap_or(0);
                    self.ports.go(uplink);
                }
                self.picture = Some(picture);
                self.refused = None;
            }
            Err(why) => self.refused = Some(why),
        }
        let tabs = self.tabs();
        if !tabs.contains(&self.tab) {
            self.tab = tabs.first().copied().unwrap_or_default();
            self.scroll = 0;
        }
    }

    /// The tabs that have something to show.
    pub fn tabs(&self) -> Vec<Tab> {
        let Some(picture) = &self.picture else {
            return Vec::new();
        };
        Tab::ALL
            .into_iter()
            .filter(|tab| match tab {
                Tab::Ports => !picture.ports.is_empty(),
                Tab::Hardware => picture.record.is_some(),
                Tab::Neighbours => picture
                    .record
                    .as_ref()
                    .is_some_and(|record| !record.facts.neighbours.is_empty() || !record.facts.fdb.is_empty()),
                Tab::Changes => !picture.events.is_empty(),
                Tab::Alerts => !picture.alerts.is_empty(),
            })
            .collect()
    }

    /// Opens the next or previous tab.
    pub fn step_tab(&mut self, by: isize) {
        let tabs = self.tabs();
        if let Some(at) = tabs.iter().position(|tab| *tab == self.tab) {
            let to = (at as isize + by).rem_euclid(tabs.len() as isize) as usize;
            self.tab = tabs[to];
            self.scroll = 0;
        }
    }
}
