-- The last day that a count by document or by label is kept for, so that nobody has to look
-- through the counts for whether a text or label can be forgotten. -1: there is none.
ALTER TABLE texts ADD COLUMN document_day INTEGER NOT NULL DEFAULT -1;
UPDATE texts SET document_day = named.day
FROM (SELECT text_id, max(day) AS day FROM document_days GROUP BY text_id) AS named
WHERE texts.id = named.text_id;

CREATE TRIGGER document_days_keep_texts AFTER INSERT ON document_days BEGIN
  UPDATE texts SET document_day = new.day WHERE id = new.text_id AND document_day < new.day;
END;
CREATE TRIGGER project_document_days_keep_texts AFTER INSERT ON project_document_days BEGIN
  UPDATE texts SET document_day = new.day WHERE id = new.text_id AND document_day < new.day;
END;

ALTER TABLE labels ADD COLUMN last_day INTEGER NOT NULL DEFAULT -1;
UPDATE labels SET last_day = coalesce((SELECT max(day) FROM facet_days), -1);

CREATE TRIGGER facet_days_keep_labels AFTER INSERT ON facet_days BEGIN
  UPDATE labels SET last_day = new.day
  WHERE id IN (new.version_id, new.browser_id) AND last_day < new.day;
END;

-- How many issues were made in the newest hour of receipt in which any was, and how many of them
-- grew out of the overflow. A directive of '*' counts the whole project.
CREATE TABLE new_issues (
  project TEXT NOT NULL,
  directive TEXT NOT NULL,
  hour INTEGER NOT NULL,
  made INTEGER NOT NULL,
  promoted INTEGER NOT NULL,
  PRIMARY KEY (project, directive)
) STRICT, WITHOUT ROWID;
