"""«مراجعة أسباب الاطلاع», which a supervisor goes through: why files were opened and asked for, and
what was told of other files of a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.cases.persons.told_alike import ToldPair
from tipdesk.core.errors import FileHidden
from tipdesk.desk.files.access import GivenAccessReason
from tipdesk.desk.session.session import Session
from tipdesk.i18n.text import (
    MASK,
    _,
    format_datetime,
    isolate,
    isolated,
    language,
    ngettext,
    with_code,
)
from tipdesk.texts.messages import access_reason_label
from tipdesk.ui.toolkit import parts, tables
from tipdesk.ui.toolkit.dialogs import ask, errors_said
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_A_NAME = "نورة عبدالله الخالدي"  # a sample
_REASON = 3  # times the title of its column: most reasons stand in two lines


@dataclass(frozen=True, slots=True)
class _ReviewLine:
    """A reason, or what was told, as people read it. `name` is whose it is; `veiled` the file while
    names are hidden; `note` stands where the words of a reason do, and names nobody."""

    at: datetime
    by: str
    name: str
    file: str
    veiled: str
    reason: str
    words: str
    reviewed: bool
    note: str = ""


class AccessReasonsPage(QWidget):
    """Those since the last review, or all. What was told stands above, of files that were voided
    first. What is marked stays."""

    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.setObjectName("page")
        self._masked = False
        self._new: tuple[GivenAccessReason, ...] = ()  # since the last review, the last first
        self._pairs: tuple[ToldPair, ...] = ()  # since then
        self._model: tables.RowsModel[_ReviewLine] = tables.RowsModel(_columns())
        self._table = tables.wrapping(tables.table_view(self._model, _("Access reasons")))
        self._all = QCheckBox(_("Also those that were gone through"))
        self._count = parts.label("", "muted")
        self._done = parts.button(_("I have gone through them"), "checks", "primary")
        self._none = parts.NothingHere("checks")
        self._parts = QStackedWidget()
        self._parts.addWidget(self._table)
        self._parts.addWidget(self._none)
        self._last = parts.label("", "muted", wrap=True)
        back = parts.way_back(_("Back"))
        back.clicked.connect(self.left)
        head = parts.page_head(_("Review of the access reasons"), back)
        box = QVBoxLayout(self)
        box.setContentsMargins(parts.MARGIN, px(18), parts.MARGIN, px(10))
        box.setSpacing(px(10))
        box.addWidget(head)
        box.addWidget(self._last)
        box.addWidget(parts.row(self._all, 1))
        box.addWidget(self._parts, 1)
        box.addWidget(parts.row(self._count, 1, self._done))
        self._all.toggled.connect(self._on_all)
        self._done.clicked.connect(self._on_done)

    def load(self) -> None:
        """Read them anew.

        Raises:
            TransitionRefused: not open to the officer's role.
        """
        session = self._services.session
        reviewed, reasons = self._all.isChecked(), session.access_reasons
        self._new, self._pairs = reasons.since_review(), reasons.told_since_review()
        last_told = max((pair.seq for pair in self._pairs), default=0)
        lines = [
            *_told_lines(
                session,
                reasons.told_since_review(reviewed=True) if reviewed else self._pairs,
                min((pair.seq for pair in self._pairs), default=last_told + 1),
            ),
            *_lines(
                session,
                reasons.since_review(reviewed=True) if reviewed else self._new,
                {reason.number for reason in self._new},
            ),
        ]
        self._model.set_rows(lines)
        tables.select_row(self._table, 0)
        self._parts.setCurrentIndex(0 if lines else 1)
        last = session.access_reasons.last_review()
        self._say_when(last, {} if self._masked else session.staff.names())
        before = last is not None
        self._say_why(before=before)
        count = ngettext("{count} line", "{count} lines", len(lines))
        self._count.setText(count.format(count=isolated(str(len(lines)))) if lines else "")
        self._all.setVisible(before)
        self._done.setEnabled(bool(self._new or self._pairs))
        parts.begin_at(self, self._table if lines else self._all if before else self)

    def _say_when(self, last: CustodyEvent | None, names: Mapping[str, str]) -> None:
        """When they were gone through last, and by whom."""
        text = _("They have not been gone through yet.") if self._new or self._pairs else ""
        if last is not None and last.at is not None:
            text = _("Gone through last on {time}, by {officer}.").format(
                time=isolated(format_datetime(last.at, language())),
                officer=with_code(last.officer, names.get(last.officer, "")),
            )
        self._last.setText(text)
        self._last.setVisible(bool(text))

    def _say_why(self, *, before: bool) -> None:
        """Why there are none. Whoever asks for those before, too, had none at all."""
        nothing_new = before and not self._all.isChecked()
        self._none.say(
            _("Nothing new since the last review") if nothing_new else _("No reasons yet"),
            _(
                "Reasons appear here when somebody opens a file without being assigned "
                "to it, or asks whether there is one; and what somebody was told of another "
                "file that may be of the same person."
            ),
        )

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7): who looked and went through, what was looked for and written."""
        self._masked = masked
        session = self._services.session
        self._say_when(
            session.access_reasons.last_review(), {} if masked else session.staff.names()
        )
        chosen = tables.selected(self._table)
        self._model.set_masked(masked)
        tables.select_row(self._table, chosen.row() if chosen else 0)

    @Slot()
    def _on_all(self) -> None:
        with errors_said(self):
            self.load()

    @Slot()
    def _on_done(self) -> None:
        count = len(self._new) + len(self._pairs)
        title = ngettext(
            "Mark {count} line as gone through?", "Mark {count} lines as gone through?", count
        )
        text = _(
            "It is entered in the chain of custody with your name. They stay, and can be shown "
            "again."
        )
        question = title.format(count=isolated(str(count)))
        if count and ask(self, question, text, _("Mark as gone through")):
            with errors_said(self):
                self._services.session.access_reasons.mark_reviewed(
                    max((reason.number for reason in self._new), default=0),
                    max((pair.seq for pair in self._pairs), default=0),
                )
                self.load()
                self._all.setFocus()


