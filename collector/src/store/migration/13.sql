-- When a device, or one of its checks, became something else: it lasts until the next row. Nothing is ever closed, so
-- nothing is left open by a crash.
CREATE TABLE mark (
  device INTEGER NOT NULL REFERENCES device(id),
  subject INTEGER NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL,
  cause TEXT NOT NULL,
  culprit INTEGER,
  PRIMARY KEY (device, subject, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX mark_at ON mark (at);
-- When the collector looked, and its last sign of life: what lies between two rows nobody saw.
CREATE TABLE watch (
  from_at INTEGER PRIMARY KEY,
  to_at INTEGER NOT NULL
) STRICT;
-- Maintenance windows.
CREATE TABLE maintenance (
  id INTEGER PRIMARY KEY,
  device INTEGER REFERENCES device(id),
  opd TEXT REFERENCES opd(code),
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX maintenance_to ON maintenance (to_at);
INSERT INTO counter (name, next) VALUES ('maintenance', 1);
