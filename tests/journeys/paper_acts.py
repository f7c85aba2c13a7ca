"""Paper in the journey: the notice, printed before the account; the intake form, saved as PDF."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog

from tests.journeys.stage import answering, button_there, click_in, tell, wait, window
from tests.ui.gestures import answer, bare, click, field, pick, press
from tipdesk.i18n.text import _


def _say_why(then: str, printer: str = "") -> Callable[[QDialog], None]:
    """Chooses the printer, answers what the paper is for, and goes on."""

    def act(dialog: QDialog) -> None:
        if printer:
            printers = field(dialog, _("Printer"))
            assert isinstance(printers, QComboBox)
            named = [bare(printers.itemText(at)) for at in range(printers.count())]
            printers.setCurrentIndex(named.index(printer))
        choice = field(dialog, _("What is it for?"))
        assert isinstance(choice, QComboBox)
        choice.setCurrentIndex(choice.findText(_("For the Public Prosecution")))
        click(dialog, then)

    return act


def print_notice(paper: str) -> None:
    """From the interview: look at the notice, print it, note that it was handed over; back. It
    comes out as `paper`."""
    path = Path(paper)
    click_in(_("Notice to the Prosecution"))
    wait(lambda: button_there(_("Print")), "the notice")
    answering(lambda: click_in(_("Print")), _say_why(_("Print"), "Printer Beside"))
    wait(lambda: path.is_file() and not button_there(_("Stop printing")), "the printed notice")
    pressed = _("The notice was handed over now")
    answering(lambda: click_in(pressed), answer(_("It was handed over")))
    wait(lambda: not button_there(pressed), "the note of it")
    tell("printed", path=paper)
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
    where = _say_why(_("Choose where…"))
    answering(lambda: click_in(_("Save as PDF")), where, pick(path), answer(_("Close")))
    click_in(_("Back"))
