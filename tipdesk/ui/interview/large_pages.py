"""A long text in large letters, one screen at a time, to be read out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTextLayout,
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from tipdesk.i18n.catalogue import _, is_rtl
from tipdesk.i18n.text import isolated
from tipdesk.ui.form.question_frame import MASK
from tipdesk.ui.toolkit.theme import color, font, px

_POINTS, _PAD, _LEADING, _BETWEEN = 21.0, 34, 1.5, 0.45  # letters; pixels; lines
_ON = frozenset({Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space})
_BACK = frozenset({Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Backspace})
_WORDS_OF_PLACE = 4


@dataclass(frozen=True, slots=True)
class _Placed:
    """One line of the text: of which paragraph, from which letter on, how far below the page's
    top."""

    paragraph: int
    start: int
    line: QTextLine
    text: str
    top: float


class LargePages(QWidget):
    """Turns by arrows, PgUp and PgDn, the space bar, Home and End. Arabic runs from the right
    whatever the language of the screen is."""

    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(px(320), px(200))
        self._text, self._masked = "", False
        self._pages: list[list[_Placed]] = [[]]
        self._layouts: list[QTextLayout] = []  # they own the lines
        self._at = 0
        self._asked: tuple[int, int] | None = None  # a paragraph's letter, until pages are turned
        self._seen: dict[int, set[int]] = {}  # paragraph → its letters that were shown
        self._turned = False  # by somebody, since the text was set

    @property
    def number(self) -> int:
        """The page that is shown, from 1 on."""
        return self._at + 1

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    @property
    def all_seen(self) -> bool:
        """Whether every word was shown since the text was set; pages may be divided anew."""
        return all(
            len(self._seen.get(number, ())) >= len(paragraph)
            for number, paragraph in enumerate(self._text.split("\n"))
        )

    @property
    def read_through(self) -> bool:
        """Whether somebody turned the pages until every one was shown. Of a text of one page
        nothing is known: nobody turned to it."""
        return self._turned and self.all_seen

    def show_text(self, text: str) -> None:
        """Begin at the first page of a text."""
        self._turned = False
        self._text, self._at, self._asked = text, 0, None
        self._pages = [[]]
        self._seen.clear()
        self._lay_out()

    def set_masked(self, masked: bool) -> None:
        """Hide or show the words (F7)."""
        self._masked = masked
        self._tell()

    def turn(self, by: int) -> None:
        """To another page, if there is one."""
        self.turn_to(self._at + by)

    def turn_to(self, at: int) -> None:
        """To the page at this position, or the nearest one."""
        self._asked = None
        before, self._at = self._at, max(0, min(at, self.count - 1))
        if before != self._at:
            self._turned = True
            self._tell()

    def first_letter(self) -> int:
        """How many letters of the text stand before the page."""
        paragraph, start = self._asked or _begins(self._pages[self._at])
        return sum(len(one) + 1 for one in self._text.split("\n")[:paragraph]) + start

    def turn_to_letter(self, at: int) -> None:
        """To the page with this letter of the text, also when pages are divided anew."""
        before = self._text[:at].split("\n")
        self._asked = len(before) - 1, len(before[-1])
        self._lay_out()

    def place(self) -> tuple[int, str]:
        """The paragraph that the page begins with, from 1 on, and its first words there."""
        first = next((one for one in self._pages[self._at] if one.text.strip()), None)
        if first is None:
            return 1, ""
        return first.paragraph + 1, " ".join(first.text.split()[:_WORDS_OF_PLACE])

    # --- inside -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Divide the text into lines and pages; the words that stood first stay on the screen."""
        kept = self._asked or _begins(self._pages[self._at])
        face = font(_POINTS)
        tall = QFontMetricsF(face).height() * _LEADING
        room = max(tall, self.height() - 2 * px(_PAD))
        self._layouts.clear()
        pages: list[list[_Placed]] = [[]]
        top = 0.0
        for number, paragraph in enumerate(self._text.split("\n")):
            for line, text in self._lines(paragraph, face):
                if top and top + tall > room:
                    pages.append([])
                    top = 0.0
                pages[-1].append(_Placed(number, line.textStart(), line, text, top))
                top += tall
            top += tall * _BETWEEN if top else 0.0
        self._pages = pages
        self._at = max(0, sum(_begins(page) <= kept for page in pages) - 1)
        self._tell()

    def _lines(self, paragraph: str, face: QFont) -> list[tuple[QTextLine, str]]:
        option = QTextOption(Qt.AlignmentFlag.AlignRight)
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout = QTextLayout(paragraph, face, self)
        layout.setTextOption(option)
        self._layouts.append(layout)
        found: list[tuple[QTextLine, str]] = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, self.width() - 2 * px(_PAD)))
            start = line.textStart()
            found.append((line, paragraph[start : start + line.textLength()]))
        layout.endLayout()
        return found

    def _tell(self) -> None:
        self._at = min(self._at, self.count - 1)
        if self.isVisible() and not self._masked:
            for one in self._pages[self._at]:
                letters = range(one.start, one.start + len(one.text))
                self._seen.setdefault(one.paragraph, set()).update(letters)
        said = _("Page {number} of {count}").format(
            number=isolated(str(self.number)), count=isolated(str(self.count))
        )
        self.setAccessibleName(said)
        lines = (one.text for one in self._pages[self._at])
        self.setAccessibleDescription(_("hidden") if self._masked else " ".join(lines))
        self.update()
        self.turned.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        onward = Qt.Key.Key_Left if is_rtl() else Qt.Key.Key_Right
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.turn_to(0 if key == Qt.Key.Key_Home else self.count - 1)
        elif key in _BACK or (key == Qt.Key.Key_Space and shifted):
            self.turn(-1)
        elif key in _ON or key == onward:
            self.turn(1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turn(-1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(QColor(color("focus" if focused else "border")))
        painter.setBrush(QColor(color("surface")))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), px(10), px(10))
        painter.setPen(QColor(color("text")))
        pad = px(_PAD)
        if self._masked:
            painter.setFont(font(_POINTS))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), MASK)
        else:
            for one in self._pages[self._at]:
                one.line.draw(painter, QPointF(pad, pad + one.top - one.line.y()))
        painter.end()


def _begins(page: list[_Placed]) -> tuple[int, int]:
    """Where a page begins in the text."""
    return (page[0].paragraph, page[0].start) if page else (0, 0)
