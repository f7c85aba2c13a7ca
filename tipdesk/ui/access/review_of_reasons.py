"""«مراجعة أسباب الاطلاع»: why files were opened and asked for, which a supervisor goes through."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.model import CaseId, CustodyEvent
from tipdesk.core.errors import FileHidden
from tipdesk.desk.files.access import AccessReason
from tipdesk.desk.session.session import Session
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolate, isolated, with_code
from tipdesk.texts.messages import look_reason_label
from tipdesk.ui.toolkit.cards import NothingHere
from tipdesk.ui.toolkit.dialogs import ask, errors_said
from tipdesk.ui.toolkit.parts import MARGIN, begin_at, button, label, page_head, row, way_back
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.tables import (
    MASK,
    MOMENT,
    Column,
    RowsModel,
    WrappedDelegate,
    select_row,
    selected,
    table_view,
)
from tipdesk.ui.toolkit.theme import px

_A_NAME = "نورة عبدالله الخالدي"  # a sample
_REASON = 3  # times the title of its column: most reasons stand in two lines


@dataclass(frozen=True, slots=True)
class _Told:
    """A look as people read it. `name` is whose it is, `number` the file's ("" when it is hidden
    from the reader, or none was opened)."""

    look: AccessReason
    name: str
    number: str
    reviewed: bool


class LooksPage(QWidget):
    """Those since the last review, or all. What is marked stays."""

    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.setObjectName("page")
        self._masked = False
        self._new: tuple[AccessReason, ...] = ()  # since the last review, the last first
        self._model: RowsModel[_Told] = RowsModel(_columns())
        self._table = _wrapping(table_view(self._model, _("Reasons for looking")))
        self._all = QCheckBox(_("Also those that were gone through"))
        self._count = label("", "muted")
        self._done = button(_("I have gone through them"), "checks", "primary")
        self._none = NothingHere("checks")
        self._parts = QStackedWidget()
        self._parts.addWidget(self._table)
        self._parts.addWidget(self._none)
        self._last = label("", "muted", wrap=True)
        back = way_back(_("Back"))
        back.clicked.connect(self.left)
        head = page_head(_("Review of the reasons for looking"), back)
        box = QVBoxLayout(self)
        box.setContentsMargins(MARGIN, px(18), MARGIN, px(10))
        box.setSpacing(px(10))
        box.addWidget(head)
        box.addWidget(self._last)
        box.addWidget(row(self._all, 1))
        box.addWidget(self._parts, 1)
        box.addWidget(row(self._count, 1, self._done))
        self._all.toggled.connect(self._on_all)
        self._done.clicked.connect(self._on_done)

    def load(self) -> None:
        """Read them anew.

        Raises:
            TransitionRefused: not open to the officer's role.
        """
        session = self._services.session
        self._new = session.looks.since_review()
        shown = session.looks.since_review(reviewed=True) if self._all.isChecked() else self._new
        self._model.set_rows(_told(session, shown, {one.number for one in self._new}))
        select_row(self._table, 0)
        self._parts.setCurrentIndex(0 if shown else 1)
        last = session.looks.last_review()
        self._say_when(last, {} if self._masked else session.staff.names())
        before = last is not None
        self._say_why(before=before)
        count = ngettext("{count} reason", "{count} reasons", len(shown))
        self._count.setText(count.format(count=isolated(str(len(shown)))) if shown else "")
        self._all.setVisible(before)
        self._done.setEnabled(bool(self._new))
        begin_at(self, self._table if shown else self._all if before else self)

    def _say_when(self, last: CustodyEvent | None, names: Mapping[str, str]) -> None:
        """When they were gone through last, and by whom."""
        said = _("They have not been gone through yet.") if self._new else ""
        if last is not None and last.at is not None:
            said = _("Gone through last on {time}, by {officer}.").format(
                time=isolated(format_datetime(last.at, language())),
                officer=with_code(last.officer, names.get(last.officer, "")),
            )
        self._last.setText(said)
        self._last.setVisible(bool(said))

    def _say_why(self, *, before: bool) -> None:
        """Why there are none. Whoever asks for those before, too, had none at all."""
        nothing_new = before and not self._all.isChecked()
        self._none.say(
            _("Nothing new since the last review") if nothing_new else _("No reasons yet"),
            _(
                "They stand here when somebody opens a file that does not name them, or asks "
                "whether there is one."
            ),
        )

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7): who looked and went through, what was looked for and written."""
        self._masked = masked
        session = self._services.session
        self._say_when(session.looks.last_review(), {} if masked else session.staff.names())
        chosen = selected(self._table)
        self._model.set_masked(masked)
        select_row(self._table, chosen.row() if chosen else 0)

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
        said = title.format(count=isolated(str(count)))
        if count and ask(self, said, text, _("Mark as gone through")):
            with errors_said(self):
                self._services.session.looks.mark_reviewed(self._new[0].number)
                self.load()
                self._all.setFocus()


def _told(session: Session, looks: tuple[AccessReason, ...], new: set[int]) -> list[_Told]:
    names, numbers = session.staff.names(), _numbers(session, looks)
    return [
        _Told(
            one,
            names.get(one.by, ""),
            numbers.get(one.case_id, "") if one.case_id else "",
            one.number not in new,
        )
        for one in looks
    ]


def _numbers(session: Session, looks: tuple[AccessReason, ...]) -> Mapping[CaseId, str]:
    """The numbers of the files that were opened; of one that is hidden since then, none."""
    found = {}
    for case_id in {one.case_id for one in looks if one.case_id is not None}:
        with suppress(FileHidden):
            found[case_id] = session.files.case(case_id).number
    return found


def _columns() -> tuple[Column[_Told], ...]:
    """Words have the room that is left; what is longer than its column goes on in further lines."""
    return (
        Column(_("Time"), _when, (MOMENT,)),
        Column(
            _("Who looked"),
            lambda one: f"{isolated(one.look.by)} • {isolate(one.name)}",
            (_A_NAME,),
            veiled=lambda one: isolated(one.look.by),
        ),
        Column(
            _("File"),
            lambda one: _what(one, isolate(one.look.sought)),
            ("KWT-2026-00000" * 2,),  # what was asked for and found, in two lines
            veiled=lambda one: _what(one, MASK),
        ),
        Column(
            _("Reason"), lambda one: look_reason_label(one.look.reason), (_("Reason") * _REASON,)
        ),
        Column(_("In words"), lambda one: isolate(one.look.words) or "—", masked=True),
    )


def _when(told: _Told) -> str:
    when = isolated(format_datetime(told.look.at, language()))
    return f"{when}\n{_('Gone through')}" if told.reviewed else when


def _what(told: _Told, sought: str) -> str:
    """Which file was opened, or what was looked for and how much of it was found."""
    if told.look.case_id is not None:
        return isolated(told.number) if told.number else "—"
    count = told.look.found
    found = _("none was found")
    if count:
        found = ngettext("{count} file was found", "{count} files were found", count)
        found = found.format(count=isolated(str(count)))
    return _("Asked for “{sought}”: {found}").format(sought=sought, found=found)


def _wrapping(table: QTableView) -> QTableView:
    """Reasons are read as a whole: each row is as high as its words need."""
    table.setWordWrap(True)
    table.setItemDelegate(WrappedDelegate(table))
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.verticalHeader().setMinimumSectionSize(px(44))
    table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    return table
