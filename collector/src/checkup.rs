//! After an end without a word (a power cut, a kill) the database is looked over while the collector works already.

use crate::{
    live::Live,
    store::{Reader, StoreError},
    writer::Command,
};
use std::sync::Arc;
use tokio::sync::mpsc;

/// What is told to the writer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    /// It has begun; screens say so.
    Begun,
    /// Nothing was found, or it could not be looked over.
    Ended,
    /// The database is damaged: nothing is written any more.
    Damaged(String),
}

/// Looks the whole database over, by connections of its own and table by table, so that no read transaction is longer than its largest table takes.
pub(crate) async fn run(shared: Arc<Live>, reader: Reader, commands: mpsc::Sender<Command>) {
    if commands.send(Command::Checked(Checked::Begun)).await.is_err() {
        return;
    }
    let found = match tokio::task::spawn_blocking(move || look(&reader)).await {
        Ok(found) => found,
        Err(_) => {
            shared.own.panicked("check");
            Ok(())
        }
    };
    let checked = match found {
        Ok(()) => Checked::Ended,
        Err(StoreError::Corrupt(what)) => Checked::Damaged(what),
        Err(error) => {
            tracing::warn!(%error, "the database could not be looked over");
            Checked::Ended
        }
    };
    // Only fails when the writer is gone, and then nothing is written either.
    let _ = commands.send(Command::Checked(checked)).await;
}

/// Every table; the first damage ends it.
pub(crate) fn look(reader: &Reader) -> Result<(), StoreError> {
    reader.tables()?.iter().try_for_each(|table| reader.check_table(table))
}
