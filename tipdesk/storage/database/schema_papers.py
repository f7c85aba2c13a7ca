"""What ties paper to files; a part of schema version 9.

A signed page is scanned after its file was completed, so it is attached then too; it is no part of
the record, whose digest stands on that very page. So are reply slips. What could not be read of a
scan is kept with it. A pack of blank paper is typed in once.
"""

from __future__ import annotations

PAPERS = """
ALTER TABLE attachment ADD COLUMN signed INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER attachment_signed BEFORE UPDATE OF signed ON attachment
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER attachment_locked;
CREATE TRIGGER attachment_locked BEFORE INSERT ON attachment
WHEN new.signed = 0
  AND (SELECT status FROM case_file WHERE id = new.case_ref) NOT IN ('in_progress', 'returned')
BEGIN SELECT RAISE(ABORT, 'answers_locked'); END;
CREATE TABLE signed_paper(
  id INTEGER PRIMARY KEY, attachment TEXT NOT NULL REFERENCES attachment, document TEXT NOT NULL,
  revision INTEGER NOT NULL, digest TEXT NOT NULL CHECK(length(digest) = 32),
  copy INTEGER NOT NULL, present TEXT NOT NULL CHECK(json_valid(present)),
  pages INTEGER NOT NULL, verdict TEXT NOT NULL,
  doubts TEXT NOT NULL CHECK(json_valid(doubts))) STRICT;
CREATE INDEX signed_paper_by_attachment ON signed_paper(attachment);
CREATE TRIGGER signed_paper_no_update BEFORE UPDATE ON signed_paper
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER signed_paper_no_delete BEFORE DELETE ON signed_paper
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TABLE signed_scan(
  attachment TEXT PRIMARY KEY REFERENCES attachment,
  bare TEXT NOT NULL CHECK(json_valid(bare)), ended TEXT NOT NULL, read INTEGER NOT NULL,
  need INTEGER NOT NULL, letter TEXT NOT NULL) STRICT;
CREATE TRIGGER signed_scan_no_update BEFORE UPDATE ON signed_scan
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER signed_scan_no_delete BEFORE DELETE ON signed_scan
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TABLE paper_pack(
  case_ref INTEGER PRIMARY KEY REFERENCES case_file,
  serial TEXT NOT NULL UNIQUE CHECK(length(serial) = 11)) STRICT;
CREATE TRIGGER paper_pack_no_update BEFORE UPDATE ON paper_pack
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER paper_pack_no_delete BEFORE DELETE ON paper_pack
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
"""
