//! Backups that were made: a line of the audit log each, and since when there is a proven one.

use super::{Writer, command::audit};
use crate::book::refuse;
use model::{
    Timestamp,
    api::{Code, Done, ErrorAnswer, NoteBackup},
};

/// Clocks of one machine agree; a moment beyond this is made up, seconds.
const AHEAD_SECONDS: f64 = 300.0;
/// Longest name of a file, octets.
const LONGEST: usize = 255;

model::messages! {
    no_backup { id: "Cadangan ini tidak mungkin: nama atau waktunya salah", en: "There can be no such backup: its name or time is wrong" }
}

impl Writer {
    pub(super) fn note_backup(
        &mut self,
        asked: &NoteBackup,
        actor: &'static str,
        now: Timestamp,
    ) -> Result<Done, ErrorAnswer> {
        let newest = asked.proven_at.map_or(asked.made_at, |at| at.max(asked.made_at));
        if asked.file.is_empty() || asked.file.len() > LONGEST || newest.seconds_since(now) > AHEAD_SECONDS {
            return Err(refuse(Code::Invalid, |lang| no_backup(lang).to_owned()));
        }
        let mut line = audit("backup", now, asked.file.clone(), None::<&()>, Some(asked));
        line.actor = actor.into();
        self.record(Vec::new(), line)?;
        let (lines, hash) = (asked.audit_lines, &asked.audit_hash);
        tracing::info!(file = asked.file, lines, hash, "a backup was made; this is the end of the audit log in it");
        self.shared.backups.made(asked.made_at, asked.proven_at.is_some());
        Ok(Done {})
    }
}
