//! What other threads tell the screen, and what follows from it.

use super::{
    App, Effect, View,
    compat::CompatTold,
    curve::{CurveOf, Curves},
};
use crate::{client::CallError, lang, run::Wish};
use model::{
    Alert, AlertId, DeviceId, Lang, Status, Timestamp,
    alert::Acknowledgement,
    api::{Added, Change, DevicePicture, Figures, FleetPicture, Topology},
};

/// How the line to the collector is.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// No picture yet.
    Connecting,
    /// Changes are coming in.
    Live,
    /// Lost; the last picture stays.
    Cut {
        /// Since when, by this machine's clock.
        since: Timestamp,
        /// Why, at the last attempt.
        error: CallError,
    },
}

/// News and answers.
#[derive(Clone, Debug)]
pub enum Message {
    /// The whole picture.
    Picture(Box<FleetPicture>),
    /// What changed.
    Change(Box<Change>),
    /// The collector cannot be reached; told again after every attempt.
    Cut {
        /// Since when, by this machine's clock.
        since: Timestamp,
        /// Why, this time.
        error: CallError,
    },
    /// One device, or why not.
    Device(DeviceId, Result<Box<DevicePicture>, CallError>),
    /// The curves of a port, or why not.
    Curve(CurveOf, Result<Curves, CallError>),
    /// The collector's own figures, or why not.
    Figures(Result<Figures, CallError>),
    /// Who is linked to whom, or why not.
    Topology(Result<Box<Topology>, CallError>),
    /// It was looked at just now, or why not.
    Probed(DeviceId, Result<Box<DevicePicture>, CallError>),
    /// An alert is in hand, or why not.
    Acknowledged(AlertId, Result<Acknowledgement, CallError>),
    /// An acknowledgement was taken back, or why not.
    Unacknowledged(AlertId, Result<(), CallError>),
    /// Proposals entered the book, or why not.
    Added(Result<Added, CallError>),
    /// What things to be bought asked for.
    Compat(CompatTold),
}

/// Why, as inert text: what a collector or a proxy says is foreign.
pub(super) fn inert(error: &CallError, lang: Lang) -> String {
    model::text::visible(&error.text(lang))
}

impl App {
    pub(super) fn news(&mut self, message: Message) {
        match message {
            Message::Picture(picture) => {
                let was_loaded = self.fleet.loaded;
                let before = self.loud_roots();
                self.ahead_ms = picture.now.0 - self.now.0;
                self.fleet.replace(*picture);
                self.link = Link::Live;
                self.detail.is_outdated();
                self.refreshed(false);
                if was_loaded {
                    self.ring(&before);
                }
            }
            Message::Change(change) => {
                let before = self.loud_roots();
                self.ahead_ms = change.now.0 - self.now.0;
                let touched = self.detail.id.is_some_and(|id| change.devices.iter().any(|row| row.id == id));
                if touched {
                    self.detail.is_outdated();
                }
                self.fleet.apply(*change);
                self.link = Link::Live;
                self.refreshed(self.rows_are_held());
                self.ring(&before);
            }
            Message::Cut { since, error } => self.link = Link::Cut { since, error },
            Message::Device(id, answer) => {
                let lang = self.start.lang;
                self.detail.answered(id, answer.map_err(|refused| inert(&refused, lang)));
            }
            Message::Curve(of, answer) => {
                let lang = self.start.lang;
                self.detail.past.answered(of, answer.map_err(|refused| inert(&refused, lang)));
            }
            Message::Figures(answer) => {
                let lang = self.start.lang;
                self.collector.answered(answer.map_err(|refused| inert(&refused, lang)));
            }
            Message::Topology(answer) => {
                let lang = self.start.lang;
                self.topology.answered(answer.map_err(|refused| inert(&refused, lang)));
            }
            Message::Probed(id, answer) => self.probed(id, answer),
            Message::Acknowledged(id, answer) => self.acknowledged(id, answer),
            Message::Added(answer) => self.added(answer),
            Message::Compat(told) => self.compat_told(told),
            Message::Unacknowledged(_, answer) => match answer {
                Ok(()) => self.say(lang::undone(self.start.lang)),
                Err(refused) => {
                    let why = inert(&refused, self.start.lang);
                    self.say(lang::not_undone(self.start.lang, why));
                }
            },
        }
        self.ask_for_rested();
    }

    /// Brings every list up to date with the fleet.
    pub(super) fn refreshed(&mut self, held: bool) {
        if held && !self.devices.list.rows().is_empty() {
            self.devices.drop_gone(&self.fleet);
        } else {
            self.refresh_devices();
        }
        let now = self.collector_now();
        self.problems.refresh(&self.fleet, self.start.lang, now);
        if self.view == View::Device && self.detail.id.is_some_and(|id| self.fleet.device(id).is_none()) {
            self.say(lang::device_gone(self.start.lang));
            self.view = self.trail.pop().unwrap_or_default();
        }
    }

    /// Root alerts worth a bell.
    fn loud_roots(&self) -> Vec<AlertId> {
        if !self.bell {
            return Vec::new();
        }
        let is_loud = |alert: &&Alert| alert.kind.severity() <= Status::Critical;
        self.fleet.roots().into_iter().filter(is_loud).map(|alert| alert.id).collect()
    }

    /// Once for new MATI or KRITIS roots, at most every 30 s.
    fn ring(&mut self, before: &[AlertId]) {
        let is_new = self.loud_roots().iter().any(|id| !before.contains(id));
        let is_quiet = self.last_bell.is_none_or(|last| self.now.seconds_since(last) >= 30.0);
        if self.bell && is_new && is_quiet {
            self.last_bell = Some(self.now);
            self.wishes.push(Wish::Bell);
        }
    }

    fn probed(&mut self, id: DeviceId, answer: Result<Box<DevicePicture>, CallError>) {
        let lang = self.start.lang;
        match answer {
            Ok(picture) => {
                let name = model::text::shown(&picture.row.name, 30);
                let status = format!("{} {}", picture.row.status.glyph(), picture.row.status.word(lang));
                let round_trip = crate::draw::number::milliseconds(lang, picture.row.rtt_ms);
                self.say(lang::probed(lang, name, status, round_trip));
                self.detail.answered(id, Ok(picture));
            }
            Err(refused) => {
                let why = inert(&refused, lang);
                self.say(lang::not_probed(lang, why));
            }
        }
    }

    fn acknowledged(&mut self, id: AlertId, answer: Result<Acknowledgement, CallError>) {
        let lang = self.start.lang;
        let sent = self.sending.take_if(|(sending, _)| *sending == id);
        match answer {
            Ok(acknowledgement) => {
                let until = acknowledgement.until.map_or_else(
                    || lang::until_recovered(lang).to_owned(),
                    |until| crate::draw::number::moment(&self.look(), until),
                );
                self.undo = Some((id, self.now.plus_seconds(super::UNDO_SECONDS)));
                self.kept_note.clear();
                self.say(lang::acknowledged(lang, until));
            }
            Err(refused) => {
                self.kept_note = sent.map(|(_, note)| note).unwrap_or_default();
                let why = inert(&refused, lang);
                self.say(lang::not_acknowledged(lang, why));
            }
        }
    }

    pub(super) fn send_acknowledgement(&mut self, alert: AlertId, for_seconds: Option<u64>, note: String) {
        self.sending = Some((alert, note.clone()));
        self.say(lang::sending(self.start.lang));
        self.effects.push(Effect::Acknowledge { alert, for_seconds, note });
    }
}
