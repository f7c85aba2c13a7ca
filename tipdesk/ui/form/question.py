"""One question on the screen: `QuestionRow` and its parts.

They are the words of the question and the marks beside them (`QuestionWords`), the small menu of
why it has no answer and where an answer comes from (`AnswerMenu`), and the place of the editor or
of what stands there instead (`AnswerPlace`). What is said of an answer above and below it are its
notes (`question_notes.QuestionNotes`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics, QIcon
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.model import Answer, MissingReason, Source
from tipdesk.core.errors import AnswerRefused
from tipdesk.core.settings import Language
from tipdesk.forms.events import marked_before
from tipdesk.forms.model import MAX_LONG_TEXT, MAX_TEXT, Choice, Question
from tipdesk.forms.values import SHAPE_REFUSALS, normalise
from tipdesk.i18n.language_cards import officers_card
from tipdesk.i18n.text import MASK, N_, _, isolate
from tipdesk.texts import keys
from tipdesk.texts.messages import reason_label, sentence
from tipdesk.ui.form.date_editors import small_button
from tipdesk.ui.form.editors import make_editor
from tipdesk.ui.form.question_notes import QuestionNotes
from tipdesk.ui.form.text_editors import LongTextEditor, text_field
from tipdesk.ui.form.waiting import HintPlace
from tipdesk.ui.toolkit.combo_editor import Editor, Surroundings
from tipdesk.ui.toolkit.fields import said_over
from tipdesk.ui.toolkit.layouts import LabelledLine
from tipdesk.ui.toolkit.parts import (
    FittingWords,
    cursor_in,
    has_focus,
    label,
    scroll_into_view,
)
from tipdesk.ui.toolkit.privacy import settle
from tipdesk.ui.toolkit.theme import font, icon, pixmap, px

# --- the menu ---------------------------------------------------------------------------------


# "Declined" stands first: it is an answer like any other.
REASONS = (
    MissingReason.DECLINED,
    MissingReason.NOT_KNOWN,
    MissingReason.DEFERRED,
    MissingReason.NOT_ASKED,
    MissingReason.NOT_APPLICABLE,
)
_SOURCES: Mapping[Source, str] = {
    Source.PERSON: N_("The person"),
    Source.DOCUMENT: N_("A document"),
    Source.OBSERVATION: N_("Observation"),
    Source.THIRD_PARTY: N_("Somebody else"),
    Source.STATION: N_("Statement of the station"),
    Source.SESSION: N_("The program, at that hour"),
    Source.FOLLOWS: N_("Another answer of this file"),
    Source.OFFERED: N_("Offered, and confirmed"),
    Source.STATEMENT: N_("Words of the statement"),
    Source.EVENT: N_("Document of the event"),
}
_SOME = "…"  # in the place of a text that is not read whole
_CHOSEN = (Source.PERSON, Source.DOCUMENT, Source.OBSERVATION, Source.THIRD_PARTY)
"""What an officer may say; the others are the desk's own."""


def source_label(source: Source) -> str:
    """Where an answer comes from."""
    return _(_SOURCES[source])


def menu_width() -> int:
    """Pixels that the caption takes beside an editor, in the language of the screen."""
    metrics = QFontMetrics(font(9.5))
    return metrics.horizontalAdvance(_("Reason for no answer")) + px(26)


def _menu_height() -> int:
    """Pixels of the button, whether it shows its caption or three dots: no label moves."""
    return QFontMetrics(font(9.5)).height() + px(6)


