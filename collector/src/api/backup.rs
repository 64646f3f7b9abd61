//! The question by which a backup that was made is told.

use super::{
    Api,
    question::{ask, body},
};
use crate::writer::command::Change;
use axum::Router;
use model::api;

/// Adds it.
pub(super) fn routes(router: Router<Api>) -> Router<Api> {
    ask::<api::NoteBackup, _, _>(router, |api, _, octets| async move {
        let asked: api::NoteBackup = body(&octets)?;
        api.change(|reply| Change::NoteBackup(asked, "operator", reply)).await
    })
}
