"""The chain of custody of a busy station: what its page costs the GUI thread and the job, and its
printed list, beside the same rows read and hashed bare.

    python tests/benchmarks/chain.py [ENTRIES]
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.desk.world import Calendar
from tipdesk.cases.custody.reading import Filter
from tipdesk.core.work import Work
from tipdesk.demo.stations import SUPERVISOR, make_officers_station, open_as
from tipdesk.desk.custody.book import render_chain
from tipdesk.desk.custody.chain_reader import read_chain
from tipdesk.storage import custody_rows

_ROUNDS = 5


def timed(deed: Callable[[], object]) -> float:
    """Median seconds."""
    durations = []
    for _round in range(_ROUNDS):
        began = perf_counter()
        deed()
        durations.append(perf_counter() - began)
    return median(durations)


def main(entries: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = Calendar(datetime.now(UTC) - timedelta(days=300))
        make_officers_station(Path(folder) / "v", clock)
        session = open_as(Path(folder) / "v", SUPERVISOR, clock)
        vault, case = session._desk.vault, session.new_files.open_case()
        with vault.transaction():
            for number in range(entries):
                detail = {
                    "fields": "sex nationality",
                    "others": str(number % 7),
                    "commitment": "0" * 64,
                }
                session._desk.enter("edited", case.id if number % 3 else None, **detail)

        def bare() -> None:
            for row in vault.rows("SELECT * FROM custody ORDER BY seq"):
                hashlib.sha256(repr(row).encode()).hexdigest()

        floor = timed(bare)
        plan = session.custody.plan()
        reading = read_chain(plan, Work())
        assert reading.holds, reading.objections[:3]
        figures = {
            "bare rows and hashes": floor,
            "GUI thread: rows taken": timed(session.custody.plan),
            "job: read and verified": timed(lambda: read_chain(plan, Work())),
            "before, on the GUI thread: entries and proof": timed(
                lambda: (tuple(custody_rows.newest_first(vault)), custody_rows.verify(vault))
            ),
        }
        for name, seconds in figures.items():
            print(f"{entries} entries  {name}: {seconds * 1000:.0f} ms  {seconds / floor:.1f} x")
        paper = session.chain_papers.paper(reading, Filter())
        began = perf_counter()
        size = len(render_chain("custody", paper))
        print(f"printed list: {perf_counter() - began:.1f} s in the job, {size >> 10} KiB")
        session.lock()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
