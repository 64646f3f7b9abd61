//! One port in memory: what it is, its newest counters and the ones before, its trend. Rates are derived when asked.

use super::{text::Text, trend::Trend};
use model::{
    Metric,
    rate::{Around, Rate, Reading, rate},
};

/// Counters kept of a port.
pub const SLOTS: usize = 8;

/// Metrics of the slots, in order.
pub const METRICS: [Metric; SLOTS] = [
    Metric::InOctets,
    Metric::OutOctets,
    Metric::InErrors,
    Metric::OutErrors,
    Metric::InDiscards,
    Metric::OutDiscards,
    Metric::InUcast,
    Metric::OutUcast,
];

/// Where a counter is kept.
pub const fn slot(metric: Metric) -> Option<usize> {
    Some(match metric {
        Metric::InOctets => 0,
        Metric::OutOctets => 1,
        Metric::InErrors => 2,
        Metric::OutErrors => 3,
        Metric::InDiscards => 4,
        Metric::OutDiscards => 5,
        Metric::InUcast => 6,
        Metric::OutUcast => 7,
        _ => return None,
    })
}

/// The smallest packet of Ethernet, octets: the limit of packet rates (`reliability.md` 7).
const SMALLEST_PACKET: f64 = 64.0;

/// All counters of a port at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Frame {
    /// When, milliseconds; 0: nothing was read yet.
    pub at: i64,
    /// Counters by slot.
    pub counts: [u64; SLOTS],
    /// ifCounterDiscontinuityTime, hundredths of a second.
    pub discontinuity: u32,
    /// Bit per slot: a counter was read.
    pub present: u8,
    /// Bit per slot: it is 64 bits wide.
    pub wide: u8,
    /// `discontinuity` was read.
    pub has_discontinuity: bool,
    /// The device rebooted between the frame before and this one.
    pub rebooted: bool,
}

impl Frame {
    /// Sets a counter.
    pub const fn set(&mut self, slot: usize, count: u64, wide: bool) {
        self.counts[slot] = count;
        self.present |= 1 << slot;
        if wide {
            self.wide |= 1 << slot;
        }
    }

    /// A counter, if it was read.
    pub fn get(&self, slot: usize) -> Option<u64> {
        (self.present & (1 << slot) != 0).then(|| self.counts[slot])
    }

    fn reading(&self, slot: usize) -> Option<Reading> {
        self.get(slot).map(|count| Reading {
            at_s: self.at as f64 / 1000.0,
            count,
            wide: self.wide & (1 << slot) != 0,
            discontinuity: self.has_discontinuity.then_some(u64::from(self.discontinuity)),
        })
    }
}

/// One port.
#[derive(Clone, Debug, Default)]
pub struct Port {
    /// Port key.
    pub key: Text,
    /// ifAlias.
    pub alias: Text,
    /// IANAifType label.
    pub kind: Text,
    /// ifAdminStatus label.
    pub admin: Text,
    /// ifOperStatus label.
    pub oper: Text,
    /// ifIndex; 0: not known.
    pub if_index: u32,
    /// Speed, bit/s; 0: not known.
    pub speed_bps: u64,
    /// No wire bounds it (softwareLoopback): its speed is only a word, and no rate is implausible.
    pub unbounded: bool,
    /// Has a socket (ifConnectorPresent).
    pub connector: Option<bool>,
    /// Octet counters are 64-bit, as the inventory says.
    pub high_capacity: bool,
    /// Newest counters.
    pub newest: Frame,
    /// The ones before.
    pub before: Frame,
    /// The last hour, once there was traffic.
    pub trend: Option<Box<Trend>>,
}

impl Port {
    /// Takes in newer counters; older ones or such of the same moment change nothing.
    pub fn take(&mut self, frame: Frame, interval_s: f64) {
        if frame.at <= self.newest.at || frame.present == 0 {
            return;
        }
        self.before = self.newest;
        self.newest = frame;
        let (received, sent) = (self.octets(0, interval_s), self.octets(1, interval_s));
        if self.trend.is_none() && (received.unwrap_or(0.0) > 0.0 || sent.unwrap_or(0.0) > 0.0) {
            self.trend = Some(Box::default());
        }
        if let Some(trend) = &mut self.trend {
            trend.push(frame.at, interval_s, received, sent);
        }
    }

    /// Forgets the basis of rates: rows were renumbered (C4).
    pub fn renumbered(&mut self) {
        self.newest = Frame::default();
        self.before = Frame::default();
    }

