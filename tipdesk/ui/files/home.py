"""Home: what waits in this shift, who is here, and the deeds with which one begins.

An unlocking leads here when there is no field to come back to; what there is to say then stands
above (`ui.shell.after_unlock`), in no dialog. Digits lead to what is counted, at most seven lines
for each role (`cases.casework.home_lines`): to the files below, or to the list of what is owed.
Files by number and code alone: no name and nothing of what was told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QModelIndex, Signal, SignalInstance, Slot
from PySide6.QtGui import QFocusEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.casework.home_lines import ELSEWHERE, RULES, HomeLine, LineCount
from tipdesk.cases.casework.shift import WHOM, FileLine, Task, Whom, late
from tipdesk.cases.model import Act, Case
from tipdesk.i18n.text import (
    _,
    format_date,
    format_time,
    isolated,
    kuwait_day,
    language,
)
from tipdesk.printing.wording import wording
from tipdesk.texts import keys
from tipdesk.texts.case_work import HOME_LINES, until_text
from tipdesk.texts.messages import role_label
from tipdesk.ui.casework.reassigning import LeftFilesNote
from tipdesk.ui.files.page import begin_file, reminders_of
from tipdesk.ui.files.reminders import Reminders
from tipdesk.ui.files.taking_over import TakingNote
from tipdesk.ui.notices.waiting import leave_here
from tipdesk.ui.toolkit import tables
from tipdesk.ui.toolkit.dialogs import errors_said
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import (
    MARGIN,
    LinkRow,
    NothingHere,
    begin_at,
    button,
    card,
    clear,
    flowing,
    label,
    roomy,
    row,
)
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_MOST, _DIGITS = 60, 7  # files; lines that count
_SIDE = 250  # pixels at 100 %: beside the list
_MAIN, _ANY = 680, 1 << 20  # the list; no bound
_DEED, _HERE = 74, 150  # and how high a deed is, and who is here with the margins
_PLACES = {
    Task.APPROVAL: Act.APPROVE,
    Task.REFUSED: Act.APPROVE,
    Task.RISK_REVIEW: Act.APPROVE,
    Task.TRANSFER: Act.APPROVE,
    Task.CLOSING: Act.APPROVE,
    Task.REFERRAL: Act.EXPORT,
}  # what is not done in the interview, and who does it


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One line: the file, and what waits there."""

    case: Case
    line: FileLine


def what_waits(line: FileLine) -> str:
    """In the words of the shift handover, for whom it waits where that is not the officer."""
    words = wording("handover")
    parts = []
    for task in line.tasks:
        text = words.part("tasks").text(task).text(language())
        whom = WHOM[task]
        if whom is not Whom.OFFICER:
            text = words.part("whom").text(whom).text(language()).format(what=text)
        parts.append(text)
    return tables.PART.join(parts)


def until(waiting: WaitingLine, now: datetime) -> str:
    """Its nearest deadline; of what is due at once, since when: today by the hour. '' where it has
    none."""
    line = waiting.line
    if line.at_once:
        day = kuwait_day(line.begun_at)
        same = day == kuwait_day(now)
        return _at_once(format_time(line.begun_at) if same else format_date(day, language()))
    return isolated(until_text(line.dated[0].due, language())) if line.dated else ""


def _at_once(since: str) -> str:
    return wording("handover").text("now").text(language()).format(when=isolated(since))


def _count_text(count: LineCount) -> str:
    """Its digit, what it counts, how much of it is late, and the nearest hour."""
    texts = [f"{_(HOME_LINES[count.line])} {isolated(f'({count.count})')}"]
    if count.late and count.late < count.count:
        texts.append(_("Late: {count}").format(count=isolated(str(count.late))))
    if count.nearest is not None:
        texts.append(isolated(until_text(count.nearest, language())))
    return f"{isolated(str(count.digit))}  {tables.PART.join(texts)}"


