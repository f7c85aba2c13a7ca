"""What version 11 of the schema brings: signed deeds, the chain bound to its files, approvals as
they were signed, numbers, receipts, messages, consents (exchange format 1.0).
"""

from __future__ import annotations

from tipdesk.storage.triggers import closes_only, longer_key, refused

# Signed deeds, and what each person saw of them last: that is written anew at every lock.
_DEEDS = "\n".join(
    (
        """
CREATE TABLE deed(
  number INTEGER PRIMARY KEY, seq INTEGER NOT NULL REFERENCES custody,
  text TEXT NOT NULL CHECK(json_valid(text)), digest TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE deed_signature(
  deed INTEGER NOT NULL REFERENCES deed, signer TEXT NOT NULL,
  value BLOB NOT NULL CHECK(length(value) = 64),
  PRIMARY KEY(deed, signer)) STRICT, WITHOUT ROWID;
CREATE TABLE deed_view(
  login TEXT PRIMARY KEY, seq INTEGER NOT NULL, head TEXT NOT NULL, number INTEGER NOT NULL,
  digest TEXT NOT NULL, void TEXT NOT NULL, signature BLOB NOT NULL) STRICT;
""",
        *(
            refused(table, change)
            for table in ("deed", "deed_signature")
            for change in ("UPDATE", "DELETE")
        ),
    )
)

# What an approver signed, and the documents that were signed, sealed in the vault's folder. Their
# keys are closed and opened as those of attached files are.
_APPROVED = f"""
CREATE TABLE approval_statement(
  approval INTEGER PRIMARY KEY REFERENCES approval, statement BLOB NOT NULL,
  signature BLOB NOT NULL) STRICT;
CREATE TABLE approved_file(
  id TEXT PRIMARY KEY, approval INTEGER NOT NULL REFERENCES approval, name TEXT NOT NULL,
  size INTEGER NOT NULL, sha256 TEXT NOT NULL, crc32 INTEGER NOT NULL, key BLOB NOT NULL,
  sealed_sha256 TEXT NOT NULL, UNIQUE(approval, name)) STRICT;
CREATE TRIGGER approved_file_keeps BEFORE UPDATE OF
  id, approval, name, size, sha256, crc32, sealed_sha256 ON approved_file
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
CREATE TRIGGER approved_file_key BEFORE UPDATE OF key ON approved_file
WHEN {longer_key("old.key")} = {longer_key("new.key")}
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
"""

# Which number a bundle has that came in, and what its station says of those before it.
_CAME = """
CREATE TABLE came_number(
  received INTEGER PRIMARY KEY REFERENCES received, station TEXT NOT NULL, office TEXT NOT NULL,
  series TEXT NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL, previous TEXT NOT NULL,
  not_sent TEXT NOT NULL CHECK(json_valid(not_sent))) STRICT;
"""

# Why a bundle was set aside, and what a prosecutor signed who took it in: before, it is not entered
# as received. Whoever was a receiver until now decides as well.
_TAKEN_IN = """
CREATE TABLE set_aside(
  received INTEGER PRIMARY KEY REFERENCES received,
  codes TEXT NOT NULL CHECK(codes <> '')) STRICT;
CREATE TABLE taken_in(
  received INTEGER PRIMARY KEY REFERENCES set_aside,
  statement BLOB NOT NULL, signature BLOB NOT NULL) STRICT;
CREATE TRIGGER received_by_prosecutor BEFORE INSERT ON received
WHEN new.result = 'accepted' AND EXISTS (
  SELECT 1 FROM set_aside JOIN received AS before ON before.id = set_aside.received
  WHERE before.bundle_id = new.bundle_id AND before.manifest_sha256 = new.manifest_sha256
    AND set_aside.received NOT IN (SELECT received FROM taken_in))
BEGIN SELECT RAISE(ABORT, 'set_aside'); END;
UPDATE officer SET role = 'prosecutor' WHERE role = 'receiver';
"""

