"""Every page by name, and which one follows what was said: the one place that knows them all.

From where a page was turned to is kept (`BackStack`), so that Escape leads back there and never in
a circle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget

from tipdesk.cases.model import Case, StationKind
from tipdesk.core.errors import ReasonNeeded, TipdeskError
from tipdesk.texts import keys
from tipdesk.ui.shell.leaving import Asking, Leaving, Lock
from tipdesk.ui.toolkit.crash import told_later
from tipdesk.ui.toolkit.dialogs import show_error
from tipdesk.ui.toolkit.keyboard import shortcut_of
from tipdesk.ui.toolkit.parts import has_focus
from tipdesk.ui.toolkit.privacy import discard
from tipdesk.ui.toolkit.services import Services

if TYPE_CHECKING:
    from pathlib import Path

    from tipdesk.bundle.file_kind import FileKind
    from tipdesk.desk.session.session import Place, Session
    from tipdesk.ui.files.home import HomePage
    from tipdesk.ui.files.page import FilesPage
    from tipdesk.ui.interview.page import InterviewPage
    from tipdesk.ui.station.page import StationPage

# --- the way back -----------------------------------------------------------------------------


_OF_A_FILE = frozenset(
    {"interview", "readback", "review", "paper", "attachments", "export", "casework"}
)
_BOOKS = frozenset(
    {"custody", "reasons", "requests", "notices", "notice_reviews", "taking_over", "due", "load"}
    | {"teams", "directory", "calendar", "events"}
)
_LOOKED_FROM = _OF_A_FILE | _BOOKS - {"custody"} | {"shift"}  # shown again without being asked
# They lead back to where one came from.
_SIDE_PAGES = frozenset({"paper", "attachments", "export", "casework"})
_ASKING = frozenset({"review", "paper"})  # a question that they lead to leads back to them
# F2 leads from them, and back.
_BESIDE_STATEMENT = frozenset({"review", "paper", "attachments"})
_LETTER = "referral"  # the paper that asks


class BackStack:
    """Pages by name; of the files only the one that was shown last."""

    def __init__(self) -> None:
        self._came_from: dict[str, str] = {}  # a page → the page before it
        self._case: Case | None = None

    def note(
        self, before: str, name: str, arguments: tuple[object, ...], *, back: bool = False
    ) -> None:
        """`before` gives way to `name`. Coming back is no new way."""
        self._case = _case_in(arguments) or self._case
        for_question = len(arguments) > 1 and bool(
            arguments[1]
        )  # for a question, not only the file
        if back or before == name or (self._came_from.get(before) == name and not for_question):
            return
        if name == "interview":
            leads = before in ("shift", "events") or (before in _ASKING and for_question)
            self._lead(name, before if leads else "home")
        elif name == "station":
            self._lead(name, before if before in _LOOKED_FROM else "home")
        elif name in _BOOKS or (name in _SIDE_PAGES and before not in _SIDE_PAGES - {"casework"}):
            self._lead(name, before or "home")

    def _lead(self, name: str, before: str) -> None:
        self._came_from[name] = before
        if self._came_from.get(before) == name:
            self._came_from[before] = "home"

    def back(self, name: str, arguments: tuple[object, ...]) -> tuple[str, tuple[object, ...]]:
        """Where one came from to the page `name`, and what that page is loaded with."""
        target = self._came_from.get(name, "home")
        if target not in _OF_A_FILE:
            return target, ()
        case = _case_in(arguments) or self._case
        if case is None:
            return "home", ()
        return target, (case, _LETTER) if (name, target) == ("interview", "paper") else (case,)

    def forget(self) -> None:
        """The vault is locked."""
        self._came_from.clear()
        self._case = None


def _case_in(arguments: tuple[object, ...]) -> Case | None:
    return next((argument for argument in arguments if isinstance(argument, Case)), None)


class Page(Protocol):
    """What every page has (see `ui.toolkit.services`)."""

    def load(self, *arguments: object) -> None:
        """Read the session anew and show it."""


@runtime_checkable
class Leaves(Protocol):
    """A page that has something to let go of."""

    def leave(self) -> None:
        """Another page follows."""


@runtime_checkable
class Resumes(Protocol):
    """A page in which somebody writes, and to which they come back after a lock."""

    def flush(self) -> bool:
        """Keep what is being typed; whether all of it is on the disk."""

    def place(self, *, whole: bool = False) -> Place | None:
        """Where the officer stands."""

    def return_to(self, place: Place) -> None:
        """Come back there."""


@runtime_checkable
class Refreshes(Protocol):
    """A page that shows what others change meanwhile."""

    def look_again(self) -> None:
        """Read the session anew."""


@runtime_checkable
class Chooses(Protocol):
    """A page on which it is chosen what it shows."""

    def shown(self) -> tuple[object, ...]:
        """What it is loaded with to show the same again."""


@runtime_checkable
class Masks(Protocol):
    """A page or dialog that names people."""

    def set_masked(self, masked: bool) -> None:
        """Hide or show names."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes a page. Its module is imported with the first one: the unlock screen needs none."""

    module: str
    name: str

    def __call__(self, services: Services) -> QWidget:
        """A page that has loaded nothing yet."""
        page = getattr(import_module(self.module), self.name)(services)
        return cast("QWidget", page)


