//! Walks: several columns of a table in one GETBULK, as many rows as fit, and an end in every case (`reliability.md` 5.4).

mod end;

pub use end::{Expected, VARBIND_FRAME};

use super::{
    anomaly::Anomaly,
    ber::tag,
    cells::Cells,
    engine::Silence,
    message::{Pdu, Said as Answer, name_list},
    oid::{Oid, compare},
    session::{MAX_NAMES, NO_SUCH_NAME, Reason, Session, TOO_BIG, Wanted, is_there, place_of, split},
};
use end::End;
use std::{cmp::Ordering, collections::HashSet, time::Instant};

/// A usual varbind of a table, octets; only for the first guess of how many rows fit.
const USUAL_VARBIND: usize = 22;
/// What stands around the varbinds of an answer, octets; only for the first guess, with room for SNMPv3.
const USUAL_ENVELOPE: usize = 64;
/// Silences to GETBULK after which GETNEXT is tried.
const SILENCES_TO_GET_NEXT: u32 = 2;

/// What to walk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Table<'a> {
    /// Its columns.
    pub columns: &'a [Wanted<'a>],
    /// Single objects that must come in the same answer as the first rows.
    pub beside: &'a [Wanted<'a>],
    /// Octets of those in an answer, where they are known to be more than usual.
    pub beside_octets: usize,
    /// Nothing of the device was heard in this poll yet: the first request is sent as often as any, and whoever is silent to
    /// it is silent.
    pub is_first: bool,
    /// Rows it had the last time.
    pub expected: Option<Expected<'a>>,
    /// The device lists out of order: names seen are remembered instead of compared.
    pub unordered: bool,
    /// Begins behind this name instead of at the roots: a walk that goes on.
    pub behind: Option<&'a Oid>,
}

/// One column on its way.
struct Cursor<'a> {
    source: u16,
    root: &'a Oid,
    last: Vec<u8>,
    rows: usize,
    done: bool,
    seen: Option<HashSet<Box<[u8]>>>,
}

/// How one group of columns ended.
enum Step<'a> {
    /// Every column is done.
    Done,
    /// These parts must be walked each by itself, the last one first.
    Split([Vec<Cursor<'a>>; 2]),
    /// Nothing more of this table.
    Over(Reason),
}

/// What the device said to one request for rows.
enum Said {
    Rows,
    Error(i32, i32),
    Silence(Silence),
}

struct Walk<'s, 'e, 'a> {
    session: &'s mut Session<'e>,
    table: Table<'a>,
    cells: &'s mut Cells,
    reasons: Vec<Reason>,
    ends_at: Instant,
    /// GETBULK is of no use for this table.
    next_only: bool,
    beside_read: bool,
    end: End,
    /// Octets of varbinds and how many they were, in the rows of the last answer.
    last_rows: (usize, usize),
}

impl<'e> Session<'e> {
    /// Walks a table. Returns why it is not complete; nothing when it is. Rows read are kept in every case.
    pub async fn walk(&mut self, table: Table<'_>, cells: &mut Cells) -> Vec<Reason> {
        let ends_at = self.deadline.min(Instant::now() + self.limits.table);
        let mut walk = Walk {
            session: self,
            table,
            cells,
            reasons: Vec::new(),
            ends_at,
            next_only: false,
            beside_read: table.beside.is_empty(),
            end: match table.expected {
                Some(_) if !table.unordered && table.behind.is_none() => End::Unasked,
                _ => End::Open,
            },
            last_rows: (0, 0),
        };
        walk.run().await;
        let mut reasons = walk.reasons;
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }
}