# What is sealed to one prosecutor alone opens with an identity that is wrapped under a key from
# their own seed: the key of the database is not enough. Earlier ones are kept.
_OWN_IDENTITY = """
CREATE TABLE own_identity(
  recipient TEXT PRIMARY KEY, officer INTEGER NOT NULL REFERENCES officer,
  nonce BLOB NOT NULL, wrapped BLOB NOT NULL, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE request_to_send(login TEXT PRIMARY KEY, request TEXT NOT NULL) STRICT;
"""

# Which of the bundles of this station for an office has which number. What became whole on a drive
# has the digest of its manifest.
_NUMBERS = """
CREATE TABLE bundle_number(
  series TEXT NOT NULL, office TEXT NOT NULL, kind TEXT NOT NULL, number INTEGER NOT NULL,
  bundle_id TEXT NOT NULL UNIQUE, manifest TEXT NOT NULL DEFAULT '',
  PRIMARY KEY(series, office, kind, number)) STRICT, WITHOUT ROWID;
CREATE TRIGGER bundle_number_keeps BEFORE UPDATE ON bundle_number
WHEN old.series IS NOT new.series OR old.office IS NOT new.office OR old.kind IS NOT new.kind
  OR old.number IS NOT new.number OR old.bundle_id IS NOT new.bundle_id OR old.manifest <> ''
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
"""

# What this office was shown of the chains of stations: 32 bytes an entry.
_SHOWN = """
CREATE TABLE shown_chain(
  id INTEGER PRIMARY KEY, received INTEGER NOT NULL REFERENCES received, station TEXT NOT NULL,
  first INTEGER NOT NULL, hashes BLOB NOT NULL CHECK(length(hashes) % 32 = 0)) STRICT;
"""

# Answers of an office to case bundles that never left this station: each is a proof of that.
_UNSENT = """
CREATE TABLE unsent_receipt(
  receipt_id TEXT PRIMARY KEY, body BLOB NOT NULL, imported_at INTEGER NOT NULL,
  imported_by INTEGER NOT NULL REFERENCES officer) STRICT;
"""

# Copies of attached files without what these tell of themselves, and the digest of the original.
_DERIVED = """
CREATE TABLE derived(
  attachment TEXT PRIMARY KEY REFERENCES attachment,
  sha256 TEXT NOT NULL CHECK(length(sha256) = 64)) STRICT, WITHOUT ROWID;
"""

# What the person agreed to: lines that are never changed but by being closed or opened.
_CONSENTS = """
CREATE TABLE consent_event(
  id INTEGER PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file,
  words TEXT NOT NULL) STRICT;
CREATE INDEX consent_event_of ON consent_event(case_ref);
"""

# Case work: entries that are added in order, each with its entry of the chain, and what it says of
# level 4 ('' nothing). Neither changes but by being closed or opened.
_CASE_WORK = """
CREATE TABLE work_entry(
  id INTEGER PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file,
  seq INTEGER NOT NULL CHECK(seq > 0), custody_seq INTEGER NOT NULL UNIQUE,
  words TEXT NOT NULL, note TEXT NOT NULL, UNIQUE(case_ref, seq)) STRICT;
"""

SAME_FIRST, SAME_SECOND = (
    "CASE WHEN json_valid(substr(words, 33))"
    f" THEN json_extract(substr(words, 33), '$.files[{place}]') END"
    for place in (0, 1)
)
"""The files of which open words speak that follow on a salt of 32 digits."""

# What was said of two files of one person, each with its entry of the chain; under whose key its
# words lie while one of them is hidden. A file is found by the words themselves, while they are
# open: hidden, it is in neither of the indexes of names.
_SAME_SAID = f"""
CREATE TABLE same_said(
  id INTEGER PRIMARY KEY, custody_seq INTEGER NOT NULL UNIQUE,
  case_ref INTEGER REFERENCES case_file, words TEXT NOT NULL) STRICT;
CREATE INDEX same_said_first ON same_said({SAME_FIRST}) WHERE case_ref IS NULL;
CREATE INDEX same_said_second ON same_said({SAME_SECOND}) WHERE case_ref IS NULL;
CREATE INDEX same_said_closed ON same_said(case_ref) WHERE case_ref IS NOT NULL;
"""

