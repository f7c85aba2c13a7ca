"""Ctrl+Z and Ctrl+Y in a file: one way for words, choices, reasons, rows and what was taken over.

The last thing done is undone. While it is words in the field that has the cursor, they go by the
field's own steps; else the whole edit goes, wherever it stands, and is brought into sight. The foot
of the page says what comes next. What has left the computer is named there, and stays; that the
notice was handed over is taken back for ten minutes by whoever said so, by a second entry.

An answer that closes a section or a question in which something was written is told at once, with
the way back (`ClosingNote`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from tipdesk.cases.answers import value_on_screen
from tipdesk.cases.interview.closed_words import ClosedWords
from tipdesk.cases.interview.edits import Edit, Verb
from tipdesk.cases.model import NO_ANSWER, Answer, CustodyEvent
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.files.listing import NOTIFIED
from tipdesk.forms.model import split_path
from tipdesk.i18n.text import MASK, N_, _, format_time, isolate, isolated, language, ngettext
from tipdesk.texts import keys
from tipdesk.texts.messages import action_label, reason_label
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.text_editors import TextField, can_redo, can_undo, text_field
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.night.card import NightCard
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.interview.section_stage import SectionStage
from tipdesk.ui.interview.writing import Writing
from tipdesk.ui.toolkit.dialogs import show_error
from tipdesk.ui.toolkit.keyboard import stroke_of
from tipdesk.ui.toolkit.parts import has_focus

_LONG = 32  # characters of a question, and of an answer, that are named
_ROWS: Mapping[Verb, str] = {
    Verb.ROW_ADDED: N_("row added to {list}"),
    Verb.ROW_REMOVED: N_("row removed from {list}"),
    Verb.ROW_RESTORED: N_("row brought back to {list}"),
}


class Undoing(InterviewPart):
    """Undoes and does again what was done in the open file."""

    unbegun = Signal()  # the file was begun by mistake, and is voided now

    def __init__(
        self, frame: InterviewFrame, stage: SectionStage, writing: Writing, night: NightCard
    ) -> None:
        super().__init__(frame)
        self._frame, self._stage, self._writing, self._night = frame, stage, writing, night
        self._masked = False
        self._by_letters = False  # the last step was one of a field's own
        self._held = False  # the key is held down
        self._listens_to: QWidget | None = None
        self._end = QTimer(self, singleShot=True)  # of the time to take a hand-over back
        self._end.timeout.connect(self.name_next)
        frame.undo.clicked.connect(self._on_button)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        self._by_letters = False
        keeper.changed.connect(self.name_next)
        self.name_next()

    def leave(self) -> None:
        super().leave()
        self._end.stop()
        self._say_next("", "")

    def set_masked(self, masked: bool) -> None:
        self._masked = masked
        self.name_next()

    # --- the two keys -----------------------------------------------------------------------

    @Slot()
    def undo(self) -> None:
        """What was done last is undone."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not self._may(keeper):
            return
        keeper.pause()
        if self._delivered_last(file) is not None:
            self._withdraw(file, keeper)
            return
        field, row = self._field()
        if field is not None and row is not None and can_undo(field) and self._typed_last(row.path):
            self._by_letters = True
            keeper.by_letters(field.undo)
            self.name_next()
            return
        file.edits = file.edits.fitting(file.answers)
        edit = file.edits.last
        if edit is not None and self._is_in_sight(edit) and not self._held:
            self._by_letters = False
            file.edits = file.edits.back()
            self._put(edit.path, edit.before())
        elif edit is None and not self._held and self._writing.row is None:
            self._unbegin(file, keeper)

    @Slot()
    def redo(self) -> None:
        """What was undone last is done again."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not self._may(keeper):
            return
        keeper.pause()
        field, _row = self._field()
        file.edits = file.edits.fitting(file.answers)
        edit = file.edits.undone[-1] if file.edits.undone else None
        letters = field is not None and can_redo(field)
        if field is not None and letters and (self._by_letters or edit is None):
            keeper.by_letters(field.redo)
            self.name_next()
        elif edit is not None and self._is_in_sight(edit) and not self._held:
            self._by_letters = False
            file.edits = file.edits.again()
            self._put(edit.path, edit.after())

    @Slot()
    def _on_button(self) -> None:
        self._held = False
        self.undo()

    def _may(self, keeper: AnswerKeeper) -> bool:
        return self._file is not None and (self._file.can_edit or keeper.amending)

    def _field(self) -> tuple[TextField | None, QuestionRow | None]:
        """The field that has the cursor, and its question."""
        now = QApplication.focusWidget()
        row = self._writing.row or self._night.focused() or self._stage.focused()
        field = text_field(now) if now is not None and row is not None else None
        return (None, row) if field is None or field.isReadOnly() else (field, row)

    def _typed_last(self, path: str) -> bool:
        """Whether nothing was done since words were typed at this question."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None:
            return False
        last = file.edits.last
        return last is None or last.path == path or path in keeper.unrecorded.typed

    def _is_in_sight(self, edit: Edit) -> bool:
        """Whoever writes with the statement alone before them undoes nothing elsewhere."""
        if self._writing.row is None:
            return True
        return edit.path in {sheet.row.path for sheet in self._writing.page.sheets}

    def _put(self, path: str, answers: Mapping[str, Answer]) -> None:
        """Give these answers anew, and show where."""
        keeper = self._keeper
        if keeper is None:
            return
        for at, answer in answers.items():
            keeper.unrecorded.recorded(at)
            for row in filter(None, (self._stage.row(at), self._night.row(at))):
                row.set_problem("")
                row.show_answer(answer)
        keeper.put_now(answers, verb=None)
        if self._night.on and self._writing.row is None:
            self._night.bring_into_sight(path)
        elif self._writing.row is None:
            self._stage.bring_into_sight(path)
        self.name_next()

    # --- the notice was not handed over after all ------------------------------------------------

    def _delivered_last(self, file: OpenFile) -> CustodyEvent | None:
        """The hand-over that is taken back next: nothing was answered since."""
        event, edit = file.delivered(), file.edits.fitting(file.answers).last
        if event is None or event.at is None or (edit is not None and edit.at > event.at):
            return None
        return event

    def _withdraw(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        if self._held or not keeper.flush():
            return
        try:
            file.reload(file.session.delivering.withdraw(file.case.id))
        except TipdeskError as error:
            show_error(self._frame, error)
            return
        if (row := self._stage.row(NOTIFIED)) is not None:
            row.show_answer(file.answers.get(NOTIFIED, NO_ANSWER))
        keeper.changed.emit()

    # --- the file was not meant at all -----------------------------------------------------------

    def _unbegin(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        """Nothing was done in it yet: it is voided, as opened by mistake."""
        if not keeper.flush() or not file.is_untouched:
            return
        try:
            file.unbegin()
        except TipdeskError as error:
            show_error(self._frame, error)
            return
        self.unbegun.emit()

    # --- keys that fields would keep -------------------------------------------------------------

    @Slot(QWidget, QWidget)
    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Fields take Ctrl+Z and Ctrl+Y for themselves, also where they do nothing with them. A
        key that is held down takes letters back, and then no more."""
        if self._listens_to is not None and isValid(self._listens_to):
            self._listens_to.removeEventFilter(self)
        own = now is not None and (
            self._frame.isAncestorOf(now)
            or self._writing.page.isAncestorOf(now)
            or self._night.page.isAncestorOf(now)
        )
        self._listens_to = now if own else None
        if self._listens_to is not None:
            self._listens_to.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        field = text_field(watched) if isinstance(watched, QWidget) else None
        pressed = event.key(), event.modifiers()
        self._held = event.isAutoRepeat()
        if field is None or pressed not in (stroke_of(keys.UNDO), stroke_of(keys.REDO)):
            return False
        event.ignore()
        return True

    # --- words ------------------------------------------------------------------------------

    @Slot()
    def name_next(self) -> None:
        """Say at the foot of the page what is undone next."""
        file, keeper = self._file, self._keeper
        if file is None or keeper is None or not self._may(keeper):
            self._say_next("", "")
            return
        file.edits = file.edits.fitting(file.answers)
        if (delivered := self._delivered_last(file)) is not None and delivered.at is not None:
            self._end.start(round(file.time_to_withdraw() / timedelta(milliseconds=1)) + 1)
            at = isolated(format_time(delivered.at))
            self._say_next(_("the notice was handed over at {time}").format(time=at), "")
            return
        edit, event = file.edits.last, file.stays
        since = event is not None and (
            edit is None or (event.at is not None and event.at > edit.at)
        )
        left = _staying(event) if since and event is not None else ""
        what = self._named(file, edit) if edit is not None else ""
        if file.is_untouched:
            what = _("this file was begun")
        self._say_next(what, left)

    def _say_next(self, what: str, stays: str) -> None:
        self._frame.show_undo(what, stays)
        self._night.page.show_undo(what)

    def _named(self, file: OpenFile, edit: Edit) -> str:
        """What was done, by question and answer."""
        repeat, _row, name = split_path(edit.path)
        label, about = file.label_of(edit.path), file.surroundings()
        if not label:  # of a row, or of a list that has none
            label = file.rules.group(repeat or name).label.text(about.language, about.sex)
        if edit.verb in _ROWS:
            return _(_ROWS[edit.verb]).format(list=isolate(f"«{label}»"))
        words = f"{isolate(_short(label))} {_quoted(self._value(file, edit))}"
        if more := len(edit.changes) - 1:
            words += " " + ngettext("and {count} more", "and {count} more", more).format(count=more)
        return words

    def _value(self, file: OpenFile, edit: Edit) -> str:
        change = edit.changes[0]
        answer, about = change.after, file.surroundings()
        if self._masked:
            return MASK
        if answer.reason is not None:
            return reason_label(answer.reason, sex=about.sex)
        if not answer.value:
            return _("emptied")
        try:
            question = file.rules.question(edit.path)
        except KeyError:
            return ""
        value = value_on_screen(
            file.rules.definition, question, answer.value, about.language, about.sex
        )
        return _with_its_end(value)


def _with_its_end(value: str) -> str:
    """What tells two choices of one kind apart stands at their ends."""
    line = " ".join(value.split())
    head, tail = _LONG * 2 // 3, _LONG // 3
    return line if len(line) <= _LONG else f"{line[:head].rstrip()}…{line[-tail:].lstrip()}"


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= _LONG else f"{line[:_LONG].rstrip()}…"


def _quoted(value: str) -> str:
    return isolate(f"«{value}»") if value else ""


def _staying(event: CustodyEvent) -> str:
    """What was done since and cannot be undone."""
    return _("{event}: that stays.").format(event=action_label(event))


# --- what an answer has closed ----------------------------------------------------------------


class ClosingNote(InterviewPart):
    """The strip at the foot of the interview: it moves nothing, and stays until it is answered,
    the words are asked for again, or the file is left."""

    def __init__(self, frame: InterviewFrame, row_of: Callable[[str], QuestionRow | None]) -> None:
        super().__init__(frame)
        self._frame, self._row_of = frame, row_of
        self._known: frozenset[str] = frozenset()  # paths that were closed before
        self._new_paths: frozenset[str] = frozenset()  # paths of which the strip speaks
        self._before: Mapping[str, Answer] = {}  # what the answers were that closed them
        frame.reopen.clicked.connect(self.take_back)
        frame.let_close.clicked.connect(self._on_let_close)

    def open(self, file: OpenFile, keeper: AnswerKeeper) -> None:
        super().open(file, keeper)
        self._known = frozenset(closed.path for closed in file.closed)
        keeper.changed.connect(self._look)
        self.hide()

    def leave(self) -> None:
        super().leave()
        self.hide()

    @Slot()
    def hide(self) -> None:
        """The officer has read it, or there is nothing to say."""
        self._new_paths, self._before = frozenset(), {}
        self._frame.closing.hide()

    @Slot()
    def _on_let_close(self) -> None:
        self._give_cursor_back()
        self.hide()

    @Slot()
    def take_back(self) -> None:
        """The answer that closed them stands as it did before."""
        before, keeper = self._before, self._keeper
        self._give_cursor_back()
        self.hide()
        if keeper is None:
            return
        for path, answer in before.items():
            if (row := self._row_of(path)) is not None:
                row.show_answer(answer)
        keeper.put_now(before, Verb.ANSWERED)

    def _give_cursor_back(self) -> None:
        """Who came to the strip by keyboard stands at the answer again, not at what is next."""
        if not has_focus(self._frame.closing):
            return
        rows = filter(None, map(self._row_of, self._before))
        if (row := next(rows, None)) is not None:
            row.take_focus()
        else:
            self._frame.sections.setFocus()

    @Slot()
    def _look(self) -> None:
        file = self._file
        if file is None:
            return
        now = frozenset(closed.path for closed in file.closed)
        new = [closed for closed in file.closed if closed.path not in self._known]
        self._known = now
        if new:
            self._new_paths, self._before = (
                frozenset(closed.path for closed in new),
                dict(file.before),
            )
            self._frame.closing.set_text(self._text(file, new))
            self._frame.closing.show()
        elif self._new_paths and self._new_paths.isdisjoint(now):  # asked again
            self.hide()

    def _text(self, file: OpenFile, new: list[ClosedWords]) -> str:
        places = list(dict.fromkeys(self._place(file, closed) for closed in new))
        because = list(dict.fromkeys(filter(None, map(file.label_of, file.before))))
        template = _(
            "{places}: not asked any more, because of {answers}. Kept as written: {amount}."
        )
        return template.format(
            places=" • ".join(isolate(f"«{place}»") for place in places),
            answers=" • ".join(isolate(f"«{label}»") for label in because) or _("other answers"),
            amount=_amount(new),
        )

    @staticmethod
    def _place(file: OpenFile, closed: ClosedWords) -> str:
        if file.state.is_relevant(closed.section):
            return file.label_of(closed.path)
        section = file.rules.group(closed.section)
        return section.label.text(language(), file.surroundings().sex)


def _amount(words: list[ClosedWords]) -> str:
    """How much stands there: letters where something was written, else answers."""
    letters = sum(closed.letters for closed in words)
    if letters:
        return ngettext("{count} letter", "{count} letters", letters).format(count=letters)
    return ngettext("{count} answer", "{count} answers", len(words)).format(count=len(words))
