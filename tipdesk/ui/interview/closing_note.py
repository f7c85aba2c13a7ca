"""Says at once when an answer closes a section or a question in which something was written, and
takes that answer back on request."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from tipdesk.cases.interview.closed_words import ClosedWords
from tipdesk.cases.model import Answer
from tipdesk.i18n.text import _, isolate, language, ngettext
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.text_editors import can_undo, text_field
from tipdesk.ui.interview.answer_keeper import AnswerKeeper
from tipdesk.ui.interview.frame import InterviewFrame, InterviewPart
from tipdesk.ui.interview.open_file import OpenFile
from tipdesk.ui.toolkit.parts import has_focus


class ClosingNote(InterviewPart):
    """The strip at the foot of the interview: it moves nothing, and stays until it is answered,
    the words are asked for again, or the file is left."""

    def __init__(self, frame: InterviewFrame, row_of: Callable[[str], QuestionRow | None]) -> None:
        super().__init__(frame)
        self._frame, self._row_of = frame, row_of
        self._known: frozenset[str] = frozenset()  # paths that were closed before
        self._new_paths: frozenset[str] = frozenset()  # paths of which the strip speaks
        self._before: Mapping[str, Answer] = {}  # what the answers were that closed them
        self._listens_to: QWidget | None = None
        frame.reopen.clicked.connect(self.take_back)
        frame.let_close.clicked.connect(self._on_let_close)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

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
        self._follow(None, None)
        self._frame.closing.hide()

    @Slot()
    def _on_let_close(self) -> None:
        self._give_cursor_back()
        self.hide()

    @Slot()
    def undo(self) -> None:
        """Ctrl+Z where no field has letters of its own to take back."""
        if self._new_paths:
            self.take_back()

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
        keeper.put_now(before)

    def _give_cursor_back(self) -> None:
        """Who came to the strip by keyboard stands at the answer again, not at what is next."""
        if not has_focus(self._frame.closing):
            return
        rows = filter(None, map(self._row_of, self._before))
        if (row := next(rows, None)) is not None:
            row.take_focus()
        else:
            self._frame.sections.setFocus()

    @Slot(QWidget, QWidget)
    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """While the strip stands, Ctrl+Z also reaches it from fields that have nothing to take
        back: they would keep the key and do nothing."""
        if self._listens_to is not None and isValid(self._listens_to):
            self._listens_to.removeEventFilter(self)
        self._listens_to = now if self._new_paths else None
        if self._listens_to is not None:
            self._listens_to.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        field = text_field(watched) if isinstance(watched, QWidget) else None
        if field is None or can_undo(field) or not event.matches(QKeySequence.StandardKey.Undo):
            return False
        event.ignore()
        return True

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
            self._follow(None, QApplication.focusWidget())
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
