//! The timeline of states while it happens: a mark whenever a device or a check becomes something else, and how long the
//! collector has looked.

use super::{Fleet, Known, State as Standing, row};
use crate::store::{LastMark, Row};
use model::{
    DeviceId, Timestamp,
    api::Leaving,
    availability::{Cause, Mark, State, Subject, Watch},
};
use std::collections::BTreeSet;

/// A collector that judged nothing for so long was asleep, stopped, or its clock was set.
const ASLEEP_SECONDS: f64 = 120.0;
/// After a start the first round of checks is waited for, and this much longer.
const SETTLE_SECONDS: u64 = 5;
/// The last sign of life is written with what is written anyway when it is older than this, and by itself when it is older
/// than the other.
const WITH_OTHERS_SECONDS: f64 = 10.0;
const ALONE_SECONDS: f64 = 60.0;
/// A check that is older than so many rounds says nothing any more.
const ROUNDS: u64 = 3;
/// After so many marks of one subject in a day what is up has to stay up for a while before it is told: a flapping device
/// makes no more than some 500 marks a day.
const MARKS_A_DAY: u16 = 200;
const STEADY_SECONDS: f64 = 600.0;
/// Longest walk to the cause.
const DEPTH: usize = 64;

/// What was told last of a subject.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    state: Option<State>,
    /// Moment of the mark.
    at: Timestamp,
    /// Marks of the day (since 1970, in UTC) of the newest one.
    day: i64,
    marks: u16,
}

/// How the collector looks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Looking {
    /// Since when, without a pause.
    since: Timestamp,
    /// Newest judgement.
    newest: Option<Timestamp>,
    /// The time that counts as looked at, once the first round is over.
    watch: Option<Watch>,
}

/// What holds for all devices at one moment.
struct Around {
    since: Timestamp,
    now: Timestamp,
    /// Of a device without an interval of its own.
    round_seconds: u64,
    agent_seconds: f64,
}

/// What is found of a subject, and since when.
#[derive(Debug, PartialEq)]
struct Found {
    state: State,
    cause: Cause,
    since: Timestamp,
}

impl Fleet {
    /// Follows the states as they were just judged. What became something else is added to `rows`.
    pub(super) fn follow(&mut self, now: Timestamp, rows: &mut Vec<Row>) {
        if self.isolation.holds {
            // Nobody looks while nothing can be seen: that is told once, and not for each device.
            self.close_eyes(rows);
            return;
        }
        let Some(begun) = self.look(now, rows) else { return };
        let around = Around {
            since: self.looking.since,
            now,
            round_seconds: self.settings.poll.check_seconds.max(self.settings.poll.interval_seconds),
            agent_seconds: self.settings.alert.agent_silent_seconds as f64,
        };
        let mut changed = Vec::new();
        for (id, known) in &self.devices {
            for subject in Subject::ALL {
                let told = &known.told[subject as usize];
                let Some(found) = found(known, subject, &around) else { continue };
                if told.state != Some(found.state) && !told.must_stay(&found, now) {
                    changed.push((*id, subject, found));
                }
            }
        }
        for (id, subject, found) in changed {
            self.tell(id, subject, found, begun, now, rows);
        }
        self.sign_of_life(now, rows);
    }

    /// Notes that the collector looks; the moment from which on that counts, once the first round is over.
    fn look(&mut self, now: Timestamp, rows: &mut Vec<Row>) -> Option<Timestamp> {
        let looking = &mut self.looking;
        let paused = looking.newest.is_none_or(|newest| now.seconds_since(newest).abs() > ASLEEP_SECONDS);
        if paused {
            if let (Some(watch), Some(newest)) = (looking.watch.take(), looking.newest) {
                rows.push(Row::Watch(Watch { to: newest.max(watch.to), ..watch }));
            }
            *looking = Looking { since: now, newest: None, watch: None };
        }
        looking.newest = looking.newest.max(Some(now));
        if let Some(watch) = looking.watch {
            return Some(watch.from);
        }
        let settle = self.settings.poll.check_seconds + SETTLE_SECONDS;
        if now.seconds_since(looking.since) < settle as f64 {
            return None;
        }
        looking.watch = Some(Watch { from: now, to: Timestamp(i64::MIN) });
        Some(now)
    }

    /// Ends the time that counts as looked at where the first device fell silent.
    fn close_eyes(&mut self, rows: &mut Vec<Row>) {
        if let (Some(watch), Some(begun)) = (self.looking.watch.take(), self.isolation.begun) {
            rows.push(Row::Watch(Watch { to: begun.max(watch.from), ..watch }));
        }
        self.looking = Looking::default();
    }

