"""«مراجعة أسباب الاطلاع»: why files were opened and asked for, which a supervisor goes through."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.model import CaseId, CustodyEvent
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
class _ReasonLine:
    """A reason as people read it. `name` is whose it is, `number` the file's ("" when it is hidden
    from the reader, or none was opened)."""

    entry: GivenAccessReason
    name: str
    number: str
    reviewed: bool


class AccessReasonsPage(QWidget):
    """Those since the last review, or all. What is marked stays."""

    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.setObjectName("page")
        self._masked = False
        self._new: tuple[GivenAccessReason, ...] = ()  # since the last review, the last first
        self._model: tables.RowsModel[_ReasonLine] = tables.RowsModel(_columns())
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
        self._new = session.access_reasons.since_review()
        reasons = (
            session.access_reasons.since_review(reviewed=True)
            if self._all.isChecked()
            else self._new
        )
        self._model.set_rows(_lines(session, reasons, {reason.number for reason in self._new}))
        tables.select_row(self._table, 0)
        self._parts.setCurrentIndex(0 if reasons else 1)
        last = session.access_reasons.last_review()
        self._say_when(last, {} if self._masked else session.staff.names())
        before = last is not None
        self._say_why(before=before)
        count = ngettext("{count} reason", "{count} reasons", len(reasons))
        self._count.setText(count.format(count=isolated(str(len(reasons)))) if reasons else "")
        self._all.setVisible(before)
        self._done.setEnabled(bool(self._new))
        parts.begin_at(self, self._table if reasons else self._all if before else self)

    def _say_when(self, last: CustodyEvent | None, names: Mapping[str, str]) -> None:
        """When they were gone through last, and by whom."""
        text = _("They have not been gone through yet.") if self._new else ""
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
                "to it, or asks whether there is one."
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
        count = len(self._new)
        title = ngettext(
            "Mark {count} reason as gone through?", "Mark {count} reasons as gone through?", count
        )
        text = _(
            "It is entered in the chain of custody with your name. They stay, and can be shown "
            "again."
        )
        question = title.format(count=isolated(str(count)))
        if count and ask(self, question, text, _("Mark as gone through")):
            with errors_said(self):
                self._services.session.access_reasons.mark_reviewed(self._new[0].number)
                self.load()
                self._all.setFocus()


def _lines(
    session: Session, reasons: tuple[GivenAccessReason, ...], new: set[int]
) -> list[_ReasonLine]:
    names, numbers = session.staff.names(), _numbers(session, reasons)
    return [
        _ReasonLine(
            reason,
            names.get(reason.by, ""),
            numbers.get(reason.case_id, "") if reason.case_id else "",
            reason.number not in new,
        )
        for reason in reasons
    ]


def _numbers(session: Session, reasons: tuple[GivenAccessReason, ...]) -> Mapping[CaseId, str]:
    """The numbers of the files that were opened; of one that is hidden since then, none."""
    numbers = {}
    for case_id in {reason.case_id for reason in reasons if reason.case_id is not None}:
        with suppress(FileHidden):
            numbers[case_id] = session.files.case(case_id).number
    return numbers


def _columns() -> tuple[tables.Column[_ReasonLine], ...]:
    """Words have the room that is left; what is longer than its column goes on in further lines."""
    return (
        tables.Column(_("Time"), _when, (tables.MOMENT,)),
        tables.Column(
            _("Who accessed it"),
            lambda line: f"{isolated(line.entry.by)} • {isolate(line.name)}",
            (_A_NAME,),
            veiled=lambda line: isolated(line.entry.by),
        ),
        tables.Column(
            _("File"),
            lambda line: _searched(line, isolate(line.entry.sought)),
            ("KWT-2026-00000" * 2,),  # what was asked for and found, in two lines
            veiled=lambda line: _searched(line, MASK),
        ),
        tables.Column(
            _("Reason"),
            lambda line: access_reason_label(line.entry.reason),
            (_("Reason") * _REASON,),
        ),
        tables.Column(_("In words"), lambda line: isolate(line.entry.words) or "—", masked=True),
    )


def _when(line: _ReasonLine) -> str:
    when = isolated(format_datetime(line.entry.at, language()))
    return f"{when}\n{_('Gone through')}" if line.reviewed else when


def _searched(line: _ReasonLine, sought: str) -> str:
    """Which file was opened, or what was looked for and how much of it was found."""
    if line.entry.case_id is not None:
        return isolated(line.number) if line.number else "—"
    count = line.entry.matches
    if not line.entry.sought:
        text = ngettext("{count} file", "{count} files", count).format(count=isolated(str(count)))
        return _("The list, as a table: {count}").format(count=text)
    matches = _("none was found")
    if count:
        matches = ngettext("{count} file was found", "{count} files were found", count)
        matches = matches.format(count=isolated(str(count)))
    return _("Asked for “{sought}”: {found}").format(sought=sought, found=matches)
