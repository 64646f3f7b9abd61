//! One device: its lanes, each round guarded so that a panic costs that round only.

use super::{
    Shared,
    check::{Checked, echo_check, tcp_check},
    cycle::{Cycle, Round},
    figures::count,
    order::{Ear, Mouth, orders},
    place::Place,
    snmp_lane::SnmpLane,
};
use crate::{grid::Incoming, target::PollTarget};
use futures_util::FutureExt;
use model::{Batch, Identity, Source, batch::EchoBy};
use std::{panic::AssertUnwindSafe, sync::Arc, sync::atomic::Ordering::Relaxed, time::Duration};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

/// A round counts as late when it begins this much after it was due.
const LATE_AFTER: Duration = Duration::from_secs(1);

/// What a lane does in a round.
enum Lane {
    Echo(Place),
    Tcp(Place),
    Snmp(Box<SnmpLane>),
}

/// Rounds begin in time with a clock that ticks so often: those of one tick ask and are answered together, which takes far
/// fewer wake-ups and system calls than one by one. Longer, and their answers would come in bursts that a slow line feels.
const TICK: Duration = Duration::from_millis(250);

/// The tick at which something begins that is due then.
fn tick(epoch: Instant, due: Instant) -> Instant {
    let ticks = due.saturating_duration_since(epoch).as_millis().div_ceil(TICK.as_millis());
    epoch + TICK * u32::try_from(ticks).unwrap_or(u32::MAX)
}

/// When a device is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    /// Its first rounds.
    pub first: Instant,
    /// Where in the interval the later ones lie, if not where the first ones do.
    pub phase: Option<Instant>,
    /// Between two full readings of this device.
    pub interval: Duration,
}

/// How to reach the lanes of a device.
#[derive(Debug)]
pub(super) struct Lanes {
    pub orders: Vec<Mouth>,
}

/// The task of one device, and the way to give it orders.
pub(super) fn device(
    shared: &Arc<Shared>,
    target: PollTarget,
    times: Times,
) -> (impl Future<Output = ()> + Send + use<>, Lanes) {
    let mut lanes = Vec::new();
    let snmp = SnmpLane::of(shared, &target);
    match (shared.echo.by(), snmp.as_ref().is_some_and(SnmpLane::is_sure)) {
        (EchoBy::NotPermitted, false) => lanes.push(Lane::Tcp(Place::default())),
        (EchoBy::NotPermitted, true) => {}
        _ => lanes.push(Lane::Echo(Place::default())),
    }
    lanes.extend(snmp.map(|lane| Lane::Snmp(Box::new(lane))));
    let target = Arc::new(target);
    let mut mouths = Vec::new();
    let runs: Vec<_> = lanes
        .into_iter()
        .map(|lane| {
            let (mouth, ear) = orders();
            mouths.push(mouth);
            run(Arc::clone(shared), Arc::clone(&target), lane, times, ear)
        })
        .collect();
    let task = async move {
        futures_util::future::join_all(runs).await;
    };
    (task, Lanes { orders: mouths })
}

