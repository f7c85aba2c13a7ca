"""A second case bundle of a file, as the receiving station sees it."""

from tests.ui.drivers.seeing import rows, table, tabs
from tests.ui.gestures import answer, click, confirm, dialogs, texts
from tests.ui.places import approve_now, export_now
from tipdesk.cases.model import Answer
from tipdesk.demo.stations import RECEIVER
from tipdesk.i18n.text import _, code_text, isolated
from tipdesk.ui.handover.received import ReceivedPage


def test_it_is_filed_below_the_first_and_shows_what_has_changed(
    page, officer, receiver, places, check, shown
):
    session = officer.session
    check(page, places.bundle)
    with dialogs(answer(_("Go on")), confirm(RECEIVER.passphrase), answer(_("Close"))):
        click(page, _("Receive and sign the receipt"))
    number = receiver.session.receiving.register()[0].number
    was = session.files.load(places.exported).answers["urgency"].value
    changed = "immediate" if was != "immediate" else "routine"
    session.answers.amend(places.exported, {"urgency": Answer(changed)}, "تصحيح")
    approve_now(session, places.exported)
    check(page, export_now(session, places.exported, places.usb_drive))
    with dialogs(
        answer(_("Go on"), says=number),
        confirm(RECEIVER.passphrase),
        answer(_("Close"), says=number),
    ):
        click(page, _("Receive and sign the receipt"))
    first, second = receiver.session.receiving.register()
    assert [(row.number, row.below) for row in (first, second)] == [(number, False), (number, True)]
    supplement = _("Supplement, revision {revision}").format(revision=isolated("2"))
    page.load()
    tabs(page).setCurrentIndex(1)
    assert [line[0] for line in rows(table(page))] == [code_text(number), supplement]
    reading = shown(ReceivedPage(receiver))
    reading.load(receiver.session.receiving.open_received(second.id))
    shown_texts = texts(reading)
    assert _("What has changed") in shown_texts
    assert _("Before: {value}").partition("{")[0] in shown_texts
    reading.load(receiver.session.receiving.open_received(first.id))
    assert _("What has changed") not in texts(reading)
    reading.leave()
