"""The small parts that every page is built from: texts, cards, buttons, labelled fields.

All text is plain text (never markup). Direction comes from the application; nothing here says
left or right. Object names choose the look in `resources/style.qss`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QTextOption
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tipdesk.i18n.catalogue import is_rtl
from tipdesk.ui.toolkit.bounded_text import BoundedText
from tipdesk.ui.toolkit.icons import icon
from tipdesk.ui.toolkit.in_sight import InSight
from tipdesk.ui.toolkit.theme import px
from tipdesk.ui.toolkit.words import Words

_ICON, _ICON_GAP = 18, 5  # of a button, in pixels at 100 %
GAP = 12  # between parts of one group, in device-independent pixels
MARGIN = 28  # of a page
_TITLE_BAR = 32  # pixels that the desktop adds to a window


def label(text: str = "", style: str = "", *, wrap: bool = False) -> QLabel:
    """A plain-text label; `style` is an object name of the style sheet (h1, h2, muted, error)."""
    made = Words(text)
    made.setWordWrap(wrap)
    made.setObjectName(style)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def copyable(text: str = "", style: str = "code") -> QLabel:
    """A code or fingerprint: selectable, reachable by keyboard, always left to right."""
    made = QLabel()  # no mark of direction: the first group of digits stands at the left
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setObjectName(style)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    side = Qt.AlignmentFlag.AlignRight if is_rtl() else Qt.AlignmentFlag.AlignLeft
    made.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made


class _Button(QPushButton):
    """Return presses the button that has the focus; elsewhere in a dialog it presses the one that
    `setDefault` named, never (as Qt would have it) whichever comes first."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, icon_name: str = "", style: str = "") -> QPushButton:
    """A push button; `style` is "" (bordered), "primary" or "ghost"."""
    made = _Button(text)
    made.setObjectName(style)
    made.setAccessibleName(text)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon_name:
        set_picture(made, icon_name)
    return made


def set_picture(
    made: QAbstractButton, name: str, *, size: int = _ICON, after: bool = False
) -> None:
    """Put a picture before a button's words (`after`: behind them), with room between the two that
    no style of Qt's leaves; `size` in pixels at 100 %."""
    style = made.objectName()
    tint = {"primary": "onPrimary", "danger": "danger", "chipButton": "primary"}.get(style, "text2")
    made.setIcon(icon(name, tint, size, gap=_ICON_GAP, after=after))
    made.setIconSize(QSize(px(size) + px(_ICON_GAP), px(size)))
    if after:
        turned = Qt.LayoutDirection.LeftToRight if is_rtl() else Qt.LayoutDirection.RightToLeft
        made.setLayoutDirection(turned)


def way_back(text: str) -> QPushButton:
    """The button that leads back from a page; Escape presses it too."""
    made = button(text, "arrow-left")
    on_escape(made, made)
    return made


def on_escape(page: QWidget, *ways: QPushButton) -> None:
    """Escape presses the first of `ways` that can be pressed, while `page` is shown."""

    def go() -> None:
        open_ways = (one for one in ways if one.isVisible() and one.isEnabled())
        if (first := next(open_ways, None)) is not None:
            first.click()

    QShortcut(QKeySequence(Qt.Key.Key_Escape), page, go)


def card(*widgets: QWidget, spacing: int = GAP) -> QFrame:
    """A white card holding `widgets` from top to bottom."""
    frame = QFrame()
    frame.setObjectName("card")
    box = QVBoxLayout(frame)
    box.setContentsMargins(24, 20, 24, 20)
    box.setSpacing(spacing)
    for widget in widgets:
        box.addWidget(widget)
    return frame


def note(text: str, style: str = "note") -> QFrame:
    """A calm strip with one sentence; `style` is "note" or "notewarn"."""
    frame = QFrame()
    frame.setObjectName(style)
    box = QHBoxLayout(frame)
    box.setContentsMargins(14, 10, 14, 10)
    box.addWidget(label(text, "noteText", wrap=True))
    return frame


def text_area(height: int) -> BoundedText:
    """Room for some lines, `height` pixels at 100 %. Tab leaves it; every line begins where
    the language of the screen begins."""
    made = BoundedText()
    made.setTabChangesFocus(True)
    made.setFixedHeight(px(height))
    side = Qt.AlignmentFlag.AlignRight if is_rtl() else Qt.AlignmentFlag.AlignLeft
    option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
    rtl, ltr = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight
    option.setTextDirection(rtl if is_rtl() else ltr)
    made.document().setDefaultTextOption(option)
    return made


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
    which makes a scroll bar where nothing is hidden."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


def scrolled(content: QWidget, *, width: int = 0, edge: int = MARGIN) -> QScrollArea:
    """`content` in a vertical scroll area, centred and at most `width` wide when given, with
    `edge` pixels around it."""
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
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(holder)
    InSight(area)
    return area


def page_head(title: str, *actions: QAbstractButton, subtitle: str = "") -> QWidget:
    """A page's title line: title on the leading side, actions on the trailing side."""
    titles: list[QWidget | int] = [label(title, "h1")]
    if subtitle:
        titles.append(label(subtitle, "muted", wrap=True))
    return row(column(*titles, spacing=2), *actions, wide=0)


def resize_on_screen(window: QWidget, width: int, height: int) -> None:
    """Give a window of its own this size at 100 %, or what the screen has for it: with large
    letters on a small laptop its buttons would lie beyond the edge."""
    room = window.screen().availableSize() - QSize(0, _TITLE_BAR)
    window.resize(QSize(px(width), px(height)).boundedTo(room))


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
        at = next((number for number, one in enumerate(self._fields) if one is watched), -1)
        plain = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if not plain or not self._fields[at].text():
            return False
        empty = next((one for one in self._fields[at + 1 :] if not one.text()), None)
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
            if (held := widget.focusWidget()) is not None:
                held.clearFocus()  # or a page that is turned to would give its focus to it
            widget.hide()
            widget.deleteLater()
