//! Backups by schedule: when one is due, what is told when the last proven one is too old, and the end of the audit log, daily.

use super::{
    BackupError, Passphrase, entry, keep,
    made::{self, Made, Order},
    name,
};
use crate::{
    live::Live,
    metrics::{Extra, Say},
    soundness,
    store::{self, AuditHead, Care, Reader, StoreError},
    trust::Who,
    writer::{Command, command::Change},
};
use jiff::{Span, tz::TimeZone};
use model::{Lang, Timestamp, Zone, api::NoteBackup, settings::Backup};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};

/// How often it is looked what is due.
const LOOK: Duration = Duration::from_secs(30);
/// Pause after a backup that failed, seconds.
const AGAIN_SECONDS: f64 = 3600.0;
/// The last proven backup may be this old (`reliability.md` 12.3), seconds.
const OVERDUE_SECONDS: f64 = 48.0 * 3600.0;
/// Lines of the audit log that are looked through for a proven one.
const LINES: u32 = 1000;
const DAY_SECONDS: f64 = 86_400.0;

model::messages! {
    being_checked { id: "basis data sedang diperiksa", en: "the database is being checked" }
    never { id: "belum ada cadangan yang terbukti dapat dipulihkan (Pasal 19)", en: "no backup is proven yet (Pasal 19)" }
    too_old(hours) { id: "cadangan terbukti terakhir {hours} jam lalu (Pasal 19)", en: "last proven backup {hours} hours ago (Pasal 19)" }
}

/// Since when there is a proven backup, and whether there should be one.
#[derive(Debug, Default)]
pub(crate) struct Standing(Mutex<Known>);

#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// Backups are scheduled, or one was ever made.
    wanted: bool,
    /// Since when there is data.
    begun_at: Option<Timestamp>,
    /// When the last proven one was made.
    proven: Option<Timestamp>,
    /// When the last one was made, proven or not.
    made: Option<Timestamp>,
    failures: u64,
    /// The database is being looked over.
    checking: bool,
}

impl Standing {
    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the audit log tells of earlier backups; also the one that this data was put back from.
    pub(crate) fn recall(&self, reader: &Reader, shared: &Arc<Live>) -> Result<(), StoreError> {
        let scheduled = shared.fleet().settings().backup.directory.is_some();
        let read = |line: &store::AuditLine| serde_json::from_str::<NoteBackup>(&line.after).ok();
        let noted: Vec<NoteBackup> = reader.audit_of("backup", LINES)?.iter().filter_map(read).collect();
        let restored = reader.audit_of("restore", 1)?;
        let restored = restored.iter().filter_map(|line| {
            let after: serde_json::Value = serde_json::from_str(&line.after).ok()?;
            Timestamp::parse(after.get("made_at")?.as_str()?).ok()
        });
        let proven = noted.iter().filter(|one| one.proven_at.is_some()).map(|one| one.made_at).chain(restored).max();
        let made = noted.iter().map(|one| one.made_at).max();
        let wanted = scheduled || proven.is_some() || made.is_some();
        *self.known() = Known { wanted, begun_at: reader.begun_at()?, proven, made, failures: 0, checking: false };
        self.show(shared);
        Ok(())
    }

