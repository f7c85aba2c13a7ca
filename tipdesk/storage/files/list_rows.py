"""The list of files in any order, with any filters, a window at a time.

A window begins after the last file of the one before (`ListPlace`), never at a count of rows: the
thousandth is read as quickly as the first. Files stand in parts that follow one another, each read
from one index: what has a value and then what has none; for a choice of the form one part a choice,
in the order of its words on the screen.

SQLite keeps no figures of this vault and would guess. So it is told: with filters that few files
fit (counted to `MANY`) these are read and sorted, else the index of the order is walked and what
does not fit is passed over. A plus before a condition keeps SQLite from reading by it.

No order and no filter tells an officer more than a row does (`TOLD_OF_ALL`): by anything else only
files that name them are sorted or sifted, and all others follow, or are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tipdesk.cases.custody.chain import canonical
from tipdesk.cases.files.list_view import (
    LAST_CHANGED,
    TOLD_OF_ALL,
    FileColumn,
    KeptViews,
    ListOrder,
    kept_fields,
    kept_of,
)
from tipdesk.cases.model import Case, Status
from tipdesk.storage.database import Database, to_stored
from tipdesk.storage.files import case_rows
from tipdesk.storage.files.due_rows import NEAREST_DUE, NO_LIMIT, OF_FILE
from tipdesk.storage.files.search import (
    AMONG_OWN,
    COMMON,
    OWN,
    SoughtWords,
    Viewer,
    seen_of,
)

MOST_COUNTED = 10_000
"""More files than this are not counted: a list says "more than"."""
MOST_FOUND = 1_000
"""As much, of files that are found by a common word: with each key typed they are counted anew."""
MANY = 15_000  # sorted in a fiftieth of a second; of a million a window is found in less by walking


_KEYS = {
    FileColumn.NUMBER: "number",
    FileColumn.CODE: "person_code",
    FileColumn.NAME: "name_order",
    FileColumn.NOTICE: "notified_at",
    FileColumn.CHANGED: "updated_at",
    FileColumn.OPENED: "created_at",
}
_CHOICES = {
    FileColumn.STATUS: "status",
    FileColumn.OFFICER: "created_by",
    FileColumn.NATIONALITY: "nationality",
    FileColumn.SITE: "site",
    FileColumn.RISK: "risk",
}
_HAS = {FileColumn.NAME: ("name_order > ''", "name_order = ''"),
        FileColumn.NOTICE: ("notified_at IS NOT NULL", "notified_at IS NULL")}  # fmt: skip
_OWES, _OWES_NOTHING = f"EXISTS (SELECT 1 {OF_FILE})", f"(NOT EXISTS (SELECT 1 {OF_FILE}))"
_DUE_BEFORE = "case_file.id IN (SELECT case_ref FROM due WHERE at < ?)"
_OFFICER = "(SELECT id FROM officer WHERE login = ?)"
_HAS_IT = (
    f"(created_by = {_OFFICER} AND NOT EXISTS (SELECT 1 FROM owner WHERE case_ref = case_file.id)"  # noqa: S608  literals of this module
    f" OR case_file.id IN (SELECT case_ref FROM owner WHERE officer = {_OFFICER}))"
)
_OF_TEAM = "case_file.id IN (SELECT case_ref FROM team_file WHERE team = ?)"


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """What is asked of the list. `ranks` are the values of the order's column as they follow one
    another on the screen, where these are choices (`values_of`)."""

    viewer: Viewer
    query: str = ""
    order: ListOrder = LAST_CHANGED
    ranks: tuple[str, ...] = ()
    status: Status | None = None
    officer: str = ""
    holder: str = ""
    team: str = ""
    site: str = ""
    nationality: str = ""
    risk: str = ""
    opened_from: datetime | None = None
    opened_before: datetime | None = None
    due_before: datetime | None = None

    @property
    def by_what_is_closed(self) -> bool:
        """Whether a filter asks for what is told of no file that names others."""
        return any(
            (self.holder, self.team, self.site, self.nationality, self.risk, self.due_before)
        )

    @property
    def sorts_own(self) -> bool:
        """Whether the order holds among the files that name the viewer only."""
        return not (self.viewer.supervises or self.order.column in TOLD_OF_ALL)


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Where a window ended: in which part, and the last file's place there."""

    part: int
    key: object
    ref: int


