//! Recording a device: its whole tree, object by object, around the places where it loops, refuses or falls silent.

use super::{Element, Recording};
use crate::{
    probe::{ProbeFailure, ProbeOptions, session},
    snmp::{Cells, Engine, Oid, Session, oid::arcs, session::Reason, walk::Table},
};
use std::time::Instant;

/// Objects read between two looks at the progress.
const SLICE: usize = 500;
/// Most objects of one recording.
const MOST_OBJECTS: usize = 2_000_000;
/// Most places of a device that are gone around.
const MOST_DETOURS: usize = 200;
/// Detours in a row that may bring nothing before the device is left alone.
const MOST_FRUITLESS: usize = 8;
/// Where everything begins: what the standards bodies, the countries and the organisations have named. LLDP is at `1.0`,
/// link aggregation at `1.2`, everything of the IETF and of vendors at `1.3`.
const EVERYTHING: [&str; 3] = ["1.0", "1.2", "1.3"];

/// What to record.
#[derive(Clone, Debug)]
pub struct WalkOptions {
    /// The device, and the time of the whole.
    pub device: ProbeOptions,
    /// The roots; without any, everything.
    pub roots: Vec<Oid>,
}

/// What was heard so far; it stays whole when recording is broken off.
#[derive(Debug, Default)]
pub struct Heard {
    /// The objects.
    pub recording: Recording,
    /// Places that were gone around, and why.
    pub detours: Vec<(Oid, &'static str)>,
}

/// Records a device into `heard`, and calls `progress` with the number of objects now and then. What was heard before a
/// failure or before the future is dropped stays in `heard`.
pub async fn walk(
    options: &WalkOptions,
    engine: &Engine,
    heard: &mut Heard,
    mut progress: impl FnMut(usize),
) -> Result<(), ProbeFailure> {
    // Whoever drops this future in the middle finds the recording marked.
    heard.recording.incomplete = Some("interrupted".into());
    let mut session = session(&options.device, engine, Instant::now() + options.device.timeout).await?;
    session.limits.table = options.device.timeout;
    session.limits.rows = SLICE;
    let roots = match &options.roots[..] {
        [] => EVERYTHING.iter().filter_map(|root| root.parse().ok()).collect(),
        roots => roots.to_vec(),
    };
    let mut incomplete = None;
    for root in &roots {
        if let Some(reason) = tree(&mut session, root, heard, &mut progress).await {
            incomplete.get_or_insert(reason);
            if session.first_answer.is_none() {
                return Err(crate::probe::no_answer_of(&options.device, &session));
            }
            if reason.ends_poll() {
                break;
            }
        }
    }
    heard.recording.incomplete = incomplete.map(|reason| reason.word().to_owned());
    Ok(())
}

/// Records everything below `root`. Returns why it is not everything.
async fn tree(
    session: &mut Session<'_>,
    root: &Oid,
    heard: &mut Heard,
    progress: &mut impl FnMut(usize),
) -> Option<Reason> {
    let mut behind = root.clone();
    let (mut missing, mut fruitless) = (None, 0);
    loop {
        let mut cells = Cells::whole();
        let table = Table { columns: &[(0, root)], behind: Some(&behind), ..Table::default() };
        let reasons = session.walk(table, &mut cells).await;
        let before = heard.recording.objects.len();
        take(root, &cells, heard, &mut behind);
        let fresh = heard.recording.objects.len() > before;
        progress(heard.recording.objects.len());
        if heard.recording.objects.len() >= MOST_OBJECTS {
            return Some(Reason::TooMany);
        }
        fruitless = if fresh { 0 } else { fruitless + 1 };
        match reasons.first() {
            None => return missing,
            Some(Reason::TooMany) if fresh => {}
            Some(Reason::Budget) => return Some(Reason::Budget),
            Some(reason) => {
                missing.get_or_insert(*reason);
                let silent = session.first_answer.is_none();
                if silent || fruitless > MOST_FRUITLESS || heard.detours.len() >= MOST_DETOURS {
                    return missing;
                }
                heard.detours.push((behind.clone(), reason.word()));
                // Each fruitless try goes one level further up: over the row, the column, the table, the module.
                behind = around(root, &behind)?;
            }
        }
    }
}

fn take(root: &Oid, cells: &Cells, heard: &mut Heard, behind: &mut Oid) {
    for (index, (tag, content)) in cells.elements() {
        let Some(name) = Oid::from_ber(&[root.as_ber(), index].concat()) else { continue };
        if name > *behind {
            behind.clone_from(&name);
        }
        heard.recording.objects.entry(name).or_insert(Element { tag, content: content.into() });
    }
}

/// The last name that may stand before the next sibling of the parent of `place`; none at the root.
fn around(root: &Oid, place: &Oid) -> Option<Oid> {
    let parent = place.parent();
    let index: Vec<u64> = arcs(root.index_of(parent.as_ber()).filter(|index| !index.is_empty())?).collect();
    let (last, above) = index.split_last()?;
    let next = u32::try_from(last + 1).ok()?;
    let above: Vec<u32> = above.iter().filter_map(|arc| u32::try_from(*arc).ok()).collect();
    // GETNEXT of the sibling itself would pass over an object of that very name; none has one.
    Some(root.child(&above).child(&[next]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_detour_leads_over_the_parent() {
        let oid = |text: &str| text.parse::<Oid>().unwrap();
        for (place, expected) in [
            ("1.3.6.1.2.7.3", Some("1.3.6.1.2.8")),
            ("1.3.6.1.2.8", Some("1.3.6.1.3")),
            ("1.3.6.1", Some("1.3.7")),
            ("1.3.6", None),
        ] {
            assert_eq!(around(&oid("1.3"), &oid(place)).map(|o| o.to_string()).as_deref(), expected, "{place}");
        }
    }
}
