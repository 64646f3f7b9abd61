//! One reading of one device: the system group, its family, its tables, as few requests as that takes.

use super::{Known, contexts, recognition};
use crate::{
    decode::Answers,
    profile::{Assembly, Profile, Profiles},
    snmp::{
        Session, Version,
        session::{Reason, Wanted},
        walk::Table,
    },
};
use std::{collections::HashSet, sync::Arc, time::Instant};

/// What a reading brought.
#[derive(Debug)]
pub struct Reading {
    /// The family of the device.
    pub profile: Arc<Profile>,
    /// Everything read.
    pub answers: Answers,
    /// It asked only for what changes: what is remembered of the last inventory belongs to it.
    pub between: bool,
}

/// Reads a device. `known` is used and brought up to date; without one everything is read.
pub async fn read(session: &mut Session<'_>, profiles: &Profiles, known: &mut Option<Known>) -> Reading {
    let mut answers = Answers::default();
    answers.cells.reserve(known.as_ref().map_or(0, Known::size));
    let system = Arc::clone(known.as_ref().map_or(profiles.unrecognised(), |known| &known.profile));
    let first = &system.objects[..system.system_objects];
    let together = match known {
        Some(known) => together(session, known, &mut answers).await,
        None => Together::NotAsked,
    };
    let (mut over, read) = match together {
        Together::NotAsked => (objects(session, &system, first, &mut answers).await, None),
        Together::Silent => (true, None),
        Together::Read { place, over } => (over, Some(place)),
    };
    if session.first_answer.is_none() {
        answers.anomalies = session.tally.seen();
        return Reading { profile: system, answers, between: false };
    }
    let profile = recognition::of(session, profiles, known.as_ref(), &system, &answers).await;
    let usable = |known: &Known| Arc::ptr_eq(&known.profile, &profile) && !known.is_stale(&answers, Instant::now());
    if !known.as_ref().is_some_and(usable) {
        *known = None;
        session.manner.relax();
    }
    // A device that refused the whole system group refuses the rest as well; asking each object would only be noise.
    let refuses = answers.cells.is_empty() && session.device_error.is_some();
    let others = match known {
        _ if refuses => Vec::new(),
        Some(known) => known.objects().to_vec(),
        None => profile.objects[profile.system_objects..].to_vec(),
    };
    over = over || objects(session, &profile, &others, &mut answers).await;
    let complete = !over && tables(session, &profile, known, read, &mut answers).await;
    let between = known.is_some();
    match known {
        Some(known) => known.went_on(&answers),
        None if complete => *known = Some(Known::of(&profile, &answers, Instant::now())),
        None => {}
    }
    answers.anomalies = session.tally.seen();
    Reading { profile, answers, between }
}

/// The system group and, from whoever answers, its family and the single objects of it; no table. `sends`: how often each
/// request behind the first may be sent.
pub(crate) async fn recognised(session: &mut Session<'_>, profiles: &Profiles, sends: usize) -> Reading {
    let mut answers = Answers::default();
    let system = Arc::clone(profiles.unrecognised());
    let over = objects(session, &system, &system.objects[..system.system_objects], &mut answers).await;
    if over || session.first_answer.is_none() {
        return Reading { profile: system, answers, between: false };
    }
    session.sends = sends;
    let profile = recognition::of(session, profiles, None, &system, &answers).await;
    objects(session, &profile, &profile.objects[profile.system_objects..], &mut answers).await;
    Reading { profile, answers, between: false }
}

/// Reads single objects. True when the poll is over.
async fn objects(session: &mut Session<'_>, profile: &Profile, numbers: &[u16], answers: &mut Answers) -> bool {
    let wanted: Vec<Wanted<'_>> =
        numbers.iter().filter_map(|number| Some((*number, &profile.source(*number)?.oid))).collect();
    let mut over = false;
    for (number, reason) in session.get(&wanted, &mut answers.cells).await {
        over |= reason.ends_poll();
        if let Some(source) = profile.source(number) {
            answers.incomplete.push((source.key().to_owned(), reason));
        }
    }
    over
}

/// What is asked of a table.
#[derive(Clone, Copy)]
struct Asking<'a> {
    /// Between two inventories only what changes.
    known: Option<&'a Known>,
    /// Columns that the device does not have.
    absent: &'a HashSet<u16>,
    /// A device that refused every object so far is asked for a single column only: it has said enough.
    refuses: bool,
    /// Nothing was asked yet: the system group comes with the first rows.
    is_first: bool,
}

/// What became of the system group and the first table in one go.
enum Together {
    /// They are asked for apart, or have been read in vain.
    NotAsked,
    /// The device is silent.
    Silent,
    /// Both were read, of the table in this place all that there is, unless the poll is over.
    Read { place: usize, over: bool },
}

