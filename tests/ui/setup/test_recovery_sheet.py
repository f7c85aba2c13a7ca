"""Recovery sheet and shares on paper: never a file, and their code is read as their numbers."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from tests.programs import program
from tests.ui.gestures import answer, dialogs
from tipdesk.desk.station.setup import RecoverySheet, recovery_sheet
from tipdesk.desk.station.shares import ShareSheet
from tipdesk.i18n.text import _
from tipdesk.storage import passphrase
from tipdesk.storage.keys import recovery_shares
from tipdesk.ui.setup.recovery_sheet import (
    draw_recovery_sheet,
    draw_share,
    print_on,
    print_recovery_sheet,
)
from tipdesk.ui.toolkit.services import Services


@pytest.fixture
def sheet():
    return recovery_sheet(passphrase.to_words(bytes(range(32))))


def test_a_printer_that_is_a_file_is_refused_and_nothing_is_written(qtbot, sheet, tmp_path):
    parent = QWidget()
    qtbot.addWidget(parent)
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "print.pdf"))
    with dialogs(answer(_("Close"), says=_("There is no printer for this sheet"))):
        assert print_on(lambda: printer, lambda *_page: pytest.fail("drawn"), parent) is None
    assert list(tmp_path.iterdir()) == []


def test_without_a_printer_the_words_are_copied_by_hand(qtbot, jobs, sheet, monkeypatch):
    monkeypatch.setenv("CUPS_SERVER", "/nowhere")
    parent, services = QWidget(), Services(Path(), jobs)
    qtbot.addWidget(parent)
    with dialogs(answer(_("Close"), says=_("There is no printer for this sheet"))):
        print_recovery_sheet(services, sheet, parent)
    assert services.sheets_printed == []


@pytest.mark.parametrize("count", [24, 33])
def test_the_code_on_the_paper_is_typed_as_the_numbers_of_the_words(qapp, sheet, tmp_path, count):
    share = recovery_shares.split(bytes(32))[1]
    numbers = tuple(recovery_shares.word_number(word) for word in share.words)
    made_at = datetime(2026, 11, 24, tzinfo=UTC)
    of_share = RecoverySheet(share.words, numbers, (5, 6, 7))
    image = QImage(1700, 2570, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(0.9, 0.9)
    painter.translate(90, 90)
    page = QRectF(0, 0, 1700, 2570)
    if count == 24:
        draw_recovery_sheet(painter, page, sheet)
    else:
        draw_share(painter, page, ShareSheet(2, share.set_number, "KWT", made_at, of_share))
    painter.end()
    image.save(str(tmp_path / "paper.png"))
    read = subprocess.run(
        [program("zbarimg"), "--quiet", "--raw", tmp_path / "paper.png"],
        capture_output=True, encoding="utf-8", check=True,
    ).stdout  # fmt: skip
    if count == 24:
        assert passphrase.from_words(read) == bytes(range(32))
    else:
        assert recovery_shares.from_words(read) == share