@dataclass(frozen=True, slots=True)
class ListWindow:
    """Files that follow one another; `last` None: there are no more. `alike`: they were looked for
    by the sound of names."""

    cases: tuple[Case, ...]
    last: ListPlace | None
    alike: bool = False


@dataclass(frozen=True, slots=True)
class FileCount:
    """How many files there are; `more`: at least one more than these."""

    number: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Sieve:
    """A filter; `condition` begins with the column that it is read by."""

    condition: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """Files that stand together: by `key`, then by their row number, both the same way."""

    key: str
    descending: bool
    condition: str = ""
    values: tuple[object, ...] = ()
    key_values: tuple[object, ...] = ()
    own: bool | None = None  # of files that name the viewer; False: of all others
    source: str = "case_file"
    ref: str = "case_file.id"


@dataclass(slots=True)
class _Plan:
    """What every part is asked with."""

    clauses: list[str]
    values: list[object]
    sieves: list[_Sieve] = field(default_factory=list)
    driver: _Sieve | None = None  # by which it is read; None: by the index of the order
    sifted: bool = False  # it is read by something else than the order
    source: str = "case_file"  # what is read where only the time of the last change is asked


def window(
    vault: Database, question: ListQuestion, limit: int, after: ListPlace | None = None
) -> ListWindow:
    """The next files after a place, at most `limit`."""
    sought = seen_of(vault, question.viewer, question.query, COMMON)
    return _window(vault, question, sought, limit, after)


def first_window(
    vault: Database, question: ListQuestion, limit: int
) -> tuple[ListWindow, FileCount]:
    """The first files, at most `limit`, and how many there are in all windows."""
    sought = seen_of(vault, question.viewer, question.query, COMMON)
    shown = _window(vault, question, sought, limit, None)
    if shown.last is None:
        return shown, FileCount(len(shown.cases))
    return shown, _count(vault, question, sought)


def _window(
    vault: Database,
    question: ListQuestion,
    sought: SoughtWords,
    limit: int,
    after: ListPlace | None,
) -> ListWindow:
    plan = _planned(vault, question, sought)
    parts = list(_parts(question, plan))
    refs: list[int] = []
    place = after
    for number in range(after.part if after else 0, len(parts)):
        here = place if place is not None and place.part == number else None
        rows = _read(vault, question, plan, parts[number], here, limit + 1 - len(refs))
        for ref, key in rows:
            if len(refs) == limit:
                return ListWindow(_cases(vault, refs), place, sought.alike)
            refs.append(ref)
            place = ListPlace(number, key, ref)
    return ListWindow(_cases(vault, refs), None, sought.alike)


def _count(vault: Database, question: ListQuestion, sought: SoughtWords) -> FileCount:
    """How many files there are, as far as they are counted."""
    most = MOST_FOUND if question.query else MOST_COUNTED
    sifted = any(_sieves(vault, question))
    if sought.refs is not None and not sought.tests and not sifted:
        return FileCount(min(len(sought.refs), most), more=len(sought.refs) > most)
    if sought.at_least > most and not sifted:
        return FileCount(most, more=True)
    if sought.walks:
        sought = seen_of(vault, question.viewer, question.query, None)
    plan = _planned(vault, question, sought, counts=True)
    where, values = _where(plan, [], [])
    sql = f"SELECT 1 FROM {plan.source}{where}"  # noqa: S608  literals of this module
    number = _counted(vault, sql, values, most + 1)
    return FileCount(min(number, most), more=number > most)