# Events: entries that are added in order, each with its entry of the chain. What is about one file
# hangs on it, and so does a line of a roster from when a file is begun from it: all is closed with
# it.
_EVENTS = """
CREATE TABLE event_entry(
  id INTEGER PRIMARY KEY, event TEXT NOT NULL, seq INTEGER NOT NULL CHECK(seq > 0),
  custody_seq INTEGER NOT NULL UNIQUE, case_ref INTEGER REFERENCES case_file,
  words TEXT NOT NULL, UNIQUE(event, seq)) STRICT;
CREATE INDEX event_entry_of ON event_entry(case_ref);
"""

# What is owed in the files, as rows that follow from answers, case work and status: nothing is
# evidence in it, and it is written anew whenever these change. `at` is milliseconds, of what has no
# limit the largest number. A vault without files has nothing to fill.
_DUE = """
CREATE TABLE due(
  at INTEGER NOT NULL, case_ref INTEGER NOT NULL REFERENCES case_file,
  subject TEXT NOT NULL, kind TEXT NOT NULL, whom TEXT NOT NULL, about TEXT NOT NULL,
  PRIMARY KEY(at, case_ref, subject, kind)) STRICT, WITHOUT ROWID;
CREATE INDEX due_of ON due(case_ref);
CREATE INDEX reader_by_officer ON reader(officer);
INSERT OR REPLACE INTO meta
  SELECT 'derived_written/1', 'all' WHERE NOT EXISTS (SELECT 1 FROM case_file);
"""

# Who has a file that was reassigned; of any other it is who opened it. The deeds say it
# (`cases.deeds`): these rows are for lists and counts.
_OWNERS = """
CREATE TABLE owner(
  case_ref INTEGER PRIMARY KEY REFERENCES case_file,
  officer INTEGER NOT NULL REFERENCES officer) STRICT;
CREATE INDEX owner_of ON owner(officer);
"""

# What is known of services, as it was noted; the last of an agency counts.
_DIRECTORY = """
CREATE TABLE agency_detail(
  id INTEGER PRIMARY KEY, agency TEXT NOT NULL, custody_seq INTEGER NOT NULL UNIQUE,
  words TEXT NOT NULL CHECK(json_valid(words))) STRICT;
"""

# What the list sorts and sifts files by. `name_order` is the name as it is folded for the search.
# None of the columns' indexes has the time of the last change: each answer would write all of them.
# The last two are read instead of the rows, which are ten times as long, where files are sought.
_LIST = """
ALTER TABLE case_file ADD COLUMN name_order TEXT NOT NULL DEFAULT '';
ALTER TABLE case_file ADD COLUMN nationality TEXT NOT NULL DEFAULT '';
ALTER TABLE case_file ADD COLUMN site TEXT NOT NULL DEFAULT '';
ALTER TABLE case_file ADD COLUMN risk TEXT NOT NULL DEFAULT '';
CREATE INDEX case_by_name ON case_file(name_order);
CREATE INDEX case_by_notice ON case_file(notified_at);
CREATE INDEX case_by_opening ON case_file(created_at);
CREATE INDEX case_by_officer ON case_file(created_by);
CREATE INDEX case_by_nationality ON case_file(nationality);
CREATE INDEX case_by_site ON case_file(site);
CREATE INDEX case_by_risk ON case_file(risk);
DROP INDEX case_by_update;
CREATE INDEX case_by_update ON case_file(updated_at DESC, id DESC, hidden_at);
CREATE INDEX case_seen ON case_file(id, updated_at, hidden_at);
CREATE INDEX case_hidden ON case_file(id) WHERE hidden_at IS NOT NULL;
"""

