"""Where every question of the card is answered: nine choices with their digits, or one field."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QStackedLayout,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tipdesk.i18n.text import _, ascii_digits, isolate, isolated
from tipdesk.texts import keys
from tipdesk.ui.form.question import QuestionRow
from tipdesk.ui.interview.night.questions import DIGITS
from tipdesk.ui.toolkit.combo_editor import LineField
from tipdesk.ui.toolkit.parts import as_card, label
from tipdesk.ui.toolkit.theme import color, font, is_large, px

_COLUMNS = 3
_PILL, _CAP = 34, 20  # pixels at 100 %: how high a choice is, and its digit
_LOW_PILL, _LOW_PLACE = 27, 136  # where letters are large: no more than they need
_SEARCH = 200
_ROOMY = 120  # %, of letters up to which the menu shows its words
HEIGHT = 168  # of the whole place, at 100 %; never more than `MOST`
_LEAST = 8.5  # points of letters at any size, where larger ones have no room
MOST = 180  # pixels at any size: a small screen at 130 % has no more


@dataclass(frozen=True, slots=True)
class DigitChoices:
    """What is offered for one question: the words of each choice, which are chosen (by place), and
    what is said beside the question."""

    title: str
    choices: tuple[str, ...]
    chosen: frozenset[int] = frozenset()
    hint: str = ""
    wrong: bool = False  # the hint says what is wrong


def _is_scant() -> bool:
    """Whether the title of a question has no room beside the words of the menu."""
    return px(100) > _ROOMY


class OneLine(QLabel):
    """Words for which the card has one line: what it has no room for stands in the tool tip. It
    asks for no room, so that nothing moves when it says something else."""

    def __init__(self, style: str) -> None:
        super().__init__()
        self.setObjectName(style)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._words = ""

    def say(self, words: str, whole: str = "") -> None:
        """Show these words, of which `whole` says more."""
        self._words = words
        self.setAccessibleName(whole or words)
        self.setToolTip(whole or words)
        self._fit()

    def _fit(self) -> None:
        metrics, room = self.fontMetrics(), self.contentsRect().width() - px(4)
        self.setText(metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, max(0, room)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class SaidWhole(OneLine):
    """Words that somebody reads aloud or has to act on: where one line does not hold them they
    take two, in the smallest letters if need be."""

    def __init__(self, points: float, weight: QFont.Weight = QFont.Weight.Normal) -> None:
        super().__init__("said")
        self._points, self._weight = points, weight

    def warn(self, *, wrong: bool) -> None:
        """Whether what is said next is in the colour of a warning."""
        self.setObjectName("saidwrong" if wrong else "said")
        self.style().unpolish(self)
        self.style().polish(self)

    def sizeHint(self) -> QSize:
        return QSize(0, QFontMetrics(font(self._points, self._weight)).height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _fit(self) -> None:
        """The largest letters that hold it; the least ones, and what they have no room for left
        out, where none do."""
        place, least = self.contentsRect(), _LEAST * 100 / px(100)
        room = max(0, place.width() - px(4))
        face, first, rest = font(self._points, self._weight), "", self._words
        for points in (self._points, least):
            if QFontMetrics(face).horizontalAdvance(rest) <= room:
                break
            smaller = font(points, self._weight)
            metrics = QFontMetrics(smaller)
            if 2 * metrics.height() <= place.height():
                face, (first, rest) = smaller, _broken(self._words, metrics, room)
        self.setFont(face)
        shown = QFontMetrics(face).elidedText(rest, Qt.TextElideMode.ElideRight, room)
        self.setText("\n".join(filter(None, (first, shown))))


def _broken(text: str, metrics: QFontMetrics, room: int) -> tuple[str, str]:
    """As many of the words as one line holds, and the rest."""
    words = text.split(" ")
    count = len(words) - 1
    while count and metrics.horizontalAdvance(" ".join(words[:count])) > room:
        count -= 1
    return " ".join(words[:count]), " ".join(words[count:])


class Pill(QAbstractButton):
    """A choice with its digit; nothing but its ground changes when it is chosen."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number, self._on = number, False
        self.setFixedHeight(px(_LOW_PILL) if is_large() else min(px(_PILL), 37))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_choice(self, text: str, *, chosen: bool) -> None:
        """DigitChoices this; '' offers nothing, and keeps the room."""
        self._on = chosen
        self.setText(text)
        self.setToolTip(text)
        name = _("{number}: {choice}").format(number=isolated(str(self.number)), choice=text)
        self.setAccessibleName(name if text else "")
        self.setAccessibleDescription(_("chosen") if chosen else "")
        self.setEnabled(bool(text))
        self.update()

    @property
    def chosen(self) -> bool:
        """Whether it is chosen."""
        return self._on

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.text():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(color("primary" if self._on else "input")), 1))
        painter.setBrush(QColor(color("primarySoft" if self._on else "surface")))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(8), px(8))
        size = px(_CAP)
        cap = QRect(px(9), (self.height() - size) // 2, size, size)
        cap = QStyle.visualRect(self.layoutDirection(), self.rect(), cap)
        painter.setBrush(QColor(color("primary" if self._on else "surface2")))
        painter.drawRoundedRect(QRectF(cap), px(4), px(4))
        painter.setFont(font(9.5, QFont.Weight.DemiBold))
        painter.setPen(QColor(color("onPrimary" if self._on else "text2")))
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), str(self.number))
        painter.setFont(font(10.5))
        painter.setPen(QColor(color("text")))
        room = QRect(px(18) + size, 0, self.width() - px(26) - size, self.height())
        # In the middle: what tells two choices of one kind apart stands at their ends.
        shown = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, room.width()
        )
        room = QStyle.visualRect(self.layoutDirection(), self.rect(), room)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(room, int(flags) | int(Qt.TextFlag.TextSingleLine), shown)
        painter.end()


