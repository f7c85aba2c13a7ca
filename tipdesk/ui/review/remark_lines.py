"""What a supervisor writes when returning a file: on the whole of it, and on single questions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from tipdesk.cases.answers import sex_of
from tipdesk.cases.interview.unfinished import RemarksDraft
from tipdesk.cases.model import CaseFile, Remark
from tipdesk.core.clock import Clock
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import Choice, LocalText, Question, QuestionType, split_path
from tipdesk.i18n.catalogue import _, language
from tipdesk.i18n.text import clean
from tipdesk.ui.toolkit.combo_editor import ComboEditor
from tipdesk.ui.toolkit.dialogs import say_refused
from tipdesk.ui.toolkit.editor import Surroundings
from tipdesk.ui.toolkit.parts import button, labelled, row, text_area
from tipdesk.ui.toolkit.theme import px

_HEIGHT, _LINE = 110, 76  # of the two kinds of fields, in pixels at 100 %
_WHICH = Question("which", QuestionType.SELECT_ONE, LocalText("", ""))


def remarkable(session: Session, case_file: CaseFile) -> tuple[Choice, ...]:
    """Every question that is asked in a file, by path, with its section."""
    state, found = session.intake.state(case_file), []
    sex = sex_of(case_file.answers)
    for section in case_file.form.sections:
        for path, one in state.visible(section.name):
            if not isinstance(one, Question) or not one.answerable:
                continue
            number = split_path(path)[1]
            at = f" ({number})" if number else ""
            both = [
                f"{one.label.text(tongue, sex)}{at} • {section.label.text(tongue, sex)}"
                for tongue in ("ar", "en")
            ]
            found.append(Choice(path, LocalText(*both)))
    return tuple(found)


class _Line(QFrame):
    """One question, chosen by a part of its words, and the remark on it."""

    edited = Signal()
    removed = Signal()

    def __init__(self, questions: Sequence[Choice]) -> None:
        super().__init__()
        self.setObjectName("card")
        self._questions = questions
        self.which = ComboEditor(_WHICH, Surroundings(language()))
        self.which.set_choices(questions)
        self.which.describe(_("Question"), "")
        self.text = text_area(_LINE)
        say_refused(self.text)
        away = button(_("Take this remark away"), "trash", "ghost")
        away.clicked.connect(self.removed)
        self.which.edited.connect(self.edited)
        self.text.textChanged.connect(self.edited)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(16), px(12), px(16), px(10))
        box.setSpacing(px(8))
        box.addWidget(labelled(_("Question"), self.which))
        box.addWidget(labelled(_("Remark on this question"), self.text))
        box.addWidget(row(1, away))

    def path(self) -> str:
        """The question that was chosen; '' while the field holds none of the list's."""
        typed = self.which.text()
        return typed if any(typed == one.name for one in self._questions) else ""

    def words(self) -> str:
        return clean(self.text.toPlainText()).strip()

    def is_whole(self) -> bool:
        """Both parts, or neither."""
        return bool(self.which.text()) == bool(self.words()) and (
            bool(self.path()) or not self.which.text()
        )


class RemarkLines(QWidget):
    """A field for the whole file, and as many remarks on questions as are asked for."""

    edited = Signal()

    def __init__(self, questions: Sequence[Choice]) -> None:
        super().__init__()
        self._questions = questions
        self._lines: list[_Line] = []
        self.whole = text_area(_HEIGHT)
        say_refused(self.whole)
        self.whole.textChanged.connect(self.edited)
        hint = _("Say what is missing, not how the person should have answered.")
        self._more = button(_("Remark on a question"), "plus")
        self._more.clicked.connect(self.add)
        self._more.setVisible(bool(questions))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(12))
        self._box.addWidget(labelled(_("Remarks for the officer"), self.whole, hint))
        self._box.addWidget(row(self._more, 1))
        self._box.addStretch(1)

    def add(self) -> None:
        """One more question."""
        line = _Line(self._questions)
        line.edited.connect(self.edited)
        line.removed.connect(lambda: self._take_away(line))
        self._lines.append(line)
        self._box.insertWidget(len(self._lines), line)
        line.which.take_focus()
        self.edited.emit()

    def fill(self, kept: RemarksDraft) -> None:
        """Show what was written before."""
        self.whole.setPlainText(kept.whole)
        for path, words in kept.lines:
            self.add()
            self._lines[-1].which.show_value(path)
            self._lines[-1].text.setPlainText(words)

    def draft(self) -> RemarksDraft:
        """All that stands here, also what cannot be sent yet."""
        lines = (
            (one.path() or one.which.typed(), clean(one.text.toPlainText())) for one in self._lines
        )
        return RemarksDraft(
            clean(self.whole.toPlainText()), tuple(line for line in lines if any(line))
        )

    def is_whole(self) -> bool:
        """At least one remark, and none of them half."""
        return bool(self._written()) and all(one.is_whole() for one in self._lines)

    def is_half(self) -> bool:
        """A remark was begun whose question or words are missing."""
        return not all(one.is_whole() for one in self._lines)

    def remarks(self, clock: Clock) -> tuple[Remark, ...]:
        """What was written, the whole file first."""
        return tuple(Remark(path, words, "", clock()) for path, words in self._written())

    def _written(self) -> list[tuple[str, str]]:
        whole = ("", clean(self.whole.toPlainText()).strip())
        written = [whole, *((line.path(), line.words()) for line in self._lines if line.path())]
        return [one for one in written if one[1]]

    def _take_away(self, line: _Line) -> None:
        self._lines.remove(line)
        self._box.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._more.setFocus()
        self.edited.emit()
