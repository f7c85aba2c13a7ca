"""Rows of answers, and of what is typed and no answer yet.

Answers are a log of what was typed, folded now and then into one snapshot for each file. Saving
(`save_answers`) adds one row for each answer and touches nothing that is indexed, so that a save
costs one page and one fsync. Folding (`fold`) brings snapshot, list columns and search up to date,
and keeps one row for each answer and burst of typing. `freeze` closes a statement for ever. After
completion the log takes amendments only (`amend`; a trigger holds that); they are never folded
away.

Unfinished work of each officer in each file (`keep`) is replaced and deleted freely, it is no
evidence. Neither search nor list nor chain of custody knows of it; `secure_delete` overwrites what
it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tipdesk.cases.answers import answer_from_json, answer_to_json, stamped
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.interview import unfinished
from tipdesk.cases.interview.turns import TurnTime
from tipdesk.cases.model import Amendment, Answer, Case, CaseId, MissingReason, Source, Status
from tipdesk.storage.database import Database, Row, from_stored, to_stored
from tipdesk.storage.files import search
from tipdesk.storage.keys.case_keys import Opens, is_closed, text_for

# Answers that nobody changes any more, however the file stands. A trigger holds it.


def freeze(
    vault: Database, case_id: CaseId, paths: Iterable[str], *, officer: str, at: datetime
) -> None:
    """Let no answer follow at these paths; a repeat and a row hold all below them."""
    with vault.transaction():
        for path in paths:
            vault.execute(
                "INSERT INTO frozen(case_ref, path, officer, at) VALUES("
                "(SELECT id FROM case_file WHERE uuid = ?), ?,"
                " (SELECT id FROM officer WHERE login = ?), ?)",
                (case_id, path, officer, to_stored(at)),
            )


@dataclass(frozen=True, slots=True)
class AnswerState:
    """One state of one answer; `note` is an amendment's reason."""

    answer: Answer
    note: str = ""


@dataclass(frozen=True, slots=True)
class AmendmentEntry:
    """An amendment with who made it and when."""

    amendment: Amendment
    by: str
    at: datetime


def save_answers(
    vault: Database, case_id: CaseId, changes: Mapping[str, Answer], *, officer: str, at: datetime
) -> int:
    """Add one row for each changed answer in one transaction; the number of the last row.

    On the disk when it returns, unless it stands inside a larger transaction.

    Raises:
        AnswersLocked: the file is complete; use `amend`.
        DiskFull: nothing was written.
    """
    with vault.transaction():
        ref, seq = _next(vault, case_id)
        for path, answer in changes.items():
            _append(vault, (ref, seq), path, answer, (officer, at, None))
            seq += 1
    return seq - 1


def amend(
    vault: Database,
    case_id: CaseId,
    changes: Mapping[str, Answer],
    note: str,
    *,
    officer: str,
    at: datetime,
) -> tuple[Amendment, ...]:
    """Change answers of a completed file: dated, with before, after and the reason.

    The status is the caller's. Fold afterwards.
    """
    changed: list[Amendment] = []
    with vault.transaction():
        before = answers(vault, case_id)
        ref, seq = _next(vault, case_id)
        for path, answer in changes.items():
            change = Amendment(path, before.get(path, Answer()), stamped(answer, officer, at), note)
            number = vault.insert(
                "INSERT INTO amendment(case_ref, at, officer, path, note, before, after)"
                " VALUES(?, ?, (SELECT id FROM officer WHERE login = ?), ?, ?, ?, ?)",
                (
                    ref,
                    to_stored(at),
                    officer,
                    path,
                    note,
                    _json(change.before),
                    _json(change.after),
                ),
            )
            _append(vault, (ref, seq), path, answer, (officer, at, number))
            changed.append(change)
            seq += 1
    return tuple(changed)


def answers(vault: Database, case_id: CaseId) -> dict[str, Answer]:
    """What stands: the snapshot and what was typed since. Emptied answers are included."""
    row = vault.row(
        "SELECT case_ref, log_seq, answers FROM answer_snapshot"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?)",
        (case_id,),
    )
    if row is None:
        raise KeyError(case_id)
    ref, folded, text = row
    standing = {path: answer_from_json(fields) for path, fields in json.loads(text).items()}
    for entry in _log_after(vault, ref, folded):
        standing[entry[0]] = _answer(entry)
    return standing


