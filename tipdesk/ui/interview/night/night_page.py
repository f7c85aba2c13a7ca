"""What stands on the card of a quick intake, and how large.

Above 150 % a small laptop has no room for all of it: the lines stand on several leaves, of which
the one with the question that is answered is seen, and the notice on the last (`CardLeaves`).
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tipdesk.i18n.text import _, isolated
from tipdesk.texts import keys
from tipdesk.ui.interview.night.answer_line import AnswerLine
from tipdesk.ui.interview.night.answering_place import AnsweringPlace, OneLine, SaidWhole
from tipdesk.ui.interview.night.notice_side import SHAPE, NoticeSide
from tipdesk.ui.interview.night.questions import CardQuestions
from tipdesk.ui.toolkit.parts import as_card, button, label, scrolled
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import is_large, pixmap, px
from tipdesk.ui.toolkit.wizard import as_footer

_GAP, _EDGE = 7, 14  # pixels at 100 %: between the parts of the card, around them
_TALLEST, LOWEST = 33, 24  # a line at 100 %; and at any size, in pixels
_WIDEST_NOTICE = 372  # pixels
_WIDE_HEAD = 960  # pixels at 100 %: from there on the head has room for keys
_LINE = 26  # a line at 100 %, where letters are large
_READABLE = 450  # the notice at 100 %, on a leaf of its own


def _key_cap(key: keys.Key) -> QLabel:
    """A key as it is written on the keyboard; no taller than its letters."""
    cap = label(isolated(key.text), "key")
    cap.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return cap


class CardLeaves(QWidget):
    """One button for each leaf of lines, and one for the notice; without any there is one leaf."""

    turned = Signal(int)  # to this leaf of lines
    notice_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(px(2))
        self._notice = self._button(_("The notice"))
        self._notice.clicked.connect(self.notice_asked)
        self._box.addWidget(self._notice)

    def _button(self, text: str) -> QToolButton:
        turn = QToolButton()
        turn.setObjectName("small")
        turn.setText(text)
        turn.setCheckable(True)
        turn.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the answering place keeps the keys
        self._group.addButton(turn)
        return turn

    def offer(self, count: int) -> None:
        """So many leaves of lines."""
        while self._box.count() - 1 > count:
            if (item := self._box.takeAt(count)) is not None and (old := item.widget()) is not None:
                old.deleteLater()
        for at in range(self._box.count() - 1, count):
            turn = self._button(isolated(str(at + 1)))
            turn.setAccessibleName(_("Questions, leaf {number}").format(number=at + 1))
            turn.setToolTip(turn.accessibleName())
            turn.clicked.connect(partial(self._on_turn, at))
            self._box.insertWidget(at, turn)

    def _on_turn(self, at: int, _checked: bool = False) -> None:
        self.turned.emit(at)

    def show_leaf(self, at: int) -> None:
        """Mark the one that is seen; -1 for the notice."""
        item = self._box.itemAt(at if at >= 0 else self._box.count() - 1)
        turn = item.widget() if item is not None else None
        if isinstance(turn, QToolButton):
            turn.setChecked(True)


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
        self.left, self.said_saved = SaidWhole(10.5, QFont.Weight.Medium), OneLine("faint")
        self.saved_sign = label()
        self.full = button(_("All questions"), style="ghost")
        self.review = button(_("Review"), style="ghost")
        self.print_both = button(_("Print both copies"), "printer", "primary")
        self.delivered = button(_("The notice was handed over"), "check")
        self.notices = button(_("Electronically"), style="ghost")
        self.news, self.undone_next = OneLine("muted"), OneLine("faint")
        self._large = is_large()
        self._reminds: list[QWidget] = []  # in the head, of keys that hold everywhere
        self.leaves = CardLeaves()
        self.leaf = 0  # of lines, that is seen or was last
        self._tall_rows = 0  # lines above each other on a leaf
        self.leaves.turned.connect(self._on_leaf)
        self.leaves.notice_asked.connect(self.show_notice)
        for deed in (self.full, self.review, self.print_both, self.delivered, self.notices):
            deed.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the answering place keeps the keys
        self._known_line = QHBoxLayout()
        self._grid = QGridLayout()
        self._faces = QStackedWidget(self)  # where letters are large: the lines, the notice
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
        for part in (moon, label(_("Quick intake"), "h2"), self.number):
            box.addWidget(part)
        if not self._large:
            box.addWidget(self.code)
        box.addWidget(self.left, 1)
        for deed in (self.full, self.review):
            box.addWidget(deed)
        self.review.setToolTip(keys.REVIEW.beside(self.review.text()))
        if self._large:
            return head
        box.addWidget(_key_cap(keys.REVIEW))
        for what, key in ((_("Cover the screen"), keys.COVER), (_("Lock"), keys.LOCK)):
            for part in (label(what, "faint"), _key_cap(key)):
                box.addWidget(part)
                self._reminds.append(part)
        return head

    def _strip(self) -> QFrame:
        strip = QFrame()
        strip.setObjectName("bannernote")
        self._known_line.setContentsMargins(px(6), 0, px(6), 0)
        self._known_line.setSpacing(px(4))
        strip.setLayout(self._known_line)
        strip.setFixedHeight(self._known_height() + 2)
        return strip

    def _known_height(self) -> int:
        return px(26) if self._large else min(px(28), 34) - 2

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
        body = QHBoxLayout()
        body.setContentsMargins(px(_EDGE), _GAP, px(_EDGE), _GAP)
        body.setSpacing(px(12))
        self._faces.setVisible(self._large)
        if self._large:
            asking = QWidget()
            asking.setLayout(side)
            side.setContentsMargins(0, 0, 0, 0)
            self._faces.addWidget(asking)
            self._faces.addWidget(scrolled(self.notice, width=px(_READABLE), edge=0))
            body.addWidget(self._faces, 1)
            return body
        beside = QVBoxLayout()
        beside.addWidget(self.notice)
        beside.addStretch(1)
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
            deed.setAccessibleName(deed.text())
            if not self._large:
                box.addWidget(_key_cap(key))
        if self._large:  # whole words stand in the tool tip
            self.delivered.setText(_("It was handed over"))
        self.notices.setToolTip(keys.NOTICES.beside(_("Hand the notice over electronically")))
        box.addWidget(self.notices)
        box.addWidget(self.news, 3)
        box.addWidget(self.leaves)
        self.leaves.setVisible(self._large)  # here: without a parent it would be a window
        box.addWidget(self.saved_sign)
        if self._large:
            return foot
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
        self._tall_rows = 0
        self._put_lines(self._rows())
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
        self.fit()

    def _put_lines(self, rows: int) -> None:
        """So many lines above each other, in two columns; what has no place stands on the next
        leaf."""
        if rows == self._tall_rows:
            return
        self._tall_rows = rows
        for at, line in enumerate(self.lines):
            place = at % (2 * rows)
            line.last = place % rows == rows - 1 or at == len(self.lines) - 1
            self._grid.addWidget(line, place % rows, place // rows)
        self.leaves.offer(-(-len(self.lines) // (2 * rows)))
        self.turn_to(min(self.leaf, (len(self.lines) - 1) // (2 * rows)))

    def turn_to(self, leaf: int) -> None:
        """Show this leaf of lines."""
        self.leaf = leaf
        for at, line in enumerate(self.lines):
            line.setVisible(at // (2 * self._tall_rows) == leaf)
        self.leaves.show_leaf(leaf)
        if self._large:
            self._faces.setCurrentIndex(0)

    def _on_leaf(self, leaf: int) -> None:
        self.turn_to(leaf)
        self.place.take_focus()

    def turn_to_line(self, at: int) -> None:
        """Show the leaf with this one of `all_lines`; those of the strip are always seen."""
        if self._large and self._tall_rows:
            line = at - len(self.known)
            self.turn_to(line // (2 * self._tall_rows) if line >= 0 else self.leaf)

    def show_notice(self) -> None:
        """Show the notice in the place of lines and answers, as wide as it is read well."""
        self._faces.setCurrentIndex(1)
        self.leaves.show_leaf(-1)

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
        lines = self.place.height() + 3 * _GAP + 8
        lines += 2 * px(_LINE) if self._large else self._rows() * LOWEST
        return QSize(super().minimumSizeHint().width(), self._bands() + lines)

    def fit(self) -> None:
        """Sizes that the window has room for."""
        if not self.lines:
            return
        room = self.height() - self._bands() - 2 * _GAP
        for_lines = room - self.place.height() - _GAP - 8
        if self._large:
            self._put_lines(max(2, min(for_lines // px(_LINE), self._rows())))
        tall = for_lines // self._tall_rows
        tall = max(LOWEST, min(px(_TALLEST), tall))
        for line in self.lines:
            line.setFixedHeight(tall)
        for line in self.known:
            line.setFixedHeight(self._known_height())
        width = min(_WIDEST_NOTICE, round(room / SHAPE))
        if self._large:
            width = min(px(_READABLE), self.width() - 4 * px(_EDGE))
        self.notice.setFixedSize(width, round(width * SHAPE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for part in self._reminds:  # of keys: the number and what is left come first
            part.setVisible(self.width() >= px(_WIDE_HEAD))
        self.fit()

    # --- words ------------------------------------------------------------------------------

    def show_undo(self, what: str) -> None:
        """What Ctrl+Z undoes next; '' for nothing."""
        self.undone_next.say(_("Undo: {what}").format(what=what) if what else "")

    def show_saved(self, text: str, icon_name: str, colour: str) -> None:
        """How keeping stands."""
        self.said_saved.say(text)
        self.saved_sign.setPixmap(pixmap(icon_name, colour, 14))
