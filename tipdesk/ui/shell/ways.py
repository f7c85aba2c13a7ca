"""From where a page was turned to, so that Escape leads back there and never in a circle."""

from __future__ import annotations

from tipdesk.cases.model import Case

_OF_A_FILE = frozenset({"interview", "readback", "review", "paper", "attachments", "export"})
_BOOKS = frozenset({"custody", "looks"})
_ASIDE = frozenset({"paper", "attachments", "export"})  # they lead back to where one came from
_ASKING = frozenset({"review", "paper"})  # a question that they lead to leads back to them
_LETTER = "referral"  # the paper that asks


class Ways:
    """Pages by name; of the files only the one that was shown last."""

    def __init__(self) -> None:
        self._came_from: dict[str, str] = {}  # a page → the page before it
        self._case: Case | None = None

    def note(
        self, before: str, name: str, arguments: tuple[object, ...], *, back: bool = False
    ) -> None:
        """`before` gives way to `name`. Coming back is no new way."""
        self._case = _case_in(arguments) or self._case
        asked = len(arguments) > 1 and bool(arguments[1])  # for a question, not only the file
        if back or before == name or (self._came_from.get(before) == name and not asked):
            return
        if name == "interview":
            self._lead(name, before if before in _ASKING and asked else "home")
        elif name == "station":
            self._came_from[name] = before if before in _OF_A_FILE else "home"
        elif name in _BOOKS or (name in _ASIDE and before not in _ASIDE):
            self._lead(name, before or "home")

    def _lead(self, name: str, before: str) -> None:
        self._came_from[name] = before
        if self._came_from.get(before) == name:
            self._came_from[before] = "home"

    def back(self, name: str, arguments: tuple[object, ...]) -> tuple[str, tuple[object, ...]]:
        """Where one came from to the page `name`, and what that page is loaded with."""
        target = self._came_from.get(name, "home")
        if target not in _OF_A_FILE:
            return target, ()
        case = _case_in(arguments) or self._case
        if case is None:
            return "home", ()
        return target, (case, _LETTER) if (name, target) == ("interview", "paper") else (case,)

    def forget(self) -> None:
        """The vault is locked."""
        self._came_from.clear()
        self._case = None


def _case_in(arguments: tuple[object, ...]) -> Case | None:
    return next((one for one in arguments if isinstance(one, Case)), None)
