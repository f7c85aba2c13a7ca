"""Attaching a large file beside a plain copy of it and beside blobs in the database, in one run.

    .venv/bin/python tests/benchmarks/attachments.py [--size MB] [--rounds N] [--sparse MB] [--folder DIR]

- attach: what the program does: sealed in the vault's folder, hashed, on the disk, recorded
- copy: the file copied and fsynced; `copy + SHA-256` hashes it on the way
- blob: the whole file as one value of a row in the same encrypted database
- incremental: room for it in a row, then written in pieces through SQLite's blob handle
- pieces: rows of 256 KiB, a transaction for every 32
- read: the attachment read to its end; `read copy` the plain file, `read blob` the value

Each way runs in a process of its own, so that its memory is its own: the most that it held, less
what it held when it began. They alternate round by round. At the end `--sparse` megabytes (default
2,000) of a file with nothing in it are attached, for the memory alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlcipher3 import dbapi2

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.backup import MB, vault
from tests.storage.samples import OFFICER, START
from tipdesk.cases.model import CaseId
from tipdesk.core.sealed_file import CHUNK
from tipdesk.core.work import Work
from tipdesk.desk.evidence.attachments import AttachPlan, Opener, seal
from tipdesk.storage.database import connect
from tipdesk.storage.evidence import attachments
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.vault import Vault

PIECES = 32  # rows of a transaction
METHODS = ("attach", "copy", "copy + SHA-256", "blob", "incremental", "pieces")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=200, help="MB")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sparse", type=int, default=2000, help="MB")
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary one)")
    parser.add_argument("--way", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        way, folder, key, source = options.way
        print(json.dumps(measured(way, Path(folder), bytearray.fromhex(key), Path(source))))
        return
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        source = Path(name) / "film.mp4"
        with source.open("wb") as file:
            for _part in range(options.size):
                file.write(os.urandom(MB))
        measurements: dict[str, list[dict[str, float]]] = {}
        for _round in range(options.rounds):
            for way in METHODS:
                for title, figures in alone(way, source).items():
                    measurements.setdefault(title, []).append(figures)
        report(measurements, options.size)
        empty = Path(name) / "empty.dd"
        with empty.open("wb") as file:
            file.truncate(options.sparse * MB)
        figures = alone("attach", empty)["attach"]
        print(f"attach {options.sparse} MB: {figures['seconds']:.2f} s, {figures['memory']:.0f} MiB more, "
              f"{figures['whole']:.0f} MiB in all")  # fmt: skip


def report(measurements: dict[str, list[dict[str, float]]], size: int) -> None:
    """The table."""
    floors = {"read": "read copy"}
    print(f"{size} MB; median seconds (range), times the plain copy, memory on top (MiB)")
    for title, all_of in measurements.items():
        seconds = [run["seconds"] for run in all_of]
        floor = next((floors[name] for name in floors if title.startswith(name)), "copy")
        base = statistics.median(run["seconds"] for run in measurements[floor])
        median = statistics.median(seconds)
        memory = statistics.median(run["memory"] for run in all_of)
        print(f"{title:16} {median:6.2f} ({min(seconds):.2f} to {max(seconds):.2f})"
              f"  {median / base:5.2f} x  {memory:7.1f}")  # fmt: skip


def alone(way: str, source: Path) -> dict[str, dict[str, float]]:
    """One way in a process of its own, with a new vault."""
    with tempfile.TemporaryDirectory(dir=source.parent) as name:
        key = vault(Path(name) / "vault", 0, 0)
        words = [sys.executable, __file__, "--way", way, name, key.hex(), str(source)]
        run = subprocess.run(words, check=True, stdout=subprocess.PIPE)
        answer: dict[str, dict[str, float]] = json.loads(run.stdout)
        return answer


def measured(way: str, folder: Path, key: bytearray, source: Path) -> dict[str, dict[str, float]]:
    """Write, then read back, in this process."""
    if way in ("blob", "incremental", "pieces"):
        rows = connect(folder / "vault" / DATABASE, key)  # as the vault opens it, with its pragmas
        rows.execute("CREATE TABLE blobs(id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")
        measurements = {way: timed(lambda: in_database(way, rows, source))}
        if way == "blob":
            measurements["read blob"] = timed(
                lambda: rows.execute("SELECT body FROM blobs").fetchone()
            )
        rows.close()
        return measurements
    copy = folder / "copy"
    if way != "attach":
        digested = way != "copy"
        measurements = {way: timed(lambda: plain_copy(source, copy, digested=digested))}
        return (
            measurements
            if digested
            else {**measurements, "read copy": timed(lambda: read_plain(copy))}
        )
    with Vault.open(folder / "vault", key) as opened:
        (case,) = case_rows.list_cases(opened)
        measurements = {way: timed(lambda: attach(opened, source, case.id))}
        return {**measurements, "read": timed(lambda: read_attachment(opened, case.id))}


def timed(step: Callable[[], object]) -> dict[str, float]:
    """Seconds; and MiB: the most held since, above what was held before (Linux only)."""
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark begins anew
    before = most_held()
    started = time.perf_counter()
    step()
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "memory": most_held() - before, "whole": most_held()}


def most_held() -> float:
    """The high-water mark of this process's memory, MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def attach(opened: Vault, source: Path, case_id: CaseId) -> None:
    sealed = seal(AttachPlan(opened.vault_dir, case_id), source, Work())
    attachments.record(opened, case_id, sealed, officer=OFFICER, at=START)


def read_attachment(opened: Vault, case_id: CaseId) -> None:
    (attachment,) = attachments.attachments(opened, case_id)
    with Opener(opened.vault_dir, attachments.content_of(opened, attachment.id)).open() as file:
        while file.read(CHUNK):
            pass


def plain_copy(source: Path, target: Path, *, digested: bool) -> None:
    digest = hashlib.sha256()
    with source.open("rb") as read, target.open("wb") as write:
        while data := read.read(CHUNK):
            if digested:
                digest.update(data)
            write.write(data)
        write.flush()
        os.fsync(write.fileno())


def read_plain(path: Path) -> None:
    with path.open("rb") as file:
        while file.read(CHUNK):
            pass


def in_database(way: str, rows: dbapi2.Connection, source: Path) -> None:
    {"blob": one_blob, "incremental": incremental, "pieces": pieces}[way](rows, source)


def one_blob(rows: dbapi2.Connection, source: Path) -> None:
    rows.execute("INSERT INTO blobs(body) VALUES(?)", (source.read_bytes(),))


def incremental(rows: dbapi2.Connection, source: Path) -> None:
    rows.execute("BEGIN")
    size = source.stat().st_size
    row = rows.execute("INSERT INTO blobs(body) VALUES(zeroblob(?))", (size,)).lastrowid
    blob = rows.open_blob("blobs", "body", row, False, "main")
    with source.open("rb") as read:
        while data := read.read(CHUNK):
            blob.write(data)
    blob.close()
    rows.execute("COMMIT")


def pieces(rows: dbapi2.Connection, source: Path) -> None:
    with source.open("rb") as read:
        left = True
        while left:
            rows.execute("BEGIN")
            for _row in range(PIECES):
                left = bool(data := read.read(CHUNK))
                if not left:
                    break
                rows.execute("INSERT INTO blobs(body) VALUES(?)", (data,))
            rows.execute("COMMIT")


if __name__ == "__main__":
    main()
