"""The export wizard when it is opened again, when it is blocked, and where it leads."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QStackedWidget

from tests.ui.drivers.seeing import cards, first, tick
from tests.ui.drivers.window import current_page, enter, no_pin, turn_to
from tests.ui.gestures import bare, button, click, dialogs, field, pick, press, texts
from tests.ui.handover.test_page_export import page
from tests.ui.places import approve_now
from tipdesk.i18n.text import _
from tipdesk.ui.handover import export_contents
from tipdesk.ui.handover.export import ExportPage

__all__ = ["page"]  # a fixture


def step(page):
    """The step that is shown, with what it scrolls by."""
    return first(page, QStackedWidget).currentWidget()


def test_the_first_recipient_is_chosen(page, officer):
    expected = officer.session.keys.recipients()[0]
    assert field(page, _("Recipient")).currentData() == expected


def test_opened_again_no_card_of_before_shows_through(page, officer, places):
    before = len(cards(step(page)))
    page.load(officer.session.files.case(places.approved))
    QApplication.processEvents()
    assert len(cards(step(page))) == before
    assert texts(page).split("\n").count(_("What goes")) == 1


def test_opened_again_it_begins_at_its_top(page, officer, places):
    bar = step(page).verticalScrollBar()
    QApplication.processEvents()
    bar.setValue(bar.maximum())
    assert bar.value()
    page.hide()  # another page was shown meanwhile
    page.load(officer.session.files.case(places.approved))
    page.show()
    QApplication.processEvents()
    assert bar.value() == 0
    assert page.focusWidget() is button(page, _("Next"))


def test_a_way_on_that_is_shut_says_why_and_has_no_focus(officer, places, shown):
    page = shown(ExportPage(officer))
    page.load(officer.session.files.case(places.ready))
    assert not button(page, _("Next")).isEnabled()
    assert _("Next opens when what is above is settled.") in texts(page)
    assert button(page, _("Close")).hasFocus()


def test_the_last_step_says_what_it_waits_for(page):
    click(page, _("Next"))
    click(page, _("Next"))
    wanted = _("Choose a USB drive or a folder and give the declaration.")
    assert wanted in texts(page)
    click(page, _("Back"))
    assert wanted not in texts(page)


def test_the_last_step_asks_for_nothing_that_was_given(page, tmp_path):
    click(page, _("Next"))
    click(page, _("Next"))
    with dialogs(pick(tmp_path)):
        click(page, _("Choose a folder…"))
    assert _("Choose a USB drive or a folder and give the declaration.") not in texts(page)
    assert _("Give the declaration.") in texts(page)
    tick(page).click()
    assert _("Give the declaration.") not in texts(page)


@pytest.mark.parametrize("connected", [True, False])
def test_the_cursor_stands_at_what_is_still_to_be_done(
    officer, places, shown, computer, tmp_path, connected
):
    if connected:
        computer.disk("sdb", "8:16", "usb")
        computer.mount("8:16", tmp_path)
    page = shown(ExportPage(officer))
    page.load(officer.session.files.case(places.approved))
    for _step in range(2):
        click(page, _("Next"))
    if connected:  # the drive is known: one key declares, the next thing is to sign
        press(Qt.Key.Key_Space)
        assert button(page, _("Sign and save")).isEnabled()
    else:
        assert page.focusWidget() is field(page, _("USB drive or folder"))


def test_what_was_sent_is_not_called_unapproved(officer, places, shown):
    page = shown(ExportPage(officer))
    page.load(officer.session.files.case(places.exported))
    shown_text = texts(page)
    assert _("The supervisor has not approved the file yet.") not in shown_text
    assert (
        _(
            "The file was referred already; the Prosecution's receipt is awaited. If "
            "the USB drive is lost, the supervisor approves once more in the review."
        )
        in shown_text
    )


def test_nothing_withheld_is_not_spoken_of_as_withheld(officer, places):
    preview = officer.session.handover.prepare(places.approved)
    approved = officer.session.files.load(places.approved)
    whole = replace(preview, withheld=(), withheld_level4=0, annex=None, protective=False)
    hidden = replace(approved, case=replace(approved.case, hidden=True))
    by_nobody = [texts(part) for part in export_contents.withheld_parts(preview, hidden)]
    assert any(_("Not picked to go") in text for text in by_nobody)
    assert not any(_("Not picked by the supervisor") in text for text in by_nobody)
    nothing = export_contents.withheld_parts(whole, approved)
    shown = "\n".join(texts(part) for part in nothing)
    assert bare(shown).strip() == bare(_("Nothing stays here: every recorded answer goes."))
    some = "\n".join(texts(part) for part in export_contents.withheld_parts(preview, approved))
    assert _("Nothing stays here: every recorded answer goes.") not in some


def test_two_files_travel_and_the_page_says_for_whom_the_second_is(officer, places):
    preview = officer.session.handover.prepare(places.approved)
    approved = officer.session.files.load(places.approved)
    assert preview.annex is not None
    sentence = export_contents.annex_text(preview.annex)
    assert all(word in bare(sentence) for word in preview.annex)
    some = "\n".join(texts(part) for part in export_contents.withheld_parts(preview, approved))
    assert sentence in some
    alone = replace(preview, annex=None)
    some = "\n".join(texts(part) for part in export_contents.withheld_parts(alone, approved))
    assert export_contents.annex_text(None) in some


def test_without_trust_it_leads_to_the_station_and_back(window, places, clock, monkeypatch):
    enter(window, places, clock, no_pin)
    session = window.services.session
    case = approve_now(session, places.ready)
    monkeypatch.setattr(session.keys, "_trust_list", lambda: None)
    page = turn_to(window, "export", case)
    click(page, _("To the station page"))
    station = current_page(window)
    assert station is not page
    monkeypatch.undo()  # the pack was imported there
    press(Qt.Key.Key_Escape, station)
    assert current_page(window) is page
    assert case.number in bare(texts(page))
    assert button(page, _("Next")).isEnabled()