def earlier_answers(vault: Database, case: Case, most: int = 200) -> Iterator[tuple[str, str]]:
    """Path and value of what stands in the newest files of earlier versions of a file's form; of
    hidden files nothing."""
    rows = vault.rows(
        "SELECT answers FROM answer_snapshot JOIN case_file ON case_file.id = case_ref"
        " WHERE form_id = ? AND form_version < ? AND hidden_at IS NULL"
        " ORDER BY case_ref DESC LIMIT ?",
        (case.form_id, case.form_version, most),
    )
    for (text,) in rows:
        for path, fields in json.loads(text).items():
            yield path, fields.get("value", "")


def latest_answers(
    vault: Database, case: Case, login: str, most: int = 60
) -> Iterator[tuple[bool, dict[str, str]]]:
    """Of the newest other files of a file's form: whether this officer began it, and path to value
    of what stands in it; of hidden and voided files nothing."""
    rows = vault.rows(
        "SELECT officer.login = ?, answers FROM answer_snapshot"
        " JOIN case_file ON case_file.id = case_ref JOIN officer ON officer.id = created_by"
        " WHERE form_id = ? AND uuid <> ? AND hidden_at IS NULL AND status <> ?"
        " ORDER BY case_ref DESC LIMIT ?",
        (login, case.form_id, case.id, Status.VOIDED, most),
    )
    for own, text in rows:
        stored = json.loads(text)
        yield bool(own), {path: fields.get("value", "") for path, fields in stored.items()}


def fold(
    vault: Database,
    case_id: CaseId,
    at: datetime | None,
    listing: search.FileSummary | None,
    *,
    standing: Mapping[str, Answer] | None = None,
) -> tuple[str, ...]:
    """Bring the snapshot up to date; the paths that had changed (none: nothing was done).

    `at` becomes the file's time of change; `listing` what list and search know (None: unchanged).
    `standing` saves reading the answers again when the caller has just read them.
    """
    ref, folded, last = _span(vault, case_id)
    if last <= folded:
        return ()
    with vault.transaction():
        current = answers(vault, case_id) if standing is None else standing
        changed = tuple(dict.fromkeys(entry[0] for entry in _log_after(vault, ref, folded)))
        _drop_drafts(vault, ref, folded)
        text = canonical({path: answer_to_json(answer) for path, answer in current.items()})
        vault.execute("DELETE FROM unfolded WHERE case_ref = ?", (ref,))
        vault.execute(
            "UPDATE answer_snapshot SET log_seq = ?, answers = ? WHERE case_ref = ?",
            (last, text.decode("ascii"), ref),
        )
        if at is not None:
            vault.execute("UPDATE case_file SET updated_at = ? WHERE id = ?", (to_stored(at), ref))
        if listing is not None:
            search.write(vault, ref, listing)
        vault.touch(case_id)
    return changed


def _drop_drafts(vault: Database, ref: int, folded: int) -> None:
    """Of one officer's unfolded rows of an answer keep the last: autosave writes while one types,
    and a long statement would leave hundreds of copies of its beginning."""
    vault.execute(
        "DELETE FROM answer_log WHERE case_ref = ? AND seq > ? AND amendment IS NULL"
        " AND EXISTS (SELECT 1 FROM answer_log AS later WHERE later.case_ref = answer_log.case_ref"
        " AND later.seq > answer_log.seq AND later.path = answer_log.path"
        " AND later.officer = answer_log.officer)"
        " AND (SELECT status FROM case_file WHERE id = answer_log.case_ref) = 'in_progress'",
        (ref, folded),
    )


def restore_snapshot(vault: Database, case_id: CaseId) -> bool:
    """Make the snapshot of a file that has none from its log; whether it was made."""
    row = vault.row(
        "SELECT id, (SELECT coalesce(max(seq), 0) FROM answer_log WHERE case_ref = id)"
        " FROM case_file WHERE uuid = ? AND id NOT IN (SELECT case_ref FROM answer_snapshot)",
        (case_id,),
    )
    if row is None:
        return False
    by_path = {entry[0]: answer_to_json(_answer(entry)) for entry in _log_after(vault, row[0], 0)}
    text = canonical(by_path).decode("ascii")
    vault.execute("INSERT INTO answer_snapshot VALUES(?, ?, ?)", (*row, text))
    return True


