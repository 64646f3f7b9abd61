-- Who may what: the CA (its key sealed), tokens, people, agents with how far each has told its story.
CREATE TABLE authority (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  certificate TEXT NOT NULL,
  key TEXT NOT NULL
) STRICT;
CREATE TABLE token (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE person (name TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
CREATE TABLE agent (agent TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
-- What agents sent and no curve takes: unreadable, or of an impossible time.
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  agent TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  samples INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
-- In which role and from where.
ALTER TABLE audit ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN origin TEXT NOT NULL DEFAULT '';
