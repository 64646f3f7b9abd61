//! Follows the list of targets: starts, restarts and ends the tasks of devices, and passes orders on.

use super::{
    Shared,
    device::{Lanes, Times, device},
};
use crate::target::PollTarget;
use model::{DeviceId, device::Target};
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
    time::Instant,
};

/// At start-up devices begin one after another, this far apart, within one interval.
const START_APART: Duration = Duration::from_millis(5);
/// A start that takes at least this long is spread over the interval afterwards.
const HERD: Duration = Duration::from_secs(1);
/// The golden section of the circle of phases: wherever the list of devices ends, its phases lie evenly, and neighbours in
/// it, which often share a link, lie far apart.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// An order to check and poll a device now.
#[derive(Debug)]
pub(super) struct Order {
    pub id: DeviceId,
    /// Answered with false when there is no such target.
    pub done: oneshot::Sender<bool>,
}

/// The task of one device; it ends when this goes.
#[derive(Debug)]
struct Running {
    target: Target,
    lanes: Lanes,
    task: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Runs until the list of targets is gone.
pub(super) async fn supervise(
    shared: Arc<Shared>,
    mut targets: watch::Receiver<Arc<Vec<PollTarget>>>,
    mut orders: mpsc::Receiver<Order>,
) {
    let mut running: HashMap<DeviceId, Running> = HashMap::new();
    let first = Arc::clone(&targets.borrow_and_update());
    let spread = shared.interval.min(START_APART * u32::try_from(first.len()).unwrap_or(u32::MAX));
    let mut phases = Phases::default();
    follow(&shared, &mut running, &first, &mut phases, spread);
    loop {
        tokio::select! {
            biased;
            changed = targets.changed() => {
                if changed.is_err() {
                    return;
                }
                let list = Arc::clone(&targets.borrow_and_update());
                follow(&shared, &mut running, &list, &mut phases, Duration::ZERO);
            }
            order = orders.recv() => match order {
                Some(order) => pass_on(&running, order),
                None => return,
            },
        }
    }
}

/// Gives each device its place in the interval.
#[derive(Debug)]
struct Phases(f64);

impl Default for Phases {
    fn default() -> Self {
        // Two collectors that start together do not ask together.
        Self(RandomState::new().hash_one(0) as f64 / u64::MAX as f64)
    }
}

impl Phases {
    /// The next place, 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 = (self.0 + GOLDEN).fract();
        self.0
    }
}

/// Brings the tasks in line with the list. What is new begins within `spread`: at once, when that is nothing.
fn follow(
    shared: &Arc<Shared>,
    running: &mut HashMap<DeviceId, Running>,
    targets: &[PollTarget],
    phases: &mut Phases,
    spread: Duration,
) {
    let wanted: HashMap<DeviceId, &Target> = targets.iter().map(|target| (target.id, &target.target)).collect();
    running.retain(|id, device| wanted.get(id).is_some_and(|target| **target == device.target));
    let now = Instant::now();
    for target in targets {
        if running.contains_key(&target.id) {
            continue;
        }
        let share = phases.next();
        // A handful of devices is no herd, and one that is new has its moment already.
        let phase = (spread >= HERD).then(|| now + shared.interval.mul_f64(share));
        let times = Times { first: now + spread.mul_f64(share), phase };
        let (task, lanes) = device(shared, target.clone(), times);
        let task = tokio::spawn(task);
        running.insert(target.id, Running { target: target.target.clone(), lanes, task });
    }
    shared.counters.targets.store(running.len() as u64, Relaxed);
}

/// Orders every lane of the device; whoever gave the order hears when all are done.
fn pass_on(running: &HashMap<DeviceId, Running>, order: Order) {
    let Some(device) = running.get(&order.id) else {
        // Whoever asked may have gone.
        let _ = order.done.send(false);
        return;
    };
    let lanes = device.lanes.orders.clone();
    tokio::spawn(async move {
        let each = lanes.into_iter().map(|lane| async move {
            let (done, finished) = oneshot::channel();
            lane.send(done).await.is_ok() && finished.await.is_ok()
        });
        let all = futures_util::future::join_all(each).await;
        let _ = order.done.send(all.into_iter().all(|done| done));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_lie_evenly_however_many_there_are() {
        for count in [10, 100, 2000] {
            let mut phases = Phases::default();
            let mut places: Vec<f64> = (0..count).map(|_| phases.next()).collect();
            let neighbours = places.windows(2).map(|pair| (pair[0] - pair[1]).abs()).fold(1.0, f64::min);
            assert!(neighbours > 0.3, "{neighbours}");
            places.sort_by(f64::total_cmp);
            let widest = places.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
            assert!(widest * f64::from(count) < 2.7, "{count}: {widest}");
        }
    }
}