def unfolded(vault: Database) -> tuple[CaseId, ...]:
    """The files with answers that wait for `fold`, as a killed process leaves them."""
    rows = vault.rows(
        "SELECT uuid FROM unfolded JOIN case_file ON case_file.id = case_ref ORDER BY case_ref"
    )
    return tuple(CaseId(uuid) for (uuid,) in rows)


def is_folded(vault: Database, case_id: CaseId) -> bool:
    """Whether the snapshot holds everything that was typed."""
    _, folded, last = _span(vault, case_id)
    return last <= folded


def history(vault: Database, case_id: CaseId, path: str) -> tuple[AnswerState, ...]:
    """Every state of one answer, oldest first."""
    rows = vault.rows(
        "SELECT answer_log.path, value, reason, source, login, answer_log.at, coalesce(note, '')"
        " FROM answer_log JOIN officer ON officer.id = answer_log.officer"
        " LEFT JOIN amendment ON amendment.id = answer_log.amendment"
        " WHERE answer_log.case_ref = (SELECT id FROM case_file WHERE uuid = ?)"
        " AND answer_log.path = ? ORDER BY seq",
        (case_id, path),
    )
    return tuple(AnswerState(_answer(row), row[6]) for row in rows)


def amendments(vault: Database, case_id: CaseId) -> tuple[AmendmentEntry, ...]:
    """Every amendment of a file, oldest first."""
    rows = vault.rows(
        "SELECT path, before, after, note, login, at FROM amendment"
        " JOIN officer ON officer.id = officer"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY amendment.id",
        (case_id,),
    )
    return tuple(
        AmendmentEntry(
            Amendment(
                path,
                answer_from_json(json.loads(before)),
                answer_from_json(json.loads(after)),
                note,
            ),
            by,
            from_stored(at),
        )
        for path, before, after, note, by, at in rows
    )


def highest_row(vault: Database, case_id: CaseId, repeat: str) -> int:
    """The highest row number that `repeat` ever had (0: none); removed rows count."""
    rows = vault.rows(
        "SELECT DISTINCT path FROM answer_log"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) AND path GLOB ?",
        (case_id, f"{repeat}[[]*"),
    )
    numbers = (path[len(repeat) + 1 :].partition("]")[0] for (path,) in rows)
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def replay_matches(vault: Database, case_id: CaseId) -> bool:
    """Whether the snapshot says what the log says: a check against altered rows."""
    ref, _, _ = _span(vault, case_id)
    replayed: dict[str, Answer] = {}
    for entry in _log_after(vault, ref, 0):
        replayed[entry[0]] = _answer(entry)
    return replayed == answers(vault, case_id)


def _next(vault: Database, case_id: CaseId) -> tuple[int, int]:
    """The case's row number and the number of its next log row, which will wait for a fold.

    The mark is written once for each burst of typing: opening needs not look at every file.
    """
    ref, folded, last = _span(vault, case_id)
    vault.execute("INSERT OR IGNORE INTO unfolded VALUES(?)", (ref,))
    return ref, max(folded, last) + 1


def _span(vault: Database, case_id: CaseId) -> tuple[int, int, int]:
    """Row number of the case, last folded log row, last log row."""
    row = vault.row(
        "SELECT case_ref, log_seq, coalesce((SELECT max(seq) FROM answer_log"
        " WHERE answer_log.case_ref = answer_snapshot.case_ref), 0) FROM answer_snapshot"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?)",
        (case_id,),
    )
    if row is None:
        raise KeyError(case_id)
    return int(row[0]), int(row[1]), int(row[2])


def _append(
    vault: Database,
    place: tuple[int, int],
    path: str,
    answer: Answer,
    entered: tuple[str, datetime, int | None],
) -> None:
    officer, at, amendment = entered
    vault.execute(
        "INSERT INTO answer_log VALUES(?, ?, ?, (SELECT id FROM officer WHERE login = ?),"
        " ?, ?, ?, ?, ?)",
        (
            *place,
            to_stored(at),
            officer,
            path,
            answer.value,
            answer.reason.value if answer.reason else "",
            answer.source.value if answer.source else "",
            amendment,
        ),
    )