class AnswerMenu(QToolButton):
    """Its caption says what it offers: a reason while there is no answer, else the source."""

    reason_chosen = Signal(object)  # MissingReason, or None to take it back
    source_chosen = Signal(object)  # Source
    cleared = Signal()
    event_asked = Signal()  # the event of the file may have the answer

    def __init__(self, question: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.of_event = False  # whether an event may have the answer
        self.sex = ""  # of the person; '' while it is unknown
        self._question = question
        self.setObjectName("small")
        self.setFixedHeight(_menu_height())
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.open)
        self.show_answer(Answer())

    def show_answer(self, answer: Answer) -> None:
        """Fit the caption to an answer."""
        self._answer = answer
        from_elsewhere = answer.source not in (None, Source.PERSON)
        if answer.value and answer.source is not None and from_elsewhere:
            caption = _("Source: {source}").format(source=source_label(answer.source))
        elif answer.value:
            caption = _("Source of the answer")
        else:
            caption = _("Reason for no answer")
        tip = keys.REASON.beside(caption)  # opens it where the cursor is
        if tip == self.toolTip():  # as at nearly every letter: a text set anew moves the page
            return
        self.setToolTip(tip)
        self.setText("" if answer.value and not from_elsewhere else caption)
        self.setIcon(QIcon() if self.text() else icon("dots-three", "text3"))
        self.setAccessibleName(
            _("{question}: {part}").format(question=self._question, part=caption)
        )

    @Slot()
    def open(self) -> None:
        """Show the menu below the button."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._answer.value:
            self._add_sources(menu)
            menu.addSeparator()
        for reason in REASONS:
            label = reason_label(reason, sex=self.sex)
            action = self._added(menu, label, self._answer.reason is reason)
            action.triggered.connect(lambda _on=False, r=reason: self.reason_chosen.emit(r))
        if self._answer.reason is not None:
            menu.addSeparator()
            back = menu.addAction(_("Remove the reason"))
            back.triggered.connect(lambda: self.reason_chosen.emit(None))
        elif self._answer.value:
            menu.addSeparator()
            clear = menu.addAction(_("Empty the answer"))
            clear.triggered.connect(self.cleared)
        if self.of_event:
            menu.addSeparator()
            event = menu.addAction(_("Choose the event…"))
            event.triggered.connect(self.event_asked)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = self.width() - menu.sizeHint().width() if rtl else 0
        menu.popup(self.mapToGlobal(QPoint(x, self.height())))

    def _add_sources(self, menu: QMenu) -> None:
        # A section's title would not be drawn: the style sheet makes a bare line of it.
        title = menu.addAction(_("Source of the answer"))
        title.setEnabled(False)
        for source in _CHOSEN:
            action = self._added(menu, source_label(source), self._answer.source is source)
            action.triggered.connect(lambda _on=False, s=source: self.source_chosen.emit(s))

    def _added(self, menu: QMenu, text: str, chosen: bool) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(chosen)
        return action


# --- the words --------------------------------------------------------------------------------


BESIDE_GAP = 14  # pixels at 100 % between words, editor and menu of one line
_SENTENCE = 260  # pixels at 100 %: the least in which a sentence stands beside its question
# From this level F7 hides an answer, whatever its type: a choice tells as much as a name.
PERSONAL_LEVEL = 2
_RESTRICTED = 4  # the level of what is neither printed nor sent by default


def _label_of(question: Question, about: Surroundings) -> str:
    """The question in words."""
    return question.label.text(about.language, about.sex)


def _hint_of(question: Question, about: Surroundings) -> str:
    """The hint; without one, what the prompt beside it says in the officer's language."""
    hint = question.hint.text(about.language, about.sex)
    if hint or not about.spoken:
        return hint
    return officers_card(about.language).text("prompts", question.name)


