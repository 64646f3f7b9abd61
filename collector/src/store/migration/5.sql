-- Engines of SNMPv3 that sent notifications, as last heard with a right digest: a restart opens no window for what was
-- recorded. One of them is our own, to which informs are sent.
CREATE TABLE engine (
  id BLOB PRIMARY KEY,
  own INTEGER NOT NULL,
  boots INTEGER NOT NULL,
  time INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
