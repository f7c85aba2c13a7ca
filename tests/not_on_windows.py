"""Which tests a Windows Python does not run, or no other, by name, and why: `tests/windows.toml`.

`docs/windows.md` prints the table; `python -m tests.not_on_windows` writes it there anew.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.systems import WINE

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "windows.toml"
DOCUMENT = ROOT / "docs" / "windows.md"
BEGIN, END = "<!-- tests/windows.toml -->\n", "<!-- end of the table -->\n"


@dataclass(frozen=True)
class Entry:
    """Tests, `file`, `file::test` or `file::test[parameter]`, that cannot run on one system."""

    missed_by: str  # "Windows", "Wine" (of which it is a fault) or "Linux"
    reason: str
    tests: tuple[str, ...]


def entries() -> list[Entry]:
    """The table."""
    rows = tomllib.loads(TABLE.read_text("utf-8"))["entry"]
    return [Entry(row["missed_by"], row["reason"], tuple(row["tests"])) for row in rows]


def systems() -> set[str]:
    """What this computer is, in the words of the table."""
    if sys.platform != "win32":
        return {"Linux"}
    return {"Windows", *["Wine"] * WINE}


def leave_out(items: Iterable[pytest.Item]) -> None:
    """Mark those that this system does not run.

    Raises:
        pytest.UsageError: a row names a parameter that the tests have no more.
    """
    here, items = systems(), list(items)
    rows = {name for entry in entries() for name in entry.tests if "[" in name}
    names = {item.nodeid for item in items}
    counts = Counter(name.partition("[")[0] for name in names)  # 1: somebody asked for it by name
    if gone := [name for name in rows - names if counts[name.partition("[")[0]] > 1]:
        raise pytest.UsageError(f"{TABLE.name} names what is no test: {', '.join(gone)}")
    reasons = {
        name: entry.reason for entry in entries() if entry.missed_by in here for name in entry.tests
    }
    for item in items:
        test, file = (item.nodeid.partition(mark)[0] for mark in ("[", "::"))
        for part in (item.nodeid, test, file):
            if part in reasons:
                item.add_marker(pytest.mark.skip(reason=reasons[part]))
                break


def printed() -> str:
    """The table as the document has it."""
    rows = ["| not run by | tests | why |", "|---|---|---|"]
    for entry in entries():
        names = "<br>".join(f"`{name.removeprefix('tests/')}`" for name in sorted(entry.tests))
        rows.append(f"| {entry.missed_by} | {names} | {entry.reason} |")
    return "\n".join(rows) + "\n"


def document(text: str) -> str:
    """The text of the document with the table as it is now."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + printed() + END + rest.partition(END)[2]


if __name__ == "__main__":
    DOCUMENT.write_text(document(DOCUMENT.read_text("utf-8")), "utf-8")
