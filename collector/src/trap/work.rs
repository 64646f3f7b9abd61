//! What becomes of datagrams: decoded, judged, told to the writer; informs answered after the commit; polls begun.

use super::{
    Notified, Shared,
    figures::{Dropped, count},
    hint::Hints,
    judge,
    listen::{Waiting, source, taken},
    repeat::{Outcome, Repeats},
    secured::{Engines, Judged},
    stranger::Strangers,
    told::{Told, told},
    whose::Addresses,
};
use crate::snmp::{
    message::Fault,
    notification::{self, Kind, Notification},
    usm::{
        credential::flag,
        message::{header, scoped},
    },
};
use model::{
    DeviceId, Timestamp,
    access::{SnmpAccess, User},
    api::{Event, Happening},
};
use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::mpsc;

/// Most datagrams of one round: one transaction.
const GROUP: usize = 256;
/// How often polls, counts and strangers that became due are looked for.
const TICK: Duration = Duration::from_millis(250);
/// A device is told of with a refused notification at most this often (`reliability.md` 13.3).
const REFUSALS_APART: Duration = Duration::from_secs(3600);
/// Polls that may end before they are looked at.
const ENDED: usize = 1024;

/// What the task keeps from round to round.
struct Work {
    shared: Arc<Shared>,
    addresses: Addresses,
    repeats: Repeats,
    hints: Hints,
    strangers: Strangers,
    engines: Engines,
    /// When a device was last told of with a refused notification.
    refused: HashMap<DeviceId, Instant>,
    ended: mpsc::Sender<DeviceId>,
}

/// An answer that waits for the commit.
struct Answer {
    to: SocketAddr,
    datagram: Vec<u8>,
}

/// Works until the queue is gone.
pub(super) async fn work(shared: Arc<Shared>, mut queue: mpsc::Receiver<Waiting>) {
    let (ended, mut done) = mpsc::channel(ENDED);
    let mut work = Work {
        addresses: Addresses::new(&shared.settings.proxies),
        repeats: Repeats::default(),
        hints: Hints::default(),
        strangers: Strangers::new(),
        engines: Engines::default(),
        refused: HashMap::new(),
        ended,
        shared,
    };
    work.begin().await;
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut group = Vec::with_capacity(GROUP);
    loop {
        tokio::select! {
            biased;
            Some(id) = done.recv() => work.hints.done(id),
            count = queue.recv_many(&mut group, GROUP) => if count == 0 {
                return;
            },
            _ = tick.tick() => {}
        }
        work.round(&mut group).await;
    }
}

impl Work {
    async fn round(&mut self, group: &mut Vec<Waiting>) {
        let now = Instant::now();
        let mut notified = Notified::default();
        let mut answers = Vec::new();
        if !group.is_empty() {
            self.addresses.follow(&self.shared.live, now);
        }
        for Waiting { from, datagram } in group.drain(..) {
            taken(&self.shared, datagram.len());
            let at = self.shared.live.clock.now();
            match self.take(from, &datagram, at, now, &mut notified) {
                Ok(answer) => answers.extend(answer.map(|datagram| Answer { to: from, datagram })),
                Err(why) => self.shared.counters.drop(why),
            }
        }
        notified.again = self.repeats.over(now);
        notified.strangers = self.strangers.due(now);
        // Polls first: they need not wait for the disk.
        self.poll(now);
        let kept = notified.is_empty() || self.shared.tell(notified).await;
        // An inform whose event is not on the disk is sent again by whoever sent it.
        for Answer { to, datagram } in answers.into_iter().filter(|_| kept) {
            match self.shared.socket.send_to(&datagram, to).await {
                Ok(_) => count(&self.shared.counters.answered),
                Err(error) => tracing::debug!(%error, "the answer to an inform could not be sent"),
            }
        }
    }

    /// Takes one datagram; returns the answer that its sender waits for.
    fn take(
        &mut self,
        from: SocketAddr,
        datagram: &[u8],
        at: Timestamp,
        now: Instant,
        notified: &mut Notified,
    ) -> Result<Option<Vec<u8>>, Dropped> {
        let notification = match notification::decode(datagram) {
            Ok(notification) => notification,
            Err(Fault::Version) => return self.take_secured(from, datagram, at, now, notified),
            Err(Fault::Malformed) => return Err(Dropped::Malformed),
        };
        let Some(device) = self.addresses.whose(source(from), notification.agent) else {
            let name = self.shared.profiles.notifications().of(&notification.trap).map(|rule| rule.name.clone());
            self.strangers.note(source(from), name.unwrap_or_else(|| notification.trap.to_string()), at);
            return Err(Dropped::Sender);
        };
        if let Err(why) = self.judge(device, &notification) {
            self.tell_refused(device, why, at, now, notified);
            return Err(why);
        }
        self.accept(device, &notification, at, now, notified)?;
        Ok((notification.kind == Kind::Inform).then(|| notification::answer(&notification)))
    }