def _lines(
    session: Session, reasons: tuple[GivenAccessReason, ...], new: set[int]
) -> list[_ReviewLine]:
    names, numbers = session.staff.names(), _numbers(session, reasons)
    return [
        _ReviewLine(
            reason.at,
            reason.by,
            names.get(reason.by, ""),
            _searched(reason, numbers, isolate(reason.sought)),
            _searched(reason, numbers, MASK),
            access_reason_label(reason.reason),
            reason.words,
            reason.number not in new,
        )
        for reason in reasons
    ]


def _told_lines(session: Session, pairs: tuple[ToldPair, ...], first_new: int) -> list[_ReviewLine]:
    names = session.staff.names()
    return [
        _ReviewLine(
            pair.at,
            pair.by,
            names.get(pair.by, ""),
            _both(pair),
            _both(pair),
            _("It may be the same person") if pair.warned else _("Perhaps the same person"),
            "",
            pair.seq < first_new,
            _note(pair),
        )
        for pair in pairs
    ]


def _both(pair: ToldPair) -> str:
    file, other = (isolated(number) if number else "—" for number in (pair.file, pair.other))
    return _("In {file}: told of {other}").format(file=file, other=other)


def _note(pair: ToldPair) -> str:
    """What became of the file, and how many descriptions were tried."""
    lines = [_("The file was voided")] if pair.voided else []
    if pair.descriptions > 1:
        tried = ngettext(
            "{count} description of the person was tried",
            "{count} descriptions of the person were tried",
            pair.descriptions,
        )
        lines.append(tried.format(count=isolated(str(pair.descriptions))))
    return " • ".join(lines)


def _numbers(session: Session, reasons: tuple[GivenAccessReason, ...]) -> Mapping[CaseId, str]:
    """The numbers of the files that were opened; of one that is hidden since then, none."""
    numbers = {}
    for case_id in {reason.case_id for reason in reasons if reason.case_id is not None}:
        with suppress(FileHidden):
            numbers[case_id] = session.files.case(case_id).number
    return numbers


def _columns() -> tuple[tables.Column[_ReviewLine], ...]:
    """Words have the room that is left; what is longer than its column goes on in further lines."""
    return (
        tables.Column(_("Time"), _when, (tables.MOMENT,)),
        tables.Column(
            _("Who accessed it"),
            lambda line: f"{isolated(line.by)} • {isolate(line.name)}",
            (_A_NAME,),
            veiled=lambda line: isolated(line.by),
        ),
        tables.Column(
            _("File"),
            lambda line: line.file,
            ("KWT-2026-00000" * 2,),  # what was asked for and found, in two lines
            veiled=lambda line: line.veiled,
        ),
        tables.Column(_("Reason"), lambda line: line.reason, (_("Reason") * _REASON,)),
        tables.Column(
            _("In words"),
            lambda line: line.note or isolate(line.words) or "—",
            veiled=lambda line: line.note or MASK,
        ),
    )


def _when(line: _ReviewLine) -> str:
    when = isolated(format_datetime(line.at, language()))
    return f"{when}\n{_('Gone through')}" if line.reviewed else when


def _searched(reason: GivenAccessReason, numbers: Mapping[CaseId, str], sought: str) -> str:
    """Which file was opened ("" when it is hidden from the reader), or what was looked for and how
    much of it was found."""
    if reason.case_id is not None:
        number = numbers.get(reason.case_id, "")
        return isolated(number) if number else "—"
    count = reason.matches
    if not reason.sought:
        text = ngettext("{count} file", "{count} files", count).format(count=isolated(str(count)))
        return _("The list as a table, or the calendar: {count}").format(count=text)
    matches = _("none was found")
    if count:
        matches = ngettext("{count} file was found", "{count} files were found", count)
        matches = matches.format(count=isolated(str(count)))
    return _("Asked for “{sought}”: {found}").format(sought=sought, found=matches)
