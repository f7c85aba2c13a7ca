"""Rows that can be added, taken away and brought back; one of them is open at a time.

A row is a line that says which one it is (`RowHead`) and, opened, its questions below
(`RepeatRow`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from tipdesk.cases.interview.timeline import row_title
from tipdesk.cases.model import Answer
from tipdesk.forms.model import Group
from tipdesk.i18n.text import _, is_rtl, isolate
from tipdesk.texts.messages import reason_label
from tipdesk.ui.form.groups import Columns, GroupHeading
from tipdesk.ui.form.question import AnswerMenu, ReasonChip
from tipdesk.ui.toolkit.combo_editor import Surroundings
from tipdesk.ui.toolkit.fields import reading_side
from tipdesk.ui.toolkit.parts import LRM, RLM, Strip, button, row
from tipdesk.ui.toolkit.theme import color, font, pixmap, px

_TALL, _EDGE, _GAP, _CARET, _DOT = 40, 12, 10, 14, 8  # pixels at 100 %
_TITLE_POINTS, _POINTS = 11, 10.5


@dataclass(frozen=True, slots=True)
class RowWords:
    """What the line of a row says."""

    title: str
    summary: str = ""  # the answers that tell which one it is
    waiting: str = ""  # what is still needed, to be corrected, or said about it
    stays: bool = False  # something in it is closed to the officer: it is not theirs to take away


class RowHead(QAbstractButton):
    """The line. It is painted whole: thirty rows cost thirty widgets."""

    delete_pressed = Signal()

    def __init__(self, *, folding: bool) -> None:
        super().__init__()
        self._words, self._open, self._folding = RowWords(""), not folding, folding
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if folding else Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if folding:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, words: RowWords, *, open_: bool) -> None:
        """Show other words, or that the row is open now."""
        if (words, open_) == (self._words, self._open) and self.accessibleName():
            return
        self._words, self._open = words, open_
        name = ": ".join(filter(None, (words.title, words.summary)))
        self.setAccessibleName(". ".join(filter(None, (name, words.waiting))))
        state = _("Open; Enter closes it") if open_ else _("Closed; Enter opens it")
        self.setAccessibleDescription(state if self._folding else "")
        self.setToolTip(isolate(words.summary) if not open_ else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(_TALL))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)

    # --- painting ---------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._folding and (self.hasFocus() or self.underMouse()):
            self._paint_ground(painter)
        at, end = px(_EDGE), self.width() - px(_EDGE)
        if self._folding:
            name = "caret-down" if self._open else "caret-right"
            place = self._place(at, px(_CARET))
            top = (self.height() - px(_CARET)) // 2
            painter.drawPixmap(place.x(), top, pixmap(name, "text3", _CARET))
            at += px(_CARET) + px(_GAP)
        bold = font(_TITLE_POINTS, QFont.Weight.DemiBold)
        at += self._text(painter, self._words.title, bold, "text", at, end - at) + px(_GAP)
        if self._words.waiting:
            plain = font(_POINTS)
            wide = QFontMetrics(plain).horizontalAdvance(self._words.waiting) + 4
            wide = min(wide, max(0, (end - at) // 2))
            self._text(painter, self._words.waiting, plain, "text2", end - wide, wide)
            dot = self._place(end - wide - px(_DOT) - px(6), px(_DOT))
            top = (self.height() - px(_DOT)) // 2
            painter.drawPixmap(dot.x(), top, pixmap("circle-fill", "primary", _DOT))
            end -= wide + px(_DOT) + px(_GAP) + px(6)
        if self._words.summary and not self._open:
            self._text(painter, self._words.summary, font(_POINTS), "text2", at, end - at)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(color("focus")), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color("bg")) if self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), px(6), px(6))

    def _text(
        self, painter: QPainter, text: str, face: QFont, tint: str, at: int, room: int
    ) -> int:
        """Draw a line of text from `at` on; the width that it took."""
        metrics = QFontMetrics(face)
        elided = metrics.elidedText(isolate(text), Qt.TextElideMode.ElideRight, max(0, room))
        wide = min(metrics.horizontalAdvance(elided) + 4, max(0, room))
        painter.setFont(face)
        painter.setPen(QColor(color(tint)))
        painter.drawText(self._place(at, wide), reading_side(), (RLM if is_rtl() else LRM) + elided)
        return wide

    def _place(self, at: int, wide: int) -> QRect:
        """A place counted from the leading edge."""
        where = QRect(at, 0, wide, self.height())
        return QStyle.visualRect(self.layoutDirection(), self.rect(), where)


class RepeatRow(QFrame):
    """A row in a frame of its own. One that `folds` is opened and closed by its line."""

    wide = True
    removed = Signal()
    turned = Signal()  # its line was pressed
    beside_asked = Signal()  # what stands beside the row is wanted

    def __init__(self, *, folding: bool = True) -> None:
        super().__init__()
        self.setObjectName("subcard")
        self._read_only, self._stays, self._folding = False, False, folding
        self._open = not folding
        self._body: Columns | None = None  # made when the row is opened for the first time
        self._remove: QWidget | None = None
        self._beside: Strip | None = None  # what is no answer, and goes on after the interview
        self._to_beside: QWidget | None = None
        self.head = RowHead(folding=folding)
        self.head.delete_pressed.connect(self._on_delete)
        if folding:
            self.head.clicked.connect(self.turned)
        self._line = QHBoxLayout()
        self._line.setContentsMargins(px(2), 0, px(2), 0)
        self._line.addWidget(self.head, 1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addLayout(self._line)
        if not folding:
            self._make()

    @property
    def _is_kept(self) -> bool:
        return self._read_only or self._stays

    @property
    def is_filled(self) -> bool:
        """Whether its questions have been shown once."""
        return self._body is not None

    @property
    def closed(self) -> bool:
        """Whether only its line is shown."""
        return not self._open

    def say(self, words: RowWords, *, open_: bool) -> None:
        """Show which row it is, and its questions or not."""
        self._open, self._stays = open_, words.stays
        if open_:
            self._make()
        if self._body is not None and self._remove is not None:
            self._body.setVisible(open_)
            self._remove.setVisible(open_ and not self._is_kept)
            self._remove.setAccessibleName(_("Remove: {what}").format(what=words.title))
        self.head.say(words, open_=open_)

    def arrange(self, widgets: Sequence[QWidget]) -> None:
        """Show these widgets in this order, and only them."""
        self._make()
        if self._body is not None:
            self._body.arrange(widgets)

    def say_beside(self, text: str, way: str) -> None:
        """Say below the row how it stands beside the record; `way` leads there. '' for nothing."""
        if self._beside is None and text:
            lead = button(way, "arrow-right", "ghost")
            lead.clicked.connect(self.beside_asked)
            self._beside, self._to_beside = Strip(text, "noteok", lead), lead
            self._box.addWidget(self._beside)
        if self._beside is not None:
            self._beside.set_text(text)
            self._beside.setVisible(bool(text))

    def set_read_only(self, read_only: bool) -> None:
        """Show only."""
        self._read_only = read_only
        if self._remove is not None:
            self._remove.setVisible(self._open and not self._is_kept)

    def take_focus(self, _caret: int | None = None) -> None:
        """Put the cursor on the line."""
        self.head.setFocus(Qt.FocusReason.OtherFocusReason)

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What Tab reaches before the questions."""
        stops = (self.head if self._folding else None, self._remove)
        return tuple(stop for stop in stops if stop is not None)

    def _make(self) -> None:
        if self._body is not None:
            return
        self._body = Columns()
        self._body.setContentsMargins(px(18), px(2), px(18), px(18))
        self._box.insertWidget(1, self._body)  # below the line, above what stands beside the row
        remove = button(_("Remove"), "trash", "ghost")
        remove.clicked.connect(self.removed)
        self._line.addWidget(remove)  # before it is shown: a widget alone is a window
        remove.setVisible(not self._read_only)
        self._remove = remove

    def _on_delete(self) -> None:
        if not self._is_kept:
            self.removed.emit()


