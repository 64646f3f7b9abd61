//! Talking to one device: single objects with splitting on errors, round trip times, what the device can bear.

use super::manner::LONGEST_WAIT;
pub use super::manner::{Habits, Manner};
use super::{
    access::Access,
    anomaly::{Anomaly, Tally},
    ber::tag,
    cells::Cells,
    engine::{Destination, Engine, Reply, Silence},
    message::{Pdu, Version, name_list},
    oid::Oid,
};
use crate::echo::Pace;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Largest request, octets of names; larger ones are split (`reliability.md` 13.3: 1,400 octets sent).
pub(super) const MAX_NAMES: usize = 1200;
/// Objects asked in one GET.
const OBJECTS_A_GET: usize = 24;
/// What one frame of Ethernet carries of UDP over IPv4 and IPv6, octets. Fragments are lost on some ways, so no answer is
/// asked for that needs them.
const FRAME: [usize; 2] = [1472, 1452];
/// authorizationError: the credential is right, the view forbids the whole request (RFC 3416, 3).
const AUTHORIZATION_ERROR: i32 = 16;
pub(super) const TOO_BIG: i32 = 1;
/// In v1 an object that is not there, or the end of the tree; some agents say so in v2c.
pub(super) const NO_SUCH_NAME: i32 = 2;

/// Limits of talking to a device.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// First wait for an answer; the second send waits 1.5 times, the third twice as long.
    pub first_wait: Duration,
    /// Rows of one column.
    pub rows: usize,
    /// Time of one table.
    pub table: Duration,
    /// GETBULK repetitions at the start.
    pub repetitions_start: u32,
    /// Most repetitions.
    pub repetitions_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self::from(&model::Settings::default())
    }
}

impl From<&model::Settings> for Limits {
    fn from(settings: &model::Settings) -> Self {
        Self {
            first_wait: Duration::from_millis(settings.poll.timeout_ms.max(1)),
            rows: settings.limits.rows_per_walk,
            table: Duration::from_secs(settings.limits.table_seconds),
            repetitions_start: settings.limits.repetitions_start,
            repetitions_max: settings.limits.repetitions_max,
        }
    }
}

/// Why something was not read to its end. The words are those of `incomplete[]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Silence.
    Timeout,
    /// A walk did not get forward.
    Loop,
    /// A cap on rows or on text.
    TooMany,
    /// The device said no.
    ErrorStatus,
    /// A value was none.
    Decode,
    /// The time was over.
    Budget,
}

impl Reason {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Loop => "loop",
            Self::TooMany => "too_many",
            Self::ErrorStatus => "error_status",
            Self::Decode => "decode",
            Self::Budget => "budget",
        }
    }

    /// True when asking this device anything more in this poll is of no use.
    pub const fn ends_poll(self) -> bool {
        matches!(self, Self::Timeout | Self::Budget)
    }
}

impl From<Silence> for Reason {
    fn from(silence: Silence) -> Self {
        match silence {
            Silence::Timeout | Silence::Mute | Silence::Complaint(_) | Silence::Unsendable(_) => Self::Timeout,
            Silence::Deadline => Self::Budget,
        }
    }
}

/// A source (its number in the profile) and the name to ask for.
pub type Wanted<'a> = (u16, &'a Oid);

/// One poll of one device. At most one request is in flight.
#[derive(Debug)]
pub struct Session<'e> {
    engine: &'e Engine,
    to: Destination,
    /// Limits of this poll.
    pub limits: Limits,
    /// What is known of the device's manner.
    pub manner: Manner,
    /// Anomalies of this poll.
    pub tally: Arc<Tally>,
    /// When the poll must be over.
    pub deadline: Instant,
    /// When the first answer was accepted.
    pub first_answer: Option<Instant>,
    /// Why the last request stayed without answer.
    pub silence: Option<Silence>,
    /// error-status of objects that could not be read, and how many of them there were.
    pub device_error: Option<(i32, u32)>,
    /// At what pace packets leave, where others must not be disturbed.
    pub pace: Option<Arc<Pace>>,
    /// Sends of one request: 3, or 1 for a device that has nothing to say.
    pub sends: usize,
}

impl<'e> Session<'e> {
    /// A poll that begins now.
    pub fn new(engine: &'e Engine, to: Destination, limits: Limits, manner: Manner, deadline: Instant) -> Self {
        Self {
            engine,
            to,
            limits,
            manner,
            tally: Arc::default(),
            deadline,
            first_answer: None,
            silence: None,
            device_error: None,
            pace: None,
            sends: 3,
        }
    }

    /// With what it asks.
    pub const fn access(&self) -> &Access {
        &self.to.access
    }

    /// Asks with something else from now on; returns with what it asked.
    pub const fn exchange_access(&mut self, access: Access) -> Access {
        std::mem::replace(&mut self.to.access, access)
    }

    /// Whether anything answers a single question for what follows this name.
    pub async fn is_heard(&mut self, behind: &Oid) -> bool {
        self.exchange(Pdu::GetNext, name_list([behind.as_ber()].into_iter()), 1).await.is_ok()
    }

    /// Version of the messages.
    pub const fn version(&self) -> Version {
        self.to.access.version()
    }

    /// Largest answer worth asking for, octets.
    pub(super) fn answer_size(&self) -> usize {
        self.manner.answer_size(FRAME[usize::from(self.to.address.is_ipv6())])
    }

    /// True when GETBULK may be asked: v1 has none, and some devices answer none.
    pub(super) fn has_bulk(&self) -> bool {
        self.version() != Version::V1 && self.manner.has_bulk()
    }

    /// True when an error says no more than that one object of several is not there, and which (RFC 1157, 4.1.2):
    /// v1 has no other word for it.
    pub(super) fn is_absent(&self, status: i32) -> bool {
        self.version() == Version::V1 && status == NO_SUCH_NAME
    }

