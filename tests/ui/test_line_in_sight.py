"""Whoever types in a long text sees the line that is written, also below the edge of the page."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from tests.ui.gestures import type_text, wait_until
from tipdesk.ui.in_sight import InSight


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
    sight = InSight(area)
    area.show()
    area.activateWindow()
    text.setFocus()
    wait_until(lambda: sight._text is text)
    QApplication.processEvents()  # what the focus brings about
    assert not sight._soon.isActive()
    assert area.verticalScrollBar().value() == 0
    text.moveCursor(QTextCursor.MoveOperation.End)
    type_text("ج", text)
    QApplication.processEvents()
    line = text.viewport().mapTo(area.viewport(), text.cursorRect().center())
    assert area.viewport().rect().contains(QPoint(1, line.y()))
