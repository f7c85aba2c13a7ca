"""What is still open, as a short list: each question with its editor, «Later» and «Declined»."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from tipdesk.cases.answers import question_name, stands
from tipdesk.cases.model import Answer, MissingReason
from tipdesk.forms.model import Group, split_path
from tipdesk.forms.rules.rules import FormRules
from tipdesk.i18n.language_cards import officers_card
from tipdesk.i18n.text import _, isolate
from tipdesk.texts.messages import reason_label
from tipdesk.ui.form.question import QuestionRow, ReasonChip
from tipdesk.ui.form.section import NOTHING, FirstScreen, SectionView
from tipdesk.ui.form.section_state import SectionContents
from tipdesk.ui.toolkit.combo_editor import Surroundings
from tipdesk.ui.toolkit.parts import Strip, button, label, row
from tipdesk.ui.toolkit.theme import px


class _Item(QWidget):
    """One line of the list: where it stands, the question, the ways not to answer now. What is
    not asked of the person cannot be declined by anybody; `askable` says which it is."""

    wide = True
    reason_chosen = Signal(object)  # MissingReason, or None to take it back

    def __init__(self, section: str, question: QWidget, title: str, *, askable: bool) -> None:
        super().__init__()
        self.question = question
        self._asked = askable
        self.later = _named(_("Later"), "clock", title)
        self.declined = _named(_("Declined"), "hand", title)
        self._no_answer_buttons = row(self.later, self.declined, 1)
        self.declined.setVisible(askable)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, px(8))
        box.setSpacing(px(4))
        self.section = label(isolate(section), "phase")
        box.addWidget(self.section)
        box.addWidget(question)
        box.addWidget(self._no_answer_buttons)
        self.later.clicked.connect(lambda: self.reason_chosen.emit(MissingReason.DEFERRED))
        self.declined.clicked.connect(lambda: self.reason_chosen.emit(MissingReason.DECLINED))

    def show_answer(self, answer: Answer) -> None:
        """There is nothing to put off once it is answered; the line stays, or all below would
        move."""
        self._no_answer_buttons.setEnabled(not stands(answer))

    def stops(self) -> tuple[QWidget, ...]:
        """What takes the focus, in the order of Tab."""
        inner = self.question
        first = inner.tab_stops() if isinstance(inner, QuestionRow | _Rows) else ()
        return (*first, self.later, *((self.declined,) if self._asked else ()))


class _Rows(QWidget):
    """A list that needs a row: it is filled in its own section."""

    go_asked = Signal()
    taken_back = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.go = button(_("Fill in its section"), "arrow-square-out")
        self.go.setAccessibleName(
            _("{question}: {part}").format(question=title, part=_("Fill in its section"))
        )
        self._reason = ReasonChip()
        self._reason.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(5))
        box.addWidget(label(isolate(title), "fieldLabel", wrap=True))
        box.addWidget(row(self.go, 1))
        box.addWidget(self._reason)
        self.go.clicked.connect(self.go_asked)
        self._reason.taken_back.connect(self.taken_back)

    def show_answer(self, answer: Answer) -> None:
        """A reason for having no row."""
        self._reason.set_text(reason_label(answer.reason) if answer.reason else "")
        self._reason.setVisible(answer.reason is not None)

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What takes the focus."""
        return (self.go,)


