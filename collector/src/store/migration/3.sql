-- A user of SNMPv3, as JSON; the community stays where it was.
ALTER TABLE device ADD COLUMN snmp_user TEXT;

-- SNMP engines that were heard, authenticated: an older message of theirs is a replay, also after a restart.
CREATE TABLE snmp_engine (
  address TEXT NOT NULL,
  port INTEGER NOT NULL,
  engine BLOB NOT NULL,
  boots INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (address, port)
) STRICT, WITHOUT ROWID;
