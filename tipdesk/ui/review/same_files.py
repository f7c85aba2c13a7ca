"""With which files the person of this one is said to be the same, or somebody else, on its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.model import Case
from tipdesk.cases.persons.same import PairSays
from tipdesk.desk.files.same_person import SaidOfFile
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import _, isolated
from tipdesk.ui.interview.elsewhere_advice import openable, said_text
from tipdesk.ui.toolkit.dialogs import errors_said
from tipdesk.ui.toolkit.parts import button, card, column, flowing, label
from tipdesk.ui.toolkit.theme import px


class StatementLine(QWidget):
    """What was said of this file and another one, with what can be done about it."""

    undone = Signal()
    file_asked = Signal(object)  # Case: it is open to the officer

    def __init__(
        self, session: Session, case: Case, line: SaidOfFile, names: Mapping[str, str]
    ) -> None:
        """`names` are people by code; none while they are hidden."""
        super().__init__()
        self._session, self._case, self._line = session, case, line
        undo, opening = button(_("Undo")), button(_("Open the file"))
        undo.clicked.connect(self._undo)
        opening.clicked.connect(self._open)
        for press in (undo, opening):
            spoken = _("{question}: {part}")
            press.setAccessibleName(
                spoken.format(question=isolated(line.number), part=press.text())
            )
        words = label(said_text(line, lambda login: names.get(login) or login), wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(column(words, flowing(undo, opening), spacing=px(6)))

    @Slot()
    def _undo(self) -> None:
        with errors_said(self) as attempt:
            same_person, other = self._session.files.same_person, self._line.case_id
            same_person.say(self._case.id, other, PairSays.WITHDRAWN)
        if not attempt.failed:
            self.undone.emit()

    @Slot()
    def _open(self) -> None:
        with errors_said(self):
            if (case := openable(self._session, self._line.case_id, self)) is not None:
                self.file_asked.emit(case)


class SameFilesCard(QWidget):
    """Each statement of one person or two; for whom the file names."""

    changed = Signal()
    file_asked = Signal(object)  # Case: it is open to the officer

    def __init__(
        self,
        session: Session,
        case: Case,
        statements: Sequence[SaidOfFile],
        names: Mapping[str, str],
    ) -> None:
        """`names` are people by code; none while they are hidden."""
        super().__init__()
        lines: list[QWidget] = [label(_("The same person in other files"), "h2")]
        for statement in statements:
            line = StatementLine(session, case, statement, names)
            line.undone.connect(self.changed)
            line.file_asked.connect(self.file_asked)
            lines.append(line)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card(*lines, spacing=px(12)))
