"""The section of the indicators behind its veil: lines with their states and what they rest on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.ui.drivers.form import Question
from tests.ui.drivers.interview import section_view
from tests.ui.gestures import bare, button, click
from tipdesk.i18n.text import _, isolate
from tipdesk.ui.form.indicator_row import IndicatorRow
from tipdesk.ui.form.indicators import IndicatorPanel
from tipdesk.ui.interview.page import InterviewPage

LEFT = _("The person has left the room")


class Line:
    """The line of one indicator; `row` is its widget."""

    def __init__(self, row: IndicatorRow) -> None:
        self.row = row

    def choose(self, state: str) -> None:
        """Press one of its pills."""
        self.pills[state].click()
        QApplication.processEvents()

    def take_back(self, state: str) -> None:
        """Press once more the one that is chosen."""
        self.pills[state].unchosen.emit()

    @property
    def pills(self) -> dict[str, QAbstractButton]:
        """Yes, no and unknown, by their codes."""
        return self.row._pills.pills

    @property
    def rests_on(self) -> list[Question]:
        """The questions after what a confirmed one rests on."""
        return [Question(row) for row in self.row._rests_on]

    @property
    def is_proposed(self) -> bool:
        """Whether answers bear on it and nobody has decided."""
        return self.row._proposed.isVisible()

    @property
    def answers(self) -> Sequence[QWidget]:
        """The links to the answers that bear on it."""
        return self.row._place_links.stops()


def panel(page: InterviewPage) -> IndicatorPanel:
    """What stands behind the veil."""
    return section_view(page)._panel


def lift(page: InterviewPage) -> IndicatorPanel:
    """Say that the person has left the room."""
    click(page, LEFT)
    return panel(page)


def can_be_lifted(page: InterviewPage) -> bool:
    """Whether the veil is there and lets itself be lifted."""
    return button(page, LEFT).isEnabled()


def line(page: InterviewPage, code: str) -> Line:
    """The line of an indicator; its dimension is opened first."""
    lines = panel(page)._display.board.lines
    dimension = next(known.indicator.dimension for known in lines if known.indicator.code == code)
    open_dimension(page, dimension)
    return Line(panel(page)._rows[code])


def open_dimension(page: InterviewPage, *dimensions: str, others: bool = True) -> None:
    """Open the lines of these dimensions; without `others` the rest is closed."""
    for name, fold in panel(page)._folds.items():
        if name in dimensions or not others:
            fold.head.setChecked(name in dimensions)
    QApplication.processEvents()


def turn_to_elements(page: InterviewPage) -> None:
    """From the indicators to the elements of the law."""
    button(panel(page), isolate(_("Elements of Law 91/2013"))).click()


def readings(page: InterviewPage) -> tuple[str, str]:
    """What the Palermo Protocol and the law of Kuwait make of it, for a child; '' where one of them
    is not to be seen."""
    result = panel(page)._result
    both = (result._palermo, result._kuwaiti)
    palermo, kuwaiti = (bare(reading.text()) if reading.isVisible() else "" for reading in both)
    return palermo, kuwaiti


def rows_left_over(page: InterviewPage) -> dict[int, QWidget]:
    """The frames of rows that no line shows, by number."""
    return section_view(page)._frames
