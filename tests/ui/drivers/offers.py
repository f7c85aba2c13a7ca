"""What a statement answers elsewhere, as somebody sees it who decides on it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QMenu, QWidget

from tests.ui.gestures import bare, texts, wait_until
from tipdesk.ui.interview.offers import OffersPage
from tipdesk.ui.interview.page import InterviewPage


def offers(page: InterviewPage) -> OffersPage:
    """The page over the questions, shown or not."""
    return page._offers.page


def are_alone(page: InterviewPage) -> bool:
    """Whether the offers are all that is to be seen of the interview."""
    return offers(page).isVisible() and not page._frame.isVisible()


def ask(page: InterviewPage) -> None:
    """As its key does in a window; until they are there."""
    page._on_offers()
    wait_until(lambda: are_alone(page))


def take(page: InterviewPage) -> None:
    """What is decided on is taken."""
    offers(page).taken.emit()


def lines(page: InterviewPage) -> list[str]:
    """Every line, from its words on."""
    return [bare(_text(frame)) for frame in _frames(page)]


def current(page: InterviewPage) -> int:
    """The line that is decided on; -1 where none waits."""
    names = [frame.objectName() for frame in _frames(page)]
    return names.index("subcard") if "subcard" in names else -1


def foot(page: InterviewPage) -> str:
    """What stands below: how many wait, and the keys."""
    return bare(texts(offers(page)))


def choices(page: InterviewPage) -> QMenu:
    """The open menu of questions."""
    menus = [menu for menu in offers(page).findChildren(QMenu) if menu.isVisible()]
    assert len(menus) == 1
    return menus[0]


def suggestion(page: InterviewPage) -> str:
    """What is said below the questions once the statement was written; '' for nothing."""
    strip = page._frame.named
    return bare(strip.text()) if strip.isVisible() else ""


def see_them(page: InterviewPage) -> QWidget:
    """The button of the suggestion."""
    return page._frame.see_named


def _frames(page: InterviewPage) -> list[QWidget]:
    layout = offers(page)._lines
    items = (layout.itemAt(number) for number in range(layout.count()))
    return [widget for item in items if item is not None and (widget := item.widget()) is not None]


def _text(frame: QWidget) -> str:
    parts = [part.text() for part in frame.findChildren(QLabel) if part.text()]
    return " | ".join(parts)
