"""Requests of stations: read from a drive, compared by voice, certified, written back there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QStackedWidget, QVBoxLayout, QWidget

from tipdesk.desk.authority.requests import BroughtRequest, Certified, certify, read_requests
from tipdesk.desk.authority.wording import roles_text
from tipdesk.i18n.text import MASK, _, in_one_line, isolate, isolated, ngettext
from tipdesk.texts.messages import sentence
from tipdesk.ui.authority.clerk_desk import ClerkDesk
from tipdesk.ui.setup.trust_digits import NumberedDigits
from tipdesk.ui.toolkit.choosing_files import choose_file, choose_folder
from tipdesk.ui.toolkit.dialogs import say
from tipdesk.ui.toolkit.jobs import wait_for
from tipdesk.ui.toolkit.parts import (
    MARGIN,
    NothingHere,
    Strip,
    begin_at,
    button,
    card,
    clear,
    column,
    label,
    page_head,
    row,
    scrolled,
)
from tipdesk.ui.toolkit.tables import facts
from tipdesk.ui.toolkit.theme import px


class RequestCard(QWidget):
    """One request: who asks, the digits to compare, and what became of it."""

    compared = Signal()  # the tick was set or taken away

    def __init__(self, request: BroughtRequest, *, masked: bool) -> None:
        super().__init__()
        self.request = request
        self._name = label("", "h2", wrap=True)
        self._tick = QCheckBox(_("Compared: the digits that the station read out, and the card"))
        self._tick.toggled.connect(self.compared)
        self._outcome = QWidget()
        self._below = QVBoxLayout(self._outcome)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._tick.setVisible(request.asks is not None and request.refused is None)
        self._outcome.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        file = label(isolated(in_one_line(request.path.name)), "muted")
        parts: list[QWidget] = [row(self._name, file, wide=0)]
        if request.asks is not None:
            parts.append(self._facts())
        box.addWidget(card(*parts, self._tick, self._outcome, spacing=px(10)))
        if request.refused is not None:
            words = sentence(request.refused)
            self._say(Strip(f"{words.what} {words.next_step}", "notedanger"))
        self.set_masked(masked)

    @property
    def can_be_certified(self) -> bool:
        """Whether it is whole, nothing stands against it, and it is not certified yet."""
        return self._tick.isVisibleTo(self)

    @property
    def ticked(self) -> bool:
        """Whether the clerk has compared it."""
        return self.can_be_certified and self._tick.isChecked()

    def _facts(self) -> QWidget:
        asks = self.request.asks
        if asks is None:
            raise RuntimeError("nothing is asked")
        who = asks.holder
        self._number = label("")
        lines: list[tuple[str, str | QWidget]] = [
            (_("Service number"), self._number),
            (_("Station and code"), isolated(f"{who.unit} {who.login}")),
            *([(_("Unit"), isolate(asks.label))] if asks.label else []),
            (_("Signs"), roles_text(asks.roles)),
        ]
        digits = column(
            label(_("The 40 digits"), "fieldLabel"),
            NumberedDigits(self.request.digits),
            spacing=px(4),
        )
        return row(column(facts(lines), 1), column(digits, 1), wide=0, spacing=px(24))

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7)."""
        asks = self.request.asks
        if asks is None:
            self._name.setText(_("This file cannot be used"))
            return
        self._name.setText(MASK if masked else isolate(asks.holder.name))
        self._number.setText(MASK if masked else isolated(asks.holder.service_number))

    def show_outcome(self, outcome: Certified) -> None:
        """What became of it."""
        self._tick.hide()
        if outcome.refused is not None:
            words = sentence(outcome.refused)
            text = f"{words.what} {words.next_step}"
            if outcome.issued is not None:
                saved = _(
                    "The certificate is given out; save it once more from the page of people."
                )
                text = f"{text} {saved}"
            self._say(Strip(text, "notedanger"))
        elif outcome.path is not None:
            text = _("Certified. The certificate is beside the request: {file}")
            self._say(Strip(text.format(file=isolated(outcome.path.name)), "noteok"))

    def _say(self, strip: Strip) -> None:
        clear(self._below)
        self._below.addWidget(strip)
        self._outcome.show()


