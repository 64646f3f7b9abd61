-- Device records that people bring, by the marks that a reference may name. Records are never changed.
CREATE TABLE imported (
  id INTEGER PRIMARY KEY,
  device_id TEXT,
  asset_code TEXT,
  sys_name TEXT,
  serial TEXT,
  address TEXT,
  computer_at TEXT,
  collected_at INTEGER NOT NULL,
  digest BLOB NOT NULL UNIQUE,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX imported_device_id ON imported (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX imported_asset_code ON imported (asset_code) WHERE asset_code IS NOT NULL;
CREATE INDEX imported_sys_name ON imported (sys_name) WHERE sys_name IS NOT NULL;
CREATE INDEX imported_serial ON imported (serial) WHERE serial IS NOT NULL;
CREATE INDEX imported_address ON imported (address) WHERE address IS NOT NULL;
CREATE INDEX imported_computer ON imported (computer_at) WHERE computer_at IS NOT NULL;

-- Declared facts, each time as a whole; the newest is in force, frozen results keep theirs.
CREATE TABLE site (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE TRIGGER site_no_update BEFORE UPDATE ON site BEGIN SELECT RAISE(ABORT, 'declared facts are append-only'); END;
CREATE TRIGGER site_no_delete BEFORE DELETE ON site BEGIN SELECT RAISE(ABORT, 'declared facts are append-only'); END;

-- Frozen results of compatibility checks with all that they were made from.
CREATE TABLE frozen (
  number INTEGER PRIMARY KEY,
  procurement TEXT NOT NULL,
  revision INTEGER NOT NULL,
  at INTEGER NOT NULL,
  site INTEGER REFERENCES site (id),
  spec TEXT NOT NULL,
  records TEXT NOT NULL,
  result TEXT NOT NULL,
  UNIQUE (procurement, revision)
) STRICT;
CREATE TRIGGER frozen_no_update BEFORE UPDATE ON frozen BEGIN SELECT RAISE(ABORT, 'frozen results are append-only'); END;
CREATE TRIGGER frozen_no_delete BEFORE DELETE ON frozen BEGIN SELECT RAISE(ABORT, 'frozen results are append-only'); END;

CREATE TABLE waiver (
  id INTEGER PRIMARY KEY,
  frozen INTEGER NOT NULL REFERENCES frozen (number),
  body TEXT NOT NULL
) STRICT;
CREATE INDEX waiver_frozen ON waiver (frozen);
CREATE TRIGGER waiver_no_update BEFORE UPDATE ON waiver BEGIN SELECT RAISE(ABORT, 'waivers are append-only'); END;
CREATE TRIGGER waiver_no_delete BEFORE DELETE ON waiver BEGIN SELECT RAISE(ABORT, 'waivers are append-only'); END;
