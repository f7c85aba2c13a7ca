"""The section of the indicators: a panel behind a veil, kept in the rows of the form's repeat.

Before anything is shown the officer says that the person has left the room (`RoomVeil`). The panel
(`IndicatorPanel`) is section J, for the officer alone: what the recorded indicators suggest, no
score and no verdict (`IndicatorResult`); the indicators of each dimension under a heading that
opens and closes (`Fold`); the elements of Law 91/2013, what of the file bears on each and what
could still be asked (`ElementList`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.interview import indicators
from tipdesk.forms.model import Choice, FormDefinition, Group, path_of, row_path
from tipdesk.forms.rules.rules import FormRules, FormState
from tipdesk.i18n.text import _, isolate, isolated
from tipdesk.ui.form.groups import Columns
from tipdesk.ui.form.indicator_row import IndicatorRow, coverage_words, kind_title, strength_word
from tipdesk.ui.form.place_links import PlaceLinks, PlaceWords, SpokenPrompt
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.repeats import RepeatRow, RowWords
from tipdesk.ui.form.section import SectionView
from tipdesk.ui.form.section_state import SectionContents, laid_out
from tipdesk.ui.toolkit.combo_editor import Surroundings
from tipdesk.ui.toolkit.dialogs import Dialog
from tipdesk.ui.toolkit.parts import Strip, button, column, has_focus, label, row, set_picture
from tipdesk.ui.toolkit.theme import pixmap, px

# --- the result -------------------------------------------------------------------------------


Name = Callable[[str, str], str]  # list, code → what the form calls it


class IndicatorResult(QFrame):
    """Above the indicators. `own_asked` leads to the officer's own assessment."""

    wide = True
    own_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("subcard")
        self._title = label("", "h3", wrap=True)
        self._kuwaiti, self._palermo = label("", "h3", wrap=True), label("", "h3", wrap=True)
        kuwaiti = _("Law 91/2013: act, means and purpose")
        palermo = _("Palermo Protocol: of a child no means is asked")
        self._readings = QWidget()
        beside = QHBoxLayout(self._readings)
        beside.setContentsMargins(0, px(4), 0, px(4))
        beside.setSpacing(px(18))
        for title, reading in ((kuwaiti, self._kuwaiti), (palermo, self._palermo)):
            beside.addWidget(
                column(label(isolate(title), "muted", wrap=True), reading, 1, spacing=2), 1
            )
        self._rows = label("", wrap=True)
        self._coverage = label("", "muted", wrap=True)
        self._waits = label("", "hint", wrap=True)
        self._aid = label(
            _(
                "An aid for you, never a finding. It closes no need, holds up no referral and "
                "lowers no level of risk. The legal characterisation belongs to the Prosecution."
            ),
            "hint",
            wrap=True,
        )
        self.own = button(_("Your own assessment"), "note-pencil")
        self.own.clicked.connect(self.own_asked)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(18), px(14), px(18), px(16))
        box.setSpacing(px(6))
        parts = (self._title, self._readings, self._rows, self._coverage, self._waits, self._aid)
        for part in parts:
            box.addWidget(part)
        box.addWidget(row(self.own, 1))

    def show_board(
        self, board: indicators.IndicatorBoard, name: Name, language: str, *, own: bool
    ) -> None:
        """Say it anew; `own` tells whether the officer's assessment is asked in this file."""
        assessment = board.assessment
        yes = [line for line in board.lines if line.state == indicators.YES]
        self._title.setText(isolate(_headline(assessment, name)))
        self._kuwaiti.setText(isolate(name("determ", assessment.kuwaiti)))
        self._palermo.setText(isolate(name("determ", assessment.palermo or assessment.kuwaiti)))
        self._readings.setVisible(assessment.palermo is not None and assessment.explored > 0)
        counts = {count.dimension: count for count in assessment.dimensions}
        rows = [
            _dimension(
                name("dimension", dimension), counts[dimension], _of(yes, dimension), language
            )
            for dimension in counts
            if _of(yes, dimension)
        ]
        self._rows.setText("\n".join(isolate(line) for line in rows))
        self._rows.setVisible(bool(rows))
        used = name("ind_set", assessment.set)
        coverage = _("{coverage}. Set used: {set}.").format(
            coverage=coverage_words(assessment), set=used
        )
        self._coverage.setText(isolate(coverage))
        self._waits.setText(isolate("\n".join(_open_points(assessment, yes, language))))
        self._waits.setVisible(bool(self._waits.text()))
        self.own.setVisible(own)


