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
    interval_seconds: Option<u32>,
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
    let mut places = Places::default();
    follow(&shared, &mut running, &first, &mut places);
    loop {
        tokio::select! {
            biased;
            changed = targets.changed() => {
                if changed.is_err() {
                    return;
                }
                let list = Arc::clone(&targets.borrow_and_update());
                follow(&shared, &mut running, &list, &mut places);
            }
            order = orders.recv() => match order {
                Some(order) => pass_on(&running, order),
                None => return,
            },
        }
    }
}

/// When devices begin, and their places in their intervals.
#[derive(Debug, Default)]
struct Places {
    /// Devices of one interval are spread among themselves, so that all together are spread however intervals are mixed.
    phases: HashMap<Duration, Phases>,
    /// Until when those begin that came before.
    taken: Option<Instant>,
}

impl Places {
    /// The times of the devices that begin now, each with its interval, among `all` that are watched.
    fn of(&mut self, intervals: &[Duration], all: usize, now: Instant) -> Vec<Times> {
        let many = |count: usize| START_APART * u32::try_from(count).unwrap_or(u32::MAX);
        let begin = self.taken.map_or(now, |taken| taken.max(now));
        let longest = intervals.iter().copied().max().unwrap_or_default();
        let spread = longest.min(many(intervals.len().saturating_sub(1)));
        self.taken = Some(begin + spread);
        let is_herd = many(all) >= HERD;
        let times = intervals.iter().map(|interval| {
            let share = self.phases.entry(*interval).or_default().next();
            // A handful of devices is no herd: each has its moment already.
            let phase = is_herd.then(|| now + interval.mul_f64(share));
            Times { first: begin + spread.mul_f64(share), phase, interval: *interval }
        });
        times.collect()
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

/// Brings the tasks in line with the list. What is new begins at once where that is no herd.
fn follow(shared: &Arc<Shared>, running: &mut HashMap<DeviceId, Running>, targets: &[PollTarget], places: &mut Places) {
    let wanted: HashMap<DeviceId, &PollTarget> = targets.iter().map(|target| (target.id, target)).collect();
    running.retain(|id, device| {
        let same =
            |target: &&PollTarget| target.target == device.target && target.interval_seconds == device.interval_seconds;
        wanted.get(id).is_some_and(same)
    });
    let new: Vec<&PollTarget> = targets.iter().filter(|target| !running.contains_key(&target.id)).collect();
    let own = |target: &&PollTarget| {
        target.interval_seconds.map_or(shared.interval, |seconds| Duration::from_secs(u64::from(seconds.max(1))))
    };
    let intervals: Vec<Duration> = new.iter().map(own).collect();
    for (target, times) in new.into_iter().zip(places.of(&intervals, targets.len(), Instant::now())) {
        let (task, lanes) = device(shared, target.clone(), times);
        let task = tokio::spawn(task);
        let interval_seconds = target.interval_seconds;
        running.insert(target.id, Running { target: target.target.clone(), interval_seconds, lanes, task });
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
        let each = lanes.into_iter().map(|lane| {
            let (done, finished) = oneshot::channel();
            lane.give(done);
            finished
        });
        // The ends of the orders are let go before: a device that is removed meanwhile answers none.
        let waits: Vec<_> = each.collect();
        let all = futures_util::future::join_all(waits).await;
        let _ = order.done.send(all.into_iter().all(|done| done.is_ok()));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In how many seconds of a minute a share of the rounds begins that is far from the mean.
    fn crowded(times: &[Times], now: Instant) -> (usize, f64) {
        let mut seconds = [0usize; 60];
        let mut sum = 0.0;
        for times in times {
            let mut at = times.phase.unwrap() - now;
            sum += 1.0 / times.interval.as_secs_f64();
            while at < Duration::from_secs(600) {
                seconds[at.as_secs() as usize % 60] += 1;
                at += times.interval;
            }
        }
        (seconds.into_iter().max().unwrap(), sum * 10.0)
    }

    #[test]
    fn several_intervals_in_one_fleet_are_spread_together() {
        let seconds = [10, 30, 60, 60, 60, 300];
        // One after another, in blocks as a book would list them, and whatever a device stands beside.
        let mixed = |place: usize| seconds[place % seconds.len()];
        let blocks = |place: usize| seconds[place * seconds.len() / 3000];
        for of in [&mixed as &dyn Fn(usize) -> u64, &blocks] {
            let now = Instant::now();
            let intervals: Vec<Duration> = (0..3000).map(|place| Duration::from_secs(of(place))).collect();
            let (most, mean) = crowded(&Places::default().of(&intervals, intervals.len(), now), now);
            assert!((most as f64) < 1.2 * mean, "{most} {mean}");
        }
    }

    #[test]
    fn devices_that_come_in_parcels_are_no_herd_either() {
        let (mut places, now) = (Places::default(), Instant::now());
        let parcel = vec![Duration::from_secs(60); 100];
        let mut all = Vec::new();
        for count in 1..=100 {
            all.extend(places.of(&parcel, count * 100, now + Duration::from_millis(count as u64)));
        }
        let late = all[200..].iter().map(|times| times.phase.unwrap() - now).collect::<Vec<_>>();
        let mut seconds = [0usize; 60];
        late.iter().for_each(|at| seconds[at.as_secs() as usize % 60] += 1);
        assert!(seconds.iter().all(|count| (120..=210).contains(count)), "{seconds:?}");
        // Nobody waits for its first round longer than 5 ms for each that came before it.
        assert!(all.iter().all(|times| times.first <= now + START_APART * 10_000 + Duration::from_millis(100)));
        assert!(all.iter().filter(|times| times.first < now + Duration::from_secs(1)).count() <= 400);
    }

    #[test]
    fn a_device_that_comes_alone_begins_at_once() {
        let (mut places, now) = (Places::default(), Instant::now());
        let times = places.of(&[Duration::from_secs(60)], 1, now);
        assert_eq!((times[0].first, times[0].phase), (now, None));
    }

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
