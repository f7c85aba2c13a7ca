"""Files that were voided; schema version 10.

A file that was never completed is open again when its voiding is lifted; one that was completed is
not, whatever the program says.
"""

from __future__ import annotations

from tipdesk.storage.database.schema_sealing import closes_only

VOIDING = f"""
CREATE TABLE voiding(
  id INTEGER PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file, at INTEGER NOT NULL,
  officer INTEGER NOT NULL REFERENCES officer, reason TEXT NOT NULL,
  duplicate_of TEXT NOT NULL, words TEXT NOT NULL) STRICT;
CREATE INDEX voiding_by_case ON voiding(case_ref);
CREATE TRIGGER voiding_no_delete BEFORE DELETE ON voiding
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
{closes_only("voiding", "id case_ref at officer reason duplicate_of", ["words"])}
DROP TRIGGER IF EXISTS case_goes_on;
CREATE TRIGGER case_goes_on BEFORE UPDATE OF status, revision ON case_file
WHEN new.revision < old.revision
  OR (new.status = 'in_progress' AND old.status <> 'in_progress'
    AND (old.status <> 'voided' OR new.revision > 0))
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER voided_takes_no_amendment BEFORE INSERT ON amendment
WHEN (SELECT status FROM case_file WHERE id = new.case_ref) = 'voided'
BEGIN SELECT RAISE(ABORT, 'answers_locked'); END;
"""  # noqa: S608  literals of this module
