"""The tables of the vault, and bringing an older vault up to them.

A released version is never edited: append a migration. Each version is one transaction
(`migrate`), after a checked copy of the vault was made.

Times are milliseconds since 1970 UTC. `case_ref` is a case's row number, `officer` an officer's.
What must come back in the order of its entry has a rowid. Rows are added, not changed: triggers
hold what the program promises even against the program. The words that triggers raise
('append_only', 'answers_locked', 'custody_broken', 'account_frozen') are translated in
`tipdesk.storage.database`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlcipher3 import dbapi2

from tipdesk.storage.database import APPLICATION_ID, refuse_newer
from tipdesk.storage.triggers import as_it_was, closes_only, longer_key, refused
from tipdesk.storage.version_11 import VERSION_11

# Version 9: what ties paper to files. A signed page is scanned after its file was completed, so it
# is attached then too; it is no part of the record, whose digest stands on that very page. So are
# reply slips. What could not be read of a scan is kept with it. A pack of blank paper is typed in
# once.


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


# Who is named on a file, the keys of level 4, files that are hidden, and access reasons. Level 4 of
# a file is under a key of its own, sealed to those whom the file names (intake-fields §2, rule 5).
# Files of older programs name who opened them, and the supervisors. An access reason is never
# changed.


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


# Sound recordings. A row with a key is a recording that is not whole yet: the key is there before
# the first sound, so that what a kill leaves can be opened. What may change in a place is in
# `SEALING`.


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


# Version 9: what is put under a file's own key after it was written, because a level is raised or a
# file is hidden when things stand in it already. They are not changed: they are closed, and opened
# again. So what was append-only stays so, except that a text may go from open to closed and back
# (`case_keys`: a closed text begins with a control sign, a closed key is longer than 32 bytes, a
# closed JSON is a string). `sealed_sha256` is the digest of the sealed file itself: with it those
# whom the file does not name still tell that it lies there whole. `hidden_key` is the number of the
# key under which a hiding put what had stood before.


# A file, and the snapshot: its paths stay, whether they are said to hold the same is in the log.
_ATTACHMENTS = f"""
ALTER TABLE attachment ADD COLUMN sealed_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE case_file ADD COLUMN hidden_key INTEGER NOT NULL DEFAULT 0;
DROP TRIGGER IF EXISTS attachment_keeps;
CREATE TRIGGER attachment_keeps BEFORE UPDATE OF
  id, case_ref, media_type, size, sha256, crc32, added_by, added_at ON attachment
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS attachment_sealed;
CREATE TRIGGER attachment_sealed BEFORE UPDATE OF sealed_sha256 ON attachment
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS attachment_called;
CREATE TRIGGER attachment_called BEFORE UPDATE OF name ON attachment
WHEN {as_it_was("name")}
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS attachment_photo;
CREATE TRIGGER attachment_photo BEFORE UPDATE OF photo ON attachment
WHEN new.photo <> '' AND (old.photo = '' OR {as_it_was("photo")})
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
DROP TRIGGER IF EXISTS attachment_removed_once;
CREATE TRIGGER attachment_removed_once BEFORE UPDATE OF key, removed_by, removed_at ON attachment
WHEN old.removed_at IS NOT NULL
  OR (new.key IS NOT NULL AND ({longer_key("old.key")} = {longer_key("new.key")}
    OR new.removed_at IS NOT NULL OR new.removed_by IS NOT NULL))
  OR (new.key IS NULL AND (SELECT status FROM case_file WHERE id = old.case_ref)
    NOT IN ('in_progress', 'returned'))
