"""How long the file list and one file take with 5,000 files in the vault, beside a floor.

    .venv/bin/python tests/benchmarks/file_list.py [--folder DIR] [--files N]

- list: `CaseFiles.list_cases` of 200 rows, the whole list, one status, three kinds of search
- count: the number beside them
- load: `CaseFiles.load` of one file (answers, state of the form, digest of the record)
- save: `Answers.save_answers` of one answer, fsynced
- floor: SELECT of 200 rows by primary key from the same encrypted table

Target: every statement of a page below 50 ms.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tipdesk.cases.model import Answer, CaseId, Status
from tipdesk.core.clock import system_clock
from tipdesk.demo.filling import FillingPlan, fill
from tipdesk.demo.people import known_answers, person
from tipdesk.demo.stations import OFFICER, make_officers_station, open_as
from tipdesk.desk.session.session import Session

ROUNDS = 15
TOGETHER = 50  # files written in one commit, to keep the set-up short
VARIANTS = 40  # made-up persons that the files are taken of in turn


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary one)")
    parser.add_argument("--files", type=int, default=5000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        vault_dir = Path(folder) / "vault"
        make_officers_station(vault_dir, system_clock)
        session = open_as(vault_dir, OFFICER, system_clock)
        started = time.perf_counter()
        last = populate(session, options.files)
        print(f"{options.files} files written in {time.perf_counter() - started:.0f} s")
        size = (vault_dir / "vault.db").stat().st_size / 1e6
        print(f"vault.db {size:.0f} MB; median and worst of {ROUNDS} rounds, ms")
        for name, way in queries(session, last).items():
            times = [timed(way) for _ in range(ROUNDS)]
            print(f"  {name:<34}{statistics.median(times):8.2f}{max(times):8.2f}")
        session.lock()
        started = time.perf_counter()
        open_as(vault_dir, OFFICER, system_clock).lock()
        print(
            f"  unlock and lock (Argon2 at its floor){(time.perf_counter() - started) * 1e3:8.0f}"
        )


def populate(session: Session, files: int) -> CaseId:
    """Files of made-up people; the last one's id."""
    random = Random(1)
    case = session.new_files.open_case()
    context = session.files.context(case)
    definition = session.files.rules(case.id).definition
    prepared = []
    for number in range(VARIANTS):
        known = known_answers(person(random, context.today, number), random, number)
        filling = FillingPlan(known, lambda question: question.required is not None)
        prepared.append(fill(definition, context, filling, random))
    for first in range(0, files - 1, TOGETHER):
        with session._desk.vault.transaction():
            for number in range(first, min(first + TOGETHER, files - 1)):
                case = session.new_files.open_case()
                answers = prepared[number % VARIANTS]
                changes = {path: Answer(text) for path, text in answers.items()}
                session.answers.save_answers(case.id, changes)
                session.answers.fold(case.id)
    return case.id


def queries(session: Session, last: CaseId) -> dict[str, Callable[[], object]]:
    """What is measured."""
    vault = session._desk.vault
    case = session.files.case(last)
    session.answers.save_answers(last, {"int_name": Answer("سالم المطيري")})
    return {
        "list, first 200": session.files.list_cases,
        "list, rows 4,800 to 5,000": lambda: session.files.list_cases(offset=4800),
        "list, in progress": lambda: session.files.list_cases(status=Status.IN_PROGRESS),
        "list, number": lambda: session.files.list_cases(case.number[-5:]),
        "list, name": lambda: session.files.list_cases("ماريسيل"),
        "list, two letters": lambda: session.files.list_cases("رو"),
        "list, word of the story": lambda: session.files.list_cases("الجواز"),
        "count, all": session.files.count,
        "count, word of the story": lambda: session.files.count("الجواز"),
        "what waits for the supervisor": session.files.waiting,
        "count of what waits": session.files.count_waiting,
        "compare one file with all others": lambda: session.files.elsewhere(last),
        "load one file": lambda: session.files.load(last),
        "review one file": lambda: session.steps.review(last),
        "save one answer, fsynced": lambda: session.answers.save_answers(
            last, {"urgency": Answer("routine")}
        ),
        "fold one file": lambda: (
            session.answers.save_answers(last, {"urgency": Answer("routine")}),
            session.answers.fold(last),
        ),
        "floor: 200 rows by key": lambda: vault.rows("SELECT * FROM case_file WHERE id <= 200"),
    }


def timed(way: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    started = time.perf_counter()
    way()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