def _headline(assessment: indicators.Assessment, name: Name) -> str:
    if not assessment.explored:
        return _(
            "No indicator is recorded yet. Open a dimension below and record what you explored."
        )
    if assessment.palermo is not None:
        return _("The recorded indicators point to two readings:")
    result = name("determ", assessment.kuwaiti)
    return _("The recorded indicators point to: {result}").format(result=result)


def _dimension(
    title: str,
    count: indicators.DimensionCount,
    lines: Sequence[indicators.IndicatorLine],
    language: str,
) -> str:
    rows = _separator(language).join(
        _("{indicator} ({strength})").format(
            indicator=line.indicator.label.text(language), strength=strength_word(line.strength)
        )
        for line in lines
    )
    if count.positive:
        return _("{dimension} – enough for this dimension: {rows}").format(
            dimension=title, rows=rows
        )
    return _("{dimension} – not enough for this dimension: {rows}").format(
        dimension=title, rows=rows
    )


def _of(
    lines: Sequence[indicators.IndicatorLine], dimension: str
) -> list[indicators.IndicatorLine]:
    return [line for line in lines if line.indicator.dimension == dimension]


def _open_points(
    assessment: indicators.Assessment, yes: Sequence[indicators.IndicatorLine], language: str
) -> Iterator[str]:
    bare = [line.indicator.label.text(language) for line in yes if not line.based]
    if bare:
        listed = _separator(language).join(bare)
        yield _("What these rest on is not recorded yet: {indicators}").format(indicators=listed)
    if not assessment.act:
        yield _("No act is recorded yet: recruiting, use, transport, harbouring or receiving.")
    if assessment.provisional:
        yield _("Provisional strengths: those of this set are not typed in yet.")


def _separator(language: str) -> str:
    return "، " if language == "ar" else ", "


# --- the indicators by dimension --------------------------------------------------------------


class Fold(QWidget):
    """A heading, and below it what is shown while it is open."""

    wide = True
    turned = Signal(bool)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self.head = button(title, style="needLine")
        self.head.setCheckable(True)
        self.head.toggled.connect(self._on_toggled)
        self.body = QVBoxLayout()
        self.body.setSpacing(0)
        self._holder = QWidget()
        self._holder.setLayout(self.body)
        self.body.setContentsMargins(px(6), 0, px(6), px(8))
        self._holder.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(4))
        box.addWidget(self.head)
        box.addWidget(self._holder)
        self._show_caret()

    @property
    def open(self) -> bool:
        """Whether its body is shown."""
        return self.head.isChecked()

    def say(self, more: str) -> None:
        """What stands behind the title."""
        text = f"{self._title} • {more}" if more else self._title
        self.head.setText(isolate(text))
        self.head.setAccessibleName(text)

    def _on_toggled(self, opened: bool) -> None:
        self._holder.setVisible(opened)
        self._show_caret()
        self.turned.emit(opened)

    def _show_caret(self) -> None:
        name = "caret-down" if self.open else "caret-right"
        set_picture(self.head, name, size=16)


def dimension_counts(lines: Sequence[indicators.IndicatorLine]) -> str:
    """What is recorded in a dimension, and what still waits to be looked at."""
    yes = sum(line.state == indicators.YES for line in lines)
    waiting = sum(bool(line.because) and not line.state for line in lines)
    counts = []
    if yes:
        counts.append(_("recorded: {count}").format(count=yes))
    if waiting:
        counts.append(_("proposed: {count}").format(count=waiting))
    return " • ".join(counts) or _("none recorded")


# --- the elements of the law ------------------------------------------------------------------


class _ElementRow(QFrame):
    """One element."""

    def __init__(self, bearing: indicators.Bearing, language: str) -> None:
        super().__init__()
        self.setObjectName("tableRow")
        element = bearing.element
        article = _("article {number}").format(number=isolated(element.article))
        title = label(isolate(element.label.text(language)), "fieldLabel", wrap=True)
        side = label(article, "faint")
        side.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.answers, self.exhibits = PlaceLinks(), PlaceLinks()
        self._exhibits = label(_("Exhibits"), "faint")
        self._gap = label("", "advice", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, px(8), 0, px(10))
        box.setSpacing(px(6))
        box.addWidget(row(title, side, wide=0))
        for part in (self.answers, self._exhibits, self.exhibits, self._gap):
            box.addWidget(part)
        self._spoken = SpokenPrompt(element.code, box.addWidget, "follow_ups")

    def show_bearing(
        self,
        bearing: indicators.Bearing,
        words: PlaceWords,
        about: Surroundings,
        *,
        statement_open: bool,
    ) -> None:
        self.answers.show_places([(path, words.text(path)) for path in bearing.answers])
        self.exhibits.show_places([(path, words.text(path)) for path in bearing.exhibits])
        self._exhibits.setVisible(bool(bearing.exhibits))
        self._gap.setText(isolate(_gap(bearing, about, statement_open=statement_open)))
        self._gap.setVisible(not bearing.answers)
        may_ask = statement_open and bearing.element.to_person and not bearing.answers
        self._spoken.speak(about.spoken if may_ask else "")