BEGIN SELECT RAISE(ABORT, 'answers_locked'); END;
DROP TRIGGER IF EXISTS answer_snapshot_goes_on;
CREATE TRIGGER answer_snapshot_goes_on BEFORE UPDATE ON answer_snapshot
WHEN new.log_seq < old.log_seq OR (new.log_seq = old.log_seq
  AND (SELECT group_concat(key, char(10)) FROM json_each(old.answers))
    IS NOT (SELECT group_concat(key, char(10)) FROM json_each(new.answers)))
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
"""  # noqa: S608  literals of this module

SEALING = "\n".join(
    (
        _ATTACHMENTS,
        closes_only("answer_log", "case_ref seq at officer path source amendment", ["value"],
                     "reason"),
        closes_only("amendment", "id case_ref at officer path", ["note", "before", "after"]),
        closes_only("remark", "id case_ref path officer at", ["text"]),
        closes_only("approval", "id case_ref revision officer at", ["picks"]),
        closes_only("acquisition", "id attachment officer at", ["body"]),
        closes_only("bookmark", "id recording offset kind officer at", ["text"],
                     "path paragraph"),
        "",
    )
)  # fmt: skip


# Version 9: what is kept of attached files beside their contents, and the letters that referred a
# need to a service. What a photograph says of itself goes with its key. How a file was acquired
# stays, as its name does: rows are added while the file is open; what may change in them is in
# `SEALING`.


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


# Version 9: what is kept of a document that left beside which it was. `pages` is JSON: which copy
# it was, a keyed digest of each page's content, which pages left. With it the next print can be of
# the pages that changed only.


_KEPT = "id case_ref document how digest officer at purpose printer copy pages"
PRINTS = f"""
ALTER TABLE printed ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
ALTER TABLE printed ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE printed ADD COLUMN printer TEXT NOT NULL DEFAULT '';
ALTER TABLE printed ADD COLUMN copy INTEGER NOT NULL DEFAULT 0;
ALTER TABLE printed ADD COLUMN pages TEXT NOT NULL DEFAULT ''
  CHECK(pages = '' OR json_valid(pages));
{closes_only("printed", _KEPT, ["words"])}
"""


# Version 10: files that were voided. A file that was never completed is open again when its voiding
# is lifted; one that was completed is not, whatever the program says.


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


_STATION = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE counter(name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE officer(
  id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL,
  created_at INTEGER NOT NULL, removed_at INTEGER) STRICT;
CREATE TABLE officer_key(
  id INTEGER PRIMARY KEY, officer INTEGER NOT NULL REFERENCES officer,
  ed25519 BLOB NOT NULL CHECK(length(ed25519) = 32),
  x25519 BLOB NOT NULL CHECK(length(x25519) = 32), created_at INTEGER NOT NULL) STRICT;
CREATE TABLE signing_key(
  id INTEGER PRIMARY KEY, officer INTEGER NOT NULL REFERENCES officer,
  public_der BLOB NOT NULL UNIQUE, nonce BLOB NOT NULL, wrapped BLOB NOT NULL,
  created_at INTEGER NOT NULL) STRICT;
CREATE TABLE certificate(
  id INTEGER PRIMARY KEY, signing_key INTEGER NOT NULL REFERENCES signing_key,
  pem TEXT NOT NULL, chain_pem TEXT NOT NULL, imported_at INTEGER NOT NULL) STRICT;
CREATE TABLE age_identity(
  recipient TEXT PRIMARY KEY, identity TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE trust_pack(
  serial INTEGER PRIMARY KEY, crl_number INTEGER NOT NULL, fingerprint TEXT NOT NULL,
  body BLOB NOT NULL, imported_at INTEGER NOT NULL, imported_by TEXT NOT NULL) STRICT;
"""

