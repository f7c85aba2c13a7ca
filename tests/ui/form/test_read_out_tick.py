"""That all of a statement was read out: ticked by turning its pages, else by whoever says so."""

from PySide6.QtCore import Qt

from tests.ui.drivers.seeing import the
from tests.ui.gestures import click, dialogs, press, texts
from tests.ui.interview.test_page_readback import back_at, choose, page, stored, with_statement
from tests.ui.places import case_of
from tipdesk.ui.form.choice_editors import CheckPill

__all__ = ["page"]


def test_the_tick_comes_from_turning_to_the_last_page(page, officer, places):
    """Half of it, then all of it: what is proposed is what was turned to in this reading."""
    ticked = []

    def look(dialog):
        ticked.append(the(dialog, CheckPill).isChecked())
        dialog.reject()

    assert page.pages.count > 2
    for onward in (Qt.Key.Key_End, *[Qt.Key.Key_PageUp] * (page.pages.count - 2)):
        with dialogs(look):
            click(page, "ختام التلاوة…")
        back_at(page)
        press(onward, page.pages)  # to the last page, without those between; then to them
    with dialogs(look):
        click(page, "ختام التلاوة…")
    assert ticked == [False] * (len(ticked) - 1) + [True]
    page.load(case_of(officer.session, places.begun))  # another reading
    with dialogs(look):
        click(page, "ختام التلاوة…")
    assert not ticked[-1]


def test_of_one_page_nothing_is_said_before_somebody_says_it(page, officer, places):
    """Nobody turned to it: that it was read out is for whoever read it to say."""
    page.load(with_statement(officer, places, "وصلتُ في آذار ثم أُخذ جواز سفري مني."))
    assert page.pages.count == 1
    with dialogs(choose("بصمة إبهام", whole=False)):
        click(page, "ختام التلاوة…")
    assert stored(officer, places, "stmt_readback") == "no"


def test_whoever_read_it_out_says_so(page, officer, places):
    page.load(with_statement(officer, places, "وصلتُ في آذار ثم أُخذ جواز سفري مني."))

    def tick(dialog):
        assert "علِّم هذا إذا تُليت كلها." in texts(dialog)
        the(dialog, CheckPill).click()
        click(dialog, "أقفل الأقوال")

    with dialogs(tick):
        click(page, "ختام التلاوة…")
    assert stored(officer, places, "stmt_readback") == "yes"
