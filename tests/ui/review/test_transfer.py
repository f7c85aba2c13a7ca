"""A file goes to another shelter at the real windows: given on the page of the file, taken in from
the list of the other station, and back again with digits."""

from __future__ import annotations

import re

import pytest

from tests.desk.elsewhere import APPROVER, make_elsewhere
from tests.ui.drivers.seeing import radios
from tests.ui.gestures import (
    answer,
    bare,
    button,
    buttons,
    click,
    confirm,
    dialogs,
    dropped,
    pick,
    texts,
    type_text,
)
from tipdesk.cases.model import Status
from tipdesk.cases.transfer import FREE_TRIES, HoldingState
from tipdesk.demo.stations import SUPERVISOR
from tipdesk.desk.open_vault import Confirmed
from tipdesk.i18n.text import _, isolated
from tipdesk.texts.messages import wait_text
from tipdesk.ui.files.page import FilesPage
from tipdesk.ui.review.page import ReviewPage
from tipdesk.ui.toolkit.services import Services

SUFFIX = "*.message.asice.age"


@pytest.fixture
def elsewhere(officer, places, clock, tmp_path):
    """The other shelter, known at the officers' station."""
    there = make_elsewhere(tmp_path / "elsewhere", clock, places.agency(), [officer.session])
    yield there
    there.lock()


@pytest.fixture
def approver(elsewhere, jobs, clock):
    """Its approver's window."""
    services = Services(elsewhere.vault, jobs, clock=clock, cheap_keys=True)
    services.opened(elsewhere.session)
    yield services
    elsewhere.lock()
    services.closed()


@pytest.fixture
def review(officer, elsewhere, places, shown):
    page = shown(ReviewPage(officer))
    page.load(officer.session.files.case(places.begun))
    return page


def chosen(text):
    """One answer of a question."""

    def act(dialog):
        next(choice for choice in radios(dialog) if choice.text() == text).click()
        click(dialog, _("Go on"))

    return act


def given(review, places, state="The person agrees"):
    """Give the file up; what lies on the USB drive then."""
    before = set(places.usb_drive.glob(SUFFIX))
    with dialogs(
        chosen(_(state)),
        pick(places.usb_drive),
        answer(_("Give it up")),
        confirm(SUPERVISOR.passphrase),
        answer(_("Close"), says=_("The file can go")),
    ):
        click(review, _("Give the file to another station…"))
    (path,) = set(places.usb_drive.glob(SUFFIX)) - before
    return path


def imported(services, shown, path, *acts):
    """Drop it on the list of files."""
    page = shown(FilesPage(services))
    page.load()
    with dialogs(*acts):
        page.dropEvent(dropped(path))
    return page


def holding(officer, places):
    return officer.session.giving_up.holding(places.begun).state


def test_from_one_shelter_to_the_other_and_the_receipt_back(
    officer, approver, places, review, shown
):
    number = officer.session.files.case(places.begun).number
    path = given(review, places)
    assert "TDY" in bare(texts(review))
    assert not buttons(review, _("Complete and hand to the supervisor"))
    imported(
        approver,
        shown,
        path,
        chosen(_("Take the file in: the person is here")),
        confirm(APPROVER.passphrase),
        answer(_("Close"), says=_("File {number} is here").format(number=isolated(number))),
    )
    there = shown(ReviewPage(approver))
    there.load(approver.session.files.case(places.begun))
    assert button(there, _("Save the receipt again…"))
    (receipt,) = set(places.usb_drive.glob(SUFFIX)) - {path}
    imported(officer, shown, receipt, answer(_("Close")))
    assert holding(officer, places) is HoldingState.GONE
    review.load(officer.session.files.case(places.begun))
    assert not buttons(review, _("Write in it again, with digits…"))


def test_digits_bring_it_back(officer, approver, places, review, shown):
    """No drive goes back: eight digits are read out by telephone."""
    path, heard = given(review, places), []

    def hear(dialog):
        assert _("The file is refused") in texts(dialog)
        heard.append(re.search(r"\d{4} \d{4}", bare(texts(dialog)))[0])
        click(dialog, _("Close"))

    def typed(digits):
        return lambda dialog: (type_text(digits), click(dialog, _("Go on")))

    imported(
        approver,
        shown,
        path,
        chosen(_("Refuse it: the person is not here")),
        answer(_("Refuse it")),
        confirm(APPROVER.passphrase),
        hear,
    )
    with dialogs(
        typed("1234 5678"),
        confirm(SUPERVISOR.passphrase),
        answer(_("Close"), says=_("These are not the digits")),
    ):
        click(review, _("Write in it again, with digits…"))
    assert holding(officer, places) is HoldingState.AWAY
    with dialogs(typed(heard[0]), confirm(SUPERVISOR.passphrase)):
        click(review, _("Write in it again, with digits…"))
    assert holding(officer, places) is HoldingState.OWNED
    assert button(review, _("Give the file to another station…"))


def test_how_long_to_wait_after_wrong_digits_is_said_before_any_are_asked_for(
    officer, places, review, clock
):
    given(review, places)
    session = officer.session
    approver = Confirmed(SUPERVISOR.login, bytearray(places.keys[SUPERVISOR.login].seed))
    for _try in range(FREE_TRIES + 4):
        assert not session.giving_up.take_back(places.begun, "1234 5678", approver)
        clock.move(seconds=session.giving_up.seconds_to_wait(places.begun))
    clock.move(seconds=-20)
    heard = []

    def hear(dialog):
        heard.append(texts(dialog))
        click(dialog, _("Close"))

    with dialogs(hear):
        click(review, _("Write in it again, with digits…"))
    assert any(wait_text(seconds) in heard[0] for seconds in range(15, 21)), heard


def test_after_a_refusal_of_the_person_the_file_stays(officer, places, review):
    with dialogs(
        chosen(_("The person does not want it")),
        answer(_("Close"), says=_("The file stays here")),
    ):
        click(review, _("Give the file to another station…"))
    assert holding(officer, places) is HoldingState.OWNED
    assert officer.session.files.case(places.begun).status is Status.IN_PROGRESS
