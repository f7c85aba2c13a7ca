"""Section J for the officer alone: the result, the indicators by dimension, the law's elements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from tipdesk.cases.interview.indicators import Indicator, IndicatorBoard, IndicatorLine
from tipdesk.forms.model import Choice
from tipdesk.forms.rules.rules import FormRules
from tipdesk.i18n.catalogue import _
from tipdesk.i18n.text import isolate
from tipdesk.ui.form.dimension_block import Fold, dimension_counts
from tipdesk.ui.form.element_list import ElementList
from tipdesk.ui.form.groups import Columns
from tipdesk.ui.form.indicator_result import IndicatorResult
from tipdesk.ui.form.indicator_row import IndicatorRow
from tipdesk.ui.form.place_links import PlaceWords
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.toolkit.editor import Surroundings
from tipdesk.ui.toolkit.parts import label, row
from tipdesk.ui.toolkit.theme import px

OWN = "assess_officer"  # the officer's own assessment


@dataclass(frozen=True, slots=True)
class PanelShown:
    """Everything that the panel shows at one moment."""

    board: IndicatorBoard
    words: PlaceWords
    about: Surroundings
    own: bool  # the officer's own assessment is asked in this file
    read_only: bool


class IndicatorPanel(QWidget):
    """What it shows comes from the file; what is chosen in it is said and kept by the view."""

    wide = True
    stated = Signal(object, str, int)  # Indicator, state, its row now
    asked = Signal(str)  # path of an answer

    def __init__(self, rules: FormRules, rests_on: Callable[[int], Sequence[QuestionRow]]) -> None:
        """`rests_on` makes or finds the rows of the basis of a row of the form."""
        super().__init__()
        self._rules, self._rests_on = rules, rests_on
        self._shown: PanelShown | None = None
        self._result = IndicatorResult()
        self._result.own_asked.connect(lambda: self.asked.emit(OWN))
        self._folds: dict[str, Fold] = {}
        self._rows: dict[str, IndicatorRow] = {}
        self._build()

    def _build(self) -> None:
        self._tabs = QButtonGroup(self)
        switch: list[QWidget | int] = []
        for number, text in enumerate((_("Indicators"), _("Elements of Law 91/2013"))):
            tab = QRadioButton(isolate(text))
            tab.setObjectName("filter")
            tab.setChecked(number == 0)
            self._tabs.addButton(tab, number)
            switch.append(tab)
        self._tabs.idToggled.connect(self._on_tab)
        self._dimensions = QWidget()
        self._box = QVBoxLayout(self._dimensions)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(10))
        self._left_title = label(_("Rows that no line above shows"), "h3", wrap=True)
        self._left_over = Columns()
        self._elements = ElementList()
        self._elements.asked.connect(self.asked)
        self._elements.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(14))
        box.addWidget(self._result)
        box.addWidget(row(*switch, 1, spacing=px(8)))
        box.addWidget(self._dimensions)
        box.addWidget(self._elements)

    # --- showing ----------------------------------------------------------------------------

    def show_board(self, shown: PanelShown, left_over: Sequence[QWidget]) -> None:
        """Bring everything that is in sight up to date."""
        first, self._shown = self._shown is None, shown
        board, about = shown.board, shown.about
        self._result.show_board(board, self._name, about.language, own=shown.own)
        for dimension in dict.fromkeys(line.indicator.dimension for line in board.lines):
            self._show_dimension(dimension, first=first)
        self._left_over.arrange(left_over)
        for part in (self._left_title, self._left_over):
            if self._box.indexOf(part) < 0:
                self._box.addWidget(part)
            part.setVisible(bool(left_over))
        if self._elements.isVisibleTo(self):
            self._elements.show_board(board, shown.words, about)

    def take_focus(self) -> None:
        """Put the cursor on what is shown first."""
        shown = self._tabs.checkedButton()
        if shown is not None:
            shown.setFocus()

    def stops(self) -> list[QWidget]:
        """What takes the focus, in the order on the screen."""
        found: list[QWidget] = [self._result.own, *self._tabs.buttons()]
        if self._elements.isVisibleTo(self):
            return found + self._elements.stops()
        for dimension, fold in self._folds.items():
            found.append(fold.head)
            for one in self._rows.values() if fold.open else ():
                if one.line.indicator.dimension == dimension:
                    found += one.stops()
        return found

    # --- inside -----------------------------------------------------------------------------

    def _name(self, list_name: str, code: str) -> str:
        """What the form calls a code of one of its lists."""
        choices = self._rules.definition.choices.get(list_name, ())
        found = next((one for one in choices if one.name == code), None)
        language = self._shown.about.language if self._shown else "ar"
        return found.label.text(language) if found else code

    def _lines(self, dimension: str) -> list[IndicatorLine]:
        lines = self._shown.board.lines if self._shown else ()
        return [line for line in lines if line.indicator.dimension == dimension]

    def _show_dimension(self, dimension: str, *, first: bool) -> None:
        lines = self._lines(dimension)
        fold = self._folds.get(dimension)
        if fold is None:
            fold = self._folds[dimension] = Fold(self._name("dimension", dimension))
            fold.turned.connect(lambda _opened: self._fill(dimension))
            self._box.addWidget(fold)
        fold.say(dimension_counts(lines))
        if first and any(line.because or line.row for line in lines):
            fold.head.setChecked(True)  # fills it
        self._fill(dimension)

    def _fill(self, dimension: str) -> None:
        """The lines of a dimension are made when it is opened for the first time."""
        shown, fold = self._shown, self._folds[dimension]
        if shown is None or not fold.open:
            return
        lines = self._lines(dimension)
        codes = {line.indicator.code for line in lines}
        for code, one in self._rows.items():
            if one.line.indicator.dimension == dimension:
                one.setVisible(code in codes)
        for line in lines:
            rests_on = self._rests_on(line.row) if line.row else ()
            made = self._row(fold, line)
            made.show_line(line, rests_on, shown.words, read_only=shown.read_only)

    def _row(self, fold: Fold, line: IndicatorLine) -> IndicatorRow:
        code = line.indicator.code
        if code not in self._rows and self._shown is not None:
            made = self._rows[code] = IndicatorRow(line, self._choices(), self._shown.about)
            made.stated.connect(lambda state: self._on_stated(made, state))
            made.asked.connect(self.asked)
            fold.body.addWidget(made)
        return self._rows[code]

    def _choices(self) -> Sequence[Choice]:
        return self._rules.definition.choices.get("ynu", ())

    def _on_stated(self, made: IndicatorRow, state: str) -> None:
        indicator: Indicator = made.line.indicator
        self.stated.emit(indicator, state, made.line.row)

    def _on_tab(self, number: int, checked: bool) -> None:
        if not checked:
            return
        self._dimensions.setVisible(number == 0)
        self._elements.setVisible(number == 1)
        if number == 1 and self._shown is not None:
            self._elements.show_board(self._shown.board, self._shown.words, self._shown.about)
