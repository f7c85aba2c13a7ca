"""What the vault keeps of attached files beside their contents, and the letters that referred a
need to a service; a part of schema version 9.

What a photograph says of itself goes with its key. How a file was acquired stays, as its name does:
rows are added while the file is open; what may change in them is in `schema_sealing`.
"""

from __future__ import annotations

from tipdesk.storage.database.schema_sealing import closes_only

EVIDENCE = f"""
ALTER TABLE attachment ADD COLUMN photo TEXT NOT NULL DEFAULT '';
CREATE TABLE acquisition(
  id INTEGER PRIMARY KEY, attachment TEXT NOT NULL REFERENCES attachment,
  body TEXT NOT NULL CHECK(json_valid(body)), officer INTEGER NOT NULL REFERENCES officer,
  at INTEGER NOT NULL) STRICT;
CREATE INDEX acquisition_by_attachment ON acquisition(attachment);
CREATE TRIGGER acquisition_locked BEFORE INSERT ON acquisition
WHEN NOT EXISTS (SELECT 1 FROM attachment JOIN case_file ON case_file.id = case_ref
  WHERE attachment.id = new.attachment AND removed_at IS NULL
    AND status IN ('in_progress', 'returned'))
BEGIN SELECT RAISE(ABORT, 'answers_locked'); END;
CREATE TRIGGER acquisition_no_delete BEFORE DELETE ON acquisition
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TABLE letter(
  id INTEGER PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file,
  need INTEGER NOT NULL CHECK(need > 0), mark TEXT NOT NULL CHECK(length(mark) = 32),
  agency TEXT NOT NULL, fields TEXT NOT NULL, restricted TEXT NOT NULL,
  officer INTEGER NOT NULL REFERENCES officer,
  at INTEGER NOT NULL) STRICT;
CREATE INDEX letter_by_case ON letter(case_ref);
{closes_only("letter", "id case_ref need mark restricted officer at", ["agency", "fields"])}
CREATE TRIGGER letter_no_delete BEFORE DELETE ON letter
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
"""  # noqa: S608  literals of this module