/// Asks a device that is known, and as far as is known unchanged, for its system group beside the first rows of its ports:
/// one request less. Where it turns out to be another one, or restarted, nothing of this counts.
async fn together(session: &mut Session<'_>, known: &Known, answers: &mut Answers) -> Together {
    let profile = &known.profile;
    let first = (0..profile.tables.len()).find(|place| known.asks_table(*place));
    let is_ports = |place: &usize| profile.tables[*place].assembly == Assembly::Ports;
    let is_first = session.version() != Version::V1 && session.manner.is_proven() && !profile.unordered;
    let Some(place) = first.filter(|place| is_first && is_ports(place)) else { return Together::NotAsked };
    let asking = Asking { known: Some(known), absent: &HashSet::new(), refuses: false, is_first };
    let reasons = table(session, profile, place, asking, answers).await;
    if session.first_answer.is_none() {
        session.manner.apart = true;
        return Together::Silent;
    }
    let same_rows = !reasons.is_empty() || known.same_rows(answers);
    if !(same_rows && known.same_system(answers)) || known.is_stale(answers, Instant::now()) {
        // Whatever it was, in the next polls it is not met again.
        session.manner.apart = true;
        *answers = Answers::default();
        return Together::NotAsked;
    }
    let over = reasons.iter().any(|reason| reason.ends_poll());
    let section = &profile.tables[place].section;
    answers.incomplete.extend(reasons.into_iter().map(|reason| (section.clone(), reason)));
    Together::Read { place, over }
}

/// Walks the tables, but for the one that was `read` already. True when every one was read to its end or to a limit of its
/// own.
async fn tables(
    session: &mut Session<'_>,
    profile: &Arc<Profile>,
    known: &mut Option<Known>,
    read: Option<usize>,
    answers: &mut Answers,
) -> bool {
    let refuses = answers.cells.is_empty() && session.device_error.is_some();
    let mut absent = HashSet::new();
    if known.is_none() && !refuses {
        absent = survey(session, profile).await;
    }
    for place in 0..profile.tables.len() {
        if read == Some(place) || known.as_ref().is_some_and(|known| !known.asks_table(place)) {
            continue;
        }
        if profile.tables[place].assembly.is_by_vlan() {
            continue;
        }
        let asking = Asking { known: known.as_ref(), absent: &absent, refuses, is_first: false };
        let mut reasons = table(session, profile, place, asking, answers).await;
        let is_ports = profile.tables[place].assembly == Assembly::Ports;
        if is_ports && known.as_ref().is_some_and(|known| !known.same_rows(answers)) && reasons.is_empty() {
            // Rows were renumbered: what is remembered belongs to other rows.
            *known = None;
            absent = survey(session, profile).await;
            let asking = Asking { known: None, absent: &absent, refuses, is_first: false };
            reasons = table(session, profile, place, asking, answers).await;
        }
        let silent = reasons.contains(&Reason::Timeout);
        let section = &profile.tables[place].section;
        answers.incomplete.extend(reasons.into_iter().map(|reason| (section.clone(), reason)));
        // A table that took too long for itself leaves time for the others.
        if silent || refuses || Instant::now() >= session.deadline {
            return false;
        }
    }
    if known.is_none() && !refuses {
        contexts::read(session, profile, answers).await;
    }
    true
}

/// The columns of all tables that the device does not have. One that lists out of order cannot be asked so.
async fn survey(session: &mut Session<'_>, profile: &Profile) -> HashSet<u16> {
    if profile.unordered {
        return HashSet::new();
    }
    let tables = profile.tables.iter().filter(|table| !table.assembly.is_by_vlan());
    let columns = tables.flat_map(|table| &table.columns);
    let wanted: Vec<Wanted<'_>> = columns.filter_map(|n| Some((*n, &profile.source(*n)?.oid))).collect();
    session.absent(&wanted).await
}

/// Walks one table, or of it the columns that this poll asks for.
async fn table(
    session: &mut Session<'_>,
    profile: &Profile,
    place: usize,
    asking: Asking<'_>,
    answers: &mut Answers,
) -> Vec<Reason> {
    let table = &profile.tables[place];
    let wanted = |number: &u16| Some((*number, &profile.source(*number)?.oid));
    let asked = table.columns.iter().filter(|number| asking.known.is_none_or(|known| known.asks(**number)));
    let mut columns: Vec<Wanted<'_>> = asked.filter_map(wanted).collect();
    // The objects beside the rows come with the rows, even where there are none.
    let is_there = |(number, _): &Wanted<'_>| !asking.absent.contains(number);
    if table.beside.is_empty() || columns.iter().any(is_there) {
        columns.retain(is_there);
    }
    if asking.refuses {
        columns.truncate(1);
    }
    if columns.is_empty() {
        return Vec::new();
    }
    let (system, beside_octets) = match asking.known {
        Some(known) if asking.is_first => known.system_group(),
        _ => (&[][..], 0),
    };
    let others = table.beside.iter().filter(|number| !system.contains(number));
    let beside: Vec<Wanted<'_>> = system.iter().chain(others).filter_map(wanted).collect();
    let wanted = Table {
        columns: &columns,
        beside: if asking.refuses { &[] } else { &beside },
        beside_octets,
        is_first: asking.is_first,
        expected: asking.known.and_then(|known| known.rows(place)),
        unordered: profile.unordered,
        behind: None,
    };
    let most = session.limits.rows;
    session.limits.rows = table.most_rows.map_or(most, |rows| most.min(rows as usize));
    let reasons = session.walk(wanted, &mut answers.cells).await;
    session.limits.rows = most;
    reasons
}
