"""How long an autosave takes until it is on the disk, beside two floors in the same run.

    .venv/bin/python tests/benchmarks/autosave_commit.py [--folder DIR] [--saves N]

- autosave: `answer_rows.save_answers` of one answer in an encrypted vault of 200 files
- plain: the same row in an unencrypted SQLite database (same library), WAL + FULL
- floor: 4 KiB appended to a file and fsynced

The three alternate save by save, so that a busy disk hits all alike.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlcipher3 import dbapi2

from tests.storage.samples import FORM, OFFICER, START, VAULT_ID, new_case
from tipdesk.cases.model import Answer, Role
from tipdesk.storage import answer_rows, form_rows, keys, officer_rows
from tipdesk.storage.database import Database
from tipdesk.storage.vault import Vault

WORDS = "قالت إنها وصلت إلى الكويت في مارس وأن جواز سفرها صودر منها في المطار. "


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary one)")
    parser.add_argument("--saves", type=int, default=2000)
    parser.add_argument("--characters", type=int, default=120, help="of each answer")
    options = parser.parse_args()
    text = (WORDS * (options.characters // len(WORDS) + 1))[: options.characters]
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        ways = {
            "autosave": autosave(Path(folder) / "vault"),
            "plain SQLite": plain(Path(folder) / "plain.db"),
            "append + fsync": append(Path(folder) / "floor"),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(options.saves):
            for name, way in ways.items():
                started = time.perf_counter()
                way(number, text)
                times[name].append((time.perf_counter() - started) * 1000)
    print(f"{options.saves} saves of {options.characters} characters; times in ms")
    floor = statistics.median(times["append + fsync"])
    for name, found in times.items():
        found.sort()
        median, p95 = statistics.median(found), found[int(len(found) * 0.95)]
        line = f"{name:16} median {median:6.3f}  p95 {p95:6.3f}  max {found[-1]:7.3f}"
        print(f"{line}  {median / floor:5.2f} x floor")


def autosave(folder: Path) -> Callable[[int, str], None]:
    """A save into a vault of 200 files."""
    made = keys.create_slots(folder, VAULT_ID, [keys.NewSlot(OFFICER, "x")], keys.FLOOR)

    def fill(vault: Database) -> None:
        officer_rows.add(vault, OFFICER, "x", Role.OFFICER, made.officers[OFFICER], START)
        form_rows.keep_form(vault, FORM, START)

    vault = Vault.create(folder, made.dek, VAULT_ID, fill)
    with vault.transaction():
        cases = [new_case(vault, number).id for number in range(1, 201)]

    def save(number: int, text: str) -> None:
        changes = {f"q{number % 150}": Answer(text)}
        at = datetime.now(UTC)
        answer_rows.save_answers(vault, cases[7], changes, officer=OFFICER, at=at)

    return save


def plain(path: Path) -> Callable[[int, str], None]:
    """The same row without encryption, triggers and look-ups."""
    connection = dbapi2.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL").fetchone()
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE answer_log(case_ref INTEGER, seq INTEGER, at INTEGER, officer INTEGER,"
        " path TEXT, value TEXT, reason TEXT, source TEXT, amendment INTEGER,"
        " PRIMARY KEY(case_ref, seq)) STRICT, WITHOUT ROWID"
    )

    def save(number: int, text: str) -> None:
        connection.execute("BEGIN IMMEDIATE")
        row = (7, number, 1, 1, f"q{number % 150}", text, "", "", None)
        connection.execute("INSERT INTO answer_log VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.execute("COMMIT")

    return save


def append(path: Path) -> Callable[[int, str], None]:
    """What any durable save costs here: one page, one fsync."""
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    page = os.urandom(4096)

    def save(number: int, text: str) -> None:
        del number, text
        os.write(file, page)
        os.fsync(file)

    return save


if __name__ == "__main__":
    main()
