-- 12
-- Readings by device, for they are read and compacted device by device. Their numbers are never given twice: they are the
-- order in which readings were committed, also for whoever sends them on and remembers how far it got.
DROP INDEX reading_key;
ALTER TABLE reading RENAME TO reading_before;
CREATE TABLE reading (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  device INTEGER NOT NULL,
  source TEXT NOT NULL,
  digest INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
INSERT INTO reading (at, device, source, digest, body)
  SELECT at, device, source, digest, body FROM reading_before ORDER BY rowid;
DROP TABLE reading_before;
CREATE UNIQUE INDEX reading_key ON reading (device, at, source, digest);

-- Compacted history: one block for a stretch of time, a device, an instance and a source, packed into the key in this
-- order, so that blocks are appended in order and the oldest are one range at the front. Raw values by two hours and by
-- day, then roll-ups: five minutes by day, hours by month.
CREATE TABLE history_window (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE history_day (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE history_five_minutes (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE history_hours (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;

-- How much of each level lies in each stretch; written with the blocks, so that nobody has to count them.
CREATE TABLE history_size (
  level INTEGER NOT NULL,
  stretch INTEGER NOT NULL,
  blocks INTEGER NOT NULL,
  samples INTEGER NOT NULL,
  octets INTEGER NOT NULL,
  PRIMARY KEY (level, stretch)
) STRICT, WITHOUT ROWID;

-- Figures about history: before which day raw values were given up.
CREATE TABLE history_note (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Devices whose history up to a moment is to be forgotten; done step by step.
CREATE TABLE history_forgotten (device INTEGER PRIMARY KEY, until INTEGER NOT NULL) STRICT;
