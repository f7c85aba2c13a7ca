"""What an autosave costs until it is on the disk, beside plain SQLite and a floor in the same run.

    .venv/bin/python tests/benchmarks/autosave_commit.py [--folder DIR] [--saves N]

- autosave: `answer_rows.save_answers` of one answer in an encrypted vault of 200 files
- plain sqlite3: the same row in an unencrypted database (Python's own sqlite3), WAL + FULL
- plain SQLCipher: the same in a database that the program's own connection encrypts
- floor: 4 KiB appended to a file and fsynced

They alternate save by save, so that a busy disk hits all alike. CPU is that of the thread,
system time included; pages are those that a save adds to the log; fsyncs are counted by strace in
a process of their own. Targets: CPU at most 2 x plain sqlite3, 1 fsync, at most 2 pages.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shutil
import sqlite3
import statistics
import subprocess
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
from tipdesk.storage import interview_rows, kdf, station_rows
from tipdesk.storage.database import Database, connect
from tipdesk.storage.keys import keys
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.keys.slot_making import NewSlot
from tipdesk.storage.vault import Vault

WORDS = "قالت إنها وصلت إلى الكويت في مارس وأن جواز سفرها صودر منها في المطار. "
AUTOSAVE, PLAIN, CIPHER = "autosave", "plain sqlite3", "plain SQLCipher"
FLOOR = "append + fsync"
TARGETS = {"CPU / plain sqlite3": 2.0, "fsyncs a save": 1.0, "pages a save": 2.0}
_CAPABILITIES_3, _CAP_IPC_LOCK = 0x20080522, 14  # capget(2)
COUNTED = 200  # saves whose fsyncs and pages are counted


def main() -> int:
    """Measure and print; 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary one)")
    parser.add_argument("--saves", type=int, default=2000)
    parser.add_argument("--characters", type=int, default=120, help="of each answer")
    parser.add_argument("--only", help=argparse.SUPPRESS)  # the process that strace looks at
    options = parser.parse_args()
    as_an_officer()
    text = (WORDS * (options.characters // len(WORDS) + 1))[: options.characters]
    if options.only:
        return only_autosaves(Path(options.only), text, options.saves)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        ratio = alternating(Path(folder), text, options)
        ratios = {
            "CPU / plain sqlite3": ratio,
            "fsyncs a save": fsyncs(Path(folder), options.characters),
            "pages a save": pages(Path(folder) / "vault", text),
        }
    missed = False
    for name, value in ratios.items():
        shown_ratio = "not counted: no strace" if value is None else f"{value:.2f}"
        print(f"{name:20} {shown_ratio} (target at most {TARGETS[name]:g})")
        missed = missed or (value is not None and value > TARGETS[name])
    return int(missed)


def as_an_officer() -> None:
    """Give up root's right to lock any amount of memory: nobody works as root."""
    if sys.platform != "linux" or os.geteuid():
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice 32 capabilities
    if libc.capget(header, sets) == 0:
        for at in range(3):
            sets[at] &= ~(1 << _CAP_IPC_LOCK)
        libc.capset(header, sets)


def alternating(folder: Path, text: str, options: argparse.Namespace) -> float:
    """Print the times of all; the CPU of an autosave by that of plain sqlite3."""
    methods = {
        AUTOSAVE: autosave(folder / "vault"),
        PLAIN: plain(sqlite3.connect(folder / "plain.db", isolation_level=None)),
        CIPHER: plain(connect(folder / "cipher.db", os.urandom(32), mode="rwc")),
        FLOOR: append(folder / "floor"),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in methods}
    for number in range(options.saves):
        for name, way in methods.items():
            cpu, started = time.thread_time(), time.perf_counter()
            way(number, text)
            ended = time.perf_counter()
            times[name].append(((ended - started) * 1e3, (time.thread_time() - cpu) * 1e3))
    print(f"{options.saves} saves of {options.characters} characters; times in ms")
    floor = statistics.median(wall for wall, _ in times[FLOOR])
    medians = {}
    for name, runs in times.items():
        wall = sorted(wall_time for wall_time, _ in runs)
        median, p95 = statistics.median(wall), wall[int(len(wall) * 0.95)]
        medians[name] = statistics.median(cpu for _, cpu in runs)
        line = f"{name:16} median {median:6.3f}  p95 {p95:6.3f}  max {wall[-1]:7.3f}"
        print(f"{line}  {median / floor:5.2f} x floor  CPU {medians[name]:6.3f}")
    of_cipher = medians[CIPHER] / medians[PLAIN]
    print(f"{'of it SQLCipher':20} {of_cipher:.2f} (CPU / plain sqlite3; nothing of ours is in it)")
    return medians[AUTOSAVE] / medians[PLAIN]


def only_autosaves(folder: Path, text: str, saves: int) -> int:
    """Autosaves and nothing else."""
    save = autosave(folder)
    for number in range(saves):
        save(number, text)
    os._exit(0)  # the end of a vault syncs too, and is no save


def fsyncs(folder: Path, characters: int) -> float | None:
    """A save's: what twice as many saves cost more."""
    if shutil.which("strace") is None:
        return None
    counts = []
    for saves in (COUNTED, 2 * COUNTED):
        trace = folder / f"trace-{saves}"
        words = ["strace", "-f", "--seccomp-bpf", "-e", "trace=fsync,fdatasync", "-o", trace]
        own = [sys.executable, __file__, "--only", folder / f"counted-{saves}"]
        own += ["--saves", str(saves), "--characters", str(characters)]
        subprocess.run([*words, *own], check=True)
        counts.append(sum("sync(" in line for line in trace.read_text().splitlines()))
    return (counts[1] - counts[0]) / COUNTED


def pages(folder: Path, text: str) -> float:
    """A save's, in the log of the vault that has been saved to."""
    save = SAVED[folder]
    vault = OPENED[folder]
    vault.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    for number in range(COUNTED):
        save(number, text)
    size = (folder / f"{DATABASE}-wal").stat().st_size
    return (size - 32) / (4096 + 24) / COUNTED


OPENED: dict[Path, Vault] = {}
SAVED: dict[Path, Callable[[int, str], None]] = {}


def autosave(folder: Path) -> Callable[[int, str], None]:
    """A save into a vault of 200 files."""
    created = keys.create_slots(folder, VAULT_ID, [NewSlot(OFFICER, "x")], kdf.FLOOR)

    def fill(vault: Database) -> None:
        station_rows.add(vault, OFFICER, "x", Role.OFFICER, created.officers[OFFICER], START)
        station_rows.keep_form(vault, FORM, START)

    vault = Vault.create(folder, created.dek, VAULT_ID, fill)
    with vault.transaction():
        cases = [new_case(vault, number).id for number in range(1, 201)]

    def save(number: int, text: str) -> None:
        changes = {f"q{number % 150}": Answer(text)}
        at = datetime.now(UTC)
        interview_rows.save_answers(vault, cases[7], changes, officer=OFFICER, at=at)

    OPENED[folder], SAVED[folder] = vault, save
    return save


def plain(connection: sqlite3.Connection | dbapi2.Connection) -> Callable[[int, str], None]:
    """The same row without triggers, look-ups and history."""
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
