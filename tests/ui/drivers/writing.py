"""The statement alone in the window, as somebody sees it who writes there."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit

from tests.ui.gestures import bare, texts
from tipdesk.ui.interview.page import InterviewPage
from tipdesk.ui.interview.writing import WritingPage


def writing(page: InterviewPage) -> WritingPage:
    """The page over the questions, shown or not."""
    return page._writing.page


def is_alone(page: InterviewPage) -> bool:
    """Whether the statement is all that is to be seen of the interview."""
    return writing(page).isVisible() and not page._frame.isVisible()


def turn(page: InterviewPage) -> None:
    """There, or back, as F2 does in a window."""
    page._on_writing()


def fields(page: InterviewPage) -> list[QPlainTextEdit]:
    """The texts that stand there, the upper one first."""
    return [sheet.field for sheet in writing(page).sheets]


def room(page: InterviewPage) -> list[tuple[int, int]]:
    """How many lines of each are to be seen, and how many letters one of them holds."""
    return [sheet.room() for sheet in writing(page).sheets]


def quiet_line(page: InterviewPage) -> str:
    """What stands below."""
    return bare(texts(writing(page).line))


def times(page: InterviewPage, number: int = 0) -> list[str]:
    """What stands at the edge of a text, from above."""
    return [text for _top, text in writing(page).sheets[number]._edge.times()]


def turn_at_top(page: InterviewPage, number: int) -> int:
    """Which turn of a text is the first that is to be seen."""
    return next(iter(writing(page).sheets[number].field.paragraphs()))[0]
