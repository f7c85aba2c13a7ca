"""«هل يوجد ملف آخر في الوحدة؟»: asked with a reason, and answered by number, unit and officer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.model import Case
from tipdesk.cases.permissions import MOST_ASKED, MOST_FOUND
from tipdesk.core.errors import AnswerRefused, ReasonNeeded, TipdeskError
from tipdesk.desk.files.access import is_enough
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import (
    _,
    clean,
    format_date,
    isolate,
    isolated,
    kuwait_day,
    language,
    ngettext,
)
from tipdesk.texts import keys
from tipdesk.texts.messages import sentence
from tipdesk.ui.access.reason_dialog import Given, ReasonField, ask_reason
from tipdesk.ui.toolkit.dialogs import Dialog, Shape
from tipdesk.ui.toolkit.fields import search_line
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import button, column, label, labelled, note, row
from tipdesk.ui.toolkit.tables import Column, RowsModel, select_row, selected, table_view
from tipdesk.ui.toolkit.theme import px

_WIDTH, _SIDE = 900, 380  # at 100 %


class _SearchForm(QWidget):
    """What is looked for, and why. Nothing is chosen beforehand: the reason is a real answer."""

    def __init__(self, query: str) -> None:
        super().__init__()
        self._sought = search_line(_("Name, passport, phone or number"))
        self._sought.setText(query)
        self._reason = ReasonField()
        self._problem = label("", "error", wrap=True)
        self._cancel = button(_("Cancel"))
        self.ask = button(_("Ask"), "magnifying-glass", "primary")
        self.cancelled = self._cancel.clicked
        notice = _(
            "The question is kept with your name and the reason, and the supervisor reads every "
            "one of them each week."
        )
        limits = _(
            "Nothing of a file's contents is shown: only its number, the unit, whose "
            "it is and since when."
        )
        most = ngettext(
            "You can ask {count} time within a day.",
            "You can ask {count} times within a day.",
            MOST_ASKED,
        ).format(count=isolated(str(MOST_ASKED)))
        first = column(
            labelled(_("What is looked for"), self._sought),
            note(notice),
            label(limits, "muted", wrap=True),
            label(most, "muted", wrap=True),
            self._problem,
            1,
        )
        first.setFixedWidth(px(_SIDE))  # the reasons beside it are taller, whatever Qt expects
        first.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        second = column(label(_("Why do you ask?"), "fieldLabel"), self._reason, 1)
        both = QHBoxLayout()
        both.setSpacing(px(28))
        both.addWidget(first)
        both.addWidget(second, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        box.addLayout(both, 1)
        box.addWidget(row(self._cancel, 1, self.ask))
        self.say("")
        self._sought.textChanged.connect(lambda _text: self.say(""))
        self._reason.changed.connect(lambda: self.say(""))

    def sought(self) -> str:
        """What is looked for, as it was typed."""
        return clean(self._sought.text()).strip()

    def put(self, session: Session) -> tuple[Case, ...] | None:
        """Ask; None: it was not asked, and it is said why."""
        reason, missing = self._reason.reason(), self._reason.missing()
        if not is_enough(self.sought()):
            self.say(sentence(AnswerRefused(name="sought", reason="too_short")).what)
            self._sought.setFocus()
            return None
        if missing or reason is None:
            self.say(missing)
            if reason is None:
                self._reason.take_focus()
            return None
        try:
            return session.access_reasons.search_other_files(
                self.sought(), reason, self._reason.words()
            )
        except TipdeskError as error:
            message = sentence(error)
            self.say(f"{message.what} {message.next_step}")
            return None

    def given(self) -> Given | None:
        """With which reason it was asked."""
        reason = self._reason.reason()
        return None if reason is None else (reason, self._reason.words())

    def say(self, text: str) -> None:
        """What is missing, or went wrong; '' for nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def begin(self) -> None:
        """At what is not answered yet."""
        if is_enough(self.sought()) and self._reason.reason() is None:
            self._reason.take_focus()
        else:
            self._sought.setFocus()
            self._sought.selectAll()

    def set_masked(self, masked: bool) -> None:
        """Hide or show what is looked for (F7): it is often a name."""
        mode = QLineEdit.EchoMode.Password if masked else QLineEdit.EchoMode.Normal
        self._sought.setEchoMode(mode)


