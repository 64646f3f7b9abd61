//! One frame on its way: says when the next frame may be sent; pure, time is an argument (since any fixed start).
//!
//! 1. Bytes are counted since the last query (`CSI 6 n`). A frame that brings them over [`UNANSWERED_BYTES_MAX`] ends with
//!    a query; in low bandwidth every frame does.
//! 2. While a query is unanswered no frame is drawn; afterwards one frame shows the newest state. So a held key never
//!    builds a queue in the line, whatever its repeat rate.
//! 3. A terminal that does not answer in time gets at most one frame each [`SILENT_INTERVAL`]; an answer that comes
//!    late brings the rule back.
//! 4. Each answer measures the round trip and, with the bytes before it, the pace of the line.

use std::time::Duration;

/// Most bytes that may be on their way without a query behind them.
pub const UNANSWERED_BYTES_MAX: usize = 1024;
/// How long a terminal that never answered is waited for.
pub const FIRST_ANSWER_WAIT: Duration = Duration::from_secs(1);
/// How long one that has answered before is waited for: a large frame takes more than a second at 64 kbit/s.
pub const ANSWER_WAIT: Duration = Duration::from_secs(5);
/// Shortest time between frames to a terminal that does not answer.
pub const SILENT_INTERVAL: Duration = Duration::from_millis(100);
/// Shortest time between a frame and one that only shows new data.
pub const DATA_INTERVAL: Duration = Duration::from_millis(100);
/// The same in low bandwidth.
pub const DATA_INTERVAL_LOW: Duration = Duration::from_secs(2);
/// A slower line asks for the low-bandwidth screen.
pub const SLOW_BYTES_PER_SECOND: f64 = 16_000.0;
/// A longer round trip asks for it too.
pub const SLOW_ROUND_TRIP: Duration = Duration::from_millis(400);

/// Answers to fewer bytes measure the round trip, answers to more the pace.
const PACE_BYTES_MIN: usize = 1024;

/// What is on its way, and what was measured.
#[derive(Debug, Default)]
pub struct Pace {
    low_bandwidth: bool,
    query: Option<Query>,
    /// Bytes sent since the last query.
    unanswered_bytes: usize,
    last_frame: Option<Duration>,
    answers: u64,
    round_trip: Option<Duration>,
    bytes_per_second: Option<f64>,
}

#[derive(Debug)]
struct Query {
    sent: Duration,
    /// Bytes that the terminal takes before it answers.
    bytes: usize,
}

impl Pace {
    /// Frames with data at most every 2 s, and a query after every frame.
    pub fn set_low_bandwidth(&mut self, on: bool) {
        self.low_bandwidth = on;
    }

    /// The earliest moment at which a frame may be drawn if no answer comes before. `urgent`: it echoes a key, and does
    /// not merely show new data.
    pub fn earliest(&self, urgent: bool) -> Duration {
        let frame = |interval: Duration| self.last_frame.map_or(Duration::ZERO, |last| last + interval);
        let line = match &self.query {
            None => Duration::ZERO,
            Some(query) => (query.sent + self.patience()).max(frame(SILENT_INTERVAL)),
        };
        let data = match (urgent, self.low_bandwidth) {
            (true, _) => Duration::ZERO,
            (false, false) => frame(DATA_INTERVAL),
            (false, true) => frame(DATA_INTERVAL_LOW),
        };
        line.max(data)
    }

    /// Whether a frame of this many bytes must end with a query. Never two at a time.
    pub fn asks(&self, frame_bytes: usize) -> bool {
        self.query.is_none() && (self.low_bandwidth || self.unanswered_bytes + frame_bytes > UNANSWERED_BYTES_MAX)
    }

    /// A frame of this many bytes was sent, its query (if `asked`) included and last.
    pub fn sent(&mut self, bytes: usize, asked: bool, now: Duration) {
        self.last_frame = Some(now);
        self.unanswered_bytes = self.unanswered_bytes.saturating_add(bytes);
        if asked {
            self.query = Some(Query { sent: now, bytes: std::mem::take(&mut self.unanswered_bytes) });
        }
    }

    /// The terminal answered.
    pub fn answered(&mut self, now: Duration) {
        let Some(query) = self.query.take() else { return };
        self.answers += 1;
        let took = now.saturating_sub(query.sent);
        let known = self.round_trip.unwrap_or(took);
        self.round_trip = Some(match query.bytes < PACE_BYTES_MIN {
            // It may have grown: a small answer moves it an eighth of the way.
            true if took > known => known + (took - known) / 8,
            _ => known.min(took),
        });
        let paced = took.saturating_sub(known).as_secs_f64();
        if query.bytes >= PACE_BYTES_MIN && paced > 0.001 {
            let measured = query.bytes as f64 / paced;
            self.bytes_per_second = Some(self.bytes_per_second.map_or(measured, |before| (before + measured) / 2.0));
        }
    }

    /// Forgets a query whose answer is not to be expected any more: the program was stopped meanwhile.
    pub fn forget(&mut self) {
        self.query = None;
        self.unanswered_bytes = 0;
    }

    /// Whether an answer is outstanding.
    pub fn waits(&self) -> bool {
        self.query.is_some()
    }

    /// Whether an answer is outstanding and still to be expected.
    pub fn hopes(&self, now: Duration) -> bool {
        self.query.as_ref().is_some_and(|query| now < query.sent + self.patience())
    }

    /// Round trip as measured last.
    pub fn round_trip(&self) -> Option<Duration> {
        self.round_trip
    }

    /// Pace of the line, bytes a second; `None`: too fast to be measured, or not measured yet.
    pub fn bytes_per_second(&self) -> Option<f64> {
        self.bytes_per_second
    }

    /// Whether the line asks for the low-bandwidth screen.
    pub fn is_slow(&self) -> bool {
        self.bytes_per_second.is_some_and(|pace| pace < SLOW_BYTES_PER_SECOND)
            || self.round_trip.is_some_and(|trip| trip > SLOW_ROUND_TRIP)
    }

    fn patience(&self) -> Duration {
        if self.answers == 0 { FIRST_ANSWER_WAIT } else { ANSWER_WAIT }
    }
}

#[cfg(test)]
mod tests;