    fn sign_of_life(&mut self, now: Timestamp, rows: &mut Vec<Row>) {
        if self.isolation.doubted.is_some() {
            return;
        }
        let Some(watch) = &mut self.looking.watch else { return };
        let silent = now.seconds_since(watch.to);
        if silent >= ALONE_SECONDS || (silent >= WITH_OTHERS_SECONDS && !rows.is_empty()) {
            watch.to = now;
            rows.push(Row::Watch(*watch));
        }
    }

    /// The last sign of life before the end.
    pub(super) fn rest(&mut self, now: Timestamp, rows: &mut Vec<Row>) {
        if let Some(watch) = self.looking.watch.take() {
            rows.push(Row::Watch(Watch { to: now.max(watch.from), ..watch }));
        }
    }

    /// The time that is being looked at, up to now; none while the first round goes on.
    pub(crate) fn watch(&self, now: Timestamp) -> Option<Watch> {
        let watch = self.looking.watch.filter(|_| !self.isolation.holds)?;
        let newest = self.looking.newest.filter(|newest| now.seconds_since(*newest).abs() > ASLEEP_SECONDS);
        Some(Watch { to: newest.unwrap_or(now).max(watch.from), ..watch })
    }

    fn tell(
        &mut self,
        id: DeviceId,
        subject: Subject,
        found: Found,
        begun: Timestamp,
        now: Timestamp,
        rows: &mut Vec<Row>,
    ) {
        let cause = match found.state {
            State::Unreachable => Cause::Behind { culprit: self.culprit(id) },
            _ => found.cause,
        };
        let Some(known) = self.devices.get_mut(&id) else { return };
        let machine = known.device.target.is_none();
        let booted = row::booted(known);
        let told = &mut known.told[subject as usize];
        // A mark is never older than the one before, and none is older than the watch that it belongs to.
        let earliest = told.state.map_or(begun, |_| told.at.min(now).plus_millis(1).max(begun));
        // Between down and unreachable it is the judgement that changed, whenever it stopped answering.
        let (is, was) = (is_out(found.state), told.state.is_some_and(is_out));
        let at = if is && was { now } else { found.since.min(now) }.max(earliest);
        if machine && told.state == Some(State::Unknown) && found.state == State::Up {
            // It kept nothing of the time between and started anew after it: it was off.
            if booted.is_some_and(|booted| booted > told.at) {
                let off = Mark { at: told.at, state: State::Off, cause: Cause::Started };
                rows.push(Row::Mark(id, subject, off));
            }
        }
        if machine && told.state == Some(State::Off) && found.state == State::Up {
            // It said that it is shut down, and was not: the same boot goes on.
            if booted.is_some_and(|booted| booted <= told.at) {
                let unseen = Mark { at: told.at, state: State::Unknown, cause: Cause::AgentStopped };
                rows.push(Row::Mark(id, subject, unseen));
            }
        }
        let day = at.seconds().div_euclid(86_400);
        let marks = if told.day == day { told.marks.saturating_add(1) } else { 1 };
        *told = Told { state: Some(found.state), at, day, marks };
        rows.push(Row::Mark(id, subject, Mark { at, state: found.state, cause }));
    }

    /// The device that is down on the way to one that is out of reach.
    fn culprit(&self, id: DeviceId) -> DeviceId {
        let (mut open, mut seen) = (vec![id], BTreeSet::from([id]));
        while let Some(next) = open.pop() {
            let Some(known) = self.devices.get(&next) else { continue };
            if known.state == Standing::Down {
                return next;
            }
            if seen.len() > DEPTH {
                break;
            }
            open.extend(known.parents().iter().rev().filter(|parent| seen.insert(**parent)));
        }
        self.devices.get(&id).and_then(|known| known.parents().first().copied()).unwrap_or(id)
    }

    /// What was told before a restart.
    pub(super) fn restore_marks(&mut self, marks: Vec<LastMark>) {
        for (id, subject, mark) in marks {
            if let Some(known) = self.devices.get_mut(&id) {
                known.told[subject as usize] = Told { state: Some(mark.state), at: mark.at, day: 0, marks: 0 };
            }
        }
    }
}

const fn is_out(state: State) -> bool {
    matches!(state, State::Down | State::Unreachable)
}

