//! Up or down, confirmed before it is told: the machine that turns single checks into a state (`reliability.md` 13.2).

use serde::{Deserialize, Serialize};

/// Failed checks in a row that make a state hard.
pub const FAILURES_TO_DOWN: u8 = 3;
/// Good checks in a row that bring it back.
pub const SUCCESSES_TO_UP: u8 = 2;
/// Pause before a confirming check, seconds.
pub const CONFIRM_AFTER_SECONDS: u64 = 5;

/// Where a device (or its SNMP service) stands between up and down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Confirmed {
    /// No check has been made yet.
    #[default]
    Unknown,
    /// Answers.
    Up,
    /// Answered before; the last `failures` checks did not. Still shown as up.
    Failing {
        /// Failed checks in a row.
        failures: u8,
    },
    /// Never answered yet; `failures` checks failed.
    Unheard {
        /// Failed checks in a row.
        failures: u8,
    },
    /// Confirmed down.
    Down,
    /// Was down; the last `successes` checks were good. Still shown as down.
    Returning {
        /// Good checks in a row.
        successes: u8,
    },
}

impl Confirmed {
    /// The state after one more check.
    pub const fn after(self, answered: bool) -> Self {
        match (self, answered) {
            (Self::Unknown | Self::Up | Self::Failing { .. } | Self::Unheard { .. }, true) => Self::Up,
            (Self::Down, true) => Self::Returning { successes: 1 },
            (Self::Returning { successes }, true) => {
                if successes + 1 >= SUCCESSES_TO_UP {
                    Self::Up
                } else {
                    Self::Returning { successes: successes + 1 }
                }
            }
            (Self::Unknown, false) => Self::Unheard { failures: 1 },
            (Self::Up, false) => Self::Failing { failures: 1 },
            (Self::Failing { failures }, false) => {
                if failures + 1 >= FAILURES_TO_DOWN {
                    Self::Down
                } else {
                    Self::Failing { failures: failures + 1 }
                }
            }
            (Self::Unheard { failures }, false) => {
                if failures + 1 >= FAILURES_TO_DOWN {
                    Self::Down
                } else {
                    Self::Unheard { failures: failures + 1 }
                }
            }
            (Self::Down | Self::Returning { .. }, false) => Self::Down,
        }
    }

    /// True when the state is hard down (or not yet back for good).
    pub const fn is_down(self) -> bool {
        matches!(self, Self::Down | Self::Returning { .. })
    }

    /// True when it answers, or answered until a moment ago.
    pub const fn is_up(self) -> bool {
        matches!(self, Self::Up | Self::Failing { .. })
    }

    /// True when the next check should come soon ([`CONFIRM_AFTER_SECONDS`]) rather than at the next cycle.
    pub const fn wants_confirmation(self) -> bool {
        matches!(self, Self::Failing { .. } | Self::Unheard { .. } | Self::Returning { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays checks (`+` answered, `-` not) from the beginning; returns `u`nknown, `U`p, `D`own after each.
    fn play(checks: &str) -> String {
        let mut state = Confirmed::Unknown;
        checks
            .chars()
            .map(|c| {
                state = state.after(c == '+');
                if state.is_down() {
                    'D'
                } else if state.is_up() {
                    'U'
                } else {
                    'u'
                }
            })
            .collect()
    }

    #[test]
    fn one_lost_check_is_not_down_and_one_good_one_is_not_up() {
        for (checks, expected) in [
            ("+--+", "UUUU"),
            ("+---", "UUUD"),
            ("---", "uuD"),
            ("+---+-", "UUUDDD"),
            ("+---++", "UUUDDU"),
            ("--+", "uuU"),
        ] {
            assert_eq!(play(checks), expected, "{checks}");
        }
    }
}
