//! The echoes that are asked for: in which order they go out, which of them are under way, who waits for each.

use std::{
    collections::{BTreeMap, VecDeque},
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
    time::{Duration, Instant},
};

/// Echoes that end within the same such time are given up together.
const GIVE_UP_MS: u64 = 50;

/// One echo: its place, and how often that place was used. It travels in the payload, so no 16-bit sequence bounds the
/// number of echoes under way, and a late return of an earlier one is not taken for another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    place: u32,
    use_: u32,
}

impl Token {
    pub(super) const fn number(self) -> u64 {
        (self.use_ as u64) << 32 | self.place as u64
    }

    pub(super) const fn of(number: u64) -> Self {
        Self { place: number as u32, use_: (number >> 32) as u32 }
    }
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    Free,
    Queued,
    UnderWay(Instant),
    Over(Option<Duration>),
}

#[derive(Debug)]
struct Slot {
    use_: u32,
    stage: Stage,
    address: IpAddr,
    timeout: Duration,
    waker: Option<Waker>,
}

/// All echoes of one family.
#[derive(Debug)]
pub(super) struct Waiting {
    began: Instant,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    slots: Vec<Slot>,
    free: Vec<u32>,
    queue: VecDeque<Token>,
    /// Echoes under way by when they are given up, in steps of [`GIVE_UP_MS`] since the beginning.
    ends: BTreeMap<u64, Vec<Token>>,
}

impl Open {
    fn slot(&mut self, token: Token) -> Option<&mut Slot> {
        self.slots.get_mut(token.place as usize).filter(|slot| slot.use_ == token.use_)
    }

    /// Ends an echo; tells whom to wake.
    fn end(&mut self, token: Token, time: Option<Duration>) -> Option<Waker> {
        let slot = self.slot(token)?;
        slot.stage = Stage::Over(time);
        slot.waker.take()
    }
}

