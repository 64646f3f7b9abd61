//! History kept in shape while the collector runs: readings into blocks, days closed, what is over forgotten.
//!
//! Everything is prepared here by reading and done by the writer in short transactions, one step at a time, so that
//! nothing that was read changes before the step is done. A step that was not done is prepared anew.

use super::{
    key::{self, Level},
    retention,
};
use crate::{
    live::Live,
    store::{Due, Enough, Forget, RAW_FLOOR, Reader, Step, Stepped, Store, StoreError},
    writer::Command,
};
use model::{DeviceId, Timestamp};
use std::{
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::{Duration, Instant},
};
use tokio::sync::{mpsc, oneshot};

/// How often it is looked what there is to do.
pub(crate) const LOOK: Duration = Duration::from_secs(60);
/// How long after its end a stretch is compacted, seconds: the last hour stays as it came, for a start reads it.
const REST_SECONDS: i64 = 65 * 60;
/// Time between two runs of retention.
const FORGET_EVERY: Duration = Duration::from_secs(3600);
/// Time between two counts of how much lies where.
const TELL_EVERY: Duration = Duration::from_secs(300);
/// The wall clock jumped when it is off by more than this from the time that passed, seconds.
const JUMP_SECONDS: f64 = 60.0;
/// Most devices looked through for one step.
const DEVICES: usize = 64;

/// The collector ends, or the store takes nothing.
struct Ended;

/// Keeps history in shape until the collector ends.
pub(crate) async fn follow(shared: Arc<Live>, reader: Reader, commands: mpsc::Sender<Command>, every: Duration) {
    let mut ending = shared.ending.subscribe();
    let compactor = Compactor { shared, reader, commands, enough: Mutex::new(Enough::MOST) };
    let (mut forgotten, mut told): (Option<Instant>, Option<Instant>) = (None, None);
    let mut before = (compactor.shared.clock.now(), Instant::now());
    loop {
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            _ = ending.wait_for(|ending| *ending) => return,
        }
        let now = (compactor.shared.clock.now(), Instant::now());
        if jumped(before, now) {
            // Nothing is forgotten by a clock that may be wrong: somebody has an hour to see it.
            tracing::warn!("the clock of this machine jumped; nothing of history is forgotten for an hour");
            forgotten = Some(now.1);
        }
        before = now;
        let is_due = |last: Option<Instant>, every| last.is_none_or(|at| at.elapsed() >= every);
        let (forgets, tells) = (is_due(forgotten, FORGET_EVERY), is_due(told, TELL_EVERY));
        let run = async {
            compactor.compact().await?;
            if forgets {
                compactor.forget().await?;
            }
            if tells {
                compactor.tell().await?;
            }
            Ok::<(), Ended>(())
        };
        tokio::select! {
            done = run => if done.is_ok() {
                let now = Instant::now();
                forgotten = if forgets { Some(now) } else { forgotten };
                told = if tells { Some(now) } else { told };
            },
            _ = ending.wait_for(|ending| *ending) => return,
        }
    }
}

/// True when the wall clock went much farther, or less far, than time did.
fn jumped(before: (Timestamp, Instant), now: (Timestamp, Instant)) -> bool {
    let passed = now.1.saturating_duration_since(before.1).as_secs_f64();
    (now.0.seconds_since(before.0) - passed).abs() > JUMP_SECONDS
}

/// A step, and the device to go on behind; none: all were looked through.
type Prepared = (Step, Option<DeviceId>);

/// What was done by [`alone`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    /// Steps.
    pub steps: u64,
    /// The longest of them in the writer.
    pub longest: Duration,
}

