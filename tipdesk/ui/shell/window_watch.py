"""What happens at the windows: that nobody is there, and the keys that hide everything.

It listens at the system's windows, not at every widget: a few events a second instead of thousands,
and it hears a key also while a dialog or a menu has the keyboard, where no shortcut of the main
window works.

A reader sends a passport in half a second. When the lock or the privacy screen comes in between,
what is left would go into the passphrase, and its last key would send that. `BurstGuard` swallows
keys of a burst that began before as long as each follows the last as only a reader's do; a key at
the pace of hands ends that and is never swallowed.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QGuiApplication, QInputMethod, QKeyEvent
from PySide6.QtWidgets import QApplication

from tipdesk.texts import keys
from tipdesk.ui.toolkit import keyboard
from tipdesk.ui.toolkit.keyboard import stroke_of

# --- the rest of a burst ----------------------------------------------------------------------


class BurstGuard(keyboard.WindowListener):
    """Follows every key of the program; `cut` says that the screen is another one."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._cutting = False
        self._doubtful: list[
            keyboard.KeyPress
        ] = []  # after the end of a line: of the reader's next, or a hand's
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(2 * keyboard.FAST)
        self._patience.timeout.connect(self._release)
        self.listen()

    @Slot()
    def cut(self) -> None:
        """What is being typed by a reader goes no further."""
        self._cutting = True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if keyboard.Pace.handing_on or keyboard.is_silent(event) or not keyboard.writes(event):
            return False
        key = keyboard.key_of(event)
        gap = keyboard.Pace.note(key, repeated=event.isAutoRepeat())
        return self._cutting and self._is_swallowed(key, gap)

    def _is_swallowed(self, key: keyboard.KeyPress, gap: keyboard.KeyGap) -> bool:
        if gap is keyboard.KeyGap.FAST and keyboard.Pace.run >= keyboard.SURE:
            self._patience.stop()
            self._doubtful.clear()
            return True
        self._release()
        if gap is keyboard.KeyGap.LINE and keyboard.Pace.run >= keyboard.SURE:
            self._doubtful.append(key)
            self._patience.start()
            return True
        self._cutting = gap is not keyboard.KeyGap.SLOW
        return False

    @Slot()
    def _release(self) -> None:
        """It was a hand after all."""
        self._patience.stop()
        keys, self._doubtful = self._doubtful, []
        keyboard.hand_on(keys)


_ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.ShiftModifier
    | Qt.KeyboardModifier.MetaModifier
)


class WindowWatch(keyboard.WindowListener):
    """Follows the window that has the keyboard, whichever it is."""

    rested = Signal()  # nobody has touched the computer for a while
    touched = Signal()  # somebody has, after `wait_once`
    key_came = Signal()  # any key, before anybody has it
    lock_pressed = Signal()
    end_pressed = Signal()  # lock, and end the program
    privacy_screen_pressed = Signal()
    mask_pressed = Signal()
    help_pressed = Signal()
    looks_pressed = Signal()
    escaped = Signal()  # Escape, while `takes_escape`

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._usual, self._once = 0, False  # milliseconds; waiting for something shorter
        self.takes_escape = False  # help is open: the page behind it does not hear the key
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.rested)
        self._keys: Mapping[tuple[int, Qt.KeyboardModifier], SignalInstance] = {
            stroke_of(keys.LOCK): self.lock_pressed,
            stroke_of(keys.LOCK_AND_CLOSE): self.end_pressed,
            stroke_of(keys.COVER): self.privacy_screen_pressed,
            stroke_of(keys.HIDE_NAMES): self.mask_pressed,
            stroke_of(keys.HELP): self.help_pressed,
            stroke_of(keys.WINDOW_LOOKS): self.looks_pressed,
        }
        # What an input method writes arrives at no window: the cursor moves all the same.
        self._cursor = _cursor()
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self._on_cursor)
        self.listen()

    def start(self, milliseconds: int) -> None:
        """Begin to wait for rest."""
        self._usual, self._once = milliseconds, False
        self._timer.start(milliseconds)

    def wait_once(self, milliseconds: int) -> None:
        """Wait this long; after the next touch as long as usual."""
        self._once, self._cursor = True, _cursor()
        self._timer.start(milliseconds)

    def again(self) -> None:
        """Wait once more, as long as usual."""
        self._once = False
        self._timer.start(self._usual)

    def stop(self) -> None:
        """Wait no more."""
        self._timer.stop()

    @Slot()
    def _on_cursor(self) -> None:
        """A cursor that has moved in its text is somebody's; one that was only carried along, by a
        line that came above it, is nobody's."""
        before, self._cursor = self._cursor, _cursor()
        if self._cursor != before:
            self._on_activity()

    @Slot()
    def _on_activity(self) -> None:
        if self._timer.isActive():
            first_touch, self._once = self._once, False
            self._timer.start(self._usual)
            if first_touch:
                self.touched.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVITY:
            self._on_activity()
            if isinstance(event, QKeyEvent):
                self.key_came.emit()
                return self._is_ours(event)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            closes = self._closes_help(event)
            if closes:
                event.accept()  # no shortcut of the page
            return closes
        return False

    def _closes_help(self, event: QKeyEvent) -> bool:
        stroke = event.key(), event.modifiers() & _MODIFIERS
        return self.takes_escape and stroke == _ESCAPE and not _asked_elsewhere()

    def _is_ours(self, event: QKeyEvent) -> bool:
        pressed = self._keys.get((event.key(), event.modifiers() & _MODIFIERS))
        if self._closes_help(event):
            pressed = self.escaped
        if pressed is None:
            return False
        if not event.isAutoRepeat():
            pressed.emit()
        return True


_ESCAPE = (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)


def _asked_elsewhere() -> bool:
    """Whether a dialog, a menu or a list has the keys."""
    return bool(QApplication.activeModalWidget() or QApplication.activePopupWidget())


def _cursor() -> tuple[int, object, object]:
    """In which field the cursor stands, and where in its text."""
    ask = QInputMethod.queryFocusObject
    where = Qt.InputMethodQuery
    return (
        id(QGuiApplication.focusObject()),
        ask(where.ImAbsolutePosition, None),
        ask(where.ImCursorPosition, None),
    )