def values_of(vault: Database, column: FileColumn) -> tuple[str, ...]:
    """The values that a column has in any file, each by one step of its index; of officers their
    logins. They are for sorting, and told to nobody."""
    name = _CHOICES[column]
    rows = vault.rows(
        f"WITH RECURSIVE step(x) AS (SELECT min({name}) FROM case_file UNION ALL"  # noqa: S608  literals of this module
        f" SELECT (SELECT min({name}) FROM case_file WHERE {name} > x) FROM step"
        " WHERE x IS NOT NULL) SELECT x FROM step WHERE x IS NOT NULL"
    )
    values = [value for (value,) in rows]
    if column is FileColumn.OFFICER:
        logins = vault.rows(
            "SELECT login FROM officer WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(values),),
        )
        return tuple(str(login) for (login,) in logins)
    return tuple(str(value) for value in values if value)


# --- what it is read by -----------------------------------------------------------------------


def _planned(
    vault: Database, question: ListQuestion, sought: SoughtWords, *, counts: bool = False
) -> _Plan:
    clauses, values = list(sought.clauses), list(sought.values)
    if question.status is None and not question.query:
        clauses = [*clauses, f"status <> '{Status.VOIDED.value}'"]
    plan = _Plan(list(clauses), list(values), list(_sieves(vault, question)))
    if question.query and not sought.walks:  # what it finds is read
        plan.sifted = True
        if not plan.sieves:
            plan.source = sought.source
        return plan
    sizes = [_size(vault, sieve) for sieve in plan.sieves]
    if sizes and (counts or len(sizes) > 1 or min(sizes) < MANY):
        plan.driver = plan.sieves[sizes.index(min(sizes))]
        plan.sifted = True
    return plan


def _sieves(vault: Database, question: ListQuestion) -> Iterator[_Sieve]:
    for condition, value in (
        ("status = ?", question.status and question.status.value),
        (f"created_by = {_OFFICER}", question.officer),
        (_OF_TEAM, question.team),
        ("site = ?", question.site),
        ("risk = ?", question.risk),
    ):
        if value:
            yield _Sieve(condition, (value,))
    if question.holder:
        yield _Sieve(_HAS_IT, (question.holder, question.holder))
    if question.nationality:
        code = question.nationality
        several = [
            value for value in values_of(vault, FileColumn.NATIONALITY) if code in value.split()
        ] or [code]
        places = ", ".join("?" * len(several))
        yield _Sieve(f"nationality IN ({places})", tuple(several))
    if question.opened_from is not None or question.opened_before is not None:
        first = to_stored(question.opened_from) if question.opened_from else 0
        last = to_stored(question.opened_before) - 1 if question.opened_before else (1 << 62)
        yield _Sieve("created_at BETWEEN ? AND ?", (first, last))
    if question.due_before is not None:
        before = to_stored(question.due_before)
        yield _Sieve(_DUE_BEFORE, (before,))
    if question.by_what_is_closed and not question.viewer.supervises:
        yield _Sieve(AMONG_OWN, (question.viewer.login,))


def _size(vault: Database, sieve: _Sieve) -> int:
    sql = f"SELECT 1 FROM case_file WHERE {sieve.condition}"  # noqa: S608  literals of this module
    return _counted(vault, sql, sieve.values, MANY)


def _counted(vault: Database, sql: str, values: Sequence[object], most: int) -> int:
    row = vault.row(f"SELECT count(*) FROM ({sql} LIMIT ?)", (*values, most))  # noqa: S608  as above
    return int(row[0]) if row else 0


# --- how they follow one another --------------------------------------------------------------


def _parts(question: ListQuestion, plan: _Plan) -> Iterator[_Part]:
    """The parts of the list, in order."""
    if not question.sorts_own:
        yield from _sorted(question, walks=not plan.sifted)
        return
    for part in _sorted(question, walks=False):
        yield _Part(
            part.key, part.descending, part.condition, part.values, part.key_values, own=True
        )
    if not question.by_what_is_closed:
        yield _Part("updated_at", descending=True, own=False)


