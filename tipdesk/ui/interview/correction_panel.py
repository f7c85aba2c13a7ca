"""Where a correction of the person is written while the account is read out."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from tipdesk.cases.interview.unfinished import Typing
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import clean
from tipdesk.ui.form.field_undo import begin_change, resume, typing_in
from tipdesk.ui.interview.autosave import PAUSE
from tipdesk.ui.toolkit.limits import said_too_long
from tipdesk.ui.toolkit.parts import button, label, row, text_area
from tipdesk.ui.toolkit.theme import px

_END = 1 << 30  # behind every text


class CorrectionPanel(QFrame):
    """Says what is written a moment after the last key. What is no more than the place that it
    began with is no correction."""

    written = Signal()  # to be kept now
    ended = Signal()
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        title = _("Correction, as the person says it")
        self.field = text_area(76)
        self.field.setAccessibleName(title)
        self._done = button(_("Done"), "check", "primary")
        self._drop = button(_("Take it away"), "trash")
        self._state = label("", "muted")
        self._refused = label("", "error", wrap=True)
        self._refused.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(px(18), px(12), px(18), px(12))
        box.setSpacing(px(8))
        box.addWidget(row(label(title, "fieldLabel"), 1, self._state))
        box.addWidget(self.field)
        box.addWidget(self._refused)
        box.addWidget(row(self._drop, 1, self._done))
        self._begun = ""
        self.unkept = False  # something was written since it was last kept
        self.open = False  # also while it is hidden (F7)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(PAUSE)
        self._due.timeout.connect(self.written)
        self.field.textChanged.connect(self._on_changed)
        self.field.refused.connect(self._refuse)
        self._done.clicked.connect(self.ended)
        self._drop.clicked.connect(self.dropped)
        self.hide()

    def begin(self, place: str) -> None:
        """Show an empty correction at `place`."""
        self.go_on(Typing(cursor=_END, anchor=_END, text=place), kept=False)

    def go_on(self, typing: Typing, *, kept: bool) -> None:
        """Show a correction as far as it was written and `kept`, or begun with no more than its
        place."""
        resume(self.field, typing)
        self._refuse("")
        self._due.stop()
        self._begun, self.unkept, self.open = "" if kept else typing.text or "", False, True
        self._state.setText(_("Kept") if kept else "")
        self.show()
        self.field.setFocus()

    def typing(self, *, whole: bool) -> Typing:
        """The cursor; with `whole` also the words and what can be undone."""
        return typing_in(self.field, 0, whole=whole)

    def end(self) -> None:
        """The correction is done, or none was begun."""
        self._due.stop()
        self.open = self.unkept = False
        self.hide()

    def text(self) -> str:
        """What is to be kept; '' while nothing was said yet."""
        text = clean(self.field.toPlainText()).strip()
        return "" if text == self._begun.strip() else text

    def kept(self, *, kept: bool) -> None:
        """How the last attempt to keep it went."""
        self._due.stop()
        self.unkept = not kept
        begin_change(self.field)
        why = said_too_long(self.text())
        self._state.setText(_("Kept") if kept else why or _("Not kept yet"))

    @Slot(str)
    def _refuse(self, said: str) -> None:
        """Say why something was not put in; '' when that is over."""
        self._refused.setText(said)
        self._refused.setVisible(bool(said))

    @Slot()
    def _on_changed(self) -> None:
        self._refuse("")
        self.unkept = True
        self._state.setText("")
        self._due.start()
