"""The clerk before the authority's window. What it is put together of is known here only."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QPlainTextEdit

from tests.ui.drivers.seeing import cell, faults, seen, the
from tests.ui.gestures import bare, click, field, press, type_text, wait_until
from tipdesk.desk.authority.clerk import open_folder
from tipdesk.i18n.text import _
from tipdesk.ui.authority.bars import AuthorityBar
from tipdesk.ui.authority.opening import AuthorityOpening
from tipdesk.ui.authority.requests import RequestCard
from tipdesk.ui.authority.window import AuthorityWindow
from tipdesk.ui.setup.trust_digits import NumberedDigits
from tipdesk.ui.toolkit import tables


def new_window(services, folder: Path) -> AuthorityWindow:
    """The window as it begins, on the screen."""
    window = AuthorityWindow(services, folder)
    window.services = services
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    window.start()
    return window


def enter(window, passphrase: str):
    """Give the clerk's passphrase without the page that asks for it; the first page is shown."""
    folder = the(window, AuthorityOpening).folder
    window.enter(open_folder(folder, passphrase, window.services.clock))
    return window


def is_locked(window) -> bool:
    """Whether the passphrase is asked for, and no page is there any more."""
    return bool(seen(window, AuthorityOpening)) and not window._shown


def session(window):
    """What is open, to be asked afterwards what was done."""
    return window._session


def settle(window):
    """Until the act that runs has ended."""
    wait_until(lambda: not window.services.jobs.busy)
    QApplication.processEvents()


def turn_to(window, text: str):
    """Press the page's name in the bar; the page, once it is loaded."""
    click(the(window, AuthorityBar), text)
    settle(window)
    return window._stack.currentWidget()


def give_passphrase(window, passphrase: str):
    """Type it and press Return."""
    line = field(window, _("Passphrase of the clerk"))
    type_text(passphrase, line)
    press(Qt.Key.Key_Return, line)
    settle(window)


def people(page) -> list[list[str]]:
    """The rows of the table of certificates, without marks of direction."""
    model = the(page, tables.QTableView).model()
    return [
        [bare(cell(model, at, column)) for column in range(model.columnCount())]
        for at in range(model.rowCount())
    ]


def choose_person(page, name: str):
    """Select the certificate of somebody."""
    view = the(page, tables.QTableView)
    at = next(at for at, line in enumerate(people(page)) if name in line)
    tables.select_row(view, at)


def digits_shown(root) -> list[str]:
    """What a screen reader says of numbered groups: «1: 12345 2: …»."""
    return [part.accessibleName() for part in seen(root, NumberedDigits)]


def requests(page) -> list[RequestCard]:
    """The requests that are open, from the top."""
    return seen(page, RequestCard)


def tick(root, text: str = "") -> QCheckBox:
    """The box whose words hold this text."""
    return next(part for part in seen(root, QCheckBox) if text in bare(part.text()))


def long_texts(root) -> str:
    """What stands in the fields of several lines."""
    return bare("\n".join(part.toPlainText() for part in seen(root, QPlainTextEdit)))


def sign_second(passphrase: str, *, says: str = "", wrong: str = ""):
    """Answers the dialog of the second signature; `says` must be readable there before, `wrong` is
    a passphrase that is tried first."""

    def act(dialog: QDialog) -> None:
        assert says in long_texts(dialog), long_texts(dialog)
        line = field(dialog, _("Your own passphrase"))
        if wrong:
            type_text(wrong, line)
            click(dialog, _("Sign the list"))
            wait_until(line.isEnabled)
            assert faults(dialog)
            line.clear()
        type_text(passphrase, line)
        click(dialog, _("Sign the list"))

    return act