def _gap(bearing: indicators.Bearing, about: Surroundings, *, statement_open: bool) -> str:
    element = bearing.element
    ask = element.ask.text(about.language, about.sex)
    if not element.to_person:
        return _("Nothing recorded. To look up: {words}").format(words=ask)
    if not statement_open:
        return _("Nothing recorded. The statement is closed, so nothing is asked about it.")
    return _("Nothing recorded. If it has not come up: {question}").format(question=ask)


class ElementList(QWidget):
    """All elements that concern the file, part by part."""

    wide = True
    asked = Signal(str)  # path of an answer or exhibit

    def __init__(self) -> None:
        super().__init__()
        self._folds: dict[indicators.ElementKind, Fold] = {}
        self._rows: dict[indicators.ElementKind, dict[str, _ElementRow]] = {
            kind: {} for kind in indicators.ElementKind
        }
        aid = Strip(
            _(
                "An aid to see what the file tells and what it does not. It is no finding, it is "
                "not printed and it never leaves the unit. An answer bears on an element; it does "
                "not prove it."
            )
        )
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(10))
        self._box.addWidget(aid)

    def show_board(
        self, board: indicators.IndicatorBoard, words: PlaceWords, about: Surroundings
    ) -> None:
        """Bring it up to date."""
        for kind in indicators.ElementKind:
            bearings = [bearing for bearing in board.bearings if bearing.element.kind is kind]
            fold = self._folds.get(kind)
            if fold is None:
                fold = self._folds[kind] = Fold(kind_title(kind))
                fold.head.setChecked(
                    kind in (indicators.ElementKind.ACT, indicators.ElementKind.SMUGGLING)
                )
                self._box.addWidget(fold)
            fold.setVisible(bool(bearings))
            borne = sum(bool(bearing.answers) for bearing in bearings)
            template = _("answers bear on {count} of {size}")
            fold.say(template.format(count=borne, size=len(bearings)))
            for bearing in bearings:
                line = self._row(fold, bearing, about.language)
                line.show_bearing(bearing, words, about, statement_open=board.statement_open)

    def stops(self) -> list[QWidget]:
        """What takes the focus, in order."""
        stops: list[QWidget] = []
        for kind, fold in self._folds.items():
            stops.append(fold.head)
            for line in self._rows[kind].values():
                stops += [*line.answers.stops(), *line.exhibits.stops()]
        return stops

    def _row(self, fold: Fold, bearing: indicators.Bearing, language: str) -> _ElementRow:
        rows, code = self._rows[bearing.element.kind], bearing.element.code
        if code not in rows:
            line = rows[code] = _ElementRow(bearing, language)
            line.answers.asked.connect(self.asked)
            line.exhibits.asked.connect(self.asked)
            fold.body.addWidget(line)
        return rows[code]


# --- the panel --------------------------------------------------------------------------------


OWN = "assess_officer"  # the officer's own assessment


