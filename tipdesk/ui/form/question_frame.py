"""What stands around the editor of a question: its words, its marks, what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from tipdesk.forms.model import Choice, Question
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.language_cards import officers_card
from tipdesk.i18n.text import isolate
from tipdesk.ui.form.advice import Advice
from tipdesk.ui.form.answer_menu import AnswerMenu, menu_width
from tipdesk.ui.form.date_editors import small_button
from tipdesk.ui.form.editors import make_editor
from tipdesk.ui.form.kept_offer import KeptOffer
from tipdesk.ui.form.spoken_text import SpokenPrompt
from tipdesk.ui.toolkit.editor import Editor, Surroundings
from tipdesk.ui.toolkit.icons import icon, pixmap
from tipdesk.ui.toolkit.layouts import Beside
from tipdesk.ui.toolkit.parts import button, label
from tipdesk.ui.toolkit.strips import Strip
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.words import FittingWords

BESIDE_GAP = 14  # pixels at 100 % between words, editor and menu of one line
_SENTENCE = 260  # pixels at 100 %: the least in which a sentence stands beside its question
MASK = "•••••"
# From this level F7 hides an answer, whatever its type: a choice tells as much as a name.
PERSONAL_LEVEL = 2
_RESTRICTED = 4  # the level of what is neither printed nor sent by default


class QuestionFrame(QFrame):
    """Lays a question out: above its editor, or beside it where the editor is small.

    What few questions ever show is made when it is shown first: a page has thirty of them.
    """

    amend_asked = Signal()
    reason_taken_back = Signal()
    kept_asked = Signal(str, bool)  # path; whether the kept words are put back, or given up

    def __init__(
        self,
        path: str,
        question: Question,
        choices: Sequence[Choice],
        surroundings: Surroundings,
        *,
        in_table: bool = False,
    ) -> None:
        super().__init__()
        self.path, self.question = path, question
        self._choices = tuple(choices)
        self._surroundings = surroundings
        self._problem, self._needed = "", False
        self.faulty = False  # the problem that is shown is a rule of the form
        self._cover = MASK  # what is said in the place of a hidden answer
        self._remark: Strip | None = None  # few questions ever have one
        self._kept: KeptOffer | None = None  # and fewer still this one
        self.nothing: QLabel | None = None  # why there is nothing to choose, where that is so
        self.editor: Editor = make_editor(question, choices, surroundings, in_table=in_table)
        self.wide = self.editor.wide
        self._in_table = in_table
        if in_table:
            self.setObjectName("tableRow")
        self._build()
        self._say_words()

    def _build(self) -> None:
        self._title = FittingWords()
        self._title.setObjectName("fieldLabel")
        self._mark = _picture("circle-fill", "primary", 8, _("Needed for the next step"))
        self._mark.hide()
        self.menu = AnswerMenu(self._said())
        self._hint = label("", "hint", wrap=True)
        self._hint.hide()
        self.holder = QVBoxLayout()  # of the editor and of what takes its place
        self.holder.setSpacing(px(4))
        self.holder.addWidget(self.editor)
        self._above, self._below = QVBoxLayout(), QVBoxLayout()
        self._spoken = SpokenPrompt(self.question.name, self._below.addWidget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(5))
        for part in (self._above, self._below):
            part.setSpacing(box.spacing())
        box.addLayout(self._above)
        self.advice = Advice(self._below)
        if self.editor.beside:
            self._build_beside(box)
        else:
            self._build_above(box)
        box.addLayout(self._below)
        box.addStretch(1)

    def _has(self, part: str) -> bool:
        """Whether a part that is made when needed was made."""
        return part in self.__dict__

    @cached_property
    def _trouble(self) -> QLabel:
        """What is wrong with the answer."""
        made = label("", "error", wrap=True)
        self._below.insertWidget(0, made)
        return made

    @cached_property
    def _reason(self) -> ReasonChip:
        """Why there is no answer, in the place of the editor."""
        made = ReasonChip()
        made.taken_back.connect(self.reason_taken_back)
        self.holder.addWidget(made)
        return made

    @cached_property
    def _hidden(self) -> QLabel:
        """What stands in the place of an answer that F7 hides."""
        made = label(self._cover, "masked")
        if self._cover == MASK:
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        else:
            made.setWordWrap(True)  # words of the page, no answer
        _say_hidden(made, self._said())
        self.holder.addWidget(made)
        return made

    def _title_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(px(7))
        line.addWidget(self._title)
        line.addWidget(self._mark)
        if self.question.level >= _RESTRICTED:
            said = _("Restricted: neither printed nor sent unless a supervisor picks it")
            line.addWidget(_picture("lock-key", "text3", 15, said))
        if self.question.guidance.text(self._surroundings.language):
            self._info = small_button("info", _("Advice for you, not to be read out"))
            self._info.setCheckable(True)
            self._info.setIcon(icon("info", "text3", 17))
            self._info.setIconSize(QSize(px(17), px(17)))
            self._info.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            line.addWidget(self._info)
        line.addStretch(1)
        return line

    def _add_advice(self, box: QVBoxLayout) -> None:
        if not self.question.guidance.text(self._surroundings.language):
            return
        self._advice = label("", "advice", wrap=True)
        self._advice.hide()
        self._info.toggled.connect(self._advice.setVisible)
        box.addWidget(self._advice)

    def _build_above(self, box: QVBoxLayout) -> None:
        line = self._title_line()
        line.addWidget(self.menu, 0, Qt.AlignmentFlag.AlignBottom)
        box.addLayout(line)
        self._add_advice(box)
        if self.wide:
            box.addWidget(self._hint)
        box.addLayout(self.holder)
        if not self.wide:
            box.addWidget(self._hint)

    def _build_beside(self, box: QVBoxLayout) -> None:
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addLayout(self._title_line())
        words.addWidget(self._hint)
        line = Beside(px(BESIDE_GAP), px(5), always=self._in_table)
        box.addLayout(line)
        line.add_layout(words)
        line.add_layout(self.holder)
        self.menu.setFixedWidth(menu_width())
        line.addWidget(self.menu)
        self._add_advice(box)

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Speak of a person of another sex."""
        if surroundings == self._surroundings:
            return
        self._surroundings = self.editor.surroundings = surroundings
        self.editor.set_choices(self._choices)
        self._say_words()

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What takes the focus, in the order of Tab: the fields, or what hides them."""
        hidden = [self._hidden] if self._has("_hidden") else []
        return (
            *self.editor.inputs(),
            *filter(None, [self.nothing]),
            *(self._reason.stops() if self._has("_reason") else ()),
            *hidden,
        )

    def set_needed(self, needed: bool) -> None:
        """Mark an open question that the next step needs; calmly, it is no fault."""
        if needed != self._needed:
            self._needed = needed
            self._mark.setVisible(needed)
            self._describe()

    def set_problem(self, text: str) -> None:
        """Say what is wrong with the answer; '' when nothing is."""
        if text == self._problem:
            return
        self._problem = text
        self._trouble.setText(isolate(text))
        self._trouble.setVisible(bool(text))
        self.editor.set_invalid(bool(text))
        self._describe()

    def set_remark(self, text: str, *, amendable: bool = False) -> None:
        """Show what a supervisor remarked on this answer; '' shows nothing."""
        if self._remark is None:
            if not text:
                return
            self._amend = button(_("Amend"), "note-pencil")
            self._amend.clicked.connect(self.amend_asked)
            self._remark = Strip(kind="notewarn", action=self._amend)
            self._above.addWidget(self._remark)
        self._remark.set_text(text)
        self._remark.setVisible(bool(text))
        self._amend.setVisible(amendable)

    def set_kept(self, text: str) -> None:
        """Offer words of one's own that a colleague's answer stands before; '' offers nothing."""
        if self._kept is None:
            if not text:
                return
            self._kept = KeptOffer()
            self._kept.chosen.connect(lambda use: self.kept_asked.emit(self.path, use))
            self._below.addWidget(self._kept)
        self._kept.set_text(text)
        self._kept.setVisible(bool(text))

    def _said(self) -> str:
        return self.question.label.text(self._surroundings.language, self._surroundings.sex)

    def _say_words(self) -> None:
        about = self._surroundings
        self._title.setText(isolate(self._said()))
        hint = self._advised()
        self._hint.setText(isolate(hint))
        self._hint.setVisible(bool(hint))
        self._spoken.speak(about.spoken)
        if advice := self.question.guidance.text(about.language, about.sex):
            self._advice.setText(isolate(advice))
        inputs = self.editor.inputs()
        if inputs:
            self._title.setBuddy(inputs[0])
        self._describe()

    def _advised(self) -> str:
        """The hint; without one, what the prompt beside it says in the officer's language."""
        about = self._surroundings
        hint = self.question.hint.text(about.language, about.sex)
        if hint or not about.spoken:
            return hint
        return officers_card(about.language).text("prompts", self.question.name)

    def _describe(self) -> None:
        parts = (
            self._problem,
            _("Needed for the next step") if self._needed else "",
            self._advised(),
        )
        self.editor.describe(self._said(), ". ".join(part for part in parts if part))
        if self._has("_hidden"):
            _say_hidden(self._hidden, self._said())