class QuestionWords:
    """The title with its marks on `line`, the hint, and the guidance that the officer opens."""

    def __init__(self, question: Question, language: Language, *, waits: bool) -> None:
        self.title = FittingWords()
        self.title.setObjectName("fieldLabel")
        self.mark = _picture("circle-fill", "primary", 8, _("Needed for the next step"))
        self.mark.hide()
        self.hint = label("", "hint", wrap=True)
        self.hint.hide()
        self.when = HintPlace(self.hint) if waits else None
        self.info: QToolButton | None = None  # opens the guidance
        self.guidance: QLabel | None = None
        if question.guidance.text(language):
            self.info = small_button("info", _("Advice for you, not to be read out"))
            self.info.setCheckable(True)
            self.info.setIcon(icon("info", "text3", 17))
            self.info.setIconSize(QSize(px(17), px(17)))
            self.info.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self.guidance = label("", "advice", wrap=True)
            self.guidance.hide()
            self.info.toggled.connect(self.guidance.setVisible)
        self.line = self._title_line(restricted=question.level >= _RESTRICTED)

    def _title_line(self, *, restricted: bool) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(px(7))
        line.addWidget(self.title)
        if restricted:
            words = _("Restricted: neither printed nor sent unless a supervisor picks it")
            line.addWidget(_picture("lock-key", "text3", 15, words))
        if self.info is not None:
            line.addWidget(self.info)
        line.addWidget(self.mark)  # last, and with room of its own: it comes and goes
        keep = self.mark.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.mark.setSizePolicy(keep)
        line.addStretch(1)
        return line

    def add_guidance(self, box: QVBoxLayout) -> None:
        """Give it its place, where the question has any."""
        if self.guidance is not None:
            box.addWidget(self.guidance)

    def say(self, title: str, hint: str, guidance: str) -> None:
        """Show these words."""
        self.title.setText(isolate(title))
        self.hint.setText(isolate(hint))
        if self.when is None:
            self.hint.setVisible(bool(hint))
        if guidance and self.guidance is not None:
            self.guidance.setText(isolate(guidance))


# --- the place of the answer ------------------------------------------------------------------


