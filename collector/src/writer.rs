//! The one writer: batches and commands in, one transaction for many of them, then answers and changes out.

mod backup;
pub(crate) mod command;
pub(crate) mod foreign;
mod intake;
mod keep;
mod maintenance;
mod procurement;
mod proposal;
mod served;
#[cfg(test)]
mod tests;
mod trust;
mod uncertain;

pub(crate) use command::Command;
pub(crate) use intake::Intake;

use crate::{
    fleet::{Sender, Taken},
    grid::Incoming,
    ingest::{self, Refused},
    live::Live,
    store::{Audited, Reader, Row, Store},
    trust::Who,
};
use intake::{Permits, Waiting};
use keep::Keeper;
use model::{AlertKind, Lang, Timestamp};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::Duration,
};
use tokio::{sync::mpsc, sync::oneshot};

/// Most batches of one transaction.
const GROUP: usize = 1000;
/// Longest wait for a group to fill.
const LINGER: Duration = Duration::from_millis(200);
/// How often alerts are judged when nothing comes in.
const TICK: Duration = Duration::from_secs(1);
/// Ticks between two steps of forgetting.
const FORGET_TICKS: u64 = 10;

/// Everything the writer's thread owns.
pub(crate) struct Writer {
    shared: Arc<Live>,
    reader: Reader,
    keeper: Keeper,
    waiting: Vec<Waiting>,
    permits: Permits,
    served: served::Served,
    /// Who asked for the change that is being made.
    who: Arc<Who>,
    /// Whoever waits to hear that what traps told is on the disk.
    told: Vec<oneshot::Sender<bool>>,
    ticks: u64,
}

impl Writer {
    pub(crate) fn new(store: Store, reader: Reader, shared: Arc<Live>) -> Self {
        let (keeper, who) = (Keeper::new(store), Arc::new(Who::local()));
        let (waiting, permits, told) = (Vec::new(), Permits::default(), Vec::new());
        let served = served::Served::default();
        Self { shared, reader, keeper, waiting, permits, served, who, told, ticks: 0 }
    }

    /// Runs until told to stop, or until nobody can send commands any more.
    pub(crate) async fn run(mut self, mut batches: mpsc::Receiver<Incoming>, mut commands: mpsc::Receiver<Command>) {
        let mut tick = tokio::time::interval(TICK);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut open = true;
        loop {
            let mut group = Vec::new();
            let mut asked = Vec::new();
            tokio::select! {
                biased;
                command = commands.recv() => match command {
                    Some(command) => asked.push(command),
                    None => break,
                },
                batch = batches.recv(), if open => match batch {
                    Some(batch) => group.push(batch),
                    None => {
                        open = false;
                        continue;
                    }
                },
                _ = tick.tick() => self.tick(),
            }
            if !group.is_empty() {
                gather(&mut group, &mut asked, &mut batches, &mut commands).await;
            }
            while let Ok(more) = commands.try_recv() {
                asked.push(more);
            }
            if asked.iter().any(|command| matches!(command, Command::Flush(_))) {
                // Everything that was sent before it goes into this round.
                while let Ok(batch) = batches.try_recv() {
                    group.push(batch);
                }
            }
            self.shared.own.queued.set(batches.len() as i64);
            if let Some(done) = self.round(group, asked) {
                self.finish(&mut batches);
                // The store, and with it the lock, goes before the answer.
                drop(self);
                let _ = done.send(());
                return;
            }
        }
        self.finish(&mut batches);
    }

    /// One round: commands, batches, judgement, one transaction, answers. Returns whom to tell when it is to stop.
    fn round(&mut self, group: Vec<Incoming>, asked: Vec<Command>) -> Option<oneshot::Sender<()>> {
        let now = self.shared.clock.now();
        let mut rows = Vec::new();
        let mut flushed = Vec::new();
        let mut stop = None;
        for batch in group {
            let _ = self.take(batch, Sender::Inside, now, &mut rows);
        }
        for command in asked {
            match command {
                Command::Intake(intake, answer) => self.take_in(*intake, answer, now, &mut rows),
                Command::Notified(notified, answer) => {
                    self.shared.fleet_mut().take_notified(notified, &mut rows);
                    self.told.push(answer);
                }
                Command::Refused(action, who) => rows.push(Row::Audit(command::refused(action, &who, now))),
                Command::LoggedIn(who) => rows.push(Row::Audit(command::logged_in(&who, now))),
                Command::Used(id) => self.token_used(&id, now, &mut rows),
                Command::Step(step, answer) => {
                    // Nobody may wait for it any more; what there is to do is found anew.
                    let _ = answer.send(self.keeper.step(&step, &self.shared.own));
                }
                Command::Sent(next) => rows.push(Row::Sent(Some(next))),
                Command::Flush(answer) => flushed.push(answer),
                Command::Stop(answer) => stop = Some(answer),
                Command::Remember(news) => self.shared.fleet_mut().remember(news, &mut rows),
                Command::Echo(by, grant) => self.shared.fleet_mut().set_echo(by, grant),
                Command::Topology(topology) => self.shared.fleet_mut().set_topology(topology),
                Command::Discovered(findings) => self.shared.fleet_mut().take_findings(*findings, now, &mut rows),
                Command::Damaged(what) => self.keeper.give_up(what, &self.shared.own),
                Command::Listening(listen) => self.keeper.listening_at(listen),
                Command::Book(change, who) => {
                    // What came before it is in the store first, so that its audit line stands in order.
                    self.commit(&mut rows);
                    self.who = who;
                    self.change(*change, now);
                }
            }
        }
        self.judge(now, &mut rows);
        self.commit(&mut rows);
        for answer in flushed {
            let _ = answer.send(());
        }
        self.shared.publish();
        self.shared.publish_targets();
        stop
    }

