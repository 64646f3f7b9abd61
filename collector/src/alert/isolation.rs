//! Whether the collector sees the network at all: when most of it falls silent at once it is the collector that is cut off,
//! and what it does not see is not known, not down (`reliability.md` 13.2.4).

use super::Standing;
use model::{Lang, Settings, Timestamp};

/// So many devices at least have to fall silent.
const AT_LEAST: usize = 3;
/// What fell silent longer ago than so many cycles did not fall silent at once with what does so now.
const TOGETHER: f64 = 2.0;
/// While it looks as if the collector were cut off nobody new is told down for a cycle and this much longer, seconds.
const DOUBT_SECONDS: f64 = 15.0;
/// Devices that do not answer yet have so many cycles after the end.
const GRACE: f64 = 2.0;
/// While others answer, those that do not are told down after so long, seconds: then they are, whatever the reason.
const PARTIAL_SECONDS: f64 = 1800.0;

model::messages! {
    banner(lost, all) { id: "kolektor terisolasi: {lost} dari {all} perangkat tidak terlihat", en: "the collector is cut off: {lost} of {all} devices cannot be seen" }
}

/// How the collector sees the network.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Isolation {
    /// It is cut off now.
    pub holds: bool,
    /// When the newest time of being cut off began, whether it goes on or not.
    pub begun: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// It looks as if it were cut off, since when.
    pub doubted: Option<Timestamp>,
    /// Devices that fell silent, and all that could be seen before.
    pub lost: u32,
    /// See [`Isolation::lost`].
    pub all: u32,
}

impl Isolation {
    /// What was so before a restart: it began then and goes on.
    pub fn since(begun: Timestamp) -> Self {
        Self { holds: true, begun: Some(begun), ..Self::default() }
    }

    /// The line for everybody, in both languages.
    pub fn told(&self) -> Option<[String; 2]> {
        let all = |lang| banner(lang, model::lang::integer(lang, self.lost.into()), self.all);
        self.holds.then(|| [Lang::Id, Lang::En].map(all))
    }