    /// Reads single objects. What is not there is no cell; what the device refuses is noted and the rest kept.
    /// Returns the sources that could not be read, with the reason; for silence the first one only.
    pub async fn get(&mut self, wanted: &[Wanted<'_>], cells: &mut Cells) -> Vec<(u16, Reason)> {
        let mut reasons = Vec::new();
        let most = self.manner.capacity.unwrap_or(OBJECTS_A_GET).clamp(1, OBJECTS_A_GET);
        let mut work: Vec<Vec<Wanted<'_>>> = wanted.chunks(most).rev().map(<[_]>::to_vec).collect();
        while let Some(chunk) = work.pop() {
            if chunk.is_empty() {
                continue;
            }
            let list = name_list(chunk.iter().map(|(_, name)| name.as_ber()));
            let reply = match self.exchange(Pdu::Get, list, self.sends).await {
                Ok(reply) => reply,
                Err(silence) => {
                    reasons.extend(chunk.first().map(|(source, _)| (*source, silence.into())));
                    break;
                }
            };
            let message = reply.said();
            match message.error_status {
                0 => {
                    for ((source, _), varbind) in chunk.iter().zip(message.varbinds.iter()) {
                        if is_there(varbind.tag) {
                            cells.push(*source, &[], varbind.tag, varbind.content);
                        }
                    }
                }
                status if self.is_absent(status) => match place_of(message.error_index, chunk.len()) {
                    Some(place) => work.push(without(chunk, place)),
                    None if chunk.len() > 1 => work.extend(split(chunk, status, 0)),
                    None => {}
                },
                status if chunk.len() > 1 && status != AUTHORIZATION_ERROR => {
                    if status == TOO_BIG {
                        self.met_limit(chunk.len());
                    }
                    work.extend(split(chunk, status, message.error_index));
                }
                status => {
                    self.refused(status);
                    reasons.extend(chunk.iter().map(|(source, _)| (*source, Reason::ErrorStatus)));
                }
            }
        }
        reasons
    }

    /// One request, counted and timed.
    pub(super) async fn exchange(&mut self, pdu: Pdu, list: Vec<u8>, sends: usize) -> Result<Reply, Silence> {
        let first = self.manner.first_wait(self.limits.first_wait);
        let longest = LONGEST_WAIT.max(self.limits.first_wait);
        let waits = [first, (first * 3 / 2).min(longest), (first * 2).min(longest)];
        let waits = &waits[..sends.clamp(1, waits.len())];
        if let Some(pace) = &self.pace {
            // A request may be sent so many times, and each send is a packet.
            for _ in waits {
                pace.turn().await;
            }
        }
        match self.engine.ask(&self.to, pdu, list, waits, self.deadline, &self.tally).await {
            Ok(reply) => {
                self.manner.learn(reply.round_trip);
                self.first_answer.get_or_insert_with(Instant::now);
                Ok(reply)
            }
            Err(silence) => {
                self.silence = Some(silence);
                Err(silence)
            }
        }
    }

    /// An answer to `asked` varbinds did not fit.
    pub(super) fn met_limit(&mut self, asked: usize) {
        self.tally.count(Anomaly::TooBig);
        self.manner.capacity = Some((asked / 2).max(1));
    }

    /// The device refused a single object for good.
    pub(super) fn refused(&mut self, status: i32) {
        self.tally.count(if status == TOO_BIG { Anomaly::TooBig } else { Anomaly::DeviceError });
        let times = self.device_error.map_or(0, |(_, times)| times);
        self.device_error = Some((status, times + 1));
    }
}

/// False for the exceptions that say "not there".
pub(super) const fn is_there(tag: u8) -> bool {
    !matches!(tag, tag::NULL | tag::NO_SUCH_OBJECT | tag::NO_SUCH_INSTANCE | tag::END_OF_MIB_VIEW)
}

/// The place that an error-index names, if there is such a one.
pub(super) fn place_of(error_index: i32, count: usize) -> Option<usize> {
    usize::try_from(error_index).ok().and_then(|n| n.checked_sub(1)).filter(|place| *place < count)
}

/// All but the one in this place.
fn without<T>(mut whole: Vec<T>, place: usize) -> Vec<T> {
    whole.remove(place);
    whole
}

/// Two parts to ask anew, the last one first. error-index is only a hint where to cut; tooBig has none.
pub(super) fn split<T>(mut whole: Vec<T>, status: i32, error_index: i32) -> [Vec<T>; 2] {
    match place_of(error_index, whole.len()) {
        Some(place) if status != TOO_BIG => {
            let suspect = whole.remove(place);
            [vec![suspect], whole]
        }
        _ => {
            let second = whole.split_off(whole.len() / 2);
            [second, whole]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_an_error_cuts() {
        for (status, index, expected) in [
            (5, 2, [vec![2], vec![1, 3, 4]]),
            (5, 0, [vec![3, 4], vec![1, 2]]),
            (99, 77, [vec![3, 4], vec![1, 2]]),
            (5, -1, [vec![3, 4], vec![1, 2]]),
            (1, 2, [vec![3, 4], vec![1, 2]]),
        ] {
            assert_eq!(split(vec![1, 2, 3, 4], status, index), expected, "{status} {index}");
        }
    }

    #[test]
    fn waits_follow_a_slow_device_within_bounds() {
        let least = Duration::from_secs(1);
        let mut manner = Manner::default();
        assert_eq!(manner.first_wait(least), least);
        manner.learn(Duration::from_millis(20));
        assert_eq!(manner.first_wait(least), least);
        manner.learn(Duration::from_secs(30));
        assert_eq!(manner.first_wait(least), LONGEST_WAIT);
    }
}
