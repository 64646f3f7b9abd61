-- Devices that discovery met, each under a number of its own; the credential that answered stays here.
CREATE TABLE proposal (
  number INTEGER PRIMARY KEY,
  address TEXT NOT NULL UNIQUE,
  access TEXT,
  body TEXT NOT NULL
) STRICT;

-- The newest run of each scope: by hand, or by schedule for one agency. It is resumed by what it says.
CREATE TABLE discovery (
  scope TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
