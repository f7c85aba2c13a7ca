"""What is owed as rows: the nearest, the counts of home, and one file's rows written anew.

    .venv/bin/python tests/benchmarks/due.py [--folder DIR] [--files N]

Four things are owed in ten files (casework.md §4); one file in twenty names the officer. Medians and
the 95th of a hundred, in milliseconds of processor time, the system's included.
- nearest: the first 50 lines of all files, of the officer's, those of a calendar week
- counts: what home counts, of all files and of the officer's; what has no limit
- written: the rows of one file, one of them other than before, in a durable transaction
- peer: the same 50 lines and the same counts from an unencrypted table with the same key
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.autosave_commit import as_an_officer
from tests.storage.samples import FORM, OFFICER, START, SUPERVISOR, VAULT_ID, new_case
from tipdesk.cases.casework.deadlines import Deadline, DeadlineKind, WaitsFor
from tipdesk.cases.model import CaseId, Role
from tipdesk.storage import station_rows
from tipdesk.storage.database import Database, to_stored
from tipdesk.storage.files import case_rows, due_rows
from tipdesk.storage.kdf import FLOOR
from tipdesk.storage.keys import keys
from tipdesk.storage.keys.slot_making import NewSlot
from tipdesk.storage.vault import Vault

ROUNDS, LINES, TOGETHER = 100, 50, 5_000
MEETINGS = (DeadlineKind.APPOINTMENT, DeadlineKind.HEARING)
NOW = START + timedelta(days=40)
ALL, OWN = "", OFFICER
FAR = datetime(9999, 1, 1, tzinfo=UTC)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary one)")
    parser.add_argument("--files", type=int, default=100_000)
    options = parser.parse_args()
    as_an_officer()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        started = time.perf_counter()
        vault, some = filled(Path(folder) / "vault", options.files)
        owed = int((vault.row("SELECT count(*) FROM due") or (0,))[0])
        took = time.perf_counter() - started
        print(f"{options.files:,} files, {owed:,} things owed, written in {took:.0f} s")
        print(f"ms, median and 95th of {ROUNDS}")
        for name, ask in questions(vault, copied(vault, Path(folder) / "plain.db"), some).items():
            print(f"  {name:<28}{'{:8.2f}{:10.2f}'.format(*measured(ask))}")
    return 0


def measured(ask: Callable[[], object]) -> tuple[float, float]:
    """Median and 95th, in milliseconds; the first is asked unmeasured."""
    ask()
    durations = []
    for _round in range(ROUNDS):
        started = time.thread_time()
        ask()
        durations.append((time.thread_time() - started) * 1e3)
    return statistics.median(durations), sorted(durations)[ROUNDS * 95 // 100]


def questions(
    vault: Vault, plain: sqlite3.Connection, some: list[CaseId]
) -> dict[str, Callable[[], object]]:
    """What is measured."""
    day = timedelta(days=1)
    line = due_rows.nearest(vault, ALL, LINES)[-1]
    files, lines = cycle(some), cycle(range(1, 60))
    soon = to_stored(NOW + day) - 1

    def written() -> None:
        with vault.transaction():
            due_rows.rewrite(vault, next(files), [owing(NOW + timedelta(hours=next(lines)))])

    return {
        "nearest": lambda: due_rows.nearest(vault, ALL, LINES),
        "nearest, the next page": lambda: due_rows.nearest(vault, ALL, LINES, after=line),
        "nearest, an officer's": lambda: due_rows.nearest(vault, OWN, LINES),
        "a week's meetings": lambda: due_rows.nearest(
            vault, ALL, LINES, kinds=dict.fromkeys(MEETINGS, NOW + 7 * day)
        ),
        "counts": lambda: due_rows.counts(vault, ALL, NOW, NOW + day),
        "counts, an officer's": lambda: due_rows.counts(vault, OWN, NOW, NOW + day),
        **home(vault),
        "without a limit": lambda: due_rows.unlimited(vault, ALL),
        "written, durable": written,
        "peer: nearest, plain": lambda: plain.execute(
            f"SELECT due.*, uuid, number FROM due JOIN case_file ON case_file.id = case_ref"
            f"  ORDER BY at, case_ref LIMIT {LINES}"
        ).fetchall(),
        "peer: counts, plain": lambda: plain.execute(
            "SELECT kind, whom, count(*), min(at) FROM due WHERE at <= ? GROUP BY kind, whom",
            (soon,),
        ).fetchall(),
    }


def home(vault: Vault) -> dict[str, Callable[[], object]]:
    """What home counts for an officer with many files, and for a supervisor: line by line as it was
    asked before, and at once."""

    def by_line(login: str, moments: list[datetime | None]) -> None:
        for moment in moments:
            due_rows.counts(vault, login, NOW, moment or FAR)
            if moment is None:
                due_rows.unlimited(vault, login)

    def at_once(login: str, moments: list[datetime | None]) -> None:
        if not login:  # what has no limit has a place of its own
            due_rows.unlimited(vault, login)
            moments = [moment for moment in moments if moment is not None]
        due_rows.counts_before(vault, login, NOW, moments)

    day = timedelta(days=1)
    lines: dict[str, tuple[str, list[datetime | None]]] = {
        "an officer's": (OWN, [None, NOW + day, NOW + 7 * day]),
        "a supervisor's": (ALL, [NOW, NOW - day, None]),
    }
    asked: dict[str, Callable[[], object]] = {}
    for name, (login, moments) in lines.items():
        asked[f"home by line, {name}"] = partial(by_line, login, moments)
        asked[f"home at once, {name}"] = partial(at_once, login, moments)
    return asked


def owing(
    due: datetime | None, kind: DeadlineKind = DeadlineKind.NEED, subject: str = ""
) -> Deadline:
    """One thing that is owed."""
    return Deadline(kind, subject, START, due, WaitsFor.STATION)


def filled(folder: Path, files: int) -> tuple[Vault, list[CaseId]]:
    """A vault of so many files, and some of them."""
    created = keys.create_slots(folder, VAULT_ID, [NewSlot(OFFICER, "x")], FLOOR)

    def fill(vault: Database) -> None:
        for login, role in ((OFFICER, Role.OFFICER), (SUPERVISOR, Role.SUPERVISOR)):
            station_rows.add(vault, login, "x", role, created.officers[OFFICER], START)
        station_rows.keep_form(vault, FORM, START)

    vault = Vault.create(folder, created.dek, VAULT_ID, fill)
    random, some = Random(1), []
    for first in range(1, files + 1, TOGETHER):
        with vault.transaction():
            for number in range(first, min(first + TOGETHER, files + 1)):
                case = new_case(vault, number)
                if number % 20 == 0:
                    case_rows.add_reader(vault, case.id, OFFICER, SUPERVISOR, START)
                if number % 97 == 0 and len(some) < ROUNDS:
                    some.append(case.id)
                owed = [
                    owing(None if kind is DeadlineKind.NOTICE else due_of(random), kind, str(at))
                    for at, kind in enumerate(random.choices([*DeadlineKind], k=4))
                ]
                due_rows.rewrite(vault, case.id, owed if random.random() < 0.1 else ())
    return vault, some


def due_of(random: Random) -> datetime:
    """Some are late, most lie in the months to come."""
    days = random.expovariate(1 / 60)
    return START + timedelta(days=40 + days - (3 if random.random() < 0.02 else 0))


def copied(vault: Vault, path: Path) -> sqlite3.Connection:
    """The same rows in a database of Python's own sqlite3, with the same keys."""
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE due(at INTEGER, case_ref INTEGER, subject TEXT, kind TEXT,"
        " whom TEXT, about TEXT, PRIMARY KEY(at, case_ref, subject, kind)) WITHOUT ROWID"
    )
    connection.execute("CREATE TABLE case_file(id INTEGER PRIMARY KEY, uuid TEXT, number TEXT)")
    rows = vault.rows("SELECT at, case_ref, subject, kind, whom, about FROM due")
    connection.executemany("INSERT INTO due VALUES(?, ?, ?, ?, ?, ?)", rows)
    rows = vault.rows("SELECT id, uuid, number FROM case_file")
    connection.executemany("INSERT INTO case_file VALUES(?, ?, ?)", rows)
    connection.commit()
    return connection


if __name__ == "__main__":
    sys.exit(main())
