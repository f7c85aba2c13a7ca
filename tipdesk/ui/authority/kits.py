"""Station kits: who works at a new station, and the kits that wait for the second signature."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.bundle.kit.making import WaitingKit
from tipdesk.bundle.kit.station_kit import KitPerson, KitStation
from tipdesk.cases.model import Role, StationKind
from tipdesk.cases.permissions import ROLES, founders, roles_at
from tipdesk.desk.authority import kits
from tipdesk.desk.authority.kits import WrittenKit
from tipdesk.forms.publishing.catalogue import load_published
from tipdesk.i18n.text import (
    MASK,
    _,
    ascii_digits,
    clean,
    format_date,
    isolate,
    isolated,
    kuwait_day,
    language,
)
from tipdesk.texts.messages import role_label
from tipdesk.ui.authority.clerk_desk import ClerkDesk
from tipdesk.ui.toolkit.choosing_files import choose_folder
from tipdesk.ui.toolkit.dialogs import ask, say
from tipdesk.ui.toolkit.fields import CalmCombo, TextLine, code_field
from tipdesk.ui.toolkit.parts import (
    MARGIN,
    Strip,
    begin_at,
    button,
    card,
    clear,
    column,
    label,
    labelled,
    page_head,
    row,
    scrolled,
)
from tipdesk.ui.toolkit.tables import facts
from tipdesk.ui.toolkit.theme import px

_WIDTH = 980  # of the cards, at 100 %
_FORM = "victim-intake"  # whose list of agencies it is
_USUAL = founders(StationKind.OFFICER)[0]  # what one more person mostly is


class KitRow(QWidget):
    """One person of the new station."""

    removed = Signal()

    def __init__(self, role: Role) -> None:
        super().__init__()
        self.code, self.name, self.number = (
            code_field(_code_of(role)),
            TextLine(),
            TextLine(ltr=True),
        )
        self._role = CalmCombo()
        for known in roles_at(StationKind.OFFICER):
            self._role.addItem(role_label(known), known)
        self._role.choose(role)
        self.code.setFixedWidth(px(130))
        self.number.setFixedWidth(px(150))
        remove = button("", "x", "ghost")
        remove.setAccessibleName(_("Remove this person"))
        remove.setToolTip(_("Remove this person"))
        remove.clicked.connect(self.removed)
        line = row(
            labelled(_("Code"), self.code),
            labelled(_("Name"), self.name),
            labelled(_("Service number"), self.number),
            labelled(_("What the person is here"), self._role),
            column(1, remove),  # beside the fields, not their names
            wide=1,
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(line)
        self.setFocusProxy(self.code)

    def person(self) -> KitPerson:
        """As typed; the certification authority refuses what it cannot certify."""
        return KitPerson(
            self.code.text().strip(),
            clean(self.name.text()).strip(),
            ascii_digits(self.number.text()).strip(),
            Role(self._role.currentData()),  # Qt keeps the text of it alone
        )


def _code_of(role: Role) -> str:
    """What a code looks like, for whoever types one."""
    return ROLES[role].first_code or ROLES[_USUAL].first_code


class KitsPage(QWidget):
    """A form for a new station, and below it what waits."""

    def __init__(self, desk: ClerkDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._masked = False
        self._waiting: tuple[WaitingKit, ...] = ()
        self.setObjectName("page")
        content = QWidget()
        cards = QVBoxLayout(content)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(px(14))
        self._all_waiting = QWidget()
        self._waits = QVBoxLayout(self._all_waiting)
        self._waits.setContentsMargins(0, 0, 0, 0)
        self._waits.setSpacing(px(14))
        cards.addWidget(self._all_waiting)
        cards.addWidget(self._form())
        cards.addStretch(1)
        explained = _(
            "A kit founds a station for interviews from one USB drive: nobody reads out digits, "
            "and what is signed there counts the same night, for 90 days. Each person gets an "
            "envelope with six words, apart from the drive."
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(MARGIN, px(18), MARGIN, px(10))
        box.setSpacing(px(12))
        box.addWidget(page_head(_("Station kits")))
        box.addWidget(Strip(explained))
        box.addWidget(scrolled(content, width=px(_WIDTH), edge=0), 1)

    def _form(self) -> QWidget:
        self._code, self._unit, self._agency = code_field("TDX"), TextLine(), CalmCombo()
        self._code.setFixedWidth(px(130))
        self._agency.setPlaceholderText(_("Choose…"))
        for agency in load_published().newest(_FORM).choices["agency"]:
            self._agency.addItem(agency.label.text(language()), agency.name)
        self._rows: list[KitRow] = []
        people = QWidget()
        self._people = QVBoxLayout(people)
        self._people.setContentsMargins(0, 0, 0, 0)
        add, self._prepare = button(_("Add a person"), "user-plus"), button(_("Prepare the kit"))
        self._prepare.setObjectName("primary")
        add.clicked.connect(lambda: self._add(_USUAL).setFocus())
        self._prepare.clicked.connect(self._on_prepare)
        self._begin()
        return card(
            label(_("A new station"), "h2"),
            row(
                labelled(_("Station code"), self._code),
                labelled(_("Agency"), self._agency),  # some differ only in their last words
                wide=1,
            ),
            labelled(_("Unit"), self._unit),
            label(_("Who works there"), "fieldLabel"),
            people,
            row(add, 1, self._prepare),
            spacing=px(12),
        )

    def _begin(self) -> None:
        """An empty form: whoever founds a station at least."""
        self._code.clear()
        self._unit.clear()
        self._agency.setCurrentIndex(-1)
        self._rows = []
        clear(self._people)
        for role in founders(StationKind.OFFICER):
            self._add(role)

    def _add(self, role: Role) -> KitRow:
        line = KitRow(role)
        line.removed.connect(partial(self._remove, line))
        self._rows.append(line)
        self._people.addWidget(line)
        return line

    def _remove(self, line: KitRow) -> None:
        self._rows.remove(line)
        self._people.removeWidget(line)
        line.hide()
        line.deleteLater()

    # --- what is shown ------------------------------------------------------------------------

    @Slot()
    def load(self) -> None:
        """Look which kits wait."""
        self._desk.act(self, partial(kits.waiting, self._desk.session), self._show)

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7)."""
        self._masked = masked
        for line in self._rows:
            line.name.setEchoMode(
                TextLine.EchoMode.Password if masked else TextLine.EchoMode.Normal
            )
        self._show(self._waiting)

    def _show(self, waiting: tuple[WaitingKit, ...]) -> None:
        self._waiting = waiting
        clear(self._waits)
        self._all_waiting.setVisible(bool(waiting))
        for kit in waiting:
            self._waits.addWidget(self._card(kit))
        begin_at(self, self._code)

    def _card(self, kit: WaitingKit) -> QWidget:
        title = _("The kit of {station} waits").format(station=isolated(kit.station.code))
        names = [MASK if self._masked else isolate(person.name) for person in kit.people]
        lines = [
            (_("Who works there"), " • ".join(names)),
            (_("Valid until"), isolated(format_date(kuwait_day(kit.valid_until), language()))),
        ]
        close = button(_("Close the kit…"), "usb", "primary")
        close.setEnabled(kit.listed)
        close.clicked.connect(partial(self._on_close, kit.kit_id))
        discard = button(_("Discard the kit…"), "x", "ghost")
        discard.clicked.connect(partial(self._on_discard, kit))
        text = (
            _("Two people have signed a trust list that names it: it can be closed.")
            if kit.listed
            else _("Make a trust list and let the second person sign it; then it can be closed.")
        )
        return card(
            label(title, "h2"),
            facts(lines),
            label(text, "muted", wrap=True),
            row(close, discard, 1),
        )

    # --- acts -----------------------------------------------------------------------------------

    @Slot()
    def _on_prepare(self) -> None:
        unit = clean(self._unit.text()).strip()
        station = KitStation(self._code.text().strip(), self._agency.currentData() or "", unit)
        people = [line.person() for line in self._rows]

        def on_prepared(kit: WaitingKit) -> None:
            self._begin()
            title = _("The kit of {station} waits").format(station=isolated(kit.station.code))
            then = _("Make a trust list and let the second person sign it; then it can be closed.")
            say(self, title, then)
            self.load()

        task = partial(kits.prepare, self._desk.session, station, people)
        self._desk.act(self, task, on_prepared)

    def _on_close(self, kit_id: str, _checked: bool = False) -> None:
        folder = choose_folder(self, _("The drive of the kit"))
        title = _("A folder here for the envelopes")
        papers = choose_folder(self, title, here=True) if folder else None
        if folder is None or papers is None:
            return
        session, cheap = self._desk.session, self._desk.services.cheap_keys
        places = session.authority, kit_id, folder, papers, session.clock()
        self._desk.act(self, partial(kits.close, *places, cheap=cheap), self._on_closed)

    def _on_discard(self, kit: WaitingKit, _checked: bool = False) -> None:
        station = isolated(kit.station.code)
        title = _("Discard the kit of {station}?").format(station=station)
        text = _(
            "It cannot be closed any more, and the vouchers of its people are revoked: no envelope "
            "of it lets anybody in. This cannot be undone; another kit can be prepared."
        )
        if not ask(self, title, text, _("Discard the kit")):
            return

        def on_discarded(_kit: WaitingKit) -> None:
            then = _("Make a trust list and bring it to every station.")
            say(self, _("The kit of {station} is discarded.").format(station=station), then)
            self.load()

        self._desk.act(self, partial(kits.discard, self._desk.session, kit.kit_id), on_discarded)

    def _on_closed(self, written: WrittenKit) -> None:
        title = _("Saved: {file}").format(file=isolated(written.kit.name))
        envelopes = _("Envelopes: {file}").format(file=isolated(written.envelopes.name))
        then = _(
            "Print them, put each page into an envelope of its own and close it, then delete the "
            "file: whoever has it opens the kit. Hand the envelopes over apart from the drive."
        )
        say(self, title, f"{envelopes}\n{then}")
        self.load()
