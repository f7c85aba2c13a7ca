"""«الوقائع»: the events that name the officer, and one of them with its roster.

Code, kind, place and day, and how many people wait: no name. `Return` shows one, a new one is typed
by the button or its key. Escape leads from one event to the list, and from there back.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases import events
from tipdesk.cases.events import Event, EventId
from tipdesk.cases.model import Act
from tipdesk.core.errors import EventRefused
from tipdesk.i18n.text import _, isolate, isolated, language, listed
from tipdesk.texts import keys
from tipdesk.texts.events import event_day, event_line, sort_text
from tipdesk.ui.events.facts import FACTS, ask_facts
from tipdesk.ui.events.roster import RosterCard
from tipdesk.ui.toolkit import parts, tables
from tipdesk.ui.toolkit.dialogs import Dialog, errors_said
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px


class EventsPage(QWidget):
    """The list, or one event."""

    opened = Signal(object)  # Case
    left = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services = services
        self._event: EventId | None = None
        self._model: tables.RowsModel[Event] = tables.RowsModel(self._columns())
        self._table = tables.table_view(self._model, _("Events"))
        self._table.activated.connect(self._on_open)
        self._nothing = parts.NothingHere("stack")
        self._nothing.say(
            _("No event names you"),
            _("Type a raid, an inspection or an arrival once: its files take what they share."),
        )
        self._roster = RosterCard(services)
        self._roster.opened.connect(self.opened)
        self._whole = QWidget()
        whole = QVBoxLayout(self._whole)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(px(8))
        self._what = parts.label("", wrap=True)
        self._officers = parts.label("", "muted", wrap=True)
        self._change = parts.button(_("What is said of it…"), "pencil-simple")
        self._change.clicked.connect(self._on_change)
        self._name = parts.button(_("Officers…"), "users")
        self._name.clicked.connect(self._on_name)
        whole.addWidget(
            parts.row(
                parts.column(self._what, self._officers, spacing=px(2)),
                self._change,
                self._name,
                wide=0,
            )
        )
        whole.addWidget(self._roster, 1)
        self._shown = QStackedWidget()
        for part in (self._table, self._nothing, self._whole):
            self._shown.addWidget(part)
        self._new = parts.button(_("New event"), "plus", "primary")
        self._new.clicked.connect(self._on_new)
        back = parts.way_back(_("Back"))
        back.clicked.connect(self._on_back)
        QShortcut(shortcut_of(keys.NEW_EVENT), self, self._on_new)
        box = QVBoxLayout(self)
        box.setContentsMargins(parts.MARGIN, px(18), parts.MARGIN, px(10))
        box.setSpacing(px(10))
        box.addWidget(parts.page_head(_("Events"), self._new, back))
        box.addWidget(self._shown, 1)
        self._new.setVisible(services.session.may(Act.BEGIN_FILE))

    def _columns(self) -> list[tables.Column[Event]]:
        return [
            tables.Column(_("Event"), lambda event: isolated(event.code), ("KWT-E-2026-000",)),
            tables.Column(_("Kind of event"), sort_text, (_("Group brought by another agency"),)),
            tables.Column(_("Place"), lambda event: isolate(event.facts.get(events.PLACE, ""))),
            tables.Column(_("Day"), lambda event: isolated(event_day(event)), ("00/00/0000",)),
            tables.Column(_("Files"), lambda event: isolated(str(len(event.files))), ("0000",)),
            tables.Column(_("Waiting"), lambda event: isolated(str(event.open_lines)), ("0000",)),
        ]

    # --- what is shown ----------------------------------------------------------------------

    def load(self, event_id: str = "") -> None:
        """Read the session anew; `event_id`: the event to show, '' what was shown last.

        Raises:
            TransitionRefused: the officer's role sees no files.
        """
        if event_id:
            self._event = EventId(event_id)
        self._read()
        listed_at = self._table if self._model.rows() else self._new
        (listed_at if self._event is None else self._roster.begins_at()).setFocus()

    def _read(self) -> None:
        book = self._services.session.events
        try:
            event = book.event(self._event) if self._event is not None else None
        except EventRefused:  # the officer is named no more
            event = None
        self._event = None if event is None else event.id
        if event is not None:
            self._show_one(event)
            return
        lines = book.listed()
        self._model.set_rows(lines)
        self._shown.setCurrentWidget(self._table if lines else self._nothing)
        tables.select_row(self._table, 0)

    def _show_one(self, event: Event) -> None:
        self._what.setText(isolate(event_line(event)))
        named = listed([isolated(login) for login in event.officers], language())
        self._officers.setText(_("Seen by: {officers}").format(officers=named))
        self._roster.show_event(event)
        self._shown.setCurrentWidget(self._whole)

    def leave(self) -> None:
        """Another page follows, or the lock: what was typed of a line is kept."""
        self._roster.keep()

    @Slot()
    def look_again(self) -> None:
        """Others changed something."""
        with errors_said(self):
            self._read()

    def set_masked(self, masked: bool) -> None:
        """Hide or show who is on the roster (F7)."""
        self._roster.set_masked(masked)

    # --- what people do ---------------------------------------------------------------------

    @Slot()
    def _on_back(self) -> None:
        if self._event is None:
            self.left.emit()
            return
        self._roster.keep()
        shown, self._event = self._event, None
        with errors_said(self):
            self._read()
            at = [event.id for event in self._model.rows()].index(shown)
            tables.select_row(self._table, at)
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QModelIndex)
    def _on_open(self, index: QModelIndex) -> None:
        event = self._model.row(index)
        if event is not None:
            with errors_said(self):
                self.load(event.id)

    @Slot()
    def _on_new(self) -> None:
        if not self._services.session.may(Act.BEGIN_FILE):
            return
        facts = ask_facts(self._services, "", {}, self)
        if facts is not None:
            book = self._services.session.events
            with errors_said(self):
                event = book.begin(facts)
                book.keep_begun("", FACTS, {})
                self.load(event.id)

    @Slot()
    def _on_change(self) -> None:
        if self._event is None:
            return
        with errors_said(self):
            book = self._services.session.events
            stands = book.event(self._event)
            facts = ask_facts(self._services, stands.id, stands.facts, self)
            if facts is not None:
                book.change(stands.id, facts)
                book.keep_begun(stands.id, FACTS, {})
                self.load()

    @Slot()
    def _on_name(self) -> None:
        """Whom it names: a tick each."""
        if self._event is None:
            return
        with errors_said(self):
            book = self._services.session.events
            event = book.event(self._event)
            chosen = _ask_officers(
                self, event, [officer.login for officer in book.colleagues(event.id)]
            )
            if chosen is None:
                return
            for login in chosen:
                if login not in event.officers:
                    book.name(event.id, login)
            for login in event.officers:
                if login not in chosen:
                    book.unname(event.id, login)
            self.load()


def _ask_officers(parent: QWidget, event: Event, colleagues: list[str]) -> list[str] | None:
    """Who is to see an event; None: as it stands."""
    dialog = Dialog(parent, _("Who sees this event?"))
    dialog.add_heading(_("Who sees this event?"))
    hint = _("Only they see it and its roster, and begin files from it. No supervisor by rank.")
    dialog.box.addWidget(parts.label(hint, "hint", wrap=True))
    ticks = QListWidget()
    ticks.setAccessibleName(_("Officers"))
    ticks.setMinimumHeight(px(180))
    for login in (*event.officers, *colleagues):
        item = QListWidgetItem(isolated(login))
        item.setData(Qt.ItemDataRole.UserRole, login)
        named = login in event.officers
        item.setCheckState(Qt.CheckState.Checked if named else Qt.CheckState.Unchecked)
        ticks.addItem(item)
    dialog.box.addWidget(ticks)
    enter = parts.button(_("Enter it"), style="primary")
    enter.clicked.connect(dialog.accept)
    cancel = parts.button(_("Cancel"))
    cancel.clicked.connect(dialog.reject)
    dialog.add_buttons(cancel, 1, enter)
    confirmed = dialog.exec() == QDialog.DialogCode.Accepted
    items = [ticks.item(at) for at in range(ticks.count())]
    chosen = [
        str(item.data(Qt.ItemDataRole.UserRole))
        for item in items
        if item.checkState() is Qt.CheckState.Checked
    ]
    dialog.deleteLater()
    return chosen if confirmed else None