    fn show(&self, shared: &Arc<Live>) {
        let figure = |name, help, counter, read: fn(&Known) -> Option<f64>| {
            let read = move |live: &Live, say: &mut Say<'_>| {
                if let Some(value) = read(&live.backups.known()) {
                    say(None, value);
                }
            };
            shared.own.add(Extra::of(shared, name, help, counter, read));
        };
        let proven = |known: &Known| known.proven.map(|at| at.seconds() as f64);
        let help = "When the last backup was made that was put back and compared.";
        figure("pantau_backup_last_proven_timestamp_seconds", help, false, proven);
        let help = "Scheduled backups that failed.";
        figure("pantau_backup_failures_total", help, true, |known| Some(known.failures as f64));
    }

    /// A backup was made.
    pub(crate) fn made(&self, at: Timestamp, is_proven: bool) {
        let mut known = self.known();
        known.wanted = true;
        known.made = known.made.max(Some(at));
        if is_proven {
            known.proven = known.proven.max(Some(at));
        }
    }

    /// The database is being looked over, or not any more.
    pub(crate) fn checking(&self, is_checking: bool) {
        self.known().checking = is_checking;
    }

    /// What the screen says although nothing is wrong with taking in data.
    pub(crate) fn told(&self, now: Timestamp) -> Option<[String; 2]> {
        let checked = self.known().checking.then(|| [Lang::Id, Lang::En].map(|lang| being_checked(lang).to_owned()));
        checked.or_else(|| self.overdue(now))
    }

    /// What is told when the last proven one is too old; it ends with the next that is proven.
    pub(crate) fn overdue(&self, now: Timestamp) -> Option<[String; 2]> {
        let known = *self.known();
        let since = known.proven.or(known.begun_at).filter(|_| known.wanted)?;
        if now.seconds_since(since) <= OVERDUE_SECONDS {
            return None;
        }
        let hours = (now.seconds_since(since) / 3600.0).floor();
        Some([Lang::Id, Lang::En].map(|lang| match known.proven {
            Some(_) => too_old(lang, hours),
            None => never(lang).to_owned(),
        }))
    }
}

/// The newest moment of the schedule that is not in the future.
fn slot(now: Timestamp, (hour, minute): (u8, u8), zone: Zone) -> Timestamp {
    let day = keep::day(now, zone);
    let at = |day: jiff::civil::Date| {
        let local = day.at(hour.cast_signed(), minute.cast_signed(), 0, 0).to_zoned(TimeZone::UTC);
        let second = local.map_or(0, |local| local.timestamp().as_second());
        Timestamp::from_seconds(second).plus_seconds(-zone.hours() * 3600)
    };
    let today = at(day);
    if today <= now { today } else { at(day.checked_sub(Span::new().days(1)).unwrap_or(day)) }
}

/// True when a backup is due: none was made since the newest moment of the schedule. One that was missed is made up for.
fn is_due(settings: &Backup, made: Option<Timestamp>, failed: Option<Timestamp>, now: Timestamp, zone: Zone) -> bool {
    let Some(time) = settings.time_of_day().filter(|_| settings.directory.is_some()) else { return false };
    let rests = failed.is_some_and(|failed| (0.0..AGAIN_SECONDS).contains(&now.seconds_since(failed)));
    !rests && made.is_none_or(|made| made < slot(now, time, zone))
}

/// Makes backups by themselves.
pub(crate) struct Schedule {
    pub(crate) shared: Arc<Live>,
    pub(crate) commands: mpsc::Sender<Command>,
    pub(crate) data_dir: PathBuf,
    pub(crate) config_file: Option<PathBuf>,
    pub(crate) version: String,
}

impl Schedule {
    /// Does what is due, until the collector ends.
    pub(crate) async fn follow(self, reader: Reader) {
        let this = Arc::new(self);
        let mut ending = this.shared.ending.subscribe();
        let (mut failed, mut headed) = (None, None);
        loop {
            tokio::select! {
                _ = ending.wait_for(|ending| *ending) => return,
                () = tokio::time::sleep(LOOK) => {}
            }
            let now = this.shared.clock.now();
            if headed.is_none_or(|then| now.seconds_since(then) >= DAY_SECONDS) {
                headed = Some(now);
                let (this, reader) = (this.clone(), reader.clone());
                let _ = tokio::task::spawn_blocking(move || note_head(&this.data_dir, &reader)).await;
            }
            let (settings, zone) = {
                let fleet = this.shared.fleet();
                (fleet.settings().backup.clone(), fleet.settings().site.zone)
            };
            let made = this.shared.backups.known().made;
            if is_due(&settings, made, failed, now, zone) {
                failed = if this.run(settings, zone).await { None } else { Some(this.shared.clock.now()) };
            }
        }
    }

