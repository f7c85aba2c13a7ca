"""The small parts that every page is built from: texts, buttons, labelled fields, cards, strips.

All text is plain text (never markup). Direction comes from the application; nothing here says left
or right. Object names choose the look in `resources/style.qss`. A card is a white ground for what
belongs together, a strip a calm line of advice: a picture and a sentence on a soft ground.

`Words` keep the direction of the screen, whatever letter comes first. Whoever goes by keyboard sees
the whole field that has the cursor, with the words around it (`FocusScroller`). `NothingHere`
stands where a list would and says what can be done, `LinkRow` leads somewhere at a click or Return,
`Banner` is a line across the page for what cannot wait.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QShortcut,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from tipdesk.i18n.text import _, is_rtl, isolate, isolated
from tipdesk.texts.keys import Key
from tipdesk.ui.toolkit.fields import BoundedText
from tipdesk.ui.toolkit.layouts import Flow
from tipdesk.ui.toolkit.theme import icon, label_font, pixmap, px

# --- words ------------------------------------------------------------------------------------


LRM, RLM = "\u200e", "\u200f"


def pieces(text: str) -> list[str]:
    """The parts of a text between which a line may end: words, and what a hyphen joins."""
    return re.findall(r"[^\s-]+-?|-", text)


def draw_wrapped(painter: QPainter, area: QRectF, text: str, *, middle: bool = True) -> None:
    """Draw `text` in lines that all begin at the right edge of `area`, in its middle or from its
    top.

    `QPainter.drawText` counts the space at which it broke a line as if it stood before the
    line's first letter: an Arabic line begins too far in, and its last letter is cut.
    """
    option = QTextOption(Qt.AlignmentFlag.AlignRight)
    option.setTextDirection(Qt.LayoutDirection.RightToLeft)
    option.setWrapMode(QTextOption.WrapMode.WordWrap)
    layout = QTextLayout(text.replace("\n", "\u2028"), painter.font(), painter.device())
    layout.setTextOption(option)
    layout.beginLayout()
    tall = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(area.width())
        line.setPosition(QPointF(0, tall))
        tall += line.height()
    layout.endLayout()
    top = area.top() + (max(0.0, (area.height() - tall) / 2) if middle else 0.0)
    layout.draw(painter, QPointF(area.left(), top))


_DEEP, _HIGH = "في يج", "أُشَّ"  # dots and vowel marks that reach beyond a line
_beyond: dict[str, tuple[int, int]] = {}  # by font


def beyond_the_line(font: QFont) -> tuple[int, int]:
    """How many pixels letters reach above and below the height that their font says of itself.
    The two dots of a last yeh do; without them it is another letter."""
    if font.key() not in _beyond:
        metrics = QFontMetrics(font)
        above = -metrics.tightBoundingRect(_HIGH).top() - metrics.ascent()
        below = metrics.tightBoundingRect(_DEEP).bottom() + 1 - metrics.descent()
        _beyond[font.key()] = (max(0, above), max(0, below))
    return _beyond[font.key()]


@cache
def _room_of(name: str, _scale: int) -> tuple[int, int]:
    return beyond_the_line(label_font(name))


class Words(QLabel):
    """Qt turns a line by its first letter: an Arabic page's code goes to the left, an English
    page's Arabic name to the right. A mark at its head keeps it in line. Never markup. There is
    room for all of a letter."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self._make_room("")

    def setObjectName(self, name: str) -> None:
        """Name it as the style sheet does."""
        super().setObjectName(name)
        self._make_room(name)

    def _make_room(self, name: str) -> None:
        """For letters of the face that it will wear. To be told of each change of face, palette and
        style took a twentieth of the time in which an interview opens."""
        above, below = _room_of(name, px(100))
        self.setContentsMargins(0, above, 0, below)

    def setText(self, text: str) -> None:
        mark = RLM if is_rtl() else LRM
        super().setText("\n".join(mark + line if line else line for line in text.split("\n")))

    def text(self) -> str:
        return super().text().replace(RLM, "").replace(LRM, "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The name of a field leads to the field."""
        if (field := self.buddy()) is not None and field.isEnabled():
            field.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        centred = bool(self.alignment() & Qt.AlignmentFlag.AlignHCenter)
        document = self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
        if not (self.wordWrap() and is_rtl()) or centred or document:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.drawFrame(painter)
        group = QPalette.ColorGroup.Active if self.isEnabled() else QPalette.ColorGroup.Disabled
        painter.setPen(self.palette().color(group, self.foregroundRole()))
        around = self.margin()
        area = self.contentsRect().adjusted(around, around, -around, -around)
        top = bool(self.alignment() & Qt.AlignmentFlag.AlignTop)
        draw_wrapped(painter, QRectF(area), super().text(), middle=not top)
        painter.end()


class FittingWords(Words):
    """Wraps only where it must: asks for one line, takes less. What is beside follows the words."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 4, self._one_line())

    def minimumSizeHint(self) -> QSize:
        """As wide as the longest word: a narrower line would cut it."""
        metrics = self.fontMetrics()
        longest = max(map(metrics.horizontalAdvance, pieces(self.text())), default=0)
        return QSize(min(longest + 4, self.sizeHint().width()), self._one_line())

    def _one_line(self) -> int:
        return self.fontMetrics().height() + sum(beyond_the_line(self.font()))


# --- the field that has the cursor ------------------------------------------------------------


_Text = QPlainTextEdit | QTextEdit
_AROUND = 56  # pixels at 100 %: a question above its field, a hint or a fault below
_LINE = 12  # and around the line of a cursor


def scroll_into_view(part: QWidget) -> None:
    """Scroll the page that `part` stands on until all of it is seen, with a little around it."""
    page = part.parentWidget()
    while page is not None and not isinstance(page, QScrollArea):
        page = page.parentWidget()
    if page is not None:
        page.ensureWidgetVisible(part, 0, px(_LINE))


class FocusScroller(QObject):
    """Scrolls `area` after the focus and a text's cursor: Qt shows it when the focus comes."""

    followed = Signal(QWidget)

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._first: QWidget | None = None  # what stands under the page's title
        self._opening = False
        self._text: _Text | None = None  # whose cursor is followed
        self._soon = QTimer(self)  # what the focus has changed on the page has its place first
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._scroll)
        self._written = QTimer(self)  # the field grows with what was written first
        self._written.setSingleShot(True)
        self._written.setInterval(0)
        self._written.timeout.connect(self._show_line)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def open_at_title(self, first: QWidget | None) -> None:
        """Another page is shown; its title stays in sight when the cursor comes to `first`."""
        self._first, self._opening = first, True

    @Slot(QWidget, QWidget)
    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if not isValid(self._area):  # it goes, and the focus with it
            return
        self._follow(now)
        # What is clicked must not move away under the mouse.
        if now is not None and not QApplication.mouseButtons().value:
            self._soon.start()

    @Slot()
    def _scroll(self) -> None:
        page, now = self._area.widget(), QApplication.focusWidget()
        if page is None or now is None or not page.isAncestorOf(now):
            return
        if self._stays_at_the_title(page, now):
            self._area.verticalScrollBar().setValue(0)
            self._show_line()
            return
        middle = now.mapTo(page, QPoint(now.width() // 2, now.height() // 2))
        half = now.height() // 2 + px(_AROUND)
        if 2 * half <= self._area.viewport().height():
            self._area.ensureVisible(middle.x(), middle.y(), 0, half)
        self.followed.emit(now)
        self._show_line()

    def _follow(self, now: QWidget | None) -> None:
        """Whose cursor counts from now on."""
        page, before = self._area.widget(), self._text
        inside = now is not None and page is not None and page.isAncestorOf(now)
        self._text = now if inside and isinstance(now, _Text) else None
        if self._text is before:
            return
        if before is not None and isValid(before):
            before.cursorPositionChanged.disconnect(self._written.start)
        if self._text is not None:
            self._text.cursorPositionChanged.connect(self._written.start)

    @Slot()
    def _show_line(self) -> None:
        """Nobody types below the edge of the page."""
        page, text = self._area.widget(), self._text
        if page is None or text is None or QApplication.mouseButtons().value:
            return
        line = text.cursorRect()
        at = text.viewport().mapTo(page, line.center())
        self._area.ensureVisible(at.x(), at.y(), 0, line.height() // 2 + px(_LINE))

    def _stays_at_the_title(self, page: QWidget, now: QWidget) -> bool:
        """Whether the page just opened at its title, with the cursor in its first question, or
        shows both. A first question that stands further down is shown when a key is pressed."""
        opening, self._opening = self._opening, False
        if self._first is None or not isValid(self._first):  # its row was taken away
            return False
        if not self._first.isAncestorOf(now):
            return False
        begins = now.mapTo(page, QPoint(0, 0)).y()
        visible = min(now.height(), 2 * px(_AROUND))
        if begins + visible <= self._area.viewport().height():
            return True
        if opening:
            now.installEventFilter(self)
        return opening

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress:
            watched.removeEventFilter(self)
            self._scroll()
        return False


# --- sizes in words, buttons, labels, rows and columns ----------------------------------------


def size_text(octets: int) -> str:
    """A size with one decimal, in units of 1,000 as on the USB drive's label."""
    if octets < 1000:
        return _("{count} bytes").format(count=isolated(str(octets)))
    units = ((10**9, _("{count} GB")), (10**6, _("{count} MB")), (10**3, _("{count} kB")))
    unit, text = next(scale for scale in units if octets >= scale[0])
    return text.format(count=isolated(f"{octets / unit:.1f}"))


def length_text(milliseconds: int) -> str:
    """How long sound lasts: 0:03:07."""
    seconds = milliseconds // 1000
    return isolated(f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}")


_ICON, _ICON_GAP, _ICON_EDGE = 18, 5, 16  # of a button, in pixels at 100 %
GAP = 12  # between parts of one group, in device-independent pixels
MARGIN = 28  # of a page
_TITLE_BAR = 32  # pixels that the desktop adds to a window


def label(text: str = "", style: str = "", *, wrap: bool = False) -> QLabel:
    """A plain-text label; `style` is an object name of the style sheet (h1, h2, muted, error)."""
    words = Words(text)
    words.setWordWrap(wrap)
    words.setObjectName(style)
    if wrap:
        words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return words


def copyable(text: str = "", style: str = "code") -> QLabel:
    """A code or fingerprint: selectable, reachable by keyboard, always left to right."""
    text_label = QLabel()  # no mark of direction: the first group of digits stands at the left
    text_label.setTextFormat(Qt.TextFormat.PlainText)
    text_label.setText(text)
    text_label.setObjectName(style)
    text_label.setWordWrap(True)
    text_label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    text_label.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    side = Qt.AlignmentFlag.AlignRight if is_rtl() else Qt.AlignmentFlag.AlignLeft
    text_label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    text_label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return text_label


class _Button(QPushButton):
    """Return presses the button that has the focus; elsewhere in a dialog it presses the one that
    `setDefault` named, never (as Qt would have it) whichever comes first."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAutoDefault(False)

    def setText(self, text: str) -> None:
        """Bear other words; a screen reader says them where it said those before."""
        follows = self.accessibleName() == self.text()
        super().setText(text)
        if follows:
            self.setAccessibleName(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class FittingButton(_Button):
    """Shortens its words to the room that there is; screen reader and tool tip say all of them."""

    def __init__(self, icon_name: str) -> None:
        super().__init__("")
        self._words = ""
        self.setObjectName("ghost")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_picture(self, icon_name)

    def say(self, words: str) -> None:
        """Bear other words."""
        self._words = words
        self.setAccessibleName(words)
        self.setToolTip(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - self.iconSize().width() - px(_ICON_GAP) - 2 * px(_ICON_EDGE)
        metrics = self.fontMetrics()
        fitting = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, max(0, room))
        QPushButton.setText(self, fitting.replace("&", "&&"))  # the whole words stay its name


def button(text: str, icon_name: str = "", style: str = "") -> QPushButton:
    """A push button; `style` is "" (bordered), "primary" or "ghost"."""
    push = _Button(text)
    push.setObjectName(style)
    push.setAccessibleName(text)
    push.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon_name:
        set_picture(push, icon_name)
    return push


def set_picture(
    target: QAbstractButton, name: str, *, size: int = _ICON, after: bool = False
) -> None:
    """Put a picture before a button's words (`after`: behind them), with room between the two that
    no style of Qt's leaves; `size` in pixels at 100 %."""
    style = target.objectName()
    tint = {"primary": "onPrimary", "danger": "danger", "chipButton": "primary"}.get(style, "text2")
    target.setIcon(icon(name, tint, size, gap=_ICON_GAP, after=after))
    target.setIconSize(QSize(px(size) + px(_ICON_GAP), px(size)))
    if after:
        turned = Qt.LayoutDirection.LeftToRight if is_rtl() else Qt.LayoutDirection.RightToLeft
        target.setLayoutDirection(turned)


def tool(text: str, icon_name: str, key: Key | None = None) -> QToolButton:
    """A tool of a `ToolRow`; `key` does the same."""
    push = QToolButton()
    push.setCursor(Qt.CursorShape.PointingHandCursor)
    set_picture(push, icon_name)
    push.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    name_tool(push, text, key)
    return push


def name_tool(part: QToolButton, text: str, key: Key | None = None) -> None:
    """Let a tool bear these words."""
    part.setText(text)
    part.setAccessibleName(text)
    part.setToolTip(text if key is None else key.beside(text))


def way_back(text: str) -> QPushButton:
    """The button that leads back from a page; Escape presses it too."""
    back = button(text, "arrow-left")
    on_escape(back, back)
    return back


def on_escape(page: QWidget, *exits: QPushButton) -> None:
    """Escape presses the first of `exits` that can be pressed, while `page` is shown."""

    def go() -> None:
        open_exits = (button_ for button_ in exits if button_.isVisible() and button_.isEnabled())
        if (first := next(open_exits, None)) is not None:
            first.click()

    QShortcut(QKeySequence(Qt.Key.Key_Escape), page, go)


def text_area(height: int) -> BoundedText:
    """Room for some lines, `height` pixels at 100 %. Tab leaves it; every line begins where
    the language of the screen begins."""
    area = BoundedText()
    area.setTabChangesFocus(True)
    area.setFixedHeight(px(height))
    side = Qt.AlignmentFlag.AlignRight if is_rtl() else Qt.AlignmentFlag.AlignLeft
    option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
    rtl, ltr = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
    option.setTextDirection(rtl if is_rtl() else ltr)
    area.document().setDefaultTextOption(option)
    return area


def labelled(text: str, field: QWidget, hint: str = "") -> QWidget:
    """A field under its label: buddy, accessible name and description are set."""
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(4)
    title = label(text, "fieldLabel")
    title.setBuddy(field)
    field.setAccessibleName(text)
    box.addWidget(title)
    box.addWidget(field)
    if hint:
        field.setAccessibleDescription(hint)
        box.addWidget(label(hint, "muted", wrap=True))
    return holder


def row(*items: QWidget | int, spacing: int = GAP, wide: int = -1) -> QWidget:
    """Widgets beside each other, leading first; an int is a stretch. The item at position `wide`
    takes the room that is left."""
    holder = QWidget()
    box = QHBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    for item in items:
        if isinstance(item, int):
            box.addStretch(item)
        else:
            box.addWidget(item)
    if wide >= 0:
        box.setStretch(wide, 1)
    return holder


def flowing(*deeds: QWidget, spacing: int = GAP) -> QWidget:
    """Beside each other, and below where large letters leave no room."""
    whole, line = QWidget(), Flow(spacing, spacing)
    whole.setLayout(line)
    for deed in deeds:
        line.addWidget(deed)
    return whole


def column(*items: QWidget | int, spacing: int = GAP) -> QWidget:
    """Widgets above each other; an int is a stretch."""
    holder = QWidget()
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    for item in items:
        if isinstance(item, int):
            box.addStretch(item)
        else:
            box.addWidget(item)
    return holder


class _Holder(QWidget):
    """As high as its wrapped words need at its width; Qt's own minimum is that of narrow words,
    which makes a scroll bar where nothing is hidden. Where nothing wraps it is right: without it
    the rest would be cut off, with no bar to reach it."""

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(least.width(), 0) if self.hasHeightForWidth() else least


def scrolled(content: QWidget, *, width: int = 0, edge: int = MARGIN) -> QScrollArea:
    """`content` in a vertical scroll area, centred and at most `width` wide when given, with
    `edge` pixels around it."""
    return _scrolling(QScrollArea(), content, width, edge)


class _WholePage(QScrollArea):
    """Keys that no part of the page takes are the page's: what they do with its lists stays."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


def _scrolling(area: QScrollArea, content: QWidget, width: int, edge: int) -> QScrollArea:
    holder = _Holder()
    holder.setObjectName("page")
    box = QHBoxLayout(holder)
    box.setContentsMargins(edge, edge, edge, edge)
    if width:
        content.setMaximumWidth(width)
        box.addStretch(1)
        box.addWidget(content, 100)
        box.addStretch(1)
    else:
        box.addWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(holder)
    FocusScroller(area)
    return area


def roomy(page: QWidget) -> QVBoxLayout:
    """Where a page puts its parts, below each other: with large letters they need more than a small
    laptop is high, and then the page is scrolled as a whole."""
    whole = QWidget()
    outer = QVBoxLayout(page)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(_scrolling(_WholePage(), whole, 0, 0))
    box = QVBoxLayout(whole)
    box.setContentsMargins(0, 0, 0, 0)
    return box


def page_head(title: str, *actions: QAbstractButton, subtitle: str | QLabel = "") -> QWidget:
    """A page's title line: title on the leading side, actions on the trailing side, below each
    other where the room is scant."""
    titles: list[QWidget | int] = [label(title, "h1")]
    if isinstance(subtitle, QLabel):
        titles.append(subtitle)
    elif subtitle:
        titles.append(label(subtitle, "muted", wrap=True))
    deeds = QWidget()
    line = Flow(GAP, GAP)
    deeds.setLayout(line)
    for action in actions:
        line.addWidget(action)
    return row(column(*titles, spacing=2), deeds, wide=0)


def room_of(window: QWidget) -> QSize:
    """What the screen has for a window of its own."""
    return window.screen().availableSize() - QSize(0, _TITLE_BAR)


def resize_on_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window of its own this size at 100 %, or what the screen has for it: with large
    letters on a small laptop its buttons would lie beyond the edge."""
    window.resize(QSize(px(width), px(height)).boundedTo(room_of(window)))


def keep_on_screen(window: QWidget) -> None:
    """Move a window of its own up, when it has grown beyond the lower edge of the screen."""
    room, frame = window.screen().availableGeometry(), window.frameGeometry()
    above = room.bottom() + 1 - frame.height()
    if window.isVisible() and frame.top() > above:
        window.move(frame.left(), max(above, room.top()))


class _Onward(QObject):
    def __init__(self, fields: tuple[QLineEdit, ...]) -> None:
        super().__init__(fields[0])
        self._fields = fields

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        at = next((number for number, field in enumerate(self._fields) if field is watched), -1)
        plain = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if not plain or not self._fields[at].text():
            return False
        empty = next((field for field in self._fields[at + 1 :] if not field.text()), None)
        if empty is not None:
            empty.setFocus()
        return empty is not None


def onward(*fields: QLineEdit) -> None:
    """Return in a field that is filled goes on to the next empty one. After the last it is the
    dialog's: pressed too early, its button would speak of what nobody has typed yet."""
    watching = _Onward(fields)
    for field in fields:
        field.installEventFilter(watching)


def begin_at(page: QWidget, first: QWidget) -> None:
    """Give the focus to `first` when a page is turned to; whoever is on it already stays there.
    (A focus proxy would do it too, but Tab then never comes to what stands before `first`.)"""
    now = QApplication.focusWidget()
    if not page.isVisible() or now is None or now is page:
        first.setFocus()


def cursor_in(window: QWidget) -> QWidget | None:
    """What has the focus of a window, active or not. The application is asked first: a window of
    Qt 6.12 may name what had it before a list of proposals closed."""
    now = QApplication.focusWidget()
    return now if now is not None and now.window() is window else window.focusWidget()


def has_focus(part: QWidget) -> bool:
    """Whether `part` or something in it has the focus of its window, active or not."""
    now = cursor_in(part.window())
    return now is not None and (now is part or part.isAncestorOf(now))


def give_keys(to: QWidget, *resting: QWidget) -> None:
    """What has the focus and is about to rest gives it to `to`, not to whatever comes next."""
    if any(map(has_focus, resting)):
        to.setFocus()


def clear(layout: QBoxLayout) -> None:
    """Take every widget out of `layout` and out of what lies in it, and delete it. A focus among
    them stays on the page: Qt would give it to the window's first button, and the next Space
    would leave."""
    while (item := layout.takeAt(0)) is not None:
        if isinstance(inner := item.layout(), QBoxLayout):
            clear(inner)
        if (widget := item.widget()) is not None:
            if has_focus(widget) and (stays := widget.parentWidget()) is not None:
                stays.setFocus()
            if (focused := widget.focusWidget()) is not None:
                focused.clearFocus()  # or a page that is turned to would give its focus to it
            widget.hide()
            widget.deleteLater()


def as_card(frame: QFrame) -> None:
    """Give a frame the ground of a card."""
    frame.setObjectName("card")


def card(*widgets: QWidget, spacing: int = GAP) -> QFrame:
    """A card that holds `widgets` from top to bottom."""
    frame = QFrame()
    as_card(frame)
    box = QVBoxLayout(frame)
    box.setContentsMargins(24, 20, 24, 20)
    box.setSpacing(spacing)
    for widget in widgets:
        box.addWidget(widget)
    return frame


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
        self._words = words = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        words.setSpacing(px(2))
        words.addWidget(label(title, wrap=True), 1)
        self._text = label(text, "muted", wrap=True)
        if text:
            words.addWidget(self._text)
        box = QHBoxLayout(self)
        box.setContentsMargins(px(14), px(8), px(14), px(8))
        box.setSpacing(px(12))
        if picture:
            box.addWidget(_sign(picture, "text3"), 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(words, 1)
        self._caret = _sign("caret-right", "text3")
        box.addWidget(self._caret, 0, Qt.AlignmentFlag.AlignVCenter)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def tell(self, text: str) -> None:
        """Say something else below the title, of a row that has a text."""
        self._text.setText(text)
        self.setAccessibleDescription(text)

    def set_low(self, low: bool) -> None:
        """One line, with the text beside the title: where many stand below each other on a low
        page."""
        way = QBoxLayout.Direction
        self._words.setDirection(way.LeftToRight if low else way.TopToBottom)
        self._text.setWordWrap(not low)
        self._caret.setVisible(not low)

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


class Banner(QFrame):
    """Red, with one button; hidden while there is nothing to say."""

    pressed = Signal()

    def __init__(self, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bannerdanger")
        picture = QLabel()
        picture.setPixmap(pixmap("warning-circle", "surface"))
        self._words = Words()
        self._words.setObjectName("bannerText")
        self._words.setWordWrap(True)
        self._action = button(action, style="onBanner")
        self._action.clicked.connect(self.pressed)
        box = QHBoxLayout(self)
        box.setContentsMargins(px(24), px(10), px(24), px(10))
        box.setSpacing(px(12))
        box.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        box.addWidget(self._words, 1)
        box.addWidget(self._action)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence; '' hides the banner."""
        self._words.setText(isolate(text))
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """What it says."""
        return self.accessibleName()


StripKind = Literal["note", "notewarn", "notedanger", "noteok"]

_PICTURES: dict[StripKind, tuple[str, str]] = {
    "note": ("info", "primary"),
    "notewarn": ("hand-palm", "warn"),
    "notedanger": ("warning-circle", "danger"),
    "noteok": ("check-circle", "ok"),
}


def as_strip(frame: QFrame, kind: StripKind) -> None:
    """Give a frame the ground of a strip."""
    frame.setObjectName(kind)


def note(text: str, kind: StripKind = "note") -> QFrame:
    """One sentence on the ground of a strip, without a picture."""
    frame = QFrame()
    as_strip(frame, kind)
    box = QHBoxLayout(frame)
    box.setContentsMargins(14, 10, 14, 10)
    box.addWidget(label(text, "noteText", wrap=True))
    return frame


class Strip(QFrame):
    """One sentence; `action` is an optional widget at its end."""

    wide = True

    def __init__(
        self, text: str = "", kind: StripKind = "note", action: QWidget | None = None
    ) -> None:
        super().__init__()
        as_strip(self, kind)
        picture = QLabel()
        picture.setPixmap(pixmap(*_PICTURES[kind]))
        self._words = Words()
        self._words.setWordWrap(True)
        box = QHBoxLayout(self)
        box.setContentsMargins(px(14), px(10), px(14), px(10))
        box.setSpacing(px(10))
        level = Qt.AlignmentFlag.AlignTop if action is None else Qt.AlignmentFlag.AlignVCenter
        box.addWidget(picture, 0, level)
        box.addWidget(self._words, 1)
        if action is not None:
            box.addWidget(action)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._words.setText(isolate(text))
        self.setAccessibleName(text)

    def text(self) -> str:
        """What it says."""
        return self.accessibleName()