MAKERS: Mapping[str, Maker] = {
    "shift": Maker("tipdesk.ui.files.home", "HomePage"),
    "files": Maker("tipdesk.ui.files.page", "FilesPage"),
    "interview": Maker("tipdesk.ui.interview.page", "InterviewPage"),
    "readback": Maker("tipdesk.ui.interview.readback", "ReadbackPage"),
    "review": Maker("tipdesk.ui.review.page", "ReviewPage"),
    "paper": Maker("tipdesk.ui.paper.page", "PaperPage"),
    "attachments": Maker("tipdesk.ui.evidence.page", "AttachmentsPage"),
    "export": Maker("tipdesk.ui.handover.export", "ExportPage"),
    "casework": Maker("tipdesk.ui.casework.page", "FollowUpPage"),
    "receiving": Maker("tipdesk.ui.handover.receiving", "ReceivingPage"),
    "received": Maker("tipdesk.ui.handover.received", "ReceivedPage"),
    "station": Maker("tipdesk.ui.station.page", "StationPage"),
    "custody": Maker("tipdesk.ui.custody.page", "CustodyPage"),
    "reasons": Maker("tipdesk.ui.access.review_of_reasons", "AccessReasonsPage"),
    "requests": Maker("tipdesk.ui.handover.requested_approval", "RequestedApprovalsPage"),
    "notices": Maker("tipdesk.ui.notices.sending", "NoticesPage"),
    "notice_reviews": Maker("tipdesk.ui.notices.reviewing", "NoticeReviewsPage"),
    "taking_over": Maker("tipdesk.ui.files.taking_over", "TakingOverPage"),
    "due": Maker("tipdesk.ui.casework.due_list", "DueListPage"),
    "load": Maker("tipdesk.ui.casework.load", "LoadPage"),
    "teams": Maker("tipdesk.ui.access.teams", "TeamsPage"),
    "directory": Maker("tipdesk.ui.casework.directory", "DirectoryPage"),
    "calendar": Maker("tipdesk.ui.casework.calendar_page", "CalendarPage"),
    "events": Maker("tipdesk.ui.events.page", "EventsPage"),
}


# What is the same again when it is loaded anew. Where steps are gone through one waits.
_RENEWED = frozenset(
    {"shift", "files", "interview", "readback", "review", "attachments", "receiving", "station"}
    | {"casework"}
    | _BOOKS
)


class TakesIn(Protocol):
    """A page that takes files from outside."""

    def take_in(self, kind: FileKind, path: Path) -> None:
        """As if the person had chosen it there."""


