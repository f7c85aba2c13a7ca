"""The index of the persons of files: who may be whom is asked of marks (`cases.persons.meeting`).

One row a file holds what is compared, nothing of level 3 or 4. Marks and sounds lie in indexes that
keep no text; how many people share a sound is counted beside them. All of it is written in the
transaction that changes the answer, and made anew from the answers when it is lost.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence

from tipdesk.cases.model import CaseId
from tipdesk.cases.persons.described import NOBODY, Described
from tipdesk.cases.persons.meeting import EVERYBODY, IndexMarks, Questions, found_by
from tipdesk.storage.database import Database

INDEXES = ("met", "sound")
_MOST_MET = 200  # people a question: more share what is common, and are nobody in particular


def put(vault: Database, ref: int, person: Described) -> None:
    """Let a file be found by this person and by nobody else; by none of whom nothing is known."""
    before, marks = _kept(vault, ref), found_by(person)
    if person == before or (before is None and not marks.counted):
        return
    with vault.transaction():
        was = found_by(before) if before is not None else found_by(NOBODY)
        _count(vault, was, marks)
        if not marks.counted:
            vault.execute("DELETE FROM person WHERE case_ref = ?", (ref,))
            for index in INDEXES:
                vault.execute(f"DELETE FROM {index} WHERE rowid = ?", (ref,))  # noqa: S608  a table of ours
            return
        vault.execute("INSERT OR REPLACE INTO person VALUES(?, ?)", (ref, row_text(person)))
        vault.execute(
            "INSERT OR REPLACE INTO met(rowid, marks) VALUES(?, ?)",
            (ref, " ".join(sorted(marks.marks))),
        )
        if was.sounds != marks.sounds:
            vault.execute(
                "INSERT OR REPLACE INTO sound(rowid, keys) VALUES(?, ?)",
                (ref, " ".join(sorted(marks.sounds))),
            )


def agrees(vault: Database, ref: int, person: Described) -> bool:
    """Whether a file is found by this person: their row, and each mark and sound of them."""
    kept, marks = _kept(vault, ref), found_by(person)
    if not marks.counted:
        return kept is None
    return (
        kept == person
        and has(vault, "met", ref, sorted(marks.marks))
        and has(vault, "sound", ref, sorted(marks.sounds))
    )


_ASKED_TOGETHER = 100  # words in one question: FTS5 takes 256


def has(vault: Database, index: str, ref: int, words: Sequence[str]) -> bool:
    """Whether an index finds a file by each of these words."""
    for first in range(0, len(words), _ASKED_TOGETHER):
        asked = " AND ".join(quoted(word) for word in words[first : first + _ASKED_TOGETHER])
        sql = f"SELECT 1 FROM {index} WHERE {index} MATCH ? AND rowid = ?"  # noqa: S608  a table of ours
        if vault.row(sql, (asked, ref)) is None:
            return False
    return True


def quoted(word: str) -> str:
    """A word as FTS5 takes it, whatever signs are in it."""
    return '"' + word.replace('"', '""') + '"'


def forget(vault: Database, ref: int) -> None:
    """Let nothing find this person, also where their row is gone."""
    put(vault, ref, NOBODY)
    for index in INDEXES:
        vault.execute(f"DELETE FROM {index} WHERE rowid = ?", (ref,))  # noqa: S608  a table of ours


def _count(vault: Database, was: IndexMarks, marks: IndexMarks) -> None:
    for key in sorted(was.counted - marks.counted):
        vault.execute("UPDATE word SET n = n - 1 WHERE key = ?", (key,))
    for key in sorted(marks.counted - was.counted):
        vault.execute(
            "INSERT INTO word VALUES(?, 1) ON CONFLICT(key) DO UPDATE SET n = n + 1", (key,)
        )


def count(vault: Database, key: str = EVERYBODY) -> int:
    """How many people have a sound or a nationality, or are there at all."""
    row = vault.row("SELECT n FROM word WHERE key = ?", (key,))
    return int(row[0]) if row else 0


def met(vault: Database, questions: Questions) -> tuple[int, ...]:
    """Row numbers of the files that answer one of the questions, each once; of each kind of
    question the newest. Sure marks are asked for apart: others would take their place."""
    asked = [" OR ".join(sorted(questions.sure))]
    asked += [
        " AND ".join(f"({' OR '.join(sorted(group))})" for group in groups)
        for groups in questions.together
    ]
    refs: dict[int, None] = {}
    for expression in asked:
        if expression:
            refs.update(dict.fromkeys(_asked(vault, "met", expression)))
    if questions.alone:
        words = " OR ".join(f'"{key}"' for key in sorted(questions.alone))
        refs.update(dict.fromkeys(_asked(vault, "sound", words)))
    return tuple(refs)


def _asked(vault: Database, index: str, expression: str) -> Iterator[int]:
    rows = vault.rows(
        f"SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rowid DESC LIMIT {_MOST_MET}",  # noqa: S608  a table of ours
        (expression,),
    )
    return (int(ref) for (ref,) in rows)


def some_refs(vault: Database, most: int) -> tuple[int, ...]:
    """Row numbers of files whose person is known; of more than `most` as many, in even steps."""
    row = vault.row("SELECT count(*) FROM person")
    step = -(-int(row[0] if row else 0) // most) or 1
    rows = vault.rows(
        "SELECT case_ref FROM (SELECT case_ref, row_number() OVER (ORDER BY case_ref) AS place"
        " FROM person) WHERE (place - 1) % ? = 0 ORDER BY case_ref",
        (step,),
    )
    return tuple(int(ref) for (ref,) in rows)


_TOGETHER = 500  # rows in one statement


def described(vault: Database, refs: Sequence[int]) -> Iterator[tuple[int, Described]]:
    """The persons of these files, by row number."""
    for first in range(0, len(refs), _TOGETHER):
        some = refs[first : first + _TOGETHER]
        places = ", ".join("?" * len(some))
        rows = vault.rows(
            f"SELECT case_ref, body FROM person WHERE case_ref IN ({places})",  # noqa: S608  question marks
            some,
        )
        for ref, body in rows:
            yield int(ref), _read(body)


def whose(vault: Database, refs: Sequence[int]) -> dict[int, tuple[CaseId, str]]:
    """Each file by its row number: which it is, and its number."""
    places = ", ".join("?" * len(refs))
    rows = vault.rows(f"SELECT id, uuid, number FROM case_file WHERE id IN ({places})", refs)  # noqa: S608  question marks
    return {int(ref): (CaseId(case_id), str(number)) for ref, case_id, number in rows}


_GOES_ON = (3, 2)  # signs of an only word (Salwa is two, and with one more Salem), of one of more


def spoken_condition(spoken_words: Collection[Collection[str]], *, goes_on: bool = True) -> str:
    """What `sound` is asked for these words; the last one may go on."""
    words = [[f'"{key}"' for key in sorted(keys)] for keys in spoken_words]
    if goes_on:
        least = _GOES_ON[len(words) > 1]
        words[-1] += [f"{key} *" for key in words[-1] if len(key.strip('"')) >= least]
    return " AND ".join(f"({' OR '.join(keys)})" for keys in words)


def _kept(vault: Database, ref: int) -> Described | None:
    row = vault.row("SELECT body FROM person WHERE case_ref = ?", (ref,))
    return _read(row[0]) if row else None


def row_text(person: Described) -> str:
    """A person as a row keeps them."""
    parts = (person.names, person.birth, person.nationality, person.document, person.sex)
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _read(body: str) -> Described:
    names, *rest = json.loads(body)
    return Described(tuple(names), *rest)
