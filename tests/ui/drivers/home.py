"""The home page as somebody sees it who has just come in."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QScrollArea, QTableView, QWidget

from tests.ui.drivers.seeing import every, seen
from tests.ui.gestures import bare, texts
from tipdesk.i18n.text import _
from tipdesk.ui.files.home import HomePage
from tipdesk.ui.toolkit.parts import NothingHere


def waiting(page: QWidget) -> list[str]:
    """Its lines, from above; those of a shift that is taken over too."""
    (table,) = every(page, QTableView)
    model = table.model()
    return [
        bare(" ".join(str(model.index(at, column).data()) for column in range(model.columnCount())))
        for at in range(model.rowCount())
    ]


def who_is_here(page: HomePage) -> list[str]:
    """Who works here, and whose PIN leads back."""
    lines = bare(texts(page)).splitlines()
    here = lines[lines.index(bare(_("In this shift"))) + 1 :]
    here = here[: here.index(bare(_("What waits")))]
    return [" ".join(pair) for pair in zip(here[::2], here[1::2], strict=False) if "0" in pair[0]]


def home_words(window: QWidget) -> str:
    """Everything that the page says which is shown."""
    return bare(texts(window))


def empty(page: HomePage) -> bool:
    """Whether it says that nothing waits."""
    return bool(seen(page, NothingHere))


def is_scrolled(page: HomePage) -> bool:
    """Whether something of the page lies below its edge."""
    areas = [area for area in every(page, QScrollArea) if area.parentWidget() is page]
    assert areas
    return any(area.verticalScrollBar().maximum() > 0 for area in areas)


def unread_sign(window: QWidget) -> bool:
    """Whether the bar above says that something at home is to be read."""
    return "•" in shift_button(window).text()


def shift_button(window: QWidget) -> QAbstractButton:
    """The word in the bar above that leads to what waits."""
    return next(
        tool
        for tool in seen(window, QAbstractButton)
        if tool.text().removesuffix(" •") == _("Shift")
    )