    /// Makes one and lets an old one go; false when it failed.
    pub(super) async fn run(self: &Arc<Self>, settings: Backup, zone: Zone) -> bool {
        let this = self.clone();
        let run = tokio::task::spawn_blocking(move || {
            let made = this.make(&settings)?;
            if let Err(error) = retire(&made, &settings, zone) {
                tracing::warn!(%error, "no old backup was removed");
            }
            Ok::<_, BackupError>(made)
        });
        let failed = match run.await {
            Ok(Ok(made)) => {
                self.tell(&made).await;
                return true;
            }
            Ok(Err(error)) => {
                if matches!(error, BackupError::Damaged(_) | BackupError::Store(StoreError::Corrupt(_))) {
                    // What was read back is what was written: then it is the data itself.
                    let (shared, commands, data_dir) = (&self.shared, &self.commands, &self.data_dir);
                    soundness::look_over(shared.clone(), commands.clone(), data_dir.clone(), Care::BesideWriter).await;
                }
                error.to_string()
            }
            Err(error) => {
                self.shared.own.panicked("backup");
                error.to_string()
            }
        };
        tracing::error!(cause = failed, "the scheduled backup failed; earlier ones are kept");
        self.shared.backups.known().failures += 1;
        false
    }

    fn make(&self, settings: &Backup) -> Result<Made, BackupError> {
        let directory = Path::new(settings.directory.as_deref().unwrap_or_default());
        let passphrase = settings.passphrase_file.as_deref().map(|file| passphrase_of(Path::new(file))).transpose()?;
        let site = self.shared.fleet().settings().site.name.clone();
        let order = Order {
            data_dir: &self.data_dir,
            destination: directory,
            configuration: self.config_file.as_deref(),
            passphrase: passphrase.as_ref(),
            longest: None,
            proof: Some(None),
            site: &site,
            version: &self.version,
            clock: &|| self.shared.clock.now(),
        };
        let made = made::make(&order, &mut |_, _, _| {})?;
        if let Some(head) = &made.audit_lost {
            let lines = head.lines;
            tracing::error!(lines, "the audit log has lost lines that an earlier backup holds");
        }
        Ok(made)
    }

    async fn tell(&self, made: &Made) {
        let (reply, done) = oneshot::channel();
        let change = Change::NoteBackup(made.noted(), "pantau", reply);
        let sent = self.commands.send(Command::Book(Box::new(change), Arc::new(Who::local()))).await;
        if sent.is_err() || !matches!(done.await, Ok(Ok(_))) {
            tracing::warn!("a backup was made, and the audit log could not take it");
        }
    }
}

impl Made {
    /// As the audit log tells it.
    pub fn noted(&self) -> NoteBackup {
        let name = self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let audit = &self.manifest.shape.audit;
        NoteBackup {
            file: name::whole(&name).to_owned(),
            octets: self.octets,
            made_at: self.manifest.made_at,
            proven_at: self.proof.as_ref().map(|proof| proof.proven_at),
            with_keys: self.manifest.with_keys,
            audit_lines: audit.lines,
            audit_hash: audit.hash.clone(),
        }
    }
}

fn passphrase_of(file: &Path) -> Result<Passphrase, BackupError> {
    let text = fs::read_to_string(file).map_err(|cause| BackupError::of(file, cause))?;
    Passphrase::new(text.lines().next().unwrap_or_default().trim())
}

