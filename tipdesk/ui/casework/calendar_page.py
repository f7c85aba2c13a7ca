"""«التقويم»: a week, appointments and hearings at their hour, above them what is due by days.

Codes alone: the number of the file, what it is, the number of the need. Below the week stands more
of the chosen entry; which need it is stands there for whom the file names, and F7 hides it.
`Return` leads to the case work of the file, at that entry. What is done stands here no more.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import (
    QModelIndex,
    Signal,
    Slot,
)
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.casework.calendar_week import (
    WEEK,
    CalendarWeek,
    day_of,
    sunday_of,
)
from tipdesk.cases.casework.deadlines import OwedLine
from tipdesk.cases.model import Act
from tipdesk.i18n.text import (
    _,
    format_date,
    isolated,
    kuwait_day,
    language,
    ngettext,
)
from tipdesk.texts import keys
from tipdesk.texts.case_work import DEADLINES, WHOM, CodeNames, deadline_text
from tipdesk.ui.casework.calendar_out import take_calendar_out
from tipdesk.ui.casework.calendar_view import WeekModel, WeekView
from tipdesk.ui.toolkit import parts, tables
from tipdesk.ui.toolkit.dialogs import errors_said
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px


class CalendarPage(QWidget):
    """A week of the officer's files, of a supervisor of all of the station."""

    opened = Signal(object, str)  # Case, what is owed there
    print_asked = Signal(str)  # a day of the week, ISO 8601
    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._day = kuwait_day(services.clock())
        self._names: CodeNames | None = None
        self._masked = False
        self._model = WeekModel()
        self._view = WeekView(self._model, _("Calendar"))
        self._view.activated.connect(self._on_open)
        self._view.selectionModel().currentChanged.connect(self._on_chosen)
        self._nothing = parts.NothingHere("checks")
        self._lists = QStackedWidget()
        for part in (self._view, self._nothing):
            self._lists.addWidget(part)
        self._which = parts.label("", "h2")
        self._chosen = parts.label("", wrap=True)
        self._notes = parts.label("", "muted", wrap=True)
        self._today = parts.button(_("This week"), style="ghost")
        self._build()

    def _build(self) -> None:
        back, out = parts.way_back(_("Back")), parts.button(_("Print"), "printer")
        elsewhere = parts.button(_("Save for another calendar…"), "download-simple")
        if not self._services.session.may(Act.TAKE_CALENDAR_OUT):
            elsewhere.hide()
        before = parts.button(_("The week before"), "caret-left", "ghost")
        after = parts.button(_("The week after"), "caret-right", "ghost")
        for part, act in (
            (back, self.left.emit),
            (out, self._on_print),
            (elsewhere, partial(take_calendar_out, self._services, self)),
            (before, self._on_before),
            (after, self._on_after),
            (self._today, self._on_today),
        ):
            part.clicked.connect(lambda _checked=False, act=act: act())
        for key, act in (
            (keys.WEEK_BEFORE, self._on_before),
            (keys.WEEK_AFTER, self._on_after),
            (keys.THIS_WEEK, self._on_today),
            (keys.PRINT, self._on_print),
        ):
            QShortcut(shortcut_of(key), self, act)
        box = QVBoxLayout(self)
        box.setContentsMargins(parts.MARGIN, px(18), parts.MARGIN, px(10))
        box.setSpacing(px(8))
        box.addWidget(parts.page_head(_("Calendar"), back, elsewhere, out))
        box.addWidget(parts.row(before, self._which, after, self._today, 1, spacing=px(8)))
        box.addWidget(self._lists, 1)
        box.addWidget(self._chosen)
        box.addWidget(self._notes)
        foot = _(
            "{before}, {after}: the week before, after • {today}: this week • {open}: the case work"
            " of the file"
        )
        keys_ = foot.format(
            before=isolated(keys.WEEK_BEFORE.text),
            after=isolated(keys.WEEK_AFTER.text),
            today=isolated(keys.THIS_WEEK.text),
            open=isolated("Return"),
        )
        box.addWidget(parts.label(keys_, "faint"))

    # --- what is shown ----------------------------------------------------------------------

    def load(self, day: str | None = None) -> None:
        """Show the week of a day (ISO 8601), '' for this one, None as it stood.

        Raises:
            TransitionRefused: the officer's role sees no files.
        """
        if day is not None:
            self._day = date.fromisoformat(day) if day else kuwait_day(self._services.clock())
        self._read(anew=day is not None)
        parts.begin_at(self, self._view if self._model.places() else self._today)

    @Slot()
    def look_again(self) -> None:
        """Others changed something."""
        self._read()

    def set_masked(self, masked: bool) -> None:
        """Hide or show what tells of the person: which need it is (F7)."""
        self._masked = masked
        self._on_chosen()

    def _read(self, *, anew: bool = False) -> None:
        due, before = self._services.session.due, self._line()
        week = due.week(self._day)
        self._names = CodeNames(due.form)
        self._model.show_week(week)
        self._view.fit()
        days = tuple(isolated(format_date(day, language())) for day in (week.first, week.last))
        self._which.setText(_("{first} to {last}").format(first=days[0], last=days[1]))
        self._today.setEnabled(week.first != sunday_of(kuwait_day(week.at)))
        self._lists.setCurrentWidget(self._nothing if week.is_empty else self._view)
        self._nothing.say(
            _("Nothing is in this week"),
            _("Appointments, hearings and what is due on a day appear here until they are done."),
        )
        self._say_notes(week, whole=due.is_whole)
        self._choose(None if anew else before)
        self._on_chosen()

    def _say_notes(self, week: CalendarWeek, *, whole: bool) -> None:
        notes = []
        if more := sum(day.more for day in week.days):
            text = ngettext(
                "{count} more entry has no line here: see the list of deadlines.",
                "{count} more entries have no line here: see the list of deadlines.",
                more,
            )
            notes.append(text.format(count=isolated(str(more))))
        if not whole:
            notes.append(_("Older files are still being gone through: some lack here."))
        self._notes.setText(" ".join(notes))
        self._notes.setVisible(bool(notes))

    def _line(self) -> OwedLine | None:
        return self._model.line(self._view.currentIndex())

    def _choose(self, line: OwedLine | None) -> None:
        """The entry that was chosen before, else the first that is not over, else the first."""
        today = kuwait_day(self._services.clock())
        entries = [
            (place, other)
            for place in self._model.places()
            if (other := self._model.line(place)) is not None
        ]
        same = [place for place, other in entries if line is not None and _same(other, line)]
        ahead = [place for place, other in entries if day_of(other) >= today]
        for place in (same or ahead or self._model.places())[:1]:
            self._view.setCurrentIndex(place)

    @Slot()
    def _on_chosen(self) -> None:
        """More of the chosen entry."""
        line, texts = self._line(), list[str]()
        if line is not None and self._names is not None:
            what = _(DEADLINES[line.kind]) if self._masked else deadline_text(self._names, line)
            whom = _("waits for {whom}").format(whom=_(WHOM[line.whom]))
            texts = [isolated(line.number), isolated(line.person_code), what, whom]
            if self._model.is_late(line):
                texts.insert(2, _("Late"))
        self._chosen.setText(tables.PART.join(texts))

    # --- what people do ---------------------------------------------------------------------

    def _turn(self, days: int) -> None:
        self._day = sunday_of(self._day) + timedelta(days=days)
        with errors_said(self):
            self._read(anew=True)
            parts.begin_at(self, self._view if self._model.places() else self._today)

    @Slot()
    def _on_before(self) -> None:
        self._turn(-WEEK)

    @Slot()
    def _on_after(self) -> None:
        self._turn(WEEK)

    @Slot()
    def _on_today(self) -> None:
        self._day = kuwait_day(self._services.clock())
        self._turn(0)

    @Slot()
    def _on_print(self) -> None:
        self.print_asked.emit(self._day.isoformat())

    @Slot(QModelIndex)
    def _on_open(self, index: QModelIndex) -> None:
        line = self._model.line(index)
        if line is None:
            return
        with errors_said(self):
            case = self._services.session.files.case(line.case_id)
            self.opened.emit(case, line.subject or line.kind.value)


def _same(one_line: OwedLine, other: OwedLine) -> bool:
    return (one_line.ref, one_line.kind, one_line.subject) == (other.ref, other.kind, other.subject)
