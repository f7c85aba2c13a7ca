"""The rows of a file that goes to another station, or has come from one.

They are read here as they lie, and added as they are to lie: whoever calls opens and closes. What
lies here of a file that comes back stays as it is, and what was written elsewhere follows it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from tipdesk.cases.answers import answer_from_json, answer_to_json
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.model import Answer, CaseId, MissingReason, Source, Status
from tipdesk.cases.permissions import OUTSIDER
from tipdesk.cases.transfer_packet import MovedAmendment, MovedHead, MovedLine, MovedRemark
from tipdesk.core.errors import VaultDamaged
from tipdesk.storage.database import Database, Row, from_stored, to_stored

CloseAnswer = Callable[[str, Answer], Answer]
"""A path and an answer: the answer as it is to be stored."""
_REF = "(SELECT id FROM case_file WHERE uuid = ?)"
_OFFICER = "(SELECT id FROM officer WHERE login = ?)"


# --- read -------------------------------------------------------------------------------------


def log(vault: Database, case_id: CaseId) -> tuple[MovedLine, ...]:
    """Every line of the log of answers, in order, as it lies."""
    rows = vault.rows(
        "SELECT answer_log.at, login, path, value, reason, source, amendment"  # noqa: S608  literals
        " FROM answer_log JOIN officer ON officer.id = answer_log.officer"
        f" WHERE case_ref = {_REF} ORDER BY seq",
        (case_id,),
    )
    numbers = {number: place for place, number in enumerate(_amendment_ids(vault, case_id), 1)}
    return tuple(_line(row, numbers.get(row[6], 0)) for row in rows)


def _line(row: Row, amendment: int) -> MovedLine:
    at, login, path, value, reason, source, _amendment = row
    when = from_stored(at)
    answer = Answer(
        value,
        MissingReason(reason) if reason else None,
        Source(source) if source else None,
        login,
        when,
    )
    return MovedLine(when, login, path, answer, amendment)


def _amendment_ids(vault: Database, case_id: CaseId) -> tuple[int, ...]:
    rows = vault.rows(f"SELECT id FROM amendment WHERE case_ref = {_REF} ORDER BY id", (case_id,))  # noqa: S608  a literal
    return tuple(int(number) for (number,) in rows)


def amendments(vault: Database, case_id: CaseId) -> tuple[MovedAmendment, ...]:
    """Every amendment, the oldest first, as it lies."""
    rows = vault.rows(
        "SELECT at, login, path, note, before, after FROM amendment"  # noqa: S608  a literal
        f" JOIN officer ON officer.id = officer WHERE case_ref = {_REF} ORDER BY amendment.id",
        (case_id,),
    )
    return tuple(
        MovedAmendment(
            from_stored(at),
            login,
            path,
            note,
            answer_from_json(json.loads(before)),
            answer_from_json(json.loads(after)),
        )
        for at, login, path, note, before, after in rows
    )


def frozen(vault: Database, case_id: CaseId) -> tuple[tuple[str, str, datetime], ...]:
    """What is closed of the statement: path, who closed it, when."""
    rows = vault.rows(
        "SELECT path, login, at FROM frozen JOIN officer ON officer.id = officer"  # noqa: S608  a literal
        f" WHERE case_ref = {_REF} ORDER BY path",
        (case_id,),
    )
    return tuple((path, login, from_stored(at)) for path, login, at in rows)


def names(vault: Database, logins: Sequence[str]) -> dict[str, str]:
    """Name by code, of those who are known here."""
    rows = vault.rows(
        "SELECT login, name FROM officer WHERE login IN (SELECT value FROM json_each(?))",
        (json.dumps(list(logins)),),
    )
    return dict(rows)


def number_taken(vault: Database, head: MovedHead) -> bool:
    """Whether another file here has the number or the code of the person."""
    row = vault.row(
        "SELECT 1 FROM case_file WHERE (number = ? OR person_code = ?) AND uuid <> ?",
        (head.number, head.person_code, head.case_id),
    )
    return row is not None


# --- added ------------------------------------------------------------------------------------


def add_people(vault: Database, people: dict[str, str], at: datetime) -> None:
    """Whoever wrote in the file at another station: nobody here, so that they open nothing and can
    do nothing; who has this code here is somebody already."""
    for login, name in sorted(people.items()):
        vault.execute(
            "INSERT OR IGNORE INTO officer(login, name, role, created_at, removed_at)"
            " VALUES(?, ?, ?, ?, ?)",
            (login, name, OUTSIDER.value, to_stored(at), to_stored(at)),
        )


def reopen(vault: Database, case_id: CaseId) -> None:
    """Let attachments be added in the running transaction to a file that was completed here, whose
    status `add_answers` sets. One that is begun, or was returned, is open already."""
    vault.execute(
        "UPDATE case_file SET status = ? WHERE uuid = ? AND status <> ?",
        (Status.RETURNED.value, case_id, Status.IN_PROGRESS.value),
    )


def add_answers(
    vault: Database,
    head: MovedHead,
    lines: Sequence[MovedLine],
    changes: Sequence[MovedAmendment],
    close: CloseAnswer,
) -> None:
    """Add what follows in the log, and the amendments in it; the file stands as `head` says, and
    the snapshot says what the log does.

    Raises:
        VaultDamaged: what lies here is not how the log begins (what="answers").
    """
    here = log(vault, head.case_id)
    if [_place(line) for line in here] != [_place(line) for line in lines[: len(here)]]:
        raise VaultDamaged(what="answers")
    fresh = list(enumerate(lines[len(here) :], start=_next_seq(vault, head.case_id)))
    for seq, line in fresh:
        if not line.amendment:
            _add_line(vault, head.case_id, (seq, None), line, close)
    vault.execute(
        "UPDATE case_file SET status = ?, revision = ?, receipt_number = ? WHERE uuid = ?",
        (head.status.value, head.revision, head.receipt_number, head.case_id),
    )
    known = [*_amendment_ids(vault, head.case_id)]
    known += [
        _add_amendment(vault, head.case_id, change, close) for change in changes[len(known) :]
    ]
    for seq, line in fresh:
        if line.amendment:
            _add_line(vault, head.case_id, (seq, known[line.amendment - 1]), line, close)
    _snapshot(vault, head.case_id)


def _place(line: MovedLine) -> tuple[datetime, str, str]:
    return line.at, line.by, line.path


def _next_seq(vault: Database, case_id: CaseId) -> int:
    row = vault.row(
        f"SELECT coalesce(max(seq), 0) + 1 FROM answer_log WHERE case_ref = {_REF}",  # noqa: S608  a literal
        (case_id,),
    )
    return int(row[0]) if row else 1


def _add_line(
    vault: Database,
    case_id: CaseId,
    place: tuple[int, int | None],
    line: MovedLine,
    close: CloseAnswer,
) -> None:
    seq, amendment = place
    answer = close(line.path, line.answer)
    vault.execute(
        f"INSERT INTO answer_log VALUES({_REF}, ?, ?, {_OFFICER}, ?, ?, ?, ?, ?)",
        (
            *(case_id, seq, to_stored(line.at), line.by, line.path, answer.value),
            answer.reason.value if answer.reason else "",
            answer.source.value if answer.source else "",
            amendment,
        ),
    )


def _add_amendment(
    vault: Database, case_id: CaseId, change: MovedAmendment, close: CloseAnswer
) -> int:
    before, after = (
        canonical(answer_to_json(close(change.path, answer))).decode("ascii")
        for answer in (change.before, change.after)
    )
    return vault.insert(
        "INSERT INTO amendment(case_ref, at, officer, path, note, before, after)"
        f" VALUES({_REF}, ?, {_OFFICER}, ?, ?, ?, ?)",
        (case_id, to_stored(change.at), change.by, change.path, change.note, before, after),
    )


def _snapshot(vault: Database, case_id: CaseId) -> None:
    lines, last = log(vault, case_id), _next_seq(vault, case_id) - 1
    standing = {line.path: answer_to_json(line.answer) for line in lines}
    vault.execute(
        "UPDATE answer_snapshot SET log_seq = ?, answers = ?"  # noqa: S608  a literal
        f" WHERE case_ref = {_REF} AND log_seq < ?",
        (last, canonical(standing).decode("ascii"), case_id, last),
    )


def add_frozen(
    vault: Database, case_id: CaseId, closed: Sequence[tuple[str, str, datetime]]
) -> None:
    """Close what was closed of the statement; after its answers."""
    for path, login, at in closed:
        vault.execute(
            f"INSERT OR IGNORE INTO frozen VALUES({_REF}, ?, {_OFFICER}, ?)",
            (case_id, path, login, to_stored(at)),
        )


def add_remarks(vault: Database, case_id: CaseId, remarks: Sequence[MovedRemark]) -> None:
    """Add the remarks that do not lie here yet."""
    row = vault.row(f"SELECT count(*) FROM remark WHERE case_ref = {_REF}", (case_id,))  # noqa: S608  a literal
    for remark in remarks[int(row[0]) if row else 0 :]:
        vault.execute(
            "INSERT INTO remark(case_ref, path, text, officer, at)"
            f" VALUES({_REF}, ?, ?, {_OFFICER}, ?)",
            (case_id, remark.path, remark.text, remark.by, to_stored(remark.at)),
        )


def has_status(vault: Database, case_id: CaseId) -> Status | None:
    """How the file stands here; None: it never was here."""
    row = vault.row("SELECT status FROM case_file WHERE uuid = ?", (case_id,))
    return Status(row[0]) if row else None
