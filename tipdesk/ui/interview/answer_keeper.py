"""Between the rows on the screen and the open file: reads what was typed, asks the rules, keeps it.

A key press only notes which row was edited. The answers are read when the typing pauses, once for
the rules and once for the vault. A number, a date or what has a rule of its own is judged when it
is left: until then the rules go by what stood there before, so that half a year closes nothing.

What stands in the rows and is not part of the file are half-typed words and amendments
(`Unrecorded`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from tipdesk.cases.answers import same_answer
from tipdesk.cases.interview.edits import Verb
from tipdesk.cases.interview.turns import TurnTime
from tipdesk.cases.interview.unfinished import Draft
from tipdesk.cases.model import NO_ANSWER, Answer, MissingReason
from tipdesk.core.errors import AnswerRefused, TipdeskError
from tipdesk.forms.model import QuestionType
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.interview.autosave import Autosave, HalfTyped, SaveKind, SaveState
from tipdesk.ui.interview.open_file import TYPED, OpenFile
from tipdesk.ui.toolkit.crash import tell_later
from tipdesk.ui.toolkit.parts import has_focus


class Unrecorded:
    """Begins with the draft that the vault has kept, and says what it has to keep now."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file
        self._before = dict(file.answers)  # what amendments are compared with
        self._kept = file.draft
        self.lost: set[str] = set()  # a mistake of the program keeps these words from us
        # An amendment that a lock has cut off goes on where it was.
        self.amending = file.can_amend and not file.can_edit and bool(file.draft)
        writes = file.can_edit or self.amending
        drafted = dict(file.draft.typed) if writes else {}
        # What a colleague has answered is shown; words of one's own never cover it unasked.
        self.covered = {
            path: words for path, words in drafted.items() if file.answered_by_other(path)
        }
        self.typed = {path: words for path, words in drafted.items() if path not in self.covered}
        self.amended: dict[str, Answer] = {}
        self.why = file.draft.why if self.amending else ""  # of the reason, what was written
        if self.amending:
            self.take(file.draft.amended)
            file.put(self.amended)
            file.evaluate()

    def take(self, changes: Mapping[str, Answer]) -> None:
        """Note amendments; what says again what stands is none, nor is a space behind it."""
        for path, answer in changes.items():
            if same_answer(_words(self._before.get(path, NO_ANSWER)), _words(answer)):
                self.amended.pop(path, None)
            else:
                self.amended[path] = answer

    def recorded(self, path: str) -> None:
        """What stands in the row could be read as an answer."""
        self.typed.pop(path, None)
        self.covered.pop(path, None)
        self.lost.discard(path)

    def words(self) -> dict[str, str]:
        """All words that are no answer yet, by path, as their editor wrote them."""
        return {**self.covered, **self.typed}

    def rescue(self, row: QuestionRow) -> None:
        """The program fails at this answer: note its words, if they can be had."""
        try:
            self.typed[row.path] = row.editor.typed()
        except Exception:  # noqa: BLE001  the mistake that led here is told
            self.lost.add(row.path)

    def half_typed(self) -> tuple[str, ...]:
        """The questions that are asked now and hold words that are no answer yet."""
        return tuple(path for path in self.typed if self._file.state.is_relevant(path))

    def fields(self) -> tuple[HalfTyped, ...]:
        """The same, by name."""
        return self.named(self.half_typed())

    def named(self, paths: Iterable[str]) -> tuple[HalfTyped, ...]:
        """Questions by name, each once; rows of a repeat have none."""
        fields: dict[str, HalfTyped] = {}
        for path in paths:
            if label := self._file.label_of(path):
                fields[path] = HalfTyped(label, self._file.rules.question(path).type)
        return tuple(fields.values())

    def fresh(self) -> Draft | None:
        """What the vault has to keep; None when it has it."""
        draft = self._draft()
        return None if draft == self._kept else draft

    def unkept(self) -> tuple[str, ...]:
        """The paths of what the vault does not have as it stands here."""
        now, stored = self._draft(), self._kept
        typed = [path for path, words in now.typed.items() if stored.typed.get(path) != words]
        amended = [
            path for path, answer in now.amended.items() if stored.amended.get(path) != answer
        ]
        return (*typed, *amended, *sorted(self.lost))

    def kept(self) -> None:
        """The vault has all of it."""
        self._kept = self._draft()

    def _draft(self) -> Draft:
        return Draft(self.words(), dict(self.amended), self.why if self.amended else "")


def _words(answer: Answer) -> Answer:
    return replace(answer, value=answer.value.rstrip())


