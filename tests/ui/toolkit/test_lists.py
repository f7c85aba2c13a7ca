"""A list that opens below its field: whole rows, never over the page's title."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication

from tests.ui.drivers.door import agency_field, code_field
from tests.ui.drivers.seeing import long_field
from tests.ui.gestures import click, dialogs, type_text
from tipdesk.cases.interview.unfinished import NO_REMARKS
from tipdesk.demo.stations import OFFICER
from tipdesk.i18n.text import _
from tipdesk.ui.review import remarks
from tipdesk.ui.setup.first_start import SetupPage
from tipdesk.ui.setup.unlock import UnlockPage
from tipdesk.ui.toolkit.fields import CalmCombo
from tipdesk.ui.toolkit.services import Services
from tipdesk.ui.toolkit.theme import px

pytestmark = pytest.mark.dressed


def opened(combo):
    """The rows that are wholly in sight, and where the list stands."""
    combo.showPopup()
    QApplication.processEvents()
    view = combo.view()
    room = view.viewport().rect()
    rows = [view.visualRect(combo.model().index(at, 0)) for at in range(combo.count())]
    whole = [at for at, row in enumerate(rows) if room.contains(row)]
    cut = [at for at, row in enumerate(rows) if room.intersects(row) and not room.contains(row)]
    place = view.window().geometry()
    combo.hidePopup()
    return whole, cut, place


def on_screen(combo):
    return QRect(combo.mapToGlobal(QPoint(0, 0)), combo.size())


def test_both_officers_are_offered_at_the_door(places, clock, jobs, shown):
    page = shown(UnlockPage(Services(places.officers, jobs, clock=clock, cheap_keys=True)))
    page.load(OFFICER.login)
    for _round in range(8):  # layouts inside layouts
        QApplication.processEvents()
    who = code_field(page)
    whole, cut, place = opened(who)
    assert (whole, cut) == ([0, 1], [])
    assert place.top() >= on_screen(who).bottom()


@pytest.mark.parametrize("chosen", [0, 12, 24])
def test_the_agencies_open_below_their_field_in_whole_rows(places, jobs, shown, tmp_path, chosen):
    page = shown(SetupPage(Services(tmp_path / "new", jobs, cheap_keys=True)), height=768)
    click(page, _("Next"))
    combo = agency_field(page)
    combo.setCurrentIndex(chosen)
    QApplication.processEvents()
    whole, cut, place = opened(combo)
    assert len(whole) == 12
    assert chosen in whole
    assert cut == []
    assert place.height() < px(460)
    assert not place.intersects(on_screen(combo).adjusted(0, 2, 0, -2))


def test_a_list_near_the_lower_edge_opens_above(qtbot):
    combo = CalmCombo()
    combo.addItems([str(at) for at in range(30)])
    qtbot.addWidget(combo)
    bottom = combo.screen().availableGeometry().bottom()
    combo.move(100, bottom - 60)
    with qtbot.waitActive(combo):
        combo.show()
    _whole, cut, place = opened(combo)
    assert cut == []
    assert place.bottom() <= on_screen(combo).top() + 2


@pytest.mark.parametrize("at", [300, 380, 415, 470])
def test_a_list_on_a_small_screen_has_fewer_rows_and_none_is_cut(qtbot, at):
    combo = CalmCombo()
    combo.addItems([str(number) for number in range(30)])
    qtbot.addWidget(combo)
    combo.move(100, combo.screen().availableGeometry().top() + at)
    with qtbot.waitActive(combo):
        combo.show()
    whole, cut, _place = opened(combo)
    assert cut == []
    assert 8 <= len(whole) <= 12


def test_remarks_are_written_from_the_right(shown, jobs, clock, tmp_path):
    page = shown(SetupPage(Services(tmp_path / "new", jobs, cheap_keys=True)))
    seen = []

    def look(dialog):
        text = long_field(dialog)
        for written in ("", "يرجى الاستكمال", "KWT-2026"):
            text.setPlainText(written)
            seen.append(text.cursorRect().x() > text.viewport().width() / 2 or written)
        text.clear()
        type_text("يرجى", text)
        seen.append(text.cursorRect().x() > text.viewport().width() / 2)
        dialog.reject()

    with dialogs(look):
        remarks.ask_remarks(page, clock, (), NO_REMARKS, lambda _kept: None)
    assert seen[:1] + seen[3:] == [True, True]