    /// How it is after one more look. `fleet` is sorted by id.
    pub fn after(self, fleet: &[Standing<'_>], settings: &Settings, now: Timestamp) -> Self {
        let cycle = settings.poll.check_seconds as f64;
        let horizon = match self.begun.filter(|_| self.holds) {
            Some(begun) => begun,
            None => now.plus_millis(-(TOGETHER * cycle * 1000.0) as i64),
        };
        let seen = Seen::of(fleet, horizon);
        let (lost, all) = (seen.lost as u32, (seen.lost + seen.answering) as u32);
        if self.holds {
            let is_late = self.begun.is_some_and(|begun| now.seconds_since(begun) > PARTIAL_SECONDS);
            // Down to two fifths, or it would begin and end again and again at one half.
            let goes_on =
                if seen.answering == 0 { seen.lost > 0 } else { seen.alone * 5 > seen.all_alone() * 2 && !is_late };
            let ended = if goes_on { self.ended } else { Some(now) };
            return Self { holds: goes_on, ended, doubted: None, lost, all, ..self };
        }
        let most = seen.alone >= AT_LEAST && seen.alone * 2 > seen.all_alone();
        let is_behind_gateway = seen.lost >= AT_LEAST && seen.gateway_is_lost;
        let nothing = is_behind_gateway && seen.answering == 0 && !seen.heard_elsewhere(fleet);
        if most || nothing {
            return Self { holds: true, begun: seen.first, ended: None, doubted: None, lost, all };
        }
        let looks_so = is_behind_gateway || (seen.alone >= AT_LEAST && seen.alone * 4 > seen.all_alone());
        Self { doubted: seen.first.filter(|_| looks_so), lost, all, ..self }
    }

    /// True while what this device does not answer says nothing about it.
    pub fn hides(&self, standing: &Standing<'_>, settings: &Settings, now: Timestamp) -> bool {
        let (Some(begun), Some(failing)) = (self.begun, standing.base.failing) else { return false };
        let grace = GRACE * settings.poll.check_seconds as f64;
        let is_over = !self.holds && self.ended.is_none_or(|ended| now.seconds_since(ended) > grace);
        standing.watched && !standing.here && failing >= begun && !is_over
    }

    /// True while it is not decided yet whether it is the devices or the collector.
    pub fn doubts(&self, settings: &Settings, now: Timestamp) -> bool {
        let longest = settings.poll.check_seconds as f64 + DOUBT_SECONDS;
        self.doubted.is_some_and(|since| now.seconds_since(since) < longest)
    }

    /// From when on agents are judged, and until when: not for the time in which nobody could be heard.
    pub fn agents_judged(&self, started: Timestamp, now: Timestamp) -> (Timestamp, Timestamp) {
        match (self.holds, self.begun, self.ended) {
            (true, Some(begun), _) => (started, begun.min(now)),
            (false, _, Some(ended)) => (started.max(ended), now),
            _ => (started, now),
        }
    }
}

/// What is seen of the devices that are watched.
#[derive(Debug, Default)]
struct Seen {
    /// They answered before and fell silent.
    lost: usize,
    /// Those of them that no other silent device explains.
    alone: usize,
    answering: usize,
    /// The gateway of the collector's machine is among the lost.
    gateway_is_lost: bool,
    /// When the first of them fell silent.
    first: Option<Timestamp>,
}

impl Seen {
    fn of(fleet: &[Standing<'_>], horizon: Timestamp) -> Self {
        let mut seen = Self::default();
        for standing in fleet.iter().filter(|standing| standing.watched && !standing.here) {
            match (standing.base.failing, standing.base.answered) {
                (None, Some(_)) => seen.answering += 1,
                (Some(failing), Some(_)) if failing >= horizon => {
                    seen.lost += 1;
                    seen.gateway_is_lost |= standing.gateway;
                    seen.first = Some(seen.first.map_or(failing, |first: Timestamp| first.min(failing)));
                    let is_silent = |parent| {
                        let place = fleet.binary_search_by_key(parent, |other: &Standing<'_>| other.id);
                        place.is_ok_and(|place| fleet[place].base.failing.is_some())
                    };
                    seen.alone += usize::from(!standing.parents.iter().any(is_silent));
                }
                // Silent for long, or never heard: it says nothing about the collector.
                _ => {}
            }
        }
        seen
    }

    const fn all_alone(&self) -> usize {
        self.alone + self.answering
    }

    /// True when an agent of another machine was heard after the first device fell silent: something gets through.
    fn heard_elsewhere(&self, fleet: &[Standing<'_>]) -> bool {
        let after = |at: Timestamp| self.first.is_some_and(|first| at > first);
        fleet.iter().any(|standing| !standing.here && standing.agent.is_some_and(after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::{Base, Word};
    use model::DeviceId;

    const START: Timestamp = Timestamp(1_772_337_600_000);

    fn at(seconds: i64) -> Timestamp {
        START.plus_seconds(seconds)
    }

    /// Devices 1 to `count`; the first `silent` of them do not answer since second 100.
    fn fleet(count: u32, silent: u32, parents: &'static [DeviceId]) -> Vec<Standing<'static>> {
        let device = |id| {
            let failing = (id <= silent).then_some(at(100));
            let base = Base { word: Word::Up, failing, answered: Some(at(99)), up: Some(at(0)), without_echo: false };
            let parents = if id == 1 { &[][..] } else { parents };
            Standing { id: DeviceId(id), base, parents, watched: true, ..Standing::default() }
        };
        (1..=count).map(device).collect()
    }

    fn look(before: Isolation, fleet: &[Standing<'_>], second: i64) -> Isolation {
        before.after(fleet, &Settings::default(), at(second))
    }

    #[test]
    fn more_than_half_at_once_and_not_fewer() {
        for (count, silent, holds, doubts) in [
            (10, 2, false, false),
            (10, 3, false, true),
            (10, 5, false, true),
            (10, 6, true, false),
            (2, 2, false, false),
            (3, 3, true, false),
        ] {
            let seen = look(Isolation::default(), &fleet(count, silent, &[]), 120);
            assert_eq!((seen.holds, seen.doubted.is_some()), (holds, doubts), "{silent} of {count}");
            assert_eq!(seen.begun.is_some(), holds);
        }
        // Six that fell silent long ago are no news.
        assert!(!look(Isolation::default(), &fleet(10, 6, &[]), 300).holds);
        // One that was never heard counts for nothing.
        let mut some = fleet(10, 6, &[]);
        some.iter_mut().take(3).for_each(|standing| standing.base.answered = None);
        assert!(!look(Isolation::default(), &some, 120).holds);
    }

    #[test]
    fn what_hangs_on_one_that_is_silent_is_no_sign_unless_that_is_the_own_gateway_and_nothing_answers() {
        const ONE: &[DeviceId] = &[DeviceId(1)];
        let mut most = fleet(10, 8, ONE);
        assert_eq!(look(Isolation::default(), &most, 120).doubted, None, "one router");
        most[0].gateway = true;
        let seen = look(Isolation::default(), &most, 120);
        assert_eq!((seen.holds, seen.doubted), (false, Some(at(100))), "two answer still");
        let mut all = fleet(10, 10, ONE);
        assert!(!look(Isolation::default(), &all, 120).holds, "a router is a router");
        all[0].gateway = true;
        assert!(look(Isolation::default(), &all, 120).holds, "nothing answers");
        // An agent behind it is heard: the collector is not cut off.
        all[4].agent = Some(at(110));
        assert!(!look(Isolation::default(), &all, 120).holds);
        all[4].here = true;
        assert!(look(Isolation::default(), &all, 120).holds, "an agent on this machine proves nothing");
    }

    #[test]
    fn it_ends_when_most_answer_again_and_leaves_time_to_the_rest() {
        let settings = Settings::default();
        let cut = look(Isolation::default(), &fleet(10, 10, &[]), 120);
        assert_eq!((cut.begun, cut.lost, cut.all), (Some(at(100)), 10, 10));
        let told = cut.told().unwrap();
        assert!(told[0].contains("10 dari 10") && told[1].contains("10 of 10"), "{told:?}");
        let cut = look(cut, &fleet(10, 10, &[]), 40_000);
        assert!(cut.holds, "as long as nothing answers");
        assert!(look(cut, &fleet(10, 5, &[]), 130).holds);
        assert!(!look(cut, &fleet(10, 5, &[]), 40_001).holds, "some answer for long, the others are down");
        let back = look(cut, &fleet(10, 4, &[]), 200);
        assert_eq!((back.holds, back.ended, back.told()), (false, Some(at(200)), None));
        let rest = fleet(10, 4, &[]);
        assert!(back.hides(&rest[0], &settings, at(260)));
        assert!(!back.hides(&rest[0], &settings, at(261)));
        assert!(!back.hides(&rest[9], &settings, at(210)), "it answers");
        assert_eq!(back.agents_judged(START, at(300)), (at(200), at(300)));
        assert_eq!(cut.agents_judged(START, at(300)), (START, at(100)));
    }

    #[test]
    fn doubt_is_short() {
        let settings = Settings::default();
        let doubt = look(Isolation::default(), &fleet(10, 4, &[]), 120);
        assert!(doubt.doubts(&settings, at(144)));
        assert!(!doubt.doubts(&settings, at(145)));
    }
}
