"""One indicator: what it says, why the answers propose it, yes, no or unknown, and its basis.

The words of strengths and counts, of what is suggested and what is not, are here too.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from tipdesk.cases.interview.indicators import Assessment, ElementKind, IndicatorLine, RowWeight
from tipdesk.forms.model import Choice
from tipdesk.i18n.text import _, isolate
from tipdesk.ui.form.choice_editors import RadioPill
from tipdesk.ui.form.groups import Columns
from tipdesk.ui.form.place_links import PlaceLinks, PlaceWords
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.toolkit.combo_editor import Surroundings
from tipdesk.ui.toolkit.layouts import Flow, LabelledLine
from tipdesk.ui.toolkit.parts import FittingWords, label
from tipdesk.ui.toolkit.theme import px

# --- words ------------------------------------------------------------------------------------


def strength_word(strength: RowWeight) -> str:
    """How much a row weighs, in a word."""
    return {
        RowWeight.STRONG: _("strong"),
        RowWeight.MEDIUM: _("medium"),
        RowWeight.WEAK: _("weak"),
    }[strength]


def coverage_words(assessment: Assessment) -> str:
    """How many rows were explored; never as a share."""
    template = _("Indicators explored: {count} of {size}")
    return template.format(count=assessment.explored, size=assessment.size)


def kind_title(kind: ElementKind) -> str:
    """The heading over the elements of one part of the law."""
    return {
        ElementKind.ACT: _("Trafficking: the acts"),
        ElementKind.MEANS: _("Trafficking: the means"),
        ElementKind.PURPOSE: _("Trafficking: the purpose of exploitation"),
        ElementKind.AGGRAVATING: _("Trafficking: aggravating circumstances"),
        ElementKind.SMUGGLING: _("Smuggling of migrants: the elements"),
        ElementKind.SMUGGLING_AGGRAVATING: _("Smuggling of migrants: aggravating circumstances"),
    }[kind]


class _Pills(QWidget):
    """Yes, no, unknown; the chosen one, chosen once more, is taken back."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[Choice], language: str) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.pills: dict[str, RadioPill] = {}
        flow = Flow(px(6), px(6))
        self.setLayout(flow)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for choice in choices:
            text = choice.label.text(language)
            pill = RadioPill(text)
            pill.setAccessibleName(_("{question}: {choice}").format(question=name, choice=text))
            pill.unchosen.connect(lambda: self.chosen.emit(""))
            self._group.addButton(pill)
            flow.addWidget(pill)
            self.pills[choice.name] = pill
        self._group.buttonClicked.connect(lambda pill: self.chosen.emit(self._name(pill)))

    def _name(self, pill: object) -> str:
        return next(name for name, known in self.pills.items() if known is pill)

    def show_state(self, state: str, *, enabled: bool) -> None:
        self._group.setExclusive(False)
        for name, pill in self.pills.items():
            pill.setChecked(name == state)
            pill.setEnabled(enabled)
        self._group.setExclusive(True)


class IndicatorRow(QFrame):
    """`stated` says which state the officer gives it; nothing is ever chosen by itself."""

    wide = True
    stated = Signal(str)  # yes, no, unknown, '' when it is taken back
    asked = Signal(str)  # path of an answer

    def __init__(self, line: IndicatorLine, choices: Sequence[Choice], about: Surroundings) -> None:
        super().__init__()
        self.setObjectName("tableRow")
        self.line = line
        name = line.indicator.label.text(about.language)
        title = FittingWords(isolate(name))
        self._pills = _Pills(name, choices, about.language)
        self._pills.chosen.connect(self.stated)
        self._strength = label("", "faint")
        self._proposed = label(_("proposed"), "chipwarn")
        self._why = label(
            _("Answers that bear on it. You decide, and say what it rests on:"), "hint"
        )
        self._why.setWordWrap(True)
        self._place_links = PlaceLinks()
        self._place_links.asked.connect(self.asked)
        self._basis = Columns()
        self._rests_on: list[QuestionRow] = []
        words = QHBoxLayout()
        words.setSpacing(px(8))
        words.addWidget(title)
        for part in (self._strength, self._proposed):
            words.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        words.addStretch(1)
        head = LabelledLine(px(12), px(6), always=False)
        head.add_layout(words)
        head.addWidget(self._pills)
        none = QWidget()
        none.hide()
        head.addWidget(none)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(8), 0, px(10))
        box.setSpacing(px(6))
        box.addLayout(head)
        box.addWidget(self._why)
        box.addWidget(self._place_links)
        box.addWidget(self._basis)

    def show_line(
        self,
        line: IndicatorLine,
        rests_on: Sequence[QuestionRow],
        words: PlaceWords,
        *,
        read_only: bool,
    ) -> None:
        """Bring it up to date; `rests_on` are the rows of its basis once it says yes."""
        self.line = line
        self._strength.setText(strength_word(line.strength))
        open_hint = bool(line.because) and not line.state
        self._proposed.setVisible(open_hint)
        self._why.setVisible(open_hint)
        places = [(path, words.text(path)) for path in line.because] if open_hint else []
        self._place_links.show_places(places)
        self._pills.show_state(line.state, enabled=not read_only)
        self._rests_on = list(rests_on)
        self._basis.arrange(self._rests_on)
        self._basis.setVisible(bool(self._rests_on))

    def take_focus(self) -> None:
        """Put the cursor on what was chosen, or on the first choice."""
        pills = self._pills.pills
        pills.get(self.line.state, next(iter(pills.values()))).setFocus()

    def stops(self) -> list[QWidget]:
        """What takes the focus, in order."""
        stops: list[QWidget] = [*self._pills.pills.values(), *self._place_links.stops()]
        for row in self._rests_on:
            stops += row.tab_stops()
        return stops
