"""What stands on the card of a quick intake, and how large."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tipdesk.i18n.text import _, isolated
from tipdesk.ui.interview.night.answer_line import AnswerLine
from tipdesk.ui.interview.night.answering_place import AnsweringPlace, OneLine
from tipdesk.ui.interview.night.notice_side import SHAPE, NoticeSide
from tipdesk.ui.interview.night.questions import CardQuestions
from tipdesk.ui.toolkit import keys
from tipdesk.ui.toolkit.parts import as_card, button, label
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import pixmap, px
from tipdesk.ui.toolkit.wizard import as_footer

_GAP, _EDGE = 7, 14  # pixels at 100 %: between the parts of the card, around them
_TALLEST, LOWEST = 33, 24  # a line at 100 %; and at any size, in pixels
_WIDEST_NOTICE = 372  # pixels


def _key_cap(key: keys.Key) -> QLabel:
    """A key as it is written on the keyboard; no taller than its letters."""
    cap = label(isolated(key.text), "key")
    cap.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return cap


class NightPage(QWidget):
    """The whole window. Sizes follow the window alone, never what is answered."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.known: list[AnswerLine] = []
        self.lines: list[AnswerLine] = []
        self.place = AnsweringPlace()
        self.notice = NoticeSide(services)
        self.number, self.code = label("", "chip"), label("", "muted")
        self.left, self.said_saved = OneLine("fieldLabel"), OneLine("faint")
        self.saved_sign = label()
        self.full = button(_("All questions"), style="ghost")
        self.review = button(_("Review"), style="ghost")
        self.print_both = button(_("Print both copies"), "printer", "primary")
        self.delivered = button(_("The notice was handed over"), "check")
        self.notices = button(_("Electronically"), style="ghost")
        self.news, self.undone_next = OneLine("muted"), OneLine("faint")
        for deed in (self.full, self.review, self.print_both, self.delivered, self.notices):
            deed.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the answering place keeps the keys
        self._known_line = QHBoxLayout()
        self._grid = QGridLayout()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part in (self._head(), self._strip()):
            box.addWidget(part)
        box.addLayout(self._body(), 1)
        box.addWidget(self._foot())
        self.hide()

    # --- building ---------------------------------------------------------------------------

    def _head(self) -> QFrame:
        head = QFrame()
        head.setObjectName("topbar")
        box = QHBoxLayout(head)
        box.setContentsMargins(px(16), px(3), px(16), px(3))
        box.setSpacing(px(9))
        moon = label()
        moon.setPixmap(pixmap("moon", "primary", 18))
        self.left.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for part in (moon, label(_("Quick intake"), "h2"), self.number, self.code):
            box.addWidget(part)
        box.addWidget(self.left, 1)
        for deed in (self.full, self.review):
            box.addWidget(deed)
        box.addWidget(_key_cap(keys.REVIEW))
        for what, key in ((_("Cover the screen"), keys.COVER), (_("Lock"), keys.LOCK)):
            box.addWidget(label(what, "faint"))
            box.addWidget(_key_cap(key))
        return head

    def _strip(self) -> QFrame:
        strip = QFrame()
        strip.setObjectName("bannernote")
        self._known_line.setContentsMargins(px(6), 0, px(6), 0)
        self._known_line.setSpacing(px(4))
        strip.setLayout(self._known_line)
        strip.setFixedHeight(min(px(28), 34))
        return strip

    def _body(self) -> QHBoxLayout:
        card = QFrame()
        as_card(card)
        card.setLayout(self._grid)
        self._grid.setContentsMargins(px(6), 2, px(6), 2)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(0)
        side = QVBoxLayout()
        side.setSpacing(_GAP)
        side.addWidget(card)
        side.addWidget(self.place)
        side.addStretch(1)
        beside = QVBoxLayout()
        beside.addWidget(self.notice)
        beside.addStretch(1)
        body = QHBoxLayout()
        body.setContentsMargins(px(_EDGE), _GAP, px(_EDGE), _GAP)
        body.setSpacing(px(12))
        body.addLayout(side, 1)
        body.addLayout(beside)
        return body

    def _foot(self) -> QFrame:
        foot = QFrame()
        as_footer(foot)
        box = QHBoxLayout(foot)
        box.setContentsMargins(px(16), px(5), px(16), px(5))
        box.setSpacing(px(9))
        for deed, key in ((self.print_both, keys.BOTH_COPIES), (self.delivered, keys.DELIVERED)):
            deed.setToolTip(key.beside(deed.text()))
            box.addWidget(deed)
            box.addWidget(_key_cap(key))
        self.notices.setToolTip(keys.NOTICES.beside(_("Hand the notice over electronically")))
        box.addWidget(self.notices)
        box.addWidget(self.news, 3)
        box.addWidget(self.saved_sign)
        box.addWidget(self.said_saved, 2)
        box.addWidget(self.undone_next, 3)
        box.addWidget(_key_cap(keys.UNDO))
        return foot

    def lay_out(self, asked: CardQuestions) -> None:
        """A line for each question, in its place."""
        for layout in (self._known_line, self._grid):
            while (item := layout.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
        self.known = [AnswerLine(strip=True) for _entry in asked.known]
        self.lines = [AnswerLine() for _entry in asked.lines]
        for line in self.known:
            self._known_line.addWidget(line, 1)
        rows = self._rows()
        for at, line in enumerate(self.lines):
            line.last = at in (rows - 1, len(self.lines) - 1)
            self._grid.addWidget(line, at % rows, at // rows)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
        self.fit()

    def all_lines(self) -> list[AnswerLine]:
        """Those of the strip, then those of both columns."""
        return [*self.known, *self.lines]

    def _rows(self) -> int:
        return max(1, (len(self.lines) + 1) // 2)

    def _bands(self) -> int:
        """How high head, strip and foot are together."""
        layout = self.layout()
        items = filter(None, map(layout.itemAt, range(layout.count()))) if layout else ()
        parts = filter(None, (item.widget() for item in items))
        return sum(part.sizeHint().height() for part in parts)

    def minimumSizeHint(self) -> QSize:
        """A lower window makes the lines lower: what they have now holds none open."""
        lines = self._rows() * LOWEST + self.place.height() + 3 * _GAP + 8
        return QSize(super().minimumSizeHint().width(), self._bands() + lines)

    def fit(self) -> None:
        """Sizes that the window has room for."""
        if not self.lines:
            return
        room = self.height() - self._bands() - 2 * _GAP
        tall = (room - self.place.height() - _GAP - 8) // self._rows()
        tall = max(LOWEST, min(px(_TALLEST), tall))
        for line in self.lines:
            line.setFixedHeight(tall)
        for line in self.known:
            line.setFixedHeight(min(px(28), 34) - 2)
        width = min(_WIDEST_NOTICE, round(room / SHAPE))
        self.notice.setFixedSize(width, round(width * SHAPE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    # --- words ------------------------------------------------------------------------------

    def show_undo(self, what: str) -> None:
        """What Ctrl+Z undoes next; '' for nothing."""
        self.undone_next.say(_("Undo: {what}").format(what=what) if what else "")

    def show_saved(self, text: str, icon_name: str, colour: str) -> None:
        """How keeping stands."""
        self.said_saved.say(text)
        self.saved_sign.setPixmap(pixmap(icon_name, colour, 14))
