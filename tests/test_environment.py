"""What the product stands on is what it was made for: Qt, fonts, cipher, no network."""

import gc
import socket
import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlcipher3 import dbapi2 as sqlcipher

from tipdesk.core.settings import resource

CALLS = 3000


class Sender(QObject):
    sent = Signal(bool)
    plain = Signal()


def counts() -> list[int]:
    gc.collect()
    return [sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)]


def test_qt_keeps_the_references_of_none_true_and_false(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one at each call and then aborts (PYSIDE-3474)."""
    label, font, sender = QLabel(), QFont(), Sender()
    qtbot.addWidget(label)
    received: list[bool] = []
    sender.sent.connect(received.append)
    sender.plain.connect(lambda: None)
    before = counts()
    for number in range(CALLS):
        label.setText("س")
        label.setEnabled(number % 2 == 0)
        font.setPointSizeF(10)
        sender.sent.emit(True)
        sender.sent.emit(False)
        sender.plain.emit()
        received.clear()
    lost = [now - then for now, then in zip(counts(), before, strict=True)]
    assert all(abs(change) < 50 for change in lost), lost


@pytest.mark.parametrize("weight", ["Regular", "Medium", "SemiBold", "Bold"])
def test_the_bundled_face_is_loaded_and_used(qtbot: QtBot, weight: str) -> None:
    path = resource("fonts", f"IBMPlexSansArabic-{weight}.ttf")
    number = QFontDatabase.addApplicationFont(str(path))
    families = QFontDatabase.applicationFontFamilies(number)
    assert families
    label = QLabel("مقابلة Intake 123")
    qtbot.addWidget(label)
    label.setFont(QFont(families))
    info = QFontInfo(label.font())
    assert info.family() == families[0]


def test_every_bundled_face_can_be_loaded(qtbot: QtBot) -> None:
    faces = sorted(resource("fonts").glob("*.ttf"))
    assert len(faces) == 12
    for face in faces:
        number = QFontDatabase.addApplicationFont(str(face))
        assert QFontDatabase.applicationFontFamilies(number), face.name


def test_the_vaults_engine_is_the_one_it_was_measured_with() -> None:
    connection = sqlcipher.connect(":memory:")
    try:
        assert connection.execute("PRAGMA cipher_version").fetchone()[0].startswith("4.19")
        options = {row[0] for row in connection.execute("PRAGMA compile_options")}
        assert {"HAS_CODEC", "ENABLE_FTS5", "TEMP_STORE=2"} <= options
    finally:
        connection.close()


def test_the_suite_cannot_reach_a_network() -> None:
    with socket.socket() as plug, pytest.raises(RuntimeError, match="network"):
        plug.connect(("127.0.0.1", 9))
