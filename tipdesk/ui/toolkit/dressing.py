"""What the settings say of the look and the language, put on: when the program starts, and between
two windows. No window is dressed while it is full: it is emptied first and built anew."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QApplication

from tipdesk.core.settings import FontScale, Language, Settings
from tipdesk.i18n.catalogue import set_language
from tipdesk.ui.toolkit import theme as look
from tipdesk.ui.toolkit.qt_language import install_translators


@dataclass(frozen=True, slots=True)
class Dress:
    """What can be seen of the settings."""

    language: Language
    font_scale: FontScale
    theme: look.Theme


def dress_of(settings: Settings) -> Dress:
    """What the settings ask for, and the system that they may follow: another one when that
    changes."""
    return Dress(settings.language, settings.font_scale, look.theme_of(settings.theme))


def wear(application: QApplication, dress: Dress) -> None:
    """Put on language, direction, faces, size and colours."""
    set_language(dress.language)
    # The translators come first: Qt's own would set a direction again.
    install_translators(application)
    look.apply(application, dress.font_scale, dress.theme)