# page, what it said → the page that follows, loaded with what the signal carries.
_FOLLOWS: Mapping[tuple[str, str], str] = {
    ("shift", "opened"): "interview",
    ("shift", "review_asked"): "review",
    ("shift", "print_asked"): "paper",
    ("shift", "export_asked"): "export",
    ("shift", "attachments_asked"): "attachments",
    ("shift", "files_asked"): "files",
    ("shift", "handover_asked"): "taking_over",
    ("shift", "deadlines_asked"): "due",
    ("shift", "casework_asked"): "casework",
    ("due", "opened"): "casework",
    ("due", "calendar_asked"): "calendar",
    ("due", "left"): "back",
    ("shift", "load_asked"): "load",
    ("load", "left"): "back",
    ("station", "directory_asked"): "directory",
    ("directory", "left"): "back",
    ("shift", "calendar_asked"): "calendar",
    ("calendar", "opened"): "casework",
    ("calendar", "print_asked"): "week",
    ("calendar", "left"): "back",
    ("shift", "events_asked"): "events",
    ("events", "opened"): "interview",
    ("events", "left"): "back",
    ("shift", "station_asked"): "station",
    ("shift", "reasons_asked"): "reasons",
    ("shift", "requests_asked"): "requests",
    ("shift", "notices_asked"): "notices",
    ("shift", "notice_reviews_asked"): "notice_reviews",
    ("files", "opened"): "interview",
    ("files", "review_asked"): "review",
    ("files", "print_asked"): "paper",
    ("files", "export_asked"): "export",
    ("files", "attachments_asked"): "attachments",
    ("files", "casework_asked"): "casework",
    ("files", "station_asked"): "station",
    ("files", "reasons_asked"): "reasons",
    ("files", "requests_asked"): "requests",
    ("files", "notice_reviews_asked"): "notice_reviews",
    ("interview", "review_asked"): "review",
    ("interview", "print_asked"): "paper",
    ("interview", "attachments_asked"): "attachments",
    ("interview", "casework_asked"): "casework",
    ("interview", "readback_asked"): "readback",
    ("interview", "file_asked"): "interview",
    ("interview", "notices_asked"): "notices",
    ("interview", "left"): "back",
    ("readback", "left"): "interview",
    ("readback", "print_asked"): "paper",
    ("review", "question_asked"): "interview",
    ("review", "print_asked"): "paper",
    ("review", "sheet_asked"): "paper",
    ("review", "export_asked"): "export",
    ("review", "attachments_asked"): "attachments",
    ("review", "custody_asked"): "custody",
    ("review", "station_asked"): "station",
    ("review", "file_asked"): "interview",
    ("review", "left"): "home",
    ("paper", "left"): "back",
    ("paper", "question_asked"): "interview",
    ("attachments", "left"): "back",
    ("attachments", "question_asked"): "interview",
    ("casework", "left"): "back",
    ("casework", "interview_asked"): "interview",
    ("casework", "letter_asked"): "paper",
    ("station", "teams_asked"): "teams",
    ("teams", "opened"): "casework",
    ("teams", "left"): "back",
    ("export", "left"): "back",
    ("export", "station_asked"): "station",
    ("receiving", "opened"): "received",
    ("received", "left"): "home",
    ("receiving", "station_asked"): "station",
    ("station", "left"): "back",
    ("station", "custody_asked"): "custody",
    ("station", "reasons_asked"): "reasons",
    ("reasons", "left"): "back",
    ("requests", "left"): "back",
    ("notices", "left"): "back",
    ("notice_reviews", "left"): "back",
    ("notice_reviews", "opened"): "review",
    ("custody", "left"): "back",
    ("taking_over", "left"): "back",
    ("taking_over", "print_asked"): "shift handover",
    ("station", "blank_forms_asked"): "blank forms",
    ("station", "handover_asked"): "shift handover",
}


