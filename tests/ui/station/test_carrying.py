"""Certificates of stations at an office: requests to the certification authority and back."""

import pytest
from cryptography.x509 import ReasonFlags

from tests.ui.gestures import answer, bare, button, click, confirm, dialogs, dropped, pick, texts
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.messages.document import Correspondent, MessageSubject
from tipdesk.bundle.trust import certificate_pem, certificate_sha256, grouped, read_certificate
from tipdesk.demo.stations import OFFICER, RECEIVER, trust_list
from tipdesk.demo.stations import confirm as confirmed
from tipdesk.desk.messages.messages import Outgoing
from tipdesk.i18n.text import _
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.station.page import StationPage

NOBODY = "Nobody waits. What stations ask for comes with their case bundles"
BRING = "Bring the certificates…"


def certified(agency, request, now):
    """The clerk ends the former certificate and issues what a request asks for; as PEM."""
    asks = read_enrolment(request.read_bytes())
    for live in agency.state.live(asks.holder.service_number, now):
        agency.revoke(live.serial, ReasonFlags.superseded, now)
    return certificate_pem(agency.issue(asks, now))


@pytest.fixture
def request_message(officer, places):
    """On the USB drive: the officer asks for another certificate of their key."""
    session = officer.session
    key = confirmed(session, OFFICER)
    text = session.keys.enrolment_request(key).decode("ascii")
    to, about = Correspondent("PPX"), MessageSubject()
    body = {"requests": [text, "{}"]}
    letter = Outgoing(MessageType.CERTIFICATE_REQUESTS, to, about, body)
    session.messages.post(letter, key)
    return session.messages.write_again(letter.message_id, places.usb_drive)


def test_requests_go_to_the_authority_and_certificates_back(
    request_message, officer, receiver, places, shown, clock
):
    carried = places.folder / "carried"
    carried.mkdir()
    page = shown(StationPage(receiver))
    page.load()
    assert _("Certificates of stations") in texts(page)
    receiver.session.messages.take(request_message)
    page.load()
    name = officer.session.officer.name
    assert f"TDX {OFFICER.login}: {name}" in bare(texts(page))
    page.set_masked(True)
    assert name not in texts(page)
    page.set_masked(False)

    with dialogs(pick(carried), answer(_("Close"), says=_("Saved"))):
        click(page, _("Save the requests…"))
    (request,) = carried.glob("*.json")
    agency = places.agency()
    issued = certified(agency, request, clock())
    request.with_suffix(".pem").write_bytes(issued)
    (carried / "notes.pem").write_text("لا شيء", "utf-8")
    with dialogs(pick(carried), answer(_("Close"), says=_("No certificate was taken"))):
        click(page, _(BRING))
    receiver.session.keys.import_trust_list(trust_list(agency, clock()))
    signed = _("The certificates are signed")
    with dialogs(pick(carried), confirm(RECEIVER.passphrase), answer(_("Close"), says=signed)):
        click(page, _(BRING))
    assert bare(texts(page)).count(name) == 0
    assert button(page, _("Save a request…")).isVisible()

    before = set(places.usb_drive.iterdir())
    assert receiver.session.outbox.write("TDX", places.usb_drive) == 1
    came = set(places.usb_drive.iterdir()) - before
    (path,) = (item for item in came if item.suffix == ".age")
    files = shown(FilesPage(officer))
    files.load()
    says = _("Certificates that the trust list names are used from now on.")
    with dialogs(answer(_("Close"), says=says)):
        files.dropEvent(dropped(path))
    state = officer.session.keys.certificate_state()
    assert state.standing == "valid"
    assert certificate_sha256(issued) in officer.session.keys.listed_certificates()
    assert state.fingerprint == grouped(read_certificate(issued).fingerprint)


def test_a_certificate_that_no_list_names_waits_for_it(
    request_message, officer, receiver, places, clock, tmp_path
):
    """Whoever signs messages at an office cannot give a station another certificate."""
    session, agency = receiver.session, places.agency()
    session.messages.take(request_message)
    session.carrying.save(tmp_path)
    (request,) = tmp_path.glob("*.json")
    issued = certified(agency, request, clock())
    body = {"certificates": [issued.decode("ascii"), "لا شيء"], "list": None}
    letter = Outgoing(MessageType.CERTIFICATES, Correspondent("TDX"), MessageSubject(), body)
    session.messages.post(letter, confirmed(session, RECEIVER))
    path = session.messages.write_again(letter.message_id, places.usb_drive)
    before = officer.session.keys.certificate_state()
    officer.session.messages.take(path)
    assert officer.session.keys.certificate_state() == before
    officer.session.keys.import_trust_list(trust_list(agency, clock()))
    after = officer.session.keys.certificate_state()
    assert (after.standing, after.fingerprint != before.fingerprint) == ("valid", True)
