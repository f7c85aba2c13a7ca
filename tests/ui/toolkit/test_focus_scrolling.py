"""Whoever types in a long text sees the line that is written, also below the edge of the page."""

import shiboken6
from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tests.ui.gestures import type_text, wait_until
from tipdesk.ui.toolkit.parts import FocusScroller


def test_the_line_that_is_written_stays_in_sight(qtbot):
    text, page, area = (
        QPlainTextEdit("\n".join("سطر" for _line in range(40))),
        QWidget(),
        QScrollArea(),
    )
    qtbot.addWidget(area)
    text.setFixedHeight(1500)  # it grows with its words: nothing to scroll inside
    QVBoxLayout(page).addWidget(text)
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.resize(400, 300)
    sight = FocusScroller(area)
    area.show()
    area.activateWindow()
    text.setFocus()
    wait_until(text.hasFocus)
    QApplication.processEvents()  # what the focus brings about
    wait_until(lambda: not sight._soon.isActive())
    assert area.verticalScrollBar().value() == 0
    text.moveCursor(QTextCursor.MoveOperation.End)
    type_text("ج", text)
    QApplication.processEvents()
    line = text.viewport().mapTo(area.viewport(), text.cursorRect().center())
    assert area.viewport().rect().contains(QPoint(1, line.y()))


def test_a_page_that_goes_with_the_cursor_in_it_is_followed_no_more(qtbot):
    """Qt takes the focus away while the page is half gone."""
    shown, area = QWidget(), QScrollArea()
    qtbot.addWidget(shown)
    column = QVBoxLayout(shown)
    line, page = QLineEdit(), QWidget()
    QVBoxLayout(page).addWidget(line)
    area.setWidget(page)
    for part in (area, QLineEdit()):
        column.addWidget(part)
    FocusScroller(area)
    shown.show()
    shown.activateWindow()
    line.setFocus()
    wait_until(line.hasFocus)
    shiboken6.delete(area)
    assert QApplication.focusWidget() is not line
