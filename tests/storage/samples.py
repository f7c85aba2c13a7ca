"""What the tests of this room write into a vault."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlcipher3 import dbapi2

from tipdesk.cases.consent import ledger
from tipdesk.cases.custody.chain import GENESIS, hash_before
from tipdesk.cases.model import Case, CaseId, Status
from tipdesk.storage import custody_rows, interview_rows, station_rows
from tipdesk.storage.files import case_rows
from tipdesk.storage.vault import Vault
from tipdesk.storage.version_11 import DEEDS_SINCE

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
OFFICER, SUPERVISOR = "T-07", "S-01"
PASSPHRASES = {OFFICER: "قهوة مطر جبل ١٢٣ نافذة", SUPERVISOR: "بحر سلم ورق تفاح غيمة"}
VAULT_ID = "5a" * 16
FORM = station_rows.KeptForm("victim-intake", 1, "00" * 32, '{"form_id":"victim-intake"}')
# What takes a vault back to schema 10 (version 0.2.0), and further back to 8 and 7.
BACK_TO_10 = (
    "DROP INDEX case_waiting",
    "ALTER TABLE case_file DROP COLUMN reply_by",
    *(
        f"DROP INDEX case_by_{name}"
        for name in ("name", "notice", "opening", "officer", "nationality", "site", "risk")
    ),
    *(
        f"ALTER TABLE case_file DROP COLUMN {name}"
        for name in ("name_order", "nationality", "site", "risk")
    ),
    "DROP TABLE came_annex",
    "DROP TABLE annex_receipt",
    "DROP TABLE annex",
    "DROP TABLE derived",
    "DROP TABLE consent_event",
    "DROP TABLE noticed",
    *(f"DROP TABLE {name}" for name in ("key_index", "person", "word", "met", "sound", "named")),
    (
        "CREATE VIRTUAL TABLE key_index USING fts5(keys, content='', contentless_delete=1,"
        " tokenize='trigram')"
    ),
    "INSERT INTO key_index(rowid, keys) SELECT case_ref, keys FROM search_key",
    "DROP INDEX case_seen",
    "DROP INDEX case_hidden",
    "DROP INDEX case_by_update",
    "CREATE INDEX case_by_update ON case_file(updated_at DESC, id DESC)",
    (
        "CREATE TABLE named(key TEXT NOT NULL, kind TEXT NOT NULL, more TEXT NOT NULL,"
        " case_ref INTEGER NOT NULL REFERENCES case_file,"
        " PRIMARY KEY(key, kind, more, case_ref)) STRICT, WITHOUT ROWID"
    ),
    "CREATE INDEX named_by_case ON named(case_ref)",
    "DROP TABLE work_entry",
    *(
        f"DROP TABLE {name}"
        for name in ("team_member", "team_file", "work_key", "work_key_maker", "safe_way")
    ),
    "DROP TABLE same_said",
    "DROP TABLE event_entry",
    "DROP TABLE due",
    "DROP TABLE owner",
    "DROP TABLE agency_detail",
    "DROP INDEX reader_by_officer",
    "DELETE FROM meta WHERE name LIKE 'derived_%'",
    "DROP TABLE notice_remark",
    "DROP TABLE notice_receipt",
    "DROP TABLE hidden_escrow",
    "DROP TABLE record_secret",
    "DROP TABLE custody_key",
    "DROP TABLE custody_last_key",
    "DROP TRIGGER custody_bound",
    "DROP INDEX custody_by_action",
    *(
        f"ALTER TABLE custody DROP COLUMN {name}"
        for name in ("n", "decision", "salt", "tag", "digest")
    ),
    "DROP TABLE unsent_receipt",
    "DROP TABLE shown_chain",
    "DROP TABLE own_identity",
    "DROP TABLE request_to_send",
    "DROP TRIGGER received_by_prosecutor",
    "DROP TABLE taken_in",
    "DROP TABLE set_aside",
    "UPDATE officer SET role = 'receiver' WHERE role = 'prosecutor'",
    "DROP TABLE sent_bundle",
    "DROP TRIGGER received_number_of_one",
    "DROP INDEX received_number",
    "CREATE UNIQUE INDEX received_number ON received(number) WHERE number <> ''",
    "DROP TABLE came_number",
    "DROP TABLE bundle_number",
    "DROP TABLE remark_elsewhere",
    "DROP TABLE approved_elsewhere",
    "DROP TABLE asked_approval",
    "DROP TABLE approved_file",
    "DROP TABLE approval_statement",
    "DROP TABLE certificate_request",
    "DROP TABLE case_key_maker",
    "DROP TABLE deed_view",
    "DROP TABLE deed_signature",
    "DROP TABLE deed",
    "DROP TABLE trust_list",
    "DROP TABLE remarks_begun",
    "DROP TABLE message_owed",
    "DROP TABLE message_left",
    "DROP TABLE message_file",
    "DROP TABLE message",
)
BACK_TO_8 = (
    *BACK_TO_10,
    "DROP TRIGGER voided_takes_no_amendment",
    "DROP TABLE voiding",
    "DROP TABLE paper_pack",
    "DROP TABLE signed_paper",
    "DROP TABLE signed_scan",
    "DROP TRIGGER attachment_signed",
    "DROP TRIGGER attachment_locked",
    "ALTER TABLE attachment DROP COLUMN signed",
    (
        "CREATE TRIGGER attachment_locked BEFORE INSERT ON attachment"
        " WHEN (SELECT status FROM case_file WHERE id = new.case_ref)"
        " NOT IN ('in_progress', 'returned') BEGIN SELECT RAISE(ABORT, 'answers_locked'); END"
    ),
    "DROP TABLE letterhead",
    "DROP TABLE reader",
    "DROP TABLE case_key",
    "DROP TABLE look",
    "ALTER TABLE case_file DROP COLUMN hidden_at",
    "DROP TABLE bookmark",
    "DROP TABLE recording",
    "DROP TABLE acquisition",
    "DROP TABLE letter",
    "DROP TRIGGER attachment_photo",
    "ALTER TABLE attachment DROP COLUMN photo",
    "DROP TRIGGER attachment_sealed",
    "ALTER TABLE attachment DROP COLUMN sealed_sha256",
    "ALTER TABLE case_file DROP COLUMN hidden_key",
    "DROP TRIGGER printed_no_update",
    *(
        f"ALTER TABLE printed DROP COLUMN {column}"
        for column in ("purpose", "words", "printer", "copy", "pages")
    ),
    (
        "CREATE TRIGGER printed_no_update BEFORE UPDATE ON printed"
        " BEGIN SELECT RAISE(ABORT, 'append_only'); END"
    ),
)
BACK_TO_7 = (
    *BACK_TO_8,
    "ALTER TABLE officer DROP COLUMN suspended_at",
    "ALTER TABLE officer DROP COLUMN slot",
)
# A process that is killed with fifty answers in the log and none in the file.
CUT_OFF = """
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tests.storage.samples import new_case
from tests.systems import die_now
from tipdesk.cases.model import Answer
from tipdesk.storage import interview_rows as answer_rows
from tipdesk.storage.vault import Vault
vault = Vault.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
case = new_case(vault)
at = datetime(2026, 11, 24, tzinfo=UTC)
for number in range(50):
    answer_rows.save_answers(vault, case.id, {f"p{number}": Answer("x" * 9000)}, officer="T-07", at=at)
