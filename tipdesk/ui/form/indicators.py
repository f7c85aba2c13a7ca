"""The section of the indicators: a panel behind a veil, kept in the rows of the form's repeat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QWidget

from tipdesk.cases.interview.indicators import (
    BASIS,
    LINK,
    ROWS,
    Indicator,
    IndicatorBoard,
    is_in,
    stated,
)
from tipdesk.forms.model import FormDefinition, Group, path_of, row_path
from tipdesk.forms.rules.rules import FormRules
from tipdesk.forms.rules.state import FormState
from tipdesk.i18n.catalogue import _
from tipdesk.ui.form.indicator_panel import OWN, IndicatorPanel, PanelShown
from tipdesk.ui.form.place_links import PlaceWords
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.form.repeat_row import RepeatRow, RowWords
from tipdesk.ui.form.room_veil import RoomVeil
from tipdesk.ui.form.section import SectionView
from tipdesk.ui.form.section_state import Shown
from tipdesk.ui.toolkit.dialogs import HouseDialog
from tipdesk.ui.toolkit.editor import Surroundings
from tipdesk.ui.toolkit.parts import has_focus

BoardOf = Callable[[FormRules, FormState], IndicatorBoard]


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
        self._shown: Shown | None = None
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
        return any(child.name == ROWS for child in section.children) and is_in(form)

    # --- the veil ---------------------------------------------------------------------------

    @Slot()
    def _on_lifted(self) -> None:
        if self._shown is None or self._shown.masked:
            return
        self.covered = False
        self._body.arrange([self._panel])
        self._fill(self._shown)
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
        if event.type() == QEvent.Type.WindowBlocked and not isinstance(
            QApplication.activeModalWidget(), HouseDialog
        ):
            self.cover()
        return super().event(event)

    # --- what the page asks -----------------------------------------------------------------

    def refresh(self, shown: Shown, surroundings: Surroundings) -> None:
        """Show the section as it stands now; nothing of it while the person may see it."""
        self._surroundings, self._shown = surroundings, shown
        if shown.masked:
            self.cover()
        self._veil.set_masked(shown.masked)
        if not self.covered:
            self._fill(shown)

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

    def _fill(self, shown: Shown) -> None:
        found = self._board_of(self._rules, shown.state)
        left_over = self._left_over(found.left_over, shown)
        self._panel.show_board(
            PanelShown(
                board=found,
                words=PlaceWords(self._rules, shown.state, self._surroundings),
                about=self._surroundings,
                own=shown.state.is_relevant(OWN),
                read_only=shown.read_only,
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
        shown = self._shown
        if shown is None:
            return ()
        paths = {name: path_of(name, ROWS, row) for name in (BASIS, LINK)}
        return [
            self._row(path, self._rules.question(path), shown, in_table=False)
            for path in paths.values()
            if shown.state.is_relevant(path)
        ]

    def _left_over(self, numbers: Sequence[int], shown: Shown) -> list[QWidget]:
        """Rows of an older record: without a code, a second one, or of another set."""
        for number in [one for one in self._frames if one not in numbers]:
            gone = self._frames.pop(number)
            for path in [one for one in self._rows if one.startswith(row_path(ROWS, number))]:
                del self._rows[path]
            gone.hide()
            gone.deleteLater()
        group = self._rules.group(ROWS)
        asked = shown.state.visible(self._section.name)
        visible = {path for path, _element in asked}
        for position, number in enumerate(numbers, start=1):
            frame = self._frames.get(number)
            if frame is None:
                frame = self._frames[number] = RepeatRow(folding=False)
                frame.removed.connect(lambda n=number: self.remove_asked.emit(ROWS, n))
            about = (self._surroundings.language, self._surroundings.sex)
            what = _("{what}: number {number}")
            title = what.format(what=group.label.text(*about), number=position)
            frame.say(RowWords(title), open_=True)
            frame.set_read_only(shown.read_only)
            frame.arrange(self._filled(group, row_path(ROWS, number) + "/", visible, shown, []))
        return [self._frames[number] for number in numbers]

    def _on_stated(self, indicator: Indicator, state: str, row: int) -> None:
        if self._shown is None or self._shown.read_only:
            return
        changes = stated(self._shown.answers, indicator, state, row)
        if changes:
            self.put_asked.emit(changes)
