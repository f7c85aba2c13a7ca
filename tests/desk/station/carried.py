"""A station that is carried to another system and back: its vault, its backup on a drive.

    python -m tests.desk.station.carried make FOLDER
    python -m tests.desk.station.carried look FOLDER

Run by `test_other_system` with a Python of each system. `look` finds what lies there as it was left,
restores the backup, writes an answer, and leaves the vault for the next.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

from tests.desk.world import Calendar
from tipdesk.cases.model import Answer, CaseId
from tipdesk.core.work import Work
from tipdesk.demo.interviews import interview
from tipdesk.demo.people import person
from tipdesk.demo.stations import OFFICER, make_officers_station, open_as
from tipdesk.desk.custody.integrity import chain_fault, check_file
from tipdesk.desk.evidence.attachments import seal
from tipdesk.desk.session.session import Session
from tipdesk.desk.station.backup import make as make_backup
from tipdesk.desk.unlocking import unlock
from tipdesk.desk.upkeep.restoring import by_passphrase, find_backups, open_backup, restore_station

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
WORDS = "ألم أشد،\nثم أخف "  # with a line end, which stays what it is
PICTURE = b"\xff\xd8\r\n\x1a\n" + bytes(range(256)) * 2000


def make(folder: Path) -> None:
    """A station with an interview and a picture; a backup."""
    clock, vault = Calendar(START), folder / "vault"
    make_officers_station(vault, clock)
    session = open_as(vault, OFFICER, clock)
    dice = Random(5)
    case_id = interview(session, person(dice, clock().date(), 1), dice)
    picture = folder / "صورة.jpg"
    picture.write_bytes(PICTURE)
    plan = session.attachments.attach_plan(case_id)
    session.attachments.attach(case_id, seal(plan, picture, Work()))
    (folder / "drive").mkdir()
    key = unlock(vault, OFFICER.login, OFFICER.passphrase, clock)
    session.backups.record(make_backup(session.backups.plan(folder / "drive"), key, Work()))
    key.wipe()
    session.lock()
    leave(folder, clock, case_id)
    (folder / "backed-up.json").write_bytes((folder / "left.json").read_bytes())


def look(folder: Path) -> None:
    """All of it is there; the next answer is written."""
    turn = len(list(folder.glob("restored-*"))) + 1
    clock = Calendar(START + timedelta(days=turn))
    (backup,) = find_backups(folder / "drive")
    opened = open_backup(backup, by_passphrase(OFFICER.login, OFFICER.passphrase), Work())
    assert opened.missing == 0
    restored = folder / f"restored-{turn}"
    restore_station(opened, restored, clock, Work())
    opened.wipe()
    for vault, left in ((restored, "backed-up.json"), (folder / "vault", "left.json")):
        session = open_as(vault, OFFICER, clock)
        expected = json.loads((folder / left).read_bytes())
        case_id = CaseId(expected["case"])
        assert contents(session, case_id) == expected
        assert session.warnings == ()
        assert chain_fault(session._desk.vault) is None
        check_file(session._desk, case_id)
        if vault is not restored:
            session.answers.save_answers(case_id, {"urgent_health": Answer(f"{WORDS}{turn}")})
        session.lock()
    leave(folder, clock, case_id)


def contents(session: Session, case_id: CaseId) -> dict[str, object]:
    """Every answer, and the digest of every attachment."""
    answers = session.files.load(case_id).answers
    pictures = []
    for attachment in session.attachments.attached(case_id):
        with session.attachments.opener(attachment).open() as content:
            pictures.append([attachment.name, sha256(content.read()).hexdigest()])
    assert pictures[0][1] == sha256(PICTURE).hexdigest()
    return {
        "case": case_id,
        "answers": {path: [answer.value, answer.reason] for path, answer in answers.items()},
        "pictures": pictures,
    }


def leave(folder: Path, clock: Calendar, case_id: CaseId) -> None:
    """Say what is there for whoever opens it next."""
    session = open_as(folder / "vault", OFFICER, clock)
    text = json.dumps(contents(session, case_id), ensure_ascii=False)
    (folder / "left.json").write_bytes(text.encode())
    session.lock()


ACTS = {"make": make, "look": look}

if __name__ == "__main__":
    ACTS[sys.argv[1]](Path(sys.argv[2]))
