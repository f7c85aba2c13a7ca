"""Closing what stands in a file already, and opening it again: its texts under the file's own key.

Nothing is changed but that (the triggers of `schema.SEALING` hold it). What was overwritten is
zeroed in the database (`secure_delete`); backups and copies from before keep it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from tipdesk.cases.answers import answer_from_json, answer_to_json, stands
from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.model import Answer, CaseId, MissingReason
from tipdesk.storage import message_rows
from tipdesk.storage.database import Database
from tipdesk.storage.evidence.recordings import mark_text, place_of
from tipdesk.storage.keys import case_keys

Turn = Callable[[str, str], str]
"""A place and its stored text: the text as it is to be stored."""
TurnAnswer = Callable[[str, Answer], Answer]
"""A path and its stored answer: the answer as it is to be stored."""
_Stored = tuple[str, str, MissingReason | None]  # path, value, reason
_REF = "(SELECT id FROM case_file WHERE uuid = ?)"


def answer_by_answer(turn: Turn, paths: Callable[[str], bool]) -> TurnAnswer:
    """How answers at some paths are turned, when their texts are turned in this way."""

    def turned(path: str, answer: Answer) -> Answer:
        if not paths(path) or not stands(answer):
            return answer
        closed = case_keys.is_closed(answer.value)
        text = turn(path, answer.value if closed else case_keys.said_of(answer))
        if case_keys.is_closed(text) == closed:
            return answer
        return (
            case_keys.with_said(answer, text)
            if closed
            else replace(answer, value=text, reason=None)
        )

    return turned


def answers(vault: Database, case_id: CaseId, turn: TurnAnswer) -> None:
    """Turn every answer of a file: log, snapshot, amendments. The snapshot says what its log says,
    if it did before."""
    with vault.transaction():
        turned = _log(vault, case_id, turn)
        row = vault.row(
            f"SELECT case_ref, answers FROM answer_snapshot WHERE case_ref = {_REF}",  # noqa: S608  a literal
            (case_id,),
        )
        if row is not None:
            snapshot = {path: answer_from_json(entry) for path, entry in json.loads(row[1]).items()}
            logged = {
                path: turned.get((path, answer.value, answer.reason))
                for path, answer in snapshot.items()
            }
            text = canonical(
                {
                    path: answer_to_json(_like(answer, logged[path]) or turn(path, answer))
                    for path, answer in snapshot.items()
                }
            ).decode("ascii")
            if text != row[1]:
                vault.execute(
                    "UPDATE answer_snapshot SET answers = ? WHERE case_ref = ?", (text, row[0])
                )
        _amendments(vault, case_id, turn)


def _log(vault: Database, case_id: CaseId, turn: TurnAnswer) -> dict[_Stored, Answer]:
    """Turn the log; what became of which value (the newest row of each)."""
    turned: dict[_Stored, Answer] = {}
    rows = vault.rows(
        "SELECT case_ref, seq, path, value, reason FROM answer_log"  # noqa: S608  a literal
        f" WHERE case_ref = {_REF} ORDER BY seq",
        (case_id,),
    )
    for ref, seq, path, value, reason in rows:
        stored = Answer(value, MissingReason(reason) if reason else None)
        result = turn(path, stored)
        if result.value != value:
            turned[path, value, stored.reason] = result
            vault.execute(
                "UPDATE answer_log SET value = ?, reason = ? WHERE case_ref = ? AND seq = ?",
                (result.value, result.reason.value if result.reason else "", ref, seq),
            )
    return turned


def _like(original: Answer, turned: Answer | None) -> Answer | None:
    if turned is None:
        return None
    return Answer(turned.value, turned.reason, original.source, original.by, original.at)


def _amendments(vault: Database, case_id: CaseId, turn: TurnAnswer) -> None:
    rows = vault.rows(
        f"SELECT id, path, before, after FROM amendment WHERE case_ref = {_REF}",  # noqa: S608  a literal
        (case_id,),
    )
    for number, path, *both in rows:
        results = [
            canonical(answer_to_json(turn(path, answer_from_json(json.loads(text))))).decode(
                "ascii"
            )
            for text in both
        ]
        if results != both:
            vault.execute(
                "UPDATE amendment SET before = ?, after = ? WHERE id = ?", (*results, number)
            )


def words(vault: Database, case_id: CaseId, turn: Turn) -> None:
    """Turn what is written beside the answers: reasons of amendments and of picks, remarks, what
    papers left for, to whom letters went and what they told, why it was voided, what the person
    agreed to, what was decided on words of the statement, what was remarked on its notices, its
    case work, what events and their rosters say of it."""
    texts = (
        ("amendment", "note"), ("remark", "text"), ("approval", "picks"), ("printed", "words"),
        ("letter", "agency"), ("letter", "fields"), ("voiding", "words"),
        ("consent_event", "words"), ("noticed", "words"), ("notice_remark", "words"),
        ("work_entry", "words"), ("work_entry", "note"), ("event_entry", "words"),
    )  # fmt: skip
    with vault.transaction():
        for table, column in texts:
            rows = vault.rows(
                f"SELECT id, {column} FROM {table} WHERE case_ref = {_REF}",  # noqa: S608  names of this module
                (case_id,),
            )
            for number, stored in rows:
                plain = case_keys.bare(stored)
                result = turn(column, plain)
                if result != plain:
                    text = case_keys.as_json(result) if column == "picks" else result
                    vault.execute(
                        f"UPDATE {table} SET {column} = ? WHERE id = ?",  # noqa: S608  names of this module
                        (text, number),
                    )


def work_notes(
    vault: Database, case_id: CaseId, turn: Turn, among: Collection[int] = ()
) -> frozenset[int]:
    """Turn what the case work of a file says of level 4; the row numbers of what was turned. Of the
    entries `among` these alone, where any are given."""
    turned = set[int]()
    with vault.transaction():
        for number, stored in vault.rows(
            f"SELECT id, note FROM work_entry WHERE case_ref = {_REF}",  # noqa: S608  a literal
            (case_id,),
        ):
            result = turn("note", stored) if stored and (not among or number in among) else stored
            if result != stored:
                turned.add(int(number))
                vault.execute("UPDATE work_entry SET note = ? WHERE id = ?", (result, number))
    return frozenset(turned)


def messages(vault: Database, case_id: CaseId, turn: Turn) -> None:
    """Turn what office and station told each other of a file, and what came with it."""
    with vault.transaction():
        for message_id, words in vault.rows(
            "SELECT message_id, words FROM message WHERE case_id = ?", (case_id,)
        ):
            result = turn(message_rows.place_of(message_id), words)
            if result != words:
                vault.execute(
                    "UPDATE message SET words = ? WHERE message_id = ?", (result, message_id)
                )
            _message_files(vault, message_id, turn)


def _message_files(vault: Database, message_id: str, turn: Turn) -> None:
    rows = vault.rows("SELECT path, words FROM message_file WHERE message_id = ?", (message_id,))
    for path, words in rows:
        result = turn(message_rows.place_of(message_id, path), words)
        if result != words:
            vault.execute(
                "UPDATE message_file SET words = ? WHERE message_id = ? AND path = ?",
                (result, message_id, path),
            )


def contents(vault: Database, case_id: CaseId) -> frozenset[str]:
    """The ids of everything attached to a file or recorded in it, what was removed as well."""
    rows = vault.rows(
        f"SELECT id FROM attachment WHERE case_ref = {_REF}"  # noqa: S608  a literal
        f" UNION SELECT id FROM recording WHERE case_ref = {_REF}",
        (case_id, case_id),
    )
    return frozenset(content_id for (content_id,) in rows)


def approved(vault: Database, content_id: str, turn: Turn) -> None:
    """Turn the key of a document as it was approved."""
    _key(vault, "approved_file", content_id, turn)


def attachment(vault: Database, attachment_id: str, turn: Turn) -> None:
    """Turn an attached file: what it is called, what it says of itself, how it was acquired, its
    key, the places marked in it. It is not written anew: who has its key opens it as before."""
    with vault.transaction():
        for part in ("name", "photo"):
            for (stored,) in vault.rows(
                f"SELECT {part} FROM attachment WHERE id = ?",  # noqa: S608  literals
                (attachment_id,),
            ):
                result = turn(case_keys.of_file(attachment_id, part), stored) if stored else stored
                if result != stored:
                    vault.execute(
                        f"UPDATE attachment SET {part} = ? WHERE id = ?",  # noqa: S608  literals
                        (result, attachment_id),
                    )
        _key(vault, "attachment", attachment_id, turn)
        _key(vault, "recording", attachment_id, turn)
        place = case_keys.of_file(attachment_id, "acquisition")
        for number, stored in vault.rows(
            "SELECT id, body FROM acquisition WHERE attachment = ?", (attachment_id,)
        ):
            result = turn(place, case_keys.bare(stored))
            if result != case_keys.bare(stored):
                vault.execute(
                    "UPDATE acquisition SET body = ? WHERE id = ?",
                    (case_keys.as_json(result), number),
                )
        _marks(vault, attachment_id, turn)


def _key(vault: Database, table: str, content_id: str, turn: Turn) -> None:
    row = vault.row(
        f"SELECT key FROM {table} WHERE id = ? AND key IS NOT NULL",  # noqa: S608  literals
        (content_id,),
    )
    if row is None:
        return
    stored = bytes(row[0])
    text = stored.hex() if len(stored) == case_keys.KEY_SIZE else stored.decode("ascii")
    result = turn(case_keys.of_file(content_id, "key"), text)
    if result != text:
        key = result.encode("ascii") if case_keys.is_closed(result) else bytes.fromhex(result)
        vault.execute(
            f"UPDATE {table} SET key = ? WHERE id = ?",  # noqa: S608  literals
            (key, content_id),
        )


def marks(vault: Database, made_id: str, path: str, turn: Turn) -> None:
    """Turn the places of a recording that belong to one answer."""
    _marks(vault, made_id, turn, path)


def _marks(vault: Database, made_id: str, turn: Turn, at: str | None = None) -> None:
    rows = vault.rows(
        "SELECT id, path, paragraph, text FROM bookmark WHERE recording = ?", (made_id,)
    )
    for number, path, paragraph, text in rows:
        if not (path or text):
            continue  # a pause
        if at not in (None, path):
            continue
        plain = text if case_keys.is_closed(text) else mark_text(path, paragraph, text)
        result = turn(place_of(made_id), plain)
        if result == plain:
            continue
        values = ("", 0, result) if case_keys.is_closed(result) else tuple(json.loads(result))
        vault.execute(
            "UPDATE bookmark SET path = ?, paragraph = ?, text = ? WHERE id = ?",
            (*values, number),
        )


def drafts(vault: Database, case_id: CaseId, turn: Turn, turn_answer: TurnAnswer) -> None:
    """Turn what is typed and no answer yet, whoever typed it."""
    with vault.transaction():
        for ref, officer, stored in vault.rows(
            f"SELECT case_ref, officer, body FROM draft WHERE case_ref = {_REF}",  # noqa: S608  a literal
            (case_id,),
        ):
            body: dict[str, Any] = json.loads(stored)
            body["typed"] = {path: turn(path, text) for path, text in body["typed"].items()}
            body["amended"] = {
                path: answer_to_json(turn_answer(path, answer_from_json(answer)))
                for path, answer in body["amended"].items()
            }
            body["why"] = turn("why", body.get("why", ""))
            if work := body.get("work"):
                body["work"] = turn("work", work)
            if remarks := body.get("remarks"):
                remarks["whole"] = turn("remarks", remarks["whole"])
                remarks["lines"] = [
                    [path, turn("remarks", text)] for path, text in remarks["lines"]
                ]
            vault.execute(
                "UPDATE draft SET body = ? WHERE case_ref = ? AND officer = ?",
                (json.dumps(body), ref, officer),
            )