# page → what it says and the book says on, by the same name.
_PASSED_ON: Mapping[str, tuple[str, ...]] = {
    "interview": ("saving", "recording_asked", "alone"),
    "paper": ("names_asked",),
    "received": ("names_asked",),
    "requests": ("names_asked",),
    "station": ("settings_changed", "trial_asked", "install_asked"),
}


# Papers of no file, by what follows: what the page of papers is loaded with.
_STATION_PAPERS: Mapping[str, tuple[object, ...]] = {
    "blank forms": (None,),
    "shift handover": (None, "handover"),
    "key card": (None, "keys"),
    "week": (None, "calendar"),
}


@dataclass(frozen=True, slots=True)
class BookState:
    """What a book of pages leaves to the next one, when the window is built anew because it shall
    look otherwise."""

    back_stack: BackStack
    interview: Place | None  # where it was left, behind the page that was shown
    field: int  # of how the window looks: the one that has the cursor
    page: str  # the name of the page that was shown
    arguments: tuple[object, ...]  # with which it was loaded
    place: Place | None  # in an interview, while one is shown


class PageBook(QObject):
    """The pages of an unlocked vault: made when first needed, destroyed by `close`."""

    settings_changed = Signal()
    trial_asked = Signal(object, object)  # a form, and the window over which it is tried
    install_asked = Signal(object)  # an update of the program
    names_asked = Signal()  # names are hidden, and somebody wants to see them
    saving = Signal(str, str, str)  # state of saving: text, icon, colour token
    recording_asked = Signal(object, str)  # Case, how the consent to it stands
    alone = Signal(str)  # what takes the whole window, by the name of its help; '' for nothing
    turned = Signal(str)  # the name of the page that is shown now; '' when none is

    def __init__(self, services: Services, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self._services = services
        self.stack = stack
        self._pages: dict[str, QWidget] = {}
        self._back_stack = BackStack()
        self._leaving = Leaving(services, stack, self.current, self.flush)
        self._masked = False
        # The page from which the statement was asked for, and what shows it again.
        self._beside_statement: tuple[str, tuple[object, ...]] | None = None
        self._arguments: tuple[object, ...] = ()  # that the page which is shown was loaded with
        services.signals.changed.connect(self._on_change)
        services.signals.names_asked.connect(self.names_asked)
        stack.currentChanged.connect(lambda _at: self.turned.emit(self._name(self.current())))

    @property
    def name(self) -> str:
        """The name of the page that is shown; '' when none is."""
        return self._name(self.current())

    def current(self) -> QWidget | None:
        """The page that is shown."""
        page = self.stack.currentWidget()
        return page if page in self._pages.values() else None

    def show(self, name: str, *arguments: object) -> None:
        """Turn to a page and load it; an expected failure is said and the old page stays."""
        if back := name == "back":
            name, arguments = self._way_back(arguments)
        self._beside_statement = None
        name, arguments = self._where(name, arguments)
        if not self.may_leave():
            return
        before = self.current()
        try:
            page = self._page(name)
            self._mask(page)
            if name == "files" and self._name(before) == "shift":
                cast("FilesPage", page).begin_anew()
            if not _loaded(cast("Page", page), arguments, self._services.session, self.stack):
                return
        except TipdeskError as error:
            show_error(self.stack, error)
            return
        self._back_stack.note(self._name(before), name, arguments, back=back)
        self._arguments = arguments
        if before is not None and before is not page and isinstance(before, Leaves):
            before.leave()
        self.stack.setCurrentWidget(page)
        if not has_focus(page):  # else the bar above has it, and the next Enter leaves
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        if name != "interview":
            self.saving.emit("", "", "")

    def _where(self, name: str, arguments: tuple[object, ...]) -> tuple[str, tuple[object, ...]]:
        """The page that is meant by a name of `_FOLLOWS`, and what it is loaded with."""
        if name in _STATION_PAPERS:
            return "paper", (*_STATION_PAPERS[name], *arguments)
        if name == "interview" and self._reads_only_by_team(arguments):
            return "casework", arguments[:1]
        return (self._home(), ()) if name == "home" else (name, arguments)

    def _reads_only_by_team(self, arguments: tuple[object, ...]) -> bool:
        """Whether of a file its case work alone opens without a reason."""
        case = _case_in(arguments)
        return case is not None and self._services.session.teams.reads_only_by_team(case.id)

    def _way_back(self, arguments: tuple[object, ...]) -> tuple[str, tuple[object, ...]]:
        """Where one came from to the page that is shown, and what that page is loaded with."""
        return self._beside_statement or self._back_stack.back(self.name, arguments)

    def _home(self) -> str:
        """Where somebody of this role begins at such a station."""
        session = self._services.session
        if not session.has_counter:
            return "station"
        return "receiving" if session.station.kind is StationKind.RECEIVING else "files"

    @Slot()
    def show_shift(self) -> None:
        """Where an unlocking leads without a field to come back to: what waits in this shift, where
        the home page is a list of files."""
        home = self._home()
        self.show("shift" if home == "files" else home)

    @Slot()
    def show_home(self) -> None:
        """The file list, or the receiving page of a receiving station; for an administrator, who
        sees neither, the station itself."""
        self.show("home")

    @Slot()
    def show_station(self) -> None:
        """Trust, certificate, people, settings."""
        self.show("station")

    def show_statement(self) -> None:
        """The statement of the file alone, and back to the page from which it was asked for."""
        page, before = self.current(), self.name
        shown = page.shown() if isinstance(page, Chooses) else self._arguments
        case = _case_in(shown)
        if case is None or before not in _BESIDE_STATEMENT:
            return  # a paper of no file
        self.show("interview", case)
        if (interview := self._interview()) is not None and self.current() is interview:
            self._beside_statement = (before, shown)
            interview.write_alone()

    def show_search(self) -> None:
        """The list of files, with the cursor in its search."""
        self.show("files")
        page = self.current()
        if self._name(page) == "files":
            cast("FilesPage", page).begin_search()

    def show_looks(self) -> None:
        """Where it is chosen on the station page how the window looks."""
        self.show_station()
        if (station := self._station()) is not None:
            station.show_window_setting(station.chosen_window_setting())

    def show_place(self, place: Place) -> bool:
        """Come back after a lock: the same page, field and cursor; whether the file is there."""
        page = self._page("readback" if place.reading_back else "interview")
        assert isinstance(page, Resumes)  # noqa: S101  the book made it so
        self._mask(page)
        try:
            page.return_to(place)
        except ReasonNeeded:
            return False  # the shift has ended: the list follows, and opening it asks again
        except TipdeskError as error:
            show_error(self.stack, error)
            return False
        self._back_stack.note("shift", self._name(page), ())  # an unlocking leads home
        self.stack.setCurrentWidget(page)
        return True

    def hand_in(self, name: str, kind: FileKind, path: Path) -> None:
        """Turn to the page `name` and let it take in a file from outside."""
        self.show(name)
        page = self.current()
        if self._name(page) == name:
            cast("TakesIn", page).take_in(kind, path)

    def flush(self) -> bool:
        """Keep what is being typed, now; whether all of it is on the disk."""
        page = self.current()
        return page.flush() if isinstance(page, Resumes) else True

    def may_leave(self) -> bool:
        """Keep what is being typed; ask before anything is given up that would be lost."""
        return self._leaving.may_leave()

    def when_to_lock(self, asking: Asking) -> Lock:
        """Keep what is being typed; ask before anything is given up that a lock would end."""
        return self._leaving.when_to_lock(asking)

    def place(self, *, whole: bool = False) -> Place | None:
        """Where the officer stands in an interview; with `whole`, for after the lock, also what
        can be undone there."""
        page = self.current()
        return page.place(whole=whole) if isinstance(page, Resumes) else None

    def set_masked(self, masked: bool) -> None:
        """Hide or show names on every page, and in the dialogs before it."""
        self._masked = self._services.names_hidden = masked
        dialogs = [
            widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog)
        ]
        for target in (*self._pages.values(), *dialogs):
            self._mask(target)

    def show_recording(self, milliseconds: int, *, running: bool) -> None:
        """How long what is recorded is; less than nothing where nothing is."""
        if (interview := self._interview()) is not None:
            interview.show_recording(milliseconds, running=running)

    def may_be_renewed(self) -> bool:
        """Whether nothing is lost when other pages take the place of these now."""
        asked = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        return self.name in _RENEWED and not asked and self.flush()

    def give_up(self) -> BookState:
        """Close the pages, in order that others follow them."""
        interview, station = self._interview(), self._station()
        left = BookState(
            self._back_stack,
            None if interview is None else interview.left_at(),
            -1 if station is None else station.chosen_window_setting(),
            self.name,
            self._arguments,
            self.place(whole=True),
        )
        self._back_stack = BackStack()
        self.close()
        return left

    def go_on(self, left: BookState) -> None:
        """Show the page as it stood, with the back stack from there."""
        if left.place is None:
            if left.interview is not None:
                cast("InterviewPage", self._page("interview")).resume_at(left.interview)
            self.show(left.page, *left.arguments)
        self._back_stack = left.back_stack

    def come_back(self, left: BookState) -> None:
        """Put the cursor where it was."""
        if left.place is not None and not self.show_place(left.place):
            self.show_home()
        if (station := self._station()) is not None and left.field >= 0:
            station.show_window_setting(left.field)

    def close(self) -> None:
        """Take every page off the screen; what they showed is forgotten."""
        pages, self._pages, self._arguments = self._pages, {}, ()
        self._beside_statement = None
        self._back_stack.forget()
        for page in pages.values():
            if isinstance(page, Leaves):
                with told_later():
                    page.leave()
            self.stack.removeWidget(page)
            discard(page)
        self.saving.emit("", "", "")

    def _interview(self) -> InterviewPage | None:
        return cast("InterviewPage | None", self._pages.get("interview"))

    def _station(self) -> StationPage | None:
        """The station's page, while it is shown."""
        page = self.current()
        return cast("StationPage", page) if self._name(page) == "station" else None

    def _name(self, page: QWidget | None) -> str:
        return next((name for name, other in self._pages.items() if other is page), "")

    def _page(self, name: str) -> QWidget:
        if name not in self._pages:
            page = MAKERS[name](self._services)
            self._connect(name, page)
            if name in _BESIDE_STATEMENT:
                QShortcut(shortcut_of(keys.WRITING), page, self.show_statement)
            self._pages[name] = page
            self.stack.addWidget(page)
        return self._pages[name]

    def _connect(self, name: str, page: QWidget) -> None:
        for (source, signal), target in _FOLLOWS.items():
            if source == name:
                getattr(page, signal).connect(
                    lambda *carried, target=target: self.show(target, *carried)
                )
        if name == "shift":
            cast("HomePage", page).search_asked.connect(self.show_search)
        for signal in _PASSED_ON.get(name, ()):
            getattr(page, signal).connect(getattr(self, signal))

    def _mask(self, page: QWidget) -> None:
        if isinstance(page, Masks):
            page.set_masked(self._masked)

    def _on_change(self, _change: object) -> None:
        page = self.current()
        if page is not None and isinstance(page, Refreshes):
            page.look_again()


def _loaded(page: Page, arguments: tuple[object, ...], session: Session, parent: QWidget) -> bool:
    """Load a page; a file that names others opens once a reason was given."""
    try:
        page.load(*arguments)
    except ReasonNeeded:
        from tipdesk.ui.access.reason_dialog import ask_reason

        case = _case_in(arguments)
        if case is None or not ask_reason(session, case, parent):
            return False
        page.load(*arguments)
    return True
