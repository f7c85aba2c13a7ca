"""`tipdesk FILE` in the window: it waits behind the unlock, and goes to the page that takes it in."""

import shutil

import pytest

from tests.ui.drivers.window import current_page, page_name
from tests.ui.gestures import answer, dialogs, error, texts
from tests.ui.places import receipts
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.messages.bodies import MessageType
from tipdesk.bundle.trust import certificate_pem
from tipdesk.cases.model import Status
from tipdesk.core.errors import FileUnreadable, MessageForOther, MessageOwn
from tipdesk.demo.journey import receive
from tipdesk.demo.stations import OFFICER, RECEIVER, SUPERVISOR, trust_list
from tipdesk.demo.stations import confirm as confirm_now
from tipdesk.i18n.text import _
from tipdesk.ui.shell.main_window import MainWindow
from tipdesk.ui.toolkit.services import Services

WAITS = "The file that you opened waits until the vault is unlocked."
NOT_HERE = "This file is not opened here"


@pytest.fixture
def opened_with(qtbot, places, clock, jobs):
    """The window as it is opened with a file; what comes after the unlock answers in order."""

    def begin(path, vault_dir, who, *answers):
        services = Services(vault_dir, jobs, clock=clock, cheap_keys=True)
        window = MainWindow(services, path)
        window.services = services
        window.resize(1366, 768)
        qtbot.addWidget(window, before_close_func=lambda window: window.lock())
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.start()
        assert _(WAITS) in texts(window)
        with dialogs(*answers):
            window.enter(places.open(vault_dir, who, clock))
        return window

    return begin


@pytest.fixture
def disguised(places, tmp_path):
    """The same file under a name that says nothing."""

    def copy(path):
        return shutil.copy(path, tmp_path / "صورة.tipdesk")

    return copy


@pytest.fixture
def receipt(places, clock):
    session = places.open(places.prosecution, RECEIVER, clock)
    receive(session, places.bundle, places.usb_drive, confirm_now(session, RECEIVER))
    session.lock()
    return receipts(places)[0]


def test_a_case_bundle_is_checked_at_the_prosecution(opened_with, places, disguised, jobs, qtbot):
    window = opened_with(disguised(places.bundle), places.prosecution, RECEIVER)
    qtbot.waitUntil(lambda: not jobs.busy)
    assert page_name(window) == "receiving"
    holds = _("This case bundle passes verification. It can be opened and received.")
    assert holds in texts(window)
    assert _(WAITS) not in texts(window)


def test_a_receipt_is_read_where_the_bundle_was_sent(
    opened_with, places, disguised, receipt, clock
):
    closing = answer(_("Close"), says=_("Received by the Prosecution"))
    window = opened_with(disguised(receipt), places.officers, OFFICER, closing)
    assert page_name(window) == "files"
    case = window.services.session.files.case(places.exported)
    assert case.status is Status.RECEIVED


def test_a_trust_list_goes_to_the_station_page(opened_with, places, disguised, clock):
    agency = places.agency()
    pack = trust_list(agency, clock())
    window = opened_with(disguised(pack), places.officers, SUPERVISOR)
    assert page_name(window) == "station"
    assert window.services.session.keys.trust().serial == 2


def test_a_certificate_goes_to_the_station_page(opened_with, places, disguised, clock):
    session = places.open(places.officers, OFFICER, clock)
    request = session.keys.enrolment_request(confirm_now(session, OFFICER), "DEMO-9")
    agency, issued = places.agency(), places.folder / "issued"
    issued.write_bytes(certificate_pem(agency.issue(read_enrolment(request), clock())))
    session.lock()
    supervisor = places.open(places.officers, SUPERVISOR, clock)
    supervisor.keys.import_trust_list(trust_list(agency, clock()))
    supervisor.lock()
    window = opened_with(disguised(issued), places.officers, OFFICER)
    assert page_name(window) == "station"
    assert _("You can sign.") in texts(window)


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("bundle", "This is a case bundle. It is opened at the station of the Prosecution that it is for."),
        ("request", "This is a request for a certificate. Carry it to the agency's certification authority, which answers with a certificate."),
        ("picture", "It is no case bundle, receipt, trust list, certificate, form or update, whatever its name says. Ask whoever gave it to you for the file again."),
    ],
)  # fmt: skip
def test_what_a_sending_station_does_not_open_says_what_it_is(
    opened_with, places, disguised, clock, what, sentence
):
    path = places.folder / what
    if what == "bundle":
        shutil.copy(places.bundle, path)
    elif what == "request":
        session = places.open(places.officers, OFFICER, clock)
        path.write_bytes(
            session.keys.enrolment_request(confirm_now(session, OFFICER), OFFICER.service_number)
        )
        session.lock()
    else:
        path.write_bytes(b"\x89PNG\r\n\x1a\n")
    refused = answer(_("Close"), says=_(sentence))
    window = opened_with(disguised(path), places.officers, OFFICER, refused)
    assert page_name(window) == "shift"


def test_a_receipt_at_the_prosecution_says_where_it_belongs(opened_with, places, receipt):
    expected = _("This is a receipt. It is read at the station that sent the case bundle.")
    refused = answer(_("Close"), says=expected)
    window = opened_with(receipt, places.prosecution, RECEIVER, refused)
    assert page_name(window) == "receiving"


def test_a_message_that_opens_to_others_says_whose_it_is(opened_with, places, clock):
    session = places.open(places.officers, OFFICER, clock)
    body = {"text": "المحل"}
    _letter, own = session.messages.send(
        MessageType.SUMMONS_ADDRESS,
        places.exported,
        body,
        confirm_now(session, OFFICER),
        places.usb_drive,
    )
    session.lock()
    window = opened_with(own, places.officers, OFFICER, error(MessageOwn, code="PPX"))
    window.lock()
    window.close()
    another = own.rename(own.with_name("0" * 8 + own.name[8:]))
    opened_with(another, places.officers, OFFICER, error(MessageForOther))


def test_a_file_that_is_gone_meanwhile_is_said(opened_with, places, tmp_path):
    gone = error(FileUnreadable, name="gone.tipdesk")
    window = opened_with(tmp_path / "gone.tipdesk", places.officers, OFFICER, gone)
    assert page_name(window) == "shift"


def test_it_is_opened_once_and_by_nobody_else(opened_with, places, clock, jobs, qtbot):
    window = opened_with(places.bundle, places.prosecution, RECEIVER)
    qtbot.waitUntil(lambda: not jobs.busy)
    window.lock()
    assert _(WAITS) not in texts(window)
    with dialogs():
        window.enter(places.open(places.prosecution, RECEIVER, clock))
    assert not jobs.busy
    assert _("Drop a case bundle here") in texts(current_page(window))
