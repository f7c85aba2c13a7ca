"""Paper in the journey: the notice, printed before the account; the intake form, saved as PDF."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit

from tests.journeys.stage import answering, button_there, click_in, tell, wait, window
from tests.ui.gestures import answer, click, field, pick, press, type_text
from tipdesk.i18n.catalogue import _


def print_notice(path: str) -> None:
    """From the interview: look at the notice, print it, note that it was handed over; back."""

    def to_file(dialog: QDialog) -> None:
        """No printer is there: Qt's dialog offers a file instead, as on a laptop without one."""
        assert isinstance(dialog, QPrintDialog)
        where = dialog.findChild(QLineEdit, "filename")
        assert where is not None
        where.clear()
        type_text(path, where)
        click(dialog, _("Print"))

    click_in(_("Notice to the Prosecution"))
    wait(lambda: button_there(_("Print")), "the notice")
    answering(lambda: click_in(_("Print")), to_file)
    wait(Path(path).is_file, "the printed notice")
    pressed = _("The notice was handed over now")
    answering(lambda: click_in(pressed), answer(_("It was handed over")))
    wait(lambda: not button_there(pressed), "the note of it")
    tell("printed", path=path)
    click_in(_("Back"))


def save_intake(path: str) -> None:
    """From the review: choose the intake form, look at it, save it as PDF; back to the review."""
    click_in(_("Print"))
    document = field(window(), _("Document"))
    assert isinstance(document, QComboBox)
    for _turn in range(document.count()):
        if document.currentText() == _("Intake form"):
            break
        press(Qt.Key.Key_Down, document)
    wait(lambda: button_there(_("Save as PDF")), "the intake form")
    answering(lambda: click_in(_("Save as PDF")), pick(path), answer(_("Close")))
    click_in(_("Back"))
