"""Protective annexes at the office's window, and the sentence about them at the station's."""

import pytest

from tests.ui.drivers.seeing import tabs
from tests.ui.gestures import answer, buttons, click, confirm, dialogs, pick, texts
from tipdesk.demo.stations import RECEIVER
from tipdesk.i18n.text import _
from tipdesk.texts.messages import problem

OPEN, TAKE = "Open a protective annex…", "Take in and sign the receipt"


@pytest.fixture
def annex(places):
    """What was sealed beside the case bundle."""
    others = [path for path in places.bundle.parent.glob("*.asice.age") if path != places.bundle]
    assert len(others) == 1
    return others[0]


def at_annexes(page):
    names = [tabs(page).tabText(at) for at in range(tabs(page).count())]
    tabs(page).setCurrentIndex(names.index(_("Protective annexes")))


def test_its_prosecutor_reads_it_and_signs_the_receipt(page, receiver, places, annex):
    at_annexes(page)

    def read(dialog):
        words = texts(dialog)
        assert _("The case bundle that it belongs to has not come here yet.") in words
        assert _("Station") in words
        click(dialog, _(TAKE))

    with dialogs(
        pick(annex),
        confirm(RECEIVER.passphrase),
        read,  # and what opened it signs the answer
        answer(_("Close"), says=_("The annex is taken in")),
    ):
        click(page, _(OPEN))
    (came,) = receiver.session.annexes.came()
    assert came.login == RECEIVER.login
    (look,) = buttons(page, _("Open read-only"))

    def again(dialog):
        assert not buttons(dialog, _(TAKE))
        click(dialog, _("Close"))

    with dialogs(confirm(RECEIVER.passphrase), again):
        look.click()


def test_a_case_bundle_is_no_annex(page, places):
    at_annexes(page)
    with dialogs(
        pick(places.bundle),
        confirm(RECEIVER.passphrase),
        answer(_("Close"), says=problem("E_AGE_NO_KEY")),
    ):
        click(page, _(OPEN))
