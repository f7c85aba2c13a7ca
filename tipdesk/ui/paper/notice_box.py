"""Beside the notice to the Prosecution: that it is due, or when it was handed over."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.model import Case, Status
from tipdesk.core.clock import Clock
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolated
from tipdesk.ui.toolkit.dialogs import ask
from tipdesk.ui.toolkit.parts import button, note
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px


class NoticeBox(QWidget):
    """`handed_over` when somebody has said so, asked once more with the time that is recorded."""

    handed_over = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        hint = _("Notify the Prosecution at once; no consent is needed for this (article 40).")
        self._due = note(hint)
        self._button = button(_("The notice was handed over now"), "check", "primary")
        self._given = Strip(kind="noteok")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        for part in (self._due, self._button, self._given):
            box.addWidget(part)
        self._button.clicked.connect(self._on_pressed)

    def show_case(self, case: Case | None) -> None:
        """How the notice of this file stands; None, and of a voided one: nothing is said."""
        self.setVisible(case is not None and case.status is not Status.VOIDED)
        given = case.notified_at if case is not None else None
        for part in (self._due, self._button):
            part.setVisible(given is None)
        self._given.setVisible(given is not None)
        if given is not None:
            when = isolated(format_datetime(given, language()))
            said = _("Recorded: the notice was handed over on {when}.").format(when=when)
            self._given.set_text(said)

    @Slot()
    def _on_pressed(self) -> None:
        when = isolated(format_datetime(self._clock(), language()))
        text = _(
            "It is recorded in the file with this time: {when}. For another time, answer the "
            "question in the interview instead."
        ).format(when=when)
        title = _("Was the notice handed over to the Prosecution now?")
        if ask(self, title, text, _("It was handed over")):
            self.handed_over.emit()
