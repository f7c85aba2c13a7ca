"""«المواعيد والمهل»: what is owed in the files, what is late first, whatever became of the file.

Files by number and code alone, without names, as at home; which need it is stands there for whom
the file names, and F7 hides it. `Return` leads to the case work of the file, at what is owed there;
`E`, `R` and `A` enter an answer, a referral or an appointment from here. Digits choose what is
listed; a line of home leads to what it counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypedDict

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.cases.casework.deadlines import (
    MEETINGS,
    RISK_REVIEWS,
    DeadlineKind,
    OwedLine,
    overdue,
)
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.cases.casework.home_lines import RULES, HomeLine, LineRule
from tipdesk.core.errors import ReasonNeeded, WorkEntryRefused
from tipdesk.i18n.text import N_, _, isolated, language
from tipdesk.texts import keys
from tipdesk.texts.case_work import (
    DEADLINES,
    HOME_LINES,
    WHOM,
    CodeNames,
    deadline_text,
    until_text,
)
from tipdesk.ui.casework.entry_dialog import ask_entry, kind_typed
from tipdesk.ui.casework.plans import EntryAbout
from tipdesk.ui.toolkit import parts, tables
from tipdesk.ui.toolkit.dialogs import errors_said, show_error
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_PAGE = 200  # lines at a time
_OF_NEED = frozenset({DeadlineKind.NEED, DeadlineKind.SILENCE, DeadlineKind.ANSWER})
"""Of which letters enter something."""
_AT_ONCE = frozenset({DeadlineKind.NOTICE, DeadlineKind.URGENCY})  # where no time limits it


@dataclass(frozen=True, slots=True)
class _View:
    """What is listed: of these kinds only, due before so much time from now; none: all. `hidden`:
    of files that are hidden from the unit, which stand in no other view."""

    title: str
    kinds: frozenset[DeadlineKind] = frozenset()
    within: timedelta | None = None
    hidden: bool = False


_VIEWS = (
    _View(N_("Everything")),
    _View(N_("Late"), within=timedelta(0)),
    _View(N_("Within 24 hours"), within=timedelta(hours=24)),
    _View(N_("Appointments and hearings"), MEETINGS),
    _View(
        N_("Needs and services"),
        frozenset({DeadlineKind.NEED, DeadlineKind.SILENCE, DeadlineKind.ANSWER}),
    ),
    _View(N_("Safety"), RISK_REVIEWS | {DeadlineKind.MEASURE, DeadlineKind.CONTACT}),
    _View(
        N_("Prosecution"),
        frozenset(
            {
                *(DeadlineKind.NOTICE, DeadlineKind.URGENCY, DeadlineKind.COMPLETION),
                *(DeadlineKind.OBJECTION, DeadlineKind.CLOSING, DeadlineKind.RETENTION),
                DeadlineKind.TRANSFER,
            }
        ),
    ),
    _View(N_("Hidden files"), hidden=True),
)
_LATE, _DAY = 1, 2  # of these the count is told
_HIDDEN = len(_VIEWS) - 1  # for whom one names


class _Asked(TypedDict):
    """What a page of lines is asked with."""

    until: datetime | None
    kinds: dict[DeadlineKind, datetime | None]


class DueListPage(QWidget):
    """What is owed in the officer's files, of a supervisor in all of the station."""

    opened = Signal(object, str)  # Case, what is owed there
    calendar_asked = Signal(str)  # '' for the week that runs
    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._at = services.clock()
        self._view = 0
        self._names: CodeNames | None = None
        self._model: tables.RowsModel[OwedLine] = tables.RowsModel(self._columns())
        self._table = tables.table_view(self._model, _("Deadlines"))
        self._table.setItemDelegate(tables.ChipDelegate(self._table))
        self._table.activated.connect(self._on_open)
        self._table.installEventFilter(self)
        self._nothing = parts.NothingHere("checks")
        self._lists = QStackedWidget()
        self._of_home: HomeLine | None = None  # the line of home that led here
        for part in (self._table, self._nothing):
            self._lists.addWidget(part)
        self._more = parts.button(_("Show more"), "caret-down")
        self._more.clicked.connect(self._on_more)
        back = parts.way_back(_("Back"))
        back.clicked.connect(self.left)
        self._choices = QButtonGroup(self)
        self._choices.idClicked.connect(self._on_view)
        box = QVBoxLayout(self)
        box.setContentsMargins(parts.MARGIN, px(18), parts.MARGIN, px(10))
        box.setSpacing(px(10))
        calendar = parts.button(_("Calendar"), "calendar-blank")
        calendar.setToolTip(keys.CALENDAR.beside(_("Calendar")))
        calendar.clicked.connect(self._on_calendar)
        QShortcut(shortcut_of(keys.CALENDAR), self, self._on_calendar)
        box.addWidget(parts.page_head(_("Deadlines"), back, calendar))
        hint = _("What is late first, then by the hour. No names; {key} hides which need it is.")
        hint = hint.format(key=isolated(keys.HIDE_NAMES.text))
        box.addWidget(parts.label(hint, "muted", wrap=True))
        box.addWidget(parts.flowing(*map(self._choice, range(len(_VIEWS))), spacing=px(6)))
        self._from_home = parts.label("", "muted", wrap=True)
        box.addWidget(self._from_home)
        box.addWidget(self._lists, 1)
        foot = _(
            "{digits}: what is listed • {open}: the case work of the file • {answer}: answer"
            " • {sent}: referral • {fixed}: appointment • {calendar}: calendar"
        )
        keys_ = foot.format(
            digits=isolated(f"1–{_HIDDEN}"),
            open=isolated("Return"),
            answer=isolated(keys.ENTER_ANSWER.text),
            sent=isolated(keys.ENTER_REFERRAL.text),
            fixed=isolated(keys.ENTER_APPOINTMENT.text),
            calendar=isolated(keys.CALENDAR.text),
        )
        self._whole = parts.label("", "muted", wrap=True)
        box.addWidget(self._whole)
        box.addWidget(parts.row(parts.label(keys_, "faint"), 1, self._more))

    def _choice(self, at: int) -> QPushButton:
        choice = parts.button(_(_VIEWS[at].title), style="ghost")
        choice.setCheckable(True)
        choice.setChecked(at == self._view)
        self._choices.addButton(choice, at)
        for digit in (str(at + 1), chr(ord("٠") + at + 1)):
            QShortcut(QKeySequence(digit), self, partial(self._on_view, at))
        return choice

    def _columns(self) -> list[tables.Column[OwedLine]]:
        return [
            tables.Column(
                _("File number"), lambda line: isolated(line.number), ("KWT-2026-00000",)
            ),
            tables.Column(
                _("Person code"), lambda line: isolated(line.person_code), ("K7M2-Q9XP",)
            ),
            tables.Column(
                _("What is owed"),
                self._what,
                masked=True,
                veiled=lambda line: _(DEADLINES[line.kind]),
            ),
            tables.Column(
                _("Waits for"),
                lambda line: _(WHOM[line.whom]),
                (_("a supervisor"), _("the service")),
            ),
            tables.Column(
                _("Until"),
                self._until,
                (f"متأخر: {tables.MOMENT}",),
                chip=lambda line: "chipwarn" if self._is_late(line) else "",
            ),
        ]

    def _what(self, line: OwedLine) -> str:
        return "" if self._names is None else deadline_text(self._names, line)

    def _is_late(self, line: OwedLine) -> bool:
        return overdue(line, self._at)

    def _until(self, line: OwedLine) -> str:
        if line.due is None:
            return _("at once") if line.kind in _AT_ONCE else ""
        when = isolated(until_text(line.due, language()))
        return _("Late: {when}").format(when=when) if self._is_late(line) else when

    # --- what is shown ----------------------------------------------------------------------

    def load(self, line: str | None = None) -> None:
        """Read what is owed now; `line`: what that HomeLine counts, '' for all that was looked
        through last, None as it stood.

        Raises:
            TransitionRefused: the officer's role sees no files.
        """
        if line or (line is not None and self._of_home is not None):
            self._choose(0)
        if line is not None:
            self._of_home = HomeLine(line) if line else None
        self._read(anew=line is not None)

    def _choose(self, view: int) -> None:
        self._of_home, self._view = None, view
        self._choices.button(view).setChecked(True)

    def _read(self, *, anew: bool = False) -> None:
        """What is owed now, from the first of it where that is asked for `anew`."""
        line = self._of_home
        text = "" if line is None else _("Only: {what}. {key} lists everything.")
        text = text.format(what=_(HOME_LINES[line]) if line else "", key=isolated("1"))
        hidden = self._choices.button(_HIDDEN)
        hidden.setVisible(self._services.session.case_work.has_hidden())
        if self._view == _HIDDEN and hidden.isHidden():
            self._view = 0
        self._choices.setExclusive(line is None)  # none of them is what is listed
        self._choices.button(self._view).setChecked(line is None)
        self._from_home.setText(text)
        self._from_home.setVisible(bool(text))
        due = self._services.session.due
        self._at, self._names = self._services.clock(), CodeNames(due.form)
        if _VIEWS[self._view].hidden and self._of_home is None:
            self._show(self._services.session.case_work.owed_in_hidden())
        else:
            pages = 1 if anew else max(-(-len(self._model.rows()) // _PAGE), 1)
            self._show(due.nearest(pages * _PAGE, **self._asked()))
        if anew:
            tables.select_row(self._table, 0)
        counts = due.counts()
        late = sum(count.late for count in counts)
        soon = sum(count.soon for count in counts)
        for at, count in ((_LATE, late), (_DAY, late + soon)):
            title = _(_VIEWS[at].title)
            text = f"{title} {isolated(f'({count})')}" if count else title
            self._choices.button(at).setText(text)
        text = (
            "" if due.is_whole else _("Older files are still being gone through: some lack here.")
        )
        self._whole.setText(text)
        self._whole.setVisible(bool(text))
        parts.begin_at(
            self, self._table if self._model.rows() else self._choices.button(self._view)
        )

    def set_masked(self, masked: bool) -> None:
        """Hide or show what tells of the person: which need it is (F7)."""
        chosen = self._table.currentIndex().row()
        self._model.set_masked(masked)
        tables.select_row(self._table, chosen)

    @Slot()
    def look_again(self) -> None:
        """Others changed something."""
        self._read()

    def _asked(self) -> _Asked:
        view = _VIEWS[self._view]
        rule = LineRule(kinds=view.kinds, within=view.within)
        if self._of_home is not None:
            rule = RULES[self._of_home]
        return {"until": rule.until(self._at), "kinds": rule.kinds_until(self._at)}

    def _show(self, lines: tuple[OwedLine, ...]) -> None:
        tables.select_again(
            self._table, self._model, lines, lambda line: (line.case_id, line.kind, line.subject)
        )
        self._lists.setCurrentWidget(self._table if lines else self._nothing)
        whole = self._view == 0 and self._of_home is None
        self._nothing.say(
            _("Nothing is owed") if whole else _("Nothing of this is owed"),
            _("What is promised in a file, and what has a day, is listed here until it is done."),
        )
        of_hidden = self._view == _HIDDEN and self._of_home is None
        self._more.setVisible(bool(lines) and len(lines) % _PAGE == 0 and not of_hidden)

    # --- what people do ---------------------------------------------------------------------

    @Slot(int)
    def _on_view(self, at: int) -> None:
        if self._choices.button(at).isHidden():
            return
        self._choose(at)
        with errors_said(self):
            self._read(anew=True)

    @Slot()
    def _on_more(self) -> None:
        lines = self._model.rows()
        with errors_said(self):
            further = self._services.session.due.nearest(_PAGE, after=lines[-1], **self._asked())
            self._show((*lines, *further))
            tables.select_row(self._table, len(lines) if further else len(lines) - 1)
            self._more.setVisible(len(further) == _PAGE)
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters of the list."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if watched is not self._table or event.modifiers():
            return False
        kind = kind_typed(event)
        if kind is not None:
            self._enter(kind)
        return kind is not None

    def _enter(self, kind: EntryKind) -> None:
        """Ask what is entered of the chosen line, and enter it; the list stays, for the next."""
        index = tables.selected(self._table)
        line = None if index is None else self._model.row(index)
        if line is None or line.kind not in _OF_NEED:
            return
        session = self._services.session
        try:
            follow_up = session.case_work.follow_up(line.case_id)
        except ReasonNeeded:
            self.opened.emit(session.files.case(line.case_id), line.subject)  # it asks for one
            return
        about = EntryAbout(kind, line.subject)
        if kind is EntryKind.APPOINTMENT:
            about = EntryAbout(kind, "", {"need": line.subject})
        why = follow_up.why_not(kind, about.subject, about.body)
        if why is not None:
            show_error(self, WorkEntryRefused(reason=why.value))
            return
        title = f"{isolated(line.number)} • {self._what(line)}"
        ask_entry(self._services, follow_up, about, title, self)
        if self._services.open_session is not None:
            self.look_again()
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_calendar(self) -> None:
        self.calendar_asked.emit("")

    @Slot(QModelIndex)
    def _on_open(self, index: QModelIndex) -> None:
        line = self._model.row(index)
        if line is None:
            return
        with errors_said(self):
            case = self._services.session.files.case(line.case_id)
            self.opened.emit(case, line.subject or line.kind.value)
