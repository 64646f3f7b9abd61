//! What the checks of a device add up to: echo, SNMP and TCP each confirmed for itself, then one state of the device.

use model::{
    Timestamp,
    api::Leaving,
    batch::{EchoBy, Heard},
    state::Confirmed,
};
use serde::{Deserialize, Serialize};

/// One kind of check of one device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Check {
    /// Confirmed state.
    pub state: Confirmed,
    /// Newest check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Newest check that was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<Timestamp>,
    /// First failed check since the newest good state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing: Option<Timestamp>,
    /// When it last came up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub up: Option<Timestamp>,
}

impl Check {
    /// Takes in one more check; one that is older than the newest is history and changes nothing.
    pub fn take(&mut self, at: Timestamp, answered: bool) -> bool {
        if self.at.is_some_and(|newest| at < newest) {
            return false;
        }
        let before = self.state;
        self.state = before.after(answered);
        self.at = Some(at);
        if answered {
            self.answered = Some(at);
        } else if self.failing.is_none() {
            self.failing = Some(at);
        }
        if self.state == Confirmed::Up {
            self.failing = None;
            if before.is_down() || before == Confirmed::Unknown {
                self.up = Some(at);
            }
        }
        before != self.state
    }

    fn known(&self) -> bool {
        self.state != Confirmed::Unknown
    }
}

/// Everything that is checked about one device; what a restart must not lose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Checks {
    /// ICMP.
    pub echo: Check,
    /// SNMP.
    pub snmp: Check,
    /// TCP, where ICMP is not permitted.
    pub tcp: Check,
    /// Newest batch of its agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<Timestamp>,
    /// When its agent said that it ends, and why. It counts until the agent is heard again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<(Timestamp, Leaving)>,
    /// Echoes that failed since the newest answered one, until it was confirmed down.
    #[serde(skip_serializing_if = "is_zero")]
    pub echoes_failed: u32,
}

const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What the checks say, before parents are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// Up, down, or not known.
    pub word: Word,
    /// Since when it does not answer.
    pub failing: Option<Timestamp>,
    /// When it last answered.
    pub answered: Option<Timestamp>,
    /// When it last came up.
    pub up: Option<Timestamp>,
    /// It rests on SNMP or TCP because no echo can be made.
    pub without_echo: bool,
}

/// Up or down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Word {
    /// Not known (yet).
    #[default]
    Unknown,
    /// Answers.
    Up,
    /// Confirmed down.
    Down,
}

impl Checks {
    /// Takes in the outcome of a check; true when a confirmed state changed.
    pub fn take(&mut self, at: Timestamp, heard: &Heard) -> bool {
        match *heard {
            Heard::Echo { by: EchoBy::NotPermitted, .. } => false,
            Heard::Echo { sent, received, .. } => {
                if received > 0 {
                    self.echoes_failed = 0;
                } else if !self.echo.state.is_down() {
                    self.echoes_failed = self.echoes_failed.saturating_add(u32::from(sent));
                }
                self.echo.take(at, received > 0)
            }
            Heard::Snmp { answered, .. } => self.snmp.take(at, answered),
            Heard::Tcp { answered, .. } => self.tcp.take(at, answered),
        }
    }

    /// What they add up to. `echo` is false where no echo can be made; `alive_since`: an agent heard after it counts.
    pub fn base(&self, echo: bool, alive_since: Timestamp) -> Base {
        let echo_counts = echo && self.echo.known();
        let first = if echo_counts { self.echo } else { merge(self.snmp, self.tcp) };
        let agent_alive = self.gone().is_none() && self.agent.is_some_and(|at| at >= alive_since);
        let mut base = Base {
            word: word(first.state),
            failing: first.failing,
            answered: first.answered.max(self.snmp.answered).max(self.agent),
            up: first.up,
            without_echo: !echo,
        };
        if base.word == Word::Down && echo_counts {
            // A device may refuse echoes and answer SNMP: what it said after the first lost echo counts.
            let after = |at: Option<Timestamp>| at.is_some_and(|at| first.failing.is_none_or(|since| at > since));
            if (self.snmp.state.is_up() && after(self.snmp.answered)) || (agent_alive && after(self.agent)) {
                base.word = Word::Up;
                base.failing = None;
            }
        }
        if !first.known() && agent_alive {
            base.word = Word::Up;
        }
        base
    }

    /// When its agent said that it ends, and why; none once it is heard again.
    pub fn gone(&self) -> Option<(Timestamp, Leaving)> {
        self.left.filter(|(at, _)| self.agent.is_none_or(|heard| heard <= *at))
    }

