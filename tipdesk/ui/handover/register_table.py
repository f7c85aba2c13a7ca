"""The register of a receiving station: search, open, give a receipt again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from tipdesk.desk.handover.received_file import ReceivedRow
from tipdesk.i18n.text import N_, _, clean, code_text, format_datetime, isolate, isolated, language
from tipdesk.ui.toolkit import tables
from tipdesk.ui.toolkit.fields import search_line
from tipdesk.ui.toolkit.parts import NothingHere, button, row
from tipdesk.ui.toolkit.theme import px

_A_NAME = "نورة الخالدي"  # a sample
_PAUSE = 150  # milliseconds after the last key
_ANSWERS = {"accepted": N_("Accepted"), "rejected": N_("Refused"), "aside": N_("Kept aside")}
_CHIPS = {"accepted": "chipok", "rejected": "chipwarn", "aside": "chipgrey"}


class RegisterTable(QWidget):
    """Rows in, deeds out; reading and writing is the page's."""

    search_changed = Signal()
    opened = Signal(object)  # ReceivedRow
    receipt_asked = Signal(object)  # ReceivedRow

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search = search_line(_("Search by number, code or signer"))
        self._names: dict[str, str] = {}  # of people of this station, by code
        self._model: tables.RowsModel[ReceivedRow] = tables.RowsModel(_columns(self._names))
        self._table = tables.table_view(self._model, _("Register"))
        self._table.setItemDelegate(tables.ChipDelegate(self._table))
        self._every = button(_("Show the whole register"), "arrows-clockwise")
        self._parts, self._none = QStackedWidget(), NothingHere("archive", self._every)
        self._open = button(_("Open read-only"), "eye", "ghost")
        self._again = button(_("Issue the receipt again…"), "download-simple", "ghost")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(12), 0, 0)
        box.setSpacing(px(10))
        box.addWidget(self._search)
        for part in (self._table, self._none):
            self._parts.addWidget(part)
        box.addWidget(self._parts, 1)
        box.addWidget(row(1, self._open, self._again, spacing=px(4)))
        self._every.clicked.connect(self._on_every)
        self._search.textChanged.connect(lambda _text: self._pause.start())
        self._pause.timeout.connect(self.search_changed)
        self._table.activated.connect(self._on_activated)
        self._table.selectionModel().currentRowChanged.connect(self._on_chosen)
        self._open.clicked.connect(self._on_open)
        self._again.clicked.connect(self._on_again)

    def set_masked(self, masked: bool) -> None:
        """Hide or show who signed (F7)."""
        chosen = self._chosen()
        self._model.set_masked(masked)
        ids = [entry.id for entry in self._model.rows()]
        tables.select_row(self._table, ids.index(chosen.id) if chosen and chosen.id in ids else 0)

    def query(self) -> str:
        """What is searched for."""
        return self._search.text().strip()

    def show_rows(self, rows: Sequence[ReceivedRow], names: Mapping[str, str]) -> None:
        """Show these rows and keep the chosen one; `names` are the station's people by code."""
        self._names.update(names)
        chosen = self._chosen()
        self._model.set_rows(rows)
        ids = [entry.id for entry in rows]
        tables.select_row(self._table, ids.index(chosen.id) if chosen and chosen.id in ids else 0)
        self._say_why(searching=bool(self.query()))
        self._parts.setCurrentWidget(self._table if rows else self._none)
        self._on_chosen()

    def _say_why(self, *, searching: bool) -> None:
        """Why there is nothing, where there is nothing."""
        self._every.setVisible(searching)
        if searching:
            text = _("Nothing in the register has these words. Remove some, or show all.")
            self._none.say(_("Nothing found"), text)
        else:
            text = _("What is received, refused or kept aside appears here.")
            self._none.say(_("Nothing is registered yet"), text)

    @Slot()
    def _on_every(self) -> None:
        self._search.clear()
        self.search_changed.emit()
        self._search.setFocus()

    def _chosen(self) -> ReceivedRow | None:
        index = tables.selected(self._table)
        return self._model.row(index) if index else None

    @Slot()
    def _on_chosen(self) -> None:
        chosen = self._chosen()
        self._open.setEnabled(chosen is not None and chosen.kept)
        self._again.setEnabled(chosen is not None)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        chosen = self._model.row(index)
        if chosen is not None and chosen.kept:
            self.opened.emit(chosen)

    @Slot()
    def _on_open(self) -> None:
        if (chosen := self._chosen()) is not None:
            self.opened.emit(chosen)

    @Slot()
    def _on_again(self) -> None:
        if (chosen := self._chosen()) is not None:
            self.receipt_asked.emit(chosen)


def _number_text(entry: ReceivedRow) -> str:
    """A notice says what it is, above its file or below it."""
    if entry.is_notice:
        number = "" if entry.below else code_text(entry.number)
        return tables.PART.join(filter(None, (number, _("Notice"))))
    return _below_text(entry.revision) if entry.below else code_text(entry.number)


def _below_text(revision: int) -> str:
    """Beside what comes of a file that stands above: it has the same number."""
    return _("Supplement, revision {revision}").format(revision=isolated(str(revision)))


def _columns(names: Mapping[str, str]) -> list[tables.Column[ReceivedRow]]:
    return [
        tables.Column(
            _("Registry number"),
            _number_text,
            (f"KWT-2026-00000{tables.PART}{_('Notice')}", _below_text(99)),
        ),
        tables.Column(
            _("File number"), lambda entry: code_text(entry.case_number), ("KWT-2026-00000",)
        ),
        tables.Column(_("Person code"), lambda entry: code_text(entry.person_code), ("K7M2-Q9XP",)),
        tables.Column(
            _("Received at"),
            lambda entry: isolated(format_datetime(entry.received_at, language())),
            (tables.MOMENT,),
        ),
        tables.Column(
            _("Signed by"), lambda entry: isolate(clean(entry.signed_by)) or "—", masked=True
        ),
        tables.Column(
            _("Received by"),
            lambda entry: isolate(names.get(entry.received_by, "")) or isolated(entry.received_by),
            (_A_NAME,),
            veiled=lambda entry: isolated(entry.received_by),
        ),
        tables.Column(
            _("Answer"),
            lambda entry: _(_ANSWERS[entry.result]),
            tuple(_(text) for text in _ANSWERS.values()),
            chip=lambda entry: _CHIPS[entry.result],
        ),
    ]
