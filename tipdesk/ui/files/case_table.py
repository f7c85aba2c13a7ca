"""The table of files, or what is said while there are none.

Listed are all files, those in one state, or what waits for the supervisor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTableView,
    QWidget,
)

from tipdesk.cases.files.list_view import UNSORTED, FileColumn, ListOrder, usual_columns
from tipdesk.cases.files.review import BEFORE_APPROVAL, HIGH, waits
from tipdesk.cases.model import Case, Status
from tipdesk.core.clock import Clock
from tipdesk.desk.files.file_list import FileList
from tipdesk.i18n.text import _, format_date, format_datetime, isolated, kuwait_day, language
from tipdesk.texts.messages import standing_label, status_label
from tipdesk.ui.toolkit import tables
from tipdesk.ui.toolkit.parts import NothingHere, button, has_focus
from tipdesk.ui.toolkit.theme import px

_HIDDEN = frozenset(
    {
        FileColumn.NAME,
        FileColumn.REASON,
        FileColumn.NATIONALITY,
        FileColumn.SITE,
        FileColumn.RISK,
    }
)
_NOTICE_DUE = timedelta(hours=24)  # art. 40: "at once"; after a day the list says so plainly
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


def columns(
    clock: Clock, shown: Sequence[FileColumn], words: FileList, *, supervises: bool
) -> list[tables.Column[Case]]:
    """Those that are shown, in their order. No story and no indicator (rule 10). Why a file waits,
    and what of a person can be chosen beside the name, hides with F7 as the name does."""
    makers: dict[FileColumn, Callable[[], tables.Column[Case]]] = {
        FileColumn.NUMBER: _number,
        FileColumn.CODE: _code,
        FileColumn.NAME: lambda: tables.Column(
            _("Name"), lambda case: case.display_name or "—", masked=True
        ),
        FileColumn.REASON: lambda: _waiting(clock),
        FileColumn.STATUS: lambda: _status(beside_reason=supervises),
        FileColumn.NOTICE: lambda: _notice_column(clock),
        FileColumn.CHANGED: lambda: tables.Column(
            _("Last change"),
            lambda case: isolated(format_datetime(case.updated_at, language())),
            (tables.MOMENT,),
        ),
        FileColumn.OPENED: lambda: tables.Column(
            _("Opened on"),
            lambda case: isolated(format_date(kuwait_day(case.created_at), language())),
            (_DAY,),
        ),
        FileColumn.OFFICER: lambda: _chosen(
            _("Opened by"), FileColumn.OFFICER, words, lambda case: case.created_by, masked=False
        ),
        FileColumn.NATIONALITY: lambda: _chosen(
            _("Nationality"), FileColumn.NATIONALITY, words, lambda case: case.nationality
        ),
        FileColumn.SITE: lambda: _chosen(
            _("Place of intake"), FileColumn.SITE, words, lambda case: case.site
        ),
        FileColumn.RISK: lambda: _chosen(
            _("Risk"), FileColumn.RISK, words, lambda case: case.risk, high=HIGH
        ),
        FileColumn.DEADLINE: lambda: tables.Column(
            _("Nearest deadline"),
            lambda case: _deadline(case.deadline),
            (_DAY,),
            chip=lambda case: "chipwarn" if case.deadline and case.deadline < clock() else "",
        ),
    }
    return [makers[column]() for column in shown if column in makers]


def column_title(column: FileColumn, words: FileList, clock: Clock) -> str:
    """What stands at the head of a column."""
    return columns(clock, (column,), words, supervises=True)[0].title


def hides(column: FileColumn) -> bool:
    """Whether F7 hides a column."""
    return column in _HIDDEN


def _number() -> tables.Column[Case]:
    return tables.Column(_("File number"), lambda case: isolated(case.number), ("KWT-2026-00000",))


def _code() -> tables.Column[Case]:
    return tables.Column(_("Person code"), lambda case: isolated(case.person_code), ("K7M2-Q9XP",))


def _waiting(clock: Clock) -> tables.Column[Case]:
    return tables.Column(
        _("For the supervisor"),
        lambda case: why_waiting(case, clock),
        tuple(text.format(date=_DAY) for text in (*_review_texts(), *_reply_texts())),
        masked=True,
        chip=lambda case: "chipwarn" if waits(case) else "",
    )


def _status(*, beside_reason: bool) -> tables.Column[Case]:
    states = [status_label(status) for status in Status]
    if beside_reason:  # long ones stand in two lines
        states = [
            part
            for state in states
            for part in (tables.halves(state) if len(state) > _LONG else (state,))
        ]
    return tables.Column(
        _("Status"), standing_label, tuple(states), chip=lambda case: STATUS_CHIPS[case.status]
    )


def _notice_column(clock: Clock) -> tables.Column[Case]:
    return tables.Column(
        _("Notice to the Prosecution"),
        lambda case: _notice(case, clock)[0],
        (tables.MOMENT,),
        chip=lambda case: _notice(case, clock)[1],
    )


def _deadline(until: datetime | None) -> str:
    return "—" if until is None else isolated(format_date(kuwait_day(until), language()))


def _chosen(
    title: str,
    column: FileColumn,
    words: FileList,
    value: Callable[[Case], str],
    *,
    masked: bool = True,
    high: str = "",
) -> tables.Column[Case]:
    """A column of choices, in the words of the form. What is longer than its room is the tool
    tip."""
    texts = [text for _name, text in words.choices(column)]
    return tables.Column(
        title,
        lambda case: isolated(words.label(column, value(case))) if value(case) else "—",
        tuple(text for text in texts if len(text) <= _LONG),
        masked=masked,
        chip=lambda case: "chipwarn" if high and value(case) == high else "",
    )


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
    sort_asked = Signal(object)  # FileColumn: its head was clicked
    width_changed = Signal(object, int)  # FileColumn, pixels at 100 %: somebody has set it
    end_reached = Signal()  # the last row is in sight

    def __init__(
        self,
        clock: Clock,
        words: FileList,
        parent: QWidget | None = None,
        *,
        supervises: bool = False,
        begins: bool = True,
    ) -> None:
        super().__init__(parent)
        self._clock, self._words, self._supervises = clock, words, supervises
        self._begins = begins  # whether this officer begins files
        self._shown: tuple[FileColumn, ...] = ()
        self._masked = self._sortable = False
        self._widths: dict[FileColumn, int] = {}
        self._order: ListOrder | None = None
        self._making = False  # widths change, and nobody has changed them
        self._new: QPushButton = button(_("Begin an interview"), "plus", "primary")
        self._ask: QPushButton = button(_("Is there another file in the unit?"), "magnifying-glass")
        self._none = NothingHere("folder-open", self._new, self._ask)
        self.addWidget(self._none)
        self._model, self._view = self._make_view(usual_columns(supervises=supervises))
        self.setCurrentIndex(0)
        self._new.clicked.connect(self.new_asked)
        self._ask.clicked.connect(self.other_files_asked)

    def _make_view(
        self, shown: tuple[FileColumn, ...]
    ) -> tuple[tables.RowsModel[Case], QTableView]:
        """The table with these columns, in the place of the one before."""
        self._making = True
        self._shown = shown
        model: tables.RowsModel[Case] = tables.RowsModel(
            columns(self._clock, shown, self._words, supervises=self._supervises)
        )
        view = tables.table_view(model, _("Files"))
        header = view.horizontalHeader()
        self._least = header.minimumSectionSize()
        at = shown.index(FileColumn.REASON) if FileColumn.REASON in shown else -1
        self._reason_width = header.sectionSize(at) if at >= 0 else 0
        view.setItemDelegate(tables.ChipDelegate(view))
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.setMinimumHeight(px(_LEAST))
        view.activated.connect(self._on_activated)
        view.customContextMenuRequested.connect(self._on_menu)
        view.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._on_head)
        header.sectionResized.connect(self._on_resized)
        header.setToolTip(_("A click sorts by this column, another one the other way round"))
        self.insertWidget(0, view)
        self.setFocusProxy(view)
        self._making = False
        return model, view

    def show_view(
        self,
        shown: tuple[FileColumn, ...],
        order: ListOrder | None,
        widths: Mapping[FileColumn, int],
    ) -> None:
        """Show these columns; an arrow stands where the order is by one of them."""
        self._widths = dict(widths)
        if shown != self._shown:
            before, had_focus = self._view, has_focus(self._view)
            rows = self._model.rows()
            self._model, self._view = self._make_view(shown)
            QWidget.setTabOrder(before, self._view)
            self._model.set_masked(self._masked)
            self._model.set_rows(rows)
            self.setCurrentIndex(0 if rows else 1)
            if had_focus:
                self._view.setFocus()
            self.removeWidget(before)
            before.setParent(None)
            before.deleteLater()
        self._making = True
        header = self._view.horizontalHeader()
        for section, column in enumerate(shown):
            if width := self._widths.get(column):
                header.resizeSection(section, max(px(width), header.minimumSectionSize()))
        self._making = False
        self._order = order
        self._mark_order()

    def _mark_order(self) -> None:
        """The arrow at the head; a screen reader is told by the name of the table."""
        order = self._order if self._sortable else None
        header = self._view.horizontalHeader()
        section = self._shown.index(order.column) if order and order.column in self._shown else -1
        down = order is not None and order.descending
        qt_order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        header.setSortIndicatorShown(section >= 0)
        header.setSortIndicator(section, qt_order)
        if section >= 0:  # its title has room beside the arrow
            self._making = True
            room = header.sectionSizeHint(section)
            header.setMinimumSectionSize(max(self._least, room if self._stretches(section) else 0))
            header.resizeSection(section, max(room, header.sectionSize(section)))
            self._making = False
        self._model.mark_order(section, descending=down)
        self._view.setAccessibleDescription("" if order is None else self.order_text(order))

    def _stretches(self, section: int) -> bool:
        mode = self._view.horizontalHeader().sectionResizeMode(section)
        return mode is QHeaderView.ResizeMode.Stretch

    def order_text(self, order: ListOrder) -> str:
        """By what the files are sorted, in words."""
        title = column_title(order.column, self._words, self._clock)
        text = _("Sorted by: {column}, downwards") if order.descending else _("Sorted by: {column}")
        return text.format(column=title)

    @Slot(int)
    def _on_head(self, section: int) -> None:
        column = self._shown[section]
        if self._sortable and column not in UNSORTED:
            self.sort_asked.emit(column)

    @Slot(int, int, int)
    def _on_resized(self, section: int, _before: int, now: int) -> None:
        if self._making:
            return
        if not self._stretches(section) and self._view.isVisible():
            self.width_changed.emit(self._shown[section], max(1, round(now * 100 / px(100))))

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        bar = self._view.verticalScrollBar()
        if value == bar.maximum() > 0:
            self.end_reached.emit()

    def add_cases(self, cases: Sequence[Case]) -> None:
        """Show more files below the others."""
        first = len(self._model.rows())
        self._model.add_rows(cases)
        self._make_tall(first)

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
        self._sortable = not waiting  # what waits has an order of its own
        self._mark_order()
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
            at = self._shown.index(FileColumn.REASON)
            self._making = True
            if FileColumn.NAME in self._shown:
                self._view.setColumnHidden(self._shown.index(FileColumn.NAME), waiting)
            header.setSectionResizeMode(at, mode.Stretch if waiting else mode.Interactive)
            width = self._widths.get(FileColumn.REASON, 0)
            header.resizeSection(at, px(width) if width else self._reason_width)
            self._making = False

    def chosen(self) -> Case | None:
        """The file that is chosen now."""
        index = tables.selected(self._view)
        return self._model.row(index) if index else None

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7)."""
        chosen, self._masked = self.chosen(), masked
        self._model.set_masked(masked)
        self._choose(chosen)

    def _choose(self, chosen: Case | None) -> None:
        """After the rows were set anew."""
        ids = [case.id for case in self._model.rows()]
        self._make_tall(0)
        tables.select_row(self._view, ids.index(chosen.id) if chosen and chosen.id in ids else 0)

    def _make_tall(self, first: int) -> None:
        """Rows from `first` on in which a chip has two lines."""
        rows = self._model.rows() if self._reason_width else ()
        for at in range(first, len(rows)):
            reasons = why_waiting(rows[at], self._clock)
            if tables.PART in reasons or len(standing_label(rows[at])) > _LONG:
                self._view.setRowHeight(at, px(_TALL))

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