_CASES = """
CREATE TABLE form_definition(
  form_id TEXT NOT NULL, version INTEGER NOT NULL, digest TEXT NOT NULL,
  body TEXT NOT NULL CHECK(json_valid(body)), imported_at INTEGER NOT NULL,
  PRIMARY KEY(form_id, version)) STRICT, WITHOUT ROWID;
CREATE TABLE case_file(
  id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, number TEXT NOT NULL UNIQUE,
  person_code TEXT NOT NULL UNIQUE, form_id TEXT NOT NULL, form_version INTEGER NOT NULL,
  status TEXT NOT NULL, revision INTEGER NOT NULL, quick INTEGER NOT NULL,
  created_at INTEGER NOT NULL, created_by INTEGER NOT NULL REFERENCES officer,
  updated_at INTEGER NOT NULL, display_name TEXT NOT NULL DEFAULT '',
  urgency TEXT NOT NULL DEFAULT '', notified_at INTEGER, receipt_number TEXT NOT NULL DEFAULT '',
  FOREIGN KEY(form_id, form_version) REFERENCES form_definition) STRICT;
CREATE INDEX case_by_update ON case_file(updated_at DESC, id DESC);
CREATE INDEX case_by_status ON case_file(status, updated_at DESC, id DESC);
CREATE TABLE answer_log(
  case_ref INTEGER NOT NULL REFERENCES case_file, seq INTEGER NOT NULL, at INTEGER NOT NULL,
  officer INTEGER NOT NULL REFERENCES officer, path TEXT NOT NULL, value TEXT NOT NULL,
  reason TEXT NOT NULL, source TEXT NOT NULL, amendment INTEGER REFERENCES amendment,
  PRIMARY KEY(case_ref, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE answer_snapshot(
  case_ref INTEGER PRIMARY KEY REFERENCES case_file, log_seq INTEGER NOT NULL,
  answers TEXT NOT NULL CHECK(json_valid(answers))) STRICT;
CREATE TABLE unfolded(case_ref INTEGER PRIMARY KEY REFERENCES case_file) STRICT;
CREATE TABLE amendment(
  id INTEGER PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file, at INTEGER NOT NULL,
  officer INTEGER NOT NULL REFERENCES officer, path TEXT NOT NULL,
  note TEXT NOT NULL CHECK(length(trim(note)) > 0),
  before TEXT NOT NULL CHECK(json_valid(before)),
  after TEXT NOT NULL CHECK(json_valid(after))) STRICT;
CREATE INDEX amendment_by_case ON amendment(case_ref);
CREATE TABLE remark(
  id INTEGER PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file, path TEXT NOT NULL,
  text TEXT NOT NULL, officer INTEGER NOT NULL REFERENCES officer, at INTEGER NOT NULL) STRICT;
CREATE INDEX remark_by_case ON remark(case_ref);
CREATE TABLE approval(
  id INTEGER PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file,
  revision INTEGER NOT NULL, officer INTEGER NOT NULL REFERENCES officer, at INTEGER NOT NULL,
  picks TEXT NOT NULL CHECK(json_valid(picks))) STRICT;
CREATE INDEX approval_by_case ON approval(case_ref);
CREATE TABLE attachment(
  id TEXT PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file, name TEXT NOT NULL,
  media_type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, crc32 INTEGER NOT NULL,
  key BLOB, added_by INTEGER NOT NULL REFERENCES officer, added_at INTEGER NOT NULL,
  removed_by INTEGER REFERENCES officer, removed_at INTEGER,
  CHECK((key IS NULL) = (removed_at IS NOT NULL))) STRICT;
CREATE INDEX attachment_by_case ON attachment(case_ref);
CREATE TABLE printed(
  id INTEGER PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file, document TEXT NOT NULL,
  how TEXT NOT NULL, digest TEXT NOT NULL, officer INTEGER NOT NULL REFERENCES officer,
  at INTEGER NOT NULL) STRICT;
CREATE INDEX printed_by_case ON printed(case_ref);
"""

# The keys stand beside the case for words of one or two letters, which trigrams cannot find.
_SEARCH = """
CREATE TABLE search_key(
  case_ref INTEGER PRIMARY KEY REFERENCES case_file, keys TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE key_index USING fts5(
  keys, content='', contentless_delete=1, tokenize='trigram');
CREATE VIRTUAL TABLE word_index USING fts5(
  words, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0");
"""

_CUSTODY = """
CREATE TABLE custody(
  seq INTEGER PRIMARY KEY, previous TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE CHECK(length(hash) = 64), at INTEGER NOT NULL, officer TEXT NOT NULL,
  action TEXT NOT NULL, case_id TEXT, detail TEXT NOT NULL CHECK(json_valid(detail))) STRICT;
CREATE INDEX custody_by_case ON custody(case_id, seq);
CREATE TABLE custody_seal(
  seq INTEGER NOT NULL REFERENCES custody, officer_key INTEGER NOT NULL REFERENCES officer_key,
  signature BLOB NOT NULL CHECK(length(signature) = 64), at INTEGER NOT NULL,
  PRIMARY KEY(seq, officer_key)) STRICT, WITHOUT ROWID;
"""

