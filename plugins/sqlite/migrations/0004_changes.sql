-- How often the counts of an hour have changed, and those of its day for the first hour of one: a
-- reader may remember what it has added up for as long as this stays. An hour that is not here has
-- not changed since this table is. Rows stay when counts go, since numbers must not come twice.
-- Hour -1 stands for texts of issues that are gone.
CREATE TABLE changes (
  hour INTEGER PRIMARY KEY,
  times INTEGER NOT NULL
) STRICT;

-- What changes counts of any table changes these as well, within one transaction.
CREATE TRIGGER directive_hours_inserted AFTER INSERT ON directive_hours BEGIN
  INSERT INTO changes VALUES (new.hour, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;
CREATE TRIGGER directive_hours_updated AFTER UPDATE ON directive_hours BEGIN
  INSERT INTO changes VALUES (new.hour, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;

-- But for retention and the name of a document, which go table by table.
CREATE TRIGGER directive_hours_deleted AFTER DELETE ON directive_hours BEGIN
  INSERT INTO changes VALUES (old.hour, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;
CREATE TRIGGER hours_deleted AFTER DELETE ON hours BEGIN
  INSERT INTO changes VALUES (old.hour, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;
CREATE TRIGGER days_deleted AFTER DELETE ON days BEGIN
  INSERT INTO changes VALUES (old.day * 24, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;
CREATE TRIGGER facet_days_deleted AFTER DELETE ON facet_days BEGIN
  INSERT INTO changes VALUES (old.day * 24, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;
CREATE TRIGGER directive_days_deleted AFTER DELETE ON directive_days BEGIN
  INSERT INTO changes VALUES (old.day * 24, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;
CREATE TRIGGER document_days_deleted AFTER DELETE ON document_days BEGIN
  INSERT INTO changes VALUES (old.day * 24, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;
CREATE TRIGGER project_document_days_deleted AFTER DELETE ON project_document_days BEGIN
  INSERT INTO changes VALUES (old.day * 24, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;

-- What else may happen to a text is that one more comes, with a report that the issue counts.
CREATE TRIGGER variants_deleted AFTER DELETE ON variants BEGIN
  INSERT INTO changes VALUES (-1, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;
CREATE TRIGGER variants_changed AFTER UPDATE OF sample, source_file ON variants BEGIN
  INSERT INTO changes VALUES (-1, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;