class HomePage(QWidget):
    """Reads the session anew whenever it is turned to, and when others change something."""

    opened = Signal(object)  # Case
    review_asked = Signal(object)  # Case
    attachments_asked = Signal(object)  # Case
    print_asked = Signal(object, str)  # Case, document
    export_asked = Signal(object)  # Case
    casework_asked = Signal(object)  # Case
    files_asked = Signal()
    search_asked = Signal()  # among all files
    handover_asked = Signal()
    load_asked = Signal()
    calendar_asked = Signal(str)  # '' for the week that runs
    events_asked = Signal()
    deadlines_asked = Signal(str)  # of a HomeLine; '' for all
    station_asked = Signal()
    reasons_asked = Signal()
    requests_asked = Signal()
    notices_asked = Signal()
    notice_reviews_asked = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._begins = services.session.may(Act.BEGIN_FILE)
        self._model = tables.RowsModel(self._columns())
        self._table = tables.table_view(self._model, _("What waits"))
        self._table.setItemDelegate(tables.ChipDelegate(self._table))
        self._table.activated.connect(self._on_open)
        self._only: HomeLine | None = None  # whose files are listed
        self._counted: dict[int, LineCount] = {}  # by digit
        self._counts = {digit: self._count_button(digit) for digit in range(1, _DIGITS + 1)}
        self._nothing = NothingHere("checks")
        self._lists = QStackedWidget()
        for part in (self._table, self._nothing):
            self._lists.addWidget(part)
        self._who = QVBoxLayout()
        self._who.setSpacing(px(6))
        read = button(_("Read it"), style="ghost")
        read.clicked.connect(self.handover_asked)
        self._notes = (
            TakingNote(services, read),
            *reminders_of(
                services,
                self.notice_reviews_asked,
                self.requests_asked,
                self.station_asked,
                self.reasons_asked,
            ),
            LeftFilesNote(services, self._to_load()),
        )
        self._reminders = Reminders(self._notes)
        self._halves = QHBoxLayout()
        roomy(self).addLayout(self._halves)
        self._halves.setContentsMargins(MARGIN, px(18), MARGIN, px(14))
        self._halves.setSpacing(px(20))
        self._deeds = self._side()
        self._halves.addWidget(self._deeds)
        self._halves.addLayout(self._main(), 1)
        self._connect_keys()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the list would be too narrow beside them, the deeds stand below it; where it would
        be too low, the first of what is to be read stands for all."""
        super().resizeEvent(event)
        self._reminders.fit(self.height())
        self._fit_deeds()
        beside = self.width() >= px(_SIDE + _MAIN)
        way = QBoxLayout.Direction
        self._halves.setDirection(way.LeftToRight if beside else way.BottomToTop)
        self._deeds.setMaximumWidth(px(_SIDE) if beside else _ANY)
        self._deeds.setMinimumWidth(px(_SIDE))

    def _fit_deeds(self) -> None:
        """A line each where the page is too low for two."""
        deeds = self._deeds.findChildren(LinkRow)
        shown = sum(not deed.isHidden() for deed in deeds)
        for deed in deeds:
            deed.set_low(self.height() < px(shown * _DEED + _HERE))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Where a dialog had the cursor when the page was read, the list has it afterwards."""
        super().focusInEvent(event)
        if self._lists.currentWidget() is self._table:
            self._table.setFocus()

    # --- building ---------------------------------------------------------------------------

    def _columns(self) -> list[tables.Column[WaitingLine]]:
        clock = self._services.clock

        def chip(waiting: WaitingLine) -> str:
            return "chipwarn" if late(waiting.line, clock()) else ""

        return [
            tables.Column(
                _("File number"), lambda waiting: isolated(waiting.case.number), ("KWT-2026-00000",)
            ),
            tables.Column(
                _("Person code"), lambda waiting: isolated(waiting.case.person_code), ("K7M2-Q9XP",)
            ),
            tables.Column(_("What waits"), lambda waiting: what_waits(waiting.line)),
            tables.Column(
                _("Until"),
                lambda waiting: until(waiting, clock()),
                (tables.MOMENT, _at_once("00/00/0000")),
                chip=chip,
            ),
        ]

    def _main(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(px(10))
        text = _("The nearest deadline first. No names, nothing of what was told.")
        hint = label(text, "muted", wrap=True)
        box.addWidget(row(label(_("What waits"), "h1"), hint, spacing=px(16), wide=1))
        box.addWidget(self._reminders)
        self._strip = flowing(*self._counts.values(), spacing=px(6))
        box.addWidget(self._strip)
        box.addWidget(self._lists, 1)
        keys_ = _(
            "{digits}: what is counted • {open}: open • {review}: review • {notice}: notice"
            " • {attachments}: attachments"
        )
        foot = keys_.format(
            digits=isolated("1–7"),
            open=isolated("Return"),
            review=isolated(keys.REVIEW.text),
            notice=isolated(keys.NOTICE.text),
            attachments=isolated(keys.ATTACHMENTS.text),
        )
        box.addWidget(label(foot, "faint"))
        return box

    def _side(self) -> QWidget:
        side = QWidget()
        box = QVBoxLayout(side)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        self._new = LinkRow(_("New interview"), isolated(keys.NEW_FILE.text), "plus")
        self._quick = LinkRow(_("Quick intake"), isolated(keys.QUICK_FILE.text), "clock")
        self._notices = LinkRow(_("Electronic notices"), isolated(keys.NOTICES.text), "signature")
        self._files = LinkRow(_("All files"), isolated(keys.FIND.text), "stack")
        self._due = LinkRow(_("Deadlines"), isolated(keys.DEADLINES.text), "clock")
        self._calendar = LinkRow(_("Calendar"), isolated(keys.CALENDAR.text), "calendar-blank")
        self._events = LinkRow(_("Events"), isolated(keys.EVENTS.text), "list-checks")
        self._handover = LinkRow(_("Shift handover"), isolated(keys.HANDOVER.text), "users")
        for deed, act in (
            (self._new, partial(self._begin, quick=False)),
            (self._quick, partial(self._begin, quick=True)),
            (self._notices, self._on_notices),
            (self._files, self.files_asked.emit),
            (self._due, partial(self.deadlines_asked.emit, "")),
            (self._calendar, partial(self.calendar_asked.emit, "")),
            (self._events, self.events_asked.emit),
            (self._handover, self.handover_asked.emit),
        ):
            deed.clicked.connect(lambda _checked=False, act=act: act())
            box.addWidget(deed)
        for beginning in (self._new, self._quick):
            beginning.setVisible(self._begins)
        box.addStretch(1)
        here = QWidget()
        here.setLayout(self._who)
        box.addWidget(card(label(_("In this shift"), "muted"), here, spacing=px(8)))
        return side

    def _connect_keys(self) -> None:
        deeds: tuple[tuple[keys.Key, Callable[[], None]], ...] = (
            (keys.NEW_FILE, partial(self._begin, quick=False)),
            (keys.QUICK_FILE, partial(self._begin, quick=True)),
            (keys.FIND, self.search_asked.emit),
            (keys.HANDOVER, self.handover_asked.emit),
            (keys.EVENTS, self.events_asked.emit),
            (keys.DEADLINES, partial(self.deadlines_asked.emit, "")),
            (keys.CALENDAR, partial(self.calendar_asked.emit, "")),
            (keys.REVIEW, partial(self._do, self.review_asked)),
            (keys.ATTACHMENTS, partial(self._do, self.attachments_asked)),
            (keys.NOTICE, self._on_notice),
            (keys.NOTICES, self._on_notices),
        )
        for key, act in deeds:
            QShortcut(shortcut_of(key), self, act)
        QShortcut(QKeySequence("٠"), self, partial(self.deadlines_asked.emit, ""))
        for at in range(1, _DIGITS + 1):  # nobody types here, and a table would search for them
            for digit in (str(at), chr(ord("٠") + at)):
                QShortcut(QKeySequence(digit), self, partial(self._on_count, at))

    # --- what is shown ----------------------------------------------------------------------

    @Slot()
    def load(self) -> None:
        """Read what waits, and who is here."""
        self._show_counts()
        statuses = RULES[self._only].statuses if self._only is not None else ()
        lines = self._services.session.files.in_hand(_MOST, statuses)
        waits = [WaitingLine(case, line) for case, line in lines]
        tables.select_again(self._table, self._model, waits, lambda waiting: waiting.case.id)
        self._lists.setCurrentWidget(self._table if lines else self._nothing)
        text = _("Every file here is with somebody, or closed.")
        if not lines and not self._services.session.files.count():
            text = _("No file is here yet.")
        self._nothing.say(_("Nothing waits"), text)
        self._show_who()
        self._say_late()
        self._notices.setVisible(leave_here(self._services.session))
        self._fit_deeds()
        for note in self._notes:
            note.refresh()
        begin_at(self, self._table if lines else self)

    @Slot()
    def look_again(self) -> None:
        """Others changed something."""
        with errors_said(self):
            self.load()

    def _count_button(self, digit: int) -> QPushButton:
        count = button("", style="ghost")
        count.setCheckable(True)
        count.clicked.connect(lambda _checked=False: self._on_count(digit))
        return count

    def _show_counts(self) -> None:
        """What is counted, a line that counts nothing left out. A line whose files are done lists
        all again."""
        counted = self._services.session.due.home_lines()
        self._counted = {count.digit: count for count in counted}
        if self._only not in {count.line for count in counted}:
            self._only = None
        for digit, line in self._counts.items():
            count = self._counted.get(digit)
            line.setVisible(count is not None)
            line.setChecked(count is not None and count.line is self._only)
            if count is not None:
                line.setText(_count_text(count))
                line.setAccessibleName(line.text())
        self._strip.setVisible(bool(counted))

    def _say_late(self) -> None:
        """How much is late, beside the way to it."""
        late = sum(count.late for count in self._services.session.due.counts())
        parts = [isolated(keys.DEADLINES.text)]
        if late:
            parts.append(_("Late: {count}").format(count=isolated(str(late))))
        self._due.tell(tables.PART.join(parts))

    def _show_who(self) -> None:
        """Whoever works here now, and whose PIN leads back."""
        clear(self._who)
        session = self._services.session
        officer = session.officer
        own = f"{isolated(officer.login)} • {role_label(officer.role)}"
        lines = [(own, _("works here now"))]
        lines += [
            (isolated(login), _("locked, comes back by PIN"))
            for login in self._services.leads_back()
            if login != officer.login
        ]
        for who, how in lines:
            self._who.addWidget(row(label(who), label(how, "muted"), 1, spacing=px(10)))

    # --- what people do ---------------------------------------------------------------------

    def _on_count(self, digit: int) -> None:
        """Its files in the list, once more: all; or what is owed, in its own list."""
        count = self._counted.get(digit)
        if count is None:
            return
        if count.line in ELSEWHERE:
            (self.load_asked if count.line is HomeLine.LOAD else self.reasons_asked).emit()
            return
        if not RULES[count.line].statuses:
            self.deadlines_asked.emit(count.line.value)
            return
        self._only = None if self._only is count.line else count.line
        self.look_again()
        tables.select_row(self._table, 0)

    @Slot(QModelIndex)
    def _on_open(self, index: QModelIndex) -> None:
        self._open(index.row())

    def _open(self, at: int) -> None:
        """Go to where a line is worked on: what only some may do comes first for them."""
        rows = self._model.rows()
        if not 0 <= at < len(rows):
            return
        waiting, may = rows[at], self._services.session.may
        tasks = waiting.line.tasks
        own = next((task for task in tasks if task in _PLACES and may(_PLACES[task])), tasks[0])
        if own is Task.REFERRAL and may(Act.EXPORT):
            self.export_asked.emit(waiting.case)
        elif own is Task.CASE_WORK or own is Task.CLOSING:
            self.casework_asked.emit(waiting.case)
        elif own in _PLACES or own is Task.ANSWER:
            self.review_asked.emit(waiting.case)
        else:
            self.opened.emit(waiting.case)

    def _chosen(self) -> Case | None:
        index = tables.selected(self._table)
        waiting = None if index is None else self._model.row(index)
        return None if waiting is None else waiting.case

    def _do(self, signal: SignalInstance) -> None:
        if (case := self._chosen()) is not None:
            signal.emit(case)

    def _on_notice(self) -> None:
        if (case := self._chosen()) is not None:
            self.print_asked.emit(case, "notice")

    def _to_load(self) -> QPushButton:
        go = button(_("Reassign them"), style="ghost")
        go.clicked.connect(self.load_asked)
        return go

    def _on_notices(self) -> None:
        if leave_here(self._services.session):
            self.notices_asked.emit()

    def _begin(self, *, quick: bool) -> None:
        if self._begins and (case := begin_file(self._services, self, quick=quick)) is not None:
            self.opened.emit(case)