@dataclass(frozen=True, slots=True)
class PanelContents:
    """Everything that the panel shows at one moment."""

    board: indicators.IndicatorBoard
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
        self._display: PanelContents | None = None
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

    def show_board(self, display: PanelContents, left_over: Sequence[QWidget]) -> None:
        """Bring everything that is in sight up to date."""
        first, self._display = self._display is None, display
        board, about = display.board, display.about
        self._result.show_board(board, self._name, about.language, own=display.own)
        for dimension in dict.fromkeys(line.indicator.dimension for line in board.lines):
            self._show_dimension(dimension, first=first)
        self._left_over.arrange(left_over)
        for part in (self._left_title, self._left_over):
            if self._box.indexOf(part) < 0:
                self._box.addWidget(part)
            part.setVisible(bool(left_over))
        if self._elements.isVisibleTo(self):
            self._elements.show_board(board, display.words, about)

    def take_focus(self) -> None:
        """Put the cursor on what is shown first."""
        current = self._tabs.checkedButton()
        if current is not None:
            current.setFocus()

    def stops(self) -> list[QWidget]:
        """What takes the focus, in the order on the screen."""
        stops: list[QWidget] = [self._result.own, *self._tabs.buttons()]
        if self._elements.isVisibleTo(self):
            return stops + self._elements.stops()
        for dimension, fold in self._folds.items():
            stops.append(fold.head)
            for indicator_row in self._rows.values() if fold.open else ():
                if indicator_row.line.indicator.dimension == dimension:
                    stops += indicator_row.stops()
        return stops

    # --- inside -----------------------------------------------------------------------------

    def _name(self, list_name: str, code: str) -> str:
        """What the form calls a code of one of its lists."""
        choices = self._rules.definition.choices.get(list_name, ())
        choice = next((listed for listed in choices if listed.name == code), None)
        language = self._display.about.language if self._display else "ar"
        return choice.label.text(language) if choice else code

    def _lines(self, dimension: str) -> list[indicators.IndicatorLine]:
        lines = self._display.board.lines if self._display else ()
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
        display, fold = self._display, self._folds[dimension]
        if display is None or not fold.open:
            return
        lines = self._lines(dimension)
        codes = {line.indicator.code for line in lines}
        for code, indicator_row in self._rows.items():
            if indicator_row.line.indicator.dimension == dimension:
                indicator_row.setVisible(code in codes)
        for line in lines:
            rests_on = self._rests_on(line.row) if line.row else ()
            new_row = self._row(fold, line)
            new_row.show_line(line, rests_on, display.words, read_only=display.read_only)

    def _row(self, fold: Fold, line: indicators.IndicatorLine) -> IndicatorRow:
        code = line.indicator.code
        if code not in self._rows and self._display is not None:
            row = self._rows[code] = IndicatorRow(line, self._choices(), self._display.about)
            row.stated.connect(lambda state: self._on_stated(row, state))
            row.asked.connect(self.asked)
            fold.body.addWidget(row)
        return self._rows[code]

    def _choices(self) -> Sequence[Choice]:
        return self._rules.definition.choices.get("ynu", ())

    def _on_stated(self, row: IndicatorRow, state: str) -> None:
        indicator: indicators.Indicator = row.line.indicator
        self.stated.emit(indicator, state, row.line.row)

    def _on_tab(self, number: int, checked: bool) -> None:
        if not checked:
            return
        self._dimensions.setVisible(number == 0)
        self._elements.setVisible(number == 1)
        if number == 1 and self._display is not None:
            self._elements.show_board(self._display.board, self._display.words, self._display.about)


# --- before the panel -------------------------------------------------------------------------


class RoomVeil(QWidget):
    """A calm page with one button. While it is shown, what it hides hangs on nothing: no picture of
    the window and no screen reader's walk through it comes upon that."""

    wide = True
    lifted = Signal()

    def __init__(self) -> None:
        super().__init__()
        sign = label()
        sign.setPixmap(pixmap("eye-slash", "text3", 40))
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = label(_("For you alone, after the person has left the room"), "h2", wrap=True)
        words = label(
            _(
                "What is recorded here is neither shown nor read out to anybody, and it never "
                "leaves the unit. You are asked at every visit."
            ),
            "muted",
            wrap=True,
        )
        self._names = label(_("Names are hidden"), "fieldLabel")
        self._names.hide()
        self.leave = button(_("The person has left the room"), "eye", "primary")
        self.leave.clicked.connect(self.lifted)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(20), px(40), px(20), px(48))
        box.setSpacing(px(14))
        box.addWidget(sign)
        for part in (title, words):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(part)
        box.addWidget(self._names, 0, Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignCenter)

    def set_masked(self, masked: bool) -> None:
        """While names are hidden there is no way in; the cursor waits here meanwhile."""
        inside = has_focus(self)
        self._names.setVisible(masked)
        self.leave.setEnabled(not masked)
        if inside:
            self.take_focus()

    def take_focus(self) -> None:
        """Put the cursor on the way in, or here while there is none."""
        (self.leave if self.leave.isEnabled() else self).setFocus()


BoardOf = Callable[[FormRules, FormState], indicators.IndicatorBoard]


