"""The directory of services: noted from the station's page, offered where a need is referred."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from tests.ui.drivers.seeing import line_fields, rows, table
from tests.ui.drivers.window import current_page, enter, hit, no_pin, page_name, turn_to
from tests.ui.gestures import bare, button, click, dialogs, field, press, texts, type_text
from tipdesk.cases.casework.directory import AgencyDetails
from tipdesk.cases.casework.entries import EntryKind
from tipdesk.i18n.text import _

CLINIC = AgencyDetails("moh", ("medical",), hours="24 ساعة", telephone="الاستقبال", places=3)


@pytest.fixture
def listing(window, places, clock):
    """An officer at the directory."""
    enter(window, places, clock, no_pin)
    turn_to(window, "station")
    click(current_page(window), _("Open the directory…"))
    assert page_name(window) == "directory"
    return window


def listed(window) -> list[str]:
    return [bare(" ".join(line)) for line in rows(table(current_page(window)))]


def test_a_service_is_noted_and_old_after_a_week(listing, clock):
    assert _("Nothing is noted yet") in texts(current_page(listing))

    def note(dialog) -> None:
        click(dialog, _("Keep it"))
        assert "الجهة" in texts(dialog)  # which one is missing
        choice = field(dialog, _("Service"))
        choice.setCurrentIndex(choice.findData("moh"))
        type_text("الاستقبال", line_fields(dialog)[0])
        click(dialog, _("Keep it"))

    with dialogs(note):
        click(current_page(listing), _("Another service…"))
    (line,) = listed(listing)
    assert "وزارة الصحة" in line
    assert "قديم" not in line
    clock.move(days=8)
    current_page(listing).look_again()
    assert "قديم" in listed(listing)[0]

    def change(dialog) -> None:
        type_text("المكتب", line_fields(dialog)[0])
        press(Qt.Key.Key_Return)

    def confirm(dialog) -> None:
        click(dialog, _("Confirmed today"))

    with dialogs(change):
        press(Qt.Key.Key_Return, table(current_page(listing)))
    assert "المكتب" in listed(listing)[0]
    assert "قديم" in listed(listing)[0]  # another telephone confirms nothing
    with dialogs(confirm):
        press(Qt.Key.Key_Return, table(current_page(listing)))
    assert "قديم" not in listed(listing)[0]
    listing.activateWindow()
    hit(listing, Qt.Key.Key_Escape)
    assert page_name(listing) == "station"


def test_who_serves_a_need_is_offered_where_it_is_referred(listing, places, clock):
    session = listing.services.session
    today = session.directory.today
    session.directory.note(AgencyDetails("iom", ("legal_aid",)))
    confirmed = AgencyDetails(*("moh", ("medical",)), telephone="الاستقبال", places=3,
                              confirmed_on=today - timedelta(days=1))  # fmt: skip
    session.directory.note(confirmed)
    need = {"need_type": "medical", "timeframe": "d1", "wanted": "yes"}
    session.case_work.enter(places.exported, EntryKind.NEED, "need:1001", need)
    turn_to(listing, "due")
    view = table(current_page(listing))
    at = next(at for at, line in enumerate(listed(listing)) if "رعاية طبية" in line)
    view.setCurrentIndex(view.model().index(at, 0))

    def look(dialog) -> None:
        shown = bare(texts(dialog))
        assert "وزارة الصحة" in shown
        assert "الاستقبال" in shown
        assert button(dialog, _("Enter it")).isEnabled()
        press(Qt.Key.Key_Escape)

    with dialogs(look):
        press(Qt.Key.Key_R, view)