_SHAPED = TYPED - {QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PERSON}
_THINK, _FOLD = 200, 30_000  # milliseconds after the last key: the rules; list and search


class AnswerKeeper(QObject):
    """Keeps one open file in step with its rows."""

    changed = Signal()  # the rules were asked anew
    row_left = Signal(str)  # the path of a question that the cursor has left
    state_changed = Signal(object)  # SaveState
    amend_asked = Signal(str)  # at the question of this path
    event_asked = Signal()  # the event of the file is to be named
    advice_pressed = Signal(str, str)  # of what a line of advice speaks, the name of the deed
    agree_asked = Signal(bool)  # a supervisor's agreement, or its end
    failed = Signal(object)  # TipdeskError of a step that was not typing

    def __init__(
        self,
        file: OpenFile,
        row_of: Callable[[str], QuestionRow | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._file, self._row_of = file, row_of
        self._unread: set[str] = set()
        self._by_letters = False  # a field's own undo is at it
        self._before_typing: dict[str, Answer] = {}  # of what is judged when it is left
        self._unrecorded = Unrecorded(file)
        self._autosave = Autosave(self._collect, self._save, self)
        self._autosave.state_changed.connect(self._tell)
        self._last_state = self.state
        self._think = QTimer(self)
        self._think.setSingleShot(True)
        self._think.timeout.connect(self.pause)
        self._fold = QTimer(self)
        self._fold.setSingleShot(True)
        self._fold.setInterval(_FOLD)
        self._fold.timeout.connect(self.fold)

    @property
    def state(self) -> SaveState:
        """How things stand with what was typed: saved, and also said as it is meant."""
        state = self._autosave.state
        if state.kind is SaveKind.NOT_SAVED:
            paths = (*self._autosave.unwritten, *self._unrecorded.unkept())
            return replace(state, fields=self._unrecorded.named(paths))
        if state.kind not in (SaveKind.SAVED, SaveKind.NOTHING):
            return state
        if fields := self._unrecorded.fields():
            return replace(state, kind=SaveKind.HALF_TYPED, fields=fields)
        return replace(state, kind=SaveKind.UNRECORDED) if self._unrecorded.amended else state

    @property
    def amending(self) -> bool:
        """Whether changes of a complete file are taken."""
        return self._unrecorded.amending

    @property
    def unrecorded(self) -> Unrecorded:
        """What stands in the rows and is not part of the file."""
        return self._unrecorded

    # --- typing -----------------------------------------------------------------------------

    @Slot(str)
    def edited(self, path: str) -> None:
        """The row at `path` was edited."""
        self._unread.add(path)
        row = self._row_of(path)
        typed = row is not None and row.question.type in TYPED
        if row is not None and typed and (row.question.constraint or row.question.type in _SHAPED):
            self._before_typing.setdefault(path, self._file.answers.get(path, NO_ANSWER))
        self._think.start(_THINK if typed else 0)
        self._autosave.touch(path)
        if not self.amending:
            self._fold.start()

    @Slot()
    def think(self) -> None:
        """Read what was typed and ask the rules."""
        if self._unread or self._before_typing:
            left, self._before_typing = self._before_typing, {}
            self._ask_rules(left)

    def by_letters(self, step: Callable[[], object]) -> None:
        """A field's own undo, or its doing again."""
        self.pause()
        self._by_letters = True
        try:
            step()
            self.pause()
        finally:
            self._by_letters = False

    @Slot()
    def pause(self) -> None:
        """The typing pauses; the cursor may still be where it was."""
        if self._unread:
            began = self._before_typing
            self._before_typing = {
                path: answer
                for path, answer in began.items()
                if (row := self._row_of(path)) is not None and has_focus(row)
            }
            left = {path: began[path] for path in began.keys() - self._before_typing.keys()}
            self._ask_rules(left)

    def _ask_rules(self, left: Mapping[str, Answer]) -> None:
        """`left`: what stood where the cursor is no more, before it came there."""
        self._think.stop()
        given = self._read(self._unread)
        self._file.note_typed(given, by_letters=self._by_letters)
        self._file.put(given, left)
        self._unread.clear()
        self._file.evaluate(self._before_typing)
        self._file.look_for_known()
        self.changed.emit()
        self._tell()

    @Slot()
    def flush(self) -> bool:
        """Keep what was typed now; whether it is on the disk, as an answer or in the draft."""
        try:
            self.think()
        finally:  # a mistake in the rules keeps nothing from being written
            written = self._autosave.flush()
        return written and not self._unrecorded.lost

    @Slot()
    def fold(self) -> None:
        """Let list and search know."""
        try:
            self._file.fold()
        except TipdeskError as error:
            self.failed.emit(error)

    def stop(self) -> None:
        """The file is left: nothing comes after this."""
        self._think.stop()
        self._fold.stop()
        self._autosave.stop()

    # --- rows and reasons -------------------------------------------------------------------

    def put_now(self, changes: Mapping[str, Answer], verb: Verb | None = Verb.FILLED) -> None:
        """Take answers that were not typed into a row; None: they are no edit of their own."""
        self.flush()
        if verb is not None:
            self._file.note_edit(verb, changes)
        if self.amending:
            self._unrecorded.take(changes)
        self._file.put(changes)
        self._autosave.save_now({} if self.amending else changes)
        self._file.evaluate()
        self._file.look_for_known()
        self.changed.emit()
        self._tell()

    @Slot(str)
    def add_row(self, repeat: str) -> int:
        """A new row at the end of a repeat; its number, 0 when it could not be made."""
        self.flush()
        if self._file.answers.get(repeat, NO_ANSWER).reason is not None:
            self.put_now({repeat: Answer()}, Verb.ANSWERED)
        if self.amending:
            number = self._file.next_row(repeat)
            self.put_now(self._file.restored(repeat, number), Verb.ROW_ADDED)
            return number
        try:
            number = self._file.add_row(repeat)
        except TipdeskError as error:
            self.failed.emit(error)
            return 0
        self.changed.emit()
        return number

    @Slot(str, int)
    def remove_row(self, repeat: str, number: int) -> None:
        """Take a row away; its answers are kept for `restore_row`."""
        self.put_now(self._file.removed(repeat, number), Verb.ROW_REMOVED)

    @Slot(str, int)
    def restore_row(self, repeat: str, number: int) -> None:
        """Bring back a row that was taken away."""
        self.put_now(self._file.restored(repeat, number), Verb.ROW_RESTORED)

    @Slot(str, object)
    def explain_repeat(self, repeat: str, reason: MissingReason | None) -> None:
        """Say why a repeat has no row."""
        self.put_now({repeat: Answer(reason=reason)}, Verb.ANSWERED)

    # --- amendments -------------------------------------------------------------------------

    def begin_amending(self) -> None:
        """Take changes of a complete file; they wait for their reason."""
        self._unrecorded.amending = True

    def amendments(self) -> dict[str, Answer]:
        """What was changed since amending began."""
        self.think()
        return dict(self._unrecorded.amended)

    # --- inside -----------------------------------------------------------------------------

    def _read(self, paths: Collection[str]) -> dict[str, Answer]:
        """The answers of these rows; what cannot be read yet is noted as it was typed."""
        answers: dict[str, Answer] = {}
        for path in paths:
            row = self._row_of(path)
            if row is None:
                continue
            try:
                answers[path] = row.answer()
            except AnswerRefused:
                self._unrecorded.typed[path] = row.editor.typed()
            except Exception as error:  # noqa: BLE001  told as soon as the rest is kept
                tell_later(error)
                self._unrecorded.rescue(row)
            else:
                self._unrecorded.recorded(path)
        if self.amending:
            self._unrecorded.take(answers)
        return answers

    def _collect(self, paths: Collection[str]) -> dict[str, Answer]:
        answers = self._read(paths)
        for row in filter(None, map(self._row_of, paths)):
            row.editor.begin_change()
        return {} if self.amending else answers

    def _save(self, changes: Mapping[str, Answer]) -> datetime | None:
        """Keep answers and draft; None when the vault has all of it."""
        draft = self._unrecorded.fresh()
        if not changes and draft is None:
            return None
        at = self._file.save(changes, draft, self._turn_times(changes))
        self._unrecorded.kept()
        if self._file.followed:
            QTimer.singleShot(0, self, self._show_followed)
        return at

    def _turn_times(self, paths: Collection[str]) -> dict[str, tuple[TurnTime, ...]]:
        """Of the texts among these answers, when each turn was begun."""
        rows = filter(None, map(self._row_of, paths))
        times = {row.path: row.editor.turn_times() for row in rows}
        return {path: known for path, known in times.items() if known is not None}

    @Slot()
    def _show_followed(self) -> None:
        """What was kept with an answer stands in its own field too."""
        followed, self._file.followed = self._file.followed, {}
        for path, answer in followed.items():
            row = self._row_of(path)
            if row is not None and path not in self._unread and not has_focus(row):
                row.show_answer(answer)
        self._file.evaluate(self._before_typing)
        self._file.look_for_known()
        self.changed.emit()
        self._tell()

    @Slot()
    def _tell(self) -> None:
        if (state := self.state) != self._last_state:
            self._last_state = state
            self.state_changed.emit(state)
