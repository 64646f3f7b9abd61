-- Who read a report, and what lasts of earlier ones that it is silent about.
ALTER TABLE report ADD COLUMN read_by TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN held TEXT NOT NULL DEFAULT '';

-- What changed in inventories, told when a report differs from the one before of its source.
CREATE TABLE change (
  id INTEGER PRIMARY KEY,
  device INTEGER NOT NULL REFERENCES device(id),
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  section TEXT NOT NULL,
  key TEXT NOT NULL,
  field TEXT NOT NULL,
  before TEXT,
  after TEXT
) STRICT;
CREATE UNIQUE INDEX change_key ON change (device, at, source, section, key, field);
