"""The fields of an entry: each gives its value as a body says it, and what was typed there."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from tipdesk.cases.custody.chain import timestamp
from tipdesk.core.clock import Clock
from tipdesk.forms.model import MAX_TEXT, LocalText, Question, QuestionType
from tipdesk.forms.values import normalise
from tipdesk.i18n.text import _, clean, language
from tipdesk.texts.case_work import CodeNames
from tipdesk.ui.casework.plans import FieldPlan, FieldShape
from tipdesk.ui.form.date_editors import DateEditor, DateTimeEditor
from tipdesk.ui.toolkit.combo_editor import Surroundings
from tipdesk.ui.toolkit.dialogs import say_refused
from tipdesk.ui.toolkit.fields import CalmCombo, TextLine
from tipdesk.ui.toolkit.parts import column, label, labelled, row, text_area
from tipdesk.ui.toolkit.theme import px

_WORDS = 84  # height of a field for several lines, in pixels at 100 %


class EntryField(QWidget):
    """A field under its label."""

    edited = Signal()

    def __init__(self, plan: FieldPlan) -> None:
        super().__init__()
        self.plan = plan
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    @abstractmethod
    def value(self) -> str:
        """As a body says it; '' for nothing.

        Raises:
            AnswerRefused: what stands there cannot be read.
        """

    def typed(self) -> str:
        """What stands there, read or not."""
        return self.value()

    def show_typed(self, typed: str) -> None:
        """Show what `typed` gave."""
        self.show_value(typed)

    @abstractmethod
    def show_value(self, value: str) -> None:
        """Show a value of a body."""

    @abstractmethod
    def take_focus(self) -> None:
        """Put the cursor there."""


class _ChoiceField(EntryField):
    def __init__(self, plan: FieldPlan, names: CodeNames) -> None:
        super().__init__(plan)
        self._combo = CalmCombo()
        self._combo.addItem("—", "")
        offered = dict(names.choices(plan.list_name))
        for code in plan.only or offered:
            self._combo.addItem(offered.get(code, code), code)
        self._combo.currentIndexChanged.connect(lambda _at: self.edited.emit())
        self._box.addWidget(labelled(_(plan.label), self._combo))

    def value(self) -> str:
        return str(self._combo.currentData())

    def show_value(self, value: str) -> None:
        self._combo.setCurrentIndex(max(self._combo.findData(value), 0))

    def take_focus(self) -> None:
        self._combo.setFocus()


class _CodesField(EntryField):
    def __init__(self, plan: FieldPlan, names: CodeNames) -> None:
        super().__init__(plan)
        self._ticks = {code: QCheckBox(name) for code, name in names.choices(plan.list_name)}
        for tick in self._ticks.values():
            tick.toggled.connect(lambda _on: self.edited.emit())
        title = label(_(plan.label), "fieldLabel")
        ticks, half = [*self._ticks.values()], (len(self._ticks) + 1) // 2
        sides = (column(*ticks[:half], 1, spacing=px(4)), column(*ticks[half:], 1, spacing=px(4)))
        self._box.addWidget(column(title, row(*sides, 1, spacing=px(24)), spacing=px(4)))

    def value(self) -> str:
        return " ".join(code for code, tick in self._ticks.items() if tick.isChecked())

    def show_value(self, value: str) -> None:
        codes = value.split()
        for code, tick in self._ticks.items():
            tick.setChecked(code in codes)

    def take_focus(self) -> None:
        next(iter(self._ticks.values())).setFocus()


class _TickField(EntryField):
    def __init__(self, plan: FieldPlan) -> None:
        super().__init__(plan)
        self._tick = QCheckBox(_(plan.label))
        self._tick.toggled.connect(lambda _on: self.edited.emit())
        self._box.addWidget(self._tick)

    def value(self) -> str:
        return "yes" if self._tick.isChecked() else "no"

    def show_value(self, value: str) -> None:
        self._tick.setChecked(value == "yes")

    def take_focus(self) -> None:
        self._tick.setFocus()


class _LineField(EntryField):
    def __init__(self, plan: FieldPlan) -> None:
        super().__init__(plan)
        self._line = TextLine()
        self._line.hold(MAX_TEXT)
        self._line.textChanged.connect(lambda _text: self.edited.emit())
        self._box.addWidget(labelled(_(plan.label), self._line))

    def value(self) -> str:
        return " ".join(clean(self._line.text()).split())

    def typed(self) -> str:
        return self._line.text()

    def show_value(self, value: str) -> None:
        self._line.setText(value)

    def take_focus(self) -> None:
        self._line.setFocus()


class _WordsField(EntryField):
    def __init__(self, plan: FieldPlan) -> None:
        super().__init__(plan)
        self._area = text_area(_WORDS)
        say_refused(self._area)
        self._area.textChanged.connect(self.edited)
        self._box.addWidget(labelled(_(plan.label), self._area))

    def value(self) -> str:
        return clean(self._area.toPlainText()).strip()

    def typed(self) -> str:
        return self._area.toPlainText()

    def show_value(self, value: str) -> None:
        self._area.setPlainText(value)

    def take_focus(self) -> None:
        self._area.setFocus()


class _TimeField(EntryField):
    """A day, with its hour or without."""

    def __init__(self, plan: FieldPlan, clock: Clock) -> None:
        super().__init__(plan)
        moment = plan.shape is FieldShape.MOMENT
        kind = QuestionType.DATETIME if moment else QuestionType.DATE
        self._question = Question(plan.name, kind, LocalText("", ""))
        surroundings = Surroundings(language(), now=clock)
        editor = DateTimeEditor if moment else DateEditor
        self._editor = editor(self._question, surroundings)
        self._editor.describe(_(plan.label), "")
        self._editor.edited.connect(self.edited)
        self._box.addWidget(labelled(_(plan.label), self._editor))

    def value(self) -> str:
        written = self._editor.text()
        value = normalise(self._question, written) if written else ""
        is_moment = self._question.type is QuestionType.DATETIME
        return timestamp(datetime.fromisoformat(value)) if value and is_moment else value

    def typed(self) -> str:
        return self._editor.typed()

    def show_value(self, value: str) -> None:
        self._editor.show_value(value)

    def show_typed(self, typed: str) -> None:
        self._editor.show_typed(typed)

    def take_focus(self) -> None:
        self._editor.take_focus()


def field_of(plan: FieldPlan, names: CodeNames, clock: Clock) -> EntryField:
    """The field that a plan asks for."""
    match plan.shape:
        case FieldShape.CHOICE:
            return _ChoiceField(plan, names)
        case FieldShape.CODES:
            return _CodesField(plan, names)
        case FieldShape.TICK:
            return _TickField(plan)
        case FieldShape.LINE:
            return _LineField(plan)
        case FieldShape.WORDS:
            return _WordsField(plan)
        case FieldShape.MOMENT | FieldShape.DAY:
            return _TimeField(plan, clock)
