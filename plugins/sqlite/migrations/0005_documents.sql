-- Counts by document in the order in which they are asked for: all issues of a document. Those of
-- an issue are found by the index, which changes only where a row is new.
CREATE TABLE document_days_by_text (
  day INTEGER NOT NULL,
  stream_id INTEGER NOT NULL,
  text_id INTEGER NOT NULL,
  received INTEGER NOT NULL,
  estimated REAL NOT NULL,
  PRIMARY KEY (day, text_id, stream_id)
) STRICT, WITHOUT ROWID;
INSERT INTO document_days_by_text
SELECT day, stream_id, text_id, received, estimated FROM document_days ORDER BY day, text_id, stream_id;
DROP TABLE document_days;
ALTER TABLE document_days_by_text RENAME TO document_days;
CREATE INDEX document_days_by_stream ON document_days (day, stream_id);

CREATE TRIGGER document_days_keep_texts AFTER INSERT ON document_days BEGIN
  UPDATE texts SET document_day = new.day WHERE id = new.text_id AND document_day < new.day;
END;
CREATE TRIGGER document_days_deleted AFTER DELETE ON document_days BEGIN
  INSERT INTO changes VALUES (old.day * 24, 1) ON CONFLICT DO UPDATE SET times = times + 1;
END;

-- A search finds documents first.
CREATE INDEX issue_documents_by_text ON issue_documents (text_id);
