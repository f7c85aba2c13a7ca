"""At one in the morning in Kuwait it is still yesterday in UTC: people read Kuwait's day."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.desk.station.test_shares import make_shares
from tests.ui.gestures import (
    answer,
    bare,
    click,
    confirm,
    dialogs,
    pick,
    service_number,
    texts,
)
from tests.ui.places import _copied
from tipdesk.demo.stations import OFFICER, SUPERVISOR, certify, make_officers_station
from tipdesk.desk.open_vault import Confirmed
from tipdesk.i18n.text import _
from tipdesk.ui.access.readers_dialog import ReadersDialog
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.setup.recovery_sheet import share_facts
from tipdesk.ui.station.page import StationPage

AT_NIGHT = datetime(2026, 3, 20, 22, 0, tzinfo=UTC)
TODAY, YESTERDAY = "21/03/2026", "20/03/2026"


@pytest.fixture
def night(clock):
    """01:00 of the 21st in Kuwait."""
    clock.now = AT_NIGHT
    return clock


def test_a_name_put_on_a_file_at_night_is_of_that_day(night, officer, places, shown):
    session, case_id = officer.session, places.completed
    session.readers.unname(case_id, SUPERVISOR.login)
    session.readers.name(case_id, SUPERVISOR.login)
    page = shown(ReviewPage(officer))
    page.load(session.files.case(case_id))
    dialog = shown(ReadersDialog(session, session.files.case(case_id), page))
    shown_text = bare(texts(dialog))
    assert TODAY in shown_text
    assert YESTERDAY not in shown_text


def test_a_request_saved_at_night_is_of_that_day(night, places, opened, shown):
    make_officers_station(places.folder / "fresh", night)
    night.now = AT_NIGHT
    page = shown(StationPage(opened(places.folder / "fresh", OFFICER)))
    page.load()
    number, known = service_number(OFFICER.service_number), confirm(OFFICER.passphrase)
    with dialogs(pick(places.usb_drive), number, known, answer(_("Close"))):
        click(page, _("Save a request…"))
    shown_text = bare(texts(page))
    waits = _("The request of {date} waits for its certificate. The clerk asks for these digits:")
    assert bare(waits.format(date=TODAY)) in shown_text


def test_a_certificate_is_valid_on_kuwaits_days(night, officer, places, shown):
    renewed = replace(OFFICER, service_number="DEMO-9")
    certify(places.agency(), officer.session, renewed, night)
    page = shown(StationPage(officer))
    page.load()
    # It begins a day early, for clocks differ, and ends three years later at the same hour.
    span = _("{first} to {last}").format(first="20/03/2026", last="20/03/2029")
    assert bare(span) in bare(texts(page))


def test_shares_made_at_night_are_of_that_day(night, supervisor, places, shown):
    second = Confirmed(OFFICER.login, bytearray(places.keys[OFFICER.login].seed))
    sheets, _key = make_shares(supervisor.session, _copied(places.keys[SUPERVISOR.login]), second)
    night.move(hours=14)
    page = shown(StationPage(supervisor))
    page.load()
    shown_text = bare(texts(page))
    assert TODAY in shown_text
    assert YESTERDAY not in shown_text
    assert TODAY in bare(share_facts(sheets[0]))
