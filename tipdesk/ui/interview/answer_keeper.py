"""Between the rows on the screen and the open file: reads what was typed, asks the rules, keeps it.

A key press only notes which row was edited. The answers are read when the typing pauses, once for
the rules and once for the vault. A number, a date or what has a rule of its own is judged when it
is left: until then the rules go by what stood there before, so that half a year closes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from tipdesk.cases.answers import NO_ANSWER
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.core.errors import AnswerRefused, TipdeskError
from tipdesk.forms.model import QuestionType
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.interview.autosave import Autosave, SaveKind, SaveState
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.unrecorded import Unrecorded
from tipdesk.ui.toolkit.crash import tell_later
from tipdesk.ui.toolkit.parts import has_focus

_TYPED = frozenset(
    {
        QuestionType.TEXT,
        QuestionType.LONG_TEXT,
        QuestionType.PERSON,
        QuestionType.INTEGER,
        QuestionType.DECIMAL,
        QuestionType.DATE,
        QuestionType.TIME,
        QuestionType.DATETIME,
        QuestionType.PARTIAL_DATE,
    }
)
_SHAPED = _TYPED - {QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.PERSON}
_THINK, _FOLD = 200, 30_000  # milliseconds after the last key: the rules; list and search


class AnswerKeeper(QObject):
    """Keeps one open file in step with its rows."""

    changed = Signal()  # the rules were asked anew
    row_left = Signal(str)  # the path of a question that the cursor has left
    state_changed = Signal(object)  # SaveState
    amend_asked = Signal(str)  # at the question of this path
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
        self._before_typing: dict[str, Answer] = {}  # of what is judged when it is left
        self._unrecorded = Unrecorded(file)
        self._autosave = Autosave(self._collect, self._save, self)
        self._autosave.state_changed.connect(self._tell)
        self._told = self.state
        self._think = QTimer(self)
        self._think.setSingleShot(True)
        self._think.timeout.connect(self._on_pause)
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
        typed = row is not None and row.question.type in _TYPED
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

    @Slot()
    def _on_pause(self) -> None:
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
        self._file.put(self._read(self._unread), left)
        self._unread.clear()
        self._file.evaluate(self._before_typing)
        self.changed.emit()
        self._tell()

    @Slot()
    def flush(self) -> bool:
        """Keep what was typed now; whether it is on the disk, as an answer or in the draft."""
        try:
            self.think()
        finally:  # a mistake in the rules keeps nothing from being written
            kept = self._autosave.flush()
        return kept and not self._unrecorded.lost

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

    def put_now(self, changes: Mapping[str, Answer]) -> None:
        """Take answers that were not typed into a row."""
        self.flush()
        if self.amending:
            self._unrecorded.take(changes)
        self._autosave.save_now({} if self.amending else changes)
        self._file.put(changes)
        self._file.evaluate()
        self.changed.emit()
        self._tell()

    @Slot(str)
    def add_row(self, repeat: str) -> int:
        """A new row at the end of a repeat; its number, 0 when it could not be made."""
        self.flush()
        if self._file.answers.get(repeat, NO_ANSWER).reason is not None:
            self.put_now({repeat: Answer()})
        if self.amending:
            number = self._file.next_row(repeat)
            self.put_now(self._file.restored(repeat, number))
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
        self.put_now(self._file.removed(repeat, number))

    @Slot(str, int)
    def restore_row(self, repeat: str, number: int) -> None:
        """Bring back a row that was taken away."""
        self.put_now(self._file.restored(repeat, number))

    @Slot(str, object)
    def explain_repeat(self, repeat: str, reason: MissingReason | None) -> None:
        """Say why a repeat has no row."""
        self.put_now({repeat: Answer(reason=reason)})

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
        found: dict[str, Answer] = {}
        for path in paths:
            row = self._row_of(path)
            if row is None:
                continue
            try:
                found[path] = row.answer()
            except AnswerRefused:
                self._unrecorded.typed[path] = row.editor.typed()
            except Exception as error:  # noqa: BLE001  told as soon as the rest is kept
                tell_later(error)
                self._unrecorded.rescue(row)
            else:
                self._unrecorded.recorded(path)
        if self.amending:
            self._unrecorded.take(found)
        return found

    def _collect(self, paths: Collection[str]) -> dict[str, Answer]:
        found = self._read(paths)
        for row in filter(None, map(self._row_of, paths)):
            row.editor.begin_change()
        return {} if self.amending else found

    def _save(self, changes: Mapping[str, Answer]) -> datetime | None:
        """Keep answers and draft; None when the vault has all of it."""
        draft = self._unrecorded.fresh()
        if not changes and draft is None:
            return None
        at = self._file.save(changes, draft)
        self._unrecorded.kept()
        return at

    @Slot()
    def _tell(self) -> None:
        if (state := self.state) != self._told:
            self._told = state
            self.state_changed.emit(state)