    /// SNMP is confirmed silent; since when.
    pub fn snmp_silent(&self) -> Option<Timestamp> {
        self.snmp.state.is_down().then(|| self.snmp.failing.or(self.snmp.at)).flatten()
    }
}

/// The better of two ways to reach a device.
fn merge(a: Check, b: Check) -> Check {
    match (word(a.state), word(b.state)) {
        (Word::Up, _) | (_, Word::Unknown) => a,
        (_, Word::Up) | (Word::Unknown, _) => b,
        (Word::Down, Word::Down) => {
            if a.failing >= b.failing {
                a
            } else {
                b
            }
        }
    }
}

const fn word(state: Confirmed) -> Word {
    if state.is_down() {
        Word::Down
    } else if state.is_up() {
        Word::Up
    } else {
        Word::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn echo(received: u8) -> Heard {
        Heard::Echo { sent: 5, received, rtt_ms: None, by: EchoBy::Raw }
    }

    fn snmp(answered: bool) -> Heard {
        Heard::Snmp { answered, duration_ms: 1, reason: None }
    }

    fn tcp(answered: bool) -> Heard {
        Heard::Tcp { port: 80, answered, rtt_ms: None }
    }

    fn play(heard: &[(i64, Heard)]) -> Checks {
        let mut checks = Checks::default();
        for (at, heard) in heard {
            checks.take(Timestamp::from_seconds(*at), heard);
        }
        checks
    }

    #[test]
    fn one_state_from_many_checks() {
        let check = |heard: &[(i64, Heard)], with_echo: bool, expected: Word| {
            let base = play(heard).base(with_echo, Timestamp::from_seconds(1_000_000));
            assert_eq!(base.word, expected, "{heard:?}");
        };
        let dead = |at| (at, echo(0));
        check(&[], true, Word::Unknown);
        check(&[(0, echo(1))], true, Word::Up);
        check(&[(0, echo(1)), dead(30), dead(35)], true, Word::Up);
        check(&[(0, echo(1)), dead(30), dead(35), dead(40)], true, Word::Down);
        // It answered SNMP before the echoes were lost, and after.
        check(&[(0, snmp(true)), dead(30), dead(35), dead(40)], true, Word::Down);
        check(&[dead(30), dead(35), dead(40), (41, snmp(true))], true, Word::Up);
        // It refuses echoes for good; then it dies.
        let refuses = [dead(0), dead(5), dead(10), (20, snmp(true)), dead(30), dead(60)];
        check(&refuses, true, Word::Up);
        let dies: Vec<_> =
            refuses.into_iter().chain([(80, snmp(false)), (85, snmp(false)), (90, snmp(false))]).collect();
        check(&dies, true, Word::Down);
        // No right to send echoes: an old state of echoes does not count.
        check(&[dead(0), dead(5), dead(10), (20, snmp(true))], false, Word::Up);
        check(&[(0, echo(1)), (20, snmp(false)), (25, snmp(false)), (30, snmp(false))], false, Word::Down);
        check(&[(20, snmp(false)), (25, snmp(false)), (30, snmp(false)), (31, tcp(true))], false, Word::Up);
    }

    #[test]
    fn times_and_counts() {
        let checks = play(&[(0, echo(1)), (30, echo(0)), (35, echo(0)), (40, echo(0)), (70, echo(0))]);
        assert_eq!(checks.echoes_failed, 15);
        assert_eq!(checks.echo.failing, Some(Timestamp::from_seconds(30)));
        let mut back = checks;
        back.take(Timestamp::from_seconds(100), &echo(2));
        assert_eq!(back.base(true, Timestamp(0)).word, Word::Down);
        back.take(Timestamp::from_seconds(105), &echo(2));
        assert_eq!(back.base(true, Timestamp(0)).word, Word::Up);
        assert_eq!(back.echo.up, Some(Timestamp::from_seconds(105)));
        // Backfill changes nothing.
        assert!(!back.take(Timestamp::from_seconds(50), &echo(0)));
    }

    #[test]
    fn an_agent_alone_keeps_a_machine_up_while_it_is_heard() {
        let checks = Checks { agent: Some(Timestamp::from_seconds(100)), ..Checks::default() };
        assert_eq!(checks.base(true, Timestamp::from_seconds(90)).word, Word::Up);
        assert_eq!(checks.base(true, Timestamp::from_seconds(110)).word, Word::Unknown);
    }

    #[test]
    fn survives_json() {
        let checks = play(&[(0, echo(1)), (30, echo(0)), (31, snmp(true))]);
        let text = serde_json::to_string(&checks).unwrap();
        assert_eq!(serde_json::from_str::<Checks>(&text).unwrap(), checks);
    }
}