class _Pad(QWidget):
    """The choices of one question; it has the keys while they are shown."""

    picked = Signal(int)  # the digit of a choice
    gone_on = Signal()  # Return: what is chosen stands
    skipped = Signal()
    stepped = Signal(int)  # to the line before or after

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pills = [Pill(number) for number in range(1, DIGITS + 1)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(6))
        grid.setVerticalSpacing(5)
        for at, pill in enumerate(self.pills):
            grid.addWidget(pill, at // _COLUMNS, at % _COLUMNS)
            pill.clicked.connect(lambda _on=False, number=pill.number: self.picked.emit(number))
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = digit_of(event)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.modifiers() & _STRONG:
                self.gone_on.emit()
            case Qt.Key.Key_Space:
                self.skipped.emit()
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case Qt.Key.Key_Down:
                self.stepped.emit(1)
            case _ if digit:
                self.picked.emit(digit)
            case _:
                super().keyPressEvent(event)


_STRONG = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def digit_of(event: QKeyEvent) -> int:
    """The digit that a key writes, also an Arabic one; 0 for any other key."""
    text = ascii_digits(event.text())
    plain = not event.modifiers() & _STRONG
    return int(text) if plain and len(text) == 1 and text in "123456789" else 0


class AnsweringPlace(QFrame):
    """Always in the same place and as large: a pad of choices, or the question with its field."""

    picked = Signal(int)
    gone_on = Signal()
    skipped = Signal()
    stepped = Signal(int)
    searched = Signal(str)
    menu_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        as_card(self)
        self.setFixedHeight(px(_LOW_PLACE) if is_large() else min(px(HEIGHT), MOST))
        self.row: QuestionRow | None = None
        self._title, self._hint = label("", "h2"), SaidWhole(10)
        self._search = LineField()
        self._search.setFixedSize(px(_SEARCH), px(30) if is_large() else min(px(32), 38))
        self._search.setPlaceholderText(_("Type to search, or choose"))
        self._search.setAccessibleName(_("Search"))
        self._search.installEventFilter(self)
        self._search.textEdited.connect(self.searched)
        self._menu = QToolButton()
        self._menu.setObjectName("small")
        self._menu.setText(_("Change, or a reason"))
        self._menu.setToolTip(keys.REASON.beside(self._menu.text()))
        if _is_scant():  # its words stand in the tool tip
            self._menu.setObjectName("keyTool")
            self._menu.setAccessibleName(self._menu.text())
            self._menu.setText(isolated(keys.REASON.text))
        self._menu.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._menu.clicked.connect(self.menu_asked)
        self._pad = _Pad()
        for signal in ("picked", "gone_on", "skipped", "stepped"):
            getattr(self._pad, signal).connect(getattr(self, signal))
        self._holder = QVBoxLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        above = QWidget()
        head = QHBoxLayout(above)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(px(10))
        head.addStrut(self._search.height())  # with or without it, the choices stand where they do
        head.addWidget(self._title)
        head.addWidget(self._hint, 1)
        head.addWidget(self._search)
        head.addWidget(self._menu)
        if not _is_scant():
            cap = label(isolated(keys.REASON.text), "key")
            cap.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            head.addWidget(cap)
        choices, field = QWidget(), QWidget()
        box = QVBoxLayout(choices)
        box.setSpacing(px(4))
        box.addWidget(above, 1)  # all that the choices leave
        box.addWidget(self._pad)
        self._holder = QVBoxLayout(field)
        for inner in (box, self._holder):
            inner.setContentsMargins(px(14), px(5), px(14), px(6))
        self._faces = QStackedLayout(self)
        self._faces.addWidget(choices)
        self._faces.addWidget(field)
        self._search.hide()

    # --- choices ----------------------------------------------------------------------------

    def show_choices(self, offer: DigitChoices) -> None:
        """DigitChoices choices in place of whatever stood here."""
        self._title.setText(isolate(offer.title))
        self._hint.warn(wrong=offer.wrong)
        self._hint.say(isolate(offer.hint))
        for at, pill in enumerate(self._pad.pills):
            text = offer.choices[at] if at < len(offer.choices) else ""
            pill.show_choice(text, chosen=at in offer.chosen)
        self._pad.setAccessibleName(offer.title)
        self._pad.setAccessibleDescription(
            ", ".join(pill.accessibleName() for pill in self._pad.pills if pill.text())
        )
        self._faces.setCurrentIndex(0)

    def offered(self) -> list[str]:
        """What the choices say, by their digits."""
        return [pill.text() for pill in self._pad.pills if pill.text()]

    def chosen(self) -> list[int]:
        """The digits of those that are chosen."""
        return [pill.number for pill in self._pad.pills if pill.chosen and pill.text()]

    @property
    def searching(self) -> bool:
        """Whether a choice is searched by its words."""
        return not self._search.isHidden()

    def set_searching(self, searching: bool) -> None:
        """Search among all of a long list, or not."""
        self._search.clear()
        self._search.setVisible(searching)
        self.take_focus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return goes on from a field too; a digit takes a choice that the search has brought."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self._search and (digit := digit_of(event)):
                self.picked.emit(digit)
                return True
            if (
                event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
                and not event.modifiers() & _STRONG
            ):
                self.picked.emit(1) if watched is self._search else self.gone_on.emit()
                return True
            lines = isinstance(watched, QLineEdit) and watched is not self._search
            if lines and not event.modifiers() and event.key() in _STEPS:
                self.stepped.emit(_STEPS[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    # --- a field ----------------------------------------------------------------------------

    def show_row(self, row: QuestionRow) -> None:
        """Show a question with its field; it is thrown away with the next one."""
        self.drop_row()
        self.row = row
        self._holder.addWidget(row)
        for part in row.editor.inputs():
            if isinstance(part, QLineEdit):
                part.installEventFilter(self)
        self._faces.setCurrentIndex(1)

    @Slot()
    def drop_row(self) -> None:
        """The question with its field goes."""
        if self.row is not None:
            row, self.row = self.row, None
            row.hide()
            self._holder.removeWidget(row)
            row.deleteLater()

    def take_focus(self) -> None:
        """Put the cursor where the answer is given."""
        reason = Qt.FocusReason.OtherFocusReason
        if self.row is not None:
            self.row.take_focus()
        elif self.searching:
            self._search.setFocus(reason)
        else:
            self._pad.setFocus(reason)


_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