def _log_after(vault: Database, ref: int, seq: int) -> list[Row]:
    return vault.rows(
        "SELECT path, value, reason, source, login, answer_log.at"
        " FROM answer_log JOIN officer ON officer.id = officer"
        " WHERE case_ref = ? AND seq > ? ORDER BY seq",
        (ref, seq),
    )


def _answer(row: Row) -> Answer:
    return Answer(
        value=row[1],
        reason=MissingReason(row[2]) if row[2] else None,
        source=Source(row[3]) if row[3] else None,
        by=row[4],
        at=from_stored(row[5]),
    )


def _json(answer: Answer) -> str:
    return canonical(answer_to_json(answer)).decode("ascii")


_WHOSE = "(SELECT id FROM case_file WHERE uuid = ?), (SELECT id FROM officer WHERE login = ?)"


def keep(
    vault: Database, case_id: CaseId, login: str, draft: unfinished.Draft, at: datetime
) -> None:
    """Replace what the officer has typed in a file; remarks that were not sent stay."""
    _put(vault, case_id, login, unfinished.draft_to_json(draft), at)


def keep_remarks(
    vault: Database, case_id: CaseId, login: str, remarks: unfinished.RemarksDraft, at: datetime
) -> None:
    """Replace the officer's remarks for a return; what was typed in the file itself stays."""
    _put(vault, case_id, login, {"remarks": unfinished.remarks_to_json(remarks)}, at)


def keep_unentered(vault: Database, case_id: CaseId, login: str, words: str, at: datetime) -> None:
    """Replace what the officer has written of entries of the case work; the rest stays."""
    _put(vault, case_id, login, {"work": words}, at)


def find_unentered(vault: Database, case_id: CaseId, login: str) -> str:
    """What the officer has written of entries of the case work, as it was kept."""
    return str(_body(vault, case_id, login).get("work", ""))


def find(vault: Database, case_id: CaseId, login: str) -> unfinished.Draft:
    """The officer's draft of a file; an empty one when there is none."""
    return unfinished.draft_from_json(_body(vault, case_id, login))


def find_remarks(vault: Database, case_id: CaseId, login: str) -> unfinished.RemarksDraft:
    """The officer's remarks for a return that was not confirmed."""
    return unfinished.remarks_from_json(_body(vault, case_id, login).get("remarks", {}))


def holders(vault: Database, case_id: CaseId) -> tuple[str, ...]:
    """The logins of those who have typed in a file what is not recorded; remarks are none."""
    rows = vault.rows(
        "SELECT login, body FROM draft JOIN officer ON officer.id = officer"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY login",
        (case_id,),
    )
    return tuple(str(login) for login, body in rows if unfinished.draft_from_json(json.loads(body)))


def files_of(vault: Database, login: str) -> tuple[tuple[CaseId, str], ...]:
    """The files (with their numbers) in which somebody has typed what is not recorded."""
    rows = vault.rows(
        "SELECT uuid, number, body FROM draft JOIN case_file ON case_file.id = case_ref"
        " WHERE officer = (SELECT id FROM officer WHERE login = ?) ORDER BY number",
        (login,),
    )
    drafts = ((CaseId(uuid), number, json.loads(body)) for uuid, number, body in rows)
    return tuple(
        (case_id, str(number))
        for case_id, number, body in drafts
        if unfinished.draft_from_json(body)
    )


def hand_on(vault: Database, login: str, heir: str, at: datetime) -> None:
    """Give what somebody who left had typed to a colleague. What would cover the colleague's own
    words stays where it is, and so does what is under a key that the colleague may not have."""
    with vault.transaction():
        for case_id, _number in files_of(vault, login):
            left, closed = _split_by_access(find(vault, case_id, login))
            own, rest = unfinished.handed_on(left, find(vault, case_id, heir))
            rest = unfinished.Draft(
                {**rest.typed, **closed.typed}, {**rest.amended, **closed.amended}, rest.why
            )
            keep(vault, case_id, heir, own, at)
            keep(vault, case_id, login, rest, at)


def _split_by_access(draft: unfinished.Draft) -> tuple[unfinished.Draft, unfinished.Draft]:
    """What anybody can read of a stored draft, and what is closed (`case_keys`)."""
    typed, amended = draft.typed, draft.amended
    shut = {path for path, words in typed.items() if is_closed(words)}
    shut |= {path for path, answer in amended.items() if is_closed(answer.value)}
    return unfinished.without(draft, shut), unfinished.without(draft, {*typed, *amended} - shut)