/// Runs a lane until nobody takes its batches any more.
async fn run(shared: Arc<Shared>, target: Arc<PollTarget>, mut lane: Lane, times: Times, ear: Ear) {
    // Who is read more often than others are checked is checked as often as it is read.
    let check = shared.check.min(times.interval);
    let interval = if matches!(lane, Lane::Snmp(..)) { times.interval } else { check };
    let mut cycle = Cycle::new(times.first, interval, check).with_phase(times.phase);
    loop {
        let (due, round) = cycle.next();
        let (round, ordered) = tokio::select! {
            biased;
            orders = ear.hear() => (Round::Full, orders),
            () = sleep_until(tick(shared.epoch, due)) => (round, Vec::new()),
        };
        if ordered.is_empty() {
            hold(&shared, &target, &lane, round).await;
        }
        let began = Instant::now();
        let behind = began.saturating_duration_since(due);
        if ordered.is_empty() && behind > LATE_AFTER {
            shared.counters.late_by(behind);
        }
        // Boxed: a task that sleeps holds only what it must.
        let one_packet = cycle.is_down() && ordered.is_empty();
        let made = AssertUnwindSafe(Box::pin(lane.round(&shared, &target, round, one_packet))).catch_unwind().await;
        let answered = match made {
            Ok(Some((batch, answered))) => {
                if !deliver(&shared, batch).await {
                    return;
                }
                answered
            }
            // The name leads nowhere, or nobody knows yet whether it speaks SNMP: no answer, and nothing to tell.
            Ok(None) => false,
            Err(_) => {
                count(&shared.counters.panics);
                tracing::error!(
                    device = target.id.0,
                    "a round of polling panicked; the device is polled again in its turn"
                );
                lane.forget();
                false
            }
        };
        if !answered && lane.is_sure() {
            count(&shared.counters.failed);
        }
        let missed = cycle.done(round, began, Instant::now(), answered);
        shared.counters.late.fetch_add(missed, Relaxed);
        for order in ordered {
            // Whoever gave the order may have gone.
            let _ = order.send(());
        }
    }
}

/// Waits while the subnet of the device is asked as much as it may be. What follows counts as late when that was long.
async fn hold(shared: &Shared, target: &PollTarget, lane: &Lane, round: Round) {
    let Some(address) = lane.place().seen(&target.target) else { return };
    let now = Instant::now();
    let begin = shared.pace.room(address.ip(), lane.packets(round), now);
    if begin > now {
        count(&shared.counters.held);
        sleep_until(tick(shared.epoch, begin)).await;
    }
}

/// Hands a batch over; waits when the queue is full. False: nobody receives any more.
async fn deliver(shared: &Shared, batch: Incoming) -> bool {
    match shared.out.try_send(batch) {
        Ok(()) => true,
        Err(mpsc::error::TrySendError::Full(batch)) => {
            count(&shared.counters.waited);
            shared.out.send(batch).await.is_ok()
        }
        Err(mpsc::error::TrySendError::Closed(_)) => false,
    }
}

impl Lane {
    fn forget(&mut self) {
        if let Self::Snmp(lane) = self {
            lane.forget();
        }
    }

    const fn place(&self) -> &Place {
        match self {
            Self::Snmp(lane) => lane.place(),
            Self::Echo(place) | Self::Tcp(place) => place,
        }
    }

    /// About so many packets a round sends.
    fn packets(&self, round: Round) -> u32 {
        match self {
            Self::Snmp(lane) => lane.packets(round),
            Self::Echo(_) => 1,
            Self::Tcp(_) => 4,
        }
    }

    /// Whether an answer may be expected.
    fn is_sure(&self) -> bool {
        match self {
            Self::Snmp(lane) => lane.is_sure(),
            Self::Echo(_) | Self::Tcp(_) => true,
        }
    }

    async fn round(
        &mut self,
        shared: &Shared,
        target: &PollTarget,
        round: Round,
        one_packet: bool,
    ) -> Option<(Incoming, bool)> {
        let at = (shared.clock)();
        let Checked { heard, answered, samples } = match self {
            Self::Snmp(lane) => return lane.round(shared, target, round, one_packet).await,
            Self::Tcp(place) => tcp_check(place.of(&target.target).await?.ip()).await,
            Self::Echo(place) => echo_check(&*shared.echo, place.of(&target.target).await?.ip()).await,
        };
        count(&shared.counters.checks);
        let device = Identity { device: Some(target.id), ..Identity::default() };
        let heard = vec![heard];
        let batch = Batch { source: Source::Snmp, device, at, heard, samples, inventory: None, issues: Vec::new() };
        Some((batch.into(), answered))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_begins_before_its_time_nor_a_tick_late() {
        let epoch = Instant::now();
        for (due_ms, expected_ms) in [(0, 0), (1, 250), (250, 250), (251, 500), (86_400_000, 86_400_000)] {
            let at = tick(epoch, epoch + Duration::from_millis(due_ms));
            assert_eq!(at - epoch, Duration::from_millis(expected_ms), "{due_ms}");
        }
    }
}