class RepeatView(QWidget):
    """The rows of one repeat under its heading."""

    wide = True
    add_asked = Signal(str)  # repeat
    remove_asked = Signal(str, int)  # repeat, row
    restore_asked = Signal(str, int)
    reason_chosen = Signal(str, object)  # repeat, MissingReason or None
    turned = Signal(str, int)  # repeat; the row that is open now, 0 for none
    beside_asked = Signal()  # what stands beside a row is wanted

    def __init__(self, group: Group, surroundings: Surroundings, *, waits: bool = False) -> None:
        super().__init__()
        self._about = surroundings
        self._group = group
        self._counted = bool(group.count)  # the form says how many rows there are
        # A row of one question is as short as the line that would say it.
        self._folding = sum(question.answerable for question in group.questions()) > 1
        self._known: tuple[int, ...] | None = None  # the rows that were shown before
        self.open_row = 0
        self.picture: QWidget | None = None
        self._gone = 0  # the row that was taken away last
        self._reason = ReasonChip()
        self.menu = AnswerMenu(group.label.text(surroundings.language))
        self._add = button(_("Add"), "plus")
        self._undo = button(_("Bring it back"), "arrow-u-up-left", "ghost")
        self._strip = Strip(_("The row was removed."), "note", self._undo)
        self._rows: dict[int, RepeatRow] = {}
        self._beside: tuple[Mapping[int, str], str] = ({}, "")
        self._build(waits=waits)
        self._connect()
        self._say_words()

    def _build(self, *, waits: bool) -> None:
        self._box = QVBoxLayout()
        self._box.setSpacing(px(8))
        self._above = QVBoxLayout()
        self._reason.hide()
        self._strip.hide()
        box = QVBoxLayout(self)
        self.heading = GroupHeading(self._group, box, beside=self.menu, waits=waits)
        box.addLayout(self._above)
        box.addLayout(self._box)
        box.addWidget(self._strip)
        box.addWidget(self._reason)
        box.addWidget(row(self._add, 1))
        for part in (self._add, self.menu):
            part.setVisible(not self._counted)

    def _connect(self) -> None:
        name = self._group.name
        self._add.clicked.connect(lambda: self.add_asked.emit(name))
        self._undo.clicked.connect(self._on_undo)
        self.menu.reason_chosen.connect(lambda why: self.reason_chosen.emit(name, why))
        self._reason.taken_back.connect(lambda: self.reason_chosen.emit(name, None))

    def set_surroundings(self, surroundings: Surroundings) -> None:
        """Speak of a person of another sex."""
        if surroundings != self._about:
            self._about = surroundings
            self._say_words()

    def _say_words(self) -> None:
        self.menu.sex = self._about.sex
        list_name = self._group.label.text(self._about.language, self._about.sex)
        self.heading.say(self._about)
        self._add.setAccessibleName(_("Add: {what}").format(what=list_name))

    def put_above(self, picture: QWidget) -> None:
        """Show a picture of the rows between heading and rows."""
        self.picture = picture
        self._above.addWidget(picture)

    # --- rows -------------------------------------------------------------------------------

    def settle(self, numbers: tuple[int, ...], unfinished: Collection[int] = ()) -> None:
        """Decide which row is open: the one just added or brought back; at first the only one,
        or one with words that are no answer yet."""
        if not self._folding:
            return
        if self._known is None:
            begun = [number for number in numbers if number in unfinished]
            self.open_row = next(iter(begun), numbers[0] if len(numbers) == 1 else 0)
        else:
            new = [number for number in numbers if number not in self._known]
            if len(new) == 1 or (new and self._counted):
                self.open_row = new[0]
        if self.open_row not in numbers:
            self.open_row = 0
        self._known = numbers

    def is_open(self, number: int) -> bool:
        """Whether the questions of a row are shown."""
        return not self._folding or number == self.open_row

    def open(self, number: int) -> bool:
        """Open a row and close the others; whether that changed something."""
        if self.is_open(number) or number not in self._rows:
            return False
        self.open_row = number
        return True

    def has(self, number: int) -> bool:
        """Whether the frame of this row is made."""
        return number in self._rows

    def rows(self, numbers: Sequence[int]) -> list[RepeatRow]:
        """The frames of these rows, in order; others go."""
        for number in [known for known in self._rows if known not in numbers]:
            removed = self._rows.pop(number)
            removed.hide()
            removed.deleteLater()
        if self._gone in numbers:
            self._strip.hide()
        for position, number in enumerate(numbers):
            if number not in self._rows:
                frame = RepeatRow(folding=self._folding)
                frame.set_read_only(self._counted)
                frame.removed.connect(lambda n=number: self._on_removed(n))
                frame.turned.connect(lambda n=number: self._on_turned(n))
                self._rows[number] = frame
                frame.beside_asked.connect(self.beside_asked)
                self._box.insertWidget(position, frame)
                frame.say_beside(self._beside[0].get(number, ""), self._beside[1])
                frame.show()
        return [self._rows[number] for number in numbers]

    def say_beside(self, texts: Mapping[int, str], way: str) -> None:
        """As `RepeatRow.say_beside`, by row."""
        self._beside = texts, way
        for number, frame in self._rows.items():
            frame.say_beside(texts.get(number, ""), way)

    def title(self, position: int) -> str:
        """What the row in this place, counted from 1, is called."""
        return row_title(self._group, position, self._about.language, self._about.sex)

    # --- what it shows ----------------------------------------------------------------------

    def show_answer(self, answer: Answer) -> None:
        """A reason for having no row at all."""
        self.menu.show_answer(Answer(reason=answer.reason))
        reason = reason_label(answer.reason, sex=self.menu.sex) if answer.reason else ""
        self._reason.set_text(reason)
        self._reason.setVisible(answer.reason is not None)

    def set_read_only(self, read_only: bool) -> None:
        """Show only."""
        for part in (self._add, self.menu):
            part.setVisible(not read_only and not self._counted)
        self._reason.set_read_only(read_only)
        for frame in self._rows.values():
            frame.set_read_only(read_only or self._counted)

    def take_focus(self, _caret: int | None = None) -> None:
        """Put the cursor on the button that adds a row."""
        self._add.setFocus()

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What Tab reaches after the rows."""
        return (self._undo, self._add)

    def _on_turned(self, number: int) -> None:
        self.open_row = 0 if self.open_row == number else number
        self.turned.emit(self._group.name, self.open_row)

    def _on_removed(self, number: int) -> None:
        self._gone = number
        self.remove_asked.emit(self._group.name, number)
        self._strip.show()
        self._undo.setFocus()

    def _on_undo(self) -> None:
        self._strip.hide()
        self.restore_asked.emit(self._group.name, self._gone)
        if (back := self._rows.get(self._gone)) is not None:
            back.take_focus()