_HANDOVER = """
CREATE TABLE export(
  bundle_id TEXT PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file,
  revision INTEGER NOT NULL, created_at INTEGER NOT NULL, recipient TEXT NOT NULL,
  signer INTEGER NOT NULL REFERENCES officer, file_name TEXT NOT NULL, size INTEGER NOT NULL,
  sha256 TEXT NOT NULL, manifest_sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL) STRICT;
CREATE INDEX export_by_case ON export(case_ref);
CREATE TABLE receipt(
  receipt_id TEXT PRIMARY KEY, bundle_id TEXT NOT NULL REFERENCES export,
  result TEXT NOT NULL, number TEXT NOT NULL, error_code TEXT NOT NULL,
  received_at INTEGER NOT NULL, signed_by TEXT NOT NULL, body BLOB NOT NULL,
  imported_at INTEGER NOT NULL, imported_by INTEGER NOT NULL REFERENCES officer) STRICT;
CREATE INDEX receipt_by_bundle ON receipt(bundle_id);
CREATE TABLE received(
  id INTEGER PRIMARY KEY, number TEXT NOT NULL, bundle_id TEXT NOT NULL,
  sha256 TEXT NOT NULL, manifest_sha256 TEXT NOT NULL, case_id TEXT NOT NULL,
  case_number TEXT NOT NULL, person_code TEXT NOT NULL, revision INTEGER NOT NULL,
  received_at INTEGER NOT NULL, received_by INTEGER NOT NULL REFERENCES officer,
  signed_by TEXT NOT NULL, signed_at INTEGER, result TEXT NOT NULL, error_code TEXT NOT NULL,
  receipt_id TEXT NOT NULL UNIQUE, receipt BLOB NOT NULL, sealed_id TEXT, key BLOB, size INTEGER,
  CHECK((sealed_id IS NULL) = (key IS NULL))) STRICT;
CREATE UNIQUE INDEX received_number ON received(number) WHERE number <> '';
CREATE UNIQUE INDEX received_once ON received(bundle_id, manifest_sha256)
  WHERE result = 'accepted';
CREATE INDEX received_by_case ON received(case_id, revision);
"""

_APPEND_ONLY = (
    "officer_key",
    "signing_key",
    "certificate",
    "trust_pack",
    "form_definition",
    "amendment",
    "remark",
    "approval",
    "printed",
    "custody",
    "custody_seal",
    "export",
    "receipt",
    "received",
)
_NEVER_DELETED = ("officer", "case_file", "answer_snapshot", "attachment", "age_identity")


def _kept_columns(table: str, columns: str) -> str:
    return (
        f"CREATE TRIGGER {table}_keeps BEFORE UPDATE OF {columns} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'append_only'); END;"
    )


_CASE_RULES = """
CREATE TRIGGER case_goes_on BEFORE UPDATE OF status, revision ON case_file
WHEN new.revision < old.revision
  OR (new.status = 'in_progress' AND old.status <> 'in_progress')
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER answers_locked BEFORE INSERT ON answer_log
WHEN (SELECT status FROM case_file WHERE id = new.case_ref) <> 'in_progress'
  AND NOT EXISTS (SELECT 1 FROM amendment WHERE id = new.amendment AND case_ref = new.case_ref
                  AND path = new.path AND at = new.at AND officer = new.officer)
BEGIN SELECT RAISE(ABORT, 'answers_locked'); END;
CREATE TRIGGER amended_after_completion BEFORE INSERT ON amendment
WHEN (SELECT status FROM case_file WHERE id = new.case_ref) = 'in_progress'
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER answer_log_no_update BEFORE UPDATE ON answer_log
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER answer_log_forgets_drafts BEFORE DELETE ON answer_log
WHEN old.amendment IS NOT NULL
  OR (SELECT status FROM case_file WHERE id = old.case_ref) <> 'in_progress'
  OR old.seq <= (SELECT log_seq FROM answer_snapshot WHERE case_ref = old.case_ref)
  OR NOT EXISTS (SELECT 1 FROM answer_log AS later WHERE later.case_ref = old.case_ref
      AND later.seq > old.seq AND later.path = old.path AND later.officer = old.officer)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER answer_snapshot_goes_on BEFORE UPDATE ON answer_snapshot
WHEN new.log_seq <= old.log_seq
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER attachment_locked BEFORE INSERT ON attachment
WHEN (SELECT status FROM case_file WHERE id = new.case_ref) NOT IN ('in_progress', 'returned')
BEGIN SELECT RAISE(ABORT, 'answers_locked'); END;
CREATE TRIGGER attachment_removed_once BEFORE UPDATE OF key, removed_by, removed_at ON attachment
WHEN old.removed_at IS NOT NULL OR new.key IS NOT NULL
  OR (SELECT status FROM case_file WHERE id = old.case_ref) NOT IN ('in_progress', 'returned')
BEGIN SELECT RAISE(ABORT, 'answers_locked'); END;
CREATE TRIGGER custody_follows BEFORE INSERT ON custody
WHEN new.seq <> coalesce((SELECT max(seq) FROM custody), 0) + 1
  OR new.previous <> coalesce((SELECT hash FROM custody ORDER BY seq DESC LIMIT 1),
                              printf('%064d', 0))
BEGIN SELECT RAISE(ABORT, 'custody_broken'); END;
CREATE TRIGGER counter_goes_on BEFORE UPDATE ON counter WHEN new.last <= old.last
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER trust_pack_newer BEFORE INSERT ON trust_pack
WHEN EXISTS (SELECT 1 FROM trust_pack
             WHERE serial >= new.serial OR crl_number > new.crl_number)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
"""

