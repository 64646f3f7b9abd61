//! Which conditions hold in a fleet, and what that makes of the open alerts. Pure: facts, settings and time go in.

mod diff;
mod isolation;
mod parent;
mod saturation;

pub use diff::{Step, steps};
pub use isolation::Isolation;
pub use parent::Verdict;
pub use saturation::saturate;

use crate::fleet::{Base, State};
use model::{AlertKind, DeviceId, Settings, Timestamp};

/// It is told so long before the collector's CA ends: agents are enrolled anew one by one.
pub(crate) const AUTHORITY_SECONDS: i64 = 60 * 86_400;

/// What is known of one device when alerts are judged.
#[derive(Clone, Debug, Default)]
pub struct Standing<'a> {
    /// Device.
    pub id: DeviceId,
    /// Devices it is reached through.
    pub parents: &'a [DeviceId],
    /// What its checks say.
    pub base: Base,
    /// State as told.
    pub told: State,
    /// Echoes that failed before it was confirmed down; 0 where state rests on SNMP or TCP.
    pub echoes_failed: u32,
    /// SNMP is confirmed silent, since when; only where SNMP is asked.
    pub snmp_silent: Option<Timestamp>,
    /// Newest batch of its agent.
    pub agent: Option<Timestamp>,
    /// The collector's CA ends soon, when; only of the machine that it runs on.
    pub authority_ends: Option<Timestamp>,
    /// An uplink above its threshold for long enough: port, percent, outgoing, since.
    pub saturated: Option<Full<'a>>,
    /// It is checked over the network.
    pub watched: bool,
    /// It is the machine of the collector.
    pub here: bool,
    /// It is the gateway of that machine.
    pub gateway: bool,
    /// Its agent said that it is shut down, and was not heard since.
    pub off: bool,
}

/// An uplink that is too full.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Full<'a> {
    /// Port key.
    pub port: &'a str,
    /// Use, percent.
    pub use_percent: f64,
    /// The fuller direction is the outgoing one.
    pub outgoing: bool,
    /// Since when.
    pub since: Timestamp,
}

/// A condition that holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Device.
    pub device: DeviceId,
    /// What holds.
    pub kind: AlertKind,
    /// Since when.
    pub since: Timestamp,
    /// Devices that are unreachable because of it.
    pub behind: u32,
}

/// The whole judgement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgement {
    /// State of each device, in the order given, and since when it began.
    pub states: Vec<Verdict>,
    /// Conditions that hold.
    pub conditions: Vec<Condition>,
    /// How the collector sees the network.
    pub isolation: Isolation,
}

