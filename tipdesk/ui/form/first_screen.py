"""How much of a section is made before it is painted for the first time."""

from __future__ import annotations

from tipdesk.ui.form.question import QuestionRow

# More than a window of 1366×768 shows, in small questions or closed rows. A question as wide as
# the page counts double, and once more for each five of its choices.
_ROOM, _CHOICES = 14, 5


class FirstScreen:
    """Room for the questions of the first screen; `whole` has room for all of them."""

    def __init__(self, *, whole: bool) -> None:
        self._whole, self._room = whole, _ROOM

    @property
    def full(self) -> bool:
        """Whether something may have been left for the next pass."""
        return not self._whole and self._room <= 0

    def takes(self) -> bool:
        """Whether one more finds room; it has taken it then."""
        if self.full:
            return False
        self._room -= 1
        return True

    def add(self, row: QuestionRow) -> None:
        """Count what a row takes beyond its place."""
        if row.wide:
            self._room -= 1 + len(row.editor.inputs()) // _CHOICES
