//! Times of an agent whose wall clock is wrong (`reliability.md` 3.5). Pure.

use model::{Timestamp, api::SenderClock};

/// A difference up to this is the line's.
const NOTED_MS: i64 = 5_000;
/// Above this the agent's wall clock is not believed.
const WRONG_MS: i64 = 300_000;

/// What the clock of a sender is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judged<'a> {
    clock: &'a SenderClock,
    receipt: Timestamp,
    /// Collector's clock less the sender's, milliseconds.
    pub(crate) offset_ms: i64,
}

/// Judges the clock of a request received at this moment.
pub(crate) fn judge(clock: &SenderClock, receipt: Timestamp) -> Judged<'_> {
    Judged { clock, receipt, offset_ms: receipt.0.saturating_sub(clock.sent_at.0) }
}

impl Judged<'_> {
    /// True when its times cannot be taken as they are.
    pub(crate) const fn is_wrong(&self) -> bool {
        self.offset_ms.saturating_abs() > WRONG_MS
    }

    /// How far it is behind, seconds, when that is worth telling.
    pub(crate) fn behind_s(&self) -> Option<i64> {
        (self.offset_ms.saturating_abs() > NOTED_MS).then_some(self.offset_ms / 1000)
    }

    /// The time of a batch by the collector's clock: as sent while the clock is near enough, else by the monotonic clock in
    /// the present boot, else moved by what the clock is off now.
    pub(crate) fn time(&self, at: Timestamp, mono_ms: u64, boot_id: &str) -> Timestamp {
        if !self.is_wrong() {
            return at;
        }
        if self.is_of_this_boot(mono_ms, boot_id) {
            let ago = i64::try_from(self.clock.mono_ms - mono_ms).unwrap_or(i64::MAX);
            return Timestamp(self.receipt.0.saturating_sub(ago));
        }
        Timestamp(at.0.saturating_add(self.offset_ms))
    }

    /// Whether that time is a guess: nobody knows how far the clock was off in an earlier boot.
    pub(crate) fn is_uncertain(&self, mono_ms: u64, boot_id: &str) -> bool {
        self.is_wrong() && !self.is_of_this_boot(mono_ms, boot_id)
    }

    fn is_of_this_boot(&self, mono_ms: u64, boot_id: &str) -> bool {
        !boot_id.is_empty() && boot_id == self.clock.boot_id && mono_ms <= self.clock.mono_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let receipt = Timestamp::from_seconds(1_772_337_906);
        let at = |behind: i64| {
            let sent_at = Timestamp(receipt.0 - behind * 1000);
            SenderClock { sent_at, mono_ms: 600_000, boot_id: "b".into() }
        };
        for (behind, told) in [(0, None), (5, None), (6, Some(6)), (-300, Some(-300)), (86_400, Some(86_400))] {
            let clock = at(behind);
            let judged = judge(&clock, receipt);
            assert_eq!(judged.behind_s(), told, "{behind}");
            assert_eq!(judged.is_wrong(), behind.abs() > 300);
            // Made a minute before it was sent.
            let made = Timestamp(clock.sent_at.0 - 60_000);
            let ours = if behind.abs() > 300 { Timestamp(receipt.0 - 60_000) } else { made };
            assert_eq!(judged.time(made, 540_000, "b"), ours, "{behind}");
            // Of an earlier boot: moved as far as the clock is off.
            let moved = if behind.abs() > 300 { Timestamp(made.0 + behind * 1000) } else { made };
            assert_eq!(judged.time(made, 540_000, "a"), moved, "{behind}");
            let uncertain = ["a", "b"].map(|boot| judged.is_uncertain(540_000, boot));
            assert_eq!(uncertain, [behind.abs() > 300, false], "{behind}");
        }
        // Extreme values end nothing.
        let clock = SenderClock { sent_at: Timestamp(i64::MIN), mono_ms: u64::MAX, boot_id: "b".into() };
        let judged = judge(&clock, receipt);
        judged.time(Timestamp(i64::MAX), 0, "b");
        judged.time(Timestamp(i64::MIN), u64::MAX, "x");
    }
}