class RequestsPage(QWidget):
    """The requests that were opened last."""

    def __init__(self, desk: ClerkDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._cards: list[RequestCard] = []
        self._masked = False
        self._build()

    def _build(self) -> None:
        self.setObjectName("page")
        self._file = button(_("Open a request…"), "file-text")
        self._drive = button(_("Search a USB drive…"), "usb", "primary")
        self._nothing = NothingHere("tray-arrow-down")
        self._nothing.say(
            _("No request is open"),
            _("Connect the USB drive that a station brought, and search it."),
        )
        content = QWidget()
        self._list = QVBoxLayout(content)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(px(14))
        self._list.addStretch(1)
        self._layers = QStackedWidget()
        self._layers.addWidget(self._nothing)
        self._layers.addWidget(scrolled(content, edge=0))
        self._count = label("", "muted")
        self._certify = button(_("Certify"), "seal-check", "primary")
        advice = _(
            "Ask each person to read out the groups by their numbers, over a telephone number that "
            "you know, and compare the service number with the card. A request that somebody "
            "changed on the way has other digits."
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(MARGIN, px(18), MARGIN, px(10))
        box.setSpacing(px(12))
        head = page_head(_("Requests for certificates"), self._file, self._drive)
        for part in (head, Strip(advice)):
            box.addWidget(part)
        box.addWidget(self._layers, 1)
        box.addWidget(row(self._count, 1, self._certify))
        self._file.clicked.connect(self._on_file)
        self._drive.clicked.connect(self._on_drive)
        self._certify.clicked.connect(self._on_certify)
        self._on_compared()

    def load(self) -> None:
        """The page is turned to."""
        begin_at(self, self._drive)

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7)."""
        self._masked = masked
        for part in self._cards:
            part.set_masked(masked)

    def open(self, places: Sequence[Path]) -> None:
        """Read the requests in these files and folders."""
        task = partial(read_requests, self._desk.session, places)
        requests = wait_for(
            self._desk.services.jobs, self, _("Reading the requests…"), task, unit=_files_text
        )
        if requests is not None:
            self._show(requests)

    # --- inside -----------------------------------------------------------------------------

    def _show(self, requests: Sequence[BroughtRequest]) -> None:
        clear(self._list)
        self._cards = [RequestCard(request, masked=self._masked) for request in requests]
        for part in self._cards:
            part.compared.connect(self._on_compared)
            self._list.addWidget(part)
        self._list.addStretch(1)
        self._layers.setCurrentIndex(1 if self._cards else 0)
        if not self._cards:
            self._nothing.say(
                _("No request was found there"),
                _("A station saves its request on its own page, under “Your certificate”."),
            )
        self._on_compared()

    @Slot()
    def _on_compared(self) -> None:
        ready = sum(part.ticked for part in self._cards)
        open_cards = sum(part.can_be_certified for part in self._cards)
        text = _("{count} of {total} compared")
        self._count.setText(
            text.format(count=isolated(str(ready)), total=isolated(str(open_cards)))
            if open_cards
            else ""
        )
        self._certify.setEnabled(ready > 0)

    @Slot()
    def _on_file(self) -> None:
        path = choose_file(self, _("Open a request"), f"{_('Requests')} (*.json)")
        if path is not None:
            self.open([path])

    @Slot()
    def _on_drive(self) -> None:
        folder = choose_folder(self, _("Choose the USB drive or a folder"))
        if folder is not None:
            self.open([folder])

    @Slot()
    def _on_certify(self) -> None:
        ready = [part for part in self._cards if part.ticked]
        task = partial(certify, self._desk.session, [part.request for part in ready])
        outcomes = wait_for(
            self._desk.services.jobs, self, _("Certifying…"), task, unit=_requests_text
        )
        if outcomes is None:
            return
        for part, outcome in zip(ready, outcomes, strict=False):  # fewer when it was stopped
            part.show_outcome(outcome)
        self._on_compared()
        self._desk.changed.emit()
        self._tell(outcomes)

    def _tell(self, outcomes: Sequence[Certified]) -> None:
        count = sum(outcome.path is not None for outcome in outcomes)
        text = ngettext("{count} certificate is written", "{count} certificates are written", count)
        then = _(
            "Make a trust list now: what it does not name counts nowhere. Then take the USB drive "
            "back to the station, where the certificate is imported."
        )
        say(self, text.format(count=isolated(str(count))), then if count else "", done=count > 0)


def _files_text(count: int) -> str:
    return ngettext("{count} file", "{count} files", count).format(count=isolated(str(count)))


def _requests_text(count: int) -> str:
    text = ngettext("{count} request", "{count} requests", count)
    return text.format(count=isolated(str(count)))