class AnswerPlace(QVBoxLayout):
    """Shows one of four: the editor, why there is no answer, why nothing can be chosen, or that
    F7 hides it. All but the editor are made when they are first shown: a page has thirty places.
    """

    reason_taken_back = Signal()

    def __init__(self, editor: Editor, *, narrow: bool) -> None:
        super().__init__()
        self.setSpacing(px(4))
        self.editor, self._narrow = editor, narrow
        self.reason: ReasonChip | None = None
        self.nothing: QLabel | None = None
        self.hidden: QLabel | None = None
        self.closes = False  # why nothing can be chosen stands in the place of the editor
        self.cover = MASK  # what is said in the place of a hidden answer
        self._question = ""
        self.addWidget(editor)

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What takes the focus, in the order of Tab."""
        return (
            *self.editor.inputs(),
            *filter(None, [self.nothing]),
            *(self.reason.stops() if self.reason is not None else ()),
            *filter(None, [self.hidden]),
        )

    def set_question(self, question: str) -> None:
        """What a screen reader says that this is the answer to."""
        self._question = question
        if self.hidden is not None:
            self._name_hidden(self.hidden)

    def set_nothing_open(self, text: str, *, closes: bool) -> bool:
        """Why nothing can be chosen, and whether it stands in the place of the choices; whether
        it now does and did not before, or the other way round."""
        if self.nothing is None:
            if not text:
                return False
            self.nothing = _nothing_label(narrow=self._narrow)
            self.addWidget(self.nothing)
        before, self.closes = self.closes, closes
        name = _("{question}: {part}").format(question=self._question, part=text)
        self.nothing.setText(isolate(text))
        self.nothing.setAccessibleName(name)
        return closes != before

    def show_open(self) -> None:
        """Show at once what stands here while nobody gave a reason, so that it takes the cursor."""
        if self.nothing is not None and self.closes:
            self.nothing.show()
        else:
            self.editor.show()

    def show(self, reason: str, *, masked: bool, closed: bool) -> None:
        """Show what belongs here; `closed`: a reason cannot be taken back."""
        if reason or self.reason is not None:
            chip = self._reason_chip()
            if reason and chip.isHidden():
                chip.setMinimumHeight(self._editor_height())
            chip.set_text(reason)
            chip.set_read_only(closed)
            chip.describe(self._question)
            chip.setVisible(bool(reason))
        hides = masked and not reason
        if hides or self.hidden is not None:
            self.hidden_label().setVisible(hides)
        open_ = not reason and not masked
        if self.nothing is not None:
            self.nothing.setVisible(open_ and bool(self.nothing.text()))
        self.editor.setVisible(open_ and not self.closes)

    def _editor_height(self) -> int:
        """What the editor takes: what stands in its place takes as much, and nothing moves."""
        if not self.editor.isHidden() and self.editor.isVisible():
            return self.editor.height()
        return self.editor.sizeHint().height()

    def hidden_label(self) -> QLabel:
        """What stands in the place of an answer that F7 hides."""
        if self.hidden is None:
            self.hidden = label(self.cover, "masked")
            if self.cover == MASK:
                self.hidden.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            else:
                self.hidden.setWordWrap(True)  # words of the page, no answer
            self._name_hidden(self.hidden)
            self.addWidget(self.hidden)
        return self.hidden

    def _reason_chip(self) -> ReasonChip:
        if self.reason is None:
            self.reason = ReasonChip()
            self.reason.taken_back.connect(self.reason_taken_back)
            self.addWidget(self.reason)
        return self.reason

    def _name_hidden(self, hidden: QLabel) -> None:
        name = _("{question}: {part}").format(question=self._question, part=_("hidden"))
        hidden.setAccessibleName(name)


def _nothing_label(*, narrow: bool) -> QLabel:
    """For the place of the choices where there are none. The cursor can stand there too: a reason
    for no answer is given from there."""
    words = label("", "masked", wrap=True)
    words.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if not narrow:
        words.setMinimumWidth(px(_SENTENCE))
    return words


def _picture(name: str, tint: str, size: int, words: str) -> QLabel:
    picture = QLabel()
    picture.setPixmap(pixmap(name, tint, size))
    picture.setToolTip(words)
    picture.setAccessibleName(words)
    return picture


class ReasonChip(QWidget):
    """The reason in words, with a way to take it back."""

    taken_back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.words = label("", "chipgrey")
        self._back: QToolButton = small_button("x", _("Remove the reason"))
        box = QHBoxLayout(self)
        box.setContentsMargins(0, px(4), 0, px(4))
        box.setSpacing(px(4))
        box.addWidget(self.words)
        box.addWidget(self._back)
        box.addStretch(1)
        self._back.clicked.connect(self.taken_back)

    def set_text(self, text: str) -> None:
        self.words.setText(text)

    def set_read_only(self, read_only: bool) -> None:
        """Without a way back the words take the cursor: it must stand on something that is seen."""
        self._back.setVisible(not read_only)
        policy = Qt.FocusPolicy.StrongFocus if read_only else Qt.FocusPolicy.NoFocus
        self.words.setFocusPolicy(policy)

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the cursor here."""
        return (self.words, self._back)

    def take_focus(self) -> None:
        """Put the cursor on the way back, else on the words."""
        at = self.words if self._back.isHidden() else self._back
        at.setFocus(Qt.FocusReason.OtherFocusReason)

    def describe(self, question: str) -> None:
        """Say to a screen reader what this stands in the place of."""
        name = _("{question}: {part}").format(question=question, part=self.words.text())
        self.words.setAccessibleName(name)


# --- the question ------------------------------------------------------------------------------


_SEXES = ("", "female", "male")


def _waits(refused: AnswerRefused) -> str:
    """Why typed words are no answer yet."""
    return f"{sentence(refused).what} {_('It does not count as an answer yet.')}"


