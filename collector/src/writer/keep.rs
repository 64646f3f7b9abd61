//! Rows on their way to the disk: kept in memory while it fails, tried again, bounded.

use crate::{
    change::{self, Lasting},
    metrics::Own,
    store::{Reader, Row, Step, Stepped, Store, StoreError, StoredChanges, StoredReport},
};
use model::{
    Lang, Timestamp,
    api::{Event, Happening},
};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// Pause between two tries while the disk fails.
const AGAIN: Duration = Duration::from_secs(2);
/// Most octets of readings that wait in memory while the disk fails.
const WAITING_OCTETS: usize = 64 * 1024 * 1024;
/// Most rows deleted in one step.
const STEP: u32 = 10_000;
/// Time between two runs of forgetting events.
const RUN_EVERY: Duration = Duration::from_secs(3600);
/// Most events kept, all devices together, and as many inventory changes (`reliability.md` 13.3).
const EVENTS: u32 = 5_000_000;
/// Timelines are kept this long: five years, as the coarsest history is.
const MARKS_SECONDS: i64 = 5 * 366 * 86_400;
/// What agents sent and no curve takes is kept so long (`reliability.md` 3.5).
const APART_SECONDS: i64 = 30 * 86_400;

model::messages! {
    full { id: "media penuh: data baru ditahan di memori", en: "disk full: new data waits in memory" }
    failed { id: "media gagal ditulis: data baru ditahan di memori", en: "the disk failed: new data waits in memory" }
    damaged { id: "basis data rusak: tidak ditulisi lagi", en: "the database is damaged: nothing is written any more" }
    refused { id: "sebagian data ditolak basis data, lihat log", en: "the database refused some data, see the log" }
}

/// The store with what waits for it.
pub(super) struct Keeper {
    store: Store,
    waiting: Vec<Row>,
    trouble: Option<fn(Lang) -> &'static str>,
    failing: bool,
    again: Option<Instant>,
    next_run: Option<Instant>,
}

impl Keeper {
    pub(super) fn new(store: Store) -> Self {
        let (waiting, trouble) = (Vec::new(), None);
        Self { store, waiting, trouble, failing: false, again: None, next_run: None }
    }

    #[cfg(test)]
    pub(super) const fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// True while nothing can be written.
    pub(super) const fn is_failing(&self) -> bool {
        self.failing
    }

    /// What troubles the store, in both languages.
    pub(super) fn trouble(&self) -> Option<[String; 2]> {
        self.trouble.map(|text| [Lang::Id, Lang::En].map(|lang| text(lang).to_owned()))
    }

    /// Writes nothing any more, because damage was found beside the writer.
    pub(super) fn give_up(&mut self, what: String, own: &Own) {
        self.store.give_up(what.clone());
        self.fail(&StoreError::Corrupt(what), own);
    }

    pub(super) fn listening_at(&mut self, listen: SocketAddr) {
        if let Err(error) = self.store.listening_at(listen) {
            tracing::warn!(%error, "the lock file does not say where the collector listens");
        }
    }

    /// Does not wait for the next try any longer.
    pub(super) const fn try_now(&mut self) {
        self.again = None;
    }

    /// Adds what the reports among these rows change in inventories.
    pub(super) fn tell_changes(&self, reader: &Reader, rows: &mut Vec<Row>) {
        tell_changes(reader, &self.waiting, rows);
    }

    /// Writes rows after those that wait already; true when all of them are on the disk. Where it fails they wait.
    pub(super) fn keep(&mut self, rows: Vec<Row>, own: &Own) -> bool {
        self.waiting.extend(rows);
        if self.waiting.is_empty() {
            return !self.failing;
        }
        if self.again.is_some_and(|again| Instant::now() < again) {
            self.bound(own);
            return false;
        }
        let begun = Instant::now();
        match self.store.commit(&self.waiting) {
            Ok(()) => {
                own.committed(self.waiting.len(), begun.elapsed());
                self.waiting.clear();
                if self.failing {
                    tracing::info!("the store takes data again");
                }
                (self.failing, self.trouble, self.again) = (false, None, None);
                true
            }
            Err(StoreError::Other(cause)) => self.keep_singly(&cause, own),
            Err(error) => {
                self.fail(&error, own);
                false
            }
        }
    }