    /// The rate of a counter, per second.
    pub fn rate(&self, slot: usize, interval_s: f64) -> Rate {
        let unknown = Rate { per_second: None, uncertain: false, rule: model::rate::Rule::C1 };
        let Some(new) = self.newest.reading(slot) else {
            return unknown;
        };
        let octets_per_s = (self.speed_bps > 0 && !self.unbounded).then_some(self.speed_bps as f64 / 8.0);
        let limit = if slot < 2 { octets_per_s } else { octets_per_s.map(|limit| limit / SMALLEST_PACKET) };
        let around = Around { rebooted: self.newest.rebooted, limit_per_s: limit, interval_s };
        rate(self.before.reading(slot).filter(|_| self.before.at > 0), new, around)
    }

    /// Received (0) or sent (1), bit/s.
    fn octets(&self, slot: usize, interval_s: f64) -> Option<f64> {
        self.rate(slot, interval_s).per_second.map(|octets| octets * 8.0)
    }

    /// Traffic as it stands at `now` (milliseconds): none once three polls are missing.
    pub fn traffic(&self, now: i64, interval_s: f64) -> Traffic {
        if self.newest.at == 0 || (now - self.newest.at) as f64 > 3000.0 * interval_s {
            return Traffic::default();
        }
        let (received, sent) = (self.rate(0, interval_s), self.rate(1, interval_s));
        Traffic {
            in_bps: received.per_second.map(|octets| octets * 8.0),
            out_bps: sent.per_second.map(|octets| octets * 8.0),
            uncertain: received.uncertain || sent.uncertain,
        }
    }
}

/// Traffic of a port.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traffic {
    /// Received, bit/s.
    pub in_bps: Option<f64>,
    /// Sent, bit/s.
    pub out_bps: Option<f64>,
    /// It may hide a wrap of 32-bit counters.
    pub uncertain: bool,
}

impl Traffic {
    /// Both directions together; none when neither is known.
    pub fn total(&self) -> Option<f64> {
        match (self.in_bps, self.out_bps) {
            (None, None) => None,
            (received, sent) => Some(received.unwrap_or(0.0) + sent.unwrap_or(0.0)),
        }
    }

    /// The fuller direction against a rate, percent, and whether it is the outgoing one.
    pub fn fuller(&self, against_bps: u64) -> Option<(f64, bool)> {
        self.total()?;
        let (received, sent) = (self.in_bps.unwrap_or(0.0), self.out_bps.unwrap_or(0.0));
        (against_bps > 0).then(|| (received.max(sent) / against_bps as f64 * 100.0, sent > received))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(at_s: i64, received: u64, sent: u64) -> Frame {
        let mut frame = Frame { at: at_s * 1000, ..Frame::default() };
        frame.set(0, received, true);
        frame.set(1, sent, true);
        frame
    }

    #[test]
    fn two_frames_make_a_rate_and_the_first_traffic_a_trend() {
        let mut port = Port { speed_bps: 1_000_000_000, ..Port::default() };
        port.take(frame(60, 1000, 0), 60.0);
        assert_eq!(port.traffic(60_000, 60.0), Traffic::default());
        port.take(frame(120, 1000, 0), 60.0);
        assert_eq!(port.traffic(120_000, 60.0).in_bps, Some(0.0));
        assert!(port.trend.is_none());
        port.take(frame(180, 1000 + 7500, 15_000), 60.0);
        let traffic = port.traffic(180_000, 60.0);
        assert_eq!((traffic.in_bps, traffic.out_bps), (Some(1000.0), Some(2000.0)));
        assert_eq!(traffic.fuller(10_000), Some((20.0, true)));
        assert!(port.trend.is_some());
        // The same batch again, and an older one.
        let kept = port.clone();
        port.take(frame(180, 9, 9), 60.0);
        port.take(frame(100, 9, 9), 60.0);
        assert_eq!((port.newest, port.before), (kept.newest, kept.before));
        assert_eq!(port.traffic(180_000 + 181_000, 60.0), Traffic::default());
    }

    #[test]
    fn a_reboot_and_a_renumbering_leave_a_hole() {
        let mut port = Port::default();
        port.take(frame(60, 1000, 0), 60.0);
        port.take(Frame { rebooted: true, ..frame(120, 2000, 0) }, 60.0);
        assert_eq!(port.traffic(120_000, 60.0).in_bps, None);
        port.take(frame(180, 3000, 0), 60.0);
        assert!(port.traffic(180_000, 60.0).in_bps.is_some());
        port.renumbered();
        port.take(frame(240, 4000, 0), 60.0);
        assert_eq!(port.traffic(240_000, 60.0).in_bps, None);
    }

    #[test]
    fn a_port_is_small() {
        assert!(size_of::<Port>() <= 240, "{}", size_of::<Port>());
    }
}