class QuestionRow(QFrame):
    """A question and its answer: its words, the place of the answer, what is said about it.
    Above its editor, or beside it where the editor is small.

    `edited` says that the answer may have changed; `answer` reads it.
    """

    edited = Signal(str)  # path
    left = Signal(str)  # path; the focus went elsewhere
    amend_asked = Signal()
    kept_asked = Signal(str, bool)  # path; whether the kept words are put back, or given up
    advice_pressed = Signal(str, str)  # of what a line of advice speaks, the name of the deed

    def __init__(
        self,
        path: str,
        question: Question,
        choices: Sequence[Choice],
        surroundings: Surroundings,
        *,
        in_table: bool = False,
        waits: bool = False,
    ) -> None:
        """`waits`: it may have to say when it is asked."""
        super().__init__()
        self.path, self.question = path, question
        self._choices = tuple(choices)
        self._surroundings = surroundings
        self._given = Answer()
        self._before = ""  # the value that a reason has put aside
        self.problem, self._needed = "", False
        self.faulty = False  # the problem that is shown is a rule of the form
        self._read_only = False
        self.masked = False  # it tells who somebody is, and names are hidden (F7)
        self.resumes: QWidget | None = None  # the field that F7 took the cursor from
        self._stops: tuple[QWidget, ...] | None = None  # None: they may be others than before
        self.editor: Editor = make_editor(question, choices, surroundings, in_table=in_table)
        self.wide = self.editor.wide
        self.words = QuestionWords(question, surroundings.language, waits=waits)
        self.menu = AnswerMenu(_label_of(self.question, self._surroundings))
        self.place = AnswerPlace(self.editor, narrow=in_table)
        self.notes = QuestionNotes(self, question.name, self.editor.below, self._refusals())
        if in_table:
            self.setObjectName("tableRow")
        self._lay_out(in_table=in_table)
        self._say_words()
        self._connect()

    def _lay_out(self, *, in_table: bool) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(5))
        for part in (self.notes.above, self.notes.below):
            part.setSpacing(box.spacing())
        box.addLayout(self.notes.above)
        if self.editor.beside:
            self._lay_beside(box, in_table=in_table)
        else:
            self._lay_above(box)
        box.addLayout(self.notes.below)
        box.addStretch(1)

    def _lay_above(self, box: QVBoxLayout) -> None:
        self.words.line.addWidget(self.menu, 0, Qt.AlignmentFlag.AlignBottom)
        box.addLayout(self.words.line)
        self.words.add_guidance(box)
        hint = self.words.when or self.words.hint
        if self.wide:
            box.addWidget(hint)
        box.addLayout(self.place)
        if not self.wide:
            box.addWidget(hint)

    def _lay_beside(self, box: QVBoxLayout, *, in_table: bool) -> None:
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addLayout(self.words.line)
        words.addWidget(self.words.when or self.words.hint)
        line = LabelledLine(px(BESIDE_GAP), px(5), always=in_table)
        box.addLayout(line)
        line.add_layout(words)
        line.add_layout(self.place)
        self.menu.setFixedWidth(menu_width())
        line.addWidget(self.menu)
        self.words.add_guidance(box)

    def _connect(self) -> None:
        self.edited.connect(self._forget_stops)
        self.editor.edited.connect(self._on_edited)
        self.editor.left.connect(self._on_left)
        self.editor.refused.connect(self._on_refused)
        self.menu.reason_chosen.connect(self._on_reason)
        self.menu.source_chosen.connect(self._on_source)
        self.menu.cleared.connect(self._on_cleared)
        self.place.reason_taken_back.connect(lambda: self._on_reason(None))
        self.notes.amend_asked.connect(self.amend_asked)
        self.notes.kept_chosen.connect(lambda use: self.kept_asked.emit(self.path, use))
        self.notes.advice_pressed.connect(self.advice_pressed)
        self.menu.setVisible(self.question.answerable)
        self.menu.of_event = self.question.event or marked_before(self.question)

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
        source = self._given.source if value else None
        if source not in _CHOSEN and value != self._given.value:
            source = None  # it was known, and the officer says something else
        return Answer(value, source=source)

    @property
    def is_asked(self) -> bool:
        """Whether it is shown and not dim."""
        return self.isEnabled() and not self.isHidden()

    @property
    def is_written(self) -> bool:
        """Whether its field stands there, or a reason or a lock in its place."""
        return not self._instead()

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What takes the focus, in the order of Tab: the fields, or what hides them, and what can
        be done about advice."""
        if self._stops is None:
            self._stops = self.place.tab_stops()
        return (*self._stops, *self.notes.advice.stops())

    # --- showing ----------------------------------------------------------------------------

    def show_answer(self, answer: Answer, filled_in: str = "") -> None:
        """Show an answer; `filled_in` is the value that the program works out."""
        self._given = answer
        self.editor.show_value(answer.value or filled_in)
        self._show_place()
        self.menu.show_answer(answer)

    def show_typed(self, typed: str) -> None:
        """Put back words that could not be read as an answer, with what is wrong about them."""
        self.editor.show_typed(typed)
        self._forget_stops()
        self.check()

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Speak of a person of another sex."""
        if surroundings == self._surroundings:
            return
        self._surroundings = self.editor.surroundings = surroundings
        self.editor.set_choices(self._choices)
        self._forget_stops()
        self._say_words()

    def set_choices(self, choices: Sequence[Choice]) -> bool:
        """Offer other choices (choice_filter); whether they are others."""
        if others := tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self.editor.set_choices(choices)
            self._forget_stops()
        return others

    def set_nothing_open(self, text: str, *, typed: bool = False) -> None:
        """Say in the place of the choices why there are none; '' where there are some. `typed`
        words that are no answer are shown all the same."""
        if not text and self.place.nothing is None:
            return
        changed = self.place.set_nothing_open(text, closes=bool(text) and not typed)
        if changed and has_focus(self) and not self.masked:
            self.place.show_open()
            self.take_focus()  # else it would go on to the next question
        self._show_place()

    def set_asked(self, asked: bool, when: str = "") -> None:
        """What is not asked keeps its place, dim, and says `when` it is."""
        self.setEnabled(asked)
        if self.words.when is not None:
            self.words.when.say(when, asked=asked)

    def set_read_only(self, read_only: bool) -> None:
        """Show only: the file is complete."""
        if read_only == self._read_only:
            return
        self._read_only = read_only
        self.editor.set_read_only(read_only)
        self._show_place()

    def set_masked(self, masked: bool, cover: str = MASK) -> None:
        """Hide what tells who somebody is (F7), and say `cover` instead. The cursor waits where it
        was: what is typed meanwhile goes nowhere, and what is typed afterwards goes on there."""
        self.place.cover = cover
        personal = self.question.level >= PERSONAL_LEVEL
        if (masked and personal) == self.masked:
            return
        self.masked = masked and personal
        at = cursor_in(self.window())
        if self.masked and at is not None and self.editor.isAncestorOf(at):
            hidden = self.place.hidden_label()
            hidden.show()
            hidden.setFocus(Qt.FocusReason.OtherFocusReason)
            self.resumes = at
        elif not self.masked and at is not None and at is self.place.hidden:
            self.editor.show()
            (self.resumes or self.editor.inputs()[0]).setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_place()

    def set_needed(self, needed: bool) -> None:
        """Mark an open question that the next step needs; calmly, it is no fault."""
        if needed != self._needed:
            self._needed = needed
            self.words.mark.setVisible(needed)
            self._describe()

    def set_problem(self, text: str) -> None:
        """Say what is wrong with the answer; '' when nothing is."""
        if text == self.problem:
            return
        self.problem = text
        self.notes.show_problem(text)
        self.editor.set_invalid(bool(text))
        self._describe()

    def take_focus(self, caret: int | None = None) -> None:
        """Put the cursor into the answer, or on what stands in its place."""
        self.editor.take_focus(caret)
        if self.place.nothing is not None and self.place.closes:
            self.place.nothing.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.place.reason is not None and self._instead():
            self.place.reason.take_focus()
        if self.masked:
            at = cursor_in(self.window())
            self.resumes = at if at is not None and self.editor.isAncestorOf(at) else None
            self.place.hidden_label().setFocus(Qt.FocusReason.OtherFocusReason)

    def check(self) -> bool:
        """Whether what is typed can be kept; says so below the field when not."""
        try:
            self.answer()
        except AnswerRefused as error:
            self.set_problem(_waits(error))
            return False
        return True

    # --- inside -----------------------------------------------------------------------------

    def _refusals(self) -> list[str]:
        """Why what is answered here can be refused, in words."""
        asked, about = self.question, self._surroundings
        if not asked.answerable or asked.read_only:
            return []
        reasons = [asked.constraint_message.text(about.language, sex) for sex in _SEXES]
        if any(text_field(part) is not None for part in self.editor.inputs()):
            reasons += [
                _waits(AnswerRefused(name=asked.name, reason=refusal.value))
                for refusal in SHAPE_REFUSALS.get(asked.type, ())
            ]
            most = MAX_LONG_TEXT if isinstance(self.editor, LongTextEditor) else MAX_TEXT
            reasons.append(said_over(MAX_LONG_TEXT, most))
        return [reason for reason in reasons if reason]

    def _say_words(self) -> None:
        about = self._surroundings
        guidance = self.question.guidance.text(about.language, about.sex)
        self.words.say(_label_of(self.question, about), _hint_of(self.question, about), guidance)
        self.notes.spoken.speak(about.spoken)
        inputs = self.editor.inputs()
        if inputs:
            self.words.title.setBuddy(inputs[0])
        self._describe()
        self.menu.sex = about.sex
        if self._given.reason is not None:
            self._show_place()

    def _describe(self) -> None:
        parts = (
            self.problem,
            _("Needed for the next step") if self._needed else "",
            _hint_of(self.question, self._surroundings),
        )
        title = _label_of(self.question, self._surroundings)
        self.editor.describe(title, ". ".join(part for part in parts if part))
        self.place.set_question(title)

    def _instead(self) -> str:
        """What stands in the place of an answer: why there is none, or that it is closed."""
        if self._given.closed:
            return _("Restricted: open to assigned staff")
        reason = self._given.reason
        return "" if reason is None else reason_label(reason, sex=self._surroundings.sex)

    def _show_place(self) -> None:
        closed = self._read_only or self._given.closed
        self.place.show(self._instead(), masked=self.masked, closed=closed)
        self.notes.cover(self.editor.isHidden())
        self._forget_stops()
        self.menu.setVisible(self.question.answerable and not closed)

    @Slot()
    def _forget_stops(self) -> None:
        self._stops = None

    @Slot()
    def _on_edited(self) -> None:
        self.edited.emit(self.path)  # first: a mistake of the program below hides no edit
        if self.problem and not self.faulty:
            self.set_problem("")
        self._fit_menu()

    def _fit_menu(self) -> None:
        """Offer a reason while there is no answer, from the first letter of one its source. Of a
        long text no more is asked than whether there is one: at every key."""
        given = self._given
        kept = given.source is None or given.source in _CHOSEN
        if isinstance(self.editor, LongTextEditor) and kept and not (given.closed or given.reason):
            some = self.editor.has_words()
            self.menu.show_answer(Answer(_SOME, source=given.source) if some else Answer())
            return
        try:
            self.menu.show_answer(self.answer())
        except AnswerRefused:
            return

    @Slot(str)
    def _on_refused(self, problem: str) -> None:
        """Nothing was put in: the sentence is all that shows it, so it must be seen."""
        self.set_problem(problem)
        settle()
        if self.notes.problem is not None:
            scroll_into_view(self.notes.problem)

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
        stays = reason is not None and has_focus(self)
        self._given = Answer(reason=reason, source=self._given.source)
        if reason is None:
            self._show_place()
            self._put_back()
        self._show_place()
        if stays:  # else the cursor goes on by itself, and the page is scrolled after it
            self.take_focus()
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