/// Judges every device; `fleet` is sorted by id. `started` is when the collector started: nobody is silent for longer.
/// `before` is how it saw the network at the last look.
pub fn evaluate(
    fleet: &[Standing<'_>],
    settings: &Settings,
    started: Timestamp,
    before: Isolation,
    now: Timestamp,
) -> Judgement {
    let isolation = before.after(fleet, settings, now);
    let mut verdicts = parent::verdicts(fleet, settings, now);
    let in_doubt = isolation.doubts(settings, now);
    for (standing, verdict) in fleet.iter().zip(&mut verdicts) {
        if isolation.hides(standing, settings, now) {
            *verdict = Verdict { state: State::Unknown, since: standing.base.failing };
        } else if in_doubt && verdict.state == State::Down && matches!(standing.told, State::Up | State::Unknown) {
            verdict.state = standing.told;
        }
    }
    let behind = parent::behind(fleet, &verdicts);
    let mut conditions = Vec::new();
    conditions.extend(cut_off(fleet, &isolation));
    let (heard_from, heard_until) = isolation.agents_judged(started, now);
    for ((standing, verdict), behind) in fleet.iter().zip(&verdicts).zip(behind) {
        let mut add = |kind, since, behind| {
            conditions.push(Condition { device: standing.id, kind, since, behind });
        };
        match verdict.state {
            State::Down => {
                let kind = AlertKind::Down { echoes_failed: standing.echoes_failed };
                add(kind, verdict.since.unwrap_or(now), behind);
            }
            State::Up => {
                if let Some(since) = standing.snmp_silent {
                    add(AlertKind::SnmpSilent, since, 0);
                }
                if let Some(full) = standing.saturated {
                    let Full { port, use_percent, outgoing, since } = full;
                    add(AlertKind::UplinkSaturated { port: port.to_owned(), use_percent, outgoing }, since, 0);
                }
            }
            State::Unknown | State::Unreachable => {}
        }
        if let Some(ends) = standing.authority_ends {
            add(AlertKind::AuthorityEnding { ends }, ends.plus_seconds(-AUTHORITY_SECONDS), 0);
        }
        // A machine that is down or out of reach is not told a second time by its agent's silence; one that said that it
        // is shut down is not silent.
        let quiet = matches!(verdict.state, State::Up | State::Unknown) && !standing.off;
        if let Some(heard) = standing.agent.filter(|_| quiet) {
            let silent = heard_until.seconds_since(heard.max(heard_from));
            if silent > settings.alert.agent_silent_seconds as f64 {
                add(AlertKind::AgentSilent, heard, 0);
            }
        }
    }
    Judgement { states: verdicts, conditions, isolation }
}

/// The one alert for everything that cannot be seen: about the machine of the collector, or where that is not in the book about
/// the first device that fell silent.
fn cut_off(fleet: &[Standing<'_>], isolation: &Isolation) -> Option<Condition> {
    let begun = isolation.begun.filter(|_| isolation.holds)?;
    let here = fleet.iter().find(|standing| standing.here);
    let first =
        || fleet.iter().find(|standing| standing.watched && standing.base.failing.is_some_and(|at| at >= begun));
    let device = here.or_else(first)?.id;
    Some(Condition { device, kind: AlertKind::CollectorIsolated, since: begun, behind: isolation.lost })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::Word;

    const START: Timestamp = Timestamp(1_772_337_600_000);

    fn at(seconds: i64) -> Timestamp {
        START.plus_seconds(seconds)
    }

    fn device(id: u32, word: Word) -> Standing<'static> {
        let failing = (word == Word::Down).then_some(at(100));
        let base = Base { word, failing, answered: Some(at(99)), up: Some(at(0)), without_echo: false };
        let told = if word == Word::Down { State::Down } else { State::Up };
        Standing { id: DeviceId(id), base, told, echoes_failed: 15, ..Standing::default() }
    }

    /// Judges at second 200; conditions as `device:kind+behind`.
    fn told(fleet: &[Standing<'_>]) -> Vec<String> {
        let judged = evaluate(fleet, &Settings::default(), START, Isolation::default(), at(200));
        judged.conditions.iter().map(|c| format!("{}:{}+{}", c.device, c.kind.name(), c.behind)).collect()
    }

    #[test]
    fn one_condition_each() {
        let up = device(1, Word::Up);
        let full = Full { port: "ether1", use_percent: 97.0, outgoing: true, since: at(50) };
        let check = |standing: Standing<'_>, expected: &[&str]| assert_eq!(told(&[standing]), expected);
        check(up.clone(), &[]);
        check(device(1, Word::Down), &["1:down+0"]);
        check(device(1, Word::Unknown), &[]);
        check(Standing { snmp_silent: Some(at(90)), ..up.clone() }, &["1:snmp_silent+0"]);
        check(Standing { snmp_silent: Some(at(90)), ..device(1, Word::Down) }, &["1:down+0"]);
        check(Standing { saturated: Some(full), ..up.clone() }, &["1:uplink_saturated+0"]);
        check(Standing { saturated: Some(full), ..device(1, Word::Down) }, &["1:down+0"]);
        check(Standing { agent: Some(at(0)), ..up.clone() }, &[]);
        check(Standing { agent: Some(at(-3600)), ..up.clone() }, &[]);
        check(Standing { authority_ends: Some(at(86_400)), ..up.clone() }, &["1:authority_ending+0"]);
        let later = evaluate(
            &[Standing { agent: Some(at(0)), ..up.clone() }],
            &Settings::default(),
            START,
            Isolation::default(),
            at(201),
        );
        assert_eq!(later.conditions.len(), 1);
        assert_eq!(later.conditions[0].kind, AlertKind::AgentSilent);
        check(Standing { agent: Some(at(-3600)), off: true, ..up }, &[]);
    }

    #[test]
    fn one_cause_one_alert() {
        let behind = |id, parents: &'static [DeviceId]| Standing { parents, ..device(id, Word::Down) };
        const ONE: &[DeviceId] = &[DeviceId(1)];
        const TWO: &[DeviceId] = &[DeviceId(2)];
        const BOTH: &[DeviceId] = &[DeviceId(1), DeviceId(5)];
        let up = |id, parents| Standing { parents, ..device(id, Word::Up) };
        assert_eq!(
            told(&[device(1, Word::Down), behind(2, ONE), behind(3, TWO), up(4, ONE)]),
            ["1:down+2"],
            "a child that answers is not behind"
        );
        // Redundant parents: one of them stands, and answered after the child failed.
        let mut five = device(5, Word::Up);
        five.base.answered = Some(at(150));
        assert_eq!(told(&[device(1, Word::Down), behind(3, BOTH), five]), ["1:down+0", "3:down+0"]);
        assert_eq!(
            told(&[device(1, Word::Down), behind(3, BOTH), device(5, Word::Down)]),
            ["1:down+1", "5:down+1"],
            "two causes"
        );
        // A ring of parents is cut: somebody is told.
        const SELF: &[DeviceId] = &[DeviceId(3)];
        let ring = told(&[behind(2, SELF), behind(3, TWO)]);
        assert_eq!(ring.len(), 1, "{ring:?}");
        assert_eq!(told(&[Standing { parents: SELF, ..device(3, Word::Down) }]), ["3:down+0"]);
    }
}
