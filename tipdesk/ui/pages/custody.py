"""The chain of custody for people: who did what, and when; and whether it still holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.model import Case
from tipdesk.desk.custody_book import Link, Proof
from tipdesk.i18n.catalogue import _, language, ngettext
from tipdesk.i18n.dates import format_datetime
from tipdesk.i18n.text import isolate, isolated, search_key
from tipdesk.messages import action_label
from tipdesk.ui.fields import search_line
from tipdesk.ui.look import px
from tipdesk.ui.parts import MARGIN, clear, label, page_head, way_back
from tipdesk.ui.services import Services
from tipdesk.ui.tables import MOMENT, Column, RowsModel, select_row, table_view
from tipdesk.ui.widgets.strip import Strip

_A_NAME = "نورة بنت عبدالله الخالدي"  # a sample
_PAUSE = 150  # milliseconds after the last key


class CustodyPage(QWidget):
    """Of one file, or of the whole station. Nothing here can be changed."""

    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.setObjectName("page")
        self._links: tuple[Link, ...] = ()
        self._words: tuple[str, ...] = ()  # what each is found by; folded at the first search
        self._masked = False
        self._search = search_line(_("Search by number, code, day or what was done"))
        self._model: RowsModel[Link] = RowsModel(_columns())
        self._table = table_view(self._model, _("Chain of custody"))
        self._count = label("", "muted")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        head = QWidget()
        self._head = QVBoxLayout(head)
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.setSpacing(px(10))
        box = QVBoxLayout(self)
        box.setContentsMargins(MARGIN, px(18), MARGIN, px(10))
        box.setSpacing(px(10))
        box.addWidget(head)
        box.addWidget(self._search)
        box.addWidget(self._table, 1)
        box.addWidget(self._count)
        self._search.textChanged.connect(lambda _text: self._pause.start())
        self._pause.timeout.connect(self._show)
        self.setFocusProxy(self._search)

    def load(self, case: Case | None = None) -> None:
        """Show the chain of this file, or of the station, and follow it once.

        Raises:
            TransitionRefused: not open to the officer's role.
        """
        custody = self._services.session.custody
        self._links = custody.links(case.id if case is not None else None)
        clear(self._head)
        back = way_back(_("Back"))
        back.clicked.connect(self.left)
        about = (
            _("File {number}").format(number=isolated(case.number))
            if case is not None
            else _("Everything that was done at this station")
        )
        self._head.addWidget(page_head(_("Chain of custody"), back, subtitle=about))
        proof = custody.proof()
        self._head.addWidget(Strip(_told(proof), "note" if proof.broken_at is None else "notewarn"))
        self._words = ()
        self._search.clear()
        self._show()

    def set_masked(self, masked: bool) -> None:
        """Hide or show the names of who acted (F7)."""
        self._masked = masked
        self._model.set_masked(masked)

    @Slot()
    def _show(self) -> None:
        sought = search_key(self._search.text()).split()
        found: Sequence[Link] = self._links
        if sought:
            self._words = self._words or tuple(map(_found_by, self._links))
            pairs = zip(self._links, self._words, strict=True)
            found = [one for one, words in pairs if all(word in words for word in sought)]
        self._model.set_rows(found)
        select_row(self._table, 0)
        count = len(found)
        told = ngettext("{count} link", "{count} links", count)
        said = told.format(count=isolated(str(count))) if found else _("Nothing found")
        self._count.setText(said)


def _columns() -> tuple[Column[Link], ...]:
    return (
        Column(_("Number"), lambda one: isolated(str(one.event.seq)), ("00000",)),
        Column(_("Time"), _when, (MOMENT + " ?",)),
        Column(_("What was done"), lambda one: action_label(one.event)),
        Column(_("File"), lambda one: isolated(one.number), ("AAAAAA-0000-00000",)),
        Column(_("Code"), lambda one: isolated(one.event.officer), ("RECOVERY",)),
        Column(_("By"), lambda one: isolate(one.name) or "—", (_A_NAME,), masked=True),
    )


def _when(link: Link) -> str:
    """A time that cannot be trusted is marked."""
    at = link.event.at
    shown = isolated(format_datetime(at, language())) if at else "—"
    mark = "؟" if language() == "ar" else "?"
    return f"{shown} {mark}" if link.uncertain else shown


def _found_by(link: Link) -> str:
    event = link.event
    at = format_datetime(event.at, language()) if event.at else ""
    parts = (str(event.seq), at, action_label(event), link.number, event.officer, link.name)
    return search_key(" ".join(parts))


def _told(proof: Proof) -> str:
    """What the proof says, and what it cannot."""
    if proof.broken_at is not None:
        return _(
            "The chain does not hold at link {number}. Do not refer files from this station, and "
            "show this to whoever looks after it."
        ).format(number=isolated(str(proof.broken_at)))
    when = isolated(format_datetime(proof.sealed_at, language())) if proof.sealed_at else "—"
    return _(
        "All {count} links follow one another. They are sealed up to link {sealed}, by {officer}, "
        "{when}. Whoever holds the vault's key could rewrite what came after the last seal, and "
        "after the last number that left the station. A question mark: the clock was uncertain."
    ).format(
        count=isolated(str(proof.links)),
        sealed=isolated(str(proof.sealed_to)),
        officer=isolated(proof.sealed_by or "—"),
        when=when,
    )