    /// Takes one batch into the fleet. A panic costs that batch only.
    fn take(
        &self,
        incoming: impl Into<Incoming>,
        sender: Sender<'_>,
        now: Timestamp,
        rows: &mut Vec<Row>,
    ) -> Result<Taken, Refused> {
        let own = &self.shared.own;
        let mut incoming = incoming.into();
        let source = incoming.batch.source;
        own.heard(&incoming.batch.heard);
        let before = rows.len();
        let taken = catch_unwind(AssertUnwindSafe(|| {
            let mut fleet = self.shared.fleet_mut();
            let left_out = ingest::admit(&mut incoming, fleet.settings(), now)?;
            let taken = fleet.take(incoming, sender, now, rows)?;
            Ok((left_out, taken))
        }));
        match taken {
            Ok(Ok((left_out, taken))) => {
                own.taken(source);
                own.left_out(left_out);
                own.left_out(taken.left_out);
                Ok(taken)
            }
            Ok(Err(refused)) => {
                own.refused(refused);
                Err(refused)
            }
            Err(_) => {
                rows.truncate(before);
                own.panicked("batch");
                own.refused(Refused::Fault);
                Err(Refused::Fault)
            }
        }
    }

    fn judge(&self, now: Timestamp, rows: &mut Vec<Row>) {
        let before = rows.len();
        let authority_ends = self.shared.trust().authority.as_ref().and_then(|authority| authority.ends());
        let judged = catch_unwind(AssertUnwindSafe(|| {
            let mut fleet = self.shared.fleet_mut();
            fleet.authority_ends = authority_ends;
            fleet.judge(now, rows);
        }));
        if judged.is_err() {
            rows.truncate(before);
            self.shared.own.panicked("alert");
        }
    }

    /// Writes the rows in one transaction and answers those who wait for it.
    fn commit(&mut self, rows: &mut Vec<Row>) {
        self.keeper.tell_changes(&self.reader, rows);
        let kept = self.keeper.keep(std::mem::take(rows), &self.shared.own);
        let now = self.shared.clock.now();
        let trouble = self.keeper.trouble();
        let hinders = trouble.is_some();
        // That nothing is seen, a check that runs and a backup that is overdue are told, but hinder nothing.
        let told = || self.shared.fleet().isolation().told();
        let trouble = trouble.or_else(told).or_else(|| self.shared.backups.told(now));
        let mut fleet = self.shared.fleet_mut();
        // Where this machine is in the book an alert about it tells of the CA.
        let ending = fleet.authority_ending(now).filter(|_| fleet.facts.this_machine.is_none());
        let of_authority = ending.map(|ends| {
            let kind = AlertKind::AuthorityEnding { ends };
            [Lang::Id, Lang::En].map(|lang| kind.text(lang))
        });
        fleet.set_trouble(trouble.or(of_authority), hinders);
        drop(fleet);
        for answer in self.told.drain(..) {
            let _ = answer.send(kept);
        }
        self.answer_waiting(kept);
    }

    fn tick(&mut self) {
        self.ticks += 1;
        if self.ticks.is_multiple_of(FORGET_TICKS) {
            let now = self.shared.clock.now();
            self.keeper.forget(now, &self.shared.own);
            self.shared.fleet_mut().tidy();
            self.forget_locals();
            self.forget_machines();
        }
    }

    /// The last round: what is still in the queue, the newest states, the line of the audit log.
    fn finish(&mut self, batches: &mut mpsc::Receiver<Incoming>) {
        batches.close();
        let mut rest = Vec::new();
        while let Ok(batch) = batches.try_recv() {
            rest.push(batch);
        }
        let now = self.shared.clock.now();
        let mut rows = Vec::new();
        for batch in rest {
            let _ = self.take(batch, Sender::Inside, now, &mut rows);
        }
        self.shared.fleet_mut().keep_all(now, &mut rows);
        rows.push(Row::Audit(started_or_stopped("stop", now)));
        self.keeper.try_now();
        self.commit(&mut rows);
    }
}

/// Gathers what else is there: waits for a moment or until a command comes, and takes all that came meanwhile. One wait for
/// many batches, for each one that is waited for by itself wakes this thread.
async fn gather(
    group: &mut Vec<Incoming>,
    asked: &mut Vec<Command>,
    batches: &mut mpsc::Receiver<Incoming>,
    commands: &mut mpsc::Receiver<Command>,
) {
    if batches.len() < GROUP {
        tokio::select! {
            biased;
            command = commands.recv() => asked.extend(command),
            () = tokio::time::sleep(LINGER) => {}
        }
    }
    while group.len() < GROUP {
        match batches.try_recv() {
            Ok(batch) => group.push(batch),
            Err(_) => return,
        }
    }
}

/// The audit line of a start or stop.
pub(crate) fn started_or_stopped(action: &str, at: Timestamp) -> Audited {
    Audited { at, actor: "pantau".into(), action: action.into(), object: "collector".into(), ..Audited::default() }
}