class ClarifyView(SectionView):
    """What was answered here stays until the page is turned, so that nothing moves under the
    cursor, and so does, dim, what is needed no more; what an answer makes necessary follows at the
    end."""

    deferred = Signal(str)  # path
    go_asked = Signal(str)  # path

    def __init__(self, page: Group, rules: FormRules, surroundings: Surroundings) -> None:
        super().__init__(page, rules, surroundings)
        self._items: dict[str, _Item] = {}
        self._listed: list[str] = []
        self._placed: list[str] = []  # what of it is made already
        self._groups_by_name = {
            group.name: group for section in rules.definition.sections for group in _below(section)
        }
        self._position = {
            name: position for position, name in enumerate(_names(rules.definition.sections))
        }
        self._nothing = Strip(
            _("Nothing is open here: everything that the next step needs is answered or explained.")
        )

    def refresh(self, shown: SectionContents, surroundings: Surroundings) -> None:
        """Show what is open now, and what was answered meanwhile."""
        first = self._last is None
        self._screen = FirstScreen(whole=self._whole)
        self._surroundings, self._last = surroundings, shown
        stay = [path for path in self._listed if self._has_place(path, shown)]
        fresh = [path for path in shown.needed if path not in stay]
        self._listed = stay + sorted(fresh, key=self._place)
        self._placed = [
            path for path in self._listed if path in self._items or self._screen.takes()
        ]
        widgets: list[QWidget] = [self._item(path, shown) for path in self._placed]
        self._order = [
            item.question
            for item in (self._items[path] for path in self._placed)
            if isinstance(item.question, QuestionRow) and item.isEnabled()
        ]
        before = ""
        for item in (self._items[path] for path in self._placed):
            item.section.setVisible(item.section.text() != before)  # once for each run of questions
            before = item.section.text()
        self._body.arrange(widgets or [self._nothing])
        self._chain()
        self._make_rest(first=first)

    def take_focus(self) -> None:
        """Put the cursor on the first open question."""
        for path in self._placed:
            item = self._items[path]
            if isinstance(item.question, QuestionRow):
                item.question.take_focus()
                return
        for path in self._placed:
            self._items[path].stops()[0].setFocus()
            return

    # --- inside -----------------------------------------------------------------------------

    def _has_place(self, path: str, shown: SectionContents) -> bool:
        """While somebody looks at the list, all of it but the rows that were taken away."""
        repeat, number, _name = split_path(path)
        is_there = not number or number in shown.state.rows(repeat)
        return self._stays(path, shown) or (self.isVisible() and is_there)

    def _stays(self, path: str, shown: SectionContents) -> bool:
        if not shown.state.is_relevant(path):
            return False
        answered = stands(shown.answers.get(path, NOTHING)) or path in shown.typed
        return answered or path in shown.needed

    def _place(self, path: str) -> tuple[int, int]:
        repeat, number, _name = split_path(path)
        return self._position.get(question_name(path) or repeat, -1), number

    def _item(self, path: str, shown: SectionContents) -> _Item:
        answer = shown.answers.get(path, NOTHING)
        group = self._groups_by_name.get(path)
        item = self._items.get(path)
        if group is None:
            question: QWidget = self._row(path, self._rules.question(path), shown, in_table=False)
        else:
            question = item.question if item is not None else self._made_rows(path, group)
        if item is None:
            item = self._items[path] = _Item(
                *self._words(path, question, group), askable=self._is_asked(path, group)
            )
            item.reason_chosen.connect(partial(self._on_reason, path))
        if isinstance(question, _Rows):
            question.show_answer(answer)
        item.show_answer(answer)
        item.setEnabled(self._stays(path, shown))
        return item

    def _words(self, path: str, question: QWidget, group: Group | None) -> tuple[str, QWidget, str]:
        about = (self._surroundings.language, self._surroundings.sex)
        section = self._rules.section_of(path)
        sections = {group.name: group for group in self._rules.definition.sections}
        element = group if group is not None else self._rules.question(path)
        return sections[section].label.text(*about), question, element.label.text(*about)

    def _is_asked(self, path: str, group: Group | None) -> bool:
        """Whether it may be the person who does not answer. What is not protected (level 1) and
        read out in no language is a fact of the desk; so is a list of such rows."""
        prompt = officers_card("ar").prompt
        if group is None:
            return self._rules.question(path).level > 1 or bool(prompt(question_name(path)))
        return any(prompt(child.name) for child in group.children)

    def _made_rows(self, path: str, group: Group) -> _Rows:
        about = self._surroundings
        rows = _Rows(group.label.text(about.language, about.sex))
        rows.go_asked.connect(lambda: self.go_asked.emit(path))
        rows.taken_back.connect(lambda: self.repeat_reason.emit(path, None))
        return rows

    def _on_reason(self, path: str, reason: MissingReason) -> None:
        item = self._items[path]
        if isinstance(item.question, QuestionRow):
            item.question.menu.reason_chosen.emit(reason)
        else:
            self.repeat_reason.emit(path, reason)
        if reason is MissingReason.DEFERRED:
            self.deferred.emit(path)
        self._go_on(path)

    def _go_on(self, path: str) -> None:
        """The cursor comes to the next question; on the last one it stays near."""
        if path not in self._placed:
            return
        for following in self._placed[self._placed.index(path) + 1 :]:
            item = self._items[following]
            if not item.isEnabled():
                continue
            if isinstance(item.question, QuestionRow):
                item.question.take_focus()
            else:
                item.stops()[0].setFocus()
            return

    def _chain(self) -> None:
        stops = [stop for path in self._placed for stop in self._items[path].stops()]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)


def _named(text: str, picture: str, question: str) -> QPushButton:
    named_button = button(text, picture, "ghost")
    named_button.setAccessibleName(_("{question}: {part}").format(question=question, part=text))
    return named_button


def _below(group: Group) -> list[Group]:
    groups = [child for child in group.children if isinstance(child, Group)]
    return groups + [group for child in groups for group in _below(child)]


def _names(sections: tuple[Group, ...]) -> list[str]:
    names: list[str] = []
    for section in sections:
        for child in section.children:
            names.append(child.name)
            if isinstance(child, Group):
                names += _names((child,))
    return names
