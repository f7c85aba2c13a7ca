"""Where questions stand while one answers: nothing jumps, the field with the cursor is whole."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.window import enter
from tests.ui.gestures import focused, press, type_text
from tests.ui.places import case_of
from tipdesk.i18n.text import _


@pytest.fixture
def page(window, places, clock):
    enter(window, places, clock)
    window._book.show("interview", case_of(window.services.session, places.begun))
    return window._book.current()


def settled():
    for _round in range(3):
        QApplication.processEvents()


@pytest.mark.parametrize("hidden", [6, 12, 20])
def test_a_field_half_under_the_footer_comes_up_when_it_is_reached(page, hidden):
    page._stage.show("session")
    field = page._stage.row("language_preferred").editor.inputs()[0]
    before = page._stage._shown.repeat("iv_present").tab_stops()[-1]
    before.setFocus()
    settled()
    area = page._frame.area
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


@pytest.mark.parametrize("section", ["account", "assessment", "session"])
def test_a_section_opens_at_its_title(window, page, section):
    window.resize(1366, 620)
    page._stage.show(section)
    page._stage.focus_first()
    settled()
    assert page._frame.area.isAncestorOf(focused())
    bar = page._frame.area.verticalScrollBar()
    assert bar.value() == 0
    field, port = focused(), page._frame.area.viewport()
    press(Qt.Key.Key_Shift)
    settled()
    assert port.rect().contains(field.mapTo(port, QPoint(0, 0)))


@pytest.mark.parametrize("section", ["session", "identity", "acquaintance", "registration"])
def test_a_field_reached_by_tab_is_wholly_in_sight(window, page, section):
    window.resize(1024, 640)
    page._stage.show(section)
    page._stage.focus_first()
    settled()
    area = page._frame.area
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
    page._stage.show("identity")
    settled()
    area = page._frame.area
    rows = page._stage._shown.rows().values()
    bottom = area.viewport().height()
    fields = [row.editor.inputs()[0] for row in rows if row.isVisible() and row.editor.inputs()]
    tops = {one: one.mapTo(area.viewport(), QPoint(0, 0)).y() for one in fields}
    field = min(fields, key=lambda one: abs(tops[one] - bottom))
    bar = area.verticalScrollBar()
    bar.setValue(bar.value() + tops[field] - bottom + 12)  # its upper edge stands at the footer
    before = bar.value()
    qtbot.mousePress(field, Qt.MouseButton.LeftButton, pos=QPoint(20, 4))
    settled()
    assert bar.value() == before
    qtbot.mouseRelease(field, Qt.MouseButton.LeftButton, pos=QPoint(20, 4))


@pytest.mark.parametrize("path", ["name_ar_first", "age_stated"])
def test_answering_moves_no_label_and_the_menu_follows_at_once(page, path):
    page._stage.show("acquaintance")
    settled()
    rows = page._stage._shown.rows()
    row = rows[path]
    row.take_focus()
    settled()
    reason = _("Reason for no answer")
    assert row.menu.text() == reason

    def places():
        shown = [one for one in rows.values() if one.isVisible()]
        return {one.path: (one.words.title.geometry(), one.pos()) for one in shown}

    before = places()
    row.editor.inputs()[0].clear()
    type_text("مريم" if path == "name_ar_first" else "24")
    settled()
    assert row.menu.text() != reason
    assert places() == before
