"""The tables of sound recordings. A row with a key is a recording that is not whole yet: the key is
there before the first sound, so that what a kill leaves can be opened. What may change in a place
is in `schema_sealing`."""

from __future__ import annotations

RECORDINGS = """
CREATE TABLE recording(
  id TEXT PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file, key BLOB,
  officer INTEGER NOT NULL REFERENCES officer, begun_at INTEGER NOT NULL, device TEXT NOT NULL,
  program TEXT NOT NULL, rate INTEGER NOT NULL, ended_at INTEGER,
  ending TEXT NOT NULL DEFAULT '', sound TEXT NOT NULL DEFAULT '',
  milliseconds INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX recording_by_case ON recording(case_ref);
CREATE TABLE bookmark(
  id INTEGER PRIMARY KEY, recording TEXT NOT NULL REFERENCES recording, offset INTEGER NOT NULL,
  kind TEXT NOT NULL, path TEXT NOT NULL, paragraph INTEGER NOT NULL, text TEXT NOT NULL,
  officer INTEGER NOT NULL REFERENCES officer, at INTEGER NOT NULL) STRICT;
CREATE INDEX bookmark_by_recording ON bookmark(recording, offset);
CREATE TRIGGER recording_no_delete BEFORE DELETE ON recording
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER recording_keeps BEFORE UPDATE OF
  id, case_ref, officer, begun_at, device, program, rate ON recording
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER recording_ends_once BEFORE UPDATE ON recording
WHEN old.key IS NULL
  OR (new.key <> old.key AND (length(new.key) > 32) = (length(old.key) > 32))
  OR (old.ending <> '' AND new.ending <> old.ending)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER bookmark_no_delete BEFORE DELETE ON bookmark
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
"""
