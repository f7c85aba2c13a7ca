"""One section of the interview: built from the definition and the state, and from nothing else.

Widgets are made when their question is asked for the first time and kept; `refresh` shows, hides
and orders them. No question is placed by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tipdesk.cases.model import Answer
from tipdesk.forms.model import Group, GroupKind, Question, QuestionType, row_path
from tipdesk.forms.rules import FormRules
from tipdesk.forms.state import FaultKind, FormState
from tipdesk.i18n.catalogue import _
from tipdesk.ui.widgets.answer_menu import AnswerMenu
from tipdesk.ui.widgets.editor import Surroundings
from tipdesk.ui.widgets.group_views import Columns, GroupView, RepeatRow, RepeatView, TableView
from tipdesk.ui.widgets.question_row import QuestionRow
from tipdesk.ui.widgets.strip import Strip

_STOP = "tip-stop"
NOTHING = Answer()


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that a section shows at one moment."""

    state: FormState
    answers: Mapping[str, Answer]
    needed: frozenset[str]  # paths that the next step waits for
    quick: bool = False
    read_only: bool = False
    masked: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)  # words that are no answer yet, by path
    remarks: Mapping[str, str] = field(default_factory=dict)  # of a supervisor, by path
    amendable: bool = False
    kept: Mapping[str, str] = field(default_factory=dict)  # offered beside a colleague's answer