/// Compacts everything that was over by a moment, for a tool that has the store for itself.
pub fn alone(store: &mut Store, reader: &Reader, until: Timestamp) -> Result<Done, StoreError> {
    let due = Due { until, number: i64::MAX, released: until };
    let mut done = Done::default();
    let mut enough = Enough::MOST;
    let mut round = |prepare: &dyn Fn(Option<DeviceId>, Enough) -> Result<Prepared, StoreError>| {
        let (mut after, mut did) = (None, false);
        loop {
            let (step, next) = prepare(after, enough)?;
            if !step.is_empty() {
                let Stepped { took, .. } = store.step(&step)?;
                done = Done { steps: done.steps + 1, longest: done.longest.max(took) };
                enough = enough.after(took);
                did = true;
            }
            match next {
                Some(device) => after = Some(device),
                None => return Ok::<bool, StoreError>(did),
            }
        }
    };
    while round(&|after, enough| readings(reader, after, due, enough))? {}
    while round(&|after, enough| days(reader, after, until, enough))? {}
    Ok(done)
}

struct Compactor {
    shared: Arc<Live>,
    reader: Reader,
    commands: mpsc::Sender<Command>,
    enough: Mutex<Enough>,
}

impl Compactor {
    /// Compacts everything that is due.
    async fn compact(&self) -> Result<(), Ended> {
        let now = self.shared.clock.now();
        let until = now.plus_seconds(-REST_SECONDS);
        // Whoever sends readings on gives up himself what waits too long: only he can count it.
        let due = Due { until, number: self.shared.sent.load(Ordering::SeqCst), released: Timestamp(i64::MIN) };
        // Each round takes one step of every device, for only then is what it read still true.
        while self.round(move |reader, after, enough| readings(reader, after, due, enough)).await? {}
        while self.round(move |reader, after, enough| days(reader, after, until, enough)).await? {}
        Ok(())
    }

    /// Goes through all devices once; true when there was anything to do.
    async fn round(
        &self,
        prepare: impl Fn(&Reader, Option<DeviceId>, Enough) -> Result<Prepared, StoreError> + Copy + Send + 'static,
    ) -> Result<bool, Ended> {
        let (mut after, mut did) = (None, false);
        loop {
            let begun = Instant::now();
            let enough = self.enough();
            let (step, next) = self.read(move |reader| prepare(reader, after, enough)).await?;
            if !step.is_empty() {
                did = true;
                self.done(step).await?;
                // Half of one processor at most: measuring comes first.
                tokio::time::sleep(begun.elapsed()).await;
            }
            match next {
                Some(device) => after = Some(device),
                None => return Ok(did),
            }
        }
    }