def _sorted(question: ListQuestion, *, walks: bool) -> Iterator[_Part]:
    column, down = question.order.column, question.order.descending
    if column in _KEYS:
        has, has_not = _HAS.get(column, ("", ""))
        yield _Part(_KEYS[column], down, has)
        if has_not:
            yield _Part("case_file.id", descending=True, condition=has_not)
        return
    if column is FileColumn.DEADLINE:
        yield _by_deadline(descending=down) if walks else _Part(NEAREST_DUE, down, _OWES)
        yield _Part("updated_at", descending=True, condition=_OWES_NOTHING)
        return
    name = _CHOICES[column]
    ranks = question.ranks[::-1] if down else question.ranks
    value_of = _OFFICER if column is FileColumn.OFFICER else "?"
    if not walks:  # what there is, is sorted anyway
        cases = " ".join(f"WHEN {value_of} THEN {at}" for at in range(len(ranks)))
        key = f"CASE {name} {cases} ELSE {len(ranks)} END" if ranks else "0"
        yield _Part(key, descending=False, key_values=tuple(ranks))
        return
    for value in ranks:
        key = "updated_at" if column is FileColumn.STATUS else "case_file.id"
        yield _Part(key, descending=True, condition=f"{name} = {value_of}", values=(value,))
    if column not in (FileColumn.STATUS, FileColumn.OFFICER):
        yield _Part("case_file.id", descending=True, condition=f"{name} = ''")


def _by_deadline(*, descending: bool) -> _Part:
    """Files by the nearest of what is owed in them, from the rows of that."""
    return _Part(
        "due.at",
        descending,
        f"due.at < {NO_LIMIT} AND NOT EXISTS (SELECT 1 FROM due AS other"  # noqa: S608  literals of this module
        " WHERE other.case_ref = due.case_ref"
        " AND (other.at, other.subject, other.kind) < (due.at, due.subject, due.kind))",
        source="due CROSS JOIN case_file ON case_file.id = due.case_ref",
        ref="due.case_ref",
    )


def _read(
    vault: Database,
    question: ListQuestion,
    plan: _Plan,
    part: _Part,
    after: ListPlace | None,
    limit: int,
) -> list[tuple[int, object]]:
    clauses, values = list[str](), list[object]()
    sifted = plan.sifted or part.own is True
    if part.condition:
        clauses.append(f"{'+' if sifted else ''}{part.condition}")
        values += part.values
    if part.own is not None:
        clauses.append(AMONG_OWN if part.own else f"NOT {OWN}")
        values.append(question.viewer.login)
    where, all_values = _where(plan, clauses, values)
    way, beyond = ("DESC", "<") if part.descending else ("ASC", ">")
    key, keyed = f"{'+' if sifted else ''}{part.key}", part.key_values
    source = plan.source if part.key == "updated_at" else part.source
    sql = f"SELECT {part.ref} AS ref, {key} AS place FROM {source}{where}"  # noqa: S608  as above
    if after is not None:
        sql += f" AND ({key}, {part.ref}) {beyond} ({', '.join([*['?'] * 2])})"
        all_values += [*keyed, after.key, after.ref]
    sql += f" ORDER BY {key} {way}, {part.ref} {way} LIMIT ?"
    rows = vault.rows(sql, (*keyed, *all_values, *keyed, limit))
    return [(int(ref), key_value) for ref, key_value in rows]


def _where(plan: _Plan, clauses: list[str], values: list[object]) -> tuple[str, list[object]]:
    """The WHERE, and its values in the order of their signs."""
    conditions, in_order = [*clauses, *plan.clauses], [*values, *plan.values]
    for sieve in plan.sieves:
        read_by = sieve is plan.driver
        conditions.append(sieve.condition if read_by else f"+{sieve.condition}")
        in_order += sieve.values
    return (" WHERE " + " AND ".join(conditions) if conditions else " WHERE 1"), in_order


def _cases(vault: Database, refs: Sequence[int]) -> tuple[Case, ...]:
    by_ref = case_rows.by_number(vault, refs)
    return tuple(by_ref[ref] for ref in refs)


# --- views that people keep -------------------------------------------------------------------


def keep_views(vault: Database, login: str, kept: KeptViews) -> None:
    """Keep what somebody keeps of the list."""
    with vault.transaction():
        vault.set_meta(f"list/{login}", canonical(kept_fields(kept)).decode("utf-8"))


def kept_views(vault: Database, login: str) -> KeptViews:
    """What somebody keeps of the list."""
    text = vault.meta(f"list/{login}")
    return kept_of(json.loads(text)) if text else KeptViews()
