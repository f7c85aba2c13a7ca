"""The insider matrix: who, with a passphrase of their own and any program, does what; and what the
honest side says then. `python -m tests.insiders.matrix` carries out every row and prints the table.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from tests.insiders import (
    annexes,
    chain,
    consents,
    design,
    elsewhere,
    evidence,
    exchange,
    keys,
    kits,
    lasting,
    letters,
    levels,
    night,
    notices,
    numbers,
    offices,
    owners,
    promises,
    teams,
)
from tests.insiders.stage import Scene, new_scene, put_away
from tests.insiders.table import Group, Row

GROUPS: Sequence[Group] = (
    evidence.APPROVAL,
    evidence.EXHIBITS,
    elsewhere.USB_DRIVE,
    annexes.ANNEXES,
    notices.NOTICES,
    kits.KITS,
    chain.SHOWN,
    chain.KEPT,
    consents.CONSENTS,
    numbers.NUMBERS,
    letters.MESSAGES,
    letters.SUPPLEMENTS,
    keys.PEOPLE,
    keys.DEEDS,
    keys.FOLDER,
    levels.LEVEL4,
    levels.HIDDEN,
    teams.TEAMS,
    lasting.LASTING,
    night.SHIFT,
    offices.CERTIFICATES,
    exchange.EXCHANGE,
    offices.WAY,
    offices.RECEIPTS,
    offices.RECEIVING,
    owners.OWNERS,
    promises.PROMISES,
    design.DESIGN,
)
ROWS = tuple(row for group in GROUPS for row in group.rows)
OPEN = tuple(row for group in GROUPS for row in group.open)
"""What still succeeds, or is answered otherwise than it should be: with the answer of today."""


@cache
def shared_scene() -> Scene:
    """For rows after which all is as before."""
    return new_scene()


def carried_out(row: Row) -> str:
    """What the honest side says of a row."""
    if row.shared:
        return row.act(shared_scene())
    scene = new_scene()
    try:
        return row.act(scene)
    finally:
        put_away(scene)


def _answer(row: Row) -> str:
    try:
        return carried_out(row)
    except Exception as error:  # noqa: BLE001  # a row that fails hides no other
        return f"the row itself fails: {error!r} {error}"


def lines(rows: Sequence[Row], answers: dict[str, str]) -> Iterator[str]:
    """The table, group by group."""
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            yield f"\n{group}"
        answer = answers[row.name]
        mark = "   " if answer == row.answer else "NOT"
        yield f"{mark} {row.who:14} {row.deed} [0.2.0: {row.before}]"
        yield f"{'':18} → {answer}"
        if answer != row.answer:
            yield f"{'':18}   expected: {row.answer}"


def main() -> int:
    """Carry out every row; how many are not as expected."""
    began = perf_counter()
    words = sys.argv[1:]
    rows = [row for row in (*ROWS, *OPEN) if (not words or any(word in row.name for word in words))]
    answers = {row.name: _answer(row) for row in rows}
    print(*lines([row for row in rows if row in ROWS], answers), sep="\n")
    still_open = [row for row in rows if row in OPEN]
    print("\nOPEN: what still succeeds" if still_open else "\nOPEN: nothing")
    print(*lines(still_open, answers), sep="\n")
    wrong = sum(answers[row.name] != row.answer for row in rows)
    unnoticed = sum(row.before == "succeeded unnoticed" for row in rows)
    print(
        f"\n{len(rows)} rows, {len(rows) - wrong} as expected; {unnoticed} of them succeeded unnoticed"
        f" on 0.2.0; {len(OPEN)} open; {perf_counter() - began:.0f} s, {process_time():.0f} of the processor"
    )
    return wrong


if __name__ == "__main__":
    from tests.remembered import remember_argon2

    with TemporaryDirectory(prefix="tipdesk-insiders-") as folder:
        os.environ.update(HOME=folder, TMPDIR=folder, XDG_DATA_HOME="", XDG_CONFIG_HOME="")
        remember_argon2()
        sys.exit(1 if main() else 0)