    /// Forgets what is over, one stretch of each level.
    async fn forget(&self) -> Result<(), Ended> {
        self.forget_devices().await?;
        let (sizes, used) = self.read(|reader| Ok((reader.history_sizes()?, reader.used_octets()?))).await?;
        let keep = self.shared.fleet().settings().history.clone();
        for (level, stretch) in retention::due(&sizes, &keep, used, self.shared.clock.now()) {
            let keys = key::of_stretches(stretch..stretch + 1);
            loop {
                let at_most = self.enough().blocks();
                let forget = Forget { level, from: keys.start, to: keys.end, at_most };
                let step = Step::forgetting(forget);
                // What comes late for a day that is gone must not make a new one of it.
                let step = if level == Level::Day { step.noting(RAW_FLOOR, i64::from(stretch) + 1) } else { step };
                if self.done(step).await? < at_most as usize {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Forgets the history of devices whose history is to be forgotten.
    async fn forget_devices(&self) -> Result<(), Ended> {
        loop {
            let at_most = self.enough().blocks();
            let step = self.read(move |reader| reader.forget_device(at_most)).await?;
            match step {
                Some(step) => drop(self.done(step).await?),
                None => return Ok(()),
            }
        }
    }

    /// Brings the figures up to date.
    async fn tell(&self) -> Result<(), Ended> {
        let keep = self.shared.fleet().settings().history.clone();
        let now = self.shared.clock.now();
        let (sizes, used, free, tail) = self
            .read(|reader| {
                let (used, free) = (reader.used_octets()?, reader.free_octets());
                Ok((reader.history_sizes()?, used, free, reader.tail_readings()?))
            })
            .await?;
        let figures = &self.shared.own.history;
        for level in Level::ALL {
            figures.holds(level, retention::total(&sizes, level));
        }
        figures.tail(tail);
        figures.met_damaged(self.reader.take_damaged());
        let oldest = retention::oldest(&sizes, Level::Day).map_or(Timestamp(0), |day| Level::Day.range(day).start);
        let foreseen = retention::foresee(&sizes, &keep, used, free.unwrap_or(u64::MAX), now);
        figures.foresees(&foreseen, used, oldest.seconds());
        Ok(())
    }

    async fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Ended> {
        let reader = self.reader.clone();
        match tokio::task::spawn_blocking(move || ask(&reader)).await {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => {
                tracing::warn!(%error, "history could not be read");
                Err(Ended)
            }
            Err(_) => {
                self.shared.own.panicked("history");
                Err(Ended)
            }
        }
    }

    /// Has the writer do a step; returns how many blocks were forgotten.
    async fn done(&self, step: Step) -> Result<usize, Ended> {
        let (answer, done) = oneshot::channel();
        self.commands.send(Command::Step(Box::new(step), answer)).await.map_err(|_| Ended)?;
        let Stepped { forgotten, took } = done.await.ok().flatten().ok_or(Ended)?;
        let next = self.enough().after(took);
        *self.enough.lock().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(forgotten)
    }

    /// How much the next step may be.
    fn enough(&self) -> Enough {
        *self.enough.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Readings of the next devices into blocks, and the device to go on behind.
fn readings(reader: &Reader, after: Option<DeviceId>, due: Due, enough: Enough) -> Result<Prepared, StoreError> {
    let (mut step, mut after) = (Step::default(), after);
    for _ in 0..DEVICES {
        let Some(device) = reader.next_in_tail(after)? else { return Ok((step, None)) };
        after = Some(device);
        if let Some(more) = reader.compact_readings(device, due, enough)? {
            step.join(more);
        }
        if step.is_enough(enough) {
            break;
        }
    }
    Ok((step, after))
}

/// Blocks of the oldest day of the next devices into the day.
fn days(reader: &Reader, after: Option<DeviceId>, until: Timestamp, enough: Enough) -> Result<Prepared, StoreError> {
    let (mut step, mut after) = (Step::default(), after);
    for _ in 0..DEVICES {
        let Some((device, more)) = reader.compact_day(until, after, enough)? else { return Ok((step, None)) };
        after = Some(device);
        step.join(more);
        if step.is_enough(enough) {
            break;
        }
    }
    Ok((step, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_become_as_small_as_the_disk_is_slow() {
        let (slow, fast, middling) = (Duration::from_millis(200), Duration::from_millis(3), Duration::from_millis(30));
        let steps = |begin: Enough, took, count| (0..count).fold(begin, |enough, _| enough.after(took));
        let small = steps(Enough::MOST, slow, 50);
        assert_eq!((small.after(slow), small.blocks()), (small, 31), "it never becomes nothing");
        assert_eq!(steps(small, fast, 50), Enough::MOST);
        assert_eq!(small.after(middling), small);
    }

    #[test]
    fn a_clock_that_jumps_is_noticed_and_one_that_drifts_is_not() {
        let begin = (Timestamp(1_772_337_600_000), Instant::now());
        let after = |wall_s, mono_s| (begin.0.plus_seconds(wall_s), begin.1 + Duration::from_secs(mono_s));
        for (wall_s, mono_s, expected) in
            [(60, 60, false), (62, 60, false), (3660, 60, true), (-3600, 60, true), (7200, 7200, false)]
        {
            assert_eq!(jumped(begin, after(wall_s, mono_s)), expected, "{wall_s} {mono_s}");
        }
    }
}
