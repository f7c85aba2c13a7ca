"""Where questions stand while one answers: nothing jumps, the field with the cursor is whole."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.interview import (
    go_to,
    go_to_first,
    question,
    repeat_of,
    scroll_area,
    section_view,
)
from tests.ui.drivers.window import enter, open_interview
from tests.ui.gestures import focused, press, type_text
from tipdesk.i18n.text import _


@pytest.fixture
def page(window, places, clock):
    enter(window, places, clock)
    return open_interview(window, places.begun)


def settled():
    for _round in range(3):
        QApplication.processEvents()


@pytest.mark.parametrize("hidden", [6, 12, 20])
def test_a_field_half_under_the_footer_comes_up_when_it_is_reached(page, hidden):
    go_to(page, "session")
    field = question(page, "language_preferred").field
    before = repeat_of(page, "iv_present").view.tab_stops()[-1]
    before.setFocus()
    settled()
    area = scroll_area(page)
    bar = area.verticalScrollBar()
    under = field.mapTo(area.viewport(), QPoint(0, field.height())).y() - area.viewport().height()
    bar.setValue(bar.value() + under - hidden)
    settled()
    press(Qt.Key.Key_Tab)
    settled()
    assert focused() is field
    assert (
        area.viewport()
        .rect()
        .contains(QRect(field.mapTo(area.viewport(), QPoint(0, 0)), field.size()))
    )


@pytest.mark.parametrize("section", ["account", "needs_referrals", "session"])
def test_a_section_opens_at_its_title(window, page, section):
    window.resize(1366, 620)
    go_to(page, section)
    go_to_first(page)
    settled()
    assert scroll_area(page).isAncestorOf(focused())
    bar = scroll_area(page).verticalScrollBar()
    assert bar.value() == 0
    field, port = focused(), scroll_area(page).viewport()
    press(Qt.Key.Key_Shift)
    settled()
    assert port.rect().contains(field.mapTo(port, QPoint(0, 0)))


@pytest.mark.parametrize("section", ["session", "identity", "acquaintance", "registration"])
def test_a_field_reached_by_tab_is_wholly_in_sight(window, page, section):
    window.resize(1024, 640)
    go_to(page, section)
    go_to_first(page)
    settled()
    area = scroll_area(page)
    seen = 0
    while area.isAncestorOf(now := focused()) and seen < 40:
        field = QRect(now.mapTo(area.viewport(), QPoint(0, 0)), now.size())
        if now.height() < area.viewport().height():
            assert area.viewport().rect().contains(field), (seen, now, field)
        press(Qt.Key.Key_Tab)
        settled()
        seen += 1
    assert seen > 3


def test_a_click_does_not_move_the_page_under_the_mouse(qtbot, page):
    go_to(page, "identity")
    settled()
    area = scroll_area(page)
    rows = section_view(page).rows().values()
    bottom = area.viewport().height()
    fields = [row.editor.inputs()[0] for row in rows if row.isVisible() and row.editor.inputs()]
    tops = {field: field.mapTo(area.viewport(), QPoint(0, 0)).y() for field in fields}
    field = min(fields, key=lambda candidate: abs(tops[candidate] - bottom))
    bar = area.verticalScrollBar()
    bar.setValue(bar.value() + tops[field] - bottom + 12)  # its upper edge stands at the footer
    before = bar.value()
    qtbot.mousePress(field, Qt.MouseButton.LeftButton, pos=QPoint(20, 4))
    settled()
    assert bar.value() == before
    qtbot.mouseRelease(field, Qt.MouseButton.LeftButton, pos=QPoint(20, 4))


@pytest.mark.parametrize("path", ["name_ar_first", "age_stated"])
def test_answering_moves_no_label_and_the_menu_follows_at_once(page, path):
    go_to(page, "acquaintance")
    settled()
    rows = section_view(page).rows()
    row = rows[path]
    row.take_focus()
    settled()
    reason = _("Reason for no answer")
    assert row.menu.text() == reason

    def places():
        shown = [row for row in rows.values() if row.isVisible()]
        return {row.path: (row.words.title.geometry(), row.pos()) for row in shown}

    before = places()
    row.editor.inputs()[0].clear()
    type_text("مريم" if path == "name_ar_first" else "24")
    settled()
    assert row.menu.text() != reason
    assert places() == before
