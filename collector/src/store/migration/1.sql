-- Agencies. A code is never reused: a retired one keeps its row.
CREATE TABLE opd (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL DEFAULT '',
  contracted_bps INTEGER,
  uplink_device INTEGER,
  uplink_port TEXT,
  retired_at INTEGER
) STRICT;

CREATE TABLE opd_subnet (
  opd TEXT NOT NULL REFERENCES opd(code),
  cidr TEXT NOT NULL,
  PRIMARY KEY (opd, cidr)
) STRICT, WITHOUT ROWID;

-- What is declared about devices. Retired, never deleted.
CREATE TABLE device (
  id INTEGER PRIMARY KEY,
  name TEXT,
  address TEXT,
  snmp_port INTEGER,
  snmp_version TEXT,
  snmp_community TEXT,
  any_source INTEGER NOT NULL DEFAULT 0,
  opd TEXT REFERENCES opd(code),
  manager TEXT,
  location TEXT,
  asset_code TEXT,
  condition TEXT,
  coordination_reference TEXT,
  coordination_dated TEXT,
  coordination_origin TEXT,
  contracted_bps INTEGER,
  uplink_port TEXT,
  class TEXT,
  note TEXT,
  added_at INTEGER,
  retired_at INTEGER
) STRICT;

CREATE TABLE device_parent (
  device INTEGER NOT NULL REFERENCES device(id),
  parent INTEGER NOT NULL REFERENCES device(id),
  PRIMARY KEY (device, parent)
) STRICT, WITHOUT ROWID;

-- Who a device is by its own marks, for batches that do not carry its id.
CREATE TABLE identity (
  device INTEGER PRIMARY KEY REFERENCES device(id),
  body TEXT NOT NULL
) STRICT;

-- The newest inventory of each source, as heard.
CREATE TABLE report (
  device INTEGER NOT NULL REFERENCES device(id),
  source TEXT NOT NULL,
  collected_at INTEGER NOT NULL,
  digest INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (device, source)
) STRICT;

-- Names of ports, volumes, sensors: a reading holds their numbers.
CREATE TABLE instance (
  device INTEGER NOT NULL REFERENCES device(id),
  number INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;

-- Raw readings, one row a batch, appended in time order. The digest makes sending again change nothing.
CREATE TABLE reading (
  at INTEGER NOT NULL,
  device INTEGER NOT NULL,
  source TEXT NOT NULL,
  digest INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX reading_key ON reading (at, device, source, digest);

CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  device INTEGER NOT NULL REFERENCES device(id),
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX event_device ON event (device, at);

CREATE TABLE alert (
  id INTEGER PRIMARY KEY,
  device INTEGER NOT NULL REFERENCES device(id),
  opd TEXT,
  kind TEXT NOT NULL,
  object TEXT NOT NULL,
  body TEXT NOT NULL,
  since INTEGER NOT NULL,
  ended INTEGER,
  behind INTEGER NOT NULL DEFAULT 0,
  handled_by TEXT,
  handled_at INTEGER,
  handled_until INTEGER,
  handled_note TEXT
) STRICT;
CREATE UNIQUE INDEX alert_open ON alert (device, kind, object) WHERE ended IS NULL;
CREATE INDEX alert_device ON alert (device, since);

-- The confirmed state of each device, so that a restart loses nothing.
CREATE TABLE state (
  device INTEGER PRIMARY KEY REFERENCES device(id),
  body TEXT NOT NULL
) STRICT;

-- Append-only; each line holds the hash of the one before.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

-- Numbers that are never given twice.
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  next INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, next) VALUES ('device', 1), ('alert', 1);