/// Removes the one backup that nothing keeps any more, of this installation alone.
fn retire(made: &Made, settings: &Backup, zone: Zone) -> Result<(), BackupError> {
    let folder = made.path.parent().unwrap_or(Path::new("."));
    let entries = entry::list(folder)?;
    let ours = |entry: &&entry::Entry| {
        let of = entry.manifest.as_ref().map(|manifest| &manifest.shape.installation);
        of.is_some_and(|of| *of == made.manifest.shape.installation)
    };
    let aged =
        entries.iter().filter(ours).map(|entry| keep::Aged { made_at: entry.made_at, is_proven: entry.is_proven() });
    let Some(gone) = keep::superfluous(&aged.collect::<Vec<_>>(), settings, zone) else { return Ok(()) };
    for entry in entries.iter().filter(ours).filter(|entry| entry.made_at == gone) {
        for file in &entry.files {
            fs::remove_file(file).map_err(|cause| BackupError::of(file, cause))?;
        }
        tracing::info!(file = %entry.path.display(), "an old backup was removed");
    }
    Ok(())
}

/// Name of the file that holds the end of the audit log, as it was noted last.
const HEAD: &str = "audit.head";

/// Notes the end of the audit log in the log of the program and in a file, so that a missing end shows.
fn note_head(data_dir: &Path, reader: &Reader) {
    let note = || -> Result<(), Box<dyn std::error::Error>> {
        let head = reader.audit_head()?;
        tracing::info!(lines = head.lines, hash = head.hash, "end of the audit log");
        let (path, new) = (data_dir.join(HEAD), data_dir.join("audit.head.new"));
        fs::write(&new, serde_json::to_vec(&head)?)?;
        fs::rename(new, path)?;
        Ok(())
    };
    if let Err(error) = note() {
        tracing::warn!(%error, "the end of the audit log could not be noted");
    }
}

/// The end of the audit log as it was noted last in this directory.
pub fn noted_head(data_dir: &Path) -> Option<AuditHead> {
    serde_json::from_slice(&fs::read(data_dir.join(HEAD)).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn a_night_has_one_backup_and_a_missed_one_is_made_up_for() {
        let nightly = Backup { directory: Some("/mnt".into()), ..Backup::default() };
        let due = |made: Option<&str>, now: &str| is_due(&nightly, made.map(at), None, at(now), Zone::Wita);
        // 02:30 WITA is 18:30 UTC of the day before.
        assert!(due(None, "2026-11-30T10:00:00Z"));
        assert!(!due(Some("2026-11-29T18:30:05Z"), "2026-11-30T18:29:59Z"));
        assert!(due(Some("2026-11-29T18:30:05Z"), "2026-11-30T18:30:00Z"));
        assert!(!due(Some("2026-11-30T18:30:00Z"), "2026-11-30T18:31:00Z"));
        assert!(due(Some("2026-11-27T18:30:05Z"), "2026-11-30T10:00:00Z"), "the machine was off for two nights");
        let failed = |minutes: i64| {
            let now = at("2026-11-30T18:31:00Z");
            is_due(&nightly, None, Some(now.plus_seconds(-60 * minutes)), now, Zone::Wita)
        };
        assert!(!failed(59) && failed(60));
        assert!(!is_due(&Backup::default(), None, None, at("2026-11-30T10:00:00Z"), Zone::Wita));
    }

    #[test]
    fn an_old_backup_is_told_until_one_is_proven() {
        let standing = Standing::default();
        let now = at("2026-11-30T10:00:00Z");
        standing.known().begun_at = Some(now.plus_seconds(-72 * 3600));
        assert_eq!(standing.overdue(now), None, "nobody wants backups yet");
        standing.made(now.plus_seconds(-3600), false);
        assert!(standing.overdue(now).is_some_and(|[_, text]| text.starts_with("no backup is proven")));
        standing.made(now, true);
        assert_eq!(standing.overdue(now.plus_seconds(48 * 3600)), None);
        let told = standing.overdue(now.plus_seconds(48 * 3600 + 1));
        assert_eq!(told.map(|[_, text]| text), Some("last proven backup 48 hours ago (Pasal 19)".to_owned()));
        standing.made(now.plus_seconds(50 * 3600), true);
        assert_eq!(standing.overdue(now.plus_seconds(51 * 3600)), None);
    }
}
