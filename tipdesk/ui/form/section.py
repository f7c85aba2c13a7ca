"""One section of the interview: built from the definition and the state, and from nothing else.

Widgets are made when their question is asked for the first time and kept; `refresh` shows, hides
and orders them. No question is placed by hand. On the first visit the questions of the first screen
come at once, the others by so many at a time right after they are painted, so that no key and no
cover waits for them; all of them when one of them is asked for.

Beside the questions stand words as they were spoken and their Arabic rendering (`TwoTexts`), and
below them what was written where nothing is asked any more, only to be read (`ClosedCard`).
`settle` brings the row of a question up to date: what is needed, hidden, allowed, or wrong there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QVBoxLayout, QWidget

from tipdesk.cases.answers import shown_value
from tipdesk.cases.interview import statement
from tipdesk.cases.interview.closed_words import ClosedWords
from tipdesk.cases.interview.indicators import SUGGESTION
from tipdesk.cases.interview.timeline import LEGS, legs, row_title
from tipdesk.cases.model import Answer
from tipdesk.forms.model import Group, GroupKind, Question, QuestionType, row_path, split_path
from tipdesk.forms.rules.rules import FaultKind, FormRules
from tipdesk.i18n.text import MASK, _, isolate
from tipdesk.ui.form import section_state
from tipdesk.ui.form.editors import AgreedEditor
from tipdesk.ui.form.groups import Columns, GroupView, TableView
from tipdesk.ui.form.journey_line import JourneyLine
from tipdesk.ui.form.question import PERSONAL_LEVEL, AnswerMenu, QuestionRow
from tipdesk.ui.form.repeats import RepeatRow, RepeatView
from tipdesk.ui.form.waiting import NotePlace
from tipdesk.ui.toolkit.combo_editor import Surroundings
from tipdesk.ui.toolkit.parts import Strip, has_focus, label, text_area
from tipdesk.ui.toolkit.privacy import settle as lay_out_now
from tipdesk.ui.toolkit.theme import px

# --- the first screen -------------------------------------------------------------------------


# More than a window of 1366×768 shows, in small questions or closed rows. A question as wide as
# the page counts double, and once more for each five of its choices.
_ROOM, _CHOICES = 14, 5


class FirstScreen:
    """Room for the questions of the first screen, and for as many more in each turn that follows;
    `whole` has room for all of them. What was made before takes none."""

    def __init__(self, *, whole: bool) -> None:
        self._whole, self._room = whole, _ROOM

    @property
    def full(self) -> bool:
        """Whether something may have been left for the next pass."""
        return not self._whole and self._room <= 0

    def takes(self) -> bool:
        """Whether one more finds room; it has taken it then."""
        if self.full:
            return False
        self._room -= 1
        return True

    def add(self, row: QuestionRow) -> None:
        """Count what a row takes beyond its place."""
        if row.wide:
            self._room -= 1 + len(row.editor.inputs()) // _CHOICES


# --- the row of a question --------------------------------------------------------------------


def settle(
    row: QuestionRow, contents: section_state.SectionContents, rules: FormRules, about: Surroundings
) -> None:
    """Everything around the answer; the answer itself is left as it is typed."""
    path = row.path
    row.set_needed(path in contents.needed)
    if row.question.name == SUGGESTION:  # the person may still see this page
        row.set_masked(True, _("Shown among the indicators, after the person has left the room."))
    else:
        row.set_masked(contents.masked)
    closed = contents.closed(path) or path in statement.FIELDS  # nobody types these
    row.set_read_only(closed)
    if isinstance(row.editor, AgreedEditor):
        row.editor.set_open(contents.amendable or not contents.read_only)
    amendable = contents.amendable and contents.read_only
    if contents.frozen is not None and contents.frozen.closes(path):
        amendable = False
    row.notes.show_remark(contents.remarks.get(path, ""), amendable=amendable)
    row.notes.advice.say(contents.advice.get(path, ()))
    row.notes.show_kept("" if closed else contents.kept.get(path, ""))
    if row.question.choice_filter:
        closed_list = not contents.state.choices(path)
        why = section_state.nothing_open(rules, contents.state, path, about) if closed_list else ""
        row.set_nothing_open(why, typed=path in contents.typed)
    _say_fault(row, contents, rules, about)


def _say_fault(
    row: QuestionRow, contents: section_state.SectionContents, rules: FormRules, about: Surroundings
) -> None:
    fault = contents.state.fault_at(row.path)
    if fault is None:
        if row.faulty:
            row.faulty = False
            row.set_problem("")
        return
    text = fault.text.text(about.language, about.sex)
    if fault.kind is FaultKind.CHOICE:
        chosen = (
            MASK if row.masked else section_state.not_open(rules, contents.state, row.path, about)
        )
        text = _("This choice is not open any more: {choice}.").format(choice=chosen)
    elif fault.kind is FaultKind.TYPE:
        text = _("This is no answer to this question.")
    row.faulty = bool(text)
    row.set_problem(text)


# --- two texts beside each other --------------------------------------------------------------


_NARROW, _GAP = 620, 22  # pixels at 100 %: below this width one stands above the other


class TwoTexts(QWidget):
    """Two statements in columns of equal width, in the order of the form from the reading edge."""

    wide = True

    def __init__(self) -> None:
        super().__init__()
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(_GAP))
        self._rows: tuple[QuestionRow, ...] = ()
        self._leveling = QTimer(self, singleShot=True)
        self._leveling.timeout.connect(self._level)

    def hold(self, rows: Sequence[QuestionRow]) -> None:
        """Take these rows in, if they are not here already."""
        for row in rows:
            if row.parentWidget() is not self:
                self._box.addWidget(row, 1)
                row.show()
        self._rows = tuple(rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < px(_NARROW)
        down, along = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._box.setDirection(down if narrow else along)
        # The columns have their width by then. Once for all that came in this turn: what was set a
        # moment ago and is not laid out yet would be counted twice.
        self._leveling.start(0)

    @Slot()
    def _level(self) -> None:
        """Side by side, both texts begin at one height, whatever is said above them."""
        along = self._box.direction() == QBoxLayout.Direction.LeftToRight
        heads = [row.editor.y() - row.place.contentsMargins().top() for row in self._rows]
        for row, head in zip(self._rows, heads, strict=True):
            row.place.setContentsMargins(0, max(heads) - head if along else 0, 0, 0)


def paired(widgets: Sequence[QWidget], both: TwoTexts) -> list[QWidget]:
    """`widgets` with two statements, where there are two, as one: `both` holds them."""
    texts = [
        widget
        for widget in widgets
        if isinstance(widget, QuestionRow) and section_state.is_statement(widget.question)
    ]
    if len(texts) != 2:
        return list(widgets)
    both.hold(texts)
    return [both if widget is texts[0] else widget for widget in widgets if widget is not texts[1]]


_TALL = 260  # pixels at 100 % for a long statement


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
        contents = (tuple(words), about.language, about.sex, section, masked)
        if contents == self._shown:
            return
        self._shown = contents
        while (item := self._box.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()  # at once: it may be masked from now on
                widget.deleteLater()
        if not words:
            return
        explanation = (
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
        self._box.addWidget(Strip(explanation, kind="notewarn"))
        for closed in words:
            self._add(closed, about, masked=masked)

    def _add(self, closed: ClosedWords, about: Surroundings, *, masked: bool) -> None:
        title = closed.question.label.text(about.language, about.sex)
        repeat, row, _name = split_path(closed.path)
        if repeat:
            group = self._rules.group(repeat)
            title = f"{row_title(group, row, about.language, about.sex)} • {title}"
        self._box.addWidget(label(isolate(title), "phase", wrap=True))
        self._box.addWidget(self._words(closed, title, about, masked=masked))

    def _words(
        self, closed: ClosedWords, title: str, about: Surroundings, *, masked: bool
    ) -> QWidget:
        if masked and closed.question.level >= PERSONAL_LEVEL:
            return label(MASK)
        text = shown_value(
            self._rules.definition, closed.question, closed.value, about.language, about.sex
        )
        if closed.question.type is not QuestionType.LONG_TEXT:
            return label(isolate(text), wrap=True)
        long = text_area(_TALL if len(text) > 400 else 96)
        long.setReadOnly(True)
        long.setAccessibleName(title)
        long.setPlainText(text)
        return long


_STOP = "tip-stop"
NOTHING = Answer()


class SectionView(QWidget):
    """The questions of one section, in two columns."""

    edited = Signal(str)  # path
    left = Signal(str)  # path
    add_asked = Signal(str)  # repeat
    remove_asked = Signal(str, int)  # repeat, row
    restore_asked = Signal(str, int)
    repeat_reason = Signal(str, object)  # repeat, MissingReason or None
    amend_asked = Signal(str)  # path
    event_asked = Signal()  # the event of the file is to be named
    kept_asked = Signal(str, bool)  # path; put back or given up
    advice_pressed = Signal(str, str)  # of what a line of advice speaks, the name of the deed
    agree_asked = Signal(bool)  # a supervisor's agreement, or its end
    offer_pressed = Signal(object)  # Offer

    def __init__(self, section: Group, rules: FormRules, surroundings: Surroundings) -> None:
        super().__init__()
        self._section, self._rules, self._surroundings = section, rules, surroundings
        self._rows: dict[str, QuestionRow] = {}
        self._notes: dict[str, NotePlace] = {}
        self._groups: dict[str, GroupView | TableView | RepeatView] = {}
        self._late: list[section_state.SuggestionStrip] = []  # they stand at the end
        self._order: list[QWidget] = []  # of everything that takes the focus, as it stands
        self._both = TwoTexts()
        self._stops: list[QWidget] = []  # where Tab leads
        self._last: section_state.SectionContents | None = None
        self._screen = FirstScreen(whole=False)
        self._whole = False  # everything that has a place is made at once from now on
        self._offered = section_state.SuggestionStrips(self)
        self._offered.pressed.connect(self.offer_pressed)
        self._body = Columns()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._body)
        self._closed = ClosedCard(rules)
        box.addWidget(self._closed)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._offered.forget_gone()

    # --- what the page asks -----------------------------------------------------------------

    def refresh(self, contents: section_state.SectionContents, surroundings: Surroundings) -> None:
        """Show the section as it stands now."""
        first = self._last is None
        self._screen = FirstScreen(whole=self._whole)
        self._surroundings, self._last = surroundings, contents
        places = section_state.laid_out(contents, self._section.name)
        order: list[QWidget] = []
        self._late = []
        widgets = paired(self._filled(self._section, "", places, contents, order), self._both)
        self._body.arrange([*widgets, *self._late])
        order += self._late
        for position, widget in enumerate(widgets):
            if isinstance(widget, GroupView | TableView | RepeatView):
                widget.heading.set_first(position == 0)
        self._closed.show_words(
            contents.closed_words,
            surroundings,
            section=not contents.state.is_relevant(self._section.name),
            masked=contents.masked,
        )
        self._order = order
        self._stops = _chained(order, self._stops)
        self._make_rest(first=first)

    def _make_rest(self, *, first: bool) -> None:
        """Make what had no room, in the turns of the event loop that follow."""
        self._whole = not self._screen.full
        if self._screen.full:
            QTimer.singleShot(0, self, self._paint_first if first else self._make_more)

    @Slot()
    def _paint_first(self) -> None:
        """Whoever looks at the view sees the first screen before the rest is made: Qt by itself
        would paint after this timer."""
        if self.isVisible():
            lay_out_now()  # what is not laid out is not painted
            QApplication.sendEvent(self.window(), QEvent(QEvent.Type.UpdateRequest))
        QTimer.singleShot(0, self, self._make_more)

    @Slot()
    def _make_more(self) -> None:
        if self._screen.full and self._last is not None:
            self.refresh(self._last, self._surroundings)

    def forget(self) -> None:
        """Make nothing more: the file is left, and its vault may be closed by the next turn."""
        self._last = None

    @Slot()
    def complete(self) -> None:
        """Make what the first screen did not need."""
        if self._screen.full and self._last is not None:
            self._whole = True
            self.refresh(self._last, self._surroundings)

    def late(self) -> list[section_state.SuggestionStrip]:
        """What was suggested since the section was turned to and waits at its end."""
        return [strip for strip in self._late if strip.waits]

    def row(self, path: str) -> QuestionRow | None:
        """The row of a question that was shown already."""
        self.complete()
        return self._rows.get(path)

    def rows(self) -> Mapping[str, QuestionRow]:
        """Every row that was asked so far, by path; some may be hidden."""
        self.complete()
        return self._rows

    def repeat(self, name: str) -> RepeatView | None:
        """The view of a repeat."""
        self.complete()
        view = self._groups.get(name)
        return view if isinstance(view, RepeatView) else None

    def focused(self) -> QuestionRow | None:
        """The row that has the cursor."""
        return next((row for row in self._rows.values() if has_focus(row)), None)

    def offer_below(self) -> QWidget | None:
        """What is offered below the question that has the cursor."""
        row = self.focused()
        strips = self._offered.by_path.get(row.path, {}).values() if row is not None else ()
        return next((strip for strip in strips if strip.waits and not strip.late), None)

    def focused_menu(self) -> AnswerMenu | None:
        """The menu of the question with the cursor, or of the repeat whose button has it."""
        if (row := self.focused()) is not None:
            return row.menu
        repeats = [view for view in self._groups.values() if isinstance(view, RepeatView)]
        return next((view.menu for view in repeats if has_focus(view)), None)

    def take_focus(self) -> None:
        """Put the cursor on the first question, or on the button that adds a first row."""
        first = self.first()
        if first is not None:
            first.take_focus()

    def first(self) -> QuestionRow | RepeatRow | RepeatView | None:
        """The first question that can be answered, or what stands before it of a repeat."""
        for widget in self._order:
            if isinstance(widget, RepeatView):
                return widget
            if isinstance(widget, RepeatRow) and widget.closed:
                return widget
            if isinstance(widget, QuestionRow) and widget.question.answerable:
                return widget
        return None

    def first_row_in(self, repeat: str, number: int) -> QuestionRow | None:
        """The first question of a row of a repeat."""
        self.complete()
        head = row_path(repeat, number) + "/"
        rows = (row for path, row in self._rows.items() if path.startswith(head))
        return next((row for row in rows if row.isEnabled()), None)

    def reveal(self, path: str) -> None:
        """Open the row of a repeat in which `path` stands."""
        name, number, _name = split_path(path)
        view = self.repeat(name) if number else None
        if view is not None and view.open(number) and self._last is not None:
            self.refresh(self._last, self._surroundings)

    def check(self) -> None:
        """Say below each field what cannot be kept as it is typed."""
        for row in self._rows.values():
            if row.is_asked and row.question.answerable:
                row.check()

    # --- filling ----------------------------------------------------------------------------

    def _filled(
        self,
        group: Group,
        prefix: str,
        places: Mapping[str, bool],
        contents: section_state.SectionContents,
        order: list[QWidget],
    ) -> list[QWidget]:
        """The widgets of what has a place in `group`, brought up to date; in `order` those that are
        asked."""
        widgets: list[QWidget] = []
        in_table = group.kind is GroupKind.TABLE
        for child in group.children:
            path = prefix + child.name
            if not isinstance(child, Group) and not _is_shown(child):
                continue
            exists = path in self._rows or path in self._groups or path in self._notes
            if path not in places or not (exists or self._screen.takes()):
                continue
            reached = order if places[path] else []  # by Tab
            offered = self._offers(path, contents, late=exists and self.isVisible())
            if isinstance(child, Group):
                widgets += offered
                reached += offered
                widgets.append(self._filled_group(child, path, places, contents, reached))
            elif child.type is QuestionType.NOTE:
                widgets.append(self._note(path, child, shown=places[path]))
            else:
                row = self._row(path, child, contents, in_table=in_table, asked=places[path])
                widgets += (row, *offered)
                reached += (row, *offered)
        return widgets

    def _offers(
        self, path: str, contents: section_state.SectionContents, *, late: bool
    ) -> list[section_state.SuggestionStrip]:
        """The lines of what is offered at `path` that stand there. What comes while somebody looks
        at what is below it comes at the end of the section."""
        strips = self._offered.at(path, contents.offers.get(path, ()), late=late)
        self._late += [strip for strip in strips if strip.late]
        return [strip for strip in strips if not strip.late]

    def _filled_group(
        self,
        group: Group,
        path: str,
        places: Mapping[str, bool],
        contents: section_state.SectionContents,
        order: list[QWidget],
    ) -> QWidget:
        view = self._groups.get(path)
        if view is None:
            view = self._groups[path] = self._made_group(group, contents)
        view.set_surroundings(self._surroundings)
        if not isinstance(view, RepeatView):
            prefix = path[: len(path) - len(group.name)]
            view.arrange(self._filled(group, prefix, places, contents, order))
            view.setEnabled(places[path])
            when = section_state.asked_when(self._rules, group.name, self._surroundings)
            view.heading.say_when(when, asked=places[path])
            return view
        view.setEnabled(places[path])
        view.heading.say_when(
            section_state.asked_when(self._rules, group.name, self._surroundings),
            asked=places[path],
        )
        numbers = contents.state.rows(group.name) if places[path] else ()
        view.settle(
            numbers,
            {
                split_path(typed_path)[1]
                for typed_path in contents.typed
                if typed_path.startswith(path)
            },
        )
        visible_rows = [n for n in numbers if view.has(n) or self._screen.takes()]
        frames: list[RepeatRow] = view.rows(visible_rows)
        if isinstance(view.picture, JourneyLine):
            drawn = legs(self._rules, contents.state, self._surroundings.language)
            titles = [view.title(leg.number) for leg in drawn]
            view.picture.show_legs(drawn, titles, masked=contents.masked)
            order.append(view.picture)
        for position, (number, frame) in enumerate(zip(visible_rows, frames, strict=True), 1):
            prefix, open_ = row_path(group.name, number) + "/", view.is_open(number)
            order.append(frame)
            if open_ or frame.is_filled:  # what was shown before keeps up, also with F7
                below = order if open_ else []
                frame.arrange(self._filled(group, prefix, places, contents, below))
            row_words = section_state.row_said(
                self._rules, contents, group, number, self._surroundings.language
            )
            frame.say(replace(row_words, title=view.title(position)), open_=open_)
        self._forget_rows(group.name, numbers)
        view.show_answer(contents.answers.get(group.name, NOTHING))
        closed = contents.closed(group.name)
        view.set_read_only(closed)
        view.menu.setVisible(not (numbers or group.count or closed))
        order.append(view)
        return view

    def _forget_rows(self, repeat: str, numbers: tuple[int, ...]) -> None:
        """What stood in rows that were taken away has gone with their frame."""
        heads = tuple(row_path(repeat, number) + "/" for number in numbers)
        known = {*self._rows, *self._notes, *self._groups, *self._offered.by_path}
        for path in known:
            if path.startswith(f"{repeat}[") and not path.startswith(heads):
                self._rows.pop(path, None)
                self._notes.pop(path, None)
                self._groups.pop(path, None)
                self._offered.by_path.pop(path, None)

    @Slot(str, int)
    def _on_turned(self, repeat: str, number: int) -> None:
        """Another row is open now: show it, with the cursor in its first question."""
        if self._last is None:
            return
        self.refresh(self._last, self._surroundings)
        first = self.first_row_in(repeat, number) if number else None
        if first is not None:
            first.take_focus()

    def _on_chosen(self, repeat: str, number: int) -> None:
        """A row was pointed at in the picture of its repeat."""
        self.reveal(row_path(repeat, number))
        self._on_turned(repeat, number)

    def _made_group(
        self, group: Group, contents: section_state.SectionContents
    ) -> GroupView | TableView | RepeatView:
        waits = self._rules.waiting(group.name) is not None
        if group.kind is GroupKind.REPEAT:
            view = RepeatView(group, self._surroundings, waits=waits)
            view.add_asked.connect(self.add_asked)
            view.remove_asked.connect(self.remove_asked)
            view.restore_asked.connect(self.restore_asked)
            view.reason_chosen.connect(self.repeat_reason)
            view.turned.connect(self._on_turned)
            if group.name == LEGS:
                line = JourneyLine()
                line.chosen.connect(lambda number: self._on_chosen(LEGS, number))
                view.put_above(line)
            return view
        if group.kind is GroupKind.TABLE:
            first = next(group.questions())
            choices = self._rules.choices(first)
            return TableView(group, choices, self._surroundings, waits=waits)
        return GroupView(group, self._surroundings, waits=waits)

    def _note(self, path: str, note: Question, *, shown: bool) -> NotePlace:
        place = self._notes.get(path)
        if place is None:
            place = NotePlace("notewarn" if _STOP in note.appearance else "note")
            self._notes[path] = place
        about = self._surroundings
        place.say(note.label.text(about.language, about.sex), shown=shown)
        return place

    def _row(
        self,
        path: str,
        question: Question,
        contents: section_state.SectionContents,
        *,
        in_table: bool,
        asked: bool = True,
    ) -> QuestionRow:
        row = self._rows.get(path)
        when = ""
        if not section_state.is_statement(question):
            when = section_state.asked_when(self._rules, question.name, self._surroundings)
        choices = (
            contents.state.choices(path)
            if question.choice_filter
            else self._rules.choices(question)
        )
        if row is None:
            known = choices or self._rules.choices(question)  # a filter may have left none yet
            row = QuestionRow(
                path, question, known, self._surroundings, in_table=in_table, waits=bool(when)
            )
            row.set_choices(choices)
            row.edited.connect(self.edited)
            row.left.connect(self.left)
            row.amend_asked.connect(lambda: self.amend_asked.emit(path))
            row.kept_asked.connect(self.kept_asked)
            row.advice_pressed.connect(self.advice_pressed)
            row.menu.event_asked.connect(self.event_asked)
            if isinstance(row.editor, AgreedEditor):
                row.editor.asked.connect(self.agree_asked)
            self._rows[path] = row
            if not in_table:
                self._screen.add(row)
            row.show_answer(contents.answers.get(path, NOTHING), contents.state.value(path))
            if path in contents.typed:
                row.show_typed(contents.typed[path])
        else:
            others = row.set_choices(choices) and path not in contents.typed
            row.set_surroundings(self._surroundings)
            if not question.answerable:
                row.show_answer(NOTHING, contents.state.value(path))
            elif others:  # what was answered may be open again
                row.show_answer(contents.answers.get(path, NOTHING), contents.state.value(path))
        settle(row, contents, self._rules, self._surroundings)
        row.set_asked(asked, when)
        return row


def _is_shown(question: Question) -> bool:
    """Whether it has a place: what is worked out without a name is nobody's to read."""
    return question.type is not QuestionType.CALCULATE or bool(question.label.ar)


def _chained(order: Sequence[QWidget], before: list[QWidget]) -> list[QWidget]:
    """Set the order of Tab to the order on the screen, if it is another one."""
    stops: list[QWidget] = []
    for widget in order:
        if isinstance(
            widget,
            QuestionRow | JourneyLine | RepeatRow | RepeatView | section_state.SuggestionStrip,
        ):
            stops += widget.tab_stops()
    if stops != before:
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)
    return stops
