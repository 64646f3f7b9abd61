//! The data of a collector, opened: the store, the fleet as it was, who may what.

use crate::{
    fleet::Fleet,
    store::{self, Audited, Before, Kept, Reader, Row, Store, StoreError},
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
    let migrated = store::before_migration(data_dir, now)?;
    if let Some(before) = &migrated {
        tell(before);
    }
    let mut store = Store::open(data_dir)?;
    let reader = store.reader()?;
    let damage = fleet.restore(&reader, now)?;
    let next = sends.then(|| reader.next_unsent()).transpose()?;
    let mut rows = vec![Row::Audit(started_or_stopped("start", now)), Row::Sent(next)];
    rows.extend(migrated.as_ref().map(|before| Row::Audit(audited(before, now))));
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

/// Says in one line what was kept of data whose schema is changed.
fn tell(before: &Before) {
    let Before { from, to, kept } = before;
    match kept {
        Kept::Whole(path) => {
            tracing::info!(from, to, copy = %path.display(), "the schema of the database is changed; as it was it lies in the copy");
        }
        Kept::WithoutHistory(path) => {
            tracing::info!(from, to, copy = %path.display(), "the schema of the database is changed; as it was, but for what was measured, it lies in the copy");
        }
        Kept::Nothing(cause) => {
            tracing::warn!(from, to, cause, "the schema of the database is changed, and no copy could be kept");
        }
    }
}

fn audited(before: &Before, at: model::Timestamp) -> Audited {
    let kept = match &before.kept {
        Kept::Whole(_) => "whole",
        Kept::WithoutHistory(_) => "without_history",
        Kept::Nothing(_) => "nothing",
    };
    Audited {
        at,
        actor: "pantau".into(),
        action: "schema.change".into(),
        object: "collector".into(),
        before: before.from.to_string(),
        after: format!("{{\"schema\":{},\"kept\":\"{kept}\"}}", before.to),
        ..Audited::default()
    }
}
