"""How long the backup of a large vault takes, beside a plain copy of its files in the same run.

    .venv/bin/python tests/benchmarks/backup.py [--folder DIR] [--database MB] [--attachments MB]

- first: a backup to an empty folder: everything is written, read back and opened
- next: a second backup to the same folder: the database anew, attachments only read and opened
- copy: the same files copied and fsynced, nothing read back
- copy + SHA-256: the same, and every copy read back into a digest

The four alternate round by round, so that a busy disk hits all alike. What was written is dropped
from the system's cache before it is read back, where the system allows that.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.storage.samples import FORM, OFFICER, START, VAULT_ID, new_case
from tipdesk.cases.model import Role, Station, StationKind
from tipdesk.core.disk import forget_cached
from tipdesk.core.work import Work
from tipdesk.storage import station_rows
from tipdesk.storage.database import Database
from tipdesk.storage.evidence import attachments
from tipdesk.storage.kdf import FLOOR
from tipdesk.storage.keys import keys
from tipdesk.storage.keys.slot_file import DATABASE, NAMES
from tipdesk.storage.keys.slot_making import NewSlot
from tipdesk.storage.upkeep.backup import BackupPlan, make_backup
from tipdesk.storage.vault import Vault

MB = 1_000_000
BLOCK = 1 << 20


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary one)")
    parser.add_argument("--database", type=int, default=200, help="MB")
    parser.add_argument("--attachments", type=int, default=400, help="MB, in files of 4 MB")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        dek = vault(folder / "vault", options.database, options.attachments)
        files = [folder / "vault" / name for name in (DATABASE, *NAMES)]
        files += [path for path in (folder / "vault/att").rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        times: dict[str, list[tuple[float, float]]] = {}
        for number in range(options.rounds):
            for title, way in methods(folder, dek, files, number).items():
                started, worked = time.perf_counter(), time.process_time()
                way()
                duration = time.perf_counter() - started, time.process_time() - worked
                times.setdefault(title, []).append(duration)
            for left in ("stick", "copy", "digested"):
                shutil.rmtree(folder / left)
    print(f"{size / MB:.0f} MB in {len(files)} files, {options.rounds} rounds; seconds")
    floor = statistics.median(wall for wall, _cpu in times["copy"])
    for title, durations in times.items():
        walls, processor = zip(*durations, strict=True)
        median = statistics.median(walls)
        span = f"{min(walls):6.2f} to {max(walls):6.2f}"
        cpu = f"processor {statistics.median(processor):5.2f}"
        print(f"{title:16} median {median:6.2f}  {span}  {cpu}  {median / floor:5.2f} x copy")


def methods(
    folder: Path, dek: bytearray, files: list[Path], number: int
) -> dict[str, Callable[[], object]]:
    """The four, in their order."""
    usb_drive = folder / "stick"
    usb_drive.mkdir()

    def backup(label: str, hours: int) -> object:
        at = START + timedelta(days=number, hours=hours)
        return make_backup(BackupPlan(folder / "vault", usb_drive, "KWT", label, at), dek, Work())

    return {
        "first": lambda: backup("KWT-1", 1),
        "copy": lambda: copy(files, folder / "copy", digested=False),
        "next": lambda: backup("KWT-2", 2),
        "copy + SHA-256": lambda: copy(files, folder / "digested", digested=True),
    }


def copy(files: list[Path], target: Path, *, digested: bool) -> None:
    """Copy and bring to the disk; read back when asked."""
    target.mkdir()
    for source in files:
        path = target / source.name
        with source.open("rb") as read, path.open("wb") as write:
            shutil.copyfileobj(read, write, BLOCK)
            write.flush()
            os.fsync(write.fileno())
        if digested:
            with path.open("rb") as file:
                forget_cached(file.fileno())
                hashlib.file_digest(file, "sha256")


def vault(folder: Path, database: int, attached: int) -> bytearray:
    """A closed vault of that many megabytes; its data key."""
    created = keys.create_slots(folder, VAULT_ID, [NewSlot(OFFICER, "x")], FLOOR)

    def fill(rows: Database) -> None:
        station_rows.set_station(rows, Station(StationKind.OFFICER, "moi", "x", "KWT"))
        station_rows.add(rows, OFFICER, "x", Role.OFFICER, created.officers[OFFICER], START)
        station_rows.keep_form(rows, FORM, START)

    with Vault.create(folder, created.dek, VAULT_ID, fill) as opened:
        case = new_case(opened)
        with opened.transaction():
            for number in range(database * MB // 20_000):
                opened.set_meta(f"filling {number}", os.urandom(10_000).hex())
        for number in range(attached // 4):
            content = io.BytesIO(os.urandom(4 * MB))
            sealed = attachments.seal(folder, content, f"{number}", "image/png", Work())
            attachments.record(opened, case.id, sealed, officer=OFFICER, at=START)
    return created.dek


if __name__ == "__main__":
    main()
