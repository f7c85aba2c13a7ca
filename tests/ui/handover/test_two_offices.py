"""A trust pack with two offices of the Prosecution: the bundle is for the one that was chosen."""

import pytest
from PySide6.QtCore import Qt

from tests.desk.approving import approve
from tests.ui.drivers.dialogs import usb_drive_choice
from tests.ui.drivers.seeing import tick
from tests.ui.gestures import bare, click, confirm, dialogs, field, press, texts
from tipdesk.cases.model import Role, Station, StationKind
from tipdesk.core.work import Work
from tipdesk.demo.stations import (
    OFFICER,
    RECEIVER,
    SUPERVISOR,
    Credentials,
    certify,
    open_as,
    trust,
    trust_list,
)
from tipdesk.demo.stations import confirm as confirm_now
from tipdesk.desk.handover import receiving
from tipdesk.desk.station.setup import NewOfficer, StationPlan, create_station
from tipdesk.i18n.text import _
from tipdesk.ui.handover.export import ExportPage

OTHER = Credentials("P-04", "قنديل سفينة غيمة زيتون مطر", "DEMO-2004")
UNIT = "مكتب الاستقبال الآخر"


@pytest.fixture
def offices(officer, places, clock, tmp_path):
    """Both offices, open; the officers' station trusts a pack that names them."""
    station = Station(StationKind.RECEIVING, "pp_capital_tip", UNIT, "PPY")
    people = (NewOfficer(OTHER.login, "هند العجمي", Role.PROSECUTOR, OTHER.passphrase),)
    create_station(tmp_path / "other", StationPlan(station, people, cheap_keys=True), clock)
    first = places.open(places.prosecution, RECEIVER, clock)
    second = open_as(tmp_path / "other", OTHER, clock)
    agency = places.agency()
    certify(agency, second, OTHER, clock)
    pack = trust_list(agency, clock())
    officer.session.keys.import_trust_list(pack)
    first.keys.import_trust_list(pack)
    trust(second, pack, agency)
    yield first, second
    first.lock()
    second.lock()


def test_the_bundle_opens_at_the_office_that_was_chosen_and_at_no_other(
    officer, places, offices, shown, jobs, qtbot
):
    session, case_id = officer.session, places.approved
    assert not session.handover.is_valid(session.files.case(case_id))  # one office was known then
    approve(session, case_id, confirm_now(session, SUPERVISOR))
    page = shown(ExportPage(officer))
    page.load(officer.session.files.case(places.approved))
    recipient = field(page, _("Recipient"))
    assert recipient.count() == 2
    assert bare(recipient.currentText()) == offices[0].station.unit
    press(Qt.Key.Key_Down, recipient)
    assert bare(recipient.currentText()) == UNIT
    target = places.folder / "usb"
    target.mkdir()
    click(page, _("Next"))
    click(page, _("Next"))
    usb_drive_choice(page).take(target)
    tick(page).setChecked(True)
    with dialogs(confirm(OFFICER.passphrase)):
        click(page, _("Sign and save"))
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    shown_text = bare(texts(page)).splitlines()
    assert UNIT in shown_text
    assert offices[0].station.unit not in shown_text
    (bundle,) = target.glob("*.asice.age")
    results = []
    for office in offices:
        checked = receiving.check(office.receiving.plan(bundle), Work())
        results.append((checked.holds, [finding.code for finding in checked.findings]))
        checked.close()
    assert results == [(False, ["E_AGE_NO_KEY"]), (True, [])]
    (export,) = officer.session.handover.exports(places.approved)
    assert export.recipient == UNIT