class IndicatorsView(SectionView):
    """The officer says at every visit that the person has left; hidden names, another section, a
    dialog that may be turned to the person, a cover or a lock hide everything again."""

    put_asked = Signal(object)  # path → Answer: kept at once
    seek_asked = Signal(str)  # path of an answer

    def __init__(
        self, section: Group, rules: FormRules, surroundings: Surroundings, board_of: BoardOf
    ) -> None:
        super().__init__(section, rules, surroundings)
        self._board_of = board_of
        self._contents: SectionContents | None = None
        self._frames: dict[int, RepeatRow] = {}
        self._stops: list[QWidget] = []
        self._panel = IndicatorPanel(rules, self._rests_on)
        self._panel.stated.connect(self._on_stated)
        self._panel.asked.connect(self.seek_asked)
        self._veil = RoomVeil()
        self._veil.lifted.connect(self._on_lifted)
        self._body.arrange([self._veil])
        self.covered = True

    @staticmethod
    def shows(section: Group, form: FormDefinition) -> bool:
        """Whether a section is the one of the indicators, with all that the panel needs."""
        return any(
            child.name == indicators.ROWS for child in section.children
        ) and indicators.is_in(form)

    # --- the veil ---------------------------------------------------------------------------

    @Slot()
    def _on_lifted(self) -> None:
        if self._contents is None or self._contents.masked:
            return
        self.covered = False
        self._body.arrange([self._panel])
        self._fill(self._contents)
        self._panel.take_focus()
        self._veil.setParent(None)

    def cover(self) -> None:
        """Hide everything until the officer says again that the person has left."""
        if self.covered:
            return
        inside = has_focus(self)
        self.covered = True
        self._body.arrange([self._veil])
        self._panel.setParent(None)
        if inside:
            self._veil.take_focus()

    def hideEvent(self, event: QHideEvent) -> None:
        self.cover()
        super().hideEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowBlocked:
            dialog = QApplication.activeModalWidget()
            if not (isinstance(dialog, Dialog) and dialog.for_officer):
                self.cover()
        return super().event(event)

    # --- what the page asks -----------------------------------------------------------------

    def refresh(self, contents: SectionContents, surroundings: Surroundings) -> None:
        """Show the section as it stands now; nothing of it while the person may see it."""
        self._surroundings, self._contents = surroundings, contents
        if contents.masked:
            self.cover()
        self._veil.set_masked(contents.masked)
        if not self.covered:
            self._fill(contents)

    def first(self) -> None:
        """No question stands first: the veil does."""
        return

    def take_focus(self) -> None:
        """Put the cursor on the way in, or on the panel."""
        if self.covered:
            self._veil.take_focus()
        else:
            self._panel.take_focus()

    # --- filling ----------------------------------------------------------------------------

    def _fill(self, contents: SectionContents) -> None:
        board = self._board_of(self._rules, contents.state)
        left_over = self._left_over(board.left_over, contents)
        self._panel.show_board(
            PanelContents(
                board=board,
                words=PlaceWords(self._rules, contents.state, self._surroundings),
                about=self._surroundings,
                own=contents.state.is_relevant(OWN),
                read_only=contents.read_only,
            ),
            left_over,
        )
        stops = self._panel.stops()
        if stops != self._stops:
            self._stops = stops
            for before, after in pairwise(stops):
                QWidget.setTabOrder(before, after)

    def _rests_on(self, row: int) -> Sequence[QuestionRow]:
        """The questions on the basis of a row, where they are asked."""
        contents = self._contents
        if contents is None:
            return ()
        paths = {
            name: path_of(name, indicators.ROWS, row)
            for name in (indicators.BASIS, indicators.LINK_FIELD)
        }
        return [
            self._row(path, self._rules.question(path), contents, in_table=False)
            for path in paths.values()
            if contents.state.is_relevant(path)
        ]

    def _left_over(self, numbers: Sequence[int], contents: SectionContents) -> list[QWidget]:
        """Rows of an older record: without a code, a second one, or of another set."""
        for number in [known for known in self._frames if known not in numbers]:
            old_frame = self._frames.pop(number)
            for path in [
                path for path in self._rows if path.startswith(row_path(indicators.ROWS, number))
            ]:
                del self._rows[path]
            old_frame.hide()
            old_frame.deleteLater()
        group = self._rules.group(indicators.ROWS)
        places = laid_out(contents, self._section.name)
        for position, number in enumerate(numbers, start=1):
            frame = self._frames.get(number)
            if frame is None:
                frame = self._frames[number] = RepeatRow(folding=False)
                frame.removed.connect(lambda n=number: self.remove_asked.emit(indicators.ROWS, n))
            about = (self._surroundings.language, self._surroundings.sex)
            template = _("{what}: number {number}")
            title = template.format(what=group.label.text(*about), number=position)
            frame.say(RowWords(title), open_=True)
            frame.set_read_only(contents.read_only)
            frame.arrange(
                self._filled(group, row_path(indicators.ROWS, number) + "/", places, contents, [])
            )
        return [self._frames[number] for number in numbers]

    def _on_stated(self, indicator: indicators.Indicator, state: str, row: int) -> None:
        if self._contents is None or self._contents.read_only:
            return
        changes = indicators.stated(self._contents.answers, indicator, state, row)
        if changes:
            self.put_asked.emit(changes)