class _Answer(QWidget):
    """The files that were found, or that there was none."""

    def __init__(self, unit: str, names: Mapping[str, str]) -> None:
        super().__init__()
        self._title = label("", "h3", wrap=True)
        self._text = label("", "muted", wrap=True)
        self._model: RowsModel[Case] = RowsModel(_columns(unit, names))
        self._table = table_view(self._model, _("Files that were found"))
        self._close = button(_("Close"))
        self.again = button(_("Ask something else"))
        self.open = button(_("Open the file"), "folder-open", "primary")
        self.closed, self.activated = self._close.clicked, self._table.activated
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(12))
        box.addWidget(self._title)
        box.addWidget(self._text)
        box.addWidget(self._table, 1)
        box.addStretch(0)
        box.addWidget(row(self._close, 1, self.again, self.open))

    def show_cases(self, cases: Sequence[Case]) -> None:
        """What came of the question."""
        self._model.set_rows(cases)
        select_row(self._table, 0)
        for part in (self._table, self.open):
            part.setVisible(bool(cases))
        title, text = _summary(len(cases))
        self._title.setText(title)
        self._text.setText(text)
        (self._table if cases else self._close).setFocus()

    def chosen(self) -> Case | None:
        """The file that is chosen now."""
        index = selected(self._table)
        return self._model.row(index) if index else None

    def set_masked(self, masked: bool) -> None:
        """Hide or show whose the files are (F7)."""
        chosen = selected(self._table)
        self._model.set_masked(masked)
        select_row(self._table, chosen.row() if chosen else 0)


class OtherFilesDialog(Dialog):
    """The question, then its answer. What was typed stays until the dialog goes."""

    def __init__(self, session: Session, query: str, parent: QWidget) -> None:
        title = _("Is there another file in the unit?")
        super().__init__(parent, title, Shape(width=_WIDTH))
        self._session = session
        self._masked = False
        self.case: Case | None = None  # to be opened
        self._question = _SearchForm(query)
        self._answer = _Answer(session.station.unit, session.staff.names())
        self._steps = QStackedWidget()
        self._steps.addWidget(self._question)
        self._steps.addWidget(self._answer)
        box = self.box
        self.add_heading(title, wrap=True)
        box.addWidget(self._steps, 1)
        self._connect()
        self._show_question()

    def _connect(self) -> None:
        self._question.ask.clicked.connect(self._on_ask)
        self._question.cancelled.connect(self.reject)
        self._answer.closed.connect(self.reject)
        self._answer.again.clicked.connect(self._show_question)
        self._answer.open.clicked.connect(self._on_open)
        self._answer.activated.connect(self._on_open)
        QShortcut(shortcut_of(keys.AGREE), self._question, self._on_ask)

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7)."""
        self._masked = masked
        self._question.set_masked(masked)
        self._answer.set_masked(masked)

    def given(self) -> Given | None:
        """The reason that was given; its words are not shown again while names are hidden."""
        chosen = self._question.given()
        return chosen if chosen is None or not self._masked else (chosen[0], "")

    @Slot()
    def _show_question(self) -> None:
        self._steps.setCurrentWidget(self._question)
        self._question.ask.setDefault(True)
        self._question.begin()

    @Slot()
    def _on_ask(self) -> None:
        cases = self._question.put(self._session)
        if cases is not None:
            self._steps.setCurrentWidget(self._answer)
            self._answer.open.setDefault(True)
            self._answer.show_cases(cases)

    @Slot()
    @Slot(QModelIndex)
    def _on_open(self, *_index: object) -> None:
        self.case = self._answer.chosen()
        if self.case is not None:
            self.accept()


def ask_for_other_file(
    session: Session, query: str, parent: QWidget, *, masked: bool
) -> Case | None:
    """Ask whether there is another file. The one that is to be opened, and is open to the officer
    with a reason of its own; None: they went back."""
    dialog = OtherFilesDialog(session, query, parent)
    dialog.set_masked(masked)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    case, chosen = dialog.case, dialog.given()
    dialog.deleteLater()
    if not accepted or case is None:
        return None
    try:
        session.access.check(case)
    except ReasonNeeded:
        return case if ask_reason(session, case, parent, chosen) else None
    return case


def mask_other_files(*, masked: bool) -> None:
    """Hide or show names (F7) in the question that is open now, if one is."""
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, OtherFilesDialog):
        dialog.set_masked(masked)


def _summary(count: int) -> tuple[str, str]:
    """How many were found, and what follows from it."""
    if not count:
        return _("No other file was found."), _(
            "A name may be written in another way: the number of a passport finds "
            "more. Files to which you are assigned are found by the search of the list."
        )
    count_text = isolated(str(count))
    heading = ngettext("{count} other file was found.", "{count} other files were found.", count)
    text = _("It opens with a reason of its own. Work on it goes through the officer named here.")
    if count >= MOST_FOUND:
        text = _("There may be more: at most {count} are shown. Search for something closer.")
    return heading.format(count=count_text), text.format(count=count_text)


def _columns(unit: str, names: Mapping[str, str]) -> list[Column[Case]]:
    def whose(case: Case) -> str:
        name = names.get(case.created_by, "")
        return f"{isolated(case.created_by)} • {isolate(name)}" if name else case.created_by

    def day(case: Case) -> date:
        return kuwait_day(case.created_at)

    return [
        Column(_("File number"), lambda case: isolated(case.number), ("KWT-2026-00000",)),
        Column(_("Unit"), lambda _case: isolate(unit)),
        Column(_("Whose it is"), whose, veiled=lambda case: isolated(case.created_by)),
        Column(
            _("Begun on"),
            lambda case: isolated(format_date(kuwait_day(case.created_at), language())),
            ("00/00/0000",),
        ),
    ]