    /// Writes rows of a change now or not at all: a person must not be told "done" for what waits in memory.
    pub(super) fn keep_now(&mut self, rows: &[Row], own: &Own) -> bool {
        if !self.keep(Vec::new(), own) {
            return false;
        }
        let begun = Instant::now();
        match self.store.commit(rows) {
            Ok(()) => {
                own.committed(rows.len(), begun.elapsed());
                true
            }
            Err(error) => {
                self.fail(&error, own);
                false
            }
        }
    }

    /// One row that the database will never take must not keep all others waiting.
    fn keep_singly(&mut self, cause: &str, own: &Own) -> bool {
        tracing::error!(cause, "the database refused a transaction; its rows are written one by one");
        let mut rows = std::mem::take(&mut self.waiting).into_iter();
        while let Some(row) = rows.next() {
            match self.store.commit(std::slice::from_ref(&row)) {
                Ok(()) => own.committed(1, Duration::ZERO),
                Err(StoreError::Other(cause)) => {
                    own.rows_dropped.inc();
                    self.trouble = Some(refused);
                    tracing::error!(cause, "a row was dropped");
                }
                Err(error) => {
                    // In their order: no mark of an agent gets to the disk before what it stands for.
                    self.waiting.push(row);
                    self.waiting.extend(rows);
                    self.fail(&error, own);
                    return false;
                }
            }
        }
        true
    }

    fn fail(&mut self, error: &StoreError, own: &Own) {
        own.commit_failures.inc();
        if !self.failing {
            tracing::error!(%error, "the store cannot take data");
        }
        self.failing = true;
        self.again = Some(Instant::now() + AGAIN);
        self.trouble = Some(match error {
            StoreError::Full => full,
            StoreError::Corrupt(_) => damaged,
            _ => failed,
        });
        own.readonly.set(i64::from(self.store.is_readonly()));
        self.bound(own);
    }

    /// The oldest readings go first, then the oldest of what will be written anew anyway; changes of the book and alerts
    /// stay. A damaged database will take nothing any more.
    fn bound(&mut self, own: &Own) {
        if self.store.is_readonly() {
            own.rows_dropped.inc_by(self.waiting.len() as u64);
            self.waiting.clear();
            return;
        }
        let mut over = self.waiting.iter().map(size).sum::<usize>().saturating_sub(WAITING_OCTETS);
        if over == 0 {
            return;
        }
        // A quarter more than needed, so that this does not run for every row.
        over += WAITING_OCTETS / 4;
        let before = self.waiting.len();
        let mut drop_oldest = |goes: fn(&Row) -> bool| {
            self.waiting.retain(|row| {
                let gone = over > 0 && goes(row);
                over = over.saturating_sub(if gone { size(row) } else { 0 });
                !gone
            });
        };
        drop_oldest(|row| matches!(row, Row::Reading(_)));
        drop_oldest(|row| {
            matches!(row, Row::State(..) | Row::Event(..) | Row::EventAgain(..) | Row::Report(_) | Row::Changes(_))
        });
        // What went was never acknowledged: the marks that say how far agents have told their story go with it, so that it
        // comes again.
        self.waiting.retain(|row| !matches!(row, Row::Agent(_)));
        own.rows_dropped.inc_by((before - self.waiting.len()) as u64);
    }