impl<'a> Walk<'_, '_, 'a> {
    async fn run(&mut self) {
        let unordered = self.table.unordered;
        let behind = self.table.behind;
        let cursors = self.table.columns.iter().map(|(source, root)| Cursor {
            source: *source,
            root,
            last: behind.unwrap_or(root).as_ber().to_vec(),
            rows: 0,
            done: false,
            seen: unordered.then(HashSet::new),
        });
        let mut work = vec![cursors.collect::<Vec<_>>()];
        while let Some(group) = work.pop() {
            match self.group(group).await {
                Step::Done => {}
                Step::Split(parts) => work.extend(parts),
                Step::Over(reason) => return self.reasons.push(reason),
            }
        }
    }

    /// Walks a group of columns side by side until all are done.
    async fn group(&mut self, mut group: Vec<Cursor<'a>>) -> Step<'a> {
        let limits = &self.session.limits;
        let start = if self.end == End::Open { limits.repetitions_start } else { limits.repetitions_max };
        let mut repetitions = start.max(1);
        let mut silences = 0;
        loop {
            group.retain(|cursor| !cursor.done);
            if group.is_empty() {
                return Step::Done;
            }
            if Instant::now() >= self.ends_at {
                self.session.tally.count(Anomaly::WalkTimeCap);
                return Step::Over(Reason::Budget);
            }
            if let Some(rest) = self.surplus(&mut group) {
                return Step::Split([rest, group]);
            }
            let bulk = !self.next_only && self.session.has_bulk();
            repetitions = self.fitting(&group, repetitions);
            let said = if bulk { self.bulk(&mut group, &mut repetitions).await } else { self.next(&mut group).await };
            match said {
                Said::Rows => silences = 0,
                Said::Silence(silence) if self.is_unheard() || !bulk || silence != Silence::Timeout => {
                    return Step::Over(silence.into());
                }
                Said::Silence(_) => {
                    silences += 1;
                    self.session.manner.was_silent();
                    self.session.manner.capacity = Some((group.len() * repetitions as usize / 2).max(group.len()));
                    if silences >= SILENCES_TO_GET_NEXT {
                        match self.without_bulk(&mut group).await {
                            Said::Rows => {}
                            Said::Silence(silence) => return Step::Over(silence.into()),
                            Said::Error(status, index) => return self.failed(group, status, index),
                        }
                    }
                }
                Said::Error(TOO_BIG, _) if bulk && group.len() * repetitions as usize > 1 => {
                    self.session.met_limit(group.len() * repetitions as usize);
                }
                Said::Error(status, _) if bulk && status != TOO_BIG => match self.without_bulk(&mut group).await {
                    Said::Rows => {}
                    Said::Silence(silence) => return Step::Over(silence.into()),
                    Said::Error(status, index) => return self.failed(group, status, index),
                },
                Said::Error(status, index) => return self.failed(group, status, index),
            }
        }
    }

    /// Columns that do not fit into one request or answer.
    fn surplus(&self, group: &mut Vec<Cursor<'a>>) -> Option<Vec<Cursor<'a>>> {
        let mut octets = 0;
        let by_size = group
            .iter()
            .position(|cursor| {
                octets += cursor.last.len() + 6;
                octets > MAX_NAMES
            })
            .unwrap_or(group.len());
        let fit = by_size.min(self.session.manner.capacity.unwrap_or(usize::MAX)).max(1);
        (fit < group.len()).then(|| group.split_off(fit))
    }

    /// Repetitions that the answer's size, the device's limits and the end of the table allow.
    fn fitting(&self, group: &[Cursor<'a>], wanted: u32) -> u32 {
        let mut most = wanted.min(self.session.limits.repetitions_max) as usize;
        if group.iter().all(|cursor| cursor.rows == 0) {
            let row = self.table.expected.map_or(USUAL_VARBIND * group.len(), |expected| {
                (expected.octets * group.len()).div_ceil(self.table.columns.len().max(1))
            });
            let usual = self.table.beside.len() * USUAL_VARBIND;
            let beside = if self.beside_read { 0 } else { usual.max(self.table.beside_octets) };
            let end = if self.end == End::Unasked { USUAL_VARBIND } else { 0 };
            let around = USUAL_ENVELOPE + beside + end;
            most = most.min(self.session.answer_size().saturating_sub(around) / row.max(1));
        }
        if let Some(capacity) = self.session.manner.capacity {
            most = most.min(capacity / group.len());
        }
        if let Some(expected) = self.table.expected.filter(|_| self.end != End::Open) {
            let rows = group.iter().map(|cursor| cursor.rows).min().unwrap_or_default();
            if rows < expected.rows {
                most = most.min(expected.rows - rows);
            }
        }
        most.max(1) as u32
    }

    /// Nothing was heard of the device in this poll, and this walk begins it.
    fn is_unheard(&self) -> bool {
        self.table.is_first && self.session.first_answer.is_none()
    }

    /// One GETBULK. Sent once, for a second try asks for less, unless it is the first question to the device.
    async fn bulk(&mut self, group: &mut [Cursor<'a>], repetitions: &mut u32) -> Said {
        let end =
            self.table.expected.filter(|_| self.end == End::Unasked).and_then(|it| it.last_name(self.table.columns));
        let beside = if self.beside_read { 0 } else { self.table.beside.len() } + usize::from(end.is_some());
        let non_repeaters = beside as u32;
        let pdu = Pdu::GetBulk { non_repeaters, repetitions: *repetitions };
        let names = self.names(group, end.as_ref().map(|(_, last)| &last[..]));
        let sends = if self.is_unheard() { self.session.sends } else { 1 };
        let reply = match self.session.exchange(pdu, names, sends).await {
            Ok(reply) => reply,
            Err(silence) => return Said::Silence(silence),
        };
        let message = reply.said();
        if message.error_status != 0 {
            return Said::Error(message.error_status, message.error_index);
        }
        self.session.manner.answered_bulk(reply.size());
        let count = message.varbinds.len();
        let rows = (count - count.min(beside)) / group.len();
        self.take(group, &message, end.as_ref());
        if let (octets @ 1.., varbinds) = self.last_rows {
            let around = reply.size().saturating_sub(message.varbinds.as_ber().len());
            let room = self.session.answer_size().saturating_sub(around);
            let fit = (room * varbinds / (octets * group.len())).max(1) as u32;
            let asked = *repetitions;
            *repetitions = if rows as u32 >= asked { fit.min(2 * asked) } else { fit.min(asked) };
        }
        Said::Rows
    }

    /// One GETNEXT.
    async fn next(&mut self, group: &mut [Cursor<'a>]) -> Said {
        let reply = match self.session.exchange(Pdu::GetNext, self.names(group, None), 3).await {
            Ok(reply) => reply,
            Err(silence) => return Said::Silence(silence),
        };
        let message = reply.said();
        if message.error_status != 0 {
            return Said::Error(message.error_status, message.error_index);
        }
        self.take(group, &message, None);
        Said::Rows
    }

    /// Tries the same step with GETNEXT. If that works, GETBULK was at fault: for the device when it never answered
    /// one, else for this table.
    async fn without_bulk(&mut self, group: &mut [Cursor<'a>]) -> Said {
        let said = self.next(group).await;
        if matches!(said, Said::Rows) {
            self.session.tally.count(Anomaly::NoBulk);
            self.next_only = true;
            if !self.session.manner.bulk_answered {
                self.session.manner.forgo_bulk();
                self.session.manner.capacity = None;
            }
        }
        said
    }

    /// An error that is not the fault of GETBULK: the column at fault is found by splitting, the others go on.
    fn failed(&mut self, mut group: Vec<Cursor<'a>>, status: i32, index: i32) -> Step<'a> {
        let beside = if self.beside_read { 0 } else { self.table.beside.len() as i32 };
        let points_beside = (1..=beside).contains(&index) || (group.len() == 1 && index <= 0);
        if beside > 0 && status != TOO_BIG && points_beside {
            // It may have been the object beside the rows: the same again without it.
            self.beside_read = true;
            return Step::Split([Vec::new(), group]);
        }
        let index = index - beside;
        if let Some(place) = place_of(index, group.len())
            && self.session.is_absent(status)
        {
            // The end of the tree for this column, and nothing wrong with the others.
            group[place].done = true;
            return Step::Split([Vec::new(), group]);
        }
        if group.len() > 1 {
            if status == TOO_BIG {
                self.session.met_limit(group.len());
            }
            return Step::Split(split(group, status, index));
        }
        if status != NO_SUCH_NAME {
            self.session.refused(status);
            self.reasons.push(Reason::ErrorStatus);
        }
        Step::Done
    }

    fn names(&self, group: &[Cursor<'a>], end: Option<&[u8]>) -> Vec<u8> {
        let beside = if self.beside_read { &[][..] } else { self.table.beside };
        // The object behind the parent's name is the object itself: its name without the last arc, which is 0.
        let parents = beside.iter().map(|(_, name)| &name.as_ber()[..name.as_ber().len() - 1]);
        name_list(parents.chain(end).chain(group.iter().map(|cursor| &cursor.last[..])))
    }

    /// Takes the rows of an answer.
    fn take(&mut self, group: &mut [Cursor<'a>], message: &Answer<'_>, end: Option<&(&'a Oid, Vec<u8>)>) {
        let mut varbinds = message.varbinds.iter();
        if !self.beside_read {
            self.beside_read = true;
            for ((source, name), varbind) in self.table.beside.iter().zip(varbinds.by_ref()) {
                if varbind.name == name.as_ber() && is_there(varbind.tag) {
                    self.cells.push(*source, &[], varbind.tag, varbind.content);
                }
            }
        }
        if let Some((root, last)) = end {
            self.end = End::seen(varbinds.next(), root, last);
        }
        let last = self.table.expected.filter(|_| self.end == End::Known).map(|expected| expected.last);
        let columns = group.len();
        let mut place = 0;
        self.last_rows = (0, 0);
        for varbind in varbinds {
            self.last_rows.0 += VARBIND_FRAME + varbind.name.len() + varbind.content.len();
            self.last_rows.1 += 1;
            let cursor = &mut group[place];
            place = if place + 1 < columns { place + 1 } else { 0 };
            if cursor.done {
                continue;
            }
            if varbind.tag == tag::END_OF_MIB_VIEW {
                cursor.done = true;
                continue;
            }
            let index = cursor.root.index_of(varbind.name);
            if !cursor.goes_forward(varbind.name, index) {
                cursor.done = true;
                self.session.tally.count(Anomaly::OidNotIncreasing);
                self.reasons.push(Reason::Loop);
                continue;
            }
            let Some(index) = index else {
                cursor.done = true;
                continue;
            };
            cursor.last.truncate(cursor.root.as_ber().len());
            cursor.last.extend_from_slice(index);
            cursor.rows += 1;
            cursor.done = last == Some(index);
            if is_there(varbind.tag) {
                self.cells.push(cursor.source, index, varbind.tag, varbind.content);
            }
            if cursor.rows >= self.session.limits.rows {
                cursor.done = true;
                self.session.tally.count(Anomaly::WalkRowCap);
                self.reasons.push(Reason::TooMany);
            }
        }
    }
}

impl Cursor<'_> {
    /// Whether a name, or where it is one of this column its index, lies behind the last one.
    #[inline]
    fn goes_forward(&mut self, name: &[u8], index: Option<&[u8]>) -> bool {
        match (&mut self.seen, index) {
            (Some(seen), _) => name != self.root.as_ber() && seen.insert(name.into()),
            (None, Some(index)) => match (self.root.index_of(&self.last), index) {
                (Some([last @ 0..0x80]), [next @ 0..0x80]) => next > last,
                (Some(last), next) => compare(next, last) == Ordering::Greater,
                (None, _) => compare(name, &self.last) == Ordering::Greater,
            },
            (None, None) => compare(name, &self.last) == Ordering::Greater,
        }
    }
}
