"""What was written on an emergency pack is typed in under its number."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from tipdesk.cases.model import Case
from tipdesk.cases.paper.prints import grouped_serial, read_serial
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import _, isolated
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.fields import TextLine
from tipdesk.ui.toolkit.parts import button, label, labelled

_LONGEST = 40
_WIDTH = 460  # at 100 %
_EXAMPLE = "26 4839 2715 4"


def type_in_pack(session: Session, parent: QWidget) -> Case | None:
    """Ask for the number and make its file; None: the person went back."""
    dialog = _PackEntry(session, parent)
    dialog.exec()
    case = dialog.case
    dialog.deleteLater()
    return case


class _PackEntry(Dialog):
    def __init__(self, session: Session, parent: QWidget) -> None:
        title = _("Type in an emergency pack")
        super().__init__(parent, title, Shape(width=_WIDTH))
        self.case: Case | None = None
        self._session = session
        self.setObjectName("pack")
        text = _(
            "A file with its own number and person code is made for what was written by hand. The "
            "pack's number stays with it, and each pack is typed in once."
        )
        self._serial = TextLine()
        self._serial.setMaxLength(_LONGEST)
        self._serial.setPlaceholderText(_EXAMPLE)
        self._problem = label("", "error", wrap=True)
        cancel = button(_("Cancel"))
        go_on = button(_("Go on"), style="primary")
        go_on.setDefault(True)
        box = self.box
        self.add_heading(title)
        box.addWidget(label(text, "muted", wrap=True))
        box.addWidget(labelled(_("The number in the box at the top of each page"), self._serial))
        box.addWidget(self._problem)
        self.add_buttons(cancel, 1, go_on)
        self._problem.setVisible(False)
        cancel.clicked.connect(self.reject)
        go_on.clicked.connect(self._on_go_on)
        self._serial.textChanged.connect(lambda _text: self._say(""))
        self._serial.setFocus()

    def _say(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def _refuse(self, text: str) -> None:
        self._say(text)
        self._serial.setFocus()
        self._serial.selectAll()

    @Slot()
    def _on_go_on(self) -> None:
        serial = read_serial(self._serial.text())
        if not serial:
            text = _(
                "This is no pack's number: eleven digits, of which the last one checks the others."
            )
            self._refuse(text)
            return
        try:
            self.case = self._session.new_files.type_in(serial)
        except TipdeskError as error:
            message = sentence(error)
            self._refuse(f"{message.what} {message.next_step}")
            return
        self.accept()


def pack_line(session: Session, case: Case) -> str:
    """From which pack a file was typed in, as one says it; '' for none."""
    serial = session.new_files.pack_of(case.id)
    if not serial:
        return ""
    return _("Typed in from emergency pack {number}").format(
        number=isolated(grouped_serial(serial))
    )
