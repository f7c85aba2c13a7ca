"""The frame of the table that has the cursor is whole on every side."""

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.files import files_table, search_field
from tests.ui.drivers.window import current_page, enter
from tipdesk.ui.toolkit.theme import color, px

_CORNER = 5  # pixels at 100 %


def test_the_frame_of_the_files_is_whole(window, places, clock):
    enter(window, places, clock)
    table = files_table(current_page(window))
    table.setFocus()
    QApplication.processEvents()
    image = table.grab().toImage()
    wide, tall, frame = image.width(), image.height(), QColor(color("focus")).name()
    corner = px(_CORNER)
    sides = {
        "top": [(x, y) for x in range(corner, wide - corner) for y in (0, 1)],
        "bottom": [(x, tall - 1 - y) for x in range(corner, wide - corner) for y in (0, 1)],
        "left": [(x, y) for y in range(corner, tall - corner) for x in (0, 1)],
        "right": [(wide - 1 - x, y) for y in range(corner, tall - corner) for x in (0, 1)],
    }
    broken = {
        name: sum(image.pixelColor(x, y).name() != frame for x, y in points)
        for name, points in sides.items()
    }
    assert broken == dict.fromkeys(sides, 0)


def test_nothing_in_the_table_moves_with_the_cursor(window, places, clock):
    enter(window, places, clock)
    page = current_page(window)
    table = files_table(page)
    table.setFocus()
    QApplication.processEvents()
    place = table.viewport().geometry()
    search_field(page).setFocus()
    QApplication.processEvents()
    assert table.viewport().geometry() == place
