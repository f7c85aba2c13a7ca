"""What was set aside: a receiver keeps it and is told who decides, a prosecutor takes it in."""

import pytest

from tests.envelopes import out_of_envelope
from tests.ui.drivers.seeing import long_field, tabs
from tests.ui.gestures import (
    answer,
    bare,
    button,
    buttons,
    click,
    confirm,
    dialogs,
    field,
    pick,
    texts,
    type_text,
)
from tipdesk.cases.model import Role
from tipdesk.demo.stations import RECEIVER, Credentials, certify, open_as, trust_list
from tipdesk.desk.station.setup import NewOfficer
from tipdesk.desk.station.staff import EnrolmentPlan, enrol
from tipdesk.desk.unlocking import unlock
from tipdesk.i18n.text import _
from tipdesk.texts.messages import problem
from tipdesk.ui.handover.receiving import ReceivingPage

KEEP, TAKE_IN, LOOK = "Keep aside and sign the receipt", "Take in…", "Open read-only"
CLERK = Credentials("R-11", "سنبلة مصباح وردة جبل قارب", "DEMO-2011")


@pytest.fixture
def plain(receiver, places):
    return out_of_envelope(places.bundle, receiver.session.keys.age_identity())


def keep(page, check, path, who=RECEIVER):
    assert problem("A_NOT_ENCRYPTED") in check(page, path)
    with dialogs(
        answer(_("Go on")), confirm(who.passphrase), answer(_("Close"), says=_("Kept aside"))
    ):
        click(page, _(KEEP))


def test_a_prosecutor_takes_it_in_with_a_reason(page, receiver, places, plain, check):
    tabs(page).setCurrentIndex(2)
    assert _("Nothing is set aside") in texts(page)
    keep(page, check, plain)
    assert tabs(page).tabText(2) == _("Set aside: {count}").format(count="\u20661\u2069")
    tabs(page).setCurrentIndex(2)
    assert problem("A_NOT_ENCRYPTED") in texts(page)
    assert "TDX" in bare(texts(page))

    def reason(dialog):
        assert not button(dialog, _("Go on")).isEnabled()
        type_text("سُلّمت يداً بيد.", long_field(dialog))
        type_text("PP-9/2026", field(dialog, _("Registry number")))
        click(dialog, _("Go on"))

    with dialogs(
        pick(places.usb_drive),
        reason,
        confirm(RECEIVER.passphrase),
        answer(_("Close"), says=_("Taken in")),
    ):
        click(page, _(TAKE_IN))
    row = receiver.session.receiving.register()[0]
    assert (row.result, row.number) == ("accepted", "PP-9/2026")
    assert row.taken_in.reason == "سُلّمت يداً بيد."
    assert tabs(page).tabText(2) == _("Set aside")
    assert _("Nothing is set aside") in texts(page)


def test_leaving_it_changes_nothing(page, receiver, places, plain, check):
    keep(page, check, plain)
    tabs(page).setCurrentIndex(2)
    with dialogs(pick(places.usb_drive), answer(_("Cancel"))):
        click(page, _(TAKE_IN))
    with dialogs(answer(_("Cancel"))):  # the folder is known now, and can be changed there
        click(page, _(TAKE_IN))
    assert [row.result for row in receiver.session.receiving.register()] == ["aside"]
    assert buttons(page, _(TAKE_IN))


def test_verifying_it_again_offers_no_answer(page, places, plain, check):
    keep(page, check, plain)
    assert problem("A_NOT_ENCRYPTED") in check(page, places.bundle)
    for text in (KEEP, "Receive and sign the receipt"):
        assert not buttons(page, _(text))


@pytest.fixture
def clerk(receiver, places, plain, clock):
    """A receiver with a certificate for receipts, in the place of the prosecutor."""
    folder = places.prosecution
    key = unlock(folder, RECEIVER.login, RECEIVER.passphrase)
    colleague = NewOfficer(CLERK.login, "منى الراشد", Role.RECEIVER, CLERK.passphrase)
    receiver.session.staff.record_enrolment(
        enrol(EnrolmentPlan(folder, key, colleague, cheap_keys=True))
    )
    receiver.session.lock()
    agency = places.agency()
    session = open_as(folder, CLERK, clock)
    certify(agency, session, CLERK, clock)
    session.keys.import_trust_list(trust_list(agency, clock()))
    receiver.opened(session)
    return receiver


def test_a_receiver_keeps_it_and_decides_nothing(clerk, plain, shown, check):
    page = shown(ReceivingPage(clerk))
    page.load()
    check(page, plain)
    assert not [part for part in buttons(page, _("Refuse…")) if part.isVisibleTo(page)]
    keep(page, check, plain, CLERK)
    tabs(page).setCurrentIndex(2)
    assert buttons(page, _(LOOK))
    assert not buttons(page, _(TAKE_IN))
    assert _("A prosecutor decides about these. Until then they can be read and stay here.") in (
        texts(page)
    )