_CASE_COLUMNS = (
    "id, uuid, number, person_code, form_id, form_version, quick, created_at, created_by"
)
_ATTACHMENT_COLUMNS = "id, case_ref, name, media_type, size, sha256, crc32, added_by, added_at"

VERSION_1 = "\n".join(
    (
        _STATION,
        _CASES,
        _SEARCH,
        _CUSTODY,
        _HANDOVER,
        *(refused(table, "UPDATE") for table in _APPEND_ONLY),
        *(refused(table, "DELETE") for table in (*_APPEND_ONLY, *_NEVER_DELETED)),
        refused("counter", "DELETE"),
        _kept_columns("case_file", _CASE_COLUMNS),
        _kept_columns("attachment", _ATTACHMENT_COLUMNS),
        _kept_columns("officer", "id, login, created_at"),
        _CASE_RULES,
    )
)

# Unfinished work, no evidence: replaced and deleted freely, so no trigger holds it.
VERSION_2 = """
CREATE TABLE draft(
  case_ref INTEGER NOT NULL REFERENCES case_file, officer INTEGER NOT NULL REFERENCES officer,
  body TEXT NOT NULL CHECK(json_valid(body)), at INTEGER NOT NULL,
  PRIMARY KEY(case_ref, officer)) STRICT;
CREATE TABLE chosen_view(
  case_ref INTEGER NOT NULL REFERENCES case_file, officer INTEGER NOT NULL REFERENCES officer,
  quick INTEGER NOT NULL, PRIMARY KEY(case_ref, officer)) STRICT;
"""

VERSION_3 = "ALTER TABLE export ADD COLUMN contents TEXT NOT NULL DEFAULT '';\n"

VERSION_4 = """
CREATE TABLE card_voice(
  language TEXT NOT NULL, part TEXT NOT NULL, body BLOB NOT NULL,
  added_by INTEGER NOT NULL REFERENCES officer, added_at INTEGER NOT NULL,
  PRIMARY KEY(language, part)) STRICT;
"""
# What is frozen stays so, in an open file and against an amendment (rule V4).
VERSION_5 = "\n".join(
    (
        """
CREATE TABLE frozen(
  case_ref INTEGER NOT NULL REFERENCES case_file, path TEXT NOT NULL,
  officer INTEGER NOT NULL REFERENCES officer, at INTEGER NOT NULL,
  PRIMARY KEY(case_ref, path)) STRICT, WITHOUT ROWID;
CREATE TRIGGER frozen_answers BEFORE INSERT ON answer_log
WHEN EXISTS (SELECT 1 FROM frozen WHERE case_ref = new.case_ref AND (path = new.path
  OR substr(new.path, 1, length(path) + 1) IN (path || '[', path || '/')))
BEGIN SELECT RAISE(ABORT, 'account_frozen'); END;
""",
        refused("frozen", "UPDATE"),
        refused("frozen", "DELETE"),
    )
)