class SectionView(QWidget):
    """The questions of one section, in two columns."""

    edited = Signal(str)  # path
    left = Signal(str)  # path
    add_asked = Signal(str)  # repeat
    remove_asked = Signal(str, int)  # repeat, row
    restore_asked = Signal(str, int)
    repeat_reason = Signal(str, object)  # repeat, MissingReason or None
    amend_asked = Signal(str)  # path
    kept_asked = Signal(str, bool)  # path; put back or given up

    def __init__(self, section: Group, rules: FormRules, surroundings: Surroundings) -> None:
        super().__init__()
        self._section, self._rules, self._surroundings = section, rules, surroundings
        self._rows: dict[str, QuestionRow] = {}
        self._strips: dict[str, Strip] = {}
        self._groups: dict[str, GroupView | TableView | RepeatView] = {}
        self._order: list[QWidget] = []  # of everything that takes the focus, as it stands
        self._stops: list[QWidget] = []  # of Tab
        self._body = Columns()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._body)

    # --- what the page asks -----------------------------------------------------------------

    def refresh(self, shown: Shown, surroundings: Surroundings) -> None:
        """Show the section as it stands now."""
        self._surroundings = surroundings
        asked = shown.state.visible(self._section.name, quick=shown.quick)
        visible = {path for path, _element in asked}
        order: list[QWidget] = []
        widgets = self._filled(self._section, "", visible, shown, order)
        self._body.arrange(widgets)
        for position, widget in enumerate(widgets):
            if isinstance(widget, GroupView | TableView | RepeatView):
                widget.set_first(position == 0)
        self._order = order
        self._chain()

    def row(self, path: str) -> QuestionRow | None:
        """The row of a question that was shown already."""
        return self._rows.get(path)

    def rows(self) -> Mapping[str, QuestionRow]:
        """Every row made so far, by path; some may be hidden."""
        return self._rows

    def repeat(self, name: str) -> RepeatView | None:
        """The view of a repeat."""
        view = self._groups.get(name)
        return view if isinstance(view, RepeatView) else None

    def focused(self) -> QuestionRow | None:
        """The row that has the cursor."""
        return next((row for row in self._rows.values() if _has_focus(row)), None)

    def focused_menu(self) -> AnswerMenu | None:
        """The menu of the question with the cursor, or of the repeat whose button has it."""
        if (row := self.focused()) is not None:
            return row.menu
        repeats = [view for view in self._groups.values() if isinstance(view, RepeatView)]
        return next((view.menu for view in repeats if _has_focus(view)), None)

    def take_focus(self) -> None:
        """Put the cursor on the first question, or on the button that adds a first row."""
        first = self.first()
        if first is not None:
            first.take_focus()

    def first(self) -> QuestionRow | RepeatView | None:
        """The first question that can be answered, or a repeat that stands before it."""
        for widget in self._order:
            if isinstance(widget, RepeatView):
                return widget
            if isinstance(widget, QuestionRow) and widget.question.answerable:
                return widget
        return None

    def first_row_in(self, repeat: str, number: int) -> QuestionRow | None:
        """The first question of a row of a repeat."""
        head = row_path(repeat, number) + "/"
        return next((row for path, row in self._rows.items() if path.startswith(head)), None)

    def check(self) -> None:
        """Say below each field what cannot be kept as it is typed."""
        for row in self._rows.values():
            if not row.isHidden() and row.question.answerable:
                row.check()

    # --- filling ----------------------------------------------------------------------------

    def _filled(
        self,
        group: Group,
        prefix: str,
        visible: set[str],
        shown: Shown,
        order: list[QWidget],
    ) -> list[QWidget]:
        """The widgets of what is asked in `group`, brought up to date."""
        widgets: list[QWidget] = []
        in_table = group.kind is GroupKind.TABLE
        for child in group.children:
            path = prefix + child.name
            if path not in visible:
                continue
            if isinstance(child, Group):
                widgets.append(self._filled_group(child, path, visible, shown, order))
            elif child.type is QuestionType.NOTE:
                widgets.append(self._strip(path, child))
            elif child.type is not QuestionType.CALCULATE or child.label.ar:
                row = self._row(path, child, shown, in_table=in_table)
                widgets.append(row)
                order.append(row)
        return widgets

    def _filled_group(
        self,
        group: Group,
        path: str,
        visible: set[str],
        shown: Shown,
        order: list[QWidget],
    ) -> QWidget:
        view = self._groups.get(path)
        if view is None:
            view = self._groups[path] = self._made_group(group, shown)
        view.set_surroundings(self._surroundings)
        if not isinstance(view, RepeatView):
            prefix = path[: len(path) - len(group.name)]
            view.arrange(self._filled(group, prefix, visible, shown, order))
            return view
        numbers = shown.state.rows(group.name)
        frames: list[RepeatRow] = view.rows(numbers)
        for number, frame in zip(numbers, frames, strict=True):
            prefix = row_path(group.name, number) + "/"
            frame.arrange(self._filled(group, prefix, visible, shown, order))
        self._forget_rows(group.name, numbers)
        view.show_answer(shown.answers.get(group.name, NOTHING))
        view.set_read_only(shown.read_only)
        view.menu.setVisible(not (numbers or group.count or shown.read_only))
        order.append(view)
        return view

    def _made_group(self, group: Group, shown: Shown) -> GroupView | TableView | RepeatView:
        if group.kind is GroupKind.REPEAT:
            view = RepeatView(group, self._surroundings)
            view.add_asked.connect(self.add_asked)
            view.remove_asked.connect(self.remove_asked)
            view.restore_asked.connect(self.restore_asked)
            view.reason_chosen.connect(self.repeat_reason)
            return view
        if group.kind is GroupKind.TABLE:
            first = next(group.questions())
            return TableView(group, self._rules.choices(first), self._surroundings)
        return GroupView(group, self._surroundings)

    def _forget_rows(self, repeat: str, numbers: tuple[int, ...]) -> None:
        """Rows that were taken away have gone with their frame."""
        heads = tuple(row_path(repeat, number) + "/" for number in numbers)
        for path in list(self._rows):
            if path.startswith(f"{repeat}[") and not path.startswith(heads):
                del self._rows[path]

    def _strip(self, path: str, note: Question) -> Strip:
        strip = self._strips.get(path)
        if strip is None:
            strip = Strip(kind="notewarn" if _STOP in note.appearance else "note")
            self._strips[path] = strip
        about = self._surroundings
        strip.set_text(note.label.text(about.language, about.sex))
        return strip

    def _row(self, path: str, question: Question, shown: Shown, *, in_table: bool) -> QuestionRow:
        row = self._rows.get(path)
        choices = (
            shown.state.choices(path) if question.choice_filter else self._rules.choices(question)
        )
        if row is None:
            row = QuestionRow(path, question, choices, self._surroundings, in_table=in_table)
            row.edited.connect(self.edited)
            row.left.connect(self.left)
            row.amend_asked.connect(lambda: self.amend_asked.emit(path))
            row.kept_asked.connect(self.kept_asked)
            self._rows[path] = row
            row.show_answer(shown.answers.get(path, NOTHING), shown.state.value(path))
            if path in shown.typed:
                row.show_typed(shown.typed[path])
        else:
            row.set_choices(choices)
            row.set_surroundings(self._surroundings)
            if not question.answerable:
                row.show_answer(NOTHING, shown.state.value(path))
        row.set_needed(path in shown.needed)
        row.set_masked(shown.masked)
        row.set_read_only(shown.read_only)
        row.set_remark(shown.remarks.get(path, ""), amendable=shown.amendable and shown.read_only)
        row.set_kept("" if shown.read_only else shown.kept.get(path, ""))
        self._say_fault(row, shown)
        return row

    def _say_fault(self, row: QuestionRow, shown: Shown) -> None:
        fault = shown.state.fault_at(row.path)
        if fault is None:
            if row.faulty:
                row.set_fault("")
            return
        about = self._surroundings
        text = fault.text.text(about.language, about.sex)
        if fault.kind is FaultKind.CHOICE:
            text = _("This choice is not open any more.")
        row.set_fault(text)

    def _chain(self) -> None:
        """Set the order of Tab to the order on the screen."""
        stops: list[QWidget] = []
        for widget in self._order:
            if isinstance(widget, QuestionRow | RepeatView):
                stops += widget.tab_stops()
        if stops == self._stops:
            return
        self._stops = stops  # a question may have stayed, with other choices
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)


def _has_focus(part: QWidget) -> bool:
    focused = part.window().focusWidget()
    return focused is not None and part.isAncestorOf(focused)
