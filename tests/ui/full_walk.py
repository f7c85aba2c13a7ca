"""Somebody presses every button of a page, one after another, while the disk takes nothing more.

Dialogs are agreed to: a file or folder is chosen, a passphrase given, words typed, the named button
pressed. What was said and what went wrong is noted by button.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from tests.ui.drivers.seeing import every
from tests.ui.drivers.vault import desk_of
from tests.ui.gestures import bare, texts, type_text
from tipdesk.cases.paper.prints import new_serials
from tipdesk.core.errors import DiskFull
from tipdesk.i18n.text import _
from tipdesk.texts.messages import sentence
from tipdesk.ui.toolkit.dialogs import Dialog
from tipdesk.ui.toolkit.services import Services

PACK = "pack"  # the dialog in which a pack's number is typed
_STEP = 5  # milliseconds between two looks
_PATIENCE = 40  # looks
_MOST = 12  # dialogs that one button may bring


def fill(services: Services) -> None:
    """From now on the vault takes nothing: not one more entry of the audit log."""
    desk = desk_of(services.session)
    desk.vault.limit_pages(desk.vault.rows("PRAGMA page_count")[0][0])
    for detail in ("full " * 40, ""):  # the last page, to its last bytes
        with suppress(DiskFull):
            while True:
                desk.enter("filled", note=detail)


class Walker:
    """Presses one button and agrees to all that follows."""

    def __init__(self, passphrases: Mapping[str, str], files: Mapping[str, Path]) -> None:
        self._passphrases = passphrases  # login → passphrase
        self._files = files  # part of a filter's name, "folder", "save" → path
        self.any_file = files["any"]
        self.said_full = False
        self._answered: list[QWidget] = []
        self._stays = 0  # looks at a dialog that was answered and is still there
        self._busy: Callable[[], bool] = bool
        self._timer = QTimer()
        self._timer.setInterval(_STEP)
        self._timer.timeout.connect(self._look)

    def press(self, pressed: QAbstractButton, busy: Callable[[], bool]) -> None:
        """Click, then wait until no job runs and no dialog is open."""
        self.said_full, self._answered, self._busy = False, [], busy
        self._timer.start()
        QTest.mouseClick(pressed, Qt.MouseButton.LeftButton)
        patience = QDeadlineTimer(300_000)
        while busy() or QApplication.activeModalWidget() is not None:
            assert not patience.hasExpired(), texts(pressed.window())
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self._timer.stop()

    def _look(self) -> None:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or dialog.objectName() == "waiting":
            return
        if any(dialog is answered for answered in self._answered):
            if _asks(dialog) and _says_full(dialog):  # it says so in itself
                self.said_full = True
                dialog.reject()
            self._stays += 1
            if self._stays > _PATIENCE and not self._busy():  # more can be done in it: go
                _close(dialog)
            return
        if len(self._answered) >= _MOST or self._busy():  # a dialog may be filled by a job
            return
        self._answered.append(dialog)
        self._stays = 0
        # Not from here: Qt calls no timer that is still being called, and the answer may bring
        # a dialog of its own.
        QTimer.singleShot(0, partial(self._agree, dialog))

    def _agree(self, dialog: QDialog) -> None:
        self.said_full = self.said_full or _says_full(dialog)
        if isinstance(dialog, QFileDialog):
            self._choose(dialog)
        elif (where := _passphrase(dialog)) is not None:
            people = every(dialog, QComboBox)
            login = people[0].currentData() if people else next(iter(self._passphrases))
            type_text(self._passphrases[login], where)
            QTest.keyClick(where, Qt.Key.Key_Return)
        else:
            _fill_in(dialog)
            _named_button(dialog).click()

    def _choose(self, dialog: QFileDialog) -> None:
        if dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
            path = self._files["save"]
            path.unlink(missing_ok=True)
        elif dialog.fileMode() is QFileDialog.FileMode.Directory:
            path = self._files["folder"]
        else:
            named = [path for name, path in self._files.items() if name in dialog.nameFilters()[0]]
            path = named[0] if named else self._files["any"]
        (where,) = every(dialog, QLineEdit, "fileNameEdit")
        where.setText(str(path))
        QTest.keyClick(where, Qt.Key.Key_Return)


def _close(dialog: QDialog) -> None:
    for part in every(dialog, QPushButton):
        if part.text() == _("Close") and part.isVisibleTo(dialog) and part.isEnabled():
            part.click()
            return
    dialog.reject()


def starts_job(dialog: QDialog) -> bool:
    """Whether its button starts a job."""
    return isinstance(dialog, Dialog) and dialog.starts_job


def _asks(dialog: QDialog) -> bool:
    """Whether it stays open with what went wrong."""
    return starts_job(dialog) or dialog.objectName() == PACK


def _says_full(dialog: QDialog) -> bool:
    return bare(sentence(DiskFull()).what) in bare(texts(dialog))


def _passphrase(dialog: QDialog) -> QLineEdit | None:
    fields = [
        line
        for line in every(dialog, QLineEdit)
        if line.accessibleName() == _("Passphrase") and line.isVisibleTo(dialog)
    ]
    return fields[0] if fields else None


def _fill_in(dialog: QDialog) -> None:
    for text in every(dialog, QPlainTextEdit):
        if text.isVisibleTo(dialog) and not text.isReadOnly() and not text.toPlainText():
            type_text("سبب", text)
    for ticks in every(dialog, QListWidget):
        ticks.item(0).setCheckState(Qt.CheckState.Checked)
    lines = every(dialog, QLineEdit) if starts_job(dialog) else []
    if lines:
        type_text("x", lines[0])
    if dialog.objectName() == PACK:
        (serial,) = new_serials(1, date(2026, 11, 27))
        type_text(serial, every(dialog, QLineEdit)[0])
    for choice in every(dialog, QComboBox):
        if choice.isVisibleTo(dialog) and choice.isEnabled() and not choice.currentData():
            QTest.keyClick(choice, Qt.Key.Key_Down)  # the first that is offered


def _named_button(dialog: QDialog) -> QPushButton:
    """The deed, not the way back: dialogs that ask gravely have the way back as their default."""
    shown = [
        part for part in every(dialog, QPushButton) if part.isVisibleTo(dialog) and part.isEnabled()
    ]
    assert shown, texts(dialog)
    deeds = [choice for choice in shown if choice.objectName() in ("danger", "primary")]
    return (deeds or shown)[0]
