"""What a row of the matrix is, and how rows are declared: a small function that attacks and gives
back what the honest side says then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tests.insiders.stage import Scene


class Before(StrEnum):
    """What version 0.2.0 did about the same deed."""

    UNNOTICED = "succeeded unnoticed"
    HELD = "held before"
    NOTHING = "not there yet"  # neither what is attacked, nor what could notice it


Act = Callable[[Scene], str]


@dataclass(frozen=True)
class Row:
    """One deed. `answer` is the one expected: a code at the office, whom the next unlocking tells,
    a line of `vault check`, a refusal, an anchor outside."""

    group: str
    who: str
    deed: str
    answer: str
    before: Before
    act: Act
    shared: bool = False  # it changes nothing that another row would see

    @property
    def name(self) -> str:
        """As a test is called by."""
        return f"{self.group}: {self.who} {self.act.__name__}".replace(" ", "-")


class Group:
    """Rows about one thing that is attacked; `rows` in the order of their source."""

    def __init__(self, title: str, *, shared: bool = False) -> None:
        self.title = title
        self._shared = shared
        self.rows: list[Row] = []
        self.open: list[Row] = []

    def row(
        self, who: str, answer: str, before: Before = Before.UNNOTICED, *, alone: bool = False
    ) -> Callable[[Act], Act]:
        """Declare a row: the function's docstring says the deed. `alone`: it changes what others
        of a shared group would see."""
        return self._declare(self.rows, who, answer, before, alone=alone)

    def still_open(
        self, who: str, answer: str, before: Before = Before.UNNOTICED
    ) -> Callable[[Act], Act]:
        """Declare a row whose answer of today is not the one that it should have."""
        return self._declare(self.open, who, answer, before, alone=True)

    def _declare(
        self, rows: list[Row], who: str, answer: str, before: Before, *, alone: bool
    ) -> Callable[[Act], Act]:
        def declared(act: Act) -> Act:
            deed = " ".join((act.__doc__ or "").split()).rstrip(".")
            rows.append(Row(self.title, who, deed, answer, before, act, self._shared and not alone))
            return act

        return declared
