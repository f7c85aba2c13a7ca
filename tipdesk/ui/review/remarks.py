"""Two small dialogs of the supervisor: remarks for a return, picks for an approval.

Remarks are on the whole of a file, and on single questions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QLineEdit, QVBoxLayout, QWidget

from tipdesk.cases.answers import placed_label
from tipdesk.cases.handover.release import Pick
from tipdesk.cases.interview.unfinished import RemarksDraft
from tipdesk.cases.model import CaseFile, Remark
from tipdesk.core.clock import Clock
from tipdesk.core.errors import TipdeskError
from tipdesk.desk.session.session import Session
from tipdesk.forms.model import (
    Choice,
    FormDefinition,
    LocalText,
    Question,
    QuestionType,
    split_path,
)
from tipdesk.i18n.text import _, clean, isolate, language
from tipdesk.ui.toolkit import parts
from tipdesk.ui.toolkit.combo_editor import ComboEditor, Surroundings
from tipdesk.ui.toolkit.dialogs import Dialog, Shape, errors_said, say_refused
from tipdesk.ui.toolkit.theme import px

# --- remarks ----------------------------------------------------------------------------------


_HEIGHT, _LINE = 110, 76  # of the two kinds of fields, in pixels at 100 %
_WHICH = Question("which", QuestionType.SELECT_ONE, LocalText("", ""))


def remarkable(session: Session, case_file: CaseFile) -> tuple[Choice, ...]:
    """Every question that is asked in a file, by path, with its section."""
    state, choices = session.files.state(case_file), []
    sex = case_file.sex
    for section in case_file.form.sections:
        for path, item in state.visible(section.name):
            if not isinstance(item, Question) or not item.answerable:
                continue
            number = split_path(path)[1]
            at = f" ({number})" if number else ""
            both = [
                f"{item.label.text(tongue, sex)}{at} • {section.label.text(tongue, sex)}"
                for tongue in ("ar", "en")
            ]
            choices.append(Choice(path, LocalText(*both)))
    return tuple(choices)


class _RemarkRow(QFrame):
    """One question, chosen by a part of its words, and the remark on it."""

    edited = Signal()
    removed = Signal()

    def __init__(self, questions: Sequence[Choice]) -> None:
        super().__init__()
        parts.as_card(self)
        self._questions = questions
        self.which = ComboEditor(_WHICH, Surroundings(language()))
        self.which.set_choices(questions)
        self.which.describe(_("Question"), "")
        self.text = parts.text_area(_LINE)
        say_refused(self.text)
        away = parts.button(_("Remove this remark"), "trash", "ghost")
        away.clicked.connect(self.removed)
        self.which.edited.connect(self.edited)
        self.text.textChanged.connect(self.edited)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(16), px(12), px(16), px(10))
        box.setSpacing(px(8))
        box.addWidget(parts.labelled(_("Question"), self.which))
        box.addWidget(parts.labelled(_("Remark on this question"), self.text))
        box.addWidget(parts.row(1, away))

    def path(self) -> str:
        """The question that was chosen; '' while the field holds none of the list's."""
        typed = self.which.text()
        return typed if any(typed == question.name for question in self._questions) else ""

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
        self._lines: list[_RemarkRow] = []
        self.whole = parts.text_area(_HEIGHT)
        say_refused(self.whole)
        self.whole.textChanged.connect(self.edited)
        hint = _("Say what is missing, not how the person should have answered.")
        self._more = parts.button(_("Remark on a question"), "plus")
        self._more.clicked.connect(self.add)
        self._more.setVisible(bool(questions))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(12))
        self._box.addWidget(parts.labelled(_("Remarks for the officer"), self.whole, hint))
        self._box.addWidget(parts.row(self._more, 1))
        self._box.addStretch(1)

    def add(self) -> None:
        """One more question."""
        line = _RemarkRow(self._questions)
        line.edited.connect(self.edited)
        line.removed.connect(lambda: self._take_away(line))
        self._lines.append(line)
        self._box.insertWidget(len(self._lines), line)
        line.which.take_focus()
        self.edited.emit()

    def fill(self, draft: RemarksDraft) -> None:
        """Show what was written before."""
        self.whole.setPlainText(draft.whole)
        for path, words in draft.lines:
            self.add()
            self._lines[-1].which.show_value(path)
            self._lines[-1].text.setPlainText(words)

    def draft(self) -> RemarksDraft:
        """All that stands here, also what cannot be sent yet."""
        lines = (
            (line.path() or line.which.typed(), clean(line.text.toPlainText()))
            for line in self._lines
        )
        return RemarksDraft(
            clean(self.whole.toPlainText()), tuple(line for line in lines if any(line))
        )

    def is_whole(self) -> bool:
        """At least one remark, and none of them half."""
        return bool(self._written()) and all(line.is_whole() for line in self._lines)

    def is_half(self) -> bool:
        """A remark was begun whose question or words are missing."""
        return not all(line.is_whole() for line in self._lines)

    def remarks(self, clock: Clock) -> tuple[Remark, ...]:
        """What was written, the whole file first."""
        return tuple(Remark(path, words, "", clock()) for path, words in self._written())

    def _written(self) -> list[tuple[str, str]]:
        of_file = ("", clean(self.whole.toPlainText()).strip())
        written = [of_file, *((line.path(), line.words()) for line in self._lines if line.path())]
        return [remark for remark in written if remark[1]]

    def _take_away(self, line: _RemarkRow) -> None:
        self._lines.remove(line)
        self._box.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._more.setFocus()
        self.edited.emit()


