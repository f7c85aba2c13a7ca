"""Keeps what is typed: 400 ms after the last key, at the latest 2 s after the first one.

And at once when asked (`flush`): another field, another section, lock, privacy screen, close. It
runs on the GUI thread, which owns the vault. What could not be written stays in the window and is
tried again; the status bar says so, and a banner when a write was refused, until it is on the disk.
Words that are no answer yet are listed on the review and asked about before completion
(`UnrecordedWords`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from textwrap import shorten

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from tipdesk.cases.interview.unfinished import readable
from tipdesk.cases.model import Answer, CaseFile, CaseId
from tipdesk.core import errors
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import QuestionType
from tipdesk.i18n.text import MASK, N_, _, format_time, isolate, isolated, language, ngettext
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.dialogs import ask
from tipdesk.ui.toolkit.parts import LinkRow, card, column, label, note
from tipdesk.ui.toolkit.services import RETRY

PAUSE, LATEST = 400, 2_000  # milliseconds
# What is refused for what it says, and will be again: the rest is written without it.
_OF_AN_ANSWER = (
    errors.AccountFrozen,
    errors.AnswerRefused,
    errors.RestrictedClosed,
    errors.SuspectsClosed,
)


class SaveKind(StrEnum):
    """How things stand with what was typed."""

    NOTHING = "nothing"  # nothing was typed since the file was opened
    WAITING = "waiting"  # typed, not yet on the disk
    SAVED = "saved"  # on the disk, synced
    NOT_SAVED = "not_saved"  # the disk refused; it is tried again
    HALF_TYPED = "half_typed"  # on the disk, but some of it is no answer yet
    UNRECORDED = "unrecorded"  # on the disk, but an amendment waits for its reason


@dataclass(frozen=True, slots=True)
class HalfTyped:
    """A field whose words cannot be read as an answer yet."""

    label: str
    type: QuestionType


@dataclass(frozen=True, slots=True)
class SaveState:
    """The state with its time (of the last write), its error, or the fields it speaks of."""

    kind: SaveKind
    at: datetime | None = None
    error: errors.TipdeskError | None = None
    fields: tuple[HalfTyped, ...] = ()


class Autosave(QObject):
    """Collects the paths that were edited and hands their answers to `save` in time.

    `collect` reads the answers of paths as they stand now. What it leaves out cannot be read yet
    (half a date); `save` is asked all the same, as it keeps what is no answer yet too. It returns
    when everything is on the disk, with the time (None: there was nothing to write), or raises a
    TipdeskError.
    """

    state_changed = Signal(object)  # SaveState

    def __init__(
        self,
        collect: Callable[[Collection[str]], Mapping[str, Answer]],
        save: Callable[[Mapping[str, Answer]], datetime | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._collect, self._save = collect, save
        self._edited: set[str] = set()
        self._unwritten: dict[str, Answer] = {}  # refused by disk or desk, kept here
        self._due = False  # something was edited since the last write
        self._state = SaveState(SaveKind.NOTHING)
        self._pause = self._timer(PAUSE)
        self._latest = self._timer(LATEST)
        self._retry = self._timer(RETRY)

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self.flush)
        return timer

    @property
    def state(self) -> SaveState:
        """How things stand."""
        return self._state

    @property
    def unwritten(self) -> tuple[str, ...]:
        """The paths of answers that the disk refused, and of those not read yet."""
        return tuple(dict.fromkeys((*self._unwritten, *sorted(self._edited))))

    def touch(self, path: str) -> None:
        """The answer at `path` was edited."""
        self._edited.add(path)
        self._due = True
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()
        if self._state.kind is not SaveKind.NOT_SAVED:
            self._enter(SaveState(SaveKind.WAITING, self._state.at))

    @Slot()
    def flush(self) -> bool:
        """Write now; whether everything that was typed is on the disk.

        Raises:
            whatever is no TipdeskError: a mistake of the program. What was typed stays here.
        """
        self._pause.stop()
        self._latest.stop()
        if not self._due:
            return True
        try:
            changes = {**self._unwritten, **self._collect(frozenset(self._edited))}
        except Exception:
            self._enter(SaveState(SaveKind.NOT_SAVED, self._state.at))
            raise
        self._edited.clear()
        return self._write(changes)

    def save_now(self, changes: Mapping[str, Answer]) -> bool:
        """Write these answers with everything that waits."""
        self._unwritten.update(changes)
        self._due = True
        return self.flush()

    def _write(self, changes: Mapping[str, Answer]) -> bool:
        try:
            at = self._kept(changes) or self._state.at
        except errors.TipdeskError as error:
            refused = isinstance(error, _OF_AN_ANSWER)
            self._unwritten = self._each_alone(changes) if refused else dict(changes)
            self._retry.start()
            self._enter(SaveState(SaveKind.NOT_SAVED, self._state.at, error))
            return False
        except Exception:
            # Not tried again by itself: it would fail every time. The next edit or flush does.
            self._unwritten = self._each_alone(changes)
            self._enter(SaveState(SaveKind.NOT_SAVED, self._state.at))
            raise
        self._unwritten, self._due = {}, False
        self._retry.stop()
        self._enter(SaveState(SaveKind.SAVED if at else SaveKind.NOTHING, at))
        return True

    def _kept(self, changes: Mapping[str, Answer]) -> datetime | None:
        try:
            return self._save(changes)
        except errors.DiskFull:
            return self._save(changes)  # the vault has given its ballast up: there is room again

    def _each_alone(self, changes: Mapping[str, Answer]) -> dict[str, Answer]:
        """What is left when each answer is written by itself: one that cannot be written takes
        no other with it."""
        left: dict[str, Answer] = {}
        for path, answer in changes.items():
            try:
                self._save({path: answer})
            except Exception:  # noqa: BLE001  the first one is raised
                left[path] = answer
        return left

    def stop(self) -> None:
        """Write nothing any more: the file is closed."""
        for timer in (self._pause, self._latest, self._retry):
            timer.stop()
        self._edited.clear()
        self._due = False

    def _enter(self, state: SaveState) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)


# --- the state of saving in words -------------------------------------------------------------


StateLine = tuple[str, str, str]  # text, picture, colour token


def said_state(state: SaveState) -> StateLine:
    """One short line, always with the time of the last write when there was one."""
    at = "" if state.at is None else isolated(format_time(state.at))
    if state.kind is SaveKind.SAVED:
        return _("Saved at {time}").format(time=at), "check-circle-fill", "ok"
    if state.kind is SaveKind.NOT_SAVED:
        last = _("Not saved • last saved at {time}")
        return last.format(time=at) if at else _("Not saved"), "warning-circle-fill", "danger"
    if state.kind is SaveKind.WAITING:
        last = _("Saving… • last saved at {time}")
        return last.format(time=at) if at else _("Saving…"), "clock", "text3"
    if state.kind is SaveKind.HALF_TYPED:
        return _half_typed(state.fields), "warning-circle", "warn"
    if state.kind is SaveKind.UNRECORDED:
        return _("Amendment not recorded yet • kept here until you do"), "note-pencil", "warn"
    return _("Everything is saved"), "check-circle", "text3"


_READ_AS = {
    QuestionType.DATE: N_("“{field}”: not a date yet • kept as you typed it"),
    QuestionType.PARTIAL_DATE: N_("“{field}”: not a date yet • kept as you typed it"),
    QuestionType.DATETIME: N_("“{field}”: not a date with time yet • kept as you typed it"),
    QuestionType.INTEGER: N_("“{field}”: not a number yet • kept as you typed it"),
    QuestionType.DECIMAL: N_("“{field}”: not a number yet • kept as you typed it"),
    QuestionType.SELECT_ONE: N_("“{field}”: none of the list's answers • kept as you typed it"),
    QuestionType.SELECT_MULTIPLE: N_(
        "“{field}”: none of the list's answers • kept as you typed it"
    ),
}
_LABEL = 36  # letters of a field's name
_NAMED = 5  # questions that are named one by one


def _half_typed(fields: tuple[HalfTyped, ...]) -> str:
    if len(fields) > 1:
        return ngettext(
            "{count} field is no answer yet • kept as you typed it",
            "{count} fields are no answers yet • kept as you typed them",
            len(fields),
        ).format(count=len(fields))
    (only,) = fields
    label = shorten(only.label, _LABEL, placeholder="…")
    template = _READ_AS.get(only.type, N_("“{field}”: not an answer yet • kept as you typed it"))
    return _(template).format(field=label)


def banner_text(state: SaveState) -> str:
    """What went wrong, what stays and what to do; '' while all is well."""
    if state.error is None:
        return ""
    message = sentence(state.error)
    stays = _("What you typed stays here and is tried again every few seconds.")
    return f"{message.what} {message.next_step} {stays}"


def named_answers(labels: Sequence[str]) -> list[str]:
    """Questions one a line, the first ones when there are many."""
    lines = [f"• {isolate(label)}" for label in labels[:_NAMED]]
    if (more := len(labels) - _NAMED) > 0:
        lines.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
    return lines


# --- words that are no answer yet -------------------------------------------------------------


Go = Callable[[str, str], None]  # section, path


@dataclass(frozen=True, slots=True)
class UnrecordedWords:
    """What the officer of the session has typed at one question and not recorded."""

    section: str
    path: str
    label: str
    words: str


def waiting(session: Session, case_file: CaseFile) -> tuple[UnrecordedWords, ...]:
    """In the order in which it was typed; what the form does not ask any more is left out."""
    case_id = case_file.case.id
    rules, state = session.files.rules(case_id), session.files.state(case_file)
    draft = session.drafts.draft(case_id)
    entries: dict[str, UnrecordedWords] = {}
    for path in (*draft.typed, *draft.amended):
        if not state.is_relevant(path):
            continue
        try:
            question, section = rules.question(path), rules.section_of(path)
        except KeyError:  # a row that was added or taken away
            continue
        words = _("An amendment that waits for its reason")
        if path in draft.typed:
            words = readable(question.type, draft.typed[path])
        title = question.label.text(language(), case_file.sex)
        entries[path] = UnrecordedWords(section, path, title, words)
    return tuple(entries.values())


def typing_notes(
    session: Session, case_file: CaseFile, go: Go, *, masked: bool
) -> Iterator[QWidget]:
    """What the review says of words that are no part of what is reviewed."""
    if lines := waiting(session, case_file):
        yield _card(lines, go, masked=masked)
    if (others := _others_note(session, case_file.case.id)) is not None:
        yield others


def _card(lines: Sequence[UnrecordedWords], go: Go, *, masked: bool) -> QWidget:
    """Each line leads to its question; `masked` hides what was typed."""
    head = column(
        label(_("Typed, but no answer yet"), "h2", wrap=True),
        label(_("It is kept for you and seen by nobody else."), "muted", wrap=True),
        spacing=2,
    )
    rows = []
    for line in lines:
        link_row = LinkRow(
            isolate(line.label), MASK if masked else isolate(line.words), "note-pencil"
        )
        link_row.clicked.connect(
            lambda _checked=False, target=line: go(target.section, target.path)
        )
        rows.append(link_row)
    return card(head, *rows, spacing=10)


def _others_note(session: Session, case_id: CaseId) -> QWidget | None:
    """Whoever reviews hears that a colleague's typing is not part of what is reviewed."""
    names = session.staff.names()
    who = [isolated(names.get(login, login)) for login in session.drafts.others_drafts(case_id)]
    if not who:
        return None
    template = _("Typed here and not recorded yet by: {who}. Only the writer sees it.")
    return note(template.format(who=" • ".join(who)))


def complete_without(parent: QWidget, lines: Sequence[UnrecordedWords]) -> bool:
    """Whether the file is completed without these words."""
    named = named_answers([line.label for line in lines])
    reassurance = _("If you complete the file without them, they are kept and wait here for you.")
    title = _("These words are no answer yet")
    yes, no = _("Complete without them"), _("Go there")
    return ask(parent, title, "\n".join((*named, reassurance)), yes, no, grave=True)
