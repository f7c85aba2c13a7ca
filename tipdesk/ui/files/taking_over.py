"""«تسليم المناوبة وتسلّمها»: what the officer before left, read on the screen and taken over.

What the paper of the handover has, by number and code alone. Enter says that it was read; the paper
is printed from here. Home reminds of it (`TakingNote`) once in a shift.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from tipdesk.cases.casework.shift import FileLine, Shift
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.paper.shift_taking import ShiftBefore
from tipdesk.i18n.text import _, format_datetime, isolated, language, listed
from tipdesk.printing.documents.station.shift_words import (
    deadline_lines,
    station_values,
    status_text,
    waits_text,
)
from tipdesk.printing.wording import Voice, wording
from tipdesk.ui.toolkit import parts, tables
from tipdesk.ui.toolkit.dialogs import show_error
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

_DUE, _LATE = "الاستعجال 00/00/0000 00:00", " – فات"  # samples
_ROOMY = 140  # per cent: from there on what is late, and a long status, take a line more


def before_text(before: ShiftBefore) -> str:
    """Who was here before, and until when."""
    return _("Before you: {who}, until {when}.").format(
        who=listed([isolated(login) for login in before.people], language()),
        when=isolated(format_datetime(before.until, language())),
    )


class TakingNote(parts.Strip):
    """Reminds whoever begins a shift of what the one before left, until it was read."""

    def __init__(self, services: Services, action: QWidget | None = None) -> None:
        super().__init__(kind="note", action=action)
        self._services = services
        self.hide()

    def refresh(self) -> None:
        """Say how it stands now."""
        before = self._services.session.taking.before()
        if before is not None:
            text = _("{before} Read what was left, and take the shift over.")
            self.set_text(text.format(before=before_text(before)))
        self.setVisible(before is not None)


class TakingOverPage(QWidget):
    """Files with deadlines and what waits, what the station has not finished; Enter = read."""

    left = Signal()
    print_asked = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._shift: Shift | None = None
        self._model: tables.RowsModel[FileLine] = tables.RowsModel(self._columns())
        self._table = tables.wrapping(tables.table_view(self._model, _("Shift handover")))
        self._nothing = parts.NothingHere("checks")
        self._nothing.say(_("Nothing waits"), _("Every file here is with somebody, or closed."))
        self._lists = QStackedWidget()
        for part in (self._table, self._nothing):
            self._lists.addWidget(part)
        self._before = parts.label("", "muted", wrap=True)
        self._note = parts.label("", "faint", wrap=True)
        self._station = QVBoxLayout()
        self._station.setSpacing(px(2))
        self._print = parts.button(_("Print it"), "printer")
        self._read = parts.button(_("I have read it"), "check", "primary")
        back = parts.way_back(_("Back"))
        back.clicked.connect(self.left)
        self._print.clicked.connect(self.print_asked)
        self._read.clicked.connect(self._on_read)
        box = QVBoxLayout(self)
        box.setContentsMargins(parts.MARGIN, px(18), parts.MARGIN, px(10))
        box.setSpacing(px(10))
        box.addWidget(parts.page_head(_("Shift handover"), back))
        box.addWidget(self._before)
        box.addWidget(self._lists, 1)
        box.addWidget(self._note)
        box.addLayout(self._station)
        box.addWidget(parts.row(self._print, 1, self._read))
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # in the list, where one reads
            QShortcut(
                QKeySequence(key),
                self._table,
                self._on_read,
                context=Qt.ShortcutContext.WidgetShortcut,
            )

    def _columns(self) -> list[tables.Column[FileLine]]:
        words, voice = wording("handover"), Voice(language())

        def title(key: str) -> str:
            return voice.main(words.text(key))

        def deadlines(line: FileLine) -> str:
            return "" if self._shift is None else deadline_lines(line, self._shift, voice)

        due, letters = (_DUE + _LATE, 16) if px(100) < _ROOMY else (_DUE, 11)
        return [
            tables.Column(
                _("File number"), lambda line: isolated(line.number), ("KWT-2026-00000",)
            ),
            tables.Column(
                _("Person code"), lambda line: isolated(line.person_code), ("K7M2-Q9XP",)
            ),
            tables.Column(_("Status"), lambda line: status_text(line, voice), ("م" * letters,)),
            tables.Column(title("due"), deadlines, (due,)),
            tables.Column(title("waiting"), lambda line: waits_text(line, voice)),
        ]

    # --- what is shown ----------------------------------------------------------------------

    def load(self) -> None:
        """Read what waits now, and whose shift it was.

        Raises:
            TransitionRefused: the officer's role sees no files.
        """
        taking = self._services.session.taking
        self._shift, before = taking.shift(), taking.before()
        self._model.set_rows(self._shift.files)
        self._lists.setCurrentWidget(self._table if self._shift.files else self._nothing)
        tables.select_row(self._table, 0)
        nobody = _("No shift of somebody else waits to be taken over.")
        self._before.setText(nobody if before is None else before_text(before))
        self._read.setVisible(before is not None)
        self._say_station(self._shift)
        first = self._table if self._shift.files else self._read if before else self._print
        parts.begin_at(self, first)

    @Slot()
    def look_again(self) -> None:
        """Others changed something."""
        self.load()

    def _say_station(self, shift: Shift) -> None:
        """What has no line, and what of the station is not finished."""
        words, voice = wording("handover"), Voice(language())
        closed = _("Files that are closed to you are not listed.")
        notes = [voice.main(words.text("counted")), closed]
        if shift.more:
            more = _("Further files: {count}; see the list of files.")
            notes.insert(0, more.format(count=isolated(str(shift.more))))
        self._note.setText(" ".join(notes))
        pairs = [
            parts.row(parts.label(voice.main(words.text(key)), "muted"), parts.label(value), 1)
            for key, value in station_values(shift, voice).items()
        ]
        parts.clear(self._station)
        for line in (pairs[:2], pairs[2:]):
            self._station.addWidget(parts.row(*line, spacing=px(20)))

    # --- what people do ---------------------------------------------------------------------

    @Slot()
    def _on_read(self) -> None:
        if self._shift is None or self._read.isHidden():
            return
        try:
            self._services.session.taking.take(self._shift)
        except TipdeskError as error:
            show_error(self, error)
            return
        self.left.emit()