impl Told {
    /// When a state began: after a time that nobody saw not before somebody looked again.
    fn begin(&self, since: Option<Timestamp>, looked: Timestamp) -> Timestamp {
        let unseen = matches!(self.state, Some(State::Unknown | State::Off));
        since.filter(|since| !unseen || *since > self.at).unwrap_or(looked)
    }

    /// True for a device that flapped too often today and is not up for long enough yet.
    fn must_stay(&self, found: &Found, now: Timestamp) -> bool {
        found.state == State::Up
            && self.marks >= MARKS_A_DAY
            && self.day == now.seconds().div_euclid(86_400)
            && now.seconds_since(found.since) < STEADY_SECONDS
    }
}

/// What can be said of a subject now; none of what was never looked at.
fn found(known: &Known, subject: Subject, around: &Around) -> Option<Found> {
    let checks = &known.checks;
    let check = match subject {
        Subject::Device => return device(known, around),
        Subject::Echo => &checks.echo,
        Subject::Snmp => &checks.snmp,
        Subject::Tcp => &checks.tcp,
    };
    let before = &known.told[subject as usize];
    let told = before.state;
    let Some(at) = check.at.filter(|_| known.device.target.is_some()) else {
        // It was asked once and is not any more.
        return told.map(|_| Found { state: State::Unknown, cause: Cause::NotWatched, since: around.now });
    };
    if !around.is_fresh(Some(at), around.check_seconds(known)) {
        return told.map(|_| Found { state: State::Unknown, cause: Cause::NoCheck, since: at });
    }
    let cause = match subject {
        Subject::Snmp => Cause::NoSnmp,
        Subject::Tcp => Cause::NoTcp,
        Subject::Device | Subject::Echo => Cause::NoEcho,
    };
    if check.state.is_down() {
        let state = if known.state == Standing::Unreachable { State::Unreachable } else { State::Down };
        Some(Found { state, cause, since: before.begin(check.failing, at) })
    } else if check.state.is_up() {
        Some(Found { state: State::Up, cause: Cause::None, since: before.begin(check.up, at) })
    } else {
        None
    }
}

fn device(known: &Known, around: &Around) -> Option<Found> {
    let checks = &known.checks;
    let before = &known.told[Subject::Device as usize];
    let told = before.state;
    let target = known.device.target.is_some();
    let checked = checks.echo.at.max(checks.snmp.at).max(checks.tcp.at).filter(|_| target);
    let by_check = around.is_fresh(checked, around.check_seconds(known));
    let by_agent = around.is_fresh(checks.agent, around.agent_seconds);
    let Some(looked) = checked.max(checks.agent) else {
        return told.map(|_| Found { state: State::Unknown, cause: Cause::NotWatched, since: around.now });
    };
    if !by_check
        && !target
        && let Some((at, leaving)) = checks.gone()
    {
        let (state, cause) = match leaving {
            Leaving::Shutdown => (State::Off, Cause::ShutDown),
            Leaving::Stopped => (State::Unknown, Cause::AgentStopped),
        };
        return told.map(|_| Found { state, cause, since: at });
    }
    if !by_check && !by_agent {
        let cause = if target { Cause::NoCheck } else { Cause::AgentSilent };
        return told.map(|_| Found { state: State::Unknown, cause, since: looked });
    }
    let state = match known.state {
        Standing::Up => State::Up,
        Standing::Down => State::Down,
        Standing::Unreachable => State::Unreachable,
        Standing::Unknown => {
            return told.map(|_| Found { state: State::Unknown, cause: Cause::NoCheck, since: around.now });
        }
    };
    let cause = match state {
        State::Up => Cause::None,
        _ if checks.echo.state.is_down() => Cause::NoEcho,
        _ if checks.tcp.state.is_down() => Cause::NoTcp,
        _ => Cause::NoSnmp,
    };
    Some(Found { state, cause, since: before.begin(known.since, looked) })
}

impl Around {
    /// For how long a check of this device says something. One that is read seldom is still checked as often as the others.
    fn check_seconds(&self, known: &Known) -> f64 {
        let own = known.device.interval_seconds.map_or(self.round_seconds, u64::from);
        (ROUNDS * own.max(self.round_seconds)) as f64
    }

    /// True for a moment that this look has seen, and not too long ago.
    fn is_fresh(&self, at: Option<Timestamp>, seconds: f64) -> bool {
        at.is_some_and(|at| at >= self.since && self.now.seconds_since(at) <= seconds)
    }
}

#[cfg(test)]
mod tests;