# The persons of files, by what they are found (`files.person_rows`): made from the answers. The
# indexes keep no text and no places, which is less by half. Names are no keys (`named`) any more.
_PERSONS = """
DROP TABLE named;
CREATE TABLE named(
  key TEXT NOT NULL, kind TEXT NOT NULL, case_ref INTEGER NOT NULL REFERENCES case_file,
  PRIMARY KEY(key, kind, case_ref)) STRICT, WITHOUT ROWID;
CREATE INDEX named_by_case ON named(case_ref);
CREATE TABLE person(
  case_ref INTEGER PRIMARY KEY REFERENCES case_file, body TEXT NOT NULL) STRICT;
CREATE TABLE word(key TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE met USING fts5(
  marks, content='', contentless_delete=1, detail=none, tokenize='ascii');
CREATE VIRTUAL TABLE sound USING fts5(
  keys, content='', contentless_delete=1, detail=none, prefix='2 3 4',
  tokenize="ascii tokenchars '+'");
"""

# Parts of keys: each end of each word of them, so that any part of a word is the beginning of one,
# and is read from one row of the index, in the order of row numbers. The keys lie in `search_key`.
_SIGNS = """!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~"""  # as a tokenizer is told them: all of ASCII
_PARTS = f"""
DROP TABLE key_index;
CREATE VIRTUAL TABLE key_index USING fts5(
  parts, content='', contentless_delete=1, detail=none, prefix='1 2 3',
  tokenize="ascii tokenchars '{_SIGNS.replace('"', '""')}'");
INSERT INTO key_index(rowid, parts) SELECT case_ref, (
  WITH RECURSIVE place(rest) AS (
    SELECT replace(keys, char(10), ' ') UNION ALL
    SELECT substr(rest, 2) FROM place WHERE length(rest) > 1)
  SELECT group_concat(substr(rest, 1, min(64, instr(rest || ' ', ' ') - 1)), ' ') FROM place)
  FROM search_key;
"""  # noqa: S608  literals of this module

# Teams, and which files they are given: as the deeds say, which alone count. A file's work key, as
# `case_key` is its key of level 4; `deed`: the number of the last deed before it was made. How the
# person of a given file can be reached without danger, once more under that key.
_TEAMS = """
CREATE TABLE team_member(
  team TEXT NOT NULL, officer INTEGER NOT NULL REFERENCES officer,
  PRIMARY KEY(officer, team)) STRICT, WITHOUT ROWID;
CREATE TABLE team_file(
  case_ref INTEGER PRIMARY KEY REFERENCES case_file, team TEXT NOT NULL) STRICT;
CREATE INDEX team_file_of ON team_file(team);
CREATE TABLE work_key(
  case_ref INTEGER NOT NULL REFERENCES case_file, generation INTEGER NOT NULL,
  recipient BLOB NOT NULL, box BLOB NOT NULL,
  PRIMARY KEY(case_ref, generation, recipient)) STRICT, WITHOUT ROWID;
CREATE INDEX work_key_of ON work_key(recipient);
CREATE TABLE work_key_maker(
  case_ref INTEGER NOT NULL REFERENCES case_file, generation INTEGER NOT NULL,
  signer TEXT NOT NULL, signature BLOB NOT NULL CHECK(length(signature) = 64),
  deed INTEGER NOT NULL, PRIMARY KEY(case_ref, generation)) STRICT, WITHOUT ROWID;
CREATE TABLE safe_way(
  case_ref INTEGER PRIMARY KEY REFERENCES case_file, words TEXT NOT NULL) STRICT;
"""

# What was decided on what a statement names: lines that are never changed but by being closed or
# opened.
_NOTICED = """
CREATE TABLE noticed(
  id INTEGER PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file,
  words TEXT NOT NULL) STRICT;
CREATE INDEX noticed_of ON noticed(case_ref);
"""

# Answers of an office to notices that an officer signed alone, and what a supervisor remarked on
# one of them: a line that is never changed but by being closed or opened. What was sent, and that
# it was gone through, the chain and its deeds tell.
_NOTICES = """
CREATE TABLE notice_receipt(
  receipt_id TEXT PRIMARY KEY, bundle_id TEXT NOT NULL, body BLOB NOT NULL,
  received_at INTEGER NOT NULL) STRICT;
CREATE TABLE notice_remark(
  id INTEGER PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file,
  bundle_id TEXT NOT NULL UNIQUE, words TEXT NOT NULL) STRICT;
"""

