"""Which letters the keyboard writes now: wrong-layout passphrases are the commonest lock-out.

Windows tells. On X11 Qt knows the language of the system and calls it the keyboard's, so there the
last letter that was typed tells; nothing is said before the first one, nor after the key that
turns to another layout.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from PySide6.QtCore import QEvent, QLocale, QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent

from tipdesk.i18n.catalogue import _
from tipdesk.ui.toolkit.window_listener import WindowListener

_TOLD = frozenset({"windows", "cocoa"})  # Qt's platforms that know the layout
_ISO_GROUP = range(0xFE06, 0xFE10)  # keysyms of X11: to another layout


def is_arabic() -> bool | None:
    """Whether the keyboard writes Arabic now; None while nobody knows."""
    if QGuiApplication.platformName() in _TOLD:
        locale = QGuiApplication.inputMethod().locale()
        return locale.script() == QLocale.Script.ArabicScript
    return _typed().arabic


def short_name() -> str:
    """ع or the code of the layout, for the status bar; '' while nobody knows."""
    arabic = is_arabic()
    if arabic is None:
        return ""
    return "ع" if arabic else "A"


def sentence() -> str:
    """The keyboard's language in words, for a passphrase field; '' while nobody knows."""
    arabic = is_arabic()
    if arabic is None:
        return ""
    return _("Keyboard: Arabic") if arabic else _("Keyboard: Latin letters")


class KeyboardWatch(QObject):
    """Tells when the layout changes."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        QGuiApplication.inputMethod().localeChanged.connect(self.changed)
        _typed().changed.connect(self.changed)


class _Typed(WindowListener):
    """Looks at the letters that arrive at the window with the keyboard. Keeps none of them."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.arabic: bool | None = None
        self.listen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.nativeVirtualKey() in _ISO_GROUP:
                self._know(None)
            elif (letter := event.text()[:1]).isalpha():
                self._know(unicodedata.bidirectional(letter) == "AL")
        return False

    def _know(self, arabic: bool | None) -> None:
        if arabic is not self.arabic:
            self.arabic = arabic
            self.changed.emit()


@cache
def _typed() -> _Typed:
    """One for the program: what was typed before a page was made counts for it too."""
    return _Typed()
