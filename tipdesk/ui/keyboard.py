"""Which letters the keyboard writes now: wrong-layout passphrases are the commonest lock-out."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtGui import QGuiApplication

from tipdesk.i18n.catalogue import _


def is_arabic() -> bool:
    """Whether the keyboard writes Arabic now."""
    locale = QGuiApplication.inputMethod().locale()
    return locale.script() == QLocale.Script.ArabicScript


def short_name() -> str:
    """ع or the layout's language, for the status bar."""
    if is_arabic():
        return "ع"
    language = QGuiApplication.inputMethod().locale().language()
    if language == QLocale.Language.C:  # nobody told Qt
        language = QLocale.Language.English
    return QLocale.languageToCode(language).upper()


def sentence() -> str:
    """The keyboard's language in words, for a passphrase field."""
    return _("Keyboard: Arabic") if is_arabic() else _("Keyboard: Latin letters")


class KeyboardWatch(QObject):
    """Tells when the layout changes."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        QGuiApplication.inputMethod().localeChanged.connect(self.changed)