# The keys of hidden files, each an age file to the Prosecution's office. Which of them counts is
# for the deeds of the file to say, by its digest.
_ESCROW = """
CREATE TABLE hidden_escrow(
  id INTEGER PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file, sha256 TEXT NOT NULL,
  generation INTEGER NOT NULL, recipients TEXT NOT NULL, body BLOB NOT NULL) STRICT;
CREATE INDEX hidden_escrow_of ON hidden_escrow(case_ref);
"""

# Protective annexes, sealed to one prosecutor: those of this station with their answers, and those
# that came to this office. The key of the vault opens none of them.
_ANNEXES = """
CREATE TABLE annex(
  approval INTEGER PRIMARY KEY REFERENCES approval, annex_id TEXT NOT NULL UNIQUE,
  office TEXT NOT NULL, login TEXT NOT NULL, manifest TEXT NOT NULL,
  sealed BLOB NOT NULL) STRICT;
CREATE TABLE annex_receipt(
  receipt_id TEXT PRIMARY KEY, annex_id TEXT NOT NULL REFERENCES annex(annex_id),
  result TEXT NOT NULL, body BLOB NOT NULL, received_at INTEGER NOT NULL) STRICT;
CREATE TABLE came_annex(
  receipt_id TEXT PRIMARY KEY, annex_id TEXT NOT NULL, manifest TEXT NOT NULL,
  sealed BLOB NOT NULL, case_id TEXT NOT NULL, revision INTEGER NOT NULL, station TEXT NOT NULL,
  office TEXT NOT NULL, series TEXT NOT NULL, number INTEGER NOT NULL, previous TEXT NOT NULL,
  not_sent TEXT NOT NULL CHECK(json_valid(not_sent)), login TEXT NOT NULL, result TEXT NOT NULL,
  receipt BLOB NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL) STRICT;
"""

# Messages that came or were sent, as they were signed, in one text that is closed with the file
# that they are about; beside it who numbered them how, and nothing else. What came with one lies
# here until it was answered, as do remarks that were begun on it. Which of those that were sent
# stand on a drive. What somebody owes a station and signs with the next thing that they sign: it is
# signed in their own name already.
_MESSAGES = """
CREATE TABLE message(
  id INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE,
  way TEXT NOT NULL CHECK(way IN ('sent', 'came')), case_id TEXT NOT NULL,
  numbered TEXT NOT NULL CHECK(json_valid(numbered)), words TEXT NOT NULL,
  kept_at INTEGER NOT NULL, kept_by TEXT NOT NULL) STRICT;
CREATE INDEX message_of ON message(case_id);
CREATE TABLE message_file(
  message_id TEXT NOT NULL REFERENCES message(message_id), path TEXT NOT NULL, words TEXT NOT NULL,
  PRIMARY KEY(message_id, path)) STRICT;
CREATE TABLE message_left(
  message_id TEXT PRIMARY KEY REFERENCES message(message_id), at INTEGER NOT NULL) STRICT;
CREATE TABLE remarks_begun(
  message_id TEXT PRIMARY KEY REFERENCES message(message_id), words TEXT NOT NULL) STRICT;
CREATE TABLE message_owed(
  id INTEGER PRIMARY KEY, login TEXT NOT NULL, text TEXT NOT NULL CHECK(json_valid(text)),
  signature BLOB NOT NULL CHECK(length(signature) = 64), UNIQUE(login, text)) STRICT;
"""

# An approval that was asked for at another computer: of whom, and the statement as it is to be
# signed. It is none before what was signed is here. What an approver elsewhere remarked is theirs.
_ELSEWHERE = """
CREATE TABLE asked_approval(
  approval INTEGER PRIMARY KEY REFERENCES approval, station TEXT NOT NULL, login TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE REFERENCES message(message_id), statement BLOB NOT NULL) STRICT;
CREATE TABLE approved_elsewhere(
  approval INTEGER PRIMARY KEY REFERENCES asked_approval, at INTEGER NOT NULL,
  certificate TEXT NOT NULL CHECK(length(certificate) = 64),
  message_id TEXT NOT NULL UNIQUE REFERENCES message(message_id)) STRICT;
CREATE TABLE remark_elsewhere(
  remark INTEGER PRIMARY KEY REFERENCES remark, station TEXT NOT NULL, login TEXT NOT NULL,
  message_id TEXT NOT NULL REFERENCES message(message_id)) STRICT;
"""
_OF_ELSEWHERE = ("asked_approval", "approved_elsewhere", "remark_elsewhere")

