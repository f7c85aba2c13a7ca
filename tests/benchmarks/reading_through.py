"""What reading a large database through costs whoever works meanwhile, and how soon it stops.

    .venv/bin/python tests/benchmarks/reading_through.py [--megabytes N] [--folder DIR]

Rounds alternate between saving alone (the floor) and saving while it is read; printed are medians
and 95th percentiles of one saved answer, and their ratios. `stopped` is how long a lock waits.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from threading import Thread
from time import perf_counter, sleep

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.durability import keys_of
from tests.storage.samples import OFFICER
from tipdesk.cases.model import Answer
from tipdesk.core.errors import Cancelled
from tipdesk.core.work import Work
from tipdesk.storage import interview_rows
from tipdesk.storage.files import case_rows
from tipdesk.storage.keys.slot_file import DATABASE
from tipdesk.storage.upkeep.examination import VaultExamination
from tipdesk.storage.vault import Vault

AT, ROUNDS = datetime(2026, 11, 24, tzinfo=UTC), 5


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="on the disk that is asked about")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder, created = keys_of(Path(name) / "vault")
        with Vault.open(folder, created.dek) as vault:
            fill_to(vault, options.megabytes)
        with Vault.open(folder, created.dek) as vault:
            measure(vault, bytes(created.dek))


def fill_to(vault: Vault, megabytes: int) -> None:
    """Rows of an answer's size until the database is so large."""
    case_id = case_rows.list_cases(vault)[0].id
    for at in range(megabytes):
        changes = {f"q{at}_{n}": Answer(os.urandom(250).hex()) for n in range(1600)}
        interview_rows.save_answers(vault, case_id, changes, officer=OFFICER, at=AT)


def measure(vault: Vault, dek: bytes) -> None:
    """Alternate, then stop in the middle."""
    size = (vault.vault_dir / DATABASE).stat().st_size / 1e6
    alone, beside, lasted = [], [], []
    for _round in range(ROUNDS):
        began = perf_counter()
        reading = VaultExamination(vault.vault_dir, dek)
        worker = Thread(target=reading.is_whole, args=(Work(),))
        worker.start()
        while worker.is_alive():
            beside.append(saved(vault))
        lasted.append(perf_counter() - began)
        reading.close()
        alone += [saved(vault) for _ in range(len(beside) - len(alone))]
    print(f"{size:.0f} MB read in {median(lasted):.2f} s ({len(beside)} answers saved meanwhile)")
    for name, of in (("median", median), ("95 %", lambda times: quantiles(times, n=20)[-1])):
        floor, cost = of(alone) * 1000, of(beside) * 1000
        print(f"{name:7} alone {floor:.2f} ms, while it is read {cost:.2f} ms: {cost / floor:.2f}")
    print(f"stopped within {max(stopped(vault, dek) for _ in range(ROUNDS)) * 1000:.1f} ms")


def saved(vault: Vault) -> float:
    """Seconds that one answer takes."""
    sleep(0.002)  # nobody types without a pause
    case_id = case_rows.list_cases(vault)[0].id
    began = perf_counter()
    interview_rows.save_answers(vault, case_id, {"q": Answer("م" * 200)}, officer=OFFICER, at=AT)
    return perf_counter() - began


def stopped(vault: Vault, dek: bytes) -> float:
    """Seconds from the wish to the end, in the middle of it."""
    reading = VaultExamination(vault.vault_dir, dek)

    def read() -> None:
        try:
            reading.is_whole(Work())
        except Cancelled:
            return

    worker = Thread(target=read)
    worker.start()
    sleep(0.15)
    began = perf_counter()
    reading.close()
    worker.join()
    return perf_counter() - began


if __name__ == "__main__":
    main()
