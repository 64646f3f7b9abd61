//! Whether the database is sound: looked over beside the writer after an unclean end, and when a backup of it is not. What is
//! damaged is written to no more (`reliability.md` 4.2).

use crate::{
    live::Live,
    store::{self, Care, StoreError},
    writer::Command,
};
use std::{path::PathBuf, sync::Arc};
use tokio::sync::mpsc;

/// Looks the database over and tells the writer when it is damaged; the screen says so meanwhile.
pub(crate) async fn look_over(shared: Arc<Live>, commands: mpsc::Sender<Command>, data_dir: PathBuf, care: Care) {
    shared.backups.checking(true);
    let looked = tokio::task::spawn_blocking(move || store::inspect(&data_dir, care, &[], |_, _| {})).await;
    match looked {
        Ok(Ok(found)) => {
            // A broken chain of the audit log is for people: the file takes data all the same.
            let damage = found.faults.first().cloned();
            match damage {
                None => tracing::info!("the database was looked over and is sound"),
                // Only fails when the writer is gone, and then nothing is written any more.
                Some(what) => drop(commands.send(Command::Damaged(what)).await),
            }
        }
        Ok(Err(error @ StoreError::Corrupt(_))) => drop(commands.send(Command::Damaged(error.to_string())).await),
        Ok(Err(error)) => tracing::warn!(%error, "the database could not be looked over"),
        Err(_) => shared.own.panicked("soundness"),
    }
    shared.backups.checking(false);
}
