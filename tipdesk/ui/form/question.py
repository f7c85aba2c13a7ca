"""One question on the screen: its words, its editor, why it may have no answer, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from tipdesk.cases.model import Answer, MissingReason, Source
from tipdesk.core.errors import AnswerRefused
from tipdesk.forms.model import Choice, Question
from tipdesk.forms.values import normalise
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.texts.messages import reason_label, sentence
from tipdesk.ui.form.question_frame import MASK, PERSONAL_LEVEL, QuestionFrame, nothing_label
from tipdesk.ui.toolkit.editor import Surroundings
from tipdesk.ui.toolkit.in_sight import bring_into_sight
from tipdesk.ui.toolkit.parts import cursor_in, has_focus
from tipdesk.ui.toolkit.privacy import settle


class QuestionRow(QuestionFrame):
    """Holds one answer. `edited` says that it may have changed; `answer` reads it."""

    edited = Signal(str)  # path
    left = Signal(str)  # path; the focus went elsewhere

    def __init__(
        self,
        path: str,
        question: Question,
        choices: Sequence[Choice],
        surroundings: Surroundings,
        *,
        in_table: bool = False,
    ) -> None:
        self._given = Answer()
        super().__init__(path, question, choices, surroundings, in_table=in_table)
        self._before = ""  # the value that a reason has put aside
        self._read_only = False
        self._instead = False  # why nothing is open stands in the place of the choices
        self.masked = False  # it tells who somebody is, and names are hidden (F7)
        self.resumes: QWidget | None = None  # the field that F7 took the cursor from
        self._connect()

    def _connect(self) -> None:
        self.editor.edited.connect(self._on_edited)
        self.editor.left.connect(self._on_left)
        self.editor.refused.connect(self._on_refused)
        self.menu.reason_chosen.connect(self._on_reason)
        self.menu.source_chosen.connect(self._on_source)
        self.menu.cleared.connect(self._on_cleared)
        self.reason_taken_back.connect(lambda: self._on_reason(None))
        self.menu.setVisible(self.question.answerable)

    # --- reading ----------------------------------------------------------------------------

    def answer(self) -> Answer:
        """What stands here now, in stored form.

        Raises:
            AnswerRefused: what was typed does not fit the question; it stays in the field.
        """
        if self._given.closed:
            return self._given
        if self._given.reason is not None:
            return Answer(reason=self._given.reason, source=self._given.source)
        value = normalise(self.question, self.editor.text(), self._choices)
        return Answer(value, source=self._given.source if value else None)

    # --- showing ----------------------------------------------------------------------------

    def show_answer(self, answer: Answer, shown: str = "") -> None:
        """Show an answer; `shown` is the value of what the program fills in."""
        self._given = answer
        self.editor.show_value(answer.value or shown)
        self._show_reason()
        self.menu.show_answer(answer)

    def show_typed(self, typed: str) -> None:
        """Put back words that could not be read as an answer, with what is wrong about them."""
        self.editor.show_typed(typed)
        self.check()

    def set_choices(self, choices: Sequence[Choice]) -> bool:
        """Offer other choices (choice_filter); whether they are others."""
        if others := tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self.editor.set_choices(choices)
        return others

    def set_nothing_open(self, text: str, *, typed: bool = False) -> None:
        """Say in the place of the choices why there are none; '' where there are some. `typed`
        words that are no answer are shown all the same."""
        if self.nothing is None:
            if not text:
                return
            self.nothing = nothing_label(narrow=self._in_table)
            self.holder.addWidget(self.nothing)
        was, self._instead = self._instead, bool(text) and not typed
        question = _("{question}: {part}").format(question=self._said(), part=text)
        self.nothing.setText(isolate(text))
        self.nothing.setAccessibleName(question)
        if self._instead != was and has_focus(self) and not self.masked:
            (self.nothing if self._instead else self.editor).show()
            self.take_focus()  # else it would go on to the next question
        self._show_reason()

    def set_read_only(self, read_only: bool) -> None:
        """Show only: the file is complete."""
        if read_only == self._read_only:
            return
        self._read_only = read_only
        self.editor.set_read_only(read_only)
        self._show_reason()

    def set_masked(self, masked: bool, said: str = MASK) -> None:
        """Hide what tells who somebody is (F7), and say `said` instead. The cursor waits where it
        was: what is typed meanwhile goes nowhere, and what is typed afterwards goes on there."""
        self._cover = said
        personal = self.question.level >= PERSONAL_LEVEL
        if (masked and personal) == self.masked:
            return
        self.masked = masked and personal
        at = cursor_in(self.window())
        if self.masked and at is not None and self.editor.isAncestorOf(at):
            self._hidden.show()
            self._hidden.setFocus(Qt.FocusReason.OtherFocusReason)
            self.resumes = at
        elif not self.masked and at is self._hidden:
            self.editor.show()
            (self.resumes or self.editor.inputs()[0]).setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_reason()

    def take_focus(self, caret: int | None = None) -> None:
        """Put the cursor into the answer, or on what stands in its place."""
        self.editor.take_focus(caret)
        if self.nothing is not None and self._instead:
            self.nothing.setFocus(Qt.FocusReason.OtherFocusReason)
        if _said_instead(self._given, self._surroundings.sex):
            self._reason.take_focus()
        if self.masked:
            at = cursor_in(self.window())
            self.resumes = at if at is not None and self.editor.isAncestorOf(at) else None
            self._hidden.setFocus(Qt.FocusReason.OtherFocusReason)

    def check(self) -> bool:
        """Whether what is typed can be kept; says so below the field when not."""
        try:
            self.answer()
        except AnswerRefused as error:
            said = sentence(error)
            waits = _("It does not count as an answer yet.")
            self.set_problem(f"{said.what} {waits}")
            return False
        return True

    # --- inside -----------------------------------------------------------------------------

    def _say_words(self) -> None:
        super()._say_words()
        self.menu.sex = self._surroundings.sex
        if self._given.reason is not None:
            self._show_reason()

    def _show_reason(self) -> None:
        said = _said_instead(self._given, self._surroundings.sex)
        if said or self._has("_reason"):
            self._reason.set_text(said)
            self._reason.set_read_only(self._read_only or self._given.closed)
            self._reason.describe(self._said())
            self._reason.setVisible(bool(said))
        hides = self.masked and not said
        if hides or self._has("_hidden"):
            self._hidden.setVisible(hides)
        shown = not said and not self.masked
        if self.nothing is not None:
            self.nothing.setVisible(shown and bool(self.nothing.text()))
        self.editor.setVisible(shown and not self._instead)
        can_answer = not self._read_only and not self._given.closed
        self.menu.setVisible(self.question.answerable and can_answer)

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit(self.path)  # first: a mistake of the program below hides no edit
        if self._problem and not self.faulty:
            self.set_problem("")
        self._fit_menu()

    def _fit_menu(self) -> None:
        """Offer a reason while there is no answer, from the first letter of one its source."""
        try:
            self.menu.show_answer(self.answer())
        except AnswerRefused:
            return

    @Slot(str)
    def _on_refused(self, said: str) -> None:
        """Nothing was put in: the sentence is all that shows it, so it must be seen."""
        self.set_problem(said)
        settle()
        bring_into_sight(self._trouble)

    @Slot()
    def _on_left(self) -> None:
        self.check()
        self._fit_menu()
        self.left.emit(self.path)

    @Slot(object)
    def _on_reason(self, reason: MissingReason | None) -> None:
        if reason is not None and self._given.reason is None:
            self._before = self.editor.text()
            self.editor.show_value("")
            self.set_problem("")
        self._given = Answer(reason=reason, source=self._given.source)
        if reason is None:
            self._show_reason()
            self._put_back()
        self._show_reason()
        self.menu.show_answer(replace(self._given, value="" if reason else self.editor.text()))
        self.edited.emit(self.path)
        self.left.emit(self.path)

    def _put_back(self) -> None:
        """Taking a reason back brings back what stood there before."""
        before, self._before = self._before, ""
        if before:
            try:
                self.editor.show_value(normalise(self.question, before, self._choices))
            except AnswerRefused:
                return
        self.editor.take_focus()

    @Slot(object)
    def _on_source(self, source: Source) -> None:
        self._given = replace(self._given, source=source)
        self.menu.show_answer(replace(self._given, value=self.editor.text(), reason=None))
        self.edited.emit(self.path)
        self.left.emit(self.path)

    @Slot()
    def _on_cleared(self) -> None:
        self.editor.show_value("")
        self._given = Answer()
        self.menu.show_answer(self._given)
        self.edited.emit(self.path)
        self.left.emit(self.path)


def _said_instead(answer: Answer, sex: str) -> str:
    """What stands in the place of an answer: why there is none, or that it is closed."""
    if answer.closed:
        return _("Restricted: open to those whom the file names")
    return "" if answer.reason is None else reason_label(answer.reason, sex=sex)
