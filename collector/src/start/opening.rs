//! The data of a collector, opened: the store, the fleet as it was, who may what.

use crate::{
    fleet::Fleet,
    store::{Audited, Reader, Row, Store, StoreError},
    trust::{Authority, Trust, authority::AuthorityError},
    writer::started_or_stopped,
};

/// What was opened; and what is damaged of it.
pub(super) type Opened = (Store, Reader, Fleet, Trust, Option<String>);

pub(super) fn open(
    data_dir: &std::path::Path,
    mut fleet: Fleet,
    sends: bool,
    now: model::Timestamp,
) -> Result<Opened, StoreError> {
    let mut store = Store::open(data_dir)?;
    let reader = store.reader()?;
    let damage = fleet.restore(&reader, now)?;
    let next = sends.then(|| reader.next_unsent()).transpose()?;
    let mut rows = vec![Row::Audit(started_or_stopped("start", now)), Row::Sent(next)];
    let mut loaded = reader.trust()?;
    if loaded.authority.is_none() {
        let made = Authority::make(&fleet.settings().site.name, now).map_err(other)?;
        let after = format!("{{\"sha256\":\"{}\"}}", Authority::open(&made).map_err(other)?.sha256());
        let (action, object, actor) = ("ca.make".into(), "collector".into(), "pantau".into());
        rows.push(Row::Authority(made.clone()));
        rows.push(Row::Audit(Audited { at: now, actor, action, object, after, ..Audited::default() }));
        loaded.authority = Some(made);
    }
    if damage.is_none() {
        store.commit(&rows)?;
    }
    Ok((store, reader, fleet, Trust::of(loaded)?, damage))
}

fn other(error: AuthorityError) -> StoreError {
    StoreError::Other(error.to_string())
}
