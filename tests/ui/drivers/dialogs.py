"""How dialogs are answered that several tests meet, beside those of `tests.ui.gestures`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QWidget

from tests.ui.drivers.seeing import every, line_fields, the, words
from tests.ui.gestures import press, type_text
from tipdesk.i18n.text import _, isolated
from tipdesk.ui.toolkit.choosing_files import UsbDriveChoice

_MOST_WORDS = 33  # of a recovery share; a sheet has 24


def words_on_screen(root: QWidget) -> tuple[str, ...]:
    """The words of a recovery sheet or share, as they are read from the screen."""
    return tuple(words(root, "word"))


def asked_back(root: QWidget) -> dict[int, QLineEdit]:
    """Which words of the sheet are asked back, and where they are typed."""
    titles = {
        _("Word number {number}").format(number=isolated(str(number))): number
        for number in range(1, _MOST_WORDS + 1)
    }
    named = [(titles.get(line.accessibleName()), line) for line in line_fields(root)]
    return {number: line for number, line in named if number is not None}


def give_words_back(root: QWidget, sheet: tuple[str, ...]) -> None:
    """Type the words that are asked, and Return after each: on to the next, from the last to the
    end."""
    fields = asked_back(root)
    assert len(fields) == 3
    for number, line in fields.items():
        type_text(sheet[number - 1], line)
        press(Qt.Key.Key_Return)


def typed_name(dialog: QDialog) -> QLineEdit:
    """Where a file dialog takes a name."""
    return the(dialog, QLineEdit, "fileNameEdit")


def folder_shown(dialog: QDialog) -> QComboBox:
    """Where a file dialog says which folder it shows."""
    return the(dialog, QComboBox, "lookInCombo")


def kinds_offered(dialog: QDialog) -> QComboBox:
    """Where a file dialog says which kinds of file it shows."""
    return the(dialog, QComboBox, "fileTypeCombo")


def usb_drive_choice(root: QWidget) -> UsbDriveChoice:
    """Where a dialog or page asks for a USB drive or a folder."""
    (choice,) = every(root, UsbDriveChoice)
    return choice