def nothing_label(*, narrow: bool) -> QLabel:
    """For the place of the choices where there are none. The cursor can stand there too: a reason
    for no answer is given from there."""
    made = label("", "masked", wrap=True)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if not narrow:
        made.setMinimumWidth(px(_SENTENCE))
    return made


def _say_hidden(hidden: QLabel, question: str) -> None:
    said = _("{question}: {part}").format(question=question, part=_("hidden"))
    hidden.setAccessibleName(said)


def _picture(name: str, tint: str, size: int, said: str) -> QLabel:
    made = QLabel()
    made.setPixmap(pixmap(name, tint, size))
    made.setToolTip(said)
    made.setAccessibleName(said)
    return made


class ReasonChip(QWidget):
    """The reason in words, with a way to take it back."""

    taken_back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = label("", "chipgrey")
        self._back: QToolButton = small_button("x", _("Take the reason back"))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, px(4), 0, px(4))
        box.setSpacing(px(4))
        box.addWidget(self._words)
        box.addWidget(self._back)
        box.addStretch(1)
        self._back.clicked.connect(self.taken_back)

    def set_text(self, text: str) -> None:
        self._words.setText(text)

    def set_read_only(self, read_only: bool) -> None:
        """Without a way back the words take the cursor: it must stand on something that is seen."""
        self._back.setVisible(not read_only)
        policy = Qt.FocusPolicy.StrongFocus if read_only else Qt.FocusPolicy.NoFocus
        self._words.setFocusPolicy(policy)

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the cursor here."""
        return (self._words, self._back)

    def take_focus(self) -> None:
        """Put the cursor on the way back, else on the words."""
        at = self._words if self._back.isHidden() else self._back
        at.setFocus(Qt.FocusReason.OtherFocusReason)

    def describe(self, question: str) -> None:
        """Say to a screen reader what this stands in the place of."""
        said = _("{question}: {part}").format(question=question, part=self._words.text())
        self._words.setAccessibleName(said)
