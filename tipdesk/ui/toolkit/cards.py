"""A card of a page whose lines are read anew whenever something changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tipdesk.i18n.text import clean, isolated
from tipdesk.ui.toolkit.icons import pixmap
from tipdesk.ui.toolkit.parts import clear, has_focus, label, row
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

# Where a list would stand and there is nothing: why, and what can be done about it.


_PICTURE = 64  # at 100 %


class NothingHere(QWidget):
    """A picture, a title, a sentence, and the deeds that lead on."""

    def __init__(self, picture: str, *deeds: QPushButton) -> None:
        super().__init__()
        sign = label()
        sign.setPixmap(pixmap(picture, "hill3", _PICTURE))
        self._title, self._text = label("", "h2"), label("", "muted", wrap=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(10))
        box.addStretch(1)
        for part in (sign, self._title, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(part)
        if deeds:
            box.addWidget(row(1, *deeds, 1))
        box.addStretch(2)

    def say(self, title: str, text: str) -> None:
        """Why there is nothing, and what follows."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(f"{title}. {text}")


# A row that leads somewhere: a title, a smaller line, a caret; a click or Return goes there.


class LinkRow(QPushButton):
    """As high as its wrapped words need."""

    def __init__(
        self, title: str, text: str = "", picture: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("needLine")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(label(title, wrap=True))
        if text:
            words.addWidget(label(text, "muted", wrap=True))
        box = QHBoxLayout(self)
        box.setContentsMargins(px(14), px(8), px(14), px(8))
        box.setSpacing(px(12))
        if picture:
            box.addWidget(_sign(picture, "text3"), 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(words, 1)
        box.addWidget(_sign("caret-right", "text3"), 0, Qt.AlignmentFlag.AlignVCenter)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else super().heightForWidth(width)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(36))


def _sign(name: str, tint: str) -> QWidget:
    sign = label()
    sign.setPixmap(pixmap(name, tint, 18))
    return sign


# Names and values in two columns that line up: the answers of a check, the data of a receipt.


Value = str | QWidget
_NAME = 44  # letters of a file's name that stand in one line of a dialog


def code_text(code: str) -> str:
    """A code or number in its own direction; a dash when there is none."""
    return isolated(code) if code else "—"


def foreign(name: str) -> str:
    """A name from outside (a stick, a bundle): without marks that turn or hide text, isolated."""
    return isolated(clean(name)) if name else "—"


def in_one_line(name: str) -> str:
    """The long name of a file from left to right, its middle left out: of two lines an Arabic
    sentence would draw the pieces in odd places."""
    half = _NAME // 2
    return foreign(name if len(name) <= _NAME else f"{name[:half]}…{name[-half:]}")


def facts(lines: Sequence[tuple[str, Value]], *, long_names: bool = False) -> QWidget:
    """A grid of `lines`: the name on the leading side, the value (text or widget) beside it.
    Long names (questions) take two fifths of the room and wrap."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(20))
    grid.setVerticalSpacing(px(8))
    grid.setColumnStretch(1, 3 if long_names else 1)
    grid.setColumnStretch(0, 2 if long_names else 0)
    for at, (name, value) in enumerate(lines):
        shown = label(value, wrap=True) if isinstance(value, str) else value
        if isinstance(shown, QLabel):
            shown.setAccessibleName(f"{name}: {shown.text()}")
        title = label(name, "muted", wrap=long_names)
        grid.addWidget(title, at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, at, 1)
    return holder


class StationCard(QFrame):
    """A card whose lines are read anew by `load`."""

    changed = Signal()

    def __init__(self, services: Services, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.services = services
        self.masked = False  # names are hidden (F7)
        self._title = title
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(px(22), px(18), px(22), px(18))
        self._box.setSpacing(px(12))

    def load(self) -> None:
        """Show what stands now. Who was on this card stays on it, at its first button."""
        stays = has_focus(self)
        clear(self._box)
        self._box.addWidget(label(self._title, "h2"))
        lines = self.lines()
        for line in lines:
            self._box.addWidget(line)
        if stays:
            buttons = [one for line in lines for one in line.findChildren(QPushButton)]
            for part in lines:
                part.show()  # the focus does not go to what the layout has yet to show
            for first in buttons[:1]:
                first.setFocus()

    def lines(self) -> list[QWidget]:
        """What stands below the title."""
        raise NotImplementedError