    /// Takes one of v3. What its sender must mend is answered with a Report.
    fn take_secured(
        &mut self,
        from: SocketAddr,
        datagram: &[u8],
        at: Timestamp,
        now: Instant,
        notified: &mut Notified,
    ) -> Result<Option<Vec<u8>>, Dropped> {
        let header = header(datagram).map_err(|_| Dropped::Malformed)?;
        let Some(device) = self.addresses.whose(source(from), None) else {
            self.strangers.note(source(from), "SNMPv3".to_owned(), at);
            return Err(Dropped::Sender);
        };
        let Some(user) = self.user(device) else {
            self.tell_refused(device, Dropped::User, at, now, notified);
            return Err(Dropped::User);
        };
        let credential = self.engines.credential(device, &user);
        let plain = match self.engines.judge(&header, &credential, now) {
            Judged::Plain(plain) => plain,
            Judged::Reported(why, report) => {
                // To ask who we are and what time it is begins every inform: nothing is wrong with that.
                if !matches!(why, Dropped::Engine | Dropped::Window) {
                    self.tell_refused(device, why, at, now, notified);
                }
                self.shared.counters.drop(why);
                return Ok(Some(report));
            }
            Judged::Refused(why) => {
                self.tell_refused(device, why, at, now, notified);
                return Err(why);
            }
        };
        let encrypted = if credential.level() & flag::PRIV != 0 { Dropped::Decrypt } else { Dropped::Malformed };
        let scoped = scoped(&plain).map_err(|_| encrypted)?;
        let notification = notification::of_pdu(&scoped.message).map_err(|_| Dropped::Malformed)?;
        notified.engines.extend(self.engines.stored(&header, at));
        self.accept(device, &notification, at, now, notified)?;
        let is_inform = notification.kind == Kind::Inform && header.flags & flag::REPORTABLE != 0;
        Ok(is_inform.then(|| self.engines.answer(&header, &credential, &scoped, &notification, now)).flatten())
    }

    /// The user that a device is polled with.
    fn user(&self, device: DeviceId) -> Option<User> {
        match self.shared.live.fleet().access(device)? {
            SnmpAccess::V3(user) => Some((**user).clone()),
            _ => None,
        }
    }

    /// Takes up the engines that were heard before this start, and makes our own known. Without the disk there are no informs
    /// of v3: boots that are not written could come twice.
    async fn begin(&mut self) {
        let (at, now) = (self.shared.live.clock.now(), Instant::now());
        let stored = match self.shared.reader.engines() {
            Ok(stored) => stored,
            Err(error) => return tracing::warn!(%error, "the engines of SNMPv3 could not be read"),
        };
        let Some(own) = self.engines.restore(stored, at, now) else { return };
        if self.shared.tell(Notified { engines: vec![own.clone()], ..Notified::default() }).await {
            self.engines.begin(own, now);
        }
    }

    fn judge(&self, device: DeviceId, notification: &Notification<'_>) -> Result<(), Dropped> {
        let fleet = self.shared.live.fleet();
        judge::community(notification, fleet.access(device), &self.shared.settings.communities)
    }

    /// A notification that the device may send: an event, or one more of one, and a wish for a poll.
    fn accept(
        &mut self,
        device: DeviceId,
        notification: &Notification<'_>,
        at: Timestamp,
        now: Instant,
        notified: &mut Notified,
    ) -> Result<(), Dropped> {
        let Told { mut notice, if_index, poll } = told(notification, self.shared.profiles.notifications());
        notice.port = if_index.and_then(|index| self.shared.live.fleet().port_key(device, index));
        if poll {
            self.hints.wish(device, now);
        }
        let mark = self.repeats.mark(device, notification);
        match self.repeats.take(device, mark, &notice, at, now) {
            Outcome::New => {
                count(&self.shared.counters.events);
                notified.events.push((device, Event { at, what: Happening::Notified(notice) }));
            }
            Outcome::Again => count(&self.shared.counters.repeats),
            Outcome::TooMany => return Err(Dropped::Day),
        }
        Ok(())
    }

    /// That a known device's notification was refused is an event too, once an hour.
    fn tell_refused(&mut self, device: DeviceId, why: Dropped, at: Timestamp, now: Instant, notified: &mut Notified) {
        let Some(anomaly) = why.anomaly() else { return };
        if self.refused.get(&device).is_some_and(|last| now.saturating_duration_since(*last) < REFUSALS_APART) {
            return;
        }
        self.refused.insert(device, now);
        let what = Happening::Issue { name: anomaly.name().to_owned(), count: 1 };
        notified.events.push((device, Event { at, what }));
    }

    /// Begins the polls that are due.
    fn poll(&mut self, now: Instant) {
        for id in self.hints.due(now) {
            count(&self.shared.counters.polls);
            let (prober, ended) = (Arc::clone(&self.shared.prober), self.ended.clone());
            tokio::spawn(async move {
                prober.probe(id).await;
                // The listener may have ended meanwhile.
                let _ = ended.send(id).await;
            });
        }
    }
}
