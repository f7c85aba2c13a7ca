"""Why a file is opened that names others, or looked for: one reason from the list, and words."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QButtonGroup, QDialog, QLabel, QRadioButton, QVBoxLayout, QWidget

from tipdesk.cases.model import Case
from tipdesk.cases.permissions import MOST_WORDS, AccessReason, wants_words
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import _, clean, isolated
from tipdesk.texts import keys
from tipdesk.texts.messages import access_reason_label, sentence
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, say_refused
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import button, label, note, text_area
from tipdesk.ui.toolkit.theme import px

_WIDTH = 520  # at 100 %

Given = tuple[AccessReason, str]  # a reason, and words


class ReasonField(QWidget):
    """The list of reasons, none chosen, and a field for words."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        self._reasons = tuple(AccessReason)
        for number, reason in enumerate(self._reasons):
            choice = QRadioButton(access_reason_label(reason))
            self._group.addButton(choice, number)
            box.addWidget(choice)
        self._title = label("", "fieldLabel")
        self._words = text_area(64)
        say_refused(self._words)
        box.addSpacing(px(6))
        box.addWidget(self._title)
        box.addWidget(self._words)
        self._group.idToggled.connect(lambda _number, _on: self._on_changed())
        self._words.textChanged.connect(self._on_changed)
        self._on_changed()

    def reason(self) -> AccessReason | None:
        """What was chosen."""
        at = self._group.checkedId()
        return self._reasons[at] if at >= 0 else None

    def words(self) -> str:
        """What was written beside it."""
        return clean(self._words.toPlainText()).strip()

    def put(self, reason: AccessReason, words: str) -> None:
        """Offer a reason that was given a moment ago."""
        self._group.button(self._reasons.index(reason)).setChecked(True)
        self._words.setPlainText(words)

    def missing(self) -> str:
        """What keeps the reason from being one; '' for nothing."""
        reason = self.reason()
        if reason is None:
            return _("Choose a reason.")
        if wants_words(reason) and not self.words():
            return _("Say in a few words what the reason is.")
        if len(self.words()) > MOST_WORDS:
            most = isolated(str(MOST_WORDS))
            return _("A few words are enough: at most {most} letters.").format(most=most)
        return ""

    def take_focus(self) -> None:
        """Put the cursor on the first reason."""
        self._group.button(0).setFocus()

    def _on_changed(self) -> None:
        reason = self.reason()
        needed = reason is not None and wants_words(reason)
        text = _("In a few words") if needed else _("In a few words (optional)")
        self._title.setText(text)
        self._words.setAccessibleName(text)
        self.changed.emit()


class _ReasonDialog(Dialog):
    """Opens one file for this shift. `offered` is the reason with which it was asked for: shown,
    and confirmed like any other."""

    def __init__(
        self, session: Session, case: Case, parent: QWidget, offered: Given | None = None
    ) -> None:
        title = _("You are not assigned to this file")
        super().__init__(parent, title, Shape(width=_WIDTH))
        self._session, self._case = session, case
        text = _(
            "You are not assigned to file {number}. It opens for this shift with a "
            "reason, which is kept with your name; the supervisor goes through the "
            "reasons every week. What is restricted in it stays closed."
        ).format(number=isolated(case.number))
        self.field = ReasonField()
        self._problem: QLabel = label("", "error", wrap=True)
        self.ok = button(_("Open the file"), "folder-open", "primary")
        self.ok.setDefault(True)
        back = button(_("Cancel"))
        box = self.box
        self.add_heading(title)
        box.addWidget(label(text, wrap=True))
        if offered is not None:
            box.addWidget(note(_("The reason with which you asked is chosen. Change it if another "
                                 "one holds for opening the file.")))  # fmt: skip
        box.addWidget(self.field)
        box.addWidget(self._problem)
        self._problem.hide()
        self.add_buttons(back, 1, self.ok)
        self.field.changed.connect(self._problem.hide)
        self.ok.clicked.connect(self._on_ok)
        back.clicked.connect(self.reject)
        QShortcut(shortcut_of(keys.AGREE), self, self.ok.click)
        if offered is None:
            self.field.take_focus()
        else:
            self.field.put(*offered)
            self.ok.setFocus()

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.show()

    @Slot()
    def _on_ok(self) -> None:
        missing, reason = self.field.missing(), self.field.reason()
        if missing or reason is None:
            self._say(missing)
            return
        try:
            self._session.access.open_with_reason(self._case.id, reason, self.field.words())
        except TipdeskError as error:
            message = sentence(error)
            self._say(f"{message.what} {message.next_step}")
            return
        self.accept()


def ask_reason(session: Session, case: Case, parent: QWidget, offered: Given | None = None) -> bool:
    """Ask why a file is opened; whether it is open now. `offered`, the reason why the officer has
    just asked for it, stands in the fields."""
    dialog = _ReasonDialog(session, case, parent, offered)
    opened = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return opened