impl Waiting {
    pub(super) fn new() -> Self {
        Self { began: Instant::now(), open: Mutex::default() }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues an echo; true when it is the first in the queue.
    pub(super) fn ask(&self, address: IpAddr, timeout: Duration) -> (Token, bool) {
        let mut open = self.open();
        let place = open.free.pop().unwrap_or(open.slots.len() as u32);
        if place as usize == open.slots.len() {
            open.slots.push(Slot { use_: 0, stage: Stage::Free, address, timeout, waker: None });
        }
        let slot = &mut open.slots[place as usize];
        (slot.stage, slot.address, slot.timeout) = (Stage::Queued, address, timeout);
        let token = Token { place, use_: slot.use_ };
        open.queue.push_back(token);
        (token, open.queue.len() == 1)
    }

    /// What became of an echo; whoever asks is woken when it is over.
    pub(super) fn poll(&self, token: Token, waker: &Waker) -> Poll<Option<Duration>> {
        let mut open = self.open();
        let Some(slot) = open.slot(token) else { return Poll::Ready(None) };
        match slot.stage {
            Stage::Over(time) => Poll::Ready(time),
            Stage::Free => Poll::Ready(None),
            Stage::Queued | Stage::UnderWay(_) => {
                if !slot.waker.as_ref().is_some_and(|known| known.will_wake(waker)) {
                    slot.waker = Some(waker.clone());
                }
                Poll::Pending
            }
        }
    }

    /// Nobody waits for this echo any more.
    pub(super) fn forget(&self, token: Token) {
        let mut open = self.open();
        if let Some(slot) = open.slot(token) {
            (slot.stage, slot.waker) = (Stage::Free, None);
            slot.use_ = slot.use_.wrapping_add(1);
            open.free.push(token.place);
        }
    }

    /// Takes the next echoes that are still wanted from the queue, at most so many: they go out now.
    pub(super) fn next(&self, at_most: usize, now: Instant, taken: &mut Vec<(Token, IpAddr)>) {
        let mut open = self.open();
        while taken.len() < at_most {
            let Some(token) = open.queue.pop_front() else { break };
            let Some(slot) = open.slot(token) else { continue };
            slot.stage = Stage::UnderWay(now);
            let (address, timeout) = (slot.address, slot.timeout);
            let end = self.step(now + timeout) + 1;
            open.ends.entry(end).or_default().push(token);
            taken.push((token, address));
        }
    }

    /// Puts echoes back that could not go out yet, in their order.
    pub(super) fn put_back(&self, later: &[(Token, IpAddr)]) {
        let mut open = self.open();
        for (token, _) in later.iter().rev() {
            if let Some(slot) = open.slot(*token) {
                slot.stage = Stage::Queued;
                open.queue.push_front(*token);
            }
        }
    }

    /// How many wait to go out; some of them may not be wanted any more.
    pub(super) fn queued(&self) -> usize {
        self.open().queue.len()
    }

    /// An echo could not be sent.
    pub(super) fn fail(&self, token: Token) {
        let waker = self.open().end(token, None);
        waker.into_iter().for_each(Waker::wake);
    }

    /// Takes in returns: the echo must be under way, and the address the one asked.
    pub(super) fn returned(&self, returns: &[(Token, IpAddr)], now: Instant, wakers: &mut Vec<Waker>) {
        let mut open = self.open();
        for (token, from) in returns {
            let Some(slot) = open.slot(*token).filter(|slot| slot.address == *from) else { continue };
            if let Stage::UnderWay(sent) = slot.stage {
                let time = now.saturating_duration_since(sent);
                wakers.extend(open.end(*token, Some(time)));
            }
        }
    }

    /// Gives up echoes whose time is over. Tells when to look again; none while nothing is under way.
    pub(super) fn expire(&self, now: Instant, wakers: &mut Vec<Waker>) -> Option<Instant> {
        let step = self.step(now);
        let mut open = self.open();
        while let Some(first) = open.ends.first_entry() {
            if *first.key() > step {
                return Some(self.began + Duration::from_millis(*first.key() * GIVE_UP_MS));
            }
            for token in first.remove() {
                // One that was put back is under way again with a later end; what is over is over.
                let due = open.slot(token).is_some_and(
                    |slot| matches!(slot.stage, Stage::UnderWay(sent) if now.saturating_duration_since(sent) >= slot.timeout),
                );
                if due {
                    wakers.extend(open.end(token, None));
                }
            }
        }
        None
    }

    fn step(&self, moment: Instant) -> u64 {
        moment.saturating_duration_since(self.began).as_millis() as u64 / GIVE_UP_MS
    }

    /// Echoes that somebody waits for.
    #[cfg(test)]
    pub(super) fn count(&self) -> usize {
        let open = self.open();
        open.slots.len() - open.free.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn address(n: u32) -> IpAddr {
        IpAddr::V4((0x0a00_0000 + n).into())
    }

    const SECOND: Duration = Duration::from_secs(1);

    fn is_over(waiting: &Waiting, token: Token) -> Option<Option<Duration>> {
        match waiting.poll(token, Waker::noop()) {
            Poll::Ready(time) => Some(time),
            Poll::Pending => None,
        }
    }

    #[test]
    fn more_echoes_than_sixteen_bits_number_are_told_apart() {
        let waiting = Waiting::new();
        let tokens: Vec<Token> = (0..200_000).map(|n| waiting.ask(address(n), SECOND).0).collect();
        let (now, mut taken, mut wakers) = (Instant::now(), Vec::new(), Vec::new());
        waiting.next(usize::MAX, now, &mut taken);
        let numbers: HashMap<u64, IpAddr> = taken.iter().map(|(token, to)| (token.number(), *to)).collect();
        assert_eq!((taken.len(), numbers.len()), (200_000, 200_000));
        // Every second one returns, each also from a wrong address first.
        let odd = |(n, one): (usize, &(Token, IpAddr))| (n % 2 == 1).then_some((Token::of(one.0.number()), one.1));
        let returns: Vec<_> = taken.iter().enumerate().filter_map(odd).collect();
        let wrong: Vec<_> = returns.iter().map(|(token, _)| (*token, address(0))).collect();
        waiting.returned(&wrong, now, &mut wakers);
        assert!(tokens.iter().all(|token| is_over(&waiting, *token).is_none()));
        waiting.returned(&returns, now + Duration::from_millis(7), &mut wakers);
        waiting.expire(now + 2 * SECOND, &mut wakers);
        for (n, token) in tokens.iter().enumerate() {
            let expected = (n % 2 == 1).then_some(Duration::from_millis(7));
            assert_eq!(is_over(&waiting, *token), Some(expected), "{n}");
            waiting.forget(*token);
        }
        assert_eq!(waiting.count(), 0);
    }

    #[test]
    fn a_late_return_is_nobody_elses() {
        let waiting = Waiting::new();
        let (mut taken, mut wakers, now) = (Vec::new(), Vec::new(), Instant::now());
        let (old, first) = waiting.ask(address(1), SECOND);
        waiting.next(1, now, &mut taken);
        waiting.forget(old);
        let (new, again) = waiting.ask(address(1), SECOND);
        waiting.next(2, now, &mut taken);
        assert!(first && again && old.place == new.place);
        waiting.returned(&[(old, address(1))], now, &mut wakers);
        assert_eq!(is_over(&waiting, new), None);
        waiting.returned(&[(new, address(1)), (new, address(1))], now, &mut wakers);
        assert_eq!(is_over(&waiting, new), Some(Some(Duration::ZERO)));
    }

    #[test]
    fn the_wait_begins_when_an_echo_goes_out() {
        let waiting = Waiting::new();
        let (token, _) = waiting.ask(address(1), SECOND);
        let (gone, _) = waiting.ask(address(2), SECOND);
        let (mut taken, mut wakers, now) = (Vec::new(), Vec::new(), Instant::now() + 10 * SECOND);
        assert_eq!(waiting.expire(now, &mut wakers), None);
        waiting.forget(gone);
        waiting.next(8, now, &mut taken);
        assert_eq!(taken, [(token, address(1))]);
        // The kernel had no room: it goes out later, and its time begins then.
        waiting.put_back(&taken);
        assert_eq!(waiting.queued(), 1);
        taken.clear();
        waiting.next(8, now + SECOND / 2, &mut taken);
        assert_eq!(waiting.queued(), 0);
        let again = waiting.expire(now + SECOND + SECOND / 10, &mut wakers).unwrap();
        assert_eq!(is_over(&waiting, token), None);
        assert!(again > now + SECOND && again <= now + 2 * SECOND);
        assert_eq!(waiting.expire(now + 2 * SECOND, &mut wakers), None);
        assert_eq!(is_over(&waiting, token), Some(None));
    }
}
