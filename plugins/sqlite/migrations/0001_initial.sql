-- What is true of this file as a whole.
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta VALUES ('seed', lower(hex(randomblob(7))));

-- Dictionary of what reports say. Ids are never used twice: readers cache them.
-- text is a blob of UTF-16 where it has lone surrogates.
CREATE TABLE texts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  hash INTEGER NOT NULL,
  last_day INTEGER NOT NULL,
  text ANY NOT NULL
) STRICT;
CREATE INDEX texts_by_hash ON texts (hash);

-- The reports of one project and type and, for violations, of one issue.
CREATE TABLE streams (
  id INTEGER PRIMARY KEY,
  project TEXT NOT NULL,
  type TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  UNIQUE (project, type, fingerprint)
) STRICT;

CREATE TABLE issues (
  id INTEGER PRIMARY KEY REFERENCES streams (id),
  directive TEXT NOT NULL,
  blocked TEXT NOT NULL,
  source TEXT,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  received INTEGER NOT NULL,
  estimated REAL NOT NULL,
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved', 'ignored')),
  status_at INTEGER NOT NULL,
  regressed_at INTEGER
) STRICT;

CREATE TABLE reports (
  id BLOB PRIMARY KEY,
  stream_id INTEGER NOT NULL REFERENCES streams (id),
  data BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reports_by_stream ON reports (stream_id, id);

-- Names that rollups count by. 0 means none and has no row.
CREATE TABLE labels (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  first_day INTEGER NOT NULL,
  UNIQUE (kind, label)
) STRICT;
INSERT INTO labels VALUES (1, 'other', 'other', 0);

CREATE TABLE hours (
  hour INTEGER NOT NULL,
  stream_id INTEGER NOT NULL,
  disposition INTEGER NOT NULL,
  noise_id INTEGER NOT NULL,
  received INTEGER NOT NULL,
  estimated REAL NOT NULL,
  PRIMARY KEY (hour, stream_id, disposition, noise_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE days (
  day INTEGER NOT NULL,
  stream_id INTEGER NOT NULL,
  disposition INTEGER NOT NULL,
  noise_id INTEGER NOT NULL,
  received INTEGER NOT NULL,
  estimated REAL NOT NULL,
  PRIMARY KEY (day, stream_id, disposition, noise_id)
) STRICT, WITHOUT ROWID;

-- The same sums, told apart by everything that people compare: many more rows.
CREATE TABLE facet_days (
  day INTEGER NOT NULL,
  stream_id INTEGER NOT NULL,
  disposition INTEGER NOT NULL,
  noise_id INTEGER NOT NULL,
  version_id INTEGER NOT NULL,
  browser_id INTEGER NOT NULL,
  received INTEGER NOT NULL,
  estimated REAL NOT NULL,
  PRIMARY KEY (day, stream_id, disposition, noise_id, version_id, browser_id)
) STRICT, WITHOUT ROWID;

-- text_id 0 stands for all documents beyond the cap of an issue and day.
CREATE TABLE document_days (
  day INTEGER NOT NULL,
  stream_id INTEGER NOT NULL,
  text_id INTEGER NOT NULL,
  received INTEGER NOT NULL,
  estimated REAL NOT NULL,
  PRIMARY KEY (day, stream_id, text_id)
) STRICT, WITHOUT ROWID;
