"""The file list: search, status, a new interview, and what can be done with the chosen file.

Where the station has several forms, a new interview asks which one it is taken with (`ask_form`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)

from tipdesk.bundle.file_kind import OWN_SUFFIX, FileKind
from tipdesk.bundle.messages.writing import SUFFIX as MESSAGE_SUFFIX
from tipdesk.bundle.receipt import SUFFIX
from tipdesk.cases.model import Act, Case
from tipdesk.desk.files.file_list import MOST_IN_TABLE, FileCount, ListPlace
from tipdesk.desk.form_shelf import ShelvedForm
from tipdesk.i18n.text import _, clean, isolate, isolated, language, ngettext
from tipdesk.texts import keys
from tipdesk.ui.access.reasons_waiting import AccessReasonsNote
from tipdesk.ui.access.search_other_files import ask_for_other_file, mask_other_files
from tipdesk.ui.files.case_table import CaseTable
from tipdesk.ui.files.list_table import take_list_out
from tipdesk.ui.files.list_views import ListViews, StatusFilters
from tipdesk.ui.files.reminders import Reminders
from tipdesk.ui.handover.receipt_import import import_receipt
from tipdesk.ui.handover.requested_approval import RequestsNote
from tipdesk.ui.messages.taking import NextPages
from tipdesk.ui.notices.waiting import NightNoticesNote
from tipdesk.ui.paper.emergency_packs import type_in_pack
from tipdesk.ui.paper.referrals import reply_button
from tipdesk.ui.setup.notes import SheetNote, SpaceNote
from tipdesk.ui.station.backup import BackupNote
from tipdesk.ui.station.trust import CertificateNote
from tipdesk.ui.toolkit.dialogs import choose_one, errors_said
from tipdesk.ui.toolkit.fields import search_line
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import (
    MARGIN,
    begin_at,
    button,
    flowing,
    label,
    page_head,
    roomy,
    row,
)
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import icon, px

_DROPPED = (SUFFIX, MESSAGE_SUFFIX, OWN_SUFFIX)  # what may be a receipt; its content decides

# --- which form -------------------------------------------------------------------------------


def ask_form(parent: QWidget, forms: Sequence[ShelvedForm], *, quick: bool) -> str | None:
    """The id of the form; nobody is asked where there is only one. None: they went back."""
    fitting = [form for form in forms if form.quick or not quick] or list(forms)
    if not fitting:
        return ""
    titles = [isolate(clean(form.title.text(language())))[:80] for form in fitting]
    chosen = choose_one(parent, _("Which form is it taken with?"), titles, yes=_("Begin"))
    return None if chosen is None else fitting[chosen].form_id


def begin_file(services: Services, parent: QWidget, *, quick: bool) -> Case | None:
    """Begin a file, of the form that is asked for where there are several; None: they went back.
    Whether it was meant is not asked: the foot of the file takes it back."""
    with errors_said(parent):
        session = services.session
        form_id = ask_form(parent, session.forms.in_use(), quick=quick)
        if form_id is not None:
            return session.new_files.open_case(quick=quick, form_id=form_id)
    return None


def reminders_of(
    services: Services,
    notices: SignalInstance,
    requests: SignalInstance,
    station: SignalInstance,
    reasons: SignalInstance,
) -> tuple[_Note, ...]:
    """What is said above what waits, the most pressing first, and where each leads."""
    return (
        NightNoticesNote(services, _leading_button(_("Go through them"), notices)),
        SpaceNote(services),
        RequestsNote(services, _leading_button(_("Look at it"), requests)),
        SheetNote(services, _leading_button(_("To the recovery sheet"), station)),
        CertificateNote(services, _leading_button(_("To the request"), station)),
        BackupNote(services, _leading_button(_("To the backup"), station)),
        AccessReasonsNote(services, _leading_button(_("Go through them"), reasons)),
    )


_Note = (
    NightNoticesNote
    | SpaceNote
    | RequestsNote
    | SheetNote
    | CertificateNote
    | BackupNote
    | AccessReasonsNote
)
WINDOW = 50  # files that are read at once; more are when the last is in sight
_PAUSE = 150  # milliseconds after the last key before the list is searched


class FilesPage(QWidget):
    """Lists files from the vault; opens one or begins a new interview."""

    opened = Signal(object)  # Case
    review_asked = Signal(object)  # Case
    attachments_asked = Signal(object)  # Case
    print_asked = Signal(object)  # Case
    export_asked = Signal(object)  # Case
    casework_asked = Signal(object)  # Case
    station_asked = Signal()  # the recovery sheet was never confirmed, a backup is missed
    reasons_asked = Signal()  # reasons wait to be gone through
    requests_asked = Signal()  # other stations ask for an approval
    notice_reviews_asked = Signal()  # notices of the night wait

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._shown = WINDOW
        self._place: ListPlace | None = None  # after which the next files stand
        self._begun: Case | None = None
        self._supervises = services.session.may(Act.APPROVE)
        # A supervisor's own search finds every file that may be found.
        self._asks = services.session.may(Act.SEARCH_OTHER_FILES) and not self._supervises
        self._masked = False
        self.setAcceptDrops(True)
        self._build()
        self._connect()

    # --- building ---------------------------------------------------------------------------

    def _build(self) -> None:
        self.setObjectName("page")
        self._new = button(_("New interview"), "plus", "primary")
        self._quick = button(_("Quick intake"), "clock")
        self._quick.setToolTip(_("24 answers for a port or a raid; it grows into the full file"))
        self._receipt = button(_("Import a receipt or message"), "tray-arrow-down")
        self._receipt.setToolTip(_("Receipts, messages and approvals that came on a USB drive"))
        self._pack = button(_("From a paper pack"), "article")
        self._pack.setToolTip(_("Type in what was written by hand on an emergency pack"))
        self._reply = reply_button(self._services, self)
        session = self._services.session
        self._begins = session.may(Act.BEGIN_FILE)
        self._search = search_line(_("Search by file number, code, name or passport"))
        words = session.files.file_list
        self._table = CaseTable(
            self._services.clock, words, supervises=self._supervises, begins=self._begins
        )
        self._filters = StatusFilters(supervises=self._supervises)
        self._views = ListViews(self._services, self._table, self._filters, self)
        self._count = label("", "muted")
        self._ask = button(_("Is there another file in the unit?"), style="ghost")
        self._more = button(_("Show more"), style="ghost")
        self._out = button(_("Save as a table…"), "download-simple", "ghost")
        self._out.setVisible(self._services.session.may(Act.TAKE_LIST_OUT))
        self._deeds = self._deed_buttons()
        box = roomy(self)
        box.setContentsMargins(MARGIN, px(18), MARGIN, px(10))
        box.setSpacing(px(12))
        paper = (self._reply, self._receipt, self._pack)
        box.addWidget(page_head(_("Files"), *paper, self._quick, self._new))
        for beginning in (self._new, self._quick, self._pack):
            beginning.setVisible(self._begins)
        self._receipt.setVisible(session.may(Act.RECEIVE))
        self._notes = reminders_of(
            self._services,
            self.notice_reviews_asked,
            self.requests_asked,
            self.station_asked,
            self.reasons_asked,
        )
        self._reminders = Reminders(self._notes)
        looking = row(self._search, self._views.choice, self._views.change, wide=0)
        for part in (self._reminders, looking, self._filters, self._views.sifted):
            box.addWidget(part)
        box.addWidget(self._table, 1)
        box.addWidget(
            row(
                self._count,
                self._ask,
                self._more,
                self._out,
                1,
                flowing(*self._deeds, spacing=px(4)),
                spacing=px(4),
            )
        )

    def _named_deeds(self) -> tuple[tuple[str, str, SignalInstance], ...]:
        """What can be done with the chosen file, in the order of the journey."""
        refer = (_("Refer to the Prosecution"), "export", self.export_asked)
        referring = (refer,) if self._services.session.may(Act.EXPORT) else ()
        return (
            (_("Open the file"), "folder-open", self.opened),
            (_("Review"), "list-checks", self.review_asked),
            (_("Attachments"), "paperclip", self.attachments_asked),
            (_("Case work"), "hand-heart", self.casework_asked),
            (_("Print"), "printer", self.print_asked),
            *referring,
        )

    def _deed_buttons(self) -> list[QPushButton]:
        buttons = []
        for text, picture, signal in self._named_deeds():
            deed = button(text, picture, "ghost")
            deed.clicked.connect(lambda _checked=False, emitted=signal: self._do(emitted))
            buttons.append(deed)
        return buttons

    def _connect(self) -> None:
        self._new.clicked.connect(self._on_new)
        self._table.new_asked.connect(self._on_new)
        self._table.opened.connect(self.opened)
        self._table.menu_asked.connect(self._on_menu)
        self._quick.clicked.connect(self._on_new)
        self._pack.clicked.connect(self._on_new)
        self._receipt.clicked.connect(self.take_receipt)
        self._more.clicked.connect(self._on_more)
        self._out.clicked.connect(self._on_out)
        self._table.end_reached.connect(self._on_more)
        self._filters.changed.connect(lambda: self._show(WINDOW))
        self._views.changed.connect(lambda: self._show(WINDOW))
        for signal in (self._ask.clicked, self._table.other_files_asked):
            signal.connect(self._on_other_files)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.look_again)
        self._search.textChanged.connect(self._on_search)
        self._search.returnPressed.connect(self.look_again)
        self._search.returnPressed.connect(self._table.setFocus)
        QShortcut(shortcut_of(keys.FIND), self, self.begin_search)
        QShortcut(shortcut_of(keys.LIST_VIEW), self, self._views.ask)
        QShortcut(shortcut_of(keys.NEW_FILE), self, self._on_new)
        QShortcut(shortcut_of(keys.QUICK_FILE), self, self._on_quick)
        QShortcut(shortcut_of(keys.CASEWORK), self, lambda: self._do(self.casework_asked))

    # --- what is shown ----------------------------------------------------------------------

    @Slot()
    def load(self) -> None:
        """Read the list again and keep the selection."""
        self._pause.stop()
        query, waiting = self._search.text().strip(), self._filters.waiting()
        cases, count, alike = self._waiting(query) if waiting else self._listed(query)
        asks = self._asks and bool(query)
        searching = bool(query) or self._filters.narrows() or self._views.narrows
        self._table.show_cases(
            cases, searching=searching, asks=asks, waiting=waiting, chosen=self._begun
        )
        self._ask.setVisible(asks and bool(cases))
        self._begun = None
        count_text = _count_text(count)
        if cases and alike:
            count_text = _("{count} by the sound of the name; nothing is written like this").format(
                count=count_text
            )
        self._count.setText(count_text)
        self._more.setVisible(count.more or count.number > len(cases))
        for deed in self._deeds:
            deed.setVisible(bool(cases))
        for note in self._notes:
            note.refresh()
        begin_at(self, self._table)

    def _waiting(self, query: str) -> tuple[Sequence[Case], FileCount, bool]:
        """What waits for a supervisor, how much of it there is, and whether it is found by its
        sound alone."""
        files = self._services.session.files
        self._place = None
        cases, number = files.waiting(query, self._shown), files.count_waiting(query)
        self._filters.count_waiting(number)
        return cases, FileCount(number), bool(query) and files.found_alike(query)

    def _listed(self, query: str) -> tuple[Sequence[Case], FileCount, bool]:
        """The files that are asked for, how many there are, and whether they are found by their
        sound alone. What waits for a supervisor stands first until something is looked for, and
        the filter says how much of it there is."""
        files, view = self._services.session.files, self._views.view
        pressing: tuple[Case, ...] = ()
        if self._supervises:
            self._filters.count_waiting(files.count_waiting())
            chosen = self._filters.narrows() or self._views.narrows or view.order is not None
            if not query and not chosen:
                pressing = files.waiting(limit=self._shown)
        listed, count = files.file_list.first_window(query, view.filters, view.order, self._shown)
        self._place = None if pressing else listed.place
        first = {case.id for case in pressing}
        cases = [*pressing, *(case for case in listed.cases if case.id not in first)]
        return cases[: self._shown], count, listed.alike

    @Slot()
    def _on_more(self) -> None:
        """The next files below those that are shown; only they are read."""
        if not self._more.isVisibleTo(self):
            return
        self._shown += WINDOW
        if self._place is None:
            self.look_again()
            return
        view, query = self._views.view, self._search.text().strip()
        with errors_said(self):
            listed = self._services.session.files.file_list.window(
                query, view.filters, view.order, WINDOW, self._place
            )
            self._place = listed.place
            self._table.add_cases(listed.cases)
            self._more.setVisible(listed.place is not None)

    @Slot()
    def _on_out(self) -> None:
        """The files that are listed, as a table for another program."""
        view, query = self._views.view, self._search.text().strip()
        files, most = self._services.session.files, MOST_IN_TABLE + 1
        with errors_said(self):
            cases = (
                files.waiting(query, most)
                if self._filters.waiting()
                else files.file_list.first_window(query, view.filters, view.order, most)[0].cases
            )
            take_list_out(self._services, self, cases, self._views.shown, masked=self._masked)

    @Slot()
    def look_again(self) -> None:
        """As `load`, when nobody has turned to this page: what goes wrong is said here."""
        with errors_said(self):
            self.load()

    def set_masked(self, masked: bool) -> None:
        """Hide or show names (F7)."""
        self._masked = masked
        mask_other_files(masked=masked)
        self._table.set_masked(masked)
        mode = QLineEdit.EchoMode.Password if masked else QLineEdit.EchoMode.Normal
        self._search.setEchoMode(mode)  # what is looked for is often a name

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reminders.fit(self.height())

    # --- what people do ---------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From the search: down to the list, Escape empties it."""
        if self._search.hasFocus() and event.key() == Qt.Key.Key_Down:
            self._table.setFocus()
        elif self._search.hasFocus() and event.key() == Qt.Key.Key_Escape:
            self._search.clear()
        else:
            super().keyPressEvent(event)

    def take_in(self, _kind: FileKind, path: Path) -> None:
        """A receipt with which the program was opened."""
        self.take_receipt(path=path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.toLocalFile().endswith(_DROPPED) for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A receipt was dropped."""
        event.acceptProposedAction()
        for url in event.mimeData().urls():
            if url.toLocalFile().endswith(_DROPPED):
                self.take_receipt(path=Path(url.toLocalFile()))

    def begin_anew(self) -> None:
        """Somebody comes from home: what was looked for before, often a name, is gone."""
        self._search.clear()
        self._views.begin_anew()

    @Slot()
    def begin_search(self) -> None:
        """Put the cursor into the search."""
        self._search.setFocus()
        self._search.selectAll()

    @Slot()
    def _on_search(self) -> None:
        self._shown = WINDOW
        self._pause.start()

    @Slot()
    def _on_other_files(self) -> None:
        """Whether there is a file that the search does not find, since it names others."""
        query, session = self._search.text().strip(), self._services.session
        case = None
        with errors_said(self):
            case = ask_for_other_file(session, query, self, masked=self._masked)
        if case is not None:
            self.opened.emit(case)

    def _show(self, most: int) -> None:
        self._shown = most
        self.look_again()

    @Slot()
    def _on_new(self) -> None:
        if not self._begins:
            return
        if self.sender() is self._pack:
            self._begun = type_in_pack(self._services.session, self)
            if self._begun is not None:
                self.opened.emit(self._begun)
            return
        self._begin(quick=self.sender() is self._quick)

    @Slot()
    def _on_quick(self) -> None:
        if self._begins:
            self._begin(quick=True)

    def _begin(self, *, quick: bool) -> None:
        begun = begin_file(self._services, self, quick=quick)
        if begun is not None:
            # One comes back to the file that was worked on, not to the one chosen before.
            self._begun = begun
            self.opened.emit(begun)

    @Slot()
    def take_receipt(self, *, path: Path | None = None) -> None:
        """Import a receipt (ask which when there is no `path`) and show the files anew."""
        next_pages = NextPages(
            self.requests_asked.emit, self.review_asked.emit, self.export_asked.emit
        )
        if import_receipt(self._services, self, path, next_pages) and self.isVisible():
            self.look_again()  # unless one went on to another page

    def _do(self, signal: SignalInstance) -> None:
        if (case := self._table.chosen()) is not None:
            signal.emit(case)

    @Slot(QPoint)
    def _on_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        for text, picture, signal in self._named_deeds():
            action = QAction(icon(picture, "text2"), text, menu)
            action.triggered.connect(lambda _checked=False, emitted=signal: self._do(emitted))
            menu.addAction(action)
        menu.exec(position)
        menu.deleteLater()


def _count_text(count: FileCount) -> str:
    """How many files there are; beyond some thousands they are not counted."""
    if count.more:
        return _("More than {count} files").format(count=isolated(f"{count.number:,}"))
    text = ngettext("{count} file", "{count} files", count.number)
    return text.format(count=isolated(str(count.number)))


def _leading_button(text: str, signal: SignalInstance) -> QPushButton:
    """A button of a note that leads to where it is put right."""
    ghost = button(text, style="ghost")
    ghost.clicked.connect(signal)
    return ghost
