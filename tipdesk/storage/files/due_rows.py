"""What is owed in the files, as rows: lists and counts read no file for it.

The rows of a file follow from its answers, its case work and its status; `desk.files.due_book`
writes them (`rewrite`) in the transaction that changes one of these. They are no evidence: what
stands here is held against the files now and then, and written anew. A file that is hidden or
voided has none.

Who asks (`login`) is told of the files that name them or that a team of theirs has; '' of all.

What is late is a comparison with the time, so no row changes because time passes. What has no limit
comes last.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from tipdesk.cases.casework.deadlines import (
    MEETINGS,
    Deadline,
    DeadlineKind,
    OwedCount,
    OwedLine,
    WaitsFor,
)
from tipdesk.cases.model import CaseId, Status
from tipdesk.storage.database import Database, Row, from_stored, to_stored
from tipdesk.storage.files.search import OWN_FILES

NO_LIMIT = (1 << 63) - 1  # as `at`: SQLite's largest integer
_FIRST = -(1 << 63)
_ALL = -1  # as a limit of SQLite: none
OF_FILE = f"FROM due WHERE due.case_ref = case_file.id AND at < {NO_LIMIT}"
NEAREST_DUE = f"(SELECT min(at) {OF_FILE})"
"""Value over `case_file`: until when is the nearest of what is owed in it; NULL for nothing."""


# --- written ----------------------------------------------------------------------------------


def rewrite(vault: Database, case_id: CaseId, owed: Iterable[Deadline]) -> bool:
    """Let these be the rows of a file; whether they were others. Inside the caller's transaction,
    and nothing is written where nothing differs.

    Raises:
        KeyError: there is no such file.
    """
    ref = _ref(vault, case_id)
    wanted, present = _as_stored(owed), _lying(vault, ref)
    for row in present - wanted:
        vault.execute(
            "DELETE FROM due WHERE (at, case_ref, subject, kind) = (?, ?, ?, ?)",
            (row[0], ref, *row[1:3]),
        )
    for at, *fields in sorted(wanted - present):
        vault.execute("INSERT INTO due VALUES(?, ?, ?, ?, ?, ?)", (at, ref, *fields))
    return wanted != present


def agrees(vault: Database, case_id: CaseId, owed: Iterable[Deadline]) -> bool:
    """Whether these are the rows of a file. Raises KeyError: as `rewrite`."""
    return _as_stored(owed) == _lying(vault, _ref(vault, case_id))


# --- read -------------------------------------------------------------------------------------


_LINE = (
    "due.case_ref, uuid, number, person_code, due.kind, due.subject, due.at, due.whom, due.about"
)
_OF_FILE = "JOIN case_file ON case_file.id = due.case_ref"
# From the officer's own files outwards: of those there are few.
_OWN = (
    f"(SELECT case_ref FROM {OWN_FILES} WHERE officer = (SELECT id FROM officer WHERE login = ?1))"  # noqa: S608  literals
    " AS own CROSS JOIN due ON due.case_ref = own.case_ref"
)
_BY_TIME = "due.at, due.case_ref, due.subject, due.kind"


def of_case(vault: Database, case_id: CaseId) -> tuple[OwedLine, ...]:
    """What is owed in one file, what is due first at the front."""
    rows = vault.rows(
        f"SELECT {_LINE} FROM due {_OF_FILE} WHERE due.case_ref ="  # noqa: S608  literals of this module
        f" (SELECT id FROM case_file WHERE uuid = ?) ORDER BY {_BY_TIME}",
        (case_id,),
    )
    return tuple(map(_line, rows))


def nearest(
    vault: Database,
    login: str,
    most: int,
    *,
    after: OwedLine | None = None,
    until: datetime | None = None,
    kinds: Mapping[DeadlineKind, datetime | None] | None = None,
) -> tuple[OwedLine, ...]:
    """What is owed in these files, what is due first at the front, what has no limit last.

    Args:
        after: the last line of the page before.
        until: nothing that is due then or later; None: all, and what has no limit.
        kinds: of these only, each with its own `until`; none given: of all.
    """
    place: tuple[object, ...] = (_FIRST, 0, "", "")
    if after is not None:
        place = (_at(after.due), after.ref, after.subject, after.kind.value)
    last_of = {kind.value: _last(moment) for kind, moment in sorted((kinds or {}).items())}
    last = max(last_of.values(), default=_last(until))
    here = (
        f"FROM {_source(login)} {{}} WHERE due.at <= ?2"  # noqa: S608  literals of this module
        f" AND ({_BY_TIME}) > (?3, ?4, ?5, ?6)"
        " AND (?7 = '{{}}' OR due.at <= (SELECT value FROM json_each(?7) WHERE key = due.kind))"
        f" ORDER BY {_BY_TIME} LIMIT ?8"
    )
    asked = f"SELECT {_LINE} {here.format(_OF_FILE)}"
    if login:  # all of theirs are sorted: by what an index has, and only a page is read
        asked = (
            f"SELECT {_LINE} FROM (SELECT {_BY_TIME} {here.format('')}) AS page CROSS JOIN due"  # noqa: S608  literals of this module
            f" ON ({_BY_TIME})"
            " = (page.at, page.case_ref, page.subject, page.kind)"
            f" {_OF_FILE} ORDER BY {_BY_TIME}"
        )
    rows = vault.rows(
        asked,
        (login, last, *place, json.dumps(last_of), most),
    )
    return tuple(map(_line, rows))


def files_due(
    vault: Database, login: str, until: datetime, status: Status, most: int | None
) -> tuple[CaseId, ...]:
    """These files of one status in which something is due before `until`, the nearest first, at
    most so many (None: all)."""
    rows = vault.rows(
        f"SELECT uuid FROM {_source(login)} {_OF_FILE}"  # noqa: S608  literals of this module
        " WHERE due.at <= ?2 AND case_file.status = ?3"
        " GROUP BY due.case_ref ORDER BY min(due.at), due.case_ref LIMIT ?4",
        (
            login,
            to_stored(until) - 1,
            status.value,
            _ALL if most is None else most,
        ),
    )
    return tuple(CaseId(uuid) for (uuid,) in rows)


def of_days(
    vault: Database, login: str, begin: datetime, days: int, most: int
) -> tuple[tuple[OwedLine, int], ...]:
    """What stands in so many days from the midnight `begin` on, of these files, by time: of each
    day the first `most` meetings and as much of what is due, each line with how many of its day and
    sort there are. What is due at a midnight stands in the day that ends with it. One range is
    read."""
    first, day = to_stored(begin), to_stored(begin + timedelta(days=1)) - to_stored(begin)
    rows = vault.rows(
        "WITH here AS (SELECT due.*, due.kind IN (SELECT value FROM json_each(?4)) AS meets"  # noqa: S608  literals of this module
        f" FROM {_source(login)} WHERE due.at BETWEEN ?2 AND ?2 + ?3 * ?5),"
        " placed AS (SELECT *, (at - ?2 - (NOT meets)) / ?3 AS day FROM here"
        " WHERE (meets AND at < ?2 + ?3 * ?5) OR (NOT meets AND at > ?2)),"
        " ranked AS (SELECT *, row_number() OVER (PARTITION BY day, meets"
        " ORDER BY at, case_ref, subject, kind) AS place,"
        " count(*) OVER (PARTITION BY day, meets) AS of_day FROM placed)"
        f" SELECT {_LINE.replace('due.', 'ranked.')}, of_day FROM ranked"
        " JOIN case_file ON case_file.id = ranked.case_ref WHERE place <= ?6"
        " ORDER BY ranked.at, ranked.case_ref, ranked.subject, ranked.kind",
        (login, first, day, json.dumps(sorted(MEETINGS)), days, most),
    )
    return tuple((_line(row[:-1]), int(row[-1])) for row in rows)


def counts(vault: Database, login: str, now: datetime, until: datetime) -> tuple[OwedCount, ...]:
    """How much is late in these files, and how much is due before `until`, of each kind and whom it
    waits for. One range is read."""
    return _counted(vault, login, (_FIRST, to_stored(until) - 1, to_stored(now)))


def unlimited(vault: Database, login: str) -> tuple[OwedCount, ...]:
    """How much is owed in these files without a limit, as `counts`."""
    return _counted(vault, login, (NO_LIMIT, NO_LIMIT, _FIRST))


def _counted(vault: Database, login: str, times: tuple[int, int, int]) -> tuple[OwedCount, ...]:
    rows = vault.rows(
        "SELECT due.kind, due.whom, sum(due.at < ?4), count(*), min(due.at)"  # noqa: S608  literals of this module
        f" FROM {_source(login)} WHERE due.at BETWEEN ?2 AND ?3"
        " GROUP BY due.kind, due.whom ORDER BY due.kind, due.whom",
        (login, *times),
    )
    return tuple(
        OwedCount(DeadlineKind(kind), WaitsFor(whom), int(late), int(all_) - int(late), _due(least))
        for kind, whom, late, all_, least in rows
    )


def counts_before(
    vault: Database, login: str, now: datetime, moments: Sequence[datetime | None]
) -> tuple[tuple[OwedCount, ...], ...]:
    """As `counts`, until each of several moments; None: whenever, and what has no limit. The rows
    are read once for all of them."""
    dated = [to_stored(moment) for moment in moments if moment is not None]
    last = NO_LIMIT if None in moments else max(dated, default=_FIRST) - 1
    sums = "".join(f", sum(due.at < ?{place})" for place in range(4, 4 + len(dated)))
    rows = vault.rows(
        f"SELECT due.kind, due.whom, min(due.at), count(*), sum(due.at < ?3){sums}"  # noqa: S608  literals of this module
        f" FROM {_source(login)} WHERE due.at <= ?2"
        " GROUP BY due.kind, due.whom ORDER BY due.kind, due.whom",
        (login, last, to_stored(now), *dated),
    )
    counted = []
    for moment in moments:
        before = 3 if moment is None else 5 + dated.index(to_stored(moment))  # its column
        counted.append(
            tuple(
                # What is late is before `now` and before the moment, whichever comes first.
                OwedCount(
                    DeadlineKind(row[0]),
                    WaitsFor(row[1]),
                    min(int(row[4]), int(row[before])),
                    max(int(row[before]) - int(row[4]), 0),
                    _due(int(row[2])),
                )
                for row in rows
                if row[before]
            )
        )
    return tuple(counted)


def _source(login: str) -> str:
    return _OWN if login else "due"


# --- inside -----------------------------------------------------------------------------------


_Stored = tuple[int, str, str, str, str]  # at, subject, kind, whom, about


def _as_stored(owed: Iterable[Deadline]) -> frozenset[_Stored]:
    return frozenset(
        (_at(line.due), line.subject, line.kind.value, line.whom.value, line.about) for line in owed
    )


def _lying(vault: Database, ref: int) -> frozenset[_Stored]:
    rows = vault.rows("SELECT at, subject, kind, whom, about FROM due WHERE case_ref = ?", (ref,))
    return frozenset((at, subject, kind, whom, about) for at, subject, kind, whom, about in rows)


def _ref(vault: Database, case_id: CaseId) -> int:
    row = vault.row("SELECT id FROM case_file WHERE uuid = ?", (case_id,))
    if row is None:
        raise KeyError(case_id)
    return int(row[0])


def _at(due: datetime | None) -> int:
    return NO_LIMIT if due is None else to_stored(due)


def _last(until: datetime | None) -> int:
    return NO_LIMIT if until is None else to_stored(until) - 1


def _due(at: int) -> datetime | None:
    return None if at == NO_LIMIT else from_stored(at)


def _line(row: Row) -> OwedLine:
    ref, uuid, number, person_code, kind, subject, at, whom, about = row
    return OwedLine(
        int(ref),
        CaseId(uuid),
        str(number),
        str(person_code),
        DeadlineKind(kind),
        str(subject),
        _due(at),
        WaitsFor(whom),
        str(about),
    )
