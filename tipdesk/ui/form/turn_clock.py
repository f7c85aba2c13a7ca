"""When each turn of a text was begun, followed while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from PySide6.QtWidgets import QPlainTextEdit

from tipdesk.cases.interview import turns


class TurnClock:
    """Looks at one paragraph a key; at all of them when one came or went."""

    def __init__(self, field: QPlainTextEdit, now: Callable[[], datetime]) -> None:
        self._field, self._now = field, now
        self.times: turns.Times = (None,)
        self._paragraphs = [""]
        self._once: dict[str, datetime] = {}  # turns that stood here, should they come back
        self._older = (0, 0)  # how many paragraphs, and which one of an older text has no time

    def begin(self, kept: Iterable[turns.TurnTime]) -> None:
        """A text is shown, with the times that are known."""
        self._paragraphs = self._field.toPlainText().split("\n")
        self.times = turns.times_of(kept, len(self._paragraphs))
        self._older = (0, 0)

    def follow(self) -> None:
        """Something was typed."""
        count, place = self._field.blockCount(), self._field.textCursor().block()
        number = place.blockNumber()
        settled = count == len(self.times) and (
            self.times[number] is not None or not turns.has_words(place.text())
        )
        if settled or (count, number) == self._older:
            return
        self.look()
        if self.times[number] is None and turns.has_words(place.text()):
            self._older = (count, number)

    def look(self) -> None:
        """See all that was typed since."""
        after = self._field.toPlainText().split("\n")
        if after == self._paragraphs:
            return
        timed = zip(self._paragraphs, self.times, strict=True)
        self._once |= {words: at for words, at in timed if at is not None}
        self.times = turns.carried(self._paragraphs, self.times, after, self._now(), self._once)
        self._paragraphs = after
