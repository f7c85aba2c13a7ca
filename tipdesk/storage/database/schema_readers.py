"""Who is named on a file, the keys of level 4, files that are hidden, and looks.

Level 4 of a file is under a key of its own, sealed to those whom the file names (intake-fields §2,
rule 5). Files of older programs name who opened them, and the supervisors. A look is why somebody
opened a file that does not name them, or asked whether there is one; none is ever changed.
"""

READERS = """
CREATE TABLE reader(
  case_ref INTEGER NOT NULL REFERENCES case_file, officer INTEGER NOT NULL REFERENCES officer,
  named_by INTEGER NOT NULL REFERENCES officer, named_at INTEGER NOT NULL,
  PRIMARY KEY(case_ref, officer)) STRICT, WITHOUT ROWID;
INSERT INTO reader SELECT id, created_by, created_by, created_at FROM case_file;
INSERT OR IGNORE INTO reader SELECT case_file.id, officer.id, created_by, case_file.created_at
  FROM case_file, officer WHERE role = 'supervisor' AND removed_at IS NULL;
CREATE TABLE case_key(
  case_ref INTEGER NOT NULL REFERENCES case_file, generation INTEGER NOT NULL,
  recipient BLOB NOT NULL CHECK(length(recipient) = 32), box BLOB NOT NULL,
  PRIMARY KEY(case_ref, generation, recipient)) STRICT, WITHOUT ROWID;
ALTER TABLE case_file ADD COLUMN hidden_at INTEGER;
CREATE TABLE look(
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, officer INTEGER NOT NULL REFERENCES officer,
  case_ref INTEGER REFERENCES case_file, reason TEXT NOT NULL, words TEXT NOT NULL,
  sought TEXT NOT NULL, found INTEGER NOT NULL) STRICT;
CREATE TRIGGER look_no_update BEFORE UPDATE ON look
  BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER look_no_delete BEFORE DELETE ON look
  BEGIN SELECT RAISE(ABORT, 'append_only'); END;
"""
