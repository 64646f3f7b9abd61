//! Unreachable, not down: a device whose every way leads over something down (`reliability.md` 13.2.3).

use super::Standing;
use crate::fleet::{State, Word};
use model::{DeviceId, Settings, Timestamp};
use std::collections::BTreeSet;

/// A chain of parents longer than this is cut.
const DEPTH: usize = 64;

/// State of one device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// State.
    pub state: State,
    /// When it began, where the checks tell.
    pub since: Option<Timestamp>,
}

/// Where the judgement of a device stands.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Open,
    /// Being judged: a way back to it is a ring, and is cut.
    Walking,
    Done,
}

pub(super) fn verdicts(fleet: &[Standing<'_>], settings: &Settings, now: Timestamp) -> Vec<Verdict> {
    let mut verdicts = vec![Verdict::default(); fleet.len()];
    let mut marks = vec![Mark::Open; fleet.len()];
    for place in 0..fleet.len() {
        judge(fleet, place, 0, settings, now, &mut verdicts, &mut marks);
    }
    verdicts
}

fn place_of(fleet: &[Standing<'_>], id: DeviceId) -> Option<usize> {
    fleet.binary_search_by_key(&id, |standing| standing.id).ok()
}

fn judge(
    fleet: &[Standing<'_>],
    place: usize,
    depth: usize,
    settings: &Settings,
    now: Timestamp,
    verdicts: &mut [Verdict],
    marks: &mut [Mark],
) {
    if marks[place] != Mark::Open {
        return;
    }
    let standing = &fleet[place];
    let base = &standing.base;
    if base.word != Word::Down || standing.parents.is_empty() {
        let state = match base.word {
            Word::Unknown => State::Unknown,
            Word::Up => State::Up,
            Word::Down => State::Down,
        };
        let since = if state == State::Up { base.up } else { base.failing };
        verdicts[place] = Verdict { state, since };
        marks[place] = Mark::Done;
        return;
    }
    marks[place] = Mark::Walking;
    let mut parents = Vec::with_capacity(standing.parents.len());
    for parent in standing.parents.iter().filter_map(|id| place_of(fleet, *id)) {
        if depth < DEPTH {
            judge(fleet, parent, depth + 1, settings, now, verdicts, marks);
        }
        if marks[parent] == Mark::Done {
            parents.push(parent);
        }
    }
    let state = behind_parents(fleet, standing, &parents, settings, now, verdicts);
    verdicts[place] = Verdict { state, since: base.failing };
    marks[place] = Mark::Done;
}

/// What a device that does not answer is, by what its parents are.
fn behind_parents(
    fleet: &[Standing<'_>],
    standing: &Standing<'_>,
    parents: &[usize],
    settings: &Settings,
    now: Timestamp,
    verdicts: &[Verdict],
) -> State {
    if parents.is_empty() {
        return State::Down;
    }
    if parents.iter().all(|parent| matches!(verdicts[*parent].state, State::Down | State::Unreachable)) {
        return State::Unreachable;
    }
    let failing = standing.base.failing.unwrap_or(now);
    let cycles = 2.0 * settings.poll.check_seconds as f64;
    // When the judgement could begin: it stopped answering, or a parent came back, whichever is later.
    let mut begun = failing;
    let standing_parents = parents.iter().filter(|parent| verdicts[**parent].state == State::Up);
    let mut cleared = false;
    for parent in standing_parents {
        let base = &fleet[*parent].base;
        begun = begun.max(base.up.unwrap_or(failing));
        // A parent that came back gives what hangs on it two cycles before it may be down for itself.
        let settled = base.up.is_none_or(|up| now.seconds_since(up) >= cycles || up < failing);
        let answered_since = base.answered.is_some_and(|at| at >= failing) && base.failing.is_none();
        cleared |= settled && answered_since;
    }
    // Before it is told the parents must have been asked; if nobody asks them, it is told all the same.
    let waited = now.seconds_since(begun) > 2.0 * cycles;
    if cleared || waited || standing.told == State::Down { State::Down } else { standing.told }
}

/// How many devices are unreachable because of each device, in the order of the fleet.
pub(super) fn behind(fleet: &[Standing<'_>], verdicts: &[Verdict]) -> Vec<u32> {
    let mut counts = vec![0; fleet.len()];
    for place in 0..fleet.len() {
        if verdicts[place].state != State::Unreachable {
            continue;
        }
        let mut seen = BTreeSet::from([place]);
        let mut open = vec![place];
        while let Some(next) = open.pop() {
            for parent in fleet[next].parents.iter().filter_map(|id| place_of(fleet, *id)) {
                if !seen.insert(parent) {
                    continue;
                }
                match verdicts[parent].state {
                    State::Down => counts[parent] += 1,
                    State::Unreachable => open.push(parent),
                    State::Up | State::Unknown => {}
                }
            }
        }
    }
    counts
}
