"""How a page of the file list grows with the vault: 50 rows of 100,000 files beside 50 of 1,000.

    .venv/bin/python tests/benchmarks/list_growth.py [--folder DIR] [--files N]

Both vaults are open and asked in turn; medians of processor time, with the system's: nothing waits
for a disk here, and a busy machine would be measured instead.
- list: `case_rows.list_cases` of 50 rows, as the program sees it and as an officer does, of one
  status, of the last page; by number, by a name of few files, by its sound, by a word of the account
- floor: 50 rows by primary key from the same encrypted table
- peer: the same 50 rows in the same order from an unencrypted table with the same index

Target: the first page of 100,000 files takes less than 20 times that of 1,000.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.autosave_commit import as_an_officer
from tests.storage.samples import FORM, OFFICER, START, VAULT_ID, new_case
from tipdesk.cases.model import Answer, Role, Status
from tipdesk.cases.persons.elsewhere import keys_of
from tipdesk.cases.persons.of_file import person_of
from tipdesk.demo.people import known_answers, person
from tipdesk.storage import station_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import case_rows, person_rows, search
from tipdesk.storage.files.search import SearchText, Viewer
from tipdesk.storage.kdf import FLOOR
from tipdesk.storage.keys import keys
from tipdesk.storage.keys.slot_making import NewSlot
from tipdesk.storage.vault import Vault

SMALL, ROWS, ROUNDS, TARGET = 1_000, 50, 25, 20.0
VARIANTS, TOGETHER = 400, 2_000  # made-up people; files in one commit
NAMES = (
    "name_ar_first",
    "name_ar_father",
    "name_ar_family",
    "name_latin_given",
    "name_latin_surname",
)
STORY = ("قالت إنها وصلت إلى الكويت في مارس", "صودر جواز سفرها في المطار", "عملت في بيت دون راتب")


def main() -> int:
    """Measure and print; 1 when the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary one)")
    parser.add_argument("--files", type=int, default=100_000)
    options = parser.parse_args()
    as_an_officer()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        query_sets = []
        for files in (SMALL, options.files):
            started = time.perf_counter()
            vault = filled(Path(folder) / str(files), files)
            query_sets.append(queries(vault, Path(folder) / f"{files}.db", files))
            print(f"{files:,} files written in {time.perf_counter() - started:.0f} s")
        print(f"ms, medians of {ROUNDS}: {SMALL:,} files, {options.files:,} files, ratio")
        ratios = {
            name: measured(name, query_sets[0][name], query_sets[1][name]) for name in query_sets[0]
        }
    return int(ratios["list"] >= TARGET)


def measured(name: str, small: Callable[[], object], large: Callable[[], object]) -> float:
    """Print both medians, asked in turn; the larger by the smaller."""
    times: tuple[list[float], list[float]] = ([], [])
    for _round in range(ROUNDS):
        for way, durations in zip((small, large), times, strict=True):
            started = time.thread_time()
            way()
            durations.append((time.thread_time() - started) * 1e3)
    first, second = (statistics.median(durations) for durations in times)
    print(f"  {name:<28}{first:8.2f}{second:10.2f}{second / first:8.1f}")
    return second / first


def queries(vault: Vault, plain: Path, files: int) -> dict[str, Callable[[], object]]:
    """What is measured."""
    officer = Viewer(OFFICER, supervises=False)
    other = copied(vault, plain)
    peer = f"SELECT * FROM case_file ORDER BY updated_at DESC, id DESC LIMIT {ROWS}"

    def page(query: str = "", **more: object) -> Callable[[], object]:
        return lambda: case_rows.list_cases(vault, query, limit=ROWS, **more)

    return {
        "list": page(),
        "list, an officer's": page(viewer=officer),
        "list, one status": page(status=Status.IN_PROGRESS),
        "list, the last page": page(offset=files - ROWS),
        "number": page(f"{files - 7:05d}"),
        "number, an officer's": page(f"KWT-2026-{files - 7:05d}", viewer=officer),
        "name of one file": page("فريدزاده"),
        "the same by its sound": page("Fareedzada"),
        "word of a third of all": page("الجواز"),
        "count of all": lambda: case_rows.count(vault),
        "floor: by key": lambda: vault.rows(f"SELECT * FROM case_file WHERE id <= {ROWS}"),
        "peer: plain sqlite3": lambda: other.execute(peer).fetchall(),
    }


def filled(folder: Path, files: int) -> Vault:
    """A vault of so many made-up people, of whom one bears a name of their own."""
    created = keys.create_slots(folder, VAULT_ID, [NewSlot(OFFICER, "x")], FLOOR)

    def fill(vault: Database) -> None:
        station_rows.add(vault, OFFICER, "x", Role.OFFICER, created.officers[OFFICER], START)
        station_rows.keep_form(vault, FORM, START)

    vault = Vault.create(folder, created.dek, VAULT_ID, fill)
    random, people = Random(1), []
    for number in range(VARIANTS):
        facts = known_answers(person(random, START.date(), number), random, number)
        people.append({name: facts[name] for name in NAMES if name in facts})
    for first in range(1, files + 1, TOGETHER):
        with vault.transaction():
            for number in range(first, min(first + TOGETHER, files + 1)):
                names = dict(people[number % VARIANTS])
                if number == files // 2:
                    names["name_ar_first"] = "فريدزاده"
                case = new_case(vault, number)
                case_rows.add_reader(vault, case.id, OFFICER, OFFICER, START)
                keys_told = (case.number, case.person_code, *names.values())
                search.index(vault, number, SearchText(keys_told, (STORY[number % len(STORY)],)))
                answers = {name: Answer(value) for name, value in names.items()}
                search.replace(vault, number, keys_of(answers))
                person_rows.put(vault, number, person_of(answers))
    return vault


def copied(vault: Vault, path: Path) -> sqlite3.Connection:
    """The rows of the list in a database of Python's own sqlite3, with the index of its order."""
    connection = sqlite3.connect(path)
    rows = vault.rows("SELECT * FROM case_file")
    columns = [str(row[1]) for row in vault.rows("PRAGMA table_info(case_file)")]
    named = ", ".join(["id INTEGER PRIMARY KEY", *columns[1:]])
    connection.execute(f"CREATE TABLE case_file({named})")
    connection.execute("CREATE INDEX by_update ON case_file(updated_at DESC)")
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO case_file VALUES({marks})", rows)
    connection.commit()
    return connection


if __name__ == "__main__":
    sys.exit(main())
