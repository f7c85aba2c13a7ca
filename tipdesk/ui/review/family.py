"""The family of a file's person on its page: files of others of it, and children that have none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from tipdesk.cases.model import Act, Case, CaseId
from tipdesk.desk.files.families import ChildSpokenOf
from tipdesk.desk.files.same_person import SaidOfFile
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import MASK, _, isolate, isolated, language, listed
from tipdesk.ui.interview.elsewhere_advice import ask_kinship
from tipdesk.ui.review.same_files import StatementLine
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said
from tipdesk.ui.toolkit.fields import search_line
from tipdesk.ui.toolkit.parts import button, card, column, flowing, label, note
from tipdesk.ui.toolkit.theme import px

_WIDTH = 520  # at 100 %


class FamilyCard(QWidget):
    """For whom the file names: nobody else knows of what family somebody is."""

    changed = Signal()
    file_asked = Signal(object)  # Case: it is open to the officer

    def __init__(
        self, session: Session, case: Case, names: Mapping[str, str], *, masked: bool
    ) -> None:
        """`names` are people by code; none while they are hidden."""
        super().__init__()
        self._session, self._case, self._masked = session, case, masked
        family = session.families.of_case(case.id)
        lines: list[QWidget] = [label(_("Family"), "h2")]
        lines += [self._file_line(line, names) for line in family.files]
        lines += [note(_twice_text(numbers), "notewarn") for numbers in family.twice]
        if session.may(Act.BEGIN_FILE):
            lines += [self._child_line(child) for child in family.children]
        if len(lines) == 1:
            lines.append(label(_("No file of the family is named here."), "muted", wrap=True))
        adding = button(_("A file of the family…"), "users-three")
        adding.clicked.connect(self._on_add)
        lines.append(flowing(adding))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card(*lines, spacing=px(12)))

    def _file_line(self, statement: SaidOfFile, names: Mapping[str, str]) -> QWidget:
        line = StatementLine(self._session, self._case, statement, names)
        line.undone.connect(self.changed)
        line.file_asked.connect(self.file_asked)
        return line

    def _child_line(self, child: ChildSpokenOf) -> QWidget:
        name = (MASK if self._masked else child.name) or _("A child without a name here")
        text = (
            _("{name}, {age} years old").format(name=isolate(name), age=isolated(child.age))
            if child.age
            else isolate(name)
        )
        begin = button(_("Begin a file of this child"), "plus")
        spoken = _("{question}: {part}")
        begin.setAccessibleName(spoken.format(question=isolated(name), part=begin.text()))
        begin.clicked.connect(partial(self._begin, child))
        return column(label(text, wrap=True), flowing(begin), spacing=px(6))

    def _begin(self, child: ChildSpokenOf, _down: bool = False) -> None:
        """The child's file is turned to at once: what was said of the child is offered there."""
        with errors_said(self):
            self.file_asked.emit(self._session.new_files.open_child(self._case.id, child.path))

    @Slot()
    def _on_add(self) -> None:
        with errors_said(self) as attempt:
            dialog = _ChooseFile(self._session, self._case.id, self, masked=self._masked)
            chosen = dialog.chosen() if dialog.exec() == QDialog.DialogCode.Accepted else None
            dialog.deleteLater()
            kinship = ask_kinship(self, chosen.number) if chosen is not None else None
            if chosen is None or kinship is None or self._session.locked:
                return
            self._session.files.same_person.say_family(self._case.id, chosen.id, kinship)
        if not attempt.failed:
            self.changed.emit()


def _twice_text(numbers: Sequence[str]) -> str:
    text = _("Files of one child: {numbers}. Whichever was begun second can be voided.")
    return text.format(numbers=listed(numbers, language()))


class _ChooseFile(Dialog):
    """One of the officer's files, by what is typed of it."""

    def __init__(self, session: Session, case_id: CaseId, parent: QWidget, *, masked: bool) -> None:
        title = _("Which file is of the family?")
        super().__init__(parent, title, Shape(least_width=_WIDTH))
        self._session, self._case_id, self._masked = session, case_id, masked
        self._cases: Sequence[Case] = ()
        self.add_heading(title)
        hint = _("Files that name you are offered. Nothing is copied and nothing is opened by it.")
        self.box.addWidget(label(hint, "hint", wrap=True))
        query = search_line(_("Name or number"))
        query.textChanged.connect(self._search)
        self.box.addWidget(query)
        self._list = QListWidget()
        self._list.setAccessibleName(_("Files"))
        self._list.setMinimumHeight(px(200))
        self._list.itemActivated.connect(lambda _item: self.accept())
        self.box.addWidget(self._list)
        self._none = label(_("No file that names you is found so."), "muted", wrap=True)
        self.box.addWidget(self._none)
        self._choose, back = button(_("Choose"), style="primary"), button(_("Cancel"))
        self._choose.setDefault(True)
        self._choose.clicked.connect(self.accept)
        back.clicked.connect(self.reject)
        self.add_buttons(back, 1, self._choose)
        self._search("")
        query.setFocus()

    def chosen(self) -> Case | None:
        """The file that is marked."""
        at = self._list.currentRow()
        return self._cases[at] if at >= 0 else None

    @Slot(str)
    def _search(self, query: str) -> None:
        self._cases = self._session.families.candidates(self._case_id, query)
        self._list.clear()
        for case in self._cases:
            name = MASK if self._masked else case.display_name or "—"
            text = _("{question}: {part}").format(
                question=isolated(case.number), part=isolate(name)
            )
            item = QListWidgetItem(text)
            item.setTextAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
            self._list.addItem(item)
        self._list.setCurrentRow(0 if self._cases else -1)
        self._none.setVisible(not self._cases)
        self._choose.setEnabled(bool(self._cases))