_RESTRICTED = 4  # the level of what could endanger or incriminate the person
_KEPT_AFTER = 400  # milliseconds of writing, as answers are


class _Dialog(Dialog):
    """A titled dialog with a way back and a way on."""

    def __init__(self, title: str, accept_text: str, parent: QWidget) -> None:
        super().__init__(parent, title, Shape(least_width=640, spacing=14))
        self.add_heading(title)
        self.ok = parts.button(accept_text, style="primary")
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.accept)
        self._back = parts.button(_("Cancel"))
        self._back.clicked.connect(self.reject)

    def finish(self) -> None:
        """Add the line of buttons below everything else."""
        self.add_buttons(self._back, 1, self.ok)


def ask_remarks(
    parent: QWidget,
    clock: Clock,
    questions: Sequence[Choice],
    unsent: RemarksDraft,
    keep: Callable[[RemarksDraft], None],
) -> tuple[Remark, ...]:
    """What the supervisor wants put right, in the whole file or at one of `questions`; empty when
    the person went back. It begins with what is `unsent`; `keep` gets what is written while it is
    written, and when the dialog goes, however it goes."""
    dialog = _Dialog(_("Return the file with remarks"), _("Go on"), parent)
    lines = RemarkLines(questions)
    area = parts.scrolled(lines)
    area.setMinimumHeight(px(400))
    dialog.box.addWidget(area)
    lines.fill(unsent)
    keeping = QTimer(dialog)
    keeping.setSingleShot(True)
    keeping.setInterval(_KEPT_AFTER)

    def keep_quietly() -> None:
        with suppress(TipdeskError):  # tried and said once more when the dialog goes
            keep(lines.draft())

    half = parts.label(_half_text(), "error", wrap=True)

    def show_ready() -> None:
        dialog.ok.setEnabled(lines.is_whole())
        half.setVisible(lines.is_half())

    def edited() -> None:
        show_ready()
        if not keeping.isActive():
            keeping.start()

    keeping.timeout.connect(keep_quietly)
    lines.edited.connect(edited)
    hint = _("What you write is kept here for you until the file is returned.")
    dialog.box.addWidget(half)
    dialog.box.addWidget(parts.label(hint, "muted", wrap=True))
    dialog.finish()
    show_ready()
    lines.whole.setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    keeping.stop()
    written, draft = lines.remarks(clock), lines.draft()
    dialog.deleteLater()
    with errors_said(parent):
        keep(draft)
    return written if accepted else ()


def _half_text() -> str:
    return _("Each remark on a question needs both: the question and its words.")


class _PickLine(QWidget):
    """One protected answer: a tick, and the reason once it is ticked."""

    def __init__(self, question: Question, title: str, picked: Pick | None) -> None:
        super().__init__()
        self.question = question
        self.tick = QCheckBox(title)
        self.reason = QLineEdit(picked.reason if picked else "")
        self.reason.setPlaceholderText(_("Why it may go"))
        self.reason.setAccessibleName(_("Why it may go: {question}").format(question=title))
        self.tick.setChecked(picked is not None)
        self.reason.setVisible(picked is not None)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(self.tick)
        if question.level >= _RESTRICTED:
            warning = _("Restricted: it may endanger or incriminate the person.")
            box.addWidget(parts.label(warning, "error", wrap=True))
        box.addWidget(self.reason)
        self.tick.toggled.connect(self.reason.setVisible)

    def is_whole(self) -> bool:
        """Not ticked, or ticked with a reason."""
        return not self.tick.isChecked() or bool(clean(self.reason.text()).strip())

    def pick(self) -> Pick | None:
        """The pick, when it is ticked."""
        reason = clean(self.reason.text()).strip()
        return Pick(self.question.name, reason) if self.tick.isChecked() else None


def ask_picks(
    parent: QWidget,
    form: FormDefinition,
    questions: Sequence[Question],
    before: Sequence[Pick] = (),
    *,
    sex: str = "",
) -> tuple[Pick, ...] | None:
    """Which protected answers may go, each with its reason; None when the person went back.
    `before` are the picks of an earlier approval; `sex` is the person's."""
    if not questions:
        return ()
    dialog = _Dialog(_("Protected answers and exhibits"), _("Go on"), parent)
    dialog.box.addWidget(
        parts.note(
            _(
                "These answers and exhibits stay here unless you pick them and say why. What goes "
                "to the Prosecution may be read by the accused or his lawyer."
            ),
            "notewarn",
        )
    )
    content = QWidget()
    box = QVBoxLayout(content)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(px(8))
    known = {pick.name: pick for pick in before}
    lines = [
        _PickLine(
            question,
            isolate(placed_label(form, question.name, question.label, language(), sex)),
            known.get(question.name),
        )
        for question in questions
    ]
    for line in lines:
        box.addWidget(line)
    box.addStretch(1)
    area = parts.scrolled(content)
    area.setMinimumHeight(px(300))
    dialog.box.addWidget(area)

    def check() -> None:
        dialog.ok.setEnabled(all(line.is_whole() for line in lines))

    for line in lines:
        line.tick.toggled.connect(check)
        line.reason.textChanged.connect(check)
    dialog.finish()
    check()
    lines[0].tick.setFocus()
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    picks = tuple(pick for line in lines if (pick := line.pick()) is not None)
    dialog.deleteLater()
    return picks if accepted else None
