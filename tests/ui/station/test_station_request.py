"""A certificate request that is on its way: its digits stay in sight, and nothing is overwritten."""

import pytest

from tests.ui.drivers.authority import digits_shown
from tests.ui.gestures import (
    answer,
    buttons,
    click,
    confirm,
    dialogs,
    field,
    pick,
    service_number,
    texts,
)
from tipdesk.bundle.enrolment import read_enrolment
from tipdesk.bundle.trust import certificate_pem, grouped
from tipdesk.demo.stations import OFFICER, SUPERVISOR, make_officers_station
from tipdesk.demo.stations import confirm as confirm_now
from tipdesk.i18n.text import _
from tipdesk.ui.station.page import StationPage

ON_CARD = (
    "As it stands on your card. The clerk compares it with the card, and it stands beside your "
    "name wherever you sign."
)


@pytest.fixture
def fresh(places, clock, opened, shown):
    """A station that trusts nobody yet."""
    make_officers_station(places.folder / "fresh", clock)
    page = shown(StationPage(opened(places.folder / "fresh", OFFICER)))
    page.load()
    return page


def test_an_officer_is_offered_what_is_an_officers(fresh):
    """The first trust and the forms are for whoever looks after the station, as is said."""
    assert not buttons(fresh, _("Import a trust list…"))
    assert _("Whoever leads or administers this station imports it, with the digits.") in texts(
        fresh
    )
    assert not buttons(fresh, _("Install a form…"))
    for offered in (_("Try a form…"), _("Save a request…"), _("Import the certificate…")):
        assert buttons(fresh, offered)


def test_the_digits_of_a_saved_request_stay_on_the_page(fresh, places):
    makes = answer(_("Cancel"), says=_("Make your signing key"))
    with dialogs(pick(places.usb_drive), answer(_("Cancel"), says=_(ON_CARD))):
        click(fresh, _("Save a request…"))
    with dialogs(pick(places.usb_drive), service_number("1007"), makes):
        click(fresh, _("Save a request…"))
    assert not list(places.usb_drive.glob("enrolment-*"))

    def wrong(dialog):
        service_number("رقم")(dialog)
        problem = _("A service number has Latin letters, digits, - and / only.")
        assert problem in texts(dialog)
        field(dialog, _("Your service number")).clear()
        service_number("١٠٠٧")(dialog)

    with dialogs(pick(places.usb_drive), wrong, confirm(OFFICER.passphrase), answer(_("Close"))):
        click(fresh, _("Save a request…"))
    request = places.usb_drive / "enrolment-t-07.json"
    enrolment = read_enrolment(request.read_bytes())
    assert enrolment.holder.service_number == "1007"
    carry = _("No certificate yet. Carry a request to the certification authority.")
    assert carry not in texts(fresh)  # it is under way
    groups = grouped(enrolment.fingerprint).split()
    # Under the numbers by which the clerk asks for them.
    assert digits_shown(fresh) == [" ".join(f"{at}: {group}" for at, group in enumerate(groups, 1))]
    # Once more: the file that is there is asked about, and no new key or number is spoken of.
    replace, anew = _("Replace it"), _("Sign the request anew")
    with dialogs(pick(places.usb_drive), answer(_("Cancel"), says=_("Replace it"))):
        click(fresh, _("Save a request…"))
    with dialogs(pick(places.usb_drive), answer(replace), answer(_("Cancel"), says=anew)):
        click(fresh, _("Save a request…"))


def test_a_colleagues_certificate_is_kept_and_called_so(places, clock, opened, shown):
    make_officers_station(places.folder / "fresh", clock)
    services = opened(places.folder / "fresh", SUPERVISOR)
    page, session = shown(StationPage(services)), services.session
    page.load()
    officer = confirm_now(session, OFFICER)
    request = session.keys.enrolment_request(officer, "DEMO-9")
    path = places.usb_drive / "t-07.pem"
    issued = places.agency().issue(read_enrolment(request), clock())
    path.write_bytes(certificate_pem(issued))
    expected = _("Somebody else's certificate")
    with dialogs(pick(path), answer(_("Close"), says=expected)):
        click(page, _("Import the certificate…"))
    assert _("No certificate yet. Carry a request to the certification authority.") in texts(page)
