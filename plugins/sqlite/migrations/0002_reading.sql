-- What a project's reports are summed up by first: one row for each directive of its violations,
-- and one for each other type, whose directive is empty.
CREATE TABLE directives (
  id INTEGER PRIMARY KEY,
  project TEXT NOT NULL,
  type TEXT NOT NULL,
  directive TEXT NOT NULL,
  UNIQUE (project, type, directive)
) STRICT;
INSERT INTO directives (project, type, directive)
SELECT DISTINCT project, type, coalesce(directive, '') FROM streams LEFT JOIN issues USING (id);

ALTER TABLE streams ADD COLUMN directive_id INTEGER NOT NULL DEFAULT 0;
UPDATE streams SET directive_id = (
  SELECT directives.id FROM directives
  WHERE directives.project = streams.project AND directives.type = streams.type
    AND directives.directive = coalesce(
      (SELECT issues.directive FROM issues WHERE issues.id = streams.id), '')
);
CREATE INDEX streams_by_fingerprint ON streams (fingerprint);

-- What people say of issues is not the store's any more.
ALTER TABLE issues DROP COLUMN status;
ALTER TABLE issues DROP COLUMN status_at;
ALTER TABLE issues DROP COLUMN regressed_at;

-- Of the estimate: what sampling by document and minute leaves unknown.
ALTER TABLE issues ADD COLUMN variance REAL NOT NULL DEFAULT 0;
ALTER TABLE hours ADD COLUMN variance REAL NOT NULL DEFAULT 0;
ALTER TABLE days ADD COLUMN variance REAL NOT NULL DEFAULT 0;

CREATE TABLE directive_hours (
  hour INTEGER NOT NULL,
  directive_id INTEGER NOT NULL,
  disposition INTEGER NOT NULL,
  noise_id INTEGER NOT NULL,
  received INTEGER NOT NULL,
  estimated REAL NOT NULL,
  PRIMARY KEY (hour, directive_id, disposition, noise_id)
) STRICT, WITHOUT ROWID;
INSERT INTO directive_hours
SELECT hour, directive_id, disposition, noise_id, sum(received), sum(estimated)
FROM hours JOIN streams ON streams.id = stream_id GROUP BY 1, 2, 3, 4;

CREATE TABLE directive_days (
  day INTEGER NOT NULL,
  directive_id INTEGER NOT NULL,
  disposition INTEGER NOT NULL,
  noise_id INTEGER NOT NULL,
  version_id INTEGER NOT NULL,
  browser_id INTEGER NOT NULL,
  received INTEGER NOT NULL,
  estimated REAL NOT NULL,
  PRIMARY KEY (day, directive_id, disposition, noise_id, version_id, browser_id)
) STRICT, WITHOUT ROWID;
INSERT INTO directive_days
SELECT day, directive_id, disposition, noise_id, version_id, browser_id, sum(received), sum(estimated)
FROM facet_days JOIN streams ON streams.id = stream_id GROUP BY 1, 2, 3, 4, 5, 6;

-- As document_days, over all issues of a project.
CREATE TABLE project_document_days (
  day INTEGER NOT NULL,
  project TEXT NOT NULL,
  text_id INTEGER NOT NULL,
  received INTEGER NOT NULL,
  estimated REAL NOT NULL,
  PRIMARY KEY (day, project, text_id)
) STRICT, WITHOUT ROWID;
INSERT INTO project_document_days
SELECT day, project, text_id, sum(document_days.received), sum(document_days.estimated)
FROM document_days JOIN streams ON streams.id = stream_id GROUP BY 1, 2, 3;

-- Which documents an issue was ever seen in, to be searched and counted. A text may be gone.
CREATE TABLE issue_documents (
  stream_id INTEGER NOT NULL,
  text_id INTEGER NOT NULL,
  PRIMARY KEY (stream_id, text_id)
) STRICT, WITHOUT ROWID;
INSERT INTO issue_documents SELECT DISTINCT stream_id, text_id FROM document_days WHERE text_id <> 0;

-- Since when and until when an issue was seen under each policy version.
CREATE TABLE issue_versions (
  stream_id INTEGER NOT NULL,
  version_id INTEGER NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  received INTEGER NOT NULL,
  estimated REAL NOT NULL,
  PRIMARY KEY (stream_id, version_id)
) STRICT, WITHOUT ROWID;
INSERT INTO issue_versions
SELECT stream_id, version_id, max(first_seen, min(day) * 86400000),
  min(last_seen, max(day) * 86400000 + 86399999), sum(facet_days.received), sum(facet_days.estimated)
FROM facet_days JOIN issues ON issues.id = stream_id GROUP BY 1, 2;

-- The forms that an issue takes: the first few. hash is of all four, salted.
-- sample and source_file are blobs of UTF-16 where they have lone surrogates.
CREATE TABLE variants (
  stream_id INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  sample ANY,
  source_file ANY,
  line INTEGER,
  col INTEGER,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  received INTEGER NOT NULL,
  estimated REAL NOT NULL,
  PRIMARY KEY (stream_id, hash)
) STRICT, WITHOUT ROWID;
