"""The table of files with its filters, or what is said while there are none.

Listed are all files, those in one state, or what waits for the supervisor.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHeaderView,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from tipdesk.cases.files.review import BEFORE_APPROVAL, waits
from tipdesk.cases.model import Case, Status
from tipdesk.core.clock import Clock
from tipdesk.i18n.text import _, format_date, format_datetime, isolated, kuwait_day, language
from tipdesk.texts.messages import standing_label, status_label
from tipdesk.ui.toolkit import tables
from tipdesk.ui.toolkit.layouts import Flow
from tipdesk.ui.toolkit.parts import NothingHere, button
from tipdesk.ui.toolkit.theme import px

_STATUSES: tuple[Status | None, ...] = (None, *Status)
_WAITING = len(_STATUSES)  # the position of the supervisor's own filter


class StatusFilters(QWidget):
    """One is always chosen; at first all files."""

    changed = Signal()

    def __init__(self, *, supervises: bool) -> None:
        super().__init__()
        line = Flow(px(8), px(8))
        self.setLayout(line)
        self._group = QButtonGroup(self)
        for position, status in enumerate(_STATUSES):
            text = _("All") if status is None else status_label(status)
            if status is Status.RETURNED:  # both wait to be completed anew
                text = _("Returned or changed")
            line.addWidget(self._filter(text, position))
            if status is None and supervises:
                line.addWidget(self._filter(_("Waiting for you"), _WAITING))
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda _position: self.changed.emit())

    def _filter(self, text: str, position: int) -> QRadioButton:
        choice = QRadioButton(text)
        choice.setObjectName("filter")
        choice.setAccessibleName(_("Show: {status}").format(status=text))
        self._group.addButton(choice, position)
        return choice

    def status(self) -> Status | None:
        """The state that is chosen; None: any, or what waits."""
        at = self._group.checkedId()
        return None if at == _WAITING else _STATUSES[at]

    def waiting(self) -> bool:
        """Whether it is what waits for the supervisor."""
        return self._group.checkedId() == _WAITING

    def narrows(self) -> bool:
        """Whether files in some states are left out."""
        return self.status() is not None

    def count_waiting(self, count: int) -> None:
        """Say how much waits for the supervisor."""
        text = _("Waiting for you ({count})").format(count=isolated(str(count)))
        button = self._group.button(_WAITING)
        button.setText(text)
        button.setAccessibleName(_("Show: {status}").format(status=text))


_NOTICE_DUE = timedelta(hours=24)  # art. 40: "at once"; after a day the list says so plainly
_NAME, _REASON = 2, 3  # the columns of a supervisor's list
_LEAST = 132  # pixels at 100 %: the titles and two files
_DAY = "00/00/0000"  # a sample
_LONG = 22  # characters of a status: more stand in two lines beside why a file waits
_TALL = 54  # pixels at 100 %, of a row with a chip of two lines

STATUS_CHIPS = {
    Status.IN_PROGRESS: "chipgrey",
    Status.COMPLETED: "chipwarn",
    Status.RETURNED: "chipwarn",
    Status.APPROVED: "chip",
    Status.EXPORTED: "chip",
    Status.RECEIVED: "chipok",
    Status.REFUSED: "chipwarn",
    Status.VOIDED: "chipgrey",
}


def columns(clock: Clock, *, supervisor: bool) -> list[tables.Column[Case]]:
    """Code, state and what is due; no story and no indicator (rule 10). A supervisor also sees
    why a file waits; that hides with F7, as a name does."""
    states = [status_label(status) for status in Status]
    if supervisor:  # beside why a file waits, long ones stand in two lines
        states = [
            part
            for state in states
            for part in (tables.halves(state) if len(state) > _LONG else (state,))
        ]
    waiting: tables.Column[Case] = tables.Column(
        _("For the supervisor"),
        lambda case: why_waiting(case, clock),
        tuple(text.format(date=_DAY) for text in (*_review_texts(), *_reply_texts())),
        masked=True,
        chip=lambda case: "chipwarn" if waits(case) else "",
    )
    last_change: tables.Column[Case] = tables.Column(
        _("Last change"),
        lambda case: isolated(format_datetime(case.updated_at, language())),
        (tables.MOMENT,),
    )
    return [
        tables.Column(_("File number"), lambda case: isolated(case.number), ("KWT-2026-00000",)),
        tables.Column(_("Person code"), lambda case: isolated(case.person_code), ("K7M2-Q9XP",)),
        tables.Column(_("Name"), lambda case: case.display_name or "—", masked=True),
        *([waiting] if supervisor else []),
        tables.Column(
            _("Status"),
            standing_label,
            tuple(states),
            chip=lambda case: STATUS_CHIPS[case.status],
        ),
        tables.Column(
            _("Notice to the Prosecution"),
            lambda case: _notice(case, clock)[0],
            (tables.MOMENT,),
            chip=lambda case: _notice(case, clock)[1],
        ),
        *([] if supervisor else [last_change]),
    ]


def _notice(case: Case, clock: Clock) -> tuple[str, str]:
    """Whether the notice was handed over, in words, and the chip around them. Of a voided file none
    is due."""
    if case.notified_at is not None:
        return isolated(format_datetime(case.notified_at, language())), ""
    if case.status is Status.VOIDED:
        return "—", ""
    if clock() - case.created_at > _NOTICE_DUE:
        return _("Overdue"), "chipwarn"
    return _("Not yet"), "chipgrey"


def _review_texts() -> tuple[str, str]:
    """Of a day that is to come, and of one that has passed."""
    return _("Risk review by {date}"), _("Risk review was due {date}")


def _reply_texts() -> tuple[str, str]:
    return _("To be completed by {date}"), _("Was to be completed by {date}")


def why_waiting(case: Case, clock: Clock) -> str:
    """Why a file waits for the supervisor, the most pressing reason first; '' when it does not."""
    if not waits(case):
        return ""
    reasons = []
    today = kuwait_day(clock())
    for day, texts in ((case.review_due, _review_texts()), (case.reply_by, _reply_texts())):
        if day is not None:
            text = texts[day < today]
            reasons.append(text.format(date=isolated(format_date(day, language()))))
    if case.non_punishment and case.status in BEFORE_APPROVAL:
        reasons.append(_("Non-punishment note"))
    if case.status is Status.COMPLETED:
        reasons.append(_("To be approved"))
    return tables.PART.join(reasons)


class CaseTable(QStackedWidget):
    """Whole rows; Return and a double click open, the menu key asks for the menu."""

    opened = Signal(object)  # Case
    menu_asked = Signal(QPoint)  # on the screen; a file is chosen
    new_asked = Signal()
    other_files_asked = Signal()

    def __init__(
        self,
        clock: Clock,
        parent: QWidget | None = None,
        *,
        supervisor: bool = False,
        begins: bool = True,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._model: tables.RowsModel[Case] = tables.RowsModel(
            columns(clock, supervisor=supervisor)
        )
        self._view = tables.table_view(self._model, _("Files"))
        self._begins = begins  # whether this officer begins files
        width = self._view.horizontalHeader().sectionSize(_REASON)
        self._reason_width = width if supervisor else 0
        self._view.setItemDelegate(tables.ChipDelegate(self._view))
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._new: QPushButton = button(_("Begin an interview"), "plus", "primary")
        self._ask: QPushButton = button(_("Is there another file in the unit?"), "magnifying-glass")
        self.addWidget(self._view)
        self._view.setMinimumHeight(px(_LEAST))
        self._none = NothingHere("folder-open", self._new, self._ask)
        self.addWidget(self._none)
        self.setFocusProxy(self._view)
        self._view.activated.connect(self._on_activated)
        self._view.customContextMenuRequested.connect(self._on_menu)
        self._new.clicked.connect(self.new_asked)
        self._ask.clicked.connect(self.other_files_asked)

    def show_cases(
        self,
        cases: Sequence[Case],
        *,
        searching: bool,
        asks: bool = False,
        waiting: bool = False,
        chosen: Case | None = None,
    ) -> None:
        """Show these files, with `chosen` chosen, or else the one that was; `searching` and
        `waiting` (for a supervisor) tell why there may be none. With `asks` the search finds files
        that name the officer, and others may be asked for."""
        chosen = chosen or self.chosen()
        self._model.set_rows(cases)
        self._choose(chosen)
        self._give_room(waiting=waiting)
        self.setCurrentIndex(0 if cases else 1)
        policy = QSizePolicy.Policy  # while there are files, notes above them may have its room
        self._none.setSizePolicy(policy.Preferred, policy.Ignored if cases else policy.Preferred)
        invites = self._ask if asks else self._new
        self.setFocusProxy(self._view if cases or not (asks or self._begins) else invites)
        self._say_why(searching=searching, asks=asks, waiting=waiting)
        self._ask.setVisible(asks)
        self._new.setVisible(self._begins and not (searching or waiting))

    def _say_why(self, *, searching: bool, asks: bool, waiting: bool) -> None:
        """Why there are none, and what can be done."""
        if asks:
            title = _("Nothing found")
            text = _(
                "Try fewer words, or show all statuses. Files to which you are not "
                "assigned are found by their whole number or code only."
            )
        elif searching:
            title, text = _("Nothing found"), _("Try fewer words, or show all statuses.")
        elif waiting:
            title = _("Nothing waits for the supervisor")
            text = _(
                "Risk reviews, requests of the Prosecution, notes on non-punishment and files to "
                "be approved appear here."
            )
        else:
            title = _("No files yet")
            text = (
                _("Begin with “New interview”. It is kept encrypted on this computer only.")
                if self._begins
                else _("Files appear here when an officer starts one.")
            )
        self._none.say(title, text)

    def _give_room(self, *, waiting: bool) -> None:
        """Among what waits for a supervisor nobody is named, and each reason has room."""
        if self._reason_width:
            header, mode = self._view.horizontalHeader(), QHeaderView.ResizeMode
            self._view.setColumnHidden(_NAME, waiting)
            header.setSectionResizeMode(_REASON, mode.Stretch if waiting else mode.Interactive)
            header.resizeSection(_REASON, self._reason_width)

    def chosen(self) -> Case | None:
        """The file that is chosen now."""
        index = tables.selected(self._view)
        return self._model.row(index) if index else None

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7)."""
        chosen = self.chosen()
        self._model.set_masked(masked)
        self._choose(chosen)

    def _choose(self, chosen: Case | None) -> None:
        """After the rows were set anew."""
        ids = [case.id for case in self._model.rows()]
        for at, case in enumerate(self._model.rows() if self._reason_width else ()):
            two = tables.PART in why_waiting(case, self._clock) or len(standing_label(case)) > _LONG
            if two:
                self._view.setRowHeight(at, px(_TALL))
        tables.select_row(self._view, ids.index(chosen.id) if chosen and chosen.id in ids else 0)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        if (case := self._model.row(index)) is not None:
            self.opened.emit(case)

    @Slot(QPoint)
    def _on_menu(self, position: QPoint) -> None:
        index = self._view.indexAt(position)
        if not index.isValid():  # asked for by key: at the chosen file
            index = self._view.currentIndex()
            position = self._view.visualRect(index).center()
        if self._model.row(index) is not None:
            tables.select_row(self._view, index.row())
            self.menu_asked.emit(self._view.viewport().mapToGlobal(position))
