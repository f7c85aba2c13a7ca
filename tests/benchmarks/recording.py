"""What a sound recording costs: writing it, and making it whole, beside floors in the same run.

    .venv/bin/python tests/benchmarks/recording.py [--folder DIR] [--minutes N]

- write: samples of N minutes sealed and hashed as they come, a sync for every two seconds of sound
- plain: the same samples written to a plain file with as many syncs
- whole: what comes after the stop: read, opened, hashed, given its head, read again as an attachment
- SHA-256 twice: the same file read and hashed twice, in the clear

The share of one processor core that recording takes is `write` over the minutes recorded.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tipdesk.cases.model import CaseId, Recording
from tipdesk.core.work import Work
from tipdesk.desk.evidence.recorder import RATE
from tipdesk.storage.evidence.recordings import SAMPLE, SoundFile, Unfinished, finish

KEY, BLOCK, ROUNDS = bytes(range(32)), RATE // 10 * SAMPLE, 3


def timed(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def main() -> None:
    """Measure, and print medians and ratios."""
    options = argparse.ArgumentParser()
    options.add_argument("--folder", type=Path)
    options.add_argument("--minutes", type=int, default=30)
    chosen = options.parse_args()
    samples = os.urandom(BLOCK * 10 * 60) * chosen.minutes
    took: dict[str, list[float]] = {"write": [], "plain": [], "whole": [], "SHA-256 twice": []}
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        for number in range(ROUNDS):
            recording_id = f"{number:032x}"
            about = Recording(recording_id, "T-07", datetime.now(UTC), "", "", RATE)
            left, plain = Unfinished(about, CaseId(""), KEY, ""), folder / f"{number}.plain"
            took["write"].append(
                timed(lambda recording_id=recording_id: write(folder, recording_id, samples))
            )
            took["plain"].append(timed(lambda plain=plain: write_plain(plain, samples)))
            took["whole"].append(timed(lambda left=left: finish(folder, left, Work())))
            took["SHA-256 twice"].append(timed(lambda plain=plain: hash_twice(plain)))
    middle = {step: statistics.median(times) for step, times in took.items()}
    for step, seconds in middle.items():
        print(f"{step:14} {seconds:7.3f} s")
    print(f"write / plain          {middle['write'] / middle['plain']:.2f} x")
    print(f"whole / SHA-256 twice  {middle['whole'] / middle['SHA-256 twice']:.2f} x")
    print(f"write, of the time recorded  {middle['write'] / (60 * chosen.minutes):.3%}")


def write(folder: Path, recording_id: str, samples: bytes) -> None:
    """As `desk.recorder` does."""
    file = SoundFile(folder, recording_id, KEY)
    for number, at in enumerate(range(0, len(samples), BLOCK)):
        file.write(samples[at : at + BLOCK])
        if number % 20 == 19:
            file.sync()
    file.close()


def write_plain(path: Path, samples: bytes) -> None:
    """The floor of it."""
    with path.open("wb") as file:
        for number, at in enumerate(range(0, len(samples), BLOCK)):
            file.write(samples[at : at + BLOCK])
            if number % 20 == 19:
                file.flush()
                os.fsync(file.fileno())


def hash_twice(path: Path) -> None:
    """The floor of making it whole."""
    for _pass in range(2):
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while data := file.read(32 * 1024):
                digest.update(data)


if __name__ == "__main__":
    main()
