"""A window of its own is no larger than the screen, with the largest letters too."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

from tipdesk.ui.toolkit import theme
from tipdesk.ui.toolkit.parts import resize_on_screen


@pytest.mark.parametrize("scale", [100, 130, 150])
def test_no_window_goes_beyond_the_screen(qapp, qtbot, monkeypatch, scale):
    monkeypatch.setattr(theme._Appearance, "scale", scale / 100)
    dialog = QDialog()
    qtbot.addWidget(dialog)
    resize_on_screen(dialog, 1200, 700)
    room = dialog.screen().availableSize()
    wanted = QSize(theme.px(1200), theme.px(700))
    assert dialog.width() == min(wanted.width(), room.width())
    assert dialog.height() < room.height()
