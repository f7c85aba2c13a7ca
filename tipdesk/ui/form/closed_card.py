"""What was written where nothing is asked any more: only to be read, below what is asked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from tipdesk.cases.answer_words import shown_value
from tipdesk.cases.interview.closed_words import ClosedWords
from tipdesk.cases.interview.timeline import row_title
from tipdesk.forms.model import QuestionType, split_path
from tipdesk.forms.rules.rules import FormRules
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.ui.form.question_frame import MASK, PERSONAL_LEVEL
from tipdesk.ui.toolkit.editor import Surroundings
from tipdesk.ui.toolkit.parts import label, text_area
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px

_TALL = 260  # pixels at 100 % for a long account


class ClosedCard(QFrame):
    """One block an answer: the question, and what stands there."""

    def __init__(self, rules: FormRules) -> None:
        super().__init__()
        self._rules = rules
        self._shown: tuple[object, ...] = ()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, px(8), 0, 0)
        self._box.setSpacing(px(12))
        self.hide()

    def show_words(
        self,
        words: Sequence[ClosedWords],
        about: Surroundings,
        *,
        section: bool,
        masked: bool,
    ) -> None:
        """Show them; `section` says that the whole section is closed."""
        self.setVisible(bool(words))
        shown = (tuple(words), about.language, about.sex, section, masked)
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._box.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()  # at once: it may be masked from now on
                widget.deleteLater()
        if not words:
            return
        said = (
            _(
                "This section is not asked now, because of other answers. What was written in it "
                "is kept as it was; it is not printed and not sent."
            )
            if section
            else _(
                "Not asked now, because of other answers. What was written is kept as it was; it "
                "is not printed and not sent."
            )
        )
        self._box.addWidget(Strip(said, kind="notewarn"))
        for one in words:
            self._add(one, about, masked=masked)

    def _add(self, one: ClosedWords, about: Surroundings, *, masked: bool) -> None:
        title = one.question.label.text(about.language, about.sex)
        repeat, row, _name = split_path(one.path)
        if repeat:
            group = self._rules.group(repeat)
            title = f"{row_title(group, row, about.language, about.sex)} • {title}"
        self._box.addWidget(label(isolate(title), "phase", wrap=True))
        self._box.addWidget(self._words(one, title, about, masked=masked))

    def _words(self, one: ClosedWords, title: str, about: Surroundings, *, masked: bool) -> QWidget:
        if masked and one.question.level >= PERSONAL_LEVEL:
            return label(MASK)
        text = shown_value(
            self._rules.definition, one.question, one.value, about.language, about.sex
        )
        if one.question.type is not QuestionType.LONG_TEXT:
            return label(isolate(text), wrap=True)
        long = text_area(_TALL if len(text) > 400 else 96)
        long.setReadOnly(True)
        long.setAccessibleName(title)
        long.setPlainText(text)
        return long