    /// Does a step of compaction or retention; none where it failed, and nothing of it is done then.
    pub(super) fn step(&mut self, step: &Step, own: &Own) -> Option<Stepped> {
        if self.failing {
            return None;
        }
        match self.store.step(step) {
            Ok(stepped) => {
                own.history.stepped(step, stepped.forgotten, stepped.took);
                Some(stepped)
            }
            Err(StoreError::Other(cause)) => {
                tracing::error!(cause, "the database refused a step of compaction");
                None
            }
            Err(error) => {
                self.fail(&error, own);
                None
            }
        }
    }

    /// One step of forgetting old events, now and then.
    pub(super) fn forget(&mut self, now: Timestamp, own: &Own) {
        if self.failing || self.next_run.is_some_and(|at| Instant::now() < at) {
            return;
        }
        self.next_run = Some(Instant::now() + RUN_EVERY);
        let forgotten = self.store.forget_events(EVENTS, STEP).and_then(|_| self.store.forget_changes(EVENTS, STEP));
        let forgotten = forgotten.and_then(|_| self.store.forget_marks(now.plus_seconds(-MARKS_SECONDS), STEP));
        let forgotten = forgotten.and_then(|_| self.store.forget_apart(now.plus_seconds(-APART_SECONDS), STEP));
        if let Err(error) = forgotten {
            self.fail(&error, own);
        }
    }
}

/// Octets of memory that a row takes, roughly.
fn size(row: &Row) -> usize {
    match row {
        Row::Reading(reading) => reading.body.len() + 128,
        Row::Report(report) => report.body.len() + report.held.len() + 128,
        Row::Changes(changes) => changes.differences.len() * 256 + 128,
        Row::Machine(_, inventory) => inventory.as_ref().map_or(0, Vec::len) + 512,
        Row::Event(_, event) => event_size(event),
        Row::EventAgain(_, before, after) => event_size(before) + event_size(after),
        _ => 256,
    }
}

fn event_size(event: &Event) -> usize {
    match &event.what {
        Happening::Notified(notice) => 512 + notice.details.iter().flatten().map(String::len).sum::<usize>(),
        _ => 256,
    }
}

/// Tells what each report changes against the one before of its source: the one that waits for the disk, else the one
/// in the store. Reports take over from it what they are silent about.
fn tell_changes(reader: &Reader, waiting: &[Row], rows: &mut Vec<Row>) {
    let mut told = Vec::new();
    for place in 0..rows.len() {
        let (earlier, now) = rows.split_at_mut(place);
        let Some(Row::Report(report)) = now.first_mut() else { continue };
        let of_same =
            |row: &&Row| matches!(row, Row::Report(r) if (r.device, r.source) == (report.device, report.source));
        let before = earlier.iter().rev().find(of_same).or_else(|| waiting.iter().rev().find(of_same));
        let before = match before {
            Some(Row::Report(before)) => Some(before.clone()),
            _ => stored(reader, report),
        };
        if let Some(before) = before {
            told.extend(changes(&before, report));
        }
    }
    rows.extend(told.into_iter().map(Row::Changes));
}

fn stored(reader: &Reader, report: &StoredReport) -> Option<StoredReport> {
    match reader.reports(report.device) {
        Ok(reports) => reports.into_iter().find(|before| before.source == report.source),
        Err(error) => {
            tracing::warn!(%error, device = %report.device, "the report before could not be read");
            None
        }
    }
}

/// What a report changes, if anything; what it is silent about is added to it.
fn changes(before: &StoredReport, report: &mut StoredReport) -> Option<StoredChanges> {
    if before.digest == report.digest && before.held.is_empty() {
        return None;
    }
    let lasting = Lasting::of(&before.body).with_held(&before.held);
    let told = change::compare(&lasting, &Lasting::of(&report.body), before.read_by == report.read_by);
    report.held = told.held.to_held();
    let StoredReport { device, source, collected_at: at, .. } = *report;
    let changes = StoredChanges { device, source, at, differences: told.differences, left_out: told.left_out };
    (!changes.differences.is_empty()).then_some(changes)
}