def _body(vault: Database, case_id: CaseId, login: str) -> dict[str, Any]:
    row = vault.row(
        f"SELECT body FROM draft WHERE (case_ref, officer) = ({_WHOSE})",  # noqa: S608  a literal
        (case_id, login),
    )
    return {**unfinished.draft_to_json(unfinished.NO_DRAFT), **(json.loads(row[0]) if row else {})}


def _put(
    vault: Database, case_id: CaseId, login: str, part: Mapping[str, Any], at: datetime
) -> None:
    """Replace a part of the officer's draft; an empty draft goes."""
    with vault.transaction():
        body = {**_body(vault, case_id, login), **part}
        if any(body.values()):
            vault.execute(
                f"INSERT OR REPLACE INTO draft VALUES({_WHOSE}, ?, ?)",
                # ASCII: half an emoji can be kept too
                (case_id, login, json.dumps(body), to_stored(at)),
            )
        else:
            vault.execute(
                f"DELETE FROM draft WHERE (case_ref, officer) = ({_WHOSE})",  # noqa: S608  a literal
                (case_id, login),
            )


def choose_view(vault: Database, case_id: CaseId, login: str, *, quick: bool) -> None:
    """Keep whether the officer sees the file in quick mode."""
    with vault.transaction():
        vault.execute(
            f"INSERT OR REPLACE INTO chosen_view VALUES({_WHOSE}, ?)",
            (case_id, login, int(quick)),
        )


def chosen_view(vault: Database, case_id: CaseId, login: str) -> bool | None:
    """Whether the officer sees the file in quick mode; None: never chosen."""
    row = vault.row(
        f"SELECT quick FROM chosen_view WHERE (case_ref, officer) = ({_WHOSE})",  # noqa: S608  a literal
        (case_id, login),
    )
    return bool(row[0]) if row else None


def choose_spoken(vault: Database, case_id: CaseId, login: str, language: str) -> None:
    """Keep the language that stands beside the Arabic of a file; '' for none."""
    with vault.transaction():
        vault.set_meta(f"spoken/{case_id}/{login}", language)


def keep_turn_times(
    vault: Database, case_id: CaseId, times: Mapping[str, tuple[TurnTime, ...]]
) -> None:
    """Replace when the turns of these texts were begun; nothing of their words."""
    with vault.transaction():
        for path, known in times.items():
            seconds = [[time.turn, int(time.at.timestamp())] for time in known]
            vault.set_meta(f"turns/{case_id}/{path}", json.dumps(seconds) if seconds else "")


def turn_times(vault: Database, case_id: CaseId, path: str) -> tuple[TurnTime, ...]:
    """When the turns of a text were begun, as far as it was kept."""
    seconds = json.loads(vault.meta(f"turns/{case_id}/{path}") or "[]")
    return tuple(TurnTime(turn, datetime.fromtimestamp(at, UTC)) for turn, at in seconds)


def spoken_view(vault: Database, case_id: CaseId, login: str) -> str:
    """The language that stands beside the Arabic of a file; '' for none."""
    return vault.meta(f"spoken/{case_id}/{login}")


# --- what was decided on what a statement names ---------------------------------------------------


NOTICED = "words"
"""The place of such a line, for what closes and opens it."""


def add_noticed(vault: Database, case_id: CaseId, stored: str) -> None:
    """Add a line, as it is to be stored. Inside the caller's transaction."""
    vault.execute(
        "INSERT INTO noticed(case_ref, words) VALUES((SELECT id FROM case_file WHERE uuid = ?), ?)",
        (case_id, stored),
    )


def noticed(vault: Database, case_id: CaseId, opens: Opens) -> tuple[str, ...]:
    """The lines of a file, the oldest first, without those that are closed to whoever asks."""
    rows = vault.rows(
        "SELECT words FROM noticed"
        " WHERE case_ref = (SELECT id FROM case_file WHERE uuid = ?) ORDER BY id",
        (case_id,),
    )
    lines = (text_for(opens, NOTICED, stored) for (stored,) in rows)
    return tuple(line for line in lines if line is not None)