die_now()
"""


def take_back(connection: dbapi2.Connection, statements: Iterable[str], version: int) -> None:
    """The vault as a program of this version left it: the chain hashed as it was then, and without
    a word of deeds or consents. Seals of the new hashes are none of the old ones, so there are
    none."""
    for statement in statements:
        connection.execute(statement)
    kept = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'custody%'"
    ).fetchall()
    for name, _sql in kept:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DELETE FROM custody_seal")
    previous = GENESIS
    if version < DEEDS_SINCE:
        connection.execute("UPDATE custody SET detail = json_remove(detail, '$.deed')")
        connection.execute("DELETE FROM custody WHERE action = ?", (ledger.NOTED,))
    rows = connection.execute("SELECT * FROM custody ORDER BY seq").fetchall()
    for seq, row in enumerate(rows, start=1):  # those that stay follow one another
        was = custody_rows.read_entry(row)
        event = replace(was, seq=seq, previous=previous)
        previous = hash_before(event)
        connection.execute(
            "UPDATE custody SET seq = ?, previous = ?, hash = ? WHERE seq = ?",
            (seq, event.previous, previous, was.seq),
        )
    for _name, sql in kept:
        connection.execute(sql)
    connection.execute(f"PRAGMA user_version={version}")


def new_case(vault: Vault, number: int = 1, **fields: object) -> Case:
    """Open a file; `fields` replace those of `Case`."""
    usual = {
        "id": CaseId(f"{number:08x}-0000-4000-8000-{os.urandom(6).hex()}"),
        "number": f"KWT-2026-{number:05d}",
        "person_code": f"P{number:05d}",
        "form_id": FORM.form_id,
        "form_version": FORM.version,
        "status": Status.IN_PROGRESS,
        "revision": 0,
        "created_at": START,
        "updated_at": START + timedelta(minutes=number),
        "created_by": OFFICER,
    }
    case = Case(**(usual | fields))
    case_rows.add_case(vault, case)
    return case


def child(code: str, *arguments: object, **options: object) -> subprocess.Popen[bytes]:
    """A real process that runs `code` with tipdesk at hand; its standard output is a pipe."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        **options,
    )


def complete(vault: Vault, case: Case, clock: Callable[[], datetime]) -> None:
    """Close a file, so that it can be amended only."""
    interview_rows.fold(vault, case.id, clock(), None)
    case_rows.set_status(vault, case.id, Status.COMPLETED, clock(), completed=True)
