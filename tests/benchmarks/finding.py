"""Finding a person among so many files: a look-up, each key that is typed, a save.

    nice .venv/bin/python tests/benchmarks/finding.py [--folder DIR] [--files N] [--asked N]

People, and how two offices write them, are made by `tests/cases/persons/generator.py`; the half of
those who are looked for is known. Times are milliseconds of processor time, the system's included:
p50, p95 and the largest.
- look-up: marks asked, people met and weighed (`person_rows.met`, `judging.weigh`), told or not
- bare: the same expressions asked of the same FTS5 table, and nothing read of what they find
- key: what is typed so far of a name or a document, to the rows that the list shows a supervisor,
  how many there are and what waits
- own key: the same, for whom one file in 400 names
- its index: the same words asked of the same FTS5 table at once, and nothing read of what it finds
- save: a file whose person changes, with the commit

Beside them: of known people how many are told, by what is known of them, and how many new people
are told of wrongly.

Target: a look-up and a key at most 20 ms (p95) at 1,000,000 files.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from math import log2
from pathlib import Path
from random import Random
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.autosave_commit import as_an_officer
from tests.benchmarks.matching import classes, words
from tests.cases.persons.generator import People
from tests.storage.samples import FORM, OFFICER, START, VAULT_ID
from tipdesk.cases.model import Role
from tipdesk.cases.persons.described import Described
from tipdesk.cases.persons.judging import weigh
from tipdesk.cases.persons.meeting import CountedRarity, Questions, found_by, questions
from tipdesk.cases.persons.names_alone import Verdict
from tipdesk.i18n.text import search_key
from tipdesk.storage import station_rows
from tipdesk.storage.database import Database
from tipdesk.storage.files import case_rows, list_rows, person_rows, search
from tipdesk.storage.files.list_rows import ListQuestion
from tipdesk.storage.files.person_rows import row_text
from tipdesk.storage.files.search import SearchText, Viewer
from tipdesk.storage.kdf import FLOOR
from tipdesk.storage.keys import keys
from tipdesk.storage.keys.slot_making import NewSlot
from tipdesk.storage.vault import Vault

Given = TypeVar("Given")
TOGETHER, ROWS = 20_000, 50
LEAD, NAMED_IN_SOME = Viewer("S-9", supervises=True), Viewer(OFFICER, supervises=False)
ABOVE = 3.5  # bits above log2 of the files
_CASE = (
    "INSERT INTO case_file(id, uuid, number, person_code, form_id, form_version, status, revision,"
    " quick, created_at, created_by, updated_at) VALUES(?, ?, ?, ?, ?, ?, 'in_progress', 0, 0, ?, 1, ?)"
)
_NAMED = "INSERT INTO reader SELECT id, 1, 1, 1 FROM case_file WHERE id % 400 = 3"
_WAITS = "UPDATE case_file SET review_due = '2027-01-01' WHERE id % 25 = 7"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where to write (default: a temporary one)")
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--asked", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    as_an_officer()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        begun = time.process_time()
        people = People(options.seed)
        vault, known = filled(Path(folder), people, options.files)
        print(f"{options.files:,} files in {time.process_time() - begun:.0f} s of processor time")
        measure(vault, people, known, options.asked)


def measure(
    vault: Database, people: People, known: list[tuple[str, object, int]], asked: int
) -> None:
    """Ask for known people and for new ones; print."""
    rarity = CountedRarity(lambda key: person_rows.count(vault, key))
    line = log2(rarity.people)
    times: dict[str, list[float]] = {}
    warned: Counter[str] = Counter()
    quiet: Counter[str] = Counter()
    of_class: Counter[str] = Counter()
    wrongly, met_people, new = 0, [], 0
    for number in range(asked):
        what, person, ref = known[number]
        of_class[what] += 1
        again = people.written(person, what, again=True)
        results, met = timed(times, "look-up", look, vault, again, rarity, line)
        met_people.append(met)
        timed(times, "bare", bare, vault, questions(again, rarity, line))
        if any(other == ref for other, _score, _sure in results):
            quiet[what] += 1
            warned[what] += any(
                other == ref and sure and score >= line + ABOVE for other, score, sure in results
            )
    for what in classes(people, asked):
        new += 1
        stranger = people.written(people.person(words(people, what)), what, again=True)
        results, met = timed(times, "look-up", look, vault, stranger, rarity, line)
        wrongly += any(sure and score >= line + ABOVE for _ref, score, sure in results)
        for text in (stranger.names[0], stranger.document):
            for end in range(1, len(text) + 1):
                timed(times, "key", typed, vault, text[:end], LEAD)
                timed(times, "own key", typed, vault, text[:end], NAMED_IN_SOME)
                timed(times, "its index", asked_alone, vault, text[:end])
    for number in range(50):
        what, person, ref = known[number]
        again = people.written(person, what, again=True)
        timed(times, "save", person_rows.put, vault, ref, again)
    for name, durations in times.items():
        durations.sort()
        middle, most = durations[len(durations) // 2], durations[int(len(durations) * 0.95)]
        print(f"  {name:<10}{middle:9.2f}{most:9.2f}{durations[-1]:9.2f}   of {len(durations)}")
    met_people.sort()
    print(
        f"  met: median {met_people[len(met_people) // 2]}, p95 {met_people[int(len(met_people) * 0.95)]}"
    )
    for what, count in of_class.items():
        print(
            f"  {what:<18} told {100 * warned[what] / count:5.1f} %  at all {100 * quiet[what] / count:5.1f} %  of {count}"
        )
    print(
        f"  all told {100 * warned.total() / asked:.1f} %, new people told of wrongly {100 * wrongly / new:.2f} %"
    )


def timed(
    times: dict[str, list[float]], name: str, work: Callable[..., Given], *values: object
) -> Given:
    """What it gives; its time is kept."""
    begun = time.thread_time()
    result = work(*values)
    times.setdefault(name, []).append((time.thread_time() - begun) * 1e3)
    return result


def look(
    vault: Database, person: Described, rarity: CountedRarity, line: float
) -> tuple[list[tuple[int, float, bool]], int]:
    """The people who may be this one, and how many were weighed."""
    refs = person_rows.met(vault, questions(person, rarity, line))
    results = []
    for ref, other in person_rows.described(vault, refs):
        weighed = weigh(person, other, rarity, line)
        if weighed is not None:
            results.append((ref, weighed.score, weighed.verdict is Verdict.SAME))
    return results, len(refs)


def bare(vault: Database, asked: Questions) -> int:
    """The same, without whatever is done with it."""
    return len(person_rows.met(vault, asked))


def typed(vault: Database, text: str, viewer: Viewer) -> int:
    """How many rows the list shows of what is typed so far; what it says beside them is asked."""
    if viewer.supervises:
        case_rows.count_waiting(vault, "", viewer)
    shown, _count = list_rows.first_window(vault, ListQuestion(viewer, text), ROWS)
    return len(shown.cases)


def asked_alone(vault: Database, text: str) -> int:
    """How many files the index of keys has for it, to as many as the search takes."""
    asked = " AND ".join(f"{person_rows.quoted(word)} *" for word in search_key(text).split())
    sql = "SELECT rowid FROM key_index WHERE key_index MATCH ? LIMIT ?"
    return len(vault.rows(sql, (asked, search.COMMON)))


def filled(folder: Path, people: People, files: int) -> tuple[Vault, list[tuple[str, object, int]]]:
    """A vault of so many files with persons, and the first of them."""
    created = keys.create_slots(folder, VAULT_ID, [NewSlot(OFFICER, "x")], FLOOR)

    def fill(vault: Database) -> None:
        station_rows.add(vault, OFFICER, "x", Role.OFFICER, created.officers[OFFICER], START)
        station_rows.keep_form(vault, FORM, START)

    vault = Vault.create(folder, created.dek, VAULT_ID, fill)
    known, counts = [], Counter[str]()
    later = Random(files)
    for first in range(1, files + 1, TOGETHER):
        with vault.transaction():
            for ref in range(first, min(first + TOGETHER, files + 1)):
                (what,) = classes(people, 1)
                person = people.person(words(people, what))
                if len(known) < 5_000:
                    known.append((what, person, ref))
                written = people.written(person, what, again=False)
                marks = found_by(written)
                counts.update(marks.counted)
                number, code = f"KWT-{ref:07}", f"P{ref:07}"
                changed = ref + int(later.expovariate(1 / (1 + files // 50)))
                row = (ref, f"c{ref}", number, code, FORM.form_id, FORM.version, ref, changed)
                vault.execute(_CASE, row)
                typed_keys = (number, code, *written.names, written.document)
                search.index(vault, ref, SearchText(typed_keys))
                vault.execute("INSERT INTO person VALUES(?, ?)", (ref, row_text(written)))
                vault.execute(
                    "INSERT INTO met(rowid, marks) VALUES(?, ?)", (ref, " ".join(marks.marks))
                )
                vault.execute(
                    "INSERT INTO sound(rowid, keys) VALUES(?, ?)", (ref, " ".join(marks.sounds))
                )
    with vault.transaction():
        vault.execute(_NAMED)
        vault.execute(_WAITS)
        for key, number in sorted(counts.items()):
            vault.execute("INSERT INTO word VALUES(?, ?)", (key, number))
    return vault, known


if __name__ == "__main__":
    main()
