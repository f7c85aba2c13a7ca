"""Whom the authority has certified: found by search, revoked, and what a lost laptop takes away."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.bundle.certifying.state import serial_text
from tipdesk.desk.authority.given import CertificateTerm, GivenCertificate, given
from tipdesk.desk.authority.wording import REASONS, roles_text
from tipdesk.i18n.text import (
    _,
    format_date,
    isolate,
    isolated,
    kuwait_day,
    language,
    ngettext,
)
from tipdesk.texts import keys
from tipdesk.ui.authority.clerk_desk import ClerkDesk
from tipdesk.ui.authority.revoking import ask_lost_laptop, ask_revocation
from tipdesk.ui.toolkit import tables
from tipdesk.ui.toolkit.fields import search_line
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import (
    MARGIN,
    NothingHere,
    begin_at,
    button,
    label,
    page_head,
    row,
)
from tipdesk.ui.toolkit.theme import px

_PAUSE = 150  # milliseconds after the last key before the list is searched
_DAY = "00/00/0000"  # a sample
_CHIPS = {
    CertificateTerm.IN_FORCE: "chipok",
    CertificateTerm.ENDS_SOON: "chipwarn",
    CertificateTerm.ENDED: "chipgrey",
    CertificateTerm.REVOKED: "chipgrey",
}


def term_label(term: CertificateTerm) -> str:
    """How a certificate stands, in words."""
    return {
        CertificateTerm.IN_FORCE: _("In force"),
        CertificateTerm.ENDS_SOON: _("Ends soon"),
        CertificateTerm.ENDED: _("Ended"),
        CertificateTerm.REVOKED: _("Revoked"),
    }[term]


def _columns() -> list[tables.Column[GivenCertificate]]:
    return [
        tables.Column(_("Station"), lambda row_: isolated(row_.issued.holder.unit), ("MMMMMM",)),
        tables.Column(_("Code"), lambda row_: isolated(row_.issued.holder.login), ("MMMM-00",)),
        tables.Column(_("Name"), lambda row_: isolate(row_.issued.holder.name), masked=True),
        tables.Column(
            _("Service number"),
            lambda row_: isolated(row_.issued.holder.service_number),
            ("DEMO-0000",),
            masked=True,
        ),
        tables.Column(_("Signs"), lambda row_: roles_text(row_.issued.roles)),
        tables.Column(_("Valid until"), lambda row_: isolated(_day(row_.issued.ends)), (_DAY,)),
        tables.Column(
            _("State"),
            lambda row_: term_label(row_.term),
            tuple(map(term_label, CertificateTerm)),
            chip=lambda row_: _CHIPS[row_.term],
        ),
    ]


def _day(moment: datetime) -> str:
    return format_date(kuwait_day(moment), language())


class PeoplePage(QWidget):
    """A table with a search above it; what can be done with the chosen certificate below it."""

    def __init__(self, desk: ClerkDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._build()
        self._connect()

    def _build(self) -> None:
        self.setObjectName("page")
        self._lost = button(_("A laptop is lost…"), "warning-circle")
        self._search = search_line(_("Search by name, code, station or service number"))
        self._model = tables.RowsModel(_columns())
        self._table = tables.table_view(self._model, _("Certificates given out"))
        self._table.setItemDelegate(tables.ChipDelegate(self._table))
        self._nothing = NothingHere("users")
        self._layers = QStackedWidget()
        self._layers.addWidget(self._table)
        self._layers.addWidget(self._nothing)
        self._count, self._about = label("", "muted"), label("", "muted", wrap=True)
        self._about.setMinimumHeight(px(28))
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._save = button(_("Save the certificate…"), "usb", "ghost")
        self._revoke = button(_("Revoke the certificate…"), "prohibit", "ghost")
        box = QVBoxLayout(self)
        box.setContentsMargins(MARGIN, px(18), MARGIN, px(10))
        box.setSpacing(px(12))
        box.addWidget(page_head(_("People and their certificates"), self._lost))
        box.addWidget(self._search)
        box.addWidget(self._layers, 1)
        box.addWidget(self._about)
        box.addWidget(row(self._count, 1, self._save, self._revoke, spacing=px(4)))

    def _connect(self) -> None:
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.load)
        self._search.textChanged.connect(self._pause.start)
        self._search.returnPressed.connect(self.load)
        self._search.returnPressed.connect(self._table.setFocus)
        self._table.selectionModel().currentRowChanged.connect(self._on_chosen)
        self._lost.clicked.connect(self._on_lost)
        self._save.clicked.connect(self._on_save)
        self._revoke.clicked.connect(self._on_revoke)
        self._desk.changed.connect(self.load)
        QShortcut(shortcut_of(keys.FIND), self, self._on_find)

    @Slot()
    def load(self) -> None:
        """Show what the authority remembers now, and keep what is chosen."""
        self._pause.stop()
        chosen, query = self._chosen(), self._search.text().strip()
        rows = given(self._desk.session.state, self._desk.services.clock(), query)
        self._model.set_rows(rows)
        count = ngettext("{count} certificate", "{count} certificates", len(rows))
        self._count.setText(count.format(count=isolated(str(len(rows)))))
        self._layers.setCurrentWidget(self._table if rows else self._nothing)
        if not rows:
            self._nothing.say(
                _("Nobody is found like this"),
                _("Search for a part of a name, a code, a station or a service number."),
            )
        serials = [row_.issued.serial for row_ in rows]
        at = (
            serials.index(chosen.issued.serial) if chosen and chosen.issued.serial in serials else 0
        )
        tables.select_row(self._table, at)
        self._on_chosen()
        begin_at(self, self._table if rows else self._search)

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7)."""
        self._model.set_masked(masked)
        mode = QLineEdit.EchoMode.Password if masked else QLineEdit.EchoMode.Normal
        self._search.setEchoMode(mode)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the search: down to the table, Escape empties it."""
        if self._search.hasFocus() and event.key() == Qt.Key.Key_Down:
            self._table.setFocus()
        elif self._search.hasFocus() and event.key() == Qt.Key.Key_Escape:
            self._search.clear()
        else:
            super().keyPressEvent(event)

    # --- inside -----------------------------------------------------------------------------

    def _chosen(self) -> GivenCertificate | None:
        index = tables.selected(self._table)
        return None if index is None else self._model.row(index)

    @Slot(QModelIndex)
    def _on_chosen(self, _index: object = None) -> None:
        chosen = self._chosen()
        self._about.setText("" if chosen is None else _about(chosen))
        self._save.setEnabled(chosen is not None and chosen.counts)
        self._revoke.setEnabled(chosen is not None and chosen.term is not CertificateTerm.REVOKED)

    @Slot()
    def _on_find(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    @Slot()
    def _on_save(self) -> None:
        if (chosen := self._chosen()) is not None:
            then = _("Its holder imports it at the station.")
            save = partial(self._desk.session.save_certificate, chosen.issued)
            self._desk.save(self, save, then)

    @Slot()
    def _on_revoke(self) -> None:
        if (chosen := self._chosen()) is not None:
            ask_revocation(self._desk, chosen, self)

    @Slot()
    def _on_lost(self) -> None:
        ask_lost_laptop(self._desk, self)


def _about(row_: GivenCertificate) -> str:
    """Number, day, and why it is revoked."""
    item = row_.issued
    text = _("Certificate {number}, given out on {day}.").format(
        number=isolated(serial_text(item.serial)), day=isolated(_day(item.issued))
    )
    if row_.revoked is None:
        return text
    why = _("Revoked on {day}: {reason}.").format(
        day=isolated(_day(row_.revoked)), reason=_(REASONS.get(row_.reason, REASONS["unspecified"]))
    )
    return f"{text} {why}"