# What waits for the supervisor is told by the list, so that no file is read for it. The rules are
# those of `cases.files.review`; the time of an answer stands in UTC, Kuwait is three hours
# ahead.
VERSION_6 = """
ALTER TABLE case_file ADD COLUMN review_due TEXT NOT NULL DEFAULT '';
ALTER TABLE case_file ADD COLUMN non_punishment INTEGER NOT NULL DEFAULT 0;
UPDATE case_file SET review_due = (
  SELECT coalesce(date(nullif(json_extract(answers, '$.risk_review_at.value'), '')),
                  date(json_extract(answers, '$.risk_level.at'), '+3 hours', '+7 days'), '')
  FROM answer_snapshot WHERE case_ref = case_file.id)
WHERE id IN (SELECT case_ref FROM answer_snapshot
  WHERE json_extract(answers, '$.risk_level.value') = 'high'
    AND coalesce(json_extract(answers, '$.close_reason.value'), '') = '');
UPDATE case_file SET non_punishment = 1
WHERE id IN (SELECT case_ref FROM answer_snapshot, json_each(answers) AS told
  WHERE (told.key = 'ex_form' OR told.key LIKE '%/ex#_form' ESCAPE '#')
    AND instr(' ' || coalesce(json_extract(told.value, '$.value'), '') || ' ', ' forced_crime ')
    AND (instr(told.key, '/') = 0 OR EXISTS (SELECT 1 FROM json_each(answers) AS head
      WHERE head.key = substr(told.key, 1, instr(told.key, '/') - 1)
        AND coalesce(json_extract(head.value, '$.value'), '') <> ''))
    AND coalesce(json_extract(answers, '$.close_reason.value'), '') = '');
"""

# By what a file is found from another one (`cases.persons.elsewhere`), folded in Python: filled
# when a file is folded, and once for the files of before when the vault is next opened.
VERSION_7 = """
CREATE TABLE named(
  key TEXT NOT NULL, kind TEXT NOT NULL, more TEXT NOT NULL,
  case_ref INTEGER NOT NULL REFERENCES case_file,
  PRIMARY KEY(key, kind, more, case_ref)) STRICT, WITHOUT ROWID;
CREATE INDEX named_by_case ON named(case_ref);
"""

# An officer who is suspended has no slot in the slot file: it waits here.
VERSION_8 = """
ALTER TABLE officer ADD COLUMN suspended_at INTEGER;
ALTER TABLE officer ADD COLUMN slot TEXT NOT NULL DEFAULT '';
"""

# One row, or none: the program's own. No evidence: what was printed shows it.
_LETTERHEAD = """
CREATE TABLE letterhead(
  id INTEGER PRIMARY KEY CHECK(id = 1), words TEXT NOT NULL CHECK(json_valid(words)),
  width INTEGER NOT NULL, height INTEGER NOT NULL, emblem BLOB NOT NULL) STRICT;
"""

# Whom files name, recordings of statements, how evidence was acquired, what is sealed afterwards,
# what ties paper to files, what for papers left, whose letterhead they have.
VERSION_9 = "\n".join((READERS, RECORDINGS, EVIDENCE, SEALING, PAPERS, PRINTS, _LETTERHEAD))
HIDDEN_SINCE = 9
"""The version from which a file can be hidden from the unit."""

VERSION_10 = VOIDING

CAME_FROM = "migrated_from"  # a small value of the vault: the version before, until an entry tells

# The script at index n brings a vault from version n to n + 1. Answers never migrate: a form's
# versions are data.
MIGRATIONS: tuple[str, ...] = (
    VERSION_1,
    VERSION_2,
    VERSION_3,
    VERSION_4,
    VERSION_5,
    VERSION_6,
    VERSION_7,
    VERSION_8,
    VERSION_9,
    VERSION_10,
    VERSION_11,
)


def migrate(connection: dbapi2.Connection, scripts: Sequence[str] = MIGRATIONS) -> None:
    """Run what is missing. A vault is always whole at some version, whenever the power goes.

    Raises:
        VaultTooNew: the vault is above the last script.
        DiskFull, VaultReadOnly: nothing of the unfinished version remains.
    """
    version = refuse_newer(connection, len(scripts))
    for number, script in enumerate(scripts[version:], start=version + 1):
        _run(connection, script, number, version)


def _run(connection: dbapi2.Connection, script: str, number: int, came_from: int) -> None:
    connection.execute("BEGIN EXCLUSIVE")
    try:
        for statement in statements(script):
            connection.execute(statement)
        if came_from:  # what went before a step that was cut off stays told
            values = (CAME_FROM, str(came_from))
            connection.execute("INSERT OR IGNORE INTO meta VALUES(?, ?)", values)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would commit between them."""
    complete: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if dbapi2.complete_statement(pending):
            complete.append(pending.strip())
            pending = ""
    return complete
