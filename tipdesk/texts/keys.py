"""The table of all keys of the program: what does something wherever the cursor is, and where.

Every page takes its keys from here, so that none means two things where both could be meant
(`tests/ui/toolkit/test_keys.py`). A function key means one thing in the whole program. Keys that
move a cursor, write, or press what has the focus are the widgets' own; docs/keys.md names them too.
Help says what a key does (`Key.does`). `ui.toolkit.keyboard` makes shortcuts of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tipdesk.i18n.text import N_, _, isolated


class KeyScope(StrEnum):
    """Where a key does something."""

    EVERYWHERE = "everywhere"
    SHIFT = "home"
    FILES = "list of files"
    INTERVIEW = "interview"
    NIGHT = "quick intake"
    FILE = "review, attachments"
    WRITING = "writing only"
    OFFERS = "from the statement"
    READING = "reading out"
    RECORDING = "while a statement is recorded"
    DOCUMENT = "a document"
    TRIAL = "the trial of a form"
    DIALOG = "dialogs with a long text"
    LOCKED = "covered or locked"
    CASEWORK = "case work"
    DEADLINES = "list of deadlines"
    CALENDAR = "calendar of the week"
    EVENTS = "events"
    AUTHORITY = "people at the certification authority"


@dataclass(frozen=True, slots=True)
class Key:
    """One key, as Qt and docs/keys.md write it, what it does and where."""

    text: str
    does: str  # in English, for the catalogues
    scopes: frozenset[KeyScope]

    def beside(self, what: str) -> str:
        """Words for a tool tip: what is done, and by which key."""
        return _("{what} ({keys})").format(what=what, keys=isolated(self.text))


def _key(text: str, does: str, *scopes: KeyScope) -> Key:
    key = Key(text, does, frozenset(scopes))
    _table.append(key)
    return key


_table: list[Key] = []
_QUESTIONS = (KeyScope.INTERVIEW, KeyScope.NIGHT)

HELP = _key("F1", N_("Help for this page, and away with it"), KeyScope.EVERYWHERE)
HIDE_NAMES = _key(
    "F7", N_("Hide names and what points to a person, or show them"), KeyScope.EVERYWHERE
)
WINDOW_LOOKS = _key("F10", N_("How the window looks"), KeyScope.EVERYWHERE)
COVER = _key("F9", N_("Cover the screen"), KeyScope.EVERYWHERE)
LOCK = _key("Ctrl+L", N_("Lock"), KeyScope.EVERYWHERE)
LOCK_AND_CLOSE = _key("Ctrl+Shift+L", N_("Lock and close"), KeyScope.EVERYWHERE)
OTHER_OFFICER = _key("Ctrl+O", N_("Another officer's PIN"), KeyScope.LOCKED)

NEW_FILE = _key("Ctrl+N", N_("New interview"), KeyScope.SHIFT, KeyScope.FILES)
NEW_EVENT = _key("Ctrl+N", N_("A new event"), KeyScope.EVENTS)
QUICK_FILE = _key("Ctrl+Shift+N", N_("Quick intake"), KeyScope.SHIFT, KeyScope.FILES)
FIND = _key("Ctrl+F", N_("Search"), KeyScope.SHIFT, KeyScope.FILES, KeyScope.AUTHORITY)
LIST_VIEW = _key("Ctrl+Shift+F", N_("Columns, order and filters of the list"), KeyScope.FILES)
HANDOVER = _key("Ctrl+H", N_("Shift handover"), KeyScope.SHIFT)
EVENTS = _key("Ctrl+G", N_("Events and their rosters"), KeyScope.SHIFT)
DEADLINES = _key("0", N_("Deadlines"), KeyScope.SHIFT)
CALENDAR = _key("Ctrl+T", N_("Calendar"), KeyScope.SHIFT, KeyScope.DEADLINES)

WRITING = _key(
    "F2",
    N_("The statement alone, and back"),
    *_QUESTIONS,
    KeyScope.FILE,
    KeyScope.DOCUMENT,
    KeyScope.WRITING,
    KeyScope.OFFERS,
)
OFFERS = _key("Shift+F2", N_("What the statement answers elsewhere"), KeyScope.INTERVIEW)
ATTACHMENTS = _key("F3", N_("Attachments"), KeyScope.SHIFT, *_QUESTIONS)
CASEWORK = _key("Shift+F3", N_("The case work of the file"), KeyScope.FILES, KeyScope.INTERVIEW)
REASON = _key(
    "F4",
    N_("Why there is no answer; of an offer, another question"),
    *_QUESTIONS,
    KeyScope.OFFERS,
)
CONFIRM = _key("Alt+Return", N_("Confirm what is offered"), *_QUESTIONS)
CONFIRM_EVENT = _key("Alt+Shift+Return", N_("Confirm all that the event says"), KeyScope.INTERVIEW)
NOTICE = _key("F5", N_("The notice to the Prosecution"), KeyScope.SHIFT, *_QUESTIONS)
NOTICES = _key("Ctrl+E", N_("Electronic notices"), KeyScope.SHIFT, KeyScope.NIGHT)
TURNS = _key("F6", N_("Question and answer in the statement"), KeyScope.INTERVIEW, KeyScope.WRITING)
REVIEW = _key("F8", N_("Review"), KeyScope.SHIFT, *_QUESTIONS)
TIMELINE = _key("F11", N_("Timeline"), KeyScope.INTERVIEW)
STOP = _key(
    "F12",
    N_("Stop the statement and refer it"),
    *_QUESTIONS,
    KeyScope.WRITING,
    KeyScope.READING,
)
BEFORE = _key("Ctrl+PgUp", N_("The section before"), KeyScope.INTERVIEW)
AFTER = _key("Ctrl+PgDown", N_("The section after"), KeyScope.INTERVIEW)
UNDO = _key(
    "Ctrl+Z",
    N_("Undo what was done last"),
    *_QUESTIONS,
    KeyScope.WRITING,
    KeyScope.OFFERS,
    KeyScope.CASEWORK,
    KeyScope.EVENTS,
)
REDO = _key("Ctrl+Y", N_("Do it again"), *_QUESTIONS, KeyScope.WRITING)

ENTER_ANSWER = _key("E", N_("The answer of a service"), KeyScope.CASEWORK, KeyScope.DEADLINES)
ENTER_REFERRAL = _key("R", N_("A referral that was sent"), KeyScope.CASEWORK, KeyScope.DEADLINES)
ENTER_APPOINTMENT = _key("A", N_("An appointment"), KeyScope.CASEWORK, KeyScope.DEADLINES)

WEEK_BEFORE = _key("Ctrl+PgUp", N_("The week before"), KeyScope.CALENDAR)
WEEK_AFTER = _key("Ctrl+PgDown", N_("The week after"), KeyScope.CALENDAR)
THIS_WEEK = _key("Ctrl+Home", N_("This week"), KeyScope.CALENDAR)

OTHER_LANGUAGE = _key("Ctrl+Tab", N_("The text in the other language"), KeyScope.WRITING)
LARGER = _key("Ctrl++", N_("Larger letters"), KeyScope.WRITING, KeyScope.DOCUMENT)
SMALLER = _key("Ctrl+-", N_("Smaller letters"), KeyScope.WRITING, KeyScope.DOCUMENT)
USUAL_SIZE = _key("Ctrl+0", N_("The usual size"), KeyScope.WRITING, KeyScope.DOCUMENT)

BOTH_COPIES = _key("Ctrl+Return", N_("Print the two copies of the notice"), KeyScope.NIGHT)
DELIVERED = _key("Ctrl+D", N_("The notice was handed over"), KeyScope.NIGHT)

CORRECTION = _key("Ctrl+Return", N_("Note a correction here"), KeyScope.READING)

MARK = _key("Ctrl+B", N_("Mark this place of the recording"), KeyScope.RECORDING)
MARK_BACK = _key("Ctrl+Shift+B", N_("Take the last mark back"), KeyScope.RECORDING)

_PRINTED = (KeyScope.DOCUMENT, KeyScope.CALENDAR, KeyScope.CASEWORK)
PRINT = _key("Ctrl+P", N_("Print"), *_PRINTED)
WHOLE_PAGE = _key("Ctrl+9", N_("The whole page"), KeyScope.DOCUMENT)

READ_AGAIN = _key("Ctrl+R", N_("Read the sheet again"), KeyScope.TRIAL)
AGREE = _key("Ctrl+Return", N_("Do what the first button says"), KeyScope.DIALOG)

TABLE = tuple(_table)
"""Every key, in the order of docs/keys.md."""
