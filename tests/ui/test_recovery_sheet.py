"""The recovery sheet never becomes a file."""

import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from tests.ui.gestures import answer, dialogs
from tipdesk.desk.setup import recovery_sheet
from tipdesk.i18n.catalogue import _
from tipdesk.storage.recovery_words import to_words
from tipdesk.ui.recovery_sheet import print_on, print_recovery_sheet


@pytest.fixture
def sheet():
    return recovery_sheet(to_words(bytes(range(32))))


def test_a_printer_that_is_a_file_is_refused_and_nothing_is_written(qtbot, sheet, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "print.pdf"))
    with dialogs(answer(_("Close"), says=_("There is no printer for this sheet"))):
        assert not print_on(printer, lambda *_page: pytest.fail("drawn"), parent)
    assert list(tmp_path.iterdir()) == []


def test_without_a_printer_the_words_are_copied_by_hand(qtbot, sheet, monkeypatch):
    monkeypatch.setenv("CUPS_SERVER", "/nowhere")
    parent = QWidget()
    qtbot.addWidget(parent)
    with dialogs(answer(_("Close"), says=_("There is no printer for this sheet"))):
        assert not print_recovery_sheet(sheet, parent)
