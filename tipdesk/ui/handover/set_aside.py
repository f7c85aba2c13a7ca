"""What was set aside: what it is and why, and for a prosecutor the way to take it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.bundle.problems import Code
from tipdesk.desk.handover.taking_in import Waiting
from tipdesk.i18n.text import _, code_text, format_datetime, isolate, isolated, language
from tipdesk.texts.messages import problem
from tipdesk.ui.toolkit.parts import (
    NothingHere,
    button,
    card,
    clear,
    column,
    label,
    note,
    row,
    scrolled,
)
from tipdesk.ui.toolkit.tables import facts
from tipdesk.ui.toolkit.theme import px

_WIDTH = 980


class SetAsideList(QWidget):
    """One card each, the oldest first. Rows in, deeds out; reading and signing is the page's."""

    opened = Signal(object)  # ReceivedRow
    take_in_asked = Signal(object)  # ReceivedRow

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._none = NothingHere("archive")
        self._none.say(
            _("Nothing is set aside"),
            _("What only a prosecutor may take in appears here, with the reason for it."),
        )
        self._cards = QWidget()
        self._box = QVBoxLayout(self._cards)
        self._box.setContentsMargins(0, px(12), 0, 0)
        self._box.setSpacing(px(12))
        self._parts = QStackedWidget()
        self._scroll = scrolled(self._cards, width=px(_WIDTH))
        for part in (self._scroll, self._none):
            self._parts.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._parts)

    def show_rows(self, rows: Sequence[Waiting], *, decides: bool) -> None:
        """Show what waits; `decides`: to a prosecutor."""
        clear(self._box)
        if rows and not decides:
            text = _("A prosecutor decides about these. Until then they can be read and stay here.")
            self._box.addWidget(note(text))
        for waiting in rows:
            self._box.addWidget(self._card(waiting, decides=decides))
        self._box.addStretch(1)
        self._parts.setCurrentWidget(self._scroll if rows else self._none)

    def _card(self, waiting: Waiting, *, decides: bool) -> QFrame:
        entry = waiting.row
        direct = Code.A_DIRECT.value in entry.held_for
        parts: list[QWidget] = []
        if direct:
            text = _("Referred directly: no supervisor has seen it")
            headline = label(text, "h1", wrap=True)
            room = 2 * headline.fontMetrics().height()  # a line cuts marks above its letters
            headline.setMinimumHeight(room)
            parts.append(headline)
        parts.append(
            facts(
                [
                    (_("File number"), code_text(entry.case_number)),
                    (_("Station"), code_text(waiting.station)),
                    (
                        _("Received at"),
                        isolated(format_datetime(entry.received_at, language())),
                    ),
                ]
            )
        )
        parts += [_reason(code) for code in entry.held_for]
        look = button(_("Open read-only"), "eye")
        look.clicked.connect(_sender(self.opened.emit, entry))
        deeds: list[QWidget | int] = [look, 1]
        if decides:
            take_in = button(_("Take in…"), "seal-check", "primary")
            take_in.clicked.connect(_sender(self.take_in_asked.emit, entry))
            deeds.append(take_in)
        parts.append(row(*deeds))
        framed = card(*parts, spacing=px(10))
        framed.setAccessibleName(f"{_('Set aside')}: {entry.case_number}")
        return framed


def _reason(code: str) -> QWidget:
    """Why, in plain words."""
    return column(
        label(isolate(problem(code)), wrap=True), label(isolated(code), "faint"), spacing=0
    )


def _sender(send: Callable[[object], None], value: object) -> Callable[[], None]:
    return lambda: send(value)