# With which approval a bundle left, and which of its attachments came with an earlier one. One file
# has one number in the register, however often it is sent.
_SENT = """
CREATE TABLE sent_bundle(
  bundle_id TEXT PRIMARY KEY, approval INTEGER NOT NULL REFERENCES approval,
  carried TEXT NOT NULL CHECK(json_valid(carried))) STRICT;
DROP INDEX received_number;
CREATE INDEX received_number ON received(number) WHERE number <> '';
CREATE TRIGGER received_number_of_one BEFORE INSERT ON received
WHEN new.number <> '' AND EXISTS (
  SELECT 1 FROM received WHERE number = new.number AND case_id IS NOT new.case_id)
BEGIN SELECT RAISE(ABORT, 'number_taken'); END;
"""

# Until when the Prosecution asks for a file to be completed. With which number of their card people
# asked for certificates: they are asked for it once. Secrets
# of the records of revisions: never changed but by being closed, never deleted. How entries of the
# chain are bound to their file (exchange format 1.0); those of before have nothing there, and from
# here on there is none without.
VERSION_11 = "\n".join(
    (
        """
ALTER TABLE case_file ADD COLUMN reply_by TEXT NOT NULL DEFAULT '';
-- What a supervisor has something to do with, in its order (`case_rows.waiting`).
CREATE INDEX case_waiting ON case_file(review_due = '', review_due, reply_by = '', reply_by,
  non_punishment DESC, updated_at DESC, id DESC, status, hidden_at)
  WHERE (status <> 'voided' AND (review_due <> '' OR reply_by <> ''
  OR status = 'completed' OR (non_punishment = 1 AND status IN
  ('in_progress', 'completed', 'returned'))));
ALTER TABLE custody ADD COLUMN n INTEGER;
ALTER TABLE custody ADD COLUMN decision INTEGER;
ALTER TABLE custody ADD COLUMN salt BLOB;
ALTER TABLE custody ADD COLUMN tag BLOB;
ALTER TABLE custody ADD COLUMN digest BLOB;
CREATE INDEX custody_by_action ON custody(action, seq);
CREATE TRIGGER custody_bound BEFORE INSERT ON custody
WHEN new.n IS NULL OR new.decision NOT IN (0, 1) OR length(new.salt) <> 16
  OR length(new.tag) <> 16 OR length(new.digest) <> 32
BEGIN SELECT RAISE(ABORT, 'custody_broken'); END;
CREATE TABLE custody_key(
  case_id TEXT NOT NULL, since INTEGER NOT NULL, key BLOB NOT NULL CHECK(length(key) = 32),
  PRIMARY KEY(case_id, since)) STRICT, WITHOUT ROWID;
CREATE TABLE custody_last_key(
  case_id TEXT NOT NULL PRIMARY KEY, key BLOB NOT NULL CHECK(length(key) = 32))
  STRICT, WITHOUT ROWID;
CREATE TABLE certificate_request(
  id INTEGER PRIMARY KEY, signing_key INTEGER NOT NULL REFERENCES signing_key,
  service_number TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
""",
        refused("custody_key", "UPDATE"),
        refused("custody_key", "DELETE"),
        refused("custody_last_key", "UPDATE"),
        refused("custody_last_key", "DELETE"),
        refused("certificate_request", "UPDATE"),
        refused("certificate_request", "DELETE"),
        """
CREATE TABLE record_secret(
  id INTEGER PRIMARY KEY, case_ref INTEGER NOT NULL REFERENCES case_file,
  revision INTEGER NOT NULL, secret TEXT NOT NULL) STRICT;
CREATE INDEX record_secret_of ON record_secret(case_ref, revision);
""",
        closes_only("record_secret", "id case_ref revision", ["secret"]),
        refused("record_secret", "DELETE"),
        # Who made a key of level 4: anybody with the key of the vault can seal one.
        """
CREATE TABLE case_key_maker(
  case_ref INTEGER NOT NULL REFERENCES case_file, generation INTEGER NOT NULL,
  signer TEXT NOT NULL, signature BLOB NOT NULL CHECK(length(signature) = 64),
  PRIMARY KEY(case_ref, generation)) STRICT, WITHOUT ROWID;
""",
        _LIST,
        _DEEDS,
        _APPROVED,
        *(refused(table, "DELETE") for table in ("approval_statement", "approved_file")),
        refused("approval_statement", "UPDATE"),
        _NUMBERS,
        refused("bundle_number", "DELETE"),
        _CAME,
        refused("came_number", "UPDATE"),
        refused("came_number", "DELETE"),
        _SHOWN,
        refused("shown_chain", "UPDATE"),
        refused("shown_chain", "DELETE"),
        _UNSENT,
        refused("unsent_receipt", "UPDATE"),
        refused("unsent_receipt", "DELETE"),
        _TAKEN_IN,
        _OWN_IDENTITY,
        *(refused(table, "UPDATE") for table in ("set_aside", "taken_in", "own_identity")),
        *(refused(table, "DELETE") for table in ("set_aside", "taken_in", "own_identity")),
        _CONSENTS,
        closes_only("consent_event", "id case_ref", ["words"]),
        refused("consent_event", "DELETE"),
        _CASE_WORK,
        closes_only("work_entry", "id case_ref seq custody_seq", ["words", "note"]),
        refused("work_entry", "DELETE"),
        _SAME_SAID,
        closes_only("same_said", "id custody_seq", ["words"], "case_ref"),
        refused("same_said", "DELETE"),
        _EVENTS,
        closes_only("event_entry", "id event seq custody_seq", ["words"]),
        refused("event_entry", "DELETE"),
        _DUE,
        _OWNERS,
        _DIRECTORY,
        refused("agency_detail", "UPDATE"),
        refused("agency_detail", "DELETE"),
        _PERSONS,
        _PARTS,
        _TEAMS,
        _NOTICED,
        closes_only("noticed", "id case_ref", ["words"]),
        refused("noticed", "DELETE"),
        _NOTICES,
        refused("notice_receipt", "UPDATE"),
        refused("notice_receipt", "DELETE"),
        closes_only("notice_remark", "id case_ref bundle_id", ["words"]),
        refused("notice_remark", "DELETE"),
        _ESCROW,
        refused("hidden_escrow", "UPDATE"),
        refused("hidden_escrow", "DELETE"),
        _SENT,
        refused("sent_bundle", "UPDATE"),
        refused("sent_bundle", "DELETE"),
        _DERIVED,
        refused("derived", "UPDATE"),
        refused("derived", "DELETE"),
        # Lists of before were signed by one person: they stay in `trust_pack`, and count no more.
        """
CREATE TABLE trust_list(
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, body BLOB NOT NULL,
  imported_at INTEGER NOT NULL, imported_by TEXT NOT NULL) STRICT;
""",
        refused("trust_list", "UPDATE"),
        refused("trust_list", "DELETE"),
        _ANNEXES,
        *(refused(table, "UPDATE") for table in ("annex", "annex_receipt", "came_annex")),
        *(refused(table, "DELETE") for table in ("annex", "annex_receipt", "came_annex")),
        _MESSAGES,
        closes_only("message", "id message_id way case_id numbered kept_at kept_by", ["words"]),
        refused("message", "DELETE"),
        closes_only("message_file", "message_id path", ["words"]),
        refused("message_left", "UPDATE"),
        refused("message_left", "DELETE"),
        refused("message_owed", "UPDATE"),
        _ELSEWHERE,
        *(refused(table, "UPDATE") for table in _OF_ELSEWHERE),
        *(refused(table, "DELETE") for table in _OF_ELSEWHERE),
    )
)

DEEDS_SINCE = 11
"""The version from which there are deeds."""

APPROVED_SINCE = 11
"""The version from which documents are kept as they were approved."""
