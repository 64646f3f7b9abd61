//! The rules turned to what exists: which machines are ready for Windows 11, and who runs what that ends when.

use super::shelf::Shelf;
use crate::{
    compat::{
        case::{Case, World},
        day::Day,
        inventory::Inventory,
        rules::{self, ending::Ending},
        running::running,
        seen::Seen,
        site::Site,
        spec::Spec,
        support::{End, Support},
    },
    store::StoreError,
};
use model::{
    Timestamp, Zone,
    compat::{FleetCheck, Readiness, Supported},
};
use std::sync::Arc;

pub(super) fn check(
    shelf: &Shelf<'_>,
    site: &Site,
    support: &Support,
    now: Timestamp,
    zone: Zone,
) -> Result<FleetCheck, StoreError> {
    let mut all: Vec<Arc<Seen>> = Vec::new();
    let mut known = std::collections::HashSet::new();
    for mark in shelf.everything() {
        let Some(seen) = shelf.device(&mark, now) else { continue };
        if known.insert(format!("{:?}", seen.marks())) {
            all.push(seen);
        }
    }
    all.sort_by(|a, b| a.name().cmp(b.name()));
    let mut answer = FleetCheck { support_snapshot: support.snapshot().to_string(), ..FleetCheck::default() };
    for seen in &all {
        if seen.is_computer() {
            answer.windows_11.extend(windows_11(shelf, site, support, (now, zone), seen));
        }
        answer.support.extend(running(seen).into_iter().map(|(product, cycle)| {
            let (state, until) =
                ending(support.lookup(&product, &cycle), Day::of(now), site.thresholds.eol_warn_months);
            Supported {
                device: seen.name().into(),
                opd: seen.facts.opd.clone(),
                product,
                cycle,
                state: state.into(),
                until,
            }
        }));
    }
    // What has ended first, then by day.
    let rank = |row: &Supported| ["ended", "soon", "lasting", "unknown"].iter().position(|state| *state == row.state);
    answer.support.sort_by(|a, b| (rank(a), &a.until, &a.device).cmp(&(rank(b), &b.until, &b.device)));
    shelf.finish()?;
    Ok(answer)
}

fn windows_11(
    shelf: &Shelf<'_>,
    site: &Site,
    support: &Support,
    (now, zone): (Timestamp, Zone),
    seen: &Seen,
) -> Option<Readiness> {
    let mark = seen.marks().into_iter().flatten().next()?;
    let spec = Spec::for_machine(mark, Day::of(now));
    let world = World { spec: &spec, site, inventory: shelf, support, as_of: now, opd: None, zone, before: &[] };
    let facts = &seen.facts;
    Some(Readiness {
        device: seen.name().into(),
        opd: facts.opd.clone(),
        location: facts.location.clone(),
        os: facts.operating_system.as_ref().and_then(|os| os.name.clone()).or_else(|| facts.os_text.clone()),
        finding: Case::judge(&world, rules::of("PC-01")?),
    })
}

/// A word for the state of support, and its last day where that is known.
fn ending(end: Option<End>, today: Day, months: f64) -> (&'static str, Option<String>) {
    let until = match end {
        Some(End::On(day)) => Some(day.to_string()),
        _ => None,
    };
    let word = match end.map(|end| Ending::on(end, today, months)) {
        None => "unknown",
        Some(Ending::Ended(_)) => "ended",
        Some(Ending::Soon(_)) => "soon",
        Some(Ending::Lasting) => "lasting",
    };
    (word, until)
}
